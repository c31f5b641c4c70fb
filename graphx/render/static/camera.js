// What part of the map is in view: framing, zooming, moving.
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

  // Where buttons and notes lie over the map, so that shapes and names keep away from them.
  graphx.obstacles = function () {
    const base = holder.getBoundingClientRect();
    return [".zoom", "#alone", "#empty"].map(function (selector) {
      const box = document.querySelector("#map " + selector).getBoundingClientRect();
      return { x: box.left - base.left - 4, y: box.top - base.top - 4, w: box.width + 8, h: box.height + 8 };
    }).filter(function (box) { return box.w > 8; });
  };

  // The part of the map that no sheet covers, in pixels of the map.
  function free() {
    const base = holder.getBoundingClientRect();
    const panel = graphx.byId("panel");
    let bottom = base.height;
    if (!panel.hidden) {
      const box = panel.getBoundingClientRect();
      if (box.top > base.top + 40 && box.left < base.right - 40) bottom = Math.min(bottom, box.top - base.top);
    }
    // A note as wide as a phone leaves no room beside it.
    graphx.obstacles().forEach(function (box) { if (box.w > base.width / 2) bottom = Math.min(bottom, box.y); });
    return { width: base.width, height: Math.max(80, bottom), full: base.height };
  }

  function boxOf(nodes) {
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    nodes.forEach(function (i) {
      box.x0 = Math.min(box.x0, X[i] - R[i]); box.x1 = Math.max(box.x1, X[i] + R[i]);
      box.y0 = Math.min(box.y0, Y[i] - R[i]); box.y1 = Math.max(box.y1, Y[i] + R[i]);
    });
    return box;
  }
  // Names above and below need room; beside wide maps there are the buttons.
  function inner(room) {
    return { width: room.width - 2 * (room.width > 700 ? 62 : 24), height: room.height - 2 * 34 };
  }
  function fit(nodes) {
    const box = boxOf(nodes), inside = inner(free());
    return Math.min(inside.width / (box.x1 - box.x0 || 1), inside.height / (box.y1 - box.y0 || 1));
  }

  // In a crowd some shapes are cut wherever the edge is. Options: most and least scale, core (what stays in the middle if not all fits), still, tidy.
  graphx.frame = function (nodes, options) {
    if (!nodes.length) return;
    const box = boxOf(nodes), least = options.least || 0;
    const scale = Math.max(0.02, Math.min(options.most || 1.4, fit(nodes)));
    let at = { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 };
    if (scale < least && options.core >= 0) at = { x: X[options.core], y: Y[options.core] };
    const first = { at: at, scale: Math.max(scale, least) }, best = options.tidy && graphx.n <= graphx.CROWD ? tidy(first, box) : first;
    move(best.at, best.scale, !options.still);
  };

  // A little smaller or to the side, so that no shape is cut in half or lies under a button, and no small part is torn.
  // What is framed stays in view; where it is too large for that, the view stays inside it.
  function tidy(first, box) {
    const room = free(), inside = inner(room), steps = 5;
    const clamp = function (value, a, b) { return Math.max(Math.min(a, b), Math.min(Math.max(a, b), value)); };
    let best = null, least = Infinity;
    for (let factor = 1; factor > 0.79; factor -= 0.04) {
      const scale = first.scale * factor, wide = inside.width / scale, high = inside.height / scale;
      const path = function (start, low, top, extent) {
        const reach = Math.min(Math.abs(extent - (top - low)) / 2, extent / 4);
        return function (step) { return clamp(start + (step / steps) * reach, low + extent / 2, top - extent / 2); };
      };
      const across = path(first.at.x, box.x0, box.x1, wide), down = path(first.at.y, box.y0, box.y1, high);
      for (let a = -steps; a <= steps; a++) {
        for (let b = -steps; b <= steps; b++) {
          const effort = 15 * (1 - factor) + Math.hypot(a, b) / steps / 4;
          if (effort >= least) continue;
          const at = { x: across(a), y: down(b) };
          const cost = effort + faults(at, scale, room, least - effort);
          if (cost < least) { least = cost; best = { at: at, scale: scale }; }
        }
      }
    }
    return best;
  }
  function faults(at, scale, room, most) {
    const inView = new Int32Array(parts().length), boxes = graphx.obstacles();
    let count = 0;
    for (let i = 0; i < graphx.n && count < most; i++) {
      if (!graphx.isShown(i)) continue;
      const x = (X[i] - at.x) * scale + room.width / 2, y = (Y[i] - at.y) * scale + room.height / 2, r = R[i] * scale;
      const inside = x > r && y > r && x < room.width - r && y < room.full - r;
      if (inside) inView[partOf[i]]++;
      else if (x > -r && y > -r && x < room.width + r && y < room.full + r) count++;
      if (boxes.some(function (box) { return x > box.x - r && y > box.y - r && x < box.x + box.w + r && y < box.y + box.h + r; })) count++;
    }
    for (let k = 1; k < inView.length && count < most; k++) if (inView[k] && inView[k] < known[k].length) count += 2;
    return count;
  }
  let known = null, partOf = null, knownOf = 0;
  function parts() {
    if (!known || knownOf !== graphx.counted) {
      knownOf = graphx.counted;
      known = graphx.parts();
      partOf = new Int32Array(graphx.n);
      known.forEach(function (part, k) { part.forEach(function (i) { partOf[i] = k; }); });
    }
    return known;
  }

  function move(position, scale, smooth) {
    const room = free();
    graphx.network.moveTo({
      position: { x: position.x, y: position.y + (room.full - room.height) / 2 / scale },
      scale: scale,
      animation: smooth && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false,
    });
    graphx.touch();
  }
  let timer = 0;
  graphx.touch = function () {
    graphx.moving = true;
    clearTimeout(timer);
    timer = setTimeout(function () { graphx.moving = false; graphx.redraw(); }, 160);
  };
  graphx.zoom = function (factor) {
    const scale = Math.max(0.02, Math.min(6, graphx.network.getScale() * factor));
    graphx.network.moveTo({
      scale: scale, animation: calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" },
    });
    graphx.touch();
  };
  function allShown() {
    const all = graphx.label.map(function (_, i) { return i; });
    const shown = all.filter(graphx.isShown);
    return shown.length ? shown : all;
  }
  graphx.showAll = function (still) {
    graphx.frame(allShown(), { still: still === true, tidy: true });
  };
  graphx.center = function (i) {
    move({ x: X[i], y: Y[i] }, Math.max(0.9, graphx.network.getScale()), true);
  };
  // Show a node and what it is linked to, moving no more than needed.
  graphx.reveal = function (i) {
    const view = graphx.view(), room = free();
    const way = graphx.way() || (graphx.state.other >= 0 ? [graphx.state.other] : null);
    const near = way || Array.from(graphx.near(i)).filter(graphx.isShown);
    const inside = function (j) {
      const x = X[j] * view.scale + view.x, y = Y[j] * view.scale + view.y;
      return x > 40 && y > 40 && x < room.width - 40 && y < room.height - 40;
    };
    if (inside(i) && near.every(inside) && view.scale > 0.3) return;
    graphx.frame([i].concat(near), { most: Math.max(0.8, Math.min(1.2, view.scale)), least: 0.3, core: i });
  };

  // Everything, if that is not much smaller than the main part alone; else the main part; else its middle.
  graphx.firstView = function () {
    const all = allShown(), part = (parts()[0] || []).filter(graphx.isShown);
    const few = part.length < 3 || part.length < all.length * 0.1 || graphx.columns.length > 0;
    const least = graphx.n > 600 ? 0 : 0.14;
    const main = few || fit(all) >= 0.7 * Math.min(1.4, Math.max(least, fit(part))) ? all : part;
    let core = part[0];
    part.forEach(function (i) { if (graphx.degree[i] > graphx.degree[core]) core = i; });
    graphx.frame(main, { still: true, least: least, core: core, tidy: true });
  };
})();
