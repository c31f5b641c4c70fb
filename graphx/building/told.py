"""What a build tells of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """What a build read and what it did.

    Parameters
    ----------
    papers, records
        How many papers the map has, and of how many records they were made.
    repeated_within, repeated_across, conflicts, formats, notices, look_alikes
        As in :class:`graphx.read.ReadResult`; of a map that grew, for what was read now.
    grown
        Whether the map that was there was changed, rather than made anew.
    added, removed, searched
        Of a map that grew: papers that came or changed, papers that went or changed, and papers searched
        again because other papers have changed what their names mean.
    why_anew
        Why a map that was there could not be changed, in words; empty where it could, or there was none.
    resumed
        How many papers an interrupted build had already read.
    """

    papers: int = 0
    records: int = 0
    repeated_within: int = 0
    repeated_across: int = 0
    conflicts: tuple[str, ...] = ()
    formats: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    look_alikes: tuple[str, ...] = ()
    grown: bool = False
    added: int = 0
    removed: int = 0
    searched: int = 0
    why_anew: str = ""
    resumed: int = 0
