"""From what a person types to a node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphx.analyze.arrays import arrays_of
from graphx.analyze.names import names_of, plain
from graphx.analyze.texts import check_graph
from graphx.errors import NodeError, choose
from graphx.formats.entries import citation_key
from graphx.ids import parse_id
from graphx.schema import NODE_KINDS, PAPER, REPO
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphx.analyze.names import Names
    from graphx.analyze.texts import Graph

SHOWN = 8  # candidates in a message
_LABEL_WIDTH = 80
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(.+?)(?:\.git)?/*", re.IGNORECASE)


def find_node(G: Graph, text: str, *, kind: str | None = None) -> str:
    """Return the key of the one node that ``text`` means.

    Tried in turn, until something fits: a node key; a key without its kind (``arxiv:2308.14508``); an
    identifier or address of a paper or repository; a label or a spelling met in the papers; a citation key of
    the bibliography that a paper was read from; a part of one label; words that one label has all of. Case
    and spacing count in keys only.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    text
        What was typed.
    kind
        The kind of node meant, one of :data:`graphx.schema.NODE_KINDS`; None for any.

    Returns
    -------
    str
        The node key.

    Raises
    ------
    NodeError
        Nothing fits, or several nodes fit equally well; ``candidates`` has the keys that could be meant.
    OptionError
        An unknown kind.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:arxiv:2308.14508", kind="paper", label="LongBench: A Bilingual Benchmark")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> find_node(G, "https://arxiv.org/abs/2308.14508v2"), find_node(G, "longbench")
    ('paper:arxiv:2308.14508', 'dataset:longbench')
    >>> find_node(G, "bilingual")
    'paper:arxiv:2308.14508'
    """
    check_graph(G)
    if kind is not None:
        choose("kind", kind, NODE_KINDS)
    wanted = plain(text)
    if not wanted:
        raise NodeError("an empty text names no node; give a node key or a piece of a title")
    # In turn, for looking for an identifier may take a walk over all nodes.
    for look in (_by_key, _by_id):
        fitting = _of_kind(G, look(G, text.strip()), kind)
        if len(fitting) > 1:
            raise _ambiguous(G, text, fitting)
        if fitting:
            return fitting[0]
    names = names_of(G)
    for fitting in _readings(G, names, text.strip(), kind):
        if len(fitting) > 1:
            raise _ambiguous(G, text, fitting)
        if fitting:
            return fitting[0]
    raise _unknown(G, text, kind, names)


def _readings(G: Graph, names: Names, text: str, kind: str | None) -> Iterator[list[str]]:
    """Yield the nodes that a text fits, the strictest reading first."""
    wanted = plain(text)
    called = names.called(wanted, kind)
    yield next(called)
    yield next(called)
    yield _of_kind(G, names.cited_as(text), kind) if citation_key(text) else []
    if kind == PAPER:
        yield _introducing(G, names, wanted)
    for fitting in called:
        # "BERT" is a piece of many titles, but there is one "BERT: Pre-training …".
        heads = [key for key in fitting if plain(G.nodes[key].get("label", "").partition(":")[0]) == wanted]
        yield heads if len(heads) == 1 else fitting


def _introducing(G: Graph, names: Names, wanted: str) -> list[str]:
    """Return the papers that introduce what is called so: what everybody calls them by."""
    arrays = arrays_of(G)
    called = names.called(wanted, None)
    for artifacts in (next(called), next(called)):
        places = [arrays.places[key] for key in artifacts if G.nodes[key].get("kind") != PAPER]
        if places:
            return [
                arrays.keys[paper] for paper in sorted(set(arrays.introduced_by[places].indices.tolist()))
            ]
    return []


def _of_kind(G: Graph, keys: Iterable[str], kind: str | None) -> list[str]:
    return sorted(key for key in keys if kind is None or G.nodes[key].get("kind") == kind)


def _by_key(G: Graph, text: str) -> list[str]:
    if text in G:
        return [text]
    return [key for key in (f"{kind}:{text}" for kind in NODE_KINDS) if key in G]


def _by_id(G: Graph, text: str) -> list[str]:
    address = _ADDRESS.fullmatch(text)
    repo = f"{REPO}:{address[1].lower()}" if address else ""
    if repo in G:
        return [repo]
    wanted = parse_id(text)
    if wanted is None:
        return []
    if f"{PAPER}:{wanted}" in G:
        return [f"{PAPER}:{wanted}"]
    return names_of(G).with_id(wanted)


def _show(G: Graph, keys: list[str]) -> str:
    shown = [f"{one_line(G.nodes[key].get('label', key), _LABEL_WIDTH)} — {key}" for key in keys[:SHOWN]]
    more = f"; and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return "; ".join(shown) + more


def _ambiguous(G: Graph, text: str, keys: list[str]) -> NodeError:
    # The shortest label has the fewest words that were not asked for.
    length = names_of(G).length
    keys = sorted(keys, key=lambda key: (length(key), key))
    asked = one_line(text, _LABEL_WIDTH)
    return NodeError(f"{asked!r} fits {len(keys)} nodes: {_show(G, keys)}; give the key of one", keys)


def _unknown(G: Graph, text: str, kind: str | None, names: Names) -> NodeError:
    asked = one_line(text, _LABEL_WIDTH)
    what = f"no {kind or 'node'} of the map fits {asked!r}"
    if kind and text in G:
        actual = G.nodes[text].get("kind")
        return NodeError(f"{what}: it is a {actual}; give another kind or another key", [text])
    near = names.near(plain(text), kind, SHOWN)
    if not near:
        return NodeError(f"{what}; give a node key, an identifier or a piece of a title")
    return NodeError(f"{what}; did you mean: {_show(G, near)}? give a key or a piece of a title", near)
