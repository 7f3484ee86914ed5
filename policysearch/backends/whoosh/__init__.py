"""The Whoosh engine: postings in Whoosh's files, plans executed over NumPy arrays.

Whoosh's own names stay in `whoosh_internals`; no type of Whoosh leaves this folder.
"""
