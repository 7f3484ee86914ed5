import re
from string import Formatter

import pytest

from policysearch import errors
from policysearch.catalogue import LANGUAGES, language, load
from policysearch.query.diagnostics import DETAILS
from policysearch.text.clean import REPAIRS


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def error_classes(root: type[errors.PolicySearchError]) -> list[type[errors.PolicySearchError]]:
    found = [root]
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            found += error_classes(kind)
    return found


def test_languages_have_the_same_keys():
    zh, en = (load(lang).keys() for lang in LANGUAGES)
    assert zh ^ en == frozenset()


def test_languages_name_the_same_details():
    zh, en = load("zh"), load("en")
    different = []
    for key in sorted(zh.keys()):
        named = [
            set().union(*(fields_of(text) for name, text in one.texts.items() if is_of(name, key)))
            for one in (zh, en)
        ]
        if named[0] != named[1] and not key.startswith("outcomes."):
            different.append((key, *named))
    assert different == []


def is_of(name: str, key: str) -> bool:
    return name in (key, f"{key}.one", f"{key}.other")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", error_classes(errors.PolicySearchError))
def test_every_error_has_its_sentence(kind, lang):
    catalogue = load(lang)
    details = dict.fromkeys(fields_of(kind.template.replace("!r", "")), "x")
    sentence = catalogue.error(kind(**details))
    assert re.search(r"[.。]$", sentence)


def test_english_sentences_of_errors_are_those_of_the_classes():
    catalogue = load("en")
    for kind in error_classes(errors.PolicySearchError):
        written = catalogue.texts[f"errors.{kind.code}"]
        assert fields_of(written) == fields_of(kind.template.replace("!r", "")), kind
        if kind is not errors.WrongOption:
            assert written == kind.template


def test_no_two_errors_have_one_code():
    codes = [kind.code for kind in error_classes(errors.PolicySearchError)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(DETAILS))
def test_every_diagnostic_has_its_sentence(code, lang):
    details = dict.fromkeys(DETAILS[code], "7")
    assert load(lang).text(f"diagnostics.{code}", **details)
    assert fields_of(load(lang).texts[f"diagnostics.{code}"]) <= set(DETAILS[code])


def test_every_kind_of_repair_has_its_words():
    for lang in LANGUAGES:
        for kind in REPAIRS:
            assert "7" in load(lang).text(f"report.repaired.{kind}", n=7)


def test_an_outcome_without_words_of_its_own_keeps_its_message():
    assert load("zh").outcome("never_seen", "It rained.") == "It rained."
    assert load("zh").outcome("damaged_source", "It rained.").startswith("文件已损坏")
    assert load("en").outcome("damaged_source", "It rained.") == "It rained."


def test_an_outcome_with_details_is_said_without_its_message():
    limit = {"limit": "MAX_FILE_MB", "allowed": "40 MB"}
    said = load("zh").outcome("limit_exceeded", "It is too long.", limit)
    assert "40 MB" in said
    assert "too long" not in said
    dispute = {"fact": "issued_on", "given": "2024-01-01", "found": "2025-01-01"}
    assert load("zh").outcome("fact_disputed", "issued_on is …", dispute).startswith("成文日期")


def test_number_chooses_the_form():
    catalogue = load("en")
    assert catalogue.text("cli.results.documents", n=1) == "1 document"
    assert catalogue.text("cli.results.documents", n=1200) == "1,200 documents"
    assert load("zh").text("cli.results.documents", n=1) == "1 份文件"


def test_an_unknown_key_is_a_bug():
    with pytest.raises(KeyError):
        load("en").text("no.such.key")
    assert not load("en").has("no.such.key")


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("zh", "zh"),
        ("ZH-hant", "zh"),
        ("en_GB", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
    ],
)
def test_a_locale_asks_for_a_language(wanted, lang):
    assert language(wanted) == lang


def test_chinese_texts_use_full_width_punctuation():
    wrong = {
        key: text
        for key, text in load("zh").texts.items()
        if not key.endswith("_form")  # examples of queries
        and re.search(r"[\u4e00-\u9fff][,;:!?](?![/])|[\u4e00-\u9fff]\.($|[\u4e00-\u9fff ])", text)
    }
    assert wrong == {}
