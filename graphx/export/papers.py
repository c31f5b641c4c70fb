"""The papers of a map for reference managers: BibTeX, RIS and CSL-JSON.

The datasets, models and repositories a paper names are its keywords, so that a reference manager can be
searched by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.answers.papers import ReadingItem
from graphx.formats.bibliography import Extra, bibtex_entries, csl_items, ris_records
from graphx.formats.table import json_text
from graphx.schema import PAPER, ROLES

if TYPE_CHECKING:
    import networkx as nx


def papers_to_bibtex(G: nx.MultiDiGraph[str]) -> str:
    """Return the papers of a graph as BibTeX, oldest first.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="On Stars", year=2024)
    >>> papers_to_bibtex(G).splitlines()[:2]
    ['@misc{stars2024,', '  title = {{On Stars}},']
    """
    items = _items(G)
    return bibtex_entries(items, extras=_extras(G, items))


def papers_to_ris(G: nx.MultiDiGraph[str]) -> str:
    """Return the papers of a graph as RIS, oldest first.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="On Stars", year=2024)
    >>> papers_to_ris(G).splitlines()
    ['TY  - GEN', 'TI  - On Stars', 'PY  - 2024', 'ER  - ']
    """
    items = _items(G)
    return ris_records(items, extras=_extras(G, items))


def papers_to_csl(G: nx.MultiDiGraph[str]) -> str:
    """Return the papers of a graph as CSL-JSON, for Zotero, pandoc and others, oldest first.

    >>> import json, networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="On Stars", year=2024)
    >>> json.loads(papers_to_csl(G))[0]["issued"]
    {'date-parts': [[2024]]}
    """
    items = _items(G)
    return json_text(csl_items(items, _extras(G, items)))


def _items(G: nx.MultiDiGraph[str]) -> list[ReadingItem]:
    papers = [(key, data) for key, data in G.nodes(data=True) if data.get("kind") == PAPER]
    papers.sort(key=lambda paper: (paper[1].get("year") or 9999, paper[1].get("label", ""), paper[0]))
    return [
        ReadingItem(
            key=key,
            title=data.get("label", key),
            score=0.0,
            reason="",
            year=data.get("year"),
            authors=tuple(data.get("authors", ())),
            venue=data.get("venue", ""),
            url=data.get("url", ""),
            ids=tuple(data.get("ids", ())),
            cite_key=data.get("cite_key", ""),
            entry_type=data.get("entry_type", ""),
        )
        for key, data in papers
    ]


def _extras(G: nx.MultiDiGraph[str], items: list[ReadingItem]) -> dict[str, Extra]:
    extras = {}
    for item in items:
        data = G.nodes[item.key]
        named = {
            str(G.nodes[v].get("label", v)) for _, v, key in G.out_edges(item.key, keys=True) if key in ROLES
        }
        extras[item.key] = Extra(
            abstract=data.get("abstract", ""), date=data.get("date", ""), keywords=tuple(sorted(named))
        )
    return extras
