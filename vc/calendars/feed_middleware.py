"""Answers the public feed before Flask is asked, when this process has it in memory.

Subscribers ask for it all day and it hardly ever changed: what remains is one query for its version
and a comparison, several times cheaper than a pass through the framework (docs/benchmarks.md).
Whatever is not that simple (a first reading, another part of it, HEAD, private feeds) goes on to
the view, and so does every request when the short way fails.
"""

from collections.abc import Callable, Iterable
from datetime import date

from flask import Flask

from vc.calendars.feeds import WITH_BODY, Built, FeedCache, takes_gzip, version_of
from vc.calendars.service import PUBLIC
from vc.db import db
from vc.services import services_of
from vc.startup import sentence_of
from vc.web import HEADERS, TRANSPORT_SECURITY

PATH = "/feeds/publico.ics"

Wsgi = Callable[[dict, Callable], Iterable[bytes]]


class FeedDoor:
    """A WSGI application around another one."""

    def __init__(self, inner: Wsgi, app: Flask) -> None:
        self._inner = inner
        self._app = app
        with app.app_context():
            self._engine = db.engine

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer the public feed from memory, or hand the request on."""
        is_plain = environ["PATH_INFO"] == PATH and not environ.get("QUERY_STRING")
        built = self._fresh() if is_plain and environ["REQUEST_METHOD"] == "GET" else None
        if built is None:
            return self._inner(environ, start_response)
        return self._answer(built, environ, start_response)

    def _fresh(self) -> Built | None:
        """Return the feed if it is in memory and right."""
        try:
            version = version_of(self._engine, PUBLIC)
            return (
                services_of(self._app)
                .memory(FeedCache)
                .peek(PUBLIC, version=version, today=self._today)
            )
        except Exception as error:
            # What is wrong with the database is told by the page that follows, once.
            if sentence_of(error, url=self._engine.url) is None:
                self._app.logger.exception("the short way to the public feed failed")
            return None

    def _answer(self, built: Built, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Send the feed, or 304 to whoever has it."""
        is_packed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        is_packed = is_packed and services_of(self._app).settings.feed_gzip
        headers = built.headers(is_packed=is_packed, is_private=False)
        etag = headers[0][1]
        headers += HEADERS.items()
        if environ["wsgi.url_scheme"] == "https":
            headers.append(TRANSPORT_SECURITY)
        asked = (environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE"))
        if built.is_had_by(etag, *asked):
            start_response("304 NOT MODIFIED", headers)
            return []
        body = services_of(self._app).memory(FeedCache).packed(built) if is_packed else built.body
        headers += (*WITH_BODY, ("Content-Length", str(len(body))))
        if is_packed:
            headers.append(("Content-Encoding", "gzip"))
        start_response("200 OK", headers)
        return [body]

    @property
    def _today(self) -> date:
        """Return the office's date."""
        zone = services_of(self._app).zone
        return services_of(self._app).clock().astimezone(zone).date()
