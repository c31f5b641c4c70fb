"""From papers and mentions to the graph."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.build import build_graph, collect_artifacts, resolve_citations
from graphx.errors import GraphxError
from graphx.find import find_mentions
from graphx.model import Artifact, Citation, Mention, Paper
from graphx.schema import NODE_KINDS, RELATIONS, ROLES

GPT = Artifact(kind="model", name="GPT")
GPT_3 = Artifact(kind="model", name="GPT-3", family=GPT)
GPT_4 = Artifact(kind="model", name="GPT-4", family=GPT)
BENCH = Artifact(kind="dataset", name="FooBench")
CODE = Artifact(kind="repo", name="github.com/Foo/FooBench", url="https://github.com/Foo/FooBench")
OTHER_CODE = Artifact(kind="repo", name="github.com/foo/tools")

A = Paper(title="The First Paper of All", abstract="about GPT-3 and FooBench", ids=("arxiv:2001.00001",))
B = Paper(
    title="The Second Paper of All", abstract="about GPT-4", cites=("arxiv:2001.00001", "doi:10.1/elsewhere")
)


def mention(paper, artifact, role="uses", start=0, tier="accepted", confidence=0.9, field="abstract"):
    return Mention(
        paper=paper.key,
        title=paper.title,
        field=field,
        start=start,
        end=start + 3,
        surface=f"s{start}",
        artifact=artifact,
        role=role,
        rule="test",
        confidence=confidence,
        sentence=f"Sentence {start}.",
        sentence_start=0,
        tier=tier,
    )


def edges(graph):
    return sorted((u, v, relation) for u, v, relation in graph.edges(keys=True))


def test_nodes_carry_what_the_schema_says():
    graph = build_graph([A, B], [mention(A, BENCH)])
    assert graph.nodes[A.key]["kind"] == "paper"
    assert graph.nodes[A.key]["label"] == A.title
    assert graph.nodes["dataset:foobench"] == {
        "kind": "dataset", "label": "FooBench", "name": "FooBench", "url": "", "surfaces": ("s0",),
        "implied": (),
    }  # fmt: skip
    assert B.key in graph, "a paper that names nothing is on the map too"


def test_one_edge_a_role_and_plain_mentions_join_the_stronger():
    found = [
        mention(A, BENCH, "mentions", 9),
        mention(A, BENCH, "introduces", 5, confidence=0.7),
        mention(A, BENCH, "uses", 1),
    ]
    graph = build_graph([A], found)
    assert edges(graph) == [(A.key, BENCH.key, "introduces"), (A.key, BENCH.key, "uses")]
    introduces = graph[A.key][BENCH.key]["introduces"]
    assert [e.sentence for e in introduces["evidence"]] == ["Sentence 5.", "Sentence 9."]
    assert introduces["weight"] == 0.9, "the surest evidence"
    only = build_graph([A], [mention(A, BENCH, "mentions", 9)])
    assert edges(only) == [(A.key, BENCH.key, "mentions")]


def test_the_best_evidence_is_not_the_title_where_a_sentence_says_more():
    graph = build_graph([A], [mention(A, BENCH, field="title"), mention(A, BENCH, start=4)])
    assert [e.field for e in graph[A.key][BENCH.key]["uses"]["evidence"]] == ["abstract", "title"]


def test_candidates_make_neither_edges_nor_nodes():
    graph = build_graph([A], [mention(A, BENCH, tier="candidate")])
    assert list(graph) == [A.key]


def test_a_family_joins_two_versions_but_is_no_dead_end():
    both = build_graph([A, B], [mention(A, GPT_3), mention(B, GPT_4)])
    assert (GPT_3.key, GPT.key, "variant_of") in edges(both)
    assert both[GPT_3.key][GPT.key]["variant_of"]["evidence"][0].provider == "catalog"
    one = build_graph([A, B], [mention(A, GPT_3)])
    assert GPT.key not in one
    named = build_graph([A, B], [mention(A, GPT_3), mention(B, GPT)])
    assert (GPT_3.key, GPT.key, "variant_of") in edges(named)


def test_families_of_families():
    small = Artifact(kind="model", name="GPT-4o", family=GPT_4)
    kept = collect_artifacts([mention(A, small), mention(A, GPT_3)])
    assert GPT_4.key not in kept, "one version alone needs no family between"
    assert set(kept) == {small.key, GPT_3.key}
    assert set(collect_artifacts([mention(A, small), mention(A, GPT_4)])) == {small.key, GPT_4.key}


def test_what_a_paper_introduces_is_hosted_at_its_repository():
    alone = build_graph([A], [mention(A, BENCH, "introduces"), mention(A, OTHER_CODE, "introduces", 20)])
    assert (BENCH.key, OTHER_CODE.key, "hosted_at") in edges(alone)
    alike = [
        mention(A, BENCH, "introduces"),
        mention(A, OTHER_CODE, "introduces", 20),
        mention(A, CODE, "introduces", 30),
    ]
    hosted = [e for e in edges(build_graph([A], alike)) if e[2] == "hosted_at"]
    assert hosted == [(BENCH.key, CODE.key, "hosted_at")]
    used = build_graph([A], [mention(A, BENCH), mention(A, CODE, "introduces", 20)])
    assert not [e for e in edges(used) if e[2] == "hosted_at"]


def test_citations_within_the_map():
    found = resolve_citations([A, B])
    assert [(c.citing, c.cited, c.evidence.detail) for c in found] == [(B.key, A.key, "arxiv:2001.00001")]
    graph = build_graph([A, B], [], found)
    assert edges(graph) == [(B.key, A.key, "cites")]
    itself = Paper(title="A Paper That Cites Itself", ids=("doi:10.1/x",), cites=("doi:10.1/x",))
    assert resolve_citations([itself]) == []


def test_strangers_are_refused():
    with pytest.raises(GraphxError, match="not among the papers"):
        build_graph([B], [mention(A, BENCH)])
    with pytest.raises(GraphxError, match="not among the papers"):
        build_graph([B], [], [Citation(citing=B.key, cited=A.key)])


ARTIFACTS = [GPT, GPT_3, GPT_4, BENCH, CODE, OTHER_CODE]
PAPERS = [Paper(title=f"Paper Number {i} of Many") for i in range(5)]
some_mentions = st.lists(
    st.builds(
        mention,
        st.sampled_from(PAPERS),
        st.sampled_from(ARTIFACTS),
        st.sampled_from(ROLES),
        st.integers(0, 50),
        st.sampled_from(["accepted", "accepted", "candidate"]),
    ),
    max_size=25,
    unique_by=lambda m: (m.paper, m.start),
)


def as_data(graph: nx.MultiDiGraph):
    return dict(graph.nodes(data=True)), sorted(graph.edges(keys=True, data=True), key=lambda e: e[:3])


@given(some_mentions, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_graph_and_every_edge_has_evidence(mentions, rng: random.Random):
    graph = build_graph(PAPERS, mentions)
    papers = PAPERS[:]
    rng.shuffle(papers)
    rng.shuffle(mentions)
    again = build_graph(papers, mentions)
    assert list(again) == list(graph)
    assert list(again.edges(keys=True)) == list(graph.edges(keys=True))
    assert as_data(again) == as_data(graph)
    for _, _, relation, data in graph.edges(keys=True, data=True):
        assert relation in RELATIONS
        assert data["relation"] == relation
        assert data["evidence"]
        assert 0 < data["weight"] <= 1
    assert {kind for _, kind in graph.nodes(data="kind")} <= set(NODE_KINDS)


def test_the_real_case_of_clex_and_longbench(pages):
    from graphx.read import read_papers

    papers = read_papers(*pages)
    graph = build_graph(papers, find_mentions(papers))
    clex = next(p.key for p in papers if p.title.startswith("CLEX"))
    own = next(p.key for p in papers if p.title.startswith("LongBench:"))
    assert "LongBench" in graph[clex]["dataset:longbench"]["uses"]["evidence"][0].sentence
    assert "LongBench" in graph[own]["dataset:longbench"]["introduces"]["evidence"][0].sentence
    scales = [p.key for p in papers if p.title.startswith("SCALE:")]
    shared = set(graph.successors(scales[0])) & set(graph.successors(scales[1]))
    assert not {key for key in shared if "scale" in key}
    assert "repo:huggingface.co/townswu/peg" in graph
    assert graph.nodes["repo:huggingface.co/townswu/peg"]["label"] == "huggingface.co/TownsWu/PEG"
    assert "repo:github.com/mindspore-lab/mindone" in graph


def test_a_project_page_implies_its_repository_without_a_link():
    papers = [Paper(title="P", abstract="See https://nlp.github.io/tool/ and https://github.com/a/b.")]
    graph = build_graph(papers, find_mentions(papers))
    implied = {key: data["implied"] for key, data in graph.nodes(data=True) if data["kind"] != "paper"}
    assert implied == {
        "repo:nlp.github.io/tool": ("github.com/nlp/tool",),
        "repo:github.com/a/b": (),
    }
