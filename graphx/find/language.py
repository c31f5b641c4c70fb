"""What the finder knows of English, loaded from ``data/language.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from graphx.schema import DATASET, MODEL

OTHER = "other"
"""Kind of a name that is none of ours: a method, a framework, a task."""

_WORD = re.compile(r"[\w+'’./-]+|,")
# Full stops within a word ("e.g.", "3.5") end no phrase.
_PHRASE = re.compile(r"(?:[^;:()\[\]—!?.]+|\.(?=[\w+'’./-]))*")


@cache
def language() -> dict[str, Any]:
    """Return the tables of ``language.toml``."""
    text = (files("graphx.find") / "data" / "language.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(table: str, name: str) -> frozenset[str]:
    """Return one list of words as a set.

    >>> "corpus" in words("heads", "dataset")
    True
    """
    return frozenset(language()[table][name])


@cache
def _head_kinds() -> dict[str, str]:
    kinds = {}
    for kind in (OTHER, MODEL, DATASET):
        kinds.update(dict.fromkeys(language()["heads"][kind], kind))
    return kinds


def is_head(word: str) -> bool:
    """Whether a word can be the noun that says what a phrase stands for.

    >>> is_head("corpora"), is_head("cat")
    (True, False)
    """
    kinds = _head_kinds()
    return word in kinds or word.rpartition("-")[2] in kinds


def kind_of_phrase(text: str) -> str | None:
    """Return what a noun phrase at the start of a text stands for: a dataset, a model, something else.

    Its head noun decides: the last known noun before the phrase ends. After a container ("a suite
    of language models") the noun behind "of" decides.

    Parameters
    ----------
    text
        Text that starts with the phrase, with or without its article.

    Returns
    -------
    str or None
        ``"dataset"``, ``"model"``, ``"other"``, or None where no known noun is met.

    Examples
    --------
    >>> kind_of_phrase("a bilingual, multitask benchmark for long texts")
    'dataset'
    >>> kind_of_phrase("a suite of open language models trained on code")
    'model'
    >>> kind_of_phrase("a framework for building datasets")
    'other'
    """
    kinds, stops, containers = _head_kinds(), words("heads", "stops"), words("heads", "containers")
    found: str | None = None
    before = ""
    tokens = _phrase_tokens(text)
    for index, token in enumerate(tokens):
        word = token.lower()
        if word == "based" and index and tokens[index + 1 : index + 2] not in ([], ["on"], ["upon"], [","]):
            continue  # "an image based detector"
        if word in stops:
            if word == "of" and before in containers and found != MODEL and index + 1 < len(tokens):
                inner = kind_of_phrase(" ".join(tokens[index + 1 :]))
                return {DATASET: DATASET, MODEL: MODEL}.get(inner or "", found or inner)
            break
        if word in (",", "and", "&"):
            if found:
                break
            continue
        if found and word.endswith("ly"):
            break  # "a benchmark specifically for …"
        if (
            found
            and word.endswith(("ing", "ed"))
            and not any(t.lower() in kinds for t in tokens[index : index + 3])
        ):
            break  # "a corpus amounting to …", but not "a model pruning framework"
        kind = kinds.get(f"{before} {word}") or kinds.get(word)
        if kind is None and "-" in word:
            kind = kinds.get(word.rpartition("-")[2])
            kind = kind if kind != OTHER else None  # "multi-task" is an adjective
        if kind or not (token.islower() and token.isalpha() and word not in containers):
            found = kind or found
        else:
            found = None  # an unknown noun behind a known one is the head: "a dataset condensation …"
        before = word
    return found


def _phrase_tokens(text: str) -> list[str]:
    """Return up to 16 words and commas of a phrase; other punctuation ends it."""
    phrase = _PHRASE.match(text)
    tokens: list[str] = _WORD.findall(phrase[0])[:16] if phrase else []
    if tokens:
        tokens[-1] = tokens[-1].rstrip(".")
    return tokens
