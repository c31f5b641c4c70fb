"""Communities: a partition, the same always, as good as that of others, steady, and with names to read."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphx import build_graph, find_mentions, read_papers, resolve_citations, sample_path
from graphx.analyze import find_communities
from graphx.analyze.arrays import arrays_of
from graphx.analyze.communities import damped_links
from graphx.analyze.graph import flatten_graph
from graphx.analyze.labels import LONGEST, Group, names_of
from graphx.analyze.partition import cut, modularity
from graphx.answers.communities import Communities, Community
from graphx.errors import OptionError
from tests.benchmarks.synthetic import synthetic_arrays
from tests.graphs import (
    LONER,
    add,
    add_artifact,
    add_paper,
    brute_naming,
    maps,
    shuffled,
    small_map,
    state,
)

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def sample():
    papers = read_papers(sample_path())
    return build_graph(papers, find_mentions(papers), resolve_citations(papers))


def brute_damped(G):
    """Return the flattened graph with links of artifacts damped, artifact by artifact."""
    flat = flatten_graph(G)
    counts = {k: max(1, len(brute_naming(G, k))) for k, d in G.nodes(data=True) if d["kind"] != "paper"}
    for u, v, data in flat.edges(data=True):
        count = max(counts.get(u, 0), counts.get(v, 0))
        data["weight"] /= np.log(1 + count) if count else 1
    return flat


def parts_of(found, G):
    return [set(one.members) for one in found] + [{key} for key in found.alone]


def agreement(one, other):
    """Return the adjusted Rand index of two lists of labels."""
    table = np.zeros((max(one) + 1, max(other) + 1))
    np.add.at(table, (one, other), 1)

    def pairs(x):
        return float((x * (x - 1) / 2).sum())

    both, a, b = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = a * b / pairs(np.array([len(one)]))
    return (both - chance) / ((a + b) / 2 - chance)


@given(maps(papers=8), st.integers(0, 3), st.sampled_from([0.5, 1.0, 2.0]))
def test_every_node_is_in_one_community_or_alone(G, seed, resolution):
    before = state(G)
    found = find_communities(G, seed=seed, resolution=resolution)
    assert state(G) == before
    parts = parts_of(found, G)
    assert sorted(key for part in parts for key in part) == sorted(G)
    flat = brute_damped(G)
    for one in found:
        assert len(one.members) > 1
        assert nx.is_connected(flat.subgraph(one.members))
        assert {found.of(key) for key in one.members} == {one}
        assert set(one.papers) == {key for key in one.members if G.nodes[key]["kind"] == "paper"}
        counts = dict(one.artifacts)
        assert counts == {
            key: len(brute_naming(G, key) & set(one.members))
            for key in one.members
            if G.nodes[key]["kind"] != "paper"
        }
        assert [*counts.values()] == sorted(counts.values(), reverse=True)
    assert all(found.of(key) is None for key in found.alone)
    assert {key for key in G if not flat[key]} <= set(found.alone)
    if flat.number_of_edges():
        expected = nx.community.modularity(flat, parts, resolution=resolution)
        assert found.modularity == pytest.approx(expected, abs=1e-9)
    else:
        assert found.modularity == 0


@given(maps(papers=8), st.integers(0, 9))
@settings(max_examples=40)
def test_the_order_of_filling_does_not_matter(G, seed):
    assert find_communities(G) == find_communities(shuffled(G, seed))


@given(maps(papers=8))
def test_order_and_names(G):
    found = find_communities(G)
    order = [(-len(one.papers), -len(one.members), one.members[0]) for one in found]
    assert order == sorted(order)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert len({one.name for one in found}) == len(found)
    assert all(0 < len(one.name) <= LONGEST for one in found)


@given(maps(papers=8))
def test_damped_links_are_those_of_a_slow_count(G):
    arrays = arrays_of(G)
    expected = {(u, v): w for a, b, w in brute_damped(G).edges(data="weight") for u, v in ((a, b), (b, a))}
    links = damped_links(arrays).tocoo()
    got = {
        (arrays.keys[u], arrays.keys[v]): w
        for u, v, w in zip(links.row.tolist(), links.col.tolist(), links.data.tolist(), strict=True)
    }
    assert got == pytest.approx(expected)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_as_good_as_louvain_of_networkx_on_the_sample(sample, seed):
    flat = brute_damped(sample)
    best = max(
        nx.community.modularity(flat, nx.community.louvain_communities(flat, seed=other))
        for other in range(10)
    )
    found = find_communities(sample, seed=seed)
    assert found.modularity >= 0.99 * best
    assert 5 <= len(found) <= 20


def test_as_good_as_louvain_of_networkx_on_a_larger_map():
    links = damped_links(synthetic_arrays(2000))
    flat = nx.from_scipy_sparse_array(links)
    best = max(
        nx.community.modularity(flat, nx.community.louvain_communities(flat, seed=seed)) for seed in range(3)
    )
    assert modularity(links, cut(links)) >= 0.99 * best


def test_the_same_in_other_processes_and_with_other_numbers_of_threads(sample):
    code = (
        "import graphx, hashlib; p = graphx.read_papers(graphx.sample_path());"
        "G = graphx.build_graph(p, graphx.find_mentions(p), graphx.resolve_citations(p));"
        "print(hashlib.sha256(repr(graphx.find_communities(G)).encode()).hexdigest())"
    )
    printed = set()
    for threads in ("1", "2", "4"):
        environment = {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
        )
        printed.add(run.stdout)
    assert len(printed) == 1


def test_the_number_of_threads_is_put_back(sample):
    import networkit as nk

    before = nk.getMaxNumberOfThreads()
    try:
        nk.setNumberOfThreads(2)
        find_communities(sample)
        assert nk.getMaxNumberOfThreads() == 2
    finally:
        nk.setNumberOfThreads(before)


def without(G, share, seed):
    """Return a map without some of its papers, and without the artifacts that only they named."""
    papers = sorted(key for key, data in G.nodes(data=True) if data["kind"] == "paper")
    other = G.copy()
    other.remove_nodes_from(random.Random(seed).sample(papers, max(1, int(share * len(papers)))))
    other.remove_nodes_from(
        [key for key in list(other) if other.nodes[key]["kind"] != "paper" and not other.in_degree(key)]
    )
    return other


@pytest.mark.parametrize("seed", range(5))
def test_adding_a_few_papers_keeps_communities_and_names(sample, seed):
    old = without(sample, 0.02, seed)
    before = find_communities(old)
    after = find_communities(sample, previous=before)
    assert after.modularity >= 0.985 * find_communities(sample).modularity
    keys = sorted(key for one in before for key in one.members)
    assert agreement([before.of(k).number for k in keys], [after.of(k).number for k in keys]) > 0.85
    kept = {one.name for one in before} & {one.name for one in after}
    assert len(kept) >= 0.7 * len(before)
    assert len({one.name for one in after}) == len(after)


@given(maps(papers=8))
@settings(max_examples=40)
def test_communities_of_the_same_map_stay(G):
    found = find_communities(G)
    again = find_communities(G, previous=found)
    assert again.modularity >= 0.99 * found.modularity - 1e-12
    if again.modularity == pytest.approx(found.modularity, abs=1e-9):
        kept = {one.members: one.name for one in found}
        assert all(one.name == kept.get(one.members, one.name) for one in again)


def test_a_name_that_was_kept_is_not_given_twice():
    G = small_map()
    found = find_communities(G)
    (one,) = [one for one in found if "paper:arxiv:2308.14508" in one.members]
    G.remove_nodes_from([key for key in one.members if key != LONER])
    add_paper(G, "paper:new", "Something Else")
    add_artifact(G, "dataset:longbench", "LongBench")
    add(G, "paper:new", "dataset:longbench", "uses")
    assert find_communities(G, previous=found).of("paper:new").name != one.name


def test_the_sample_falls_into_fields(sample):
    found = find_communities(sample)
    together = [
        ("dataset:imagenet", "paper:arxiv:1512.03385", "dataset:coco"),
        ("dataset:glue", "paper:arxiv:1810.04805"),
        ("dataset:librispeech", "paper:arxiv:2212.04356"),
    ]
    for keys in together:
        assert len({found.of(key).number for key in keys}) == 1, keys
    assert found.of("dataset:imagenet") != found.of("dataset:glue")
    name = found.of("dataset:imagenet").name
    assert name.startswith("ImageNet · ")
    assert any(word in name for word in ("recognition", "image"))


def named(*titles, artifacts=(), abstracts=()):
    """Return a map of papers with these titles, all in one group, and the group's name."""
    G = nx.MultiDiGraph()
    for place, title in enumerate(titles):
        add_paper(G, f"paper:{place}", title, abstract=abstracts[place] if abstracts else "")
    counts = {}
    for key, name, count in artifacts:
        add_artifact(G, key, name)
        counts[key] = count
        for place in range(count):
            add(G, f"paper:{place}", key, "uses")
    group = Group([f"paper:{place}" for place in range(len(titles))], counts)
    return names_of(arrays_of(G), G.nodes, [group])[0]


