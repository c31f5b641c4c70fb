"""Known names in a normalised text: looked up by chunks, checked against what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from graphx.find.boundaries import ends_name, is_localised, near_words, starts_name
from graphx.find.catalog import Catalog, Entry
from graphx.find.chunks import Keys, Words
from graphx.find.entries import DECOY, common_words
from graphx.find.language import words
from graphx.find.tails import read_tail
from graphx.find.text import Taken, is_within, touches
from graphx.schema import DATASET, MODEL

REMEMBERED = 1 << 16
"""Spellings whose entries are kept at hand."""

Span = tuple[int, int]
Reject = Callable[[int, int, str, str], None]
"""Called with start, end, text and reason of a name that was looked at and dropped."""

_SPLIT = re.compile(r"(?<![\w-])([^\W\d_]{2,30})-\s([^\W\d_]{2,30})")
_LINE_END = re.compile(r"-\s(?<=[^\W\d_]-\s)[^\W\d_]")
"""What such a name has in it, its hyphen first, for that is quick to look for."""

_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d")
_ENUMERATION = re.compile(
    r"\)?\s*(?:,|/|&|;|,?\s*\b(?:and|or|vs\.?|versus)\b)\s*(?:the\s+|on\s+|e\.g\.,?\s+)?\(?"
)

_start = attrgetter("start")


class Hit(NamedTuple):
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
        self._keys = Keys.joined(catalog.keys for catalog in catalogs)
        self._remembered: dict[str, list[tuple[Entry, str]]] = {}
        self._dull: set[str] = set()  # spellings that name nothing

    def find(
        self,
        text: str,
        masked: Sequence[Span] = (),
        reject: Reject | None = None,
        *,
        words: Words | None = None,
    ) -> list[Hit]:
        """Return the hits of a text: longest, then leftmost; no two overlap; decoys included.

        Parameters
        ----------
        text
            A normalised text.
        masked
            Spans in which no name counts: links, mail addresses.
        reject
            Called with start, end, name and reason of each hit that was looked at and dropped.
        words
            The words of the text, where they are at hand.
        """
        found = [
            *self._candidates(text, words or Words(text), masked, reject),
            *self._split_by_line_ends(text, reject),
        ]
        if masked:  # a name may also begin before a link that is glued to it, and end inside
            found = [hit for hit in found if not touches(masked, hit.start, hit.end)]
        return _with_cues(text, keep_longest(text, found), reject) if found else []

    def _candidates(
        self, text: str, words: Words, masked: Sequence[Span], reject: Reject | None
    ) -> Iterator[Hit]:
        # Everyday words that are spelled like a name in the wrong case need no look, unless to be told of.
        for place in self._keys.places(words, frozenset() if reject else self._dull):
            found = self._keys.at(text, place)
            start = place[0]
            if not found or (masked and is_within(masked, start)):
                continue
            for key, end in reversed(found):
                if hit := self._hit(text, start, end, key, reject):
                    yield hit
                    break

    def _split_by_line_ends(self, text: str, reject: Reject | None) -> Iterator[Hit]:
        """Yield names that a lost line end has cut in two: "Hotpot- QA"."""
        for match in _SPLIT.finditer(text) if _LINE_END.search(text) else ():
            key = (match[1] + match[2]).casefold()
            hit = self._hit(text, match.start(), match.end(), key, reject) if key in self._keys else None
            if hit:
                yield hit

    def _hit(self, text: str, start: int, end: int, key: str, reject: Reject | None) -> Hit | None:
        """Return the hit of a key, or say why there is none."""
        surface = text[start:end]
        options = self._remembered.get(surface)
        if options is None:
            options = self._options(surface, key)
        if not options:
            # Nobody asks why an everyday word is no name.
            reject = None if surface.lower() in common_words() or len(surface) < 4 else reject
            return _no(reject, start, end, surface, "the catalog knows this name only in another case")
        if not starts_name(text, start):
            why = "it is part of a longer name or word, which starts before it"
            return _no(reject, start, end, surface, why)
        entry, policy = options[0] if len(options) == 1 else _choose_kind(text, start, end, options)
        if entry.kind == DECOY:
            if reject:
                what = entry.of or "name of something else"
                reject(start, end, surface, f"known as {'an' if what[0] in 'aeo' else 'a'} {what}")
            return Hit(start, end, entry, entry.name, "", policy, cued=True)
        if is_localised(text, start, entry):
            return _no(
                reject, start, end, surface, "with the language before it, it names a thing of its own"
            )
        tail = read_tail(text, end, entry)
        if not ends_name(text, tail.end):
            why = "it is part of a longer name or word, which goes on behind it"
            return _no(reject, start, end, surface, why)
        # The version that the tail makes of the name may have an entry of its own.
        known = self.known(entry.kind, tail.key) if tail.name != entry.name else None
        name = known.name if known else tail.name
        return Hit(start, tail.end, known or entry, name, tail.variant, policy, cued=bool(tail.variant))

    def _options(self, surface: str, key: str) -> list[tuple[Entry, str]]:
        """Return the entries that a spelling may mean, each with its policy, and remember them."""
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
            self._dull.clear()
        known = self._remembered[surface] = self._looked_up(surface, key)
        if not known:
            self._dull.add(surface)
        return known

    def _looked_up(self, surface: str, key: str) -> list[tuple[Entry, str]]:
        for catalog in self.catalogs:
            found = [
                (entry, policy)
                for entry in catalog.lookup(key)
                if (policy := catalog.policy(entry, surface) or _forgiven(entry, surface))
                and _spacing_fits(surface, entry)
                and not _are_everyday(surface, entry)
            ]
            if found:
                return found
        return []

    def known(self, kind: str, key: str) -> Entry | None:
        """Return the entry of a kind that has a key, if a catalog knows one."""
        return next((e for c in self.catalogs for e in c.lookup(key) if e.kind == kind), None)


def line_end_words(text: str) -> Iterator[str]:
    """Yield the words of a normalised text that a lost line end has cut in two, whole and without case.

    >>> list(line_end_words("on Hotpot- QA"))
    ['hotpotqa']
    """
    for match in _SPLIT.finditer(text) if _LINE_END.search(text) else ():
        yield (match[1] + match[2]).casefold()


def _no(reject: Reject | None, start: int, end: int, surface: str, reason: str) -> Hit | None:
    """Return that there is no hit, and tell why where somebody wants to know."""
    if reject:
        reject(start, end, surface, reason)
    return None


def keep_longest(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits that stay where several overlap, sorted: the longest, then the first given."""
    hits = list(hits)
    in_order = sorted(hits, key=_start) if len(hits) > 1 else hits
    for hit, following in pairwise(in_order):
        if hit.end > following.start:
            break
    else:
        return in_order
    taken = Taken(len(text))
    by_length = sorted(hits, key=lambda h: h.start - h.end)
    return sorted((hit for hit in by_length if taken.take(hit.start, hit.end)), key=_start)


