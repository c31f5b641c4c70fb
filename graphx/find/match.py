"""Known names in a normalised text: looked up by chunks, checked against what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graphx.find.catalog import Catalog, Entry
from graphx.find.entries import DECOY
from graphx.find.language import words
from graphx.find.tails import Tail, read_tail
from graphx.find.text import Taken
from graphx.schema import DATASET, MODEL

Span = tuple[int, int]

_CHUNK = re.compile(r"[^\W\d_]+|\d+|\+")
_GAP = re.compile(r"(?:|[-_/.'’]| ?- ?| )")
_LEFT_WORD = re.compile(r"[\w+.]+$")
_RIGHT_WORD = re.compile(r"[\w+.]+")
_WORD = re.compile(r"[\w'’-]+")
_ENUMERATION = re.compile(
    r"\)?\s*(?:,|/|&|;|,?\s*\b(?:and|or|vs\.?|versus)\b)\s*(?:the\s+|on\s+|e\.g\.,?\s+)?\(?"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name met in a text.

    Parameters
    ----------
    start, end
        Its span in the normalised text, size and variant included.
    entry
        What it names; may be a decoy.
    name
        Canonical name, version included.
    variant
        Size or variant text taken off the name.
    policy
        The policy under which the spelling counts: ``free``, ``exact``, ``cue``, or ``listed`` (the
        case is wrong, but it stands in an enumeration of sure names).
    cued
        Whether something nearby says that it is a thing of its kind.
    """

    start: int
    end: int
    entry: Entry
    name: str
    variant: str
    policy: str
    cued: bool


class Matcher:
    """Finds the names of some catalogs in texts.

    Parameters
    ----------
    *catalogs
        Where several know a spelling, the first one counts.

    Examples
    --------
    >>> from graphx.find.catalog import Entry
    >>> matcher = Matcher(Catalog([Entry(name="CIFAR-10", kind="dataset"), Entry(name="BERT", kind="model")]))
    >>> [(hit.name, hit.start) for hit in matcher.find("BERT-based nets on cifar10, not SciBERT.")]
    [('BERT', 0), ('CIFAR-10', 19)]
    """

    def __init__(self, *catalogs: Catalog) -> None:
        self.catalogs = catalogs
        self._heads: dict[str, int] = {}
        for catalog in catalogs:
            for entry in catalog.entries:
                for key in entry.keys:
                    head, _, rest = key.partition(" ")
                    length = 1 + len(rest.split())
                    self._heads[head] = max(self._heads.get(head, 0), length)

    def find(self, text: str, masked: Sequence[Span] = ()) -> list[Hit]:
        """Return the hits of a text: longest, then leftmost; no two overlap; decoys included.

        Parameters
        ----------
        text
            A normalised text.
        masked
            Spans in which no name counts: links, mail addresses.
        """
        return _with_cues(
            text, sorted(keep_longest(text, self._candidates(text, masked)), key=lambda h: h.start)
        )

    def _candidates(self, text: str, masked: Sequence[Span]) -> Iterator[Hit]:
        hidden = Taken(len(text), masked)
        chunks = [(m[0].casefold(), m.start(), m.end()) for m in _CHUNK.finditer(text)]
        for i, (head, start, _) in enumerate(chunks):
            longest = self._heads.get(head)
            if not longest or start in hidden:
                continue
            for n in range(min(longest, len(chunks) - i), 0, -1):
                end = chunks[i + n - 1][2]
                if not _joined(text, chunks[i : i + n]):
                    continue
                hit = self._hit(text, start, end, " ".join(chunk for chunk, _, _ in chunks[i : i + n]))
                if hit:
                    yield hit
                    break

    def _hit(self, text: str, start: int, end: int, key: str) -> Hit | None:
        options = []
        surface = text[start:end]
        for catalog in self.catalogs:
            for entry in catalog.lookup(key):
                policy = catalog.policy(entry, surface) or _forgiven(entry, surface)
                if policy:
                    options.append((entry, policy))
            if options:
                break
        options = [o for o in options if _spacing_fits(surface, o[0])]
        if not options or not _starts_name(text, start):
            return None
        entry, policy = _choose_kind(text, start, end, options)
        if entry.kind == DECOY:
            return Hit(start, end, entry, entry.name, "", policy, cued=True)
        tail = read_tail(text, end, entry)
        if not tail or not _ends_name(text, tail.end):
            return None
        known = self._version_entry(entry, tail)
        entry = known or entry
        return Hit(
            start,
            tail.end,
            entry,
            known.name if known else tail.name,
            tail.variant,
            policy,
            cued=bool(tail.variant),
        )

    def _version_entry(self, entry: Entry, tail: Tail) -> Entry | None:
        """Return the entry of the version that a tail made of a name, if a catalog knows it."""
        if tail.name == entry.name:
            return None
        return next((e for c in self.catalogs for e in c.lookup(tail.key) if e.kind == entry.kind), None)


