// The page of one map: its data and what draws it are unpacked side by side, while the views below are still being read.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  // What does not draw is told by the views, whose list needs nothing of it.
  graphx.engine().catch(function () {});
  graphx.unpack("data").then(async function (text) {
    graphx.opened = graphx.unfold(JSON.parse(text));
    await graphx.whole;
    window.graphxView();
  }).catch(function (error) { graphx.fail(error.message); });
})();
