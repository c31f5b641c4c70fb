// Corrections: what a reader knows better, one line each, as graphx/correct/lines.py reads them. The page only notes them down.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, data = graphx.data;
  const REPO = 3, MOST = 6, CITES = 3, VARIANT_OF = 4;

  // Kept in this browser for this file, where it allows that. What speaks of things that are gone has been carried out.
  const STORE = "graphx-fixes:" + location.pathname;
  let lines = [];
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "[]");
    if (Array.isArray(kept)) {
      lines = kept.filter(function (line) { return typeof line === "string" && keysIn(line).every(function (key) { return graphx.indexOf(key) >= 0; }); });
    }
  } catch { /* not allowed here: kept until the page closes */ }
  function keysIn(line) { return line.replace(/"(?:[^"\\]|\\.)*"/g, " ").split(/\s+/).slice(1).filter(function (word) { return word.includes(":"); }); }
  function keep() {
    try { localStorage.setItem(STORE, JSON.stringify(lines)); } catch { /* as above */ }
    graphx.paintFixes();
  }
  graphx.fixLines = function () { return lines.slice(); };
  function note(line) {
    if (!lines.includes(line)) lines.push(line);
    keep();
    graphx.say("Noted. " + graphx.many(lines.length, "correction", "corrections") + " so far.");
  }
  function takeBack(line) {
    lines = lines.filter(function (other) { return other !== line; });
    keep();
    graphx.say("Taken back.");
  }

  // A key that a line can hold; null else.
  function key(i) { return /^[^\s"#]\S*$/.test(data.keys[i]) ? data.keys[i] : null; }
  function quoted(text) { return '"' + graphx.oneLine(text).replace(/[\\"]/g, "\\$&") + '"'; }
  graphx.fixLine = {
    wrongLink: function (a, b) { return key(a) && key(b) && "wrong-link: " + key(a) + " -> " + key(b); },
    apart: function (a, b) { return key(a) && key(b) && "not-same: " + key(a) + " = " + key(b); },
    notOne: function (i) { return key(i) && "not-an-artifact: " + key(i); },
    rename: function (i, name) { return key(i) && graphx.oneLine(name) && "rename: " + key(i) + " " + quoted(name); },
    // What more papers name keeps its name.
    same: function (i, j) {
      const kept = graphx.namedBy(j).size > graphx.namedBy(i).size ? j : i, gone = kept === i ? j : i;
      return key(kept) && key(gone) && "same: " + key(kept) + " = " + key(gone);
    },
    otherThing: function (i, surface) { return key(i) && graphx.oneLine(surface) && "not-same: " + key(i) + " " + quoted(surface); },
  };

  // A button that notes a line, and then shows it with what can be done with it.
  function fixable(text, name, line) {
    if (!line) return null;
    const box = el("div", { class: "fixable" });
    function paint(focus) {
      box.replaceChildren();
      if (!lines.includes(line)) {
        box.append(el("button", { type: "button", class: "tiny", "aria-label": name, onclick: function () { note(line); paint(true); } }, text));
      } else box.append(noted(line, function () { paint(true); }));
      if (focus) box.querySelector("button").focus();
    }
    paint(false);
    return box;
  }
  function noted(line, after) {
    return el("div", { class: "fix" }, el("code", { dir: "ltr" }, line), el("div", { class: "row" },
      el("button", { type: "button", class: "small", onclick: function (event) { graphx.copyText(event.currentTarget, line + "\n", "Line copied."); } }, "Copy line"),
      el("button", { type: "button", class: "small", "aria-label": "Take back: " + line, onclick: function () { takeBack(line); after(); } }, "Take back")));
  }

  graphx.wrongLink = function (e) {
    const a = data.edges.from[e], b = data.edges.to[e], relation = data.edges.relation[e];
    if (relation === VARIANT_OF) {
      return fixable("Not a version?", "Not a version: " + graphx.cut(graphx.label[a], 60) + " of " + graphx.cut(graphx.label[b], 60), graphx.fixLine.apart(a, b));
    }
    if (relation > CITES) return null;
    return fixable("Wrong link?", "Wrong link: " + graphx.cut(graphx.label[a], 60) + " " + graphx.RELATIONS[relation].told + " " + graphx.cut(graphx.label[b], 60),
      graphx.fixLine.wrongLink(a, b));
  };

  // What may be wrong about a dataset, model or repository.
  graphx.fixPart = function (body, i) {
    if (!key(i)) return;
    const kind = graphx.KINDS[graphx.kind[i]].one.toLowerCase(), label = graphx.cut(graphx.label[i], 60);
    const box = el("details", { class: "short fixes" }, el("summary", {}, "Something wrong here?"),
      el("p", { class: "source" }, "Press what is wrong: this page writes the line for the file of corrections. Nothing changes until the map is built again."));
    box.append(fixable("Not a " + kind, "Not a " + kind + ": " + label, graphx.fixLine.notOne(i)), renaming(i), joining(i));
    const surfaces = graphx.details(i).surfaces || [];
    if (surfaces.length > 1) {
      surfaces.slice(0, MOST).forEach(function (surface) {
        const shown = "“" + graphx.cut(surface, 60) + "” means something else";
        box.append(fixable(shown, shown, graphx.fixLine.otherThing(i, surface)) || "");
      });
    }
    lines.filter(function (line) { return keysIn(line).includes(data.keys[i]) && /^(rename|same):/.test(line); }).forEach(function (line) {
      const shown = noted(line, function () { shown.remove(); });
      box.append(shown);
    });
    body.append(box);
  };
  function field(id, name, button, act) {
    const input = el("input", { type: "text", id: id, autocomplete: "off", spellcheck: "false" });
    const form = el("form", { class: "row", onsubmit: function (event) { event.preventDefault(); act(input.value); } },
      el("label", { for: id }, name), input, el("button", { type: "submit", class: "small" }, button));
    return { form: form, input: input };
  }
  function renaming(i) {
    const box = el("div", {}), asked = field("fix-name", "New name", "Rename", function (name) {
      const line = graphx.fixLine.rename(i, name);
      if (!line) return;
      note(line);
      box.replaceChildren(noted(line, function () { box.replaceChildren(asked.form); asked.input.focus(); }));
      box.querySelector("button").focus();
    });
    box.append(asked.form);
    return box;
  }
  // Asks for another of its sort, by search.
  function joining(i) {
    const found = el("ul", { class: "items" }), box = el("div", {});
    const asked = field("fix-same", "Same as", "Search", function (typed) {
      const hits = graphx.find(typed).filter(function (j) {
        return j !== i && graphx.kind[j] !== graphx.PAPER && (graphx.kind[j] === REPO) === (graphx.kind[i] === REPO) && key(j);
      }).slice(0, MOST);
      found.replaceChildren();
      hits.forEach(function (j) {
        found.append(el("li", {}, el("button", { type: "button", class: "go", dir: "auto", onclick: function () {
          const line = graphx.fixLine.same(i, j);
          note(line);
          found.replaceChildren();
          box.append(noted(line, function () { box.lastChild.remove(); asked.input.focus(); }));
          box.lastChild.querySelector("button").focus();
        } }, graphx.icon(graphx.kind[j]), el("span", {}, graphx.cut(graphx.label[j], 120)))));
      });
      if (!hits.length) found.append(el("li", { class: "source" }, "Nothing of that name that it could be."));
      graphx.say(graphx.many(hits.length, "result", "results"));
    });
    box.append(asked.form, found);
    return box;
  }

  // All of them, for the tray.
  let holder = null;
  graphx.paintFixes = function (box) {
    holder = box || holder;
    if (!holder) return;
    holder.replaceChildren(el("p", { class: "source" }, lines.length ?
      "Put these lines into corrections.txt in the folder of this map, then draw it again with: graphx page FOLDER" :
      "None noted. Beside each link, and below each dataset, model and repository, you can say what is wrong."));
    if (!lines.length) return;
    lines.forEach(function (line) {
      holder.append(noted(line, function () { const title = graphx.byId("tray-title"); if (title) title.focus(); }));
    });
    holder.append(el("div", { class: "row" },
      el("button", { type: "button", class: "small", onclick: function (event) { graphx.copyText(event.currentTarget, lines.join("\n") + "\n", "Lines copied."); } }, "Copy all"),
      el("button", { type: "button", class: "small", onclick: function () { graphx.saveText(lines.join("\n") + "\n", "corrections.txt", "text/plain"); } }, "Save as file")));
  };
})();
