"""The graph as plain, JSON-able data: what the page's scripts read.

Nothing here is HTML. Text is only made safe to carry (no lone surrogates, no control characters); the page
shows it through ``textContent``, never as markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graphx.formats.entries import citation_key, ris_type, type_of, venue_field
from graphx.formats.venues import venue_kind
from graphx.ids import id_url, safe_url
from graphx.model import Evidence
from graphx.render.told import told_lines
from graphx.schema import NODE_KINDS, PAPER, RELATIONS

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NAMES = {
    "arxiv": "arXiv",
    "doi": "DOI",
    "acl": "ACL Anthology",
    "openalex": "OpenAlex",
    "s2": "Semantic Scholar",
    "pmid": "PubMed",
}
_FOLDERS = re.compile(r".*[/\\](?=[^/\\])", re.DOTALL)


def clean(text: object) -> str:
    r"""Return ``text`` with every character that a page cannot carry replaced by one that it can.

    The length stays the same, so that spans into the text stay right.

    >>> clean("a\x00b"), clean("\ud800"), clean(None)
    ('a b', '\ufffd', '')
    """
    if text is None:
        return ""
    told = str(text)
    if told.isprintable():  # as nearly all are: a tenth of the time
        return told
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", told))


def id_link(identifier: str) -> list[str]:
    """Return what to show for a ``scheme:value`` identifier: name, value and address (may be empty).

    >>> id_link("arxiv:1706.03762")
    ['arXiv', '1706.03762', 'https://arxiv.org/abs/1706.03762']
    """
    text = clean(identifier)
    scheme, _, value = text.partition(":")
    return [_NAMES.get(scheme, scheme), value, id_url(text)]


def place_name(origin: object) -> str:
    r"""Return ``file:line`` of an origin without the folders: a page that is passed on tells nobody's disk.

    >>> place_name("/home/ann/papers.txt:103"), place_name(r"C:\Users\Ann\papers.txt:7"), place_name("a.txt")
    ('papers.txt:103', 'papers.txt:7', 'a.txt')
    """
    return _FOLDERS.sub("", clean(origin))


def graph_data(G: Graph) -> dict[str, Any]:
    """Return what the page tells about nodes and edges, apart from where and how they are drawn.

    Returns
    -------
    dict
        ``keys``: node keys, sorted, by which the other columns are ordered; ``details``: one dict a node;
        ``edges``: columns ``from``, ``to``, ``relation``, ``weight``, ``evidence``; ``kinds`` and
        ``relations``: the words that numbers in other columns stand for.
    """
    keys = sorted(G)
    index = {key: i for i, key in enumerate(keys)}
    texts = _Texts(G, index)
    edges: dict[str, list[Any]] = {name: [] for name in ("from", "to", "relation", "weight", "evidence")}
    for a, b, relation, attrs in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        if relation not in RELATIONS:
            continue
        edges["from"].append(index[a])
        edges["to"].append(index[b])
        edges["relation"].append(RELATIONS.index(relation))
        # Nine digits: reading lists are computed from them here as in Python.
        edges["weight"].append(round(float(attrs.get("weight", 1.0)), 9))
        edges["evidence"].append([texts.evidence(item) for item in attrs.get("evidence", ())])
    return {
        "kinds": list(NODE_KINDS),
        "relations": list(RELATIONS),
        "keys": _unique(clean(key) for key in keys),
        "details": [_details(G.nodes[key]) for key in keys],
        "edges": edges,
    }


def group_columns(G: Graph, communities: Mapping[str, str]) -> dict[str, Any]:
    """Return the names of the communities, most papers first, and each node's place among them.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> group_columns(G, {"paper:b": "Parsing"})
    {'groups': ['Parsing'], 'groupPapers': [1], 'group': [-1, 0]}
    """
    named = {key: clean(communities[key]) for key in sorted(G) if key in communities}
    papers = Counter(dict.fromkeys(named.values(), 0))
    papers.update(name for key, name in named.items() if G.nodes[key].get("kind") == PAPER)
    names = sorted(papers, key=lambda name: (-papers[name], name))
    place = {name: number for number, name in enumerate(names)}
    return {
        "groups": names,
        "groupPapers": [papers[name] for name in names],
        "group": [place[named[key]] if key in named else -1 for key in sorted(G)] if named else [],
    }


def _details(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a panel shows about one node; empty fields are left out, most papers have few."""
    if attrs.get("kind") == PAPER:
        found: dict[str, Any] = {
            "abstract": clean(attrs.get("abstract")),
            "year": attrs.get("year"),
            "date": clean(attrs.get("date")),
            "authors": [clean(name) for name in attrs.get("authors", ())],
            "venue": clean(attrs.get("venue")),
            "venueKind": venue_kind(clean(attrs.get("venue"))).replace("preprint", ""),
            "ids": [id_link(identifier) for identifier in attrs.get("ids", ())],
            "entry": _entry(attrs),
            "origins": list(dict.fromkeys(place_name(origin) for origin in attrs.get("origins", ()))),
        }
    else:
        found = {
            "surfaces": [clean(surface) for surface in attrs.get("surfaces", ())],
            "implied": [safe_url(f"https://{clean(name)}") for name in attrs.get("implied", ())],
        }
    if attrs.get("facts"):
        found |= {name: [clean(line) for line in lines] for name, lines in told_lines(attrs).items()}
    found["url"] = safe_url(clean(attrs.get("url")).strip())
    return {name: value for name, value in found.items() if value}


