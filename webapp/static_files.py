"""Style sheets and scripts: served as they are, kept by browsers until they change."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

from webapp.headers import STATIC_CACHE

FOLDER = Path(__file__).parent / "static"
FAVICON = "icon.svg"


def register_static_files(app: Flask) -> None:
    """Give templates `static(name)`, and let what it names be kept for a year."""
    version = _version()

    def static(name: str) -> str:
        return f"/static/{name}?v={version}"

    def keep(response: Response) -> Response:
        is_file = request.path.startswith("/static/") and response.status_code in (200, 304)
        if is_file and request.args.get("v") == version:
            response.headers["Cache-Control"] = STATIC_CACHE
        return response

    app.jinja_env.globals["static"] = static
    app.after_request(keep)


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]
