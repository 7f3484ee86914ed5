"""What reading a query can have to tell: codes are keys of the catalogue and never change."""

from collections.abc import Iterable

from policysearch.model import Diagnostic

# Code → the details that its sentence names.
DETAILS: dict[str, tuple[str, ...]] = {
    # The text as a whole.
    "query_too_long": ("limit",),
    "invisible_characters": ("n",),
    "nothing_wanted": (),
    "only_stop_words": ("words",),
    "too_many_words": ("limit", "n"),
    # Marks without their partner, groups.
    "unclosed_quote": ("phrase",),
    "mixed_quotes": ("phrase",),
    "stray_quotes": ("n",),
    "empty_phrase": (),
    "stray_brackets": ("n",),
    "empty_group": (),
    "nesting_limited": ("limit",),
    # Operators.
    "operator_as_text": ("operator",),
    "operator_ignored": ("operator",),
    "double_negation": (),
    "punctuation_only": ("text",),
    # Wildcards and near spellings.
    "leading_wildcard": ("text",),
    "wildcard_in_latin": ("text",),
    "wildcards_limited": ("text", "limit"),
    "fuzzy_too_short": ("text",),
    "fuzzy_too_long": ("text", "limit"),
    "fuzzy_ignored": ("text",),
    # Fields and filters.
    "field_without_value": ("field",),
    "field_value_unknown": ("field", "value"),
    "filter_unknown": ("field",),
    "filter_value_unknown": ("field", "value"),
    "range_reversed": ("value",),
    "document_number": ("number",),
}
# A hostile query repeats one mistake in thousands of spellings: so many of each code are shown.
MOST_OF_A_CODE = 3
MOST_CHARACTERS = 60


def diagnostic(code: str, **details: object) -> Diagnostic:
    """Make a diagnostic of a known code with exactly its details, long ones cut."""
    assert tuple(details) == DETAILS[code], f"{code} has the details {DETAILS[code]}"
    return Diagnostic(code, {name: _shortened(str(value)) for name, value in details.items()})


def distinct(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, in order, and only the first few of each code."""
    kept: list[Diagnostic] = []
    seen = set()
    n_of_code = dict.fromkeys(DETAILS, 0)
    for each in diagnostics:
        key = (each.code, *each.details.values())
        if key not in seen and n_of_code[each.code] < MOST_OF_A_CODE:
            seen.add(key)
            n_of_code[each.code] += 1
            kept.append(each)
    return tuple(kept)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
