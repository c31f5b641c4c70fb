// What is packed into this page: deflated texts in base64, unpacked by the browser when they are asked for.
(function () {
  "use strict";
  const graphx = window.graphxHelpers, byId = graphx.byId;

  // The page is shown before all of it has been read.
  const whole = graphx.whole = new Promise(function (resolve) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve, { once: true });
    else resolve();
  });

  graphx.bytes = async function (id) {
    if (!byId(id)) await whole;
    const letters = atob(byId(id).textContent), bytes = new Uint8Array(letters.length);
    for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
    return bytes;
  };
  graphx.unpack = async function (id) {
    const bytes = await graphx.bytes(id);
    // Browsers before 2023: slower, but they open the page too.
    if (typeof window.DecompressionStream !== "function") return new TextDecoder().decode(graphx.inflate(bytes));
    const packed = new Blob([bytes]).stream();
    return new Response(packed.pipeThrough(new window.DecompressionStream("deflate"))).text();
  };

  // vis-network travels so too. The policy of the page lets exactly its text run, by its hash.
  let engine = null;
  graphx.engine = function () {
    if (!engine) {
      engine = graphx.unpack("vis").then(function (text) {
        const script = document.createElement("script");
        script.textContent = text;
        document.head.append(script);
      });
    }
    return engine;
  };
})();
