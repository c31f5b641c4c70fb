"""Links to repos: a table of how they really stand in texts, what must hold for any text, known links."""

from __future__ import annotations

import gzip
import json
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.find.links import find_links, parse_repo, trim_link
from graphx.ids import implied_repos

# One link each: the text with the link marked, unless it is all of it, and the repo.
ONE = [
    # Plain, and glued to what surrounds it.
    ("https://github.com/mindspore-lab/mindone/tree/master/examples/x", "github.com/mindspore-lab/mindone"),
    ("⟦https://github.com/THUDM/LongBench.git⟧).", "github.com/THUDM/LongBench"),
    ("(⟦https://github.com/beyondguo/genius⟧)", "github.com/beyondguo/genius"),
    ("⟦github.com/a/b⟧, and", "github.com/a/b"),
    ("[⟦github.com/NVIDIA/NeMo⟧].", "github.com/NVIDIA/NeMo"),
    ("“⟦https://github.com/a/b-c/⟧“.", "github.com/a/b-c"),
    ("‘⟦https://github.com/a/pyvene⟧‘.", "github.com/a/pyvene"),
    ("⟦https://github.com/a/b⟧.”", "github.com/a/b"),
    ("参赛系统的代码见⟦https://github.com/a/Space2023⟧。”", "github.com/a/Space2023"),
    ("见⟦github.com/a/b⟧。", "github.com/a/b"),
    ("<⟦https://github.com/a/b⟧>.", "github.com/a/b"),
    ("our <a href=⟦https://github.com/a/KNOT⟧>GitHub page</a> .", "github.com/a/KNOT"),
    (r"\footnote{⟦https://github.com/a/b⟧}.", "github.com/a/b"),
    (r"\url{⟦https://github.com/a/b\_c⟧}.", "github.com/a/b_c"),
    (r"\href{⟦https://github.com/a/b⟧}{the code}", "github.com/a/b"),
    ("the [source code](⟦https://github.com/a/b/⟧) of it", "github.com/a/b"),
    ("⟦https://github.com/a/toolkit⟧[2] and", "github.com/a/toolkit"),
    ("⟦https://github.com/a/b.git⟧1", "github.com/a/b"),
    ("⟦https://github.com/a/bench⟧² We", "github.com/a/bench"),
    ("⟦https://github.com/a/b⟧.The code", "github.com/a/b"),
    ("⟦https://github.com/a/teamware⟧.A demo", "github.com/a/teamware"),
    ("(⟦https://github.com/a/b⟧).Unlike", "github.com/a/b"),
    ("⟦https://github.com/a/b⟧,which", "github.com/a/b"),
    ("⟦https://github.com/a/string2string⟧* Docs", "github.com/a/string2string"),
    ("⟦https://github.com/a/b/tree/master⟧..", "github.com/a/b"),
    ("⟦https://github.com/a/b⟧-.", "github.com/a/b"),
    ("availableat ⟦https://github.com/a/b⟧", "github.com/a/b"),
    ("released in⟦https://github.com/a/b⟧.", "github.com/a/b"),
    ("released at⟦github.com/a/b⟧.", "github.com/a/b"),
    # Names that hold dots stay whole.
    ("https://github.com/a/deepdefense.pytorch", "github.com/a/deepdefense.pytorch"),
    ("⟦https://github.com/a/gcrf-v2.0⟧.", "github.com/a/gcrf-v2.0"),
    ("https://github.com/a/Morse.jl", "github.com/a/Morse.jl"),
    ("https://github.com/a/b.github.io", "github.com/a/b.github.io"),
    ("https://github.com/a/.github", "github.com/a/.github"),
    # Schemes, ports, queries, forms of the host.
    ("http://www.github.com/a/b?tab=readme#top", "github.com/a/b"),
    ("⟦https://github.com/a/TextBox#2.0⟧.", "github.com/a/TextBox"),
    ("www.github.com/a/b", "github.com/a/b"),
    ("⟦GitHub.com/a/LeADER⟧.", "github.com/a/LeADER"),
    ("https://https://github.com/a/b", "github.com/a/b"),
    ("http:/github.com/a/b", "github.com/a/b"),
    ("://⟦github.com/a/b⟧.", "github.com/a/b"),
    ("⟦https://github:com/a/b⟧.", "github.com/a/b"),
    ("git@github.com:a/b.git", "github.com/a/b"),
    ("git+https://github.com/a/b@v1.0", "github.com/a/b"),
    ("https://github.com/a//b/wiki", "github.com/a/b"),
    ("https://raw.githubusercontent.com/a/b/main/x.py", "github.com/a/b"),
    ("https://colab.research.google.com/github/a/b/blob/main/x.ipynb", "github.com/a/b"),
    ("https://gist.github.com/a/0123abc", "gist.github.com/a/0123abc"),
    ("https://github.com/a\u200b/b", "github.com/a/b"),
    ("https://github.com/a/b\u2010c", "github.com/a/b-c"),
    # Blanks inside.
    ("⟦https: //github.com/a/b⟧.", "github.com/a/b"),
    ("⟦https:// github.com/a/b⟧.", "github.com/a/b"),
    ("⟦https ://github.com/a/b⟧.", "github.com/a/b"),
    ("⟦https://github. com/a/b⟧ .", "github.com/a/b"),
    ("⟦github. com/a/b⟧.", "github.com/a/b"),
    ("⟦https:// github.com/ a/b⟧.", "github.com/a/b"),
    ("⟦https://github.com/ l3cube-pune/indic-nlp⟧.", "github.com/l3cube-pune/indic-nlp"),
    ("⟦https://github.com/J-QA/ scraping-qas⟧. So far", "github.com/J-QA/scraping-qas"),
    ("https://github.com/a/ VCM.git", "github.com/a/VCM"),
    ("⟦https://github.com/a/\nAbstractive-Text⟧. We", "github.com/a/Abstractive-Text"),
    ("⟦https://github.com/Ricky- Xian/PMI-Sampler⟧.", "github.com/Ricky-Xian/PMI-Sampler"),
    ("⟦https://github.com/a/long-name- part⟧.", "github.com/a/long-name-part"),
    ("⟦https://github.com/wanq 0923/Contrastive_X⟧.", "github.com/wanq0923/Contrastive_X"),
    ("⟦https://huggingface.co/datasets/ a/b-c⟧.", "huggingface.co/datasets/a/b-c"),
    ("https://z.github.io/ diffmesh_page/", "z.github.io/diffmesh_page"),
    ("https://doi.org/10.5281/zenodo. 12345", "zenodo.org/records/12345"),
    # Blanks behind: the next words stay out.
    ("⟦https://github.com/a/b⟧ is new.", "github.com/a/b"),
    ("⟦https://github.com/a/b⟧ GPT-4.", "github.com/a/b"),
    ("⟦https://github.com/owner/⟧ data and code", "github.com/owner"),
    ("⟦https://github.com/owner/⟧ GPT-4 is used", "github.com/owner"),
    ("⟦https://github.com/owner/⟧ . We", "github.com/owner"),
    ("⟦https://github.com/owner⟧ and/or the authors.", "github.com/owner"),
    ("⟦https://github.com/owner⟧, GPT-4/GPT-5.", "github.com/owner"),
    ("⟦https://github.com/owner⟧. GPT-4/GPT-5.", "github.com/owner"),
    ("⟦https://github.com/a/b⟧ - a library.", "github.com/a/b"),
    ("⟦https://github.com/a/b⟧- a library of", "github.com/a/b"),
    ("⟦https://x.github.io/⟧ CIFAR-10.", "x.github.io"),
    ("⟦https://huggingface.co/bigscience⟧ BLOOM/T0.", "huggingface.co/bigscience"),
    # Other code hosts.
    ("https://gitlab.com/group/sub/name/-/tree/main", "gitlab.com/group/sub/name"),
    ("⟦https://gitlab.inria.fr/expression/tools/flexeval⟧.", "gitlab.inria.fr/expression/tools/flexeval"),
    ("https://jugit.fz-juelich.de/ias-8/mdeaux", "jugit.fz-juelich.de/ias-8/mdeaux"),
    (
        "https://git.openi.org.cn/PCL-Platform.Intelligence/Chinese_X",
        "git.openi.org.cn/PCL-Platform.Intelligence/Chinese_X",
    ),
    ("https://bitbucket.org/o/n/src/master", "bitbucket.org/o/n"),
    ("https://codeberg.org/o/n", "codeberg.org/o/n"),
    ("https://gitee.com/mindspore/models/tree/master/x", "gitee.com/mindspore/models"),
    ("⟦sublanguage.sourceforge.net⟧ under", "sourceforge.net/projects/sublanguage"),
    ("⟦http://sourceforge.net/projects/dctfinder/⟧,", "sourceforge.net/projects/dctfinder"),
    ("⟦http://code.google.com/p/nltk/⟧.", "code.google.com/p/nltk"),
    # Hubs.
    ("https://huggingface.co/datasets/openai/gsm8k/viewer", "huggingface.co/datasets/openai/gsm8k"),
    ("huggingface.co/datasets/squad/viewer/x", "huggingface.co/datasets/squad"),
    ("https://huggingface.co/gpt2/tree/main", "huggingface.co/gpt2"),
    ("https://huggingface.co/segment-any-text", "huggingface.co/segment-any-text"),
    ("https://huggingface.co/collections/a/b-123", "huggingface.co/collections/a/b-123"),
    ("https://hf.co/spaces/a/b", "huggingface.co/spaces/a/b"),
    ("⟦https://srush-minichain.hf.space/⟧,", "huggingface.co/spaces/srush/minichain"),
    ("⟦https://hf-mirror.492719920.workers.dev/TownsWu/PEG⟧.", "huggingface.co/TownsWu/PEG"),
    ("https://hf-mirror.com/datasets/a/b", "huggingface.co/datasets/a/b"),
    ("⟦https://www.modelscope.cn/studios/WordArt/WordArt⟧.", "modelscope.cn/studios/WordArt/WordArt"),
    ("https://www.kaggle.com/datasets/a/b-c", "kaggle.com/datasets/a/b-c"),
    ("https://worksheets.codalab.org/worksheets/0x0a1b2c", "worksheets.codalab.org/worksheets/0x0a1b2c"),
    # Archives.
    ("https://zenodo.org/record/12345#.Y", "zenodo.org/records/12345"),
    ("https://doi.org/10.5281/zenodo.12345", "zenodo.org/records/12345"),
    ("archived under DOI ⟦10.5281/zenodo.3779901⟧.", "zenodo.org/records/3779901"),
    ("https://osf.io/ab12c/", "osf.io/ab12c"),
    ("⟦https://doi.org/10.17605/OSF.IO/U5NEY⟧),", "osf.io/U5NEY"),
    ("⟦https://figshare.com/articles/media/TULAP_Demo/22179047⟧.", "figshare.com/articles/_/22179047"),
    ("https://doi.org/10.6084/m9.figshare.22179047", "figshare.com/articles/_/22179047"),
    ("https://codeocean.com/capsule/1234567/tree/v1", "codeocean.com/capsule/1234567"),
    # Anonymised.
    ("https://anonymous.4open.science/r/DV4LLM-D761/README.md", "anonymous.4open.science/r/DV4LLM-D761"),
    ("⟦https://anonymous.4open.science/status/HDRM-ECFA⟧.", "anonymous.4open.science/r/HDRM-ECFA"),
    ("⟦https://anon-github.automl.cc/r/TangleNAS-5BA5⟧.", "anon-github.automl.cc/r/TangleNAS-5BA5"),
    # Project pages.
    ("https://nkluge-correa.github.io/Tucano/", "nkluge-correa.github.io/Tucano"),
    ("https://step-law.github.io/", "step-law.github.io"),
    ("⟦https: //logogramNLP.github.io/⟧.", "logogramnlp.github.io"),
    ("⟦https:/llmwikirace.github.io⟧.", "llmwikirace.github.io"),
    ("accessed at ⟦neuspell.github.io⟧.", "neuspell.github.io"),
    ("https://x.github.io/3D-FuM/#/Home.html", "x.github.io/3D-FuM"),
    ("https://x.github.io/projects/slm", "x.github.io/projects/slm"),
    ("https://x.github.io/index.html", "x.github.io"),
    ("⟦https://icml-sas.gitlab.io/⟧)", "icml-sas.gitlab.io"),
    # Links, but to no repo.
    *(
        (text, "")
        for text in (
            "https://github.com/features",
            "https://github.com/topics/nlp",
            "https://github.com/xxxxx",
            "https://github.com/anonymous/code",
            "https://github.com/TBD",
            "https://github.com/",
            "https://huggingface.co/docs/transformers",
            "https://huggingface.co/papers/2308.14508",
            "https://huggingface.co/datasets",
            "https://example.org/a/b",
            "https://arxiv.org/abs/2308.14508",
            "https://doi.org/10.1162/coli_a_00436",
            "https://aclanthology.org/2020.acl-main.1",
            "https://youtu.be/rFhWwAgcXE8",
            "https://rb.gy/abc12",
            "https://bit.ly/nlp-era-llm",
            "https://git.io/JuZXn",
            "https://osf.io/preprints/psyarxiv/ab12c",
            "https://competitions.codalab.org/competitions/23683",
            "https://www.kaggle.com/competitions/x",
            "https://sites.google.com/view/a",
            "https://digital.library.org/a/b",
            "scholar.harvard.edu/hadi/RbF/",
            "someone@github.com",
            "first.last@cs.example.edu",
        )
    ),
    ("⟦https://⟧**.", ""),
    ("⟦https://anonymous⟧].", ""),
]


