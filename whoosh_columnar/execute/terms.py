"""The records of a term with their scores, read once and kept."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import NOTHING, Listed, Records, Scores
from whoosh_columnar.execute.view import FieldView, View

Text = str | bytes | int | float | None
T = TypeVar("T", bound=np.generic)

# Adding a score to all records costs as much as adding one to each sixteenth; half of that, so that
# few terms are kept in both forms. A quarter of a question's time, half of a slow one's.
_SPREAD_SHARE = 8


def term_hits(view: View, name: str, text: Text) -> Listed:
    """The hits of a term with the score of BM25F, or its weight where the field has no lengths.

    A field or a term that is not there has none. What is given is shared: not to be changed.
    """
    # The types are in the key, for 1 == True == 1.0.
    key = (name, text, text.__class__)
    try:
        found = view.hits.get(key)
    except TypeError as error:  # a list, say, of which Whoosh takes the first
        raise Fallback from error
    if found is None:
        found = _read(view, name, text)
        n_bytes = 0 if found.spread is None else found.spread.nbytes
        view.hits.put(key, found, n_bytes + found.docs.nbytes + found.scores.nbytes + 200)
    return found


def numbers_of(view: View, field: FieldView, text: Text) -> tuple[int, ...]:
    """The number of a term in each part of a field, -1 where it has none."""
    key = (field.name, text, text.__class__)
    try:
        found = view.numbers.get(key)
    except TypeError as error:
        raise Fallback from error
    if found is None:
        try:
            term = field.type.to_bytes(text)
        except ValueError:
            found = (-1,) * len(field.parts)
        else:
            found = tuple(part.data.terms.find(term) for part in field.parts)
        view.numbers.put(key, found, 300)
    return found


def impacts(field: FieldView, docs: Records, weights: Scores, idf: float | Scores) -> Scores:
    """The scores of postings of a field.

    docs: int32[n].  weights: float32[n], their frequencies.  idf: of the term, or float32[n].
    """
    if len(weights) and weights.min() <= 0:
        raise Fallback  # a score of 0 would mean that nothing was found
    norms = field.norms
    if norms is None:
        return weights
    scores = norms[docs]
    scores += weights
    np.divide(weights, scores, out=scores)
    scores *= np.asarray(idf * (field.k1 + 1), dtype=np.float32)
    return scores


def _read(view: View, name: str, text: Text) -> Listed:
    field = view.field(name)
    if field is None:
        return NOTHING
    docs: list[Records] = []
    weights: list[Scores] = []
    for part, number in zip(field.parts, numbers_of(view, field, text), strict=True):
        if number >= 0:
            local = part.data.postings.docs(number)
            docs.append(local + np.int32(part.segment.base) if part.segment.base else local)
            weights.append(part.data.term_weights(number))
    if not docs:
        return NOTHING
    all_docs = joined(docs)
    scores = impacts(field, all_docs, joined(weights), view.idf(len(all_docs), all_docs))
    if len(all_docs) * _SPREAD_SHARE < view.n_records:
        return Listed(all_docs, scores)
    spread = np.zeros(view.n_records, dtype=np.float32)
    spread[all_docs] = scores
    return Listed(all_docs, scores, spread)


def joined(parts: list[npt.NDArray[T]]) -> npt.NDArray[T]:
    """One array of several; the array itself if it is the only one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
