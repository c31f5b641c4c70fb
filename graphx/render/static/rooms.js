// A community opens where the overview was: the views of a small map, run anew on its data, and closed again.
(function () {
  "use strict";
  const atlas = window.atlas, byId = atlas.byId, helpers = window.graphxHelpers;
  let opening = 0, shown = -1, first = true;

  function close() {
    if (shown < 0) return;
    if (helpers.life) helpers.life.abort();
    // First out of reach, then destroyed: what has been put off must not draw on it any more.
    const network = window.graphx.network;
    window.graphx.network = null;
    if (network && network.destroy) network.destroy();
    byId("view").replaceChildren();
    document.body.className = "";
    helpers.opened = null;
    window.graphx = null;
    shown = -1;
  }

  // Labels and abstracts come by themselves, see graphx/render/fold.py.
  async function withTexts(k, data) {
    const told = data.details.filter(function (detail) { return "abstract" in detail; }), labels = data.nodes.label;
    const texts = await atlas.textsOf("t" + k, labels + told.length);
    data.nodes.label = texts.slice(0, labels);
    const leads = new Map();
    data.edges.from.forEach(function (from, e) {
      if (!leads.has(from)) leads.set(from, []);
      leads.get(from).push(data.nodes.label[data.edges.to[e]]);
    });
    let place = labels;
    data.details.forEach(function (detail, i) {
      if (!("abstract" in detail)) return;
      const text = texts[place++];
      detail.abstract = detail.abstract ? text : text.replace(/[\ue000-\uf8ff]/g, function (sign) { return leads.get(i)[sign.charCodeAt(0) - 0xe000]; });
    });
    return data;
  }

  // The last few that were open need not be unpacked again.
  const kept = new Map();
  atlas.dataOf = async function (k) {
    const text = kept.get(k) || atlas.unpack("r" + k);
    kept.delete(k);
    kept.set(k, text);
    if (kept.size > 4) kept.delete(kept.keys().next().value);
    return atlas.unfold(await withTexts(k, JSON.parse(await text)));
  };

  async function open(k) {
    const mine = ++opening, alone = first;
    try {
      const data = (await Promise.all([atlas.dataOf(k), atlas.engine()]))[0];
      if (mine !== opening) return;
      close();
      data.options = atlas.data.options;
      data.groups = data.groups.map(function (group) { return typeof group === "number" ? atlas.nameOf(group) : group; });
      data.address = "c=" + encodeURIComponent(atlas.nameOf(k));
      helpers.opened = data;
      helpers.life = new AbortController();
      byId("atlas").hidden = true;
      const view = byId("view-template").content.cloneNode(true), focus = view.querySelectorAll("[autofocus]");
      // Meant for the dialog it stands in, not for the page.
      focus.forEach(function (one) { one.removeAttribute("autofocus"); });
      byId("view").append(view);
      focus.forEach(function (one) { one.setAttribute("autofocus", ""); });
      shown = k;
      window.graphxView();
      document.documentElement.dataset.open = String(k);
      const focused = document.activeElement;
      if (!alone && (!focused || focused === document.body || byId("atlas").contains(focused))) byId("canvas").focus({ preventScroll: true });
    } catch (error) {
      atlas.trouble("“" + atlas.cut(atlas.nameOf(k), 60) + "” cannot be opened: " + error.message);
    }
  }

  atlas.onChange(function (state) {
    if (state.open >= 0) {
      if (state.open !== shown) open(state.open);
      return;
    }
    opening++;
    const was = shown;
    close();
    delete document.documentElement.dataset.open;
    byId("atlas").hidden = false;
    atlas.showOverview(was);
  });

  atlas.startOverview();
  atlas.start();
  first = false;
  document.documentElement.dataset.ready = "yes";
  // Ahead of the first opening, when nothing else is to be done: what draws is unpacked, and draws two dots out of
  // sight: what runs for the first time is compiled then, which takes longer than the drawing.
  function warm() {
    if (shown >= 0) return;
    const box = atlas.el("div", { class: "warm", "aria-hidden": "true" });
    byId("atlas").append(box);
    const ends = [{ id: 0, x: 0, y: 0, shape: "dot", size: 5 }, { id: 1, x: 20, y: 0, shape: "square", size: 5 }];
    const network = new window.vis.Network(box, { nodes: new window.vis.DataSet(ends), edges: new window.vis.DataSet([]) }, atlas.data.options);
    network.redraw();
    network.destroy();
    box.remove();
  }
  if (atlas.hasRooms) setTimeout(function () { atlas.engine().then(warm).catch(function () {}); }, 400);
})();
