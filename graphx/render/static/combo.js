// A box to type in with a list of what is found under it.
(function () {
  "use strict";
  const graphx = window.graphxHelpers, el = graphx.el;

  // find(typed, show) calls show(hits, total), again when more is found; a hit has kind, label, note and take().
  graphx.combo = function (input, list, find) {
    let hits = [], active = -1, asked = 0, waiting = false, wanted = false;
    function close() {
      asked++;
      waiting = wanted = false;
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
      if (k >= 0) input.setAttribute("aria-activedescendant", list.id + "-" + k);
      else input.removeAttribute("aria-activedescendant");
    }
    function show(found, total) {
      const before = active;
      hits = found;
      list.replaceChildren();
      hits.forEach(function (hit, k) {
        list.append(el("li", {
          id: list.id + "-" + k, role: "option", "aria-selected": "false", dir: "auto",
          onmousedown: function (event) { event.preventDefault(); },
          onclick: function () { take(k); },
        }, hit.kind >= 0 ? graphx.icon(hit.kind) : null, el("span", { class: "name" }, graphx.cut(hit.label, 160)),
        el("span", { class: "count" }, hit.note)));
      });
      if (!hits.length) list.append(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" },
        "Nothing here is called that. Try fewer letters."));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      setActive(hits.length ? Math.max(0, Math.min(before, hits.length - 1)) : -1);
      graphx.say(total ? graphx.many(total, "result", "results") : "No result");
    }
    function look() {
      if (!input.value.trim()) { close(); graphx.say(""); return; }
      const mine = ++asked;
      waiting = true;
      wanted = false;
      find(input.value, function (found, total) {
        if (mine !== asked) return;
        waiting = false;
        show(found, total);
        // Enter came before what was typed had been found.
        if (wanted) take(active);
      });
    }
    function take(k) {
      const hit = hits[k];
      if (!hit) return;
      close();
      input.value = "";
      hit.take();
    }
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) look();
        else if (hits.length) setActive((active + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length);
      } else if (event.key === "Enter" && waiting) wanted = true;
      else if (event.key === "Enter" && !list.hidden) take(active);
      else return;
      event.preventDefault();
    });
    return { look: look, close: close };
  };
})();
