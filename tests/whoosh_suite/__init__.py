"""Whoosh's own tests, run with the columnar codec in place of Whoosh's default one.

`python -m tests.whoosh_suite` fetches the source distribution with pip, runs its tests once for
each of the two ways in (see `plugin`), and compares the outcomes with `exceptions`.
"""
