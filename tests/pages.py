"""Small graphs for the tests of the page, made by hand from a few words."""

from __future__ import annotations

import base64
import json
import re
import time
import zlib

import networkx as nx

from graphx.ids import artifact_key, paper_key
from graphx.model import Evidence
from graphx.render.fold import likely_key, likely_name, likely_sentence
from graphx.schema import PAPER

NAMES = {
    "LongBench": ("dataset", "LongBench"),
    "GSM8K": ("dataset", "GSM8K"),
    "Llama-2": ("model", "Llama 2"),
    "LLaMA": ("model", "LLaMA"),
    "https://github.com/THUDM/LongBench": ("repo", "github.com/thudm/longbench"),
}
"""Spelling to kind and name."""

PAPERS = (
    {
        "title": "LongBench: A Bilingual Benchmark for Long Context",
        "abstract": "We introduce LongBench, a benchmark for long context. We evaluate Llama-2 on it. "
        "The data are at https://github.com/THUDM/LongBench. 𝔸ll of it is free.",
        "authors": ("Bai Yushi", "Ánna Müller"),
        "year": 2023,
        "ids": ("arxiv:2308.14508",),
    },
    {
        "title": "Position Tricks for Long Inputs",
        "abstract": "𝔸fter training Llama-2 on long inputs we test it on LongBench and GSM8K. "
        "Llama-2 gains most.",
        "authors": ("Chen Wei",),
        "year": 2024,
        "ids": ("doi:10.1000/xyz",),
    },
    {
        "title": "Small Models Count",
        "abstract": "We mention LLaMA only here. GSM8K is what we train on.",
    },
    {"title": "A Paper That Names Nothing at All", "abstract": "No data, no names.", "year": 2020},
)

ROLE = {
    ("LongBench", 0): "introduces",
    ("https://github.com/THUDM/LongBench", 0): "introduces",
    ("LLaMA", 2): "mentions",
}


def add_paper(G, title, abstract="", *, key=None, **more):
    attrs = {"authors": (), "year": None, "ids": (), "venue": "", "url": "", "origins": (), "date": ""} | more
    key = key or paper_key(attrs["ids"], title, abstract)
    G.add_node(key, kind=PAPER, label=title, title=title, abstract=abstract, **attrs)
    return key


def add_artifact(G, kind, name, *, url="", surfaces=(), key=None):
    key = key or artifact_key(kind, name)
    if key not in G:
        G.add_node(key, kind=kind, label=name, name=name, url=url, surfaces=tuple(surfaces))
    return key


def link(G, paper, artifact, relation="uses", *, evidence=None, weight=0.9):
    evidence = evidence or (Evidence(provider="catalog", detail="by hand"),)
    G.add_edge(paper, artifact, relation, relation=relation, weight=weight, evidence=tuple(evidence))


def evidence_of(G, paper, surface):
    """Every place where a spelling stands in the paper's texts."""
    found = []
    for field in ("title", "abstract"):
        text = G.nodes[paper][field]
        at = text.find(surface)
        while at >= 0:
            begin = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
            stop = text.find(". ", at)
            end = len(text) if stop < 0 else stop + 1
            found.append(
                Evidence(
                    paper=paper,
                    field=field,
                    start=at,
                    end=at + len(surface),
                    surface=surface,
                    sentence=text[begin:end],
                    sentence_start=begin,
                    rule="test",
                )
            )
            at = text.find(surface, at + 1)
    return tuple(found)


def small_map(papers=PAPERS):
    """Four papers: two share a dataset and a model, one is linked by a dataset, one stands alone."""
    G = nx.MultiDiGraph()
    for number, paper in enumerate(papers):
        key = add_paper(G, **paper)
        for surface, (kind, name) in NAMES.items():
            evidence = evidence_of(G, key, surface)
            if kind != "repo":
                # A name inside an address is not a mention of that name.
                evidence = tuple(
                    e for e in evidence if "THUDM/" not in G.nodes[key][e.field][e.start - 6 : e.start]
                )
            if evidence:
                artifact = add_artifact(G, kind, name, surfaces=(surface,))
                link(G, key, artifact, ROLE.get((surface, number), "uses"), evidence=evidence)
    link(G, "model:llama-2", "model:llama", "variant_of")
    link(G, "dataset:longbench", "repo:github.com/thudm/longbench", "hosted_at")
    link(
        G,
        "paper:doi:10.1000/xyz",
        "paper:arxiv:2308.14508",
        "cites",
        evidence=[Evidence(provider="input", detail="arxiv:2308.14508")],
    )
    return G


