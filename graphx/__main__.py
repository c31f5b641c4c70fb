"""``python -m graphx`` and the ``graphx`` command."""

from __future__ import annotations

from graphx.cli import main

if __name__ == "__main__":
    main()
