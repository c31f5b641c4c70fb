"""Links to code hosts, hubs and project pages: found, cleaned of glued punctuation, normalised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# The hosts we know may stand without a scheme; anything with a scheme is a link, known or not.
_HOSTS = (
    r"(?:raw\.|gist\.|www\.)?github(?:usercontent)?\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com"
    r"|huggingface\.co|hf\.co|zenodo\.org|osf\.io|anonymous\.4open\.science|sourceforge\.net|modelscope\.cn"
    r"|[A-Za-z0-9-]{1,64}\.github\.io|hf-mirror[A-Za-z0-9.-]{0,64}\.[a-z]{2,}"
)
_REST = r"[^\s<>\"“”]"
_LINK = re.compile(
    rf"(?:https?://|ftp://|www\.){_REST}{{1,500}}"
    rf"|(?<![\w.@/-])(?:{_HOSTS})(?:/{_REST}{{0,500}})?"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'’”\"*`|\\"
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_ZENODO_DOI = re.compile(r"10\.5281/zenodo\.(\d+)", re.IGNORECASE)
_NOT_OWNERS = frozenset(
    (
        "about features topics orgs login search marketplace sponsors settings explore trending apps "
        "collections pricing docs blog tasks papers models datasets spaces join enterprise"
    ).split()
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

    Parameters
    ----------
    text
        The text as it stands.

    Examples
    --------
    >>> text = "Code: https://github.com/THUDM/LongBench.git). See also hf.co/datasets/openai/gsm8k."
    >>> [hit.name for hit in find_links(text)]
    ['github.com/THUDM/LongBench', 'huggingface.co/datasets/openai/gsm8k']
    """
    return list(_hits(text))


def _hits(text: str) -> Iterator[LinkHit]:
    end = 0
    # Searching goes on where the link ends, not where the match does: "https://a;https://b" is two links.
    while match := _LINK.search(text, end):
        start, end = match.start(), match.start() + max(1, len(trim_link(match[0])))
        if "@" in match[0] and "//" not in match[0]:
            yield LinkHit(start, end, "", "", sure=False)
            continue
        name, sure = parse_repo(text[start:end])
        yield LinkHit(start, end, name, f"https://{name}" if name else "", sure)


def trim_link(link: str) -> str:
    """Return a link without the punctuation that the sentence around it glued to it.

    >>> trim_link("https://github.com/a/b)."), trim_link("https://x.org/a_(b)")
    ('https://github.com/a/b', 'https://x.org/a_(b)')
    """
    # A blank lost after the full stop, "…/repo.The": names of repos rarely go on with a capital and a word.
    link = re.split(r"(?<=[\w/])[.,;](?=[A-Z][a-z]+$)|[,;](?=https?://)|(?<=[\w/)])\)[.,]", link, maxsplit=1)[
        0
    ]
    while link:
        last = link[-1]
        if last in _TRAILING or (last in _CLOSERS and link.count(last) > link.count(_CLOSERS[last])):
            link = link[:-1]
        else:
            break
    return link


def parse_repo(link: str) -> tuple[str, bool]:
    """Return the repo a link points to, as host and path, and whether it is surely one.

    The path keeps the case it is written in, since some hosts insist on it; node keys ignore it.

    Parameters
    ----------
    link
        An address, with or without scheme.

    Returns
    -------
    name : str
        Empty if the link points to no code host, hub or project page.
    sure : bool
        False for the page of an owner on a code host.

    Examples
    --------
    >>> parse_repo("https://github.com/mindspore-lab/mindone/tree/master/examples")
    ('github.com/mindspore-lab/mindone', True)
    >>> parse_repo("https://example.org/a/b")
    ('', False)
    """
    zenodo = _ZENODO_DOI.search(link)
    if zenodo:
        return f"zenodo.org/records/{zenodo[1]}", True
    bare = re.sub(r"^(https?|ftp)://", "", link, flags=re.IGNORECASE)
    bare = re.split(r"[?#]", bare, maxsplit=1)[0]
    host, *path = [part for part in bare.split("/") if part]
    host = host.lower().removeprefix("www.").partition(":")[0]
    if host.endswith(".github.io"):
        return "/".join([host, *path[:1]]) if path[:1] != ["index.html"] else host, True
    for pattern, parse in _PARSERS:
        if pattern.fullmatch(host):
            return parse(host, path)
    return "", False


