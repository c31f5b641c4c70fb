"""The page opens from disk, shows what it holds and can be shared by its address."""

import base64
import zlib

import networkx as nx
import pytest

from graphx.render.data import graph_data
from tests.pages import add_artifact, add_paper, large_map, link, small_map, until


def test_opens_without_the_network(open_map):
    page = open_map(small_map())
    assert page.title() == "A map of 4 papers"
    assert page.locator("#counts").inner_text().startswith("2\u00a0datasets · 2\u00a0models")
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert "LongBench" in [label["text"] for label in page.evaluate("graphx.labels()")]
    assert page.locator("#alone").inner_text() == "1\u00a0paper names nothing found here"


def test_search_leads_to_the_sentence(open_map):
    page = open_map(small_map())
    page.keyboard.press("/")
    page.keyboard.type("position tri")
    page.wait_for_selector("#hits [role=option]")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    panel.locator("h2").wait_for()
    assert panel.locator("h2").inner_text() == "Position Tricks for Long Inputs"
    assert panel.locator(".abstract mark").all_inner_texts() == ["Llama-2", "LongBench", "GSM8K", "Llama-2"]
    quotes = panel.locator("section", has_text="Uses (3)").locator("blockquote mark")
    assert {"Llama-2", "LongBench", "GSM8K"} == set(quotes.all_text_contents())
    assert panel.locator("a", has_text="DOI").get_attribute("href") == "https://doi.org/10.1000/xyz"
    assert panel.locator("a").first.get_attribute("rel") == "noopener noreferrer"
    assert page.evaluate("document.activeElement.id") == "panel"


def test_papers_that_name_the_same_stand_under_what_they_share(open_map):
    page = open_map(small_map(), fragment="#n=paper%3Adoi%3A10.1000%2Fxyz")
    section = page.locator("section", has_text="Papers that name the same (2)").last
    assert section.locator("h4 .go").all_inner_texts() == ["GSM8K", "LongBench", "Llama 2"]
    group = section.locator(".sharing", has=page.locator("h4", has_text="LongBench"))
    assert "also in 1\u00a0other paper" in group.locator("h4").inner_text()
    assert "We introduce LongBench, a benchmark for long context." in group.inner_text()
    group.locator("button", has_text="Why linked").click()
    page.locator("#panel h2", has_text="Why these two are linked").wait_for()
    told = page.locator(".both", has_text="LongBench").first.inner_text()
    assert "we test it on LongBench and GSM8K" in told
    assert "We introduce LongBench, a benchmark for long context." in told


def test_marks_and_names_lead_on_and_back_leads_back(open_map):
    page = open_map(small_map(), fragment="#n=paper%3Adoi%3A10.1000%2Fxyz")
    page.locator(".abstract mark button", has_text="GSM8K").click()
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    assert "Used by (2)" in page.locator("#panel").inner_text()
    page.go_back()
    page.locator("#panel h2", has_text="Position Tricks").wait_for()
    page.go_forward()
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    page.keyboard.press("Escape")
    page.locator("#panel").wait_for(state="hidden")
    assert "n=" not in page.url


def test_artifact_panel(open_map):
    page = open_map(small_map(), fragment="#n=model%3Allama-2")
    text = page.locator("#panel").inner_text()
    assert "Also written Llama-2" in text
    assert "Version of (1)" in text
    assert "According to the catalog of names: by hand" in text
    assert "Used by (2)" in text
    page.goto(page.url.split("#")[0] + "#n=dataset%3Alongbench")
    page.locator("#panel h2", has_text="LongBench").wait_for()
    text = page.locator("#panel").inner_text()
    assert "Introduced by (1)" in text
    assert "Found at (1)" in text


def test_cites_and_cited_by(open_map):
    page = open_map(small_map(), fragment="#n=paper%3Adoi%3A10.1000%2Fxyz")
    assert "Cites (1)" in page.locator("#panel").inner_text()
    page = open_map(small_map(), fragment="#n=paper%3Aarxiv%3A2308.14508")
    assert "Cited by (1)" in page.locator("#panel").inner_text()


def test_address_reproduces_choice_filters_and_view(open_map):
    G = small_map()
    page = open_map(G)
    page.locator("#kinds .chip", has_text="Models").click()
    page.locator("#view-list").click()
    page.locator("#list .go", has_text="GSM8K").click()
    page.locator("#panel h2").wait_for()
    address = page.url
    assert "hide=model" in address
    other = open_map(G, fragment="#" + address.split("#")[1])
    assert other.locator("#panel h2").inner_text() == "GSM8K"
    assert other.locator("#kinds .chip", has_text="Models").get_attribute("aria-pressed") == "false"
    assert other.locator("#list table").is_visible()
    assert other.locator("#list .go", has_text="LLaMA").count() == 0


