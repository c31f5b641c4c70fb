"""The dumps of Papers with Code: papers with abstracts, and links between papers and code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object stands in one of the dumps."""
    return ("paper_url" in value and ("url_abs" in value or "repo_url" in value)) or (
        "repositories" in value and "arxiv_id" in value
    )


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a dump as a record; code counts where the authors made or named it.

    >>> record = translate({"paper_url": "https://x", "paper_title": "A Study",
    ...     "paper_arxiv_id": "2308.14508", "repo_url": "https://github.com/a/b", "is_official": True})
    >>> record["title"], record["arxiv"], record["code_links"]
    ('A Study', '2308.14508', ['https://github.com/a/b'])
    """
    repositories = value.get("repositories")
    links = repositories if isinstance(repositories, list) else [value]
    return {
        "title": value.get("title") or value.get("paper_title"),
        "abstract": value.get("abstract"),
        "authors": value.get("authors"),
        "date": value.get("date"),
        "venue": value.get("proceeding"),
        "arxiv": value.get("arxiv_id") or value.get("paper_arxiv_id"),
        "url": value.get("url_abs") or value.get("paper_url_abs"),
        "code_links": [
            link.get("repo_url") or link.get("url")
            for link in links
            if isinstance(link, Mapping) and (link.get("is_official") or link.get("mentioned_in_paper"))
        ],
    }
