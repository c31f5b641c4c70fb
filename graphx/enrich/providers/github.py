"""GitHub: present name, stars, licence of the repositories that papers name; archived and missing ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graphx.enrich.providers.reading import as_object, must_object, text_of
from graphx.enrich.work import Ask, Budget, Piece, Provider, Record, Request, Subject, UnreadableError
from graphx.facts import ARCHIVED, CANONICAL, LICENSE, MISSING, STARS

_NAME = re.compile(r"github\.com/([\w-]{1,39})/([\w.-]{1,100})", re.ASCII | re.IGNORECASE)
_FULL = re.compile(r"[\w-]{1,39}/[\w.-]{1,100}", re.ASCII)


def _wants(subject: Subject) -> Sequence[Ask]:
    match = _NAME.fullmatch(subject.title)
    if not match or match[2] in (".", ".."):
        return []
    name = match[2].removesuffix(".git").rstrip(".")
    return [Ask("repo", f"{match[1]}/{name}".lower())] if name else []


def _request(asks: Sequence[Ask]) -> Request:
    return Request(path=f"/repos/{quote(asks[0].value, safe='/')}")


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    row = must_object(body)
    if not _FULL.fullmatch(str(row["full_name"])):
        raise UnreadableError("it tells no name")
    kept = ("id", "full_name", "archived", "disabled", "stargazers_count", "fork")
    return {asks[0]: {name: row.get(name) for name in kept} | {"license": as_object(row.get("license"))}}


def _record(_ask: Ask, piece: Piece) -> Sequence[Record]:
    if piece is None:
        return [Record(notes=((MISSING, "yes", "deleted, private or misspelt"),))]
    row = as_object(piece)
    number = f"number {row['id']}" if type(row.get("id")) is int else ""
    notes = [(CANONICAL, f"github.com/{str(row['full_name']).lower()}", number)]
    if row.get("archived") is True or row.get("disabled") is True:
        notes.append((ARCHIVED, "yes", ""))
    stars = row.get("stargazers_count")
    if isinstance(stars, int) and not isinstance(stars, bool):
        notes.append((STARS, str(stars), ""))
    licence = text_of(as_object(row.get("license")).get("spdx_id"), 60)
    if licence and licence != "NOASSERTION":
        notes.append((LICENSE, licence, ""))
    return [Record(notes=tuple(notes))]


PROVIDER = Provider(
    name="github",
    base="https://api.github.com",
    pace=1.0,
    keyed_pace=0.2,
    keys=("GITHUB_TOKEN", "GH_TOKEN"),
    headers=lambda key: (
        {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        | ({"Authorization": f"Bearer {key}"} if key else {})
    ),
    settles=frozenset({"repo"}),
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    fresh=1.0,
    budget=Budget(units=60, keyed_units=5000, seconds=3600),
    repos=True,
    tagged=True,
    sent="names of the repositories that papers name",
)
