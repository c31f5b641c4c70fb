"""The data of a page in few letters: what follows from the rest is left out, and the page puts it back.

A node's key mostly follows from its label, and where a sentence stands from the name in it. So what is kept
of either is how far a simple guess is off: mostly nothing. ``static/unfold.js`` and ``static/evidence.js``
guess alike; a guess that fails costs letters, never a wrong word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphx.schema import PAPER, REPO

_BREAK = re.compile(r"[.?!](?: |\Z)")
_OTHERS = re.compile(r"[^a-z0-9.+]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TITLED = f"{PAPER}:title:"
_MOST = 0x1900
_ODD = 2


def fold(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of :func:`graphx.render.data.graph_data` and of the network without what a page can guess.

    Returns
    -------
    dict
        ``keys`` with 0 for those that follow from kind and label; no ``surfaces`` that only repeat the label;
        in ``edges`` instead of ``evidence`` the columns ``count`` (for each edge), ``field`` (for each
        evidence: 0 title, 1 abstract of the edge's paper, 2 the next of ``odd``) and, for each of the first
        two, how far the guesses are off: ``at`` (of the name), ``size`` (its length), ``start`` and ``stop``
        (of the sentence).
    """
    labels, kinds = data["nodes"]["label"], data["nodes"]["kind"]
    keys = [
        # Most papers are called by an identifier, which nothing has to be tried for.
        0 if (kind or key.startswith(_TITLED)) and key == likely_key(data["kinds"][kind], label) else key
        for key, kind, label in zip(data["keys"], kinds, labels, strict=True)
    ]
    details = [
        {name: value for name, value in detail.items() if name != "surfaces" or value != [label]}
        for detail, label in zip(data["details"], labels, strict=True)
    ]
    edges = {name: column for name, column in data["edges"].items() if name != "evidence"}
    return {**data, "keys": keys, "details": details, "edges": edges | _evidence(data, details)}


def part_from_texts(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    r"""Return folded data without its long texts, and these: all labels, then the abstracts there are.

    In an abstract the label of what the paper's k-th edge leads to stands as the k-th private character; its
    detail says 0 for that, or 1 where the text itself has such characters.

    >>> data = {"nodes": {"label": ["A", "B"]}, "details": [{"abstract": "On B."}, {}],
    ...     "edges": {"from": [0], "to": [1]}}
    >>> part, texts = part_from_texts(data)
    >>> part["nodes"], part["details"], texts
    ({'label': 2}, [{'abstract': 0}, {}], ['A', 'B', 'On \ue000.'])
    """
    labels = data["nodes"]["label"]
    leads: dict[int, list[str]] = {}
    for a, b in zip(data["edges"]["from"], data["edges"]["to"], strict=True):
        leads.setdefault(a, []).append(labels[b])
    details, abstracts = [], []
    for i, detail in enumerate(data["details"]):
        if "abstract" in detail:
            plain = bool(_PRIVATE.search(detail["abstract"]))
            abstracts.append(
                detail["abstract"] if plain else _referring(detail["abstract"], leads.get(i, []))
            )
            details.append(detail | {"abstract": int(plain)})
        else:
            details.append(detail)
    return {**data, "nodes": data["nodes"] | {"label": len(labels)}, "details": details}, [
        *labels,
        *abstracts,
    ]


def _referring(text: str, labels: Sequence[str]) -> str:
    # The longest first: what is left of it is no name.
    for k in sorted(range(min(len(labels), _MOST)), key=lambda k: (-len(labels[k]), k)):
        if labels[k] and not _PRIVATE.search(labels[k]):
            text = text.replace(labels[k], chr(0xE000 + k))
    return text


def likely_key(kind: str, label: str) -> str:
    """Return the key that a node of this kind and label most likely has.

    >>> likely_key("model", "GPT-3.5"), likely_key("repo", "github.com/A/b"), likely_key("paper", "On C++.")
    ('model:gpt-3.5', 'repo:github.com/a/b', 'paper:title:on-c')
    """
    if not label.isascii():
        return ""
    if kind == REPO:
        return f"repo:{label.lower()}"
    words = [word.strip(".") for word in _OTHERS.split(label.lower())]
    slug = "-".join(word for word in words if word)
    return f"{kind}:title:{re.sub('[.+]', '', slug)}" if kind == PAPER else f"{kind}:{slug}"


def _evidence(data: Mapping[str, Any], details: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The columns that stand for the evidence of all edges."""
    edges, labels = data["edges"], data["nodes"]["label"]
    out: dict[str, list[Any]] = {
        name: [] for name in ("count", "field", "at", "size", "start", "stop", "odd")
    }
    known: dict[tuple[int, int], str] = {}
    for a, b, items in zip(edges["from"], edges["to"], edges["evidence"], strict=True):
        out["count"].append(len(items))
        names = [units(name) for name in (labels[b], *details[b].get("surfaces", ()))]
        seen = [0, 0]
        for item in items:
            if item[0] != a or len(item) > 6:
                out["field"].append(_ODD)
                out["odd"].append(item)
                continue
            field = item[1]
            if (a, field) not in known:
                known[a, field] = units(details[a].get("abstract", "") if field else labels[a])
            text, (start, stop, first, last) = known[a, field], item[2:]
            at, end = likely_name(text, names, seen[field])
            seen[field] = last
            out["field"].append(field)
            out["at"].append(first - at)
            out["size"].append(last - first - (end - at))
            begin, finish = likely_sentence(text, first, last)
            out["start"].append(start - begin)
            out["stop"].append(stop - finish)
    return out


def units(text: str) -> str:
    """Return a text with a character for each UTF-16 unit: places in it are those that JavaScript counts."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    return "".join(map(chr, memoryview(text.encode("utf-16-le")).cast("H")))


def likely_name(text: str, names: Sequence[str], since: int) -> tuple[int, int]:
    """Return where the first of some names that stands in a text from a place on does so.

    >>> likely_name("We use GSM8K.", ["Gsm8k", "GSM8K"], 0)
    (7, 12)
    """
    for name in names:
        at = text.find(name, since) if name else -1
        if at >= 0:
            return at, at + len(name)
    return since, since


def likely_sentence(text: str, first: int, last: int) -> tuple[int, int]:
    """Return where the sentence around a name most likely starts and ends.

    >>> likely_sentence("We test. We use GSM8K. It is fun.", 16, 21)
    (9, 22)
    """
    # The blank after the mark stands before the name.
    start = max(text.rfind(mark, 0, first) for mark in (". ", "? ", "! "))
    found = _BREAK.search(text, last)
    return (start + 2 if start >= 0 else 0), (found.start() + 1 if found else len(text))
