// Beside the map of papers alone: how strong a link must be to be drawn, and the colours.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data, state = graphx.state;
  const bar = byId("paperbar");
  let slider = null, told = null, color = null;

  function build() {
    slider = el("input", { type: "range", id: "strength", min: "0", step: "0.1" });
    slider.addEventListener("change", function () { graphx.set({ strength: Number(slider.value) }); });
    told = el("span", { class: "count", id: "strength-told" });
    color = el("button", { type: "button", class: "chip", onclick: function () { graphx.set({ color: state.color ? "" : "group" }); } });
    bar.append(el("label", { for: "strength" }, "Weakest link shown"), slider, told, data.groups.length ? color : "");
  }
  function paint() {
    const all = graphx.paperLinks(), least = graphx.strength();
    const count = all.weight.filter(function (weight) { return weight >= least; }).length;
    slider.max = String(Math.max(1, Math.ceil((all.sorted[0] || 0) * 10) / 10));
    slider.value = String(least);
    slider.disabled = !all.a.length;
    slider.setAttribute("aria-valuetext", "strength " + least);
    const names = all.skipped.slice(-3).map(function (i) { return graphx.cut(graphx.label[i], 40); }).join(", ");
    told.textContent = !all.a.length ? "no two papers here share what is switched on" : "strength " + least + ": " + graphx.number(count) + " of " +
      graphx.many(all.a.length, "link", "links") + (all.skipped.length ? "; too many papers share " + names +
        (all.skipped.length > 3 ? " and " + (all.skipped.length - 3) + " more" : "") + " to count them" : "");
    let cited = 0;
    graphx.eachCitation(function () { cited++; });
    if (cited) told.textContent += "; dashed: " + graphx.many(cited, "citation", "citations");
    told.title = "What two papers alone share counts 1.4, what a hundred share 0.2.";
    color.textContent = state.color === "group" ? "Colours: communities" : "Colour by community";
    color.setAttribute("aria-pressed", "true");
  }
  graphx.onChange(function () {
    const on = graphx.isPapersOnly() && data.edges.from.length > 0;
    bar.hidden = !on;
    document.body.classList.toggle("paperish", on);
    document.body.classList.toggle("yearly", on && state.view === "years");
    if (!on) return;
    if (!slider) build();
    paint();
  });
})();
