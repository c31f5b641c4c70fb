"""Text to mentions: the names of datasets, models and repos, each with its exact place and its sentence."""

from graphx.find.catalog import load_catalog
from graphx.find.finder import find_mentions

__all__ = ["find_mentions", "load_catalog"]
