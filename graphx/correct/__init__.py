"""Corrections: what a reader of a map knows better, written down once, replayed at every build and load."""

from graphx.correct.lines import Correction, read_corrections
from graphx.correct.replay import Corrected, Outcome, replay

__all__ = ["Corrected", "Correction", "Outcome", "read_corrections", "replay"]
