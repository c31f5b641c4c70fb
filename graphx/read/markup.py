"""Take out the markup that services leave in titles and abstracts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

# Named one by one: "a <b and c> d" is no tag.
_TAG = re.compile(
    r"</?(?:(?:jats|mml|m):[\w-]+|i|b|u|p|em|sub|sup|scp|strong|italic|bold|br|sec|span|div|title|math|"
    r"inline-formula|tex-math|alternatives|fixed-case|tt|url|a|abstracttext|h[1-6]|ul|ol|li)(?:\s+[\w:-]+=[^<>]*|\s*)/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:jats:)?(?:p|sec|title|br|div|li)\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^abstract[\s:.]+(?=[A-Z])", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text without tags and entities.

    >>> plain("<jats:title>Abstract</jats:title><jats:p>We use H<jats:sub>2</jats:sub>O &lt; y.</jats:p>")
    'We use H2O < y.'
    >>> plain("Tom &amp;amp; Ann, a <b and c> d")
    'Tom & Ann, a <b and c> d'
    """
    if "<" in text or "&" in text:
        text = _TAG.sub("", _BLOCK.sub(" ", text))
        text = html.unescape(html.unescape(text))
    return _HEADING.sub("", " ".join(text.split()))


_CODE = re.compile(
    r"(?:https?://)?(?:www\.)?((?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co)/[\w.-]+/[\w./-]+)"
)


def code_links(text: str) -> list[str]:
    """Return the addresses of code and hub pages in a text, such as the comment of an arXiv paper.

    >>> code_links("12 pages. Code: github.com/a/b. Accepted")
    ['https://github.com/a/b']
    """
    return [f"https://{found.rstrip('./-')}" for found in _CODE.findall(text)]


def with_code(abstract: str, links: Iterable[str]) -> str:
    """Return an abstract with links to code below.

    >>> with_code("We see.", ["https://github.com/a/b"])
    'We see. Code: https://github.com/a/b'
    """
    return " ".join([abstract, *(f"Code: {link}" for link in links)]).strip()


_BELOW = re.compile(r"(?:(?:^| )Code: (\S+))$")


def split_code(abstract: str) -> tuple[str, list[str]]:
    """Return an abstract without the links to code below, and these.

    >>> split_code("We see. Code: https://a.org/b Code: https://c.org/d")
    ('We see.', ['https://a.org/b', 'https://c.org/d'])
    """
    links: list[str] = []
    while found := _BELOW.search(abstract):
        links.insert(0, found[1])
        abstract = abstract[: found.start()].rstrip()
    return abstract, links
