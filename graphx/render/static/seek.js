// Search by name over the index that is packed into this page; it is unpacked when something is typed for the first time.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  let index = null, also = null, marks = null;

  function fold(text) { return /^[\x20-\x7e\n]*$/.test(text) ? text.toLowerCase() : graphx.fold(text); }
  graphx.wordsOf = function (typed) { return fold(typed).split(/\s+/).filter(Boolean); };
  graphx.foldLine = fold;
  function load() {
    if (!index) {
      index = graphx.unpack("names").then(function (text) {
        const found = JSON.parse(text), starts = [0];
        found.sizes.forEach(function (size, k) { starts.push(starts[k] + size); });
        const labels = found.labels ? found.labels.split("\n") : [];
        return { labels: labels, folded: labels.map(fold), kinds: found.kinds, starts: starts, first: found.first };
      });
    }
    return index;
  }
  function loadAlso() {
    if (!also) also = graphx.unpack("also").then(function (text) { return text.split("\n").map(fold); });
    return also;
  }
  // Which part between starts a number falls into.
  function partAt(starts, i) {
    let low = 0, high = starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= i) low = middle;
      else high = middle;
    }
    return low;
  }

  // Every word typed must stand in the name or beside it; names that start with what was typed come first.
  function score(label, beside, parts, whole) {
    let points = 0;
    for (const part of parts) {
      const at = label.indexOf(part);
      if (at === 0 || (at > 0 && !/[\p{L}\p{N}]/u.test(label[at - 1]))) points += 3;
      else if (at > 0) points += 2;
      else if (beside && beside.includes(part)) points += 1;
      else return 0;
    }
    return points + (label === whole ? 100 : label.startsWith(whole) ? 20 : 0);
  }

  // The best of what is called so, but for what is in one region: points, region, place in it, kind, label.
  graphx.seek = async function (typed, most, but) {
    const parts = graphx.wordsOf(typed), whole = parts.join(" ");
    if (!parts.length) return { rows: [], total: 0 };
    const names = await load(), beside = await loadAlso(), found = [];
    for (let i = 0; i < names.labels.length; i++) {
      const points = score(names.folded[i], beside[i], parts, whole);
      if (!points) continue;
      const k = partAt(names.starts, i);
      if (k + names.first !== but) found.push({ points: points + (names.kinds[i] === "0" ? 0 : 1.5), i: i, k: k });
    }
    found.sort(function (a, b) { return b.points - a.points || names.labels[a.i].length - names.labels[b.i].length || a.i - b.i; });
    return { total: found.length, rows: found.slice(0, most).map(function (one) {
      return { points: one.points, region: one.k + names.first, place: one.i - names.starts[one.k], kind: Number(names.kinds[one.i]), label: names.labels[one.i] };
    }) };
  };

  // As graphx/render/names.py marks keys.
  function mark(key) {
    let value = 0x811c9dc5;
    for (let k = 0; k < key.length; k++) value = Math.imul(value ^ key.charCodeAt(k), 0x01000193) >>> 0;
    return value;
  }
  // Where a node key may be: region and place; nearly always one or none.
  graphx.spotsOf = async function (key) {
    if (!marks) marks = graphx.bytes("marks").then(function (bytes) { return new DataView(bytes.buffer); });
    const view = await marks, names = await load(), wanted = mark(key), found = [];
    for (let i = 0; i < view.byteLength / 4; i++) {
      if (view.getUint32(4 * i) !== wanted) continue;
      const k = partAt(names.starts, i);
      found.push([k + names.first, i - names.starts[k]]);
    }
    return found;
  };
})();
