// The page of one map: its data are unpacked while the views below are still being read.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  graphx.unpack("data").then(async function (text) {
    graphx.opened = graphx.unfold(JSON.parse(text));
    await graphx.whole;
    window.graphxView();
  }).catch(function (error) { graphx.fail(error.message); });
})();
