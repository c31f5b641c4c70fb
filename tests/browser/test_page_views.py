"""The same map in other ways: papers alone, by year, by community; and why things are linked."""

import json
import re

import pytest

import graphx
from graphx.analyze import project_graph
from tests.browser.test_page_for_all import overlaps
from tests.pages import add_paper, family_map, large_map, link, small_map, until

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

SHOWN = "graphx.data.keys.filter((_, i) => graphx.isShown(i))"
LINES = """(() => {
    const found = [];
    graphx.eachLine((a, b) => found.push([graphx.data.keys[a], graphx.data.keys[b]]));
    return found;
})()"""
A, B = "paper:arxiv:2308.14508", "paper:doi:10.1000/xyz"


def groups_of(G):
    return {key: "Long inputs" if "long" in key or "llama" in key else "The rest" for key in G}


def open_tray(page):
    page.locator("#tray-open").click()
    page.locator("#tray-title").wait_for()


@pytest.mark.parametrize("make", [small_map, family_map, large_map])
def test_papers_alone_are_linked_as_in_the_projection(open_map, make):
    G = make()
    page = open_map(G)
    page.locator("#view-papers").click()
    until(page, "location.hash.includes('v=papers')")
    page.wait_for_timeout(30)
    papers = sorted(key for key in G if G.nodes[key]["kind"] == "paper")
    assert page.evaluate(SHOWN) == papers
    projected = project_graph(G)
    weights = sorted((data["weight"] for _, _, data in projected.edges(data=True)), reverse=True)
    least = page.evaluate("graphx.strength()")
    if len(weights) <= 1000:
        assert least == 0
    wanted = {tuple(sorted(e[:2])) for e in projected.edges(data="weight") if e[2] >= least}
    assert {tuple(sorted(pair)) for pair in page.evaluate(LINES)} == wanted
    assert f"{len(wanted):,} of {len(weights):,}" in page.locator("#strength-told").inner_text()


def test_the_weakest_link_can_be_chosen_and_is_told(open_map):
    G = family_map()
    page = open_map(G, fragment="#v=papers")
    page.locator("#strength").fill("1")
    until(page, "location.hash.includes('strength=1')")
    page.wait_for_timeout(30)
    wanted = {
        tuple(sorted(e[:2])) for e in project_graph(G).edges(data="weight") if e[2] >= 1
    }  # fmt: skip
    assert wanted
    assert {tuple(sorted(pair)) for pair in page.evaluate(LINES)} == wanted
    assert f"strength 1: {len(wanted)} of" in page.locator("#strength-told").inner_text()


def test_roles_and_kinds_that_are_off_link_no_papers(open_map):
    G = family_map()
    page = open_map(G, fragment="#v=papers&hide=mentions,model")
    rest = G.copy()
    rest.remove_nodes_from([key for key in G if G.nodes[key]["kind"] == "model"])
    rest.remove_edges_from([edge for edge in G.edges(keys=True) if edge[2] == "mentions"])
    wanted = {tuple(sorted(pair)) for pair in project_graph(rest).edges}
    assert wanted
    assert wanted != {tuple(sorted(pair)) for pair in project_graph(G).edges}
    assert {tuple(sorted(pair)) for pair in page.evaluate(LINES)} == wanted
    found = {}
    code = page.evaluate("graphx.pythonCall()").replace(
        'graphx.load_graph("the folder of this map")', "given"
    )
    exec(code.replace("[(a, b, d)", "found = [(a, b, d)"), {"given": G.copy(), "graphx": graphx}, found)
    assert {tuple(sorted(one[:2])) for one in found["found"]} == wanted


def test_the_choice_stays_when_the_view_changes(open_map):
    page = open_map(small_map(), fragment="#n=paper%3Adoi%3A10.1000%2Fxyz")
    for view in ("papers", "years", "list", "map"):
        page.locator(f"#view-{view}").click()
        until(page, f"document.getElementById('view-{view}').ariaPressed === 'true'")
        assert page.locator("#panel h2").inner_text() == "Position Tricks for Long Inputs"
        assert ("v=" in page.url) is (view != "map")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_years_stand_in_order(open_map, width, height):
    G = large_map()
    add_paper(G, "A paper without a year")
    page = open_map(G, fragment="#v=years", width=width, height=height)
    along = "x" if width > height else "y"
    found = page.evaluate(
        f"graphx.data.nodes.{along}.map((at, i) => [graphx.year[i], at, graphx.isShown(i)])"
        ".filter(one => one[2])"
    )
    assert len(found) == 120
    by_place = [year for year, _, _ in sorted(found, key=lambda one: one[1])]
    assert by_place == sorted(by_place)
    assert page.locator("#tray-count").text_content() == "1 not shown"


