// Why a paper stands in a reading list: the words of graphx.reading_list.
(function () {
  "use strict";
  const graphx = window.graphx, PAPER = graphx.PAPER;
  const INTRODUCES = 0, CITES = 3, VARIANT_OF = 4;
  const VERBS = ["introduces", "uses", "mentions"];
  const TIES = { 4: [", a version of {}", ", of which {} is a version"], 5: [", hosted at {}", ", which hosts {}"] };
  const SHOWN = 3;

  function name(i) { return graphx.tellName(i); }
  function isPaper(i) { return graphx.kind[i] === PAPER; }
  function count(artifact, several) {
    const papers = graphx.namedBy(artifact).size;
    return papers > 1 ? (several || "named by {} papers").replace("{}", String(papers)) : "the only paper naming it";
  }
  function listing(names, last) {
    return names.length === 1 ? names[0] : names.slice(0, -1).join(", ") + " " + (last || "and") + " " + names[names.length - 1];
  }
  graphx.listing = listing;
  graphx.namedByCount = count;
  function put(text, name) { return text.split("{}").join(name); }

  function namesSeed(paper, seeds) {
    const own = graphx.namesIn(paper), named = graphx.rarest(seeds.filter(function (seed) { return own.has(seed); }));
    if (!named.length) return "";
    return VERBS[graphx.tellingLink(paper, named[0]).relation] + " " + name(named[0]) + " (" + count(named[0], "one of {} papers naming it") + ")";
  }
  function pair(paper, papers, paperIntroduces) {
    const own = graphx.namesIn(paper), shared = new Set();
    papers.forEach(function (seed) { graphx.namesIn(seed).forEach(function (a) { if (own.has(a)) shared.add(a); }); });
    for (const artifact of graphx.rarest(shared)) {
      const mine = graphx.tellingLink(paper, artifact);
      for (const seed of papers) {
        if (!graphx.namesIn(seed).has(artifact)) continue;
        const theirs = graphx.tellingLink(seed, artifact);
        if ((paperIntroduces ? mine : theirs).relation !== INTRODUCES) continue;
        return VERBS[mine.relation] + " " + name(artifact) + ", which " + name(seed) + " " + VERBS[theirs.relation] +
          (mine.relation === theirs.relation ? " too" : "") + " (" + count(artifact) + ")";
      }
    }
    return "";
  }
  function cites(paper, papers) {
    const linked = graphx.neighbours(paper);
    for (const seed of papers) {
      if (!linked.has(seed)) continue;
      const link = graphx.tellingLink(paper, seed);
      if (link.relation === CITES) return (link.forward ? "cites " : "is cited by ") + name(seed);
    }
    return "";
  }
  function shares(paper, papers) {
    let best = -1, most = -1;
    papers.forEach(function (seed) {
      // Rounded, so that equal sums of a different order are equal.
      const worth = graphx.sharedBy(paper, seed).reduce(function (sum, a) { return sum + 1 / Math.log(graphx.crowd(a, graphx.namedBy(a).size)); }, 0);
      if (Number(worth.toPrecision(13)) > most) { most = Number(worth.toPrecision(13)); best = seed; }
    });
    const artifacts = best < 0 ? [] : graphx.sharedBy(paper, best);
    if (!artifacts.length) return "";
    const names = artifacts.slice(0, SHOWN).map(function (a) { return name(a) + " (" + count(a) + ")"; });
    if (artifacts.length > SHOWN) names.push(artifacts.length - SHOWN + " more");
    return "shares " + listing(names) + " with " + name(best);
  }

  // The way of fewest links; of these past fewest papers, then past fewest hubs.
  function toll(i) { return Math.log(Math.max(1, graphx.degree[i])) / 2 + (isPaper(i) ? 1e3 : 0); }
  function along(paper, seeds) {
    const way = graphx.cheapest(paper, seeds, toll, 1e6);
    if (!way) return "";
    const links = way.slice(1).map(function (j, k) { return graphx.tellingLink(way[k], j); });
    if (way.length > 2 && !way.slice(1, -1).some(isPaper)) return chain(way, links);
    const met = meeting(way, links);
    if (met) return met;
    const names = way.slice(1).map(name);
    return links.length + " link" + (links.length > 1 ? "s" : "") + " away from " + names[names.length - 1] +
      (names.length > 1 ? ", through " + listing(names.slice(0, -1)) : "");
  }
  function meeting(way, links) {
    let start;
    if (way.length === 3 && isPaper(way[1])) start = (links[0].forward ? "cites " : "is cited by ") + name(way[1]);
    else if (way.length === 4 && isPaper(way[2]) && !isPaper(way[1])) {
      start = "shares " + name(way[1]) + " (" + count(way[1]) + ") with " + name(way[2]);
    } else return "";
    const last = links[links.length - 1], seed = name(way[way.length - 1]);
    return start + ", which " + (last.forward ? (VERBS[last.relation] || "cites") + " " + seed : seed + " cites");
  }
  function chain(way, links) {
    const words = [VERBS[links[0].relation] + " " + name(way[1])];
    for (let k = 1; k < links.length; k++) {
      const came = links[k - 1], link = links[k], next = name(way[k + 1]);
      if (!isPaper(way[k + 1])) words.push(put(TIES[link.relation][link.forward ? 0 : 1], next));
      else if (came.relation === VARIANT_OF && !came.forward) {
        words[words.length - 1] = ", whose version " + name(way[k]) + " " + next + " " + VERBS[link.relation];
      } else words.push(", which " + next + " " + VERBS[link.relation]);
    }
    return words.join("");
  }

  graphx.reasonFor = function (paper, seeds) {
    const papers = seeds.filter(isPaper);
    return namesSeed(paper, seeds) || pair(paper, papers, true) || cites(paper, papers) || pair(paper, papers, false) ||
      shares(paper, papers) || along(paper, seeds);
  };
})();
