// What is chosen and what is shown. It lives in the address after "#", so that a link reproduces it.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data;
  const listeners = [];
  const VIEWS = ["", "papers", "years", "list"];

  function fresh() {
    return {
      chosen: -1, other: -1, from: -1, unknown: "", kinds: new Set(), relations: new Set(), view: "", list: false, only: "", told: "",
      years: null, groups: new Set(), strength: null, muted: new Set(), color: "",
      seeds: [], known: [], added: [], hours: null, each: 1,
    };
  }
  const state = (graphx.state = fresh());

  graphx.onChange = function (listener) { listeners.push(listener); };

  function keysOf(nodes) {
    return Array.from(nodes).map(function (i) { return encodeURIComponent(data.keys[i]); }).join(",");
  }
  function write() {
    // On a large map the address begins with the community that is open.
    const parts = data.address ? [data.address] : [];
    if (state.chosen >= 0) parts.push("n=" + keysOf([state.chosen]));
    if (state.chosen >= 0 && state.other >= 0) parts.push("with=" + keysOf([state.other]));
    if (state.from >= 0) parts.push("from=" + keysOf([state.from]));
    if (state.kinds.size || state.relations.size) {
      parts.push("hide=" + Array.from(state.kinds).concat(Array.from(state.relations)).sort().join(","));
    }
    if (state.view) parts.push("v=" + state.view);
    if (state.only) parts.push("only=" + state.only);
    if (state.years) parts.push("years=" + state.years.join("-"));
    if (state.groups.size) parts.push("in=" + Array.from(state.groups).map(function (g) { return encodeURIComponent(data.groups[g]); }).join(","));
    if (state.told) parts.push("told=" + state.told);
    if (state.strength !== null) parts.push("strength=" + state.strength);
    if (state.muted.size) parts.push("mute=" + keysOf(Array.from(state.muted).sort(function (a, b) { return a - b; })));
    if (state.color) parts.push("color=" + state.color);
    ["seeds", "known", "added"].forEach(function (name) { if (state[name].length) parts.push(name + "=" + keysOf(state[name])); });
    if (state.hours) parts.push("hours=" + state.hours);
    if (state.each !== 1) parts.push("each=" + state.each);
    return "#" + parts.join("&");
  }

  function plain(text) {
    try { return decodeURIComponent(text); } catch { return text; /* a broken address: take it as it stands */ }
  }
  function nodesOf(value) {
    const found = new Set(value.split(",").map(plain).map(graphx.indexOf));
    found.delete(-1);
    return Array.from(found);
  }
  function time(value) { return /^\d{1,5}(\.\d{1,3})?$/.test(value) && Number(value) > 0 ? Number(value) : null; }
  const READ = {
    n: function (next, value) {
      next.chosen = graphx.indexOf(plain(value));
      if (next.chosen < 0) next.unknown = plain(value);
    },
    with: function (next, value) { next.other = graphx.indexOf(plain(value)); },
    from: function (next, value) { next.from = graphx.indexOf(plain(value)); },
    v: function (next, value) { next.view = VIEWS.includes(value) ? value : ""; },
    only: function (next, value) { next.only = value === "hidden" || Object.hasOwn(graphx.lonely, value) ? value : ""; },
    hide: function (next, value) {
      plain(value).split(",").forEach(function (word) {
        if (graphx.KINDS.some(function (kind) { return kind.id === word; })) next.kinds.add(word);
        if (graphx.RELATIONS.some(function (relation) { return relation.id === word; })) next.relations.add(word);
      });
    },
    years: function (next, value) {
      const found = /^(\d{1,4})-(\d{1,4})$/.exec(value);
      if (found) next.years = [Number(found[1]), Number(found[2])];
    },
    in: function (next, value) {
      value.split(",").map(plain).forEach(function (name) {
        const at = data.groups.indexOf(name);
        if (at >= 0) next.groups.add(at);
      });
    },
    told: function (next, value) { next.told = value === "several" || value === "one" ? value : ""; },
    strength: function (next, value) { if (/^\d{1,3}(\.\d{1,3})?$/.test(value)) next.strength = Number(value); },
    mute: function (next, value) {
      next.muted = new Set(nodesOf(value).filter(function (i) { return graphx.kind[i] !== graphx.PAPER; }));
    },
    color: function (next, value) { next.color = value === "group" && data.groups.length ? value : ""; },
    hours: function (next, value) { next.hours = time(value); },
    each: function (next, value) { next.each = time(value) || 1; },
    seeds: function (next, value) { next.seeds = nodesOf(value); },
    known: function (next, value) { next.known = nodesOf(value); },
    added: function (next, value) { next.added = nodesOf(value).filter(function (i) { return graphx.kind[i] === graphx.PAPER; }); },
  };
  function read(hash) {
    const next = fresh();
    hash.replace(/^#/, "").split("&").forEach(function (part) {
      const at = part.indexOf("=");
      const name = part.slice(0, Math.max(0, at));
      if (Object.hasOwn(READ, name)) READ[name](next, part.slice(at + 1));
    });
    if (next.chosen < 0 || next.other === next.chosen) next.other = -1;
    if (next.view === "years" && !graphx.year.some(Boolean)) next.view = "";
    next.list = next.view === "list";
    return next;
  }

  // What the page shows now; "state" may already be a step ahead of it.
  let applied = Object.assign({}, state);
  function apply(origin) {
    const before = applied;
    Object.assign(state, read(location.hash));
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
    // The whole address: in a frame of a notebook a mere "#…" would be looked for beside the notebook.
    else location.replace(location.href.split("#")[0] + hash);
  }
  graphx.listen(window, "hashchange", function () { const from = origin; origin = ""; apply(from); });

  graphx.choose = function (i, from) {
    if (i === state.chosen && state.other < 0) { if (i >= 0) go(false, from); return; }
    state.chosen = i;
    state.other = -1;
    if (i < 0) state.from = -1;
    // What was chosen must be seen, even if its kind was hidden.
    if (i >= 0) state.kinds.delete(graphx.KINDS[graphx.kind[i]].id);
    go(true, from);
  };
  // The link between two nodes.
  graphx.choosePair = function (i, j, from) {
    state.chosen = i;
    state.other = j;
    go(true, from);
  };
  graphx.toggle = function (set, word) {
    if (state[set].has(word)) state[set].delete(word);
    else state[set].add(word);
    go(false, "filter");
  };
  // Sets some of the state at once; a filter unless told to keep a step in the history.
  graphx.set = function (values, keep, from) {
    Object.assign(state, values);
    go(keep === true, from || "filter");
  };
  graphx.hideNothing = function () {
    graphx.set({ kinds: new Set(), relations: new Set(), years: null, groups: new Set(), muted: new Set(), told: "" });
  };
  graphx.setView = function (view, only, from) {
    state.view = view === true ? "list" : view || "";
    state.only = only || "";
    go(true, from || "view");
  };
  graphx.setOnly = function (only) { state.only = only; go(false, "filter"); };
  // Takes what is not on this map out of the address.
  graphx.forgetUnknown = function () { go(false, "forget"); };
  graphx.startState = function () { apply("start"); };
})();
