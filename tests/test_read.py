"""Reading files of every format, well-formed and not."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import InputError
from graphx.model import Origin, Paper
from graphx.read import read_files, read_papers, source
from graphx.read.listing import is_continuation
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


LONG = "And another paragraph that goes on for long. " * 10
SHORT = "We release the code and all of the models that we trained."
LATER = f"A Third Study of the Rest\n\n{ABSTRACT}\n"


@pytest.mark.parametrize(
    "below",
    [
        SHORT,
        f"{SHORT}\n\n{LONG}",
        f"{LONG}\n\n{SHORT}",
        "Code: https://example.org/code",
        "Code and data are available at this https URL",
        "Keywords: graphs, papers",
    ],
)
@pytest.mark.parametrize("later", ["", LATER])
def test_more_paragraphs_of_an_abstract_are_no_papers(tmp_path, below, later):
    result = read_files([write(tmp_path, "page.txt", f"{LISTING}\n{below}\n\n{later}")])
    papers = {p.title: p.abstract for p in result.papers}
    assert len(papers) == 2 + bool(later)
    assert papers["A Second Study of Something Else Entirely"] == " ".join(
        f"{ABSTRACT} Second. {below}".split()
    )
    (notice,) = result.notices
    assert notice.startswith("1 short paragraph stands below an abstract and reads like a sentence, ")
    assert notice.endswith("): taken as part of it")


@pytest.mark.parametrize(
    "title", ["Who Needs It?", "Attend to All of the Words and to More of Them!", "A B."]
)
def test_titles_may_end_in_marks(tmp_path, title):
    result = read_files([write(tmp_path, "page.txt", f"{LISTING}\n{title}\n\n{ABSTRACT} Third.\n")])
    assert title in {p.title for p in result.papers}
    assert len(result.papers) == 3
    assert not result.notices


def test_few_real_titles_read_like_a_sentence(shared):
    titles = set()
    for name in ("acl", "arxiv", "conferences"):
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            titles |= {" ".join((json.loads(line).get("title") or "").split()) for line in lines}
    assert len(titles) > 100_000
    assert sum(map(is_continuation, titles)) / len(titles) < 0.001


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


def test_one_file_spelled_in_several_ways_counts_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "one.txt", LISTING)
    (tmp_path / "link.txt").symlink_to("one.txt")
    result = read_files(["one.txt", "./one.txt", tmp_path / "one.txt", "link.txt"])
    assert result.formats == (("one.txt", "listing page"),)
    assert result.records == 2


def test_real_pages(pages):
    assert [read_files([page]).records for page in pages] == [73, 79]
    result = read_files(pages)
    assert result.notices == ()
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


def test_json_on_one_long_line(tmp_path):
    records = [{"title": f"Paper Number {i} of Many", "abstract": ABSTRACT * 10} for i in range(3000)]
    for name, value in (("array.json", records), ("wrapped.json", {"total": 3000, "papers": records})):
        text = json.dumps(value)
        assert len(text) > MAX_LINE
        assert len(read_papers(write(tmp_path, name, text))) == 3000


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "value",
    [
        [{"title": "One Two"}],
        {"title": "One Two"},
        {"papers": [{"title": "One Two"}], "other": [{"x": 1}]},
        {"meta": {"count": 1}, "results": [{"title": "One Two"}], "group_by": []},
    ],
)
def test_json_in_the_shapes_in_which_programs_write_it(tmp_path, value, indent):
    (paper,) = read_papers(write(tmp_path, "p.json", "\n" + json.dumps(value, indent=indent) + "\n"))
    assert paper.title == "One Two"


def test_items_of_an_array_know_their_lines(tmp_path):
    text = '{"x": "]", "papers": [{"title": "A B"},\n\n{"title": "C D"}, {"title":\n"E F"}]}'
    papers = read_papers(write(tmp_path, "p.json", text))
    assert {p.title: p.origins[0].line for p in papers} == {"A B": 1, "C D": 3, "E F": 3}


def test_duplicates_on_one_line_are_counted(tmp_path):
    record = {"title": "One Two Three Four"}
    result = read_files([write(tmp_path, "p.json", json.dumps([record, record]))])
    assert (result.records, len(result.papers), result.repeated_within) == (2, 1, 1)


@pytest.mark.parametrize("above", ["\n", " \n\n", ",,\n", '"",""\n\n'])
def test_empty_rows_above_the_header(tmp_path, above):
    (paper,) = read_papers(write(tmp_path, "p.csv", f"{above}title,abstract\n\nOne Two,text,,\n"))
    assert (paper.title, paper.abstract) == ("One Two", "text")
    assert paper.origins[0].line == above.count("\n") + 3


ODD = [
    ({"year": "n.d."}, "year", None, "a year that is no year, 'n.d.'"),
    ({"year": True}, "year", None, "a year that is no year, 'True'"),
    ({"year": "n.d.", "date": "2020-01-02"}, "year", 2020, "a year that is no year, 'n.d.'"),
    ({"date": "soon"}, "date", "", "a date that is no date, 'soon'"),
    ({"date": "2021-13-45"}, "date", "", "a date that is no date, '2021-13-45'"),
    ({"date": {"date-parts": [[2021]]}}, "date", "", "a date that is no date"),
    ({"authors": {"x": 1}}, "authors", (), "an author without a name"),
    ({"authors": ["A. Bee", None, 3]}, "authors", ("A. Bee",), "an author without a name, 'None'"),
    ({"venue": 7}, "venue", "", "a venue that is no text, '7'"),
    ({"url": ["a", "b"]}, "url", "", "an address that is no text"),
    ({"abstract": {"x": [1]}}, "abstract", "", "an abstract that is no text"),
    ({"arxiv": "none"}, "ids", (), "an arXiv id that is none, 'none'"),
    ({"doi": "n/a"}, "ids", (), "a DOI that is none, 'n/a'"),
    ({"ids": ["isbn:1"]}, "ids", (), "identifiers of no known scheme"),
    (
        {"cites": ["arxiv:1409.0473", "Someone (1999)"]},
        "cites",
        ("arxiv:1409.0473",),
        "citations without a known identifier, 'Someone (1999)'",
    ),
]


@pytest.mark.parametrize(("fields", "name", "kept", "told"), ODD)
def test_optional_fields_that_cannot_be_used_are_left_out_and_told(tmp_path, fields, name, kept, told):
    path = write(tmp_path, "p.jsonl", json.dumps({"title": "One Two Three Four"} | fields))
    result = read_files([path])
    assert getattr(result.papers[0], name) == kept
    (notice,) = result.notices
    assert notice.startswith(f"1 record has {told}")
    assert notice.endswith(f"({path}:1): left out")


def test_notices_are_counted_by_kind(tmp_path):
    path = write(tmp_path, "p.csv", "title,year\nA B,n.d.\nC D,2020\nE F,forthcoming\n")
    assert read_files([path]).notices == (
        f"2 records have a year that is no year, such as 'n.d.' ({path}:2): left out",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"year": None, "authors": [], "doi": ""},
        {"year": float("nan"), "venue": float("nan")},
        {"date": "2021"},
        {"date": "March 2021", "id": 17},
        {"venue": {"name": "NeurIPS"}, "authors": [{"given": "A.", "family": "Bee"}]},
    ],
)
def test_what_is_merely_missing_or_usable_is_not_told(tmp_path, fields):
    result = read_files([write(tmp_path, "p.jsonl", json.dumps({"title": "One Two"} | fields))])
    assert result.notices == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Bee, Cy Dee", ("Ann Bee", "Cy Dee")),
        ("Bee, Ann", ("Bee, Ann",)),
        ("van der Bee, Ann", ("van der Bee, Ann",)),
        ("Ann Bee", ("Ann Bee",)),
        ("A. Bee, C. Dee, E. Eff", ("A. Bee", "C. Dee", "E. Eff")),
        ("A. Bee, C. Dee, and E. Eff", ("A. Bee", "C. Dee", "E. Eff")),
        ("Bee, Ann and Dee, Cy", ("Bee, Ann", "Dee, Cy")),
        ("Bee Dee, Ann Eff; Gee, Hal", ("Bee Dee, Ann Eff", "Gee, Hal")),
        ("Bee, Ann and others", ("Bee, Ann", "et al.")),
        ("Ann Bee et al.", ("Ann Bee", "et al.")),
        (["Ann Bee", "Cy Dee", "others"], ("Ann Bee", "Cy Dee", "et al.")),
        (["others"], ()),
    ],
)
def test_authors_in_one_text(tmp_path, text, names):
    (paper,) = read_papers(write(tmp_path, "p.jsonl", json.dumps({"title": "T", "authors": text})))
    assert paper.authors == names


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ({"url": "https://arxiv.org/pdf/2308.14508v2.pdf"}, ("arxiv:2308.14508",)),
        ({"url": "http://arxiv.org/abs/cs.CL/0102003/?context=cs"}, ("arxiv:cs.cl/0102003",)),
        ({"url": "https://doi.org/10.1000/A%3C1%3E#x"}, ("doi:10.1000/a<1>",)),
        ({"url": "https://doi.org/10.48550/arXiv.2308.14508"}, ("arxiv:2308.14508",)),
        ({"url": "https://example.org/10.1000/a"}, ()),
        ({"url": "https://arxiv.org/abs/2308.14508", "arxiv": "2308.14509"}, ("arxiv:2308.14509",)),
        ({"url": "https://arxiv.org/list/cs.CL"}, ()),
    ],
)
def test_addresses_at_arxiv_and_doi_are_identifiers(tmp_path, fields, ids):
    (paper,) = read_papers(write(tmp_path, "p.jsonl", json.dumps({"title": "One Two"} | fields)))
    assert paper.ids == ids
    assert paper.url == fields["url"]


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
        "unknown format; graphx reads: ACL Anthology XML, Atom, BibTeX, CSV, JSONL, PubMed, RIS, citations, "
        "listing page, web page; convert this file to JSONL or CSV with the columns title and abstract",
    ),
    "endnote": ("refs.enw", "%0 Journal Article\n%T One Two\n", "unknown format"),
    "null in path": ("p\0.txt", None, "no such file"),
    "stray sentence": (
        "page.txt",
        LISTING + "\nCode is available.\n\n" + "A Long Title " * 12 + "\n\n" + LONG,
        ":19: the title 'Code is available.' has no abstract",
    ),
    "html": ("page.html", "<html><body>hi</body></html>", "no papers in this web page"),
    "bad json": ("p.jsonl", '{"title": "A B C D"}\n{"title": \n', ":2: not valid JSON"),
    "json list in a line": ("p.jsonl", '{"title": "A B C D"}\n[1]\n', ":2: expected a JSON object"),
    "no title": (
        "p.jsonl",
        '{"name": "x", "abstract": "y"}',
        ":1: a record without a title (its fields: abstract, name)",
    ),
    "title is a number": ("p.jsonl", '{"title": 7}', ":1: field 'title' must be text, not a number"),
    "item without title": (
        "p.json",
        '[{"title": "A B"},\n\n {"x": 1}]',
        ":3: item 2: a record without a title (its fields: x)",
    ),
    "item is no object": ("p.json", '[{"title": "A B"}, 7]', ":1: item 2: expected a JSON object"),
    "wrapped item": ("p.json", '{\n"papers": [\n{"title": "A B"},\n{"x": 1}]}', ":4: item 2: a record"),
    "no comma": (
        "p.json",
        '[{"title": "A B"}\n{"title": "C D"}]',
        ":2: not valid JSON (no comma after item 1)",
    ),
    "open array": ("p.json", '[{"title": "A B"},\n', ":2: not valid JSON"),
    "text after array": ("p.json", '[{"title": "A B"}]\n]', ":2: text after the end of the JSON"),
    "objects over lines": (
        "p.json",
        '{\n"title": "A B"}\n{\n"title": "C D"}\n',
        ":3: one object over several lines, and more after the end of the JSON; write a list",
    ),
    "object over lines": (
        "p.json",
        '{\n"a": [],\n"b": 1\n}\n',
        ":1: a record without a title (its fields: b); add one",
    ),
    "mistake on a later line": ("p.json", '{\n"title": "A B",\n"x": [1,]\n}\n', ":3: not valid JSON"),
    "digits": (
        "p.jsonl",
        '{"title": "A B", "year": ' + "1" * 5000 + "}",
        ":1: not usable JSON: a number of thousands of digits; put it in quotes or leave it out",
    ),
    "deep json": ("p.jsonl", '{"title": ' + "[" * 100_000, ":1: not "),
    "columns": ("p.csv", "name,year\nx,2020\n", ":1: no column with titles (columns: name, year)"),
    "too many cells": ("p.csv", "title,abstract\nA B,c,d\n", ":2: 3 cells but 2 columns"),
    "open quote": ("p.csv", 'title,abstract\nA B,"c\n', ":2: not valid CSV"),
    "header only": ("p.csv", "title,abstract\n", "no papers in this CSV"),
    "long line": (
        "p.jsonl",
        '{"title": "' + "x" * 10_000_000 + '"}\n{"title": "A B"}',
        ":1: a title of 10,000,000 characters (at most 2,000)",
    ),
    "long listing line": (
        "page.txt",
        LISTING + "\n" + "word " * 2_000_000,
        f":19: a line of more than {MAX_LINE:,} characters",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_file_line_and_remedy(tmp_path, case):
    name, content, message = BAD[case]
    path = str(tmp_path / (name or "gone.txt")) if content is None else write(tmp_path, name, content)
    with pytest.raises(InputError) as caught:
        read_papers(path, strict=True)
    told = str(caught.value)
    assert message in told
    assert told.startswith(path)
    assert "\n" not in told
    assert len(told) < 400 + len(path)


def test_folder_and_nothing(tmp_path):
    with pytest.raises(InputError, match="no files in this folder"):
        read_papers(tmp_path)
    with pytest.raises(InputError, match="no input"):
        read_papers()
    with pytest.raises(InputError, match=r"^an empty path among the inputs; give the name of a file"):
        read_papers("")


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path, "p.json", '{\n"papers": [' + '{"title": "A B"},\n' * 20 + "{}]}")
    monkeypatch.setattr(source, "MAX_FILE", 100)
    with pytest.raises(InputError, match=r"more than 100 characters; .* break it into several files"):
        read_papers(path)
    with pytest.raises(InputError, match="binary file"):
        read_papers("/dev/zero")


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
    assert conflicts[0].endswith("stands with 2 different arxiv identifiers (2001.00001, 2001.00002)")
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


def test_year_and_date_are_merged_together():
    title = "One Title of Four Words"
    (merged,), _ = merge_papers(
        [
            paper(title, year=2020),
            paper(title, year=2021, date="2021-03-01"),
            paper(title, year=2022, date="2022-01-01"),
        ]
    )
    assert (merged.year, merged.date) == (2021, "2021-03-01")
    (merged,), _ = merge_papers([paper(title, year=2020), paper(title, year=2019)])
    assert (merged.year, merged.date) == (2019, "")


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
