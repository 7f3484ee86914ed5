"""Blocks to a document: headings, passages, metadata with evidence, anchors.

Imports text/, model and identity only. What it returns depends on the extract alone: the same bytes
give the same ids, anchors and facts in every library.
"""
