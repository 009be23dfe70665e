"""Our scripts as modules: their version, what each imports, and a page's module as one file.

A module that imports others goes out with them in it, each in a scope of its own: a browser asks
once instead of once for each. What stands on every page by itself (`SHARED`) stays a module apart,
so that it is loaded once. Only imports and exports of the forms below are read, on one line each;
`tests/test_assets.py` finds others. Beneath its plain address a module is what its file is.
"""

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHARED = "app.js"
VENDOR = "vendor"
"""The folder of others' files: the folders in it say their versions."""
IMPORT = re.compile(r'^import (?:(?P<what>\{[^}]*\}|\* as \w+) from )?"(?P<path>\.[^"]+)";$', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?function (\w+)|const (\w+) =)", re.M)


@dataclass(frozen=True, slots=True)
class Modules:
    """Our modules as they are now: the version of all together, and their texts by their names."""

    version: str
    texts: dict[str, str]

    def imports_of(self, name: str) -> list[str]:
        """Return what a module imports by itself."""
        return [_target(name, found["path"]) for found in IMPORT.finditer(self.texts[name])]

    def order_of(self, name: str) -> list[str]:
        """Return a module after everything that it imports, in the order they are carried out."""
        done: dict[str, None] = {}
        for one in self.imports_of(name):
            done.update(dict.fromkeys(self.order_of(one)))
        return [*done, name]

    def joined(self, name: str) -> str:
        """Return a module with everything that it imports in it, the shared one excepted."""
        order = [one for one in self.order_of(name) if one != SHARED]
        if order in ([name], []):
            return self.texts[name]
        names = {one: f"$m{number}" for number, one in enumerate(order)} | {SHARED: "$shared"}
        parts = [self._scope(one, names) for one in order]
        exported = ", ".join(_exports(self.texts[name]))
        if exported:
            parts.append(f"export const {{ {exported} }} = {names[name]};\n")
        if any(SHARED in self.imports_of(one) for one in order):
            way = posixpath.relpath(SHARED, posixpath.dirname(name) or ".")
            parts.insert(0, f'import * as $shared from "{way if way[0] == "." else f"./{way}"}";\n')
        return "".join(parts)

    def _scope(self, name: str, names: dict[str, str]) -> str:
        """Return a module as a constant that holds what it exports."""

        def bound(found: re.Match[str]) -> str:
            what, module = found["what"], names[_target(name, found["path"])]
            if what is None:
                return ""
            return f"const {what.removeprefix('* as ').replace(' as ', ': ')} = {module};"

        text = self.texts[name]
        given = ", ".join(_exports(text))
        body = EXPORT.sub("", IMPORT.sub(bound, text))
        return f"const {names[name]} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"


def modules_in(folder: str) -> Modules:
    """Return the modules of a folder as they are now."""
    return _read(folder, tuple(sorted(_stamps(folder))))


def _exports(text: str) -> list[str]:
    """Return the names that a module exports."""
    return [one[1] or one[2] for one in EXPORT.finditer(text)]


def _target(name: str, path: str) -> str:
    """Return the name of what a module imports by a relative path."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _stamps(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the paths of our modules, and when each was written."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".js"):
                yield entry.path, entry.stat().st_mtime_ns
            elif entry.is_dir() and entry.name != VENDOR:
                yield from _stamps(entry.path)


@lru_cache(maxsize=4)
def _read(folder: str, stamps: tuple[tuple[str, int], ...]) -> Modules:
    """Read our modules; kept until one of them changes."""
    digest, texts = hashlib.sha256(), {}
    for path, _ in stamps:
        name, text = Path(path).relative_to(folder).as_posix(), Path(path).read_text("utf-8")
        digest.update(f"{name}\n{text}\n".encode())
        texts[name] = text
    return Modules(digest.hexdigest()[:12], texts)
