"""WebVTT tracks for the player (W3C WebVTT): chapters out of the moments."""

from collections.abc import Iterable

LAST_CHAPTER_S = 60.0


def stamp(seconds: float) -> str:
    """Return a time as WebVTT writes it: 01:02:03.456."""
    thousandths = round(max(0.0, seconds) * 1000)
    rest, milli = divmod(thousandths, 1000)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{milli:03}"


def chapters(marks: Iterable[tuple[float, str]], end: float | None) -> str:
    """Return a track of chapters, each until the next one; the last until `end`."""
    found = sorted(marks)
    if not found:
        return "WEBVTT\n"
    ends = [second for second, _ in found[1:]] + [end or found[-1][0] + LAST_CHAPTER_S]
    cues = [
        f"{stamp(second)} --> {stamp(max(until, second + 0.001))}\n{escaped(title)}\n"
        for (second, title), until in zip(found, ends, strict=True)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def escaped(text: str) -> str:
    """Return a text that a cue can hold: no markup, no line that ends it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(plain.split())
