"""A long script on its way: deflated in the page, blown up again by the browser."""

from __future__ import annotations

import zlib
from base64 import b64encode
from functools import lru_cache


@lru_cache(maxsize=8)
def squeeze(text: str) -> str:
    """Return ``text`` as base64 of its deflated UTF-8, which ``static/unpack.js`` undoes.

    It takes a third of the bytes. Deflated scripts run under the same policy as others: the page inserts the
    text as a script element, and the browser compares its hash with those that the policy names.

    Examples
    --------
    >>> import base64
    >>> zlib.decompress(base64.b64decode(squeeze("a script"))).decode()
    'a script'
    """
    return b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
