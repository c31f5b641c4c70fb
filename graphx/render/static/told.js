// What the overview tells about a community: what it is made of, what it takes from others, what it is linked to.
(function () {
  "use strict";
  const atlas = window.atlas, el = atlas.el, byId = atlas.byId, regions = atlas.data.regions;
  const panel = byId("told");
  const WORDS = [["paper", "papers"], ["dataset", "datasets"], ["model", "models"], ["repository", "repositories"]];

  atlas.countsOf = function (k) {
    return regions.counts[k].map(function (count, kind) { return count ? atlas.many(count, WORDS[kind][0], WORDS[kind][1]) : ""; })
      .filter(Boolean).join(" · ");
  };
  atlas.yearsOf = function (k) {
    const years = regions.years[k];
    return !years.length ? "" : years[0] === years[1] ? String(years[0]) : years[0] + "–" + years[1];
  };
  atlas.linkTo = function (k, key) {
    return el("a", { href: atlas.addressOf(k, key || ""), dir: "auto" }, atlas.cut(atlas.nameOf(k), 80));
  };
  function section(title, list) { return el("section", {}, el("h3", {}, title), list); }
  function rows(items, make) {
    const list = el("ul", { class: "items plain" });
    items.forEach(function (item) { list.append(make(item)); });
    return list;
  }

  function fill(k) {
    const name = regions.name[k], family = regions.family[k], whole = family >= 0 ? atlas.data.families[family] : "";
    const siblings = regions.family.map(function (f, j) { return f === family && f >= 0 ? j : -1; }).filter(function (j) { return j >= 0 && j !== k; });
    const close = el("button", { type: "button", class: "close", "aria-label": "Close details", title: "Close (Esc)", onclick: function () { atlas.choose(-1); byId("discs").focus(); } }, "×");
    const body = el("div", { class: "body" }, el("h2", { dir: "auto" }, name),
      el("p", { class: "facts" }, [atlas.countsOf(k), atlas.yearsOf(k)].filter(Boolean).join(" · ")));
    if (siblings.length) body.append(el("p", { class: "source", dir: "auto" }, "A part of the community “" + whole + "”, which is too large to be drawn at once."));
    if (regions.kind[k] === "small") body.append(el("p", { class: "source" }, "Communities too small to stand on their own, side by side."));
    if (regions.kind[k] === "alone") body.append(el("p", { class: "source" }, "Nothing they name was found, so nothing links them to the rest."));
    body.append(el("p", { class: "row actions" }, el("a", { class: "openit", href: atlas.addressOf(k, "") }, "Open")));
    if (regions.artifacts[k].length) body.append(section("Most linked in it", rows(regions.artifacts[k], function (one) {
      return el("li", {}, atlas.icon(one[1]), el("span", { class: "name", dir: "auto" }, atlas.cut(one[0], 80)), el("span", { class: "count plain" }, atlas.many(one[2], "link", "links")));
    })));
    if (regions.papers[k].length) body.append(section("Papers that name most", rows(regions.papers[k], function (title) {
      return el("li", {}, atlas.icon(0), el("span", { class: "name", dir: "auto" }, atlas.cut(title, 160)));
    })));
    if (regions.elsewhere[k].length) body.append(section("Named here, at home elsewhere", rows(regions.elsewhere[k], function (one) {
      return el("li", {}, atlas.icon(one[1]), el("span", { class: "name", dir: "auto" }, atlas.cut(one[0], 80)), " in ", atlas.linkTo(one[3]),
        el("span", { class: "count plain" }, atlas.many(one[2], "link", "links")));
    })));
    const near = atlas.near(k);
    if (near.length) {
      const box = el("div", {}), some = rows(near.slice(0, 8), leading);
      box.append(some);
      if (near.length > 8) {
        const more = el("button", { type: "button", class: "more" }, "Show all " + near.length);
        more.addEventListener("click", function () { near.slice(8).forEach(function (row) { some.append(leading(row)); }); more.remove(); some.children[8].querySelector("button").focus(); });
        box.append(more);
      }
      body.append(section("Linked to (" + atlas.many(near.length, "community", "communities") + ")", box));
    }
    panel.replaceChildren(el("div", { class: "bar" }, el("span", { class: "kind" }, regions.kind[k] === "community" ? "Community" : "Group"), el("span", { class: "grow" }), close), body);
  }
  function leading(row) {
    return el("li", {}, el("button", { type: "button", class: "go", dir: "auto", onclick: function () { atlas.choose(row[0]); } }, atlas.cut(atlas.nameOf(row[0]), 80)),
      el("span", { class: "count plain" }, atlas.many(row[1], "link", "links")));
  }

  atlas.onChange(function (state, before) {
    if (state.open >= 0) return;
    const changed = state.chosen !== before.chosen, inside = panel.contains(document.activeElement);
    panel.hidden = state.chosen < 0;
    document.body.classList.toggle("open", state.chosen >= 0);
    if (state.chosen < 0) { panel.replaceChildren(); return; }
    if (!changed && panel.childElementCount) return;
    fill(state.chosen);
    if (inside) panel.focus();
    atlas.say("Community: " + atlas.nameOf(state.chosen) + ". " + atlas.countsOf(state.chosen) + ". Press Enter to open it.");
  });
})();
