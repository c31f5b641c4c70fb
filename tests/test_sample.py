"""The bundled sample is what it says: true to itself, well formed, and annotated without slips."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from typing import Any

import pytest

from graphx import sample
from graphx.errors import InputError
from graphx.ids import paper_key, parse_id
from graphx.sample import sample_annotations, sample_path
from graphx.schema import ARTIFACT_KINDS, ROLES

FIELDS = ("title", "abstract")
KINDS = (*ARTIFACT_KINDS, "other")
COLUMNS = {"paper", "field", "start", "end", "surface", "kind", "name", "variant", "role"}
URL = re.compile(r"https?://\S+?(?=[.,;:)]*(?:\s|$))")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")

Paper = dict[str, Any]


def identifier(paper: Paper) -> str:
    """The identifier of a paper of the sample, which has exactly one."""
    found = [f"{scheme}:{paper[scheme]}" for scheme in ("arxiv", "doi") if scheme in paper]
    assert len(found) == 1, f"one identifier wanted, got {found}: {paper['title']!r}"
    parsed = parse_id(found[0])
    assert parsed, f"not an identifier: {found[0]!r} of {paper['title']!r}"
    return parsed


def sentences(text: str) -> int:
    return len(SENTENCE_END.findall(text))


def fold(name: str) -> str:
    """What two spellings of one name have in common; a plus sign is part of the name (HumanEval+)."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in name if c.isalnum() or c == "+")


PAPERS: list[Paper] = [json.loads(line) for line in sample_path().read_text(encoding="utf-8").splitlines()]
BY_ID = {identifier(paper): paper for paper in PAPERS}
BY_KEY = {paper_key([i], paper["title"]): paper for i, paper in BY_ID.items()}
ANNOTATIONS: list[dict[str, Any]] = sample_annotations()
EACH_PAPER = [pytest.param(paper, id=i) for i, paper in BY_ID.items()]


def place(row: dict[str, Any]) -> str:
    """Where an annotation stands, for messages."""
    return f"{row['paper']} {row['field']} {row['start']}:{row['end']} {row['surface']!r}"


def test_size() -> None:
    assert 60 <= len(PAPERS) <= 100, f"the sample should stay small but telling; it has {len(PAPERS)} papers"


def test_no_paper_twice() -> None:
    assert len(BY_ID) == len(PAPERS), "an identifier occurs twice"
    titles = Counter(fold(paper["title"]) for paper in PAPERS)
    assert max(titles.values()) == 1, f"title occurs twice: {titles.most_common(1)}"


def test_papers_are_in_order() -> None:
    years = [paper["year"] for paper in PAPERS]
    assert years == sorted(years), "papers should stand by year"


@pytest.mark.parametrize("paper", EACH_PAPER)
class TestPaper:
    def test_fields(self, paper: Paper) -> None:
        for name in ("title", "abstract"):
            text = paper[name]
            assert text == " ".join(text.split()), f"{name} has stray white space: {text!r}"
            assert "[[" not in text, f"{name} has markup left in it: {text!r}"
            assert "]]" not in text, f"{name} has markup left in it: {text!r}"
        assert paper["authors"], f"no authors: {paper['title']!r}"
        assert len(set(paper["authors"])) == len(paper["authors"]), f"an author twice: {paper['authors']}"
        assert "others" not in paper["authors"][:-1], "'others' may only end the list of authors"
        assert 2009 <= paper["year"] <= 2024, f"year out of range: {paper['year']}"

    def test_year_fits_the_arxiv_id(self, paper: Paper) -> None:
        if "arxiv" in paper:
            year, month = 2000 + int(paper["arxiv"][:2]), paper["arxiv"][2:4]
            # An id of January may belong to a paper of 31 December.
            assert paper["year"] == year or (month == "01" and paper["year"] == year - 1), (
                f"{paper['arxiv']} was not submitted in {paper['year']}"
            )

    def test_summary(self, paper: Paper) -> None:
        abstract = paper["abstract"]
        assert len(abstract) >= 120, f"summary of {len(abstract)} characters is too short: {abstract!r}"
        count = sentences(abstract)
        assert 2 <= count <= 4, f"a summary has two to four sentences, this one {count}: {abstract!r}"
        assert SENTENCE_END.search(abstract[-1:]), f"summary does not end in a full stop: {abstract!r}"

    def test_cites(self, paper: Paper) -> None:
        assert len(set(paper["cites"])) == len(paper["cites"]), f"cited twice: {paper['cites']}"
        for cited in paper["cites"]:
            assert cited == parse_id(cited), f"not a normalised identifier: {cited!r}"
            assert cited in BY_ID, f"{paper['title']!r} cites {cited}, which is not in the sample"
            assert cited != identifier(paper), f"{paper['title']!r} cites itself"
            assert BY_ID[cited]["year"] <= paper["year"], (
                f"{paper['title']!r} ({paper['year']}) cites the newer {BY_ID[cited]['title']!r}"
            )

    def test_every_url_is_annotated(self, paper: Paper) -> None:
        key = paper_key([identifier(paper)], paper["title"])
        rows = {
            (row["start"], row["surface"]): row["kind"]
            for row in ANNOTATIONS
            if row["paper"] == key and row["field"] == "abstract"
        }
        for match in URL.finditer(paper["abstract"]):
            kind = rows.get((match.start(), match[0]))
            assert kind in ("repo", "other"), f"url {match[0]!r} of {key} is annotated as {kind!r}"


