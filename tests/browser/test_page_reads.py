"""Reading lists, paths and strengths in the page are those of Python, with and without what is muted."""

import networkx as nx
import pytest

from graphx import build_graph, find_mentions, read_papers, sample_path
from graphx.analyze import find_communities, find_paths, project_graph, reading_list
from tests.pages import family_map, small_map, until


def sample_map(_):
    papers = read_papers(sample_path())
    return build_graph(papers, find_mentions(papers))


def listing_map(request):
    papers = read_papers(*request.getfixturevalue("pages"))
    return build_graph(papers, find_mentions(papers))


MAPS = [
    pytest.param(lambda _: family_map(), id="family"),
    pytest.param(lambda _: small_map(), id="small"),
    pytest.param(sample_map, id="sample"),
    pytest.param(listing_map, id="pages", marks=pytest.mark.shared),
]


def some(keys, count=12):
    """Keys spread over all of them."""
    return keys[:: max(1, len(keys) // count)]


SHORT = ("foundations", "bridges", "newest", "left_out")


def told(page, seeds, known=(), hours=None, each=1):
    """What the page answers: the list, the short lists, the note; and the scores."""
    found = page.evaluate(
        """([seeds, known, hours, each]) => {
            const numbers = keys => keys.map(graphx.indexOf), key = one => graphx.data.keys[one.paper];
            const found = graphx.readingList(numbers(seeds), numbers(known), 15, hours, each);
            const short = ['foundations', 'bridges', 'newest', 'leftOut'].map(name =>
                found[name].map(one => [key(one), one.reason]));
            const items = found.items.map(one => [key(one), one.reason, one.whyHere]);
            return [items, short, found.note, found.items.map(one => one.score)];
        }""",
        [list(seeds), list(known), hours, each],
    )
    return found[:3], found[3]


def expected(G, seeds, known=(), hours=None, each=1):
    found = reading_list(G, seeds, known=known, hours=hours, hours_per_paper=each)
    items = [[item.key, item.reason, item.why_here] for item in found]
    short = [[[item.key, item.reason] for item in getattr(found, name)] for name in SHORT]
    return [items, short, found.note], [item.score for item in found]


@pytest.mark.parametrize("make", MAPS)
def test_reading_lists_are_those_of_python(open_map, make, request):
    G = make(request)
    page = open_map(G)
    keys = sorted(G)
    papers = [key for key in keys if G.nodes[key]["kind"] == "paper"]
    cases = [((key,),) for key in some(keys) + some(papers)]
    cases += [((a, b),) for a, b in zip(some(papers), some(keys), strict=False) if a != b]
    cases += [((papers[0],), tuple(papers[2:4])), (tuple(papers[:2]), (), 3.5, 0.5)]
    cases += [((key,), (), hours) for key, hours in zip(some(papers), (1, 2, 3, 4, 0.5), strict=False)]
    met = set()
    for case in cases:
        found, scores = told(page, *case)
        wanted, wanted_scores = expected(G, *case)
        assert found == wanted, case
        met |= {name for name, short in zip(SHORT, wanted[1], strict=True) if short}
        assert scores == pytest.approx(wanted_scores, rel=1e-9, abs=1e-15)
    # The sample has dates: every short list must have been put to the test.
    assert met == set(SHORT) or make is not sample_map


@pytest.mark.parametrize("make", MAPS)
def test_paths_are_those_of_python(open_map, make, request):
    G = make(request)
    page = open_map(G)
    keys = some(sorted(G), 14)
    for a, b in zip(keys, reversed(keys), strict=True):
        if a == b:
            continue
        page.evaluate("([a, b]) => graphx.set({from: graphx.indexOf(a), chosen: graphx.indexOf(b)})", [a, b])
        until(page, f"graphx.state.chosen === {sorted(G).index(b)}")
        way = page.evaluate("(graphx.way() || []).map(i => graphx.data.keys[i])")
        paths = find_paths(G, a, b, k=1)
        assert tuple(way) == (paths[0].nodes if paths else ())
        if paths:
            texts = page.locator(".steps .told").all_inner_texts()
            assert texts == [f"{step.text}." for step in paths[0].steps]
        else:
            assert "No way leads" in page.locator(".way").inner_text()


@pytest.mark.parametrize("make", MAPS)
def test_muted_names_count_nowhere(open_map, make, request):
    G = make(request)
    artifacts = sorted(
        (key for key in G if G.nodes[key]["kind"] != "paper"), key=lambda key: (-G.degree(key), key)
    )
    muted = artifacts[:2]
    rest = G.copy()
    rest.remove_nodes_from(muted)
    page = open_map(G, fragment="#mute=" + ",".join(key.replace("/", "%2F") for key in muted))
    keys = page.evaluate("graphx.data.keys")
    links = page.evaluate("graphx.paperLinks()")
    found = {
        (keys[a], keys[b]): weight
        for a, b, weight in zip(links["a"], links["b"], links["weight"], strict=True)
    }
    wanted = {(u, v): data["weight"] for u, v, data in project_graph(rest).edges(data=True)}
    assert found == pytest.approx(wanted)
    degrees = dict(zip(keys, page.evaluate("graphx.degree"), strict=True))
    simple = nx.Graph(rest.edges())
    assert {key: degrees[key] for key in rest} == {
        key: len(set(simple.adj.get(key, ())) - {key}) for key in rest
    }
    assert {degrees[key] for key in muted} == {0}
    for paper in some([key for key in sorted(rest) if rest.nodes[key]["kind"] == "paper"], 5):
        assert told(page, [paper])[0] == expected(rest, [paper])[0]


def test_communities_reach_the_page(open_map):
    G = sample_map(None)
    found = find_communities(G)
    names = found.names()
    assert names == {key: one.name for one in found for key in one.members}
    page = open_map(G, communities=names)
    data = page.evaluate("({keys: graphx.data.keys, groups: graphx.data.groups, of: graphx.data.group})")
    assert {
        key: data["groups"][group] for key, group in zip(data["keys"], data["of"], strict=True) if group >= 0
    } == names
