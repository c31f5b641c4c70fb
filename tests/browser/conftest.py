"""A real browser, the network shut off, and nothing but silence accepted on its console."""

import os
import shutil
from pathlib import Path

import pytest

from graphx.render import write_page
from tests.pages import until

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def give_up(reason):
    if "browser" in os.environ.get("GRAPHX_REQUIRE", ""):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def only_files(route):
    if route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()


@pytest.fixture(scope="session")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("GRAPHX_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        give_up("no Chromium: put one on PATH or name it by GRAPHX_CHROMIUM")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        give_up("playwright is not installed: pip install playwright")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield made
        made.close()


@pytest.fixture
def open_map(browser, tmp_path):
    """Open the page of a graph; in the end there must have been no request, no error, no script but ours."""
    contexts, noise, written, addresses = [], [], {}, set()

    def known(address):
        # A map of many files has the others in a folder beside its page.
        return any(address == one or address.startswith(f"{one[:-5]}-parts/") for one in addresses)

    def open_map(
        G,
        *,
        fragment="",
        width=1280,
        height=800,
        scheme="light",
        page=None,
        write=write_page,
        whole=True,
        **options,
    ):
        if id(G) not in written:
            written[id(G)] = write(G, tmp_path / f"map{len(written)}.html", **options)
        address = written[id(G)].as_uri()
        addresses.add(address)
        if page is None:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            contexts.append(context)
            context.set_default_timeout(8000)
            context.route("**/*", only_files)
            page = context.new_page()
            page.on(
                "request",
                lambda r: None if known(r.url.split("#")[0]) else noise.append(f"request {r.url}"),
            )
            page.on("console", lambda m: noise.append(f"console {m.type}: {m.text}"))
            page.on("pageerror", lambda e: noise.append(f"error {e}"))
            page.on("dialog", lambda d: (noise.append(f"dialog {d.message}"), d.dismiss()))
        page.goto(address + fragment)
        page.wait_for_selector("html[data-ready]", state="attached")
        if whole:
            # The first picture has given its place to the map that a hand can move.
            until(page, "!(window.graphx && graphx.network && graphx.network.first)")
        return page

    yield open_map
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("window.__pwned === undefined")
            assert page.locator("#fail").all_inner_texts() in ([], [""])
        context.close()
    assert noise == []
