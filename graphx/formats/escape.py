"""Text from papers made harmless for each format: titles come from anywhere and may hold anything."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import quote

from graphx.text import one_line

_STEERS = re.compile("[\r\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What XML and JSON may hold as it is and a terminal that it is printed on would obey."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&|~$^@]")
_MARKDOWN_START = re.compile(r"[-+=#]|\d+(?=[.)])")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # a bare or escaped brace would count when BibTeX pairs braces
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
} | {c: f"\\{c}" for c in "#$%&_"}


def xml_text(text: str) -> str:
    r"""Return ``text`` without the characters that XML 1.0 cannot hold.

    >>> xml_text("a\x00b\ufffe")
    'ab'
    """
    return _NOT_XML.sub("", text)


def printable_xml(document: str) -> str:
    r"""Return a document with characters in its texts that would steer a terminal as references to them.

    >>> printable_xml("<a>b\x9b2J</a>")
    '<a>b&#155;2J</a>'
    """
    return _STEERS.sub(lambda found: f"&#{ord(found[0])};", document)


def printable_json(text: str) -> str:
    r"""Return JSON text with what would steer a terminal, or be no UTF-8, as JSON's own escapes.

    >>> printable_json('"a\udc80\x9b2J"')
    '"a\\udc80\\u009b2J"'
    """
    text = _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def defuse(cell: str) -> str:
    r"""Return a text cell of a spreadsheet on one line and such that it is not run as a formula.

    >>> defuse("=1+1"), defuse("\t@SUM(A1)"), defuse("GPT-4")
    ("'=1+1", "'@SUM(A1)", 'GPT-4')
    """
    cell = one_line(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def markdown(text: str) -> str:
    r"""Return ``text`` on one line such that Markdown shows it as it stands.

    >>> markdown("**Re$^3$Dial** [x](y)"), markdown("1. <b>")
    ('\\*\\*Re\\$\\^3\\$Dial\\*\\* \\[x\\](y)', '1\\. \\<b\\>')
    """
    text = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    start = _MARKDOWN_START.match(text)
    if not start:
        return text
    # A number is made harmless at the full stop after it, for a digit cannot be escaped.
    return f"{start[0]}\\{text[start.end() :]}" if start[0].isdigit() else f"\\{text}"


def bibtex(text: str) -> str:
    r"""Return ``text`` on one line such that LaTeX shows it as it stands and its braces pair.

    >>> bibtex("100% {of} R&D")
    '100\\% \\textbraceleft{}of\\textbraceright{} R\\&D'
    """
    return "".join(_BIBTEX.get(c, c) for c in one_line(text))


def markup(text: str) -> str:
    """Return ``text`` on one line for HTML, inside or outside of quoted attributes.

    >>> markup('<a href="x">')
    '&lt;a href=&quot;x&quot;&gt;'
    """
    return html.escape(one_line(text), quote=True)


def enclosable(url: str) -> str:
    """Return a web address with what could end it early percent-encoded: in quotes, brackets or braces.

    >>> enclosable("https://example.org/a(1)?b={c}&d")
    'https://example.org/a%281%29?b=%7Bc%7D&d'
    """
    return quote(url, safe="%/:?#@&=+$,;~-._")


def ascii_word(text: str) -> str:
    """Return the letters and digits of ``text`` in plain ASCII, accents dropped, lower case.

    >>> ascii_word("Müller-Łukasz")
    'mullerukasz'
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())
