"""Corrections by a press: the page writes lines that Python reads and carries out."""

import pytest

from graphx import explore, load_graph
from graphx import open_map as open_made
from graphx.correct import read_corrections
from graphx.maps import CORRECTIONS_NAME
from tests.pages import small_map, until

TEXT = """title,abstract,arxiv_id
LongBench: A Benchmark,"We introduce LongBench, a dataset. We evaluate BERT on it.",2308.14508
Tricks for Long Inputs,"We train BERT on SQuAD and test it on LongBench. Our models beat GPT-3.",2401.00001
More about Questions,"We use SQuAD and GLUE to test GPT-3 and GPT-2.",2401.00002
"""


@pytest.fixture
def made(tmp_path):
    (tmp_path / "papers.csv").write_text(TEXT, encoding="utf-8")
    return explore(tmp_path / "papers.csv", output=tmp_path / "map")


def choose(page, G, key):
    page.evaluate(f"graphx.choose({sorted(G).index(key)})")
    until(page, f"document.getElementById('panel').dataset.shown === '{sorted(G).index(key)}'")


def test_lines_from_the_page_are_carried_out(open_map, made):
    G = made.graph
    page = open_map(G)
    choose(page, G, "paper:arxiv:2401.00001")
    page.get_by_role("button", name="Wrong link: Tricks for Long Inputs uses SQuAD").first.click()
    assert (
        page.locator(".fix code").first.inner_text() == "wrong-link: paper:arxiv:2401.00001 -> dataset:squad"
    )
    assert "1\u00a0correction so far" in page.locator("#live").text_content()
    choose(page, G, "dataset:glue")
    page.locator("summary", has_text="Something wrong here?").click()
    page.locator("button", has_text="Not a dataset").click()
    choose(page, G, "dataset:longbench")
    page.locator("summary", has_text="Something wrong here?").click()
    page.get_by_label("New name").fill('Long "Bench" \\ 1')
    page.keyboard.press("Enter")
    page.locator(".fix", has_text="rename:").wait_for()
    choose(page, G, "model:gpt-2")
    page.locator("summary", has_text="Something wrong here?").click()
    page.get_by_label("Same as").fill("gpt-3")
    page.keyboard.press("Enter")
    page.locator(".fixes .go", has_text="GPT-3").click()
    page.locator(".fix", has_text="same:").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Copy line"

    page.keyboard.press("Escape")
    page.locator("#tray-open").click()
    with page.expect_download() as caught:
        page.locator("#tray button", has_text="Save as file").click()
    assert caught.value.suggested_filename == "corrections.txt"
    file = made.folder / CORRECTIONS_NAME
    file.write_bytes(caught.value.path().read_bytes())
    assert len(read_corrections(file)) == 4
    found = load_graph(made.folder)
    assert [one.problem for one in open_made(made.folder).corrections] == [""] * 4
    assert not found.has_edge("paper:arxiv:2401.00001", "dataset:squad")
    assert "dataset:glue" not in found
    assert found.nodes["dataset:longbench"]["label"] == 'Long "Bench" \\ 1'
    assert "model:gpt-2" not in found
    assert found.has_edge("paper:arxiv:2401.00002", "model:gpt-3")
    # Drawn anew, what has been carried out and is gone is no longer noted.
    page = open_map(found, page=page)
    assert not [line for line in page.evaluate("graphx.fixLines()") if "glue" in line]


def test_every_line_that_can_be_written_is_one_that_can_be_read(open_map, made, tmp_path):
    G = made.graph
    page = open_map(G)
    lines = page.evaluate(
        """() => {
            const names = ['a "b" c', 'back\\\\slash', '# no comment', 'line\\nbreak', "it's"];
            names.push('𝔸 \u200b ü', '-> = :');
            const all = [], line = graphx.fixLine;
            for (let e = 0; e < graphx.data.edges.from.length; e++) {
                const a = graphx.data.edges.from[e], b = graphx.data.edges.to[e];
                all.push(graphx.data.edges.relation[e] === 4 ? line.apart(a, b) : line.wrongLink(a, b));
            }
            graphx.kind.forEach((kind, i) => {
                if (!kind) return;
                all.push(line.notOne(i));
                names.forEach(name => all.push(line.rename(i, name), line.otherThing(i, name)));
                graphx.kind.forEach((other, j) => { if (other && i !== j) all.push(line.same(i, j)); });
            });
            return all;
        }"""
    )
    assert None not in lines
    file = tmp_path / "all.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_corrections(file)
    assert len(read) == len(lines)
    assert {one.verb for one in read} >= {"wrong-link", "not-an-artifact", "rename", "same", "not-same"}
    assert {one.text for one in read if one.verb == "rename"} == {
        'a "b" c', "back\\slash", "# no comment", "line break", "it's", "𝔸 \u200b ü", "-> = :",
    }  # fmt: skip


def test_what_is_noted_is_kept_and_taken_back(open_map):
    G = small_map()
    page = open_map(G, fragment="#n=dataset%3Agsm8k")
    page.locator("summary", has_text="Something wrong here?").click()
    page.locator("button", has_text="Not a dataset").click()
    page = open_map(G, fragment="#n=model%3Allama", page=page)
    page = open_map(G, fragment="#n=dataset%3Agsm8k", page=page)
    assert page.evaluate("graphx.fixLines()") == ["not-an-artifact: dataset:gsm8k"]
    page.locator("#tray-open").click()
    page.locator("#tray button", has_text="Take back").click()
    assert page.evaluate("graphx.fixLines()") == []
    assert "None noted" in page.locator("#tray").inner_text()


def test_links_are_gone_through_by_keyboard(open_map):
    page = open_map(small_map(), fragment="#n=dataset%3Agsm8k")
    page.locator("#canvas").focus()
    page.keyboard.press("l")
    until(page, "graphx.state.other >= 0")
    assert page.locator("#live").text_content() == "Link: Position Tricks for Long Inputs uses GSM8K."
    page.keyboard.press("l")
    until(page, "document.getElementById('live').textContent.includes('Small Models Count uses GSM8K')")
    assert "GSM8K is what we train on." in page.locator("#panel").inner_text()
    page.keyboard.press("l")
    until(page, "document.getElementById('live').textContent.includes('Position Tricks')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    until(page, "graphx.state.chosen < 0")
