"""Pictures from outside cost no more than is known before they are decoded."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from vc.errors import RuleError
from vc.live.cover_image import NO_PICTURE, TOO_LARGE, as_cover
from vc.picture_reading import START_OF_SCAN
from vc.pictures import Wanted, upright

SMALL = Wanted(
    field="logo",
    most_bytes=1_000_000,
    most_pixels=60_000_000,
    width=100,
    height=100,
    no_picture="ninguna",
    too_large="demasiado",
)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def jpeg(size: tuple[int, int], **options: object) -> bytes:
    """Return a JPEG of a size."""
    written = io.BytesIO()
    Image.new("RGB", size, "#611232").save(written, "JPEG", **options)
    return written.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one part of a PNG."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_that_says(width: int, height: int) -> bytes:
    """Return the few bytes of a PNG whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def refused(content: bytes) -> str:
    """Return why a cover is refused."""
    with pytest.raises(RuleError) as error:
        as_cover(content)
    return error.value.message


def test_the_header_alone_refuses_what_would_fill_the_memory():
    assert refused(png_that_says(5000, 5000)) == TOO_LARGE
    assert refused(png_that_says(60_000, 60_000)) == TOO_LARGE


def test_a_large_jpeg_is_decoded_no_larger_than_it_is_wanted():
    assert upright(jpeg((1600, 1600)), "RGB", SMALL).size == (200, 200)


def test_a_jpeg_of_hundreds_of_passes_is_refused():
    progressive = jpeg((640, 480), progressive=True)
    at = progressive.rindex(START_OF_SCAN)
    endless = progressive[:at] + progressive[at:-2] * 200 + progressive[-2:]

    assert as_cover(progressive)
    assert refused(endless) == TOO_LARGE


@pytest.mark.parametrize(
    "told", [b"Exif\x00\x00", b"Exif\x00\x00II*\x00\xff\xff\xff\xff", b"Exif\x00\x00MM\x00*" * 9]
)
def test_what_a_camera_wrote_badly_spoils_no_picture(told):
    assert as_cover(jpeg((640, 480), exif=told))


@pytest.mark.parametrize("content", [b"", b"GIF89a", jpeg((640, 480))[:90], png_that_says(0, 0)])
def test_what_is_no_picture_is_refused_in_words(content):
    assert refused(content) == NO_PICTURE


@pytest.mark.parametrize(
    ("mode", "colour", "told"),
    [
        ("RGBA", (255, 0, 0, 0), {}),
        ("LA", (0, 0), {}),
        ("P", 0, {"transparency": 0}),
        ("RGB", (10, 20, 30), {"transparency": (10, 20, 30)}),
        ("L", 0, {"transparency": 0}),
    ],
)
def test_what_is_transparent_is_white_where_nothing_can_be_and_else_stays(mode, colour, told):
    written = io.BytesIO()
    Image.new(mode, (40, 20), colour).save(written, "PNG", **told)

    cover, logo = (upright(written.getvalue(), one, SMALL) for one in ("RGB", "RGBA"))

    assert (cover.getpixel((5, 5)), logo.getpixel((5, 5))[3]) == ((255, 255, 255), 0)


def test_a_grey_of_sixteen_bits_is_as_bright_as_it_was():
    written = io.BytesIO()
    Image.new("I;16", (40, 20), 30_000).save(written, "PNG")

    assert upright(written.getvalue(), "RGB", SMALL).getpixel((5, 5)) == (117, 117, 117)


@pytest.mark.parametrize("profile", [b"", b"no profile at all"])
def test_a_printer_s_four_inks_and_a_profile_that_is_none_are_shown_all_the_same(profile):
    written = io.BytesIO()
    picture = Image.new("CMYK", (40, 20), (0, 255, 255, 0))
    picture.save(written, "JPEG", icc_profile=profile or None)

    red, green, blue = upright(written.getvalue(), "RGB", SMALL).getpixel((5, 5))

    assert (red > 240, green < 20, blue < 20) == (True, True, True)


def test_the_colours_of_a_profile_are_brought_to_those_of_the_web():
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # What it calls red is green.
    swapped = plain.replace(b"rXYZ", b"xXYZ", 1).replace(b"gXYZ", b"rXYZ", 1)
    written = io.BytesIO()
    picture = Image.new("RGB", (40, 20), (255, 0, 0))
    picture.save(written, "PNG", icc_profile=swapped.replace(b"xXYZ", b"gXYZ", 1))

    red, green, blue = upright(written.getvalue(), "RGB", SMALL).getpixel((5, 5))

    assert (red < 20, green > 240, blue < 20) == (True, True, True)


@pytest.mark.parametrize(
    ("way", "size", "first"), [(3, (60, 30), BLUE), (6, (30, 60), RED), (8, (30, 60), BLUE)]
)
def test_a_picture_is_turned_as_its_camera_was_held(way, size, first):
    stored, exif = Image.new("RGB", (60, 30), RED), Image.Exif()
    stored.paste(BLUE, (30, 0, 60, 30))
    exif[0x0112] = way
    written = io.BytesIO()
    stored.save(written, "PNG", exif=exif)

    picture = upright(written.getvalue(), "RGB", SMALL)

    last = picture.getpixel((picture.width - 5, picture.height - 5))
    assert (picture.size, picture.getpixel((5, 5))) == (size, first)
    assert last == (RED if first == BLUE else BLUE)
