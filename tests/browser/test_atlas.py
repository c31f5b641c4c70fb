"""The page of a large map: communities open on demand, exits lead on, everything is found by its name."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graphx.analyze import find_regions
from graphx.analyze.arrays import arrays_of
from graphx.render import atlas, write_atlas
from graphx.render.names import mark
from tests.pages import topics_map, until

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

PAPER = "paper:title:topic-1-seen-for-the-3-time"


def write(G, path, **options):
    return write_atlas(G, path, arrays=arrays_of(G), regions=find_regions(G, most=30), **options)


@pytest.fixture(scope="module", name="G")
def topics():
    return topics_map()


@pytest.fixture
def open_atlas(open_map, G):
    def open_atlas(fragment="", **options):
        page = open_map(G, fragment=fragment, write=write, **options)
        if "c=" in fragment or "n=" in fragment:
            page.wait_for_selector("html[data-open]", state="attached")
        return page

    return open_atlas


def wait_for_open(page, number):
    page.wait_for_selector(f"html[data-open='{number}']", state="attached")


def region_of(G, key):
    regions = find_regions(G, most=30)
    return next(k for k, one in enumerate(regions) if key in one.members), regions


def test_overview_opens_and_shows_its_communities(open_atlas, G):
    page = open_atlas()
    shown = page.evaluate("atlas.labels().map(one => one.text)")
    assert len(shown) > 3
    regions = find_regions(G, most=30)
    assert page.evaluate("atlas.data.regions.name") == [one.name for one in regions]
    assert "communit" in page.locator("#atlas-note").inner_text()
    # Names overlap nothing.
    boxes = page.evaluate("atlas.labels()")
    for a in boxes:
        for b in boxes:
            apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            apart |= a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
            assert a is b or apart
    # Until something is opened, what draws communities is not even unpacked.
    assert page.evaluate("window.graphx === undefined || window.graphx === null")


def test_every_node_is_found_by_its_name_and_its_key(open_atlas, G):
    page = open_atlas()
    _, regions = region_of(G, PAPER)
    keys = [key for one in regions for key in one.members]
    of = {key: k for k, one in enumerate(regions) for key in one.members}
    asked = [[G.nodes[key]["label"], of[key], key] for key in keys]
    wrong = page.evaluate(
        """async asked => {
          const wrong = [];
          for (const [label, region, key] of asked) {
            const found = await atlas.find(label, 12, -1);
            if (!found.hits.some(hit => hit.label === label && hit.region === region)) wrong.push(label);
            if (await atlas.regionOf(key) !== region) wrong.push(key);
          }
          return wrong;
        }""",
        asked,
    )
    assert wrong == []
    assert page.evaluate("atlas.regionOf('paper:title:nothing')") == -1
    assert mark("é𝔸") != mark("e")


def test_search_opens_the_community_with_what_was_typed_selected(open_atlas, G):
    page = open_atlas()
    page.keyboard.press("/")
    page.keyboard.type("seen for the 3. time topic 1")
    page.wait_for_selector("#all-hits [role=option]")
    page.keyboard.press("Enter")
    wait_for_open(page, region_of(G, PAPER)[0])
    page.locator("#panel h2", has_text="Topic 1 seen for the 3. time").wait_for()
    assert page.evaluate("document.activeElement.id") in ("panel", "canvas")
    # Within a community the same box finds what is elsewhere, by author too.
    page.keyboard.press("/")
    page.keyboard.type("author 3 number 7")
    hit = page.locator("#hits [role=option]", has_text="Topic 3 seen for the 7. time")
    hit.wait_for()
    hit.click()
    wait_for_open(page, region_of(G, "paper:title:topic-3-seen-for-the-7-time")[0])
    page.locator("#panel h2", has_text="Topic 3 seen for the 7. time").wait_for()


def test_exits_lead_there_and_back_leads_back(open_atlas, G):
    number, regions = region_of(G, PAPER)
    page = open_atlas(f"#n={PAPER.replace(':', '%3A')}")
    wait_for_open(page, number)
    # A link that leads out is told with its sentence, like any other.
    section = page.locator("#panel section", has_text="Mentions (2)")
    assert "We also look at Topic 2 Set 0." in section.inner_text()
    section.locator(".go", has_text="Topic 2 Set 0").click()
    page.locator("#panel h2", has_text="Topic 2 Set 0").wait_for()
    page.locator("#panel .home a").click()
    other = region_of(G, "dataset:topic-2-set-0")[0]
    wait_for_open(page, other)
    page.locator("#panel h2", has_text="Topic 2 Set 0").wait_for()
    # And from there it is told who links to it from elsewhere.
    inbound = page.locator("#panel .inbound")
    assert "From other communities (" in inbound.inner_text()
    inbound.locator("a", has_text=regions[number].name).click()
    wait_for_open(page, number)
    page.locator("#panel h2", has_text="Topic 2 Set 0").wait_for()
    page.go_back()
    wait_for_open(page, other)
    page.locator("#back").click()
    page.wait_for_selector("html:not([data-open])", state="attached")
    assert page.locator("#discs-box").is_visible()
    assert page.evaluate("document.body.className") == ""


def test_hollow_shapes_are_counted_and_can_be_taken_away(open_atlas, G):
    number, regions = region_of(G, PAPER)
    page = open_atlas(f"#n={PAPER.replace(':', '%3A')}")
    wait_for_open(page, number)
    guests = page.evaluate("graphx.kind.filter((_, i) => graphx.isForeign(i)).length")
    assert guests
    assert f"{guests}\u00a0drawn\u00a0hollow" in page.locator("#counts").inner_text()
    # Numbers are those of the whole map, not of what is here.
    assert page.evaluate("graphx.degree[graphx.indexOf('dataset:topic-1-set-0')]") == len(
        {*G.successors("dataset:topic-1-set-0"), *G.predecessors("dataset:topic-1-set-0")}
    )
    page.keyboard.press("Escape")
    page.evaluate("graphx.set({ groups: new Set([data => data, 0].slice(1)) })")
    assert page.evaluate("graphx.notDrawn()[0]") <= len(regions[number].members)


def test_views_are_those_of_a_small_map_and_live_in_the_address(open_atlas, G):
    number, _ = region_of(G, PAPER)
    page = open_atlas(f"#n={PAPER.replace(':', '%3A')}")
    wait_for_open(page, number)
    for view in ("papers", "years", "list", "map"):
        page.locator(f"#view-{view}").click()
        until(page, f"(graphx.state.view || 'map') === '{view}'")
        assert "c=" in page.url
        assert "n=" in page.url
    page.locator("#view-papers").click()
    address = page.url
    page.locator("#back").click()
    page.wait_for_selector("html:not([data-open])", state="attached")
    page.goto(address)
    wait_for_open(page, number)
    until(page, "graphx.state.view === 'papers'")
    # What listened for the community that was closed is gone.
    page.keyboard.press("Escape")
    until(page, "graphx.state.chosen === -1")


def test_keyboard_alone_walks_opens_and_comes_back(open_atlas):
    page = open_atlas()
    page.locator("#discs").focus()
    page.keyboard.press("ArrowRight")
    until(page, "atlas.state.chosen >= 0")
    assert page.locator("#told h2").is_visible()
    assert "Press Enter to open it" in page.locator("#live-all").inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-open]", state="attached")
    until(page, "document.activeElement.id === 'canvas'")
    page.keyboard.press("ArrowRight")
    until(page, "graphx.state.chosen >= 0")
    page.keyboard.press("Escape")
    page.locator("#back").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("html:not([data-open])", state="attached")
    until(page, "document.activeElement.id === 'discs'")


def test_list_holds_every_region_and_sorts(open_atlas, G):
    page = open_atlas("#v=list")
    regions = find_regions(G, most=30)
    assert page.locator("#rows tbody tr").count() == len(regions)
    page.locator("#rows [data-sort=name]").click()
    names = page.locator("#rows tbody th a").all_inner_texts()
    proper = [one.name for one in regions if one.kind == "community"]
    assert names[: len(proper)] == sorted(proper, key=str.lower)
    page.locator("#rows tbody a").first.click()
    page.wait_for_selector("html[data-open]", state="attached")


def test_an_address_of_nothing_is_told(open_atlas):
    page = open_atlas("#c=Nowhere&v=list".replace("c=", "r="))
    assert "This map has no “Nowhere”" in page.locator("#trouble").inner_text()
    page = open_atlas("#v=list")
    page.goto(page.url.split("#")[0] + "#n=paper%3Anothing")
    page.locator("#trouble", has_text="paper:nothing").wait_for()


def test_a_browser_that_cannot_inflate_opens_it_all_the_same(open_map, G):
    page = open_map(G, write=write)
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("/")
    page.keyboard.type("topic 0")
    page.locator("#all-hits [role=option]").nth(1).wait_for()
    page.evaluate("atlas.open(0)")
    page.wait_for_selector("html[data-open]", state="attached")
    assert page.evaluate("graphx.labels().length") > 3


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_nothing_stands_over_the_edge(open_atlas, width, height):
    page = open_atlas(width=width, height=height)
    fragments = ["", "#r=" + page.evaluate("encodeURIComponent(atlas.nameOf(0))"), "#v=list"]
    for fragment in fragments:
        page.goto(page.url.split("#")[0] + (fragment or "#"))
        page.wait_for_timeout(60)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("atlas.open(0)")
    page.wait_for_selector("html[data-open]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#back").is_visible()


@pytest.mark.skipif(Axe is None, reason="axe-playwright-python is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_atlas, scheme):
    page = open_atlas(scheme=scheme)
    name = page.evaluate("encodeURIComponent(atlas.nameOf(0))")
    for fragment in ("#", f"#r={name}", "#v=list", f"#c={name}"):
        page.goto(page.url.split("#")[0] + fragment)
        if "c=" in fragment:
            page.wait_for_selector("html[data-open]", state="attached")
        page.wait_for_timeout(50)
        found = Axe().run(page).response["violations"]
        told = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
        assert told == [], fragment


@pytest.fixture
def open_folder(open_map, G, monkeypatch):
    monkeypatch.setattr(atlas, "PACKED", 50)
    monkeypatch.setattr(atlas, "VOLUME", 60)
    return lambda fragment="": open_map(G, fragment=fragment, write=write)


def test_a_folder_of_pages_is_searched_and_linked_both_ways(open_folder, G):
    page = open_folder()
    number, _ = region_of(G, PAPER)
    page.keyboard.press("/")
    page.keyboard.type("seen for the 3. time topic 1")
    page.locator("#all-hits [role=option]", has_text="Topic 1 seen for the 3. time").wait_for()
    page.keyboard.press("Enter")
    wait_for_open(page, number)
    assert "map0-parts/map" in page.url
    page.locator("#panel h2", has_text="Topic 1 seen for the 3. time").wait_for()
    # An exit leads into another file.
    page.locator("#panel .go", has_text="Topic 2 Set 0").first.click()
    page.locator("#panel .home a").click()
    wait_for_open(page, region_of(G, "dataset:topic-2-set-0")[0])
    page.locator("#panel h2", has_text="Topic 2 Set 0").wait_for()
    # From within a community everything is found as well.
    page.keyboard.press("/")
    page.keyboard.type("topic 4 seen for the 20")
    page.locator("#hits [role=option]", has_text="Topic 4 seen for the 20. time").click()
    wait_for_open(page, region_of(G, "paper:title:topic-4-seen-for-the-20-time")[0])
    page.locator("#back").click()
    page.wait_for_selector("html[data-ready]:not([data-open])", state="attached")
    assert page.url.split("#")[0].endswith("/map0.html")
    page.evaluate("atlas.open(1)")
    wait_for_open(page, 1)


def test_a_folder_of_pages_finds_a_paper_by_its_key(open_folder, G):
    page = open_folder(f"#n={PAPER.replace(':', '%3A')}")
    wait_for_open(page, region_of(G, PAPER)[0])
    page.locator("#panel h2", has_text="Topic 1 seen for the 3. time").wait_for()


def test_a_page_without_abstracts_says_so_and_quotes_what_names_something(open_folder, open_atlas, G):
    page = open_folder(f"#n={PAPER.replace(':', '%3A')}")
    wait_for_open(page, region_of(G, PAPER)[0])
    panel = page.locator("#panel")
    panel.locator("h2", has_text="Topic 1 seen for the 3. time").wait_for()
    assert "The abstract is not in this page" in panel.inner_text()
    assert "graphx page MAP --abstracts all" in panel.inner_text()
    assert panel.locator(".abstract").count() == 0
    quote = panel.locator("blockquote", has_text="We use Topic 1 Set 0 here.").first
    assert quote.inner_text() == "We use Topic 1 Set 0 here."
    assert quote.locator("mark").inner_text() == "Topic 1 Set 0"
    # One that has none has none to miss.
    page.evaluate("atlas.open(atlas.data.regions.kind.indexOf('alone'))")
    page.locator("h1", has_text="without links").wait_for()
    page.evaluate("graphx.choose(0)")
    panel.locator("h2", has_text="A paper alone").wait_for()
    assert "abstract is not in this page" not in panel.inner_text()


def test_every_paper_of_a_folder_of_pages_is_found_from_the_overview(open_folder, G):
    page = open_folder()
    regions = region_of(G, PAPER)[1]
    where = {G.nodes[key]["label"]: k for k, one in enumerate(regions) for key in one.members}
    labels = [G.nodes[key]["label"] for key in G if G.nodes[key]["kind"] == "paper"]
    found = page.evaluate(
        """async labels => Promise.all(labels.map(async label => {
          const hits = (await atlas.find(label, 12, -1)).hits;
          return [label, hits.length ? hits[0].label : "", hits.length ? hits[0].region : -1];
        }))""",
        labels,
    )
    assert found == [[label, label, where[label]] for label in labels]


def test_hostile_names_stay_text(open_map):
    G = topics_map(topics=3, papers=14)
    bad = "</script><script>window.__pwned=1</script><img src=x onerror=window.__pwned=1>\n\u2028"
    for key in G:
        G.nodes[key]["label"] = f"{G.nodes[key]['label']} {bad}"
    page = open_map(G, write=write, title=f"T {bad}")
    page.evaluate("atlas.choose(0)")
    page.locator("#told h2").wait_for()
    page.locator("#all-q").fill("pwned")
    page.locator("#all-hits [role=option]").first.wait_for()
    page.locator("#atlas-list").click()
    page.evaluate("atlas.open(0)")
    wait_for_open(page, 0)
    page.evaluate("graphx.choose(0)")
    page.locator("#panel h2").wait_for()
    page.locator("#q").fill("pwned")
    page.locator("#hits [role=option]").first.wait_for()


def test_the_overview_is_saved_as_a_picture(open_atlas):
    page = open_atlas()
    with page.expect_download() as saved:
        page.locator("#atlas-png").click()
    assert saved.value.suggested_filename == "overview.png"
    assert Path(saved.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with page.expect_download() as saved:
        page.locator("#atlas-svg").click()
    root = ElementTree.fromstring(Path(saved.value.path()).read_text(encoding="utf-8"))
    tags = Counter(one.tag.rpartition("}")[2] for one in root)
    assert tags["line"] == page.evaluate("atlas.linksDrawn.length")
    assert tags["circle"] >= page.evaluate("atlas.n")
    assert tags["text"] >= page.evaluate("atlas.labels().length") > 0


def test_the_overview_on_paper_has_the_map_and_all_communities(open_atlas):
    page = open_atlas(scheme="dark")
    ground = page.evaluate("atlas.colors.ground")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#rows tbody tr").count() == page.evaluate("atlas.n")
    assert page.locator("#discs canvas").is_visible()
    assert page.evaluate("atlas.colors.ground") != ground
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#rows").is_hidden()
    assert page.evaluate("atlas.colors.ground") == ground


def test_what_one_community_cannot_answer_is_told_with_the_call_that_can(open_atlas):
    page = open_atlas()
    page.evaluate("atlas.open(0)")
    page.wait_for_selector("html[data-open]", state="attached")
    seed = page.evaluate(
        "graphx.kind.findIndex((kind, i) => kind === 0 && graphx.degree[i] > 1 && !graphx.isForeign(i))"
    )
    page.evaluate(f"graphx.set({{ seeds: [{seed}], chosen: -1 }}, true)")
    panel = page.locator("#panel", has_text="Computed from this community alone")
    panel.wait_for()
    assert "graphx reading-list sees the whole map" in panel.inner_text()
    assert panel.get_by_text("Copy the call for the whole map").is_visible()
    assert f'graphx.reading_list(G, ["{page.evaluate(f"graphx.data.keys[{seed}]")}"])' in page.evaluate(
        "graphx.pythonCall()"
    )
