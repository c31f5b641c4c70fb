"""One small file of every format, written by hand with the dirt that such files have."""

from __future__ import annotations

import json

ABSTRACT = (
    "We study a thing that nobody studied before, with great care and at great length, and find that it "
    "behaves as one would expect. Experiments on several datasets confirm it."
)

BIBTEX = r"""% Encoding: UTF-8
@string{nips = "Advances in Neural Information Processing Systems"}
@comment{jabref-meta: databaseType:bibtex;}

@inproceedings{vaswani2017,
  title     = {{Attention} Is All {Y}ou Need},
  author    = {Vaswani, Ashish and Noam Shazeer and {The Brain Team} and van der Bee, Gy{\"o}rgy and others},
  booktitle = nips # " 30",
  year      = 2017,
  eprint    = {1706.03762v5}, archivePrefix = {arXiv},
  abstract  = {We use 50\% less {\'e}nergie, {\textit{cheaply}}.}
}

@article{broken,
  title = {An Entry That Never Closes,
  year = 2019

@article{later, title = "A Later Study of {\v{S}}koda \& Others", journaltitle = {J. of Things},
  date = {2021-03-04},
  doi = {10.1000/ABC}, url = {https://example.org/a\_b}}
@misc{untitled, year = {2020}}
@proceedings{vol, title = {Proceedings of the Workshop on Things}, year = {2018}}
@inproceedings{inside, title = {A Paper Inside the Volume of It}, crossref = {vol}}
@article{later, title = {Another Study Under the Same Key}, year = {1999}}
"""

RIS = f"""TY  - JOUR\r
T1  - A Study of Things &amp; More\r
AU  - Bee, Ann\r
AU  - Dee, Cy, Jr.\r
PY  - 2020/03/04/\r
AB  - {ABSTRACT[:100]}\r
{ABSTRACT[100:]}\r
JO  - Journal of Things\r
DO  - 10.1000/XYZ\r
UR  - https://arxiv.org/abs/2308.14508v2\r
ER  - \r
\r
TY  - CONF\r
AU  - Nobody\r
ER  - \r
TY  - CONF\r
TI  - A Second Study of Other Things\r
Y1  - 2019///Spring\r
"""

NBIB = f"""
PMID- 31452104
OWN - NLM
TI  - A study of proteins that goes on over
      two lines.
LID - 10.1000/pm.1 [doi]
AB  - {ABSTRACT[:60]}
      {ABSTRACT[60:]}
FAU - Bee, Ann
AU  - Bee A
DP  - 2019 Aug 26
JT  - Journal of proteins

PMID- 7
DP  - 2001
"""

ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>ArXiv Query</title>
  <entry>
    <id>http://arxiv.org/abs/2308.14508v2</id>
    <published>2023-08-28T11:53:40Z</published><updated>2024-06-19T00:00:00Z</updated>
    <title>LongBench: A Bilingual,
  Multitask Benchmark &amp; More</title>
    <summary>  {ABSTRACT}
    </summary>
    <author><name>Yushi Bai</name><arxiv:affiliation>THU</arxiv:affiliation></author>
    <arxiv:comment>ACL 2024; code at github.com/THUDM/LongBench.</arxiv:comment>
    <arxiv:doi>10.1000/long</arxiv:doi>
    <link href="http://arxiv.org/abs/2308.14508v2" rel="alternate"/>
  </entry>
  <entry><id>http://arxiv.org/api/errors#bad_id</id><title>Error</title><summary>bad id</summary></entry>
</feed>
"""

ACL = f"""<?xml version='1.0' encoding='UTF-8'?>
<collection id="2020.acl">
  <volume id="main">
    <meta><booktitle>Proceedings of the <fixed-case>ACL</fixed-case></booktitle><year>2020</year></meta>
    <frontmatter><url>2020.acl-main.0</url></frontmatter>
    <paper id="1">
      <title>Learning to <fixed-case>U</fixed-case>nderstand Child-directed Speech</title>
      <author><first>Lieke</first><last>Gelderloos</last></author><author><last>Plato</last></author>
      <abstract>{ABSTRACT}</abstract>
      <url hash="a1">2020.acl-main.1</url>
      <doi>10.18653/v1/2020.acl-main.1</doi>
      <pwccode url="https://github.com/lgelderloos/speech" additional="false">lgelderloos/speech</pwccode>
    </paper>
    <paper id="2"><author><first>No</first><last>Title</last></author></paper>
    <paper id="3"><title>A Second Paper Without an Address</title></paper>
  </volume>
