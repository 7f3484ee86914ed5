"""How good the search is: judged questions put to a library, the usual measures of its answers.

Asks through the public surface alone, so that what is measured is what readers get.
"""

from policysearch.evaluate.evaluate import Measured, evaluate
from policysearch.evaluate.topics import corpus_of

__all__ = ["Measured", "corpus_of", "evaluate"]
