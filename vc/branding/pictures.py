"""A logo or a card as it was handed in → a PNG without what programs write into it."""

from collections import Counter
from typing import TYPE_CHECKING

from vc.pictures import Wanted, as_png, upright

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 5_000_000
MOST_PIXELS = 20_000_000
LOGO_WIDEST, CARD_WIDEST = 1200, 1920

NO_PICTURE = "Ese archivo no es un PNG o JPG que se pueda leer. Guarde un SVG antes como PNG."
TOO_LARGE = "La imagen es demasiado grande: el máximo son 5 MB y 20 megapíxeles."


def as_logo(content: bytes) -> bytes:
    """Return a logo as a PNG that keeps what is transparent. Raises RuleError."""
    return _written(content, "logo", LOGO_WIDEST, "RGBA")[0]


def as_card(content: bytes) -> tuple[bytes, str]:
    """Return a card as a PNG, and the colour of its edge as ffmpeg writes it. Raises RuleError."""
    return _written(content, "card", CARD_WIDEST, "RGB")


def _written(content: bytes, field: str, widest: int, mode: str) -> tuple[bytes, str]:
    """Return a picture anew, at most so wide, and the colour that most of its edge has."""
    wanted = Wanted(
        field=field,
        most_bytes=MOST_BYTES,
        most_pixels=MOST_PIXELS,
        width=widest,
        height=widest,
        no_picture=NO_PICTURE,
        too_large=TOO_LARGE,
    )
    picture = upright(content, mode, wanted)
    picture.thumbnail((widest, widest))
    return as_png(picture), _edge(picture.convert("RGB"))


def _edge(picture: "Image") -> str:
    """Return the colour that occurs most along a picture's edge."""
    width, height = picture.size
    across = [(x, y) for x in range(0, width, 4) for y in (0, height - 1)]
    down = [(x, y) for y in range(0, height, 4) for x in (0, width - 1)]
    counted = Counter(picture.getpixel(place) for place in (*across, *down))
    colour = counted.most_common(1)[0][0]
    assert isinstance(colour, tuple)  # It is an RGB picture.
    red, green, blue = colour
    return f"0x{red:02x}{green:02x}{blue:02x}"
