// Beside a reading list: what it rests on, what leads elsewhere, what is newest, what nearly made it. As graphx.reading_list has them.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data, PAPER = graphx.PAPER;
  const relation = data.edges.relation, from = data.edges.from, to = data.edges.to;
  const INTRODUCES = 0, USES = 1, CITES = 3;
  const SHORT = 5, NAMES = 3, SUPPORT = 2, MAKERS = 10, TIED = 0.18, RECENT = 3, LEAST = 0.005, UNDATED = 9999;

  function name(i) { return graphx.tellName(i); }
  function steady(value) { return Number(value.toPrecision(12)); }
  function sum(values) { return values.reduce(function (total, value) { return total + value; }, 0); }
  // Rounded as Python rounds: a half goes to the even neighbour.
  function rounded(value) {
    const low = Math.floor(value);
    return value - low === 0.5 ? low + (low % 2) : Math.round(value);
  }
  function percent(part) { return rounded(part * 100) + "%"; }
  function hundredths(value) { return (Number.isInteger(value * 8) ? rounded(value * 100) / 100 : value).toFixed(2); }
  function plainly(value) { return String(Number(value.toPrecision(6))); }
  function short(plan) { return Math.min(SHORT, plan.picked.length); }
  // At most three of some names, and how many more.
  function several(names) {
    return names.slice(0, NAMES).concat(names.length > NAMES ? [names.length - NAMES + " more"] : []);
  }

  // Which papers cite a paper, and which use what it introduces. None rests on a newer one.
  function supports(papers) {
    const found = new Map();
    const of = function (paper) {
      if (!found.has(paper)) found.set(paper, { citing: new Set(), using: new Map() });
      return found.get(paper);
    };
    const older = function (first, then) {
      const a = graphx.year[first], b = graphx.year[then];
      return first !== then && (!a || !b || a <= b);
    };
    papers.forEach(function (paper) {
      const made = new Set(graphx.out[paper].filter(function (e) { return relation[e] === INTRODUCES; }).map(function (e) { return to[e]; }));
      graphx.out[paper].forEach(function (e) {
        const target = to[e];
        if (relation[e] === CITES && graphx.kind[target] === PAPER && older(target, paper)) of(target).citing.add(paper);
        if (relation[e] !== USES || made.has(target)) return;
        const makers = graphx.into[target].filter(function (other) { return relation[other] === INTRODUCES; }).map(function (other) { return from[other]; });
        if (makers.length > MAKERS) return;
        makers.forEach(function (maker) {
          if (!older(maker, paper)) return;
          const using = of(maker).using;
          if (!using.has(target)) using.set(target, new Set());
          using.get(target).add(paper);
        });
      });
    });
    found.forEach(function (one) {
      one.users = new Set();
      one.using.forEach(function (users) { users.forEach(function (paper) { one.users.add(paper); }); });
      one.all = new Set(Array.from(one.users).concat(Array.from(one.citing)));
    });
    return found;
  }
  function resting(one, count) {
    const artifacts = Array.from(one.using.keys()).sort(function (a, b) { return one.using.get(b).size - one.using.get(a).size || a - b; });
    const users = one.users.size, citing = one.citing.size, these = " of these " + count + " papers ";
    const using = artifacts.length ? "use " + graphx.listing(several(artifacts.map(name)), "or") + ", which it introduces" : "";
    if (!artifacts.length) return citing + these + "cite it";
    if (!citing) return users + these + using;
    return one.all.size + these + "rest on it: " + users + " " + (users === 1 ? using.replace("use ", "uses ") : using) + "; " +
      citing + (citing === 1 ? " cites it" : " cite it");
  }
  function foundations(plan) {
    const papers = plan.seeds.filter(function (i) { return graphx.kind[i] === PAPER; }).concat(plan.kept);
    const without = new Set(plan.seeds.concat(plan.known)), found = supports(papers);
    return Array.from(found.keys()).filter(function (paper) { return found.get(paper).all.size >= SUPPORT && !without.has(paper); })
      .sort(function (a, b) {
        return found.get(b).all.size - found.get(a).all.size || (graphx.year[a] || UNDATED) - (graphx.year[b] || UNDATED) || a - b;
      }).slice(0, short(plan)).map(function (paper) { return { paper: paper, reason: resting(found.get(paper), papers.length) }; });
  }

  // With several starts: what ties them to each other. With one: what ties it to something that nothing else here names.
  function bridges(plan) {
    const found = plan.seeds.length > 1 ? plan.pool.map(function (one) { return tying(plan.seeds, one.shares); }) : leadingOn(plan);
    const worth = found.map(function (one, k) { return steady(one.spread * plan.pool[k].score); });
    return Array.from(found.keys()).sort(function (a, b) { return worth[b] - worth[a] || a - b; })
      .filter(function (k) { return found[k].spread >= TIED && plan.pool[k].shares.some(Boolean); })
      .slice(0, short(plan)).map(function (k) { return { paper: plan.pool[k].paper, reason: found[k].reason }; });
  }
  function tying(seeds, shares) {
    const order = Array.from(shares.keys()).sort(function (a, b) { return shares[b] - shares[a] || a - b; })
      .filter(function (k) { return shares[k] >= LEAST; });
    const told = order.map(function (k) { return percent(shares[k]) + " from " + name(seeds[k]); });
    return { spread: 1 - sum(shares.map(function (share) { return share * share; })), reason: told.length ? "its score comes " + graphx.listing(told) : "" };
  }
  function leadingOn(plan) {
    const seed = plan.seeds[0], inside = graphx.neighbours(seed).add(seed), namers = new Map();
    plan.kept.forEach(function (paper) {
      graphx.namesIn(paper).forEach(function (artifact) { namers.set(artifact, (namers.get(artifact) || []).concat(paper)); });
    });
    const ties = graphx.walkFrom(plan.pool.map(function (one) { return one.paper; }));
    return plan.pool.map(function (one) {
      const links = ties.get(one.paper), weigh = function (some) { return sum(some.map(function (link) { return link[1]; })); };
      const total = weigh(links) || 1, near = weigh(links.filter(function (link) { return inside.has(link[0]); })) / total;
      const away = links.filter(function (link) {
        const other = link[0];
        return graphx.kind[other] !== PAPER && !inside.has(other) && graphx.namedBy(other).size > 1 &&
          (namers.get(other) || []).every(function (paper) { return paper === one.paper; });
      });
      const far = weigh(away) / total;
      if (!near || !far) return { spread: 0, reason: "" };
      const artifacts = away.map(function (link) { return link[0]; })
        .sort(function (a, b) { return graphx.namedBy(b).size - graphx.namedBy(a).size || a - b; });
      const names = several(artifacts.map(function (a) { return name(a) + " (" + graphx.namedByCount(a) + ")"; }));
      return { spread: 2 * near * far, reason: percent(far) + " of its ties lead on to " + graphx.listing(names) + ", which nothing else here names; " +
        percent(near) + " to " + name(seed) + " and what that is linked to" };
    });
  }

  // The best of the last three years of what was found; none where all is as new.
  function newest(plan) {
    const years = plan.pool.map(function (one) { return graphx.year[one.paper]; }), since = Math.max.apply(null, years.concat(0)) - RECENT + 1;
    const recent = Array.from(years.keys()).filter(function (k) { return years[k] >= since; });
    if (!years.some(Boolean) || recent.length === years.filter(Boolean).length) return [];
    return recent.slice(0, short(plan)).map(function (k) {
      const paper = plan.pool[k].paper;
      return { paper: paper, reason: "from " + years[k] + ", no. " + (k + 1) + " by score: " + graphx.reasonFor(paper, plan.seeds) };
    });
  }

  // What there was no time for, and the best of those for which the list was too short.
  function leftOut(plan) {
    const left = [], kept = new Set(plan.kept), picked = new Set(plan.picked);
    plan.dropped.forEach(function (told, paper) {
      const first = told[0] > 1 ? "with what to read before it, it makes " + told[0] + " papers, but " : "";
      left.push({ paper: paper, reason: first + (told[1] ? "time was left for " + told[1] : "no time was left") });
    });
    const others = Array.from(plan.pool.keys()).filter(function (k) { return !picked.has(plan.pool[k].paper); });
    others.slice(0, short(plan)).forEach(function (k) {
      let twin = -1, most = -1;
      plan.pool.forEach(function (one) {
        const alike = kept.has(one.paper) ? plan.alike(plan.pool[k].paper, one.paper) : -1;
        if (alike > most) { most = alike; twin = one.paper; }
      });
      const why = k < plan.picked.length && most > 0 ? "passed over for its likeness of " + hundredths(most) + " to " + name(twin) + " on the list"
        : plan.picked.length + " asked for";
      left.push({ paper: plan.pool[k].paper, reason: "no. " + (k + 1) + " by score, " + why });
    });
    return left;
  }

  // What the reader should know about the list: why it is short.
  function note(plan) {
    const alone = plan.seeds.filter(function (i) { return !graphx.degree[i]; });
    const notes = alone.map(function (i) { return "nothing is linked to " + graphx.nameOf(i); });
    if (plan.picked.length < plan.size && !plan.dropped.size && alone.length < plan.seeds.length) {
      const papers = plan.near.filter(function (i) { return !plan.seeds.includes(i); }), known = papers.filter(function (i) { return plan.known.includes(i); }).length;
      notes.push((papers.length === 1 ? "1 other paper" : (papers.length || "no") + " other papers") + " can be reached from the seed" +
        (plan.seeds.length > 1 ? "s" : "") + (known ? ", " + known + " of them known already" : ""));
    }
    if (plan.dropped.size && plan.hours) {
      notes.push(plan.dropped.size + " left out, for " + plainly(plan.hours) + " hours are too short at " + plainly(plan.each) +
        " hour" + (plan.each === 1 ? "" : "s") + " a paper");
    }
    return notes.join("; ");
  }

  graphx.SHORT_LISTS = [
    { id: "foundations", name: "Foundations", lead: "What these papers rest on." },
    { id: "bridges", name: "Bridges", lead: "What ties the start to something else, or several starts to each other." },
    { id: "newest", name: "Newest", lead: "The best of what is near, of the three years up to the newest paper found." },
    { id: "leftOut", name: "Left out", lead: "What nearly made it, and why it did not." },
  ];
  graphx.readingList = function (seeds, known, size, hours, each) {
    const plan = graphx.readingPlan(seeds, known, size, hours || null, each || 1);
    return { items: plan.items, foundations: foundations(plan), bridges: bridges(plan), newest: newest(plan), leftOut: leftOut(plan), note: note(plan) };
  };
})();
