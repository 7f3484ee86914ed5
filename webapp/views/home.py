"""`/`: the box, what the library holds, searches that find something."""

from functools import partial

from flask import Blueprint

from webapp.charts import tally, year_chart
from webapp.context import current_holdings
from webapp.holdings import holdings_path
from webapp.pages import page
from webapp.urls import SearchState

blueprint = Blueprint("home", __name__)

MAX_KINDS = 6


@blueprint.get("/")
def home() -> str:
    """Show what can be searched, and the box to search it."""
    holdings = current_holdings()
    return page(
        "home.html",
        holdings=holdings,
        years=year_chart(holdings.fields.get("year", ()), partial(holdings_path, "year")),
        kinds=tally(holdings.fields.get("kind", ())[:MAX_KINDS], partial(holdings_path, "kind")),
        levels=tally(holdings.fields.get("level", ()), partial(holdings_path, "level")),
        examples=[(example, SearchState(q=example.query).path) for example in holdings.examples],
    )
