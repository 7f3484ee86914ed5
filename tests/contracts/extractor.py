"""What every extractor keeps.

Each format's test supplies `extract` and one content that holds the three paragraphs.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

from policysearch.errors import SourceError
from policysearch.model import Extract

PARAGRAPHS = ("人工智能产业加快发展。", "园区形成产业集群。", "政策持续完善。")


class ExtractorContract:
    extract: Callable[..., Iterator[Extract | SourceError]]
    content: bytes

    def extracts(self, content: bytes) -> list[Extract]:
        found = list(type(self).extract(content))
        assert all(isinstance(one, Extract) for one in found)
        return [one for one in found if isinstance(one, Extract)]

    def test_paragraphs_come_in_order(self) -> None:
        (found,) = self.extracts(self.content)
        texts = [block.text for block in found.blocks]
        assert [text for text in texts if text in PARAGRAPHS] == list(PARAGRAPHS)

    def test_the_same_bytes_give_the_same(self) -> None:
        assert self.extracts(self.content) == self.extracts(self.content)

    def test_the_hash_is_of_the_bytes_that_were_read(self) -> None:
        (found,) = self.extracts(self.content)
        assert found.content_hash == sha256(self.content.rstrip(b"\n")).hexdigest() or (
            found.content_hash == sha256(self.content).hexdigest()
        )

    def test_every_encoding_gives_the_same_text(self) -> None:
        text = self.content.decode()
        (plain,) = self.extracts(self.content)
        for encoding in ("utf-8-sig", "gb18030", "utf-16"):
            (found,) = self.extracts(text.encode(encoding))
            assert [block.text for block in found.blocks] == [block.text for block in plain.blocks]

    def test_an_empty_file_holds_nothing_and_harms_nothing(self) -> None:
        assert all(not found.blocks for found in self.extracts(b""))

    def test_nul_characters_do_not_end_the_text(self) -> None:
        found = self.extracts(self.content.replace("园区".encode(), "园\0区".encode()))
        texts = "".join(block.text for one in found for block in one.blocks)
        assert PARAGRAPHS[2] in texts
