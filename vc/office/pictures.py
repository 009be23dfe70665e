"""A logo as it was handed in → the PNG that every page shows."""

import hashlib
from dataclasses import dataclass

from vc.pictures import Wanted, as_png, upright

MOST_BYTES = 3_000_000
HEIGHT, WIDEST = 160, 640
"""Twice what pages show it at, for dense screens."""
WANTED = Wanted(
    field="logo",
    most_bytes=MOST_BYTES,
    most_pixels=20_000_000,
    width=WIDEST,
    height=HEIGHT,
    no_picture="Ese archivo no es un PNG o JPG que se pueda leer. Guarde un SVG antes como PNG.",
    too_large="La imagen es demasiado grande: el máximo son 3 MB y 20 megapíxeles.",
)


@dataclass(frozen=True, slots=True)
class LogoPicture:
    """A PNG with its size and its SHA-256."""

    content: bytes
    width: int
    height: int
    digest: str


def as_logo(content: bytes) -> LogoPicture:
    """Return a logo without what programs write into it. Raises RuleError."""
    picture = upright(content, "RGBA", WANTED)
    picture.thumbnail((WIDEST, HEIGHT))
    png = as_png(picture)
    return LogoPicture(png, *picture.size, hashlib.sha256(png).hexdigest())
