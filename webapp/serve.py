"""A production WSGI server in this process: gunicorn where there is fork, waitress elsewhere."""

import gc
import logging
import os
import socket
from typing import Any

from flask import Flask, Response, request

from policysearch import Settings, SettingsError

N_PORTS_TRIED = 100
BACKLOG = 1024


def bind(host: str, port: int) -> socket.socket:
    """Listen on the port, or on the next free one; the socket itself goes to the server.

    Raises SettingsError where no port can be had.
    """
    last = port if port == 0 else min(port + N_PORTS_TRIED, 65_536) - 1
    reason = "no free port"
    for candidate in range(port, last + 1):
        try:
            return _listen(host.strip("[]"), candidate)
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(error, socket.gaierror):
                break
    raise SettingsError(name="host, port", reason=f"cannot listen on {host}:{port}: {reason}")


def address(listener: socket.socket) -> str:
    """The address that a browser opens."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine can connect."""
    host: str = listener.getsockname()[0]
    return host == "::1" or host.startswith("127.")


def serve(app: Flask, listener: socket.socket, settings: Settings) -> None:
    """Answer requests until the process is told to stop."""
    if settings.log_queries:
        log_requests(app)
    # What is loaded by now stays: looking through it for garbage was a twentieth of a page's time,
    # and would part the memory that workers share.
    gc.collect()
    gc.freeze()
    if hasattr(os, "fork"):
        _serve_by_gunicorn(app, listener, settings)
    else:
        _serve_by_waitress(app, listener, settings)


def get(app: Flask, path: str) -> tuple[int, bytes]:
    """Answer one request without a server: status and body."""
    host = next(iter(app.config.get("ALLOWED_HOSTS") or ()), "localhost").lstrip(".")
    response = app.test_client().get(path, base_url=f"http://{host}")
    return response.status_code, response.get_data()


def log_requests(app: Flask) -> None:
    """Log each request with its query; only on demand, for queries are the reader's own affair."""
    app.logger.setLevel(logging.INFO)

    @app.after_request
    def _log(response: Response) -> Response:
        app.logger.info("%s %s %s", request.method, request.full_path, response.status_code)
        return response


def _listen(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _serve_by_gunicorn(app: Flask, listener: socket.socket, settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"fd://{listener.fileno()}",
                "workers": settings.workers,
                # A connection that sends nothing holds its thread for seconds: browsers open such.
                "threads": settings.threads,
                "worker_class": "gthread",
                # 10,000 Chinese characters are 90 kB of address; the app has a limit of its own.
                "limit_request_line": 0,
                # Its warnings quote requests that it refuses, and with them what readers ask.
                "loglevel": "error",
                "proc_name": "policysearch",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()


def _serve_by_waitress(app: Flask, listener: socket.socket, settings: Settings) -> None:
    import waitress

    waitress.serve(app, sockets=[listener], threads=settings.threads, _quiet=True)
