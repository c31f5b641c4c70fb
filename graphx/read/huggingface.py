"""Papers of Hugging Face, as its service and its pages tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a paper of Hugging Face, alone or wrapped with the day it was shown."""
    inner = value.get("paper")
    if isinstance(inner, Mapping) and "id" in inner:
        return True
    return "id" in value and "title" in value and ("upvotes" in value or "numTotalModels" in value)


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paper as a record; its date is that of the paper, not of the day it was shown.

    >>> record = translate({"paper": {"id": "2308.14508", "title": "A Study", "summary": "We see.",
    ...     "githubRepo": "https://github.com/a/b"}, "publishedAt": "2023-08-29"})
    >>> record["arxiv"], record["abstract"], record["code_links"]
    ('2308.14508', 'We see.', ['https://github.com/a/b'])
    """
    inner = value.get("paper")
    paper = inner if isinstance(inner, Mapping) else value
    authors = paper.get("authors")
    # A hidden author did not confirm the page; it is still the paper's author.
    return {
        "title": paper.get("title") or value.get("title"),
        "abstract": paper.get("summary") or value.get("summary"),
        "authors": authors if isinstance(authors, list) else None,
        "date": paper.get("publishedAt") or value.get("publishedAt"),
        "arxiv": paper.get("id"),
        "code_links": [paper["githubRepo"]] if paper.get("githubRepo") else [],
    }