def _entry(attrs: Mapping[str, Any]) -> list[str]:
    """Key, type, field of the venue and type in RIS of the entry that a paper was read from, if any."""
    key = citation_key(clean(attrs.get("cite_key")))
    if not key:
        return []
    kind = type_of(clean(attrs.get("entry_type")), clean(attrs.get("venue")))
    return [key, kind, venue_field(kind), ris_type(kind)]


def _unique(keys: Iterable[str]) -> list[str]:
    """Keys that became equal by cleaning get a tail, so that every address means one node."""
    seen: dict[str, int] = {}
    out = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        out.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return out


class _Texts:
    """Evidence as spans into the texts that the page carries anyway."""

    def __init__(self, G: Graph, index: Mapping[str, int]) -> None:
        self._index = index
        self._fields: dict[tuple[str, str], tuple[str, Callable[[int], int]]] = {}
        self._nodes = G.nodes

    def evidence(self, item: Evidence) -> list[Any]:
        """One evidence as ``[paper, field, sentence start, end, surface start, end]`` or with its own text.

        A seventh entry names the public API that told the text, where it is not from the input.
        ``[-1, sentence, surface start, end]`` where the sentence does not stand in the paper's text, and
        ``[-2, provider, detail, fetched]`` where it is no sentence at all. Offsets count UTF-16 units,
        as JavaScript does.
        """
        if not item.sentence:
            return [-2, clean(item.provider), clean(item.detail or item.surface), clean(item.fetched)[:10]]
        sentence, surface = clean(item.sentence), clean(item.surface)
        if item.paper in self._index and item.field in ("title", "abstract"):
            text, unit = self._field(item.paper, item.field)
            begin, end = item.sentence_start, item.sentence_start + len(sentence)
            inside = begin <= item.start <= item.end <= end
            if inside and text[begin:end] == sentence and text[item.start : item.end] == surface:
                places = [unit(place) for place in (begin, end, item.start, item.end)]
                told = [clean(item.provider)] if item.provider else []
                return [self._index[item.paper], int(item.field == "abstract"), *places, *told]
        unit = _utf16(sentence)
        at = item.start - item.sentence_start
        if sentence[at : at + len(surface)] != surface or at < 0:
            at = max(0, sentence.find(surface))
        to = at + len(surface) if sentence[at : at + len(surface)] == surface else at
        return [-1, sentence, unit(at), unit(to)]

    def _field(self, key: str, name: str) -> tuple[str, Callable[[int], int]]:
        if (key, name) not in self._fields:
            attrs = self._nodes[key]
            text = clean(
                attrs.get("abstract") if name == "abstract" else attrs.get("title") or attrs.get("label")
            )
            # The page carries a title once, as the label.
            same = name == "abstract" or text == clean(attrs.get("label"))
            self._fields[key, name] = (text if same else "", _utf16(text))
        return self._fields[key, name]


def _utf16(text: str) -> Callable[[int], int]:
    """Return what turns a place in ``text``, counted in characters, into one counted in UTF-16 units."""
    wide = [i for i, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []
    return (lambda place: place + bisect_left(wide, place)) if wide else (lambda place: place)
