"""A page inside another one: what a notebook shows of it."""

from __future__ import annotations

import html

MOST = 8_000_000
"""Characters of a page that a notebook is given; a notebook keeps all that it shows."""


def framed(page: str, name: str, *, height: int = 640) -> str:
    """Return HTML that shows a page in a frame of its own, which can reach nothing around it.

    Parameters
    ----------
    page
        The whole page, as HTML.
    name
        What to call the frame where it is read aloud.
    height
        In CSS pixels.

    Examples
    --------
    >>> framed("<p>Hello</p>", "A page", height=100).partition("style=")[2]
    '"width:100%;height:100px;border:0" srcdoc="&lt;p&gt;Hello&lt;/p&gt;"></iframe>'
    """
    may = "allow-scripts allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox"
    return (
        f'<iframe sandbox="{may}" title="{html.escape(name, quote=True)}" '
        f'style="width:100%;height:{height}px;border:0" srcdoc="{html.escape(page, quote=True)}"></iframe>'
    )
