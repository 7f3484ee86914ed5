"""What to drop when nothing was found, each way with the number it gives, counted by asking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policysearch import Library
from webapp.facets import shown_value
from webapp.urls import SearchState
from webapp.wording import Wording

MAX_WAYS = 8

_PIECES = re.compile(r'-?[^\s"“”]*["“][^"“”]*["”]|\S+')
_MARKS = re.compile(r'["“”「」『』＂]')


@dataclass(frozen=True, slots=True)
class Way:
    """One condition less. n_documents: what the search would then find."""

    label: str
    path: str
    n_documents: int


def ways_out(library: Library, state: SearchState, wording: Wording) -> tuple[Way, ...]:
    """The searches with one condition less, most documents first; those without any stay, last."""
    by_path = {eased.path: (label, eased) for label, eased in _eased(state, wording)}
    ways = []
    for label, eased in tuple(by_path.values())[:MAX_WAYS]:
        found = library.search(
            eased.q, exact=eased.exact, filters=eased.filters, size=1, facets=False
        )
        ways.append(Way(label, eased.path, found.total.documents))
    return tuple(sorted(ways, key=lambda way: -way.n_documents))


def _eased(state: SearchState, wording: Wording) -> Iterator[tuple[str, SearchState]]:
    for name, values in state.filters.items():
        field = wording(f"fields.{name}")
        shown = wording.listed([shown_value(name, value, wording) for value in values])
        yield wording("zero.drop_filter", field=field, values=shown), state.with_filter(name, ())
    if len(state.filters) > 1:
        yield wording("zero.drop_filters"), state.without_filters()
    written = f"{state.q} {state.exact}".strip()
    plain = " ".join(_MARKS.sub(" ", written).split())
    if plain and (state.exact or plain != " ".join(state.q.split())):
        yield wording("zero.drop_quotes", words=plain), state.with_words(plain)
    pieces = _PIECES.findall(state.q)
    if len(pieces) > 1:
        for piece in dict.fromkeys(pieces):
            rest = " ".join(one for one in pieces if one != piece)
            if rest:
                label = wording("zero.drop_word", word=piece, rest=rest)
                yield label, state.with_words(rest, exact=state.exact)
