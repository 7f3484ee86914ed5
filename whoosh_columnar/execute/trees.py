"""Trees of queries over hits: what each kind of node finds, with the scores Whoosh gives it.

Boosts are handed down to the leaves: each score is a sum of boosted scores of leaves. Deleted
records may be among the hits of a node, and are left out at the end.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import (
    NOTHING,
    Dense,
    Hits,
    Listed,
    add_to,
    intersected,
    is_among,
)
from whoosh_columnar.execute.multiterms import (
    fuzzy_hits,
    prefix_hits,
    regex_hits,
    term_range_hits,
    variation_hits,
    wildcard_hits,
)
from whoosh_columnar.execute.phrases import phrase_hits
from whoosh_columnar.execute.ranges import every_hits, number_range_hits
from whoosh_columnar.execute.terms import term_hits
from whoosh_columnar.execute.view import View
from whoosh_columnar.whoosh_internals import query as queries

# A boost outside would lose hits, for a score of 0 is none.
_LEAST_BOOST, _LARGEST_BOOST = 1e-9, 1e9

Node = Callable[[View, Any, float], Hits]


def execute(view: View, query: Any, boost: float = 1.0) -> Hits:
    """The hits of a query, deleted records among them; Fallback if some node is not one of ours.

    Whoever asks may change a dense result, and gives it back to the view's scratch.
    """
    node = _NODES.get(query.__class__)
    if node is None:
        raise Fallback
    return node(view, query, boost)


def _term(view: View, query: Any, boost: float) -> Hits:
    if query.minquality is not None:
        raise Fallback
    return boosted(term_hits(view, query.fieldname, query.text), boost * query.boost)


def _or(view: View, query: Any, boost: float) -> Hits:
    subqueries = query.subqueries
    if len(subqueries) <= 1:  # the only one is taken without the boost of the disjunction
        return execute(view, subqueries[0], boost) if subqueries else NOTHING
    if query.scale:
        raise Fallback
    boost *= query.boost
    scores = view.scratch.take()
    for each in subqueries:
        hits = execute(view, each, boost)
        add_to(scores, hits)
        _end(view, hits)
    return scores


def _and(view: View, query: Any, boost: float) -> Hits:
    subqueries = query.subqueries
    if len(subqueries) <= 1:
        return execute(view, subqueries[0], boost) if subqueries else NOTHING
    boost *= query.boost
    lists: list[Listed] = []
    dense: list[Dense] = []
    excluded: list[Hits] = []
    for each in subqueries:
        if each.__class__ is queries.Not:
            excluded.append(execute(view, each.query))
            continue
        hits = execute(view, each, boost)
        if isinstance(hits, Listed):
            lists.append(hits)
        else:
            dense.append(hits)
    if not lists and not dense:
        return _without_all(view, _every(view, boost * len(excluded)), excluded)
    found = _common(view, lists, dense)
    if excluded:
        # To each record that it leaves, an exclusion gives a score of 1.
        found = _with_more(found, boost * len(excluded))
    return _without_all(view, found, excluded)


def _common(view: View, lists: list[Listed], dense: list[Dense]) -> Hits:
    """The records that all have, at least one of either; a score is the sum."""
    if not lists:
        found, *others = dense
        for scores in others:
            is_found = (found > 0) & (scores > 0)
            found += scores
            found *= is_found
            view.scratch.give_back(scores)
        return found
    common = intersected(lists)
    for scores in dense:
        more = scores[common.docs]
        is_common = more > 0
        common = Listed(common.docs[is_common], common.scores[is_common] + more[is_common])
        view.scratch.give_back(scores)
    return common


def _not(view: View, query: Any, boost: float) -> Hits:
    return _without_all(view, _every(view, boost), [execute(view, query.query)])


def _and_not(view: View, query: Any, boost: float) -> Hits:
    return _without_all(view, execute(view, query.a, boost), [execute(view, query.b)])


def _and_maybe(view: View, query: Any, boost: float) -> Hits:
    found = execute(view, query.a, boost)
    more = execute(view, query.b, boost)
    if isinstance(found, Listed):
        is_more = is_among(more, found.docs)
        scores = found.scores.copy()
        docs = found.docs[is_more]
        scores[is_more] += (
            more.scores[more.docs.searchsorted(docs)] if isinstance(more, Listed) else more[docs]
        )
        found = Listed(found.docs, scores)
    else:
        is_found = found > 0
        add_to(found, more)
        found *= is_found
    _end(view, more)
    return found


def _constant(view: View, query: Any, boost: float) -> Hits:
    # Whoosh takes a score of 0 for none, and none for 1.
    score = _checked(boost * (query.score or 1.0))
    hits = execute(view, query.child)
    if isinstance(hits, Listed):
        return Listed(hits.docs, np.full(len(hits.docs), score, dtype=np.float32))
    np.multiply(hits > 0, np.float32(score), out=hits)
    return hits


def _every_node(view: View, query: Any, boost: float) -> Hits:
    # Whoosh's list of records takes a weight of 0 for none, and none for 1.
    boost = _checked(boost * (query.boost or 1.0))
    if query.fieldname is None:
        return _every(view, boost)
    hits = every_hits(view, query.fieldname)
    return Listed(hits.docs, np.full(len(hits.docs), boost, dtype=np.float32))


def _leaf(find: Callable[[View, Any], Listed]) -> Node:
    def node(view: View, query: Any, boost: float) -> Hits:
        return boosted(find(view, query), boost * query.boost)

    return node


def boosted(hits: Listed, boost: float) -> Listed:
    """Hits with their scores multiplied."""
    if boost == 1:
        return hits
    return Listed(hits.docs, hits.scores * np.float32(_checked(boost)))


def _checked(boost: float) -> float:
    if not _LEAST_BOOST <= boost <= _LARGEST_BOOST:
        raise Fallback
    return boost


def _every(view: View, score: float) -> Hits:
    scores = view.scratch.take()
    scores.fill(_checked(score))
    return scores


def _with_more(hits: Hits, score: float) -> Hits:
    more = np.float32(_checked(score))
    if isinstance(hits, Listed):
        return Listed(hits.docs, hits.scores + more)
    hits += np.multiply(hits > 0, more)
    return hits


def _without_all(view: View, found: Hits, excluded: list[Hits]) -> Hits:
    """The hits that are in none of the others."""
    for hits in excluded:
        if isinstance(found, Listed):
            is_left = ~is_among(hits, found.docs)
            found = Listed(found.docs[is_left], found.scores[is_left])
        elif isinstance(hits, Listed):
            found[hits.docs] = 0
        else:
            found *= hits <= 0
        _end(view, hits)
    return found


def _end(view: View, hits: Hits) -> None:
    if not isinstance(hits, Listed):
        view.scratch.give_back(hits)


_NODES: dict[type, Node] = {
    queries.Term: _term,
    queries.Or: _or,
    queries.And: _and,
    queries.Not: _not,
    queries.AndNot: _and_not,
    queries.AndMaybe: _and_maybe,
    queries.ConstantScoreQuery: _constant,
    queries.Every: _every_node,
    queries.Phrase: _leaf(phrase_hits),
    queries.Prefix: _leaf(prefix_hits),
    queries.Wildcard: _leaf(wildcard_hits),
    queries.Regex: _leaf(regex_hits),
    queries.FuzzyTerm: _leaf(fuzzy_hits),
    queries.Variations: _leaf(variation_hits),
    queries.TermRange: _leaf(term_range_hits),
    queries.NumericRange: _leaf(number_range_hits),
    queries.DateRange: _leaf(number_range_hits),
    queries.NullQuery.__class__: lambda view, query, boost: NOTHING,
}
