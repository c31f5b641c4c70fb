"""What a person types, and the node it means."""

import json

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx import explore, load_graph, open_graph
from graphx.analyze import compare_maps, find_communities, find_node, rank_nodes, reading_list
from graphx.errors import GraphError, NodeError, OptionError
from graphx.text import without_controls
from tests.graphs import CLEX, LONGBENCH, SURVEY, add, add_artifact, add_paper, maps, small_map, state


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (LONGBENCH, LONGBENCH),
        ("dataset:longbench", "dataset:longbench"),
        ("longbench", "dataset:longbench"),
        ("arxiv:2308.14508", LONGBENCH),
        ("2308.14508", LONGBENCH),
        ("arXiv:2308.14508v3", LONGBENCH),
        (" https://arxiv.org/pdf/2308.14508v1.pdf ", LONGBENCH),
        ("https://doi.org/10.1000/SURVEY", SURVEY),
        ("github.com/thudm/longbench", "repo:github.com/thudm/longbench"),
        ("https://github.com/THUDM/LongBench.git", "repo:github.com/thudm/longbench"),
        ("https://www.github.com/THUDM/LongBench/", "repo:github.com/thudm/longbench"),
        ("LongBench", "dataset:longbench"),
        ("LLAMA  2", "model:llama-2"),
        ("llama2", "model:llama-2"),
        ("long-bench", "dataset:longbench"),
        ("a  SURVEY of long\ncontext", SURVEY),
        ("continuous length", CLEX),
        ("extrapolation clex", CLEX),
        ("bilingual long", LONGBENCH),
    ],
)
def test_text_names_one_node(text, key):
    assert find_node(small_map(), text) == key


def test_identifier_among_several_of_a_paper():
    G = small_map()
    G.nodes[CLEX]["ids"] = ("doi:10.1000/clex",)
    assert find_node(G, "doi:10.1000/CLEX") == CLEX


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("longbench", "dataset", "dataset:longbench"),
        ("LongBench", "paper", LONGBENCH),
        ("longbench", "repo", "repo:github.com/thudm/longbench"),
        ("llama", "model", "model:llama"),
    ],
)
def test_kind_narrows_the_choice(text, kind, key):
    assert find_node(small_map(), text, kind=kind) == key


def test_stricter_reading_wins():
    """A part of many labels may be the whole of one."""
    G = small_map()
    add_paper(G, "paper:title:clex-again", "CLEX")
    assert find_node(G, "CLEX") == "paper:title:clex-again"


def test_a_part_of_a_label_wins_over_its_words():
    G = nx.MultiDiGraph()
    add_paper(G, "paper:title:1", "Context for Long Texts")
    add_paper(G, "paper:title:2", "Models of Long Context")
    assert find_node(G, "long context") == "paper:title:2"


def test_the_shortest_label_is_the_first_candidate():
    G = nx.MultiDiGraph()
    for n, title in enumerate(["Models of Very Long Texts", "Long Texts", "Long Texts of Models"]):
        add_paper(G, f"paper:title:{n}", title)
    with pytest.raises(NodeError) as error:
        find_node(G, "long text")
    assert error.value.candidates == ("paper:title:1", "paper:title:2", "paper:title:0")


def test_several_of_one_label_are_listed():
    G = nx.MultiDiGraph()
    add_paper(G, "paper:title:scale~1", "SCALE")
    add_paper(G, "paper:title:scale~2", "SCALE")
    add_artifact(G, "model:scale-up", "Scale")
    with pytest.raises(NodeError) as error:
        find_node(G, "SCALE")
    assert str(error.value) == (
        "'SCALE' fits 3 nodes: Scale — model:scale-up; SCALE — paper:title:scale~1; "
        "SCALE — paper:title:scale~2; give the key of one"
    )
    assert error.value.candidates == ("model:scale-up", "paper:title:scale~1", "paper:title:scale~2")


def test_a_key_without_kind_may_fit_several():
    G = nx.MultiDiGraph()
    add_artifact(G, "model:scale", "SCALE 1")
    add_artifact(G, "dataset:scale", "SCALE 2")
    with pytest.raises(
        NodeError, match="'scale' fits 2 nodes: SCALE 2 — dataset:scale; SCALE 1 — model:scale; give"
    ):
        find_node(G, "scale")
    assert find_node(G, "scale", kind="model") == "model:scale"


def test_at_most_eight_candidates_are_shown_on_one_line():
    G = nx.MultiDiGraph()
    for n in range(11):
        add_paper(G, f"paper:title:p{n:02}", f"Models\n\x1b[31m{'x' * 200} {n:02}")
    with pytest.raises(NodeError) as error:
        find_node(G, "models")
    message = str(error.value)
    assert message.startswith("'models' fits 11 nodes: Models [31mxxx")
    assert message.endswith("; and 3 more; give the key of one")
    assert message.count(" — paper:title:") == 8
    assert len(error.value.candidates) == 11
    assert message.isprintable()
    assert len(message) < 8 * 130


def test_a_near_miss_is_told():
    with pytest.raises(NodeError) as error:
        find_node(small_map(), "LogBench")
    assert str(error.value) == (
        "no node of the map fits 'LogBench'; did you mean: LongBench — dataset:longbench? "
        "give a key or a piece of a title"
    )
    assert error.value.candidates == ("dataset:longbench",)


def test_a_near_miss_of_a_title_goes_by_words():
    with pytest.raises(NodeError) as error:
        find_node(small_map(), "long context windows")
    assert error.value.candidates == (SURVEY,)


