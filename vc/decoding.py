"""The text of a file that a person or a vendor brings, whichever program wrote it.

By its byte order mark, or where there is none by its bytes: UTF-8, the two bytes for each sign that
programs of Windows write (UTF-16), else the old page of Windows in the Americas (Windows-1252).
"""

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # The longer ones first: that of UTF-16 begins that of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LOOKED_AT = 4096
UNREAD = "\ufffd"


def text_of(content: bytes) -> str:
    """Return the text of a file; U+FFFD stands where a byte means nothing."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    encoding = _two_bytes(content[:LOOKED_AT])
    if encoding:
        return content.decode(encoding, errors="replace")
    text = content.decode("utf-8", errors="replace")
    unread = text.count(UNREAD)
    # One byte that was damaged on the way does not make another encoding of all the others.
    is_utf8 = unread == 0 or sum(not char.isascii() for char in text) > 2 * unread
    return text if is_utf8 else content.decode("cp1252", errors="replace")


def _two_bytes(beginning: bytes) -> str:
    """Return which UTF-16 a text without mark is in, empty for none.

    Of a sign of Latin writing one byte of the two is zero, always the same one.
    """
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if even == 0 and odd * 4 > len(beginning):
        return "utf-16-le"
    if odd == 0 and even * 4 > len(beginning):
        return "utf-16-be"
    return ""
