"""The shell's door: parse, one call into the library, print."""

from graphx.cli.app import main

__all__ = ["main"]
