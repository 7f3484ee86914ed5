import copy

from whoosh_columnar.execute.ranking import Entry, Ranking

WHOLE: list[Entry] = [(3.0, 7), (2.0, 1), (2.0, 4), (1.0, 0)]


def a_ranking(asked: list[int]) -> Ranking:
    def everything() -> list[Entry]:
        asked.append(1)
        return list(WHOLE)

    return Ranking(WHOLE[:2], len(WHOLE), everything)


def test_the_first_entries_and_the_length_ask_for_nothing() -> None:
    asked: list[int] = []
    ranking = a_ranking(asked)
    assert (len(ranking), ranking[0], ranking[1]) == (4, WHOLE[0], WHOLE[1])
    assert not asked


def test_the_rest_is_made_once() -> None:
    asked: list[int] = []
    ranking = a_ranking(asked)
    assert [*ranking] == WHOLE
    assert ranking[-1] == WHOLE[-1]
    assert ranking[1:3] == WHOLE[1:3]
    assert ranking == WHOLE
    assert len(asked) == 1


def test_it_changes_like_a_list() -> None:
    ranking = a_ranking([])
    ranking.append((0.5, 9))
    del ranking[0]
    ranking[0] = (9.0, 9)
    assert ranking == [(9.0, 9), *WHOLE[2:], (0.5, 9)]
    assert len(ranking) == 4


def test_a_copy_is_a_list_of_all() -> None:
    assert copy.deepcopy(a_ranking([])) == WHOLE
