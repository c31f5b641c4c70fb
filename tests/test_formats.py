"""Every format: what is taken from it, and what its dirt costs."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphx import build_graph, find_mentions, resolve_citations
from graphx.errors import GraphxError, InputError, OptionError
from graphx.read import read_files, read_papers
from graphx.schema import ET_AL
from tests import inputs
from tests.inputs import ABSTRACT, FILES


@pytest.fixture
def read(tmp_path):
    def read_one(content, name="input", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_files([path], **options)

    return read_one


def by_title(result):
    return {paper.title: paper for paper in result.papers}


def only(result):
    (paper,) = result.papers
    return paper


def test_keys_and_types_of_a_bibliography_are_kept(read):
    papers = {
        paper.title: (paper.cite_key, paper.entry_type) for paper in read(inputs.BIBTEX, "p.bib").papers
    }
    assert papers["Attention Is All You Need"] == ("vaswani2017", "inproceedings")
    assert papers["Another Study Under the Same Key"] == ("later", "article")
    entry = "@{kind}{{{key}, title = {{A Study of Many Long Things}}, journal = {{{venue}}}}}"
    both = [
        entry.format(kind="misc", key="DBLP:journals/corr/abs-1810-04805", venue="CoRR"),
        entry.format(kind="Article", key="bee_2020", venue="J. of Things"),
    ]
    for text in ("\n".join(both), "\n".join(reversed(both))):
        (paper,) = read(text, "p.bib").papers
        assert (paper.cite_key, paper.entry_type) == ("bee_2020", "article")  # of the one that was published


def test_bibtex(read):
    result = read(inputs.BIBTEX)
    assert result.formats[0][1] == "BibTeX"
    papers = by_title(result)
    attention = papers["Attention Is All You Need"]
    assert attention.ids == ("arxiv:1706.03762",)
    names = ("Ashish Vaswani", "Noam Shazeer", "The Brain Team", "György van der Bee")
    assert attention.authors == (*names, ET_AL)
    assert attention.venue == "Advances in Neural Information Processing Systems 30"
    assert (attention.year, attention.abstract) == (2017, "We use 50% less énergie, cheaply.")
    later = papers["A Later Study of Škoda & Others"]
    assert (later.date, later.ids, later.venue) == ("2021-03-04", ("doi:10.1000/abc",), "J. of Things")
    assert later.url == "https://example.org/a_b"
    assert papers["A Paper Inside the Volume of It"].venue == "Proceedings of the Workshop on Things"
    assert papers["A Paper Inside the Volume of It"].year == 2018
    assert papers["Another Study Under the Same Key"].year == 1999
    assert len(papers) == 4
    lost, volume = result.notices
    assert lost.startswith("2 records could not be read (")
    assert (
        "input:14: a brace or quote is not closed in the entry broken that begins at line 14; close" in lost
    )
    assert "also " in lost
    assert volume.startswith("1 entry is a whole volume, 'Proceedings of the Workshop on Things'")
    assert attention.origins[0].line == 5


BROKEN_ENTRIES = [
    ("@article{a, title = {A B", "a brace or quote is not closed in the entry a that begins at line 1"),
    ('@article{a, title = "A B', "a brace or quote is not closed in the entry a that begins at line 1"),
    (
        "@article{a title = {A B}, year=2020}",
        "no comma behind the key of an entry that begins at line 1",
    ),
    ("@article{a, title {A B}, year=2020}", "a field without “=”, or without a name, in the entry a that"),
]


@pytest.mark.parametrize(("entry", "told"), BROKEN_ENTRIES)
def test_what_is_wrong_with_an_entry_is_told_in_words(read, entry, told):
    result = read(f"{entry}\n@misc{{b, title = {{A Second Paper of Four}}}}\n", "p.bib")
    assert only(result).title == "A Second Paper of Four"
    assert told in result.notices[0]
    assert "`" not in result.notices[0]


ARXIV = "arxiv:1907.11692"
HINTS = [
    ({"journal": "arXiv preprint arXiv:1907.11692"}, "arXiv", (ARXIV,)),
    ({"journal": "arXiv preprint arXiv:1907.11692v2 [cs.CL], 2019"}, "arXiv", (ARXIV,)),
    ({"journal": "arXiv preprint hep-th/9901001"}, "arXiv", ("arxiv:hep-th/9901001",)),
    ({"journal": "CoRR", "volume": "abs/1907.11692"}, "CoRR", (ARXIV,)),
    ({"journal": "CoRR", "volume": "cs.CL/0102003"}, "CoRR", ("arxiv:cs.cl/0102003",)),
    ({"journal": "ArXiv abs/1907.11692"}, "arXiv", (ARXIV,)),
    ({"journal": "arXiv e-prints", "pages": "arXiv:1907.11692"}, "arXiv", (ARXIV,)),
    ({"note": "arXiv:1907.11692v1 [cs]"}, "", (ARXIV,)),
    ({"note": "cite arxiv:1907.11692Comment: 15 pages"}, "", (ARXIV,)),
    ({"note": "To appear. Preprint at https://arxiv.org/abs/1907.11692"}, "", (ARXIV,)),
    ({"note": "doi: 10.48550/arXiv.1907.11692"}, "", (ARXIV,)),
    ({"note": "DOI: 10.1000/AB_c."}, "", ("doi:10.1000/ab_c",)),
    ({"url": "https://doi.org/10.48550/arXiv.1907.11692"}, "", (ARXIV,)),
    ({"url": "arxiv.org/pdf/1907.11692v3.pdf"}, "", (ARXIV,)),
    ({"url": "https://dl.acm.org/doi/pdf/10.1145/1.2"}, "", ("doi:10.1145/1.2",)),
    # What may be something else, or speaks of another paper, is none.
    ({"journal": "Nature", "volume": "1907.11692"}, "Nature", ()),
    ({"journal": "arXiv preprint arXiv:1999.11692"}, "arXiv preprint arXiv:1999.11692", ()),
    ({"journal": "arXiv preprint arXiv:1907.1169"}, "arXiv preprint arXiv:1907.1169", ()),
    ({"journal": "arXiv"}, "arXiv", ()),
    ({"note": "Reply to arXiv:1907.11692"}, "", ()),
    ({"note": "Extended version of arXiv:1907.11692"}, "", ()),
    ({"note": "arXiv:1907.11692, arXiv:1706.03762"}, "", ()),
    ({"note": "version 1907.11692"}, "", ()),
    ({"url": "https://example.org/1907.11692"}, "", ()),
    # Where a record names its identifier the other fields are not asked.
    ({"arxiv": "1706.03762", "note": "arXiv:1907.11692"}, "", ("arxiv:1706.03762",)),
]


@pytest.mark.parametrize(("fields", "venue", "ids"), HINTS)
@pytest.mark.parametrize("form", ["bib", "jsonl", "csv"])
def test_identifiers_in_other_fields(read, form, fields, venue, ids):
    record = {"title": "A Study of Things Today", **fields}
    if form == "bib":
        record["eprint"] = record.pop("arxiv", "")
        told = ",".join(f"{name} = {{{value}}}" for name, value in record.items() if value)
        text = f"@article{{a, {told}, archivePrefix = {{arXiv}}}}"
    elif form == "jsonl":
        text = json.dumps(record)
    else:
        text = ",".join(record) + "\n" + ",".join(f'"{value}"' for value in record.values())
    paper = only(read(text, f"p.{form}"))
    assert (paper.ids, paper.venue) == (ids, venue)


@pytest.mark.parametrize(
    ("entry", "ids"),
    [
        ("eprint={2005.14165}", ("arxiv:2005.14165",)),
        ("eprint={2005.14165v4}, primaryClass={cs.CL}", ("arxiv:2005.14165",)),
        ("eprint={hep-th/9901001}", ("arxiv:hep-th/9901001",)),
        ("eprint={2005.14165}, eprinttype={hal}", ()),
        ("eprint={hal-02005141}", ()),
        ("eprint={12345}", ()),
        (r"howpublished={\url{https://arxiv.org/abs/1907.11692}}", (ARXIV,)),
    ],
)
def test_eprints_without_a_name_of_their_place(read, entry, ids):
    result = read(f"@article{{a, title={{A Study of Things Today}}, {entry}}}")
    assert only(result).ids == ids
    assert result.notices == ()


def test_identifiers_in_other_fields_of_ris_and_csl(read):
    ris = "TY  - JOUR\nTI  - A Study\n{}\nER  - \n"
    for told in ("JO  - arXiv preprint arXiv:1907.11692", "N1  - Preprint: arXiv:1907.11692"):
        assert only(read(ris.format(told))).ids == (ARXIV,)
    csl = {"title": "A Study", "type": "article-journal", "issued": {"date-parts": [[2019]]}}
    for told in ({"container-title": "arXiv preprint arXiv:1907.11692"}, {"note": "arXiv:1907.11692 [cs]"}):
        assert only(read(json.dumps([{**csl, **told}]))).ids == (ARXIV,)
    assert only(read(json.dumps([{**csl, "container-title": "CoRR", "volume": "abs/1907.11692"}]))).ids == (
        ARXIV,
    )


ESCAPED = r"A Dataset \& Model at 5\% of \$2 for foo\_bar \#1"
UNESCAPED = "A Dataset & Model at 5% of $2 for foo_bar #1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.txt", f"Daily Papers\n{ESCAPED}\n{ESCAPED}. {ABSTRACT}\n"),
        ("p.jsonl", json.dumps({"title": ESCAPED, "abstract": f"{ESCAPED}. {ABSTRACT}"})),
        ("p.csv", f"title,abstract\n{ESCAPED},{ESCAPED}. {ABSTRACT.replace(',', ';')}\n"),
        ("p.ris", f"TY  - JOUR\nTI  - {ESCAPED}\nAB  - {ESCAPED}. {ABSTRACT}\nER  - \n"),
        ("p.bib", f"@misc{{a, title={{{ESCAPED}}}, abstract={{{ESCAPED}. {ABSTRACT}}}}}"),
    ],
)
def test_escapes_of_latex_are_undone_in_every_format(read, name, text):
    paper = only(read(text, name))
    assert paper.title == UNESCAPED
    assert paper.abstract.startswith(f"{UNESCAPED}. We study")


def test_ris(read):
    result = read(inputs.RIS)
    papers = by_title(result)
    study = papers["A Study of Things & More"]
    assert study.abstract == ABSTRACT[:100].strip() + " " + ABSTRACT[100:].strip()
    assert study.authors == ("Ann Bee", "Cy Dee Jr.")
    assert study.ids == ("arxiv:2308.14508", "doi:10.1000/xyz")
    assert (study.date, study.year, study.venue) == ("2020-03-04", 2020, "Journal of Things")
    assert papers["A Second Study of Other Things"].year == 2019
    assert "input:13: a record without a title" in result.notices[0]


def test_pubmed(read):
    result = read(inputs.NBIB)
    paper = only(result)
    assert paper.title == "A study of proteins that goes on over two lines."
    assert " ".join(paper.abstract.split()) == " ".join(f"{ABSTRACT[:60]} {ABSTRACT[60:]}".split())
    assert paper.ids == ("doi:10.1000/pm.1", "pmid:31452104")
    assert (paper.date, paper.authors, paper.venue) == ("2019-08-26", ("Ann Bee",), "Journal of proteins")
    assert len(result.notices) == 1


def test_atom(read):
    result = read(inputs.ATOM)
    paper = only(result)
    assert paper.title == "LongBench: A Bilingual, Multitask Benchmark & More"
    assert paper.ids == ("arxiv:2308.14508", "doi:10.1000/long")
    assert (paper.date, paper.authors) == ("2023-08-28", ("Yushi Bai",))
    assert paper.abstract == f"{ABSTRACT} Code: https://github.com/THUDM/LongBench"
    assert "input:16: not a paper but an error message: bad id" in result.notices[0]


def test_acl_anthology(read):
    result = read(inputs.ACL)
    papers = by_title(result)
    first = papers["Learning to Understand Child-directed Speech"]
    assert first.ids == ("acl:2020.acl-main.1", "doi:10.18653/v1/2020.acl-main.1")
    assert first.authors == ("Lieke Gelderloos", "Plato")
    assert (first.year, first.venue) == (2020, "Proceedings of the ACL")
    assert first.abstract.endswith("Code: https://github.com/lgelderloos/speech")
    assert papers["A Second Paper Without an Address"].ids == ("acl:2020.acl-main.3",)
    assert "input:14: a record without a title" in result.notices[0]


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "name"),
    [
        ("P19", "1", "12", "P19-1012"),
        ("W19", "40", "7", "W19-4007"),
        ("2021.naacl", "long", "3", "2021.naacl-long.3"),
    ],
)
def test_acl_identifiers_by_place(read, collection, volume, paper, name):
    text = (
        f'<collection id="{collection}"><volume id="{volume}">'
        f'<paper id="{paper}"><title>A Title</title></paper></volume></collection>'
    )
    assert only(read(text)).ids == (f"acl:{name}",)


@pytest.mark.parametrize("name", ["openalex.jsonl", "openalex.json"])
def test_openalex(read, name):
    result = read(FILES[name])
    paper = by_title(result)["The State of OA Today"]
    assert paper.abstract == "Despite growing interest"
    assert paper.ids == ("doi:10.7717/peerj.4375", "openalex:W2741809807", "pmid:29456894")
    assert paper.cites == ("openalex:W1560783210", "openalex:W2")
    assert (paper.date, paper.venue) == ("2018-02-13", "PeerJ")
    assert paper.authors == ("Heather Piwowar", "J. Priem")


def test_semantic_scholar(read):
    paper = only(read(FILES["s2.json"]))
    name = "s2:649def34f8be52c8b66281af98ae884c09aef38b"
    assert paper.ids == ("acl:N18-3011", "arxiv:1805.02262", "doi:10.18653/v1/n18-3011", name)
    assert paper.cites == ("s2:abc",)
    assert (paper.date, paper.authors, paper.abstract) == ("2018-05-06", ("Waleed Ammar",), ABSTRACT)


def test_citations_of_services_are_links_between_papers(read):
    cited = inputs.OPENALEX | {
        "id": "https://openalex.org/W2",
        "doi": None,
        "ids": {},
        "title": "A Cited Work of Old",
    }
    papers = read(inputs.lines(inputs.OPENALEX, cited)).papers
    (link,) = resolve_citations(papers)
    assert (link.citing, link.cited) == ("paper:doi:10.7717/peerj.4375", "paper:openalex:W2")


@pytest.mark.parametrize("name", ["crossref.json", "crossref-one.json"])
def test_crossref(read, name):
    paper = only(read(FILES[name]))
    assert paper.title == "Annotated Genes and Nonannotated Genomes: A Second Line"
    assert paper.abstract == ABSTRACT
    assert paper.authors == ("Ann Bee", "A Consortium")
    assert (paper.date, paper.venue, paper.cites) == ("2012-03-21", "PLoS ONE", ("doi:10.1000/y",))


def test_csl_json(read):
    paper = only(read(FILES["csl.json"]))
    assert paper.ids == ("arxiv:2101.00001", "doi:10.1000/csl")
    assert paper.authors == ("Ann van Bee", "A Team")
    assert (paper.year, paper.venue) == (2021, "Journal of Things")


def test_arxiv_snapshot(read):
    paper = only(read(FILES["snapshot.jsonl"]))
    assert paper.title == "Calculation of prompt diphoton production cross sections"
    assert paper.authors == ("C. Balázs", "E. L. Berger Jr")
    assert paper.ids == ("arxiv:0704.0001", "doi:10.1103/physrevd.76.013009")
    assert (paper.date, paper.venue) == ("2007-04-02", "Phys.Rev.D76:013009,2007")
    assert paper.abstract.endswith("Code: https://github.com/a/diphoton")


def test_papers_with_code_links_become_repos(tmp_path):
    for name in ("pwc.json", "pwc-links.json"):
        (tmp_path / name).write_text(FILES[name])
    (paper,) = read_papers(tmp_path)
    assert paper.abstract == f"{ABSTRACT} Code: https://github.com/thudm/longbench"
    graph = build_graph([paper], find_mentions([paper]))
    assert "repo:github.com/thudm/longbench" in graph
    assert "repo:github.com/someone/longbench" not in graph, "somebody else's is not the paper's"


def test_datacite(read):
    paper = only(read(FILES["datacite.json"]))
    assert paper.ids == ("arxiv:2308.14508",)
    assert (paper.authors, paper.year, paper.cites) == (("Yushi Bai",), 2023, ("doi:10.1000/c",))


@pytest.mark.parametrize("name", ["hf.json", "hf.html"])
def test_hugging_face(read, name):
    paper = only(read(FILES[name]))
    assert paper.title == "LongBench: A Bilingual Benchmark"
    assert paper.ids == ("arxiv:2308.14508",)
    assert (paper.date, paper.authors) == ("2023-08-28", ("Yushi Bai",))
    assert paper.abstract == f"{ABSTRACT} Code: https://github.com/thudm/longbench"


def test_page_without_data(read):
    result = read(inputs.HF_TRENDING)
    papers = by_title(result)
    assert set(papers) == {"LongBench: A Bilingual Benchmark", "A Second Paper of the Page"}
    assert papers["LongBench: A Bilingual Benchmark"].abstract == f"{ABSTRACT} Bold."
    assert papers["A Second Paper of the Page"].ids == ("arxiv:2401.00002",)


def test_list_of_arxiv(read):
    papers = by_title(read(inputs.ARXIV_LIST))
    assert papers["A First Paper in a List"].ids == ("arxiv:2401.00001",)
    assert papers["A First Paper in a List"].authors == ("Ann Bee", "Cy Dee")
    assert papers["A First Paper in a List"].abstract == ABSTRACT
    assert papers["A Second Paper in a List"].ids == ("arxiv:2401.00002",)


def test_page_of_one_paper(read):
    paper = only(read(inputs.META_PAGE))
    assert (paper.title, paper.authors) == ("A Paper on a Page of Its Own", ("Ann Bee", "Cy Dee"))
    assert (paper.date, paper.ids, paper.abstract) == ("2023-08-28", ("arxiv:2308.14508",), ABSTRACT)


def test_error_pages_hold_no_papers(read):
    with pytest.raises(InputError, match="no papers in this web page"):
        read(f"<html><body><h1>Not Found Here</h1><p>{ABSTRACT}</p></body></html>")


def test_csv_of_a_library(read):
    result = read(inputs.CSV)
    papers = by_title(result)
    assert papers["A Study, With Commas"].authors == ("Bee, Ann", "Dee, Cy")
    assert papers["A Second Study of Things"].abstract == 'a "quoted" word'
    assert "input:3: a record without a title" in result.notices[0]


ODD_TABLE = "no;what;who;text\n" + "".join(
    f'{i};A Study of Thing {i};Bee, Ann;"{ABSTRACT} {ABSTRACT}"\n' for i in range(5)
)


def test_columns_are_guessed_and_told(read):
    result = read(ODD_TABLE, name="t.csv")
    assert [paper.title for paper in result.papers] == [f"A Study of Thing {i}" for i in range(5)]
    assert result.papers[0].abstract.startswith(ABSTRACT)
    assert any("column is taken for the titles, 'what'" in notice for notice in result.notices)


def test_columns_said_by_the_user(read):
    columns = {"title": "what", "authors": "who"}
    result = read(ODD_TABLE, columns=columns)
    assert result.papers[0].authors == ("Bee, Ann",)
    assert result.papers[0].abstract == ""
    assert result.notices == ()
    assert (
        only(read('{"what": "A Study", "n": 1}\n{"what": ""}\n', columns={"title": "what"})).title
        == "A Study"
    )
    with pytest.raises(
        InputError, match=r"t.csv:1: no column 'nix' for the field 'abstract' \(columns: no, what"
    ):
        read(ODD_TABLE, name="t.csv", columns={"title": "what", "abstract": "nix"})
    with pytest.raises(OptionError, match="unknown field 'titel'; did you mean 'title'"):
        read(ODD_TABLE, columns={"titel": "what"})


EDGE_FILES = {
    "csv": inputs.EDGES,
    "bare": "arxiv:2308.14508 arxiv:1706.03762\n2308.14508v1 doi:10.1000/xyz\n",
    "tabs": "2308.14508\t1706.03762\n2308.14508\t10.1000/xyz\n",
    "columns": "year,target,source\n2023,arxiv:1706.03762,arxiv:2308.14508\n2023,10.1000/xyz,2308.14508\n",
}


@pytest.mark.parametrize("kind", EDGE_FILES)
def test_a_list_of_citations_joins_the_papers(tmp_path, kind):
    (tmp_path / "edges").write_text(EDGE_FILES[kind])
    (tmp_path / "papers.jsonl").write_text(
        inputs.lines(
            {"title": "LongBench", "arxiv": "2308.14508"},
            {"title": "Attention", "arxiv": "1706.03762", "cites": ["doi:10.1000/xyz"]},
            {"title": "Another", "doi": "10.1000/XYZ"},
        )
    )
    result = read_files([tmp_path])
    assert result.records == len(result.papers) == 3
    assert result.repeated_across == 0
    links = {(link.citing[-5:], link.cited[-5:]) for link in resolve_citations(result.papers)}
    assert links == {("14508", "03762"), ("14508", "0/xyz"), ("03762", "0/xyz")}


def test_citations_alone_are_no_map(read):
    with pytest.raises(InputError, match="citations but no papers; give the file with the papers too"):
        read(EDGE_FILES["bare"])


def test_citations_of_unknown_papers_are_told(tmp_path):
    (tmp_path / "edges").write_text(EDGE_FILES["bare"])
    (tmp_path / "papers.jsonl").write_text('{"title": "Another"}\n')
    result = read_files([tmp_path])
    assert [paper.title for paper in result.papers] == ["Another"]
    assert "1 paper has citations but no record" in result.notices[0]


BOMB = """<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
<feed><entry><title>&b;</title></entry></feed>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<feed><entry><title>A Title &x;</title></entry></feed>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_xml_entities_are_refused(read, text):
    with pytest.raises(InputError, match="declares entities"):
        read(text)


