"""The page in a frame of a notebook: it works, and reaches nothing around it."""

import pytest

from graphx.render import show
from tests.browser.conftest import only_files
from tests.pages import small_map

HOSTILE = 'A <b>title</b> "quoted" </iframe><script>parent.__pwned=1</script>'


@pytest.fixture
def notebook(browser, tmp_path):
    path = tmp_path / "notebook.html"
    shown = show(small_map(), title=HOSTILE)._repr_html_()
    path.write_text(f"<!DOCTYPE html><title>x</title><body>{shown}</body>", encoding="utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce")
    context.set_default_timeout(8000)
    context.route("**/*", only_files)
    page, noise = context.new_page(), []
    page.on("request", lambda r: noise.append(r.url))
    page.on("console", lambda m: noise.append(m.text))
    page.on("pageerror", lambda e: noise.append(str(e)))
    page.goto(path.as_uri())
    yield page
    assert [line for line in noise if line != path.as_uri()] == []
    assert page.evaluate("window.__pwned === undefined && frames.length === 1")
    context.close()


def test_the_page_works_in_a_frame(notebook):
    frame = notebook.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    assert frame.locator("h1").inner_text() == HOSTILE
    frame.locator("#kinds .chip", has_text="Models").click()
    frame.locator("#kinds .chip[aria-pressed=false]").wait_for()
    frame.locator("#q").fill("gsm8k")
    frame.locator("#hits [role=option]").first.click()
    frame.locator("#panel h2", has_text="GSM8K").wait_for()
    assert frame.locator("#panel button", has_text="Copy link").count() == 0
    frame.locator("button", has_text="Reading list from here").click()
    frame.locator(".reading input").first.check()
    assert frame.locator(".reading li.read").count() == 1
    with notebook.expect_download() as caught:
        frame.get_by_role("button", name="BibTeX", exact=True).click()
    assert "@misc" in caught.value.path().read_text(encoding="utf-8")
    frame.locator("#view-list").click()
    frame.locator("#list .go", has_text="GSM8K").first.click()
    frame.locator("summary", has_text="Something wrong here?").click()
    frame.get_by_label("New name").fill("GSM 8K")
    frame.get_by_label("New name").press("Enter")
    frame.locator(".fix code", has_text='rename: dataset:gsm8k "GSM 8K"').wait_for()
