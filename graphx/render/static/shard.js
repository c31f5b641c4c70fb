// A part of the index of names, in a page of its own: the pages of the map ask it through messages, which works from disk.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  window.addEventListener("message", function (event) {
    const asked = event.data;
    if (!event.source || !asked || typeof asked.id !== "number") return;
    const answer = asked.key === undefined ? graphx.seek(String(asked.typed), Number(asked.most), Number(asked.but)) : graphx.spotsOf(String(asked.key));
    answer.then(function (found) { event.source.postMessage({ id: asked.id, found: found }, "*"); },
      function (error) { event.source.postMessage({ id: asked.id, failed: String(error.message) }, "*"); });
  });
})();