def test_by_year_citations_are_drawn_and_undated_papers_are_told(open_map):
    page = open_map(small_map(), fragment="#v=years")
    lines = "(n => { graphx.eachLine((a, b, look) => { n += look === 3; }); return n; })(0)"
    assert page.evaluate(lines) == 1
    assert "dashed: 1\u00a0citation" in page.locator("#strength-told").inner_text()
    page.locator("#relations .chip", has_text="cites").click()
    until(page, "location.hash.includes('hide=cites')")
    until(page, f"{lines} === 0")
    page.locator("#alone button", has_text="1\u00a0paper has no known year").click()
    page.locator("#list tbody tr").wait_for()
    assert page.locator("#list tbody .go").all_inner_texts() == ["Small Models Count"]
    page = open_map(small_map(), fragment="#v=papers")
    assert page.evaluate(lines) == 0
    assert page.locator("#relations .chip", has_text="cites").is_hidden()
    assert "year" not in page.locator("#alone").inner_text()


def test_no_years_no_view_by_years(open_map):
    page = open_map(family_map(), fragment="#v=years")
    assert page.locator("#view-map").get_attribute("aria-pressed") == "true"
    assert page.locator("#view-years").is_disabled()
    assert page.locator("#view-years").get_attribute("title") == "No paper here has a known year"
    open_tray(page)
    assert "No paper here has a known year" in page.locator("#tray").inner_text()


def test_a_range_of_years(open_map):
    page = open_map(small_map())
    open_tray(page)
    page.get_by_label("From year").fill("2024")
    page.get_by_label("From year").press("Enter")
    until(page, "location.hash.includes('years=2024-2024')")
    page.wait_for_timeout(30)
    assert page.evaluate(SHOWN) == ["dataset:gsm8k", "dataset:longbench", "model:llama-2", B]
    hidden = page.locator("#tray").inner_text()
    for words in ("2 outside the years", "1 without a known year", "2 named by no paper that is drawn"):
        assert words in hidden
    page.locator("#tray button", has_text="List them").click()
    until(page, "document.querySelectorAll('tbody tr').length === 5")
    row = page.locator("tbody tr", has_text="Small Models Count")
    assert "without a known year" in row.inner_text()
    page.locator("#tray-open").click()
    page.locator("#tray button", has_text="Show all").click()
    until(page, "!location.hash.includes('years')")
    page.wait_for_timeout(30)


def test_communities_colour_and_filter(open_map):
    G = small_map()
    page = open_map(G, communities=groups_of(G))
    open_tray(page)
    page.locator("#tray button", has_text="Colour by community").click()
    until(page, "location.hash.includes('color=group')")
    page.wait_for_timeout(30)
    until(page, "document.activeElement.textContent === 'Colour by kind'")
    first = page.locator("#tray .group").first
    assert first.inner_text().split("\n") == ["The rest", "4\u00a0papers"]
    page.locator("#tray .group", has_text="Long inputs").click()
    until(page, "graphx.state.groups.size && graphx.why.some(Boolean)")
    assert "in=Long%20inputs" in page.url
    assert set(page.evaluate(SHOWN)) == {key for key, name in groups_of(G).items() if name == "Long inputs"}
    address = page.url.split("#")[1]
    assert open_map(G, fragment="#" + address, page=page).evaluate("graphx.state.color") == "group"
    page = open_map(small_map())
    open_tray(page)
    assert "made without communities" in page.locator("#tray").inner_text()


def test_muting_takes_the_links_away_and_brings_them_back(open_map):
    page = open_map(small_map(), fragment="#n=model%3Allama-2")
    page.locator("#panel button", has_text="Mute").click()
    until(page, "location.hash.includes('mute=model%3Allama-2')")
    page.wait_for_timeout(30)
    assert "its 3\u00a0links do not count" in page.locator("#panel").inner_text()
    assert "model:llama-2" not in page.evaluate(SHOWN)
    assert not [pair for pair in page.evaluate(LINES) if "model:llama-2" in pair]
    page.keyboard.press("Escape")
    open_tray(page)
    page.locator("#tray button", has_text="Bring back").click()
    until(page, "!location.hash.includes('mute')")
    page.wait_for_timeout(30)
    assert [pair for pair in page.evaluate(LINES) if "model:llama-2" in pair]


