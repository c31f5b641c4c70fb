"""The only code that touches the network: one session, one pacing rule, one rule for trying again.

Every call ends in one of four outcomes, never confused: *found*, *not found* (the provider says so),
*refused* (asking again would not help) and *later* (a limit, a fault, a reply that cannot be read).
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from graphx.enrich.limits import ABSENT, GOOD, LONGEST_WAIT, REFUSED, RETRY, SPENT, judge_reply
from graphx.enrich.pace import Pace
from graphx.enrich.work import Provider, Request, UnreadableError
from graphx.errors import OptionError
from graphx.text import one_line

FOUND, NOT_FOUND, REFUSED_OUTCOME, LATER = "found", "not found", "refused", "later"
UNCHANGED = "unchanged"
"""Told only where an answer is there already, and counted as found."""
MOST_BYTES = 10_000_000
TIMEOUTS = (5.0, 30.0)
TRIES = 4
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{1,200}"')
_REDIRECTS = (301, 302, 307, 308)
_MOST_WAITING = 900.0
"""Seconds that one provider may make a run wait beyond its pace."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a call ended: ``outcome``, what ``read`` made of the body, its ``etag``, what went wrong."""

    outcome: str
    value: Any = None
    message: str = ""
    etag: str = ""


@dataclass(slots=True, kw_only=True)
class Allowance:
    """How many calls are left in this run; None is any number."""

    left: int | None = None

    def take(self) -> bool:
        """Take one call; False where none is left."""
        if self.left is None:
            return True
        self.left -= 1
        return self.left >= 0


class Fetcher:
    """Gets replies of one provider.

    Parameters
    ----------
    provider
        Whom to ask.
    pace
        When it may be asked.
    email
        An address to tell the provider, which some ask for.
    clock, sleep
        Seconds since 1970, and what waits.
    timeouts
        Seconds to connect, and between two parts of a body.
    environment
        Where keys and other addresses stand.
    allowance
        How many calls are left, tries and redirects included.
    """

    def __init__(
        self,
        provider: Provider,
        pace: Pace,
        *,
        email: str,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        timeouts: tuple[float, float] = TIMEOUTS,
        environment: Mapping[str, str] = os.environ,
        allowance: Allowance | None = None,
    ) -> None:
        self._allowance = allowance or Allowance()
        self.provider, self._pace, self._clock, self._sleep = provider, pace, clock, sleep
        self._timeouts = timeouts
        self._key = key_of(provider, environment)
        self._base = base_of(provider, environment)
        self._email = email
        self._jitter = random.Random(provider.name)  # noqa: S311 - spreads waits, guards nothing
        self._session: Any = None
        self._waited = 0.0
        self._etag = ""
        self.calls = 0
        self.budget = ""
        self.stopped = ""
        # A key has limits of its own, and behind one proxy there are many hosts.
        self._host = f"{provider.name}@{urlsplit(self._base).netloc}" + ("|key" if self._key else "")
        if until := pace.closed(self._host):
            self.stopped = f"asked to come back {_when(until)}"

    def call(self, request: Request, read: Callable[[Any], T]) -> Result:
        """Make a call, with as many tries as are polite, and read its body.

        ``read`` raises UnreadableError for a body that is not what was promised; that is tried again.
        """
        message = ""
        for number in range(TRIES):
            if self.stopped:
                return Result(outcome=LATER, message=self.stopped)
            kind, value, wait, message = self._attempt(request, read)
            if kind != RETRY:
                return Result(outcome=kind, value=value, message=message, etag=self._etag)
            if number + 1 < TRIES and not self._wait(wait, number):
                break
        return Result(outcome=LATER, message=message)

    def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            self._session.close()

    def _attempt(  # noqa: PLR0911 - a table of cases
        self, request: Request, read: Callable[[Any], T]
    ) -> tuple[str, T | None, float | None, str]:
        import requests

        try:
            status, headers, body = self._send(request)
        except (requests.RequestException, UnreadableError) as error:
            return RETRY, None, None, f"no answer ({type(error).__name__})"
        except _NoMoreError:
            self.stopped = "the limit of calls for this run is reached"
            return LATER, None, None, self.stopped
        except _TooLargeError:
            return REFUSED_OUTCOME, None, None, f"an answer of more than {MOST_BYTES:,} bytes"
        except _ElsewhereError as error:
            return REFUSED_OUTCOME, None, None, f"sent us on to another host ({error})"
        self._note(headers)
        if status == 304 and request.etag:
            return UNCHANGED, None, None, ""
        verdict = judge_reply(status, headers, body, self._clock())
        if verdict.kind == SPENT:
            self.stopped = f"{one_line(verdict.message, 160)}; come back {_when(verdict.until)}"
            self._pace.close(self._host, verdict.until)
            return LATER, None, None, self.stopped
        if verdict.kind == ABSENT:
            return NOT_FOUND, None, None, one_line(verdict.message, 160)
        if verdict.kind == REFUSED:
            if status in (401, 403):
                self.stopped = one_line(verdict.message, 160)
            return REFUSED_OUTCOME, None, None, one_line(verdict.message, 160)
        if verdict.kind == GOOD:
            try:
                return FOUND, read(self._decoded(headers, body)), None, ""
            except (
                UnreadableError,
                ValueError,
                KeyError,
                TypeError,
                AttributeError,
                RecursionError,
            ) as error:
                return RETRY, None, None, f"an answer that cannot be read ({one_line(str(error), 80)})"
        return RETRY, None, verdict.wait, one_line(verdict.message, 160)

    def _decoded(self, headers: Mapping[str, str], body: str) -> Any:
        kind = headers.get("content-type", "").lower()
        if kind and (("xml" not in kind) if self.provider.xml else ("json" not in kind)):
            raise UnreadableError(f"it is {kind}")
        return body if self.provider.xml else json.loads(body)

    def _send(self, request: Request) -> tuple[int, dict[str, str], str]:
        """Send a request and those that redirects on the same host ask for."""
        query = list(request.query)
        if self.provider.mailto and self._email:
            query.append(("mailto", self._email))
        address = self._base + request.path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        for _ in range(3):
            if not self._allowance.take():
                raise _NoMoreError
            self._pace.wait(self._host, self.provider.keyed_pace if self._key else self.provider.pace)
            self.calls += 1
            status, headers, body = self._exchange(address, request)
            if status not in _REDIRECTS:
                return status, headers, body
            there = urljoin(address, headers.get("location", ""))
            # Another host must see neither the key nor what is asked.
            if urlsplit(there)[:2] != urlsplit(self._base)[:2]:
                raise _ElsewhereError(one_line(urlsplit(there).netloc.rpartition("@")[2], 60))
            address = there
        return 508, {}, ""

    def _exchange(self, address: str, request: Request) -> tuple[int, dict[str, str], str]:
        session = self._connected()
        method = "GET" if request.body is None else "POST"
        with session.request(
            method,
            address,
            json=request.body,
            headers={"If-None-Match": request.etag} if _ETAG.fullmatch(request.etag) else {},
            timeout=self._timeouts,
            stream=True,
            allow_redirects=False,
        ) as reply:
            begun, parts, size = self._clock(), [], 0
            for part in reply.iter_content(65_536):
                size += len(part)
                if size > MOST_BYTES:
                    raise _TooLargeError
                if self._clock() - begun > 10 * self._timeouts[1]:
                    raise UnreadableError("it trickles")
                parts.append(part)
            headers = {name.lower(): value for name, value in reply.headers.items()}
            return reply.status_code, headers, b"".join(parts).decode("utf-8", "replace")

    def _connected(self) -> Any:
        if self._session is None:
            import http.cookiejar

            import requests

            self._session = session = requests.Session()
            session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            session.auth = lambda prepared: prepared  # else a .netrc would add passwords of its own
            contact = f" (mailto:{self._email})" if self._email and self.provider.mailto else ""
            session.headers.update({"User-Agent": f"graphx-papers{contact}", "Accept": "application/json"})
            session.headers.update(self.provider.headers(self._key))
        return self._session

    def _wait(self, wait: float | None, number: int) -> bool:
        """Wait before another try; False where this provider has made us wait enough."""
        own = self.provider.backoff * 2**number * (1 + 0.25 * self._jitter.random())
        seconds = min(own, LONGEST_WAIT) if wait is None else wait
        if seconds > LONGEST_WAIT or self._waited + seconds > _MOST_WAITING:
            return False
        self._waited += seconds
        self._sleep(seconds)
        return True

    def _note(self, headers: Mapping[str, str]) -> None:
        """Remember what is left of the budget, and by what an answer is known again."""
        etag = headers.get("etag", "")
        self._etag = etag if _ETAG.fullmatch(etag) else ""
        left, most = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-limit", "")
        if left.isdecimal():
            self.budget = f"{left} of {most}" if most.isdecimal() else left


