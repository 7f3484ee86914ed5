"""Every import of Whoosh: segments written and read through its stock codec, and nothing above it.

Whoosh's own writer makes a tuple per posting and pickles runs of them to disk; here the postings
come in order already and go to the codec's writers term by term. What is written is an ordinary
Whoosh index, one record per document:

    document   the id, unique, stored
    units      every unit of the document's passages; a posting's value: its places in the document,
               counted through all passages, uint32 little-endian
    words      the `words` stream; a posting's value: ordinals of passages, repeated, likewise
    entry      stored only: all else that is known of the document

A gram is two units side by side, found from their places: storing grams as well would triple the
postings, which are what this codec's time goes into, and save a millisecond per gram and query.
"""

import io
import mmap
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import fields, formats, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from policysearch.errors import IndexOutdated

Numbers = npt.NDArray[np.int32]
Posting = tuple[int, int, bytes]

NAME = "MAIN"
_PLACE = np.dtype("<u4")
PLACE_BYTES = _PLACE.itemsize


class Places(formats.Format):  # type: ignore[misc]
    """Postings whose value is a row of uint32, as many as the weight says."""

    def fixed_value_size(self) -> int:
        return -1

    def decode_positions(self, value: bytes) -> list[int]:
        """The places themselves, as Whoosh's own matchers ask for them."""
        return [int(place) for place in np.frombuffer(value, dtype=_PLACE)]

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // PLACE_BYTES


class PlacesField(fields.FieldType):  # type: ignore[misc]
    """A field that is written by SegmentFile only: there is no text to analyse."""

    indexed = True
    stored = False
    scorable = False
    unique = False

    def __init__(self) -> None:
        self.format = Places()
        self.analyzer = None

    def index(self, value: object, **options: object) -> Iterator[Any]:
        raise AssertionError("postings of this field are written in bulk")


def encoded(term: str) -> bytes:
    """The bytes of a term; a text may hold anything, lone surrogates too."""
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """The term of some bytes."""
    return term.decode("utf-8", "surrogatepass")


def _schema() -> Any:
    return fields.Schema(
        document=fields.ID(unique=True, stored=True),
        units=PlacesField(),
        words=PlacesField(),
        entry=fields.STORED(),
    )


class _MappedStorage(FileStorage):  # type: ignore[misc]
    """Opens files as maps: a position of its own in each process, also after a fork."""

    def open_file(self, name: str, **options: object) -> StructFile:
        with Path(self._fpath(name)).open("rb") as file:
            try:
                content: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                content = io.BytesIO()
        return StructFile(content, name=name, **options)


class SegmentFile:
    """Writes one segment: its documents in order, then its fields, terms ascending."""

    def __init__(self, directory: Path) -> None:
        storage = FileStorage(str(directory))
        codec = W3Codec()
        self._directory = directory
        self._schema = _schema()
        self._segment = codec.new_segment(storage, NAME)
        self._documents = codec.per_document_writer(storage, self._segment)
        self._fields = codec.field_writer(storage, self._segment)
        self._ids: list[str] = []

    def add_document(self, document_id: str, entry: Mapping[str, object]) -> None:
        """Write the next document."""
        self._documents.start_doc(len(self._ids))
        self._documents.add_field("document", self._schema["document"], document_id, 0)
        self._documents.add_field("entry", self._schema["entry"], dict(entry), 0)
        self._documents.finish_doc()
        self._ids.append(document_id)

    def add_field(self, name: str, terms: Iterable[tuple[bytes, Iterable[Posting]]]) -> None:
        """Write a field: for each term (document number, how many places, places as bytes)."""
        writer = self._fields
        writer.start_field(name, self._schema[name])
        for term, postings in terms:
            writer.start_term(term)
            for number, weight, value in postings:
                writer.add(number, weight, value, None)
            writer.finish_term()
        writer.finish_field()

    def close(self) -> Any:
        """Finish the files and give the segment for the table of contents."""
        ids = sorted((encoded(each), number) for number, each in enumerate(self._ids))
        self.add_field("document", ((each, ((number, 1, b""),)) for each, number in ids))
        self._segment.set_doc_count(len(self._ids))
        self._documents.close()
        self._fields.close()
        # The codec builds columns in a folder of its own, which Whoosh's writer would remove.
        shutil.rmtree(self._directory / f"{NAME}.tmp", ignore_errors=True)
        return self._segment


class Segment:
    """Reads one segment; not thread safe."""

    def __init__(self, directory: Path, segment: Any) -> None:
        storage = _MappedStorage(str(directory))
        codec = segment.codec()
        self.segment = segment
        self.n_documents = int(segment.doc_count_all())
        self._schema = _schema()
        self._codec = codec
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)

    @property
    def live(self) -> list[int]:
        """The numbers of documents that are not deleted, ascending."""
        deleted = set(self.segment.deleted_docs())
        return [number for number in range(self.n_documents) if number not in deleted]

    def delete(self, number: int) -> None:
        """Mark a document; nothing is written before the table of contents."""
        self.segment.delete_document(number)

    def document(self, number: int) -> tuple[str, Mapping[str, Any]]:
        """The id of a document and what was stored with it."""
        stored = self._documents.stored_fields(number)
        return stored["document"], stored["entry"]

    def terms(self, field: str, first: bytes = b"") -> Iterator[bytes]:
        """The terms of a field from `first` on, ascending."""
        if field not in self._terms.indexed_field_names():
            return
        for name, term in self._terms.terms_from(field, first):
            if name != field:
                return
            yield term

    def postings(self, field: str, term: bytes) -> tuple[Numbers, Numbers, Numbers] | None:
        """A term's documents, how many places it has in each, and all of these in a row.

        Whole blocks are decoded at once; Whoosh's matchers would step through them one by one.
        """
        if (field, term) not in self._terms:
            return None
        matcher = self._terms.matcher(field, term, self._schema[field].format)
        numbers, values = [], []
        while True:
            matcher._read_data()
            deltas, _, block = matcher._data
            numbers.append(np.cumsum(np.array(deltas, dtype=np.int32), dtype=np.int32))
            values += block
            if matcher._lastblock:
                break
            matcher._next_block()
        sizes = np.fromiter(map(len, values), dtype=np.int32, count=len(values))
        places = np.frombuffer(b"".join(values), dtype=_PLACE).astype(np.int32)
        return np.concatenate(numbers), sizes // PLACE_BYTES, places

    def close(self) -> None:
        """Release the files."""
        self._terms.close()
        self._documents.close()


def places_as_bytes(places: Numbers) -> bytes:
    """Places as they stand in postings; four bytes each."""
    return places.astype(_PLACE).tobytes()


def read_contents(directory: Path) -> tuple[int, list[Any]]:
    """The newest table of contents: its generation and its segments.

    Raises IndexOutdated where it names what this program or this Whoosh has no more.
    """
    try:
        contents = index.TOC.read(FileStorage(str(directory)), NAME)
    except (AttributeError, ImportError, index.IndexVersionError) as error:  # it is a pickle
        raise IndexOutdated(path=directory, what="schema") from error
    return int(contents.generation), list(contents.segments)


def write_contents(directory: Path, generation: int, segments: list[Any]) -> None:
    """Write a table of contents and remove the files that it no longer names."""
    storage = FileStorage(str(directory))
    index.TOC(_schema(), segments, generation).write(storage, NAME)
    index.clean_files(storage, NAME, generation, segments)