@pytest.mark.parametrize(("marked", "name"), ONE)
def test_links_as_they_stand(marked, name):
    text = f"Code: {marked if '⟦' in marked else f'⟦{marked}⟧'}"
    before, link, after = re.split("[⟦⟧]", text)
    (hit,) = find_links(before + link + after)
    assert ((before + link + after)[hit.start : hit.end], hit.name) == (link, name)
    assert hit.start == len(before)
    assert hit.url == (f"https://{name}" if name else "")


MANY = [
    ("https://github.com/a/b;https://github.com/c/d", ["github.com/a/b", "github.com/c/d"]),
    ("https://github.com/a/bhttps://github.com/a/b.", ["github.com/a/b"] * 2),
    ("https://github.com/a/Volcanogithub.com/a/Volcano", ["github.com/a/Volcano"] * 2),
    ("[https://github.com/a/b](https://github.com/a/b).", ["github.com/a/b"] * 2),
    (r"\href{https://github.com/a/b}{https://github.com/a/b}", ["github.com/a/b"] * 2),
    (
        "https://github.com/a/b}{anonymous.4open.science/r/c}",
        ["github.com/a/b", "anonymous.4open.science/r/c"],
    ),
    ("https://web.archive.org/web/2018/https://github.com/a/b", ["", "github.com/a/b"]),
    ("https://github.com/a/b[2] https://docs.example.org/project/b/[3]", ["github.com/a/b", ""]),
    (
        "code (https://github.com/a/b), data (hf.co/datasets/c/d).",
        ["github.com/a/b", "huggingface.co/datasets/c/d"],
    ),
    ("Our code is available at this https URL and this http URL.", []),
    ("We reach 40.1 mAP@0.5, pass@1 and NDCG@10 in R@1.5 and/or pass@1.Then input/output.", []),
    ("See GitHub, Hugging Face or Zenodo. In 2020/21 e.g./i.e. 10.5 TCP/IP.", []),
    ("它在R@1指标下提升了5.63，R10@1.5。", []),
    ("The prefix https:// is long. http: it is.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "names"), MANY)
def test_several_links_or_none(text, names):
    assert [hit.name for hit in find_links(text)] == names


def test_only_pages_of_owners_on_code_hosts_are_unsure():
    assert parse_repo("https://github.com/THUDM") == ("github.com/THUDM", False)
    assert parse_repo("https://github.com/orgs/THUDM/people") == ("github.com/THUDM", False)
    assert parse_repo("https://gitlab.com/group") == ("gitlab.com/group", False)
    assert parse_repo("https://bitbucket.org/owner/") == ("bitbucket.org/owner", False)
    assert parse_repo("https://huggingface.co/segment-any-text") == ("huggingface.co/segment-any-text", True)
    assert find_links("See https://github.com/owner for more.")[0].sure is False


def test_trimming():
    assert (
        trim_link("https://en.wikipedia.org/wiki/Mercury_(planet)).")
        == "https://en.wikipedia.org/wiki/Mercury_(planet)"
    )
    assert trim_link("https://x.org/a](https://x.org/a") == "https://x.org/a"
    assert not trim_link("...")


@pytest.mark.parametrize(
    ("name", "repos"),
    [
        ("owner.github.io/name", ("github.com/owner/name",)),
        ("owner.github.io", ("github.com/owner/owner.github.io",)),
        ("owner.github.io/page.html", ("github.com/owner/owner.github.io",)),
        ("owner.github.io/projects/name", ("github.com/owner/owner.github.io",)),
        ("owner.gitlab.io/name", ("gitlab.com/owner/name",)),
        ("github.com/owner/name", ()),
        ("", ()),
    ],
)
def test_repos_that_a_page_implies(name, repos):
    assert implied_repos(name) == repos
    for repo in repos:
        assert parse_repo(f"https://{repo}") == (repo, True)


# What must hold for any text.

PIECES = (
    "https://|http:/|https: //|www.|git@|github.com|github. com|raw.githubusercontent.com"
    "|gitlab.inria.fr|x.github.io|huggingface.co|hf-mirror.a.dev|zenodo.org/record|10.5281/zenodo.|osf.io"
    "|anonymous.4open.science/r|kaggle.com|sourceforge.net|figshare.com/articles|worksheets.codalab.org|a|B-c|d_e|0x1f|12345"
    "|/|/|/|.|.git|-|#|?|:|@|(|)|[|]"
    "|{|}|<|>|,| |\n|.The|datasets|spaces|tree|projects|orgs|\\_|\u200b|\u2010|。|é|İ|“|*|~"
).split("|")
texts = (
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
    | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
    | st.text(max_size=80)
)


@given(texts)
def test_spans_are_exact_ordered_and_tight(text):
    hits = find_links(text)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert not text[hit.start].isspace()
        assert not text[hit.end - 1].isspace()


@given(texts)
def test_names_name_themselves(text):
    for link in [text, *(hit.url for hit in find_links(text))]:
        name, _ = parse_repo(link)
        assert name in ("", parse_repo(f"https://{name}")[0])
        assert not re.search(r"\s|/$|//", name)


@given(texts)
def test_trimming_again_changes_nothing(text):
    once = trim_link(text)
    assert text.startswith(once)
    assert trim_link(once) == once


UNITS = (
    "https://|github.com/|(|a@|https: //|a.|a-|/|github. com/|https://github.com/a- "
    "|a.github.io|10.5281/|www.,|.The|:|)|@|a/ |\\_"
).split("|")


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_it_crawl(unit):
    text = unit * (30_000 // len(unit))
    started = time.process_time()
    find_links(text)
    find_links(f"https://github.com/{text}")
    assert time.process_time() - started < 1


# Known links: the code that a catalog of papers knows for each.

CODE_HOST = re.compile(
    r"\b(?:github|gitlab|bitbucket|gitee|huggingface|hf)\s*[.:]\s*(?:com|org|co)\b|\bgitlab\.\w|codeberg\.org"
    r"|4open\.science|zenodo\.(?:org|\d)|osf\.io|sourceforge\.net",
    re.IGNORECASE,
)


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.mark.shared
def test_known_code_links(shared):
    """Abstracts that write a code host, of papers whose code is known.

    A known link can be had from the text if both its owner and its name stand there, compared by letters
    and digits alone, wherever they stand. The others have since been renamed or moved, stand there as an
    owner or a dummy only, or are another repository of the paper.
    """
    asked = found = possible = possible_found = 0
    with gzip.open(shared / "corpora" / "acl.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if '"code":' not in line:
                continue
            paper = json.loads(line)
            if not paper.get("code") or not CODE_HOST.search(paper["abstract"]):
                continue
            known = parse_repo(paper["code"])[0].lower()
            hit = known in {link.name.lower() for link in find_links(paper["abstract"])}
            here = squeezed(paper["abstract"])
            in_text = all(squeezed(part) in here for part in known.split("/")[1:])
            asked, found = asked + 1, found + hit
            possible, possible_found = possible + in_text, possible_found + (hit and in_text)
    assert asked > 900
    assert possible > 860
    assert found / asked >= 0.945, (found, asked)
    assert possible_found / possible >= 0.99, (possible_found, possible)
