"""What there is to ask about: the papers and repositories of a map, and what a person says they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from graphx.enrich.work import Subject
from graphx.errors import InputError
from graphx.facts import ID, Fact
from graphx.ids import parse_id
from graphx.model import Mention, Paper
from graphx.schema import ACCEPTED, REPO


def subjects_of(
    papers: Iterable[Paper],
    mentions: Iterable[Mention],
    facts: Iterable[Fact],
    *,
    asked: set[str],
    overrides: Mapping[str, str | None],
    citing: bool = False,
) -> list[Subject]:
    """Return papers and repositories, with what providers that are not asked now have told before.

    Parameters
    ----------
    papers, mentions, facts
        What the map holds.
    asked
        Names of the providers that are asked now: they tell anew.
    overrides
        From title or node key to the right identifier, or None where no record is right.
    citing
        Whether papers that cite them are wanted too.
    """
    subjects: dict[str, Subject] = {}
    for paper in papers:
        subject = Subject(
            key=paper.key,
            title=paper.title,
            abstract=paper.abstract,
            year=paper.year,
            authors=paper.authors,
            citing=citing,
        )
        for place in {paper.key, paper.title} & overrides.keys():
            right = overrides[place]
            subject.barred = True  # a person has said what it is: no title is asked for
            subject.learn([right] if right else [])
        subject.learn(paper.ids)
        subjects[paper.key] = subject
    for fact in facts:
        if fact.field == ID and fact.provider not in asked and fact.subject in subjects:
            subjects[fact.subject].learn([fact.value])
    repos = {m.artifact.key: m.artifact for m in mentions if m.tier == ACCEPTED and m.artifact.kind == REPO}
    for key, artifact in sorted(repos.items()):
        subjects[key] = Subject(key=key, title=artifact.name)
    return list(subjects.values())


def read_overrides(path: Path) -> dict[str, str | None]:
    """Read what a person says papers are: a JSON file from titles or node keys to identifiers, or to null.

    Raises
    ------
    InputError
        It cannot be read, or says something else.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"cannot be read as JSON ({error}); correct it or leave it out", path=path
        ) from error
    if not isinstance(told, dict):
        raise InputError('is no JSON object; write {"TITLE": "doi:10.…", "TITLE": null}', path=path)
    found: dict[str, str | None] = {}
    for title, value in told.items():
        identifier = parse_id(value) if isinstance(value, str) else None
        if value is not None and not identifier:
            raise InputError(f"{value!r} of {title[:60]!r} is no identifier; write doi:10.…", path=path)
        found[title] = identifier
    return found
