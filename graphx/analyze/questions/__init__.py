"""Questions that only a map of papers and what they name can answer."""

from graphx.analyze.questions.extend import extend_list
from graphx.analyze.questions.grid import experiment_grid
from graphx.analyze.questions.rising import rising_artifacts
from graphx.analyze.questions.uncited import find_uncited

__all__ = ["experiment_grid", "extend_list", "find_uncited", "rising_artifacts"]
