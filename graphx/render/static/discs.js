// The overview on a canvas: a disc for each community, bundles of links between them, names that never overlap.
(function () {
  "use strict";
  const atlas = window.atlas, byId = atlas.byId, data = atlas.data, regions = data.regions, state = atlas.state;
  const R = regions.r, n = atlas.n;
  const FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";
  const X = atlas.places.x, Y = atlas.places.y;
  const view = { k: 1, x: 0, y: 0 }, colors = (atlas.colors = {});
  const CROWD = 400;
  let holder = null, canvas = null, ctx = null, wide = 0, high = 0, ratio = 1, waiting = false, labels = [];
  atlas.hover = -1;
  atlas.labels = function () { return labels; };

  atlas.readColors = function () {
    const style = getComputedStyle(document.documentElement);
    ["paper", "dataset", "model", "repo", "ink", "soft", "ground", "line", "accent", "halo", "card", "edge", "faint"].forEach(function (name) {
      colors[name] = style.getPropertyValue("--" + name).trim();
    });
    colors.kinds = [colors.paper, colors.dataset, colors.model, colors.repo];
    colors.tints = [0, 1, 2, 3, 4, 5, 6, 7].map(function (k) { return style.getPropertyValue("--g" + k).trim(); });
  };

  // Parts of one community have one tint.
  const size = data.families.map(function () { return 0; });
  regions.family.forEach(function (family) { if (family >= 0) size[family]++; });
  const tinted = size.map(function (_, f) { return f; }).filter(function (f) { return size[f] > 1; });
  atlas.tintOf = function (k) {
    const at = tinted.indexOf(regions.family[k]);
    return at >= 0 && at < colors.tints.length ? colors.tints[at] : null;
  };

  // The strongest links, and the strongest of each region, so that none seems cut off.
  const MANY = Math.min(160, 3 * n), drawn = [];
  (function () {
    const seen = new Uint8Array(n);
    data.links.a.forEach(function (a, e) {
      const b = data.links.b[e];
      if (regions.kind[a] !== "community" || regions.kind[b] !== "community") return;
      if (e < MANY || seen[a] < 1 || seen[b] < 1) drawn.push(e);
      seen[a] = Math.min(9, seen[a] + 1);
      seen[b] = Math.min(9, seen[b] + 1);
    });
  })();
  atlas.linksDrawn = drawn;

  function resize() {
    const box = holder.getBoundingClientRect();
    ratio = Math.min(2, window.devicePixelRatio || 1);
    if (!box.width || (Math.round(box.width) === wide && Math.round(box.height) === high)) return false;
    wide = Math.round(box.width);
    high = Math.round(box.height);
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    return true;
  }
  atlas.fit = function () {
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (let k = 0; k < n; k++) {
      x0 = Math.min(x0, X[k] - R[k]); x1 = Math.max(x1, X[k] + R[k]);
      y0 = Math.min(y0, Y[k] - R[k]); y1 = Math.max(y1, Y[k] + R[k]);
    }
    const edge = wide > 700 ? 58 : 18;
    const low = high - byId("atlas-note").offsetHeight - 14;
    view.k = Math.min((wide - 2 * edge) / (x1 - x0 || 1), (low - 36) / (y1 - y0 || 1), 4);
    view.x = wide / 2 - view.k * (x0 + x1) / 2;
    view.y = low / 2 - view.k * (y0 + y1) / 2;
    atlas.paint();
  };
  atlas.resized = function () { if (resize()) atlas.fit(); };
  atlas.paint = function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () { waiting = false; if (holder && !byId("atlas").hidden) draw(); });
  };
  atlas.drawNow = function () { draw(); };

  function at(k) { return { x: X[k] * view.k + view.x, y: Y[k] * view.k + view.y, r: Math.max(2.5, R[k] * view.k) }; }
  function round(x, y, r) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  }
  atlas.widthOf = function (e) { return Math.min(12, 0.7 + 0.35 * Math.sqrt(data.links.count[e]) * Math.min(1.6, Math.max(0.6, view.k))); };
  function line(e, alpha, color) {
    const a = at(data.links.a[e]), b = at(data.links.b[e]);
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = color;
    ctx.lineWidth = atlas.widthOf(e);
    ctx.beginPath();
    ctx.moveTo(a.x, a.y);
    ctx.lineTo(b.x, b.y);
    ctx.stroke();
  }
  function draw() {
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = colors.ground;
    ctx.fillRect(0, 0, wide, high);
    const chosen = state.chosen, focus = chosen >= 0 ? chosen : atlas.hover;
    drawn.forEach(function (e) { line(e, focus >= 0 ? 0.1 : 0.26, colors.line); });
    if (focus >= 0) {
      data.links.a.forEach(function (a, e) { if (a === focus || data.links.b[e] === focus) line(e, 0.55, colors.accent); });
    }
    ctx.globalAlpha = 1;
    const near = chosen >= 0 ? new Set(atlas.near(chosen).map(function (row) { return row[0]; }).concat(chosen)) : null;
    for (let k = 0; k < n; k++) disc(k, near && !near.has(k));
    names(near);
    ctx.globalAlpha = 1;
  }

  // The ring of a disc: how thick, how far out, whether of dots.
  atlas.lookOf = function (k, p) {
    const community = regions.kind[k] === "community", thick = community ? Math.max(1.5, Math.min(7, p.r * 0.13)) : 1.5;
    return { thick: thick, r: Math.max(1, p.r - thick / 2), dotted: !community };
  };
  function disc(k, far) {
    const p = at(k);
    if (p.x < -p.r || p.y < -p.r || p.x > wide + p.r || p.y > high + p.r) return;
    const tint = atlas.tintOf(k), look = atlas.lookOf(k, p);
    round(p.x, p.y, p.r);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colors.card;
    ctx.fill();
    ctx.globalAlpha = far ? 0.4 : 1;
    if (tint) {
      ctx.globalAlpha *= 0.16;
      ctx.fillStyle = tint;
      ctx.fill();
      ctx.globalAlpha = far ? 0.4 : 1;
    }
    // The ring: how much of it is papers, datasets, models, repositories.
    const total = atlas.sizeOf(k);
    ctx.lineWidth = look.thick;
    let from = -Math.PI / 2;
    if (look.dotted) ctx.setLineDash([2, 3]);
    regions.counts[k].forEach(function (count, kind) {
      if (!count) return;
      const to = from + (2 * Math.PI * count) / total;
      ctx.beginPath();
      ctx.strokeStyle = colors.kinds[kind];
      ctx.arc(p.x, p.y, look.r, from, to);
      ctx.stroke();
      from = to;
    });
    ctx.setLineDash([]);
    if (k === state.chosen || k === atlas.hover) {
      ctx.lineWidth = k === state.chosen ? 3 : 2;
      ctx.strokeStyle = colors.ink;
      round(p.x, p.y, p.r + 4);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  const widths = new Map();
  function measure(text, font) {
    const key = font + text;
    if (!widths.has(key)) {
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }
  // A name in lines: at its dots, and where a part is too wide at its blanks.
  function lines(text, font, most) {
    const out = [];
    text.split(" · ").forEach(function (part) {
      let row = "";
      part.split(" ").forEach(function (word) {
        const longer = row ? row + " " + word : word;
        if (row && measure(longer, font) > most) { out.push(row); row = word; } else row = longer;
      });
      out.push(row);
    });
    return out;
  }
  // Where a name may stand: in its disc, whole or its first parts; else beside it.
  function places(k, p, must) {
    const size = p.r > 52 ? 14 : p.r > 34 ? 13 : 12, font = (p.r > 34 || must ? "600 " : "") + size + "px " + FAMILY, out = [];
    const parts = short(k).split(" · "), box = function (text, most) {
      const rows = lines(text, font, most);
      return { rows: rows, font: font, size: size, w: Math.max.apply(null, rows.map(function (row) { return measure(row, font); })) + 6, h: rows.length * size * 1.18 + 4 };
    };
    for (let count = parts.length; count && p.r > 14; count--) {
      const one = box(parts.slice(0, count).join(" · "), 1.75 * p.r);
      if (Math.hypot(one.w - 10, one.h - 8) < 2 * p.r) out.push(Object.assign(one, { x: p.x - one.w / 2, y: p.y - one.h / 2 }));
    }
    // Reaching out of its own disc a little, where no other is near.
    for (let count = Math.min(2, parts.length); count && p.r > 14; count--) {
      const one = box(parts.slice(0, count).join(" · "), 1.2 * p.r);
      if (one.h < 2.2 * p.r && one.w < 4.4 * p.r) out.push(Object.assign(one, { x: p.x - one.w / 2, y: p.y - one.h / 2 }));
    }
    if (regions.kind[k] !== "community" && !must) return out;
    [parts.join(" · "), parts[0]].forEach(function (text) {
      const one = box(text, 140);
      [[p.x - one.w / 2, p.y + p.r + 2], [p.x - one.w / 2, p.y - p.r - one.h - 2], [p.x + p.r + 3, p.y - one.h / 2], [p.x - p.r - one.w - 3, p.y - one.h / 2]]
        .forEach(function (at) { out.push(Object.assign({}, one, { x: at[0], y: at[1] })); });
    });
    return out;
  }
  function short(k) { return regions.name[k].replace(/^Papers without links, /, "").replace("–", "– ").replace(/^Small groups of /, "of "); }
  // What the rows under the communities are.
  function captions(boxes) {
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.font = "600 12px " + FAMILY;
    ctx.fillStyle = colors.soft;
    ctx.lineWidth = 4;
    ctx.strokeStyle = colors.halo;
    [["small", "Small groups, by size"], ["alone", "Without links"]].forEach(function (one) {
      let x = 0, y = Infinity, count = 0;
      for (let k = 0; k < n; k++) {
        if (regions.kind[k] !== one[0]) continue;
        const p = at(k);
        x += p.x; count++; y = Math.min(y, p.y - p.r);
      }
      if (!count) return;
      const w = measure(one[1], "600 12px " + FAMILY), cx = x / count;
      ctx.font = "600 12px " + FAMILY;
      ctx.strokeText(one[1], cx, y - 6);
      ctx.fillText(one[1], cx, y - 6);
      const box = { k: -1, text: one[1], rows: [one[1]], size: 12, x: cx - w / 2, y: y - 20, w: w, h: 20 };
      boxes.push(box);
      labels.push(box);
    });
  }
  function names(near) {
    labels = [];
    const boxes = obstacles();
    captions(boxes);
    const order = regions.name.map(function (_, k) { return k; }).sort(function (a, b) { return R[b] - R[a] || a - b; });
    [atlas.hover, state.chosen].forEach(function (k) { if (k >= 0) order.unshift(k); });
    let tried = 0;
    const seen = new Set(), circles = order.map(at);
    // Where thousands of discs leave no name any room, the largest have theirs over smaller ones.
    const crowded = n > CROWD && circles.every(function (c, j) { return c.r < 14 || regions.kind[order[j]] !== "community"; });
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    order.forEach(function (k) {
      if (seen.has(k)) return;
      seen.add(k);
      const p = at(k), must = k === state.chosen || k === atlas.hover;
      if (p.x < 0 || p.y < 0 || p.x > wide || p.y > high) return;
      if (!must && (p.r < 5 || labels.length >= (crowded ? 30 : 90) || ++tried > 400)) return;
      const spots = places(k, p, must);
      for (const spot of spots) {
        const box = { k: k, text: spot.rows.join(" "), rows: spot.rows, size: spot.size, x: spot.x, y: spot.y, w: spot.w, h: spot.h };
        if (box.x < 2 || box.y < 2 || box.x + box.w > wide - 2 || box.y + box.h > high - 2) continue;
        if (!must && hits(box, boxes)) continue;
        // Over its own disc a name may reach out, over another's it may not.
        if (!must && circles.some(function (c, j) { return order[j] !== k && !(crowded && c.r <= p.r) && covers(c, box); })) continue;
        boxes.push(box);
        labels.push(box);
        ctx.globalAlpha = near && !near.has(k) ? 0.5 : 1;
        ctx.font = spot.font;
        ctx.lineWidth = 4;
        ctx.strokeStyle = colors.halo;
        ctx.fillStyle = regions.kind[k] === "community" ? colors.ink : colors.soft;
        spot.rows.forEach(function (row, line) {
          const y = box.y + 2 + (line + 0.5) * spot.size * 1.18;
          ctx.strokeText(row, box.x + box.w / 2, y);
          ctx.fillText(row, box.x + box.w / 2, y);
        });
        return;
      }
    });
    ctx.globalAlpha = 1;
  }
  function hits(box, others) {
    return others.some(function (o) { return box.x < o.x + o.w && o.x < box.x + box.w && box.y < o.y + o.h && o.y < box.y + box.h; });
  }
  function covers(circle, box) {
    const dx = Math.max(box.x - circle.x, 0, circle.x - box.x - box.w), dy = Math.max(box.y - circle.y, 0, circle.y - box.y - box.h);
    return dx * dx + dy * dy < circle.r * circle.r * 0.9;
  }
  function obstacles() {
    const base = holder.getBoundingClientRect();
    return ["#atlas .zoom", "#atlas-note"].map(function (selector) {
      const box = document.querySelector(selector).getBoundingClientRect();
      return { x: box.left - base.left - 4, y: box.top - base.top - 4, w: box.width + 8, h: box.height + 8 };
    });
  }

  function pick(x, y, reach) {
    let best = -1, nearest = reach;
    for (let k = 0; k < n; k++) {
      const p = at(k), gap = Math.hypot(p.x - x, p.y - y) - p.r;
      if (gap < nearest) { nearest = gap; best = k; }
    }
    if (best >= 0) return best;
    const label = labels.find(function (box) { return x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h; });
    return label ? label.k : -1;
  }
  atlas.zoom = function (factor, x, y) {
    const k = Math.max(0.05, Math.min(12, view.k * factor)), real = k / view.k;
    const cx = x === undefined ? wide / 2 : x, cy = y === undefined ? high / 2 : y;
    view.x = cx - (cx - view.x) * real;
    view.y = cy - (cy - view.y) * real;
    view.k = k;
    atlas.paint();
  };
  atlas.reveal = function (k) {
    const p = at(k), low = byId("told").hidden || wide > 900 ? high : high * 0.42;
    if (p.x > p.r && p.y > p.r && p.x < wide - p.r && p.y < low - p.r) return;
    view.x += wide / 2 - p.x;
    view.y += low / 2 - p.y;
  };
  atlas.view = function () { return view; };
  atlas.spot = at;

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function walk(way) {
    const from = state.chosen >= 0 ? at(state.chosen) : { x: wide / 2, y: high / 2 };
    let best = -1, nearest = Infinity;
    for (let k = 0; k < n; k++) {
      if (k === state.chosen) continue;
      const p = at(k), dx = p.x - from.x, dy = p.y - from.y, along = dx * way[0] + dy * way[1];
      if (state.chosen >= 0 && along <= 0) continue;
      const far = Math.abs(along) + 2 * (Math.abs(dx * way[1]) + Math.abs(dy * way[0]));
      if (far < nearest) { nearest = far; best = k; }
    }
    if (best >= 0) atlas.choose(best);
    else atlas.say("Nothing further in that direction.");
  }

  const down = new Map();
  let moved = 0, apart = 0;
  function place(event) {
    const base = holder.getBoundingClientRect();
    return { x: event.clientX - base.left, y: event.clientY - base.top };
  }
  function wire() {
    holder.addEventListener("pointerdown", function (event) {
      down.set(event.pointerId, place(event));
      if (down.size === 1) moved = 0;
      apart = 0;
      holder.setPointerCapture(event.pointerId);
    });
    holder.addEventListener("pointermove", function (event) {
      const now = place(event), old = down.get(event.pointerId);
      if (!old) {
        const over = pick(now.x, now.y, 3);
        if (over === atlas.hover) return;
        atlas.hover = over;
        holder.style.cursor = over >= 0 ? "pointer" : "";
        atlas.paint();
        return;
      }
      down.set(event.pointerId, now);
      if (down.size === 1) {
        view.x += now.x - old.x;
        view.y += now.y - old.y;
        moved += Math.abs(now.x - old.x) + Math.abs(now.y - old.y);
        atlas.paint();
        return;
      }
      const two = Array.from(down.values()), far = Math.hypot(two[0].x - two[1].x, two[0].y - two[1].y);
      if (apart) atlas.zoom(far / apart, (two[0].x + two[1].x) / 2, (two[0].y + two[1].y) / 2);
      apart = far;
      moved += 10;
    });
    const up = function (event) {
      const known = down.delete(event.pointerId), p = place(event);
      apart = 0;
      if (!known || event.type === "pointercancel" || moved > 6) return;
      const k = pick(p.x, p.y, event.pointerType === "touch" ? 14 : 4);
      // Chosen once it is told about, chosen twice it opens.
      if (k >= 0 && k === state.chosen) atlas.open(k);
      else atlas.choose(k);
    };
    holder.addEventListener("pointerup", up);
    holder.addEventListener("pointercancel", up);
    holder.addEventListener("pointerleave", function () { if (atlas.hover >= 0) { atlas.hover = -1; atlas.paint(); } });
    holder.addEventListener("wheel", function (event) {
      const p = place(event);
      event.preventDefault();
      atlas.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY * (event.deltaMode ? 30 : 1))) * 0.004), p.x, p.y);
    }, { passive: false });
    holder.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (WAYS[event.key]) walk(WAYS[event.key]);
      else if (event.key === "+" || event.key === "=") atlas.zoom(1.4);
      else if (event.key === "-" || event.key === "_") atlas.zoom(1 / 1.4);
      else if (event.key === "0") atlas.fit();
      else if (event.key === "Enter" && state.chosen >= 0) atlas.open(state.chosen);
      else return;
      event.preventDefault();
    });
  }
  atlas.startDiscs = function () {
    holder = byId("discs");
    canvas = holder.appendChild(atlas.el("canvas", { "aria-hidden": "true" }));
    ctx = canvas.getContext("2d");
    atlas.readColors();
    resize();
    atlas.fit();
    new ResizeObserver(atlas.resized).observe(holder);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { atlas.readColors(); atlas.paint(); });
    wire();
  };
})();
