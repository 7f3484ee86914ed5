"""Whoosh's queries over arrays: what `Searcher.search` runs in place of trees of matchers.

A query becomes the records it finds, with their scores (hits.py), over all segments at once
(view.py). What is not executed here raises `Fallback`, and Whoosh's own search answers.
"""
