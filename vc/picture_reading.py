"""Pictures as people hand them in, opened within limits: what they cost is known before they are.

The pixels are read from the header. A JPEG is decoded no larger than it is wanted, and a
progressive one of thousands of passes is refused, since each goes over all of it (a limit that
libjpeg-turbo leaves to whoever calls it).
"""

import io
import struct
import warnings
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vc.errors import RuleError
from vc.pictures import Wanted

FORMATS = ("PNG", "JPEG")
MOST_PNG_PIXELS = 20_000_000
"""All of a PNG has to be decoded, however small it is wanted; a 5K screen has 15 million."""
MOST_PASSES = 100
START_OF_SCAN = b"\xff\xda"
"""It begins a pass of a JPEG, and stands nowhere within one (ISO 10918-1, B.1.1.2)."""


def upright(content: bytes, mode: str, wanted: Wanted) -> Image.Image:
    """Return a picture upright in a mode such as `RGB`. Raises RuleError."""
    too_large = RuleError(wanted.too_large, field=wanted.field)
    if len(content) > wanted.most_bytes:
        raise too_large
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
        is_png = picture.format == "PNG"
        most = min(MOST_PNG_PIXELS, wanted.most_pixels) if is_png else wanted.most_pixels
        is_endless = not is_png and content.count(START_OF_SCAN) > MOST_PASSES
        if picture.width * picture.height > most or is_endless:
            raise too_large
        picture.draft(None, (wanted.width, wanted.height))
        return _on_ground(_in_srgb(_turned(picture)), mode)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise RuleError(wanted.no_picture, field=wanted.field) from error


def _turned(picture: Image.Image) -> Image.Image:
    """Return a picture as its camera was held, where it says so."""
    # What a camera wrote about it may be anything; the picture is good without.
    with suppress(struct.error, TypeError, KeyError, AttributeError, OverflowError, IndexError):
        return ImageOps.exif_transpose(picture)
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return a picture in the colours of the web: those of telephones and printers are others."""
    if picture.mode.startswith("I;16"):
        # Converting would cut off what is brighter than 255 of its 65,535.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    # A profile that makes no sense is none.
    with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
        if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
            theirs, web = (
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
            )
            target = "RGBA" if picture.mode == "RGBA" else "RGB"
            return ImageCms.profileToProfile(picture, theirs, web, outputMode=target) or picture
    return picture


def _on_ground(picture: Image.Image, mode: str) -> Image.Image:
    """Return a picture in a mode; in one that knows nothing transparent, on white."""
    if mode != "RGB" or not picture.has_transparency_data:
        return picture.convert(mode)
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert(mode)


def as_png(picture: Image.Image) -> bytes:
    """Return a picture as a PNG of its pixels and nothing else."""
    written = io.BytesIO()
    _plain(picture).save(written, "PNG", optimize=True)
    return written.getvalue()


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """Return a picture as a JPEG of its pixels and nothing else."""
    written = io.BytesIO()
    _plain(picture).save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture's pixels alone: a camera tells the place, and who owns it."""
    plain = Image.new(picture.mode, picture.size)
    plain.paste(picture)
    return plain
