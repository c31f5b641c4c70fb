"""Text from outside stays text, wherever it stands and whatever it is."""

import networkx as nx
import pytest

from graphx.model import Evidence
from graphx.render import page as page_module
from graphx.render import write_page
from graphx.render.page import page_text
from tests.pages import add_artifact, add_paper, link, small_map, until

PAYLOADS = (
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    "<svg onload=window.__pwned=1>",
    '"><script>window.__pwned=1</script>',
    "' onmouseover='window.__pwned=1",
    "<a href=javascript:window.__pwned=1>href</a>",
    "javascript:window.__pwned=1",
    "data:text/html,<script>window.__pwned=1</script>",
    "{{ 7*7 }}{% raw %}<b>{% endraw %}",
    "${window.__pwned=1}`",
    "<!--<script>",
    "]]><script>window.__pwned=1</script>",
    "</title><script>window.__pwned=1</script>",
    "</style><script>window.__pwned=1</script>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'>",
    "<base href=http://example.org/>",
    "<meta http-equiv=refresh content='0;url=http://example.org/'>",
    "<link rel=stylesheet href=http://example.org/x.css>",
    "<img src=http://example.org/pixel.png>",
    "\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt;",
    "\u2028window.__pwned=1//\u2029",
    "<style>@import 'http://example.org/x.css'</style>",
    "</option></select><script>window.__pwned=1</script>",
    "<math><mtext></p><img src=x onerror=window.__pwned=1>",
    "__proto__",
    "constructor",
    "toString",
    "<details open ontoggle=window.__pwned=1><summary>x</summary></details>",
    "<video src=x onerror=window.__pwned=1></video>",
    "<audio autoplay onloadstart=window.__pwned=1 src=x></audio>",
    "<body onload=window.__pwned=1>",
    "<input autofocus onfocus=window.__pwned=1>",
    "<select autofocus onfocus=window.__pwned=1>",
    "<textarea autofocus onfocus=window.__pwned=1></textarea>",
    "<marquee onstart=window.__pwned=1>x</marquee>",
    "<form action=javascript:window.__pwned=1><button id=panel>x</button></form>",
    "<a href='java&#x09;script:window.__pwned=1'>x</a>",
    "JaVaScRiPt:window.__pwned=1",
    " \x01javascript:window.__pwned=1",
    "java\nscript:window.__pwned=1",
    "vbscript:window.__pwned=1",
    "data:image/svg+xml,<svg onload=window.__pwned=1>",
    "file:///etc/passwd",
    "blob:http://example.org/x",
    "//example.org/x.js",
    'https://example.org/"onmouseover=window.__pwned=1//',
    "http://example.org/' onclick='window.__pwned=1",
    "http://user:pass@example.org/<script>window.__pwned=1</script>",
    "<svg><script href=http://example.org/x.js></script></svg>",
    "<svg><animate onbegin=window.__pwned=1 attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:window.__pwned=1><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.__pwned=1>#x'>",
    "<object data=javascript:window.__pwned=1>",
    "<embed src=javascript:window.__pwned=1>",
    "<template><script>window.__pwned=1</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=window.__pwned=1>'>",
    "<xmp><img src=x onerror=window.__pwned=1></xmp>",
    "<plaintext><script>window.__pwned=1</script>",
    "<![CDATA[<script>window.__pwned=1</script>]]>",
    "<?xml version='1.0'?><script>window.__pwned=1</script>",
    "<div style='background:url(http://example.org/x.png)'>",
    "<div style=width:expression(window.__pwned=1)>",
    "<img id=canvas name=data src=x onerror=window.__pwned=1>",
    "<script type=module>window.__pwned=1</script>",
    "<script type=application/json id=data>{}</script>",
    "'-window.__pwned=1-'",
    '";window.__pwned=1;//',
    '\\";window.__pwned=1;//',
    "</textarea></form></dialog><script>window.__pwned=1</script>",
    "%3Cscript%3Ewindow.__pwned=1%3C/script%3E",
    "\uff1cscript\uff1ewindow.__pwned=1\uff1c/script\uff1e",
    "<scr\x00ipt>window.__pwned=1</scr\x00ipt>",
    "\u202e<script>window.__pwned=1</script>",
    "{% import os %}{{ os.system('id') }}",
    '=HYPERLINK("http://example.org","x")',
    "hasOwnProperty",
    "#n=x&mute=y",
)
assert len(PAYLOADS) == len(set(PAYLOADS)) >= 75
FORBIDDEN = """[...document.querySelectorAll(
    'img, iframe, base, link, object, embed, math, style ~ style, meta[http-equiv=refresh], video, audio,' +
    'marquee, animate, use, template, xmp, plaintext, textarea, form[action], svg script, [style*=import],' +
    '[style*=url], [style*=expression], [autofocus]')].concat(
    [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))),
    [...document.querySelectorAll('[href], [src], [action]')].filter(e =>
        !/^https?:/.test(e.href) && !(e.getAttribute('href') || '').startsWith('#')),
    ['data', 'panel', 'canvas', 'q'].flatMap(id => [...document.querySelectorAll('#' + id)].slice(1))
).map(e => e.outerHTML)"""
STRANGE = "img, iframe, base, link, object, embed, math, video, audio, marquee, animate, form[action]"
VISIT_ALL = """async strange => {
    const panel = document.getElementById('panel');
    const turn = () => new Promise(done => setTimeout(done, 1));
    for (let i = 0; i < graphx.n; i++) {
        graphx.choose(i);
        for (let k = 0; k < 200 && panel.dataset.shown !== String(i); k++) await turn();
        document.querySelectorAll('details').forEach(d => { d.open = true; });
        await turn();
        if (window.__pwned !== undefined) return 'ran: ' + graphx.data.keys[i];
        if (document.querySelector(strange)) return 'made: ' + graphx.data.keys[i];
    }
    return 'quiet';
}"""