def spot_between(page, a, b):
    """A place on the line between two nodes where neither another shape nor a name is."""
    return page.evaluate(
        """([a, b]) => {
            const ends = [a, b].map(graphx.indexOf), view = graphx.view(), nodes = graphx.data.nodes;
            const box = document.getElementById('canvas').getBoundingClientRect();
            const at = (values, part) => values[ends[0]] * (1 - part) + values[ends[1]] * part;
            for (let part = 0.2; part < 0.8; part += 0.02) {
                const x = at(nodes.x, part) * view.scale + view.x;
                const y = at(nodes.y, part) * view.scale + view.y;
                const free = graphx.label.every((_, i) => !graphx.isShown(i) || Math.hypot(
                    nodes.x[i] * view.scale + view.x - x, nodes.y[i] * view.scale + view.y - y) >
                    nodes.size[i] * view.scale + 8) && graphx.labels().every(one =>
                    x < one.x || x > one.x + one.w || y < one.y || y > one.y + one.h);
                if (free) return [x + box.left, y + box.top];
            }
        }""",
        [a, b],
    )


def test_a_line_tells_why_it_is_there(open_map):
    G = small_map()
    page = open_map(G)
    (small,) = (key for key in G if G.nodes[key]["label"] == "Small Models Count")
    page.mouse.click(*spot_between(page, small, "dataset:gsm8k"))
    page.locator("#panel h2", has_text="Why these two are linked").wait_for()
    text = page.locator("#panel").inner_text()
    assert "Small Models Count uses GSM8K" in text
    assert "GSM8K is what we train on." in text
    assert "with=" in page.url
    page = open_map(G, fragment="#v=papers")
    page.mouse.click(*spot_between(page, A, B))
    page.locator("#panel h2", has_text="Why these two are linked").wait_for()
    text = page.locator("#panel").inner_text()
    assert "We introduce LongBench, a benchmark for long context." in text
    assert "we test it on LongBench and GSM8K" in text
    assert "counts 1.44" in text
    assert "Strength 2.89" in text
    assert "cites LongBench" in text


def test_a_path_is_asked_for_and_told(open_map):
    page = open_map(small_map(), fragment="#n=model%3Allama")
    page.locator("#panel button", has_text="Path from here").click()
    page.locator("#picking").wait_for()
    assert "Path from LLaMA" in page.locator("#picking").inner_text()
    page.keyboard.type("longbench: a bil")
    page.wait_for_selector("#hits [role=option]")
    page.keyboard.press("Enter")
    page.locator(".way").wait_for()
    assert page.locator(".way .told").first.inner_text() == "LLaMA has the version Llama 2."
    assert "We evaluate Llama-2 on it." in page.locator(".way").inner_text()
    assert page.locator("#picking").is_hidden()
    page.locator("button", has_text="Done with this path").click()
    page.locator(".way").wait_for(state="hidden")
    assert "from=" not in page.url


def start_list(page):
    page.locator("#panel button", has_text="Reading list from here").click()
    page.locator(".reading").wait_for()


def test_a_reading_list_grows_shrinks_and_remembers(open_map):
    G = small_map()
    page = open_map(G, fragment="#n=dataset%3Agsm8k")
    start_list(page)
    assert page.evaluate("document.activeElement.id") == "panel"
    titles = page.locator(".reading .go").all_inner_texts()
    assert len(titles) == 3
    page.locator(".reading input").first.check()
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.locator("button", has_text="in the place of what is read").click()
    until(page, "graphx.state.known.length === 1 && document.querySelectorAll('.reading .go').length === 2")
    assert page.locator(".reading .go").all_inner_texts() == titles[1:]
    page.locator("button", has_text="Put back").click()
    until(page, "document.querySelectorAll('.reading .go').length === 3")
    page.locator(".reading li button", has_text="Remove").first.click()
    until(page, "location.hash.includes('known=')")
    page.wait_for_timeout(30)
    assert page.locator(".reading .go").all_inner_texts() == titles[1:]
    page.locator("button", has_text="Put back").click()
    until(page, "!location.hash.includes('known=')")
    page.wait_for_timeout(30)
    assert page.locator(".reading input").first.is_checked()
    page.locator("#q").fill("names nothing")
    page.wait_for_selector("#hits [role=option]")
    page.keyboard.press("Enter")
    page.locator("#panel button", has_text="Add to reading list").click()
    page.locator(".reading li", has_text="added by you").wait_for()
    address = "#" + page.url.split("#")[1]
    # A new visit in the same browser: the list by the address, what was read by the browser.
    page = open_map(G, fragment="#", page=page)
    page = open_map(G, fragment=address, page=page)
    page.locator(".reading").wait_for()
    assert page.locator(".reading .go").count() == 4
    assert page.locator(".reading li.read").count() == 1