def key_of(provider: Provider, environment: Mapping[str, str]) -> str:
    """Return the key for a provider, from the environment or the file it names; empty if there is none.

    Raises
    ------
    OptionError
        The file cannot be read, or what stands there can be no key; the message does not show it.
    """
    name = f"GRAPHX_{provider.name.upper()}_KEY"
    where, key = name, environment.get(name, "")
    if not key and environment.get(f"{name}_FILE"):
        where = environment[f"{name}_FILE"]
        try:
            key = Path(where).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OptionError(
                f"cannot read the key in {where} ({type(error).__name__}); check {name}_FILE"
            ) from None
    for other in provider.keys if not key else ():
        where, key = other, environment.get(other, "")
        if key:
            break
    key = key.strip()
    if key and (not key.isascii() or not key.isprintable() or " " in key):
        raise OptionError(f"what stands in {where} is no key: it holds blanks or other signs; check it")
    return key


def base_of(provider: Provider, environment: Mapping[str, str]) -> str:
    """Return the address of a provider, or the one that the environment names instead.

    Raises
    ------
    OptionError
        That is no http or https address.
    """
    name = f"GRAPHX_{provider.name.upper()}_URL"
    base = environment.get(name) or provider.base
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise OptionError(f"{name} is {base!r}, which is no plain http or https address; correct or unset it")
    return base.rstrip("/")


def _when(until: float) -> str:
    import time

    return time.strftime("after %Y-%m-%d %H:%M UTC", time.gmtime(until))


class _NoMoreError(Exception):
    pass


class _TooLargeError(Exception):
    pass


class _ElsewhereError(Exception):
    pass
