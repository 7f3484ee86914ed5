"""The write path: a corpus in, a generation out. Alone in knowing what reads files."""

from policysearch.build.steps import build

__all__ = ["build"]
