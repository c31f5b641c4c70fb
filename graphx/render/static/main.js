// The parts in order.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, state = graphx.state, data = graphx.data;

  function chip(set, word, icon, name, count) {
    return el("button", {
      type: "button", class: "chip", "aria-pressed": "true", "data-word": word,
      title: "Show or hide", onclick: function () { graphx.toggle(set, word); },
    }, icon, el("span", {}, name), el("span", { class: "count" }, graphx.number(count)));
  }
  function lineIcon(look) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg"), line = document.createElementNS(ns, "path");
    svg.setAttribute("viewBox", "0 0 22 8");
    svg.setAttribute("class", "lineicon");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", "M1 4H21");
    line.setAttribute("stroke", "currentColor");
    line.setAttribute("stroke-width", String(look.width * 1.2));
    line.setAttribute("stroke-opacity", String(Math.min(1, look.alpha + 0.2)));
    line.setAttribute("stroke-dasharray", look.dash.join(" "));
    svg.append(line);
    return svg;
  }
  function makeFilters() {
    const kinds = graphx.KINDS.map(function () { return 0; }), relations = graphx.RELATIONS.map(function () { return 0; });
    graphx.kind.forEach(function (kind) { kinds[kind]++; });
    data.edges.relation.forEach(function (relation) { relations[relation]++; });
    graphx.KINDS.forEach(function (kind, k) {
      if (kinds[k]) byId("kinds").append(chip("kinds", kind.id, graphx.icon(k), kind.more, kinds[k]));
    });
    const used = relations.filter(Boolean).length;
    graphx.RELATIONS.forEach(function (relation, k) {
      if (used > 1 && relations[k]) {
        byId("relations").append(chip("relations", relation.id, lineIcon(graphx.LOOKS[k]), relation.name, relations[k]));
      }
    });
    byId("relations").hidden = used < 2;
    byId("filters").hidden = !graphx.n;
    if (data.scale.length) {
      byId("scale").hidden = false;
      byId("scale").append(el("span", {}, "Colour: " + shortNumber(data.scale[0])), el("span", { class: "ramp", "aria-hidden": "true" }),
        el("span", {}, shortNumber(data.scale[1])));
    }
    if (data.sized) byId("help-size").textContent = "The bigger a shape, the higher its score.";
  }
  function shortNumber(value) { return String(Number(value.toPrecision(3))); }

  graphx.setMapView = function (i) {
    if (state.list || (graphx.isPapersOnly() && !graphx.isShown(i))) graphx.setView("");
    setTimeout(function () { if (graphx.network) graphx.center(i); }, 60);
  };

  let mapFailed = false, framed = false;
  function showView() {
    byId("map").hidden = state.list;
    byId("list").hidden = !state.list;
    ["map", "papers", "years", "list"].forEach(function (name) {
      byId("view-" + name).setAttribute("aria-pressed", String((state.view || "map") === name));
    });
    const dateless = !graphx.year.some(Boolean);
    byId("view-years").disabled = dateless;
    byId("view-years").title = dateless ? "No paper here has a known year" : "Papers by year";
    document.body.classList.toggle("listing", state.list);
    if (!state.list && !graphx.network && !mapFailed && graphx.n) {
      try {
        graphx.startMap();
      } catch (error) {
        mapFailed = true;
        graphx.network = null;
        graphx.fail("the map could not be drawn: " + error.message);
        // The list needs nothing of what failed.
        setTimeout(function () { graphx.setView(true); }, 0);
      }
    }
    if (!state.list && graphx.network) {
      graphx.network.setSize("100%", "100%");
      if (!graphx.isFramed() && (!framed || state.chosen < 0)) graphx.firstView();
      framed = true;
    }
  }

  // The node from which the panel was opened gets the focus back when it closes.
  let opener = null, counted = 1, told = 0;
  graphx.onChange(function (now, before, origin) {
    const first = origin === "start";
    document.querySelectorAll(".chip[data-word]").forEach(function (button) {
      const word = button.dataset.word;
      button.setAttribute("aria-pressed", String(!now.kinds.has(word) && !now.relations.has(word)));
    });
    const listChanged = ["seeds", "known", "added"].some(function (name) { return now[name].join() !== before[name].join(); }) ||
      now.hours !== before.hours || now.each !== before.each;
    const chosenChanged = first || now.chosen !== before.chosen || now.other !== before.other || now.from !== before.from ||
      now.chosen < 0 && listChanged;
    const counting = graphx.counted !== counted;
    counted = graphx.counted;
    // Only where it would say something else: a panel made anew forgets how far one has read.
    const why = now.chosen >= 0 ? graphx.why[now.chosen] : 0;
    if (!chosenChanged && (counting || why !== told || (now.other >= 0 && origin === "filter"))) graphx.showPanel(now.chosen);
    told = why;
    if (chosenChanged) {
      if (before.chosen < 0 && document.activeElement !== document.body) opener = document.activeElement;
      const inside = byId("panel").contains(document.activeElement);
      graphx.showPanel(now.chosen);
      document.title = now.chosen >= 0 ? graphx.cut(graphx.label[now.chosen], 80) + " – " + data.title : data.title;
      const kept = byId("panel").contains(document.activeElement);
      if (!byId("panel").hidden && !kept && (inside || origin === "panel" || origin === "search")) byId("panel").focus();
      if (byId("panel").hidden && inside) (opener && opener.isConnected && opener.offsetParent ? opener : byId(now.list ? "list" : "canvas")).focus();
      if (now.chosen >= 0 || !first && !now.unknown) graphx.say(now.other >= 0 ? graphx.linkSummary(now.chosen, now.other) : now.chosen >= 0 ? graphx.summary(now.chosen) :
        graphx.hasList() ? "Reading list: " + graphx.many(graphx.currentList().length, "paper", "papers") + "." : "Nothing chosen.");
    }
    graphx.readDistance();
    graphx.forgetPaths();
    showView();
    if (chosenChanged && origin !== "filter") graphx.markRow();
    if (first || origin !== "list" && (now.list && (!before.list || counting || origin === "filter" || origin === "view" || origin === "into" || now.only !== before.only))) graphx.paintList();
    if (origin === "into") byId("list").focus();
    if (!now.list && graphx.network) {
      if (chosenChanged && graphx.listed().length) graphx.frame(graphx.listed().concat(now.seeds).filter(graphx.isShown), { most: 1.2 });
      if ((chosenChanged || now.view !== before.view) && now.chosen >= 0) graphx.reveal(now.chosen);
      graphx.redraw();
    }
  });

  function wire() {
    byId("view-map").addEventListener("click", function () { graphx.setView(""); });
    ["papers", "years", "list"].forEach(function (name) {
      byId("view-" + name).addEventListener("click", function () { graphx.setView(name); });
    });
    byId("zoom-in").addEventListener("click", function () { graphx.zoom(1.4); });
    byId("zoom-out").addEventListener("click", function () { graphx.zoom(1 / 1.4); });
    byId("zoom-fit").addEventListener("click", graphx.showAll);
    byId("help-open").addEventListener("click", function () {
      byId("help").showModal();
      byId("help-title").focus();
    });
    byId("help").addEventListener("click", function (event) { if (event.target === byId("help")) byId("help").close(); });
    document.querySelector(".skip").addEventListener("click", function (event) {
      event.preventDefault();
      graphx.setView(true, "", "into");
    });
    graphx.listen(document, "keydown", function (event) {
      const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !byId("help").open) {
        byId("q").focus();
        byId("q").select();
        event.preventDefault();
      }
      if (event.key === "Escape" && !byId("help").open && (state.chosen >= 0 || state.from >= 0)) graphx.choose(-1, "close");
    });
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    graphx.listen(dark, "change", function () {
      graphx.readColors();
      graphx.forgetPaths();
      graphx.redraw();
    });
  }

  graphx.readColors();
  makeFilters();
  wire();
  if (!graphx.n) {
    byId("canvas").hidden = true;
    document.body.classList.add("nothing");
  }
  graphx.startState();
  document.documentElement.dataset.ready = "yes";
})();
