"""Graphs of the schema for tests: one made by hand, and random ones."""

from __future__ import annotations

import copy
import random

import networkx as nx
from hypothesis import strategies as st

from graphx.model import Evidence
from graphx.schema import (
    CITES,
    DATASET,
    HOSTED_AT,
    INTRODUCES,
    MENTIONS,
    MODEL,
    PAPER,
    REPO,
    ROLES,
    USES,
    VARIANT_OF,
)

LONGBENCH = "paper:arxiv:2308.14508"
CLEX = "paper:title:clex-continuous-length-extrapolation"
SURVEY = "paper:doi:10.1000/survey"
LONER = "paper:title:a-paper-of-its-own-kind"


def add(G, source, target, relation, weight=0.9):
    sentence = f"{source} {relation} {target}."
    evidence = Evidence(paper=source, field="abstract", sentence=sentence, rule="test", confidence=weight)
    G.add_edge(source, target, key=relation, relation=relation, weight=weight, evidence=(evidence,))


def add_paper(G, key, title, **more):
    fields = {
        "abstract": "",
        "year": None,
        "date": "",
        "authors": (),
        "venue": "",
        "url": "",
        "ids": (),
        "origins": (),
    }
    G.add_node(key, kind=PAPER, label=title, title=title, **(fields | more))


def add_artifact(G, key, name, surfaces=()):
    G.add_node(key, kind=key.partition(":")[0], label=name, name=name, url="", surfaces=tuple(surfaces))


def small_map():
    """Four papers: one introduces LongBench, one uses it, a survey cites the second, one is alone."""
    G = nx.MultiDiGraph()
    add_paper(
        G,
        LONGBENCH,
        "LongBench: A Bilingual Benchmark",
        year=2023,
        venue="ACL",
        ids=("arxiv:2308.14508", "doi:10.1/lb"),
    )
    add_paper(G, CLEX, "CLEX: Continuous Length Extrapolation", authors=("Guanzheng Chen", "Xin Li"))
    add_paper(G, SURVEY, "A Survey of Long Context", url="https://example.org/survey")
    add_paper(G, LONER, "A Paper of Its Own Kind")
    add_artifact(G, "dataset:longbench", "LongBench", ["LongBench", "Long-Bench"])
    add_artifact(G, "repo:github.com/thudm/longbench", "github.com/thudm/longbench")
    add_artifact(G, "model:llama", "LLaMA", ["LLaMA"])
    add_artifact(G, "model:llama-2", "Llama 2", ["LLaMA2"])
    add(G, LONGBENCH, "dataset:longbench", INTRODUCES)
    add(G, LONGBENCH, "model:llama-2", MENTIONS, 0.6)
    add(G, CLEX, "dataset:longbench", USES)
    add(G, CLEX, "model:llama-2", USES, 1.0)
    add(G, SURVEY, CLEX, CITES, 1.0)
    add(G, SURVEY, "model:llama", MENTIONS)
    add(G, "model:llama-2", "model:llama", VARIANT_OF, 1.0)
    add(G, "dataset:longbench", "repo:github.com/thudm/longbench", HOSTED_AT, 1.0)
    return G


def draw_links(draw, sources, targets, relations, most):
    pairs = [(u, v, r) for u in sources for v in targets for r in relations if u != v]
    return draw(st.lists(st.sampled_from(pairs), max_size=most, unique=True)) if pairs else []


@st.composite
def maps(draw, papers=6, artifacts=5, texts=None):
    """Return a random graph of the schema; a paper may name an artifact in several roles."""
    texts = st.text(max_size=12) if texts is None else texts
    G = nx.MultiDiGraph()
    paper_keys = [f"paper:title:p{i}" for i in range(draw(st.integers(0, papers)))]
    kinds = draw(st.lists(st.sampled_from([DATASET, MODEL, REPO]), max_size=artifacts))
    artifact_keys = [f"{kind}:a{i}" for i, kind in enumerate(kinds)]
    for key in draw(st.permutations(paper_keys)):
        add_paper(G, key, draw(texts), authors=tuple(draw(st.lists(texts, max_size=2))))
    for key in draw(st.permutations(artifact_keys)):
        add_artifact(G, key, draw(texts))
    repos = [key for key in artifact_keys if key.startswith(REPO)]
    links = [
        *draw_links(draw, paper_keys, artifact_keys, ROLES, 15),
        *draw_links(draw, paper_keys, paper_keys, [CITES], 4),
        *draw_links(draw, artifact_keys, artifact_keys, [VARIANT_OF], 4),
        *draw_links(draw, artifact_keys, repos, [HOSTED_AT], 2),
    ]
    for source, target, relation in links:
        add(G, source, target, relation, draw(st.sampled_from([0.1, 0.5, 0.7, 0.9, 1.0])))
    return G


def shuffled(G, seed):
    """Return the same graph, filled in another order."""
    chance = random.Random(seed)
    nodes, edges = list(G.nodes(data=True)), list(G.edges(keys=True, data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    other = nx.MultiDiGraph()
    for key, data in nodes:
        other.add_node(key, **dict(sorted(data.items(), reverse=True)))
    other.add_edges_from(edges)
    return other


def state(G):
    """Return all there is to know about a graph, order included, apart from the graph."""
    return copy.deepcopy((dict(G.graph), list(G.nodes(data=True)), list(G.edges(keys=True, data=True))))


def brute_flat(G):
    """Return the flattened graph, the slow way."""
    flat = nx.Graph()
    flat.add_nodes_from(G)
    for u in G:
        for v in G:
            edges = [d["weight"] for a, b, d in G.edges(data=True) if {a, b} == {u, v} and a != b]
            if edges:
                flat.add_edge(u, v, weight=max(edges))
    return flat


def brute_named(G, paper):
    return {v for _, v, d in G.out_edges(paper, data=True) if d["relation"] in ROLES}


def brute_naming(G, artifact):
    return {u for u, d in G.nodes(data=True) if d["kind"] == PAPER and artifact in brute_named(G, u)}
