"""What is not executed over arrays is answered by Whoosh's own search."""


class Fallback(Exception):
    """Raised where a query or an option is not one of ours; never seen outside the searcher."""
