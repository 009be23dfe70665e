"""How X counts a text, by the rules of twitter-text 3.1: https://docs.x.com, counting characters.

An address counts 23, with or without «https://»: `gob.mx` is one as soon as its last label is one
of the internet's (`tlds.txt`). An emoji counts 2, of whatever it is put together. Held against the
published conformance cases; no Python library of these rules is kept any more.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

URL_WEIGHT, EMOJI_WEIGHT = 23, 2
# How X weighs code points: what lies in these counts one, all else two.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

_LETTERS = "a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_IN_PATH = rf"[{_LETTERS}\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&()]"
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9@＠$#＃])(?P<protocol>https?://)?"
    rf"(?P<host>(?:(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?)\.){{1,9}}{_LABEL})"
    rf"(?P<port>:[0-9]{{1,5}})?(?P<path>/{_IN_PATH}*+)?"
    r"(?P<query>\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*)?",
    re.IGNORECASE,
)
_PROTOCOL = re.compile(r"https?://\w", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]{1,59}")
_ASCII_RUN = re.compile(r"[-0-9a-z]{1,63}")
_NO_END = "!*';:,.$%[]–~@|&("
"""Signs of a path that an address does not end with."""
_NO_END_OF_QUERY = "!?*'@();:+$%[].,~|"
_PICTOGRAM = (
    "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_SHAPED = f"{_PICTOGRAM}\ufe0f?[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae]\ufe0f"
    "|\U0001f3f4[\U000e0061-\U000e007a]{1,6}\U000e007f"
    f"|{_SHAPED}(?:\u200d{_SHAPED}){{0,7}}"
)


def weight(text: str) -> int:
    """Return X's weighted length of a text."""
    composed = unicodedata.normalize("NFC", text)
    spans = list(_spans(composed))
    rest, begins = "", 0
    for first, last in spans:
        rest += composed[begins:first] + "\n"
        begins = last
    rest += composed[begins:]
    emojis = _EMOJI.findall(rest)
    # The sign in each address's place keeps its neighbours apart, and is taken off again.
    letters = sum(_of_letter(ord(char)) for char in _EMOJI.sub("", rest)) - len(spans)
    return letters + len(emojis) * EMOJI_WEIGHT + len(spans) * URL_WEIGHT


def has_address(text: str) -> bool:
    """Tell whether X would make a link of anything in a text, or somebody meant it to.

    X alone knows which names of the internet it knows: what costs money is rather asked in vain.
    """
    return (
        _PROTOCOL.search(text) is not None
        or next(_spans(unicodedata.normalize("NFC", text)), None) is not None
    )


def _of_letter(code: int) -> int:
    """Return the weight of a code point."""
    return 1 if any(first <= code <= last for first, last in LIGHT) else 2


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the addresses of a text begin and end."""
    at = 0
    while found := _ADDRESS.search(text, at):
        ends = _end(found, text)
        is_bare = not found["protocol"]
        # In the middle of another word, or after what makes a path of it, a bare name is none.
        is_inside = is_bare and found.start() > 0 and text[found.start() - 1] in "-_./"
        if ends is None or is_inside:
            at = found.end("host")
            continue
        yield found.start(), ends
        at = ends


def _end(found: re.Match[str], text: str) -> int | None:
    """Return where an address ends; None where it has no name of the internet."""
    begins, labels = found.start("host"), found["host"].split(".")
    for count in range(len(labels), 1, -1):
        name = ".".join(labels[: count - 1]) + "."
        known = _known(labels[count - 1].lower())
        ends = begins + len(name) + known
        is_cut = re.match(r"[0-9a-zA-Z@+-]", text[ends : ends + 1]) is not None
        if not known or is_cut or "_" in labels[count - 2]:
            continue
        return _end_of_path(found) if ends == found.end("host") else ends
    return None


def _known(label: str) -> int:
    """Return how much of a label is one of the internet's last ones; 0 for none of it."""
    if label in _tlds() or _PUNYCODE.fullmatch(label):
        return len(label)
    run = _ASCII_RUN.match(label)
    return len(run[0]) if run and run[0] in _tlds() else 0


def _end_of_path(found: re.Match[str]) -> int:
    """Return where an address ends that has all of its name: without the sentence's own signs."""
    if not found["protocol"] and not found["path"]:
        return found.end("host")
    query = (found["query"] or "").rstrip(_NO_END_OF_QUERY)
    if query:
        return found.start("query") + len(query)
    path = (found["path"] or "").rstrip(_NO_END)
    while path.endswith(")") and path.count(")") > path.count("("):
        path = path[:-1].rstrip(_NO_END)
    if path:
        return found.start("path") + len(path)
    return max(found.end("port"), found.end("host"))


@cache
def _tlds() -> frozenset[str]:
    """Return the last labels of the internet's names."""
    text = (Path(__file__).parent / "tlds.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())
