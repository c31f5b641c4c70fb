// What the page has to say over or above the map: what stands apart, what is hidden, what is not here.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data;

  // What cannot be reached along shared names.
  function makeAlone() {
    const lonely = graphx.lonely, box = byId("alone"), first = lonely.nameless.size, second = lonely.apart.size;
    box.replaceChildren();
    box.hidden = true;
    const undated = graphx.state.view === "years" ? lonely.undated.size : 0;
    if (!(data.edges.from.length && first + second) && !undated) return;
    const line = function (only, text) {
      box.append(el("li", {}, el("button", { type: "button", class: "link", title: "List them",
        onclick: function () { graphx.setView(true, only, "into"); } }, text)));
    };
    if (undated) line("undated", graphx.many(undated, "paper has", "papers have") + " no known year");
    if (!data.edges.from.length) { box.hidden = false; return; }
    if (first) line("nameless", graphx.many(first, "paper names", "papers name") + " nothing found here");
    if (second) {
      const who = first ? graphx.number(second) + "\u00a0more " + (second === 1 ? "shares" : "share")
        : graphx.many(second, "paper shares", "papers share");
      line("apart", who + " nothing with another paper");
    }
    box.hidden = false;
  }

  function makeEmpty() {
    const box = byId("empty");
    if (!graphx.n) {
      box.append(el("h2", {}, "No papers yet"), el("p", {}, "This map is empty. Build it again from files that hold papers."));
      box.hidden = false;
    } else if (!data.edges.from.length) {
      box.append(el("p", {}, "None of these papers names a dataset, model or repository that we know, so there is nothing to link."),
        el("button", { type: "button", class: "more", onclick: function () { graphx.setView(true, "", "into"); } }, "Open the list"));
      box.hidden = false;
    }
  }

  graphx.showAllButton = function () {
    return el("button", { type: "button", class: "more", onclick: function () {
      graphx.hideNothing();
      byId(graphx.state.list ? "list" : "canvas").focus();
    } }, "Show all");
  };
  byId("none").append(el("h2", {}, "Everything is hidden"), graphx.showAllButton());

  byId("unknown-close").addEventListener("click", function () {
    graphx.forgetUnknown();
    byId(graphx.state.list ? "list" : "canvas").focus();
  });

  let counted = graphx.counted;
  graphx.onChange(function (now, before) {
    if (counted !== graphx.counted || now.view !== before.view) makeAlone();
    counted = graphx.counted;
    byId("none").hidden = !graphx.n || graphx.kind.some(function (_, i) { return graphx.isShown(i); });
    byId("unknown").hidden = !now.unknown;
    if (!now.unknown || now.unknown === before.unknown) return;
    byId("unknown-text").textContent = "This map has no “" + graphx.cut(now.unknown, 120) + "”, which the address asks for.";
    graphx.say(byId("unknown-text").textContent);
  });

  makeAlone();
  makeEmpty();
})();
