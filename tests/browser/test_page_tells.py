"""What the page says is so: counts, lists, weights, words."""

import networkx as nx
import pytest

from graphx.analyze import project_graph
from graphx.model import Evidence
from tests.pages import add_artifact, add_paper, family_map, link, scattered_map, small_map, until


@pytest.mark.parametrize("make", [family_map, small_map])
def test_papers_that_name_the_same_are_those_of_the_projection(open_map, make):
    G = make()
    projected = project_graph(G)
    page = open_map(G)
    keys = page.evaluate("graphx.data.keys")
    for paper in projected:
        found = page.evaluate(f"graphx.linkedPapers({keys.index(paper)})")
        weights = {keys[entry["paper"]]: entry["weight"] for entry in found}
        expected = {other: data["weight"] for other, data in projected.adj[paper].items()}
        assert weights == pytest.approx(expected)
        assert list(weights.values()) == sorted(weights.values(), reverse=True)
        for entry in found:
            shares = projected.edges[paper, keys[entry["paper"]]]["shares"]
            assert {keys[i] for i in entry["shared"]} == {artifact for artifact, _ in shares}


def test_lonely_papers_are_counted_and_listed_truly(open_map):
    G = scattered_map()
    named = {paper: {a for _, a in G.out_edges(paper)} for paper in G if G.nodes[paper]["kind"] == "paper"}
    nothing = {paper for paper, names in named.items() if not names}
    apart = {paper for paper in named.keys() - nothing if not project_graph(G).degree(paper)}
    page = open_map(G)
    assert page.locator("#alone li").all_inner_texts() == [
        f"{len(nothing)}\u00a0papers name nothing found here",
        f"{len(apart)}\u00a0more share nothing with another paper",
    ]
    for number, papers in enumerate((nothing, apart)):
        page.locator("#alone button").nth(number).click()
        until(page, f"document.querySelectorAll('tbody tr').length === {len(papers)}")
        assert set(page.locator("tbody .go").all_inner_texts()) == {G.nodes[p]["label"] for p in papers}
        page.locator("#view-map").click()
    page.locator("#view-list").click()
    until(page, "document.querySelectorAll('tbody tr').length > 100")
    page.locator("#only").select_option("apart")
    until(page, f"document.querySelectorAll('tbody tr').length === {len(apart)}")
    page.locator("#only").select_option("")
    until(page, "document.querySelectorAll('tbody tr').length > 100")


def test_a_citation_is_not_a_name(open_map):
    G = nx.MultiDiGraph()
    link(G, add_paper(G, "The one that cites"), add_paper(G, "The one that is cited"), "cites")
    page = open_map(G)
    assert page.locator("#alone").inner_text() == "2\u00a0papers name nothing found here"


def test_hidden_relations_leave_the_rows_of_the_list(open_map):
    page = open_map(small_map(), fragment="#v=list")
    row = page.locator("tbody tr", has=page.locator("th", has_text="LongBench: A Bilingual"))
    assert row.locator("td.num").all_inner_texts() == ["2023", "4"]
    assert "Position Tricks" in row.locator(".with").inner_text()
    page.locator("#relations .chip", has_text="cites").click()
    until(page, "document.querySelector('[data-word=cites]').ariaPressed === 'false'")
    assert row.locator("td.num").all_inner_texts() == ["2023", "3"]
    assert "Position Tricks" not in row.locator(".with").inner_text()
    page.locator("#relations .chip", has_text="introduces").click()
    until(page, "document.querySelector('[data-word=introduces]').ariaPressed === 'false'")
    assert row.locator("td.num").all_inner_texts() == ["2023", "1"]
    assert row.locator(".with").inner_text() == "Llama 2"


def test_linked_to_is_one_number_everywhere(open_map):
    page = open_map(small_map(), fragment="#n=dataset%3Alongbench")
    assert "linked to\u00a03" in page.locator("#panel .facts").inner_text()
    page.locator("#q").fill("longbench")
    page.wait_for_selector("#hits [role=option]")
    assert page.locator("#hits li", has_text="linked to\u00a03").count() == 1
    page.keyboard.press("Escape")
    page.locator("#q").fill("")
    page.locator("#view-list").click()
    assert page.locator("tr.chosen .num").last.inner_text() == "3"
    assert page.locator("[data-sort=links]").inner_text().startswith("Linked to")


def test_repositories_do_not_repeat_their_address(open_map):
    G = small_map()
    G.nodes["repo:github.com/thudm/longbench"]["url"] = "https://github.com/thudm/longbench"
    page = open_map(G, fragment="#n=repo%3Agithub.com%2Fthudm%2Flongbench")
    assert "Also written" not in page.locator("#panel").inner_text()
    G = small_map()
    G.nodes["repo:github.com/thudm/longbench"]["surfaces"] = ("https://longbench.example.org/",)
    page = open_map(G, fragment="#n=repo%3Agithub.com%2Fthudm%2Flongbench")
    assert "Also written https://longbench.example.org/" in page.locator("#panel").inner_text()


def test_versions_come_last_and_the_catalog_speaks_once(open_map):
    page = open_map(family_map(), fragment="#n=model%3Allama")
    titles = page.locator("#panel h3").all_inner_texts()
    assert titles.index("Used by (3)") < titles.index("Versions (5)")
    versions = page.locator("#panel section", has_text="Versions (5)")
    assert versions.locator("li").all_inner_texts() == [f"Llama {i}" for i in range(1, 6)]
    assert versions.inner_text().count("According to the catalog of names") == 1


def test_more_is_counted_in_plain_words(open_map):
    G = nx.MultiDiGraph()
    data = add_artifact(G, "dataset", "Popular")
    for i in range(17):
        link(G, add_paper(G, f"Paper number {i:02}", year=2001), data)
    text = "We test Popular. We train on Popular. Popular is fun."
    paper = add_paper(G, "A paper that tells more", text, year=2024)
    places = [(0, 16, 8), (17, 37, 29), (38, 53, 38)]
    told = [
        Evidence(paper=paper, field="abstract", start=at, end=at + 7, surface="Popular", sentence=text[a:b],
            sentence_start=a)
        for a, b, at in places
    ]  # fmt: skip
    link(G, paper, data, evidence=told)
    page = open_map(G, fragment="#n=dataset%3Apopular")
    section = page.locator("#panel section", has_text="Used by (18)")
    assert section.locator("summary").first.inner_text() == "2\u00a0more sentences"
    title, year = (
        section.locator("li").first.locator(".go span"),
        section.locator("li").first.locator(".count"),
    )
    assert year.inner_text() == "2024"
    assert year.bounding_box()["y"] >= title.bounding_box()["y"] + title.bounding_box()["height"] - 1
    left = year.evaluate("e => e.getBoundingClientRect().left + parseFloat(getComputedStyle(e).paddingLeft)")
    assert left == pytest.approx(title.bounding_box()["x"], abs=1)
    more = section.locator("button.more")
    assert more.inner_text() == "Show 6 more"
    more.click()
    assert section.locator("li").count() == 18
    page = open_map(G)
    assert page.evaluate("graphx.showMore(50, 120)") == "Show 50 more of 120"