def test_a_reading_list_keeps_to_the_time_there_is(open_map):
    page = open_map(small_map(), fragment="#seeds=dataset%3Agsm8k")
    assert page.locator(".reading > li").count() == 3
    page.get_by_label("Hours to read").fill("1")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.reading > li').length === 1")
    assert page.evaluate("document.activeElement.id") == "hours"
    assert "2 left out, for 1 hours are too short" in page.locator("#panel").inner_text()
    page.locator(".short summary", has_text="Left out (2)").click()
    left = page.locator(".short", has_text="Left out").locator("li")
    assert "no time was left" in left.first.inner_text()
    left.first.locator("button", has_text="Add").click()
    until(page, "document.querySelectorAll('.reading > li').length === 2")
    assert "hours=1" in page.url
    assert "## Left out" in page.evaluate("graphx.markdownOf(graphx.currentList())")
    assert "hours=1)" in page.evaluate("graphx.pythonCall()")
    page.get_by_label("hours a paper").fill("0.25")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.reading > li').length === 3")
    page.get_by_label("Hours to read").fill("")
    page.keyboard.press("Enter")
    until(page, "!location.hash.includes('hours')")


@pytest.mark.parametrize(
    ("name", "file", "first"),
    [
        ("Markdown", "reading-list.md", "# Reading list"),
        ("BibTeX", "reading-list.bib", "@misc{"),
        ("RIS", "reading-list.ris", "TY  - GEN"),
        ("CSV", "reading-list.csv", "place,title"),
    ],
)
def test_reading_lists_are_saved(open_map, name, file, first):
    page = open_map(small_map(), fragment="#seeds=dataset%3Agsm8k")
    with page.expect_download() as caught:
        page.get_by_role("button", name=name, exact=True).click()
    assert caught.value.suggested_filename == file
    text = caught.value.path().read_text(encoding="utf-8")
    assert text.startswith(first)
    assert "Position Tricks for Long Inputs" in text
    assert "uses GSM8K" in text


def test_pictures_are_saved(open_map):
    page = open_map(small_map())
    open_tray(page)
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg ")):
        with page.expect_download() as caught:
            page.get_by_role("button", name=f"Picture ({name})").click()
        assert caught.value.path().read_bytes().startswith(start)
    parsed = "new DOMParser().parseFromString(graphx.svgText(), 'image/svg+xml')"
    assert page.evaluate(f"{parsed}.querySelectorAll('circle').length") == 4


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("#seeds=dataset%3Agsm8k", 'graphx.reading_list(G, ["dataset:gsm8k"])'),
        ("#mute=model%3Allama&v=papers", 'G.remove_nodes_from(["model:llama"])'),
        ("#from=model%3Allama&n=dataset%3Agsm8k", 'find_paths(G, "model:llama", "dataset:gsm8k", k=1)'),
        ("#n=model%3Allama", 'list(G.out_edges("model:llama", data=True))'),
    ],
)  # fmt: skip
def test_the_same_in_python(open_map, fragment, expected):
    G = small_map()
    text = open_map(G, fragment=fragment).evaluate("graphx.pythonCall()")
    assert expected in text
    lines = text.replace('graphx.load_graph("the folder of this map")', "given")
    exec(compile(lines, "call", "exec"), {"given": G.copy(), "graphx": graphx})


def test_names_of_communities_stand_on_the_map_clear_of_others(open_map):
    G = large_map()
    names = {key: f"Community {number % 3}" for number, key in enumerate(sorted(G))}
    page = open_map(G, fragment="#color=group", communities=names)
    labels = page.evaluate("graphx.labels()")
    assert {label["text"] for label in labels if label["i"] == -1} == set(names.values())
    assert overlaps(labels) == []


def test_a_reading_list_comes_into_view(open_map):
    page = open_map(large_map())
    page.evaluate("graphx.choose(graphx.degree.indexOf(Math.max(...graphx.degree)))")
    page.locator("#panel h2").wait_for()
    for _ in range(4):
        page.locator("#zoom-in").click()
    start_list(page)
    until(
        page,
        """graphx.listed().every(i => {
            const view = graphx.view(), box = document.getElementById('canvas').getBoundingClientRect();
            const x = graphx.data.nodes.x[i] * view.scale + view.x;
            const y = graphx.data.nodes.y[i] * view.scale + view.y;
            return x > 0 && y > 0 && x < box.width && y < box.height;
        })""",
    )


