"""A cover as it was handed in → a JPEG that any network takes, without what cameras write into it.

Pillow reads and writes the picture, within the limits of `vc.pictures`.
"""

import io

from vc.errors import RuleError
from vc.pictures import Wanted, upright

WIDEST, HIGHEST = 1920, 1080
SMALLEST_WIDTH = 400
"""Facebook shows smaller pictures blurred; it asks for at least this width."""
MOST_BYTES = 15_000_000
MOST_PIXELS = 60_000_000
QUALITY = 85

NO_PICTURE = "Ese archivo no es una imagen que se pueda leer. Suba un JPG o PNG."
TOO_LARGE = "La imagen es demasiado grande: el máximo son 15 MB y 60 megapíxeles, o 20 si es PNG."
TOO_SMALL = f"La imagen es muy pequeña: debe medir al menos {SMALLEST_WIDTH} píxeles de ancho."
WANTED = Wanted(
    field="cover",
    most_bytes=MOST_BYTES,
    most_pixels=MOST_PIXELS,
    width=WIDEST,
    height=HIGHEST,
    no_picture=NO_PICTURE,
    too_large=TOO_LARGE,
)


def as_cover(content: bytes) -> bytes:
    """Return the picture as a JPEG of at most 1920 × 1080, upright, without metadata.

    Raises RuleError, in Spanish, for what is no picture, too small or too large.
    """
    picture = upright(content, "RGB", WANTED)
    if picture.width < SMALLEST_WIDTH:
        raise RuleError(TOO_SMALL, field="cover")
    picture.thumbnail((WIDEST, HIGHEST))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()
