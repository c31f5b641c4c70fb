// Filters that need more than a switch, what is muted, what is not drawn, and ways to hand the page on.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data, state = graphx.state;
  const tray = byId("tray"), opener = byId("tray-open");
  const years = graphx.year.filter(Boolean), oldest = Math.min.apply(null, years), newest = Math.max.apply(null, years);
  const parts = {};

  function button(text, act, more) { return el("button", Object.assign({ type: "button", class: "small", onclick: act }, more || {}), text); }
  function part(name, title) {
    parts[name] = el("div", { class: "part" });
    return el("section", {}, el("h3", {}, title), parts[name]);
  }
  function build() {
    const close = el("button", { type: "button", class: "close", "aria-label": "Close filters", onclick: function () { show(false); } }, "×");
    tray.append(el("div", { class: "bar" }, el("h2", { id: "tray-title", tabindex: "-1" }, "Filter and share"), el("span", { class: "grow" }), close));
    const body = el("div", { class: "body" });
    body.append(part("years", "Years"), part("groups", "Communities"), part("told", "Told by"),
      part("muted", "Muted names"), part("hidden", "Not shown"), part("share", "Share"), part("fixes", "Corrections"));
    tray.append(body);
    buildYears();
    buildTold();
    buildShare();
    graphx.paintFixes(parts.fixes);
  }

  // ——— years
  let low = null, high = null;
  function buildYears() {
    if (!years.length) {
      parts.years.append(el("p", { class: "source" }, "No paper here has a known year, so there is no view by years either."));
      return;
    }
    const box = function (name, value) {
      return el("input", { type: "number", min: String(oldest), max: String(newest), value: String(value), "aria-label": name });
    };
    low = box("From year", oldest);
    high = box("To year", newest);
    const change = function () {
      const a = Number(low.value) || oldest, b = Number(high.value) || newest;
      const from = Math.max(oldest, Math.min(a, b)), to = Math.min(newest, Math.max(a, b));
      graphx.set({ years: from <= oldest && to >= newest ? null : [from, to] });
    };
    low.addEventListener("change", change);
    high.addEventListener("change", change);
    parts.years.append(el("div", { class: "row" }, low, el("span", {}, "to"), high, button("All years", function () { graphx.set({ years: null }); })));
    const undated = graphx.kind.filter(function (kind, i) { return kind === graphx.PAPER && !graphx.year[i]; }).length;
    if (undated) parts.years.append(el("p", { class: "source" }, graphx.many(undated, "paper has", "papers have") + " no known year."));
  }
  function paintYears() {
    if (!low) return;
    low.value = String(state.years ? state.years[0] : oldest);
    high.value = String(state.years ? state.years[1] : newest);
  }

  // ——— by how many a link is told
  const TOLD = [["", "Any number"], ["several", "Two or more"], ["one", "One alone"]];
  function buildTold() {
    if (!data.edges.relation.some(function (_, e) { return graphx.isToldBySeveral(e); })) {
      parts.told.append(el("p", { class: "source" }, "One paper, file or service stands behind each link. What graphx enrich adds tells of others."));
      return;
    }
    parts.told.append(el("p", { class: "source" }, "Links by how many say so: the papers in sentences of theirs, your files, public services."));
    parts.told.append(el("div", { class: "row", role: "group", "aria-label": "Links told by" }, ...TOLD.map(function (one) {
      return button(one[1], function () { graphx.set({ told: one[0] }); }, { "data-told": one[0] });
    })));
  }
  function paintTold() {
    parts.told.querySelectorAll("button").forEach(function (one) { one.setAttribute("aria-pressed", String(one.dataset.told === state.told)); });
  }

  // ——— communities
  let allGroups = false;
  function paintGroups() {
    const box = parts.groups, focused = box.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    box.replaceChildren();
    if (!data.groups.length) {
      box.append(el("p", { class: "source" }, "This page was made without communities."));
      return;
    }
    box.append(el("p", { class: "source" }, "Groups that name the same things, called by what sets them apart. Press one to see it alone."));
    box.append(button(state.color === "group" ? "Colour by kind" : "Colour by community", function () {
      graphx.set({ color: state.color === "group" ? "" : "group" });
    }, { "data-name": "color" }));
    const list = el("ul", { class: "groups" });
    const most = allGroups ? data.groups.length : 8;
    data.groups.slice(0, most).forEach(function (name, g) {
      list.append(el("li", {}, el("button", { type: "button", class: "group", "aria-pressed": String(state.groups.has(g)), "data-name": "g" + g,
        onclick: function () { graphx.toggle("groups", g); } },
      el("span", { class: "swatch s" + Math.min(g, 8), "aria-hidden": "true" }), el("span", { class: "name", dir: "auto" }, graphx.cut(name, 80)),
      el("span", { class: "count" }, graphx.many(data.groupPapers[g], "paper", "papers")))));
    });
    box.append(list);
    if (data.groups.length > 8) {
      box.append(button(allGroups ? "Fewer" : "All " + graphx.number(data.groups.length), function () { allGroups = !allGroups; paintGroups(); }, { "data-name": "all" }));
    }
    if (state.groups.size) box.append(button("No community filter", function () { graphx.set({ groups: new Set() }); }, { "data-name": "none" }));
    if (focused) (box.querySelector("[data-name=" + focused + "]") || byId("tray-title")).focus();
  }

  // ——— muted
  graphx.setMuted = function (i, on) {
    const muted = new Set(state.muted);
    if (on) muted.add(i);
    else muted.delete(i);
    graphx.set({ muted: muted });
    graphx.say(graphx.cut(graphx.label[i], 80) + (on ? " is muted: its links no longer count." : " counts again."));
  };
  function paintMuted() {
    const box = parts.muted, inside = box.contains(document.activeElement);
    box.replaceChildren(el("p", { class: "source" }, "The links of a muted name do not count: not on the map, not in sizes, strengths or reading lists."));
    const list = el("ul", { class: "mutes" });
    const row = function (i, on) {
      list.append(el("li", {}, graphx.goTo(i), button(on ? "Bring back" : "Mute", function () { graphx.setMuted(i, !on); },
        { "aria-label": (on ? "Bring back " : "Mute ") + graphx.cut(graphx.label[i], 80) })));
    };
    state.muted.forEach(function (i) { row(i, true); });
    const common = graphx.label.map(function (_, i) { return i; }).filter(function (i) { return graphx.kind[i] !== graphx.PAPER && !state.muted.has(i); })
      .map(function (i) { return [graphx.namedBy(i).size, i]; }).filter(function (one) { return one[0] > 2; })
      .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; }).slice(0, 4);
    common.forEach(function (one) { row(one[1], false); });
    box.append(list);
    if (state.muted.size > 1) box.append(button("Bring all back", function () { graphx.set({ muted: new Set() }); }));
    if (inside) byId("tray-title").focus();
  }

  // ——— what is not shown
  function paintHidden() {
    const box = parts.hidden, counts = graphx.notDrawn(), inside = box.contains(document.activeElement);
    box.replaceChildren();
    const hidden = graphx.n - counts[0];
    const links = data.edges.relation.filter(function (_, e) { return !graphx.isRelationShown(e); }).length;
    if (!hidden && !links) {
      box.append(el("p", { class: "source" }, "Nothing: all " + graphx.many(graphx.n, "item is", "items are") + " there."));
      return;
    }
    const list = el("ul", { class: "plainlist" });
    counts.forEach(function (count, k) { if (k && count) list.append(el("li", {}, graphx.number(count) + " " + graphx.WHY[k].text)); });
    const unheard = state.told ? ", or told by " + (state.told === "one" ? "several" : "one alone") : "";
    if (links) list.append(el("li", {}, graphx.many(links, "link", "links") + " of a kind that is switched off" + unheard));
    box.append(list);
    const row = el("div", { class: "row" });
    if (hidden) row.append(button("List them", function () { graphx.setView("list", "hidden", "into"); show(false, true); }));
    row.append(button("Show all", function () { graphx.hideNothing(); }));
    box.append(row);
    if (inside) byId("tray-title").focus();
  }

  // ——— share
  function buildShare() {
    const link = button("Copy link", function (event) { graphx.copyText(event.currentTarget, location.href, "Link copied."); });
    parts.share.append(el("div", { class: "row" }, graphx.hasAddress ? link : "",
      button("Copy as Python", function (event) { graphx.copyText(event.currentTarget, graphx.pythonCall(), "Python copied."); }),
      button("Picture (PNG)", function () { graphx.savePng(); }), button("Picture (SVG)", function () { graphx.saveSvg(); })));
    if (graphx.hasAddress) parts.share.append(el("p", { class: "source" }, "The link leads to exactly what you see, in any copy of this file."));
  }

  function paint() {
    const counts = graphx.notDrawn(), hidden = graphx.n - counts[0] - (graphx.isPapersOnly() ? counts[6] : 0);
    byId("tray-count").textContent = hidden ? graphx.number(hidden) + " not shown" : "";
    if (tray.hidden) return;
    paintYears();
    paintTold();
    paintGroups();
    paintMuted();
    paintHidden();
  }
  function show(on, quiet) {
    if (on && !tray.childElementCount) build();
    tray.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
    document.body.classList.toggle("trayed", on);
    if (on) { paint(); byId("tray-title").focus(); } else if (!quiet) opener.focus();
  }
  graphx.openTray = function () { show(true); };
  opener.addEventListener("click", function () { show(tray.hidden); });
  tray.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    show(false);
  });
  graphx.onChange(paint);
})();
