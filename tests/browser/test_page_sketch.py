"""The picture that is there before vis-network: what it shows, and what it answers."""

import pytest

from graphx import build_graph, find_mentions, read_papers, sample_path
from tests.pages import small_map, until

HELD = """
(() => {
  // vis-network comes when the test says so.
  const go = new Promise(resolve => { window.__go = resolve; });
  let helpers;
  Object.defineProperty(window, "graphxHelpers", {
    get: () => helpers,
    set: made => {
      let engine;
      helpers = made;
      Object.defineProperty(made, "engine", {
        get: () => engine && (() => go.then(engine)), set: one => { engine = one; }, enumerable: true,
      });
    },
  });
})();
"""


@pytest.fixture
def held(open_map):
    """Open a map whose vis-network is held back."""

    def opened(G, **options):
        page = open_map(G, whole=False, **options)
        page.context.add_init_script(HELD)
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        until(page, "graphx.labels().length > 0")
        return page

    return opened


def middle(page, name):
    box = page.evaluate("name => graphx.labels().find(box => box.text === name)", name)
    return {"x": box["x"] + box["w"] / 2, "y": box["y"] + box["h"] / 2}


def test_the_first_picture_is_the_picture(held):
    papers = read_papers(sample_path())
    page = held(build_graph(papers, find_mentions(papers)))
    told = "[graphx.view(), graphx.labels()]"
    pixels = """() => {
        const canvas = document.querySelector("#canvas canvas"), ctx = canvas.getContext("2d");
        const data = ctx.getImageData(0, 0, canvas.width, canvas.height).data;
        return [canvas.width, canvas.height, Array.from(data)];
    }"""
    before, drawn = page.evaluate(told), page.evaluate(pixels)
    assert page.evaluate("graphx.network.first")
    page.evaluate("window.__go()")
    until(page, "!graphx.network.first")
    assert page.locator("#canvas canvas").count() == 1
    view, names = page.evaluate(told)
    assert view == pytest.approx(before[0])
    assert [(name["i"], name["text"]) for name in names] == [(name["i"], name["text"]) for name in before[1]]
    after = page.evaluate(pixels)
    assert after[:2] == drawn[:2]
    # To the eye the same: soft edges may fall on other parts of a pixel.
    other = sum(abs(a - b) > 40 for a, b in zip(drawn[2], after[2], strict=True))
    assert other < len(drawn[2]) / 500


def test_the_first_picture_moves_with_the_hand(held):
    page = held(small_map())
    base, at = page.locator("#canvas").bounding_box(), middle(page, "GSM8K")
    x, y = base["x"] + at["x"], base["y"] + at["y"]
    place = """name => {
        const i = graphx.label.indexOf(name), view = graphx.view(), nodes = graphx.data.nodes;
        return [nodes.x[i] * view.scale + view.x, nodes.y[i] * view.scale + view.y];
    }"""
    before = page.evaluate(place, "GSM8K")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10, steps=5)
    page.mouse.move(x + 90, y - 30, steps=5)
    page.mouse.up()
    assert page.evaluate(place, "GSM8K") == pytest.approx([before[0] + 90, before[1] - 30], abs=1)
    assert page.evaluate("graphx.state.chosen") == -1, "a drag chooses nothing"
    # What is under the pointer stays there.
    before, scale = page.evaluate(place, "GSM8K"), page.evaluate("graphx.network.getScale()")
    page.mouse.move(base["x"] + before[0], base["y"] + before[1])
    page.mouse.wheel(0, -100)
    until(page, f"graphx.network.getScale() > {scale}")
    assert page.evaluate(place, "GSM8K") == pytest.approx(before, abs=0.5)
    page.mouse.wheel(0, 100)
    until(page, f"Math.abs(graphx.network.getScale() - {scale}) < 1e-9")
    view = page.evaluate("graphx.view()")
    page.evaluate("window.__go()")
    until(page, "!graphx.network.first")
    assert page.evaluate("graphx.view()") == pytest.approx(view)


def test_the_first_picture_fits_its_window(held):
    page = held(small_map())
    canvas = "[document.querySelector('#canvas canvas').width, document.querySelector('#canvas').clientWidth]"
    wide = page.evaluate(canvas)
    page.set_viewport_size({"width": 900, "height": 700})
    until(page, f"document.querySelector('#canvas').clientWidth < {wide[1]}")
    until(page, "(([a, b]) => a === b)(" + canvas + ")")


def test_what_is_pressed_before_vis_network_is_there_counts(held):
    page = held(small_map())
    canvas = page.locator("#canvas")
    canvas.click(position=middle(page, "GSM8K"))
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    canvas.focus()
    page.keyboard.press("l")
    until(page, "graphx.state.other >= 0 || graphx.state.chosen >= 0")
    scale = page.evaluate("graphx.network.getScale()")
    page.get_by_role("button", name="Zoom in").click()
    until(page, f"graphx.network.getScale() > {scale}")
    page.get_by_role("button", name="Papers", exact=True).click()
    until(page, "graphx.isPapersOnly()")
    assert page.evaluate("graphx.network.first")
    chosen = page.evaluate("graphx.state.chosen")
    page.evaluate("window.__go()")
    until(page, "!graphx.network.first")
    assert page.evaluate("graphx.state.chosen") == chosen


def test_the_map_does_not_change_under_a_finger(held):
    page = held(small_map())
    at, base = middle(page, "GSM8K"), page.locator("#canvas").bounding_box()
    page.mouse.move(base["x"] + at["x"], base["y"] + at["y"])
    page.mouse.down()
    page.evaluate("window.__go()")
    page.wait_for_timeout(400)
    assert page.evaluate("graphx.network.first")
    page.mouse.up()
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    until(page, "!graphx.network.first")
    assert page.evaluate("graphx.label[graphx.state.chosen]") == "GSM8K"
