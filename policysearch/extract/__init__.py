"""Files to blocks: one module per format, a table of them in port.py, limits in sandbox.py.

Imports text/, model and errors only. An extractor reads what it was handed, never the disk.
"""
