"""What a plan says about itself, the same for every backend."""

from collections.abc import Iterator

from policysearch.analysis.pattern import Pattern
from policysearch.query.plan import AllOf, AnyOf, Has, Node, Not, Plan

EXPANSIONS_LIMITED = "expansions_limited"


def patterns_of(node: Node) -> tuple[Pattern, ...]:
    """The distinct patterns that a node wants in passages: those under a Not are not wanted."""
    return tuple(dict.fromkeys(_wanted(node)))


def all_patterns(plan: Plan) -> tuple[Pattern, ...]:
    """Every distinct pattern of a plan that is looked for in passages, wanted or not."""
    nodes = (*(clause.node for clause in plan.wanted), *plan.required, *plan.excluded)
    found = [pattern for node in nodes for pattern in _all(node)]
    return tuple(dict.fromkeys((*found, plan.literal) if plan.literal else found))


def _wanted(node: Node) -> Iterator[Pattern]:
    if isinstance(node, Has):
        yield node.pattern
    elif isinstance(node, AnyOf | AllOf):
        for part in node.nodes:
            yield from _wanted(part)


def _all(node: Node) -> Iterator[Pattern]:
    if isinstance(node, Has):
        yield node.pattern
    elif isinstance(node, AnyOf | AllOf):
        for part in node.nodes:
            yield from _all(part)
    elif isinstance(node, Not):
        yield from _all(node.node)