STATES = [
    "#v=papers",
    "#v=years&color=group",
    "#seeds=dataset%3Agsm8k&hours=1",
    "#n=dataset%3Agsm8k",
    "#n=paper%3Aarxiv%3A2308.14508&with=paper%3Adoi%3A10.1000%2Fxyz",
    "#from=model%3Allama&n=paper%3Aarxiv%3A2308.14508",
    "#from=model%3Allama",
    "#only=hidden&v=list&years=2024-2024",
]


@pytest.mark.skipif(Axe is None, reason="axe-playwright-python is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_map, scheme):
    G = small_map()
    page = None
    for fragment in STATES:
        page = open_map(G, fragment=fragment, scheme=scheme, communities=groups_of(G))
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        if page.locator(".fixes .tiny").count():
            page.locator(".fixes .tiny").first.click()
        for _ in range(2):
            found = Axe().run(page).response["violations"]
            assert [
                (fragment, v["id"], v["nodes"][0]["html"])
                for v in found
                if v["impact"] in ("serious", "critical")
            ] == []
            page.locator("#tray-open").click()


@pytest.mark.parametrize("fragment", STATES)
@pytest.mark.parametrize("width", [320, 390])
def test_phone_has_no_sideways_scroll(open_map, fragment, width):
    G = small_map()
    page = open_map(G, fragment=fragment, width=width, height=844, communities=groups_of(G))
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#tray-open").click()
    assert page.locator("#tray").is_hidden()


FOCUSED = """(one => one.labels && one.labels[0] && one.labels[0].textContent || one.textContent)(
    document.activeElement)"""


def test_keyboard_alone_from_search_to_export(open_map):
    page = open_map(small_map())
    page.keyboard.press("/")
    page.keyboard.type("gsm8k")
    page.wait_for_selector("#hits [role=option]")
    page.keyboard.press("Enter")
    page.locator("#panel h2").wait_for()
    assert page.evaluate("document.activeElement.id") == "panel"

    def tab_to(text):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(FOCUSED).strip() == text:
                return
        raise AssertionError(f"no Tab leads to {text}")

    tab_to("Show this link")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Why these two are linked").wait_for()
    assert page.locator("#live").text_content() == "Link: Position Tricks for Long Inputs uses GSM8K."
    assert "we test it on LongBench and GSM8K" in page.locator("#panel blockquote").inner_text()
    tab_to("GSM8K")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    tab_to("Reading list from here")
    page.keyboard.press("Enter")
    page.locator(".reading").wait_for()
    tab_to("Read")
    page.keyboard.press("Space")
    assert page.locator(".reading li.read").count() == 1
    tab_to("BibTeX")
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    assert caught.value.suggested_filename == "reading-list.bib"


def test_csv_and_bibtex_defuse_what_is_no_text(open_map):
    G = small_map()
    G.nodes[B]["label"] = G.nodes[B]["title"] = '=1+1, "{x}" 100%'
    page = open_map(G, fragment="#seeds=dataset%3Agsm8k")
    assert '"\'=1+1, ""{x}"" 100%"' in page.evaluate("graphx.csvOf(graphx.currentList())")
    bib = page.evaluate("graphx.bibtexOf(graphx.currentList())")
    assert '\\textbraceleft{}x\\textbraceright{}" 100\\%' in bib
    assert len(re.findall(r"^@\w+\{", bib, re.M)) == 3
    assert json.dumps(bib)


def test_keys_and_types_of_a_bibliography_are_those_of_python(open_map):
    G = small_map()
    papers = [key for key in sorted(G) if key.startswith("paper:")]
    for paper, key in zip(papers, ("bee2020", "BEE2020", "x{y"), strict=False):
        G.nodes[paper].update(cite_key=key, entry_type="incollection", venue="Things")
    page = open_map(G, fragment="#seeds=dataset%3Agsm8k")
    first = re.compile(r"^(@\w+\{.*|  booktitle.*)$", re.M)
    told = first.findall(page.evaluate("graphx.bibtexOf(graphx.currentList())"))
    assert told == first.findall(graphx.format_reading_list(graphx.reading_list(G, ["dataset:gsm8k"]), "bib"))
    assert {"@incollection{bee2020,", "@incollection{BEE2020x2,"} & set(told)


def test_what_is_drawn_names_its_reason_for_every_node(open_map):
    G = small_map()
    link(G, B, "model:llama")
    page = open_map(G, fragment="#v=years&hide=repo&mute=model%3Allama&years=2023-2024")
    counts = page.evaluate("graphx.notDrawn()")
    assert sum(counts) == len(G)
    assert counts[0] == 2
    assert page.evaluate(SHOWN) == [A, B]