@pytest.mark.parametrize("text", ["dataset:longbnch", "paper:title:longbench-a-bilingul-benchmark"])
def test_of_a_key_typed_wrongly_the_name_is_compared(text):
    with pytest.raises(NodeError) as error:
        find_node(small_map(), text)
    assert error.value.candidates[0] in ("dataset:longbench", LONGBENCH)


@pytest.mark.parametrize(
    "text", ["paper:arxiv:9999.9999", "arxiv:9999.9999", "9999.9999", "a way of the dog"]
)
def test_weak_hits_are_not_told(text):
    """Identifiers are alike in their form, titles in their small words: neither was meant."""
    G = small_map()
    for n in range(12):
        add_paper(G, f"paper:arxiv:2308.9{n:03}", f"A Study of the {n}", ids=(f"arxiv:2308.9{n:03}",))
    with pytest.raises(NodeError) as error:
        find_node(G, text)
    assert error.value.candidates == ()


@pytest.mark.parametrize("text", ["zzzzqqq", "10.9999/none"])
def test_unknown_text_is_told(text):
    with pytest.raises(NodeError) as error:
        find_node(small_map(), text)
    assert str(error.value) == (
        f"no node of the map fits '{text}'; give a node key, an identifier or a piece of a title"
    )
    assert error.value.candidates == ()


def test_a_key_of_another_kind_is_told():
    with pytest.raises(NodeError) as error:
        find_node(small_map(), "model:llama", kind="paper")
    assert str(error.value) == (
        "no paper of the map fits 'model:llama': it is a model; give another kind or another key"
    )
    assert error.value.candidates == ("model:llama",)


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty_text_names_nothing(text):
    with pytest.raises(NodeError, match="an empty text names no node; give a node key or a piece of a title"):
        find_node(small_map(), text)


def test_unknown_kind_is_told():
    with pytest.raises(OptionError, match="unknown kind 'datasets'; did you mean 'dataset'"):
        find_node(small_map(), "LongBench", kind="datasets")


@given(maps(), st.text())
def test_any_text_names_a_node_or_raises_a_node_error(G, text):
    before = state(G)
    problem = None
    try:
        assert find_node(G, text) in G
    except NodeError as error:
        problem = error
    if problem:
        assert len(str(problem).splitlines()) == 1
        assert without_controls(str(problem)) == str(problem)
        assert set(problem.candidates) <= set(G)
    assert state(G) == before


@given(maps())
def test_every_key_names_its_own_node(G):
    for key in G:
        assert find_node(G, key) == key


def test_a_key_is_found_without_a_walk_over_all_nodes():
    class Closed(nx.MultiDiGraph):
        def __iter__(self):
            raise AssertionError("no walk over all nodes")

    G = Closed()
    for key in ("paper:doi:10.1/x", "paper:arxiv:2308.14508", "dataset:longbench"):
        G.add_node(key, kind=key.partition(":")[0], label="A Name")
        assert find_node(G, key) == key
    assert find_node(G, "longbench") == "dataset:longbench"
    assert find_node(G, "https://arxiv.org/abs/2308.14508v2") == "paper:arxiv:2308.14508"


def known_papers():
    """A map where several titles hold a name, one begins with it, and one paper introduces another name."""
    G = nx.MultiDiGraph()
    add_paper(G, "paper:title:1", "BERT: Pre-training of Transformers")
    add_paper(G, "paper:title:2", "Patient Knowledge Distillation for BERT")
    add_paper(G, "paper:title:3", "Language Models are Few-Shot Learners")
    add_artifact(G, "model:gpt-3", "GPT-3")
    add_artifact(G, "model:bert", "BERT")
    add(G, "paper:title:3", "model:gpt-3", "introduces")
    add(G, "paper:title:2", "model:gpt-3", "uses")
    return G


def test_a_paper_goes_by_the_head_of_its_title_and_by_what_it_introduces():
    G = known_papers()
    assert find_node(G, "bert", kind="paper") == "paper:title:1"
    assert find_node(G, "gpt-3", kind="paper") == "paper:title:3"
    assert find_node(G, "GPT-3") == "model:gpt-3"
    add(G, "paper:title:2", "model:gpt-3", "introduces")
    with pytest.raises(NodeError, match="fits 2 nodes"):
        find_node(G, "gpt-3", kind="paper")


def test_a_map_on_disk_is_asked_in_the_same_words(tmp_path):
    papers = [
        {
            "title": "BERT: Pre-training of Deep Transformers",
            "abstract": "We introduce BERT, a language model.",
        },
        {"title": "Patient Knowledge Distillation for BERT", "abstract": "We shrink BERT."},
        {"title": "Models are Few-Shot Learners", "abstract": "We introduce GPT-3, a language model."},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, papers)))
    explore(tmp_path / "in.jsonl", output=tmp_path / "map", page=False)
    for G in (load_graph(tmp_path / "map"), open_graph(tmp_path / "map")):
        found = [G.nodes[find_node(G, text, kind="paper")]["label"] for text in ("BERT", "GPT-3")]
        assert found == [papers[0]["title"], papers[2]["title"]]


@pytest.mark.parametrize("wrong", ["outputs/demo", None, 3])
def test_what_is_no_graph_is_named(wrong):
    for ask in (
        rank_nodes,
        find_communities,
        lambda G: find_node(G, "x"),
        lambda G: compare_maps(G, small_map()),
        lambda G: reading_list(G, ["x"]),
    ):
        with pytest.raises(GraphError, match=r"is no graph; open_graph\(…\) gives the graph of a map"):
            ask(wrong)