</collection>
"""

OPENALEX = {
    "id": "https://openalex.org/W2741809807",
    "doi": "https://doi.org/10.7717/peerj.4375",
    "title": "The State of <i>OA</i> Today",
    "display_name": "The State of OA Today",
    "publication_year": 2018,
    "publication_date": "2018-02-13",
    "ids": {
        "openalex": "https://openalex.org/W2741809807",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894",
    },
    "authorships": [{"author": {"display_name": "Heather Piwowar"}}, {"raw_author_name": "J. Priem"}, {}],
    "primary_location": {
        "source": {"display_name": "PeerJ"},
        "landing_page_url": "https://peerj.com/4375",
    },
    "abstract_inverted_index": {"Despite": [0], "interest": [2], "growing": [1]},
    "referenced_works": ["https://openalex.org/W1560783210", "https://openalex.org/W2"],
}

SEMANTIC_SCHOLAR = {
    "paperId": "649def34f8be52c8b66281af98ae884c09aef38b",
    "externalIds": {
        "ArXiv": "1805.02262",
        "DOI": "10.18653/V1/N18-3011",
        "ACL": "N18-3011",
        "CorpusId": 19170988,
    },
    "title": "Construction of the Literature Graph in Semantic Scholar",
    "abstract": ABSTRACT,
    "year": 2018,
    "publicationDate": "2018-05-06",
    "venue": "NAACL",
    "authors": [{"authorId": "1", "name": "Waleed Ammar"}],
    "references": [{"paperId": "abc", "title": "A"}, {"paperId": None, "title": "B"}],
}

CROSSREF = {
    "DOI": "10.1371/journal.pone.0033693",
    "type": "journal-article",
    "title": ["Annotated <i>Genes</i> and Nonannotated Genomes"],
    "subtitle": ["A Second Line"],
    "abstract": f"<jats:title>Abstract</jats:title><jats:p>{ABSTRACT}</jats:p>",
    "author": [{"given": "Ann", "family": "Bee"}, {"name": "A Consortium"}],
    "issued": {"date-parts": [[2012, 3, 21]]},
    "container-title": ["PLoS ONE"],
    "reference": [{"key": "1", "DOI": "10.1000/Y"}, {"key": "2", "unstructured": "Bee, 1999"}],
}

CSL = {
    "id": "http://zotero.org/users/1/items/AB",
    "type": "article-journal",
    "title": "A Study Exported From a Library",
    "abstract": ABSTRACT,
    "container-title": "Journal of Things",
    "DOI": "10.1000/csl",
    "author": [{"family": "Bee", "given": "Ann", "non-dropping-particle": "van"}, {"literal": "A Team"}],
    "issued": {"date-parts": [["2021", 3]]},
    "note": "arXiv: 2101.00001\nsome words",
}

SNAPSHOT = {
    "id": "0704.0001",
    "submitter": "Pavel Nadolsky",
    "authors": "C. Bal\\'azs, E. L. Berger",
    "title": "Calculation of prompt diphoton\n  production cross sections",
    "comments": "37 pages; code: https://github.com/a/diphoton",
    "journal-ref": "Phys.Rev.D76:013009,2007",
    "doi": "10.1103/PhysRevD.76.013009",
    "categories": "hep-ph",
    "abstract": f"  {ABSTRACT}\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "?"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Bal\\'azs", "C.", ""], ["Berger", "E. L.", "Jr"]],
}

PWC_PAPER = {
    "paper_url": "https://paperswithcode.com/paper/longbench",
    "arxiv_id": "2308.14508",
    "title": "LongBench: A Bilingual Benchmark",
    "abstract": ABSTRACT,
    "url_abs": "https://arxiv.org/abs/2308.14508v2",
    "proceeding": None,
    "authors": ["Yushi Bai"],
    "date": "2023-08-28",
}

PWC_LINKS = [
    {
        "paper_url": "https://paperswithcode.com/paper/longbench",
        "paper_title": "LongBench: A Bilingual Benchmark",
        "paper_arxiv_id": "2308.14508",
        "paper_url_abs": "https://arxiv.org/abs/2308.14508v2",
        "repo_url": f"https://github.com/{owner}/longbench",
        "is_official": official,
        "mentioned_in_paper": False,
    }
    for owner, official in (("thudm", True), ("someone", False))
]

DATACITE = {
    "data": {
        "id": "10.48550/arxiv.2308.14508",
        "attributes": {
            "doi": "10.48550/arxiv.2308.14508",
            "titles": [{"title": "LongBench: A Bilingual Benchmark"}],
            "descriptions": [{"description": ABSTRACT, "descriptionType": "Abstract"}],
            "creators": [{"name": "Bai, Yushi", "givenName": "Yushi", "familyName": "Bai"}],
            "publicationYear": 2023,
            "relatedIdentifiers": [
                {"relatedIdentifier": "10.1000/c", "relatedIdentifierType": "DOI", "relationType": "Cites"}
            ],
        },
    }
}

HF_PAPER = {
    "paper": {
        "id": "2308.14508",
        "title": "LongBench: A Bilingual Benchmark",
        "summary": ABSTRACT,
        "authors": [{"name": "Yushi Bai", "hidden": False}],
        "publishedAt": "2023-08-28T11:53:40.000Z",
        "githubRepo": "https://github.com/thudm/longbench",
    },
    "publishedAt": "2023-08-29T00:00:00.000Z",
    "title": "LongBench: A Bilingual Benchmark",
}

HF_PAGE = f"""<!doctype html>
<html><head><title>Daily Papers - Hugging Face</title><script>var x = "</article>";</script></head><body>
<nav><a href="/models">Models</a></nav>
<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props='{
    json.dumps({"dailyPapers": [HF_PAPER], "user": {"id": 1}}).replace("&", "&amp;").replace("'", "&#39;")
}'><h3>Not Read: The Data Says More</h3></div></body></html>
"""

HF_TRENDING = f"""<html><body><header><h1>Trending Papers of the Day</h1></header><main>
<article><a href="/papers/2308.14508"><img src="x.png"></a>
<h3><a href="/papers/2308.14508" class="line-clamp-3">LongBench: A Bilingual Benchmark</a></h3>
<p>{ABSTRACT} <b>Bold.</b> △ Less</p><ul><li>12 authors</li></ul></article>
<article><h3><a href="/papers/2401.00002#community">A Second Paper of the Page</a></h3></article>
<article><h3>About This Page and Us</h3><p>Short.</p></article>
</main></body></html>
"""

ARXIV_LIST = f"""<html><body><dl id="articles">
<dt><a href="/abs/2401.00001" title="Abstract">arXiv:2401.00001</a> [<a href="/pdf/2401.00001">pdf</a>]</dt>
<dd><div class="list-title mathjax"><span class="descriptor">Title:</span> A First Paper in a List</div>
<div class="list-authors"><a href="/s">Ann Bee</a>, <a href="/s">Cy Dee</a></div>
<p class="mathjax">{ABSTRACT}</p></dd>
<dt><a href="/abs/2401.00002" title="Abstract">arXiv:2401.00002</a></dt>
<dd><div class="list-title mathjax"><span class="descriptor">Title:</span> A Second Paper in a List</div></dd>
</dl></body></html>
"""

META_PAGE = f"""<html><head><meta name="citation_title" content="A Paper on a Page of Its Own">
<meta name="citation_author" content="Bee, Ann"><meta name="citation_author" content="Dee, Cy">
<meta name="citation_date" content="2023/08/28"><meta name="citation_arxiv_id" content="2308.14508">
<meta name="citation_abstract" content="{ABSTRACT}"></head><body>
<h1>Ignored: A Heading of Words</h1></body></html>
"""

CSV = f"""Key,Title,Abstract Note,Author,Publication Year,DOI
A1,"A Study, With Commas","{ABSTRACT}","Bee, Ann; Dee, Cy",2020,10.1000/one
A2,,no title,"Bee, Ann",2021,
A3,A Second Study of Things,"a ""quoted"" word",,2022,
"""

EDGES = """# who cites whom
citing,cited
arxiv:2308.14508,https://arxiv.org/abs/1706.03762v5
paper:arxiv:2308.14508,10.1000/XYZ
nobody,arxiv:1706.03762
"""


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


FILES = {
    "refs.bib": BIBTEX,
    "refs.ris": RIS,
    "pubmed.nbib": NBIB,
    "feed.xml": ATOM,
    "acl.xml": ACL,
    "openalex.jsonl": lines(
        OPENALEX, OPENALEX | {"id": "https://openalex.org/W9", "title": None, "display_name": None}
    ),
    "openalex.json": json.dumps({"meta": {"count": 1}, "results": [OPENALEX], "group_by": []}),
    "s2.json": json.dumps({"total": 1, "data": [SEMANTIC_SCHOLAR]}),
    "crossref.json": json.dumps({"status": "ok", "message": {"total-results": 1, "items": [CROSSREF]}}),
    "crossref-one.json": json.dumps({"status": "ok", "message-type": "work", "message": CROSSREF}, indent=1),
    "csl.json": json.dumps([CSL], indent=2),
    "snapshot.jsonl": lines(SNAPSHOT),
    "pwc.json": json.dumps([PWC_PAPER]),
    "pwc-links.json": json.dumps(PWC_LINKS),
    "datacite.json": json.dumps(DATACITE),
    "hf.json": json.dumps([HF_PAPER]),
    "hf.html": HF_PAGE,
    "trending.html": HF_TRENDING,
    "arxiv.html": ARXIV_LIST,
    "one.html": META_PAGE,
    "zotero.csv": CSV,
    "list.tsv": CSV.replace(",", "\t"),
}
"""Names to contents; every one holds a paper."""
