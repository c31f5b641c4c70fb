"""Papers in any number: real abstracts again and again, with other names and identifiers each time.

    python -m tests.benchmarks.million FOLDER -n 1000000 -o papers.jsonl

FOLDER holds JSON Lines of papers (``*.jsonl.gz``). In each round after the first every name of a shape that
few words have (an inner capital) gets an ending of its own in half of the papers, so that new names go on to
come, as they do in a growing field; titles and identifiers are new in every round.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"\b[A-Z][a-z]+[A-Z]\w+\b")
_SYLLABLES = (
    "ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro ta te to va ve vo za ze zo".split()
)


def real_records(folder: Path) -> list[dict[str, object]]:
    """Return the title, abstract and year of the papers in a folder's files."""
    records = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                told = json.loads(line)
                if told.get("title") and told.get("abstract"):
                    records.append({name: told.get(name) for name in ("title", "abstract", "year")})
    if not records:
        raise SystemExit(f"no *.jsonl.gz with papers in {folder}; the benchmark needs real abstracts")
    return records


def many_records(real: list[dict[str, object]], count: int, *, seed: int = 0) -> Iterator[dict[str, object]]:
    """Yield records: the real ones, then the same with other names, titles and identifiers."""
    chance = random.Random(seed)
    for number in range(count):
        turn, place = divmod(number, len(real))
        record = dict(real[place])
        if turn:
            word = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
            record["title"] = f"{record['title']} ({word} {number})"
            if chance.random() < 0.5:
                record["abstract"] = _NAME.sub(lambda m, w=word: m[0] + w[:4], str(record["abstract"]))
        month = 1 + number // 80_000 % 12
        record["arxiv_id"] = f"{10 + number // 960_000:02}{month:02}.{number % 80_000:05}"
        yield record


def write_records(path: Path, real: list[dict[str, object]], count: int, *, skip: int = 0) -> Path:
    """Write records to a file of JSON Lines."""
    with path.open("w", encoding="utf-8") as out:
        for record in itertools.islice(many_records(real, skip + count), skip, None):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def main() -> None:
    """Write a file of papers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", type=int, default=1_000_000)
    parser.add_argument("-o", "--output", type=Path, default=Path("papers.jsonl"))
    arguments = parser.parse_args()
    print(write_records(arguments.output, real_records(arguments.folder), arguments.n))


if __name__ == "__main__":
    main()
