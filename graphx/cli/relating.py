"""Commands that tell what belongs together: similar papers and communities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphx.cli.group import MAP, cli, how_many, table_format
from graphx.cli.output import counts, print_json, print_rows, say, show
from graphx.text import one_line

if TYPE_CHECKING:
    from graphx.answers.communities import Communities

MEASURES = ("cocitation", "combined", "coupling", "jaccard", "roles", "shared")
SIMILAR_FIELDS = ("rank", "score", "year", "title", "reason", "key")
COMMUNITY_FIELDS = ("number", "name", "papers", "nodes", "artifacts", "titles")

_SHOWN = 3  # titles of a community
_NAMED = 5  # its artifacts


@cli.command(short_help="Papers like a paper, and what they share.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("paper", metavar="PAPER")
@click.option(
    "--by",
    type=click.Choice(MEASURES),
    default="combined",
    show_default=True,
    help="What makes papers alike.",
)
@how_many("papers", 10)
@table_format()
def similar(map_: Path, paper: str, by: str, size: int, fmt: str) -> None:
    """List the papers most like a paper, and say what they share.

    PAPER is a node key, an arXiv id, or a piece of a title.

    Papers are alike by the datasets, models and repos that both name, and by the works that both cite;
    what few papers have counts more. "--by shared" leaves out citations, "--by roles" counts what is only
    mentioned half, "--by jaccard" counts all names alike; "--by coupling" counts the works that both
    cite, "--by cocitation" the papers that cite both.

    Example: graphx similar outputs/demo "BERT: Pre-training"
    """
    from dataclasses import asdict

    from graphx.analyze import similar_papers
    from graphx.graphs import open_graph

    found = similar_papers(open_graph(map_), paper, by=by, size=size)
    rows: list[dict[str, Any]] = [{"rank": place} | asdict(one) for place, one in enumerate(found, 1)]
    if fmt != "table":
        print_rows(rows, {}, fmt, fields=SIMILAR_FIELDS)
    for row in rows if fmt == "table" else ():
        year = f" ({row['year']})" if row["year"] else ""
        show(f"{row['rank']}. {row['score']:.3f} {one_line(row['title'])}{year}")
        show(f"   {one_line(row['reason'])}")
    if not found:
        say(f"No paper of the map is like “{paper}” by what “{by}” counts.")


@cli.command(short_help="Tell which papers and names belong together.")
@click.argument("map_", metavar="MAP", type=MAP)
@how_many("to print", 10, name="top")
@table_format()
def communities(map_: Path, top: int, fmt: str) -> None:
    """Tell which papers, datasets, models and repos belong together.

    Communities are linked more among themselves than with the rest of the map. Those of two papers or
    more are listed, largest first; the others are counted.

    Example: graphx communities outputs/demo --top 5
    """
    from graphx.analyze import find_communities
    from graphx.graphs import open_graph

    graph = open_graph(map_)
    found = find_communities(graph)
    several = [one for one in found if len(one.papers) > 1]
    rows: list[dict[str, Any]] = [
        {
            "number": one.number,
            "name": one.name,
            "papers": len(one.papers),
            "nodes": len(one.members),
            "artifacts": [
                {"name": one_line(graph.nodes[key]["label"]), "papers": n, "key": key}
                for key, n in one.artifacts
                if n
            ],
            "titles": [one_line(graph.nodes[key]["label"]) for key in one.papers],
            "members": list(one.members),
        }
        for one in several[:top]
    ]
    if fmt == "json":
        print_json({"modularity": found.modularity, "communities": rows, "alone": list(found.alone)})
    elif fmt == "csv":
        for row in rows:
            row |= {"artifacts": _named(row, len(row["artifacts"])), "titles": "; ".join(row["titles"])}
        print_rows(rows, {}, fmt, fields=COMMUNITY_FIELDS)
    else:
        for row in rows:
            _print_community(row)
    _say_rest(found, len(several), len(several[top:]))


def _named(row: dict[str, Any], most: int) -> str:
    return ", ".join(f"{one['name']} ({one['papers']})" for one in row["artifacts"][:most])


def _print_community(row: dict[str, Any]) -> None:
    show(f"{row['number']}. {one_line(row['name'])}: {row['papers']} papers")
    if row["artifacts"]:
        show(f"   names {_named(row, _NAMED)}")
    for title in row["titles"][:_SHOWN]:
        show(f"   - {title}")
    if len(row["titles"]) > _SHOWN:
        show(f"   - and {len(row['titles']) - _SHOWN} more")


def _say_rest(found: Communities, several: int, left: int) -> None:
    """Say what the list leaves out."""
    alone = sum(key.startswith("paper:") for key in found.alone)
    parts = [
        (left, "more community", "more communities"),
        (len(found) - several, "community of one paper", "communities of one paper each"),
        (alone, "paper linked to nothing", "papers linked to nothing"),
    ]
    told = counts(parts)
    if told:
        say(f"Not listed: {told}.")
    say(f"Modularity {found.modularity:.2f} (0: links as by chance; 1: none between communities).")
