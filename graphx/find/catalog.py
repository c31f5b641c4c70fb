"""The catalog of known names: an index of the bundled entries and of the user's own."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import CatalogError
from graphx.find.chunks import Keys
from graphx.find.entries import (
    DATA,
    DECOY,
    POLICIES,
    VERSIONS,
    Entry,
    Row,
    cased_key,
    check_shapes,
    name_key,
    validate,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

__all__ = ["POLICIES", "VERSIONS", "Catalog", "Entry", "load_catalog", "name_key", "read_rows", "validate"]

BUNDLED: Final = tuple(DATA / f"{stem}.jsonl" for stem in ("datasets", "models", "decoys"))

_ANY_CASE: Final = " *"  # no key ends so
_REMEMBERED: Final = 1 << 17  # spellings whose answer is kept

_TABLE = re.compile(r"^[ \t]*\[\[\s*entry\s*\]\]", re.MULTILINE)


class Catalog:
    """Entries and an index of them by key.

    Parameters
    ----------
    entries
        Valid entries; where two are of one kind and name, the later one counts.

    Examples
    --------
    >>> gsm8k = Entry(name="GSM8K", kind="dataset")
    >>> drop = Entry(name="DROP", kind="dataset", policy="cue")
    >>> catalog = Catalog([gsm8k, drop])
    >>> [entry.name for entry in catalog.lookup(name_key("GSM-8k"))]
    ['GSM8K']
    >>> catalog.policy(drop, "drop"), catalog.policy(drop, "DROP")
    ('', 'cue')
    """

    __slots__ = ("_by_key", "_by_name", "_decoys", "_keys", "_policies", "entries")

    entries: tuple[Entry, ...]

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._decoys: dict[str, bool] = {}
        self._keys: Keys | None = None
        self._by_name = {(entry.kind, entry.name): entry for entry in entries}
        self.entries = tuple(self._by_name.values())
        self._policies: dict[tuple[str, str], dict[str, str]] = {}
        self._by_key: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            for key in entry.keys:
                self._by_key[key] = (*self._by_key.get(key, ()), entry)

    def lookup(self, key: str) -> tuple[Entry, ...]:
        """Return all entries that have ``key`` as name, alias or expansion."""
        return self._by_key.get(key, ())

    @property
    def keys(self) -> Keys:
        """The keys of all names, aliases and expansions, to be looked for in texts."""
        if self._keys is None:
            self._keys = Keys(self._by_key)
        return self._keys

    def is_decoy(self, surface: str) -> bool:
        """Whether a spelling is known only as something that is neither dataset nor model.

        >>> catalog = load_catalog()
        >>> catalog.is_decoy("BLEU"), catalog.is_decoy("GSM8K"), catalog.is_decoy("never seen")
        (True, False, False)
        """
        known = self._decoys.get(surface)
        if known is None:
            found = [entry for entry in self.lookup(name_key(surface)) if self.policy(entry, surface)]
            known = bool(found) and all(entry.kind == DECOY for entry in found)
            if len(self._decoys) >= _REMEMBERED:
                self._decoys.clear()
            self._decoys[surface] = known
        return known

    def get(self, kind: str, name: str) -> Entry | None:
        """Return the entry of that kind and canonical name, or None."""
        return self._by_name.get((kind, name))

    def spellings(self, key: str) -> tuple[str, ...]:
        """Return the written forms behind ``key``, sorted.

        >>> load_catalog().spellings("longbench")
        ('LongBench',)
        """
        forms = {form for entry in self.lookup(key) for form in (*entry.spellings, *entry.expansions)}
        return tuple(sorted(form for form in forms if name_key(form) == key))

    def policy(self, entry: Entry, surface: str) -> str:
        """Return the policy by which ``surface`` may name ``entry``, or ``""`` where its case forbids it.

        Long forms are free: nobody writes "general language understanding evaluation" by chance. And a
        spelling that says more than the shortest one needs no cue: "Alpaca-52k" tells what "Alpaca" does not.
        """
        if entry.policy == "free":
            return "free"
        policies = self._policies.get((entry.kind, entry.name))
        if policies is None:
            policies = self._policies[entry.kind, entry.name] = _policies(entry)
        return policies.get(cased_key(surface)) or policies.get(name_key(surface) + _ANY_CASE, "")


def _policies(entry: Entry) -> dict[str, str]:
    """Return the policy of each spelling of an entry that is not free, by its cased key."""
    policies = {name_key(text) + _ANY_CASE: "free" for text in entry.expansions}
    forms = [cased_key(text) for text in entry.spellings]
    shortest = min(form.count(" ") for form in forms)
    for form in forms:
        policies[form] = "exact" if form.count(" ") > shortest else entry.policy
    return policies


def load_catalog(*extra: str | os.PathLike[str]) -> Catalog:
    """Return the bundled catalog, with the entries of ``extra`` files (JSONL or TOML).

    A TOML file holds ``[[entry]]`` tables. An extra entry replaces the bundled one of its kind and name. An
    extra dataset or model also silences bundled decoys of its spellings, and an extra decoy the bundled
    datasets and models of its name.

    Raises
    ------
    CatalogError
        An extra file breaks a rule; see :func:`validate`.

    >>> load_catalog().get("dataset", "GSM8K").arxiv
    '2110.14168'
    """
    bundled = _bundled()
    if not extra:
        return bundled
    rows = [row for path in extra for row in read_rows(path)]
    check_shapes(rows)
    added = [Entry.of_fields(row.fields) for row in rows]
    kept = _give_way(bundled.entries, added)
    return Catalog((*kept, *validate(rows, kept)))


@cache
def _bundled() -> Catalog:
    # Checked by the tests, not again on every start; and read as one array, which halves the time.
    lines = (path.read_text(encoding="utf-8").strip().replace("\n", ",") for path in BUNDLED)
    return Catalog(map(Entry.of_fields, json.loads(f"[{','.join(filter(None, lines))}]")))


def _give_way(bundled: Iterable[Entry], added: Iterable[Entry]) -> list[Entry]:
    """Return the bundled entries that added ones leave in place."""
    added = list(added)
    names = {(entry.kind, entry.name) for entry in added}
    wanted = {key for entry in added if entry.kind != DECOY for key in entry.keys}
    muted = {name_key(entry.name) for entry in added if entry.kind == DECOY}

    def stays(entry: Entry) -> bool:
        if entry.kind == DECOY:
            return (entry.kind, entry.name) not in names and wanted.isdisjoint(entry.keys)
        return (entry.kind, entry.name) not in names and name_key(entry.name) not in muted

    kept = [entry for entry in bundled if stays(entry)]
    there = names | {(entry.kind, entry.name) for entry in kept}
    return [e if not e.family or (e.kind, e.family) in there else replace(e, family="") for e in kept]


def read_rows(path: str | os.PathLike[str]) -> list[Row]:
    """Return the entries of one file as they stand there, unchecked.

    Raises
    ------
    CatalogError
        The file cannot be read, or is not JSON lines or TOML.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CatalogError(
            f"cannot read this catalog: {reason}; give a JSONL or TOML file", path=path
        ) from error
    if Path(path).suffix.lower() == ".toml":
        return _toml_rows(text, str(path))
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                message = f"not JSON ({error}); write one entry a line"
                raise CatalogError(message, path=path, line=number) from error
            if not isinstance(record, dict):
                message = f'got {line.strip()[:40]!r}; write {{"name": …, "kind": …}}'
                raise CatalogError(message, path=path, line=number)
            rows.append(Row(str(path), number, record))
    return rows


def _toml_rows(text: str, path: str) -> list[Row]:
    try:
        parsed = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of numbers without end and nesting without end too
        raise CatalogError(f"not TOML: {error}", path=path) from error
    tables = parsed.pop("entry", [])
    if parsed or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogError("a TOML catalog holds [[entry]] tables and nothing else", path=path)
    # tomllib tells no lines, so count the headers; inline tables have none and get the first line.
    lines = [text.count("\n", 0, match.start(0)) + 1 for match in _TABLE.finditer(text)]
    if len(lines) != len(tables):
        lines = [1] * len(tables)
    return [Row(path, line, table) for line, table in zip(lines, tables, strict=True)]
