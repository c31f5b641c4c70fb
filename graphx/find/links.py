"""Links to code hosts, hubs and project pages: found, cleaned of glued punctuation, normalised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphx.find.hosts import parse_repo, split_address

__all__ = ["LinkHit", "find_links", "parse_repo", "trim_link"]

# What an address is written in; quotes, brackets, braces and wide characters end it. LaTeX escapes some.
_CHAR = (
    r"(?:[A-Za-z0-9!#$%&()*+,./:;=?@_~À-ɏ∼˜\u00ad\u200b-\u200d\u2010\u2011\u2060\ufb00-\ufb04\ufeff-]"
    r"|\\[_%&#~$-])"
)
_GAP = r"\s{0,2}"
_FREE = r"(?<![A-Za-z0-9_.@-])"
_HOST = r"(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}"
# Hosts whose name may be torn apart ("github. com/a/b") or misspelt, if a path follows.
_TORN = (
    rf"(?:www\.)?(?:(?:github|gitlab|huggingface|bitbucket){_GAP}[.:]{_GAP}(?:com?|org)"
    rf"|anonymous{_GAP}\.{_GAP}4open{_GAP}\.{_GAP}science){_GAP}/"
)
# Hosts that may stand without scheme and path; with a path, any host with a common ending is a link.
_KNOWN = (
    r"(?:raw\.|gist\.|www\.)?github(?:usercontent)?\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com"
    r"|huggingface\.co|hf\.co|zenodo\.org|osf\.io|anonymous\.4open\.science|modelscope\.cn"
    r"|[A-Za-z0-9-]{1,64}\.(?:(?:github|gitlab|bitbucket)\.io|sourceforge\.(?:net|io)|hf\.space)"
    r"|hf-mirror[A-Za-z0-9-]{0,64}(?:\.[A-Za-z0-9-]{1,64}){0,4}\.[a-z]{2,24}"
)
_ANY = r"(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|net|edu|gov|io|ai|co|dev|de|uk|fr|cn|jp|eu|ch|space|science|cc)"
_LINK = re.compile(
    rf"(?:https?://(?:dx\.)?doi\.org/)?\b10\.5281/\s?zenodo\s?\.\s?\d{{3,12}}"
    r"|\b10\.(?:17605/osf\.io/[a-z0-9]{5}|6084/m9\.figshare\.\d{4,12}|24433/co\.\d{5,12})\b"
    rf"|(?<![\w.+-])git@[\w.-]{{3,64}}:{_CHAR}{{1,500}}"
    rf"|(?:(?:(?:git\+)?https?|ftp|git|ssh)://){{1,3}}(?:{_TORN})?{_CHAR}{{1,500}}"
    rf"|https?{_GAP}:{_GAP}/{{1,2}}{_GAP}(?:{_TORN}{_CHAR}{{0,500}}|(?={_HOST}){_CHAR}{{1,500}})"
    rf"|{_FREE}(?:{_TORN}{_CHAR}{{0,500}}|(?:{_KNOWN})(?![\w-])(?:/{_CHAR}{{0,500}})?"
    rf"|www\.{_CHAR}{{1,500}}|(?![a-z]+github\.com/){_ANY}/{_CHAR}{{0,500}})"
    # So many lose the blank before it ("available atgithub.com/a/b") that this one needs none.
    rf"|(?<![.@_-])github\.com/{_CHAR}{{0,500}}"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@(?=[0-9-]*[a-z])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b(?!-))",
    re.IGNORECASE,
)
# What every link has in it. Most texts have none of it, and this is ten times as fast to look for.
_HINT = re.compile(
    r"[:/]\s{0,2}/|@|www\.|\.\s{0,2}(?:com?|org|io|net|cn|science|space)\b|[.:]\s{0,2}[a-z0-9-]{1,63}\s{0,2}/"
    r"|10\.\d{4}|hf-mirror",
    re.IGNORECASE,
)
_BLANKS = 8
"""More than a link may have before its hint ("anonymous . 4open . science/r/…")."""

_NEXT = re.compile(r"https?:/|(?<=[\w/])github\.com/", re.IGNORECASE)
_SCHEMES = re.compile(r"(?:[a-z+]{3,9}\s*:\s*/{1,3}\s*)*", re.IGNORECASE)

_TRAILING = ".,;:!?'‘’“”\"*`|\\([{<>~-\u2010\u2011\u00ad\u200b\u200c\u200d\u2060\ufeff"
_BRACKET = re.compile(r"[()\[\]{}]")
_OPENERS = {")": "(", "]": "[", "}": "{"}
# What is glued on without a blank: words, "…/repo,which" and "…/repo.The", and footnote marks, "…/repo.git1".
_GLUED = re.compile(r"[,;](?=[A-Za-z])|(?<=\.git)(?=[A-Z0-9])")
_WORD = re.compile(r"(?!Net$)[A-Z][a-z]+|A")

_BREAK = re.compile(r"\s{1,2}(?=[\w./])")
_TAIL = re.compile(r"/?[\w-]" + _CHAR + r"{0,200}")
_SHAPED = re.compile(r"\d|[a-z][A-Z]|[A-Z]{2}|\w-\w")
_STOP = re.compile(r"[.,;:!?)\]}>\"'”’]+(?:\s|$)|\s*$")
# Parts of a path that name a repo; of a shorter one the rest may stand behind a blank.
_PARTS = dict.fromkeys(
    (
        "github.com gitlab.com bitbucket.org codeberg.org gitee.com huggingface.co anonymous.4open.science"
        " zenodo.org"
    ).split(),
    2,
)


@dataclass(frozen=True, slots=True)
class LinkHit:
    """A link in a text.

    Parameters
    ----------
    start, end
        Its span in the text, glued punctuation left out.
    name
        The repo it points to as host and path (``github.com/Owner/Name``), or empty if it is none.
    url
        An address that opens it, or empty.
    sure
        False for a page of an owner rather than of a repository.
    """

    start: int
    end: int
    name: str
    url: str
    sure: bool


def find_links(text: str) -> list[LinkHit]:
    """Return the links and mail addresses of a text, in order; those to no repo have no name.

    Blanks that a line break left inside a link belong to it, where what follows cannot be the next word
    of the sentence.

    Parameters
    ----------
    text
        The text as it stands.

    Examples
    --------
    >>> text = "Code: https://github.com/THUDM/LongBench.git). See also hf.co/datasets/openai/gsm8k."
    >>> [hit.name for hit in find_links(text)]
    ['github.com/THUDM/LongBench', 'huggingface.co/datasets/openai/gsm8k']
    >>> [hit.name for hit in find_links("It is at https: //github.com/a/ b-c. We are at https://b.org/ too.")]
    ['github.com/a/b-c', '']
    """
    return list(_hits(text)) if _HINT.search(text) else []


def _hits(text: str) -> Iterator[LinkHit]:
    end = 0
    # Searching goes on where the link ends, not where the match does: "https://a;https://b" is two links.
    while (hint := _HINT.search(text, end)) and (
        match := _LINK.search(text, _before(text, end, hint.start()))
    ):
        start = match.start()
        link = _first_link(match[0])
        if link == match[0] and not match["mail"]:
            link = _mended(text, start, match.end())
        end = start + max(1, len(trim_link(link).rstrip()))
        name, sure = ("", False) if match["mail"] else parse_repo(text[start:end])
        yield LinkHit(start, end, name, f"https://{name}" if name else "", sure)


def _before(text: str, start: int, hint: int) -> int:
    """Return where a link may start, from a position on, that has its first hint at another."""
    parts = text[start:hint].rsplit(None, _BLANKS)
    return start + len(parts[0]) if len(parts) > _BLANKS else start


def _first_link(links: str) -> str:
    """Return the first of several links written without a blank between them."""
    schemes = _SCHEMES.match(links)
    start = schemes.end() if schemes else 0
    slash = links.find("/", start)
    following = _NEXT.search(links, start + 1)
    while following and following[0][0] in "gG" and not 0 <= slash < following.start():
        following = _NEXT.search(links, following.end())
    return links[: following.start()] if following else links


def _mended(text: str, start: int, end: int) -> str:
    """Return a link with the rest of it that stands behind a blank, if any does."""
    for _ in range(3):
        gap = _BREAK.match(text, end)
        tail = gap and _TAIL.match(text, gap.end())
        if not gap or not tail or not (text[end - 1].isalnum() or text[end - 1] in "/-"):
            break
        rest = trim_link(tail[0])
        if not _continues(text[start:end], rest, text[gap.end() + len(rest) :][:3]):
            break
        end = gap.end() + len(rest)
    return text[start:end]


def _continues(link: str, rest: str, after: str) -> bool:
    """Tell whether ``rest``, which stands behind ``link`` and a blank, is the rest of it."""
    host, path = split_address(link)
    parts = path.split("/") if path else []
    missing = _PARTS.get(host, 0) + (parts[:1] in (["datasets"], ["spaces"], ["collections"])) - len(parts)
    stops = bool(_STOP.match(after)) or not after
    shaped = bool(_SHAPED.search(rest)) and stops
    clear = "_" in rest or rest.endswith(".git")
    if host.endswith(".github.io"):
        # Such a page is often named with the slash at its end, so the blank says little.
        return link.endswith("/") and not path and (rest.endswith("/") or clear)
    if link.endswith("-") and parts:
        return host in _PARTS and (stops or "/" in rest)
    if missing <= 0 or rest == "and/or":
        return False
    if link.endswith("/"):
        return shaped or clear or (not parts and "/" in rest.strip("/"))
    return rest.startswith("/") or (host == "github.com" and bool(parts) and "/" in rest and shaped)


def trim_link(link: str) -> str:
    """Return a link without the punctuation and words that the sentence around it glued to it.

    Parameters
    ----------
    link
        A link and what stands next to it, up to the next blank.

    Examples
    --------
    >>> trim_link("https://github.com/a/b)."), trim_link("https://x.org/a_(b)")
    ('https://github.com/a/b', 'https://x.org/a_(b)')
    >>> trim_link("https://github.com/a/b.The"), trim_link("https://github.com/a/b),where")
    ('https://github.com/a/b', 'https://github.com/a/b')
    """
    link = link[: _balanced(link)].rstrip(_TRAILING)
    link = _GLUED.split(link, maxsplit=1)[0].rstrip(_TRAILING)
    while _WORD.fullmatch(link, link.rfind(".") + 1) and "." in link:
        link = link[: link.rfind(".")].rstrip(_TRAILING)
    return link


def _balanced(link: str) -> int:
    """Return where the first bracket closes that the link did not open."""
    opened: list[str] = []
    for bracket in _BRACKET.finditer(link):
        if bracket[0] in "([{":
            opened.append(bracket[0])
        elif not opened or opened.pop() != _OPENERS[bracket[0]]:
            return bracket.start()
    return len(link)
