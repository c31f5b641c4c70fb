// What is packed into this page: deflated texts in base64, unpacked by the browser when they are asked for.
(function () {
  "use strict";
  const atlas = (window.atlas = Object.assign({}, window.graphxHelpers)), byId = atlas.byId;

  atlas.data = JSON.parse(byId("data").textContent);
  atlas.canUnpack = typeof window.DecompressionStream === "function";

  // The page is shown before all of it has been read.
  const whole = new Promise(function (resolve) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve, { once: true });
    else resolve();
  });

  function bytesOf(id) {
    const letters = atob(byId(id).textContent), bytes = new Uint8Array(letters.length);
    for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
    return bytes;
  }
  atlas.bytes = async function (id) {
    if (!byId(id)) await whole;
    return bytesOf(id);
  };
  atlas.unpack = async function (id) {
    if (!atlas.canUnpack) throw new Error("this browser is too old to unpack communities; open the page in a newer one");
    const packed = new Blob([await atlas.bytes(id)]).stream();
    return new Response(packed.pipeThrough(new window.DecompressionStream("deflate"))).text();
  };
})();
