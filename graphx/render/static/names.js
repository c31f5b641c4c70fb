// Search over everything in the map, in the index of this page or in those of a map of many pages.
(function () {
  "use strict";
  const atlas = window.atlas, byId = atlas.byId, shards = atlas.data.shards;
  const MOST = 12;

  // Pages of names are loaded when something is typed; a page on disk may ask another only by messages.
  let frames = null, count = 0;
  const waiting = new Map();
  function start() {
    if (frames) return frames;
    window.addEventListener("message", function (event) {
      const answer = event.data, asked = answer && waiting.get(answer.id);
      if (!asked || asked.source.contentWindow !== event.source) return;
      waiting.delete(answer.id);
      if (answer.failed) asked.reject(new Error(answer.failed));
      else asked.resolve(answer.found);
    });
    frames = shards.map(function (name) {
      return new Promise(function (resolve) {
        const frame = atlas.el("iframe", { src: atlas.data.base + name, hidden: true, title: "Names" });
        frame.addEventListener("load", function () { resolve(frame); }, { once: true });
        document.body.append(frame);
      });
    });
    return frames;
  }
  function askAll(question) {
    return Promise.all(start().map(function (one) {
      return one.then(function (frame) {
        return new Promise(function (resolve, reject) {
          const id = ++count;
          waiting.set(id, { source: frame, resolve: resolve, reject: reject });
          frame.contentWindow.postMessage(Object.assign({ id: id }, question), "*");
        });
      });
    }));
  }

  atlas.find = async function (typed, most, but) {
    const found = shards.length ? await askAll({ typed: typed, most: most, but: but }) : [await atlas.seek(typed, most, but)];
    let total = 0, rows = [];
    found.forEach(function (one) { total += one.total; rows = rows.concat(one.rows); });
    if (shards.length) rows.sort(function (a, b) { return b.points - a.points || a.label.length - b.label.length || a.region - b.region || a.place - b.place; });
    return { total: total, hits: rows.slice(0, most).map(function (row) {
      return { kind: row.kind, label: row.label, region: row.region, note: "in " + atlas.cut(atlas.nameOf(row.region), 48),
        take: function () { atlas.goTo(row.region, row.place); } };
    }) };
  };

  // The node of a region that is so many-th in the order of keys.
  atlas.goTo = async function (k, place) {
    if (!atlas.isHere(k)) { location.href = atlas.addressOf(k, "") + "&p=" + place; return; }
    location.hash = atlas.addressOf(k, await atlas.keyAt(k, place));
  };
  atlas.keyAt = async function (k, place) {
    const data = await atlas.dataOf(k);
    return data.keys.filter(function (_, i) { return data.foreign[i] < 0; })[place] || "";
  };
  // The region that a node key is in, -1 if in none.
  atlas.regionOf = async function (key) {
    const spots = shards.length ? [].concat.apply([], await askAll({ key: key })) : await atlas.spotsOf(key);
    for (const spot of spots) {
      if (!atlas.isHere(spot[0])) return spot[0];
      const data = await atlas.dataOf(spot[0]), at = data.keys.indexOf(key);
      if (at >= 0 && data.foreign[at] < 0) return spot[0];
    }
    return -1;
  };

  // Communities by name come first.
  atlas.startSearch = function () {
    const input = byId("all-q"), list = byId("all-hits");
    const combo = atlas.combo(input, list, function (typed, show) {
      const parts = atlas.wordsOf(typed);
      const regions = atlas.data.regions.name.map(function (name, k) { return [atlas.foldLine(name), k]; }).filter(function (one) {
        return parts.every(function (part) { return one[0].includes(part); });
      }).map(function (one) {
        return { kind: -1, label: atlas.nameOf(one[1]), note: "community of " + atlas.number(atlas.sizeOf(one[1])), take: function () { atlas.open(one[1]); } };
      });
      const first = regions.slice(0, 4);
      if (first.length) show(first, regions.length);
      atlas.find(typed, MOST - first.length, -1).then(function (found) { show(first.concat(found.hits), regions.length + found.total); },
        function (error) { atlas.trouble("The names cannot be searched: " + error.message); });
    });
    // Somebody who types on does not wait for what was typed before.
    let wait = 0;
    input.addEventListener("input", function () {
      clearTimeout(wait);
      if (atlas.n > 400) wait = setTimeout(combo.look, 120);
      else combo.look();
    });
    input.addEventListener("focus", function () {
      if (shards.length) start(); // while the first letters are typed
      if (input.value) combo.look();
    });
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
