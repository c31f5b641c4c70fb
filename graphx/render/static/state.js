// What is chosen and what is shown. It lives in the address after "#", so that a link reproduces it.
(function () {
  "use strict";
  const graphx = window.graphx;
  const listeners = [];
  const state = (graphx.state = { chosen: -1, kinds: new Set(), relations: new Set(), list: false, only: "", unknown: "" });

  graphx.onChange = function (listener) { listeners.push(listener); };

  function write() {
    const parts = [];
    if (state.chosen >= 0) parts.push("n=" + encodeURIComponent(graphx.data.keys[state.chosen]));
    if (state.kinds.size || state.relations.size) {
      parts.push("hide=" + Array.from(state.kinds).concat(Array.from(state.relations)).sort().join(","));
    }
    if (state.list) parts.push("v=list");
    if (state.only) parts.push("only=" + state.only);
    return "#" + parts.join("&");
  }

  function read(hash) {
    const next = { chosen: -1, kinds: new Set(), relations: new Set(), list: false, only: "", unknown: "" };
    hash.replace(/^#/, "").split("&").forEach(function (part) {
      const at = part.indexOf("=");
      if (at < 0) return;
      const name = part.slice(0, at);
      let value = part.slice(at + 1);
      try { value = decodeURIComponent(value); } catch (error) { /* a broken address: take it as it stands */ }
      if (name === "n") {
        next.chosen = graphx.indexOf(value);
        if (next.chosen < 0) next.unknown = value;
      } else if (name === "v") next.list = value === "list";
      else if (name === "only") next.only = Object.hasOwn(graphx.lonely, value) ? value : "";
      else if (name === "hide") {
        value.split(",").forEach(function (word) {
          if (graphx.KINDS.some(function (kind) { return kind.id === word; })) next.kinds.add(word);
          if (graphx.RELATIONS.some(function (relation) { return relation.id === word; })) next.relations.add(word);
        });
      }
    });
    return next;
  }

  // What the page shows now; "state" may already be a step ahead of it.
  let applied = Object.assign({}, state);
  function apply(origin) {
    const next = read(location.hash);
    const before = applied;
    Object.assign(state, next);
    applied = Object.assign({}, state);
    listeners.forEach(function (listener) { listener(state, before, origin); });
  }

  let origin = "";
  function go(keep, from) {
    const hash = write();
    origin = from || "";
    if (hash === (location.hash || "#")) { apply(origin); origin = ""; return; }
    // A choice is a step one can go back from; a filter is not.
    if (keep) location.hash = hash;
    else location.replace(hash);
  }
  window.addEventListener("hashchange", function () { const from = origin; origin = ""; apply(from); });

  graphx.choose = function (i, from) {
    if (i === state.chosen) { if (i >= 0) go(false, from); return; }
    state.chosen = i;
    // What was chosen must be seen, even if its kind was hidden.
    if (i >= 0) state.kinds.delete(graphx.KINDS[graphx.kind[i]].id);
    go(true, from);
  };
  graphx.toggle = function (set, word) {
    if (state[set].has(word)) state[set].delete(word);
    else state[set].add(word);
    go(false, "filter");
  };
  graphx.hideNothing = function () {
    state.kinds.clear();
    state.relations.clear();
    go(false, "filter");
  };
  graphx.setView = function (list, only, from) {
    state.list = list;
    state.only = only || "";
    go(true, from || "view");
  };
  graphx.setOnly = function (only) { state.only = only; go(false, "filter"); };
  // Takes what is not on this map out of the address.
  graphx.forgetUnknown = function () { go(false, "forget"); };
  graphx.startState = function () { apply("start"); };

  graphx.isShown = function (i) { return !state.kinds.has(graphx.KINDS[graphx.kind[i]].id); };
  graphx.isRelationShown = function (e) { return !state.relations.has(graphx.RELATIONS[graphx.data.edges.relation[e]].id); };
  graphx.isEdgeShown = function (e) {
    const edges = graphx.data.edges;
    return graphx.isRelationShown(e) && graphx.isShown(edges.from[e]) && graphx.isShown(edges.to[e]);
  };
})();