@pytest.mark.parametrize(
    ("titles", "artifacts", "name"),
    [
        (["Reading Comprehension at Scale", "Better Reading Comprehension"], [], "reading comprehension"),
        (["Graph Networks for All", "A Graph Network"], [("model:bert", "BERT", 2)], "BERT · graph network"),
        (["Using BERT for Parsing", "BERT and Parsing"], [("model:bert", "BERT", 2)], "BERT · parsing"),
        (
            ["NLI Without Tears", "On NLI"],
            [("repo:github.com/a/tears", "github.com/a/tears", 2)],
            "tears · NLI",
        ),
        (["On the Use of It"], [], "On the Use of It"),
        ([""], [("dataset:x", "X", 1)], "X"),
        ([""], [], "unnamed"),
        (["A Very " + "Long" * 20], [], "A Very LongLongLongLongLongLongLongLong…"),
        (["a\nb\tof\x1b[31m the"], [("dataset:x", "X\nY\x1b[2J", 1)], "X Y[2J"),
    ],
)
def test_names(titles, artifacts, name):
    assert named(*titles, artifacts=artifacts) == name


def test_a_capital_stays_where_running_text_has_it():
    titles = ["Models of Galician Speech", "Galician Speech"]
    assert named(*titles) == "galician speech"
    assert (
        named(*titles, abstracts=["We record Galician speech.", "Speakers of Galician speech."])
        == "Galician speech"
    )


