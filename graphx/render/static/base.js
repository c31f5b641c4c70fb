// Data, indexes and small helpers. Text goes to the page through textContent only.
(function () {
  "use strict";
  const graphx = (window.graphx = {});

  // A failure must be seen: a blank page tells nobody what to do.
  graphx.fail = function (message) {
    const box = document.getElementById("fail");
    if (!box) return;
    box.textContent = "Something on this page did not work (" + message + "). " +
      "The list may still work; another browser or a newer version may show the map.";
    box.hidden = false;
  };
  window.addEventListener("error", function (event) { graphx.fail(event.message || "script error"); });
  window.addEventListener("unhandledrejection", function (event) { graphx.fail(String(event.reason)); });

  // el("a", {href: …, class: …, onclick: …}, child or text, …)
  graphx.el = function (tag, attributes) {
    const node = document.createElement(tag);
    for (const name in attributes || {}) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (let i = 2; i < arguments.length; i++) {
      const child = arguments[i];
      if (child === null || child === undefined || child === "") continue;
      node.append(child);
    }
    return node;
  };

  graphx.byId = function (id) { return document.getElementById(id); };

  graphx.cut = function (text, length) {
    if (text.length <= length) return text;
    // Not in the middle of a character that takes two units.
    const end = text.charCodeAt(length - 2) >= 0xd800 && text.charCodeAt(length - 2) <= 0xdbff ? length - 2 : length - 1;
    return text.slice(0, end).trimEnd() + "…";
  };

  // Not toLocaleString, whose first call loads tables for some 20 ms.
  graphx.number = function (value) { return String(value).replace(/\B(?=(\d{3})+$)/g, ","); };
  graphx.many = function (count, one, more) { return graphx.number(count) + "\u00a0" + (count === 1 ? one : more); };

  const data = (graphx.data = JSON.parse(document.getElementById("data").textContent));
  const n = (graphx.n = data.keys.length);
  graphx.KINDS = [
    { id: "paper", one: "Paper", more: "Papers" },
    { id: "dataset", one: "Dataset", more: "Datasets" },
    { id: "model", one: "Model", more: "Models" },
    { id: "repo", one: "Repository", more: "Repositories" },
  ];
  graphx.RELATIONS = [
    { id: "introduces", name: "introduces", told: "introduces" },
    { id: "uses", name: "uses", told: "uses" },
    { id: "mentions", name: "mentions", told: "mentions" },
    { id: "cites", name: "cites", told: "cites" },
    { id: "variant_of", name: "version of", told: "is a version of" },
    { id: "hosted_at", name: "hosted at", told: "is hosted at" },
  ];
  graphx.PAPER = 0;
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
        entry.weight += 1 / Math.log(papers.size);
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
    for (let i = 0; i < n; i++) graphx.degree[i] = graphx.neighbours(i).size;
    const namers = graphx.label.map(function (_, i) { return graphx.namedBy(i).size; });
    graphx.lonely.nameless.clear();
    graphx.lonely.apart.clear();
    graphx.kind.forEach(function (kind, i) {
      if (kind !== graphx.PAPER) return;
      const names = Array.from(graphx.namesIn(i));
      if (!names.length) graphx.lonely.nameless.add(i);
      else if (names.every(function (artifact) { return namers[artifact] === 1; })) graphx.lonely.apart.add(i);
    });
    return true;
  };
  graphx.mute(graphx.muted);
  graphx.edgesBetween = function (i, j) {
    return out[i].filter(function (e) { return to[e] === j; });
  };
  graphx.year = data.details.map(function (detail) { return Number(detail.year) || 0; });

  const keyIndex = new Map(data.keys.map(function (key, i) { return [key, i]; }));
  graphx.indexOf = function (key) { return keyIndex.has(key) ? keyIndex.get(key) : -1; };

  graphx.say = function (text) { graphx.byId("live").textContent = text; };
})();
