// Why a link exists, with the sentences of both sides; and the way from one node to another, told link by link.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data, state = graphx.state;

  // Every edge between two nodes, whichever way it runs.
  function edges(a, b) { return graphx.edgesBetween(a, b).concat(graphx.edgesBetween(b, a)); }

  graphx.pairPanel = function (body, a, b) {
    const direct = edges(a, b), shared = graphx.sharedBy(a, b).filter(function (i) {
      const papers = graphx.linkedBy(i);
      return papers.includes(a) && papers.includes(b);
    });
    body.append(el("h2", {}, "Why these two are linked"), el("p", { class: "ends" }, graphx.goTo(a)), el("p", { class: "ends" }, graphx.goTo(b)));
    direct.forEach(function (e) {
      const from = data.edges.from[e], to = data.edges.to[e];
      body.append(el("section", {}, el("h3", { dir: "auto" }, graphx.cut(graphx.shortName(from), 80) + " " +
        graphx.RELATIONS[data.edges.relation[e]].told + " " + graphx.cut(graphx.shortName(to), 80)), graphx.quotes(e), graphx.wrongLink(e)));
    });
    shared.forEach(function (artifact) {
      const papers = graphx.crowd(artifact, graphx.linkedBy(artifact).length);
      body.append(el("section", {}, el("h3", {}, "Both name"), el("div", { class: "both" }, graphx.goTo(artifact),
        el("span", { class: "count" }, "named by " + graphx.number(papers) + " papers, counts " + (1 / Math.log(papers)).toFixed(2)),
        graphx.side(graphx.cut(graphx.shortName(a), 60), a, artifact), graphx.side(graphx.cut(graphx.shortName(b), 60), b, artifact))));
    });
    if (shared.length) {
      const strength = shared.reduce(function (sum, i) { return sum + 1 / Math.log(graphx.crowd(i, graphx.linkedBy(i).length)); }, 0);
      body.append(el("p", { class: "source" }, "Strength " + strength.toFixed(2) + ": the rarer what they share, the more it counts."));
    }
    if (!direct.length && !shared.length) body.append(el("p", { class: "source" }, "Nothing links these two now."));
  };

  // The same in one sentence, to be read aloud.
  graphx.linkSummary = function (a, b) {
    const direct = edges(a, b)[0], shared = graphx.sharedBy(a, b).map(function (i) { return graphx.cut(graphx.label[i], 60); });
    if (direct !== undefined) {
      return "Link: " + graphx.cut(graphx.shortName(data.edges.from[direct]), 80) + " " + graphx.RELATIONS[data.edges.relation[direct]].told + " " +
        graphx.cut(graphx.shortName(data.edges.to[direct]), 80) + ".";
    }
    return "Link: " + graphx.cut(graphx.shortName(a), 80) + " and " + graphx.cut(graphx.shortName(b), 80) +
      (shared.length ? " both name " + graphx.listing(shared.slice(0, 5)) : "") + ".";
  };
  // From one line of what is chosen to its next, in the order of names.
  graphx.nextLink = function () {
    const i = state.chosen, others = new Set();
    graphx.eachLine(function (a, b) { if (a === i || b === i) others.add(a === i ? b : a); });
    if (!others.size) { graphx.say("It has no links to go through."); return; }
    const order = Array.from(others).sort(function (a, b) { return graphx.label[a] < graphx.label[b] ? -1 : graphx.label[a] > graphx.label[b] ? 1 : a - b; });
    graphx.choosePair(i, order[(order.indexOf(state.other) + 1) % order.length], "map");
  };

  graphx.wayPanel = function (body, from, to) {
    const way = graphx.way(), box = el("section", { class: "way" });
    box.append(el("h2", { dir: "auto" }, "From " + graphx.cut(graphx.shortName(from), 80) + " to " + graphx.cut(graphx.shortName(to), 80)));
    if (way) {
      const list = el("ol", { class: "steps" });
      for (let k = 1; k < way.length; k++) {
        const link = graphx.tellingLink(way[k - 1], way[k]);
        list.append(el("li", {}, el("p", { class: "told", dir: "auto" }, graphx.cut(graphx.tellLink(way[k - 1], way[k]), 400) + "."), graphx.quotes(link.edge),
          k < way.length - 1 ? graphx.goTo(way[k]) : null));
      }
      box.append(list);
    } else box.append(el("p", { class: "source" }, "No way leads from one to the other."));
    graphx.onlyHere(box, "path");
    box.append(el("button", { type: "button", class: "small", onclick: function () { graphx.set({ from: -1 }, true, "panel"); } }, "Done with this path"));
    body.append(box);
  };

  graphx.startWay = function (i) {
    graphx.set({ from: i, chosen: -1, other: -1 }, true, "panel");
    // Who types goes on typing; on a phone the keyboard would cover the map.
    byId(state.list || matchMedia("(pointer: fine)").matches ? "q" : "canvas").focus();
  };
  byId("picking-close").addEventListener("click", function () { graphx.set({ from: -1, chosen: state.from }, true, "panel"); });
  graphx.onChange(function (now) {
    const waiting = now.from >= 0 && now.chosen < 0;
    byId("picking").hidden = !waiting;
    if (!waiting) return;
    byId("picking-text").textContent = "Path from " + graphx.cut(graphx.shortName(now.from), 80) + ": choose where it should lead, on the map or by search.";
    graphx.say(byId("picking-text").textContent);
  });
})();
