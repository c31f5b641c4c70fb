"""Text from papers made harmless for each format: titles come from anywhere and may hold anything."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit

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


def one_line(text: str) -> str:
    r"""Return ``text`` on one line, without control characters, runs of space made one.

    >>> one_line("Attention\r\nIs  All\x00 You\u2028Need")
    'Attention Is All You Need'
    """
    # Categories Cc and Cs: controls and lone surrogates, neither of which is text.
    kept = (" " if c.isspace() else "" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join("".join(kept).split())


def xml_text(text: str) -> str:
    r"""Return ``text`` without the characters that XML 1.0 cannot hold.

    >>> xml_text("a\x00b\ufffe")
    'ab'
    """
    return _NOT_XML.sub("", text)


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


def web_address(url: str) -> str:
    """Return ``url`` with what could end it early percent-encoded, or empty text if it is no web address.

    >>> web_address("https://example.org/a b(1)"), web_address("javascript:alert(1)")
    ('https://example.org/a%20b%281%29', '')
    """
    try:
        parts = urlsplit(one_line(url))
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    return quote(one_line(url), safe="%/:?#@&=+$,;~-._")


def ascii_word(text: str) -> str:
    """Return the letters and digits of ``text`` in plain ASCII, accents dropped, lower case.

    >>> ascii_word("Müller-Łukasz")
    'mullerukasz'
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())
