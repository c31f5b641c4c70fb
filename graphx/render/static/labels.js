// Names on the canvas: the most important first, never over one another, never cut off at the edge.
(function () {
  "use strict";
  const graphx = window.graphx;
  const data = graphx.data, X = data.nodes.x, Y = data.nodes.y, R = data.nodes.size;
  const FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
  const CELL = 32;
  const LINE = 1.18;

  // "SCALE: Synergized Collaboration of …" is known as SCALE; other titles are cut after some words.
  graphx.shortTitle = function (i) {
    const label = graphx.cut(graphx.label[i].slice(0, 400).replace(/\s+/g, " "), 300);
    if (graphx.kind[i] !== graphx.PAPER) return graphx.cut(label.replace(/^github\.com\//, ""), 34);
    const head = label.match(/^(.{2,26}?)(?::|\s[–—-])\s/);
    return head ? head[1] : graphx.cut(label, 40);
  };

  const lines = new Map();
  function split(i) {
    if (lines.has(i)) return lines.get(i);
    const text = graphx.shortTitle(i);
    let parts = [text];
    if (text.length > 22) {
      let at = -1;
      for (let k = 0; k < text.length; k++) {
        if (text[k] === " " && (at < 0 || Math.abs(k - text.length / 2) < Math.abs(at - text.length / 2))) at = k;
      }
      if (at > 0) parts = [text.slice(0, at), text.slice(at + 1)];
    }
    lines.set(i, parts);
    return parts;
  }

  const widths = new Map();
  function widthKey(i, size, strong) { return i * 64 + size * 2 + (strong ? 1 : 0); }
  function isMeasured(i, size, strong) { return widths.has(widthKey(i, size, strong)); }
  function measure(ctx, i, size, strong) {
    const key = widthKey(i, size, strong);
    if (!widths.has(key)) {
      ctx.font = font(size, strong);
      widths.set(key, Math.max.apply(null, split(i).map(function (line) { return ctx.measureText(line).width; })));
    }
    return widths.get(key);
  }
  function font(size, strong) { return (strong ? "600 " : "") + size + "px " + FAMILY; }

  // Where the taken places are, in cells of the screen.
  function Grid() { this.cells = new Map(); }
  Grid.prototype.each = function (box, visit) {
    for (let cx = Math.floor(box.x / CELL); cx <= Math.floor((box.x + box.w) / CELL); cx++) {
      for (let cy = Math.floor(box.y / CELL); cy <= Math.floor((box.y + box.h) / CELL); cy++) {
        if (visit(cx * 4096 + cy)) return true;
      }
    }
    return false;
  };
  Grid.prototype.add = function (box) {
    const cells = this.cells;
    this.each(box, function (cell) {
      if (!cells.has(cell)) cells.set(cell, []);
      cells.get(cell).push(box);
    });
  };
  function meets(box, other) {
    return box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h;
  }
  Grid.prototype.hits = function (box, owner) {
    const cells = this.cells;
    return this.each(box, function (cell) {
      return (cells.get(cell) || []).some(function (other) { return other.owner !== owner && meets(box, other); });
    });
  };
  Grid.prototype.count = function (box, owner) {
    const cells = this.cells, found = new Set();
    this.each(box, function (cell) {
      (cells.get(cell) || []).forEach(function (other) { if (other.owner !== owner && meets(box, other)) found.add(other); });
    });
    return found.size;
  };

  let order = null;
  graphx.forgetOrder = function () { order = null; };
  function byWeight() {
    if (!order) {
      order = graphx.label.map(function (_, i) { return i; });
      order.sort(function (a, b) { return R[b] - R[a] || graphx.degree[b] - graphx.degree[a] || a - b; });
    }
    return order;
  }

  // Who gets a name first: chosen, under the pointer, linked to the chosen, then the biggest.
  function candidates() {
    const chosen = graphx.state.chosen;
    if (graphx.distance(0) === null) {
      return [chosen, graphx.hover].filter(function (i) { return i >= 0; }).concat(byWeight());
    }
    const near = byWeight().filter(function (i) { return graphx.distance(i) === 1; });
    const next = byWeight().filter(function (i) { return graphx.distance(i) === 2; });
    return [chosen].filter(function (i) { return i >= 0; }).concat(graphx.hover >= 0 ? [graphx.hover] : [], near, next);
  }

  let painted = [];
  graphx.labels = function () { return painted; };

  graphx.paintLabels = function (ctx, taken) {
    const ratio = ctx.getTransform().a / graphx.network.getScale();
    const width = ctx.canvas.width / ratio, height = ctx.canvas.height / ratio;
    const view = graphx.view(), scale = view.scale;
    const budget = graphx.moving && graphx.n > graphx.CROWD ? 30 : 70;
    const names = new Grid(), shapes = new Grid();
    const near = new Grid();
    taken.forEach(function (box) { names.add(box); });
    const inView = new Set();
    for (let i = 0; i < graphx.n; i++) {
      const x = X[i] * scale + view.x, y = Y[i] * scale + view.y;
      if (x < 0 || y < 0 || x > width || y > height || !graphx.isShown(i)) continue;
      inView.add(i);
      if (graphx.distance(i) === 3) continue;
      const r = Math.max(R[i] * scale, 2) * 0.9;
      const box = { x: x - r, y: y - r, w: 2 * r, h: 2 * r, owner: i };
      shapes.add(box);
      // No name ever covers what is chosen or pointed at, with the ring around it, nor what it is linked to.
      if (i === graphx.state.chosen || i === graphx.hover) names.add(ringed(box, i));
      else if (graphx.distance(i) === 1) near.add(box);
    }

    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.lineJoin = "round";
    ctx.textBaseline = "middle";
    ctx.textAlign = "center";
    painted = [];
    paintGroups(ctx, view, width, height, names);
    const done = new Set();
    const list = candidates().filter(function (i) { return inView.has(i); });
    function paint(room, most, tries, covered) {
      for (let k = 0; k < list.length && painted.length < most && tries > 0; k++) {
        const i = list[k];
        if (done.has(i)) continue;
        const must = i === graphx.state.chosen || i === graphx.hover;
        // A paper's title says little from afar; a name that many papers share says what a region is about.
        if (!must && graphx.state.chosen < 0 && graphx.kind[i] === graphx.PAPER && !graphx.isPapersOnly() && R[i] * scale < 5) continue;
        tries--;
        const big = graphx.kind[i] !== graphx.PAPER && (R[i] > 17 ? 2 : R[i] > 13 ? 1 : 0);
        const size = must || big === 2 ? 14 : 12, strong = must || big > 0;
        const box = place(ctx, i, size, strong, view, width, height, room, covered) ||
          (must || (big && k < 14) ? place(ctx, i, size, strong, view, width, height, [names], shapes) : null);
        if (!box) continue;
        done.add(i);
        names.add(box);
        painted.push(box);
        write(ctx, box, size, strong);
      }
    }
    paint([names, shapes], budget, 1200);
    // In a crowd few names would be left that cover no shape: then the most important ones may, as few as they can.
    paint([names, near], Math.min(28, Math.max(8, (width * height) / 30000)), 300, shapes);
    ctx.restore();
  };

  // Where colours are those of communities, each colour's name stands in the middle of its nodes.
  function paintGroups(ctx, view, width, height, names) {
    if (graphx.state.color !== "group" || graphx.distance(0) !== null) return;
    const sums = data.groups.slice(0, graphx.colors.groups.length).map(function () { return [0, 0, 0]; });
    for (let i = 0; i < graphx.n; i++) {
      const sum = sums[graphx.groupOf(i)];
      if (!sum || !graphx.isShown(i)) continue;
      sum[0] += X[i]; sum[1] += Y[i]; sum[2]++;
    }
    sums.forEach(function (sum, group) {
      if (sum[2] < 2) return;
      const text = graphx.cut(data.groups[group], 48), h = 21;
      ctx.font = font(13, true);
      const w = ctx.measureText(text).width + 16, x = sum[0] / sum[2] * view.scale + view.x - w / 2;
      for (const step of [0, -1, 1, -2, 2, -3, 3, -4, 4]) {
        const box = { i: -1, text: text, x: x, y: sum[1] / sum[2] * view.scale + view.y - h / 2 + step * h * 0.9, w: w, h: h, owner: "group" + group };
        if (box.x < 2 || box.y < 2 || box.x + w > width - 2 || box.y + h > height - 2 || names.hits(box, box.owner)) continue;
        names.add(box);
        painted.push(box);
        ctx.globalAlpha = 0.93;
        ctx.fillStyle = graphx.colors.card;
        ctx.beginPath();
        if (ctx.roundRect) ctx.roundRect(box.x, box.y, w, h, 7);
        else ctx.rect(box.x, box.y, w, h);
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.strokeStyle = graphx.groupColor(group);
        ctx.lineWidth = 1.5;
        ctx.stroke();
        ctx.lineWidth = 4;
        ctx.fillStyle = graphx.colors.ink;
        ctx.fillText(text, box.x + w / 2, box.y + h / 2 + 1);
        return;
      }
    });
  }

  function ringed(box, i) {
    const more = box.w * (graphx.kind[i] >= 2 ? 0.2 : 0.06) + 6;
    return { x: box.x - more, y: box.y - more, w: box.w + 2 * more, h: box.h + 2 * more, owner: i };
  }

  // At the edge of the map a name moves in, as long as it still touches its shape.
  function spotsOf(i, w, h, view, width) {
    const x = X[i] * view.scale + view.x, y = Y[i] * view.scale + view.y;
    const r = Math.max(R[i] * view.scale, 2) * (graphx.kind[i] >= 2 ? 1.15 : 1) +
      (i === graphx.state.chosen ? 8 : 2);
    const at = Math.max(2, Math.min(x - w / 2, width - w - 2));
    return [
      [at, y + r], [at, y - r - h], [x + r, y - h / 2], [x - r - w, y - h / 2],
      [x + r * 0.6, y + r * 0.6], [x - w - r * 0.6, y + r * 0.6],
      [x + r * 0.6, y - h - r * 0.6], [x - w - r * 0.6, y - h - r * 0.6],
    ].filter(function (spot) { return spot[0] <= x + r && spot[0] + w >= x - r; });
  }
  // Measuring a text takes longer than seeing that not even as many of the narrowest letters have room.
  const NARROW = 3;
  function isCrowded(i, h, view, width, room) {
    const x = X[i] * view.scale + view.x;
    if (x < 200 || x > width - 200) return false;
    const w = 6 + NARROW * Math.max.apply(null, split(i).map(function (line) { return line.length; }));
    return spotsOf(i, w, h, view, width).every(function (spot) {
      const box = { x: spot[0], y: spot[1], w: w, h: h };
      return room.some(function (grid) { return grid.hits(box, i); });
    });
  }

  // The first free spot; where shapes may be covered, the one that covers fewest.
  function place(ctx, i, size, strong, view, width, height, room, shapes) {
    const h = split(i).length * size * LINE + 4;
    if (!isMeasured(i, size, strong) && isCrowded(i, h, view, width, room)) return null;
    const w = measure(ctx, i, size, strong) + 6;
    let best = null, least = Infinity;
    for (const spot of spotsOf(i, w, h, view, width)) {
      const box = { i: i, text: split(i).join(" "), x: spot[0], y: spot[1], w: w, h: h, owner: i };
      if (box.x < 2 || box.y < 2 || box.x + w > width - 2 || box.y + h > height - 2) continue;
      if (room.some(function (grid) { return grid.hits(box, i); })) continue;
      if (!shapes) return box;
      const covered = shapes.count(box, i);
      if (covered < least) { least = covered; best = box; }
    }
    return best;
  }

  function write(ctx, box, size, strong) {
    const colors = graphx.colors, far = graphx.distance(box.i);
    ctx.font = font(size, strong);
    ctx.lineWidth = 4;
    ctx.strokeStyle = colors.halo;
    const quiet = far === 2 || (far === null && graphx.kind[box.i] === graphx.PAPER && !(graphx.isPapersOnly() && graphx.near(box.i).size));
    ctx.fillStyle = quiet && box.i !== graphx.state.chosen && box.i !== graphx.hover ? colors.soft : colors.ink;
    split(box.i).forEach(function (line, k) {
      const y = box.y + 2 + (k + 0.5) * size * LINE;
      ctx.strokeText(line, box.x + box.w / 2, y);
      ctx.fillText(line, box.x + box.w / 2, y);
    });
  }
})();
