// Puts back what graphx/render/fold.py left out of the data, because it follows from the rest.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;

  function likelyKey(kind, label) {
    if (kind === "repo") return "repo:" + label.toLowerCase();
    const slug = label.toLowerCase().split(/[^a-z0-9.+]+/).map(function (word) { return word.replace(/^\.+|\.+$/g, ""); }).filter(Boolean).join("-");
    return kind === "paper" ? "paper:title:" + slug.replace(/[.+]/g, "") : kind + ":" + slug;
  }
  graphx.unfold = function (data) {
    data.keys.forEach(function (key, i) {
      if (key === 0) data.keys[i] = likelyKey(data.kinds[data.nodes.kind[i]], data.nodes.label[i]);
    });
    return data;
  };
})();
