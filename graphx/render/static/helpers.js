// Small helpers that need no data: shared by the pages of small and large maps.
(function () {
  "use strict";
  const graphx = (window.graphxHelpers = {});

  // A failure must be seen: a blank page tells nobody what to do.
  graphx.fail = function (message) {
    const box = document.getElementById("fail") || document.getElementById("trouble");
    if (!box) return;
    box.textContent = "Something on this page did not work (" + message + "). " +
      "The list may still work; another browser or a newer version may show the map.";
    box.hidden = false;
  };
  window.addEventListener("error", function (event) { graphx.fail(event.message || "script error"); });
  window.addEventListener("unhandledrejection", function (event) { graphx.fail(String(event.reason)); });

  // el("a", {href: …, class: …, onclick: …}, child or text, …)
  graphx.el = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const name in attributes || {}) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    children.forEach(function (child) {
      if (child !== null && child !== undefined && child !== "") node.append(child);
    });
    return node;
  };

  graphx.byId = function (id) { return document.getElementById(id); };

  graphx.cut = function (text, length) {
    if (text.length <= length) return text;
    // Not in the middle of a character that takes two units.
    const end = text.charCodeAt(length - 2) >= 0xd800 && text.charCodeAt(length - 2) <= 0xdbff ? length - 2 : length - 1;
    return text.slice(0, end).trimEnd() + "…";
  };

  // Not toLocaleString, whose first call loads tables for some 20 ms.
  graphx.number = function (value) { return String(value).replace(/\B(?=(\d{3})+$)/g, ","); };
  graphx.many = function (count, one, more) { return graphx.number(count) + "\u00a0" + (count === 1 ? one : more); };

  graphx.KINDS = [
    { id: "paper", one: "Paper", more: "Papers" },
    { id: "dataset", one: "Dataset", more: "Datasets" },
    { id: "model", one: "Model", more: "Models" },
    { id: "repo", one: "Repository", more: "Repositories" },
  ];
  // Accents and case make no difference.
  graphx.fold = function (text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  };

  graphx.say = function (text) {
    const live = document.getElementById("live") || document.getElementById("live-all");
    if (live) live.textContent = text;
  };

  // What listens beyond its own elements ends with the view: on a large map there is one after another.
  graphx.life = null;
  graphx.listen = function (target, type, listener) {
    target.addEventListener(type, listener, graphx.life ? { signal: graphx.life.signal } : undefined);
  };

  // A file for the disk.
  graphx.saveBlob = function (blob, name) {
    const address = URL.createObjectURL(blob);
    const link = graphx.el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    graphx.say("Saved " + name + ".");
  };
  // A text inside of XML.
  graphx.escaped = function (text) {
    return text.replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; }).replace(/[\ud800-\udfff]/gu, "\ufffd");
  };

  // A small picture of a kind, for buttons and headings.
  graphx.icon = function (kind) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("viewBox", "-8 -8 16 16");
    svg.setAttribute("class", "icon " + graphx.KINDS[kind].id);
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(ns, "path");
    path.setAttribute("d", [
      "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", "M-5.3 -5.3h10.6v10.6h-10.6z", "M0 -7.2L7.2 0L0 7.2L-7.2 0z",
      "M0 -7.2L6.8 5.4L-6.8 5.4z",
    ][kind]);
    svg.append(path);
    return svg;
  };
})();
