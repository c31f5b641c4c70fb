"""A paper prepared for finding, and what it claims: the names it introduces or explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graphx.find.catalog import Catalog
from graphx.find.discover import Introduction, introductions
from graphx.find.forms import Form, find_forms
from graphx.find.links import LinkHit, find_links
from graphx.find.names import Name, names
from graphx.find.resolve import LocalName, local_names
from graphx.find.text import NormalText, normalise, touches
from graphx.model import Paper

FIELDS = ("title", "abstract")

# Most full stops are told from it by the letter behind them.
_DOMAIN = re.compile(r"\.\s?(?=[cCoOiIsSnNaA])(?i:com|org|co|io|science|cn|ai|net)\b")


class Text(NamedTuple):
    """One field of a paper, prepared.

    Parameters
    ----------
    field
        ``"title"`` or ``"abstract"``.
    normal
        Its text in normal form.
    links
        The links in it.
    masked
        The spans of the links in the normalised text, where no name counts.
    """

    field: str
    normal: NormalText
    links: tuple[LinkHit, ...]
    masked: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, field: str, raw: str) -> Text:
        """Prepare a field's text."""
        normal = normalise(raw)
        if not _may_link(raw):
            return cls(field, normal, (), ())
        links = tuple(find_links(raw))
        masked = tuple((normal.to_norm(link.start), normal.to_norm(link.end)) for link in links)
        return cls(field, normal, links, masked)

    def names(self) -> Iterator[Name]:
        """Yield what could be names in the normalised text, those in links left out."""
        for name in names(self.normal.norm):
            if not touches(self.masked, name.start, name.end):
                yield name


def _may_link(raw: str) -> bool:
    """Whether a text may hold a link: most do not, and asking for a few characters is cheap."""
    return "://" in raw or "@" in raw or "www" in raw.lower() or bool(_DOMAIN.search(raw))


class View(NamedTuple):
    """A paper, prepared. It is kept between the two passes, so it holds little.

    Parameters
    ----------
    paper
        The paper.
    texts
        Its fields that hold text.
    forms
        The short and long forms that it gives together.
    """

    paper: Paper
    texts: tuple[Text, ...]
    forms: tuple[Form, ...]

    @classmethod
    def of(cls, paper: Paper) -> View:
        """Prepare a paper."""
        texts = tuple([Text.of(field, raw) for field in FIELDS if (raw := paper.text(field))])
        forms = tuple([form for text in texts for form in find_forms(text.normal.norm)])
        return cls(paper, texts, forms)

    def local_names(self, catalog: Catalog) -> dict[str, LocalName]:
        """Return what the paper introduces or explains, by key."""
        found = {
            text.field: [
                intro
                for intro in introductions(
                    text.normal.norm, title=text.field == "title", skip=catalog.is_decoy
                )
                if not touches(text.masked, intro.start, intro.end)
            ]
            for text in self.texts
        }
        title, abstract = found.get("title", []), found.get("abstract", [])
        abstract += self._taken_up(title)
        return local_names(title, abstract, catalog, self.forms)

    def _taken_up(self, title: Iterable[Introduction]) -> list[Introduction]:
        """Return names of several words that head the title and stand in the abstract just so.

        A phrase would not: "Reasoning With a Star: A Dataset …", "we present Reasoning With a Star".
        """
        heads = [i for i in title if i.rule == "title-head" and i.kind and " " in i.name]
        texts = [text.normal.norm for text in self.texts if text.field == "abstract"] if heads else []
        return [i for i in heads if any(re.search(rf"\b{re.escape(i.name)}\b", text) for text in texts)]


class Claims(NamedTuple):
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
