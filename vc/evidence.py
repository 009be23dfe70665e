"""Files that prove something: what they may be, and how they are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import PurePath

from vc.errors import RuleError
from vc.media import Store

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
        """Return what its name in the store ends in."""
        return self.key.rpartition(".")[2]


def keep(store: Store, content: bytes, name: str, *, folder: str, field: str = "file") -> KeptFile:
    """Put a file into a folder of the store, under a name that nobody can guess.

    Raises RuleError, which names the form's `field`.

    What it is is read from its first bytes: what a browser says of it proves nothing.
    """
    if not content:
        raise RuleError(EMPTY, field=field)
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE, field=field)
    extension = next((ending for magic, ending in MAGIC.items() if content.startswith(magic)), "")
    if not extension:
        raise RuleError(NO_KNOWN_KIND, field=field)
    key = f"{folder}/{secrets.token_hex(16)}.{extension}"
    with store.part(key, 0) as part:
        part.write(content)
    store.finish(key)
    shown = PurePath(name.replace("\\", "/")).name[:200]
    return KeptFile(key, shown or f"evidencia.{extension}", hashlib.sha256(content).hexdigest())
