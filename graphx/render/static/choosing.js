// Which papers to read next: the choice and order of graphx.reading_list, computed here on the same links. Its short lists: shortlists.js.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data, PAPER = graphx.PAPER;
  const relation = data.edges.relation, from = data.edges.from, to = data.edges.to, weight = data.edges.weight;
  const INTRODUCES = 0, USES = 1, CITES = 3;
  const FOLLOWING = 0.5, STEPS = 64, POOL = 100, DIVERSITY = 0.5, UNDATED = 9999;

  function steady(value) { return Number(value.toPrecision(12)); }

  // The links a walker follows: of parallel ones the surest, divided by ln(1 + how many papers name the artifact).
  let walk = null, walkOf = 0;
  function links() {
    if (walk && walkOf === graphx.counted) return walk;
    const counts = graphx.kind.map(function (kind, i) { return kind === PAPER ? 0 : Math.max(1, graphx.namedBy(i).size); });
    const largest = graphx.kind.map(function () { return new Map(); });
    graphx.out.forEach(function (edges) {
      edges.forEach(function (e) {
        const a = from[e], b = to[e];
        if (a === b) return;
        const value = Math.max(weight[e], largest[a].has(b) ? largest[a].get(b) : 0);
        largest[a].set(b, value);
        largest[b].set(a, value);
      });
    });
    const a = [], b = [], w = [], totals = new Float64Array(graphx.n);
    largest.forEach(function (row, i) {
      row.forEach(function (value, j) {
        const most = Math.max(counts[i], counts[j]), divided = value / (most > 0 ? Math.log1p(most) : 1);
        a.push(i);
        b.push(j);
        w.push(divided);
        totals[i] += divided;
      });
    });
    walk = { a: a, b: b, w: w, totals: totals };
    walkOf = graphx.counted;
    return walk;
  }
  // What a walker may follow from each of some nodes: pairs of neighbour and weight.
  graphx.walkFrom = function (nodes) {
    const all = links(), found = new Map(nodes.map(function (i) { return [i, []]; }));
    for (let k = 0; k < all.a.length; k++) if (found.has(all.a[k])) found.get(all.a[k]).push([all.b[k], all.w[k]]);
    return found;
  };
  // Personalised PageRank from one node.
  function near(seed) {
    const all = links(), n = graphx.n;
    let score = new Float64Array(n);
    score[seed] = 1;
    if (!all.totals[seed]) return score;
    for (let step = 0; step < STEPS; step++) {
      const next = new Float64Array(n);
      next[seed] = 1 - FOLLOWING;
      for (let k = 0; k < all.a.length; k++) next[all.b[k]] += (score[all.a[k]] * FOLLOWING / all.totals[all.a[k]]) * all.w[k];
      score = next;
    }
    return score;
  }
  function reached(seeds) {
    const seen = new Set(seeds), waiting = seeds.slice();
    while (waiting.length) {
      graphx.neighbours(waiting.pop()).forEach(function (j) { if (!seen.has(j)) { seen.add(j); waiting.push(j); } });
    }
    return seen;
  }
  // The best papers near the seeds, best first, each with the share of its score that comes from each seed.
  function pool(inside, seeds, without, count) {
    const scores = seeds.map(near);
    return inside.filter(function (i) { return !without.has(i); }).map(function (i) {
      const parts = scores.map(function (score) { return score[i]; });
      const sum = parts.reduce(function (total, part) { return total + part; }, 0);
      return { paper: i, score: steady(sum / seeds.length), shares: parts.map(function (part) { return sum ? part / sum : 0; }) };
    }).sort(function (x, y) { return y.score - x.score || x.paper - y.paper; }).slice(0, count);
  }

  // How alike papers are in what they name: the cosine, an artifact counting the more the fewer name it.
  function likeness() {
    const rows = new Map();
    function row(i) {
      if (!rows.has(i)) {
        const worth = new Map();
        let sum = 0;
        Array.from(graphx.namesIn(i)).forEach(function (artifact) {
          const value = 1 / Math.log1p(graphx.crowd(artifact, graphx.namedBy(artifact).size));
          worth.set(artifact, value);
          sum += value;
        });
        worth.forEach(function (value, artifact) { worth.set(artifact, Math.sqrt(value / sum)); });
        rows.set(i, worth);
      }
      return rows.get(i);
    }
    return function (i, j) {
      const mine = row(i), other = row(j);
      let sum = 0;
      mine.forEach(function (value, artifact) { if (other.has(artifact)) sum += value * other.get(artifact); });
      return Math.max(0, Math.min(1, Math.round(sum * 1e12) / 1e12));
    };
  }
  // Each time the paper of the highest score less half of it times its likeness to what was chosen before.
  function picked(best, size, alike) {
    const most = best.map(function () { return 0; }), left = new Set(best.keys()), chosen = [];
    while (left.size && chosen.length < size) {
      let place = -1, most_gain = -1;
      left.forEach(function (k) {
        const gain = best[k].score * (1 - DIVERSITY * most[k]);
        if (gain > most_gain) { most_gain = gain; place = k; }
      });
      left.delete(place);
      chosen.push(best[place].paper);
      left.forEach(function (k) { most[k] = Math.max(most[k], alike(best[place].paper, best[k].paper)); });
    }
    return chosen;
  }

  // Why some of the papers should be read before others, strongest reason first, without circles.
  function claims(papers) {
    const inside = new Set(papers), makers = new Map(), used = [], found = [];
    papers.forEach(function (paper) {
      graphx.out[paper].forEach(function (e) {
        if (relation[e] === INTRODUCES) {
          if (!makers.has(to[e])) makers.set(to[e], new Map());
          makers.get(to[e]).set(paper, weight[e]);
        } else if (relation[e] === USES) used.push(e);
        else if (relation[e] === CITES && inside.has(to[e]) && to[e] !== paper) found.push([1, 1 - weight[e], to[e], paper, -1]);
      });
    });
    used.forEach(function (e) {
      const by = makers.get(to[e]);
      if (!by || by.has(from[e])) return;
      by.forEach(function (sure, maker) { found.push([0, 1 - Math.min(weight[e], sure), maker, from[e], to[e]]); });
    });
    return found.sort(compare);
  }
  function compare(x, y) {
    for (let k = 0; k < x.length; k++) if (x[k] !== y[k]) return x[k] < y[k] ? -1 : 1;
    return 0;
  }
  function waits(papers) {
    const pairs = new Set(), before = new Map(), kept = [];
    papers.forEach(function (paper) { before.set(paper, new Set([paper])); });
    claims(papers).forEach(function (claim) {
      const first = claim[2], then = claim[3], name = first + "," + then;
      if (pairs.has(name)) return;
      pairs.add(name);
      if (before.get(first).has(then)) return;
      kept.push(claim);
      const earlier = Array.from(before.get(first));
      papers.forEach(function (paper) {
        if (before.get(paper).has(then)) earlier.forEach(function (one) { before.get(paper).add(one); });
      });
    });
    return kept;
  }
  // Those for which there is room, each with what should be read before it; of the others what they would have needed.
  function filled(papers, reasons, room) {
    const chosen = new Set(), dropped = new Map();
    papers.forEach(function (paper) {
      const wanted = new Set(), waiting = [paper];
      while (waiting.length) {
        const one = waiting.pop();
        if (wanted.has(one) || chosen.has(one)) continue;
        wanted.add(one);
        reasons.forEach(function (why) { if (why[3] === one) waiting.push(why[2]); });
      }
      if (chosen.size + wanted.size <= room) wanted.forEach(function (one) { chosen.add(one); });
      else dropped.set(paper, [wanted.size, room - chosen.size]);
    });
    chosen.forEach(function (one) { dropped.delete(one); });
    return { kept: papers.filter(function (one) { return chosen.has(one); }), dropped: dropped };
  }
  // Keeps to the reasons; of the papers free to come next the oldest, then the best.
  function ordered(best, reasons) {
    const rank = new Map(best.map(function (paper, k) { return [paper, k]; }));
    const age = function (i) { return [graphx.year[i] || UNDATED, graphx.details(i).date || "", rank.get(i)]; };
    const left = new Set(best), order = [];
    while (left.size) {
      const free = Array.from(left).filter(function (paper) {
        return !reasons.some(function (one) { return one[3] === paper && left.has(one[2]); });
      }).sort(function (x, y) { return compare(age(x), age(y)); });
      order.push(free[0]);
      left.delete(free[0]);
    }
    return order;
  }
  function whyHere(paper, order, reasons, rank) {
    const kept = new Set(order);
    for (const one of reasons) {
      if (one[2] === paper && kept.has(one[3]) && rank.get(one[3]) < rank.get(paper)) {
        return "read before " + graphx.tellName(one[3]) + ", which " +
          (one[0] === 0 ? "uses " + graphx.tellName(one[4]) + ", introduced here" : "cites it");
      }
    }
    for (const one of reasons) {
      if (one[3] === paper && kept.has(one[2]) && rank.get(one[2]) > rank.get(paper)) {
        return "read after " + graphx.tellName(one[2]) + ", which " +
          (one[0] === 0 ? "introduces " + graphx.tellName(one[4]) + ", used here" : "it cites");
      }
    }
    return "";
  }

  // Papers to read next: "items" in order, as {paper, score, reason, whyHere}, and what else there is to know of the choice.
  graphx.readingPlan = function (seeds, known, size, hours, each) {
    const without = new Set(seeds.concat(known)), near = Array.from(reached(seeds)).filter(function (i) { return graphx.kind[i] === PAPER; });
    const best = pool(near, seeds, without, Math.max(POOL, 4 * size)), alike = likeness();
    const rank = new Map(best.map(function (one, k) { return [one.paper, k]; }));
    const chosen = picked(best, size, alike), reasons = waits(chosen);
    const room = hours ? Math.min(size, Math.floor(hours / each + 1e-9)) : size, fitted = filled(chosen, reasons, room);
    const byScore = fitted.kept.slice().sort(function (x, y) { return rank.get(x) - rank.get(y); });
    const order = ordered(byScore, reasons);
    return {
      seeds: seeds, known: known, near: near, pool: best, rank: rank, alike: alike, picked: chosen, kept: byScore, dropped: fitted.dropped,
      size: size, hours: hours, each: each,
      items: order.map(function (paper) {
        return { paper: paper, score: best[rank.get(paper)].score, reason: graphx.reasonFor(paper, seeds),
          whyHere: whyHere(paper, order, reasons, rank) };
      }),
    };
  };
})();
