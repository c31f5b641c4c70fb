"""Questions only the map can answer, against slow and obvious counts."""

from itertools import combinations
from math import comb, isclose, log

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import graphx
from graphx.analyze.questions import experiment_grid, extend_list, find_uncited, rising_artifacts
from graphx.errors import GraphError, NodeError, OptionError
from graphx.schema import CITES, INTRODUCES, MENTIONS, PAPER, USES
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    brute_named,
    brute_naming,
    draw_links,
    maps,
    shuffled,
    small_map,
    state,
)

ALL = [
    find_uncited,
    lambda G: find_uncited(G, kind="shared"),
    experiment_grid,
    lambda G: experiment_grid(G, least=1),
    rising_artifacts,
    lambda G: rising_artifacts(G, least=1),
]
"""Every question that can be put to any graph."""


@st.composite
def dated_maps(draw, years=(None, 2019, 2020, 2021, 2022)):
    """Return a random graph with years, and more citations and uses than the usual ones."""
    G = draw(maps(papers=7, artifacts=6))
    papers = sorted(key for key in G if key.startswith(PAPER))
    others = sorted(set(G) - set(papers))
    for key in papers:
        G.nodes[key]["year"] = draw(st.sampled_from(years))
    for u, v, relation in [
        *draw_links(draw, papers, papers, [CITES], 6),
        *draw_links(draw, papers, others, [USES], 15),
    ]:
        if not G.has_edge(u, v, relation):
            add(G, u, v, relation, 0.8)
    return G


def papers_of(G):
    return sorted(key for key, data in G.nodes(data=True) if data["kind"] == PAPER)


def cited(G, paper):
    return {v for _, v, d in G.out_edges(paper, data=True) if d["relation"] == CITES and v != paper}


def by_role(G, paper, *roles):
    """Return what a paper has in these roles, with the largest weight."""
    found = {}
    for _, v, d in G.out_edges(paper, data=True):
        if d["relation"] in roles:
            found[v] = max(d["weight"], found.get(v, 0))
    return found


def reach(G, paper, steps):
    near = cited(G, paper)
    return near | {x for one in near for x in cited(G, one)} if steps == 2 else near


def slow_introduced(G, roles, steps):
    scores = {}
    for p in papers_of(G):
        for q in papers_of(G):
            early = G.nodes[p]["year"] and G.nodes[q]["year"] and G.nodes[p]["year"] < G.nodes[q]["year"]
            if p == q or not cited(G, p) or early or q in reach(G, p, steps) or p in reach(G, q, steps):
                continue
            for a, weight in by_role(G, p, *roles).items():
                makers = {x for x in papers_of(G) if a in by_role(G, x, INTRODUCES)}
                if q in makers and p not in makers and not makers & reach(G, p, steps):
                    worth = weight * by_role(G, q, INTRODUCES)[a] / log(len(brute_naming(G, a)))
                    scores.setdefault((p, q), {})[a] = worth
    return scores


def slow_shared(G, roles, steps, rare):
    scores = {}
    for p, q in combinations(papers_of(G), 2):
        if not cited(G, p) or not cited(G, q) or q in reach(G, p, steps) or p in reach(G, q, steps):
            continue
        mine, theirs = by_role(G, p, *roles), by_role(G, q, *roles)
        for a in mine.keys() & theirs.keys():
            count = len(brute_naming(G, a))
            if count <= rare:
                scores.setdefault((p, q), {})[a] = mine[a] * theirs[a] / log(count)
    return scores


@given(dated_maps(), st.booleans(), st.sampled_from([1, 2]), st.sampled_from(["introduced", "shared"]))
def test_uncited_pairs_are_those_found_by_hand(G, mentions, steps, kind):
    roles = (USES, MENTIONS) if mentions else (USES,)
    expected = slow_introduced(G, roles, steps) if kind == "introduced" else slow_shared(G, roles, steps, 3)
    found = find_uncited(G, kind=kind, mentions=mentions, steps=steps, rare=3, size=1000)
    assert {(pair.paper, pair.other): set(pair.artifacts) for pair in found} == {
        pair: set(artifacts) for pair, artifacts in expected.items()
    }
    for pair in found:
        assert isclose(pair.score, sum(expected[pair.paper, pair.other].values()), rel_tol=1e-9)
        assert list(pair.counts) == [len(brute_naming(G, a)) for a in pair.artifacts] == sorted(pair.counts)
        assert {e.paper for e in pair.evidence} == {pair.paper, pair.other}
    order = [(-pair.score, pair.paper, pair.other) for pair in found]
    assert order == sorted(order)
    assert find_uncited(G, kind=kind, mentions=mentions, steps=steps, rare=3, size=2).items == found.items[:2]


