"""`python -m policysearch`: the command line."""

import sys

from policysearch.cli import main

if __name__ == "__main__":
    sys.exit(main())