def large_map(papers=120, artifacts=60):
    """A map with enough names to crowd a screen."""
    G = nx.MultiDiGraph()
    for i in range(artifacts):
        add_artifact(G, ("dataset", "model", "repo")[i % 3], f"Artifact Number {i}")
    names = list(G)
    for i in range(papers):
        key = add_paper(G, f"A Study of Many Things, Part {i}", year=2000 + i % 25)
        for j in range(i % 5):
            link(G, key, names[(i * (j + 3) + j * j) % artifacts])
    return G


def scattered_map(parts=24):
    """A main part with clusters, and many small parts beside it."""
    G = large_map(60, 40)
    for i in range(parts):
        paper = add_paper(G, f"A Paper Far from All Others, Number {i}")
        for j in range(1 + i % 4):
            link(G, paper, add_artifact(G, "dataset", f"Far Dataset {i} {j}"), "introduces")
    for i in range(9):
        add_paper(G, f"A Paper That Names Nothing, Number {i}")
    return G


def family_map():
    """Papers that share versions of one model, with links that name nothing: where counting goes wrong."""
    G = nx.MultiDiGraph()
    family = add_artifact(G, "model", "Llama")
    versions = [add_artifact(G, "model", f"Llama {i}") for i in range(1, 6)]
    data = [add_artifact(G, "dataset", name) for name in ("GSM8K", "MMLU", "ARC")]
    home = add_artifact(G, "repo", "github.com/a/gsm8k")
    papers = [add_paper(G, f"A Paper of Names, Number {i}") for i in range(7)]
    for version in versions:
        link(G, version, family, "variant_of")
    link(G, data[0], home, "hosted_at")
    for i in (0, 1, 2):
        link(G, papers[i], family, "uses")
    for i in (0, 3):
        link(G, papers[i], versions[0], "introduces")
        link(G, papers[i], versions[0], "mentions")
    for i in (0, 3, 4, 5):
        link(G, papers[i], data[0], "uses")
    for i in (1, 5):
        link(G, papers[i], data[1], "mentions")
    link(G, papers[0], home, "introduces")
    link(G, papers[6], data[2], "introduces")
    link(G, papers[6], papers[0], "cites")
    return G


