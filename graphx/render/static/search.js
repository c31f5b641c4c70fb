// Search as you type over titles, names, spellings and authors.
(function () {
  "use strict";
  const graphx = window.graphx;
  const input = graphx.byId("q"), list = graphx.byId("hits");
  const MOST = 12;

  let index = null;
  function words() {
    if (!index) {
      index = graphx.label.map(function (label, i) {
        const detail = graphx.details(i);
        return {
          label: graphx.fold(label.slice(0, 1000)),
          rest: graphx.fold((detail.surfaces || []).concat(detail.authors || [], String(detail.year || ""),
            (detail.ids || []).map(function (id) { return id[1]; })).join("\n").slice(0, 4000)),
        };
      });
    }
    return index;
  }

  // Every word typed must stand somewhere; a name that starts with what was typed comes first.
  graphx.find = function (typed) {
    const parts = graphx.fold(typed).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const whole = parts.join(" ");
    const found = [];
    words().forEach(function (entry, i) {
      let score = 0;
      for (const part of parts) {
        const at = entry.label.indexOf(part);
        if (at === 0 || (at > 0 && !/[\p{L}\p{N}]/u.test(entry.label[at - 1]))) score += 3;
        else if (at > 0) score += 2;
        else if (entry.rest.includes(part)) score += 1;
        else return;
      }
      if (entry.label === whole) score += 100;
      else if (entry.label.startsWith(whole)) score += 20;
      found.push([score + Math.min(2, graphx.degree[i] / 50), i]);
    });
    found.sort(function (a, b) { return b[0] - a[0] || graphx.degree[b[1]] - graphx.degree[a[1]] || a[1] - b[1]; });
    return found.map(function (entry) { return entry[1]; });
  };

  function why(i, typed) {
    const folded = graphx.fold(typed).split(/\s+/).filter(Boolean);
    const label = graphx.fold(graphx.label[i].slice(0, 1000));
    const missing = folded.find(function (part) { return !label.includes(part); });
    const detail = graphx.details(i);
    const match = missing && (detail.surfaces || []).concat(detail.authors || []).find(function (text) {
      return graphx.fold(text).includes(missing);
    });
    return match ? graphx.cut(match, 60) : "linked to\u00a0" + graphx.number(graphx.degree[i]);
  }
  function hitsOf(found, typed) {
    return found.map(function (i) {
      return { kind: graphx.kind[i], label: graphx.label[i], note: why(i, typed), take: function () {
        graphx.filterList("");
        graphx.choose(i, "search");
      } };
    });
  }
  const combo = graphx.combo(input, list, function (typed, show) {
    const all = graphx.find(typed), hits = hitsOf(all.slice(0, MOST), typed);
    show(hits, all.length);
    // On a large map: what else is called that, in other communities.
    if (graphx.elsewhere) {
      graphx.elsewhere(typed, MOST, function (more, total) { if (total) show(hits.slice(0, MOST - more.length).concat(more), all.length + total); });
    }
  });

  let wait = 0;
  input.addEventListener("input", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { graphx.filterList(input.value); }, 120);
    if (graphx.state.list) combo.close();
    else combo.look();
  });
  input.addEventListener("focus", function () { if (input.value && !graphx.state.list) combo.look(); });
  input.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!list.hidden) combo.close();
    else if (input.value) { input.value = ""; graphx.filterList(""); }
    else input.blur();
    event.preventDefault();
  });
})();
