"""What is looked for by short ways is what the long way finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.find import find_mentions, names, workers
from graphx.find.catalog import name_key
from graphx.find.chunks import Keys, Words
from graphx.find.links import _LINK, find_links
from graphx.find.text import is_within, normalise
from graphx.model import Paper

CHUNK = re.compile(r"[^\W\d_]+|\d+|\+")
GAP = re.compile(r"(?:|[-_/.'’]| ?- ?| )")
KEYS = ["a", "a 1", "a b", "b a 12", "ss b", "ab", "1 a", "12", "+ a", "a +", "ßa 2", "i b"]
texts = st.lists(
    st.sampled_from(
        [
            "a",
            "A",
            "b",
            "ab",
            "1",
            "12",
            "2",
            "+",
            "-",
            " ",
            "  ",
            " - ",
            ".",
            "’",
            "ß",
            "ſ",
            "İ",
            "\u0345",
            "é",
            "٣",
        ]
    ),
    max_size=30,
).map("".join)


def by_the_long_way(text: str, keys: list[str]) -> set[tuple[int, int, str]]:
    """The keys that start at each chunk, chunk by chunk."""
    chunks = list(CHUNK.finditer(text))
    found = set()
    for i, first in enumerate(chunks):
        key, end = "", first.start()
        for chunk in chunks[i:]:
            if key and not GAP.fullmatch(text, end, chunk.start()):
                break
            key = f"{key} {chunk[0].casefold()}".strip()
            end = chunk.end()
            if key in keys:
                found.add((first.start(), end, key))
    return found


@given(texts, st.sets(st.sampled_from(KEYS)))
def test_keys_are_found_wherever_they_stand(text, keys):
    keys = {name_key(key) for key in keys}
    index = Keys(keys)
    places = list(index.places(Words(text)))
    assert places == sorted(places)
    found = {(place[0], end, key) for place in places for key, end in index.at(text, place)}
    assert found == by_the_long_way(text, keys)


@given(st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)), texts)
def test_joined_keys_are_the_keys_of_both(some, others, text):
    joined, whole = Keys.joined([Keys(some), Keys(others)]), Keys(some | others)
    words = Words(text)
    at = [(place, joined.at(text, place)) for place in joined.places(words)]
    assert [x for x in at if x[1]] == [x for p in whole.places(words) if (x := (p, whole.at(text, p)))[1]]


@given(st.text(alphabet="aB1é-_/.@* \t'", max_size=60))
def test_tokens_are_those_that_a_plain_search_finds(text):
    plain = [m.start() for m in names._TOKEN.finditer(text) if names._look(m[0].rstrip(names._TRAILING))]
    assert [start for start, *_ in names._tokens(text)] == plain


@given(
    st.lists(
        st.sampled_from(
            [
                "github.com/a/b",
                "hf-mirror.xyz",
                "https: //",
                "a@b.org",
                "and/or",
                "10.5281/",
                " ",
                "zenodo.123",
                "anonymous . 4open . science/r/",
                "www.",
                "We use",
                ".",
                "x.github.io",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_links_are_those_that_a_plain_search_finds(text):
    found = find_links(text)
    match = _LINK.search(text)
    assert bool(found) == bool(match)
    assert not found or found[0].start == match.start()


def test_spans_that_hold_a_position():
    spans = [(0, 2), (5, 7)]
    assert [i for i in range(9) if is_within(spans, i)] == [0, 1, 5, 6]
    assert not is_within([], 0)


def test_a_letter_that_folding_makes_of_a_mark_does_no_harm():
    paper = Paper(title="A Test", abstract="We use GSM8K\u0345 and \u0345SQuAD dataset on GSM8K.")
    assert "GSM8K" in {mention.surface for mention in find_mentions([paper])}


@pytest.mark.parametrize("kept", [0, 7, 100])
@pytest.mark.parametrize("processes", [1, 3])
def test_what_stays_prepared_does_not_matter(monkeypatch, kept, processes):
    abstract = "We introduce Foo{}Bench, a benchmark, and use Foo{}Bench and GSM8K."
    papers = [Paper(title=f"Paper {i}", abstract=abstract.format(i, i // 2)) for i in range(40)]
    expected = find_mentions(papers)
    monkeypatch.setattr(workers, "KEPT", kept)
    monkeypatch.setattr("graphx.find.finder.BATCH", 3)
    assert find_mentions(papers, processes=processes) == expected


@given(
    st.lists(
        st.sampled_from(["a", "B", " ", "–", "_", "é", "ü", "~", "x2019", "&amp;", "π", "ﬁ", "Ａ", "\t"])
    )
)
def test_texts_made_plain_one_for_one_are_those_made_plain_piece_by_piece(parts):
    text = "".join(parts)
    short, long = normalise(text), normalise(f"{text} $")  # markup is taken out piece by piece
    assert f"{short.norm} " == long.norm
    for start in range(len(short.norm)):
        assert short.to_raw(start, start + 1) == long.to_raw(start, start + 1)


@given(
    st.lists(st.sampled_from(["a", "Ab", "SQuAD", "GPT-4", " ", ", ", "-", "The", "7B", "é"])).map("".join)
)
def test_names_of_texts_without_a_shape_are_never_shaped(text):
    found = list(names.names(text, unshaped=False))
    assert found in ([], list(names.names(text)))
    assert found or not any(name.shaped for name in names.names(text))