def test_xml_without_end_of_depth(read):
    with pytest.raises(InputError, match="nested more than 100 deep"):
        read("<feed>" + "<a>" * 100_000)


def test_broken_xml_keeps_what_stands_before(read):
    result = read(inputs.ATOM.replace("bad id</summary>", "bad & id"))
    assert len(result.papers) == 1
    assert "broken XML" in result.notices[0]
    with pytest.raises(InputError, match=r"input:16: broken XML"):
        read(inputs.ATOM.replace("bad id</summary>", "bad & id"), strict=True)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_in_other_encodings_and_line_ends(read, name):
    plain = read(FILES[name], name=name).papers
    text = FILES[name].replace('encoding="UTF-8"', "").replace("encoding='UTF-8'", "").replace("\r", "")

    def bare(papers):
        return [(p.title, p.abstract, p.ids, p.authors, p.cites) for p in papers]

    for data in (
        text.replace("\n", "\r\n").encode("utf-8-sig"),
        text.encode("utf-16"),
        text.replace("\n", "\r\n").encode("utf-16-le"),
    ):
        assert bare(read(data, name=name).papers) == bare(plain)


GOOD = {
    "json": ['{"title": "A First Paper of Four"}\n', "{}\n", '{"title": "A Second Paper of Four"}\n'],
    "broken json": [
        '{"title": "A First Paper of Four"}\n',
        '{"ti\n',
        '{"title": "A Second Paper of Four"}\n',
    ],
    "csv": ["title,year\nA First Paper of Four,1\n", ",2\n", "A Second Paper of Four,3\n"],
    "quotes": ["title,year\nA First Paper of Four,1\n", '"a"b,2\n', "A Second Paper of Four,3\n"],
    "cells": ["title,year\nA First Paper of Four,1\n", "a,b,c\n", "A Second Paper of Four,3\n"],
    "page": [
        f"A First Paper of Four\n\n{ABSTRACT}\n\n",
        "A Lonely Title\n\n",
        f"A Second Paper of Four\n\n{ABSTRACT} 2\n",
    ],
    "bib": [
        "@misc{a, title={A First Paper of Four}}\n",
        "@misc{b}\n",
        "@misc{c, title={A Second Paper of Four}}\n",
    ],
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_bad_record_costs_that_record(read, kind):
    result = read("".join(GOOD[kind]), name="papers.csv" if "title,year" in GOOD[kind][0] else "papers")
    assert {p.title for p in result.papers} == {"A First Paper of Four", "A Second Paper of Four"}
    line = "".join(GOOD[kind][:1]).count("\n") + 1
    lost = next(notice for notice in result.notices if "1 record could not be read" in notice)
    assert f":{line}: " in lost
    with pytest.raises(InputError, match=f":{line}: "):
        read(
            "".join(GOOD[kind]), name="papers.csv" if "title,year" in GOOD[kind][0] else "papers", strict=True
        )


def test_places_of_many_lost_records_are_told(read):
    (notice,) = read('{"title": "A B"}\n' + "{}\n" * 20).notices
    assert notice.startswith("20 records could not be read (")
    assert notice.count("also") == 1
    assert notice.endswith("and 15 more): left out")


def test_a_long_array_is_read_piece_by_piece(read):
    records = [
        {"title": f"Paper Number {i} of Many", "abstract": 'ü}{]["' * (i % 7 * 4000)} for i in range(200)
    ]
    result = read("\n[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n")
    assert len(result.papers) == 200
    assert {p.title: p.origins[0].line for p in result.papers} == {
        r["title"]: line for line, r in enumerate(records, 3)
    }


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_damaged_files_give_papers_or_a_clear_error(tmp_path_factory, name, data):
    whole = FILES[name].encode()
    cut = data.draw(st.integers(0, len(whole)))
    junk = data.draw(
        st.binary(max_size=12) | st.sampled_from([b"", b'"', b"{", b"}", b"<", b"&", b"\\", b"@", b"$"])
    )
    rest = data.draw(st.integers(cut, len(whole)))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(whole[:cut] + junk + whole[rest:])
    try:
        assert read_papers(path)
    except InputError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)


