"""The web face of PolicySearch: request → library → template.

Imports the public names of `policysearch` and nothing deeper. It only reads, and every page works
without a script.
"""

from flask import Flask

from policysearch import Settings
from webapp.context import EXTENSION, LazyLibrary
from webapp.headers import register_headers
from webapp.hosts import register_hosts
from webapp.language import register_language
from webapp.pages import register_pages
from webapp.static_files import register_static_files
from webapp.views import api, document, errors, help_page, home, library, machine, permalink, search

VIEWS = (home, search, document, permalink, library, help_page, api, machine)
# No page takes a body; the little that a stray request sends is not read.
MAX_BODY_BYTES = 64 * 1024


def create_app(settings: Settings) -> Flask:
    """Make the WSGI app; the library is opened at the first request that needs it."""
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = LazyLibrary(settings)
    register_headers(app)
    register_hosts(app, settings.allowed_hosts)
    register_static_files(app)
    register_language(app)
    register_pages(app)
    errors.register_errors(app)
    for view in VIEWS:
        app.register_blueprint(view.blueprint)
    return app
