"""Files that prove something: what they may be, and how they are kept."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath

from werkzeug.datastructures import FileStorage

from vc.errors import AppError, RuleError
from vc.store import Store

MOST_BYTES = 10_000_000
MAGIC = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
TOO_LARGE = "El archivo pesa más de 10 MB. Redúzcalo o suba una parte."
NO_KNOWN_KIND = "Ese archivo no es PDF, JPG ni PNG. Guárdelo como PDF y súbalo de nuevo."
EMPTY = "El archivo está vacío. Elija otro."


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is in the store."""

    key: str = ""
    name: str = ""
    sha256: str = ""

    @property
    def extension(self) -> str:
        """Return the ending of its name in the store."""
        return self.key.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Drawer:
    """Where the papers of one request are put; `keys` are those that it keeps so far."""

    store: Store
    folder: str
    keys: list[str] = field(default_factory=list)

    def keep(self, content: bytes, name: str, *, field: str = "file") -> KeptFile:
        """Put a file into the folder, under a name that nobody can guess.

        Raises RuleError, which names the form's `field`.

        What it is is read from its first bytes: what a browser says of it proves nothing.
        """
        if not content:
            raise RuleError(EMPTY, field=field)
        if len(content) > MOST_BYTES:
            raise RuleError(TOO_LARGE, field=field)
        kinds = (ending for magic, ending in MAGIC.items() if content.startswith(magic))
        extension = next(kinds, "")
        if not extension:
            raise RuleError(NO_KNOWN_KIND, field=field)
        key = f"{self.folder}/{secrets.token_hex(16)}.{extension}"
        with self.store.part(key, 0) as part:
            part.write(content)
        self.store.finish(key)
        self.keys.append(key)
        shown = PurePath(name.replace("\\", "/")).name[:200]
        digest = hashlib.sha256(content).hexdigest()
        return KeptFile(key, shown or f"evidencia.{extension}", digest)

    def take(self, sent: FileStorage | None, *, field: str = "file") -> KeptFile:
        """Keep what a form brought, as `keep` does; nothing is kept of a field left empty."""
        if not sent or not sent.filename:
            return KeptFile()
        return self.keep(sent.read(MOST_BYTES + 1), sent.filename, field=field)


@contextmanager
def drawer(store: Store, folder: str) -> Iterator[Drawer]:
    """Lend a drawer; when the rules refuse what is done with its papers, none of them stays.

    Commit inside: what fails in another way may have been kept, and its papers with it.
    """
    lent = Drawer(store, folder)
    try:
        yield lent
    except AppError:
        for key in lent.keys:
            store.remove(key)
        raise
