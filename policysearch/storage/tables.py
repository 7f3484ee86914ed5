"""The tables of `library.sqlite`: what `store.py` reads and `writing.py` writes.

A document's canonical text is stored once, as the texts of its passages; between two of them stand
only line ends, as many as their spans leave room for. A passage's key is its document's row number
times 2^32 plus its ordinal, so that a document's passages lie side by side and a page of hits is
some thirty look-ups.
"""

SCHEMA = "1"
KEY_SHIFT = 32
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    member TEXT NOT NULL,
    position INTEGER NOT NULL,          -- within its source
    content_hash TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    revision TEXT NOT NULL,             -- of all that is indexed and shown
    source_id TEXT NOT NULL,
    title TEXT NOT NULL,
    facts BLOB NOT NULL,                -- JSON
    n_passages INTEGER NOT NULL,
    n_characters INTEGER NOT NULL,
    is_stale INTEGER NOT NULL,
    remarks TEXT NOT NULL               -- JSON: [repairs by kind, warnings], "" for none
);
CREATE INDEX documents_by_source ON documents (root, path);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    anchor TEXT NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    level INTEGER NOT NULL,
    article TEXT NOT NULL,
    continues INTEGER NOT NULL,
    headings TEXT NOT NULL,             -- JSON, "" for none
    places TEXT NOT NULL,               -- JSON, "" for none
    text TEXT NOT NULL
);
CREATE TABLE sources (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    status TEXT NOT NULL,
    outcomes BLOB NOT NULL,             -- JSON
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
"""
