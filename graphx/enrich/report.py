"""What a run of enrichment tells at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphx.facts import Fact


@dataclass(slots=True, kw_only=True)
class ProviderReport:
    """How the asking of one provider went.

    Parameters
    ----------
    provider
        Its name.
    asked
        Calls made, tries and redirects included.
    cached
        Answers that were there from earlier runs.
    found, not_found, ambiguous
        Papers or repositories with a record, that the provider does not know, and with records of which none
        surely means them.
    later, refused, stale
        Answers that could not be had now, calls the provider would not take, and old answers used instead.
    budget
        What the provider says is left, where it says so.
    stopped
        Why it was not asked to the end; empty where it was.
    messages
        What went wrong, each once.
    """

    provider: str
    asked: int = 0
    cached: int = 0
    found: int = 0
    not_found: int = 0
    ambiguous: int = 0
    later: int = 0
    refused: int = 0
    stale: int = 0
    budget: str = ""
    stopped: str = ""
    messages: list[str] = field(default_factory=list)

    def note(self, message: str) -> None:
        """Keep a message, once, and not too many."""
        if message and message not in self.messages and len(self.messages) < 5:
            self.messages.append(message)

    def row(self) -> dict[str, Any]:
        """Return the numbers as a row of a table."""
        names = "provider asked cached found not_found ambiguous later refused stale budget stopped".split()
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """A run of enrichment.

    Parameters
    ----------
    reports
        One a provider, in the order in which they were asked.
    facts
        All facts that the map holds now.
    links
        Citations between papers of the map that are known now and were not in the input.
    ambiguous
        Titles with records of which none surely means them: title, provider, identifier, title found.

    Examples
    --------
    >>> reports = (ProviderReport(provider="arxiv", later=2),)
    >>> run = Enrichment(reports=reports, facts=(), links=0, ambiguous=())
    >>> run.complete
    False
    """

    reports: tuple[ProviderReport, ...]
    facts: tuple[Fact, ...]
    links: int
    ambiguous: tuple[tuple[str, str, str, str], ...]

    @property
    def complete(self) -> bool:
        """Whether there is nothing left that another run could find."""
        return not any(report.later or report.stopped for report in self.reports)
