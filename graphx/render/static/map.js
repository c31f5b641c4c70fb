// The map: vis-network draws the shapes and moves the view; lines, names and picking are ours. In a crowd the shapes are
// ours too: what vis-network keeps of each takes longer to make than all of them take to draw.
(function () {
  "use strict";
  const graphx = window.graphx;
  const data = graphx.data, X = data.nodes.x, Y = data.nodes.y, R = data.nodes.size;
  const holder = graphx.byId("canvas");

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

  // The drawn line nearest to a point: its two ends.
  function pickLine(x, y, reach) {
    const view = graphx.view();
    let best = null, nearest = reach;
    graphx.eachLine(function (a, b) {
      const ax = X[a] * view.scale + view.x, ay = Y[a] * view.scale + view.y;
      const dx = X[b] * view.scale + view.x - ax, dy = Y[b] * view.scale + view.y - ay;
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const gap = Math.hypot(ax + along * dx - x, ay + along * dy - y);
      // Where something is chosen, its own lines come first.
      const faint = graphx.distance(a) === 3 || graphx.distance(b) === 3;
      if (gap + (faint ? 3 : 0) < nearest) { nearest = gap; best = [a, b]; }
    });
    return best;
  }

  const crowd = graphx.n > graphx.CROWD;

  // Tells vis-network of new places: it draws only what it believes to be in view.
  graphx.movePlaces = function () {
    if (crowd || graphx.network.first) return;
    for (let i = 0; i < graphx.n; i++) {
      const node = graphx.network.body.nodes[i];
      node.x = X[i];
      node.y = Y[i];
    }
  };

  graphx.paintNames = function (ctx) { graphx.paintLabels(ctx, graphx.obstacles().concat(graphx.yearBoxes())); };
  function makeNetwork(sketch) {
    const renderer = function (node) {
      return {
        drawNode: function () { graphx.paintNode(node.ctx, node.id, graphx.network.getScale()); },
        nodeDimensions: { width: 2 * R[node.id], height: 2 * R[node.id] },
      };
    };
    const options = Object.assign({}, data.options);
    options.nodes = Object.assign({}, options.nodes, { shape: "custom", ctxRenderer: renderer });
    const nodes = new window.vis.DataSet(crowd ? [] : graphx.label.map(function (_, i) {
      return { id: i, x: X[i], y: Y[i], size: R[i] };
    }));
    // vis-network empties what it draws in, and calls the renderer while it is being made: the sketch answers until then.
    const network = new window.vis.Network(holder, { nodes: nodes, edges: new window.vis.DataSet([]) }, options);
    graphx.network = network;
    network.moveTo({ position: sketch.getViewPosition(), scale: sketch.getScale(), animation: false });
    network.on("beforeDrawing", function (ctx) {
      graphx.paintLines(ctx);
      if (crowd) graphx.paintNodes(ctx);
    });
    network.on("afterDrawing", function (ctx) {
      graphx.keepPicture(ctx);
      graphx.paintNames(ctx);
    });
    network.on("zoom", graphx.touch);
    network.on("dragging", graphx.touch);
    network.on("click", function (event) {
      const touchy = event.event && event.event.pointerType === "touch";
      press(event.pointer.DOM.x, event.pointer.DOM.y, touchy);
    });
    network.on("doubleClick", function (event) {
      const i = pick(event.pointer.DOM.x, event.pointer.DOM.y, 6);
      if (i >= 0) graphx.center(i);
    });
    sketch.destroy();
    const canvas = holder.querySelector("canvas");
    if (canvas) canvas.setAttribute("aria-hidden", "true");
    holder.querySelectorAll("[tabindex]").forEach(function (node) { node.removeAttribute("tabindex"); });
    network.redraw();
  }
  function press(x, y, touchy) {
    const i = pick(x, y, touchy ? 16 : 6), line = i < 0 ? pickLine(x, y, touchy ? 8 : 5) : null;
    if (line) graphx.choosePair(line[0], line[1], "map");
    else graphx.choose(i, "map");
  }

  // First the sketch; the network takes its place when it has come, but not under a finger.
  graphx.startMap = function () {
    const sketch = graphx.network = graphx.sketch(holder, press);
    holder.addEventListener("mousemove", function (event) {
      const base = holder.getBoundingClientRect();
      hover(event.buttons ? -1 : pick(event.clientX - base.left, event.clientY - base.top, 4));
    });
    holder.addEventListener("mouseleave", function () { hover(-1); });
    holder.addEventListener("keydown", keys);
    const take = function () {
      // Another view, or another part of a large map, may have come meanwhile.
      if (graphx.network !== sketch) return;
      if (!sketch.isHeld()) makeNetwork(sketch);
      else return new Promise(function (later) { setTimeout(later, 50); }).then(take);
    };
    // Once the picture can be seen: what comes now stops the page for a twentieth of a second or more.
    requestAnimationFrame(function () {
      setTimeout(function () {
        graphx.engine().then(take).catch(function (error) {
          graphx.fail("vis-network did not start: " + error.message);
          if (!graphx.network) return;
          graphx.network = sketch;
          sketch.show();
        });
      }, 80);
    });
  };

  function hover(i) {
    if (i === graphx.hover) return;
    graphx.hover = i;
    holder.style.cursor = i >= 0 ? "pointer" : "";
    holder.title = i >= 0 ? graphx.cut(graphx.label[i], 200) : "";
    // On a large map only the kept picture and this one shape are painted.
    if (crowd) graphx.touch();
    graphx.network.redraw();
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (WAYS[event.key]) { walk(WAYS[event.key]); event.preventDefault(); }
    else if (event.key === "+" || event.key === "=") graphx.zoom(1.4);
    else if (event.key === "-" || event.key === "_") graphx.zoom(1 / 1.4);
    else if (event.key === "0") graphx.showAll();
    else if (event.key.toLowerCase() === "l" && graphx.state.chosen >= 0) graphx.nextLink();
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
