"""Regions: every node in exactly one, none too large, whole communities where they fit."""

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.analyze import find_communities, find_regions
from graphx.errors import OptionError
from tests.graphs import maps
from tests.pages import add_artifact, add_paper, link, topics_map


@settings(max_examples=25, deadline=None)
@given(maps(), st.integers(2, 12))
def test_every_node_is_in_exactly_one_region_that_is_not_too_large(G, most):
    regions = find_regions(G, most=most)
    assert sorted(key for one in regions for key in one.members) == sorted(G)
    assert all(0 < len(one.members) <= most for one in regions if one.kind != "small")
    assert all(list(one.members) == sorted(one.members) for one in regions)
    names = [one.name for one in regions]
    assert len(set(names)) == len(names)
    assert all(names)


def test_communities_that_fit_stay_whole_and_keep_their_names():
    G = topics_map()
    found = find_communities(G)
    regions = find_regions(G, found)
    large = {(one.name, one.members) for one in found if len(one.members) >= 12}
    assert {(one.name, one.members) for one in regions if one.kind == "community"} == large
    assert {key for one in regions if one.kind == "alone" for key in one.members} == set(found.alone)


def test_a_large_community_is_cut_along_its_own_seams():
    G = nx.MultiDiGraph()
    hub = add_artifact(G, "model", "Hub")
    for t in range(4):
        names = [add_artifact(G, "dataset", f"Topic {t} Set {s}") for s in range(4)]
        for p in range(20):
            paper = add_paper(G, f"Topic {t}, paper {p}")
            for name in names:
                link(G, paper, name)
            link(G, paper, hub)
    found = find_communities(G, resolution=0.01)
    assert len(found) == 1
    regions = find_regions(G, found, most=30)
    assert {one.within for one in regions} == {found.items[0].name}
    for one in regions:
        assert len({G.nodes[key]["label"][:7] for key in one.members if key != hub}) == 1
    assert len({one.name for one in regions}) == 4


def test_what_has_no_seam_is_cut_all_the_same():
    G = nx.MultiDiGraph()
    hub = add_artifact(G, "model", "Hub")
    for i in range(100):
        link(G, add_paper(G, f"Paper {i}"), hub)
    regions = find_regions(G, most=30)
    assert sum(len(one.members) for one in regions) == 101
    assert max(len(one.members) for one in regions) <= 30


def test_the_same_in_any_order():
    G = topics_map()
    nodes, edges = list(G.nodes(data=True)), list(G.edges(keys=True, data=True))
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert find_regions(G, most=20) == find_regions(other, most=20)


def test_what_is_alone_is_told_by_year():
    regions = find_regions(topics_map(), most=4)
    told = [one.name for one in regions if one.kind == "alone"]
    assert told == ["Papers without links, 1993–1996", "Papers without links, 1990–1992"]


def test_a_size_of_one_is_refused():
    with pytest.raises(OptionError, match="most=1"):
        find_regions(nx.MultiDiGraph(), most=1)
