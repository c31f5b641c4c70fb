// The list: the same as the map, as a table that sorts, filters and can be read aloud.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data;
  const box = graphx.byId("list");
  const STEP = 200;
  const hasYears = data.details.some(function (detail) { return detail.year; });
  let sort = "links", upwards = false, typed = "", limit = STEP;

  // By the relations that are shown; hidden kinds still count, or a list of datasets alone would say nothing.
  let near = [], hiddenThen = null;
  function namesOf(i) {
    const hidden = graphx.counted + graphx.state.told + Array.from(graphx.state.relations).sort().join();
    if (hidden !== hiddenThen) { near = []; hiddenThen = hidden; }
    if (!near[i]) {
      near[i] = Array.from(graphx.neighbours(i, graphx.isRelationShown))
        .sort(function (a, b) { return graphx.degree[b] - graphx.degree[a] || a - b; });
    }
    return near[i];
  }

  const COLUMNS = [
    { id: "label", name: "Name", value: function (i) { return graphx.label[i].toLowerCase().slice(0, 200); } },
    { id: "kind", name: "Kind", value: function (i) { return graphx.kind[i]; } },
    { id: "year", name: "Year", value: function (i) { return graphx.details(i).year || 0; }, number: true },
    { id: "links", name: "Linked to", value: function (i) { return namesOf(i).length; }, number: true },
    { id: "with", name: "Among them" },
  ].filter(function (column) { return hasYears || column.id !== "year"; });

  function rows() {
    const state = graphx.state;
    const found = typed.trim() ? graphx.find(typed) : graphx.label.map(function (_, i) { return i; });
    const column = COLUMNS.find(function (one) { return one.id === sort; });
    return found.filter(function (i) {
      if (state.only === "hidden") return !graphx.isShown(i);
      return graphx.isShown(i) && (!state.only || graphx.lonely[state.only].has(i));
    })
      .sort(function (a, b) {
        const x = column.value(a), y = column.value(b);
        const order = x < y ? -1 : x > y ? 1 : 0;
        return (upwards ? order : -order) || graphx.degree[b] - graphx.degree[a] || a - b;
      });
  }

  function row(i) {
    const detail = graphx.details(i);
    const tr = el("tr", { class: i === graphx.state.chosen ? "chosen" : null });
    COLUMNS.forEach(function (column) {
      if (column.id === "label") tr.append(el("th", { scope: "row" }, graphx.goTo(i)));
      if (column.id === "kind") tr.append(el("td", { class: "k" }, graphx.KINDS[graphx.kind[i]].one));
      if (column.id === "year") tr.append(el("td", { class: "num" }, detail.year ? String(detail.year) : ""));
      if (column.id === "links") tr.append(el("td", { class: "num" }, graphx.number(namesOf(i).length)));
      if (column.id === "with" && graphx.state.only === "hidden") {
        tr.append(el("td", { class: "with" }, graphx.WHY[graphx.why[i]].text));
      } else if (column.id === "with") {
        const names = namesOf(i);
        tr.append(el("td", { class: "with", dir: "auto" }, names.slice(0, 3).map(function (j) {
          return graphx.cut(graphx.label[j], 40);
        }).join(", ") + (names.length > 3 ? " and\u00a0" + (names.length - 3) + "\u00a0more" : "")));
      }
    });
    return tr;
  }

  graphx.paintList = function () {
    if (!graphx.state.list) return;
    const focused = document.activeElement && box.contains(document.activeElement) && document.activeElement.dataset.sort;
    const found = rows();
    while (limit <= found.indexOf(graphx.state.chosen)) limit += STEP;
    const head = el("tr", {});
    COLUMNS.forEach(function (column) {
      const on = column.id === sort;
      head.append(el("th", { scope: "col", class: column.number ? "num" : column.id === "with" ? "with" : column.id === "kind" ? "k" : null,
        "aria-sort": on ? (upwards ? "ascending" : "descending") : null },
      column.value ? el("button", { type: "button", "data-sort": column.id, onclick: function () { sortBy(column); } },
        column.name, el("span", { class: "arrow", "aria-hidden": "true" }, on ? (upwards ? "▲" : "▼") : "")) : graphx.state.only === "hidden" ? "Not shown because it is" : column.name));
    });
    const body = el("tbody", {});
    found.slice(0, limit).forEach(function (i) { body.append(row(i)); });
    const all = graphx.isShown;
    const total = graphx.state.only === "hidden" ? graphx.n : graphx.label.filter(function (_, i) { return all(i); }).length;
    box.replaceChildren(
      el("div", { class: "listbar" },
        el("p", { class: "found" }, found.length === total ? "All " + graphx.number(total) + " items" :
          graphx.number(found.length) + " of " + graphx.number(total) + " items" + (typed.trim() ? " match “" + graphx.cut(typed.trim(), 40) + "”" : "")),
        chooser()),
      el("table", {}, el("caption", { class: "hidden" }, "Everything on the map. The buttons in the head sort."), el("thead", {}, head), body));
    if (!found.length && graphx.n && !total) box.append(el("p", { class: "source" }, "Everything is hidden. ", graphx.showAllButton()));
    else if (!found.length) box.append(el("p", { class: "source" }, "Nothing to list. Clear the search, or show more kinds with the buttons above."));
    if (found.length > limit) {
      box.append(el("button", { type: "button", class: "more", onclick: function () {
        const next = limit;
        limit += STEP;
        graphx.paintList();
        const target = box.querySelectorAll("tbody .go")[next];
        if (target) target.focus();
      } }, graphx.showMore(STEP, found.length - limit)));
    }
    if (focused) box.querySelector("[data-sort=" + focused + "]").focus();
    else showRow();
  };
  const STEPS = { hidden: "What is not shown now, and why" };
  const ONLY = { nameless: "Papers that name nothing found here", apart: "Papers that share nothing with another paper",
    undated: "Papers without a known year" };
  function chooser() {
    const all = el("option", { value: "" }, "Everything");
    const select = el("select", { id: "only", "aria-label": "What to list", onchange: function () {
      graphx.setOnly(select.value);
      graphx.byId("only").focus();
    } }, all);
    for (const word in ONLY) {
      const count = graphx.lonely[word].size;
      if (count) select.append(el("option", { value: word }, ONLY[word] + " (" + graphx.number(count) + ")"));
    }
    const hidden = graphx.n - graphx.notDrawn()[0];
    if (hidden || graphx.state.only === "hidden") select.append(el("option", { value: "hidden" }, STEPS.hidden + " (" + graphx.number(hidden) + ")"));
    select.value = graphx.state.only;
    return select.options.length > 1 ? select : null;
  }
  function sortBy(column) {
    upwards = sort === column.id ? !upwards : !column.number;
    sort = column.id;
    graphx.paintList();
    graphx.say("Sorted by " + column.name.toLowerCase() + (upwards ? ", upwards" : ", downwards"));
  }
  graphx.filterList = function (text) {
    if (text === typed) return;
    typed = text;
    limit = STEP;
    if (!graphx.state.list) return;
    graphx.paintList();
    graphx.say(graphx.many(rows().length, "item", "items"));
  };
  graphx.markRow = function () {
    if (!graphx.state.list) return;
    box.querySelectorAll("tbody tr").forEach(function (tr) {
      tr.classList.toggle("chosen", Number(tr.querySelector(".go").dataset.i) === graphx.state.chosen);
    });
    showRow();
  };
  // The chosen row, wherever in the list it stands, comes into view, moving no more than needed.
  function showRow() {
    const row = box.querySelector("tr.chosen");
    if (row) row.scrollIntoView({ block: "nearest" });
  }

  graphx.printList = function (on) {
    limit = on ? 2000 : STEP;
    graphx.paintList();
  };
})();