def test_hidden_kinds_leave_the_map(open_map):
    page = open_map(small_map())
    page.locator("#kinds .chip", has_text="Papers").click()
    until(page, "graphx.labels().every(label => graphx.kind[label.i] !== 0)")
    page.locator("#relations .chip", has_text="version of").click()
    until(page, "location.hash.includes('variant_of')")


def test_click_on_the_map_chooses_and_on_the_ground_lets_go(open_map):
    page = open_map(small_map())
    spot = page.evaluate(
        """(() => {
            const i = graphx.indexOf('dataset:gsm8k'), view = graphx.view();
            const box = document.getElementById('canvas').getBoundingClientRect();
            return [graphx.data.nodes.x[i] * view.scale + view.x + box.left,
                graphx.data.nodes.y[i] * view.scale + view.y + box.top];
        })()"""
    )
    page.mouse.click(*spot)
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    page.mouse.click(6, 300)
    page.locator("#panel").wait_for(state="hidden")


@pytest.mark.parametrize(
    "fragment", ["#n=%E0%A4%A", "#n=nothing", "#&&==&hide=,,x&v=", "#n=", "#constructor=1"]
)
def test_broken_addresses_do_no_harm(open_map, fragment):
    page = open_map(small_map(), fragment=fragment)
    assert page.locator("#panel").is_hidden()


def test_copy_link(open_map):
    page = open_map(small_map(), fragment="#n=dataset%3Agsm8k")
    page.locator("#panel button", has_text="Copy link").click()
    until(
        page,
        "document.querySelector('.bar').textContent.includes('Copied') || document.querySelector('.address')",
    )


def test_empty_map(open_map):
    page = open_map(nx.MultiDiGraph())
    assert "No papers yet" in page.locator("#empty").inner_text()
    page.locator("#view-list").click()
    assert "Nothing to list" in page.locator("#list").inner_text()


def test_two_nodes(open_map):
    G = nx.MultiDiGraph()
    link(G, add_paper(G, "One paper on its own name"), add_artifact(G, "model", "BERT"))
    page = open_map(G)
    assert len(page.evaluate("graphx.labels()")) == 2
    assert page.locator("#empty").is_hidden()


def test_map_without_links(open_map):
    G = nx.MultiDiGraph()
    add_paper(G, "One paper")
    add_paper(G, "Another paper")
    page = open_map(G)
    assert "nothing to link" in page.locator("#empty").inner_text()
    assert page.locator("#counts").inner_text() == "0\u00a0links"


def test_rankings_show_as_size_and_colour(open_map):
    page = open_map(
        small_map(), node_size={"dataset:gsm8k": 9}, node_color={"dataset:gsm8k": 1, "model:llama": 3}
    )
    assert page.locator("#scale").inner_text().split() == ["Colour:", "1", "3"]
    assert "score" in page.locator("#help-size").text_content()


def test_a_thousand_nodes_are_ready_soon(open_map):
    page = open_map(large_map(700, 300))
    ready = page.evaluate("performance.now()")
    assert ready < 8000


def test_the_page_inflates_what_the_browser_cannot(open_map):
    page = open_map(small_map())
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert "LongBench" in [label["text"] for label in page.evaluate("graphx.labels()")]
    inflated = """text => new TextDecoder().decode(graphxHelpers.inflate(
        Uint8Array.from(atob(text), letter => letter.charCodeAt(0))))"""
    texts = ["", "a", "ab" * 40_000, "é𝔸 " * 90, "".join(map(chr, range(32, 3000)))]
    for text in texts:
        for level in (0, 1, 9):
            for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED):
                made = zlib.compressobj(level, strategy=strategy)
                packed = made.compress(text.encode()) + made.flush()
                assert page.evaluate(inflated, base64.b64encode(packed).decode()) == text


def test_the_page_puts_back_what_was_folded_away(open_map):
    G = large_map(60)
    page, data = open_map(G), graph_data(G)
    assert page.evaluate("graphx.data.keys") == data["keys"]
    found = page.evaluate("graphx.data.edges.from.map((_, e) => graphx.evidence(e))")
    assert found == data["edges"]["evidence"]
    G = small_map()
    page, data = open_map(G), graph_data(G)
    found = page.evaluate("graphx.data.edges.from.map((_, e) => graphx.evidence(e))")
    assert found == data["edges"]["evidence"]
