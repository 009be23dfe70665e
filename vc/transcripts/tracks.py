"""Captions for a player (W3C WebVTT)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 42
"""Characters on a line of captions, for pictures that are wider than high."""
_BLANK = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
"""Where a line may end; what keeps words together, such as in «Tel. 089», is none of it."""
_ADDRESS = re.compile(
    r"https?://|www\.|[^\s@]{1,99}@[^\s@]{1,99}\.|(?:[\w-]{1,63}\.){1,9}\w{2,24}/"
)
"""How addresses begin: of pages, with or without «https», and of mail."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A line by the time of the video that is shown."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def stamp(milliseconds: int) -> str:
    """Return a time as WebVTT writes it: 01:02:03.456."""
    seconds, milli = divmod(max(0, milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{milli:03}"


def escaped(text: str) -> str:
    """Return a text that a cue can hold: no markup, no line that ends it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLANK.sub(" ", plain).strip(" ")


def wrapped(text: str, widest: int) -> list[str]:
    """Return a text in lines of at most so many characters; its own line breaks stay.

    Only an address may be longer: with a break in it nobody could copy it.
    """
    lines: list[str] = []
    for own in re.split(r"[\r\n\u2028\u2029]+", text):
        line = ""
        words = filter(None, _BLANK.split(own))
        for part in (part for word in words for part in _parts(word, widest)):
            if line and len(line) + 1 + len(part) > widest:
                lines.append(line)
                line = ""
            line = f"{line} {part}" if line else part
        lines += [line] if line else []
    return lines


def _parts(word: str, widest: int) -> list[str]:
    """Return a word in parts that fit on a line; an address in one."""
    if _ADDRESS.match(word.lstrip("(«\"'¡¿")):
        return [word]
    # What cannot stay together breaks where a space is, were it one that does not break.
    whole = [word] if len(word) <= widest else word.split()
    return [one[at : at + widest] for one in whole for at in range(0, len(one), widest)]


def captions(cues: Iterable[Cue], *, names_speakers: bool) -> str:
    """Return cues as captions. To the public no speaker is named (`names_speakers` False)."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        lines = [escaped(one) for one in wrapped(cue.text, WIDEST)]
        if not lines or cue.end_ms <= cue.start_ms:
            continue
        voice = f"<v {escaped(cue.speaker)}>" if names_speakers and cue.speaker else ""
        body = voice + "\n".join(lines)
        parts.append(f"{stamp(cue.start_ms)} --> {stamp(cue.end_ms)}\n{body}\n")
    return "\n".join(parts)
