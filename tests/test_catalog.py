"""The catalog of known names: what the bundled one must hold, and each rule with a good and a bad case."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import CatalogError
from graphx.find import catalog as catalog_module
from graphx.find.catalog import BUNDLED, Catalog, Entry, load_catalog, name_key, read_rows, validate
from graphx.find.entries import DECOY, DECOY_OF, KINDS, POLICIES, VERSIONS, Row, cased_key, common_words

GSM8K = {"name": "GSM8K", "kind": "dataset"}


def write_jsonl(path, *entries):
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def hits(surface):
    """What a spelling may name, as kind and name, whatever stands around it."""
    catalog = load_catalog()
    return {(e.kind, e.name) for e in catalog.lookup(name_key(surface)) if catalog.policy(e, surface)}


# name_key

KEYS = [
    ("CIFAR-10", "cifar 10"),
    ("cifar10", "cifar 10"),
    ("CIFAR 10", "cifar 10"),
    ("HumanEval+", "humaneval +"),
    ("NTU RGB+D", "ntu rgb + d"),
    ("C++", "c + +"),
    ("GPT-3.5", "gpt 3 5"),
    ("GPT-4o", "gpt 4 o"),
    ("gsm8k", "gsm 8 k"),
    ("LongBench", "longbench"),
    ("π0.5", "π 0 5"),
    ("Tülu 3", "tülu 3"),
    ("ＢＥＲＴ", "bert"),
    ("Bio_ClinicalBERT", "bio clinicalbert"),
    ("CNN/DailyMail", "cnn dailymail"),
    ("∞", ""),
]


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_name_key(text, key):
    assert name_key(text) == key


@given(st.text())
def test_name_key_is_idempotent(text):
    assert name_key(name_key(text)) == name_key(text)


CHUNKS = st.lists(
    st.one_of(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), st.from_regex(r"[0-9]{1,4}", fullmatch=True)),
    min_size=1,
    max_size=5,
)


@given(CHUNKS, st.sampled_from(["-", " ", "_", "/", ".", " - "]))
def test_name_key_ignores_case_hyphens_and_blanks(chunks, joint):
    plain = name_key(" ".join(chunks))
    for text in (joint.join(chunks), joint.join(chunks).upper(), joint.join(chunks).lower()):
        assert name_key(text) == plain


@given(CHUNKS)
def test_cased_key_folds_to_the_key(chunks):
    text = "-".join(chunks)
    assert cased_key(text).casefold() == name_key(text)


# The bundled catalog


def test_bundled_catalog_keeps_its_rules():
    rows = [row for path in BUNDLED for row in read_rows(path)]
    assert len(validate(rows)) == len(rows) == len(load_catalog().entries)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_bundled_files_are_in_order_and_plain(path):
    rows = read_rows(path)
    names = [row.fields["name"] for row in rows]
    assert names == sorted(names, key=lambda name: (name.casefold(), name))
    assert {row.fields["kind"] for row in rows} == {path.stem.removesuffix("s")}
    defaults = {"policy": "free", "aliases": [], "expansions": []}
    for row in rows:
        for name, value in row.fields.items():
            assert value not in ("", defaults.get(name)), (
                f"{path}:{row.line}: leave out {name}, it is the default"
            )


def test_bundled_catalog_is_of_a_size():
    counts = Counter(entry.kind for entry in load_catalog().entries)
    assert counts["dataset"] >= 1_000
    assert counts["model"] >= 500
    assert counts[DECOY] >= 500


def test_every_choice_is_in_use():
    entries = load_catalog().entries
    assert {e.kind for e in entries} == set(KINDS)
    assert {e.policy for e in entries} == set(POLICIES)
    assert {e.versions for e in entries} == set(VERSIONS)
    assert {e.of for e in entries if e.of} == set(DECOY_OF)


def test_bundled_catalog_loads_fast():
    def load():
        catalog_module._bundled.cache_clear()
        start = time.process_time()
        load_catalog()
        return time.process_time() - start

    # A third of this on a plain laptop; the best of several, because other work may be going on.
    assert min(load() for _ in range(7)) < 0.9


def test_bundled_catalog_is_read_once():
    assert load_catalog() is load_catalog()


def test_common_words_are_words():
    words = common_words()
    assert {"focus", "command", "drop", "math"} <= words
    assert not {"bert", "imagenet", "gpt", "squad"} & words
    assert all(word == name_key(word) for word in words)


SPELLINGS = [
    ("GSM-8k", "dataset", "GSM8K"),
    ("cifar10", "dataset", "CIFAR-10"),
    ("MS-COCO", "dataset", "COCO"),
    ("Microsoft COCO", "dataset", "COCO"),
    ("common objects in context", "dataset", "COCO"),
    ("MSMARCO", "dataset", "MS MARCO"),
    ("Ms Marco", "dataset", "MS MARCO"),
    ("SQuAD v2.0", "dataset", "SQuAD 2.0"),
    ("SQuAD2.0", "dataset", "SQuAD 2.0"),
    ("NQ", "dataset", "Natural Questions"),
    ("AIME24", "dataset", "AIME 2024"),
    ("AIME 2024", "dataset", "AIME 2024"),
    ("WMT'14", "dataset", "WMT14"),
    ("WMT 2014", "dataset", "WMT14"),
    ("PTB", "dataset", "Penn Treebank"),
    ("Tiny ImageNet", "dataset", "Tiny-ImageNet"),
    ("BBH", "dataset", "BIG-Bench Hard"),
    ("the Pile", "dataset", "The Pile"),
    ("HumanEval+", "dataset", "HumanEval+"),
    ("CNN/DM", "dataset", "CNN/DailyMail"),
    ("general language understanding evaluation", "dataset", "GLUE"),
    ("TREC DL'19", "dataset", "TREC DL 2019"),
    ("tau-bench", "dataset", "tau-bench"),
    ("SWE-Bench Verified", "dataset", "SWE-bench Verified"),
    ("LLaMA-2", "model", "Llama 2"),
    ("llama2", "model", "Llama 2"),
    ("Llama3.1", "model", "Llama 3.1"),
    ("CodeLlama", "model", "Code Llama"),
    ("GPT3.5", "model", "GPT-3.5"),
    ("GPT4", "model", "GPT-4"),
    ("gpt-4o", "model", "GPT-4o"),
    ("Qwen-2.5", "model", "Qwen2.5"),
    ("Qwen2.5VL", "model", "Qwen2.5-VL"),
    ("DeepSeek R1", "model", "DeepSeek-R1"),
    ("R1-Distill-Qwen", "model", "DeepSeek-R1-Distill"),
    ("FLAN-T5", "model", "Flan-T5"),
    ("XLM-RoBERTa", "model", "XLM-R"),
    ("multilingual BERT", "model", "mBERT"),
    ("SBERT", "model", "Sentence-BERT"),
    ("wav2vec2", "model", "wav2vec 2.0"),
    ("Word2Vec", "model", "word2vec"),
    ("ResNet50", "model", "ResNet-50"),
    ("Faster RCNN", "model", "Faster R-CNN"),
    ("SAM2", "model", "SAM 2"),
    ("YOLOv11", "model", "YOLO11"),
    ("pi0", "model", "π0"),
    ("Swin", "model", "Swin Transformer"),
]


@pytest.mark.parametrize(("surface", "kind", "name"), SPELLINGS)
def test_known_spellings(surface, kind, name):
    assert (kind, name) in hits(surface)


WORDS = """
drop, race, gap, apps, spider, glue, command, falcon, opt, clip, whisper, orca, mistral, coco, ruler, helm,
mamba, arc, phi, mind, squad, stable, empathetic dialogues, scene flow, 3D shapes, Herbert, pile, opus, Rotate
"""


@pytest.mark.parametrize("surface", [word.strip() for word in WORDS.split(",")])
def test_words_are_no_names(surface):
    assert not {kind for kind, _ in hits(surface)} & {"dataset", "model"}


DECOYS = """
LLM, LLMs, NLP, RAG, SFT, BLEU, ROUGE, ROUGE-L, F1, GPU, RLHF, LoRA, CoT, QA, Transformer, CNN, LSTM, GAN,
VAE, MoE, Hugging Face, huggingface, GitHub, PyTorch, DeepSpeed, DPO, NMT, ASR, A100, SQL, JSON, OpenAI, SGD,
EMNLP, MAE, In-the-Wild, Chain-of-Thought, RoPE, Reddit, Bing Copilot, GRPO, BM25, COVID-19, NeRF, VQA
"""


@pytest.mark.parametrize("surface", [name.strip() for name in DECOYS.split(",")])
def test_decoys(surface):
    assert {kind for kind, _ in hits(surface)} == {DECOY}


def test_families_lead_to_a_head():
    catalog = load_catalog()
    head = {"Llama 3.1": "LLaMA", "GPT-4o": "GPT", "Qwen2.5": "Qwen", "ResNet-50": "ResNet", "DINOv2": "DINO"}
    for name, family in head.items():
        assert catalog.get("model", name).family == family
    assert catalog.get("dataset", "SQuAD 2.0").family == "SQuAD"
    assert catalog.get("dataset", "MMLU-Pro").family == "MMLU"


def test_versions_of_open_lines():
    catalog = load_catalog()
    for name in ("GPT", "LLaMA", "Qwen", "Gemini", "Claude", "Gemma", "Phi"):
        assert catalog.get("model", name).versions == "number"
    for name in ("WMT", "SemEval", "TREC DL", "CoNLL", "AIME", "BioASQ"):
        assert catalog.get("dataset", name).versions == "year"


@pytest.mark.shared
def test_free_names_are_no_words_of_the_field(shared):
    with gzip.open(shared / "names" / "ambiguous_names.tsv.gz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines][1:]
    # Written in lower case more often than in any other way, and often.
    words = {
        name_key(r[0]) for r in rows if int(r[4]) >= 20 and int(r[4]) > int(r[2]) + int(r[3]) - int(r[4])
    }
    for entry in load_catalog().entries:
        if entry.kind != DECOY and entry.policy == "free":
            assert not words & {name_key(text) for text in entry.spellings}, entry.name


@pytest.mark.shared
@pytest.mark.parametrize("stem", ["mined_top_datasets", "mined_top_models"])
def test_names_met_most_are_known(shared, stem):
    lines = (shared / "names" / f"{stem}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    often = [row[0] for row in (line.split("\t") for line in lines) if int(row[1]) >= 15]
    unknown = [name for name in often if not load_catalog().lookup(name_key(name))]
    # The rest are pieces of names ("MARCO", "CNN/Daily") and names with a size, which the finder takes off.
    assert len(unknown) <= 0.06 * len(often), unknown


# Catalog


def test_lookup_tells_kinds_apart():
    catalog = load_catalog()
    assert {entry.kind for entry in catalog.lookup("alpaca")} == {"dataset", "model"}
    assert catalog.lookup("no such name") == ()
    assert catalog.get("model", "GSM8K") is None


def test_spellings_of_a_key():
    assert load_catalog().spellings("ms marco") == ("MS MARCO",)
    assert load_catalog().spellings("no such name") == ()


@pytest.mark.parametrize(
    ("surface", "policy"),
    [
        ("DROP", "cue"),
        ("drop", ""),
        ("Drop", ""),
        ("DROP-QA", "exact"),
        ("drop-qa", ""),
        ("discrete reasoning over paragraphs", "free"),
        ("Discrete Reasoning over Paragraphs", "free"),
    ],
)
def test_policy_of_a_spelling(surface, policy):
    entry = Entry(
        name="DROP",
        kind="dataset",
        policy="cue",
        aliases=("DROP QA",),
        expansions=("Discrete Reasoning Over Paragraphs",),
    )
    assert Catalog([entry]).policy(entry, surface) == policy


# Rules

GOOD = [
    {
        "name": "GSM8K",
        "kind": "dataset",
        "aliases": ["Grade8K"],
        "arxiv": "2110.14168",
        "hub": "openai/gsm8k",
    },
    {"name": "BERT", "kind": "model", "policy": "exact", "repo": "github.com/google-research/bert"},
    {"name": "C4", "kind": "dataset", "policy": "exact", "expansions": ["Colossal Clean Crawled Corpus"]},
    {"name": "Focus", "kind": "dataset", "policy": "cue", "aliases": ["FOCUS"]},
    {"name": "WMT", "kind": "dataset", "versions": "year", "home": "https://www.statmt.org"},
    {"name": "focus", "kind": "decoy", "of": "phrase"},
    {"name": "F1", "kind": "decoy", "of": "metric"},
    {"name": "Old", "kind": "model", "policy": "exact", "arxiv": "cs/0306050"},
]

BAD = [
    ({"name": "GSM8K", "kind": "dataset", "alais": []}, "unknown field 'alais'; did you mean 'aliases'?"),
    ({"name": "GSM8K", "kind": "dataset", "zzz": 1}, "unknown field 'zzz'; fields are: name, kind"),
    ({"name": "GSM8K", "kind": "dataset", "aliases": "G8"}, "aliases is 'G8'; make it a list of texts"),
    ({"name": "GSM8K", "kind": "dataset", "expansions": [1]}, "expansions is [1]; make it a list of texts"),
    ({"name": 8, "kind": "dataset"}, "name is 8; make it a text"),
    ({"name": "GSM8K"}, "kind is missing"),
    ({"kind": "dataset"}, "name is missing"),
    ({"name": "GSM8K", "kind": "data"}, "unknown kind 'data'; choose one of: dataset, model, decoy"),
    ({**GSM8K, "policy": "loose"}, "unknown policy 'loose'; choose one of: free, exact, cue"),
    ({**GSM8K, "versions": "letter"}, "unknown versions 'letter'; choose one of: number, year"),
    ({"name": "F1", "kind": "decoy", "of": "thing"}, "unknown of 'thing'; choose one of: acronym"),
    ({"name": "F1", "kind": "decoy"}, "decoy 'F1' is not said to be of anything; set `of`"),
    ({**GSM8K, "of": "metric"}, "`of` is for decoys and 'GSM8K' is a dataset"),
    ({"name": "", "kind": "dataset"}, "'' is no name"),
    ({"name": "∞", "kind": "dataset"}, "'∞' is no name"),
    ({"name": " GSM8K", "kind": "dataset"}, "' GSM8K' is no name"),
    ({**GSM8K, "aliases": [""]}, "'' is no name"),
    ({**GSM8K, "aliases": ["gsm-8k"]}, "'gsm-8k' repeats another spelling of 'GSM8K'"),
    (
        {"name": "DROP", "kind": "dataset", "policy": "cue", "aliases": ["DROP"]},
        "'DROP' repeats another spelling",
    ),
    ({**GSM8K, "expansions": ["Gradeschool"]}, "expansion 'Gradeschool' is a single word; make it an alias"),
    ({"name": "C4", "kind": "dataset"}, "'C4' is too short for policy 'free'; use 'exact' or 'cue'"),
    ({"name": "Focus", "kind": "dataset"}, "'Focus' is a common word; use policy 'exact' or 'cue'"),
    ({**GSM8K, "aliases": ["Math"]}, "'Math' is a common word; use policy 'exact' or 'cue'"),
    ({**GSM8K, "arxiv": "arXiv:2110.14168"}, "arxiv is 'arXiv:2110.14168'; write it like '2308.14508'"),
    ({**GSM8K, "hub": "gsm8k"}, "hub is 'gsm8k'; write it like 'openai/gsm8k'"),
    ({**GSM8K, "repo": "https://github.com/o/n"}, "write it like 'github.com/owner/name'"),
    ({**GSM8K, "home": "gsm8k.org"}, "home is 'gsm8k.org'; write it like 'https://"),
    ({**GSM8K, "family": "Maths"}, "family 'Maths' of 'GSM8K' is unknown; add a dataset of that name"),
    ({**GSM8K, "family": "GSM8K"}, "family GSM8K → GSM8K is a circle"),
]


@pytest.mark.parametrize("record", GOOD, ids=lambda record: record["name"])
def test_good_entries(record):
    (entry,) = validate([Row("my.jsonl", 1, record)])
    assert entry.name == record["name"]


@pytest.mark.parametrize(("record", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_bad_entries(record, message):
    with pytest.raises(CatalogError) as caught:
        validate([Row("my.jsonl", 7, record)])
    assert str(caught.value).startswith("my.jsonl:7: ")
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("my.jsonl", 7)


CLASHES = [
    ([GSM8K, {"name": "gsm-8k", "kind": "dataset"}], "'gsm-8k' is spelled 'gsm 8 k' like dataset 'GSM8K'"),
    ([GSM8K, {"name": "Math8K", "kind": "dataset", "aliases": ["GSM 8K"]}], "like dataset 'GSM8K'; keep one"),
    ([GSM8K, {"name": "GSM8K", "kind": "decoy", "of": "task"}], "like dataset 'GSM8K'; keep one"),
    ([{"name": "GSM8K", "kind": "decoy", "of": "task"}, GSM8K], "like decoy 'GSM8K'; keep one"),
    (
        [{**GSM8K, "family": "MathQ"}, {"name": "MathQA", "kind": "dataset"}],
        "family 'MathQ' of 'GSM8K' is unknown; did you mean 'MathQA'?",
    ),
    ([{**GSM8K, "family": "MathQA"}, {"name": "MathQA", "kind": "model"}], "add a dataset of that name"),
    (
        [{**GSM8K, "family": "MathQA"}, {"name": "MathQA", "kind": "dataset", "family": "GSM8K"}],
        "family GSM8K → MathQA → GSM8K is a circle; leave one of them out (and 1 more)",
    ),
]


@pytest.mark.parametrize(("records", "message"), CLASHES, ids=[message[-40:] for _, message in CLASHES])
def test_clashing_entries(records, message):
    with pytest.raises(CatalogError) as caught:
        validate([Row("my.jsonl", number, record) for number, record in enumerate(records, start=1)])
    assert message in str(caught.value)


def test_what_is_no_clash():
    records = [
        {"name": "Alpaca", "kind": "dataset", "policy": "cue"},
        {"name": "Alpaca", "kind": "model", "policy": "cue"},
        {"name": "MiMo", "kind": "model", "policy": "exact"},
        {"name": "MIMO", "kind": "decoy", "of": "acronym", "policy": "exact"},
        {"name": "Llama 3.1", "kind": "model", "family": "Llama 3"},
        {"name": "Llama 3", "kind": "model", "family": "Llama"},
        {"name": "Llama", "kind": "model"},
    ]
    assert len(validate([Row("my.jsonl", n, record) for n, record in enumerate(records, start=1)])) == len(
        records
    )


def test_first_problem_by_place_and_how_many_more():
    rows = [
        Row("b.jsonl", 1, {**GSM8K, "policy": "x"}),
        Row("a.jsonl", 9, {**GSM8K, "hub": "x", "kind": "model"}),
    ]
    with pytest.raises(CatalogError, match=r"^a\.jsonl:9: hub is 'x'.*\(and 1 more\)$"):
        validate(rows)


# Files of one's own

TOML = """\
# mine
[[entry]]
name = "Acme QA"
kind = "dataset"
aliases = ["AcmeQA"]

