// Where one is: the overview, something chosen on it, or a community that is open. It stands in the address after "#".
(function () {
  "use strict";
  const atlas = (window.atlas = Object.assign({}, window.graphxHelpers));
  atlas.data = JSON.parse(atlas.byId("data").textContent);
  const regions = atlas.data.regions;
  const number = new Map(regions.name.map(function (name, k) { return [name, k]; }));
  const listeners = [];
  const state = (atlas.state = { open: -1, chosen: -1, list: false, unknown: "" });

  atlas.n = regions.name.length;
  atlas.nameOf = function (k) { return regions.name[k]; };
  atlas.onChange = function (listener) { listeners.push(listener); };
  atlas.sizeOf = function (k) { return regions.counts[k].reduce(function (a, b) { return a + b; }, 0); };
  // The largest maps are several pages; each shows the same overview and holds some of the communities.
  atlas.isHere = function (k) { return !atlas.data.files.length || regions.file[k] === atlas.data.page; };
  atlas.hasRooms = atlas.data.page !== 0 || !atlas.data.files.length;
  atlas.top = atlas.data.top || "#";
  // The address of a community, or of something in it. What nothing links is a list, not a map.
  atlas.addressOf = function (k, key) {
    return (atlas.isHere(k) ? "" : atlas.data.base + atlas.data.files[regions.file[k]]) + "#c=" + encodeURIComponent(regions.name[k]) + (key ? "&n=" + encodeURIComponent(key) : regions.kind[k] === "alone" ? "&v=list" : "");
  };

  function plain(text) {
    try { return decodeURIComponent(text); } catch { return text; /* a broken address: take it as it stands */ }
  }
  function read() {
    const found = { open: -1, chosen: -1, list: false, unknown: "", key: "", place: -1 };
    location.hash.replace(/^#/, "").split("&").forEach(function (part) {
      const at = part.indexOf("="), name = part.slice(0, Math.max(0, at)), value = plain(part.slice(at + 1));
      const k = number.has(value) ? number.get(value) : -1;
      if (name === "c") found.open = k;
      if (name === "r") found.chosen = k;
      if ((name === "c" || name === "r") && k < 0) found.unknown = value;
      if (name === "v") found.list = value === "list";
      if (name === "n") found.key = value;
      if (name === "p" && /^\d{1,7}$/.test(value)) found.place = Number(value);
    });
    return found;
  }

  function apply(first) {
    const found = read(), before = Object.assign({}, state);
    // An address that names a paper alone leads to where it is.
    if (found.open < 0 && found.key) {
      const asked = location.hash;
      atlas.regionOf(found.key).then(function (k) {
        if (location.hash !== asked) return;
        if (k >= 0) location.replace(atlas.addressOf(k, found.key));
        else tell({ open: -1, chosen: -1, list: false, unknown: found.key }, before, first);
      });
      if (!first) return;
    }
    if (found.open >= 0 && !atlas.isHere(found.open)) {
      location.replace(atlas.addressOf(found.open, found.key) + (found.place >= 0 ? "&p=" + found.place : ""));
      found.open = -1;
      if (!first) return;
    }
    if (found.open >= 0 && found.place >= 0) {
      const k = found.open;
      atlas.keyAt(k, found.place).then(function (key) { location.replace(atlas.addressOf(k, key)); });
      found.open = -1;
      if (!first) return;
    }
    tell(found, before, first);
  }
  function tell(found, before, first) {
    ["open", "chosen", "list", "unknown"].forEach(function (name) { state[name] = found[name]; });
    if (first || ["open", "chosen", "list", "unknown"].some(function (name) { return state[name] !== before[name]; })) {
      listeners.forEach(function (listener) { listener(state, before); });
    }
  }
  window.addEventListener("hashchange", function () { apply(false); });

  atlas.choose = function (k) {
    location.hash = "#" + [k >= 0 ? "r=" + encodeURIComponent(regions.name[k]) : "", state.list ? "v=list" : ""].filter(Boolean).join("&");
  };
  atlas.setList = function (on) {
    location.hash = "#" + [state.chosen >= 0 ? "r=" + encodeURIComponent(regions.name[state.chosen]) : "", on ? "v=list" : ""].filter(Boolean).join("&");
  };
  atlas.open = function (k) { location.href = atlas.addressOf(k, ""); };
  atlas.start = function () { apply(true); };

  // Other regions by how many links lead there.
  const near = regions.name.map(function () { return []; });
  atlas.data.links.a.forEach(function (a, e) {
    const b = atlas.data.links.b[e], count = atlas.data.links.count[e];
    near[a].push([b, count]);
    near[b].push([a, count]);
  });
  near.forEach(function (rows) { rows.sort(function (x, y) { return y[1] - x[1] || x[0] - y[0]; }); });
  atlas.near = function (k) { return near[k]; };
})();
