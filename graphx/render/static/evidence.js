// What stands behind a link: where its sentences and the names in them stand. As graphx/render/fold.py guesses, and then
// puts right what it says is off.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data, edges = data.edges;
  const ODD = 2;

  graphx.details = function (i) { return data.details[i]; };
  graphx.fieldText = function (i, isAbstract) {
    return isAbstract ? graphx.details(i).abstract || "" : data.nodes.label[i];
  };

  // For each edge its first evidence, and how many of those before are odd.
  let firsts = null, odds = null;
  function count() {
    firsts = new Int32Array(edges.count.length);
    odds = new Int32Array(edges.count.length);
    let at = 0, odd = 0;
    edges.count.forEach(function (many, e) {
      firsts[e] = at;
      odds[e] = odd;
      for (let k = 0; k < many; k++) if (edges.field[at++] === ODD) odd++;
    });
  }
  function likelyName(text, names, since) {
    for (const name of names) {
      const at = name ? text.indexOf(name, since) : -1;
      if (at >= 0) return [at, at + name.length];
    }
    return [since, since];
  }
  function isEnd(letter) { return letter === "." || letter === "?" || letter === "!"; }
  function sentenceStart(text, first) {
    for (let k = first - 2; k >= 0; k--) if (text[k + 1] === " " && isEnd(text[k])) return k + 2;
    return 0;
  }
  function sentenceStop(text, last) {
    for (let k = last; k < text.length; k++) {
      if (isEnd(text[k]) && (k + 1 === text.length || text[k + 1] === " ")) return k + 1;
    }
    return text.length;
  }

  // As [paper, in the abstract, sentence start, end, name start, end, who told the text], or as Python has what is odd.
  graphx.evidence = function (e) {
    if (!firsts) count();
    const from = edges.from[e], to = edges.to[e], found = [], seen = [0, 0];
    const names = [data.nodes.label[to]].concat(graphx.details(to).surfaces || []);
    let odd = odds[e];
    for (let k = firsts[e]; k < firsts[e] + edges.count[e]; k++) {
      const field = edges.field[k];
      if (field === ODD) { found.push(edges.odd[odd++]); continue; }
      const place = k - odd, text = graphx.fieldText(from, field), likely = likelyName(text, names, seen[field]);
      const first = likely[0] + edges.at[place], last = first + likely[1] - likely[0] + edges.size[place];
      seen[field] = last;
      found.push([from, field, sentenceStart(text, first) + edges.start[place], sentenceStop(text, last) + edges.stop[place], first, last]);
    }
    return found;
  };

  // Who says that a link exists: papers in sentences of theirs, files and public APIs.
  graphx.witnesses = function (e) {
    const papers = new Set(), others = new Set();
    graphx.evidence(e).forEach(function (item) { (item[0] === -2 ? others : papers).add(item[0] === -2 ? item[1] : item[0]); });
    return { papers: papers, others: others };
  };
  // For each link whether several say so; looked up once, when somebody asks.
  let several = null;
  graphx.isToldBySeveral = function (e) {
    if (!several) {
      several = new Uint8Array(edges.count.length);
      edges.count.forEach(function (many, at) {
        if (many < 2) return;
        const all = graphx.witnesses(at);
        several[at] = Number(all.papers.size + all.others.size > 1);
      });
    }
    return several[e] === 1;
  };
})();
