"""Captions as files: wrapped for a shape, burnt in (ASS), or handed out (SubRip, WebVTT).

Nobody who spoke is named: an attendee's name does not belong into a published clip. Captions that
are said at the same time are shown at the same time, in each of the three.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pysubs2

from vc.clips.edit import Caption
from vc.clips.glyphs import drawn
from vc.shapes import Shape
from vc.transcripts import tracks
from vc.transcripts.tracks import escaped, stamp

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
    """Yield captions of at most two lines; longer ones in turns, each as long as its text is.

    A line is wider than the shape only where it is an address.
    """
    for caption in captions:
        lines = tracks.wrapped(caption.text, WIDEST[shape])
        turns = [lines[at : at + MOST_LINES] for at in range(0, len(lines), MOST_LINES)]
        whole = sum(len(line) for line in lines) or 1
        begins, said = caption.in_ms, 0
        for turn in turns:
            said += sum(len(line) for line in turn)
            share = (caption.out_ms - caption.in_ms) * said // whole
            ends = max(begins + 1, caption.in_ms + share)
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
    visible = [replace(one, text=drawn(one.text)) for one in captions]
    for one in sorted(wrapped(visible, shape)):
        # ASS knows nothing finer than hundredths of a second.
        begin, end = one.in_ms // 10 * 10, max(one.out_ms // 10, one.in_ms // 10 + 1) * 10
        file.append(pysubs2.SSAEvent(start=begin, end=end, text=_fitting(one.text, shape)))
    return file.to_string("ass")


def srt_text(captions: Iterable[Caption], shape: Shape = Shape.WIDE) -> str:
    """Return the captions as SubRip, as Facebook takes them."""
    parts = []
    for number, one in enumerate(sorted(wrapped(captions, shape)), 1):
        times = f"{stamp(one.in_ms)} --> {stamp(one.out_ms)}".replace(".", ",")
        # The format has no way to write what separates the times but as another arrow.
        parts.append(f"{number}\n{times}\n{one.text.replace('-->', '→')}\n")
    return "\n".join(parts)


def vtt_text(captions: Iterable[Caption], shape: Shape = Shape.WIDE) -> str:
    """Return the captions as WebVTT."""
    parts = ["WEBVTT\n"]
    for one in sorted(wrapped(captions, shape)):
        text = "\n".join(map(escaped, one.text.split("\n")))
        parts.append(f"{stamp(one.in_ms)} --> {stamp(one.out_ms)}\n{text}\n")
    return "\n".join(parts)


def caption_file_name(stem: str, locale: str) -> str:
    """Return the name that tells Facebook the language: capsula.es_LA.srt (contract, 2.4)."""
    return f"{stem}.{locale}.srt"


def _fitting(text: str, shape: Shape) -> str:
    """Return a text for ASS; a line that is wider than the shape, an address, is set smaller."""
    return r"\N".join(_sized(line, shape) for line in text.split("\n"))


def _sized(line: str, shape: Shape) -> str:
    """Return a line for ASS, as small as the shape needs it."""
    if len(line) <= WIDEST[shape]:
        return _plain(line)
    return f"{{\\fs{SIZES[shape] * WIDEST[shape] // len(line)}}}{_plain(line)}{{\\r}}"


def _plain(text: str) -> str:
    """Return a line that ASS shows as it is: no overrides in braces, no escapes of its own."""
    # A space without width parts a backslash from the letter that would make an escape of it.
    return text.replace("\\", "\\\u200b").replace("{", "(").replace("}", ")")
