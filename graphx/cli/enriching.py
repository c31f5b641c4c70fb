"""Commands that ask public APIs, and what was kept of their answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphx.cli.group import MAP, cli, table_format
from graphx.cli.output import counts, print_json, print_rows, progress_bars, say
from graphx.text import one_line

if TYPE_CHECKING:
    from graphx.enrich.plan import PlannedCalls
    from graphx.enrich.report import Enrichment

CACHE_DIR = click.option(
    "--cache-dir", type=MAP, default=Path("cache"), show_default=True, help="Where answers are kept."
)
REPORT_COLUMNS = {
    "provider": "Provider",
    "asked": "Calls",
    "cached": "Kept",
    "found": "Found",
    "not_found": "Unknown",
    "ambiguous": "Unsure",
    "later": "Later",
    "refused": "Refused",
    "stale": "Old",
    "budget": "Budget left",
}
PLAN_COLUMNS = {
    "provider": "Provider",
    "calls": "Calls",
    "time": "Takes",
    "cached": "Kept",
    "key": "Key",
}


@cli.command(short_help="Ask public APIs about a map's papers.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option("--from", "providers", metavar="PROVIDER,...", default="", help="Whom to ask. [default: all]")
@click.option("--dry-run", is_flag=True, help="Tell what would be asked; ask nothing.")
@click.option("--offline", is_flag=True, help="Use kept answers only.")
@click.option("--refresh", is_flag=True, help="Ask also for what is kept.")
@click.option("--limit", type=int, metavar="N", help="Make at most so many calls.")
@click.option("--email", default="", help="Your address, for providers that ask for one.")
@click.option("--around", type=int, default=0, metavar="N", help="Add outside papers that N of the map cite.")
@click.option("--citing", type=int, default=0, metavar="N", help="Add outside papers that cite N of the map.")
@click.option("--overrides", type=MAP, help="JSON file: TITLE to the right identifier, or null.")
@CACHE_DIR
@table_format()
def enrich(map_: Path, providers: str, fmt: str, cache_dir: Path, *, dry_run: bool, **options: Any) -> None:
    """Ask public APIs for what the papers of a map do not tell.

    They add identifiers, dates, authors, citations, and how repositories are. Identifiers, and titles of
    papers without any, are sent to them. Stop it whenever you like and start it again: no call is made twice.
    PROVIDER is one of: semanticscholar, openalex, crossref, datacite, arxiv, huggingface, paperswithcode,
    github.

    Example: graphx enrich outputs/mine --dry-run
    """
    from graphx.enriching import enrich_map, plan_enrichment

    names = [name for name in providers.split(",") if name.strip()]
    if dry_run:
        plans = plan_enrichment(
            map_,
            providers=names,
            refresh=options["refresh"],
            cache_dir=cache_dir,
            overrides=options["overrides"],
            citing=options["citing"],
        )
        print_rows([_plan_row(plan) for plan in plans], PLAN_COLUMNS, fmt, fields=(*PLAN_COLUMNS, "sent"))
        if fmt == "table":
            _tell_plan(plans)
        return
    try:
        with progress_bars() as progress:
            run = enrich_map(
                map_, providers=names, cache_dir=cache_dir, progress=progress, notify=say, **options
            )
    except KeyboardInterrupt:
        say("Stopped. The answers that came are kept; the same command goes on from there.")
        raise SystemExit(130) from None
    print_rows([report.row() for report in run.reports], REPORT_COLUMNS, fmt)
    _tell(run)


@cli.group("cache", short_help="Look at or clear the kept answers.")
def cache() -> None:
    """Look at or clear the answers of public APIs that are kept."""


@cache.command("info", short_help="Tell what is kept.")
@CACHE_DIR
@table_format()
def cache_info(cache_dir: Path, fmt: str) -> None:
    """Tell what is kept, from whom, since when."""
    from graphx.enrich.cache import describe_cache

    facts = describe_cache(cache_dir)
    if fmt == "json":
        print_json(facts)
        return
    rows = [{"what": f"answers of {name}", "value": n} for name, n in facts["answers"].items()]
    rows += [{"what": name, "value": facts[name]} for name in ("oldest", "newest", "bytes", "folder")]
    print_rows(rows, {"what": "What", "value": "Value"}, fmt)


@cache.command("clear", short_help="Forget what is kept.")
@click.option("--from", "provider", metavar="PROVIDER", help="Only the answers of this one.")
@CACHE_DIR
def cache_clear(provider: str | None, cache_dir: Path) -> None:
    """Forget the answers that are kept."""
    from graphx.enrich.cache import clear_cache
    from graphx.errors import choose
    from graphx.facts import PROVIDERS

    if provider is not None:
        choose("provider", provider, PROVIDERS)
    say(f"Forgot {counts([(clear_cache(cache_dir, provider), 'answer', 'answers')]) or 'nothing'}.")


def _plan_row(plan: PlannedCalls) -> dict[str, Any]:
    calls = f"{plan.least:,}" if plan.least == plan.most else f"{plan.least:,} to {plan.most:,}"
    return {
        "provider": plan.provider,
        "calls": calls,
        "time": f"up to {_duration(plan.seconds)}" if plan.most else "",
        "cached": plan.cached,
        "key": "yes" if plan.keyed else "no",
        "sent": plan.sent if plan.most else "nothing",
    }


def _tell_plan(plans: list[PlannedCalls]) -> None:
    """Print what the table has no room for: what leaves the machine, and how much it is in all."""
    from graphx.facts import LABELS

    asking = [plan for plan in plans if plan.most]
    click.echo("\nWhat leaves the machine:" if asking else "\nNothing leaves the machine.")
    for plan in asking:
        click.echo(f"- to {LABELS[plan.provider]}: {plan.sent}")
    if asking:
        calls, longest = sum(plan.most for plan in asking), max(plan.seconds for plan in asking)
        click.echo(
            f"\nAt most {counts([(calls, 'call', 'calls')])}. All are asked at once, each at the pace it "
            f"allows, which takes up to {_duration(longest)}. "
            "Where the allowance of a day is spent, that provider stops; the same command goes on later."
        )


def _duration(seconds: float) -> str:
    """Return a time in words.

    >>> _duration(0.7), _duration(90), _duration(7300), _duration(900_000)
    ('1 s', '2 min', '2.0 h', '10 days')
    """
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{round(seconds / 86_400)} days"


def _tell(run: Enrichment) -> None:
    """Say what the numbers of the table leave out."""
    for report in run.reports:
        if report.stopped:
            say(f"{report.provider}: stopped; {one_line(report.stopped, 300)}.")
        for message in report.messages:
            if message not in report.stopped:
                say(f"{report.provider}: {one_line(message, 300)}.")
    for title, provider, identifier, detail in run.ambiguous[:20]:
        say(f"Unsure: “{one_line(title, 80)}” may be {identifier} at {provider} ({one_line(detail, 260)}).")
    if len(run.ambiguous) > 20:
        say(f"{len(run.ambiguous) - 20:,} more are unsure; they stand in the table facts of graph.db.")
    if run.ambiguous:
        say("Say which is right in overrides.json of the map, as the README shows.")
    told = [
        (len(run.facts), "fact", "facts"),
        (run.links, "citation not in the input", "citations not in the input"),
    ]
    say(f"The map holds {counts(told) or 'no facts'}.")
    if not run.complete:
        say("Some answers are still to come; the same command goes on from here.")
