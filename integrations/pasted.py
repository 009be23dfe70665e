"""The address in what somebody pasted: bare, in brackets, wrapped, or in a whole invitation.

People paste what they were sent. Browsers leave out «https://», mail programs put `<…>` around it
or lead to it by way of their own filter, and an invitation holds addresses of help and telephones
beside the one that counts.
"""

import re
import unicodedata
from urllib.parse import SplitResult, parse_qs, urlsplit

MOST_READ = 20_000
"""No invitation is longer."""
_END = r"\s<>\"«»“”‘’\[\]{}|\\^`"
_WHOLE = re.compile(rf"https?://[^{_END}]+", re.IGNORECASE)
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_BARE = re.compile(rf"(?<![\w@./:-]){_HOST}(?::\d+)?/[^{_END}]*|\bwww\.{_HOST}", re.IGNORECASE)
_ALONE = re.compile(rf"{_HOST}(?::\d+)?(?:[/?#][^{_END}]*)?", re.IGNORECASE)
_AROUND = " \t\r\n<>\"'«»“”‘’[]{}|"
_AFTER = ".,;:!?'…"
# Zoom shows the number of a room in groups, and telephones copy it so.
_NUMBER = re.compile(r"(?<=/[jw]/)(\d{3}) (\d{3,4}) (\d{4})\b")
_ROOM = re.compile(
    r"https?://(?:"
    r"(?:[\w-]+\.)*zoom\.us/(?:j|w|my|wc|s)/"
    r"|meet\.google\.com/(?:lookup/|[a-z]{3}-[a-z]{4}-[a-z]{3})"
    r"|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)/"
    r"|[\w-]+\.webex\.com/(?:meet|[\w-]+/j\.php))",
    re.IGNORECASE,
)
"""Addresses that lead into rooms; what stands beside them in an invitation leads to help."""
WRAPPERS = (
    (re.compile(r".+\.safelinks\.protection\.outlook\.com"), "", "url"),
    (re.compile(r"www\.google\.[a-z.]+"), "/url", "q"),
    (re.compile(r"www\.google\.[a-z.]+"), "/url", "url"),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", "u"),
)
"""Host, path and name under which filters and networks hide the address that they lead to."""


def pasted_address(text: str) -> str:
    """Return the address that a text is, or the one that it holds; else the text, without its ends.

    Of several it is the only one that leads into a room; where none stands out it is the text.
    """
    if len(text) > MOST_READ:
        return text
    plain = _trimmed(_NUMBER.sub(r"\1\2\3", text))
    if _ALONE.fullmatch(_without_end(plain)):
        return f"https://{_without_end(plain)}"
    found = [_unwrapped(_without_end(one)) for one in _WHOLE.findall(plain)]
    if not found:
        found = [f"https://{_without_end(one)}" for one in _BARE.findall(plain)]
    rooms = [one for one in found if _ROOM.match(one)]
    different = list(dict.fromkeys(rooms or found))
    return different[0] if len(different) == 1 else plain


def _trimmed(text: str) -> str:
    """Return a text without the brackets, quotation marks and unseen signs around it."""
    unseen = {one for one in text[:9] + text[-9:] if unicodedata.category(one) in ("Cf", "Zs")}
    return text.strip(_AROUND + "".join(unseen)).removeprefix("(")


def _without_end(address: str) -> str:
    """Return an address without what ends the sentence that it stands in."""
    address = address.rstrip(_AFTER)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_AFTER)
    return address


def _unwrapped(address: str) -> str:
    """Return where a filter's or a network's own address leads to; else the address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return next(filter(None, (_target(parts, *one) for one in WRAPPERS)), address)


def _target(parts: SplitResult, host: re.Pattern[str], path: str, name: str) -> str:
    """Return the address that is hidden under a name; empty for none."""
    if not host.fullmatch((parts.hostname or "").lower()) or (path and parts.path != path):
        return ""
    target = parse_qs(parts.query).get(name, [""])[0]
    return target if _WHOLE.fullmatch(target) else ""