def test_not_all_papers_of_a_large_group_are_read_for_its_name():
    asked = []

    class Asked(dict):
        def get(self, name, default=None):
            asked.append(name)
            return super().get(name, default)

    G = nx.MultiDiGraph()
    for place in range(400):
        add_paper(G, f"paper:{place}", f"Galician Speech {place}", abstract="We record Galician speech.")
    nodes = {key: Asked(data) for key, data in G.nodes(data=True)}
    group = Group(sorted(G), {})
    assert names_of(arrays_of(G), nodes, [group]) == ["Galician speech"]
    assert asked.count("abstract") == 30


def test_groups_without_terms_of_their_own_are_told_apart():
    G = nx.MultiDiGraph()
    for place in range(3):
        add_paper(G, f"paper:{place}", "The Same Title")
    names = names_of(arrays_of(G), G.nodes, [Group([f"paper:{place}"], {}) for place in range(3)])
    assert len(set(names)) == 3
    assert all(len(name) <= LONGEST for name in names)


def test_small_graphs():
    assert find_communities(nx.MultiDiGraph()) == Communities()
    G = nx.MultiDiGraph()
    add_paper(G, "paper:a", "A")
    assert find_communities(G) == Communities(alone=("paper:a",))
    add_artifact(G, "model:m", "M")
    add(G, "paper:a", "model:m", "uses", 0.0)
    assert find_communities(G).alone == ("model:m", "paper:a"), "a link of no weight links nothing"
    G.edges["paper:a", "model:m", "uses"]["weight"] = 1.0
    G.__networkx_cache__.clear()
    one = Community(
        number=1, name="M", members=("model:m", "paper:a"), papers=("paper:a",), artifacts=(("model:m", 1),)
    )
    assert find_communities(G) == Communities(items=(one,), modularity=0.0)


def test_parts_that_fall_apart_are_taken_apart():
    links = sparse.block_diag([sparse.coo_array([[0.0, 1.0], [1.0, 0.0]])] * 40, format="csr")
    assert cut(links, resolution=0.01).tolist() == [place // 2 for place in range(80)]


@pytest.mark.shared
def test_the_real_pages(pages):
    papers = read_papers(*pages)
    G = build_graph(papers, find_mentions(papers))
    found = find_communities(G)
    assert found.modularity > 0.9
    assert len(found.alone) < 45
    several = [one for one in found if len(one.papers) > 1]
    assert 8 <= len(several) <= 25
    assert all(" · " in one.name for one in several)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "seed=-1 is not from 0 to 2"),
        ({"seed": 2**31}, "is not from 0 to 2"),
        ({"resolution": 0.0}, "resolution=0.0 is not above 0"),
        ({"resolution": float("nan")}, "resolution=nan is not above 0"),
        ({"resolution": float("inf")}, "resolution=inf is not above 0"),
    ],
)
def test_bad_options_are_told(options, message):
    with pytest.raises(OptionError, match=message):
        find_communities(small_map(), **options)
