"""Data packed into a page: deflated, then as letters; the browser unpacks it (DecompressionStream)."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode

_LEVEL = 6
"""Of zlib: level 9 takes twice the time for one per cent."""


def squeeze(value: object) -> str:
    """Return a text, or any other value as JSON, deflated and in base64: it may stand anywhere in a page.

    >>> import base64
    >>> zlib.decompress(base64.b64decode(squeeze({"a": [1, 2]})))
    b'{"a":[1,2]}'
    """
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    text = value if isinstance(value, str) else to_text(value)
    return b64encode(zlib.compress(text.encode("utf-8"), _LEVEL)).decode("ascii")


def to_text(value: object) -> str:
    """Return a value as JSON of few letters."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