def keep_longest(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits that stay where several overlap: the longest, then the first given, then leftmost."""
    taken = Taken(len(text))
    return [hit for hit in sorted(hits, key=lambda h: h.start - h.end) if taken.take(hit.start, hit.end)]


def _forgiven(entry: Entry, surface: str) -> str:
    """Return the policy by which a spelling of the wrong case may still count, or nothing.

    ``exact`` where the writing is no ordinary word's ("OpenbookQA"), ``listed`` in lower case.
    """
    letters = [c for c in surface if c.isalpha()]
    odd = not surface.islower() and not surface.isupper() and not surface.istitle()
    if entry.policy == "exact" and len(letters) >= 7 and odd:
        return "exact"
    # All in lower case it may still be meant where surer names stand beside it: "arc, boolq, piqa".
    return "listed" if entry.kind == DATASET and surface.islower() and len(letters) >= 3 else ""


def _joined(text: str, chunks: Sequence[tuple[str, int, int]]) -> bool:
    """Whether nothing but a hyphen, a blank or the like stands between chunks."""
    return all(a[2] == b[1] or _GAP.fullmatch(text, a[2], b[1]) for a, b in pairwise(chunks))


def _spacing_fits(surface: str, entry: Entry) -> bool:
    """Whether a short name is written without a blank it does not have: "C 4" and "T 5" are not C4 and T5."""
    if " " not in surface or sum(c.isalpha() for c in surface) > 2:
        return True
    return any(" " in spelling for spelling in entry.spellings)


def _starts_name(text: str, start: int) -> bool:
    """Whether a name can start here: not inside a word, not as the tail of another name ("MS-COCO")."""
    if start == 0:
        return True
    before = text[start - 1]
    if before.isalnum() or before in "_@#\\" or (before == "." and start > 1 and text[start - 2].isalnum()):
        return False
    if before != "-" or start == 1 or text[start - 2] == "-":
        return True
    left = _LEFT_WORD.search(text, max(0, start - 41), start - 1)
    return not left or left[0].lower() in words("compounds", "prefixes") or _is_ordinary(left[0])


def _is_ordinary(word: str) -> bool:
    """Whether a word before or after a hyphen is plain language and no part of a name."""
    return len(word) > 3 and word.isalpha() and word.islower()


def _ends_name(text: str, end: int) -> bool:
    """Whether a name can end here: not inside a word, not as the head of another name ("GSM8K-V")."""
    rest = text[end : end + 42]
    if not rest or text[end - 1] == ")":
        return True
    if rest[0] == "s" and not rest[1:2].isalnum():
        return True  # a plural
    if rest[0].isalnum() or rest[0] in "_+@":
        return False
    if rest[0] == "." and rest[1:2].isdigit():
        return False
    if rest[0] != "-":
        return True
    right = _RIGHT_WORD.match(rest, 1)
    return (
        not right or _is_ordinary(right[0]) or right[0].lower() in ("to", "in", "on", "and", "vs", "as", "of")
    )


def _choose_kind(text: str, start: int, end: int, options: Sequence[tuple[Entry, str]]) -> tuple[Entry, str]:
    """Return the entry that the words around fit best, where a spelling names several things."""
    if len(options) == 1:
        return options[0]
    near = _near_words(text, start, end)
    before = text[max(0, start - 25) : start].lower().split()[-1:]

    def fit(option: tuple[Entry, str]) -> tuple[int, bool]:
        entry = option[0]
        score = 2 * len(near & words("cues", entry.kind)) if entry.kind in (DATASET, MODEL) else 0
        if entry.kind == DATASET and before == ["on"]:
            score += 1
        if entry.kind == MODEL and (tail := read_tail(text, end, entry)) and tail.variant:
            score += 3
        return score, entry.kind == DATASET

    return max(options, key=fit)


def _near_words(text: str, start: int, end: int) -> set[str]:
    """Return the three words on either side, within the clause."""
    left = re.split(r"[.;:!?()]", text[max(0, start - 60) : start])[-1]
    right = re.split(r"[.;:!?]", text[end : end + 60])[0]
    near = _WORD.findall(left)[-3:] + _WORD.findall(right)[:3]
    return {word.lower() for word in near} | {part for word in near for part in word.lower().split("-")}


def _with_cues(text: str, hits: list[Hit]) -> list[Hit]:
    """Mark hits that a word nearby, or an enumeration with a sure name of their kind, confirms.

    Names in the wrong case need such an enumeration; the others of them are dropped.
    """
    hits = [
        hit
        if hit.cued or hit.entry.kind == DECOY or hit.policy == "listed"
        else replace(hit, cued=bool(_near_words(text, hit.start, hit.end) & words("cues", hit.entry.kind)))
        for hit in hits
    ]
    linked = [bool(_ENUMERATION.fullmatch(text, a.end, b.start)) for a, b in pairwise(hits)]
    # Left to right, then right to left: a sure name confirms its whole enumeration.
    for order in (range(1, len(hits)), range(len(hits) - 2, -1, -1)):
        step = order.step
        for i in order:
            j = i - step
            if linked[min(i, j)] and hits[i].entry.kind == hits[j].entry.kind and _is_sure(hits[j]):
                hits[i] = replace(hits[i], cued=True)
    return [hit for hit in hits if hit.cued or hit.policy != "listed"]


def _is_sure(hit: Hit) -> bool:
    return hit.entry.kind != DECOY and (hit.cued or hit.policy not in ("cue", "listed"))