def test_uncited_tells_that_citations_are_missing():
    G = small_map()
    assert "“" not in find_uncited(G).note
    [pair] = find_uncited(citing(G)).items
    assert pair.text == (
        "“CLEX: Continuous Length Extrapolation” uses LongBench (named by 2 papers), introduced by "
        "“LongBench: A Bilingual Benchmark”, and does not cite it"
    )
    assert [e.paper for e in pair.evidence] == [CLEX, LONGBENCH]
    G.remove_edge(SURVEY, CLEX)
    answers = find_uncited(G)
    assert not answers.items
    assert answers.note.startswith("the map holds no citations")
    assert find_uncited(nx.MultiDiGraph()).note == "the map holds no papers"


def citing(G):
    """Return a map with a citation by CLEX, so that its references count as known."""
    G = G.copy()
    add(G, CLEX, LONER, CITES)
    return G


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ([], 1),
        ([(CLEX, LONGBENCH, CITES)], 0),
        ([(LONGBENCH, CLEX, CITES)], 0),
        ([(CLEX, "dataset:longbench", INTRODUCES)], 0),
        ([(LONER, "dataset:longbench", INTRODUCES)], 0),  # CLEX cites the loner, hence an introducing paper
        ([(LONER, LONGBENCH, CITES)], 1),
    ],
)
def test_a_citation_either_way_or_of_another_maker_settles_it(more, left):
    G = citing(small_map())
    for edge in more:
        add(G, *edge)
    assert sum(pair.paper == CLEX for pair in find_uncited(G)) == left


def test_two_steps_settle_it_if_asked_for():
    G = citing(small_map())
    add(G, LONER, LONGBENCH, CITES)
    assert [pair.paper for pair in find_uncited(G)] == [CLEX]
    assert not find_uncited(G, steps=2).items


def test_a_paper_cannot_cite_what_came_later():
    G = citing(small_map())
    G.nodes[CLEX]["year"] = 2022
    assert not find_uncited(G).items
    assert find_uncited(G).note.endswith("none of them uses what another paper introduces without citing it")


def tries(G, paper):
    return set(by_role(G, paper, USES, INTRODUCES))


@given(dated_maps())
def test_cells_hold_the_papers_that_try_both(G):
    grid = experiment_grid(G, least=1, size=20)
    both = {}
    for paper in papers_of(G):
        for m in tries(G, paper):
            for d in tries(G, paper):
                if m.startswith("model:") and d.startswith("dataset:"):
                    both.setdefault((m, d), []).append(paper)
    found = {
        (grid.models[c.row].key, grid.datasets[c.column].key): [p.key for p in c.papers] for c in grid.cells
    }
    assert found == both
    assert grid.papers == len({paper for papers in both.values() for paper in papers})
    for cell in grid.cells:
        for paper in cell.papers:
            assert paper.model_evidence.sentence.endswith(f"{grid.models[cell.row].key}.")
            assert paper.dataset_evidence.sentence.endswith(f"{grid.datasets[cell.column].key}.")
    for lines in (grid.models, grid.datasets):
        assert [(-line.papers, line.key) for line in lines] == sorted((-n.papers, n.key) for n in lines)
    assert bool(grid.cells) == (not grid.note)


@given(dated_maps())
def test_holes_have_the_expectation_of_the_formula(G):
    grid = experiment_grid(G, least=1, size=20)
    trying = {
        name: {
            p
            for p in papers_of(G)
            if name in tries(G, p)
            and any(x.startswith("model:") for x in tries(G, p))
            and any(x.startswith("dataset:") for x in tries(G, p))
        }
        for name in G
    }
    datasets = [key for key in G if key.startswith("dataset:")]
    expected = {}
    for m in grid.models:
        for d in grid.datasets:
            own = trying[m.key]
            if own & trying[d.key]:
                continue
            count = {e: len(own & trying[e]) for e in datasets}
            total = sum(
                count[e] * len(trying[e] & trying[d.key]) / len(trying[e]) for e in datasets if count[e]
            )
            if total:
                expected[m.name, d.name] = len(own) * total / sum(count.values())
    named = {
        (G.nodes[grid.models[h.row].key]["label"], G.nodes[grid.datasets[h.column].key]["label"]): h
        for h in grid.holes
    }
    if len({line.name for line in (*grid.models, *grid.datasets)}) == len(grid.models) + len(grid.datasets):
        assert {k: h.expected for k, h in named.items()} == pytest.approx(expected)
    assert [h.expected for h in grid.holes] == sorted((h.expected for h in grid.holes), reverse=True)
    assert all(h.bridge_papers > 0 and h.expected > 0 for h in grid.holes)


