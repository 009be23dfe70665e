"""Static files: addresses that change with their content, and gzip for those who ask for it.

Most files say their version in the query of their address. A module imports others by relative
addresses, which no query reaches: ours lie below a folder whose name is the version of all of them
together, `/static/v-0123456789ab/editor/main.js`, so that a browser never mixes two versions.
"""

import gzip
import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from markupsafe import Markup

COMPRESSED = (".css", ".js", ".svg", ".json", ".txt")
VENDOR = "vendor"
"""The folder of others' files: the folders in it say their versions."""
KEPT = "public, max-age=31536000, immutable"
VERSIONED = re.compile(r"v-([0-9a-f]{12})/(.+\.js)")
IMPORT = re.compile(r'^import\b[^"]*"(\.[^"]+)";', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Modules:
    """Our modules as they are now: the version of all together, and what each imports by itself."""

    version: str
    imports: dict[str, list[str]]

    def needs_of(self, name: str) -> list[str]:
        """Return everything that a module imports, by itself or through another."""
        found: dict[str, None] = {}
        left = [name]
        while left:
            fresh = [one for one in self.imports.get(left.pop(), []) if one not in found]
            found.update(dict.fromkeys(fresh))
            left += fresh
        return list(found)


def init_assets(app: Flask) -> None:
    """Serve the static folder compressed, and give templates `static_url` and `module`."""
    app.view_functions["static"] = static
    app.jinja_env.globals.update(static_url=static_url, module=module)


def static(filename: str) -> Response:
    """Return a static file, compressed where the browser takes that.

    It is kept for good only under its own version. A page that was opened before an upgrade gets
    what there is now, and asks again the next time.
    """
    versioned = VERSIONED.fullmatch(filename)
    version, name = versioned.groups() if versioned else (request.args.get("v"), filename)
    # This refuses whatever leads out of the folder, so it comes first.
    response = send_from_directory(_folder(), name, max_age=0)
    if name.startswith(f"{VENDOR}/") or version == _version_of(name):
        response.headers["Cache-Control"] = KEPT
    if not name.endswith(COMPRESSED) or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.accept_encodings or request.range:
        return response
    path = _folder() / name
    etag, _ = response.get_etag()
    response.direct_passthrough = False
    response.set_data(_gzipped(path, path.stat().st_mtime_ns))
    response.content_encoding = "gzip"
    response.set_etag(f"{etag}-gz")
    response.make_conditional(request)
    return response


def compressed(response: Response) -> Response:
    """Return an answer that is worth it compressed, for a browser that takes that."""
    response.vary.add("Accept-Encoding")
    if "gzip" in request.accept_encodings:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def static_url(filename: str) -> str:
    """Return the address of a static file; it changes with the file, so it is cached for good."""
    return url_for("static", filename=filename, v=_version_of(filename))


def module(filename: str) -> Markup:
    """Return the tag of a module, and those that fetch what it needs in the same wave."""
    ours = modules()
    names = (filename, *ours.needs_of(filename))
    first, *needs = (url_for("static", filename=f"v-{ours.version}/{name}") for name in names)
    tag = Markup('<script type="module" src="{}"></script>').format(first)
    return tag + Markup("").join(
        Markup('<link rel="modulepreload" href="{}">').format(need) for need in needs
    )


def modules() -> Modules:
    """Return our modules as they are now."""
    folder = current_app.static_folder or ""
    return _read_modules(folder, tuple(sorted(_stamps(folder))))


def _folder() -> Path:
    """Return where the static files lie."""
    return Path(current_app.static_folder or "")


def _version_of(filename: str) -> str:
    """Return the version that the address of a file carries."""
    if filename.endswith(".js") and not filename.startswith(f"{VENDOR}/"):
        return modules().version
    path = _folder() / filename
    return _digest(path, path.stat().st_mtime_ns)


def _stamps(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the paths of our modules, and when each was written."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".js"):
                yield entry.path, entry.stat().st_mtime_ns
            elif entry.is_dir() and entry.name != VENDOR:
                yield from _stamps(entry.path)


@lru_cache(maxsize=4)
def _read_modules(folder: str, stamps: tuple[tuple[str, int], ...]) -> Modules:
    """Read our modules; kept until one of them changes."""
    digest, imports = hashlib.sha256(), {}
    for path, _ in stamps:
        name, text = Path(path).relative_to(folder).as_posix(), Path(path).read_text("utf-8")
        digest.update(f"{name}\n{text}\n".encode())
        here = posixpath.dirname(name)
        imports[name] = [
            posixpath.normpath(posixpath.join(here, one)) for one in IMPORT.findall(text)
        ]
    return Modules(digest.hexdigest()[:12], imports)


@lru_cache(maxsize=256)
def _digest(path: Path, mtime_ns: int) -> str:
    """Return a short digest of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzipped(path: Path, mtime_ns: int) -> bytes:
    """Return a file's content compressed; kept until the file changes."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)
