"""Engines behind one port. May import everything below; no engine knows another one."""

from policysearch.backends.entries import entry
from policysearch.backends.port import Backend, Matches, Searcher, Writer
from policysearch.backends.registry import backend

__all__ = ["Backend", "Matches", "Searcher", "Writer", "backend", "entry"]
