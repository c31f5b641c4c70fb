"""The values that flow through graphx: frozen and comparable.

They compute nothing beyond their own fields: a key made from identifiers and title where none was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from graphx.ids import artifact_key, paper_key
from graphx.schema import ACCEPTED

Progress = Callable[[str, int, "int | None"], None]
"""Called with the name of a step, how much of it is done, and how much there is where that is known."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a paper was read: file and line, counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One work.

    Parameters
    ----------
    title, abstract
        Its text, as it stands in the input.
    ids
        Identifiers as normalised ``"scheme:value"`` text (:func:`graphx.ids.parse_id`), sorted.
    year, date
        Year of publication, and the full date in ISO form where known.
    authors
        Names in the paper's order; :data:`graphx.schema.ET_AL` behind a list that the input cut short.
    venue, url
        Where it appeared; an address to read it at.
    cites
        Identifiers of the works it cites, as far as the input tells.
    origins
        Where it was read; several after duplicates were merged.
    cite_key, entry_type
        What a bibliography that it was read from calls it (``"devlin2019bert"``), and the type of its entry
        there (``"inproceedings"``); empty where it came from anywhere else.
    key
        Its node key; made from ids and title when left empty.

    Examples
    --------
    >>> Paper(title="Attention Is All You Need", ids=("arxiv:1706.03762",)).key
    'paper:arxiv:1706.03762'
    """

    title: str
    abstract: str = ""
    ids: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""
    authors: tuple[str, ...] = ()
    venue: str = ""
    url: str = ""
    cites: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    cite_key: str = ""
    entry_type: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", paper_key(self.ids, self.title, self.abstract))

    def text(self, field_name: str) -> str:
        """Return the text of one field, ``"title"`` or ``"abstract"``."""
        return self.title if field_name == "title" else self.abstract


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A named dataset, model or repo.

    Parameters
    ----------
    kind
        One of :data:`graphx.schema.ARTIFACT_KINDS`.
    name
        Canonical name; for a repo its host and path (``github.com/thudm/longbench``).
    family
        The artifact it is a version of (Llama 2 of Llama), if any.
    url
        Its home or hub page, where known.
    key
        Its node key; made from kind and name when left empty.

    Examples
    --------
    >>> Artifact(kind="dataset", name="LongBench").key
    'dataset:longbench'
    """

    kind: str
    name: str
    family: Artifact | None = None
    url: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", artifact_key(self.kind, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a paper's text that names an artifact.

    Parameters
    ----------
    paper
        Node key of the paper.
    title
        Its title.
    field
        ``"title"`` or ``"abstract"``.
    start, end
        The span in characters of that field; ``text[start:end] == surface``.
    surface
        The text as it stands.
    artifact
        What it names.
    variant
        Size or variant text that was taken off the name ("7B").
    role
        One of :data:`graphx.schema.ROLES`.
    rule
        The rule that found it; several joined by ``+``.
    confidence
        How likely it is right, in (0, 1].
    sentence
        The sentence around it, an exact part of the field.
    sentence_start
        Where that sentence starts in the field.
    tier
        ``"accepted"`` or ``"candidate"``.
    """

    paper: str
    title: str
    field: str
    start: int
    end: int
    surface: str
    artifact: Artifact
    variant: str = ""
    role: str
    rule: str
    confidence: float
    sentence: str
    sentence_start: int
    tier: str = ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A place in a paper's text that could be a name and was not taken for one, and why.

    Parameters
    ----------
    field, start, end, surface
        As in :class:`Mention`.
    reason
        Why it was not taken, in words.
    """

    field: str
    start: int
    end: int
    surface: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an edge exists: a sentence of a paper, or what a provider, an input file or the catalog says.

    Parameters
    ----------
    paper, field, start, end, surface, sentence, sentence_start, rule
        As in :class:`Mention`, where the evidence is a sentence.
    provider
        Who says so where it is not a sentence: ``"input"``, ``"catalog"`` or the name of a public API; of a
        sentence the public API that told the text, empty where the input did.
    detail
        What exactly it says (the identifier cited, the field of the reply).
    fetched
        When a provider said so, as ISO date and time.
    confidence
        How likely it is right, in (0, 1].
    """

    paper: str = ""
    field: str = ""
    start: int = 0
    end: int = 0
    surface: str = ""
    sentence: str = ""
    sentence_start: int = 0
    rule: str = ""
    provider: str = ""
    detail: str = ""
    fetched: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One paper of the map cites another; both are node keys."""

    citing: str
    cited: str
    evidence: Evidence = field(default_factory=lambda: Evidence(provider="input"))
