"""The one table of weights, and where each comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamWeights:
    """BM25's two constants for a stream, and the stream's share of the sum."""

    k1: float
    b: float
    weight: float


# Calibrated by hand on judged questions, not fitted: nDCG@10 moves by less than .005, its noise,
# when a weight changes by a third. Single units matter to short keyword queries (+.02).
GRAMS = StreamWeights(k1=0.9, b=0.6, weight=1.0)
WORDS = StreamWeights(k1=0.9, b=0.75, weight=0.5)
UNITS = StreamWeights(k1=1.2, b=0.75, weight=0.5)
COVERAGE = 0.3

# The whole text beside the best passage: +.02 on questions that one document answers. The title is
# worth nothing there; it counts because readers type titles, or parts of them, and expect those.
DOCUMENT_GRAMS = StreamWeights(k1=0.9, b=0.6, weight=1.0)
TITLE = 0.2
