// The reading list in the panel: start, add, remove, mark as read, export.
(function () {
  "use strict";
  const graphx = window.graphx, el = graphx.el, byId = graphx.byId, data = graphx.data, state = graphx.state;
  const SIZE = 15;

  // What has been read is remembered in this browser, where it allows that, for all maps alike.
  const STORE = "graphx-read";
  let read = new Set();
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "[]");
    if (Array.isArray(kept)) read = new Set(kept.filter(function (key) { return typeof key === "string"; }));
  } catch { /* not allowed here: remembered until the page closes */ }
  graphx.isRead = function (i) { return read.has(data.keys[i]); };
  graphx.setRead = function (i, on) {
    if (on) read.add(data.keys[i]);
    else read.delete(data.keys[i]);
    try { localStorage.setItem(STORE, JSON.stringify(Array.from(read))); } catch { /* as above */ }
  };

  const NOTHING = { items: [], foundations: [], bridges: [], newest: [], leftOut: [], note: "" };
  let found = NOTHING, foundOf = "";
  // The list by what was asked for, with its short lists and its note.
  graphx.currentAnswer = function () {
    const name = [graphx.counted, state.seeds.join(), state.known.join(), state.hours, state.each].join("|");
    if (name !== foundOf) {
      foundOf = name;
      found = state.seeds.length ? graphx.readingList(state.seeds, state.known, SIZE, state.hours, state.each) : NOTHING;
    }
    return found;
  };
  graphx.currentList = function () {
    const known = graphx.currentAnswer().items, there = new Set(known.map(function (one) { return one.paper; }));
    return known.concat(state.added.filter(function (i) { return !there.has(i); }).map(function (i) {
      return { paper: i, score: 0, reason: "added by you", whyHere: "" };
    }));
  };
  graphx.hasList = function () { return state.seeds.length + state.added.length > 0; };
  graphx.listed = function () {
    return graphx.hasList() && state.chosen < 0 ? graphx.currentList().map(function (one) { return one.paper; }) : [];
  };

  function without(list, i) { return list.filter(function (j) { return j !== i; }); }
  graphx.startList = function (i) { graphx.set({ seeds: [i], known: [], added: [], hours: null, each: 1, chosen: -1, other: -1, from: -1 }, true, "panel"); };
  function remove(i) {
    if (state.added.includes(i)) graphx.set({ added: without(state.added, i) });
    else graphx.set({ known: state.known.concat(i) });
    graphx.say("Removed " + graphx.cut(graphx.label[i], 80));
    byId("panel").focus();
  }

  // The buttons by which a node gets into a list.
  graphx.listButtons = function (i) {
    const row = [];
    const small = function (text, act, more) { return el("button", Object.assign({ type: "button", class: "small", onclick: act }, more || {}), text); };
    if (!graphx.hasList()) return [small("Reading list from here", function () { graphx.startList(i); })];
    row.push(small("Back to reading list", function () { graphx.choose(-1, "panel"); }));
    if (!state.seeds.includes(i)) {
      row.push(small("Start from this too", function () {
        graphx.set({ seeds: state.seeds.concat(i), added: without(state.added, i), known: without(state.known, i), chosen: -1, other: -1 }, true, "panel");
      }));
    }
    const inList = graphx.currentList().some(function (one) { return one.paper === i; });
    if (graphx.kind[i] === graphx.PAPER && !inList && !state.seeds.includes(i)) {
      row.push(small("Add to reading list", function () {
        const back = state.known.includes(i);
        graphx.set({ added: back ? state.added : state.added.concat(i), known: without(state.known, i), chosen: -1, other: -1 }, true, "panel");
      }));
    }
    return row;
  };

  graphx.readingPanel = function (body) {
    const items = graphx.currentList();
    body.append(el("h2", {}, "Reading list"));
    const seeds = el("ul", { class: "mutes" });
    state.seeds.forEach(function (i) {
      seeds.append(el("li", {}, graphx.goTo(i), el("button", { type: "button", class: "small", "aria-label": "Do not start from " + graphx.cut(graphx.label[i], 80),
        onclick: function () { graphx.set({ seeds: without(state.seeds, i) }); byId("panel").focus(); } }, "Remove")));
    });
    if (state.seeds.length) body.append(el("section", {}, el("h3", {}, "Starting from"), seeds));
    if (state.seeds.length) body.append(timeRow());
    // The words of Python, but for its word for where a list starts.
    const said = graphx.currentAnswer().note.replace(/from the seeds?\b/, "from here");
    if (said) body.append(el("p", { class: "source", role: "note" }, said[0].toUpperCase() + said.slice(1) + "."));
    body.append(el("p", { class: "source" }, items.length ? "In the order to read in: a paper stands after those of the list that it cites or builds on; else the older first." :
      state.hours ? "No paper fits into that time." : "Nothing else can be reached from here."));
    graphx.onlyHere(body, "reading-list");
    const list = el("ol", { class: "items reading" });
    items.forEach(function (one) { list.append(item(one)); });
    body.append(list);
    const done = items.map(function (one) { return one.paper; }).filter(graphx.isRead);
    if (done.length && state.seeds.length) {
      body.append(el("button", { type: "button", class: "small", onclick: function () {
        graphx.set({ known: state.known.concat(done), added: state.added.filter(function (i) { return !done.includes(i); }) });
        byId("panel").focus();
      } }, "Put others in the place of what is read"));
    }
    if (state.known.length) {
      const gone = el("ul", { class: "mutes" });
      state.known.forEach(function (i) {
        gone.append(el("li", {}, graphx.goTo(i), el("button", { type: "button", class: "small", "aria-label": "Put back " + graphx.cut(graphx.label[i], 80),
          onclick: function () { graphx.set({ known: without(state.known, i) }); byId("panel").focus(); } }, "Put back")));
      });
      body.append(el("section", {}, el("h3", {}, "Removed"), gone));
    }
    shortLists(body, items);
    const save = function (text, make, name, type) {
      return el("button", { type: "button", class: "small", onclick: function () { graphx.saveText(make(graphx.currentList()), name, type); } }, text);
    };
    body.append(el("section", {}, el("h3", {}, "Export"), el("div", { class: "row" },
      save("Markdown", graphx.markdownOf, "reading-list.md", "text/markdown"), save("BibTeX", graphx.bibtexOf, "reading-list.bib", "application/x-bibtex"),
      save("RIS", graphx.risOf, "reading-list.ris", "application/x-research-info-systems"), save("CSV", graphx.csvOf, "reading-list.csv", "text/csv"),
      el("button", { type: "button", class: "small", onclick: function (event) { graphx.copyText(event.currentTarget, graphx.pythonCall(), "Python copied."); } },
        "Copy as Python"))));
  };

  // How much time there is: papers that do not fit are left out, and said.
  function timeRow() {
    const field = function (id, name, value, least, hint) {
      const input = el("input", { type: "number", id: id, min: least, step: "any", value: value, placeholder: hint, inputmode: "decimal" });
      input.addEventListener("change", function () {
        const number = Math.round(Number(input.value) * 1000) / 1000, one = {};
        one[name] = number > 0 && number < 1e5 ? number : name === "each" ? 1 : null;
        graphx.set(one, false, "panel");
      });
      return input;
    };
    return el("div", { class: "row time" }, el("label", { for: "hours" }, "Hours to read"), field("hours", "hours", state.hours || "", "0", "any"),
      el("label", { for: "each" }, "hours a paper"), field("each", "each", state.each, "0", "1"));
  }
  function shortLists(body, items) {
    const answer = graphx.currentAnswer(), places = new Map(items.map(function (one, k) { return [one.paper, k + 1]; }));
    graphx.SHORT_LISTS.forEach(function (short) {
      const few = answer[short.id];
      if (!few.length) return;
      const list = el("ul", { class: "items" });
      few.forEach(function (one) {
        const i = one.paper, place = places.get(i), year = graphx.year[i];
        const what = [year || "", place ? "no. " + place + " above" : ""].filter(Boolean).join(", ");
        list.append(el("li", {}, graphx.goTo(i), el("p", { class: "why" }, (what ? what + " · " : "") + graphx.cut(one.reason, 400)),
          place || state.added.includes(i) ? null : el("button", { type: "button", class: "small", "aria-label": "Add " + graphx.cut(graphx.label[i], 80) + " to the list",
            onclick: function () { graphx.set({ added: state.added.concat(i) }); byId("panel").focus(); } }, "Add to reading list")));
      });
      body.append(el("details", { class: "short" }, el("summary", {}, short.name + " (" + few.length + ")"), el("p", { class: "source" }, short.lead), list));
    });
  }

  function item(one) {
    const i = one.paper, year = graphx.year[i];
    const box = el("li", { class: graphx.isRead(i) ? "read" : null, "data-key": data.keys[i] }, graphx.goTo(i),
      el("p", { class: "why" }, (year ? year + " · " : "") + graphx.cut(one.reason, 400)),
      one.whyHere ? el("p", { class: "source" }, graphx.cut(one.whyHere, 400)) : null);
    const check = el("input", { type: "checkbox", onchange: function () {
      graphx.setRead(i, check.checked);
      box.classList.toggle("read", check.checked);
      graphx.showPanel(-1);
      const again = Array.from(byId("panel").querySelectorAll("li[data-key]")).find(function (li) { return li.dataset.key === data.keys[i]; });
      if (again) again.querySelector("input").focus();
    } });
    check.checked = graphx.isRead(i);
    box.append(el("div", { class: "row" }, el("label", { class: "check" }, check, " Read"),
      el("button", { type: "button", class: "small", "aria-label": "Remove " + graphx.cut(graphx.label[i], 80), onclick: function () { remove(i); } }, "Remove")));
    return box;
  }
})();
