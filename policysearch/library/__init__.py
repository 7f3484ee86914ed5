"""The read path: an index in, result pages, documents and passages out, for any number of readers.

May import query, storage, backends, snippet and below; knows nothing of pages, terminals or builds.
"""

from policysearch.library.original import Original
from policysearch.library.reader import Library

__all__ = ["Library", "Original"]
