"""Identifiers and node keys: parse and normalise.

A paper's identifiers are text of the form ``scheme:value``; a node's key is its kind and an identifier:
``paper:arxiv:2308.14508``, ``paper:doi:10.1145/3292500``, ``paper:title:<slug>``, ``dataset:longbench``,
``repo:github.com/thudm/longbench``.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

SCHEMES = ("arxiv", "doi", "acl", "openalex", "s2", "pmid")
"""Identifier schemes, in the order in which they are preferred for a node key."""

_ARXIV = re.compile(
    r"(?:arxiv[:\s.]*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.)?"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_BEFORE_ARXIV = re.compile(r"(?:doi:\s*)?(?:https?://(?:www\.|export\.|dx\.)?(?:doi\.org/)?)?")
_PLAIN = re.compile(r"[\w/:;().,+~-]+", re.ASCII)
"""What stands in an address as it is; most identifiers are no more than that."""
_HOMES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
    "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
}
_DOI = re.compile(r"10\.\d{4,9}/\S+")
# The ways on which an address may end in more than the identifier are left out.
_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:"
    r"(?:api\.)?openalex\.org/(?:works/)?(?P<openalex>[Ww]\d+)"
    r"|(?:aclanthology\.org|aclweb\.org/anthology)/(?P<acl>(?:\d{4}\.[\w-]+\.\d+|[A-Z]\d{2}-\d{4}))(?:\.pdf)?"
    r"|semanticscholar\.org/paper/(?:[^/?#]+/)?(?P<s2>[0-9a-f]{40})"
    r"|(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(?P<pmid>\d+)"
    r")/?"
)
_NOT_WORD = re.compile(r"[^\w.+]+")
_LONG_TITLE_WORDS = 4


def parse_arxiv(text: str) -> str | None:
    """Return the arXiv id in ``text`` without its version, or None.

    ``text`` must be an id or an address of one, not a sentence that holds one.

    >>> parse_arxiv("https://arxiv.org/abs/2308.14508v2")
    '2308.14508'
    >>> parse_arxiv("cs.CL/0102003"), parse_arxiv("version 2308")
    ('cs.cl/0102003', None)
    """
    text = text.strip()
    start = _BEFORE_ARXIV.match(text)
    match = _ARXIV.fullmatch(text, start.end() if start else 0)
    return match["id"].lower() if match else None


def parse_doi(text: str) -> str | None:
    """Return the DOI in ``text``, lower-cased (DOIs ignore case), or None.

    >>> parse_doi("https://doi.org/10.18653/v1/N19-1423")
    '10.18653/v1/n19-1423'
    """
    match = _DOI.search(text)
    return match[0].rstrip(".,;)").lower() if match else None


def parse_id(text: str) -> str | None:
    """Return ``text`` as a normalised ``scheme:value``, or None if it is no identifier we know.

    ``text`` may be an address at which we know where the identifier stands.

    >>> [parse_id(text) for text in ("arXiv:1706.03762v5", "doi:10.1000/ABC", "acl:N19-1423", "hello")]
    ['arxiv:1706.03762', 'doi:10.1000/abc', 'acl:N19-1423', None]
    >>> [parse_id(f"https://{text}") for text in ("openalex.org/W1", "aclanthology.org/N19-1423.pdf")]
    ['openalex:W1', 'acl:N19-1423']
    """
    arxiv = parse_arxiv(text)
    if arxiv:
        return f"arxiv:{arxiv}"
    if address := _ADDRESS.fullmatch(text.strip()):
        scheme, value = next((name, told) for name, told in address.groupdict().items() if told)
        return f"{scheme}:{value.upper() if scheme == 'openalex' else value}"
    scheme, _, value = text.strip().partition(":")
    if scheme.lower() in ("acl", "openalex", "s2", "pmid") and value.strip():
        return f"{scheme.lower()}:{value.strip()}"
    doi = parse_doi(text)
    return f"doi:{doi}" if doi else None


def slugify(text: str) -> str:
    """Return ``text`` as lower-case words joined by hyphens; ``.`` and ``+`` inside words stay.

    They stay because ``GPT-3.5`` is not ``GPT-35`` and ``HumanEval+`` is not ``HumanEval``.

    >>> slugify("Llama 2"), slugify("GPT-3.5"), slugify("HumanEval+"), slugify("PanGu-π")
    ('llama-2', 'gpt-3.5', 'humaneval+', 'pangu-π')
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("_", "-")
    parts = _NOT_WORD.split(text)
    if "." in text:
        parts = [part.strip(".") for part in parts]
    return "-".join(filter(None, parts))


