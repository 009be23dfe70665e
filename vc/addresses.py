"""The address that people use: the path that all of it may lie below, and absolute URLs.

`PUBLIC_URL` alone says both. Neither a Host header nor any that a proxy adds is believed where it
is set: whoever sends a request could write there what others are then shown.
"""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from flask import current_app, request, url_for

from vc.config import Settings
from vc.services import services

Wsgi = Callable[[dict, Callable], Iterable[bytes]]


class BelowPrefix:
    """A WSGI application below a path, such as `/vc`: its links and redirects stay there.

    Whoever asks without the path is answered too: a proxy that takes it away, or a health check
    on this machine.
    """

    def __init__(self, inner: Wsgi, prefix: str) -> None:
        self._inner = inner
        self._prefix = prefix

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Hand the request on with its path split as WSGI has it."""
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path.removeprefix(self._prefix)
        environ["SCRIPT_NAME"] = self._prefix
        return self._inner(environ, start_response)


def absolute_url(endpoint: str, **values: object) -> str:
    """Return a page's absolute URL: below PUBLIC_URL, else below what the request came to."""
    settings: Settings = services().settings
    if not settings.public_url:
        return url_for(endpoint, _external=True, _anchor=None, _method=None, _scheme=None, **values)
    # The map itself needs no request: what is written in mail is written by the worker.
    path = current_app.url_map.bind("").build(endpoint, values)
    return settings.public_url.rstrip("/") + path


def asking_more(path: str, **changes: object) -> str:
    """Return the address of `path` that asks what this page's address asks, and what changes.

    What an address asks never becomes an argument of `url_for`: anybody can write `endpoint=` or
    `_method=` into it.
    """
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in changes]
    return f"{path}?{urlencode([*kept, *changes.items()])}"
