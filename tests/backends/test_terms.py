from policysearch.analysis.grams import grams
from policysearch.backends.terms import terms_of
from policysearch.query.plan import ScoringTerms


def test_units_are_read_back_from_grams_in_a_row() -> None:
    units = terms_of(ScoringTerms(grams("人工智能")[:-1])).units
    assert dict(units) == dict.fromkeys("人工智能", 1)


def test_grams_of_several_words_give_each_word_whole() -> None:
    pairs = (*grams("甲乙")[:-1], *grams("丙丁")[:-1])
    assert dict(terms_of(ScoringTerms(pairs)).units) == dict.fromkeys("甲乙丙丁", 1)


def test_an_end_mark_is_a_unit_and_no_gram() -> None:
    terms = terms_of(ScoringTerms((*grams(("ai",)), *grams("甲乙"))))
    assert dict(terms.units) == {"ai": 1, "甲": 1, "乙": 1}
    assert [gram for gram, _ in terms.grams] == ["甲\x1f乙"]


def test_terms_are_counted_in_ascending_order_and_punctuation_is_no_unit() -> None:
    terms = terms_of(ScoringTerms(grams("乙，甲乙"), ("乙", "甲", "乙")))
    assert terms.words == (("乙", 2), ("甲", 1)) == tuple(sorted(terms.words))
    assert terms.units == (("乙", 2), ("甲", 1))
    assert terms_of(ScoringTerms()) == terms_of(ScoringTerms((), ()))
