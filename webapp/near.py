"""Documents that the reader of a wrong address may have meant."""

import re
from difflib import get_close_matches

from policysearch import DocumentSummary, Library

N_NEAR = 4
# The newest documents' ids are compared: in a larger library the words have to do.
N_COMPARED = 1000
LONGEST_ID = 100
LEAST_LIKENESS = 0.7

_WORDS = re.compile("[\u3400-\u9fff]{2,}")


def near_documents(library: Library, asked: str, words: str) -> tuple[DocumentSummary, ...]:
    """Those with an id like the one asked for, else those that its words or the reader's find.

    asked: the id as the address has it.  words: of the search kept in the address, "" for none.
    """
    return _with_like_id(library, asked[:LONGEST_ID]) or _with_words(
        library, " ".join(_WORDS.findall(asked[:LONGEST_ID])) or words[:LONGEST_ID]
    )


def _with_like_id(library: Library, asked: str) -> tuple[DocumentSummary, ...]:
    answer = library.search("", sort="newest", size=N_COMPARED, facets=False)
    by_id = {hit.document.id: hit.document for hit in answer.hits}
    like = get_close_matches(asked, by_id, n=N_NEAR, cutoff=LEAST_LIKENESS)
    return tuple(by_id[one] for one in like)


def _with_words(library: Library, words: str) -> tuple[DocumentSummary, ...]:
    if not words.strip():
        return ()
    answer = library.search(words, size=N_NEAR, facets=False)
    return tuple(hit.document for hit in answer.hits)
