// The map: vis-network draws the shapes and moves the view; lines, names and picking are ours.
(function () {
  "use strict";
  const graphx = window.graphx;
  const data = graphx.data, X = data.nodes.x, Y = data.nodes.y, R = data.nodes.size;
  const holder = graphx.byId("canvas");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  graphx.view = function () {
    const origin = graphx.network.canvasToDOM({ x: 0, y: 0 });
    return { scale: graphx.network.getScale(), x: origin.x, y: origin.y };
  };

  // Where buttons and notes lie over the map, so that names keep away from them.
  function taken() {
    const base = holder.getBoundingClientRect();
    return [".zoom", "#alone"].map(function (selector) {
      const box = document.querySelector("#map " + selector).getBoundingClientRect();
      return { x: box.left - base.left - 4, y: box.top - base.top - 4, w: box.width + 8, h: box.height + 8 };
    }).filter(function (box) { return box.w > 8; });
  }

  // The part of the map that no sheet covers, in pixels of the map.
  function free() {
    const base = holder.getBoundingClientRect();
    const panel = graphx.byId("panel");
    let bottom = base.height;
    if (!panel.hidden) {
      const box = panel.getBoundingClientRect();
      if (box.top > base.top + 40 && box.left < base.right - 40) bottom = Math.min(bottom, box.top - base.top);
    }
    return { width: base.width, height: Math.max(80, bottom), full: base.height };
  }

  graphx.frame = function (nodes, options) {
    if (!nodes.length) return;
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    nodes.forEach(function (i) {
      x0 = Math.min(x0, X[i] - R[i]); x1 = Math.max(x1, X[i] + R[i]);
      y0 = Math.min(y0, Y[i] - R[i]); y1 = Math.max(y1, Y[i] + R[i]);
    });
    // The buttons on the right cover nothing, names below the lowest shapes have room.
    const room = free(), pad = 34, side = room.width > 700 ? 62 : 34;
    const fits = Math.min((room.width - 2 * side) / (x1 - x0 || 1), (room.height - 2 * pad) / (y1 - y0 || 1));
    const scale = Math.max(0.02, Math.min(options && options.most || 1.4, fits));
    const least = options && options.least || 0;
    let position = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    if (scale < least && options.core >= 0) position = { x: X[options.core], y: Y[options.core] };
    move(position, Math.max(scale, least), !(options && options.still));
  };
  function move(position, scale, smooth) {
    const room = free();
    graphx.network.moveTo({
      position: { x: position.x, y: position.y + (room.full - room.height) / 2 / scale },
      scale: scale,
      animation: smooth && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false,
    });
    touch();
  }
  graphx.zoom = function (factor) {
    const scale = Math.max(0.02, Math.min(6, graphx.network.getScale() * factor));
    move(graphx.network.getViewPosition(), scale, true);
  };
  graphx.showAll = function (still) {
    graphx.frame(graphx.label.map(function (_, i) { return i; }).filter(graphx.isShown), { still: still === true });
  };
  graphx.center = function (i) {
    move({ x: X[i], y: Y[i] }, Math.max(0.9, graphx.network.getScale()), true);
  };
  // Show a node and what it is linked to, moving no more than needed.
  graphx.reveal = function (i) {
    const view = graphx.view(), room = free();
    const near = Array.from(graphx.neighbours(i)).filter(graphx.isShown);
    const inside = function (j) {
      const x = X[j] * view.scale + view.x, y = Y[j] * view.scale + view.y;
      return x > 40 && y > 40 && x < room.width - 40 && y < room.height - 40;
    };
    if (inside(i) && near.every(inside) && view.scale > 0.3) return;
    graphx.frame([i].concat(near), { most: Math.max(0.8, Math.min(1.2, view.scale)), least: 0.3, core: i });
  };

  let timer = 0;
  function touch() {
    graphx.moving = true;
    clearTimeout(timer);
    timer = setTimeout(function () { graphx.moving = false; graphx.redraw(); }, 160);
  }
  graphx.redraw = function () { if (graphx.network) graphx.network.redraw(); };

  function pick(x, y, reach) {
    const view = graphx.view();
    let best = -1, nearest = Infinity;
    for (let i = 0; i < graphx.n; i++) {
      if (!graphx.isShown(i)) continue;
      const gap = Math.hypot(X[i] * view.scale + view.x - x, Y[i] * view.scale + view.y - y) - R[i] * view.scale;
      if (gap < reach && gap < nearest) { nearest = gap; best = i; }
    }
    if (best >= 0) return best;
    const label = graphx.labels().find(function (box) {
      return x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h;
    });
    return label ? label.i : -1;
  }

  graphx.startMap = function () {
    const renderer = function (node) {
      return {
        drawNode: function () { graphx.paintNode(node.ctx, node.id, graphx.network.getScale()); },
        nodeDimensions: { width: 2 * R[node.id], height: 2 * R[node.id] },
      };
    };
    const options = Object.assign({}, data.options);
    options.nodes = Object.assign({}, options.nodes, { shape: "custom", ctxRenderer: renderer });
    const nodes = new window.vis.DataSet(graphx.label.map(function (_, i) {
      return { id: i, x: X[i], y: Y[i], size: R[i] };
    }));
    // vis-network calls the renderer while it is being made: it needs something to ask.
    graphx.network = { getScale: function () { return 1; }, redraw: function () {} };
    const network = new window.vis.Network(holder, { nodes: nodes, edges: new window.vis.DataSet([]) }, options);
    graphx.network = network;
    network.on("beforeDrawing", function (ctx) { graphx.paintLines(ctx); });
    network.on("afterDrawing", function (ctx) {
      graphx.keepPicture(ctx);
      graphx.paintLabels(ctx, taken());
    });
    network.on("zoom", touch);
    network.on("dragging", touch);
    network.on("click", function (event) {
      const touchy = event.event && event.event.pointerType === "touch";
      graphx.choose(pick(event.pointer.DOM.x, event.pointer.DOM.y, touchy ? 16 : 6), "map");
    });
    network.on("doubleClick", function (event) {
      const i = pick(event.pointer.DOM.x, event.pointer.DOM.y, 6);
      if (i >= 0) graphx.center(i);
    });
    holder.addEventListener("mousemove", function (event) {
      const base = holder.getBoundingClientRect();
      hover(event.buttons ? -1 : pick(event.clientX - base.left, event.clientY - base.top, 4));
    });
    holder.addEventListener("mouseleave", function () { hover(-1); });
    holder.addEventListener("keydown", keys);
    const canvas = holder.querySelector("canvas");
    if (canvas) canvas.setAttribute("aria-hidden", "true");
    holder.querySelectorAll("[tabindex]").forEach(function (node) { node.removeAttribute("tabindex"); });
  };

  graphx.firstView = function () {
    const part = graphx.mainPart();
    let core = -1;
    part.forEach(function (i) { if (core < 0 || graphx.degree[i] > graphx.degree[core]) core = i; });
    const few = part.length < 3 || part.length < graphx.n * 0.1;
    graphx.frame(few ? graphx.label.map(function (_, i) { return i; }) : part,
      { still: true, least: graphx.n > 600 ? 0 : 0.3, core: core });
  };

  function hover(i) {
    if (i === graphx.hover) return;
    graphx.hover = i;
    holder.style.cursor = i >= 0 ? "pointer" : "";
    holder.title = i >= 0 ? graphx.cut(graphx.label[i], 200) : "";
    // On a large map only the kept picture and this one shape are painted.
    if (graphx.n > 1500) touch();
    graphx.network.redraw();
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (WAYS[event.key]) { walk(WAYS[event.key]); event.preventDefault(); }
    else if (event.key === "+" || event.key === "=") graphx.zoom(1.4);
    else if (event.key === "-" || event.key === "_") graphx.zoom(1 / 1.4);
    else if (event.key === "0") graphx.showAll();
    else if (event.key === "Enter" && graphx.state.chosen >= 0) graphx.byId("panel").focus();
    else return;
  }

  // The nearest shown node in that direction; one far off to the side counts as farther.
  function walk(way) {
    const chosen = graphx.state.chosen;
    const at = chosen >= 0 ? { x: X[chosen], y: Y[chosen] } : graphx.network.getViewPosition();
    let best = -1, nearest = Infinity;
    for (let i = 0; i < graphx.n; i++) {
      if (i === chosen || !graphx.isShown(i)) continue;
      const dx = X[i] - at.x, dy = Y[i] - at.y;
      const along = dx * way[0] + dy * way[1], off = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (chosen >= 0 && along <= 0) continue;
      const far = Math.abs(along) + 2 * off;
      if (far < nearest) { nearest = far; best = i; }
    }
    if (best >= 0) graphx.choose(best, "map");
    else graphx.say("Nothing further in that direction.");
  }
})();
