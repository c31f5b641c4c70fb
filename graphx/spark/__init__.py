"""Past one machine: the same finding over a Spark DataFrame, tables as Parquet, ranks of the whole graph.

Plain DataFrame operations that run unchanged on classic Spark and on Sail; needs the extra ``spark``. What is
written here is read by :func:`graphx.import_map`, which needs no Spark.
"""

from importlib.util import find_spec

from graphx.errors import OptionError
from graphx.spark.corpus import CorpusReport, build_tables
from graphx.spark.ranking import rank_tables
from graphx.spark.reading import open_papers

__all__ = ["CorpusReport", "build_tables", "open_papers", "rank_tables"]

if find_spec("pyspark") is None:
    raise OptionError(
        "a corpus past one machine needs Spark, which is not installed; install it with: "
        "pip install 'graphx-papers[spark]' (where a cluster speaks Spark Connect, pyspark-client will do)"
    )
