"""Where an old link leads now (the ledger knows what was, the store what is)."""

from policysearch.errors import UnknownAnchor, UnknownDocument
from policysearch.identity import parse_link, resolve, similarity, sketch
from policysearch.model import Resolution
from policysearch.storage.ledger import Ledger
from policysearch.storage.store import Store


def resolution(store: Store, ledger: Ledger, link: str) -> Resolution:
    """Follow a permanent link, or an id alone; raise NotFound where it leads nowhere."""
    asked, anchor = _parts(link)
    document_id, how = asked, "same"
    if store.summary(asked) is None:
        target = ledger.redirect(asked)
        if target is None or store.summary(target) is None:
            raise UnknownDocument(id=asked, was_held=ledger.known(asked))
        document_id, how = target, "renamed"
    if not anchor:
        return Resolution(document_id, "", how)
    old = ledger.old(asked, anchor)

    def similar(present_anchor: str) -> float:
        ordinal = present.index(present_anchor)
        text = store.passage(document_id, ordinal).text
        return similarity(old, sketch(text)) if old is not None else 0.0

    present = store.anchors(document_id)
    now, found = resolve(anchor, present, similar)
    if found == "gone" and old is None:
        raise UnknownAnchor(id=document_id, anchor=anchor)
    # That the words are others matters more to the reader than that the file has another name.
    is_of_passage = how == "same" or found in ("edited", "gone")
    return Resolution(document_id, now, found if is_of_passage else how)


def _parts(link: str) -> tuple[str, str]:
    """The id and the anchor of a link, or of an id alone, whatever they look like."""
    id_and_anchor = link.removeprefix("/p/").split("/", 1)
    return parse_link(link) or (id_and_anchor[0], id_and_anchor[-1] if id_and_anchor[1:] else "")
