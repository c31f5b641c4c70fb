// Search as you type over titles, names, spellings and authors.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el;
  const input = graphx.byId("q"), list = graphx.byId("hits");
  const MOST = 12;

  // Accents and case make no difference.
  graphx.fold = function (text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  };
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

  let hits = [], active = -1;
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }
  function setActive(k) {
    active = k;
    Array.from(list.querySelectorAll("[role=option]")).forEach(function (option, at) {
      option.setAttribute("aria-selected", at === k ? "true" : "false");
      if (at === k) option.scrollIntoView({ block: "nearest" });
    });
    if (k >= 0) input.setAttribute("aria-activedescendant", "hit-" + k);
    else input.removeAttribute("aria-activedescendant");
  }
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
  function show() {
    const typed = input.value;
    if (!typed.trim()) { close(); graphx.say(""); return; }
    const all = graphx.find(typed);
    hits = all.slice(0, MOST);
    list.replaceChildren();
    hits.forEach(function (i, k) {
      list.append(el("li", {
        id: "hit-" + k, role: "option", "aria-selected": "false", dir: "auto",
        onmousedown: function (event) { event.preventDefault(); },
        onclick: function () { take(k); },
      }, graphx.icon(graphx.kind[i]), el("span", { class: "name" }, graphx.cut(graphx.label[i], 160)),
      el("span", { class: "count" }, why(i, typed))));
    });
    if (!hits.length) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" },
      "Nothing here is called that. Try fewer letters."));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    setActive(hits.length ? 0 : -1);
    graphx.say(all.length ? graphx.many(all.length, "result", "results") : "No result");
  }
  function take(k) {
    const i = hits[k];
    if (i === undefined) return;
    close();
    input.value = "";
    graphx.filterList("");
    graphx.choose(i, "search");
  }

  let wait = 0;
  input.addEventListener("input", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { graphx.filterList(input.value); }, 120);
    if (graphx.state.list) { close(); return; }
    show();
  });
  input.addEventListener("focus", function () { if (input.value && !graphx.state.list) show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { show(); event.preventDefault(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (hits.length) setActive((active + step + hits.length) % hits.length);
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden) {
      take(active);
      event.preventDefault();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (!list.hidden) close();
      else if (input.value) { input.value = ""; graphx.filterList(""); }
      else input.blur();
      event.preventDefault();
    }
  });
})();
