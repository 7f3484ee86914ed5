import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.model import Span
from policysearch.text.offsets import OffsetMap


@st.composite
def maps(draw: st.DrawFn, n_source: int | None = None) -> OffsetMap:
    n = draw(st.integers(0, 12)) if n_source is None else n_source
    bounds = sorted(draw(st.lists(st.integers(0, n), max_size=6)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    return OffsetMap.edited(n, [(start, end, draw(st.integers(0, 3))) for start, end in pairs])


def spans(length: int) -> list[Span]:
    return [Span(a, b) for a in range(length + 1) for b in range(a, length + 1)]


def covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def test_a_dropped_stretch_leaves_no_offset_of_its_own():
    offsets = OffsetMap.edited(6, [(2, 3, 0)])  # abcdef → abdef
    assert offsets.to_source(Span(1, 3)) == Span(1, 4)
    assert offsets.to_source(Span(0, 2)) == Span(0, 2)
    assert offsets.to_source(Span(2, 3)) == Span(3, 4)
    assert offsets.to_target(Span(2, 3)) == Span(2, 2)
    assert offsets.to_target(Span(1, 4)) == Span(1, 3)


def test_a_span_that_touches_a_replacement_covers_all_of_it():
    offsets = OffsetMap.edited(6, [(2, 4, 3)])  # ab[cd]ef → ab[xyz]ef
    assert offsets.n_target == 7
    assert offsets.to_source(Span(3, 4)) == Span(2, 4)
    assert offsets.to_target(Span(3, 6)) == Span(2, 7)


def test_a_map_of_the_same_length_that_replaces_is_not_the_identity():
    assert OffsetMap.identity(4).is_identity
    assert not OffsetMap.edited(4, [(1, 2, 1)]).is_identity
    assert OffsetMap.edited(0, []).to_source(Span(0, 0)) == Span(0, 0)


def test_spans_beyond_the_text_are_cut_to_it():
    assert OffsetMap.identity(3).to_source(Span(-2, 9)) == Span(0, 3)
    assert OffsetMap.identity(3).to_target(Span(7, 9)) == Span(3, 3)


@given(maps())
def test_every_span_maps_into_the_other_text(offsets: OffsetMap):
    for to, n, m in (
        (offsets.to_source, offsets.n_target, offsets.n_source),
        (offsets.to_target, offsets.n_source, offsets.n_target),
    ):
        for span in spans(n):
            image = to(span)
            assert 0 <= image.start <= image.end <= m


@given(maps())
def test_a_span_that_lost_nothing_covers_itself_there_and_back(offsets: OffsetMap):
    for span in spans(offsets.n_target):
        source = offsets.to_source(span)
        ends = (Span(span.start, span.start + 1), Span(span.end - 1, span.end))
        if span.start < span.end and all(
            offsets.to_source(end) != nothing(end, offsets) for end in ends
        ):
            assert covers(offsets.to_target(source), span)


def nothing(span: Span, offsets: OffsetMap) -> Span:
    at = offsets.to_source(span).start
    return Span(at, at)


@given(maps())
def test_bounds_never_cross(offsets: OffsetMap):
    for to, n in ((offsets.to_source, offsets.n_target), (offsets.to_target, offsets.n_source)):
        images = [to(Span(at, at + 1)) for at in range(n)]
        assert all(a.start <= b.start and a.end <= b.end for a, b in itertools.pairwise(images))


@given(maps())
def test_the_inverse_is_the_map_read_the_other_way(offsets: OffsetMap):
    for span in spans(offsets.n_source):
        assert offsets.inverse.to_source(span) == offsets.to_target(span)


@given(st.sets(st.integers(0, 11)), st.integers(0, 12))
def test_each_character_that_is_left_has_its_origin(dropped: set[int], n: int):
    offsets = OffsetMap.edited(n, [(at, at + 1, 0) for at in sorted(dropped) if at < n])
    assert offsets.origins() == [at for at in range(n) if at not in dropped]
    for at, origin in enumerate(offsets.origins()):
        assert offsets.to_source(Span(at, at + 1)) == Span(origin, origin + 1)


@given(st.data())
def test_two_steps_of_dropping_compose_exactly(data: st.DataObject):
    n = data.draw(st.integers(0, 12))
    first = OffsetMap.edited(
        n,
        [(at, at + 1, 0) for at in sorted(data.draw(st.sets(st.integers(0, n - 1))))] if n else [],
    )
    m = first.n_target
    drops = sorted(data.draw(st.sets(st.integers(0, m - 1)))) if m else []
    second = OffsetMap.edited(m, [(at, at + 1, 0) for at in drops])
    both = first.then(second)
    for span in spans(second.n_target):
        if span.start < span.end:
            assert both.to_source(span) == first.to_source(second.to_source(span))


@given(st.data())
def test_a_composition_covers_what_the_steps_give_one_after_the_other(data: st.DataObject):
    first = data.draw(maps())
    second = data.draw(maps(first.n_target))
    both = first.then(second)
    assert (both.n_source, both.n_target) == (first.n_source, second.n_target)
    for span in spans(second.n_target):
        if span.start < span.end:
            assert covers(both.to_source(span), first.to_source(second.to_source(span)))


def test_steps_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="cannot follow"):
        OffsetMap.identity(3).then(OffsetMap.identity(4))
