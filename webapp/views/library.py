"""`/library`: what is indexed, how the last build went, and what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint

from policysearch import LEVELS, FileOutcome
from webapp.charts import year_chart
from webapp.context import current_holdings, current_library, current_wording
from webapp.holdings import Holdings, holdings_path
from webapp.pages import page
from webapp.urls import SearchState

blueprint = Blueprint("library", __name__)

MAX_FILES = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of the table; path "" for none."""

    count: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A kind with its documents by level, and all of them."""

    kind: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Cause:
    """Files with one fate for one reason; n_files may be more than are listed."""

    code: str
    outcomes: tuple[FileOutcome, ...]
    n_files: int


@blueprint.get("/library")
def library() -> str:
    """Show what the library holds."""
    holdings, shelf = current_holdings(), current_library()
    report, wording = shelf.report, current_wording()
    levels = tuple(level for level in LEVELS if _count(holdings, "level", level))
    return page(
        "library.html",
        holdings=holdings,
        report=report,
        status=shelf.status,
        years=year_chart(holdings.fields.get("year", ()), partial(holdings_path, "year")),
        levels=[(wording.name("level", one), _cell("level", one, holdings)) for one in levels],
        rows=[_row(kind, levels, holdings) for kind in holdings.matrix],
        causes={
            fate: _causes([one for one in report.outcomes if one.status == fate])
            for fate in ("failed", "stale", "skipped")
        },
    )


def _row(kind: str, levels: Sequence[str], holdings: Holdings) -> MatrixRow:
    by_level = holdings.matrix[kind]
    cells = []
    for level in levels:
        count = by_level.get(level, 0)
        both = SearchState().with_filter("kind", [kind]).with_filter("level", [level])
        cells.append(Cell(count, both.path if count else ""))
    return MatrixRow(kind, tuple(cells), _cell("kind", kind, holdings))


def _cell(field: str, value: str, holdings: Holdings) -> Cell:
    return Cell(_count(holdings, field, value), holdings_path(field, value))


def _count(holdings: Holdings, field: str, value: str) -> int:
    return dict(holdings.fields.get(field, ())).get(value, 0)


def _causes(outcomes: Sequence[FileOutcome]) -> tuple[Cause, ...]:
    """Outcomes by reason, the most frequent first."""
    by_code: dict[str, list[FileOutcome]] = {}
    for outcome in outcomes:
        by_code.setdefault(outcome.code, []).append(outcome)
    causes = [Cause(code, tuple(ones[:MAX_FILES]), len(ones)) for code, ones in by_code.items()]
    return tuple(sorted(causes, key=lambda cause: (-cause.n_files, cause.code)))