def test_citations_hold_the_sample_together() -> None:
    total = sum(len(paper["cites"]) for paper in PAPERS)
    assert total >= 250, f"only {total} citations"
    cited = {i for paper in PAPERS for i in paper["cites"]}
    alone = [paper["title"] for i, paper in BY_ID.items() if i not in cited and not paper["cites"]]
    assert not alone, f"neither cite nor are cited: {alone}"


def test_annotations_have_all_columns() -> None:
    for row in ANNOTATIONS:
        assert set(row) == COLUMNS, f"columns {sorted(set(row) ^ COLUMNS)} are missing or too many: {row}"
        assert row["paper"] in BY_KEY, f"unknown paper: {row['paper']}"
        assert row["field"] in FIELDS, f"unknown field: {place(row)}"
        assert row["kind"] in KINDS, f"unknown kind {row['kind']!r}: {place(row)}"
        assert row["role"] in ROLES, f"unknown role {row['role']!r}: {place(row)}"
        assert row["name"], f"no name: {place(row)}"


def test_spans_equal_their_surfaces() -> None:
    for row in ANNOTATIONS:
        got = BY_KEY[row["paper"]][row["field"]][row["start"] : row["end"]]
        assert got == row["surface"], f"the text has {got!r} at {place(row)}"
        assert got == got.strip(), f"white space at an end: {place(row)}"


def test_spans_do_not_overlap() -> None:
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(ANNOTATIONS, key=lambda r: (r["paper"], r["field"], r["start"])):
        before = last.get((row["paper"], row["field"]))
        assert before is None or before["end"] <= row["start"], f"{place(row)} overlaps {before}"
        last[row["paper"], row["field"]] = row


def test_one_role_for_a_paper_and_a_name() -> None:
    roles: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in ANNOTATIONS:
        roles[row["paper"], row["kind"], row["name"]].add(row["role"])
    torn = {key: found for key, found in roles.items() if len(found) > 1}
    assert not torn, f"more than one role: {torn}"


def test_one_spelling_for_a_name() -> None:
    spellings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ANNOTATIONS:
        spellings[row["kind"], fold(row["name"])].add(row["name"])
    torn = {key: found for key, found in spellings.items() if len(found) > 1}
    assert not torn, f"one name spelt in several ways: {torn}"


def test_no_occurrence_of_an_annotated_name_is_left_out() -> None:
    spans: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in ANNOTATIONS:
        spans[row["paper"], row["field"]].append((row["start"], row["end"]))
    known = {row["surface"] for row in ANNOTATIONS if row["kind"] != "repo"}
    for key, paper in BY_KEY.items():
        for field in FIELDS:
            for surface in known:
                for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", paper[field]):
                    covered = any(a <= match.start() and match.end() <= b for a, b in spans[key, field])
                    assert covered, f"{surface!r} is not annotated at {key} {field} {match.span()}"


def test_repos_are_host_and_path() -> None:
    for row in ANNOTATIONS:
        if row["kind"] == "repo":
            name = row["name"]
            assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]+(/[\w.-]+)*", name), f"{name!r} of {place(row)}"
            assert name == name.lower(), f"not lower case: {name!r} of {place(row)}"
            assert name in row["surface"].lower(), f"{name!r} is not in {place(row)}"


def test_papers_share_artifacts() -> None:
    papers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ANNOTATIONS:
        if row["kind"] in ARTIFACT_KINDS:
            papers[row["kind"], row["name"]].add(row["paper"])
    linked = set().union(*(found for found in papers.values() if len(found) > 1))
    share = len(linked) / len(PAPERS)
    assert share >= 0.4, f"only {share:.0%} of the papers share an artifact with another"


def test_some_summaries_name_nothing() -> None:
    named = {row["paper"] for row in ANNOTATIONS if row["kind"] in ARTIFACT_KINDS}
    silent = set(BY_KEY) - named
    assert 2 <= len(silent) <= 10, f"a few papers should name no artifact, {len(silent)} do: {silent}"


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, r"cannot be read; reinstall"), ('{"paper": 1}\nnot json\n', r"mentions\.jsonl:2: .*damaged")],
)
def test_a_broken_installation_is_told(
    content: str | None, message: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "mentions.jsonl").write_text(content, encoding="utf-8")
    monkeypatch.setattr(sample, "_HERE", tmp_path)
    with pytest.raises(InputError, match=message):
        sample_annotations()


def test_the_sample_is_a_gold_set_for_finding():
    """What graphx finds in the sample against what was annotated by hand; it may only get better."""
    from graphx.find import find_mentions
    from graphx.ids import artifact_key
    from graphx.read import read_papers

    gold, aside = {}, set()
    for row in sample_annotations():
        if row["kind"] == "other":
            aside.add((row["paper"], row["field"], row["start"]))
        else:
            gold[row["paper"], row["field"], row["start"], row["end"]] = row
    found = {(m.paper, m.field, m.start, m.end): m for m in find_mentions(read_papers(sample_path()))}
    counted = {place for place in found if place[:3] not in aside}
    right = {place for place in counted & gold.keys() if found[place].artifact.kind == gold[place]["kind"]}
    named = [p for p in right if found[p].artifact.key == artifact_key(gold[p]["kind"], gold[p]["name"])]
    roles = [p for p in right if found[p].role == gold[p]["role"]]
    assert len(right) / len(counted) >= 0.97, sorted(counted - right)
    assert len(right) / len(gold) >= 0.90, sorted(gold.keys() - right)
    assert len(named) / len(right) >= 0.94
    assert len(roles) / len(right) >= 0.90
