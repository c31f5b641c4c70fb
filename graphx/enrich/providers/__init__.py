"""The public APIs, one a module; each is a :class:`graphx.enrich.work.Provider`."""

from __future__ import annotations

from collections.abc import Iterable

from graphx.enrich.providers import (
    arxiv,
    crossref,
    datacite,
    github,
    huggingface,
    openalex,
    paperswithcode,
    semanticscholar,
)
from graphx.enrich.work import Provider
from graphx.errors import choose
from graphx.facts import PROVIDERS

_ALL = {
    module.PROVIDER.name: module.PROVIDER
    for module in (semanticscholar, openalex, crossref, datacite, arxiv, huggingface, paperswithcode, github)
}


def pick_providers(names: Iterable[str]) -> list[Provider]:
    """Return providers by name, in the order in which they are asked; all when none is named.

    Raises
    ------
    OptionError
        A name is unknown.
    """
    wanted = {choose("provider", name.strip().lower(), PROVIDERS) for name in names}
    return [_ALL[name] for name in PROVIDERS if not wanted or name in wanted]
