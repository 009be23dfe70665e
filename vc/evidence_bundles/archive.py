"""The file itself: a ZIP of papers, the list of their digests, and a signature over that list.

Anybody can check it without us: `sha256sum -c SHA256SUMS` and `openssl pkeyutl -verify`. Pure.
"""

import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from vc.errors import RuleError

SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "llave-publica.pem"
WITHOUT_SUM = (SUMS, SIGNATURE)
MOST_BYTES = 4_000_000
"""Of the file, and of everything in it."""
MOST_FILES = 60
LONGEST_SUMS = 20_000
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
)
"""What the library raises for an archive that somebody broke, on purpose or on the way."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same papers are the same bytes."""

TOO_LARGE = "Ese archivo pesa más que un expediente de evidencia (4 MB)."
NO_BUNDLE = "Ese archivo no es un expediente de evidencia: le falta su lista o su firma."
CHANGED = "«{name}» no es el que se firmó: cambió después."
LACKS = "Falta «{name}»."
ADDED = "«{name}» no estaba cuando se firmó."
NOT_OURS = "La firma no es de esta oficina, o la lista de archivos cambió después de firmarse."


@dataclass(frozen=True, slots=True)
class Signed:
    """A finished file, and the digest of what was signed."""

    content: bytes
    manifest_sha256: str


def pack(papers: Mapping[str, bytes], private_pem: str) -> Signed:
    """Return the file of papers by their names, signed."""
    key = load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the key of evidence bundles is not Ed25519")
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in papers.items()
    ).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**papers, SUMS: sums, SIGNATURE: key.sign(sums)}.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return Signed(written.getvalue(), hashlib.sha256(sums).hexdigest())


def verify(content: bytes, public_pems: list[str]) -> str:
    """Return the digest of what was signed of a file whose every part is as it was then.

    Raises RuleError, which says what is not.
    """
    papers = _unpacked(content)
    sums, signature = papers.pop(SUMS, b""), papers.pop(SIGNATURE, b"")
    if not sums or not signature or len(sums) > LONGEST_SUMS:
        raise RuleError(NO_BUNDLE, field="file")
    if not any(_is_signed(sums, signature, pem) for pem in public_pems):
        raise RuleError(NOT_OURS, field="file")
    for line in sums.decode().splitlines():
        digest, _, name = line.partition("  ")
        if name not in papers:
            raise RuleError(LACKS.format(name=name), field="file")
        if hashlib.sha256(papers.pop(name)).hexdigest() != digest:
            raise RuleError(CHANGED.format(name=name), field="file")
    for name in papers:
        raise RuleError(ADDED.format(name=name[:80]), field="file")
    return hashlib.sha256(sums).hexdigest()


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive, within bounds. Raises RuleError."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE, field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except BROKEN as error:
        raise RuleError(NO_BUNDLE, field="file") from error


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the files of an open archive. Raises RuleError, and what `BROKEN` names."""
    names = archive.namelist()
    # A name twice would let one be checked and the other be read.
    if len(set(names)) != len(names) or len(names) > MOST_FILES:
        raise RuleError(NO_BUNDLE, field="file")
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for name in names:
        with archive.open(name) as file:
            # What it says of its own size proves nothing.
            found[name] = file.read(left + 1)
        left -= len(found[name])
        if left < 0:
            raise RuleError(TOO_LARGE, field="file")
    return found


def _is_signed(sums: bytes, signature: bytes, public_pem: str) -> bool:
    """Tell whether a key signed a list of digests."""
    key = load_pem_public_key(public_pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(signature, sums)
    except InvalidSignature:
        return False
    return True
