// Text with marked names: abstracts, sentences, links.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data;

  // A button that goes to a node. Long titles are cut, the whole one is in the title attribute.
  graphx.goTo = function (i, text) {
    const label = text || graphx.label[i];
    return el("button", {
      type: "button", class: "go", dir: "auto", "data-i": i,
      title: label.length > 240 ? graphx.cut(label, 1000) : null,
      onclick: function () { graphx.choose(i, "panel"); },
    }, graphx.icon(graphx.kind[i]), el("span", {}, graphx.cut(label, 240)));
  };

  // Addresses are checked in Python too; here once more, because here they become clickable.
  graphx.link = function (address, text) {
    if (!/^https?:\/\//i.test(address || "")) return el("span", {}, graphx.cut(text, 120));
    return el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, graphx.cut(text, 120));
  };

  const PROVIDERS = {
    catalog: "the catalog of names", input: "the input file", semanticscholar: "Semantic Scholar",
    openalex: "OpenAlex", crossref: "Crossref", datacite: "DataCite", arxiv: "arXiv", huggingface: "Hugging Face",
    paperswithcode: "Papers with Code", github: "GitHub",
  };

  // What one evidence says: {text, from, to} of the sentence and the name in it, or {source} if it is none.
  function told(item) {
    if (item[0] === -2) return { source: [item[1], item[2], item[3]] };
    if (item[0] === -1) return { text: item[1], from: item[2], to: item[3] };
    const text = graphx.fieldText(item[0], item[1]);
    return {
      text: text.slice(item[2], item[3]), from: item[4] - item[2], to: item[5] - item[2],
      title: !item[1], key: item.slice(0, 4).join(), by: item[6],
    };
  }

  function named(provider) { return (Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : provider) || "the input"; }
  function according(provider) { return "According to " + named(provider); }
  // Who says that a link exists, where there are several.
  function witnesses(e) {
    const all = graphx.witnesses(e), count = all.papers.size + all.others.size;
    if (count < 2) return "";
    const names = Array.from(all.others).map(named);
    if (all.papers.size) names.unshift(graphx.many(all.papers.size, "paper", "papers"));
    return graphx.many(count, "witness", "witnesses") + ": " + names.join(", ") + ".";
  }
  // Whether nothing but a provider's word stands behind a link: the provider, else null.
  graphx.wordOf = function (e) {
    const all = graphx.evidence(e);
    return all.length && all.every(function (item) { return item[0] === -2 && item[1] === all[0][1]; }) ? all[0][1] : null;
  };
  graphx.wordOfAll = function (edges) {
    const first = graphx.wordOf(edges[0]);
    return first !== null && edges.every(function (e) { return graphx.wordOf(e) === first; }) ? according(first) + "." : "";
  };

  function quote(said) {
    if (said.source) {
      const parts = [according(said.source[0])];
      if (said.source[1]) parts.push(": " + graphx.cut(said.source[1], 200));
      if (said.source[2]) parts.push(" (" + said.source[2] + ")");
      return el("p", { class: "source", dir: "auto" }, parts.join(""));
    }
    // A "sentence" of thousands of letters is shown around the name only.
    const start = Math.max(0, said.from - 400), end = Math.min(said.text.length, said.to + 400);
    const box = el("blockquote", { dir: "auto" });
    box.append((start ? "…" : "") + said.text.slice(start, said.from));
    if (said.to > said.from) box.append(el("mark", {}, said.text.slice(said.from, said.to)));
    box.append(said.text.slice(said.to, end).trimEnd() + (end < said.text.length ? "…" : ""));
    if (said.by) return el("div", {}, box, el("p", { class: "source" }, "Abstract according to " + named(said.by) + "."));
    return said.title ? el("div", { class: "titled" }, el("span", { class: "where" }, "Title"), box) : box;
  }

  // The sentences of one link: the best one, the others on demand. Two names in one sentence: one quote.
  graphx.quotes = function (e) {
    const seen = new Set();
    const all = graphx.evidence(e).map(told).filter(function (said) {
      const key = said.source ? said.source.join() : said.key || said.text;
      return seen.has(key) ? false : seen.add(key);
    });
    const box = el("div", { class: "quotes" });
    if (!all.length) return box;
    // The title stands above anyway: a sentence of the abstract says more.
    all.sort(function (a, b) { return Boolean(a.title) - Boolean(b.title); });
    box.append(quote(all[0]));
    if (data.edges.weight[e] < 0.6) box.append(el("p", { class: "source" }, "Less certain than most links."));
    const several = witnesses(e);
    if (several) box.append(el("p", { class: "source" }, several));
    if (all.length > 1) {
      const sources = all.slice(1).every(function (said) { return said.source; });
      const more = el("details", {}, el("summary", {}, sources ? "What each says" : graphx.many(all.length - 1, "more sentence", "more sentences")));
      all.slice(1).forEach(function (said) { more.append(quote(said)); });
      box.append(more);
    }
    return box;
  };

  // A paper's abstract with every linked name marked; a mark goes to what it names.
  graphx.markedAbstract = function (i) {
    const text = graphx.fieldText(i, true);
    const marks = [];
    graphx.out[i].forEach(function (e) {
      graphx.evidence(e).forEach(function (item) {
        if (item[0] === i && item[1]) marks.push({ from: item[4], to: item[5], node: data.edges.to[e] });
      });
    });
    marks.sort(function (a, b) { return a.from - b.from || b.to - a.to; });
    const box = el("p", { class: "abstract", dir: "auto" });
    let at = 0;
    marks.forEach(function (mark) {
      if (mark.from < at || mark.to <= mark.from) return;
      box.append(text.slice(at, mark.from));
      const name = graphx.KINDS[graphx.kind[mark.node]];
      box.append(el("mark", { class: name.id }, el("button", {
        type: "button", "data-i": mark.node,
        title: name.one + ": " + graphx.cut(graphx.label[mark.node], 120),
        onclick: function () { graphx.choose(mark.node, "panel"); },
      }, text.slice(mark.from, mark.to))));
      at = mark.to;
    });
    box.append(text.slice(at));
    return box;
  };

  graphx.showMore = function (step, left) {
    return "Show " + (left > step ? step + " more of " + graphx.number(left) : graphx.number(left) + " more");
  };

  // A list that shows its first items and the rest on demand, made only when asked for.
  graphx.longList = function (items, first, make) {
    const list = el("ul", { class: "items" });
    let shown = 0;
    function more(count) {
      items.slice(shown, shown + count).forEach(function (item) { list.append(make(item)); });
      shown = Math.min(items.length, shown + count);
    }
    more(first);
    const box = el("div", {}, list);
    if (shown < items.length) {
      const button = el("button", { type: "button", class: "more" });
      const name = function () { button.textContent = graphx.showMore(50, items.length - shown); };
      button.addEventListener("click", function () {
        const next = list.children.length;
        more(50);
        if (shown < items.length) name();
        else button.remove();
        const target = list.children[next] && list.children[next].querySelector("button");
        if (target) target.focus();
      });
      name();
      box.append(button);
    }
    return box;
  };
})();
