// Data and indexes.
(function () {
  "use strict";
  const graphx = (window.graphx = Object.assign({}, window.graphxHelpers));

  const data = (graphx.data = graphx.opened);
  const n = (graphx.n = data.keys.length);
  graphx.RELATIONS = [
    { id: "introduces", name: "introduces", told: "introduces" },
    { id: "uses", name: "uses", told: "uses" },
    { id: "mentions", name: "mentions", told: "mentions" },
    { id: "cites", name: "cites", told: "cites" },
    { id: "variant_of", name: "version of", told: "is a version of" },
    { id: "hosted_at", name: "hosted at", told: "is hosted at" },
  ];
  graphx.PAPER = 0;
  // More than so many are drawn and moved with less care for each.
  graphx.CROWD = 1500;
  // The map is laid out for a screen that lies. Directions mean nothing, so on one that stands it is turned.
  graphx.standing = window.innerHeight > 1.2 * window.innerWidth;
  if (graphx.standing) {
    const across = data.nodes.x;
    data.nodes.x = data.nodes.y;
    data.nodes.y = across;
  }
  graphx.kind = data.nodes.kind;
  graphx.label = data.nodes.label.map(function (label, i) { return label.trim() || data.keys[i]; });

  // Links of each node: the numbers of the edges out of it and into it.
  const from = data.edges.from, to = data.edges.to;
  const out = (graphx.out = Array.from({ length: n }, function () { return []; }));
  const into = (graphx.into = Array.from({ length: n }, function () { return []; }));
  graphx.other = function (e, i) { return from[e] === i ? to[e] : from[e]; };
  // The nodes at the other ends of a node's links, or of those links that some test lets through.
  graphx.neighbours = function (i, test) {
    const found = new Set();
    out[i].forEach(function (e) { if (!test || test(e)) found.add(to[e]); });
    into[i].forEach(function (e) { if (!test || test(e)) found.add(from[e]); });
    found.delete(i);
    return found;
  };
  graphx.degree = new Array(n).fill(0);

  // The connected parts, the largest first.
  graphx.parts = function () {
    const seen = new Uint8Array(n), parts = [];
    for (let start = 0; start < n; start++) {
      if (seen[start]) continue;
      const part = [start];
      seen[start] = 1;
      for (let k = 0; k < part.length; k++) {
        graphx.neighbours(part[k]).forEach(function (j) {
          if (!seen[j]) { seen[j] = 1; part.push(j); }
        });
      }
      parts.push(part);
    }
    return parts.sort(function (a, b) { return b.length - a.length || a[0] - b[0]; });
  };

  // Who names what: introduces, uses or mentions it. Versions and addresses name nothing.
  graphx.isNaming = function (e) { return data.edges.relation[e] < 3; };
  graphx.namesIn = function (i) { return new Set(out[i].filter(graphx.isNaming).map(function (e) { return to[e]; })); };
  graphx.namedBy = function (i) { return new Set(into[i].filter(graphx.isNaming).map(function (e) { return from[e]; })); };

  // On a large map: what is in another community, and drawn because something here leads to it.
  graphx.isForeign = function (i) { return Boolean(data.foreign) && data.foreign[i] >= 0; };

  // How many papers name an artifact, of which so many are here: where this is a part of a map, all of it counts.
  graphx.crowd = function (artifact, here) { return data.whole ? Math.max(here, data.whole.named[artifact]) : here; };

  // Papers that name an artifact which paper i names, nearest first; what few papers name says more (Adamic-Adar).
  // As graphx.project_graph has it.
  graphx.linkedPapers = function (i) {
    const found = new Map();
    graphx.namesIn(i).forEach(function (artifact) {
      const papers = graphx.namedBy(artifact);
      papers.forEach(function (j) {
        if (j === i) return;
        const entry = found.get(j) || { paper: j, weight: 0, shared: [] };
        entry.shared.push(artifact);
        entry.weight += 1 / Math.log(graphx.crowd(artifact, papers.size));
        found.set(j, entry);
      });
    });
    return Array.from(found.values()).sort(function (a, b) {
      return b.weight - a.weight || (graphx.label[a.paper] < graphx.label[b.paper] ? -1 : 1);
    });
  };

  // Papers by what they do not have: "nameless" ones name nothing found here, "apart" ones nothing that others name.
  graphx.lonely = { nameless: new Set(), apart: new Set() };

  // Counts everything anew without the links of what is muted: neighbours, shared names, lonely papers.
  graphx.muted = new Set();
  graphx.counted = 0;
  graphx.mute = function (muted) {
    if (graphx.counted && muted.size === graphx.muted.size && Array.from(muted).every(function (i) { return graphx.muted.has(i); })) return false;
    graphx.muted = new Set(muted);
    graphx.counted++;
    for (let i = 0; i < n; i++) out[i].length = into[i].length = 0;
    for (let e = 0; e < from.length; e++) {
      if (muted.has(from[e]) || muted.has(to[e])) continue;
      out[from[e]].push(e);
      into[to[e]].push(e);
    }
    for (let i = 0; i < n; i++) graphx.degree[i] = graphx.neighbours(i).size + beyond[i];
    const namers = graphx.label.map(function (_, i) { return graphx.crowd(i, graphx.namedBy(i).size); });
    graphx.lonely.nameless.clear();
    graphx.lonely.apart.clear();
    graphx.kind.forEach(function (kind, i) {
      if (kind !== graphx.PAPER || graphx.isForeign(i)) return;
      const names = Array.from(graphx.namesIn(i));
      if (!names.length) graphx.lonely.nameless.add(i);
      else if (names.every(function (artifact) { return namers[artifact] === 1; })) graphx.lonely.apart.add(i);
    });
    return true;
  };
  // Neighbours that are in other parts of the map.
  const beyond = graphx.label.map(function () { return 0; });
  graphx.mute(graphx.muted);
  if (data.whole) {
    graphx.degree.forEach(function (here, i) { beyond[i] = Math.max(0, data.whole.degree[i] - here); });
    graphx.degree = data.whole.degree.slice();
  }
  graphx.edgesBetween = function (i, j) {
    return out[i].filter(function (e) { return to[e] === j; });
  };
  graphx.year = data.details.map(function (detail) { return Number(detail.year) || 0; });

  const keyIndex = new Map(data.keys.map(function (key, i) { return [key, i]; }));
  graphx.indexOf = function (key) { return keyIndex.has(key) ? keyIndex.get(key) : -1; };
})();