[[entry]]
name = "AcmeBERT"
kind = "model"
family = "BERT"
"""


@pytest.fixture
def toml(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def test_toml(toml):
    catalog = load_catalog(toml)
    assert [e.name for e in catalog.lookup("acmeqa")] == ["Acme QA"]
    assert catalog.get("model", "AcmeBERT").family == "BERT"
    assert catalog.get("dataset", "GSM8K")
    assert len(catalog.entries) == len(load_catalog().entries) + 2


def test_toml_tells_the_line(toml):
    toml.write_text(TOML.replace("model", "mdl").replace("family", "# family"), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"mine\.toml:7: unknown kind 'mdl'"):
        load_catalog(toml)


def test_toml_of_inline_tables(toml):
    toml.write_text('entry = [{name = "Acme QA", kind = "x"}]', encoding="utf-8")
    with pytest.raises(CatalogError, match=r"mine\.toml:1: unknown kind 'x'"):
        load_catalog(toml)


@pytest.mark.parametrize("text", ["entries = []", "entry = 3", "entry = [3]", '[entry]\nname = "x"'])
def test_toml_of_another_shape(toml, text):
    toml.write_text(text, encoding="utf-8")
    with pytest.raises(
        CatalogError, match=r"mine\.toml: a TOML catalog holds \[\[entry\]\] tables and nothing else"
    ):
        load_catalog(toml)


def test_toml_that_is_none(toml):
    toml.write_text("[[entry", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"mine\.toml: not TOML: Expected"):
        load_catalog(toml)


def test_jsonl(tmp_path):
    path = write_jsonl(tmp_path / "mine.jsonl", {"name": "Acme QA", "kind": "dataset"})
    path.write_text("\ufeff\n" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert load_catalog(path).get("dataset", "Acme QA")
    assert load_catalog(str(path)).get("dataset", "Acme QA")


@pytest.mark.parametrize("text", ["entry = " + "[" * 5000, "entry = " + "9" * 5000])
def test_toml_without_end_is_refused(tmp_path, text):
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(CatalogError, match=r"mine\.toml: not TOML: "):
        load_catalog(tmp_path / "mine.toml")


@given(st.binary(max_size=60), st.sampled_from(["", '{"name": "Foo", "kind": ', "[[entry]]\nname = "]))
def test_any_catalog_is_read_or_refused(tmp_path_factory, data, start):
    path = tmp_path_factory.getbasetemp() / f"any.{'toml' if start.startswith('[') else 'jsonl'}"
    path.write_bytes(start.encode() + data)
    with contextlib.suppress(CatalogError):
        validate(read_rows(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "not JSON"),
        ("9" * 5000, "not JSON"),
        ("{", "not JSON"),
        ("[1]", r"got '\[1\]'; write"),
        ("1", "got '1'"),
    ],
)
def test_jsonl_that_is_none(tmp_path, text, message):
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(GSM8K) + "\n" + text, encoding="utf-8")
    with pytest.raises(CatalogError, match=rf"mine\.jsonl:2: {message}"):
        load_catalog(path)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(CatalogError, match=r"none\.jsonl: cannot read this catalog: No such file"):
        load_catalog(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"name": "\xe9"}')
    with pytest.raises(
        CatalogError, match=r"latin\.jsonl: cannot read this catalog: not UTF-8 text; give a JSONL"
    ):
        load_catalog(tmp_path / "latin.jsonl")


def test_extra_entry_replaces_the_bundled_one(tmp_path):
    path = write_jsonl(tmp_path / "mine.jsonl", {**GSM8K, "aliases": ["School Math"]})
    catalog = load_catalog(path)
    assert catalog.get("dataset", "GSM8K").aliases == ("School Math",)
    assert [e.name for e in catalog.lookup("school math")] == ["GSM8K"]
    assert len(catalog.entries) == len(load_catalog().entries)
    assert load_catalog().get("dataset", "GSM8K").aliases != ("School Math",)


def test_extra_dataset_silences_a_decoy(tmp_path):
    catalog = load_catalog(
        write_jsonl(tmp_path / "mine.jsonl", {"name": "RAG", "kind": "dataset", "policy": "exact"})
    )
    assert [entry.kind for entry in catalog.lookup("rag")] == ["dataset"]


def test_extra_decoy_mutes_a_model_and_frees_its_versions(tmp_path):
    decoy = {"name": "ResNet", "kind": "decoy", "of": "method"}
    catalog = load_catalog(write_jsonl(tmp_path / "mine.jsonl", decoy))
    assert [entry.kind for entry in catalog.lookup("resnet")] == [DECOY]
    assert catalog.get("model", "ResNet-50").family == ""


def test_extra_alias_of_a_bundled_entry_is_a_clash(tmp_path):
    path = write_jsonl(tmp_path / "mine.jsonl", {"name": "Acme", "kind": "dataset", "aliases": ["MSCOCO"]})
    with pytest.raises(
        CatalogError, match=r"mine\.jsonl:1: 'Acme' is spelled 'mscoco' like dataset 'COCO'; keep one"
    ):
        load_catalog(path)


def test_several_extra_files_are_one_catalog(tmp_path):
    one = write_jsonl(tmp_path / "one.jsonl", {"name": "Acme QA", "kind": "dataset"})
    two = write_jsonl(tmp_path / "two.jsonl", {"name": "Acme QA 2", "kind": "dataset", "family": "Acme QA"})
    assert load_catalog(two, one).get("dataset", "Acme QA 2").family == "Acme QA"
