"""Build the index: a door to `policysearch build`, with the same options."""

import sys

from policysearch.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
