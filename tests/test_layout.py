"""Positions of nodes: finite, apart, the same every time and for every order of the input."""

import itertools
import math
import random
import time

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.render import place_nodes
from graphx.render.layout import GAP
from graphx.render.packing import arrange, pack


def graph_of(n, edges):
    G = nx.MultiDiGraph()
    G.add_nodes_from(f"n{i}" for i in range(n))
    G.add_edges_from((f"n{a % n}", f"n{b % n}") for a, b in edges)
    return G


graphs = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n), st.integers(0, n)), max_size=60).map(
        lambda e: graph_of(n, e)
    )
)


@settings(deadline=None, max_examples=40)
@given(G=graphs, data=st.data())
def test_positions_are_finite_and_apart(G, data):
    size = {key: data.draw(st.floats(5, 30)) for key in G}
    places = place_nodes(G, size=size)
    assert set(places) == set(G)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in places.values())
    for a, b in itertools.combinations(places, 2):
        assert math.dist(places[a], places[b]) >= size[a] + size[b] + GAP - 0.5


@settings(deadline=None, max_examples=25)
@given(G=graphs, seed=st.integers(0, 999))
def test_order_of_nodes_and_edges_makes_no_difference(G, seed):
    shuffle = random.Random(seed)
    nodes, edges = list(G), list(G.edges())
    shuffle.shuffle(nodes)
    shuffle.shuffle(edges)
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert place_nodes(G) == place_nodes(other) == place_nodes(G)


def test_empty_graph():
    assert place_nodes(nx.MultiDiGraph()) == {}


def test_communities_lie_apart():
    G = nx.disjoint_union(nx.complete_graph(12), nx.complete_graph(12))
    G.add_edge(0, 12)
    G = nx.MultiDiGraph(nx.relabel_nodes(G, {i: f"{i:02}" for i in G}))
    places = place_nodes(G)
    left, right = ([places[f"{i:02}"] for i in range(a, a + 12)] for a in (0, 12))

    def middle(points):
        return [sum(axis) / len(points) for axis in zip(*points, strict=True)]

    apart = math.dist(middle(left), middle(right))
    assert all(math.dist(p, middle(left)) < apart for p in left)
    assert sum(math.dist(p, middle(left)) for p in left) / 12 < apart / 2


def test_what_is_alone_does_not_shrink_the_main_part():
    G = nx.MultiDiGraph([(f"hub{i}", f"leaf{i}-{j}") for i in range(3) for j in range(12)])
    G.add_edges_from([("hub0", "hub1"), ("hub1", "hub2")])
    main = sorted(G)
    before = place_nodes(G)
    G.add_nodes_from(f"alone{i}" for i in range(30))
    after = place_nodes(G)

    def page_height(places, keys):
        """Of the smallest page, half as wide again as high, that holds them."""
        xs, ys = zip(*(places[k] for k in keys), strict=True)
        return max((max(xs) - min(xs)) / 1.5, max(ys) - min(ys))

    assert page_height(after, main) == pytest.approx(page_height(before, main), rel=0.01)
    assert page_height(after, sorted(G)) < 1.3 * page_height(after, main)


@settings(deadline=None)
@given(boxes=st.lists(st.tuples(st.floats(1, 500), st.floats(1, 500)), min_size=1, max_size=25))
def test_packed_boxes_do_not_overlap(boxes):
    placed = [(x, y, x + w, y + h) for (w, h), (x, y) in zip(boxes, pack(boxes), strict=True)]
    for (ax, ay, bx, by), (cx, cy, dx, dy) in itertools.combinations(placed, 2):
        assert bx <= cx + 1e-6 or dx <= ax + 1e-6 or by <= cy + 1e-6 or dy <= ay + 1e-6


@settings(deadline=None, max_examples=50)
@given(
    boxes=st.lists(st.tuples(st.floats(1, 500), st.floats(1, 500)), max_size=25),
    singles=st.integers(1, 60),
    pitch=st.floats(5, 50),
)
def test_the_grid_overlaps_no_box(boxes, singles, pitch):
    columns, corners = arrange(boxes, singles, pitch)
    assert len(corners) == len(boxes) + 1
    grid = (min(columns, singles) * pitch, -(-singles // columns) * pitch)
    placed = [(x, y, x + w, y + h) for (w, h), (x, y) in zip([*boxes, grid], corners, strict=True)]
    for (ax, ay, bx, by), (cx, cy, dx, dy) in itertools.combinations(placed, 2):
        assert bx <= cx + 1e-6 or dx <= ax + 1e-6 or by <= cy + 1e-6 or dy <= ay + 1e-6


def test_small_parts_fill_the_room_beside_and_below_the_main_one():
    boxes = [(1500.0, 1000.0), *[(200.0, 150.0)] * 40]
    placed = [(x + w, y + h) for (w, h), (x, y) in zip(boxes, pack(boxes), strict=True)]
    width, height = (max(ends) for ends in zip(*placed, strict=True))
    filled = sum(w * h for w, h in boxes) / (width * height)
    assert filled > 0.85
    assert 1.3 < width / height < 2.2


def test_a_grid_alone_is_wider_than_high():
    columns, corners = arrange([], 60, 10)
    assert columns > 60 / columns
    assert corners == [(0.0, 0.0)]


def test_large_graphs_stay_quick():
    draw = random.Random(3)
    G = nx.MultiDiGraph(
        (f"p{i}", f"a{int(1000 * draw.random() ** 2)}") for i in range(2000) for _ in range(3)
    )
    began = time.process_time()
    place_nodes(G)
    # Of this processor, whatever else it does: measured well under a second; in pairs it would be an hour.
    assert time.process_time() - began < 10