def _owner_and_name(host: str, path: list[str]) -> tuple[str, bool]:
    canonical = {"raw.githubusercontent.com": "github.com"}.get(host, host)
    if not path or path[0].lower() in _NOT_OWNERS or not _NAME.fullmatch(path[0]):
        return "", False
    if len(path) == 1:
        return f"{canonical}/{path[0]}", False
    name = re.sub(r"\.git$", "", path[1]).rstrip(".")
    return (f"{canonical}/{path[0]}/{name}", True) if name else ("", False)


def _gitlab(host: str, path: list[str]) -> tuple[str, bool]:
    path = path[: path.index("-")] if "-" in path else path
    path = [re.sub(r"\.git$", "", part) for part in path]
    cut = next((i for i, part in enumerate(path) if part in ("tree", "blob") and i >= 2), len(path))
    return "/".join([host, *path[:cut]]), len(path) > 1


def _hub(_: str, path: list[str]) -> tuple[str, bool]:
    """Hugging Face, also behind a mirror: models have no prefix, datasets and spaces have."""
    kinds = ("datasets", "spaces", "collections", "papers")
    prefix = path[:1] if path[:1] and path[0] in kinds else []
    rest = path[len(prefix) :]
    if not rest or prefix == ["papers"] or rest[0].lower() in _NOT_OWNERS:
        return "", False
    return "/".join(["huggingface.co", *prefix, *rest[:2]]), True


def _with_prefix(length: int) -> Callable[[str, list[str]], tuple[str, bool]]:
    def parse(host: str, path: list[str]) -> tuple[str, bool]:
        return ("/".join([host, *path[:length]]), True) if len(path) >= length else ("", False)

    return parse


def _zenodo(_: str, path: list[str]) -> tuple[str, bool]:
    if len(path) > 1 and path[0] in ("record", "records") and path[1].isdigit():
        return f"zenodo.org/records/{path[1]}", True
    return (
        (f"zenodo.org/{'/'.join(path[:2])}", True)
        if path[:1] == ["communities"] and path[1:]
        else ("", False)
    )


def _anonymous(host: str, path: list[str]) -> tuple[str, bool]:
    if len(path) > 1 and path[0] in ("r", "repository"):
        return f"{host}/r/{path[1]}", True
    return "", False


def _hub_of_models(host: str, path: list[str]) -> tuple[str, bool]:
    return (
        ("/".join([host, *path[:3]]), True)
        if len(path) > 2 and path[0] in ("models", "datasets")
        else ("", False)
    )


_PARSERS = tuple(
    (re.compile(pattern), parse)
    for pattern, parse in (
        (
            r"(raw\.githubusercontent|gist\.github|github)\.com|bitbucket\.org|codeberg\.org|gitee\.com",
            _owner_and_name,
        ),
        (r"gitlab\.[a-z0-9.-]+|git\.[a-z0-9-]+\.[a-z.]+", _gitlab),
        (r"(hf|huggingface)\.co|(hf-mirror|huggingface)[a-z0-9.-]*\.[a-z]+", _hub),
        (r"zenodo\.org", _zenodo),
        (r"osf\.io", _with_prefix(1)),
        (r"anonymous\.4open\.science|anon[a-z-]*\.[a-z0-9.-]+", _anonymous),
        (r"sourceforge\.net", _with_prefix(2)),
        (r"(www\.)?modelscope\.cn|kaggle\.com", _hub_of_models),
    )
)