@functools.lru_cache(64)
def title_slug(title: str) -> str:
    """Return the part of a title that has to agree for two titles to be the same.

    >>> title_slug("Attention Is All You Need.") == title_slug("attention is all  you need")
    True
    """
    return slugify(title).replace(".", "").replace("+", "")


def is_telling(title: str) -> bool:
    """Whether a title has the four words that make two papers of that title one paper.

    Shorter ones ("Editorial", "SCALE") are shared by chance.
    """
    return len(title_slug(title).split("-")) >= _LONG_TITLE_WORDS


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits that stand for ``text``, the same on every machine."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=4).hexdigest()


def paper_key(ids: Iterable[str], title: str, abstract: str = "") -> str:
    """Return the node key of a paper: its best identifier, else its title.

    A title too short to tell papers apart is joined by a hash of the abstract.

    >>> paper_key(["doi:10.1/x", "arxiv:1706.03762"], "Attention Is All You Need")
    'paper:arxiv:1706.03762'
    >>> paper_key([], "Attention Is All You Need")
    'paper:title:attention-is-all-you-need'
    """
    by_scheme = {i.partition(":")[0]: i for i in sorted(ids, reverse=True)}
    for scheme in SCHEMES:
        if scheme in by_scheme:
            return f"paper:{by_scheme[scheme]}"
    slug = title_slug(title) or short_hash(title)
    return f"paper:title:{slug}" if is_telling(title) else f"paper:title:{slug}~{short_hash(abstract)}"


def artifact_key(kind: str, name: str) -> str:
    """Return the node key of an artifact.

    >>> artifact_key("dataset", "LongBench"), artifact_key("repo", "github.com/THUDM/LongBench")
    ('dataset:longbench', 'repo:github.com/thudm/longbench')
    """
    if kind == "repo":
        return f"repo:{name.lower()}"
    return f"{kind}:{slugify(name) or short_hash(name)}"


def id_url(identifier: str) -> str:
    """Return the address at which a ``scheme:value`` identifier can be looked up, or the empty text.

    >>> id_url("arxiv:1706.03762"), id_url("doi:10.1000/a<b>"), id_url("isbn:1"), id_url("doi:no doi")
    ('https://arxiv.org/abs/1706.03762', 'https://doi.org/10.1000/a%3Cb%3E', '', '')
    """
    scheme, _, value = identifier.strip().partition(":")
    home = _HOMES.get(scheme.lower(), "")
    if not home or not value.isprintable() or not value.strip() or " " in value:
        return ""
    return home + (value if _PLAIN.fullmatch(value) else quote(value, safe="/:;().,+~_-"))


def safe_url(text: str) -> str:
    """Return ``text`` if it is a plain http or https address, fit to be made a link, else the empty text.

    Plain means that what is read is where it leads: no control characters, no spaces, no backslashes (which
    browsers take for slashes), no user name in front of the host.

    >>> safe_url("https://a.org/x?y=1"), safe_url("javascript:alert(1)"), safe_url("//a.org")
    ('https://a.org/x?y=1', '', '')
    """
    if not text.isprintable() or " " in text or "\\" in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if plain else ""


def implied_repos(name: str) -> tuple[str, ...]:
    """Return the repos that a project page is likely made from; nobody has looked whether they exist.

    Parameters
    ----------
    name
        Host and path of a repo.

    Returns
    -------
    tuple of str
        Candidates, the likeliest first; empty for what is no project page.

    Examples
    --------
    >>> implied_repos("nlp.github.io/Tool")
    ('github.com/nlp/Tool',)
    >>> implied_repos("nlp.github.io"), implied_repos("github.com/a/b")
    (('github.com/nlp/nlp.github.io',), ())
    """
    match = re.fullmatch(r"([a-z0-9-]+)\.(github|gitlab)\.io(?:/([^/]+))?(/.*)?", name)
    if match is None:
        return ()
    owner, forge, project, rest = match.groups()
    if project is None or rest or project.lower().endswith((".html", ".htm", ".pdf")):
        project = f"{owner}.{forge}.io"
    return (f"{forge}.com/{owner}/{project}",)
