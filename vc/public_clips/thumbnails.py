"""A clip's picture as small as it is shown: those of films are as large as the film.

A list of twelve would otherwise take a telephone seconds, and WhatsApp shows none above 300 kB.
"""

from vc.errors import RuleError
from vc.pictures import Wanted, as_jpeg, upright
from vc.store import Store

LIST, POSTER, CARD = 480, 800, 1200
"""How wide in a list, before a film begins, and where an address is pasted."""
WIDTHS = (LIST, POSTER, CARD)
NO_PICTURE = "Ese video no tiene una imagen que se pueda leer."
MOST_BYTES, MOST_PIXELS = 20_000_000, 40_000_000


def scaled(width: int | None, height: int | None, wide: int) -> tuple[int, int]:
    """Return the size of a picture that is no wider than that; zeros where its own is unknown."""
    if not (width and height):
        return 0, 0
    share = min(1.0, wide / width)
    return round(width * share), round(height * share)


def shrunk(store: Store, key: str, wide: int) -> bytes:
    """Return a picture of the store as a JPEG no wider than that. Raises RuleError."""
    wanted = Wanted(
        field="",
        most_bytes=MOST_BYTES,
        most_pixels=MOST_PIXELS,
        width=wide,
        height=1,
        no_picture=NO_PICTURE,
        too_large=NO_PICTURE,
    )
    try:
        with store.open(key) as file:
            picture = upright(file.read(MOST_BYTES + 1), "RGB", wanted)
    except OSError as error:
        raise RuleError(NO_PICTURE) from error
    picture.thumbnail((wide, picture.height))
    return as_jpeg(picture, 78)