def until(page, expression, seconds=8):
    """Wait until an expression holds in the page; playwright's own way needs eval, which the page forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(20)


def topics_map(topics=5, papers=24):
    """Topics with names of their own, a model that all share, papers that nothing links, and small pairs.

    Every paper names its topic's datasets in a sentence; each third one also names another topic's dataset,
    and cites a paper there: so there are ways from topic to topic.
    """
    G = nx.MultiDiGraph()
    shared = add_artifact(G, "model", "Everybody's Model")
    sets = [
        [add_artifact(G, "dataset", f"Topic {t} Set {s}", surfaces=(f"T{t}-S{s}",)) for s in range(3)]
        for t in range(topics)
    ]
    made = [
        [
            add_paper(
                G,
                f"Topic {t} seen for the {p}. time",
                f"We use Topic {t} Set {p % 3} here. We also look at Topic {(t + 1) % topics} Set 0.",
                authors=(f"Author {t} Number {p}",),
                year=2000 + p,
            )
            for p in range(papers)
        ]
        for t in range(topics)
    ]
    for t in range(topics):
        for p, paper in enumerate(made[t]):
            own = sets[t][p % 3]
            link(G, paper, own, evidence=evidence_of(G, paper, G.nodes[own]["label"]))
            link(G, paper, sets[t][(p + 1) % 3], "mentions")
            if p % 3 == 0:
                other = sets[(t + 1) % topics][0]
                link(G, paper, other, "mentions", evidence=evidence_of(G, paper, G.nodes[other]["label"]))
                link(G, paper, made[(t + 1) % topics][p], "cites")
            if p % 4 == 0:
                link(G, paper, shared)
    for i in range(7):
        add_paper(G, f"A paper alone, number {i}", year=1990 + i)
        link(G, add_paper(G, f"A paper of two, number {i}"), add_artifact(G, "repo", f"github.com/a/r{i}"))
    return G


def packed(text):
    """Everything packed into a page, by its id: bytes, still deflated."""
    found = re.findall(r'<script id="([^"]+)" type="text/plain">(.*?)</script>', text, re.S)
    return {name: base64.b64decode(letters) for name, letters in found}


def page_data(text, chunk="data"):
    """The data of a page with what was folded away put back, the slow way."""
    found = packed(text)
    data = json.loads(zlib.decompress(found[chunk]))
    if chunk != "data":
        put_texts_back(data, texts_of(found, found[chunk.replace("r", "t")]))
    label, kind = data["nodes"]["label"], data["nodes"]["kind"]
    data["keys"] = [
        likely_key(data["kinds"][kind[i]], label[i]) if key == 0 else key
        for i, key in enumerate(data["keys"])
    ]
    edges = data["edges"]
    edges["evidence"] = []
    columns = {name: iter(edges.pop(name)) for name in ("field", "at", "size", "start", "stop", "odd")}
    for a, b, count in zip(edges["from"], edges["to"], edges.pop("count"), strict=True):
        names = [label[b], *data["details"][b].get("surfaces", ())]
        items, seen = [], {0: 0, 1: 0}
        for field in (next(columns["field"]) for _ in range(count)):
            if field == 2:
                items.append(next(columns["odd"]))
                continue
            whole = data["details"][a].get("abstract", "") if field else label[a]
            text, wanted = (_in_units(one) for one in (whole, names))
            first, end = likely_name(text, wanted, seen[field])
            first, size = first + next(columns["at"]), end - first + next(columns["size"])
            start, stop = likely_sentence(text, first, first + size)
            seen[field] = first + size
            items.append(
                [a, field, start + next(columns["start"]), stop + next(columns["stop"]), first, first + size]
            )
        edges["evidence"].append(items)
    return data


def texts_of(found, bits):
    """The texts told by words, bit by bit."""
    many, *words = zlib.decompress(found["words"]).decode().split("\x00")
    codes, code, at = {}, 0, 0
    for size, count in enumerate(map(int, many.split())):
        code <<= 1
        for _ in range(count):
            codes[size, code] = words[at]
            code, at = code + 1, at + 1
    texts, text, read, last = [], "", "", "\x01"
    for bit in "".join(f"{byte:08b}" for byte in bits):
        read += bit
        word = codes.get((len(read), int(read, 2)))
        if word is None:
            continue
        read = ""
        if word == "\x01":
            texts.append(text)
            text = ""
        else:
            blank = "" if "\x01" in (word[0], last[0]) else " "
            text += blank + word.removeprefix("\x01")
        last = word
    return texts


def put_texts_back(data, texts):
    """Labels and abstracts, with the names that stand in them."""
    many = data["nodes"]["label"]
    data["nodes"]["label"], rest = texts[:many], iter(texts[many:])
    for i, detail in enumerate(data["details"]):
        if "abstract" in detail:
            leads = [b for a, b in zip(data["edges"]["from"], data["edges"]["to"], strict=True) if a == i]
            plain, detail["abstract"] = detail["abstract"], next(rest)
            for k, b in enumerate(() if plain else leads):
                detail["abstract"] = detail["abstract"].replace(chr(0xE000 + k), texts[b])


def _in_units(text):
    if isinstance(text, list):
        return [_in_units(one) for one in text]
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[k] | units[k + 1] << 8) for k in range(0, len(units), 2))