def _forgiven(entry: Entry, surface: str) -> str:
    """Return the policy by which a spelling of the wrong case may still count, or nothing.

    ``exact`` where the writing is no ordinary word's ("OpenbookQA"), ``listed`` in lower case.
    """
    letters = [c for c in surface if c.isalpha()]
    if entry.policy == "exact" and len(letters) >= 7 and _INNER_CAPITAL.search(surface):
        return "exact"
    # All in lower case it may still be meant where surer names stand beside it: "arc, boolq, piqa".
    lower = entry.kind == DATASET and surface.islower() and len(letters) >= 3
    return "listed" if lower and surface not in common_words() else ""


def _spacing_fits(surface: str, entry: Entry) -> bool:
    """Whether a name has no blank that it must not have.

    "C 4" and "T 5" are not C4 and T5, "a real 3D scene" is not of Real3D, nor "commonsense QA" CommonsenseQA.
    """
    first, blank, _ = surface.partition(" ")
    if not blank or (sum(c.isalpha() for c in surface) > 2 and not first.islower()):
        return True
    return any(" " in form or form[0].islower() for form in (*entry.spellings, *entry.expansions))


def _are_everyday(surface: str, entry: Entry) -> bool:
    """Whether several everyday words stand as such: "natural stories" are not the Natural Stories.

    With their kind in them they mean the thing: "embedded topic model".
    """
    if " " not in surface or not surface.islower() or entry.kind == DECOY:
        return False
    parts = surface.split()
    everyday = common_words()
    return parts[-1] not in words("heads", entry.kind) and all(word in everyday for word in parts)


