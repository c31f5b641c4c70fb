// Colours, shapes and lines on the canvas.
(function () {
  "use strict";
  const graphx = window.graphx;
  const data = graphx.data, X = data.nodes.x, Y = data.nodes.y, R = data.nodes.size;
  const colors = (graphx.colors = {});

  graphx.readColors = function () {
    const style = getComputedStyle(document.documentElement);
    ["paper", "dataset", "model", "repo", "ink", "soft", "ground", "line", "accent", "halo", "band", "card"].forEach(function (name) {
      colors[name] = style.getPropertyValue("--" + name).trim();
    });
    colors.kinds = graphx.KINDS.map(function (kind) { return colors[kind.id]; });
    colors.groups = [0, 1, 2, 3, 4, 5, 6, 7].map(function (k) { return style.getPropertyValue("--g" + k).trim(); });
  };

  // Each kind has a shape of its own, of about the same area, for eyes that do not tell the colours apart.
  graphx.shape = function (ctx, kind, x, y, r) {
    ctx.beginPath();
    if (kind === 1) {
      const a = r * 0.88;
      ctx.rect(x - a, y - a, 2 * a, 2 * a);
    } else if (kind === 2) {
      const a = r * 1.2;
      ctx.moveTo(x, y - a); ctx.lineTo(x + a, y); ctx.lineTo(x, y + a); ctx.lineTo(x - a, y); ctx.closePath();
    } else if (kind === 3) {
      const a = r * 1.25;
      ctx.moveTo(x, y - a); ctx.lineTo(x + a * 0.95, y + a * 0.68); ctx.lineTo(x - a * 0.95, y + a * 0.68);
      ctx.closePath();
    } else {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    }
  };

  // How far a node is from the chosen one: 0 itself, 1 linked, 2 linked through one, 3 farther; null: none chosen.
  let distance = null;
  graphx.readDistance = function () {
    const chosen = graphx.state.chosen, other = graphx.state.other;
    distance = null;
    const way = graphx.way();
    if (way || other >= 0) {
      distance = new Uint8Array(graphx.n).fill(3);
      (way || [chosen, other].concat(graphx.sharedBy(chosen, other))).forEach(function (i) { distance[i] = 1; });
      distance[chosen] = 0;
      return;
    }
    if (chosen < 0 && graphx.listed().length) {
      distance = new Uint8Array(graphx.n).fill(3);
      graphx.listed().concat(graphx.state.seeds).forEach(function (i) { distance[i] = 1; });
      return;
    }
    // Beside a node without links nothing needs to step back.
    if (chosen < 0 || !graphx.near(chosen).size) return;
    distance = new Uint8Array(graphx.n).fill(3);
    const near = graphx.near(chosen);
    near.forEach(function (i) {
      if (graphx.isPapersOnly() || graphx.kind[chosen] !== graphx.PAPER || graphx.kind[i] === graphx.PAPER) return;
      graphx.neighbours(i).forEach(function (j) { if (graphx.kind[j] === graphx.PAPER) distance[j] = 2; });
    });
    near.forEach(function (i) { distance[i] = 1; });
    distance[chosen] = 0;
  };
  graphx.distance = function (i) { return distance ? distance[i] : null; };

  const FADE = [1, 1, 0.5, 0.16];
  graphx.hover = -1;
  graphx.paintNode = function (ctx, i, scale) {
    if ((shown && i !== graphx.hover) || !graphx.isShown(i)) return;
    const far = graphx.distance(i);
    ctx.globalAlpha = i === graphx.hover ? 1 : far === null ? 1 : FADE[far];
    ctx.fillStyle = colors.kinds[graphx.kind[i]];
    if (graphx.state.color === "group") ctx.fillStyle = graphx.groupColor(graphx.groupOf(i));
    else if (data.nodes.color && data.nodes.color[i]) ctx.fillStyle = data.nodes.color[i];
    // Never smaller than two pixels, however far away.
    const r = Math.max(R[i], 2 / scale);
    graphx.shape(ctx, graphx.kind[i], X[i], Y[i], r);
    if (graphx.isForeign(i)) {
      // Hollow: it is at home elsewhere.
      ctx.strokeStyle = ctx.fillStyle;
      ctx.fillStyle = colors.ground;
      ctx.fill();
      ctx.lineWidth = Math.max(r * 0.22, 1.5 / scale);
      ctx.stroke();
    } else ctx.fill();
    if (r * scale > 4 && !graphx.isForeign(i)) {
      ctx.lineWidth = Math.min(1.5, 1.5 / scale);
      ctx.strokeStyle = colors.ground;
      ctx.stroke();
    }
    if (i === graphx.state.chosen || i === graphx.hover) {
      ctx.lineWidth = (i === graphx.state.chosen ? 3 : 2) / scale;
      ctx.strokeStyle = colors.ink;
      graphx.shape(ctx, graphx.kind[i], X[i], Y[i], r + 4 / scale);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  };

  // All of them, where vis-network does not call for each.
  graphx.paintNodes = function (ctx) {
    const scale = graphx.network.getScale();
    if (shown) { if (graphx.hover >= 0) graphx.paintNode(ctx, graphx.hover, scale); return; }
    for (let i = 0; i < graphx.n; i++) graphx.paintNode(ctx, i, scale);
  };

  // The largest communities have a colour each; more colours than that no eye tells apart.
  graphx.groupColor = function (group) {
    return group >= 0 && group < colors.groups.length ? colors.groups[group] : colors.line;
  };

  // Lines: one path for each look, kept until filters or choice change.
  const LOOKS = [
    { width: 2, alpha: 0.85, dash: [] },
    { width: 1.3, alpha: 0.75, dash: [] },
    { width: 1, alpha: 0.5, dash: [] },
    { width: 1.2, alpha: 0.6, dash: [6, 3] },
    { width: 1.2, alpha: 0.6, dash: [2, 3] },
    { width: 1.2, alpha: 0.6, dash: [2, 3] },
    // Between papers, by strength.
    { width: 0.8, alpha: 0.45, dash: [] },
    { width: 1.4, alpha: 0.6, dash: [] },
    { width: 2.4, alpha: 0.7, dash: [] },
    { width: 3.8, alpha: 0.8, dash: [] },
  ];
  graphx.LOOKS = LOOKS;
  const SHARING = 6, CITES = 3;
  function lookOf(weight) { return SHARING + (weight < 1 ? 0 : weight < 2 ? 1 : weight < 4 ? 2 : 3); }

  // Every line of the view that is on: the numbers of its ends and its look.
  graphx.eachLine = function (visit) {
    const edges = data.edges;
    if (!graphx.isPapersOnly()) {
      for (let e = 0; e < edges.from.length; e++) if (graphx.isEdgeShown(e)) visit(edges.from[e], edges.to[e], edges.relation[e]);
      return;
    }
    const links = graphx.paperLinks(), least = graphx.strength();
    for (let k = 0; k < links.a.length; k++) {
      if (links.weight[k] < least || !graphx.isShown(links.a[k]) || !graphx.isShown(links.b[k])) continue;
      visit(links.a[k], links.b[k], lookOf(links.weight[k]));
    }
    graphx.eachCitation(function (a, b) { visit(a, b, CITES); });
  };
  let paths = null;
  graphx.forgetPaths = function () { paths = null; picture = null; };

  function makePaths() {
    const chosen = graphx.state.chosen, way = graphx.way(), pair = graphx.state.other >= 0 && new Set(
      [chosen, graphx.state.other].concat(graphx.sharedBy(chosen, graphx.state.other)));
    paths = { all: LOOKS.map(newPath), near: LOOKS.map(newPath), count: 0, lit: 0 };
    const isNear = function (a, b) {
      if (way) return Math.abs(way.indexOf(a) - way.indexOf(b)) === 1 && way.includes(a) && way.includes(b);
      if (pair) return pair.has(a) && pair.has(b);
      return chosen >= 0 && (a === chosen || b === chosen);
    };
    graphx.eachLine(function (a, b, look) {
      const near = isNear(a, b), path = (near ? paths.near : paths.all)[look];
      path.moveTo(X[a], Y[a]);
      path.lineTo(X[b], Y[b]);
      paths.count++;
      if (near) paths.lit++;
    });
    // A way over versions and addresses is drawn even where only papers are.
    for (let k = 1; way && graphx.isPapersOnly() && k < way.length; k++) {
      paths.near[0].moveTo(X[way[k - 1]], Y[way[k - 1]]);
      paths.near[0].lineTo(X[way[k]], Y[way[k]]);
    }
  }
  function newPath() { return new Path2D(); }

  function stroke(ctx, set, scale, color, strength) {
    const thin = Math.min(1, Math.max(0.45, scale * 1.4));
    LOOKS.forEach(function (look, k) {
      ctx.globalAlpha = look.alpha * strength;
      ctx.strokeStyle = color;
      ctx.lineWidth = (look.width * thin) / scale;
      ctx.setLineDash(look.dash.map(function (part) { return part / scale; }));
      ctx.stroke(set[k]);
    });
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  graphx.paintLines = function (ctx) {
    if (!paths) makePaths();
    if (showPicture(ctx)) return;
    const scale = graphx.network.getScale();
    paintYears(ctx, scale);
    const many = graphx.isPapersOnly() ? 300 : 1200;
    const strength = distance ? 0.22 : Math.max(0.35, Math.min(1, many / (1 + paths.count)));
    stroke(ctx, paths.all, scale, colors.line, strength);
    if (graphx.state.chosen >= 0) stroke(ctx, paths.near, scale, colors.accent, Math.max(0.3, Math.min(1, 40 / (1 + paths.lit))));
  };

  // Where the numbers of the years stand, so that names keep away.
  let yearBoxes = [];
  graphx.yearBoxes = function () { return graphx.columns.length ? yearBoxes : []; };

  // Every other year has a band behind it, and each its number, which stays readable at any zoom.
  function paintYears(ctx, scale) {
    if (!graphx.columns.length) return;
    const view = graphx.view(), holder = graphx.byId("canvas").getBoundingClientRect();
    const corner = { x: -view.x / scale, y: -view.y / scale }, size = { x: holder.width / scale, y: holder.height / scale };
    ctx.font = "600 " + 13 / scale + "px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    ctx.textAlign = "center";
    yearBoxes = [];
    ctx.fillStyle = colors.band;
    graphx.columns.forEach(function (column, k) {
      if (k % 2) return;
      const wide = column.to - column.from;
      if (graphx.standing) ctx.fillRect(corner.x, column.from, size.x, wide);
      else ctx.fillRect(column.from, corner.y, wide, size.y);
    });
    // The numbers after all the bands, which would cover half of them.
    ctx.fillStyle = colors.soft;
    let last = -Infinity;
    graphx.columns.forEach(function (column) {
      const middle = (column.from + column.to) / 2, room = graphx.standing ? 18 : 38;
      if ((middle - last) * scale < room) return;
      last = middle;
      yearBoxes.push(graphx.standing ? { x: 2, y: middle * scale + view.y - 10, w: 42, h: 20 } : { x: middle * scale + view.x - 22, y: 2, w: 44, h: 24 });
      if (graphx.standing) ctx.fillText(String(column.year), corner.x + 22 / scale, middle);
      else ctx.fillText(String(column.year), middle, corner.y + 14 / scale);
    });
  }

  // A large map is kept as a picture, which is moved and scaled while the view moves; the names stay sharp.
  let picture = null, shown = false;
  graphx.moving = false;
  graphx.keepPicture = function (ctx) {
    if (shown || graphx.n + paths.count < graphx.CROWD) return;
    const canvas = picture ? picture.canvas : document.createElement("canvas");
    canvas.width = ctx.canvas.width;
    canvas.height = ctx.canvas.height;
    canvas.getContext("2d").drawImage(ctx.canvas, 0, 0);
    picture = { canvas: canvas, at: ctx.getTransform() };
  };
  function showPicture(ctx) {
    shown = false;
    if (!graphx.moving || !picture) return false;
    const at = ctx.getTransform(), k = at.a / picture.at.a;
    const x = at.e - picture.at.e * k, y = at.f - picture.at.f * k;
    // When it has moved far, its edges come into view: paint anew.
    const far = Math.max(Math.abs(x + (k - 1) * ctx.canvas.width / 2) / ctx.canvas.width,
      Math.abs(y + (k - 1) * ctx.canvas.height / 2) / ctx.canvas.height);
    if (far > 0.25 || k < 0.7 || k > 1.6) return false;
    ctx.save();
    ctx.setTransform(k, 0, 0, k, x, y);
    ctx.drawImage(picture.canvas, 0, 0);
    ctx.restore();
    shown = true;
    return true;
  }
})();
