// Where the discs of the overview stand: laid out as Python says, and under what is tied together stands, in rows, what is
// not: communities alone, small groups, papers without links.
(function () {
  "use strict";
  const atlas = window.atlas, regions = atlas.data.regions, R = regions.r, n = atlas.n;
  // Directions mean nothing: on a screen that stands the map is turned.
  const standing = window.innerHeight > 1.2 * window.innerWidth;
  const X = standing ? regions.y : regions.x, Y = standing ? regions.x : regions.y;
  atlas.places = { x: X, y: Y };

  const loose = [[], [], []], box = { x0: 0, x1: 0, y0: 0, y1: 0 }, gap = 7;
  let area = 0;
  for (let k = 0; k < n; k++) {
    if (X[k] === null) {
      loose[["community", "small", "alone"].indexOf(regions.kind[k])].push(k);
      area += Math.pow(2 * R[k] + gap, 2);
      continue;
    }
    box.x0 = Math.min(box.x0, X[k] - R[k]); box.x1 = Math.max(box.x1, X[k] + R[k]);
    box.y0 = Math.min(box.y0, Y[k] - R[k]); box.y1 = Math.max(box.y1, Y[k] + R[k]);
  }
  const shape = window.innerWidth / Math.max(200, window.innerHeight - 120), tall = box.y1 - box.y0 + 60;
  const width = Math.max(box.x1 - box.x0, (shape * tall + Math.sqrt(shape * tall * shape * tall + 4 * shape * area)) / 2);
  const middle = (box.x0 + box.x1) / 2;
  let y = box.y1;
  loose.forEach(function (list) {
    if (!list.length) return;
    y += 5 * gap;
    const rows = [];
    let used = Infinity;
    list.forEach(function (k) {
      used += 2 * R[k] + gap;
      if (used > width) { rows.push([]); used = 2 * R[k] + gap; }
      rows[rows.length - 1].push(k);
    });
    rows.forEach(function (row) {
      const whole = row.reduce(function (sum, k) { return sum + 2 * R[k] + gap; }, -gap);
      const high = 2 * Math.max.apply(null, row.map(function (k) { return R[k]; }));
      let x = middle - whole / 2;
      row.forEach(function (k) {
        X[k] = x + R[k];
        Y[k] = y + high / 2;
        x += 2 * R[k] + gap;
      });
      y += high + gap;
    });
    y -= gap;
  });
})();
