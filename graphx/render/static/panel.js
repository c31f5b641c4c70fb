// The panel: everything about the chosen paper, dataset, model or repository, with the sentence behind every link.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data;
  const panel = graphx.byId("panel");
  const INTRODUCES = 0, CITES = 3, VARIANT_OF = 4, HOSTED_AT = 5;

  graphx.showPanel = function (i) {
    panel.replaceChildren();
    panel.hidden = i < 0;
    panel.dataset.shown = i;
    document.body.classList.toggle("open", i >= 0);
    if (i < 0) return;
    const kind = graphx.KINDS[graphx.kind[i]];
    panel.append(el("div", { class: "bar" },
      el("span", { class: "kind" }, graphx.icon(graphx.kind[i]), kind.one),
      el("span", { class: "grow" }),
      el("button", { type: "button", class: "quiet", onclick: function () { graphx.setMapView(i); } }, "Show on map"),
      el("button", { type: "button", class: "quiet", onclick: function (event) { graphx.copyLink(event.currentTarget); } },
        "Copy link"),
      el("button", { type: "button", class: "close", "aria-label": "Close details", title: "Close (Esc)",
        onclick: function () { graphx.choose(-1, "close"); } }, "×")));
    const body = el("div", { class: "body" });
    body.append(el("h2", { dir: "auto" }, graphx.cut(graphx.label[i], 600)));
    if (graphx.kind[i] === graphx.PAPER) paper(body, i);
    else artifact(body, i);
    panel.append(body);
    panel.scrollTop = 0;
    body.scrollTop = 0;
  };

  function section(body, title, content) {
    if (!content) return;
    body.append(el("section", {}, el("h3", {}, title), content));
  }

  function facts(body, items) {
    const shown = items.filter(Boolean);
    if (!shown.length) return;
    const line = el("p", { class: "facts" });
    shown.forEach(function (item, k) {
      if (k) line.append(el("span", { class: "dot", "aria-hidden": "true" }, " · "));
      line.append(item);
    });
    body.append(line);
  }

  // What public APIs say: first what one must not miss.
  function told(body, detail) {
    (detail.warnings || []).forEach(function (line) {
      body.append(el("p", { class: "source", dir: "auto" }, el("strong", {}, graphx.cut(line, 400))));
    });
    (detail.told || []).forEach(function (line) {
      body.append(el("p", { class: "source", dir: "auto" }, graphx.cut(line, 600)));
    });
  }

  function linkedTo(i) { return el("span", {}, "linked to\u00a0" + graphx.number(graphx.degree[i])); }

  function paper(body, i) {
    const detail = graphx.details(i);
    const authors = detail.authors || [];
    if (authors.length) {
      const names = authors.length > 12 ? authors.slice(0, 12).join(", ") + " and " + (authors.length - 12) + " more" : authors.join(", ");
      body.append(el("p", { class: "authors", dir: "auto" }, graphx.cut(names, 1000)));
    }
    const when = detail.date || detail.year;
    facts(body, [
      when ? el("span", {}, String(when)) : null,
      detail.venue ? el("span", { dir: "auto" }, graphx.cut(detail.venue, 200)) : null,
    ].concat((detail.ids || []).map(function (id) {
      return id[2] ? graphx.link(id[2], id[0] + " " + id[1]) : el("span", {}, graphx.cut(id[0] + " " + id[1], 120));
    }), detail.url ? [graphx.link(detail.url, "Read it")] : [], [linkedTo(i)]));
    told(body, detail);
    if (detail.abstract) section(body, "Abstract", graphx.markedAbstract(i));

    ["Introduces", "Uses", "Mentions"].forEach(function (title, relation) {
      const edges = data.edges;
      const found = graphx.out[i].filter(function (e) { return edges.relation[e] === relation; });
      found.sort(function (a, b) { return graphx.degree[edges.to[b]] - graphx.degree[edges.to[a]] || a - b; });
      if (!found.length) return;
      section(body, title + " (" + found.length + ")", graphx.longList(found, 12, function (e) {
        return item(e, edges.to[e], others(edges.to[e], i));
      }));
    });
    const linked = graphx.linkedPapers(i);
    if (linked.length) section(body, "Papers that name the same (" + graphx.number(linked.length) + ")",
      graphx.longList(linked, 6, function (entry) { return shared(i, entry); }));
    related(body, i, graphx.out, CITES, "Cites");
    related(body, i, graphx.into, CITES, "Cited by");
    if (!graphx.out[i].length && !graphx.into[i].length) {
      body.append(el("p", { class: "source" }, "No dataset, model or repository was found in its title or abstract, so nothing links it to the other papers."));
    }
    if (detail.origins) body.append(el("p", { class: "source" }, "Read from " + graphx.cut(detail.origins.join(", "), 300) + "."));
  }

  function item(e, node, note) {
    return el("li", {}, graphx.goTo(node), note ? el("span", { class: "count" }, note) : null, graphx.quotes(e));
  }

  function others(artifact, but) {
    const papers = graphx.neighbours(artifact);
    let count = 0;
    papers.forEach(function (j) { if (j !== but && graphx.kind[j] === graphx.PAPER) count++; });
    return count ? "also in " + graphx.many(count, "other paper", "other papers") : "in no other paper here";
  }

  // The link between two papers: what both name, with the sentence of either side.
  function shared(i, entry) {
    const names = entry.shared.slice().sort(function (a, b) { return graphx.degree[a] - graphx.degree[b]; });
    const box = el("details", { class: "pair" },
      el("summary", {}, "Both name ", el("b", { dir: "auto" }, graphx.cut(names.map(function (a) {
        return graphx.cut(graphx.label[a], 60);
      }).join(", "), 160))));
    box.addEventListener("toggle", function () {
      if (!box.open || box.childElementCount > 1) return;
      names.forEach(function (artifact) {
        box.append(el("div", { class: "both" }, graphx.goTo(artifact),
          side("This paper", i, artifact), side("The other", entry.paper, artifact)));
      });
    });
    return el("li", {}, graphx.goTo(entry.paper), box);
  }

  function side(who, i, artifact) {
    const box = el("div", { class: "side" });
    graphx.edgesBetween(i, artifact).forEach(function (e) {
      box.append(el("p", { class: "where" }, who + " " + graphx.RELATIONS[data.edges.relation[e]].name + " it"), graphx.quotes(e));
    });
    return box;
  }

  function artifact(body, i) {
    const detail = graphx.details(i);
    const label = graphx.label[i];
    const address = detail.url || (graphx.kind[i] === 3 && /^[\w-]+(\.[\w-]+)+\/[\w./~-]+$/.test(label) ? "https://" + label : "");
    facts(body, [
      address ? graphx.link(address, address.replace(/^https?:\/\/(www\.)?/, "")) : null,
      linkedTo(i),
    ]);
    told(body, detail);
    // Not once more the address that stands above.
    const bare = function (text) { return text.toLowerCase().replace(/^https?:\/\//, "").replace(/^www\./, "").replace(/(\.git)?\/*$/, ""); };
    const surfaces = (detail.surfaces || []).filter(function (surface) {
      return surface !== label && bare(surface) !== bare(label) && bare(surface) !== bare(address);
    });
    if (surfaces.length) {
      body.append(el("p", { class: "source", dir: "auto" }, "Also written ", el("span", {}, graphx.cut(surfaces.join(", "), 400))));
    }
    (detail.implied || []).forEach(function (address) {
      body.append(el("p", { class: "source" }, "Likely made from ", graphx.link(address, address.replace(/^https?:\/\//, "")), " (not checked)"));
    });
    related(body, i, graphx.out, VARIANT_OF, "Version of");
    related(body, i, graphx.out, HOSTED_AT, "Found at");
    related(body, i, graphx.into, HOSTED_AT, "Home of");
    ["Introduced by", "Used by", "Mentioned by"].forEach(function (title, relation) {
      const edges = data.edges;
      const found = graphx.into[i].filter(function (e) { return edges.relation[e] === relation; });
      found.sort(function (a, b) {
        return (graphx.details(edges.from[b]).year || 0) - (graphx.details(edges.from[a]).year || 0) || a - b;
      });
      if (!found.length) return;
      section(body, title + " (" + graphx.number(found.length) + ")", graphx.longList(found, 12, function (e) {
        const year = graphx.details(edges.from[e]).year;
        return item(e, edges.from[e], year ? String(year) : "");
      }));
    });
    related(body, i, graphx.into, VARIANT_OF, "Versions");
    const beside = together(i);
    if (beside.length) section(body, "Often named together with", graphx.longList(beside, 6, function (entry) {
      return el("li", {}, graphx.goTo(entry[0]), el("span", { class: "count" }, "in " + graphx.many(entry[1], "paper", "papers")));
    }));
  }

  // Artifacts that two or more papers name along with this one.
  function together(i) {
    const counts = new Map();
    graphx.neighbours(i).forEach(function (paper) {
      if (graphx.kind[paper] !== graphx.PAPER) return;
      graphx.neighbours(paper).forEach(function (j) {
        if (j !== i && graphx.kind[j] !== graphx.PAPER) counts.set(j, (counts.get(j) || 0) + 1);
      });
    });
    return Array.from(counts).filter(function (entry) { return entry[1] > 1; })
      .sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
  }

  function related(body, i, links, relation, title) {
    const found = links[i].filter(function (e) { return data.edges.relation[e] === relation; });
    if (!found.length) return;
    // What the catalog says of each of many is said once.
    const word = found.length > 1 ? graphx.wordOfAll(found) : "";
    const list = graphx.longList(found, 12, function (e) {
      const other = graphx.other(e, i);
      return word ? el("li", {}, graphx.goTo(other)) : item(e, other, "");
    });
    if (word) list.append(el("p", { class: "source" }, word));
    section(body, title + " (" + graphx.number(found.length) + ")", list);
  }

  graphx.summary = function (i) {
    const introduced = graphx.into[i].filter(function (e) { return data.edges.relation[e] === INTRODUCES; }).length;
    return graphx.KINDS[graphx.kind[i]].one + ": " + graphx.cut(graphx.label[i], 200) + ". Linked to " +
      graphx.number(graphx.degree[i]) + (introduced ? ", introduced here" : "") + ".";
  };
})();