def add_hostile(G, text):
    evidence = Evidence(
        paper="nowhere",
        field=text,
        start=0,
        end=len(text),
        surface=text,
        sentence=text,
        rule=text,
        provider=text,
    )
    paper = add_paper(
        G,
        text,
        f"{text} and {text}",
        authors=(text, text),
        year=2020,
        ids=(f"arxiv:{text}", f"doi:{text}", text),
        url=text,
        venue=text,
        date=text,
        origins=(text,),
        key=f"paper:{text}",
    )
    other = add_paper(G, f"Second {text}", text, key=f"paper:2{text}", url=f"http://a.b/{text}")
    name = add_artifact(G, "repo", text, url=text, surfaces=(text, text + "2"), key=f"repo:{text}")
    G.nodes[name]["implied"] = (text,)
    G.nodes[paper]["facts"] = tuple(
        (field, text, text, text, text) for field in ("retracted", "code", "stars", "venue", "outside")
    )
    told = Evidence(provider=text, detail=text, fetched=text)
    inside = Evidence(
        paper=paper, field="abstract", end=len(text), surface=text, sentence=f"{text} and {text}", rule=text
    )
    link(G, paper, name, "uses", evidence=[evidence, told, inside])
    link(G, other, name, "introduces", evidence=[evidence])
    link(G, paper, other, "cites", evidence=[told])


def hostile_map(*texts):
    G = nx.MultiDiGraph()
    for text in texts:
        add_hostile(G, text)
    return G


def test_payloads_stay_text(open_map):
    page = open_map(hostile_map(*PAYLOADS), title=" ".join(PAYLOADS))
    scripts = page.evaluate("document.scripts.length")
    assert page.evaluate(VISIT_ALL, STRANGE) == "quiet"
    for text in ("<script>", "javascript", "<img", "__proto__"):
        page.locator("#q").fill(text)
        page.wait_for_selector("#hits [role=option]")
    page.locator("#q").fill("")
    page.locator("#view-list").click()
    page.locator("#list table").wait_for()
    # What was typed before is let go of a moment later.
    page.wait_for_function(f"document.querySelectorAll('tbody tr').length === {3 * len(PAYLOADS)}")
    assert page.evaluate(FORBIDDEN) == []
    assert page.evaluate("document.scripts.length") == scripts


VISIT_MORE = """async strange => {
    const turn = () => new Promise(done => setTimeout(done, 3));
    const look = async state => {
        graphx.set(Object.assign({chosen: -1, other: -1, from: -1, seeds: [], known: [], added: [],
            muted: new Set(), view: ""}, state), true);
        await turn();
        document.querySelectorAll('details').forEach(d => { d.open = true; });
        await turn();
        return window.__pwned !== undefined || document.querySelector(strange);
    };
    graphx.openTray();
    for (const view of ['', 'papers', 'years']) if (await look({view: view, color: 'group'})) return view;
    for (let e = 0; e < graphx.data.edges.from.length; e += 3) {
        const a = graphx.data.edges.from[e], b = graphx.data.edges.to[e];
        if (await look({chosen: a, other: b})) return 'link ' + e;
        if (await look({from: b, chosen: a})) return 'path ' + e;
        if (await look({from: b})) return 'picking ' + e;
        if (await look({seeds: [a], known: [b], added: [a]})) return 'list ' + e;
        if (graphx.kind[b] && await look({muted: new Set([b]), view: 'papers'})) return 'muted ' + e;
    }
    const svg = new DOMParser().parseFromString(graphx.svgText(), 'image/svg+xml');
    if (svg.querySelector('parsererror, script, img, iframe')) return 'svg';
    return 'quiet';
}"""


