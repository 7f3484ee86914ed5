"""Which hosts a request may name: no other site can pass itself off as ours (DNS rebinding).

Werkzeug's own check is not used: it takes no IPv6 address, and an empty list lets every host in.
"""

import re
from collections.abc import Sequence

from flask import Flask, abort, request

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")


def is_allowed(host: str, allowed: Sequence[str]) -> bool:
    """Whether a `Host` header names one of the hosts, on any port.

    A name that begins with a dot allows what ends with it (`.example.org`: `www.example.org`).
    """
    match = _HOST.fullmatch(host.lower())
    if match is None:
        return False
    name = match[1].removesuffix(".")
    known = [one.lower() for one in allowed]
    return name in known or any(one.startswith(".") and name.endswith(one) for one in known)


def register_hosts(app: Flask, allowed: Sequence[str]) -> None:
    """Refuse every request, for files too, that names another host."""
    app.config["ALLOWED_HOSTS"] = tuple(allowed)

    @app.before_request
    def check() -> None:
        if not is_allowed(request.headers.get("Host", ""), allowed):
            abort(400)