def _choose_kind(text: str, start: int, end: int, options: Sequence[tuple[Entry, str]]) -> tuple[Entry, str]:
    """Return the entry that the words around fit best, where a spelling names several things."""
    near = near_words(text, start, end)
    before = text[max(0, start - 25) : start].lower().split()[-1:]

    def fit(option: tuple[Entry, str]) -> tuple[int, bool]:
        entry = option[0]
        score = 2 * len(near & words("cues", entry.kind)) if entry.kind in (DATASET, MODEL) else 0
        if entry.kind == DATASET and before == ["on"]:
            score += 1
        if entry.kind == MODEL and read_tail(text, end, entry).variant:
            score += 3
        return score, entry.kind == DATASET

    return max(options, key=fit)


def _with_cues(text: str, hits: list[Hit], reject: Reject | None) -> list[Hit]:
    """Mark hits that a word nearby, or an enumeration with a sure name of their kind, confirms.

    Names in the wrong case need such an enumeration; the others of them are dropped.
    """
    doubtful = [i for i, hit in enumerate(hits) if not hit.cued]
    if not doubtful:
        return hits  # most texts name nothing but decoys
    for i in doubtful:
        hit = hits[i]
        if hit.policy != "listed":
            near = near_words(text, hit.start, hit.end)
            cued = not near.isdisjoint(words("cues", hit.entry.kind)) and not (
                hit.policy == "cue" and _is_other_kind(text, hit)
            )
            hits[i] = hit._replace(cued=cued)
    # Left to right, then right to left: a sure name confirms its whole enumeration.
    for order, step in ((doubtful, 1), (doubtful[::-1], -1)):
        for i in order:
            hit, neighbour = hits[i], i - step
            if hit.cued or not 0 <= neighbour < len(hits):
                continue
            other = hits[neighbour]
            if hit.entry.kind == other.entry.kind and _is_sure(other):
                first, second = sorted((hit, other), key=_start)
                if is_enumerated(text, first.end, second.start):
                    hits[i] = hit._replace(cued=True)
    kept = [hit for hit in hits if hit.cued or hit.policy != "listed"]
    if reject:
        for hit in hits:
            if hit not in kept:
                reject(
                    hit.start,
                    hit.end,
                    text[hit.start : hit.end],
                    "the catalog knows this name only in another case",
                )
    return kept


_NEXT_WORD = re.compile(r"[\"'”’]?\s([a-z]+)\b")


def _is_other_kind(text: str, hit: Hit) -> bool:
    """Whether the noun right behind an ambiguous name says that it is a thing of the other kind."""
    noun = _NEXT_WORD.match(text, hit.end)
    return noun is not None and noun[1] in words("heads", MODEL if hit.entry.kind == DATASET else DATASET)


def is_enumerated(text: str, end: int, start: int) -> bool:
    """Whether only a comma, "and" or the like stands between the end of one name and the start of the next.

    >>> is_enumerated("BERT, and T5", 4, 10)
    True
    """
    return start - end < 20 and bool(_ENUMERATION.fullmatch(text, end, start))


def _is_sure(hit: Hit) -> bool:
    return hit.entry.kind != DECOY and (hit.cued or hit.policy not in ("cue", "listed"))
