"""The shape of the house: imports run one way, names are public on purpose, everything is documented."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import graphx

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(graphx.__file__).resolve().parent  # not always beside the tests: a wheel is tested as well
MODULES = sorted(PACKAGE.rglob("*.py"))
PARTS = ("read", "find", "correct", "enrich", "build", "store", "analyze", "render", "export", "sample")
LEVELS = [
    {"__main__"},
    {"cli"},
    {"enriching", "importing"},
    {"pipeline", "backend", "spark"},
    {"building"},
    {"maps"},
    {"drawing", "graphs"},
    {"mapped"},
    set(PARTS),
    {"formats"},
    {"answers", "facts"},
    {"model", "files"},
    {"ids", "text"},
    {"schema"},
    {"errors"},
]
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The part of the house a module stands in: ``graphx.find.match`` stands in ``find``."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """Modules of ours that a file imports anywhere, inside functions and under TYPE_CHECKING too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "graphx"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write it out"
            if node.module and node.module.split(".")[0] == "graphx":
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                found |= {
                    name
                    if (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").exists()
                    or (PACKAGE.parent / name.replace(".", "/")).is_dir()
                    else node.module
                    for name in names
                }
    return found


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_one_way(path):
    here = room(dotted(path))
    if not here:
        return  # the package's own __init__ only names what others define
    for module in imports(path):
        there = room(module)
        assert there in LEVEL, f"{dotted(path)} imports {module}, whose room has no level; give it one"
        assert here in LEVEL, f"{dotted(path)} stands in a room without a level; give it one"
        if there != here:
            assert LEVEL[here] < LEVEL[there], (
                f"{dotted(path)} imports {module}: {here} must not know {there}"
            )


def test_no_import_cycles():
    edges = {dotted(path): imports(path) for path in MODULES if dotted(path) != "graphx"}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"cycle: {' -> '.join((*trail, module))}"
        if module not in done:
            for target in sorted(edges.get(module, ())):
                if target not in ("graphx", module):
                    visit(target, (*trail, module))
            done.add(module)

    for module in edges:
        visit(module, ())


def imports_package(name: str, code: str) -> bool:
    return bool(re.search(rf"^\s*(?:import|from) {name}\b|import_module\(\"{name}\b", code, re.MULTILINE))


def test_only_one_module_knows_pyvis():
    users = [dotted(p) for p in MODULES if imports_package("pyvis", p.read_text(encoding="utf-8"))]
    assert users == ["graphx.render.vis"]


def test_modules_are_of_a_size_to_read():
    long = {dotted(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_public_names_are_sorted_exist_and_are_documented():
    assert graphx.__all__ == sorted(graphx.__all__)
    for name in graphx.__all__:
        assert inspect.getdoc(getattr(graphx, name)), f"graphx.{name} has no docstring"


def test_public_functions_tell_parameters_and_show_an_example():
    for name in graphx.__all__:
        thing = getattr(graphx, name)
        if not inspect.isfunction(thing):
            continue
        text = inspect.getdoc(thing) or ""
        told = text.partition("Parameters\n----------")[2]
        for parameter in inspect.signature(thing).parameters:
            assert re.search(rf"\b{parameter}\b", told), (
                f"graphx.{name} does not tell its parameter {parameter!r}"
            )


def test_public_names_stand_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    functions = [name for name in graphx.__all__ if inspect.isfunction(getattr(graphx, name))]
    missing = [name for name in functions if name not in readme]
    assert not missing, f"say what these do in README.md: {missing}"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        graphx.nonsense  # noqa: B018


@pytest.mark.parametrize("path", [p for p in MODULES if ">>>" in p.read_text(encoding="utf-8")], ids=dotted)
def test_examples_run(path):
    module = importlib.import_module(dotted(path))
    failed, tried = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert tried
    assert not failed, f"an example in {dotted(path)} does not give what it says"


def imported_by(code: str) -> set[str]:
    command = [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"]
    # Measuring coverage loads what it needs into every process.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=alone)
    return set(run.stdout.split())


def test_importing_graphx_loads_nothing_heavy():
    loaded = imported_by("import graphx")
    assert not loaded & {"networkx", "numpy", "scipy", "pyvis", "rich", "click", "jinja2", "sqlite3"}


def test_help_loads_nothing_heavy():
    loaded = imported_by(
        "import click.testing as t; from graphx.cli.app import cli; t.CliRunner().invoke(cli, ['--help'])"
    )
    assert not loaded & {
        "networkx",
        "numpy",
        "scipy",
        "pyvis",
        "rich",
        "jinja2",
        "graphx.find",
        "graphx.render",
    }


def test_top_level_is_what_was_agreed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    tops = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    allowed = {
        "pyproject.toml",
        "README.md",
        "graphx",
        "cache",
        "outputs",
        "tests",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
    }
    assert {top for top in tops if not top.startswith(".")} <= allowed


def test_every_dependency_is_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    code = "".join(p.read_text(encoding="utf-8") for p in MODULES)
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=~!\[ ]", requirement)[0]
        assert imports_package(name, code), f"{name} is required but never imported"
