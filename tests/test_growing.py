"""Maps that grow: the same as built from nothing, and never half of anything."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx import pipeline
from graphx.building import growing
from tests.test_building import some_records, tables, write


@pytest.fixture(autouse=True)
def _always(request):
    """Let maps grow however much is new."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "MOST_NEW", 1e9)
        yield


def same_as_anew(folder, paths, **options):
    """Hold a map to one that is built from nothing of the same files."""
    fresh = folder.parent / f"{folder.name} anew"
    pipeline.explore(*paths, output=fresh, page=False, **options)
    grown, anew = tables(folder), tables(fresh)
    for name in anew:
        assert grown[name] == anew[name], name
    (fresh / "graph.db").unlink()


def build(folder, paths, **options):
    return pipeline.explore(*paths, output=folder, page=False, **options).read


steps = st.lists(st.tuples(st.integers(0, 2), some_records | st.none()), min_size=1, max_size=4)


@settings(max_examples=10)
@given(some_records, steps)
def test_any_files_that_come_change_and_go(tmp_path_factory, first, changes):
    place = tmp_path_factory.mktemp("maps")
    paths = [write(place / "0.jsonl", [{"title": "What Always Stays Here"}, *first])]
    build(place / "map", paths)
    for number, records in changes:
        path = place / f"{number}.jsonl"
        if records is not None:
            write(path, [{"title": "What Always Stays Here"}, *records])
            paths = sorted({*paths, path})
        elif len(paths) > 1 and path in paths:
            path.unlink()
            paths.remove(path)
        assert build(place / "map", paths).grown
        same_as_anew(place / "map", paths)


def test_a_name_that_comes_is_found_in_old_papers(tmp_path):
    old = [{"title": f"Paper Number {n} of Many", "abstract": "ZorBit helps on GSM8K."} for n in range(3)]
    new = [{"title": "ZorBit: A New Dataset for All", "abstract": "We introduce ZorBit, a new dataset."}]
    paths = [write(tmp_path / "old.jsonl", old)]
    build(tmp_path / "map", paths)
    paths.append(write(tmp_path / "new.jsonl", new))
    report = build(tmp_path / "map", paths)
    assert (report.grown, report.added, report.searched, report.removed) == (True, 1, 3, 0)
    with sqlite3.connect(tmp_path / "map/graph.db") as db:
        assert db.execute("SELECT count(*) FROM links WHERE target = 'dataset:zorbit'").fetchone() == (4,)
    same_as_anew(tmp_path / "map", paths)
    report = build(tmp_path / "map", paths[:1])
    assert (report.grown, report.added, report.searched, report.removed) == (True, 0, 3, 1)
    same_as_anew(tmp_path / "map", paths[:1])
