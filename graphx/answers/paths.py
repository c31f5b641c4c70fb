"""Ways from one node to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphx.model import Evidence


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
    evidence: Evidence | None = field(default=None, repr=False)


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
