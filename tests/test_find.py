"""Finding names: what must hold for any text, and a table of cases that once were or could be wrong."""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import NodeError, OptionError
from graphx.find import explain_mentions, find_mentions, iter_mentions
from graphx.find.discover import introductions
from graphx.find.language import kind_of_phrase
from graphx.find.text import normalise, sentence_spans
from graphx.model import Paper
from graphx.schema import ACCEPTED, ROLES, TIERS


def mentions(abstract, title="A Study Without Any Name", **options):
    return find_mentions([Paper(title=title, abstract=abstract)], **options)


def names(abstract, title="A Study Without Any Name"):
    return [(m.artifact.kind, m.artifact.name, m.variant) for m in mentions(abstract, title)]


CASES = [
    ("We fine-tune Llama-2 (7B) on it.", [("model", "Llama 2", "7B")]),
    ("We extend LLaMA 2 7B and 13B to long texts.", [("model", "Llama 2", "7B; 13B")]),
    ("We test gpt-3.5-turbo-16k here.", [("model", "GPT-3.5", "turbo-16k")]),
    (
        "Results on CIFAR10 and cifar-100 improve.",
        [("dataset", "CIFAR-10", ""), ("dataset", "CIFAR-100", "")],
    ),
    ("Results on CIFAR-10/100 improve.", [("dataset", "CIFAR-10", ""), ("dataset", "CIFAR-100", "")]),
    ("We use SQuAD 1.1 and 2.0 here.", [("dataset", "SQuAD 1.1", ""), ("dataset", "SQuAD 2.0", "")]),
    ("We ask GPT-3 and 4 other things.", [("model", "GPT-3", "")]),
    (
        "We ask Claude Opus 4.7 and Claude 3.5 Sonnet.",
        [("model", "Claude 4.7", "Opus"), ("model", "Claude 3.5", "Sonnet")],
    ),
    ("We test on Hotpot- QA today.", [("dataset", "HotpotQA", "")]),
    ("We ask the Pathways Language Model PaLM.", [("model", "PaLM", ""), ("model", "PaLM", "")]),
    ("We ask OpenAI Whisper and the Welsh WordNet.", [("model", "Whisper", "")]),
    ("We tune BERT_{BASE}.", [("model", "BERT", "BASE")]),
    ("Our model is BERT-Based.", [("model", "BERT", "")]),
    (
        "GPT-5/5.2 and Terminal-Bench 2.1",
        [("model", "GPT-5", ""), ("model", "GPT-5.2", ""), ("dataset", "Terminal-Bench 2.1", "")],
    ),
    ("Gemini 21.4% better, R-FCN-3000 is another.", [("model", "Gemini", "")]),
    ("We build BERT-based rankers.", [("model", "BERT", "")]),
    ("We compare with SuperBERT-X and nothing else.", []),
    ("We use the bert hypothesis of large numbers.", []),
    ("This is a race against time with math and a pile of text to drop.", []),
    (
        "The code of https://github.com/google-research/bert is used.",
        [("repo", "github.com/google-research/bert", "")],
    ),
    ("Write to bert@gsm8k.org for it.", []),
    ("We evaluate on LongBench.", [("dataset", "LongBench", "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_known_names(text, expected):
    assert names(text) == expected


def test_variants_of_writing_are_one_artifact():
    found = mentions("We use GSM8K, GSM-8K and gsm8k.")
    assert {m.artifact.key for m in found} == {"dataset:gsm8k"}
    assert [m.surface for m in found] == ["GSM8K", "GSM-8K", "gsm8k"]


def test_versions_are_artifacts_of_a_family():
    (m,) = mentions("We evaluate GPT-4 with care.")
    assert m.artifact.family is not None
    assert m.artifact.family.name == "GPT"


INTRODUCED = [
    ("We introduce LooGLE, a long-context benchmark for LLMs.", "LooGLE", "dataset"),
    ("We release the FooCorp-2 dataset of things.", "FooCorp-2", "dataset"),
    ("In this paper, we present FooBERT, a language model for foos.", "FooBERT", "model"),
    ("We propose FooTune, a training framework for models.", None, None),
    ("We present a new dataset called FooQuest.", "FooQuest", "dataset"),
    ("We build two new datasets: FooFormQA and BarNumericQA.", "BarNumericQA", "dataset"),
    ("We present a new benchmark, FooEval, for agents.", "FooEval", "dataset"),
]


@pytest.mark.parametrize(("text", "name", "kind"), INTRODUCED)
def test_introduced_names(text, name, kind):
    found = {(m.artifact.name, m.artifact.kind) for m in mentions(text) if m.role == "introduces"}
    assert found == set() if name is None else (name, kind) in found


def test_title_heads():
    assert names("Nothing else.", "FooBench: A Benchmark for Foo") == [("dataset", "FooBench", "")]
    assert names("Nothing else.", "FooOpt: A Method for Foo") == []
    assert names("Nothing else.", "FooNet: A Method for Foo") == [("model", "FooNet", "")]
    assert names("We show On Foo With Care, a corpus.", "On Foo With Care: A Corpus of Foo") == [
        ("dataset", "On Foo With Care", ""),
        ("dataset", "On Foo With Care", ""),
    ]
    assert names("We show a corpus.", "On Foo With Care: A Corpus of Foo") == []
    assert names("Foo is a model.", "On the Use of Foo") == []


def test_a_name_introduced_by_one_paper_is_found_in_the_others():
    papers = [
        Paper(title="FooBench: A Benchmark for Foo Tasks", abstract="We introduce FooBench, a benchmark."),
        Paper(title="Another Study of Foo", abstract="Our method wins on FooBench by far."),
    ]
    found = find_mentions(papers)
    assert {m.artifact.key for m in found} == {"dataset:foobench"}
    assert {m.title[:3]: m.role for m in found} == {"Foo": "introduces", "Ano": "uses"}


def test_one_name_introduced_by_two_papers_stays_two_artifacts():
    papers = [
        Paper(title="FooBench: A Benchmark for Foo Tasks", abstract="It has foos."),
        Paper(title="FooBench: A Benchmark for Other Things", abstract="It has others."),
        Paper(title="A Third Paper About This", abstract="We evaluate on FooBench."),
    ]
    found = find_mentions(papers)
    assert len({m.artifact.key for m in found}) == 2
    assert all(m.title.startswith("FooBench") for m in found), "the third paper's FooBench could be either"


def test_a_method_hides_a_known_name():
    assert names("We propose CLIP, a gradient method for foos. CLIP is fast.") == []


def test_own_expansion_contradicts_the_catalog():
    assert ("dataset", "SST", "") not in names("We use sea surface temperature (SST) maps. SST is warm.")


def test_candidates_are_listed_only_when_asked_for():
    text = "MATH is hard."
    assert mentions(text) == []
    (m,) = mentions(text, candidates=True)
    assert (m.tier, m.artifact.name) == ("candidate", "MATH")
    assert names("We evaluate on the MATH dataset.") == [("dataset", "MATH", "")]


ROLE_CASES = [
    ("Models such as ChatGPT are popular. We study cats. We find cats. We like cats. Yes.", "mentions"),
    ("We evaluate ChatGPT on cats.", "uses"),
    ("Cats exist. They sleep. They eat. ChatGPT is worse at this.", "uses"),
]


@pytest.mark.parametrize(("text", "role"), ROLE_CASES)
def test_roles(text, role):
    assert {m.role for m in mentions(text)} == {role}


def test_own_catalog(tmp_path):
    file = tmp_path / "mine.jsonl"
    file.write_text('{"name": "Zorbo", "kind": "dataset"}\n')
    (m,) = mentions("We train on Zorbo.", catalog=[file])
    assert m.artifact.key == "dataset:zorbo"


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("a bilingual, multitask benchmark for long texts", "dataset"),
        ("a suite of open language models", "model"),
        ("a dataset generation framework", "other"),
        ("a collection of 20 datasets", "dataset"),
        ("the first step towards peace", None),
        ("a corpus", "dataset"),
    ],
)
def test_kind_of_phrase(phrase, kind):
    assert kind_of_phrase(phrase) == kind


def test_sentences():
    text = "We use X (e.g. Y et al. 2020). Is it good? See Fig. 3.It scores 3.5 points. Yes"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "We use X (e.g. Y et al. 2020).",
        "Is it good?",
        "See Fig. 3.It scores 3.5 points.",
        "Yes",
    ]


# What must hold for any text.

PIECES = (
    "GPT-4|Llama-2 (7B)|GSM8K|we|We introduce|FooBench|, a benchmark|MATH|datasets|.|. |,|(|)|-|~|$^3$|π|ﬁ"
    "|https://github.com/a/b.| and |MS|COCO|–|e.g.|\u200b|CIFAR-10/100|on|SQuAD 1.1| |\n|called|is a model"
    "|{|}|@|1.5|B|½|İ|\\emph{BERT}|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
).split("|")
pieces = st.sampled_from(PIECES)
texts = (
    st.lists(pieces, max_size=25).map(" ".join)
    | st.lists(pieces, max_size=25).map("".join)
    | st.text(max_size=200)
)


def test_no_name_reaches_into_a_link_that_is_glued_to_it():
    text = "Attention admitsgithub.com/CompVis/diffusion.ImageNet: A Large-Scale Hierarchical Image Database"
    found = find_mentions([Paper(title="A Study", abstract=text)])
    assert [(m.artifact.kind, m.start) for m in found] == [("repo", text.index("github"))]


@given(texts, texts)
def test_spans_are_exact_and_do_not_overlap(title, abstract):
    paper = Paper(title=title, abstract=abstract)
    last: dict[str, int] = {}
    for m in find_mentions([paper], candidates=True):
        text = paper.text(m.field)
        assert text[m.start : m.end] == m.surface
        assert m.surface
        assert m.start >= last.get(m.field, 0)
        last[m.field] = m.end
        assert text[m.sentence_start :].startswith(m.sentence)
        assert m.sentence_start <= m.start
        assert m.end <= m.sentence_start + len(m.sentence)
        assert m.role in ROLES
        assert m.tier in TIERS
        assert 0 < m.confidence <= 1


@given(texts)
def test_normalising_again_changes_nothing(text):
    once = normalise(text)
    assert normalise(once.norm).norm == once.norm
    for i in range(len(once.norm)):
        a, b = once.to_raw(i, i + 1)
        assert 0 <= a < b <= len(text)


@given(texts)
def test_sentences_hold_every_character(text):
    spans = sentence_spans(text)
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(c.isspace() or i in covered for i, c in enumerate(text))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(st.lists(st.tuples(texts, texts), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_papers_changes_nothing(rows, rng: random.Random):
    papers = [
        Paper(title=f"Paper number {i}: {title}", abstract=abstract)
        for i, (title, abstract) in enumerate(rows)
    ]
    expected = find_mentions(papers)
    rng.shuffle(papers)
    assert find_mentions(papers) == expected


UNITS = [
    "(",
    "-",
    "A",
    "a-",
    "A ",
    "We introduce ",
    "B, ",
    "GPT-4-",
    ")(",
    "a ",
    "called ",
    "https://",
    "$",
    "1.",
    "GPT-4, ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_makes_it_crawl(unit):
    code = "from graphx import find_mentions, Paper; import sys; u = sys.argv[1]\n"
    code += "find_mentions([Paper(title='x', abstract=u * (30_000 // len(u)))])"
    # In a process of its own, so that a hang ends; the load of the catalog is in the time.
    subprocess.run([sys.executable, "-c", code, unit], timeout=15, check=True)


def test_several_processes_give_the_same(tmp_path):
    from graphx.read import read_papers
    from graphx.sample import sample_path

    papers = read_papers(sample_path())
    done = []
    alone = find_mentions(papers, candidates=True)
    shared_out = find_mentions(
        papers, candidates=True, processes=2, progress=lambda n, total: done.append((n, total))
    )
    assert shared_out == alone
    assert done[-1] == (len(papers), len(papers))
    assert list(iter_mentions(lambda: papers, candidates=True)) == alone
    with pytest.raises(OptionError, match="at least 1"):
        find_mentions(papers, processes=0)


def test_names_in_an_enumeration_of_sure_ones():
    text = "We test on GSM8K, FooBarQA and HumanEval."
    assert ("dataset", "FooBarQA", "") in names(text)
    (m,) = [
        m
        for m in mentions("The difference of GSM8K and FooBarQA2 is small.", candidates=True)
        if "Foo" in m.surface
    ]
    assert m.tier == "candidate", "one sure neighbour is not enough"


def test_what_one_paper_explains_counts_for_the_others():
    papers = [
        Paper(title="A First Study of Something", abstract="We train on the FooCrawl dataset."),
        Paper(title="A Second Study of Something", abstract="FooCrawl is large."),
    ]
    assert {m.title[:7] for m in find_mentions(papers)} == {"A First", "A Secon"}


def test_the_noun_behind_an_enumeration_is_said_of_all_in_it():
    text = "We report results on the GSM8K and FOOB-2 datasets and on SQuAD and BARB-3."
    assert names(text) == [("dataset", "GSM8K", ""), ("dataset", "FOOB-2", ""), ("dataset", "SQuAD", "")]


def test_long_forms_behind_their_short_forms_tell_the_kind():
    text = "We test on FOOB (Frames Of Ordinary Benchmark) and XQZ (the old town)."
    assert names(text) == [("dataset", "FOOB", "")]
    assert names("We test with FOOB (Frames Of Ordinary Behaviour) today.") == []


def test_explanations():
    paper = Paper(
        title="A Study", abstract="We propose FooOpt, a method, and MS-COCO2-X. Beyond bleu, BLEU on GSM8K."
    )
    found, rejections = explain_mentions([paper], paper.key)
    assert [m.surface for m in found] == ["GSM8K"]
    reasons = {r.surface: r.reason for r in rejections}
    assert reasons["FooOpt"] == "the paper introduces it as a method or the like"
    assert reasons["BLEU"] == "known as a metric"
    assert "part of a longer name" in reasons["MS-COCO"]
    for r in rejections:
        assert paper.text(r.field)[r.start : r.end] == r.surface
    with pytest.raises(NodeError, match="no paper 'nope'"):
        explain_mentions([paper], "nope")


def score(shared, gold, predicted_file, papers):
    command = [
        sys.executable,
        shared / "eval" / "score.py",
        shared / "eval" / gold,
        predicted_file,
        "--papers",
        papers,
        "--json",
    ]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.shared
def test_gold_pages(shared, pages, tmp_path):
    from graphx.read import read_papers

    rows = [
        {
            "title": m.title,
            "kind": m.artifact.kind,
            "name": m.artifact.name,
            "surface": m.surface,
            "role": m.role,
        }
        for m in find_mentions(read_papers(*pages))
        if m.tier == ACCEPTED
    ]
    file = tmp_path / "predicted.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = score(shared, "gold_pages.jsonl", file, shared / "eval" / "gold_pages_titles.jsonl")
    assert result["entity"]["f1"] >= 0.75
    assert result["entity.repo"]["f1"] == 1.0


def test_introductions_tell_their_rule():
    (found,) = introductions("We introduce LooGLE, a benchmark.")
    assert (found.rule, found.own, found.kind) == ("apposed-own", True, "dataset")


TAKEN = [
    ("On three foo datasets, FooNet2 improves the results.", None),
    ("We compare on three foo datasets, FooSetA, BarSetB and BazSetC.", "FooSetA"),
    ("We test on GSM8K and HumanEval, FooTune2 wins.", None),
    ("We test two models (BERT, RoBERTa), FooTune2 wins.", None),
    ("We score it with a foo reward model (FRWM).", None),
    ("We score it with the Foo Bar Model (FBM2).", "FBM2"),
    ("We propose SaFoo (a long form of it), a benchmark for foos.", "SaFoo"),
    ("We propose SaFoo (a long form of it), a method for foos.", None),
    ("A foo encoder network (Foo-Net2) is proposed.", "Foo-Net2"),
    ("We evaluate on the Spanish XQuAD corpus.", "XQuAD"),
    ("We tune Qwen2.5-3B/7B classifiers.", "Qwen2.5"),
    ("We compare five nets (OneFormer Mask2Former SegFormer and FCN).", "Mask2Former"),
    ("We propose a Bayesian Network architecture.", None),
    ("We propose a model named Deep Foo based Redundancy.", None),
    ("As the present pro- posal shows.", None),
    ("Our models win on the DRAGON benchmark.", None),
    ("Fine-grained visual categorization (FGVC) of models is hard.", None),
    ("We propose UAV foo captioning (UAV-FC) and a UAV-FC dataset.", None),
    ("We propose a foo framework named Grid X-CNN, which wins.", "Grid X-CNN"),
    ("We construct a TDG corpus of foo.", None),
    ("We introduce a German Foo Classification dataset.", None),
    ("The Foo Sharpness Odd Coefficient (FSOC) is old. Models trained on FSOC win.", None),
    ("We finetune our VLM FooNet-2B here.", "FooNet"),
    ("With an SNR-aware fusion of models.", None),
]


@pytest.mark.parametrize(("text", "name"), TAKEN)
def test_what_is_taken_for_a_name(text, name):
    found = {m.artifact.name for m in mentions(text)} - {"GSM8K", "HumanEval", "BERT", "RoBERTa"}
    assert name in found if name else not found


HEADS = [
    ("BarNet and FooBench: A Benchmark and a Model for Foo", {"BarNet", "FooBench"}),
    ("Bridging Foo and BarNet: A Network for Foo", set()),
    ("Socratic Foo Generation: A Dataset", set()),
]


@pytest.mark.parametrize(("title", "expected"), HEADS)
def test_heads_of_titles_are_names(title, expected):
    assert {name for _, name, _ in names("Nothing else.", title)} == expected


def test_a_namesake_of_a_known_thing_stays_apart():
    text = "We propose GEMINI, a model for summaries."
    own = next(m for m in mentions(text, "GEMINI: Foo Summaries") if m.field == "abstract")
    assert (own.artifact.name, own.role) == ("GEMINI", "introduces")
    assert own.artifact.key.startswith("model:gemini~")
    (known,) = mentions("We propose a test of Gemini models.")
    assert known.artifact.key == "model:gemini"
    papers = [
        Paper(title=f"GLM: A Model {i}", abstract="We present GLM, a model.", ids=(f"arxiv:{arxiv}",))
        for i, arxiv in enumerate(("2103.10360", "2401.07105"))
    ]
    assert len({m.artifact.key for m in find_mentions(papers)}) == 2


ROLES_TOLD = [
    ("We propose a novel Anchored Foo Network (ED-GAT) for it.", "ED-GAT", "introduces"),
    ("We propose a neural model through exploiting models including RoBERTa.", "RoBERTa", "uses"),
    ("We introduce FooNet2 (BERT Relying On Foo).", "BERT", "uses"),
    ("We collect three corpora of foo (GSM8K, SQuAD, and CIFAR-10).", "SQuAD", "introduces"),
    ("We propose an additional evaluation for the dataset HotpotQA.", "HotpotQA", "uses"),
    ("Contrary to the earlier GSM8K, ours is long.", "GSM8K", "mentions"),
]


@pytest.mark.parametrize(("text", "name", "role"), ROLES_TOLD)
def test_roles_of_known_names(text, name, role):
    assert {m.role for m in mentions(text) if m.artifact.name == name} == {role}


def test_what_was_frozen_stays_so_and_nothing_else():
    papers = [Paper(title="A", abstract="We use GSM8K.")]
    assert gc.get_freeze_count() == 0
    find_mentions(papers)
    assert gc.get_freeze_count() == 0
    left_early = iter_mentions(lambda: papers)
    next(left_early)
    left_early.close()
    assert gc.get_freeze_count() == 0
    gc.freeze()
    try:
        find_mentions(papers)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_what_is_like_a_known_thing_is_not_the_known_thing_introduced():
    paper = Paper(
        title="A", abstract="We propose a novel ResNet-like architecture. The Cambrian explosion is old."
    )
    assert [(m.surface, m.role) for m in find_mentions([paper])] == [("ResNet", "mentions")]
