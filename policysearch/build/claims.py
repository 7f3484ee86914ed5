"""Which document has which id: of several that give the same, the first by root, path and place in
its file.

The order in which files are read makes no difference, so an incremental build ends where a full one
does.
"""

from policysearch.model import FileOutcome
from policysearch.storage.records import Held

DUPLICATE = "duplicate_id"


class Claims:
    """The ids taken so far, and the documents that came too late for theirs."""

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}
        self._late: list[tuple[str, Held]] = []

    def take(self, document_id: str, claimant: Held) -> bool:
        """Give the id to this document unless an earlier one has it; say whether it was given."""
        owner = self.held.get(document_id)
        if owner and owner.claim < claimant.claim:
            self._late.append((document_id, claimant))
            return False
        if owner and owner.claim != claimant.claim:
            self._late.append((document_id, owner))
        self.held[document_id] = claimant
        return True

    def failures(self) -> list[FileOutcome]:
        """What the report says of the documents that came too late."""
        return [
            FileOutcome(
                late.root,
                late.path,
                "failed",
                DUPLICATE,
                f"The id {document_id} belongs to {place} already: give one of them another id.",
                member=late.member,
                details={"id": document_id, "place": place},
            )
            for document_id, late in sorted(self._late, key=lambda pair: pair[1].claim)
            for place in [self._place(document_id)]
        ]

    def _place(self, document_id: str) -> str:
        owner = self.held[document_id]
        return ", ".join(part for part in (f"{owner.root}/{owner.path}", owner.member) if part)
