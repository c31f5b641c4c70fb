"""Texts of a map's file, read for the few nodes and links that are shown: what they are, what says so.

The map is read as :func:`graphx.graphs.load_graph` reads it, only of a few papers at a time: the corrections
are carried out on these, and the links made from what is left.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import finalize

from graphx import store
from graphx.build import artifact_attributes, make_links, paper_attributes
from graphx.correct import replay
from graphx.errors import MapError
from graphx.facts import (
    CANONICAL,
    CITES,
    Fact,
    abstract_facts,
    enriched_papers,
    new_names,
    outside_papers,
    renamed_mentions,
    shown_facts,
    told_citations,
)
from graphx.model import Artifact
from graphx.schema import ACCEPTED, HOSTED_AT, PAPER, REPO, ROLES
from graphx.store.facts import has_facts, read_facts_about

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from os import PathLike
    from typing import Any

    from graphx.build import Link
    from graphx.correct import Correction
    from graphx.model import Evidence, Mention, Paper

    Said = tuple[Evidence, ...]

_SPELLINGS: Final = """
WITH RECURSIVE wanted (key) AS (
  SELECT value FROM json_each(?) UNION SELECT a.key FROM artifacts a JOIN wanted w ON a.family = w.key
)
SELECT min(id), paper FROM mentions WHERE artifact IN wanted GROUP BY artifact, surface
"""
BLOCK: Final = 1_000
"""Papers that are read at once where many are."""

_KEPT: Final = 20_000  # papers that are remembered, and papers whose links are


class Texts:
    """Reads a map's file node by node and link by link.

    Parameters
    ----------
    folder
        The map's folder.
    corrections
        Its corrections as they stand now.
    """

    def __init__(self, folder: str | PathLike[str], corrections: Iterable[Correction]) -> None:
        self.path = Path(folder) / store.FILE_NAME
        self._file = _identity(self.path)
        self.corrections = tuple(corrections)
        self._open = ExitStack()
        self._db = self._open.enter_context(store.open_map(folder))
        # Who asks a question seldom closes what was asked, and Python 3.13 wants files closed by name.
        finalize(self, self._open.close)
        self._state = self._changes()
        self._papers: dict[str, dict[str, Any]] = {}
        self._read_last: dict[str, Paper] = {}
        self._artifacts: dict[str, Artifact] = {}
        self._links: dict[str, dict[tuple[str, str], Said]] = {}
        self._hosting: dict[tuple[str, str], Said] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()

    @property
    def db(self) -> sqlite3.Connection:
        """The map's file, as it was when it was opened.

        Raises
        ------
        MapError
            It has been written since.
        """
        self.check()
        return self._db

    def check(self) -> None:
        """Raise a MapError if the map's file has been written or replaced since it was opened."""
        if self._changes() != self._state or _identity(self.path) != self._file:
            raise MapError(f"{self.path} was written while it was read; ask again")

    def _changes(self) -> int:
        number: int = self._db.execute("PRAGMA data_version").fetchone()[0]
        return number

    @cached_property
    def has_facts(self) -> bool:
        """Whether public APIs told anything."""
        return has_facts(self.db)

    @cached_property
    def has_new_names(self) -> bool:
        """Whether public APIs told of repositories that have other names now."""
        query = "SELECT EXISTS (SELECT 1 FROM facts WHERE field = ?)"
        return self.has_facts and bool(self.db.execute(query, [CANONICAL]).fetchone()[0])

    @property
    def has_more(self) -> bool:
        """Whether anything but the inputs tells who cites whom."""
        return self.has_facts or bool(self.corrections)

    def paper(self, key: str) -> dict[str, Any]:
        """Return the attributes of a paper's node."""
        if key not in self._papers:
            self._read([key])
        return self._papers[key]

    def abstract(self, key: str) -> str:
        """Return the abstract of a paper's node; where nothing else can tell one, it alone is read."""
        if key in self._papers or self.has_facts:
            return str(self.paper(key)["abstract"])
        with store.told_of(self.path):
            return store.read_abstract(self.db, key)

    def fetch(self, keys: Sequence[str]) -> None:
        """Read papers ahead, at most :data:`BLOCK` of them."""
        self._read([key for key in keys if key not in self._papers])

    def fetch_artifacts(self, keys: Sequence[str]) -> None:
        """Read artifacts ahead, in place of those that were before."""
        with store.told_of(self.path):
            self._artifacts = store.read_artifacts(self.db, keys) if keys else {}

    def fetch_links(
        self, keys: Sequence[str], hosted: Mapping[tuple[str, str], Sequence[str]] | None = None
    ) -> None:
        """Read the links of papers ahead, at most :data:`BLOCK` of them.

        Parameters
        ----------
        keys
            The papers.
        hosted
            Artifacts and the repositories that host them, with the papers that introduce both: what says so
            is read along, in place of what was before.
        """
        hosted = hosted or {}
        new = [key for key in keys if key not in self._links]
        found = self._link(sorted({*new, *(key for makers in hosted.values() for key in makers)}))
        self._hosting = {pair: found.get(pair, ()) for pair in hosted}

    def _read(self, keys: Sequence[str]) -> None:
        if len(self._papers) + len(keys) > _KEPT:
            self._papers.clear()
        with store.told_of(self.path):
            facts = self._facts(keys)
            read = store.read_papers(self.db, keys)
            # What their links rest on is most often asked for next.
            self._read_last = {paper.key: paper for paper in read}
            papers = enriched_papers(read, facts)
            known = {paper.key: paper for paper in [*outside_papers(facts), *papers]}
            shown = _shown(facts)
            self._papers |= {key: paper_attributes(known[key]) | shown.get(key, {}) for key in keys}

    def artifact(self, key: str, label: str, spellings: Iterable[str]) -> dict[str, Any]:
        """Return the attributes of an artifact's node, given its name and how it is spelled."""
        with store.told_of(self.path):
            told = self._corrected.get(key) or self._artifacts.get(key)
            told = told or store.read_artifacts(self.db, [key]).get(key)
            old = self._old_names(key)
            # Of several that have become one, the first by name and address tells the address.
            named = [(name, "") for before, name in old.items() if self._is_named(before)]
            if told and (not named or self._is_named(key)):
                named.append((told.name, told.url))
            url = min(named, default=("", ""))[1]
            artifact = Artifact(key=key, kind=key.partition(":")[0], name=label, url=url)
            facts = self._facts([key, *old])
            return artifact_attributes(artifact, spellings) | _shown(facts).get(key, {})

    def roles(self, paper: str, artifact: str, relation: str) -> Said:
        """Return what says that a paper names an artifact."""
        if paper not in self._links:
            self._link([paper])
        return self._links[paper].get((artifact, relation), ())

    def _link(self, papers: Sequence[str]) -> dict[tuple[str, str], Said]:
        """Remember what papers say they name; return what they say together of who hosts what."""
        if not papers:
            return {}
        if len(self._links) + len(papers) > _KEPT:
            self._links.clear()
        self._links |= {paper: {} for paper in papers}
        hosting = {}
        with store.told_of(self.path):
            for link in self._links_of(papers):
                if link.relation in ROLES:
                    self._links[link.source][link.target, link.relation] = link.evidence
                elif link.relation == HOSTED_AT:
                    hosting[link.source, link.target] = link.evidence
        return hosting

    def hosting(self, artifact: str, repo: str, papers: Sequence[str]) -> Said:
        """Return what says that a repository hosts an artifact, given the papers that introduce both."""
        if (artifact, repo) not in self._hosting:
            return self._link(papers).get((artifact, repo), ())
        return self._hosting[artifact, repo]

    def version(self, artifact: tuple[str, str], family: tuple[str, str]) -> Said:
        """Return what says that an artifact is a version of another, both given by key and name."""
        above = Artifact(key=family[0], kind=family[0].partition(":")[0], name=family[1])
        below = Artifact(key=artifact[0], kind=artifact[0].partition(":")[0], name=artifact[1], family=above)
        [link] = make_links((), (), {below.key: below, above.key: above})
        return link.evidence

    def citation(self, citing: str, cited: str) -> Said:
        """Return what says that a paper cites another."""
        with store.told_of(self.path):
            found = store.read_citations(self.db, citing, cited)
            if self.corrections:
                papers = [*store.read_papers(self.db, {citing, cited} - self._context_papers.keys())]
                papers += self._context_papers.values()
                corrected = replay(papers, self._context_mentions, found, self.corrections)
                found = [one for one in corrected.citations if (one.citing, one.cited) == (citing, cited)]
            facts = [fact for fact in self._facts([citing]) if fact.field == CITES and fact.value == cited]
            found += told_citations((citing, cited), facts)
        return next((link.evidence for link in make_links((), found, {})), ())

    def about_map(self) -> dict[str, str]:
        """Return the facts about the map itself."""
        with store.told_of(self.path):
            return dict(self.db.execute("SELECT name, value FROM meta"))

    def tiers(self) -> dict[str, int]:
        """Return how many mentions there are of each tier, before corrections."""
        with store.told_of(self.path):
            return dict(self.db.execute("SELECT tier, count(*) FROM mentions GROUP BY tier"))

    def with_id(self, identifier: str) -> set[str]:
        """Return the papers that may have an identifier: those of the input that do, those said to."""
        with store.told_of(self.path):
            found = {
                row[0] for row in self.db.execute("SELECT paper FROM paper_ids WHERE id = ?", [identifier])
            }
            if self.has_facts:
                query = "SELECT subject FROM facts WHERE field = 'id' AND value = ?"
                found |= {row[0] for row in self.db.execute(query, [identifier])}
        return found

    def cited_as(self, key: str) -> list[str]:
        """Return the papers that a bibliography calls so; none in maps of an older graphx."""
        with store.told_of(self.path):
            if self.db.execute("PRAGMA user_version").fetchone()[0] < store.VERSION:
                return []
            query = "SELECT key FROM papers WHERE cite_key = ? AND cite_key != ''"
            return [row[0] for row in self.db.execute(query, [key])]

    def _facts(self, subjects: Collection[str]) -> tuple[Fact, ...]:
        return read_facts_about(self.db, subjects) if self.has_facts else ()

    def _is_named(self, artifact: str) -> bool:
        """Whether a paper of the input surely names an artifact."""
        query = "SELECT EXISTS (SELECT 1 FROM mentions WHERE artifact = ? AND tier = ?)"
        return bool(self.db.execute(query, [artifact, ACCEPTED]).fetchone()[0])

    def _old_names(self, key: str) -> dict[str, str]:
        """Return the keys that a repository had under earlier names, each with its name now."""
        if not self.has_new_names or not key.startswith(f"{REPO}:"):
            return {}
        query = "SELECT subject, value FROM facts WHERE field = ?"
        rows = self.db.execute(query, [CANONICAL])
        return {old: name for old, name in rows if f"{REPO}:{name.lower()}" == key != old}

    def _links_of(self, papers: Collection[str]) -> list[Link]:
        """Return the links that the mentions of some papers make, corrections and new names carried out."""
        told = self._facts(papers)
        rest = [key for key in papers if key not in self._read_last]
        found = [self._read_last[key] for key in papers if key in self._read_last]
        found += store.read_papers(self.db, rest) if rest else []
        sources = abstract_facts(found, told)
        read = enriched_papers(found, told)
        # A correction may make a link of what was too unsure for one.
        mentions = store.read_mentions(self.db, read, tier="" if self.corrections else ACCEPTED)
        if self.corrections:
            others = [paper for key, paper in self._context_papers.items() if key not in papers]
            known = [mention for mention in self._context_mentions if mention.paper not in papers]
            corrected = replay([*read, *others], [*mentions, *known], (), self.corrections)
            mentions = [mention for mention in corrected.mentions if mention.paper in papers]
        accepted = [mention for mention in mentions if mention.tier == ACCEPTED]
        facts = self._facts({mention.artifact.key for mention in accepted})
        if new_names(facts):
            accepted = renamed_mentions(accepted, facts)
        artifacts = {mention.artifact.key: mention.artifact for mention in accepted}
        return list(make_links(accepted, (), artifacts, sources))

    @cached_property
    def _context(self) -> tuple[dict[str, Paper], list[Mention]]:
        """What corrections have to know of the map to do to a few papers what they do to all.

        The papers that they name, and of the artifacts that they name each spelling once.
        """
        ends = {key for one in self.corrections for key in (one.first, one.second) if key}
        artifacts = sorted(key for key in ends if not key.startswith(f"{PAPER}:"))
        named = [key for key in ends if key.startswith(f"{PAPER}:")]
        with store.told_of(self.path):
            rows = self.db.execute(_SPELLINGS, [json.dumps(artifacts)]).fetchall()
            papers = store.read_papers(self.db, {*named, *(paper for _, paper in rows)})
            mentions = store.read_mentions(self.db, papers)
            known = enriched_papers(papers, self._facts([paper.key for paper in papers]))
        return {paper.key: paper for paper in known}, mentions

    @cached_property
    def _corrected(self) -> Mapping[str, Artifact]:
        """The artifacts that corrections speak of, and what they are versions of, as they are now."""
        found: dict[str, Artifact] = {}
        if self.corrections:
            papers = self._context_papers.values()
            for mention in replay(papers, self._context_mentions, (), self.corrections).mentions:
                one: Artifact | None = mention.artifact
                while one is not None and one.key not in found:
                    found[one.key] = one
                    one = one.family
        return found

    @property
    def _context_papers(self) -> Mapping[str, Paper]:
        return self._context[0]

    @property
    def _context_mentions(self) -> list[Mention]:
        return self._context[1] if self.corrections else []


def _shown(facts: Iterable[Fact]) -> dict[str, dict[str, Any]]:
    """Return by node key what a node tells beside its own fields, as an attribute."""
    return {
        key: {"facts": tuple((f.field, f.value, f.provider, f.detail, f.fetched) for f in about)}
        for key, about in shown_facts(facts).items()
    }


def _identity(path: Path) -> tuple[int, int] | None:
    """Return which file a path leads to: a map that is built anew is another file in its place."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
