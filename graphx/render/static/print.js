// On paper: the map in light colours, what is chosen, and the whole list under it.
(function () {
  "use strict";
  const graphx = window.graphx, byId = graphx.byId;
  let before = null;

  function repaint() {
    graphx.readColors();
    graphx.forgetPaths();
    if (graphx.network) graphx.network.redraw();
  }

  graphx.listen(window, "beforeprint", function () {
    if (before) return;
    before = { list: graphx.state.list, hidden: byId("list").hidden, view: null };
    document.documentElement.classList.add("printing");
    if (graphx.network && !byId("map").hidden) {
      before.view = { position: graphx.network.getViewPosition(), scale: graphx.network.getScale() };
      graphx.network.setSize("100%", "100%");
      if (graphx.state.chosen >= 0) {
        graphx.frame([graphx.state.chosen].concat(Array.from(graphx.neighbours(graphx.state.chosen))), { still: true, most: 1 });
      } else graphx.showAll(true);
    }
    graphx.state.list = true;
    graphx.printList(true);
    byId("list").hidden = false;
    repaint();
  });

  graphx.listen(window, "afterprint", function () {
    if (!before) return;
    document.documentElement.classList.remove("printing");
    graphx.state.list = before.list;
    byId("list").hidden = before.hidden;
    graphx.printList(false);
    if (before.view) {
      graphx.network.setSize("100%", "100%");
      graphx.network.moveTo(Object.assign({ animation: false }, before.view));
    }
    before = null;
    repaint();
  });
})();
