"""Pictures from outside cost no more than is known before they are decoded."""

import io
import struct
import zlib

import pytest
from PIL import Image

from vc.errors import RuleError
from vc.live.covers import NO_PICTURE, TOO_LARGE, as_cover
from vc.pictures import START_OF_SCAN, Wanted, upright

SMALL = Wanted(
    field="logo",
    most_bytes=1_000_000,
    most_pixels=60_000_000,
    width=100,
    height=100,
    no_picture="ninguna",
    too_large="demasiado",
)


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
