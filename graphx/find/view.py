"""A paper prepared for finding, and what it claims: the names it introduces or explains."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from graphx.find.catalog import Catalog
from graphx.find.discover import introductions
from graphx.find.forms import Form, find_forms
from graphx.find.links import LinkHit, find_links
from graphx.find.names import Name, names
from graphx.find.resolve import LocalName, local_names
from graphx.find.text import NormalText, Taken, normalise, sentence_at, sentence_spans
from graphx.model import Paper

FIELDS = ("title", "abstract")

_MAYBE_LINK = re.compile(r"://|www|@|\.\s?(?:com|org|co|io|science|cn|ai|net)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """One field of a paper, prepared.

    Parameters
    ----------
    field
        ``"title"`` or ``"abstract"``.
    normal
        Its text in normal form.
    links
        The links in it.
    """

    field: str
    normal: NormalText
    links: tuple[LinkHit, ...]

    @classmethod
    def of(cls, field: str, raw: str) -> Text:
        """Prepare a field's text."""
        # Most abstracts hold no link; asking for a few characters is cheaper than looking for one.
        links = find_links(raw) if _MAYBE_LINK.search(raw) else ()
        return cls(field, normalise(raw), tuple(links))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What could be names in the normalised text."""
        return tuple(names(self.normal.norm))

    @cached_property
    def masked(self) -> tuple[tuple[int, int], ...]:
        """The spans of the links in the normalised text, where no name counts."""
        return tuple((self.normal.to_norm(link.start), self.normal.to_norm(link.end)) for link in self.links)

    @cached_property
    def hidden(self) -> Taken:
        """The same, to ask of single positions."""
        return Taken(len(self.normal.norm), self.masked)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The spans of the sentences of the text as it stands."""
        return sentence_spans(self.normal.raw)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the span of the sentence at a position of the text as it stands."""
        return sentence_at(self.sentences, position)


@dataclass(frozen=True)
class View:
    """A paper, prepared.

    Parameters
    ----------
    paper
        The paper.
    texts
        Its fields that hold text.
    """

    paper: Paper
    texts: tuple[Text, ...]

    @classmethod
    def of(cls, paper: Paper) -> View:
        """Prepare a paper."""
        return cls(paper, tuple(Text.of(field, paper.text(field)) for field in FIELDS if paper.text(field)))

    def local_names(self, catalog: Catalog) -> dict[str, LocalName]:
        """Return what the paper introduces or explains, by key."""
        found = {
            text.field: [
                intro
                for intro in introductions(
                    text.normal.norm, text.names, title=text.field == "title", skip=catalog.is_decoy
                )
                if not (text.masked and intro.start in text.hidden)
            ]
            for text in self.texts
        }
        return local_names(found.get("title", ()), found.get("abstract", ()), catalog, self.forms)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The short and long forms that the paper gives together."""
        return tuple(form for text in self.texts for form in find_forms(text.normal.norm))


@dataclass(frozen=True)
class Claims:
    """What the other papers need to know of one paper.

    Parameters
    ----------
    names
        What it introduces or explains, by key.
    repos
        The repos it links to, as it writes them.
    """

    names: dict[str, LocalName]
    repos: tuple[str, ...]

    @classmethod
    def of(cls, view: View, catalog: Catalog) -> Claims:
        """Return the claims of a paper."""
        repos = tuple(link.name for text in view.texts for link in text.links if link.name)
        return cls(view.local_names(catalog), repos)
