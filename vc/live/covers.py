"""A cover as it was handed in → a JPEG that any network takes, without what cameras write into it.

Pillow reads and writes the picture; its limits keep a small file from filling the memory.
"""

import io
import warnings

from vc.errors import RuleError

WIDEST, HIGHEST = 1920, 1080
SMALLEST_WIDTH = 400
"""Facebook shows smaller pictures blurred; it asks for at least this width."""
MOST_BYTES = 15_000_000
MOST_PIXELS = 60_000_000
QUALITY = 85

NO_PICTURE = "Ese archivo no es una imagen que se pueda leer. Suba un JPG o PNG."
TOO_LARGE = "La imagen es demasiado grande: el máximo son 15 MB y 60 megapíxeles."
TOO_SMALL = f"La imagen es muy pequeña: debe medir al menos {SMALLEST_WIDTH} píxeles de ancho."


def as_cover(content: bytes) -> bytes:
    """Return the picture as a JPEG of at most 1920 × 1080, upright, without metadata.

    Raises RuleError, in Spanish, for what is no picture, too small or too large.
    """
    # The library takes a while to import, and most requests need no picture.
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE, field="cover")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise RuleError(TOO_LARGE, field="cover")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleError(TOO_LARGE, field="cover") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise RuleError(NO_PICTURE, field="cover") from error
    if upright.width < SMALLEST_WIDTH:
        raise RuleError(TOO_SMALL, field="cover")
    upright.thumbnail((WIDEST, HIGHEST))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()