def test_payloads_stay_text_in_every_view_and_panel(open_map):
    G = hostile_map(*PAYLOADS)
    names = {key: PAYLOADS[number % len(PAYLOADS)] for number, key in enumerate(sorted(G))}
    page = open_map(G, communities=names)
    scripts = page.evaluate("document.scripts.length")
    assert page.evaluate(VISIT_MORE, STRANGE) == "quiet"
    assert page.evaluate(FORBIDDEN) == []
    assert page.evaluate("document.scripts.length") == scripts
    page.evaluate("graphx.set({seeds: [0], known: [], added: [1], muted: new Set()})")
    for make in ("markdownOf", "bibtexOf", "risOf", "csvOf"):
        assert page.evaluate(f"graphx.{make}(graphx.currentList())")
    assert "<script" not in page.evaluate("graphx.markdownOf(graphx.currentList())").replace("\\<", "")


def test_text_is_shown_as_it_stands(open_map):
    text = "<b onclick=x>bold</b> & <i>more</i>"
    page = open_map(hostile_map(text), title=text)
    assert page.locator("h1").inner_text() == text
    page.evaluate("graphx.choose(1)")
    page.locator("#panel h2", has_text="bold").wait_for()
    assert text in page.locator("#panel h2").inner_text()


def test_the_policy_stops_what_would_get_through(open_map, browser, tmp_path):
    # Not by the fixture, which would rightly complain of the refusals this test provokes.
    path = write_page(hostile_map("x"), tmp_path / "policy.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(
        """() => {
            const script = document.createElement('script'), box = document.createElement('div');
            script.textContent = 'window.__pwned = 1';
            document.body.append(script, box);
            box['inner' + 'HTML'] = '<img src=x onerror="window.__pwned = 2">';
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.__pwned") is None
    page.close()


@pytest.mark.parametrize(
    "broken", ["throw new Error('no drawing today')", "var vis = {DataSet: Array, Network: Symbol}"]
)
def test_a_broken_script_is_said_and_the_picture_and_the_list_still_work(
    browser, tmp_path, monkeypatch, broken
):
    # Not by the fixture, which takes any error for a failure.
    monkeypatch.setattr(page_module, "vis_script", lambda: broken)
    path = page_module.write_page(small_map(), tmp_path / "broken.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator("#fail", has_text="vis-network did not start").wait_for()
    assert page.locator("#canvas canvas").count() == 1
    until(page, "graphx.labels().some(box => box.text === 'GSM8K')")
    box = page.evaluate("graphx.labels().find(box => box.text === 'GSM8K')")
    page.locator("#canvas").click(position={"x": box["x"] + box["w"] / 2, "y": box["y"] + box["h"] / 2})
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    page.get_by_role("button", name="List", exact=True).click()
    page.locator("#list .go", has_text="GSM8K").click()
    page.locator("#panel h2", has_text="GSM8K").wait_for()
    page.close()


def test_a_browser_that_draws_nothing_still_shows_the_list(browser, tmp_path):
    path = write_page(small_map(), tmp_path / "blind.html")
    page = browser.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(path.as_uri())
    page.locator("#list table").wait_for()
    assert "could not be drawn" in page.locator("#fail").inner_text()
    page.close()


def test_without_scripts_the_page_says_so(browser, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write_page(small_map(), tmp_path / "still.html").as_uri())
    assert "Allow scripts" in page.locator("noscript").inner_text()
    assert "2\u00a0datasets" in page.locator("#counts").inner_text()
    context.close()


ODD = (
    "long " * 20_000,
    "x" * 100_000,
    "مجموعة بيانات عربية للأسئلة والأجوبة",
    "\u202egnirts desrever\u202c",
    "nul \x00 and lone \ud83d surrogate \udc00",
    "",
    "   ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 " * 40,
    "e\u0301" * 500,
)


@pytest.mark.parametrize("width", [1280, 390])
def test_odd_texts_break_nothing(open_map, width):
    G = nx.MultiDiGraph()
    for number, text in enumerate(ODD):
        paper = add_paper(G, text, text, key=f"paper:title:{number}")
        name = add_artifact(G, "dataset", text, surfaces=(text,), key=f"dataset:{number}")
        other = add_paper(G, f"A paper beside number {number}")
        whole = Evidence(paper=paper, field="abstract", sentence=text, surface=text, end=len(text))
        link(G, paper, name, evidence=[whole])
        link(G, other, name)
    page = open_map(G, width=width)
    assert page.evaluate(VISIT_ALL, STRANGE) == "quiet"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(box["w"] < 400 for box in page.evaluate("graphx.labels()"))
    page.evaluate("graphx.setView(true)")
    page.locator("#list table").wait_for()
    assert page.evaluate("(list => list.scrollWidth <= list.clientWidth)(document.getElementById('list'))")


@pytest.mark.parametrize("text", ODD)
def test_odd_headings_break_nothing(text):
    assert page_text(nx.MultiDiGraph(), title=text)


def test_a_heading_without_end_fits(open_map):
    page = open_map(hostile_map("x"), title="x" * 100_000, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").bounding_box()["height"] < 60
