"""Hugging Face: code, models and datasets that people tied to an arXiv paper there.

That a model's page names a paper does not mean that the paper's authors released it; so nothing here makes
links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphx.enrich.providers.reading import arxiv_id, as_list, as_object, must_object, text_of
from graphx.enrich.work import Ask, Piece, Provider, Record, Request, Subject, UnreadableError
from graphx.facts import CODE, HUB_DATASET, HUB_MODEL, PROJECT
from graphx.ids import safe_url

_NEW = re.compile(r"\d{4}\.\d{4,5}")
_NAME = re.compile(r"[\w.-]{1,96}(/[\w.-]{1,96})?", re.ASCII)
_MOST = 20


def _wants(subject: Subject) -> Sequence[Ask]:
    number = subject.ids.get("arxiv", "")
    return [Ask("page", number), Ask("repos", number)] if _NEW.fullmatch(number) else []


def _request(asks: Sequence[Ask]) -> Request:
    kind, value = asks[0].kind, asks[0].value
    return Request(path=f"/api/papers/{value}" if kind == "page" else f"/api/arxiv/{value}/repos")


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    told = must_object(body)
    if asks[0].kind == "page" and told.get("id") != asks[0].value:
        raise UnreadableError("it is about another paper")
    if asks[0].kind == "repos" and not isinstance(told.get("models"), list):
        raise UnreadableError("it lists no models")
    return {asks[0]: told}


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    row = as_object(piece)
    if ask.kind == "page":
        code = safe_url(text_of(row.get("githubRepo"), 300))
        by = "by a user" if row.get("githubRepoAddedBy") == "user" else "on the paper's page"
        project = safe_url(text_of(row.get("projectPage"), 300))
        told = [(CODE, code, f"named {by}"), (PROJECT, project, "")]
        notes = tuple(note for note in told if note[1])
        return [Record(ids=arxiv_id(ask.value), title=text_of(row.get("title"), 1000), notes=notes)]
    tied = "its page names the paper; by whom it was released is not told"
    found = [
        (field, name, tied)
        for field, list_ in ((HUB_MODEL, "models"), (HUB_DATASET, "datasets"))
        for name in _names(row.get(list_))
    ]
    return [Record(ids=arxiv_id(ask.value), notes=tuple(found))]


def _names(rows: Any) -> list[str]:
    """Return the names most liked, a few: well-known papers have thousands of derived models."""
    likes = {
        str(row.get("id")): row.get("likes") if isinstance(row.get("likes"), int) else 0
        for row in map(as_object, as_list(rows))
        if _NAME.fullmatch(str(row.get("id")))
    }
    return sorted(likes, key=lambda name: (-(likes[name] or 0), name))[:_MOST]


PROVIDER = Provider(
    name="huggingface",
    base="https://huggingface.co",
    pace=0.7,
    keyed_pace=0.4,
    keys=("HF_TOKEN",),
    headers=lambda key: {"Authorization": f"Bearer {key}"} if key else {},
    settles=frozenset(),
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    leaf=True,
    sent="arXiv ids of papers",
)
