"""Full disks, closed folders, kills and rivals: the old state or the new one, and one clear error."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import random
import resource
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphx import explore, load_graph, read_papers, sample_path
from graphx.cli.app import cli
from tests.inputs import BIBTEX, RIS

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("luck") / "whole"
    explore(sample_path(), output=folder)
    return folder


@pytest.fixture
def place(whole, tmp_path):
    """What the words in capitals stand for; each file that is written to is there before."""
    tmp_path.chmod(0o755)
    shutil.copytree(whole, tmp_path / "map")
    names = {"MAP": "map", "NEW": "new", "JSON": "g.json", "CSV": "csv", "PAGE": "p.html", "CACHE": "cache"}
    (tmp_path / "g.json").write_text("old")
    (tmp_path / "p.html").write_text("old")
    (tmp_path / "more.bib").write_text(BIBTEX)
    return {name: tmp_path / path for name, path in names.items()} | {"MORE": tmp_path / "more.bib"}


def words(place, line):
    return [str(place.get(word, word)) for word in line.split()]


def started(work):
    """Run a command in a process of its own; return its number and where its words can be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 99
        try:
            os.close(reading)
            args = work()
            done = CliRunner().invoke(cli, args)
            os.write(writing, (done.stderr + (repr(done.exception) if done.exception else "")).encode())
            code = 98 if done.exception and not isinstance(done.exception, SystemExit) else done.exit_code
        finally:
            os._exit(code)
    os.close(writing)
    return child, reading