RECORD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "record",
    [
        inputs.OPENALEX,
        inputs.SEMANTIC_SCHOLAR,
        inputs.CROSSREF,
        inputs.CSL,
        inputs.SNAPSHOT,
        inputs.PWC_PAPER,
        inputs.DATACITE["data"],
        inputs.HF_PAPER,
    ],
    ids=lambda record: next(iter(record)),
)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_value_in_any_field_of_a_service(tmp_path_factory, record, data):
    field = data.draw(st.sampled_from(sorted(record)))
    path = tmp_path_factory.mktemp("odd") / "p.jsonl"
    odd = json.dumps({**record, field: data.draw(RECORD)})
    path.write_text(f'{odd}\n{{"title": "Another"}}\n')
    assert "Another" in {paper.title for paper in read_papers(path)}


@pytest.mark.shared
def test_corpora_are_read_whole(shared):
    for name, count in (("acl", 52_012), ("arxiv", 50_000), ("conferences", 15_000)):
        result = read_files([shared / "corpora" / f"{name}.jsonl.gz"])
        assert result.records == count
        assert not [notice for notice in result.notices if "could not be read" in notice]


@pytest.mark.shared
def test_recorded_replies_are_read(shared):
    expected = {
        "arxiv/search_200_p1.xml": ("Atom", 10, 0),
        "arxiv/id_list_200_old_style.xml": ("Atom", 1, 0),
        "crossref/work_200_plos.json": ("JSONL", 1, 65),
        "crossref/works_cursor_200_p1.json": ("JSONL", 20, 22),
        "openalex/work_200_doc_sample_W2741809807.json": ("JSONL", 1, 45),
        "openalex/works_doi_filter_select_200.json": ("JSONL", 8, 326),
        "semanticscholar/paper_by_doi_200_chemcrow.json": ("JSONL", 1, 0),
        "semanticscholar/references_200_p1.json": ("JSONL", 50, 0),
        "datacite/dois_200_list.json": ("JSONL", 5, 18),
        "huggingface/paper_200_shape.json": ("JSONL", 1, 0),
    }
    for name, told in expected.items():
        result = read_files([shared / "api" / name])
        assert (result.formats[0][1], len(result.papers), sum(len(p.cites) for p in result.papers)) == told, (
            name
        )


@pytest.mark.shared
def test_every_recorded_reply_gives_papers_or_a_clear_error(shared):
    names = [
        path for path in sorted((shared / "api").rglob("*.*")) if path.suffix in (".json", ".xml", ".txt")
    ]
    assert len(names) > 150
    for path in names:
        try:
            assert read_papers(path)
        except GraphxError as error:
            assert str(path) in str(error)