def grid_map(trials):
    """Return a map from papers to what they use, given as letters: capitals are models."""
    G = nx.MultiDiGraph()
    for place, names in enumerate(trials.split()):
        add_paper(G, f"paper:title:p{place}", f"P{place}")
        for name in names:
            key = f"{'model' if name.isupper() else 'dataset'}:{name.lower()}"
            if key not in G:
                add_artifact(G, key, name)
            add(G, f"paper:title:p{place}", key, USES)
    return G


def test_the_hole_between_fields_is_not_the_first():
    """M and n are the most popular, in two fields; L is tried like M, but never on b."""
    G = grid_map("Ma Ma Mab Mb Lab La La Nn Nn Nn Nn Nno Bn" + " Mb")
    holes = [(hole.model, hole.dataset) for hole in experiment_grid(G).holes]
    assert ("M", "n") not in holes
    G.remove_edge("paper:title:p4", "dataset:b")
    [hole] = [hole for hole in experiment_grid(G).holes if hole.row == 2]
    assert (hole.model, hole.dataset, hole.bridge, hole.bridge_papers) == ("L", "b", "a", 1)
    # L was tried 3 times, each time on a; 1 of the 6 papers on a is on b too.
    assert hole.expected == 0.5
    assert hole.text == (
        "no paper uses both L and b (0.5 expected); L is used together with a, and 1 paper uses both a and b"
    )


def test_rows_and_columns_can_be_chosen():
    G = grid_map("Ma Mb Nb Nc Oc")
    grid = experiment_grid(G, models=["O", "model:m"], datasets="c")
    assert [line.name for line in grid.models] == ["O", "M"]
    assert [line.name for line in grid.datasets] == ["c"]
    assert [(cell.row, cell.column) for cell in grid.cells] == [(0, 0)]
    assert experiment_grid(G, models="M", datasets="c").note.startswith("no paper of the map tries one")
    assert [line.name for line in experiment_grid(G, size=1, least=1).models] == ["M"]
    assert experiment_grid(G, least=3).note.startswith("no model and dataset are tried")
    with pytest.raises(NodeError, match="no model of the map fits 'a'"):
        experiment_grid(G, models="a")


@given(dated_maps(), st.sampled_from([None, "model", "dataset"]), st.integers(1, 3))
def test_rising_counts_and_chances_are_those_of_fisher(G, kind, least):
    years = {p: G.nodes[p]["year"] for p in papers_of(G) if G.nodes[p]["year"]}
    found = rising_artifacts(G, kind=kind, least=least, size=100)
    if len(set(years.values())) < 2:
        assert not found.items
        assert found.note
        return
    recent = {p for p, year in years.items() if year >= found.since}
    assert min(years.values()) < found.since <= max(years.values())
    expected = {}
    for a in G:
        if a.startswith(PAPER) or (kind and G.nodes[a]["kind"] != kind):
            continue
        naming = brute_naming(G, a) & set(years)
        new = len(naming & recent)
        if new >= least and new / len(recent) > len(naming - recent) / (len(years) - len(recent)):
            ways = comb(len(years), len(naming))
            expected[a] = sum(
                comb(len(recent), k) * comb(len(years) - len(recent), len(naming) - k) / ways
                for k in range(new, len(naming) + 1)
            )
    assert {item.key: item.chance for item in found} == pytest.approx(expected, rel=1e-9)
    order = [(item.chance, item.key) for item in found]
    assert order == sorted(order)
    for item in found:
        assert item.recent == len(brute_naming(G, item.key) & recent)
        assert item.recent + item.before == len(brute_naming(G, item.key) & set(years))
        assert (item.recent_papers, item.before_papers) == (len(recent), len(years) - len(recent))
        assert all(e.paper in recent for e in item.evidence)


def rising_map(names, years):
    """Return a map of papers with years, each naming some letters."""
    G = nx.MultiDiGraph()
    for place, (named, year) in enumerate(zip(names, years, strict=True)):
        add_paper(G, f"paper:title:p{place:03}", f"P{place}", year=year)
        for name in named:
            if f"model:{name}" not in G:
                add_artifact(G, f"model:{name}", name)
            add(G, f"paper:title:p{place:03}", f"model:{name}", USES)
    return G


