"""Count what reading left out or had to guess, to be told once a kind and not once a record."""

from __future__ import annotations

from dataclasses import dataclass, field

_LONGEST_EXAMPLE = 40


@dataclass(frozen=True, slots=True)
class Notices:
    """What reading left out or guessed, counted by kind, with the first case of each.

    Examples
    --------
    >>> notices = Notices()
    >>> for line in (17, 23):
    ...     notices.add(("record has no use", "records have no use"), "n.d.", "a.csv", line, "left out")
    >>> notices.told()
    ("2 records have no use, such as 'n.d.' (a.csv:17): left out",)
    """

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
            Where.
        outcome
            What was done about it.
        """
        kind = (*words, outcome)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if kind not in self._first:
            text = " ".join((example if isinstance(example, str) else repr(example)).split())
            short = text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
            self._first[kind] = f"{short!r} ({path}:{line})"

    def told(self) -> tuple[str, ...]:
        """Return one sentence a kind, in the order in which they were first met."""
        return tuple(
            f"{count:,} {one if count == 1 else many}{', ' if count == 1 else ', such as '}"
            f"{self._first[one, many, outcome]}: {outcome}"
            for (one, many, outcome), count in self._counts.items()
        )
