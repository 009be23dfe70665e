"""Static files: addresses that change with their content, and gzip for those who ask for it.

A browser that does not have our styles yet gets them inside the page: one wait less, which on a
telephone is half of what a first page takes. The page then fetches them by their own address, when
it has time, and says so in the cookie `styles`; from then on a page only names them.

Most files say their version in the query of their address. A module imports others by relative
addresses, which no query reaches: ours lie below a folder whose name is the version of all of them
together, `/static/v-0123456789ab/editor/main.js`, so that a browser never mixes two versions.
"""

import base64
import gzip
import hashlib
import posixpath
import re
import secrets
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, current_app, g, request, send_from_directory, url_for
from markupsafe import Markup

from vc.modules import VENDOR, Modules, modules_in

COMPRESSED = (".css", ".js", ".svg", ".json", ".txt")
KEPT = "public, max-age=31536000, immutable"
STYLES_COOKIE = "styles"
"""Versions of the style sheets that a browser has, with dots between them."""
WORTH_IT_BYTES = 1000
MOST_PADDING = 100
VERSIONED = re.compile(r"v-([0-9a-f]{12})/(.+\.js)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENTATION = re.compile(r"\n\s*")
RELATIVE_URL = re.compile(r'url\("(?![a-z]+:|/)')


def init_assets(app: Flask) -> None:
    """Serve the static folder compressed, and give templates what names our files."""
    app.view_functions["static"] = static
    app.jinja_env.globals.update(static_url=static_url, module=module, stylesheet=stylesheet)
    app.after_request(finish_page)


def static(filename: str) -> Response:
    """Return a static file, compressed where the browser takes that.

    It is kept for good only under its own version. A page that was opened before an upgrade gets
    what there is now, and asks again the next time.
    """
    versioned = VERSIONED.fullmatch(filename)
    version, name = versioned.groups() if versioned else (request.args.get("v"), filename)
    # This refuses whatever leads out of the folder, so it comes first.
    response = send_from_directory(_folder(), name, max_age=0)
    if name.startswith(f"{VENDOR}/") or version == version_of(name):
        response.headers["Cache-Control"] = KEPT
    if not name.endswith(COMPRESSED) or response.status_code != 200:
        return response
    if versioned and name in modules().texts:
        response.direct_passthrough = False
        response.set_data(modules().joined(name))
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.accept_encodings or request.range:
        return response
    etag, _ = response.get_etag()
    response.direct_passthrough = False
    response.set_data(_gzipped(response.get_data()))
    response.content_encoding = "gzip"
    response.set_etag(f"{etag}-gz")
    response.make_conditional(request)
    return response


def finish_page(response: Response) -> Response:
    """Return a page compressed, with a policy that allows the styles that stand in it."""
    digests = g.get("inline_styles")
    policy = response.headers.get("Content-Security-Policy")
    if digests and policy:
        allowed = " ".join(("style-src 'self'", *digests))
        response.headers["Content-Security-Policy"] = policy.replace("style-src 'self'", allowed)
    is_page = response.mimetype == "text/html" and not response.content_encoding
    if not is_page or response.is_streamed or response.direct_passthrough:
        return response
    return compressed(response) if len(response.get_data()) >= WORTH_IT_BYTES else response


def compressed(response: Response) -> Response:
    """Return an answer that is worth it compressed, for a browser that takes that.

    A name of random length makes its size say nothing of what stands beside what somebody sent
    (BREACH; "Heal the breach", Palacios and others, 2022, as Django pads its answers too).
    """
    response.vary.add("Accept-Encoding")
    if "gzip" in request.accept_encodings:
        packed = BytesIO()
        name = "a" * secrets.randbelow(MOST_PADDING)
        with gzip.GzipFile(name, "wb", compresslevel=5, fileobj=packed, mtime=0) as file:
            file.write(response.get_data())
        response.set_data(packed.getvalue())
        response.content_encoding = "gzip"
    return response


def static_url(filename: str) -> str:
    """Return the address of a static file; it changes with the file, so it is cached for good."""
    return url_for("static", filename=filename, v=version_of(filename))


def stylesheet(filename: str) -> Markup:
    """Return the tag of a style sheet: its address, or all of it where the browser lacks it."""
    version = version_of(filename)
    address = static_url(filename)
    if version in request.cookies.get(STYLES_COOKIE, "").split("."):
        return Markup('<link rel="stylesheet" href="{}">').format(address)
    path = _folder() / filename
    folder = url_for("static", filename=posixpath.dirname(filename))
    text, digest = _inlined(path, path.stat().st_mtime_ns, folder)
    g.setdefault("inline_styles", []).append(digest)
    tag = Markup('<style data-sheet="{}" data-version="{}">{}</style>')
    return tag.format(address, version, text)


def inline_style(text: str) -> Markup:
    """Return a style sheet of ours as it stands in a page, and let its policy allow it."""
    g.setdefault("inline_styles", []).append(_source_of(text))
    return Markup("<style>{}</style>").format(Markup(text))  # noqa: S704 - made by us, of numbers


def module(filename: str) -> Markup:
    """Return the tag of a page's module, which holds what it imports."""
    address = url_for("static", filename=f"v-{modules().version}/{filename}")
    return Markup('<script type="module" src="{}"></script>').format(address)


def modules() -> Modules:
    """Return our modules as they are now."""
    return modules_in(current_app.static_folder or "")


def _folder() -> Path:
    """Return where the static files lie."""
    return Path(current_app.static_folder or "")


def version_of(filename: str) -> str:
    """Return the version that the address of a file carries."""
    if filename.endswith(".js") and not filename.startswith(f"{VENDOR}/"):
        return modules().version
    path = _folder() / filename
    return _digest(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: Path, mtime_ns: int) -> str:
    """Return a short digest of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzipped(content: bytes) -> bytes:
    """Return a file's content compressed; kept as long as it is asked for."""
    return gzip.compress(content, 9, mtime=0)


def _source_of(text: str) -> str:
    """Return what a policy allows an inline style by: its digest (CSP 3, hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=16)
def _inlined(path: Path, mtime_ns: int, folder: str) -> tuple[Markup, str]:
    """Return a style sheet as it stands in a page, and the digest that a policy allows it by."""
    text = INDENTATION.sub("\n", COMMENT.sub("", path.read_text("utf-8"))).strip()
    text = RELATIVE_URL.sub(f'url("{folder.rstrip("/")}/', text)
    return Markup(text), _source_of(text)  # noqa: S704 - a file of ours, which holds no tag
