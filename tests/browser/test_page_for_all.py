"""Keyboard, screen reader, small screens, dark rooms."""

import networkx as nx
import pytest

from tests.pages import add_paper, large_map, scattered_map, small_map, until

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

FRAGMENTS = [
    "",
    "#hide=paper,dataset,model,repo",
    "#n=nothing&v=list",
    "#n=paper%3Aarxiv%3A2308.14508",
    "#v=list",
    "#n=model%3Allama-2&v=list",
]


@pytest.mark.skipif(Axe is None, reason="axe-playwright-python is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_map, scheme):
    G = small_map()
    for fragment in FRAGMENTS:
        page = open_map(G, fragment=fragment, scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [
            (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
        ] == []


def test_axe_on_the_dialog_and_search(open_map):
    page = open_map(small_map())
    page.locator("#q").fill("long")
    page.wait_for_selector("#hits [role=option]")
    if Axe:
        found = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.keyboard.press("Escape")
    page.locator("#help-open").click()
    assert page.locator("#help li").count() <= 10
    if Axe:
        found = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.keyboard.press("Escape")
    assert not page.locator("#help").evaluate("dialog => dialog.open")


def test_search_box_speaks_the_listbox_pattern(open_map):
    page = open_map(small_map())
    page.keyboard.press("/")
    page.keyboard.type("l")
    box = page.locator("#q")
    page.wait_for_selector("#hits [role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    assert first != second
    assert page.locator(f"#{second}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.fill("zzzzz")
    assert "Nothing here is called that" in page.locator("#hits").inner_text()


@pytest.mark.parametrize(
    ("typed", "expected"), [("muller", "LongBench: A Bilingual"), ("llama-2", "Llama 2")]
)
def test_search_knows_authors_spellings_and_accents(open_map, typed, expected):
    page = open_map(small_map())
    page.locator("#q").fill(typed)
    page.wait_for_selector("#hits [role=option]")
    assert any(text.startswith(expected) for text in page.locator("#hits .name").all_inner_texts())


def test_table_by_keyboard_alone(open_map):
    page = open_map(small_map())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#list table").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.sort") == "label"
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.locator("tbody .go").first.inner_text() == "A Paper That Names Nothing at All"
    assert page.evaluate("document.activeElement.dataset.sort") == "label"
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "go"
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="A Paper That Names Nothing").wait_for()
    assert "Linked to 0." in page.locator("#live").text_content()
    page.keyboard.press("Escape")
    page.locator("#panel").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "go"


def test_table_filters_with_the_search_box_and_the_kinds(open_map):
    page = open_map(small_map(), fragment="#v=list")
    assert page.locator("tbody tr").count() == 9
    page.locator("#q").fill("longbench")
    until(page, "document.querySelectorAll('tbody tr').length === 3")
    page.locator("#kinds .chip", has_text="Repositories").click()
    until(page, "document.querySelectorAll('tbody tr').length === 2")
    page.locator("#q").fill("")
    until(page, "document.querySelectorAll('tbody tr').length === 8")
    page.locator("#only").select_option("nameless")
    until(page, "document.querySelectorAll('tbody tr').length === 1")


def test_long_tables_come_in_steps(open_map):
    page = open_map(large_map(250, 60), fragment="#v=list")
    assert page.locator("tbody tr").count() == 200
    page.locator("#list .more").click()
    assert page.locator("tbody tr").count() == 310


def test_arrow_keys_walk_the_map(open_map):
    page = open_map(small_map())
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowRight")
    until(page, "graphx.state.chosen >= 0")
    seen = {page.evaluate("graphx.state.chosen")}
    for key in ("ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_timeout(30)
        seen.add(page.evaluate("graphx.state.chosen"))
    assert len(seen) > 1
    assert page.locator("#live").text_content()
    before = page.evaluate("graphx.network.getScale()")
    page.locator("#canvas").focus()
    page.keyboard.press("+")
    until(page, f"graphx.network.getScale() > {before}")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    until(page, "graphx.state.chosen < 0")


def overlaps(labels):
    return [
        (a["text"], b["text"])
        for k, a in enumerate(labels)
        for b in labels[:k]
        if a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    ]


@pytest.mark.parametrize("make", [large_map, scattered_map])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_names_do_not_overlap_nor_leave_the_map(open_map, make, width, height):
    page = open_map(make(), width=width, height=height)
    room = page.locator("#canvas").bounding_box()
    for act in (None, "#zoom-fit", "#zoom-in", "#zoom-in"):
        if act:
            page.locator(act).click()
            page.wait_for_timeout(50)
        labels = page.evaluate("graphx.labels()")
        # What lies in the middle, enlarged, may be empty.
        assert labels or act == "#zoom-in"
        assert overlaps(labels) == []
        for label in labels:
            assert label["x"] >= 0
            assert label["y"] >= 0
            assert label["x"] + label["w"] <= room["width"]
            assert label["y"] + label["h"] <= room["height"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_without_links_every_name_can_be_read_and_the_note_covers_none(open_map, width, height):
    G = nx.MultiDiGraph()
    titles = {add_paper(G, f"A Paper on Subject {k}") and f"A Paper on Subject {k}" for k in range(6)}
    page = open_map(G, width=width, height=height)
    labels = page.evaluate("graphx.labels()")
    assert {label["text"] for label in labels} == titles
    note, map_ = page.locator("#empty").bounding_box(), page.locator("#canvas").bounding_box()
    lowest = max(label["y"] + label["h"] for label in labels) + map_["y"]
    assert lowest <= note["y"]
    page.locator("#empty button").click()
    page.locator("#list tbody tr").first.wait_for()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_what_is_linked_most_has_its_name(open_map, width, height):
    page = open_map(large_map(400, 120), width=width, height=height)
    hubs = """graphx.label.map((_, i) => i).filter(i => {
        const view = graphx.view(), nodes = graphx.data.nodes, box = document.getElementById('canvas');
        const x = nodes.x[i] * view.scale + view.x, y = nodes.y[i] * view.scale + view.y;
        return graphx.kind[i] && x > 80 && y > 80 && x < box.clientWidth - 80 && y < box.clientHeight - 80;
    }).sort((a, b) => nodes_of(b) - nodes_of(a)).slice(0, 3)""".replace("nodes_of", "graphx.degree.at")
    assert set(page.evaluate(hubs)) <= set(page.evaluate("graphx.labels().map(label => label.i)"))


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_phone_has_no_sideways_scroll(open_map, fragment):
    page = open_map(small_map(), fragment=fragment, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.scrollHeight") <= 844
    wide = page.evaluate(
        """[...document.querySelectorAll('button, input, h1, h2, p, blockquote')]
            .filter(e => e.offsetParent && !e.closest('.hidden, .chips'))
            .filter(e => e.getBoundingClientRect().right > 391)
            .map(e => e.outerHTML)"""
    )
    assert wide == []


def test_print_shows_the_list(open_map):
    page = open_map(small_map(), scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.evaluate("graphx.labels().length") > 3
    assert page.locator("#list tbody tr").count() == 9
    assert page.locator(".tools").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#list").is_hidden()
    assert page.evaluate(ground) == dark


def test_dark_scheme_changes_the_ground(open_map):
    G = small_map()
    grounds = {
        open_map(G, scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2
