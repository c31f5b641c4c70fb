"""Find the paper that a text means among those that were read."""

from __future__ import annotations

from collections.abc import Iterable

from graphx.errors import NodeError
from graphx.model import Paper


def pick_paper(papers: Iterable[Paper], text: str) -> Paper:
    """Return the paper with that node key, or the only one whose title holds a text.

    Raises
    ------
    NodeError
        No paper fits, or several do.
    """
    papers = list(papers)
    wanted = " ".join(text.casefold().split())
    found = [p for p in papers if p.key == text] or [p for p in papers if wanted == p.title.casefold()]
    found = found or [p for p in papers if wanted in p.title.casefold()]
    if len(found) == 1:
        return found[0]
    shown = "; ".join(f"{p.title} — {p.key}" for p in found[:8])
    if found:
        raise NodeError(
            f"{text!r} fits {len(found)} papers: {shown}; give more of the title", [p.key for p in found]
        )
    raise NodeError(f"no title among the {len(papers)} papers holds {text!r}; check its spelling")
