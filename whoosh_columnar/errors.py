"""What can be wrong with an index, each in one sentence that names the file and the remedy.

ColumnarError
├── SegmentDamaged      a file is not what was written
├── FormatOutdated      a file is of another version of the format
├── SegmentTooLarge     more than a segment can number
├── ForeignName         a pickle names what is not Whoosh's, nor ours
└── BatchRefused        a batch does not fit its schema, or itself
"""


class ColumnarError(Exception):
    """Anything this package raises by itself."""


class SegmentDamaged(ColumnarError):
    """A segment's file is cut off or changed."""

    def __init__(self, *, file: str, reason: str) -> None:
        super().__init__(f"Segment {file} is damaged ({reason}): build the index again.")
        self.file = file
        self.reason = reason


class FormatOutdated(ColumnarError):
    """A segment's file is of an older or a newer version of the format."""

    def __init__(self, *, file: str, found: int, expected: int) -> None:
        super().__init__(
            f"Segment {file} is of format {found}, this program reads format {expected}: "
            "build the index again."
        )
        self.file = file
        self.found = found
        self.expected = expected


class SegmentTooLarge(ColumnarError):
    """A segment would hold more than its numbers can count."""

    def __init__(self, *, what: str, limit: int) -> None:
        super().__init__(
            f"A segment holds at most {limit} {what}: commit more often, without merging."
        )


class ForeignName(ColumnarError):
    """A pickle names something that neither Whoosh nor this package nor its opener vouches for."""

    def __init__(self, *, place: str, name: str) -> None:
        module = name.rpartition(".")[0]
        super().__init__(
            f"`{name}` is named in {place} and is not known to be harmless: "
            f"open the index with trusted=({module!r},) if it is yours."
        )
        self.name = name


class BatchRefused(ColumnarError):
    """Records handed over in bulk contradict the schema or themselves; nothing was added."""

    def __init__(self, *, what: str, reason: str) -> None:
        super().__init__(f"The batch was not added: {what} {reason}.")
