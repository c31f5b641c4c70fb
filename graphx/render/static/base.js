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
  graphx.many = function (count, one, more) { return graphx.number(count) + " " + (count === 1 ? one : more); };

  const data = (graphx.data = JSON.parse(document.getElementById("data").textContent));
  const n = (graphx.n = data.keys.length);
  graphx.KINDS = [
    { id: "paper", one: "Paper", more: "Papers" },
    { id: "dataset", one: "Dataset", more: "Datasets" },
    { id: "model", one: "Model", more: "Models" },
    { id: "repo", one: "Repository", more: "Repositories" },
  ];
  graphx.RELATIONS = [
    { id: "introduces", name: "introduces" },
    { id: "uses", name: "uses" },
    { id: "mentions", name: "mentions" },
    { id: "cites", name: "cites" },
    { id: "variant_of", name: "version of" },
    { id: "hosted_at", name: "hosted at" },
  ];
  graphx.PAPER = 0;
  graphx.kind = data.nodes.kind;
  graphx.label = data.nodes.label.map(function (label, i) { return label.trim() || data.keys[i]; });

  // Links of each node: the numbers of the edges out of it and into it.
  const from = data.edges.from, to = data.edges.to;
  const out = (graphx.out = Array.from({ length: n }, function () { return []; }));
  const into = (graphx.into = Array.from({ length: n }, function () { return []; }));
  for (let e = 0; e < from.length; e++) {
    out[from[e]].push(e);
    into[to[e]].push(e);
  }
  graphx.other = function (e, i) { return from[e] === i ? to[e] : from[e]; };
  graphx.neighbours = function (i) {
    const found = new Set();
    out[i].forEach(function (e) { found.add(to[e]); });
    into[i].forEach(function (e) { found.add(from[e]); });
    found.delete(i);
    return found;
  };
  graphx.degree = graphx.label.map(function (_, i) { return graphx.neighbours(i).size; });

  // The largest connected part: what the first view shows.
  graphx.mainPart = function () {
    const seen = new Uint8Array(n);
    let best = [];
    for (let start = 0; start < n; start++) {
      if (seen[start]) continue;
      const part = [start];
      seen[start] = 1;
      for (let k = 0; k < part.length; k++) {
        graphx.neighbours(part[k]).forEach(function (j) {
          if (!seen[j]) { seen[j] = 1; part.push(j); }
        });
      }
      if (part.length > best.length) best = part;
    }
    return best;
  };

  // Papers that share an artifact with paper i, nearest first. What few papers name says more (Adamic-Adar).
  graphx.linkedPapers = function (i) {
    const found = new Map();
    out[i].forEach(function (e) {
      const artifact = to[e];
      if (graphx.kind[artifact] === graphx.PAPER) return;
      const papers = new Set(into[artifact].map(function (x) { return from[x]; }));
      const weight = 1 / Math.log(1 + Math.max(2, papers.size));
      papers.forEach(function (j) {
        if (j === i || graphx.kind[j] !== graphx.PAPER) return;
        const entry = found.get(j) || { paper: j, weight: 0, shared: [] };
        if (entry.shared.includes(artifact)) return;
        entry.shared.push(artifact);
        entry.weight += weight;
        found.set(j, entry);
      });
    });
    return Array.from(found.values()).sort(function (a, b) {
      return b.weight - a.weight || (graphx.label[a.paper] < graphx.label[b.paper] ? -1 : 1);
    });
  };
  graphx.edgesBetween = function (i, j) {
    return out[i].filter(function (e) { return to[e] === j; });
  };

  const keyIndex = new Map(data.keys.map(function (key, i) { return [key, i]; }));
  graphx.indexOf = function (key) { return keyIndex.has(key) ? keyIndex.get(key) : -1; };

  graphx.say = function (text) { graphx.byId("live").textContent = text; };
})();
