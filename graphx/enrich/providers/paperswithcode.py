"""Papers with Code: the repositories of an arXiv paper, its own and those of others, and its hub pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphx.enrich.providers.reading import arxiv_id, as_list, as_object, must_object, text_of
from graphx.enrich.work import Ask, Piece, Provider, Record, Request, Subject, UnreadableError
from graphx.facts import CODE, HUB_DATASET, HUB_MODEL, PROJECT
from graphx.ids import safe_url

_NEW = re.compile(r"\d{4}\.\d{4,5}")
_HUB = re.compile(r"https://huggingface\.co/(?:datasets/)?([\w.-]{1,96}/[\w.-]{1,96})", re.ASCII)
_MOST = 20


def _wants(subject: Subject) -> Sequence[Ask]:
    number = subject.ids.get("arxiv", "")
    return [Ask("paper", number)] if _NEW.fullmatch(number) else []


def _request(asks: Sequence[Ask]) -> Request:
    return Request(path=f"/papers/{asks[0].value}", query=(("include_resources", "true"),))


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    told = must_object(body)
    if told.get("arxiv_id") != asks[0].value:
        raise UnreadableError("it is about another paper")
    kept = ("title", "repositories", "project_pages", "hf_models", "hf_datasets")
    return {asks[0]: {name: told.get(name) for name in kept}}


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    row = as_object(piece)
    notes = [
        (field, url, "the official one" if one.get("is_official") is True else "by others")
        for field, name in ((CODE, "repositories"), (PROJECT, "project_pages"))
        for one in map(as_object, as_list(row.get(name))[:_MOST])
        if (url := safe_url(text_of(one.get("url"), 300)))
    ]
    notes += [
        (field, found[1], "tied to the paper; by whom it was released is not told")
        for field, name in ((HUB_MODEL, "hf_models"), (HUB_DATASET, "hf_datasets"))
        for url in as_list(row.get(name))[:_MOST]
        if (found := _HUB.fullmatch(str(url)))
    ]
    return [Record(ids=arxiv_id(ask.value), title=text_of(row.get("title"), 1000), notes=tuple(notes))]


PROVIDER = Provider(
    name="paperswithcode",
    base="https://paperswithcode.co/api/v1",
    pace=1.0,
    keyed_pace=1.0,
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    leaf=True,
    sent="arXiv ids of papers",
)
