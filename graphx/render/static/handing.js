// The overview handed on: as a picture, and on paper.
(function () {
  "use strict";
  const atlas = window.atlas, byId = atlas.byId, data = atlas.data, regions = data.regions;

  function round(value) { return Math.round(value * 10) / 10; }
  // A piece of a ring, both angles in turns from the top.
  function piece(p, r, from, to) {
    const spot = function (turn) { return round(p.x + r * Math.sin(2 * Math.PI * turn)) + " " + round(p.y - r * Math.cos(2 * Math.PI * turn)); };
    return "M" + spot(from) + "A" + round(r) + " " + round(r) + " 0 " + (to - from > 0.5 ? 1 : 0) + " 1 " + spot(to);
  }
  function disc(k) {
    const p = atlas.spot(k), look = atlas.lookOf(k, p), tint = atlas.tintOf(k), total = atlas.sizeOf(k), colors = atlas.colors, out = [];
    const whole = '<circle cx="' + round(p.x) + '" cy="' + round(p.y) + '" r="';
    out.push(whole + round(p.r) + '" fill="' + colors.card + '"/>');
    if (tint) out.push(whole + round(p.r) + '" fill="' + tint + '" opacity="0.16"/>');
    let from = 0;
    regions.counts[k].forEach(function (count, kind) {
      if (!count) return;
      const to = from + count / total, dash = look.dotted ? ' stroke-dasharray="2 3"' : "";
      const line = ' fill="none" stroke="' + colors.kinds[kind] + '" stroke-width="' + round(look.thick) + '"' + dash + "/>";
      out.push(count === total ? whole + round(look.r) + '"' + line : '<path d="' + piece(p, look.r, from, to) + '"' + line);
      from = to;
    });
    return out.join("");
  }

  // What is in view, as lines and shapes that can be drawn over and scaled.
  atlas.svgText = function () {
    const box = byId("discs").getBoundingClientRect(), colors = atlas.colors;
    const out = ['<svg xmlns="http://www.w3.org/2000/svg" width="' + round(box.width) + '" height="' + round(box.height) + '" font-family="sans-serif">',
      '<rect width="100%" height="100%" fill="' + colors.ground + '"/>'];
    atlas.linksDrawn.forEach(function (e) {
      const a = atlas.spot(data.links.a[e]), b = atlas.spot(data.links.b[e]);
      out.push('<line x1="' + round(a.x) + '" y1="' + round(a.y) + '" x2="' + round(b.x) + '" y2="' + round(b.y) + '" stroke="' + colors.line +
        '" stroke-width="' + round(atlas.widthOf(e)) + '" opacity="0.26"/>');
    });
    regions.name.forEach(function (_, k) { out.push(disc(k)); });
    atlas.labels().forEach(function (label) {
      label.rows.forEach(function (row, place) {
        out.push('<text x="' + round(label.x + label.w / 2) + '" y="' + round(label.y + 2 + (place + 0.85) * label.size * 1.18) + '" font-size="' + label.size +
          '" text-anchor="middle" fill="' + colors.ink + '" stroke="' + colors.halo + '" stroke-width="3" paint-order="stroke">' + atlas.escaped(row) + "</text>");
      });
    });
    return out.concat("</svg>").join("\n") + "\n";
  };

  // The map as it is seen, and on paper all communities under it.
  let before = null;
  function turn(on) {
    document.documentElement.classList.toggle("printing", on);
    byId("discs-box").hidden = !on && before.list;
    byId("rows").hidden = !on && !before.list;
    if (on) atlas.paintRows();
    atlas.readColors();
    atlas.resized();
    atlas.drawNow();
  }
  window.addEventListener("beforeprint", function () {
    if (before || byId("atlas").hidden) return;
    before = { list: atlas.state.list };
    turn(true);
  });
  window.addEventListener("afterprint", function () {
    if (!before) return;
    turn(false);
    before = null;
  });

  function drawn() {
    if (!atlas.state.list) return true;
    atlas.say("There is a picture of the overview only where it is shown.");
    return false;
  }
  byId("atlas-png").addEventListener("click", function () {
    if (drawn()) document.querySelector("#discs canvas").toBlob(function (blob) { atlas.saveBlob(blob, "overview.png"); });
  });
  byId("atlas-svg").addEventListener("click", function () {
    if (drawn()) atlas.saveBlob(new Blob([atlas.svgText()], { type: "image/svg+xml;charset=utf-8" }), "overview.svg");
  });
})();
