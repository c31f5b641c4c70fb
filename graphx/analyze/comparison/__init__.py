"""Two maps compared: what differs, and which difference moved the ranks."""

from graphx.analyze.comparison.compare import compare_maps

__all__ = ["compare_maps"]
