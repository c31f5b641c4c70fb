// The first picture, painted before vis-network is there: all that a map says is in it, and can be found, chosen and
// read; it moves under mouse, finger and wheel. It answers what the views ask of vis-network's network.
(function () {
  "use strict";
  const graphx = window.graphx;

  // "press" is told of a click: where, and whether by a finger.
  graphx.sketch = function (holder, press) {
    const canvas = graphx.el("canvas", { "aria-hidden": "true", class: "sketch" }), ctx = canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1, center = { x: 0, y: 0 };
    let scale = 1, waiting = false, gone = false, width = 0, height = 0;
    if (!ctx) throw new Error("this browser draws no pictures");

    function measure() {
      width = holder.clientWidth;
      height = holder.clientHeight;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    function paint() {
      waiting = false;
      if (gone) return;
      const k = scale * ratio;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      ctx.setTransform(k, 0, 0, k, (width / 2 - center.x * scale) * ratio, (height / 2 - center.y * scale) * ratio);
      graphx.paintLines(ctx);
      graphx.paintNodes(ctx);
      graphx.paintNames(ctx);
    }
    const network = {
      first: true,
      getScale: function () { return scale; },
      getViewPosition: function () { return { x: center.x, y: center.y }; },
      canvasToDOM: function (at) { return { x: (at.x - center.x) * scale + width / 2, y: (at.y - center.y) * scale + height / 2 }; },
      moveTo: function (to) {
        if (to.position) { center.x = to.position.x; center.y = to.position.y; }
        scale = to.scale;
        network.redraw();
      },
      // Many changes, one picture; on paper at once.
      redraw: function () {
        if (document.documentElement.classList.contains("printing")) { paint(); return; }
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(paint);
      },
      setSize: function () { measure(); network.redraw(); },
      // Again, too, where the true one has failed half-way.
      show: function () {
        holder.replaceChildren(canvas);
        network.setSize();
      },
      isHeld: function () { return held !== null; },
      destroy: function () {
        gone = true;
        life.abort();
        resized.disconnect();
        canvas.remove();
      },
    };

    const life = new AbortController();
    const resized = new ResizeObserver(function () { if (holder.clientWidth !== width || holder.clientHeight !== height) network.setSize(); });
    resized.observe(holder);
    let held = null, dragged = false;
    function listen(type, act) { holder.addEventListener(type, act, { signal: life.signal, passive: false }); }
    listen("pointerdown", function (event) {
      if (!event.isPrimary || event.button) return;
      held = { x: event.clientX, y: event.clientY };
      dragged = false;
    });
    listen("pointermove", function (event) {
      if (!held || !event.isPrimary) return;
      const dx = event.clientX - held.x, dy = event.clientY - held.y;
      if (!dragged && Math.hypot(dx, dy) < 4) return;
      dragged = true;
      held = { x: event.clientX, y: event.clientY };
      network.moveTo({ position: { x: center.x - dx / scale, y: center.y - dy / scale }, scale: scale });
      graphx.touch();
    });
    ["pointerup", "pointercancel", "pointerleave"].forEach(function (type) { listen(type, function () { held = null; }); });
    listen("click", function (event) {
      const base = holder.getBoundingClientRect();
      if (!dragged) press(event.clientX - base.left, event.clientY - base.top, event.pointerType === "touch");
    });
    listen("wheel", function (event) {
      event.preventDefault();
      const base = holder.getBoundingClientRect(), x = event.clientX - base.left - width / 2, y = event.clientY - base.top - height / 2;
      const next = Math.max(0.02, Math.min(6, scale * (event.deltaY < 0 ? 1.07 : 1 / 1.07))), shift = 1 / scale - 1 / next;
      network.moveTo({ position: { x: center.x + x * shift, y: center.y + y * shift }, scale: next });
      graphx.touch();
    });
    network.show();
    return network;
  };
})();
