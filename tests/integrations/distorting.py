"""A vendor whose answers are kept once, and then given again with one thing in them that is odd."""

import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass, replace
from http import HTTPStatus
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

ODD_VALUES = (None, True, -7, 10**18, "¿?", "", [], [None], [[]], {}, {"id": {}})
ODD_BODIES = (b"", b"null", b"[]", b'"texto"', b"7", b"{", b"<html>", b"\xff\xfe", b"[" * 100_000)
ODD_REFUSALS = (b"[]", b'{"error": []}', b'{"error": {"code": {}, "errors": 7}}', b'{"code": []}')
STATUSES = (302, 400, 401, 403, 404, 409, 500)
"""Those that an adapter does not wait after."""
HEADERS = ("location", "range")
ODD_HEADERS = ("", "¿?", "bytes=0-" + "9" * 40, "bytes=x-y", "http://[", "ftp://127.0.0.1/x")


@dataclass(frozen=True)
class Given:
    """An answer as it was given."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def odd(self) -> Iterator[tuple[str, "Given"]]:
        """Tell how it could be odd, and what it is then."""
        for body in ODD_BODIES:
            yield repr(body[:20]), replace(self, body=body)
        for status in STATUSES:
            body = ODD_REFUSALS[status % len(ODD_REFUSALS)]
            yield f"{status} {body}", replace(self, status=status, body=body)
        for name, _ in self.headers:
            if name.lower() in HEADERS:
                rest = tuple(one for one in self.headers if one[0] != name)
                yield f"no {name}", replace(self, headers=rest)
                for value in ODD_HEADERS:
                    yield f"{name}: {value}", replace(self, headers=(*rest, (name, value)))
        try:
            said = json.loads(self.body)
        except ValueError:
            return
        for path in paths_in(said):
            where = "/".join(map(str, path))
            yield f"without {where}", replace(self, body=changed(said, path))
            # All of them everywhere would take minutes: which two is told by the path.
            first = zlib.crc32(where.encode())
            for nth in (first, first + 5):
                value = ODD_VALUES[nth % len(ODD_VALUES)]
                yield f"{where} = {value}", replace(self, body=changed(said, path, value))


def paths_in(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the way to each value within a value."""
    inner = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        # The others are like the first.
        inner = enumerate(value[:1])
    for name, one in inner:
        yield (*path, name)
        yield from paths_in(one, (*path, name))


def changed(said: object, path: tuple[object, ...], *values: object) -> bytes:
    """Return the JSON with another value at the end of a path; without any, that is taken out."""
    whole = json.loads(json.dumps(said))
    at = whole
    for step in path[:-1]:
        at = at[step]
    if values:
        at[path[-1]] = values[0]
    else:
        del at[path[-1]]
    return json.dumps(whole).encode()


class Impostor:
    """Stands before the emulator: keeps its answers, or plays some in its place.

    Tokens are the emulator's, so that an adapter which was refused can fetch one, unless it
    `has_tokens_too`.
    """

    def __init__(self, app: Callable[..., object]) -> None:
        self._app = app
        self._kept: list[Given] = []
        self._script: list[Given] | None = None
        self.has_tokens_too = False

    def answers_to(self, ask: Callable[[], object]) -> tuple[object, list[Given]]:
        """Ask the emulator; return what came of it, and the answers that it took."""
        self._kept = []
        return ask(), list(self._kept)

    def play(self, answers: list[Given], ask: Callable[[], object]) -> object:
        """Ask, and let these be the answers; return what came of it."""
        self._script = list(answers)
        try:
            return ask()
        finally:
            self._script = None

    def __call__(self, environ: dict[str, object], start_response: Callable) -> list[bytes]:
        """Answer a request."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        is_token = str(environ["PATH_INFO"]).endswith("/token")
        is_real = is_token and not self.has_tokens_too
        if self._script is None or is_real:
            given = self._ask(environ)
            if not is_real:
                self._kept.append(given)
        else:
            given = self._script.pop(0) if self._script else Given(500, (), b"{}")
        headers = [one for one in given.headers if one[0].lower() != "content-length"]
        sent = given.body if given.status not in (204, 304) else b""
        line = f"{given.status} {HTTPStatus(given.status).phrase}"
        start_response(line, [*headers, ("Content-Length", str(len(sent)))])
        return [sent]

    def _ask(self, environ: dict[str, object]) -> Given:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(line: str, headers: list[tuple[str, str]], *rest: object) -> None:
            told.append((line, headers))

        body = b"".join(self._app(environ, keep))
        ((line, headers),) = told
        return Given(int(line.split()[0]), tuple(headers), body)


def unlike_its_type(value: object) -> Iterator[str]:
    """Tell which members of our dataclasses, however deep, are not what their type promises."""
    if isinstance(value, tuple | list):
        for one in value:
            yield from unlike_its_type(one)
    if is_dataclass(value):
        hints = get_type_hints(type(value), globalns=vars(sys.modules[type(value).__module__]))
        for name, hint in hints.items():
            inner = getattr(value, name)
            kinds = tuple(get_origin(one) or one for one in get_args(hint) or (hint,))
            if get_origin(hint) not in (None, Union, UnionType):
                kinds = (get_origin(hint),)
            if not isinstance(inner, kinds):
                yield f"{type(value).__name__}.{name} = {inner!r}"
            yield from unlike_its_type(inner)
