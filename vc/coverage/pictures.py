"""A photograph as a telephone takes it → two JPEGs without what the camera wrote into it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vc.pictures import Wanted, as_jpeg, upright

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 15_000_000
MOST_PIXELS = 85_000_000
WIDEST, SMALL = 2048, 480
NO_PICTURE = "no es una foto JPG o PNG que se pueda leer. En el iPhone elija «Más compatible»."
TOO_LARGE = "pesa o mide demasiado: el máximo son 15 MB y 85 megapíxeles."


@dataclass(frozen=True, slots=True)
class Taken:
    """A photograph as it is kept: upright, and with no place, camera or owner in it."""

    whole: bytes
    small: bytes
    width: int
    height: int


def taken(content: bytes) -> Taken:
    """Return a photograph as it is kept. Raises RuleError."""
    wanted = Wanted(
        field="photographs",
        most_bytes=MOST_BYTES,
        most_pixels=MOST_PIXELS,
        width=WIDEST,
        height=WIDEST,
        no_picture=NO_PICTURE,
        too_large=TOO_LARGE,
    )
    picture = upright(content, "RGB", wanted)
    picture.thumbnail((WIDEST, WIDEST))
    return Taken(as_jpeg(picture), _small(picture), picture.width, picture.height)


def _small(picture: "Image") -> bytes:
    """Return the photograph as lists show it."""
    small = picture.copy()
    small.thumbnail((SMALL, SMALL))
    return as_jpeg(small)