def test_what_rose_is_told_from_what_is_only_named_often():
    names = ["a"] * 20 + ["ab"] * 5 + ["a"] * 5
    found = rising_artifacts(rising_map(names, [2020] * 20 + [2021] * 10))
    assert [item.name for item in found] == ["b"]
    [item] = found.items
    assert item.sure
    assert item.text == "b is named by 5 of 10 papers since 2021 (50 %) and by none of 20 before"
    assert found.note == "2 names tested at once: all shown hold up"


def test_false_discoveries_are_held_down():
    """As Benjamini and Hochberg define it: the k smallest, for the largest k with p(k) <= 0.05 k / m."""
    letters = "bcdefghij"
    names = [[] for _ in range(30)]
    for place, letter in enumerate(letters):
        for paper in range(20, 23 + place):
            names[min(paper, 29)].append(letter)
        names[place].append(letter)
    found = rising_artifacts(rising_map(names, [2020] * 20 + [2021] * 10), size=50)
    chances = sorted(item.chance for item in found)
    holds = [k for k in range(1, len(chances) + 1) if chances[k - 1] <= 0.05 * k / len(letters)]
    assert 0 < max(holds) < len(found)
    assert [item.sure for item in found] == [place < max(holds) for place in range(len(found))]
    assert "may be chance" in found.note


@pytest.mark.parametrize(
    ("years", "since", "note"),
    [
        ([None] * 8, 0, "no paper of the map has a year, so before and after cannot be told apart"),
        ([2020] * 8, 0, "all papers with a year are of 2020"),
        ([2019] * 7 + [2020], 2020, "nothing is named"),
        ([2019] + [2020] * 7, 2020, "nothing is named"),
        ([2018, 2018, 2019, 2019, 2020, 2020, None, None], 2020, "2 papers without a year left out; nothing"),
    ],
)
def test_windows(years, since, note):
    found = rising_artifacts(rising_map(["a"] * 8, years))
    assert found.since == since
    assert found.note.startswith(note)


@pytest.mark.parametrize("since", [2018, 1990, 2023])
def test_a_year_that_leaves_one_side_empty_is_told(since):
    with pytest.raises(OptionError, match=rf"since={since} leaves nothing .* from 2019 to 2022"):
        rising_artifacts(rising_map(["a"] * 3, [2018, 2020, 2022]), since=since)


def things(G, paper):
    """What others can share with a paper: what it names and cites, and itself where it is cited."""
    named = {a for a in brute_named(G, paper) if not a.startswith(PAPER)}
    return named | cited(G, paper) | ({paper} if any(paper in cited(G, p) for p in papers_of(G)) else set())


@given(dated_maps(), st.data())
def test_additions_are_those_counted_by_hand(G, data):
    papers = papers_of(G)
    if not papers:
        return
    chosen = data.draw(st.lists(st.sampled_from(papers), min_size=1, max_size=3))
    counts = {x: sum(x in things(G, p) for p in papers) for x in G}
    expected = {}
    for c in set(papers) - set(chosen):
        best = {}
        for p in set(chosen):
            shared = things(G, c) & things(G, p)
            if shared:
                best[p] = max(1 / log(counts[x]) for x in shared)
        if len(best) >= min(2, len(set(chosen))):
            expected[c] = best
    found = extend_list(G, chosen, size=50)
    assert {one.key: {tie.paper for tie in one.ties} for one in found} == {
        c: set(best) for c, best in expected.items()
    }
    for one in found:
        assert isclose(one.score, sum(expected[one.key].values()), rel_tol=1e-9)
        assert one.evidence
        for tie in one.ties:
            shared = things(G, one.key) & things(G, tie.paper)
            assert tie.shared in shared
            assert tie.more == len(shared) - 1
            assert tie.count == counts[tie.shared] == min(counts[x] for x in shared)
    order = [(-one.score, one.key) for one in found]
    assert order == sorted(order)
    assert bool(found.items) or bool(found.note)


def test_additions_are_told_in_words():
    G = small_map()
    add(G, LONER, "dataset:longbench", USES)
    add(G, LONER, CLEX, CITES)
    [loner] = [one for one in extend_list(G, [CLEX, LONGBENCH]) if one.key == LONER]
    assert loner.text == ("names LongBench, as do “LongBench” and “CLEX” (named by 3 papers)")
    assert [tie.more for tie in loner.ties] == [0, 1]
    assert [one.text for one in extend_list(G, SURVEY)] == [
        "cites “CLEX”, as does “A Survey of Long Context” (cited by 2 papers)",
        "is cited by “A Survey of Long Context” (by 2 papers in all)",
    ]
    assert [one.text for one in extend_list(G, CLEX)][1:] == [
        "cites “CLEX” (cited by 2 papers)",
        "names LongBench, as does “CLEX” (named by 3 papers)",
    ]


