// What is drawn and what is not, and why not; which links; where. Decided once for each state, not for each frame.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data, state = graphx.state;
  const n = graphx.n, PAPER = graphx.PAPER;

  // Why a node is not drawn; 0: it is.
  const KIND = 1, MUTED = 2, YEAR = 3, UNDATED = 4, GROUP = 5, VIEW = 6, LEFT = 7;
  graphx.WHY = [
    null, { id: "kind", text: "of a kind that is switched off" }, { id: "muted", text: "muted" },
    { id: "years", text: "outside the years" }, { id: "undated", text: "without a known year" },
    { id: "group", text: "in other communities" }, { id: "view", text: "drawn as links between papers" },
    { id: "left", text: "named by no paper that is drawn" },
  ];
  const why = (graphx.why = new Uint8Array(n));
  graphx.isShown = function (i) { return !why[i]; };
  graphx.groupOf = function (i) { return data.groups.length ? data.group[i] : -1; };
  graphx.isPapersOnly = function () { return state.view === "papers" || state.view === "years"; };

  // Papers without a year, where others have one.
  graphx.lonely.undated = new Set(graphx.year.some(Boolean) ? Array.from(graphx.year.keys()).filter(function (i) {
    return graphx.kind[i] === PAPER && !graphx.year[i];
  }) : []);

  // In order of time what cites what is drawn as well.
  const CITES = 3;
  graphx.eachCitation = function (visit) {
    if (state.view !== "years" || state.relations.has("cites")) return;
    for (let e = 0; e < data.edges.from.length; e++) {
      const a = data.edges.from[e], b = data.edges.to[e];
      if (data.edges.relation[e] === CITES && !why[a] && !why[b] && graphx.isRelationShown(e)) visit(a, b);
    }
  };

  function reason(i) {
    const paper = graphx.kind[i] === PAPER, year = graphx.year[i];
    if (state.kinds.has(graphx.KINDS[graphx.kind[i]].id)) return KIND;
    if (graphx.muted.has(i)) return MUTED;
    if (!paper && graphx.isPapersOnly()) return VIEW;
    if (paper && !year && (state.years || state.view === "years")) return UNDATED;
    if (paper && state.years && (year < state.years[0] || year > state.years[1])) return YEAR;
    if (state.groups.size && !state.groups.has(graphx.groupOf(i))) return GROUP;
    return 0;
  }
  function decide() {
    for (let i = 0; i < n; i++) why[i] = reason(i);
    // With only some of the years, what only other papers name is left over.
    if (!state.years) return;
    for (let i = 0; i < n; i++) {
      if (why[i] || graphx.kind[i] === PAPER || !graphx.degree[i]) continue;
      const names = graphx.namedBy(i);
      if (names.size && Array.from(names).every(function (j) { return why[j] === YEAR || why[j] === UNDATED; })) why[i] = LEFT;
    }
  }

  graphx.isRelationShown = function (e) {
    if (state.relations.has(graphx.RELATIONS[data.edges.relation[e]].id)) return false;
    return !state.told || (state.told === "several") === graphx.isToldBySeveral(e);
  };
  graphx.isEdgeShown = function (e) {
    const edges = data.edges;
    return graphx.isRelationShown(e) && graphx.isShown(edges.from[e]) && graphx.isShown(edges.to[e]);
  };

  // Links between papers by what they share, weighted as graphx.project_graph weighs them. What a crowd of papers names
  // would make millions: the most popular are left out then, and told.
  const MOST = 400000;
  let pairs = null, pairsOf = "";
  // The papers that an artifact links: none where its kind is switched off, and not by a role that is.
  graphx.linkedBy = function (artifact) {
    if (state.kinds.has(graphx.KINDS[graphx.kind[artifact]].id)) return [];
    const papers = new Set();
    graphx.into[artifact].forEach(function (e) { if (graphx.isNaming(e) && graphx.isRelationShown(e)) papers.add(data.edges.from[e]); });
    return Array.from(papers).sort(function (a, b) { return a - b; });
  };
  graphx.paperLinks = function () {
    const now = [graphx.counted, state.told].concat(Array.from(state.kinds).sort(), Array.from(state.relations).sort()).join();
    if (pairs && pairsOf === now) return pairs;
    const artifacts = [];
    for (let i = 0; i < n; i++) {
      if (graphx.kind[i] === PAPER) continue;
      const papers = graphx.linkedBy(i);
      if (papers.length > 1) artifacts.push({ artifact: i, papers: papers });
    }
    artifacts.sort(function (a, b) { return a.papers.length - b.papers.length || a.artifact - b.artifact; });
    const places = new Map();
    pairs = { a: [], b: [], weight: [], skipped: [] };
    let made = 0;
    artifacts.forEach(function (one) {
      const d = one.papers.length;
      made += d * (d - 1) / 2;
      if (made > MOST) { pairs.skipped.push(one.artifact); return; }
      for (let x = 0; x < d; x++) {
        for (let y = x + 1; y < d; y++) {
          const key = one.papers[x] * n + one.papers[y];
          let at = places.get(key);
          if (at === undefined) {
            at = pairs.a.length;
            places.set(key, at);
            pairs.a.push(one.papers[x]);
            pairs.b.push(one.papers[y]);
            pairs.weight.push(0);
          }
          pairs.weight[at] += 1 / Math.log(graphx.crowd(one.artifact, d));
        }
      }
    });
    pairs.sorted = pairs.weight.slice().sort(function (a, b) { return b - a; });
    pairsOf = now;
    return pairs;
  };
  // The weakest link that is drawn: what was asked for; else so that about a thousand are.
  const MANY = 1000;
  graphx.strength = function () {
    if (state.strength !== null) return state.strength;
    const sorted = graphx.paperLinks().sorted;
    return sorted.length > MANY ? Math.ceil(sorted[MANY] * 10) / 10 : 0;
  };

  // What is linked to a node in the view that is on: through a paper's names, or paper to paper.
  let links = null;
  function nearPapers() {
    if (!links) {
      links = new Map();
      const all = graphx.paperLinks(), least = graphx.strength();
      const join = function (a, b) {
        [[a, b], [b, a]].forEach(function (pair) {
          if (!links.has(pair[0])) links.set(pair[0], new Set());
          links.get(pair[0]).add(pair[1]);
        });
      };
      for (let k = 0; k < all.a.length; k++) if (all.weight[k] >= least) join(all.a[k], all.b[k]);
      graphx.eachCitation(join);
    }
    return links;
  }
  graphx.near = function (i) {
    if (!graphx.isPapersOnly()) return graphx.neighbours(i);
    if (graphx.kind[i] !== PAPER) return graphx.namedBy(i);
    return nearPapers().get(i) || new Set();
  };

  // Places and sizes. Papers stay where they are when only papers are drawn; by year they stand in columns.
  const X = data.nodes.x, Y = data.nodes.y, R = data.nodes.size;
  const first = { x: X.slice(), y: Y.slice(), r: R.slice() };
  graphx.columns = [];
  function byYear() {
    const years = new Map(), GAP = 58;
    for (let i = 0; i < n; i++) {
      if (why[i]) continue;
      if (!years.has(graphx.year[i])) years.set(graphx.year[i], []);
      years.get(graphx.year[i]).push(i);
    }
    let total = 0;
    years.forEach(function (papers) { total += papers.length; });
    // About as much longer than wide as a screen is.
    const rows = Math.max(6, Math.ceil(Math.sqrt(total / 1.7)));
    let at = 0;
    graphx.columns = Array.from(years.keys()).sort(function (a, b) { return a - b; }).map(function (year) {
      const across = graphx.standing ? first.x : first.y;
      const papers = years.get(year).sort(function (a, b) { return across[a] - across[b] || a - b; });
      const wide = Math.ceil(papers.length / rows), high = Math.ceil(papers.length / wide);
      papers.forEach(function (i, k) {
        const along = at + (k % wide) * GAP, down = (Math.floor(k / wide) - (high - 1) / 2) * GAP + ((k % wide) % 2) * GAP / 2;
        X[i] = graphx.standing ? down : along;
        Y[i] = graphx.standing ? along : down;
      });
      const column = { year: year, from: at - GAP / 2, to: at + (wide - 0.5) * GAP, count: papers.length, half: (rows / 2 + 0.6) * GAP };
      at += wide * GAP + 34;
      return column;
    });
  }
  function place() {
    for (let i = 0; i < n; i++) { X[i] = first.x[i]; Y[i] = first.y[i]; }
    graphx.columns = [];
    if (state.view === "years") byYear();
  }
  // As graphx/render/style.py has it.
  function resize() {
    if (data.sized || (!graphx.muted.size && !graphx.isPapersOnly())) {
      for (let i = 0; i < n; i++) R[i] = first.r[i];
      return;
    }
    let most = 12;
    const count = graphx.degree.map(function (_, i) { return graphx.near(i).size; });
    count.forEach(function (value, i) { if (!graphx.isPapersOnly() || graphx.kind[i] === PAPER) most = Math.max(most, value); });
    for (let i = 0; i < n; i++) R[i] = 7 + 17 * Math.sqrt(Math.min(1, count[i] / most));
  }

  let framed = null;
  graphx.isFramed = function () {
    const now = state.view + (state.years || "") + Array.from(state.groups);
    const same = framed === now;
    framed = now;
    return same;
  };
  graphx.onChange(function (now) {
    graphx.mute(now.muted);
    links = null;
    decide();
    place();
    resize();
    graphx.forgetOrder();
    if (graphx.network) graphx.movePlaces();
  });

  // How many nodes are not drawn, by reason.
  graphx.notDrawn = function () {
    const counts = graphx.WHY.map(function () { return 0; });
    for (let i = 0; i < n; i++) counts[why[i]]++;
    return counts;
  };
})();
