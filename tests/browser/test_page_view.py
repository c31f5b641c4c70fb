"""What comes into view: the first frame, what is chosen, what is hidden, on screens of any size."""

import networkx as nx
import pytest

from tests.pages import add_artifact, add_paper, large_map, link, scattered_map, small_map, until

SHAPES = """(() => {
    const view = graphx.view(), nodes = graphx.data.nodes;
    return nodes.x.map((x, i) => ({ i: i, x: x * view.scale + view.x, y: nodes.y[i] * view.scale + view.y,
        r: nodes.size[i] * view.scale })).filter(shape => graphx.isShown(shape.i));
})()"""


def is_over(shape, box, more=0.0):
    r = shape["r"] + more
    return (
        box["x"] - r < shape["x"] < box["x"] + box["w"] + r
        and box["y"] - r < shape["y"] < box["y"] + box["h"] + r
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (390, 844), (844, 390)])
@pytest.mark.parametrize("make", [small_map, large_map, scattered_map])
def test_first_view_cuts_nothing_and_keeps_clear_of_the_buttons(open_map, make, width, height):
    page = open_map(make(), width=width, height=height)
    room = page.locator("#canvas").bounding_box()
    for shape in page.evaluate(SHAPES):
        x, y, r = shape["x"], shape["y"], shape["r"]
        inside = r <= x <= room["width"] - r and r <= y <= room["height"] - r
        outside = x <= -r or y <= -r or x >= room["width"] + r or y >= room["height"] + r
        assert inside or outside
        assert not any(is_over(shape, box) for box in page.evaluate("graphx.obstacles()"))


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_first_view_shows_all_if_that_is_large_enough(open_map, width, height):
    page = open_map(scattered_map(6), width=width, height=height)
    room = page.locator("#canvas").bounding_box()
    assert len(page.evaluate(SHAPES)) == len(page.evaluate("graphx.data.keys"))
    assert all(
        0 < shape["x"] < room["width"] and 0 < shape["y"] < room["height"] for shape in page.evaluate(SHAPES)
    )


def test_the_map_is_turned_on_a_screen_that_stands(open_map):
    G = large_map()
    extent = "['x', 'y'].map(a => Math.max(...graphx.data.nodes[a]) - Math.min(...graphx.data.nodes[a]))"
    wide, high = open_map(G).evaluate(extent)
    assert open_map(G, width=390, height=844).evaluate(extent) == [high, wide]
    assert wide > high


def test_zoom_keeps_the_middle_where_it_is(open_map):
    page = open_map(small_map(), fragment="#n=dataset%3Agsm8k", width=390, height=844)
    before = page.evaluate("graphx.network.getViewPosition()")
    page.locator("#zoom-in").click()
    assert page.evaluate("graphx.network.getViewPosition()") == pytest.approx(before, abs=1)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_name_covers_what_is_chosen(open_map, width):
    G = large_map()
    page = open_map(G, width=width, height=844)
    hubs = page.evaluate("graphx.degree.map((d, i) => [d, i]).sort((a, b) => b[0] - a[0]).map(e => e[1])")
    for i in hubs[:6]:
        page.evaluate(f"graphx.choose({i})")
        until(page, f"document.getElementById('panel').dataset.shown === '{i}'")
        page.wait_for_timeout(250)
        chosen = page.evaluate(f"{SHAPES}.find(shape => shape.i === graphx.state.chosen)")
        labels = page.evaluate("graphx.labels()")
        assert [label["text"] for label in labels if label["i"] == chosen["i"]]
        assert [
            label["text"] for label in labels if label["i"] != chosen["i"] and is_over(chosen, label)
        ] == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568), (844, 390), (1280, 800)])
def test_hidden_links_can_be_brought_back_on_any_screen(open_map, width, height):
    page = open_map(small_map(), fragment="#hide=cites,hosted_at", width=width, height=height)
    for word in ("cites", "hosted_at"):
        chip = page.locator(f"#relations [data-word={word}]")
        assert chip.get_attribute("aria-pressed") == "false"
        chip.click()
        until(page, f"document.querySelector('[data-word={word}]').ariaPressed === 'true'")
    assert "hide" not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_hidden_is_said_with_a_way_back(open_map):
    page = open_map(small_map())
    assert page.locator("#none").is_hidden()
    for chip in page.locator("#kinds .chip").all():
        chip.click()
    page.locator("#none", has_text="Everything is hidden").wait_for()
    page.locator("#none button", has_text="Show all").click()
    page.locator("#none").wait_for(state="hidden")
    until(page, "graphx.labels().length > 0")
    page = open_map(small_map(), fragment="#hide=paper,dataset,model,repo,uses&v=list")
    page.locator("#list button", has_text="Show all").click()
    until(page, "document.querySelectorAll('tbody tr').length === 9")
    assert "hide" not in page.url


@pytest.mark.parametrize("view", ["", "&v=list"])
def test_an_address_of_something_unknown_is_told_and_can_be_closed(open_map, view):
    page = open_map(small_map(), fragment="#n=dataset%3A%3Cb%3Enever" + view)
    told = page.locator("#unknown")
    assert "This map has no “dataset:<b>never”" in told.inner_text()
    assert "dataset:<b>never" in page.locator("#live").text_content()
    told.locator("button").click()
    told.wait_for(state="hidden")
    assert "n=" not in page.url
    page = open_map(small_map(), fragment="#n=dataset%3Anever" + view)
    page.evaluate("graphx.choose(0)")
    page.locator("#unknown").wait_for(state="hidden")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_list_shows_the_chosen_row(open_map, width, height):
    G = large_map(400, 60)
    last = add_artifact(G, "dataset", "Zuletzt")
    link(G, add_paper(G, "Zu guter Letzt"), last)
    page = open_map(G, fragment=f"#n={last}&v=list", width=width, height=height)
    for _ in range(2):
        row, panel = page.locator("tr.chosen").bounding_box(), page.locator("#panel").bounding_box()
        head = page.locator("thead").bounding_box()
        assert row["y"] >= head["y"] + head["height"] - 1
        assert row["y"] + row["height"] <= (height if width > 900 else panel["y"])
        page.locator("#view-map").click()
        page.locator("#view-list").click()
        page.locator("tr.chosen").wait_for()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 568)])
def test_help_can_always_be_closed(open_map, width, height):
    page = open_map(small_map(), width=width, height=height)
    page.locator("#help-open").click()
    box = page.locator("#help-close").bounding_box()
    assert box["y"] + box["height"] <= height
    text = page.locator("#help").inner_text()
    assert all(word in text for word in ("Solid", "Dashed", "Dotted", "Uses", "Mentions", "short names"))
    page.locator("#help-close").click()
    page.locator("#help").wait_for(state="hidden")


def test_no_keys_are_explained_where_there_are_none(open_map, browser):
    page = open_map(small_map())
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    phone.goto(page.url)
    for one, shown in ((page, True), (phone, False)):
        one.locator("#help-open").click()
        assert one.locator("#help .hint").is_visible() is shown
    context.close()


def test_a_map_of_papers_alone_says_nothing_of_lonely_ones(open_map):
    G = nx.MultiDiGraph()
    add_paper(G, "One paper")
    page = open_map(G)
    assert page.locator("#alone").is_hidden()
