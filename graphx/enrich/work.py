"""What the modules of enrichment pass to each other, and what a provider is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Piece = Any
"""The part of a reply that answers one ask, as JSON; None where the provider says there is no such thing."""


class UnreadableError(Exception):
    """A reply that is not what the provider promises: worth another try, never "not found"."""


@dataclass(slots=True, kw_only=True)
class Subject:
    """A paper or repository of the map, and what is known of it so far.

    Parameters
    ----------
    key
        Node key.
    title, abstract, year, authors
        As the input has them; a repository's title is its name.
    ids
        Identifiers by scheme; they grow as providers answer.
    barred
        Whether a person said that no record means it.
    citing
        Whether papers that cite it are wanted too.
    """

    key: str
    title: str
    abstract: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)
    barred: bool = False
    citing: bool = False

    def learn(self, identifiers: Sequence[str]) -> None:
        """Take over identifiers of schemes that were not known."""
        for identifier in identifiers:
            scheme, _, value = identifier.partition(":")
            self.ids.setdefault(scheme, value)


@dataclass(frozen=True, slots=True, order=True)
class Ask:
    """One thing to find out: ``kind`` is ``"match"`` where ``value`` is a title, else it is looked up."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call: path and query are appended to the provider's address; ``body`` is sent as JSON by POST.

    With the ``etag`` of an answer that is there, the provider may say that nothing has changed.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A work that a record cites, or that cites it, as far as it is told."""

    ids: tuple[str, ...] = ()
    title: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one reply says about one work or repository, in our words.

    ``cites`` and ``cited_by`` are the works on either side; ``notes`` are further facts: field,
    value, detail.
    """

    ids: tuple[str, ...] = ()
    title: str = ""
    year: int | None = None
    date: str = ""
    authors: tuple[str, ...] = ()
    venue: str = ""
    abstract: str = ""
    cites: tuple[Reference, ...] = ()
    cited_by: tuple[Reference, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a provider gives away in a time: ``units`` without and with a key, every ``seconds``.

    ``cost`` is what a call of a kind takes, 1 where not named. Such numbers move: they serve to tell how long
    a run would take and never keep it from asking.
    """

    units: float
    keyed_units: float
    seconds: float
    cost: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A public API: where it is, how fast it may be asked, how to ask it and what its replies mean.

    Parameters
    ----------
    name, base
        Its name in options (:data:`graphx.facts.LABELS`), and its address.
    pace, keyed_pace
        Seconds between two calls without and with a key.
    keys
        Environment variables that may hold a key, besides ``GRAPHX_<NAME>_KEY``.
    headers
        What to send with each call; given the key or the empty text.
    batch
        How many asks of a kind go into one call; one where not named.
    settles
        Kinds of ask after whose answer the subject needs no other.
    wants
        What to ask for a subject, best first.
    request
        The call for some asks of one kind; one alone may be asked another way than many.
    parse
        From the decoded body the piece for each ask; an ask left out was not told of.
    record
        Candidates that a piece holds.
    more
        What a piece leaves untold and another call tells: the rest of a list.
    backoff
        Seconds before the second try where the provider names none; doubled with each.
    patience
        Calls in a row without an answer after which asks of their kind are left alone for the run.
    budget
        What it gives away in a time, where its pace is not all.
    fresh
        Days that an answer stays good.
    xml
        Whether bodies are XML, which ``parse`` then gets as text.
    leaf
        Whether nobody builds on the identifiers that it tells.
    repos
        Whether it is asked about repositories, else about papers.
    mailto
        Whether it is told the e-mail address of who asks, where one is given.
    tagged
        Whether its pieces, one a call, are kept with their ``etag``.
    sent
        What leaves the machine, in words.
    """

    name: str
    base: str
    pace: float
    keyed_pace: float
    wants: Callable[[Subject], Sequence[Ask]]
    request: Callable[[Sequence[Ask]], Request]
    parse: Callable[[Sequence[Ask], Any], Mapping[Ask, Piece]]
    record: Callable[[Ask, Piece], Sequence[Record]]
    sent: str
    keys: tuple[str, ...] = ()
    headers: Callable[[str], Mapping[str, str]] = lambda _key: {}
    batch: Mapping[str, int] = field(default_factory=dict)
    settles: frozenset[str] = frozenset({"paper"})
    more: Callable[[Subject, Ask, Piece], Sequence[Ask]] = lambda _subject, _ask, _piece: ()
    backoff: float = 2.0
    patience: int = 3
    budget: Budget | None = None
    fresh: float = 30.0
    xml: bool = False
    leaf: bool = False
    repos: bool = False
    mailto: bool = False
    tagged: bool = False

    def size(self, kind: str) -> int:
        """Return how many asks of a kind go into one call."""
        return self.batch.get(kind, 1)
