"""Where papers come from: packed files, archives, folders, patterns, pipes, encodings; what is refused."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphx.errors import InputError
from graphx.read import name_after, packed, read_files, read_papers
from graphx.read.notices import Notices
from graphx.read.source import MAX_LINE, Source, decoded
from tests.inputs import FILES

try:
    from compression import zstd
except ImportError:
    from backports import zstd

ONE = '{"title": "One Paper of Its Own"}\n'
TWO = '{"title": "Two Papers of Our Own"}\n'


def zipped(entries, **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(entries, mode="w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in entries:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = content.encode() if isinstance(content, str) else content
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


PACKERS = [
    pytest.param(gzip.compress, id="gzip"),
    pytest.param(bz2.compress, id="bzip2"),
    pytest.param(lzma.compress, id="xz"),
    pytest.param(zstd.compress, id="zstd"),
    pytest.param(lambda data: zipped([("a/b", data)]), id="zip"),
    pytest.param(lambda data: tarred([("a/b", data)]), id="tar.gz"),
    pytest.param(lambda data: tarred([("a/b", data)], "w:xz"), id="tar.xz"),
]


def titles(*paths, **options):
    return sorted(paper.title.split()[0] for paper in read_papers(*paths, **options))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("pack", PACKERS)
def test_every_format_is_read_packed(tmp_path, name, pack):
    def bare(path):
        return [(p.title, p.abstract, p.ids, p.cites, p.origins[0].line) for p in read_papers(path)]

    plain, small = tmp_path / name, tmp_path / "packed"
    plain.write_bytes(FILES[name].encode())
    small.write_bytes(pack(FILES[name].encode()))
    assert bare(small) == bare(plain)


def test_a_zip_archive_of_several_files(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(
        zipped(
            [
                ("one.jsonl", ONE),
                ("deep/er/two.jsonl.gz", gzip.compress(TWO.encode())),
                ("read me.txt", "Dear all,\n\nsee you at noon.\n"),
                ("__MACOSX/one.jsonl", TWO),
                (".hidden.jsonl", ONE),
                ("picture.png", b"\x89PNG\0\0"),
                ("inner.zip", zipped([("one.jsonl", ONE)])),
                ("empty", b""),
            ]
        )
    )
    result = read_files([path])
    assert [name for name, _ in result.formats] == [f"{path}/one.jsonl", f"{path}/deep/er/two.jsonl.gz"]
    assert {str(p.origins[0]) for p in result.papers} == {
        f"{path}/one.jsonl:1",
        f"{path}/deep/er/two.jsonl.gz:1",
    }
    assert len(result.notices) == 3
    assert "1 file is of no known format" in " ".join(result.notices)
    assert "an archive in an archive" in " ".join(result.notices)


def test_a_tar_archive_of_several_files(tmp_path):
    link, device = tarfile.TarInfo("link.jsonl"), tarfile.TarInfo("device.jsonl")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device.type = tarfile.CHRTYPE
    entries = [
        ("./one.jsonl", ONE),
        ("../../two.jsonl.gz", gzip.compress(TWO.encode())),
        (link, b""),
        (device, b""),
        (".hidden.jsonl", TWO),
        ("inner.tar", tarred([("one.jsonl", ONE)], "w")),
        ("empty", b""),
    ]
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        path = tmp_path / "in" / "all.tar"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(tarred(entries, mode))
        result = read_files([path])
        places = [f"{path}/./one.jsonl", f"{path}/../../two.jsonl.gz"]
        assert [name for name, _ in result.formats] == places
        told = " ".join(result.notices)
        assert "2 files are a link or a device in an archive" in told
        assert "1 file is an archive in an archive" in told
        assert len(result.papers) == 2
        assert sorted(tmp_path.rglob("*")) == [path.parent, path]


def test_names_and_links_in_archives_lead_nowhere(tmp_path):
    secret = tmp_path / "secret.jsonl"
    secret.write_text(TWO)
    link = zipfile.ZipInfo("link.jsonl")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "in" / "bad.zip"
    path.parent.mkdir()
    path.write_bytes(
        zipped([("../../escaped.jsonl", ONE), ("/tmp/absolute.jsonl", ONE), (link, str(secret))])
    )
    before = sorted(tmp_path.rglob("*"))
    result = read_files([path])
    assert {paper.title for paper in result.papers} == {"One Paper of Its Own"}
    assert "1 file is a link in an archive" in result.notices[0]
    assert sorted(tmp_path.rglob("*")) == before


def test_encrypted_entries_are_skipped_and_told(tmp_path):
    data = bytearray(zipped([("one.jsonl", ONE), ("two.jsonl", TWO)]))
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    result = read_files([path])
    assert [p.title for p in result.papers] == ["Two Papers of Our Own"]
    assert "an encrypted file" in result.notices[0]


BOMB = (b'{"title": "A Bomb of Four"}' + b" " * 1000 + b"\n") * 40_000


@pytest.mark.parametrize("pack", PACKERS)
def test_bombs_are_refused(tmp_path, pack):
    path = tmp_path / "bomb"
    path.write_bytes(pack(BOMB))
    assert len(BOMB) > 200 * path.stat().st_size
    with pytest.raises(
        InputError, match="unpacks to more than 200 times its size, as no list of papers does"
    ):
        read_papers(path)


def test_archives_of_very_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "MAX_ENTRIES", 10)
    path = tmp_path / "many.zip"
    path.write_bytes(zipped([(str(i), ONE) for i in range(11)]))
    with pytest.raises(InputError, match=r"a zip archive of 11 files \(at most 10\)"):
        read_papers(path)
    path.write_bytes(tarred([(str(i), ONE) for i in range(11)]))
    with pytest.raises(InputError, match=r"a tar archive of more than 10 files \(at most 10\)"):
        read_papers(path)


@pytest.mark.parametrize("pack", PACKERS)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_damaged_archives_give_papers_or_a_clear_error(tmp_path_factory, pack, data):
    whole = pack((ONE * 50).encode())
    cut, rest = (data.draw(st.integers(0, len(whole))) for _ in range(2))
    path = tmp_path_factory.mktemp("damaged") / "x"
    path.write_bytes(whole[:cut] + data.draw(st.binary(max_size=4)) + whole[rest:])
    try:
        assert read_papers(path)
    except InputError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)


def test_folders_are_read_with_all_that_is_in_them(tmp_path):
    (tmp_path / "sub" / ".git").mkdir(parents=True)
    (tmp_path / "one.jsonl").write_text(ONE)
    (tmp_path / "sub" / "two.jsonl").write_text(TWO)
    (tmp_path / "sub" / ".git" / "hidden.jsonl").write_text(TWO)
    (tmp_path / "notes.txt").write_text("Dear all,\n\nsee you at noon.\n")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 \xff\xfe")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    result = read_files([tmp_path])
    assert [Path(name).name for name, _ in result.formats] == ["one.jsonl", "two.jsonl"]
    assert len(result.notices) == 2
    assert titles(tmp_path, tmp_path / "one.jsonl") == ["One", "Two"]
    assert read_files([tmp_path, tmp_path / "one.jsonl"]).records == 2


def test_a_folder_without_papers(tmp_path):
    (tmp_path / "notes.txt").write_text("Dear all,\n\nsee you at noon.\n")
    with pytest.raises(InputError, match="no papers"):
        read_papers(tmp_path)


def test_patterns(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "one.jsonl").write_text(ONE)
    (tmp_path / "sub" / "two.jsonl").write_text(TWO)
    (tmp_path / "odd[1].jsonl").write_text(TWO)
    assert titles(tmp_path / "o*.jsonl") == ["One", "Two"]
    assert titles(tmp_path / "**" / "t*.jsonl") == ["Two"]
    assert titles(tmp_path / "odd[1].jsonl") == ["Two"], "a file of that name comes first"
    with pytest.raises(InputError, match="no file fits this pattern"):
        read_papers(tmp_path / "x*")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress, lambda data: zipped([("a", data)])])
def test_standard_input(pack):
    code = "from graphx.read import read_files; r = read_files(['-', '-']); print(*r.formats, r.records)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=pack(ONE.encode()), capture_output=True, check=True
    )
    assert b"<standard input>" in done.stdout
    assert done.stdout.strip().endswith(b" 1")


def test_windows_1252_is_read_and_told(tmp_path):
    path = tmp_path / "w.csv"
    path.write_bytes("title,abstract\nA Study of “Cafés”,x\nÜber alles,y\n".encode("cp1252"))
    result = read_files([path])
    assert {p.title for p in result.papers} == {"A Study of “Cafés”", "Über alles"}
    assert result.notices == (f"1 file is not UTF-8, '“' ({path}:2): the other bytes read as Windows-1252",)


def test_declared_encodings(tmp_path):
    path = tmp_path / "l.xml"
    text = '<?xml version="1.0" encoding="ISO-8859-2"?><feed><entry><title>Škoda Ľ</title></entry></feed>'
    path.write_bytes(text.encode("iso-8859-2"))
    result = read_files([path])
    assert [p.title for p in result.papers] == ["Škoda Ľ"]
    assert result.notices == ()


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"%PDF-1.7\n", "this is a PDF; export"),
        (b"SQLite format 3\0", "SQLite"),
        (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip"),
    ],
)
def test_files_that_cannot_be_papers_are_named(tmp_path, start, told):
    path = tmp_path / "x"
    path.write_bytes(start)
    with pytest.raises(InputError, match=told):
        read_papers(path)


@given(st.text(alphabet="aé€\r\n😀"), st.integers(1, 7))
def test_text_is_the_same_however_it_is_cut(text, size):
    class Small(io.BytesIO):
        def read(self, _size=-1):
            return super().read(size)

    data = f"x{text}".encode()
    expected = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8").read()
    chunks = list(decoded(Small(data), "p", Notices()))
    assert "".join(chunks) == expected
    assert list(Source("p", chunks).lines()) == list(enumerate(expected.split("\n"), 1))


@given(st.binary(min_size=1).filter(lambda data: b"\0" not in data))  # which would tell of UTF-16
def test_any_byte_is_some_character(data):
    notices = Notices()
    try:
        text = "".join(decoded(io.BytesIO(b"a" + data), "p", notices))
    except InputError:
        return
    assert text.startswith("a")


@given(
    st.lists(
        st.sampled_from(
            ["\x1c", "\x85", "\u2028", "\x0b", "\ufeff", " ", "\t", "\n", "a", ",", "{", "<", "@"]
        )
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_blanks_of_all_sorts_are_papers_or_a_clear_error(tmp_path, parts):
    path = tmp_path / "x"
    path.write_bytes("".join(parts).encode())
    with contextlib.suppress(InputError):
        read_papers(path)


def test_long_files_are_read_line_by_line():
    line = '{"title": "A Paper", "abstract": "' + "word " * 2000 + '"}\n'
    source = Source("p", repeat(line * 10, 1000))
    tracemalloc.start()
    count = sum(1 for _ in source.lines())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_001
    assert peak < 5_000_000, "100 MB of text are never in memory at once"


def test_lines_without_end_are_refused():
    source = Source("p", repeat("x" * 1_000_000))
    with pytest.raises(InputError, match=f"p:1: a line of more than {MAX_LINE:,} characters"):
        list(source.lines())


def test_maps_are_called_after_what_they_are_made_of():
    assert [name_after(Path(name)) for name in ("a/b.jsonl.gz", "dir", "x.tar.zst")] == ["b", "dir", "x"]
