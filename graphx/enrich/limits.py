"""What the status, headers and body of a reply ask of us: take it, wait, come back later, or stop."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

GOOD, ABSENT, RETRY, SPENT, REFUSED = "good", "absent", "retry", "spent", "refused"
LONGEST_WAIT = 60.0
"""Seconds; who asks for a longer wait is asked again in another run."""

_GONE = (404, 410, 451)
_KEY = (401, 403)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to do.

    Parameters
    ----------
    kind
        ``"good"``, ``"absent"`` (no such thing), ``"retry"``, ``"spent"`` (not before ``until``) or
        ``"refused"`` (asking again would not help).
    wait
        Seconds to wait before another try; None leaves it to us.
    until
        Seconds since 1970.
    message
        What the provider said, on one line.
    """

    kind: str
    wait: float | None = None
    until: float = 0.0
    message: str = ""


def judge_reply(  # noqa: PLR0911 - a table of cases
    status: int, headers: Mapping[str, str], body: str, now: float
) -> Judgement:
    """Tell what a reply asks for.

    Parameters
    ----------
    status, headers, body
        The reply; header names in lower case.
    now
        Seconds since 1970.

    Examples
    --------
    >>> judge_reply(429, {"retry-after": "7"}, "", 0.0).wait
    7.0
    >>> judge_reply(429, {}, '{"dailyRemainingUsd": 0, "retryAfter": 49093}', 0.0).until
    49093.0
    """
    if status == 200:
        return Judgement(kind=GOOD)
    told = _object(body)
    message = _message(status, told)
    if status in _GONE:
        return Judgement(kind=ABSENT, message=message)
    wait = _wait(headers, told, now)
    lower = body[:2000].lower()
    secondary = "secondary rate limit" in lower or "abuse" in lower
    limited = status == 429 or (
        status == 403 and (secondary or "rate limit" in lower or headers.get("x-ratelimit-remaining") == "0")
    )
    spent = told.get("dailyRemainingUsd") == 0 or "insufficient budget" in lower
    used_up = headers.get("x-ratelimit-remaining") == "0" and not secondary
    if limited and (spent or used_up or (wait is not None and wait > LONGEST_WAIT)):
        return Judgement(kind=SPENT, until=now + (wait if wait is not None else 3600.0), message=message)
    if limited:
        return Judgement(kind=RETRY, wait=wait, message=message)
    if status in _KEY:
        return Judgement(kind=REFUSED, message=f"{message}; check the key")
    if status >= 500 or status in (406, 408, 425):  # arXiv answers 406 to bursts
        longest = None if wait is None else min(wait, LONGEST_WAIT)
        return Judgement(kind=RETRY, wait=longest, message=message)
    return Judgement(kind=REFUSED, message=message)


def _wait(headers: Mapping[str, str], told: Mapping[str, object], now: float) -> float | None:
    """Return the seconds a reply asks to wait, by whichever of the known ways it says so."""
    text = headers.get("retry-after", "").strip()
    if text:
        number = _number(text)
        if number is not None:
            return number
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        except (ValueError, TypeError, OverflowError):
            pass
    for part in headers.get("ratelimit", "").split(";"):  # "api";r=0;t=55
        name, _, value = part.strip().partition("=")
        if name == "t" and (number := _number(value)) is not None:
            return number + 1
    if headers.get("x-ratelimit-remaining") == "0":
        number = _number(headers.get("x-ratelimit-reset", ""))
        if number is not None:
            return max(1.0, number - now)
    return _number(str(told.get("retryAfter", "")))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _object(body: str) -> Mapping[str, object]:
    try:
        value = json.loads(body[:20_000])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _message(status: int, told: Mapping[str, object]) -> str:
    words = next((told[name] for name in ("message", "error") if isinstance(told.get(name), str)), "")
    return f"status {status}" + (f": {str(words)[:200]}" if words else "")
