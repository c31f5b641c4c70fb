"""Confidences mean something: on the gold sets at least as many mentions are right as they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict

import pytest

from graphx.find import find_mentions
from graphx.find.confidence import SURE, confidence, confidence_of
from graphx.model import Paper
from graphx.schema import ACCEPTED


def test_several_rules_are_surer_than_one_and_weak_ones_stay_weak():
    assert confidence_of(["apposed-own", "title-head"], "dataset") > confidence_of(["apposed-own"], "dataset")
    assert confidence_of(["cue", "cue-own"], "dataset") <= 0.72
    assert confidence_of(["defined"], "model") < SURE
    assert confidence("catalog", "uncued") < SURE < confidence("catalog", "cue")


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", text)


def gold_papers(shared, pages):
    from graphx.read import read_papers

    titles = {
        fold(json.loads(line)["title"])
        for line in (shared / "eval" / "gold_pages_titles.jsonl").read_text(encoding="utf-8").splitlines()
    }
    yield "gold_pages.jsonl", read_papers(*pages), titles
    command = [sys.executable, str(shared / "eval" / "abstracts.py")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    papers = [Paper(title=r["title"], abstract=r["abstract"]) for r in map(json.loads, lines)]
    yield "gold_abstracts.jsonl", papers, {fold(p.title) for p in papers}


@pytest.mark.shared
def test_reliability_on_gold(shared, pages):
    bins: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    for name, papers, titles in gold_papers(shared, pages):
        gold: dict[str, set[tuple[str, str]]] = defaultdict(set)
        free: dict[str, set[str]] = defaultdict(set)
        for line in (shared / "eval" / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            spelled = {fold(text) for text in [row["name"], *row["surfaces"]]}
            title = fold(row["title"])
            if row["kind"] == "other" or row.get("maybe"):
                free[title] |= spelled
            else:
                gold[title] |= {(row["kind"], text) for text in spelled}
        for m in find_mentions(papers):
            title = fold(m.title)
            spelled = {fold(m.artifact.name), fold(m.surface)}
            if title not in titles or m.artifact.kind == "repo" or spelled & free[title]:
                continue
            right = any((m.artifact.kind, text) in gold[title] for text in spelled)
            assert m.tier == ACCEPTED
            assert m.confidence >= SURE
            bins[min(m.confidence // 0.1 / 10, 0.9)].append((m.confidence, right))
    for low, judged in sorted(bins.items()):
        said = sum(c for c, _ in judged) / len(judged)
        right = sum(r for _, r in judged) / len(judged)
        if len(judged) >= 20:
            message = f"{low:.1f}–{low + 0.1:.1f}: {len(judged)} mentions said {said:.2f}, right {right:.2f}"
            assert right >= said - 0.05, message
