"""The tests of Whoosh that do not pass, each with its reason; none of them is a wrong result."""

_LAYOUT = "looks into the layout of Whoosh's own column files"
_SIDE_FILE = "writes a column into a file of its own beside a segment, which here is one file"
_TWO_LENGTHS = "gives one record two lengths in one field, from one term to the next"

_ORDER_OF_A_SET = "fails with Whoosh's own codec too, under most seeds of the hash of strings"

EXCEPTIONS = {
    "test_automata.py::test_minimize_dfa": _ORDER_OF_A_SET,
    "test_codecs.py::test_fieldwriter_two_terms": _TWO_LENGTHS,
    "test_columns.py::test_varbytes_offsets": _LAYOUT,
    "test_sorting.py::test_add_sortable": _SIDE_FILE,
}
_POLICY = "counts on Whoosh's merge policy, which leaves the segments of five small commits apart"
_EXACT = "expects that the number of hits is not known yet; here it always is"

BY_WAY = {
    "codec": EXCEPTIONS,
    "index": {
        **EXCEPTIONS,
        "test_matching.py::test_random_intersections": _POLICY,
        "test_results.py::test_lengths": _EXACT,
    },
}
# Fewer than these were not the whole suite.
N_TESTS = 575
