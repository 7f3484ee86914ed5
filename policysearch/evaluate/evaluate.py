"""Ask, collect, measure: one line of figures for each form of the questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from policysearch.evaluate.run import answered_articles, answered_documents
from policysearch.evaluate.topics import Topic, is_by_article, read_topics
from policysearch.library import Library

MEASURES = (nDCG @ 10, R @ 100, R @ 10, RR @ 10)
FORMS = ("question", "keywords")


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one form of the questions.

    form: question or keywords.  target: article or document, what an answer is.
    values: by the measure's name, `nDCG@10` and so on: the mean over all topics.
    """

    form: str
    target: str
    n_topics: int
    values: Mapping[str, float]


def evaluate(
    library: Library,
    directory: str | Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Measured]:
    """Measure a library by the judged questions of a folder whose documents it holds.

    progress: called with questions asked and questions in all, after each.
    """
    topics = read_topics(Path(directory))
    target = "article" if is_by_article(topics) else "document"
    answered = answered_articles if target == "article" else answered_documents
    asked = [(form, topic) for form in FORMS for topic in topics if topic.text(form)]
    runs: dict[str, dict[str, list[str]]] = {}
    for n_asked, (form, topic) in enumerate(asked, 1):
        runs.setdefault(form, {})[topic.id] = answered(library, topic.text(form))
        if progress:
            progress(n_asked, len(asked))
    return [Measured(form, target, len(run), measure(run, topics)) for form, run in runs.items()]


def measure(run: Mapping[str, Sequence[str]], topics: Sequence[Topic]) -> dict[str, float]:
    """The measures of ranked ids by topic; topics that were not asked do not count."""
    qrels = [
        Qrel(topic.id, relevant, 1)
        for topic in topics
        if topic.id in run
        for relevant in topic.relevant
    ]
    # A run has scores: the places are as good, and have no ties.
    scored = [
        ScoredDoc(topic_id, answer, float(-place))
        for topic_id, answers in run.items()
        for place, answer in enumerate(answers)
    ]
    found = ir_measures.calc_aggregate(MEASURES, qrels, scored)
    return {str(each): float(found[each]) for each in MEASURES}
