"""The two stages of finding, batch by batch of a DataFrame."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphx.build import collect_artifacts, make_links
from graphx.find.catalog import load_catalog
from graphx.find.view import Claims, View
from graphx.find.workers import uncollected
from graphx.formats.columns import ARTIFACTS, LINKS, MENTIONS, Columns, arrow_schema, ddl, mention_row
from graphx.model import Artifact, Mention, Paper
from graphx.schema import ACCEPTED, HOSTED_AT, ROLES
from graphx.spark.names import CLAIMS, claims_row, finder_of, names_of

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

    from graphx.find.catalog import Catalog
    from graphx.find.mentions import Finder
    from graphx.spark.tables import Tables

_ABOVE: Final[Columns] = {name: ARTIFACTS[name] for name in ("key", "kind", "name", "url")}
NAMED: Final[Columns] = {**_ABOVE, "above": [_ABOVE]}
"""An artifact with the families above it, the nearest first."""

FOUND: Final[Columns] = {
    "paper": "text",
    "mentions": [{**MENTIONS, "kind": "text", "name": "text", "url": "text", "above": [_ABOVE]}],
    "links": [LINKS],
}
"""What is found in a paper: mentions, each with its artifact and the families above that, and links."""


def with_claims(papers: DataFrame, columns: Columns, catalog: Sequence[str]) -> DataFrame:
    """Return papers with what each claims (:data:`graphx.spark.names.CLAIMS`)."""
    files = tuple(catalog)
    schema = {**columns, **CLAIMS}

    def run(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        import pyarrow as pa

        known = load_catalog(*files)
        wanted = arrow_schema(schema)
        for batch in batches:
            told = uncollected(_claims, batch, known)
            there = [column.cast(field.type) for column, field in zip(batch.columns, wanted, strict=False)]
            yield pa.RecordBatch.from_arrays([*there, *told.columns], schema=wanted)

    return papers.select(*columns).mapInArrow(run, ddl(schema))


def find_everywhere(tables: Tables, claimed: DataFrame, catalog: Sequence[str]) -> DataFrame:
    """Return what is found in each paper that names something (:data:`FOUND`)."""
    folder, files, run_ = tables.path("").rstrip("/"), tuple(catalog), uuid.uuid4().hex

    def run(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        finder = finder_of(folder, files, run_)
        for batch in batches:
            yield uncollected(_finds, batch, finder)

    wanted = claimed.select("key", "title", "abstract", "ids", "names")
    return tables.write("found", wanted.mapInArrow(run, ddl(FOUND)), FOUND)


def _claims(batch: RecordBatch, known: Catalog) -> RecordBatch:
    import pyarrow as pa

    rows = [claims_row(Claims.of(View.of(paper), known)) for paper in _papers(batch)]
    return pa.RecordBatch.from_pylist(rows, schema=arrow_schema(CLAIMS))


def _finds(batch: RecordBatch, finder: Finder) -> RecordBatch:
    import pyarrow as pa

    rows = []
    for paper, names in zip(_papers(batch), batch.column("names").to_pylist(), strict=True):
        if mentions := finder.mentions(View.of(paper), names_of(names)):
            rows.append(_found(paper, mentions))
    return pa.RecordBatch.from_pylist(rows, schema=arrow_schema(FOUND))


def _papers(batch: RecordBatch) -> Iterator[Paper]:
    columns = ("key", "title", "abstract", "ids")
    values = (batch.column(name).to_pylist() for name in columns)
    for key, title, abstract, ids in zip(*values, strict=True):
        yield Paper(key=key, title=title, abstract=abstract, ids=tuple(ids))


def _found(paper: Paper, mentions: Sequence[Mention]) -> dict[str, Any]:
    accepted = [mention for mention in mentions if mention.tier == ACCEPTED]
    # What a paper says decides its own links and where its artifacts are hosted; all else is of the corpus.
    links = [
        {
            "source": link.source,
            "target": link.target,
            "relation": link.relation,
            "weight": link.weight,
            "sentence": link.evidence[0].sentence or link.evidence[0].detail,
        }
        for link in make_links(accepted, (), collect_artifacts(accepted))
        if link.relation in ROLES or link.relation == HOSTED_AT
    ]
    return {"paper": paper.key, "mentions": [_told(mention) for mention in mentions], "links": links}


def _told(mention: Mention) -> dict[str, Any]:
    artifact = mention.artifact
    about = {name: getattr(artifact, name) for name in ("kind", "name", "url")}
    return mention_row(mention) | about | {"above": list(_above(artifact))}


def _above(artifact: Artifact) -> Iterator[dict[str, str]]:
    while family := artifact.family:
        yield {name: getattr(family, name) for name in _ABOVE}
        artifact = family
