"""Count what reading left out or had to guess, to be told once a kind and not once a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphx.errors import InputError

_LONGEST_EXAMPLE = 40
_MOST_PLACES = 4


@dataclass(slots=True)
class Notices:
    """What reading left out or guessed, counted by kind, with the first case of each.

    Parameters
    ----------
    strict
        Whether a record that cannot be read ends the run instead of being counted.

    Examples
    --------
    >>> notices = Notices()
    >>> for line in (17, 23):
    ...     notices.add(("record has no use", "records have no use"), "n.d.", "a.csv", line, "left out")
    ...     notices.lose(InputError("no title", path="a.csv", line=line))
    >>> for told in notices.told():
    ...     print(told)
    2 records could not be read (a.csv:17: no title; also a.csv:23): left out
    2 records have no use, such as 'n.d.' (a.csv:17): left out
    """

    strict: bool = False
    lost: int = 0
    first_lost: dict[str, InputError] = field(default_factory=dict)
    _lost_places: list[str] = field(default_factory=list)
    _counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _first: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(self, words: tuple[str, str], example: object, path: str, line: int, outcome: str) -> None:
        """Count one case.

        Parameters
        ----------
        words
            What is the matter, for one and for many.
        example
            What was got.
        path, line
            Where; line 0 is the file as a whole.
        outcome
            What was done about it.
        """
        kind = (*words, outcome)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if kind not in self._first:
            text = " ".join((example if isinstance(example, str) else repr(example)).split())
            short = text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
            self._first[kind] = f"{short!r} ({path}:{line})" if line else f"{short!r} ({path})"

    def lose(self, error: InputError) -> None:
        """Count a record that could not be read.

        Raises
        ------
        InputError
            That error, where reading is strict.
        """
        if self.strict:
            raise error
        self.lost += 1
        self.first_lost.setdefault(str(error.path), error)
        if len(self._lost_places) <= _MOST_PLACES:
            self._lost_places.append(f"{error.path}:{error.line}" if self._lost_places else str(error))

    def saved(self) -> dict[str, Any]:
        """Return all that was counted, as values that JSON can hold."""
        counts = [[*kind, count, self._first[kind]] for kind, count in self._counts.items()]
        return {"lost": self.lost, "places": self._lost_places, "counts": counts}

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take up what :meth:`saved` returned."""
        self.lost, self._lost_places = saved["lost"], list(saved["places"])
        for one, many, outcome, count, first in saved["counts"]:
            self._counts[one, many, outcome], self._first[one, many, outcome] = count, first

    def told(self) -> tuple[str, ...]:
        """Return one sentence a kind, in the order in which they were first met; what was lost first."""
        return (
            *self._told_lost(),
            *(
                f"{count:,} {one if count == 1 else many}{', ' if count == 1 else ', such as '}"
                f"{self._first[one, many, outcome]}: {outcome}"
                for (one, many, outcome), count in self._counts.items()
            ),
        )

    def _told_lost(self) -> tuple[str, ...]:
        if not self.lost:
            return ()
        first, *others = self._lost_places
        also = f"; also {', '.join(others)}" if others else ""
        more = (
            f" and {self.lost - len(self._lost_places):,} more" if self.lost > len(self._lost_places) else ""
        )
        records = "record" if self.lost == 1 else "records"
        return (f"{self.lost:,} {records} could not be read ({first}{also}{more}): left out",)
