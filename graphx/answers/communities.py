"""What belongs together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Papers and artifacts that are linked more among themselves than with the rest of the map.

    Parameters
    ----------
    number
        Its place in the list, from 1.
    name
        What sets it apart, in a few words.
    members
        Node keys, sorted.
    papers
        Keys of its papers, those most tied to the rest of it first.
    artifacts
        Keys of the artifacts in it that its papers name, each with how many of them do, most first.

    Examples
    --------
    >>> Community(number=1, name="BERT", members=("model:bert", "paper:a"), papers=("paper:a",)).name
    'BERT'
    """

    number: int
    name: str
    members: tuple[str, ...] = field(repr=False)
    papers: tuple[str, ...] = ()
    artifacts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """A map cut into communities.

    Parameters
    ----------
    items
        The communities, most papers first, then most nodes, then by key; of two nodes or more.
    alone
        Keys of the nodes that are in no community, sorted: nothing links them.
    modularity
        How much more of the links' weight lies within communities than would by chance, out of all: 0 where
        it is chance, towards 1 where communities hardly touch.

    Examples
    --------
    >>> one = Community(number=1, name="BERT", members=("model:bert", "paper:a"), papers=("paper:a",))
    >>> communities = Communities(items=(one,), alone=("paper:b",), modularity=0.0)
    >>> communities.of("paper:a").name, communities.of("paper:b"), len(communities)
    ('BERT', None, 1)
    """

    items: tuple[Community, ...] = ()
    alone: tuple[str, ...] = ()
    modularity: float = 0.0
    _of: dict[str, Community] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._of.update((key, one) for one in self.items for key in one.members)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Community]:
        return iter(self.items)

    def of(self, key: str) -> Community | None:
        """Return the community that a node is in, None for one that is in none."""
        return self._of.get(key)

    def names(self) -> dict[str, str]:
        """Return the name of its community for each node that is in one, as pages and tables want it."""
        return {key: one.name for one in self.items for key in one.members}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A piece of a large map, small enough to be drawn and read at once.

    Parameters
    ----------
    name
        What to call it; no two regions of a map have the same.
    kind
        ``"community"``: a community or a part of one; ``"small"``: several small communities side by side;
        ``"alone"``: nodes that nothing links.
    members
        Node keys, sorted.
    within
        The name of the community that it is, or is a part of; empty for the other kinds.

    Examples
    --------
    >>> Region(name="BERT", kind="community", members=("model:bert", "paper:a"), within="BERT").kind
    'community'
    """

    name: str
    kind: str
    members: tuple[str, ...] = field(repr=False)
    within: str = ""
