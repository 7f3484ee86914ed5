from pathlib import Path

import pytest

from policysearch.errors import LimitExceeded, SourceError, SourceUnreadable, UnsupportedFormat
from policysearch.extract.port import EXTRACTORS, Limits, Part, extract, sniff
from policysearch.model import Extract


def read(path: Path, **limits: int) -> list[Extract | SourceError]:
    return list(extract(path, limits=Limits(**limits)))


@pytest.mark.parametrize(
    ("name", "head", "format_name"),
    [
        ("a.txt", "人工智能".encode(), "text"),
        ("a.md", b"<html>", "markdown"),
        ("a.txt", b"<!DOCTYPE html><html>", "html"),
        ("a.html", "正文".encode("gbk"), "html"),
        ("a.jsonl", b'{"text": "x"}', "jsonl"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.md", b"PK\x03\x04....word/document.xml", "DOCX"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word, Excel or PowerPoint 97-2003"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.csv", b"a,b", "csv"),
        ("README", b"text", "no extension"),
        ("a.xml", b"<?xml version='1.0'?><x/>", "XML"),
        ("a.txt", b"Received: x\r\nFrom: y\r\n\r\nz", "EML"),
    ],
)
def test_content_tells_the_format_before_the_extension(
    name: str, head: bytes, format_name: str
) -> None:
    assert sniff(Path(name), head) == format_name


def test_what_is_not_read_says_what_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(UnsupportedFormat, match=r"\(PDF\) is not read"):
        read(tmp_path / "a.txt")


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * (1 << 20) + b"y")
    with pytest.raises(LimitExceeded, match="MAX_FILE_MB"):
        read(tmp_path / "a.txt", max_file_mb=1)


def test_output_above_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("人" * 101, "utf-8")
    with pytest.raises(LimitExceeded, match="MAX_OUTPUT_CHARACTERS"):
        read(tmp_path / "a.txt", max_output_characters=100)


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(SourceUnreadable):
            read(path)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".jsonl"])
def test_an_empty_file_is_read(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").touch()
    assert all(
        isinstance(found, Extract) and not found.blocks for found in read(tmp_path / f"a{suffix}")
    )


def test_a_part_of_a_file_is_read_alone_with_its_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n{"text": "two"}\n')
    (found,) = extract(path, limits=Limits(), part=Part(16, 32, 2))
    assert isinstance(found, Extract)
    assert (found.member, found.blocks[0].text) == ("line 2", "two")


def test_fifty_megabytes_of_one_line_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * (50 << 20))
    (found,) = read(tmp_path / "a.txt", max_file_mb=60, max_output_characters=60 << 20)
    assert isinstance(found, Extract)
    assert len(found.blocks[0].text) == 50 << 20


def test_every_file_of_the_samples_is_read_or_named(shared_data: Path) -> None:
    n_read = 0
    for path in sorted((shared_data / "data/files").iterdir()):
        try:
            found = read(path)
        except SourceError as error:
            assert str(error).endswith(".")
            continue
        assert found
        n_read += 1
        assert path.suffix in (".txt", ".md", ".html", ".htm")
    assert n_read >= 20
    assert set(EXTRACTORS) == {"text", "markdown", "html", "jsonl"}
