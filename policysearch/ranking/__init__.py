"""How well a passage answers: arithmetic over arrays of counts, nothing else.

Every backend counts in its own way and calls these functions, so that scores agree to the last bit:
terms come in ascending order, sums run over terms, and no value depends on another row's place.
"""
