// A reading list as text of other programs. As graphx/formats has it: what is text stays text there too.
(function () {
  "use strict";
  const graphx = window.graphx, data = graphx.data;

  function oneLine(text) { return graphx.oneLine(String(text || "").replace(/[\u0000-\u001f\u007f-\u009f]/g, " ")); }
  function note(one) { return one.whyHere ? one.reason + "; " + one.whyHere : one.reason; }
  function ids(i) {
    const found = {};
    (graphx.details(i).ids || []).forEach(function (id) { if (!Object.hasOwn(found, id[0])) found[id[0]] = id; });
    return found;
  }
  function enclosable(url) {
    return encodeURI(url).replace(/%25/g, "%").replace(/[()'*!{}]/g, function (c) { return "%" + c.charCodeAt(0).toString(16).toUpperCase(); });
  }
  function address(i) {
    const detail = graphx.details(i), found = (detail.ids || []).find(function (id) { return id[2]; });
    return enclosable(detail.url || (found ? found[2] : ""));
  }
  function asciiWord(text) { return text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]/g, ""); }

  // Markdown shows it as it stands.
  function markdown(text) {
    const escaped = oneLine(text).replace(/[\\`*_[\]<>&|~$^@]/g, "\\$&");
    return escaped.replace(/^([-+=#])/, "\\$1").replace(/^(\d+)(?=[.)])/, "$1\\");
  }
  function titled(i) {
    const url = address(i), title = markdown(graphx.nameOf(i)), year = graphx.year[i];
    return (url ? "[" + title + "](" + url + ")" : title) + (year ? " (" + year + ")" : "");
  }
  graphx.markdownOf = function (items) {
    const lines = ["# Reading list", ""];
    if (graphx.state.seeds.length) lines.push("Starting from " + graphx.state.seeds.map(function (i) { return markdown(graphx.nameOf(i)); }).join("; ") + ".", "");
    items.forEach(function (one, k) {
      lines.push((k + 1) + ". " + (graphx.isRead(one.paper) ? "\\[read\\] " : "") + titled(one.paper), "   " + markdown(note(one)));
    });
    graphx.SHORT_LISTS.forEach(function (short) {
      const few = graphx.currentAnswer()[short.id];
      if (few.length) lines.push("", "## " + short.name, "", short.lead, "");
      few.forEach(function (one) {
        lines.push("- " + titled(one.paper) + ": " + markdown(one.reason));
      });
    });
    return lines.join("\n") + "\n";
  };

  const BIBTEX = { "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}" };
  function bibtex(text) {
    return oneLine(text).replace(/[\\{}^~#$%&_]/g, function (c) { return BIBTEX[c] || "\\" + c; });
  }
  const SMALL = new Set(["a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "towards", "with"]);
  function entryKey(i) {
    const authors = graphx.details(i).authors || [], surname = authors.length ? authors[0].split(",")[0].trim().split(/\s+/).pop() : "";
    const author = asciiWord(surname), year = String(graphx.year[i] || "");
    const telling = graphx.label[i].split(/[\s\-:]+/).map(asciiWord).filter(function (word) { return word && !SMALL.has(word); });
    return (author ? [author, year].concat(telling.slice(0, 1)) : telling.slice(0, 3).concat(year)).join("") || "paper";
  }
  // A paper keeps the key of the bibliography that it was read from, the first of each; keys that were made keep clear of
  // those, and case tells no keys apart.
  function entryKeys(papers) {
    const own = papers.map(function (i) { return (graphx.details(i).entry || [""])[0]; });
    const taken = new Set(own.map(function (key) { return key.toLowerCase(); })), kept = new Set();
    return papers.map(function (i, k) {
      let key = own[k];
      if (!key || kept.has(key.toLowerCase())) {
        const stem = key || entryKey(i);
        key = stem;
        for (let serial = 2; taken.has(key.toLowerCase()); serial++) key = stem + "x" + serial;
      }
      kept.add(key.toLowerCase());
      taken.add(key.toLowerCase());
      return key;
    });
  }
  // By the kind of venue, as graphx/formats/entries.py has them.
  const BIBTEX_TYPES = { conference: ["inproceedings", "booktitle"], journal: ["article", "journal"] };
  const RIS_TYPES = { conference: "CONF", journal: "JOUR" };
  function author(name) {
    if (name === "et al.") return "others";
    return /\band\b/i.test(name) ? "{" + bibtex(name) + "}" : bibtex(name);
  }
  graphx.bibtexOf = function (items) {
    const keys = entryKeys(items.map(function (one) { return one.paper; }));
    return items.map(function (one, k) {
      const i = one.paper, detail = graphx.details(i), known = ids(i);
      const type = detail.entry ? detail.entry.slice(1) : BIBTEX_TYPES[detail.venueKind] || ["misc", "howpublished"];
      const fields = [
        ["title", "{" + bibtex(graphx.nameOf(i)) + "}"],
        ["author", (detail.authors || []).map(author).join(" and ")],
        [type[1], bibtex(detail.venue)], ["year", String(graphx.year[i] || "")],
        ["eprint", known.arXiv ? encodeURI(known.arXiv[1]) : ""], ["archiveprefix", known.arXiv ? "arXiv" : ""],
        ["doi", known.DOI ? encodeURI(known.DOI[1]) : ""], ["url", address(i)], ["note", bibtex(note(one))],
      ].filter(function (field) { return field[1]; });
      return "@" + type[0] + "{" + keys[k] + ",\n" + fields.map(function (field) { return "  " + field[0] + " = {" + field[1] + "},\n"; }).join("") + "}\n";
    }).join("\n");
  };
  graphx.risOf = function (items) {
    return items.map(function (one) {
      const i = one.paper, detail = graphx.details(i), known = ids(i);
      const fields = [["TI", graphx.nameOf(i)]].concat((detail.authors || []).map(function (name) { return ["AU", name.replace(/\*/g, "")]; }), [
        ["T2", detail.venue], ["PY", String(graphx.year[i] || "")], ["DO", known.DOI ? known.DOI[1] : ""], ["UR", address(i)], ["N1", note(one)],
      ]).filter(function (field) { return field[1]; });
      return "TY  - " + (detail.entry ? detail.entry[3] : RIS_TYPES[detail.venueKind] || "GEN") + "\n" + fields.map(function (field) { return field[0] + "  - " + oneLine(field[1]) + "\n"; }).join("") + "ER  - \n";
    }).join("\n");
  };
  // A cell is never run as a formula by a spreadsheet.
  function cell(text) {
    const plain = oneLine(text), safe = /^[=+\-@＝＋－＠]/.test(plain) ? "'" + plain : plain;
    return /[",]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }
  graphx.csvOf = function (items) {
    const rows = [["place", "title", "year", "authors", "venue", "reason", "why_here", "read", "url", "key"]];
    items.forEach(function (one, k) {
      const i = one.paper, detail = graphx.details(i);
      rows.push([k + 1, graphx.nameOf(i), graphx.year[i] || "", (detail.authors || []).join("; "), detail.venue, one.reason, one.whyHere,
        graphx.isRead(i) ? "yes" : "", address(i), data.keys[i]]);
    });
    return rows.map(function (row) { return row.map(cell).join(",") + "\r\n"; }).join("");
  };
})();
