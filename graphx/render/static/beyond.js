// On a large map only one community is open: what leads out of it, and what leads in. On others nothing here happens.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data, atlas = window.atlas;

  function leadTo(region, i) {
    return el("a", { href: atlas.addressOf(region, i < 0 ? "" : data.keys[i]), dir: "auto" }, graphx.cut(atlas.nameOf(region), 80));
  }

  // Where something that is only a guest here is at home.
  graphx.homeOf = function (body, i) {
    if (!graphx.isForeign(i)) return;
    body.append(el("p", { class: "facts home" }, "In another community: ", leadTo(data.foreign[i], i)),
      el("p", { class: "source" }, "Told here is only what this community says of it."));
  };

  // Which communities lead here, and with how much; the sentences are theirs.
  graphx.fromElsewhere = function (body, i) {
    const rows = data.inbound && data.inbound[i];
    if (!rows) return;
    let total = 0;
    rows.forEach(function (row) { total += row[1]; });
    body.append(el("section", { class: "inbound" }, el("h3", {}, "From other communities (" + graphx.number(total) + ")"),
      graphx.longList(rows, 8, function (row) {
        return el("li", {}, leadTo(row[0], i), el("span", { class: "count plain" }, "linked by " + graphx.number(row[1]) + " there"));
      })));
  };

  // What is computed in the page sees no more than what is open.
  graphx.onlyHere = function (body, command) {
    if (!data.foreign) return;
    body.append(el("p", { class: "source" }, "Computed from this community alone; graphx " + command + " sees the whole map, and so does Python."),
      el("button", { type: "button", class: "small", onclick: function (event) { graphx.copyText(event.currentTarget, graphx.pythonCall(), "Python call copied."); } },
        "Copy the call for the whole map"));
  };

  // Its heading: the way back, what it holds, how much of what is drawn is at home elsewhere.
  function head() {
    const counts = graphx.KINDS.map(function () { return 0; });
    let guests = 0;
    graphx.kind.forEach(function (kind, i) {
      if (graphx.isForeign(i)) guests++;
      else counts[kind]++;
    });
    const told = [[0, "paper", "papers"], [1, "dataset", "datasets"], [2, "model", "models"], [3, "repository", "repositories"]]
      .filter(function (one) { return counts[one[0]]; }).map(function (one) { return graphx.many(counts[one[0]], one[1], one[2]); });
    if (guests) told.push(graphx.number(guests) + "\u00a0drawn\u00a0hollow\u00a0from\u00a0other\u00a0communities");
    document.querySelector("#view h1").textContent = data.title;
    byId("counts").textContent = told.join(" · ");
    document.querySelector("#view .heading").prepend(el("p", { class: "crumb" },
      el("a", { href: atlas.top, id: "back" }, "‹ Overview"), el("span", { class: "wide", dir: "auto" }, " of " + graphx.cut(atlas.data.title, 60))));
  }

  if (data.foreign) {
    head();
    graphx.elsewhere = function (typed, most, show) {
      atlas.find(typed, most, data.home).then(function (found) { show(found.hits, found.total); });
    };
  }
})();
