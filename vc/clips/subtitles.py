"""Captions as files: wrapped for a shape, burnt in (ASS), or handed out (SubRip, WebVTT).

Nobody who spoke is named: an attendee's name does not belong into a published clip.
"""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import pysubs2

from vc.clips.edit import Caption, Shape

WIDEST = {Shape.WIDE: 42, Shape.SQUARE: 32, Shape.TALL: 26}
"""Characters on a line: at 38 to 48 points of 720 they fill the picture's safe width."""
MOST_LINES = 2
CANVAS = {Shape.WIDE: (1280, 720), Shape.SQUARE: (1080, 1080), Shape.TALL: (720, 1280)}
FONT = "Liberation Sans"
SIZES = {Shape.WIDE: 44, Shape.SQUARE: 50, Shape.TALL: 44}
BOTTOM = {Shape.WIDE: 48, Shape.SQUARE: 70, Shape.TALL: 300}
"""How far above the lower edge: networks lay their buttons over the lower fifth of a tall film."""
SIDE = {Shape.WIDE: 90, Shape.SQUARE: 60, Shape.TALL: 50}


def wrapped(captions: Iterable[Caption], shape: Shape) -> Iterator[Caption]:
    """Yield captions of at most two lines; longer ones in turns, each as long as its text is."""
    for caption in captions:
        lines = textwrap.wrap(" ".join(caption.text.split()), WIDEST[shape])
        turns = [lines[at : at + MOST_LINES] for at in range(0, len(lines), MOST_LINES)]
        whole = sum(len(line) for line in lines) or 1
        begins, said = caption.in_ms, 0
        for turn in turns:
            said += sum(len(line) for line in turn)
            ends = caption.in_ms + (caption.out_ms - caption.in_ms) * said // whole
            yield Caption(begins, ends, "\n".join(turn))
            begins = ends


def ass_text(captions: Iterable[Caption], shape: Shape) -> str:
    """Return the captions as they are drawn into the picture of a shape (Advanced SubStation)."""
    file = pysubs2.SSAFile()
    width, height = CANVAS[shape]
    file.info |= {"PlayResX": str(width), "PlayResY": str(height), "WrapStyle": "2"}
    file.styles["Default"] = pysubs2.SSAStyle(
        fontname=FONT,
        fontsize=SIZES[shape],
        bold=True,
        outline=3,
        shadow=0,
        marginv=BOTTOM[shape],
        marginl=SIDE[shape],
        marginr=SIDE[shape],
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
    )
    for one in _apart(wrapped(captions, shape)):
        file.append(pysubs2.SSAEvent(start=one.in_ms, end=one.out_ms, text=_plain(one.text)))
    return file.to_string("ass")


def srt_text(captions: Iterable[Caption], shape: Shape = Shape.WIDE) -> str:
    """Return the captions as SubRip, as Facebook takes them."""
    return _file_of(captions, shape).to_string("srt")


def vtt_text(captions: Iterable[Caption], shape: Shape = Shape.WIDE) -> str:
    """Return the captions as WebVTT."""
    parts = ["WEBVTT\n"]
    for one in _apart(wrapped(captions, shape)):
        text = one.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        parts.append(f"{_stamp(one.in_ms)} --> {_stamp(one.out_ms)}\n{text}\n")
    return "\n".join(parts)


def caption_file_name(stem: str, locale: str) -> str:
    """Return the name that tells Facebook the language: capsula.es_LA.srt (contract, 2.4)."""
    return f"{stem}.{locale}.srt"


def _file_of(captions: Iterable[Caption], shape: Shape) -> pysubs2.SSAFile:
    file = pysubs2.SSAFile()
    for one in _apart(wrapped(captions, shape)):
        # What looks like markup is shown as it was written: braces would be swallowed.
        text = one.text.replace("{", "(").replace("}", ")").replace("\n", r"\N")
        file.append(pysubs2.SSAEvent(start=one.in_ms, end=one.out_ms, text=text))
    return file


def _apart(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Yield captions of which none is still shown when the next begins.

    Times are on hundredths of a second: ASS knows no finer ones.
    """
    ordered = sorted(captions)
    for one, following in zip_longest(ordered, ordered[1:]):
        end = one.out_ms if following is None else min(one.out_ms, following.in_ms)
        begin, end = one.in_ms // 10 * 10, end // 10 * 10
        if end > begin:
            yield Caption(begin, end, one.text)


def _plain(text: str) -> str:
    """Return a text that ASS shows as it is: no overrides in braces, no escapes of its own."""
    harmless = text.replace("\\", "∖").replace("{", "(").replace("}", ")")
    return harmless.replace("\n", r"\N")


def _stamp(ms: int) -> str:
    seconds, milli = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milli:03}"
