"""Text to mentions: the names of datasets, models and repos, each with its exact place and its sentence."""

from graphx.find.catalog import load_catalog
from graphx.find.finder import explain_mentions, find_mentions, iter_mentions

__all__ = ["explain_mentions", "find_mentions", "iter_mentions", "load_catalog"]
