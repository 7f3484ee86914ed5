import json

from policysearch.errors import SourceError
from policysearch.extract import jsonl
from policysearch.model import Extract
from tests.contracts.extractor import PARAGRAPHS, ExtractorContract


def line(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


class TestJsonl(ExtractorContract):
    extract = staticmethod(jsonl.extract)
    content = line(text="\n".join(PARAGRAPHS))

    def test_nul_characters_do_not_end_the_text(self) -> None:
        (found,) = self.extracts(line(text="园\0区\n" + PARAGRAPHS[2]))
        assert found.blocks[-1].text == PARAGRAPHS[2]


def test_each_line_is_a_document_with_its_own_hash() -> None:
    found = [
        one
        for one in jsonl.extract(line(text="一") + b"\n" + line(content="二"))
        if isinstance(one, Extract)
    ]
    assert [one.member for one in found] == ["line 1", "line 3"]
    assert len({one.content_hash for one in found}) == 2


def test_a_line_that_is_not_json_is_one_failure_and_the_rest_is_read() -> None:
    found = list(jsonl.extract(line(text="一") + b'{"text": \n' + line(text="三"), first_line=1))
    assert [isinstance(one, SourceError) for one in found] == [False, True, False]
    error = found[1]
    assert isinstance(error, SourceError)
    assert error.details["member"] == "line 2"
    assert "line 2 is not JSON" in str(error)


def test_lines_without_a_body_or_not_objects_are_named() -> None:
    found = list(jsonl.extract(b'[1]\n{"title": "x"}\n{"text": 3}\n' + b"[" * 100_000 + b"\n"))
    assert [str(one).split(":")[0] for one in found if isinstance(one, SourceError)] == [
        "The file is damaged (line 1 is not a JSON object)",
        "The file is damaged (line 2 has neither `text` nor `content`)",
        "The file is damaged (line 3 has neither `text` nor `content`)",
        "The file is damaged (line 4 is not JSON",
    ]


def test_spaces_of_the_body_stay() -> None:
    (found,) = jsonl.extract(line(text="　　第一条　为了 规范\n第二条　 \n\n完"))
    assert isinstance(found, Extract)
    assert [block.text for block in found.blocks] == ["　　第一条　为了 规范", "第二条　 ", "完"]


def test_other_keys_are_given() -> None:
    (found,) = jsonl.extract(line(id=7, title="题", text="文", category="政策解读"))
    assert isinstance(found, Extract)
    assert found.given == {"id": 7, "title": "题", "category": "政策解读"}
    assert found.given_as == "given"


def test_lone_surrogates_survive_to_be_repaired() -> None:
    (found,) = jsonl.extract(b'{"text": "\\ud800\xe4\xba\xba"}')
    assert isinstance(found, Extract)
    assert found.blocks[0].text == "\ud800人"
