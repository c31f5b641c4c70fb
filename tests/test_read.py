"""Reading files of every format, well-formed and not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import InputError
from graphx.model import Origin, Paper
from graphx.read import read_files, read_papers
from graphx.read.merge import merge_papers
from graphx.read.source import MAX_LINE

ABSTRACT = (
    "We study a thing that nobody studied before, with great care and at great length, and find that it "
    "behaves as one would expect. Experiments on several datasets confirm it."
)
LISTING = f"""new

Get trending papers in your email inbox!

Subscribe

byAK and the research community

Mar 14

A First Study of Something Interesting

{ABSTRACT}

A Second Study of Something Else Entirely

{ABSTRACT} Second.
"""


def write(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_listing_page_without_its_banner(tmp_path):
    papers = read_papers(write(tmp_path, "page.txt", LISTING))
    assert [p.title for p in papers] == [
        "A First Study of Something Interesting",
        "A Second Study of Something Else Entirely",
    ]
    assert papers[0].abstract == ABSTRACT
    assert papers[0].year is None, "the banner's date is the page's"
    assert papers[0].origins == (Origin(str(tmp_path / "page.txt"), 11),)


def test_listing_page_without_banner_and_with_windows_line_ends_and_mark(tmp_path):
    body = LISTING.split("Mar 14\n\n")[1].replace("\n", "\r\n")
    papers = read_papers(write(tmp_path, "page", b"\xef\xbb\xbf" + body.encode()))
    assert [p.title[:7] for p in papers] == ["A First", "A Secon"]


def test_a_second_paragraph_belongs_to_the_abstract(tmp_path):
    text = LISTING + "\n" + "And another paragraph that goes on for long. " * 10
    papers = read_papers(write(tmp_path, "page.txt", text))
    assert len(papers) == 2
    assert papers[1].abstract.endswith("goes on for long.")


def test_banner_in_the_middle_of_joined_pages(tmp_path):
    papers = read_files([write(tmp_path, "page.txt", LISTING + "\n" + LISTING)])
    assert len(papers.papers) == 2
    assert papers.repeated_within == 2


def test_duplicates_across_pages_are_merged_and_counted(tmp_path):
    first = write(tmp_path, "one.txt", LISTING)
    second = write(tmp_path, "two.txt", LISTING.replace("A Second Study", "A Third Study"))
    result = read_files([first, second, first])
    assert (result.records, len(result.papers)) == (4, 3)
    assert (result.repeated_across, result.repeated_within) == (1, 0)
    (both,) = [p for p in result.papers if len(p.origins) == 2]
    assert both.title == "A First Study of Something Interesting"


def test_real_pages(pages):
    result = read_files(pages)
    assert result.records == 152
    assert len(result.papers) == 138
    assert result.repeated_across == 14
    assert sum(p.title.startswith("SCALE:") for p in result.papers) == 2


def test_jsonl_with_all_fields(tmp_path):
    record = {
        "title": "Attention  Is All\tYou Need",
        "abstract": ABSTRACT,
        "year": 2017,
        "authors": ["Ashish Vaswani", {"name": "Noam Shazeer"}],
        "arxiv": "1706.03762v5",
        "doi": "https://doi.org/10.48550/arXiv.1706.03762",
        "venue": "NeurIPS",
        "cites": ["arxiv:1409.0473", "nonsense"],
    }
    (paper,) = read_papers(write(tmp_path, "p.jsonl", json.dumps(record) + "\n\n"))
    assert paper.title == "Attention Is All You Need"
    assert paper.key == "paper:arxiv:1706.03762"
    assert paper.ids == ("arxiv:1706.03762",), "an arXiv DOI is the arXiv id"
    assert paper.authors == ("Ashish Vaswani", "Noam Shazeer")
    assert paper.cites == ("arxiv:1409.0473",)
    assert (paper.year, paper.venue) == (2017, "NeurIPS")


def test_json_array_and_unquoted_arxiv_number(tmp_path):
    papers = read_papers(
        write(tmp_path, "p.json", '[{"title": "One Two Three Four", "arxiv_id": 2308.1450}]')
    )
    assert papers[0].ids == ("arxiv:2308.14500",)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv(tmp_path, delimiter):
    rows = [
        ["Paper Title", "Summary", "Publication Year", "Authors"],
        [
            "One Two Three Four",
            f'"{ABSTRACT}\nwith ""quotes"" and a line end"',
            "2021-03-04",
            '"A. Bee; C. Dee"',
        ],
    ]
    (paper,) = read_papers(write(tmp_path, "p.csv", "\n".join(delimiter.join(row) for row in rows)))
    assert paper.abstract.endswith('with "quotes" and a line end')
    assert (paper.year, paper.authors) == (2021, ("A. Bee", "C. Dee"))


def test_control_characters_and_half_surrogates_stay_outside(tmp_path):
    line = '{"title": "A \\u001b[31mRed\\u0000 Title of \\ud800 Four", "abstract": "x"}'
    (paper,) = read_papers(write(tmp_path, "p.jsonl", line))
    assert paper.title == "A [31mRed Title of Four"


BAD = {
    "missing": (None, None, "no such file"),
    "empty": ("page.txt", "", "the file is empty"),
    "blank": ("page.txt", " \n\n", "the file is empty"),
    "binary": ("page.txt", b"\x89PNG\r\n\x00\x00\x01", "binary file"),
    "latin1": ("page.txt", "Title\n\nCaf\xe9".encode("latin1"), ":3: not UTF-8 text (byte 0xe9)"),
    "lonely title": (
        "page.txt",
        LISTING + "\nA Title and Nothing Below It\n",
        ":19: the title 'A Title and Nothing",
    ),
    "two titles": (
        "page.txt",
        LISTING.replace("A Second", "A Lonely Title Here\n\nA Second"),
        ":15: the title 'A Lonely Title Here' has no abstract",
    ),
    "no title first": (
        "page.txt",
        "Mar 14\n\n" + "long " * 100 + "\n\nTitle of it\n\n" + ABSTRACT,
        ":3: expected a title",
    ),
    "prose": (
        "notes.txt",
        "Dear all,\n\nsee you at noon.\n",
        "unknown format; graphx reads: CSV, JSONL, listing page",
    ),
    "html": ("page.html", "<html><body>hi</body></html>", "unknown format"),
    "bad json": ("p.jsonl", '{"title": "A B C D"}\n{"title": \n', ":2: not valid JSON"),
    "json list in a line": ("p.jsonl", '{"title": "A B C D"}\n[1]\n', ":2: expected a JSON object"),
    "no title": (
        "p.jsonl",
        '{"name": "x", "abstract": "y"}',
        ":1: a record without a title (its fields: abstract, name)",
    ),
    "title is a number": ("p.jsonl", '{"title": 7}', ":1: field 'title' must be text, not a number"),
    "bad year": ("p.jsonl", '{"title": "A B C D", "year": "soon"}', ":1: field 'year' is 'soon'"),
    "bad authors": (
        "p.jsonl",
        '{"title": "A B C D", "authors": {"x": 1}}',
        "field 'authors' must be text or a list",
    ),
    "deep json": ("p.jsonl", '{"title": ' + "[" * 100_000, ":1: not "),
    "columns": ("p.csv", "name,year\nx,2020\n", ":1: no column with titles (columns: name, year)"),
    "too many cells": ("p.csv", "title,abstract\nA B,c,d\n", ":2: 3 cells but 2 columns"),
    "open quote": ("p.csv", 'title,abstract\nA B,"c\n', ":2: not valid CSV"),
    "header only": ("p.csv", "title,abstract\n", "no papers in this CSV"),
    "long line": (
        "p.jsonl",
        '{"title": "' + "x" * 10_000_000 + '"}',
        f":1: a line of 10,000,013 characters (at most {MAX_LINE:,})",
    ),
    "long listing line": (
        "page.txt",
        LISTING + "\n" + "word " * 2_000_000,
        ":19: a line of 10,000,000 characters",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_file_line_and_remedy(tmp_path, case):
    name, content, message = BAD[case]
    path = str(tmp_path / "gone.txt") if content is None else write(tmp_path, name, content)
    with pytest.raises(InputError) as caught:
        read_papers(path)
    told = str(caught.value)
    assert message in told
    assert told.startswith(path)
    assert "\n" not in told
    assert len(told) < 400 + len(path)


def test_folder_and_nothing(tmp_path):
    with pytest.raises(InputError, match="this is a folder"):
        read_papers(tmp_path)
    with pytest.raises(InputError, match="no input"):
        read_papers()


def paper(title, abstract="", **fields):
    return Paper(title=title, abstract=abstract, **fields)


def test_short_titles_are_one_paper_only_with_the_same_abstract():
    papers, conflicts = merge_papers([paper("SCALE", "one"), paper("Scale", "two"), paper("SCALE", "one")])
    assert len(papers) == 2
    assert len({p.key for p in papers}) == 2
    assert not conflicts


def test_clashing_identifiers_are_left_apart_and_told():
    a = paper("One Title of Four Words", ids=("arxiv:2001.00001",))
    b = paper("One title of four words", ids=("arxiv:2001.00002",))
    papers, conflicts = merge_papers([a, b])
    assert [p.key for p in papers] == ["paper:arxiv:2001.00001", "paper:arxiv:2001.00002"]
    assert "2 different arxiv identifiers" in conflicts[0]
    c = paper("Another Title of Five Words", ids=("arxiv:2001.00001", "doi:10.1000/x"))
    d = paper("Another Title of Five Words", ids=("arxiv:2001.00001", "doi:10.1000/y"))
    papers, conflicts = merge_papers([c, d])
    assert len(papers) == 2
    assert len({p.key for p in papers}) == 2
    assert "2 different doi identifiers" in conflicts[0]


def test_records_meet_through_a_third():
    a = paper("One Title of Four Words", ids=("arxiv:2001.00001",))
    b = paper("A Working Title of It", ids=("doi:10.1000/x",))
    c = paper("One Title of Four Words", "full text", ids=("arxiv:2001.00001", "doi:10.1000/x"), year=2020)
    (merged,), conflicts = merge_papers([a, b, c])
    assert not conflicts
    assert merged.ids == ("arxiv:2001.00001", "doi:10.1000/x")
    assert (merged.abstract, merged.year, merged.key) == ("full text", 2020, "paper:arxiv:2001.00001")


words = st.sampled_from(["graph", "map", "of", "papers", "links", "a"])
records = st.lists(
    st.builds(
        lambda title, abstract, ids: paper(" ".join(title), abstract, ids=tuple(sorted(set(ids)))),
        st.lists(words, min_size=1, max_size=5),
        st.sampled_from(["", "x", "y"]),
        st.lists(
            st.sampled_from(["arxiv:2001.00001", "arxiv:2001.00002", "doi:10.1000/x", "acl:A-1"]), max_size=2
        ),
    ),
    max_size=12,
)


@given(records, st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_order_and_keys_are_unique(papers, rng: random.Random):
    merged, conflicts = merge_papers(papers)
    shuffled = papers[:]
    rng.shuffle(shuffled)
    assert merge_papers(shuffled) == (merged, conflicts)
    assert len({p.key for p in merged}) == len(merged)
    assert {i for p in merged for i in p.ids} == {i for p in papers for i in p.ids}


@given(records)
def test_merging_again_changes_nothing(papers):
    merged, _ = merge_papers(papers)
    assert merge_papers(merged)[0] == merged


@given(st.binary(max_size=300))
def test_any_bytes_give_papers_or_a_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "input"
    path.write_bytes(data)
    try:
        assert read_papers(path)
    except InputError as error:
        assert str(path) in str(error)
