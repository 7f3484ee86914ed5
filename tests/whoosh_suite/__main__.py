"""Fetch Whoosh's tests, run them both ways, and say what is not as expected.

python -m tests.whoosh_suite [--archive Whoosh-2.7.4.zip] [--way codec|index] [pytest …]
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.whoosh_suite import fetch
from tests.whoosh_suite.exceptions import BY_WAY
from tests.whoosh_suite.run import faults, outcomes


def main() -> int:
    """Give 0 if all is as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.whoosh_suite")
    parser.add_argument("--archive", type=Path, help="a distribution that was fetched before")
    parser.add_argument("--way", choices=tuple(BY_WAY), help="one way in instead of both")
    arguments, rest = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.archive or fetch.download(Path(folder))
        tests = fetch.unpack(archive, Path(folder))
        ways = [arguments.way] if arguments.way else list(BY_WAY)
        found = [fault for way in ways for fault in faults(way, outcomes(tests, way, rest))]
    print("\n".join(found) or "as expected")
    return 1 if found else 0


sys.exit(main())
