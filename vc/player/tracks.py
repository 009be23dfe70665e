"""WebVTT tracks for the player (W3C WebVTT): chapters out of the moments."""

from collections.abc import Iterable

from vc.transcripts.tracks import escaped, stamp

LAST_CHAPTER_S = 60.0


def chapters(marks: Iterable[tuple[float, str]], end: float | None) -> str:
    """Return a track of chapters, each until the next one; the last until `end`."""
    found = sorted(marks)
    if not found:
        return "WEBVTT\n"
    ends = [second for second, _ in found[1:]] + [end or found[-1][0] + LAST_CHAPTER_S]
    cues = [
        f"{stamp(_ms(second))} --> {stamp(_ms(max(until, second + 0.001)))}\n{escaped(title)}\n"
        for (second, title), until in zip(found, ends, strict=True)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _ms(seconds: float) -> int:
    """Return seconds in whole milliseconds."""
    return round(seconds * 1000)
