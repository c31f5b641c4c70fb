"""Text as the finder sees it: normalised, with a way back to the text as it stands; and its sentences."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-")
_DROPPED = set("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
_LATEX_GREEK = re.compile(r"\\(" + "|".join(_GREEK.values()) + r")\b")
_LATEX_WRAPPER = re.compile(
    r"\\(?:emph|textbf|textit|texttt|textsc|textsf|text|mathrm|mathbf|mathcal|textrm)\s*\{"
)
_DEBRIS = re.compile(r"x201[0-9a-f]|&(?:amp;)*(?P<entity>amp|lt|gt|quot|#39|#x27|nbsp);")
"""What is left of a dash or quotation mark whose escape was lost, and of HTML."""

_ESCAPED = frozenset("%&_#$-")
"""Characters that stand for themselves behind a backslash."""

_MARKUP = set("$^{}")
_PLAIN_FORMS = (
    _HYPHENS | _GREEK | dict.fromkeys(_DROPPED | _MARKUP, "") | dict.fromkeys("\t\n\r\f\v", " ") | {"_": "-"}
)
_ODD_CHARACTERS = r"[^\x20-\x23\x25\x27-\x5b\x5d\x60-\x7a\x7c]"
_ODD = re.compile(_ODD_CHARACTERS)
"""What may need normalising: not ASCII, control characters, ``$ & \\ ^ _ { } ~``."""

_NOT_ODD = bytes(code for code in range(128) if not _ODD.match(chr(code)))
"""ASCII that never does."""

_ODD_OR_DEBRIS = re.compile(_ODD_CHARACTERS + r"|x201[0-9a-f]")
"""The same and lost escapes, which few texts have; to look for single characters is quicker."""


class NormalText(NamedTuple):
    """A text in normal form and where each of its characters comes from.

    Parameters
    ----------
    raw
        The text as it stands.
    norm
        The normal form: odd hyphens, ligatures, LaTeX wrappers and Greek letters made plain.
    offsets
        For each character of ``norm`` its position in ``raw``, and one more for the end;
        None when each stands where it stood.
    """

    raw: str
    norm: str
    offsets: array[int] | None

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in ``raw`` of a span in ``norm``.

        >>> text = normalise("PanGu-π and ﬁt")
        >>> start = text.norm.index("fit"); text.raw[slice(*text.to_raw(start, start + 3))]
        'ﬁt'
        """
        if self.offsets is None or start >= end:
            return start, end
        # The end is that of the last character, so that markup behind it stays out.
        last = self.offsets[end - 1]
        after = (
            self.offsets[bisect_right(self.offsets, last, lo=end)] if end < len(self.norm) else len(self.raw)
        )
        begin, stop = self.offsets[start], min(after, last + 1)
        # "BERT_{BASE}": a brace opened within the span is closed within it.
        inside = self.raw[begin:stop]
        closed = inside.count("{") <= inside.count("}") or self.raw[stop : stop + 1] != "}"
        return begin, stop if closed else stop + 1

    def to_norm(self, position: int) -> int:
        """Return the position in ``norm`` of a position in ``raw``."""
        return position if self.offsets is None else max(0, bisect_right(self.offsets, position) - 1)


def normalise(text: str) -> NormalText:
    r"""Return a text in normal form.

    Hyphens of all kinds and underscores become ``-``; ligatures and full-width letters become plain
    ones; Greek letters are spelled out; ``~`` between words becomes a blank; LaTeX wrappers
    (``\emph{…}``, ``$^3$``) and zero-width characters go. Normalising again changes nothing.

    Parameters
    ----------
    text
        Any text.

    Examples
    --------
    >>> normalise("Re$^3$Dial on Qwen~3 and MS-COCO").norm
    'Re3Dial on Qwen 3 and MS-COCO'
    """
    plain = {found: _one_for_one(found) for found in _odd_in(text)}
    if all(plain.values()):
        norm = text
        for found, one in plain.items():
            norm = norm.replace(found, one)
        return NormalText(text, norm, None)
    odd = _ODD_OR_DEBRIS if "x201" in text else _ODD
    pieces: list[str] = []
    offsets = array("I")
    done = 0
    while match := odd.search(text, done):
        at = match.start()
        pieces.append(text[done:at])
        offsets.extend(range(done, at))
        piece, done = _made_plain(text, at)
        pieces.append(piece)
        offsets.extend([at] * len(piece))
    pieces.append(text[done:])
    offsets.extend(range(done, len(text) + 1))
    return NormalText(text, "".join(pieces), offsets)


def _odd_in(text: str) -> set[str]:
    """Return what may need normalising in a text."""
    if "x201" in text:
        return set(_ODD_OR_DEBRIS.findall(text))
    # Bytes are deleted many times as fast as characters are looked for; those of one character stay together.
    data = text.encode("utf-8", "surrogatepass").translate(None, _NOT_ODD)
    return set(data.decode("utf-8", "surrogatepass")) if data else set()


@lru_cache(maxsize=1 << 12)
def _one_for_one(odd: str) -> str:
    """Return the one character that stands for something odd wherever it is, or nothing if that depends."""
    plain = "" if len(odd) > 1 or odd in "\\&~" else _plain_character(odd, 0)
    return plain if len(plain) == 1 else ""


