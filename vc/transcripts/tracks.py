"""Captions for a player (W3C WebVTT)."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 42
"""Characters on a line of captions, for pictures that are wider than high."""


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
    return " ".join(plain.split())


def captions(cues: Iterable[Cue], *, names_speakers: bool) -> str:
    """Return cues as captions. To the public no speaker is named (`names_speakers` False)."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        lines = [escaped(one) for one in textwrap.wrap(" ".join(cue.text.split()), WIDEST)]
        if not lines or cue.end_ms <= cue.start_ms:
            continue
        voice = f"<v {escaped(cue.speaker)}>" if names_speakers and cue.speaker else ""
        body = voice + "\n".join(lines)
        parts.append(f"{stamp(cue.start_ms)} --> {stamp(cue.end_ms)}\n{body}\n")
    return "\n".join(parts)
