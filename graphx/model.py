"""The values that flow through graphx: frozen and comparable.

They compute nothing beyond their own fields: a key made from identifiers and title where none was given, a
field by its name, steps as one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphx.ids import artifact_key, paper_key
from graphx.schema import ACCEPTED


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
        Names in the paper's order.
    venue, url
        Where it appeared; an address to read it at.
    cites
        Identifiers of the works it cites, as far as the input tells.
    origins
        Where it was read; several after duplicates were merged.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One link of a path, told as a sentence.

    Parameters
    ----------
    source, target
        Node keys, in the direction of the path.
    relation
        One of :data:`graphx.schema.RELATIONS`.
    forward
        Whether the graph's edge runs from ``source`` to ``target`` too.
    text
        The link in words, true in whichever direction the edge runs.
    evidence
        The best evidence of that edge, if it has any.

    Examples
    --------
    >>> PathStep(source="paper:a", target="model:m", relation="uses", forward=True, text="A uses M").text
    'A uses M'
    """

    source: str
    target: str
    relation: str
    forward: bool
    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPath:
    """A way from one node to another, told in sentences.

    Parameters
    ----------
    nodes
        Node keys from start to end, each once.
    steps
        What links each node to the next; one fewer than ``nodes``.
    cost
        What the path was ordered by: lower is shorter and passes fewer hubs.

    Examples
    --------
    >>> step = PathStep(source="paper:a", target="model:m", relation="uses", forward=True, text="A uses M")
    >>> GraphPath(nodes=("paper:a", "model:m"), steps=(step,), cost=1.0).text
    'A uses M.'
    """

    nodes: tuple[str, ...]
    steps: tuple[PathStep, ...]
    cost: float

    @property
    def text(self) -> str:
        """The steps as one sentence."""
        return "; ".join(step.text for step in self.steps) + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingItem:
    """A paper of a reading list and why it is there.

    Parameters
    ----------
    key, title
        The paper's node key and title.
    score
        How near the paper is to the seeds, in [0, 1]; only to be compared within one list.
    reason
        Why it is there, with its numbers.
    why_here
        Why it is read before or after another paper of the list; empty where only age and score say so.
    rank
        Its place by score alone among all papers that were found, counted from 1.
    shares
        How much of its score comes from each seed, in the order of the seeds; adds up to 1.
    year, authors, venue, url, ids
        As in :class:`Paper`.
    evidence
        The best evidence of each link the reason speaks of, sentences of other papers among it:
        ``evidence.paper`` says whose.

    Examples
    --------
    >>> ReadingItem(key="paper:a", title="A", score=0.2, reason="cites B").reason
    'cites B'
    """

    key: str
    title: str
    score: float
    reason: str
    why_here: str = ""
    rank: int = 0
    shares: tuple[float, ...] = ()
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    url: str = ""
    ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