def _made_plain(text: str, i: int) -> tuple[str, int]:
    """Return what stands for the odd thing at a position, and where it ends."""
    c = text[i]
    if c == "\\":
        return _without_backslash(text, i)
    if c in "x&":
        debris = _DEBRIS.match(text, i)
        if debris and c == "&":
            return html.unescape(f"&{debris['entity']};").replace("\xa0", " "), debris.end()
        lost_dash = debris and i and not text[i - 1].islower()
        return ("—", debris.end()) if debris and lost_dash else (c, i + 1)
    return _plain_character(text, i), i + 1


def _without_backslash(text: str, i: int) -> tuple[str, int]:
    """Return what a LaTeX command stands for, and where it ends; unknown ones stay."""
    wrapper = _LATEX_WRAPPER.match(text, i)
    if wrapper:
        return "", wrapper.end()
    greek = _LATEX_GREEK.match(text, i)
    if greek:
        return greek[1], greek.end()
    if text[i + 1 : i + 2] in _ESCAPED:
        return (text[i + 1] if text[i + 1] not in _MARKUP else " "), i + 2
    return "\\", i + 1


def _plain_character(text: str, i: int) -> str:
    c = text[i]
    if c in _PLAIN_FORMS:
        return _PLAIN_FORMS[c]
    if c == "~":
        between = 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()
        return " " if between else c
    if c.isascii():
        return c
    if c.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", c)
    # Only ligatures, width and the like: NFKC also turns ½ into 1⁄2, which joins numbers.
    return plain if plain.isalnum() else c


_ABBREVIATIONS = frozenset(
    (
        "e.g. i.e. etc. vs. cf. al. fig. figs. eq. eqs. sec. dr. mr. mrs. ms. prof. st. no. nos. vol. "
        "approx. resp. ca. dept. univ. inc. corp. ltd. jr. sr. w.r.t. a.k.a. et. tab. ref. refs. viz."
    ).split()
)
LONGEST_SENTENCE = 1000
"""Characters; what runs on without a full stop is cut at a blank, for nobody reads it as one sentence."""

_STOP = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s+|[A-Z][a-z]|$)")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's sentences, blanks around them left out.

    Parameters
    ----------
    text
        A title or an abstract.

    Returns
    -------
    list of (int, int)
        In order; every character that is not blank is in exactly one.

    Examples
    --------
    >>> text = "We use BERT, e.g. for QA. It works!"
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['We use BERT, e.g. for QA.', 'It works!']
    """
    return list(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        if not _ends_sentence(text, start, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    end = match.end()
    rest = text[end : end + 40].lstrip()
    if not rest:
        return True
    if not text[end].isspace() and (match[0] != "." or not text[match.start() - 1 : match.start()].islower()):
        return False  # "data.Our" is a lost blank, "U.S.Army" is not
    if match[0] != ".":
        return match[0][0] != "." or not rest[0].islower()
    if rest[0].islower():
        return False
    word = text[max(start, match.start() - 30) : match.start() + 1].rsplit(None, 1)[-1]
    last = word.lower().lstrip("([\"'“‘")
    initial = len(last) == 2 and last[0].isalpha() and word.lstrip("(")[0].isupper()
    return last not in _ABBREVIATIONS and not initial


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the blanks around it, an endless one in pieces."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield from _trimmed(text, start, cut)
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


class Taken:
    """Which characters of a text are taken; keeps overlap checks linear in the text.

    Parameters
    ----------
    length
        Characters in the text.
    spans
        Spans that are taken from the start.
    """

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self._marks[start:end] = b"\1" * (end - start)

    def take(self, start: int, end: int) -> bool:
        """Take a span if all of it is free; return whether it was.

        >>> taken = Taken(10)
        >>> taken.take(2, 5), taken.take(4, 6), taken.take(5, 6)
        (True, False, True)
        """
        if 1 in self._marks[start:end]:
            return False
        self._marks[start:end] = b"\1" * (end - start)
        return True


def is_within(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of some sorted spans that do not overlap.

    >>> is_within([(2, 5)], 4), is_within([(2, 5)], 5)
    (True, False)
    """
    index = _index_at(spans, position) if spans else -1
    return index >= 0 and position < spans[index][1]


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span has a character of one of some sorted spans that do not overlap.

    >>> touches([(2, 5)], 0, 3), touches([(2, 5)], 0, 2), touches([(2, 5)], 5, 6)
    (True, False, False)
    """
    index = bisect_left(spans, (end,)) - 1
    return index >= 0 and spans[index][1] > start


def sentence_at(spans: Sequence[tuple[int, int]], position: int) -> int:
    """Return which sentence holds a position.

    Parameters
    ----------
    spans
        From :func:`sentence_spans`; not empty.
    position
        A position in the same text.
    """
    return max(_index_at(spans, position), 0)


def _index_at(spans: Sequence[tuple[int, int]], position: int) -> int:
    """Return the index of the last span that starts at a position or before it, -1 if none does."""
    return bisect_right(spans, (position, float("inf"))) - 1
