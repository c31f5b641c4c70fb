// The list of all communities, and what else the overview page does: its buttons, its messages.
(function () {
  "use strict";
  const atlas = window.atlas, el = atlas.el, byId = atlas.byId, regions = atlas.data.regions, state = atlas.state;
  const RANK = { community: 0, small: 1, alone: 2 };
  let sort = "papers", upwards = false;

  const COLUMNS = [
    { id: "name", name: "Community", value: function (k) { return atlas.nameOf(k).toLowerCase(); } },
    { id: "papers", name: "Papers", number: true, value: function (k) { return regions.counts[k][0]; } },
    { id: "names", name: "Datasets, models, repositories", number: true, value: function (k) { return atlas.sizeOf(k) - regions.counts[k][0]; } },
    { id: "years", name: "Years", number: true, value: function (k) { return regions.years[k][1] || 0; } },
    { id: "links", name: "Linked to", number: true, value: function (k) { return atlas.near(k).length; } },
    { id: "with", name: "Most with" },
  ].filter(function (column) { return column.id !== "years" || regions.years.some(function (years) { return years.length; }); });

  function row(k) {
    const near = atlas.near(k).slice(0, 2).map(function (one) { return atlas.cut(atlas.nameOf(one[0]), 32); }).join("; ");
    const cells = { papers: atlas.number(regions.counts[k][0]), names: atlas.number(atlas.sizeOf(k) - regions.counts[k][0]), years: atlas.yearsOf(k), links: atlas.number(atlas.near(k).length) };
    const tr = el("tr", { class: k === state.chosen ? "chosen" : null });
    COLUMNS.forEach(function (column) {
      if (column.id === "name") tr.append(el("th", { scope: "row" }, atlas.linkTo(k)));
      else if (column.id === "with") tr.append(el("td", { class: "with", dir: "auto" }, near));
      else tr.append(el("td", { class: column.id === "names" || column.id === "links" ? "num k" : "num" }, cells[column.id]));
    });
    return tr;
  }
  atlas.paintRows = paintRows;
  function paintRows() {
    const column = COLUMNS.find(function (one) { return one.id === sort; });
    const order = regions.name.map(function (_, k) { return k; }).sort(function (a, b) {
      const x = column.value(a), y = column.value(b), order = x < y ? -1 : x > y ? 1 : 0;
      // What is no community comes last, however it is sorted.
      return RANK[regions.kind[a]] - RANK[regions.kind[b]] || (upwards ? order : -order) || a - b;
    });
    const head = el("tr", {});
    COLUMNS.forEach(function (one) {
      const on = one.id === sort;
      head.append(el("th", { scope: "col", class: one.id === "with" ? "with" : (one.number ? "num" : "") + (one.id === "names" || one.id === "links" ? " k" : ""), "aria-sort": on ? (upwards ? "ascending" : "descending") : null },
        one.value ? el("button", { type: "button", "data-sort": one.id, onclick: function () {
          upwards = on ? !upwards : !one.number;
          sort = one.id;
          paintRows();
          byId("rows").querySelector("[data-sort=" + sort + "]").focus();
        } }, one.name, el("span", { class: "arrow", "aria-hidden": "true" }, on ? (upwards ? "▲" : "▼") : "")) : one.name));
    });
    const body = el("tbody", {});
    order.forEach(function (k) { body.append(row(k)); });
    byId("rows").replaceChildren(el("p", { class: "source" }, "Every paper and every name is in exactly one of these " + atlas.number(atlas.n) + "; search finds which."),
      el("table", {}, el("caption", { class: "hidden" }, "All communities. The buttons in the head sort."), el("thead", {}, head), body));
  }

  atlas.trouble = function (text) {
    byId("trouble").textContent = text;
    byId("trouble").hidden = false;
  };

  function note() {
    const all = atlas.data.links.a.length, kinds = ["small", "alone"].map(function (kind) {
      let count = 0;
      regions.kind.forEach(function (one, k) { if (one === kind) count += regions.counts[k][0]; });
      return count;
    });
    const told = [atlas.many(regions.kind.filter(function (kind) { return kind === "community"; }).length, "community", "communities")];
    if (kinds[0]) told.push(atlas.many(kinds[0], "paper", "papers") + " in small groups");
    if (kinds[1]) told.push(atlas.many(kinds[1], "paper", "papers") + " without links");
    if (all > atlas.linksDrawn.length) told.push("the strongest " + atlas.number(atlas.linksDrawn.length) + " of " + atlas.number(all) + " ties drawn");
    byId("atlas-note").textContent = told.join(" · ");
  }

  atlas.startOverview = function () {
    note();
    atlas.startDiscs();
    atlas.startSearch();
    byId("atlas-map").addEventListener("click", function () { atlas.setList(false); });
    byId("atlas-list").addEventListener("click", function () { atlas.setList(true); });
    byId("atlas-in").addEventListener("click", function () { atlas.zoom(1.4); });
    byId("atlas-out").addEventListener("click", function () { atlas.zoom(1 / 1.4); });
    byId("atlas-fit").addEventListener("click", atlas.fit);
    byId("atlas-help-open").addEventListener("click", function () {
      byId("atlas-help").showModal();
      byId("atlas-help-title").focus();
    });
    byId("atlas-skip").addEventListener("click", function (event) {
      event.preventDefault();
      atlas.setList(true);
      setTimeout(function () { byId("rows").focus(); }, 0);
    });
    document.addEventListener("keydown", function (event) {
      if (byId("atlas").hidden || byId("atlas-help").open) return;
      const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        byId("all-q").focus();
        event.preventDefault();
      }
      if (event.key === "Escape" && state.chosen >= 0) { atlas.choose(-1); byId(state.list ? "rows" : "discs").focus(); }
    });
  };
  // What is shown when nothing is open; "was" is what has been.
  atlas.showOverview = function (was) {
    byId("discs-box").hidden = state.list;
    byId("rows").hidden = !state.list;
    byId("atlas-map").setAttribute("aria-pressed", String(!state.list));
    byId("atlas-list").setAttribute("aria-pressed", String(state.list));
    document.body.classList.toggle("listing", state.list);
    document.body.classList.toggle("open", state.chosen >= 0);
    document.title = (state.chosen >= 0 ? atlas.cut(atlas.nameOf(state.chosen), 80) + " – " : "") + atlas.data.title;
    if (state.unknown) atlas.trouble("This map has no “" + atlas.cut(state.unknown, 120) + "”, which the address asks for.");
    else byId("trouble").hidden = true;
    if (state.list) paintRows();
    else {
      if (state.chosen >= 0) atlas.reveal(state.chosen);
      atlas.drawNow();
    }
    if (was >= 0) {
      byId(state.list ? "rows" : "discs").focus({ preventScroll: true });
      atlas.say("Overview of " + atlas.number(atlas.n) + " communities.");
    }
  };
})();
