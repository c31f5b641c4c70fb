"""How likely a mention is right, by the rule that found it: measured, in ``data/confidence.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from graphx.schema import MODEL

SURE = 0.7
"""Confidence from which a mention is accepted."""

_WEAK_TOGETHER = frozenset(["cue", "cue-own", "named", "evaluated-on"])
_WEAK_FOR_MODELS = frozenset(["apposed", "defined", "cue"])


@cache
def _tables() -> dict[str, dict[str, float]]:
    text = (files("graphx.find") / "data" / "confidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def confidence(table: str, rule: str) -> float:
    """Return the confidence of one rule.

    >>> 0.9 < confidence("catalog", "free") < 1
    True
    """
    return _tables()[table][rule]


def confidence_of(rules: Iterable[str], kind: str) -> float:
    """Return the confidence of a discovered name that several rules may have found.

    Parameters
    ----------
    rules
        Their names.
    kind
        The kind they tell.

    Examples
    --------
    >>> confidence_of(["apposed-own", "title-head"], "dataset") > confidence_of(["title-head"], "dataset")
    True
    >>> confidence_of(["apposed"], "model") < SURE
    True
    """
    rules = set(rules)
    best = max(confidence("discovered", rule) for rule in rules)
    if kind == MODEL and rules <= _WEAK_FOR_MODELS:
        return 0.6  # "For predicting T2DM, a multivariate model …": half of these are no models
    if rules <= _WEAK_TOGETHER:
        return best if len(rules) == 1 else min(best, 0.72)
    return min(0.95, best + 0.03 * (len(rules) > 1))
