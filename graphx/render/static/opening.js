// The page of one map: the views run when its data and what draws it are unpacked, which goes on side by side.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  // What does not draw is told by the views, whose list needs nothing of it.
  graphx.engine().catch(function () {});
  graphx.unpack("data").then(function (text) {
    graphx.opened = graphx.unfold(JSON.parse(text));
    window.graphxView();
  }).catch(function (error) { graphx.fail(error.message); });
})();
