"""Records of other codecs, read the slow way: one by one, and posting by posting."""

from typing import Any

from whoosh_columnar.document_buffer import DocumentBuffer
from whoosh_columnar.whoosh_internals import columns


def add_foreign_reader(buffer: DocumentBuffer, reader: Any, schema: Any) -> None:
    """Add the records of a reader that are not deleted, in the fields that a schema has."""
    names = [name for name in schema.names() if name in reader.schema]
    column_readers = {name: _column_reader(reader, name) for name in names}
    number_by_number: dict[int, int] = {}
    for number, stored in reader.iter_docs():
        number_by_number[number] = buffer.n_records
        buffer.records.start_doc(buffer.n_records)
        for name in names:
            field = schema[name]
            length = reader.doc_field_length(number, name)
            buffer.records.add_field(name, field, stored.get(name), length)
            if field.vector and reader.has_vector(number, name):
                vector = reader.vector(number, name, field.vector)
                buffer.records.add_vector_matcher(name, field, vector)
            column = column_readers[name]
            if field.column_type and column is not None:
                buffer.records.add_column_value(name, field.column_type, column[number])
        buffer.records.finish_doc()
    for name, term, number, weight, value in reader.iter_postings():
        if name in schema:
            buffer.add_posting(name, term, number_by_number[number], weight, value or b"")


def _column_reader(reader: Any, name: str) -> Any:
    """A column in the form in which it is kept, or None."""
    if not reader.has_column(name):
        return None
    found = reader.column_reader(name)
    is_translated = isinstance(found, columns.TranslatingColumnReader)
    return found.raw_column() if is_translated else found
