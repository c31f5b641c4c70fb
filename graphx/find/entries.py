"""What an entry of the catalog is, and the rules every entry keeps.

Names are compared by :func:`name_key`, so that case, hyphens and blanks need no entries of their own. What
the key forgives, an entry's ``policy`` takes back where a name is also a word:

``free``   any spelling counts
``exact``  the case must be right
``cue``    the case must be right and something nearby must say what it is
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.errors import CatalogError
from graphx.schema import DATASET, MODEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DECOY: Final = "decoy"
KINDS: Final = (DATASET, MODEL, DECOY)
POLICIES: Final = ("free", "exact", "cue")
VERSIONS: Final = ("", "number", "year")
DECOY_OF: Final = (
    *("acronym", "event", "format", "hardware", "method", "metric"),
    *("organisation", "phrase", "product", "site", "task", "tool"),
)
"""What a decoy is a name of."""

DATA: Final = Path(__file__).with_name("data")

_CHUNK = re.compile(r"[^\W\d_]+|\d+|\+")
_TUPLES: Final = ("aliases", "expansions")
_SHORT: Final = 3  # letters and digits; a shorter name in any case would be noise
_SHAPES: Final = {
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}"), "2308.14508"),
    "hub": (re.compile(r"[\w.-]+/[\w.-]+"), "openai/gsm8k"),
    "repo": (re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+/[\w.-]+/[\w.-]+"), "github.com/owner/name"),
    "home": (re.compile(r"https?://[^\s/]+\.\S+"), "https://www.swebench.com"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known name.

    Parameters
    ----------
    name
        Canonical name, as the field writes it.
    kind
        ``"dataset"``, ``"model"``, or ``"decoy"``: none of the three artifacts, known in order to be skipped.
    aliases
        Other spellings, beyond case, hyphens and blanks.
    family
        Name of the entry of the same kind that this is a version of.
    policy
        One of :data:`POLICIES`: when a spelling counts as a hit.
    versions
        ``"number"`` or ``"year"`` where such a tail right after the name makes another artifact.
    expansions
        Long forms; they count in any case, and an in-text expansion is checked against them.
    of
        What a decoy is a name of, one of :data:`DECOY_OF`.
    arxiv, hub, repo, home
        Where it was introduced and where it lives, as far as certain.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    family: str = ""
    policy: str = "free"
    versions: str = ""
    expansions: tuple[str, ...] = ()
    of: str = ""
    arxiv: str = ""
    hub: str = ""
    repo: str = ""
    home: str = ""

    @classmethod
    def of_fields(cls, record: Mapping[str, Any]) -> Entry:
        """Return the entry with these fields; they must have the right names and types."""
        values: dict[str, Any] = dict(record)
        for name in _TUPLES:
            if name in values:
                values[name] = tuple(values[name])
        return cls(**values)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the name, its aliases and its long forms."""
        return frozenset(map(name_key, (*self.spellings, *self.expansions)))

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


class Row(NamedTuple):
    """One entry as it stands in a file."""

    path: str
    line: int
    fields: Mapping[str, Any]


def name_key(text: str) -> str:
    """Return the chunks a name is compared by: runs of letters, runs of digits and each ``+``, without case.

    CamelCase is one chunk, because ``LongBench`` is one name and "long bench" rarely is.

    >>> {name_key(text) for text in ("CIFAR-10", "cifar10", "CIFAR 10")}
    {'cifar 10'}
    >>> name_key("HumanEval+"), name_key("GPT-3.5"), name_key("LongBench")
    ('humaneval +', 'gpt 3 5', 'longbench')
    """
    if not text.isascii():
        # Twice, because folding case can undo the normal form.
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_CHUNK.findall(text.casefold()))


def cased_key(text: str) -> str:
    """Return the key of a spelling with its case kept.

    >>> cased_key("Tiny-ImageNet"), cased_key("TINY ImageNet")
    ('Tiny ImageNet', 'TINY ImageNet')
    """
    return " ".join(_CHUNK.findall(unicodedata.normalize("NFKC", text)))


