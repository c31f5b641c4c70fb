"""Text that anything may have been written into, made fit to be shown: it imports nothing of ours."""

from __future__ import annotations

import re

# C0 and C1 controls, half surrogates, the two that are no characters, and the marks that make a terminal or a
# page show what follows in another order than it stands in.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_BLANK = re.compile("[\r\x0b\x0c\x1c-\x1f\x85]")


def without_controls(text: str) -> str:
    r"""Return ``text`` without what would steer a terminal or cannot be written as UTF-8.

    Tabs and line feeds stay; other controls that are blanks become spaces, lest words grow together.

    >>> without_controls("a\x1b[31m b\r\n\tc\x85d")
    'a[31m b \n\tc d'
    """
    return _CONTROL.sub("", _BLANK.sub(" ", text))


def one_line(text: str, width: int = 0) -> str:
    r"""Return ``text`` without controls, on one line, runs of blanks made one, cut to ``width`` if given.

    >>> one_line("Attention\r\nIs  All\x00 You\u2028Need"), one_line("Attention\nIs All", 12)
    ('Attention Is All You Need', 'Attention I…')
    """
    # Most texts are just so already; what is printable has no blanks but spaces.
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(without_controls(text).split())
    return text if not width or len(text) <= width else text[: width - 1].rstrip() + "…"


def ordinal(number: int) -> str:
    """Return a number as a place in an order.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '112th']
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
