"""The map as a folder of Markdown notes with [[links]], for Obsidian, Logseq, Foam and others.

A note is a paper or an artifact. What it says is quoted from papers, which anybody may have written, so
nothing in it means anything to Markdown or to the program that shows it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from graphx.formats.escape import enclosable, markdown, printable_json
from graphx.ids import id_url, safe_url
from graphx.schema import (
    CITES,
    DATASET,
    HOSTED_AT,
    INTRODUCES,
    MENTIONS,
    MODEL,
    PAPER,
    REPO,
    USES,
    VARIANT_OF,
)
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

_FOLDERS: Final = {PAPER: "papers", DATASET: "datasets", MODEL: "models", REPO: "repositories"}
_OUT: Final = {
    INTRODUCES: "Introduces",
    USES: "Uses",
    MENTIONS: "Mentions",
    CITES: "Cites",
    VARIANT_OF: "Version of",
    HOSTED_AT: "Hosted at",
}
_IN: Final = {
    INTRODUCES: "Introduced by",
    USES: "Used by",
    MENTIONS: "Mentioned by",
    CITES: "Cited by",
    VARIANT_OF: "Versions",
    HOSTED_AT: "Hosts",
}
_QUOTES: Final = 3  # sentences shown for one link
_NAME_BYTES: Final = 120  # with folder, number and ending well below the 255 of every file system
_UNSAFE: Final = re.compile(r"""[\\/:*?"<>|#^\[\]%`$&{}=~@!']""")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def graph_to_notes(G: nx.MultiDiGraph[str]) -> Iterator[tuple[str, bytes]]:
    """Yield a Markdown note for each paper and each artifact, linked by their relations.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Yields
    ------
    tuple of str and bytes
        The name of a file (``papers/On Stars.md``), safe on every system and unique, also where upper and
        lower case are the same; and what it holds.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M: 1/2")
    >>> [name for name, held in graph_to_notes(G)]
    ['models/M 1 2.md']
    """
    names = note_names(G)
    for key in sorted(G):
        yield f"{names[key]}.md", ("\n".join(_note(G, key, names)) + "\n").encode("utf-8", "replace")


def note_names(G: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Return the path of each node's note, without its ending."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(G):
        folder = _FOLDERS.get(G.nodes[key].get("kind", ""), "others")
        stem = _stem(str(G.nodes[key].get("label", key)))
        name, serial = f"{folder}/{stem}", 1
        # File systems that ignore case, and those that take accents apart, see one name here.
        while (same := unicodedata.normalize("NFKC", name.casefold())) in taken:
            serial += 1
            name = f"{folder}/{stem} ({serial})"
        taken.add(same)
        names[key] = name
    return names


def _stem(label: str) -> str:
    text = " ".join(_UNSAFE.sub(" ", one_line(unicodedata.normalize("NFC", label))).split())
    text = "".join(c for c in text if c == " " or unicodedata.category(c)[0] not in "CZ")
    text = text.encode()[:_NAME_BYTES].decode("utf-8", "ignore").strip(" .-") or "untitled"
    return f"_{text}" if _RESERVED.match(text) else text


def _note(G: nx.MultiDiGraph[str], key: str, names: dict[str, str]) -> Iterator[str]:
    data = G.nodes[key]
    yield "---"
    for name, value in _properties(key, data):
        yield f"{name}: {printable_json(json.dumps(value, ensure_ascii=False))}"  # JSON is YAML
    yield "---"
    yield f"# {_inert(str(data.get('label', key)))}"
    abstract = one_line(str(data.get("abstract", "")))
    if abstract:
        yield from ("", _inert(abstract))
    urls = [safe_url(str(data.get("url", "")).strip()), *map(id_url, data.get("ids", ()))]
    for url in dict.fromkeys(filter(None, urls)):
        yield from ("", f"<{enclosable(url)}>")
    for headings, edges in ((_OUT, G.out_edges), (_IN, G.in_edges)):
        found: list[Any] = list(edges(key, keys=True, data="evidence"))
        for relation, heading in headings.items():
            links = [
                (v if headings is _OUT else u, told or ()) for u, v, kind, told in found if kind == relation
            ]
            if links:
                yield from ("", f"## {heading}", "")
            for other, told in sorted(links, key=lambda link: (str(G.nodes[link[0]].get("label")), link[0])):
                yield f"- [[{names[other]}|{_shown(str(G.nodes[other].get('label', other)))}]]"
                for said in list(dict.fromkeys(one.sentence for one in told if one.sentence))[:_QUOTES]:
                    yield f"  > {_inert(said)}"


def _properties(key: str, data: dict[str, Any]) -> list[tuple[str, Any]]:
    label = one_line(str(data.get("label", key)))
    wanted = [
        ("aliases", [label, *(one_line(s) for s in data.get("surfaces", ()) if one_line(s) != label)]),
        ("kind", data.get("kind", "")),
        ("key", one_line(key)),
        ("year", data.get("year")),
        ("date", one_line(data.get("date", ""))),
        ("authors", [one_line(author) for author in data.get("authors", ())]),
        ("venue", one_line(data.get("venue", ""))),
        ("ids", list(data.get("ids", ()))),
    ]
    return [(name, value) for name, value in wanted if value]


def _inert(text: str) -> str:
    """Return text that neither Markdown nor Obsidian (tags, comments, marks, templates) makes anything of."""
    text = markdown(text).replace(r"\<", "&lt;").replace("{{", r"{\{")
    return re.sub(r"(?<!\\)[#%=]", r"\\\g<0>", text)


def _shown(label: str) -> str:
    """Return what a [[link|shows]]: nothing in there can be escaped."""
    return " ".join(re.sub(r"[\[\]|<>`\\#^%$*_~=]", " ", one_line(label)).split()) or "untitled"