def validate(rows: Iterable[Row], known: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """Return the entries of ``rows`` after checking every rule of the format.

    Parameters
    ----------
    rows
        Entries with their places.
    known
        Valid entries of other files that these must agree with.

    Raises
    ------
    CatalogError
        Some entry breaks a rule: the first one, where it is, what to do, and how many more there are.

    >>> validate([Row("my.jsonl", 3, {"name": "GSM8K", "kind": "data"})])
    Traceback (most recent call last):
    graphx.errors.CatalogError: my.jsonl:3: unknown kind 'data'; choose one of: dataset, model, decoy
    """
    rows = list(rows)
    check_shapes(rows)
    pairs = [(row, Entry.of_fields(row.fields)) for row in rows]
    words = common_words()
    problems = [(row, text) for row, entry in pairs for text in _entry_problems(entry, words)]
    known = tuple(known)
    _raise_first([*problems, *_clashes(pairs, known), *_family_problems(pairs, known)])
    return tuple(entry for _, entry in pairs)


def check_shapes(rows: Iterable[Row]) -> None:
    """Raise an error if a row's fields have wrong names or types."""
    _raise_first([(row, text) for row in rows for text in _shape_problems(row.fields)])


@cache
def common_words() -> frozenset[str]:
    """Return words that papers use in lower case, so that a name spelled like one needs its case.

    >>> "math" in common_words(), "gsm" in common_words()
    (True, False)
    """
    return frozenset((DATA / "words.txt").read_text(encoding="utf-8").split())


def _raise_first(problems: Iterable[tuple[Row, str]]) -> None:
    found = sorted(problems, key=lambda problem: (problem[0].path, problem[0].line))
    if found:
        row, text = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise CatalogError(text + more, path=row.path, line=row.line)


def _shape_problems(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps a record from being an entry."""
    known = {field.name: field for field in fields(Entry)}
    for name, value in record.items():
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"fields are: {', '.join(known)}"
            yield f"unknown field {name!r}; {hint}"
        elif name in _TUPLES:
            if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
                yield f"{name} is {value!r}; make it a list of texts"
        elif not isinstance(value, str):
            yield f"{name} is {value!r}; make it a text"
    for name, field in known.items():
        if field.default is MISSING and name not in record:
            yield f"{name} is missing; every entry needs a name and a kind"


def _entry_problems(entry: Entry, words: frozenset[str]) -> Iterator[str]:
    yield from _choice_problems(entry)
    yield from _text_problems(entry)
    if entry.policy == "free" and entry.kind != DECOY:  # a decoy only skips, so it may be common
        yield from _commonness_problems(entry, words)


def _choice_problems(entry: Entry) -> Iterator[str]:
    choices = {"kind": KINDS, "policy": POLICIES, "versions": VERSIONS, "of": ("", *DECOY_OF)}
    for name, allowed in choices.items():
        value = getattr(entry, name)
        if value not in allowed:
            yield f"unknown {name} {value!r}; choose one of: {', '.join(item for item in allowed if item)}"
    if entry.kind == DECOY and not entry.of:
        yield f"decoy {entry.name!r} is not said to be of anything; set `of` to one of: {', '.join(DECOY_OF)}"
    if entry.kind != DECOY and entry.of:
        yield f"`of` is for decoys and {entry.name!r} is a {entry.kind}; leave it out"


def _text_problems(entry: Entry) -> Iterator[str]:
    seen: set[str] = set()
    for text in (*entry.spellings, *entry.expansions):
        if not name_key(text) or text != " ".join(text.split()):
            yield f"{text!r} is no name; write letters or digits without stray blanks"
        # Case makes a spelling of its own only where case counts.
        form = name_key(text) if entry.policy == "free" else cased_key(text)
        if form in seen and text not in entry.expansions:
            yield f"{text!r} repeats another spelling of {entry.name!r}; case, hyphens and blanks come free"
        seen.add(form)
    for text in entry.expansions:
        if " " not in name_key(text):
            yield f"expansion {text!r} is a single word; make it an alias"
    for name, (shape, example) in _SHAPES.items():
        value = getattr(entry, name)
        if value and not shape.fullmatch(value):
            yield f"{name} is {value!r}; write it like {example!r}"


def _commonness_problems(entry: Entry, words: frozenset[str]) -> Iterator[str]:
    for text in entry.spellings:
        key = name_key(text)
        if len(key.replace(" ", "")) < _SHORT:
            yield f"{text!r} is too short for policy 'free'; use 'exact' or 'cue'"
        elif key in words:
            yield f"{text!r} is a common word; use policy 'exact' or 'cue'"


def _clashes(pairs: Iterable[tuple[Row, Entry]], known: Iterable[Entry]) -> Iterator[tuple[Row, str]]:
    """Yield entries that a spelling cannot tell apart."""
    owners: dict[str, list[Entry]] = {}
    for entry in known:
        for key in entry.keys:
            owners.setdefault(key, []).append(entry)
    for row, entry in pairs:
        for key in sorted(entry.keys):
            for other in owners.get(key, ()):
                if _are_confused(entry, other, key):
                    yield row, f"{entry.name!r} is spelled {key!r} like {other.kind} {other.name!r}; keep one"
            owners.setdefault(key, []).append(entry)


def _are_confused(a: Entry, b: Entry, key: str) -> bool:
    """Whether two entries that share a key break a rule: one kind, or a decoy written the same way."""
    if a.kind == b.kind:
        return True
    if DECOY not in (a.kind, b.kind):
        return False  # one name may be a dataset and a model
    forms = [
        {cased_key(text) for text in entry.spellings if name_key(text) == key}
        for entry in (a, b)
        if entry.policy != "free" and key not in map(name_key, entry.expansions)
    ]
    return len(forms) < 2 or not forms[0].isdisjoint(forms[1])


def _family_problems(pairs: Iterable[tuple[Row, Entry]], known: Iterable[Entry]) -> Iterator[tuple[Row, str]]:
    pairs = list(pairs)
    families = {(e.kind, e.name): e.family for e in (*known, *(entry for _, entry in pairs))}
    for row, entry in pairs:
        if not entry.family:
            continue
        if (entry.kind, entry.family) not in families:
            names = [name for kind, name in families if kind == entry.kind and name != entry.name]
            near = get_close_matches(entry.family, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"add a {entry.kind} of that name"
            yield row, f"family {entry.family!r} of {entry.name!r} is unknown; {hint}"
        line = [entry.name]
        while line[-1] and line[-1] not in line[:-1]:
            line.append(families.get((entry.kind, line[-1]), ""))
        if line[-1] == entry.name:
            yield row, f"family {' → '.join(line)} is a circle; leave one of them out"
