"""What people, robots and broken programs type into a field."""

import json

from hypothesis import strategies as st

TYPED = tuple(
    one.encode("utf-8", "surrogatepass")
    for one in (
        *("", " ", "\t", "abc", "0", "-0", "-1", "+1", "1.", "1,5", "1e5", "1e999999999", "0x10"),
        *("NaN", "sNaN", "-Infinity", "٣", "１２", "²", "½", "1_000", "true", "null", "None"),
        *(str(2**31 - 1), str(2**31), str(-(2**31) - 1), str(2**63), str(2**64), "9" * 5000),
        *("0000-00-00", "0001-01-01", "1999-12-31", "9999-12-31", "10000-01-01", "2031-13-01"),
        *("2031-02-30", "2031-3-4", "20310304", "2031-W10-2", "2100-12-31", "2031-03-04T10:00"),
        *("24:00", "23:59:60", "7", "٠٩:٣٠", "00:00", "23:59", "25:61", "09:00+14:00"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2031-03-04T10:00:00"),
        *("0|0001-01-01T00:00+00:00", "-1|2031-03-04T10:00+00:00", "9|x", "host:" + "9" * 5000),
        *("host:٣", "kind:", "staff", "\x00", "a\x00b", "\x1b[2J", "\ud800", "a\udfffb", "\ufffd"),
        *("\u202eabc", "\u200f\u200f", "e\u0301", "\u2028", "a\r\nb", "\U0001f600", "<b>&amp;"),
        *("á" * 300, "x" * 10_000, "https://", "https://[", "http://[::1", "https://a b"),
        *("//evil.example", "https://evil.example/\\@x", "javascript:alert(1)", "../../etc/passwd"),
        *("a@b", "a@" + "b" * 300 + ".mx", '"a b"@c.mx', "a@ñandú.mx", "%", "_", "'", '"', "\\"),
        *("{{7*7}}", "${7}", "' OR 1=1 --", "VC-2031-0001", "VC-99999999999999999999"),
    )
)
NASTY: tuple[bytes, ...] = (*TYPED, b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"caf\xe9")


def texts() -> st.SearchStrategy[bytes]:
    """Return what may be typed into a field, as bytes."""
    free = st.text(st.characters(codec=None), max_size=40)
    return st.sampled_from(NASTY) | free.map(lambda one: one.encode("utf-8", "surrogatepass"))


def bodies() -> st.SearchStrategy[bytes]:
    """Return what may be sent as JSON, or in its place."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    names = st.sampled_from(KNOWN) | st.text(max_size=3)
    nested = st.recursive(
        plain, lambda one: st.lists(one, max_size=3) | st.dictionaries(names, one, max_size=4)
    )
    return st.sampled_from(NO_JSON) | nested.map(lambda one: json.dumps(one).encode())


KNOWN = ("edit", "token", "base", "step", "spans", "takesOver", "event", "payload", "object")
NO_JSON: tuple[bytes, ...] = (
    *(b"", b" ", b"null", b"[]", b"{}", b"1", b'"a"', b"{", b"\xff", b"\xef\xbb\xbf{}"),
    *(b"[" * 100_000, b'{"a":' * 100_000, b"[" * 45 + b"]" * 45, b'[{"a":' * 400 + b"1"),
    *(b"9" * 5000, b'{"base":' + b"9" * 5000 + b"}", b"1e400", b"-1e400", b"NaN", b"[Infinity]"),
    *(b'{"a":1,"a":2}', b'"\\ud800"', b'{"token":"\\u0000\\ud800abcdefg"}', b'{"\\udfff":1}'),
    '{"a":1}'.encode("utf-16"),
)
