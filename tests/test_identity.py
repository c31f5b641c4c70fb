"""When records are one work: shared identifiers and titles, in any order; what is only told."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.ids import is_telling, parse_id, title_slug
from graphx.model import Paper
from graphx.read import read_files
from graphx.read.alike import find_look_alikes
from graphx.read.merge import group_records, merge_papers
from graphx.schema import ET_AL

TITLES = (
    "Attention Is All You Need",
    "attention is all  you need.",
    "A Study of Long Context",
    "SCALE",
    "Scale!",
)
IDS = (
    "arxiv:2001.00001",
    "arxiv:2001.00002",
    "doi:10.1000/x",
    "doi:10.1000/y",
    "openalex:W1",
    "s2:a",
    "acl:N1",
)
papers = st.builds(
    lambda title, abstract, ids, cites, time, venue, authors: Paper(
        title=title,
        abstract=abstract,
        ids=tuple(sorted(ids)),
        cites=tuple(sorted(cites)),
        year=time[0],
        date=time[1],
        venue=venue,
        authors=authors,
    ),
    st.sampled_from(TITLES),
    st.sampled_from(["", "one", "two", "two Code: https://a.org/b", "two Code: https://a.org/c"]),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.sampled_from([(None, ""), (2018, ""), (2018, "2018-10-11"), (2019, ""), (2019, "2019-06-02")]),
    st.sampled_from(["", "arXiv", "CoRR", "NAACL", "J. of Things"]),
    st.sampled_from([(), ("A. Bee",), ("A. Bee", ET_AL), ("A. Bee", "C. Dee")]),
)
citations = st.builds(
    lambda citing, cited: Paper(title="", ids=(citing,), cites=(cited,)),
    st.sampled_from(IDS),
    st.sampled_from(IDS),
)
records = st.lists(papers | citations, max_size=10)


def as_sets(groups):
    return sorted(sorted(map(repr, group)) for group in groups)


@given(records, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order(drawn, rng: random.Random):
    shuffled = drawn[:]
    rng.shuffle(shuffled)
    first, second = group_records(drawn), group_records(shuffled)
    assert as_sets(first[0]) == as_sets(second[0])
    assert sorted(first[1]) == sorted(second[1])
    merged = [paper for paper in merge_papers(drawn)[0] if paper.title]
    again = [paper for paper in merge_papers(shuffled)[0] if paper.title]
    assert merged == again
    assert find_look_alikes(merged) == find_look_alikes(again)


def slow_components(drawn):
    """Records joined whenever two share an identifier or a telling title, until nothing changes."""

    def joined(a, b):
        if set(a.ids) & set(b.ids):
            return True
        if not a.title or not b.title or title_slug(a.title) != title_slug(b.title):
            return False
        return is_telling(a.title) or a.abstract == b.abstract

    groups = [[paper] for paper in drawn]
    changed = True
    while changed:
        changed = False
        for i, group in enumerate(groups):
            for other in groups[i + 1 :]:
                if any(joined(a, b) for a in group for b in other):
                    group.extend(other)
                    groups.remove(other)
                    changed = True
                    break
            if changed:
                break
    return groups


@given(records)
def test_without_conflicts_groups_are_connected_components(drawn):
    groups, conflicts = group_records(drawn)
    slow = slow_components(drawn)
    if not conflicts:
        assert as_sets(groups) == as_sets(slow)
    else:
        # What is left apart is told, and nothing is ever joined that is not connected.
        place = {id(paper): i for i, group in enumerate(slow) for paper in group}
        assert all(len({place[id(paper)] for paper in group}) == 1 for group in groups)


@given(records)
def test_no_work_has_two_identifiers_of_one_kind_unless_a_record_has(drawn):
    groups, _ = group_records(drawn)
    for group in groups:
        for scheme in ("arxiv", "doi"):
            told = {i for paper in group for i in paper.ids if i.startswith(scheme)}
            assert len(told) < 2 or any(told <= set(paper.ids) for paper in group)


@given(records)
def test_merging_loses_no_code_and_no_citation(drawn):
    merged, _ = merge_papers(drawn)
    for link in ("https://a.org/b", "https://a.org/c"):
        assert any(link in p.abstract for p in drawn) == any(link in p.abstract for p in merged)
    assert {c for p in merged for c in p.cites} >= {c for p in drawn for c in p.cites} - {
        i for p in merged for i in p.ids
    }


@given(records)
def test_place_and_time_of_a_work_are_of_one_record(drawn):
    groups, _ = group_records(drawn)
    for group in groups:
        works, _ = merge_papers(group)
        if len(works) > 1:
            continue  # their identifiers clash
        (work,) = works
        told = {(p.venue, p.year) for p in group}
        published = {p.venue for p in group if p.venue in ("NAACL", "J. of Things")}
        assert work.venue in (published or {p.venue for p in group} | {""})
        # Never the venue of one year beside another year, unless that record told no year.
        assert not work.venue or (work.venue, work.year) in told or (work.venue, None) in told
        assert not work.date or work.date.startswith(str(work.year))
        assert (work.year is None) == all(p.year is None for p in group)


BERT = {"title": "BERT: Pre-training of Deep Bidirectional Transformers", "year": 2019, "venue": "NAACL"}
BERT |= {"ids": ["arxiv:1810.04805"], "abstract": "We introduce BERT.", "authors": ["Jacob Devlin"]}
BARE = {"title": BERT["title"], "year": 2018, "venue": "CoRR", "authors": ["Jacob Devlin", "others"]}


def told_of(tmp_path, *told):
    paths = [tmp_path / f"{number}.jsonl" for number in range(len(told))]
    for path, record in zip(paths, told, strict=True):
        path.write_text(json.dumps(record) + "\n")
    result = read_files(paths)
    (paper,) = result.papers
    return (paper.venue, paper.year, paper.date, paper.authors), result.notices


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((BERT, BARE), ("NAACL", 2019, "", ("Jacob Devlin",))),
        ((BARE, BERT), ("NAACL", 2019, "", ("Jacob Devlin",))),
        # A published venue beats a preprint that says more; a date of another year stays out.
        (
            (BERT | {"venue": "arXiv", "date": "2018-10-11"}, BARE | {"venue": "NAACL", "year": 2019}),
            ("NAACL", 2019, "", ("Jacob Devlin",)),
        ),
        (
            (BERT | {"venue": "arXiv", "date": "2019-05-24"}, BARE | {"venue": "NAACL", "year": 2019}),
            ("NAACL", 2019, "2019-05-24", ("Jacob Devlin",)),
        ),
        # Of preprints the fuller one; a venue that says nothing is not worth another's year.
        ((BARE, BERT | {"venue": "arXiv"}), ("arXiv", 2019, "", ("Jacob Devlin",))),
        ((BARE, BERT | {"venue": ""}), ("", 2019, "", ("Jacob Devlin",))),
        # A published record without a year has that of another.
        ((BARE, BERT | {"year": None}), ("NAACL", 2018, "", ("Jacob Devlin",))),
        # The first of equals.
        ((BERT, BERT | {"year": 2020, "venue": "ACL"}), ("NAACL", 2019, "", ("Jacob Devlin",))),
        ((BERT | {"year": 2020, "venue": "ACL"}, BERT), ("ACL", 2020, "", ("Jacob Devlin",))),
    ],
)
def test_the_better_record_tells_where_and_when(tmp_path, told, expected):
    assert told_of(tmp_path, *told)[0] == expected


def test_several_years_of_one_paper_are_told(tmp_path):
    _, (notice,) = told_of(tmp_path, BARE, BERT)
    place = tmp_path / "1.jsonl"
    assert notice == (
        f"1 paper stands with several years, '2019, not 2018: BERT: Pre-training of D…' ({place}:1): "
        "the year of the published or fuller record is taken"
    )
    assert told_of(tmp_path, BERT, BARE | {"year": 2019})[1] == ()


def test_versions_of_arxiv_are_one_work_and_its_doi_too(tmp_path):
    spellings = (
        "2308.14508v1",
        "arXiv:2308.14508",
        "https://arxiv.org/pdf/2308.14508v3.pdf",
        "10.48550/arXiv.2308.14508",
    )
    path = tmp_path / "p.csv"
    path.write_text("title,arxiv\n" + "".join(f"Title {i} of It,{s}\n" for i, s in enumerate(spellings)))
    (paper,) = read_files([path]).papers
    assert paper.ids == ("arxiv:2308.14508",)


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://openalex.org/w12", "openalex:W12"),
        ("https://api.openalex.org/works/W12", "openalex:W12"),
        ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
        ("http://www.aclweb.org/anthology/P19-1001.pdf", "acl:P19-1001"),
        ("https://pubmed.ncbi.nlm.nih.gov/29456894/", "pmid:29456894"),
        ("https://www.semanticscholar.org/paper/A-Title/" + "a1" * 20, "s2:" + "a1" * 20),
        ("https://aclanthology.org/events/acl-2020/", None),
    ],
)
def test_identifiers_in_addresses(address, identifier):
    assert parse_id(address) == identifier


LONG = "We study a thing that nobody studied before, with great care and at great length. " * 3
ALIKE = [
    ("Re3Dial: Retrieve and Rescale", "Re^3 Dial: Retrieve and Rescale", "marks or blanks"),
    ("A Study of Naive Long Contexts", "A Study of Naïve Long Contexts", "marks or blanks"),
    ("Modeling of Long Contexts in Text", "Modelling of Long Contexts in Text", "one word"),
    ("The Study of Long Contexts in Text", "Study of Long Contexts in Text", "one word"),
    ("LongBench: A Bilingual Multitask Benchmark", "A Bilingual Multitask Benchmark", "colon"),
    ("Proceedings of the Workshop on Things 2019", "Proceedings of the Workshop on Things 2020", ""),
    ("Proceedings of the Fifth Workshop on Things", "Proceedings of the Ninth Workshop on Things", ""),
    ("Editorial", "Preface", ""),
]


@pytest.mark.parametrize(("one", "other", "told"), ALIKE)
def test_look_alikes(tmp_path, one, other, told):
    path = tmp_path / "p.csv"
    path.write_text(f'title,abstract\n"{one}",x\n"{other}",y\n')
    result = read_files([path])
    assert len(result.papers) == 2, "never merged"
    assert bool(result.look_alikes) == bool(told)
    assert all(told in pair for pair in result.look_alikes)


def test_same_abstract_under_two_titles():
    (pair,) = find_look_alikes([Paper(title="One", abstract=LONG), Paper(title="Two", abstract=LONG)])
    assert pair == "“One” and “Two” have the same abstract"


def test_identifiers_that_say_two_works_are_believed():
    titles = ("Modeling of Long Contexts in Text", "Modelling of Long Contexts in Text")
    assert find_look_alikes([Paper(title=t) for t in titles])
    assert not find_look_alikes([Paper(title=t, ids=(f"doi:10.1000/{i}",)) for i, t in enumerate(titles)])


@pytest.mark.shared
def test_look_alikes_of_real_papers_are_few(shared, pages):
    assert read_files(pages).look_alikes == ()
    told = read_files([shared / "corpora" / "conferences.jsonl.gz"]).look_alikes
    assert len(told) < 30
