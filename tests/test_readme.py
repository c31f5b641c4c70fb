"""The README tells the truth: its examples run and print what it says.

``GRAPHX_UPDATE_README=1 python -m pytest tests/test_readme.py`` writes the output anew.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphx.cli.app import cli
from graphx.sample import sample_path

README = Path(__file__).resolve().parents[1] / "README.md"
UPDATE = bool(os.environ.get("GRAPHX_UPDATE_README"))
CONSOLE = re.compile(r"```console\n\$ graphx (?P<command>.*)\n(?P<output>(?:(?!```|\$ ).*\n)+)```")
HELP = re.compile(r"```text\n(?P<output>(?:(?!```).*\n)+)```")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("readme")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert CliRunner().invoke(cli, ["demo"]).exit_code == 0
        records = sample_path().read_text(encoding="utf-8").splitlines(keepends=True)
        earlier = [record for record in records if json.loads(record)["year"] < 2024]
        Path("earlier.jsonl").write_text("".join(earlier), encoding="utf-8")
        assert CliRunner().invoke(cli, ["build", "earlier.jsonl"]).exit_code == 0
    return place


def run(folder, command, width=120):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", str(width))
        result = CliRunner().invoke(cli, shlex.split(command), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def check(match, actual):
    """Compare what the README shows with what is printed, or put it there."""
    if match["output"] == actual:
        return
    assert UPDATE, f"the README shows\n{match['output']}\nbut graphx prints\n{actual}"
    text = README.read_text(encoding="utf-8")
    README.write_text(text.replace(match[0], match[0].replace(match["output"], actual)), encoding="utf-8")


EXAMPLES = list(CONSOLE.finditer(README.read_text(encoding="utf-8")))


@pytest.mark.parametrize("match", EXAMPLES, ids=lambda m: m["command"][:40])
def test_examples_print_what_the_readme_says(folder, match):
    printed = run(folder, match["command"])
    check(match, "\n".join(line.rstrip() for line in printed.strip().splitlines()) + "\n")


def test_there_are_examples():
    assert len(EXAMPLES) >= 3


def test_the_commands_in_the_readme_are_those_of_the_help(folder):
    (match,) = HELP.finditer(README.read_text(encoding="utf-8"))
    text = run(folder, "--help", 100)
    listed = text.partition("Commands:\n")[2]
    check(match, "".join(f"graphx {line.strip()}\n" for line in listed.splitlines()))


def test_python_in_the_readme():
    failed, tried = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert tried >= 5
    assert not failed


def test_both_commands_are_one_line_each():
    text = README.read_text(encoding="utf-8")
    for name in ("demo", "test"):
        block = re.search(rf"<!-- {name} -->\n```sh\n(.*)\n```", text)
        assert block, f"the README has no one-line command marked {name!r}"
        assert "\n" not in block[1]