def test_what_shares_nothing_is_told():
    G = small_map()
    assert extend_list(G, LONER).note == "no other paper shares anything with the list"
    assert extend_list(G, [LONER, CLEX]).note == (
        "“A Paper of Its Own Kind” shares nothing with papers that are not on the list; "
        "no paper shares something with two papers of the list"
    )


@given(dated_maps(), st.integers(0, 9))
def test_answers_do_not_depend_on_the_order_of_filling_and_leave_the_graph_alone(G, seed):
    other = shuffled(G, seed)
    for ask in ALL:
        before = state(G)
        assert ask(G) == ask(other)
        assert state(G) == before
    papers = papers_of(G)[:2]
    if papers:
        assert extend_list(G, papers) == extend_list(other, papers[::-1])


@pytest.mark.parametrize("ask", ALL)
def test_small_and_broken_graphs(ask):
    assert ask(nx.MultiDiGraph()).note
    G = nx.MultiDiGraph()
    add_paper(G, LONER, "One")
    assert ask(G).note
    add_artifact(G, "model:m", "M")
    add(G, LONER, "model:m", USES, float("nan"))
    with pytest.raises(GraphError, match="weight"):
        ask(G)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda G: find_uncited(G, kind="share"), "unknown kind of pair 'share'; did you mean 'shared'?"),
        (lambda G: find_uncited(G, size=0), "size=0 asks for nothing; give at least 1"),
        (lambda G: find_uncited(G, steps=3), "steps=3 is no number of citations in a row; give 1 or 2"),
        (lambda G: find_uncited(G, rare=1), "rare=1 leaves no artifact"),
        (lambda G: experiment_grid(G, size=-1), "size=-1 asks for nothing"),
        (lambda G: experiment_grid(G, least=0), "least=0 is no number of papers"),
        (lambda G: experiment_grid(G, models=[]), "no model is asked for"),
        (lambda G: rising_artifacts(G, kind="paper"), "unknown kind 'paper'"),
        (lambda G: rising_artifacts(G, size=0), "size=0 asks for nothing"),
        (lambda G: rising_artifacts(G, least=0), "least=0 is no number of papers"),
        (lambda G: extend_list(G, []), "the list to extend is empty"),
        (lambda G: extend_list(G, CLEX, size=0), "size=0 asks for nothing"),
    ],
)
def test_bad_options_are_told(ask, message):
    with pytest.raises(OptionError) as error:
        ask(small_map())
    assert str(error.value).startswith(message)


def test_only_papers_extend_a_list():
    with pytest.raises(NodeError, match="it is a dataset"):
        extend_list(small_map(), "dataset:longbench")


@pytest.fixture(scope="module")
def sample():
    papers = graphx.read_papers(graphx.sample_path())
    return graphx.build_graph(papers, graphx.find_mentions(papers), graphx.resolve_citations(papers))


def test_the_sample_answers(sample):
    pairs = [(sample.nodes[p.paper]["label"][:10], p.names) for p in find_uncited(sample)]
    assert ("Mistral 7B", ("MT-Bench",)) in pairs
    grid = experiment_grid(sample)
    assert len(grid.models) == len(grid.datasets) == 12
    assert (grid.models[0].name, grid.datasets[0].name) == ("GPT-3", "GLUE")
    assert {"GPT-4", "MMLU"} <= {item.name for item in rising_artifacts(sample) if item.sure}
    added = extend_list(sample, ["BERT: Pre-training", "RoBERTa"])
    assert all(len(one.ties) == 2 for one in added)


@pytest.mark.shared
def test_real_pages_without_dates_and_citations(pages):
    papers = graphx.read_papers(*pages)
    G = graphx.build_graph(papers, graphx.find_mentions(papers))
    assert find_uncited(G).note.startswith("the map holds no citations")
    assert rising_artifacts(G).note.startswith("no paper of the map has a year")
    assert experiment_grid(G).cells
    added = extend_list(G, [p for p in papers_of(G) if "dataset:mmlu" in brute_named(G, p)])
    assert added.items
    assert "cite" not in added.items[0].text
