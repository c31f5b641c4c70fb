// The panel: everything about the chosen paper, dataset, model or repository, with the sentence behind every link.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data;
  const panel = graphx.byId("panel");
  const INTRODUCES = 0, CITES = 3, VARIANT_OF = 4, HOSTED_AT = 5;

  graphx.showPanel = function (i) {
    const state = graphx.state, reading = i < 0 && graphx.hasList();
    const old = panel.querySelector(".body"), top = old && reading && panel.dataset.shown === "-1" ? old.scrollTop : 0;
    // A field that is filled in keeps the focus when the panel is made anew.
    const field = panel.contains(document.activeElement) ? document.activeElement.id : "";
    panel.replaceChildren();
    panel.hidden = i < 0 && !reading;
    panel.dataset.shown = i;
    document.body.classList.toggle("open", !panel.hidden);
    if (panel.hidden) return;
    const kind = reading ? null : graphx.KINDS[graphx.kind[i]];
    const close = function () {
      if (reading) graphx.set({ seeds: [], known: [], added: [], hours: null, each: 1 }, true, "close");
      else graphx.choose(-1, "close");
    };
    const word = reading ? "Reading" : state.other >= 0 ? "Link" : graphx.way() || state.from >= 0 ? "Path" : kind.one;
    panel.append(el("div", { class: "bar" },
      el("span", { class: "kind" }, word === (kind && kind.one) ? graphx.icon(graphx.kind[i]) : null, word),
      el("span", { class: "grow" }),
      reading ? null : el("button", { type: "button", class: "quiet", onclick: function () { graphx.setMapView(i); } }, "Show on map"),
      graphx.hasAddress ? el("button", { type: "button", class: "quiet", onclick: function (event) { graphx.copyText(event.currentTarget, location.href, "Link copied."); } },
        "Copy link") : null,
      el("button", { type: "button", class: "close", "aria-label": reading ? "Close reading list" : "Close details", title: "Close (Esc)", onclick: close }, "×")));
    const body = el("div", { class: "body" });
    if (reading) graphx.readingPanel(body);
    else if (state.other >= 0) graphx.pairPanel(body, i, state.other);
    else {
      if (state.from >= 0 && state.from !== i) graphx.wayPanel(body, state.from, i);
      body.append(el("h2", { dir: "auto" }, graphx.cut(graphx.label[i], 600)));
      if (graphx.kind[i] === graphx.PAPER) paper(body, i);
      else artifact(body, i);
    }
    panel.append(body);
    panel.scrollTop = 0;
    body.scrollTop = top;
    if (field && field !== "panel" && graphx.byId(field)) graphx.byId(field).focus();
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

  // What can be done with what is chosen.
  function actions(body, i) {
    const small = function (text, act) { return el("button", { type: "button", class: "small", onclick: act }, text); };
    const row = el("div", { class: "row actions" });
    graphx.listButtons(i).forEach(function (button) { row.append(button); });
    if (graphx.degree[i] && graphx.state.from < 0) row.append(small("Path from here…", function () { graphx.startWay(i); }));
    if (graphx.kind[i] !== graphx.PAPER) {
      const on = graphx.muted.has(i);
      row.append(small(on ? "Bring back" : "Mute", function () { graphx.setMuted(i, !on); graphx.showPanel(i); panel.focus(); }));
    }
    body.append(row);
    const why = graphx.muted.has(i) ? "Muted: its " + graphx.many(linksOf(i), "link does", "links do") + " not count now." : graphx.isShown(i) ? "" : "Not on the map now: it is " + graphx.WHY[graphx.why[i]].text + ".";
    if (why) body.append(el("p", { class: "source" }, why));
  }

  // How many links it has, muted or not.
  function linksOf(i) {
    const edges = data.edges;
    return edges.from.filter(function (from, e) { return from === i || edges.to[e] === i; }).length;
  }

  // Which community, by name; a press lists it.
  function community(body, i) {
    const group = graphx.groupOf(i);
    if (group < 0 || graphx.isForeign(i)) return;
    body.append(el("p", { class: "facts" }, "Community: ", el("button", { type: "button", class: "link", dir: "auto", title: "Show this community alone",
      onclick: function () { graphx.set({ groups: new Set([group]) }); } }, graphx.cut(data.groups[group], 60))));
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

  // What stands where an abstract would, in a page that holds none.
  function leftOut(quoted) {
    return el("p", { class: "source" }, "The abstract is not in this page" + (quoted ? "; its sentences that name something stand below. " : ". "),
      el("code", {}, "graphx page MAP --abstracts all"), " puts the abstracts in.");
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
    community(body, i);
    graphx.homeOf(body, i);
    actions(body, i);
    if (data.excerpts && detail.abstract !== undefined) section(body, "Abstract", leftOut(detail.abstract));
    else if (detail.abstract) section(body, "Abstract", graphx.markedAbstract(i));

    ["Introduces", "Uses", "Mentions"].forEach(function (title, relation) {
      const edges = data.edges;
      const found = graphx.out[i].filter(function (e) { return edges.relation[e] === relation; });
      found.sort(function (a, b) { return graphx.degree[edges.to[b]] - graphx.degree[edges.to[a]] || a - b; });
      if (!found.length) return;
      section(body, title + " (" + found.length + ")", graphx.longList(found, 12, function (e) {
        return item(e, edges.to[e], others(edges.to[e], i));
      }));
    });
    sameNames(body, i);
    related(body, i, graphx.out, CITES, "Cites");
    related(body, i, graphx.into, CITES, "Cited by");
    graphx.fromElsewhere(body, i);
    if (!graphx.degree[i]) {
      body.append(el("p", { class: "source" }, "No dataset, model or repository was found in its title or abstract, so nothing links it to the other papers."));
    }
    if (detail.origins) body.append(el("p", { class: "source" }, "Read from " + graphx.cut(detail.origins.join(", "), 300) + "."));
  }

  function item(e, node, note) {
    return el("li", {}, graphx.goTo(node), note ? el("span", { class: "count" }, note) : null, graphx.quotes(e),
      el("div", { class: "row tinies" }, linkButton(data.edges.from[e], data.edges.to[e], "Show this link"), graphx.wrongLink(e)));
  }
  // Chooses a line, as a press on it does.
  function linkButton(a, b, text) {
    return el("button", { type: "button", class: "tiny", "aria-label": text + ": " + graphx.cut(graphx.label[a], 60) + " – " + graphx.cut(graphx.label[b], 60),
      onclick: function () { graphx.choosePair(a, b, "panel"); } }, text);
  }

  function others(artifact, but) {
    const papers = graphx.neighbours(artifact);
    let count = 0;
    papers.forEach(function (j) { if (j !== but && graphx.kind[j] === graphx.PAPER) count++; });
    return count ? "also in " + graphx.many(count, "other paper", "other papers") : "in no other paper here";
  }

  // Papers that name what this one names, under a heading for each such thing, the rarest first; nearest papers first.
  function sameNames(body, i) {
    const linked = graphx.linkedPapers(i), place = new Map(linked.map(function (entry, k) { return [entry.paper, k]; }));
    if (!linked.length) return;
    const artifacts = graphx.rarest(Array.from(graphx.namesIn(i)).filter(function (a) { return graphx.namedBy(a).size > 1; }));
    section(body, "Papers that name the same (" + graphx.number(linked.length) + ")", graphx.longList(artifacts, 8, function (artifact) {
      const papers = Array.from(graphx.namedBy(artifact)).filter(function (j) { return j !== i; })
        .sort(function (a, b) { return place.get(a) - place.get(b); });
      const box = graphx.longList(papers, papers.length > 4 ? 3 : 4, function (j) {
        const e = graphx.tellingLink(j, artifact).edge;
        return el("li", {}, graphx.goTo(j), el("span", { class: "count" }, graphx.RELATIONS[data.edges.relation[e]].told + " it"), graphx.quotes(e),
          el("div", { class: "row tinies" }, linkButton(i, j, "Why linked")));
      });
      return el("li", { class: "sharing" }, el("h4", {}, graphx.goTo(artifact),
        el("span", { class: "count" }, "also in " + graphx.many(papers.length, "other paper", "other papers"))), box);
    }));
  }

  graphx.side = side;
  function side(who, i, artifact) {
    const box = el("div", { class: "side" });
    graphx.edgesBetween(i, artifact).forEach(function (e) {
      box.append(el("p", { class: "where" }, who + " " + graphx.RELATIONS[data.edges.relation[e]].name + " it"), graphx.quotes(e), graphx.wrongLink(e));
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
    community(body, i);
    graphx.homeOf(body, i);
    actions(body, i);
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
    graphx.fromElsewhere(body, i);
    const beside = together(i);
    if (beside.length) section(body, "Often named together with", graphx.longList(beside, 6, function (entry) {
      return el("li", {}, graphx.goTo(entry[0]), el("span", { class: "count" }, "in " + graphx.many(entry[1], "paper", "papers")));
    }));
    graphx.fixPart(body, i);
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
