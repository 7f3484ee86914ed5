"""BM25F with two options that Whoosh has not."""

import math
from typing import Any

from whoosh_columnar.whoosh_internals import scoring


class ColumnarBM25F(scoring.BM25F):  # type: ignore[misc]
    """Whoosh's BM25F; without options its scores are the same.

    whole_phrases: a phrase is scored like one term that stands once in each record found, by how
    few records have it; otherwise, as Whoosh does, by the sum of its words' scores. Where Whoosh's
    own search has to answer (see Searcher.search), its rule holds.
    live: deleted records are left out of the counts that terms are weighed by. It makes the answers
    of an index independent of what was deleted since the last merge, but for the average length.
    """

    def __init__(
        self,
        B: float = 0.75,  # noqa: N803  # Whoosh's names
        K1: float = 1.2,  # noqa: N803
        *,
        whole_phrases: bool = False,
        live: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(B, K1, **options)
        self.whole_phrases = whole_phrases
        self.live = live

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        """The weight of a term in a searcher's index."""
        parent = searcher.get_parent()
        if not self.live:
            return inverse_frequency(parent.doc_count_all(), parent.doc_frequency(fieldname, text))
        reader = parent.reader()
        n_found = sum(1 for _ in reader.postings(fieldname, text).all_ids())
        return inverse_frequency(parent.doc_count(), n_found)


def inverse_frequency(n_records: int, n_found: int) -> float:
    """Whoosh's idf: ln(N / (df + 1)) + 1, above 0 for every df up to N."""
    return math.log(n_records / (n_found + 1)) + 1
