// Handing on: text to the clipboard, files to the disk, pictures of the map, the same question in Python.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data, state = graphx.state;

  // In a frame of a notebook the page has no address of its own to hand on.
  graphx.hasAddress = location.protocol !== "about:";

  // Copying must work from a file on disk, where browsers may refuse the clipboard.
  graphx.copyText = function (button, text, said) {
    const name = button.textContent;
    const done = function () {
      button.textContent = "Copied";
      graphx.say(said);
      setTimeout(function () { button.textContent = name; }, 2000);
    };
    const byHand = function () {
      const field = el("textarea", { class: "hidden", "aria-hidden": "true" });
      field.value = text;
      document.body.append(field);
      field.select();
      const copied = document.execCommand && document.execCommand("copy");
      field.remove();
      button.focus();
      if (copied) { done(); return; }
      const shown = el("input", { type: "text", readonly: true, class: "address", "aria-label": "Text to copy" });
      shown.value = text;
      button.replaceWith(shown);
      shown.select();
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  };

  graphx.saveText = function (text, name, type) { graphx.saveBlob(new Blob([text], { type: type + ";charset=utf-8" }), name); };

  // A text as Python writes it.
  function quoted(text) {
    return '"' + text.replace(/[\\"]/g, "\\$&").replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, function (c) {
      return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
    }) + '"';
  }
  function listed(nodes) { return "[" + Array.from(nodes).map(function (i) { return quoted(data.keys[i]); }).join(", ") + "]"; }
  graphx.pythonCall = function () {
    const lines = ["import graphx", "", 'G = graphx.load_graph("the folder of this map")'];
    if (state.muted.size) lines.push("G.remove_nodes_from(" + listed(state.muted) + ")");
    if (state.told) lines.push("G.remove_edges_from([(a, b, k) for a, b, k, d in G.edges(keys=True, data=True) if d[\"witnesses\"] " + (state.told === "one" ? "> 1" : "< 2") + "])");
    if (graphx.isPapersOnly()) {
      const words = function (set) { return "{" + Array.from(set).sort().map(quoted).join(", ") + "}"; };
      const kinds = new Set(state.kinds), roles = new Set(Array.from(state.relations).filter(function (word) { return ["introduces", "uses", "mentions"].includes(word); }));
      kinds.delete("paper");
      if (kinds.size) lines.push("G.remove_nodes_from([k for k, d in G.nodes(data=True) if d[\"kind\"] in " + words(kinds) + "])");
      if (roles.size) lines.push("G.remove_edges_from([e for e in G.edges(keys=True) if e[2] in " + words(roles) + "])");
    }
    if (state.chosen >= 0 && state.from >= 0) {
      lines.push("graphx.find_paths(G, " + quoted(data.keys[state.from]) + ", " + quoted(data.keys[state.chosen]) + ", k=1)");
    } else if (state.chosen >= 0 && state.other >= 0 && graphx.isPapersOnly()) {
      lines.push("graphx.project_graph(G).edges[" + quoted(data.keys[state.chosen]) + ", " + quoted(data.keys[state.other]) + "]");
    } else if (state.chosen >= 0 && state.other >= 0) {
      lines.push("G.get_edge_data(" + quoted(data.keys[state.chosen]) + ", " + quoted(data.keys[state.other]) + ")");
    } else if (state.chosen >= 0) {
      lines.push("list(G.out_edges(" + quoted(data.keys[state.chosen]) + ", data=True)) + list(G.in_edges(" + quoted(data.keys[state.chosen]) + ", data=True))");
    } else if (state.seeds.length) {
      lines.push("graphx.reading_list(G, " + listed(state.seeds) + (state.known.length ? ", known=" + listed(state.known) : "") +
        (state.hours ? ", hours=" + state.hours + (state.each === 1 ? "" : ", hours_per_paper=" + state.each) : "") + ")");
    } else if (graphx.isPapersOnly()) {
      lines.push("[(a, b, d) for a, b, d in graphx.project_graph(G).edges(data=True) if d[\"weight\"] >= " + graphx.strength() + "]");
    } else lines.push("G.nodes(data=True), G.edges(data=True)");
    return lines.join("\n") + "\n";
  };

  graphx.savePng = function () {
    const source = document.querySelector("#canvas canvas");
    if (!source || state.list) { graphx.say("There is a picture of the map only where the map is shown."); return; }
    const canvas = el("canvas", { width: source.width, height: source.height }), ctx = canvas.getContext("2d");
    ctx.fillStyle = graphx.colors.ground;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(source, 0, 0);
    canvas.toBlob(function (blob) { graphx.saveBlob(blob, "map.png"); });
  };

  // What is in view, as lines and shapes that can be drawn over and scaled.
  graphx.svgText = function () {
    const box = graphx.byId("canvas").getBoundingClientRect(), view = graphx.view(), colors = graphx.colors, X = data.nodes.x, Y = data.nodes.y;
    const round = function (value) { return Math.round(value * 10) / 10; };
    const at = function (i) { return [round(X[i] * view.scale + view.x), round(Y[i] * view.scale + view.y)]; };
    const out = ['<svg xmlns="http://www.w3.org/2000/svg" width="' + round(box.width) + '" height="' + round(box.height) + '" font-family="sans-serif">',
      '<rect width="100%" height="100%" fill="' + colors.ground + '"/>'];
    graphx.eachLine(function (a, b, look) {
      const one = graphx.LOOKS[look], from = at(a), to = at(b);
      out.push('<line x1="' + from[0] + '" y1="' + from[1] + '" x2="' + to[0] + '" y2="' + to[1] + '" stroke="' + colors.line +
        '" stroke-width="' + one.width + '" opacity="' + one.alpha + '"' + (one.dash.length ? ' stroke-dasharray="' + one.dash.join(" ") + '"' : "") + "/>");
    });
    for (let i = 0; i < graphx.n; i++) {
      if (!graphx.isShown(i)) continue;
      const place = at(i), r = round(Math.max(2, data.nodes.size[i] * view.scale)), kind = graphx.kind[i];
      const fill = state.color === "group" ? graphx.groupColor(graphx.groupOf(i)) : (data.nodes.color && data.nodes.color[i]) || colors.kinds[kind];
      const points = kind === 1 ? [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]] : kind === 2 ? [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]
        : [[0, -1.25], [1.2, 0.85], [-1.2, 0.85]];
      out.push(kind === 0 ? '<circle cx="' + place[0] + '" cy="' + place[1] + '" r="' + r + '" fill="' + fill + '"/>'
        : '<polygon points="' + points.map(function (p) { return round(place[0] + p[0] * r) + "," + round(place[1] + p[1] * r); }).join(" ") + '" fill="' + fill + '"/>');
    }
    graphx.labels().forEach(function (label) {
      out.push('<text x="' + round(label.x + label.w / 2) + '" y="' + round(label.y + label.h / 2 + 4) + '" font-size="12" text-anchor="middle" fill="' +
        colors.ink + '" stroke="' + colors.ground + '" stroke-width="3" paint-order="stroke">' + graphx.escaped(label.text) + "</text>");
    });
    return out.concat("</svg>").join("\n") + "\n";
  };
  graphx.saveSvg = function () {
    if (state.list || !graphx.network) { graphx.say("There is a picture of the map only where the map is shown."); return; }
    graphx.saveText(graphx.svgText(), "map.svg", "image/svg+xml");
  };
})();