def give_up_rights():
    """Give up what lets root open whatever is closed, in this process."""
    libc = ctypes.CDLL(None)
    header, rights = (ctypes.c_uint32 * 2)(0x2008_0522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, rights) == 0
    rights[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert libc.capset(header, rights) == 0


def ended(child, reading):
    """Wait for it; return its exit status and what it told."""
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def check_told(line, code, told):
    errors = [text for text in told.splitlines() if text.startswith("Error: ")]
    assert (code, len(errors)) in ((0, 0), (1, 1)), (line, code, told)


def state(folder):
    """All files below a folder but those that may be made anew, each by what it holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "graph.arrays"
    }


WRITERS = (
    "build MORE -o NEW",
    "build MORE -o MAP --add",
    "export MAP --format json -o JSON",
    "export MAP --format csv -o CSV",
    "export MAP --format notes -o NEW",
    "page MAP",
    "page MAP -o PAGE",
    "enrich MAP --offline --cache-dir CACHE",
)


@pytest.mark.parametrize("size", [0, 30_000, 300_000])
@pytest.mark.parametrize("line", WRITERS)
def test_a_full_disk_costs_nothing_that_was_there(place, line, size):
    folder = place["MAP"].parent
    before, graph = state(folder), load_graph(place["MAP"])

    def work():
        # A file that grows beyond this cannot be written, as on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return words(place, line)

    code, told = ended(*started(work))
    check_told(line, code, told)
    if code:
        after = state(folder)
        assert {name: after.get(name) for name in before} == before, line
        assert not [name for name in after if name.endswith(".part")]
        assert load_graph(place["MAP"]).adj == graph.adj
    place["MORE"].write_text(BIBTEX + "\n@misc{z, title={Another Work on BERT and SQuAD}}")
    assert CliRunner().invoke(cli, words(place, line)).exit_code == 0, "once there is room it works"


@pytest.mark.skipif(sys.platform != "linux", reason="rights are given up in Linux's way")
@pytest.mark.parametrize("line", [*WRITERS, "info MAP", "rank MAP", "search MAP squad", "diff MAP MAP"])
def test_folders_that_may_only_be_read(place, line):
    folder = place["MAP"].parent
    place["CACHE"].mkdir()
    place["CSV"].mkdir()
    before = state(folder)
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)

    def work():
        give_up_rights()
        return words(place, line)

    try:
        code, told = ended(*started(work))
    finally:
        for path in folders:
            path.chmod(0o755)
    check_told(line, code, told)
    assert state(folder) == before
    assert code == (line in WRITERS and not line.startswith("enrich")), told


CLOSED = ("info MAP", "rank MAP", "page MAP", "diff MAP MAP", "export MAP --format json -o NEW", *WRITERS)


@pytest.mark.skipif(sys.platform != "linux", reason="rights are given up in Linux's way")
@pytest.mark.parametrize("line", CLOSED)
def test_folders_that_may_not_be_looked_into(place, line):
    folder = place["MAP"].parent

    def work():
        give_up_rights()
        return words(place, line)

    folder.chmod(0)
    try:
        code, told = ended(*started(work))
    finally:
        folder.chmod(0o755)
    check_told(line, code, told)
    assert code == 1


@pytest.mark.parametrize("line", WRITERS[1:-1])
def test_killed_at_any_moment_files_are_old_or_new(place, line):
    folder, chance = place["MAP"].parent, random.Random(line)
    old, graph = state(folder), load_graph(place["MAP"])
    begun = time.monotonic()
    kept = folder.with_name(f"{folder.name}-kept")
    shutil.copytree(folder, kept)
    assert ended(*started(lambda: words(place, line)))[0] == 0
    took, new, grown = time.monotonic() - begun, state(folder), load_graph(place["MAP"])
    for _ in range(4):
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        child, reading = started(lambda: words(place, line))
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        ended(child, reading)
        found = load_graph(place["MAP"])
        assert found.adj in (graph.adj, grown.adj)
        for name in ("g.json", "p.html", "map/graph.html"):
            # A page tells when its map was built.
            assert state(folder)[name] in (old[name], new[name]) or "--add" in line, name
        with contextlib.suppress(OSError):
            os.close(reading)
    assert CliRunner().invoke(cli, words(place, line)).exit_code == 0
    assert load_graph(place["MAP"]).adj == grown.adj


@pytest.mark.parametrize("add", ["", " --add"])
def test_two_that_build_one_map_never_mix_it(place, add):
    other = place["MAP"].parent / "other.ris"
    other.write_text(RIS)
    paths = place["MORE"], other
    if not add:
        shutil.rmtree(place["MAP"])
    running = [started(lambda path=path: words(place, f"build {path} -o MAP{add}")) for path in paths]
    ends = [ended(*one) for one in running]
    for code, told in ends:
        check_told("build", code, told)
    built = {
        data["title"] for _, data in load_graph(place["MAP"]).nodes(data=True) if data["kind"] == "paper"
    }
    won = [path for path, (code, _) in zip(paths, ends, strict=True) if code == 0]
    assert won
    # One of them takes the place of the other, or comes to what is there, which may hold its papers already.
    read = [read_papers(sample_path(), *won)] if add else map(read_papers, won)
    assert built in [{paper.title for paper in papers} for papers in read]


def test_things_that_are_no_files_in_the_place_of_a_map(place, tmp_path):
    for number, make in enumerate([os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")]):
        for name in ("graph.db", "graph.arrays", "corrections.txt"):
            folder = tmp_path / f"{number}-{name}"
            shutil.copytree(place["MAP"], folder)
            (folder / name).unlink(missing_ok=True)
            make(folder / name)
            child, reading = started(lambda folder=folder: ["rank", str(folder)])
            code, told = ended(child, reading)
            check_told(f"{number} {name}", code, told)


def test_a_map_that_is_a_link_is_read_where_it_leads(place, tmp_path):
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "graph.db").symlink_to(place["MAP"] / "graph.db")
    before = state(place["MAP"])
    assert ended(*started(lambda: ["rank", str(tmp_path / "link")]))[0] == 0
    code, told = ended(*started(lambda: words(place, f"build MORE -o {tmp_path / 'link'}")))
    check_told("build", code, told)
    assert state(place["MAP"]) == before, "a build writes beside the link, not through it"
    assert Path(tmp_path / "link" / "graph.db").is_file()
