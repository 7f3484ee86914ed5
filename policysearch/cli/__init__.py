"""The command line: arguments in, lines and an exit code out; the codes are in docs/cli.md.

The outermost shell, alone in knowing both the write path and the pages.
"""

from policysearch.cli.shell import main

__all__ = ["main"]
