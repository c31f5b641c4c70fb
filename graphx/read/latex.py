"""LaTeX in titles and names made plain text: accents and braces go, formulas stay as they are."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

LONGEST = 20_000
"""Characters of a text that is made plain; no abstract is longer, and the work grows with the square."""

# Accents of letters: \'e \"{o} \c{c} \v s {\ss} \o \ae \ldots, written with a backslash.
_COMMAND = re.compile(r"\\[^\W\d_]|\\['`^\"~=.]|[{}~]|---?|``|''|\\[%&_#$ ]")
_MATH = re.compile(r"\$[^$]*\$")
# A backslash before these is LaTeX and nothing else; two of them are the end of a line in a formula.
_ESCAPE = re.compile(r"(?<!\\)\\([&%$#_])")
# Commands that pylatexenc does not know and that only format what follows.
_FORMAT = re.compile(
    r"\\(?:textsc|textsf|texttt|textit|textbf|emph|mathrm|uppercase|lowercase|url|href)\b\s*"
)


def unescaped(text: str) -> str:
    r"""Return a text without the escapes that LaTeX needs, as listings and services pass them on.

    >>> unescaped(r"Dataset \& Model for 5\% of \$1, foo\_bar"), unescaped(r"C:\temp \alpha a \\& b")
    ('Dataset & Model for 5% of $1, foo_bar', 'C:\\temp \\alpha a \\\\& b')
    """
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


@functools.cache
def _converter() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=False)


def plain_latex(text: str) -> str:
    r"""Return a text without LaTeX; what cannot be understood stays as it is.

    >>> plain_latex(r"{BERT}: Pre-training of G{\"o}del \& \v{S}koda")
    'BERT: Pre-training of Gödel & Škoda'
    >>> plain_latex(r"Re$^3$Dial: 5\% of Na\"ive")
    'Re$^3$Dial: 5% of Naïve'
    >>> plain_latex("A 50% {open"), plain_latex("plain")
    ('A 50% {open', 'plain')
    """
    text = " ".join(text.split())
    if len(text) > LONGEST or not _COMMAND.search(_MATH.sub("", text)):
        return text
    # A bare % starts a comment in LaTeX, and never does so in a title.
    guarded = re.sub(r"(?<!\\)%", r"\\%", _FORMAT.sub("", text))
    if guarded.count("{") != guarded.count("}"):
        return text
    try:
        return " ".join(_converter().latex_to_text(guarded).split())
    except (ValueError, IndexError, AttributeError, RecursionError, TypeError):
        return text
