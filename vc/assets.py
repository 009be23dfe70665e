"""Static files: addresses that change with their content, and gzip for those who ask for it."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

COMPRESSED = (".css", ".js", ".svg", ".json", ".txt")


def init_assets(app: Flask) -> None:
    """Serve the static folder compressed, and give templates `static_url`."""

    def static(filename: str) -> Response:
        """Return a static file, compressed where the browser takes that."""
        response = app.send_static_file(filename)
        if not filename.endswith(COMPRESSED) or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        if "gzip" not in request.accept_encodings or request.range:
            return response
        path = Path(app.static_folder or "") / filename
        etag, _ = response.get_etag()
        response.direct_passthrough = False
        response.set_data(_gzipped(path, path.stat().st_mtime_ns))
        response.content_encoding = "gzip"
        response.set_etag(f"{etag}-gz")
        return response

    app.view_functions["static"] = static
    app.jinja_env.globals["static_url"] = static_url


def compressed(response: Response) -> Response:
    """Return an answer that is worth it compressed, for a browser that takes that."""
    response.vary.add("Accept-Encoding")
    if "gzip" in request.accept_encodings:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def static_url(filename: str) -> str:
    """Return the address of a static file; it changes with the file, so it is cached for good."""
    path = Path(current_app.static_folder or "") / filename
    return url_for("static", filename=filename, v=_digest(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=256)
def _digest(path: Path, mtime_ns: int) -> str:
    """Return a short digest of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzipped(path: Path, mtime_ns: int) -> bytes:
    """Return a file's content compressed; kept until the file changes."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)
