"""`/help`: how to write queries, and the keys of the pages."""

from flask import Blueprint

from webapp.pages import page

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def help_page() -> str:
    """Show the query language by examples."""
    return page("help.html")
