// Search over everything in the map: its names are unpacked when something is typed for the first time.
(function () {
  "use strict";
  const atlas = window.atlas, byId = atlas.byId;
  const MOST = 12;
  let index = null, also = null, marks = null;

  function fold(text) { return /^[\x20-\x7e\n]*$/.test(text) ? text.toLowerCase() : atlas.fold(text); }
  function load() {
    if (!index) {
      index = atlas.unpack("names").then(function (text) {
        const found = JSON.parse(text), starts = [0];
        found.sizes.forEach(function (size, k) { starts.push(starts[k] + size); });
        const labels = found.labels.split("\n");
        return { labels: labels, folded: labels.map(fold), kinds: found.kinds, starts: starts };
      });
    }
    return index;
  }
  function loadAlso() {
    if (!also) also = atlas.unpack("also").then(function (text) { return text.split("\n").map(fold); });
    return also;
  }
  // The region of the node with this number over all regions.
  function regionAt(starts, i) {
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

  let last = "";
  atlas.find = async function (typed, most, but) {
    last = typed;
    const parts = fold(typed).split(/\s+/).filter(Boolean), whole = parts.join(" ");
    if (!parts.length) return { hits: [], total: 0 };
    const names = await load(), beside = await loadAlso();
    // Somebody who types on does not wait for what was typed before.
    if (last !== typed) return { hits: [], total: 0 };
    const found = [];
    let total = 0;
    const from = but >= 0 ? names.starts[but] : -1, to = but >= 0 ? names.starts[but + 1] : -1;
    for (let i = 0; i < names.labels.length; i++) {
      if (i >= from && i < to) continue;
      const points = score(names.folded[i], beside[i], parts, whole);
      if (!points) continue;
      total++;
      found.push([points + (names.kinds[i] === "0" ? 0 : 1.5), i]);
    }
    found.sort(function (a, b) { return b[0] - a[0] || names.labels[a[1]].length - names.labels[b[1]].length || a[1] - b[1]; });
    const hits = found.slice(0, most).map(function (one) {
      const k = regionAt(names.starts, one[1]);
      return {
        kind: Number(names.kinds[one[1]]), label: names.labels[one[1]], note: "in " + atlas.cut(atlas.nameOf(k), 48),
        region: k, take: function () { atlas.goTo(k, one[1] - names.starts[k]); },
      };
    });
    return { hits: hits, total: total };
  };

  // The node of a region that is so many-th in the order of keys.
  atlas.goTo = async function (k, place) {
    const data = JSON.parse(await atlas.textOf(k));
    const keys = data.keys.filter(function (_, i) { return data.foreign[i] < 0; });
    location.hash = atlas.addressOf(k, keys[place]);
  };

  // As graphx/render/names.py marks keys.
  function mark(key) {
    let value = 0x811c9dc5;
    for (let k = 0; k < key.length; k++) value = Math.imul(value ^ key.charCodeAt(k), 0x01000193) >>> 0;
    return (value ^ (value >>> 24)) & 0xffffff;
  }
  // The region that a node key is in, -1 if in none.
  atlas.regionOf = async function (key) {
    if (!marks) marks = atlas.bytes("marks");
    const bytes = await marks, names = await load(), wanted = mark(key);
    for (let i = 0; i < bytes.length / 3; i++) {
      if (((bytes[3 * i] << 16) | (bytes[3 * i + 1] << 8) | bytes[3 * i + 2]) !== wanted) continue;
      const k = regionAt(names.starts, i), data = JSON.parse(await atlas.textOf(k));
      const at = data.keys.indexOf(key);
      if (at >= 0 && data.foreign[at] < 0) return k;
    }
    return -1;
  };

  // Communities by name come first.
  atlas.startSearch = function () {
    const input = byId("all-q"), list = byId("all-hits");
    const combo = atlas.combo(input, list, function (typed, show) {
      const parts = fold(typed).split(/\s+/).filter(Boolean);
      const regions = atlas.data.regions.name.map(function (name, k) { return [fold(name), k]; }).filter(function (one) {
        return parts.every(function (part) { return one[0].includes(part); });
      }).map(function (one) {
        return { kind: -1, label: atlas.nameOf(one[1]), note: "community of " + atlas.number(atlas.sizeOf(one[1])), take: function () { atlas.open(one[1]); } };
      });
      const first = regions.slice(0, 4);
      if (first.length) show(first, regions.length);
      atlas.find(typed, MOST - first.length, -1).then(function (found) {
        if (found.total || last === typed) show(first.concat(found.hits), regions.length + found.total);
      }, function (error) { atlas.trouble("The names cannot be searched: " + error.message); });
    });
    input.addEventListener("input", combo.look);
    input.addEventListener("focus", function () { if (input.value) combo.look(); });
    input.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      if (!list.hidden) combo.close();
      else if (input.value) input.value = "";
      else input.blur();
      event.preventDefault();
    });
  };
})();
