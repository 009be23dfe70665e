"""Pictures as people hand them in: what is wanted of them, and who reads them when one comes."""

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a picture may be, which answer it is, and how it is refused."""

    field: str
    most_bytes: int
    most_pixels: int
    width: int
    height: int
    """What it is shown at: a JPEG is decoded no smaller than this, and not much larger."""
    no_picture: str
    too_large: str


def upright(content: bytes, mode: str, wanted: Wanted) -> "Image":
    """Return a picture upright in a mode such as `RGB`. Raises RuleError."""
    return _reading().upright(content, mode, wanted)


def as_png(picture: "Image") -> bytes:
    """Return a picture as a PNG, without what programs write into it."""
    return _reading().as_png(picture)


def as_jpeg(picture: "Image", quality: int = 82) -> bytes:
    """Return a picture as a JPEG, without what cameras write into it."""
    return _reading().as_jpeg(picture, quality)


def _reading() -> ModuleType:
    """Return what reads and writes pictures."""
    # The library takes a while to import, and most requests need no picture.
    from vc import picture_reading

    return picture_reading
