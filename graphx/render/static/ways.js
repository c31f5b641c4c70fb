// Links told in words, and the cheapest way from one node to another. As graphx/analyze has it, word for word.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data, PAPER = graphx.PAPER;
  const relation = data.edges.relation, from = data.edges.from, to = data.edges.to;

  const SENTENCES = [
    ["{0} introduces {1}", "{1} introduces {0}"], ["{0} uses {1}", "{1} uses {0}"], ["{0} mentions {1}", "{1} mentions {0}"],
    ["{0} cites {1}", "{0} is cited by {1}"], ["{0} is a version of {1}", "{0} has the version {1}"],
    ["{0} is hosted at {1}", "{0} hosts {1}"],
  ];
  function oneLine(text) { return text.split(/\s+/).filter(Boolean).join(" "); }
  graphx.oneLine = oneLine;
  graphx.nameOf = function (i) { return oneLine(data.nodes.label[i]) || data.keys[i]; };

  // What stands before the colon of a title, else the label cut short.
  graphx.shortName = function (i) {
    const name = graphx.nameOf(i), letters = Array.from(name), at = name.indexOf(": ");
    const head = at < 0 ? name : name.slice(0, at), long = Array.from(head).length;
    if ((head !== name && long <= 30) || letters.length <= 60) return long <= 30 ? head : name;
    const cut = letters.slice(0, 59).join(""), blank = cut.lastIndexOf(" ");
    return (blank >= 0 ? cut.slice(0, blank) : cut) + "…";
  };
  function slug(text) {
    return text.normalize("NFKC").toLowerCase().replace(/_/g, "-").split(/[^\p{L}\p{N}.+]+/u).map(function (part) {
      return part.replace(/^\.+|\.+$/g, "");
    }).filter(Boolean).join("-");
  }
  // A paper that is called as an artifact is, is "the paper" of that name.
  let labels = null;
  graphx.tellName = function (i) {
    const name = graphx.shortName(i);
    if (graphx.kind[i] !== PAPER) return name;
    if (!labels) labels = new Set(data.keys.filter(function (_, j) { return graphx.kind[j] !== PAPER && !graphx.muted.has(j); }));
    const clash = labels.has("dataset:" + slug(name)) || labels.has("model:" + slug(name)) || labels.has("repo:" + name.toLowerCase());
    return (clash ? "the paper " : "") + name;
  };
  graphx.onChange(function () { labels = null; });

  // The edge between two linked nodes that says most.
  graphx.tellingLink = function (a, b) {
    let best = null;
    const look = function (edges, end, other, forward) {
      edges.forEach(function (e) {
        if (end[e] !== other) return;
        if (!best || relation[e] < best.relation || (relation[e] === best.relation && forward && !best.forward)) {
          best = { edge: e, relation: relation[e], forward: forward };
        }
      });
    };
    look(graphx.out[a], to, b, true);
    look(graphx.into[a], from, b, false);
    return best;
  };
  graphx.tellLink = function (a, b) {
    const link = graphx.tellingLink(a, b);
    return SENTENCES[link.relation][link.forward ? 0 : 1].replace(/\{[01]\}/g, function (mark) {
      return graphx.nameOf(mark === "{0}" ? a : b);
    });
  };

  // A heap of [cost, node], cheapest first.
  function push(heap, item) {
    let k = heap.push(item) - 1;
    while (k && heap[(k - 1) >> 1][0] > heap[k][0]) {
      const up = (k - 1) >> 1;
      [heap[k], heap[up]] = [heap[up], heap[k]];
      k = up;
    }
  }
  function pop(heap) {
    const first = heap[0], last = heap.pop();
    if (heap.length) {
      heap[0] = last;
      for (let k = 0; ;) {
        let next = 2 * k + 1;
        if (next >= heap.length) break;
        if (next + 1 < heap.length && heap[next + 1][0] < heap[next][0]) next++;
        if (heap[next][0] >= heap[k][0]) break;
        [heap[k], heap[next]] = [heap[next], heap[k]];
        k = next;
      }
    }
    return first;
  }

  // The cheapest way where a link costs a step and the tolls of its ends; of several the first by number.
  graphx.cheapest = function (start, goals, toll, step) {
    const cost = new Float64Array(graphx.n).fill(Infinity), heap = [];
    goals.forEach(function (goal) { cost[goal] = 0; push(heap, [0, goal]); });
    while (heap.length) {
      const item = pop(heap), i = item[1];
      if (item[0] > cost[i]) continue;
      if (i === start) break;
      graphx.neighbours(i).forEach(function (j) {
        const next = cost[i] + step + toll(i) + toll(j);
        if (next < cost[j] - 1e-12 * next) { cost[j] = next; push(heap, [next, j]); }
      });
    }
    if (cost[start] === Infinity) return null;
    const way = [start], ends = new Set(goals);
    while (!ends.has(way[way.length - 1])) {
      const i = way[way.length - 1];
      let best = -1;
      graphx.neighbours(i).forEach(function (j) {
        const whole = cost[j] + step + toll(i) + toll(j);
        if (whole <= cost[i] + 1e-9 * Math.max(1, cost[start]) && cost[j] < cost[i] && (best < 0 || j < best)) best = j;
      });
      if (best < 0) return null;
      way.push(best);
    }
    return way;
  };

  // The way that is asked for in the address: from one node to the one that is chosen; null where there is none.
  let known = null, knownOf = "";
  graphx.way = function () {
    const state = graphx.state;
    if (state.from < 0 || state.chosen < 0 || state.from === state.chosen || state.other >= 0) return null;
    const name = [state.from, state.chosen, graphx.counted].join();
    if (name !== knownOf) {
      knownOf = name;
      // Half the logarithm of its links for each end: a way through what everybody names says little.
      known = graphx.cheapest(state.from, [state.chosen], function (i) { return Math.log(Math.max(1, graphx.degree[i])) / 2; }, 1);
    }
    return known;
  };
  // What two papers both name, what few name first.
  graphx.sharedBy = function (a, b) {
    if (graphx.kind[a] !== PAPER || graphx.kind[b] !== PAPER) return [];
    const mine = graphx.namesIn(a);
    return graphx.rarest(Array.from(graphx.namesIn(b)).filter(function (i) { return mine.has(i); }));
  };
  graphx.rarest = function (artifacts) {
    return Array.from(artifacts).sort(function (a, b) { return graphx.namedBy(a).size - graphx.namedBy(b).size || a - b; });
  };
})();
