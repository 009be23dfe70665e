"""The cues of WebVTT and SubRip, also of files that keep to neither to the letter.

The libraries leave out, without a word, a cue whose time they do not understand, and words that
look like markup. Here every cue is read, or the line of its time is told.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ARROW = re.compile(r"[-–—]{1,3}>|→")
"""As the formats have it, and what word processors make of it as somebody types."""
_STAMP = re.compile(r"(-?)(?:(?:(\d{1,4}):)?(\d{1,6}):)?(\d{1,6})(?:[.,](\d{1,9}))?")
_WHOLE_STAMP = re.compile(r"-?\d{1,4}:\d{1,6}:\d{1,6}(?:[.,]\d{1,9})?|-?\d{1,6}:\d{1,6}[.,]\d{1,9}")
_APART = re.compile(r"(?<=[:.,])[ \t]+(?=\d)")
"""Machines that translate put spaces into times."""
_WIDE = str.maketrans("０１２３４５６７８９：，．－", "0123456789:,.-")
"""What keyboards of East Asia write in their place."""
_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(?=\s|$)")
"""What WebVTT has beside cues; it reaches to the next empty line."""
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>\n]*)(?:>|(?=\n|$))")
# Only what is a tag of these formats, or of the HTML that programs write into them: «3 < 5 y 7 > 2»
# and «<inaudible>» are words.
_TAG = re.compile(
    r"</?(?:[biucvs]|em|strong|font|span|p|br|lang|ruby|rt)(?:[.\s][^<>]*)?/?>"
    r"|<(?:\d+:)?\d{2}:\d{2}[.,]\d{3}>",
    re.IGNORECASE,
)
_OVERRIDE = re.compile(r"\{\\[^{}\n]*\}")
"""Tags of SubStation Alpha, which SubRip's files have as well; braces without one are words."""
_WORD_BY_WORD = re.compile(r"<(?:\d+:)?\d{2}:\d{2}[.,]\d{3}><c>")
"""How captions are written that grow word by word, such as YouTube's automatic ones."""
_ESCAPE = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)


@dataclass(frozen=True, slots=True)
class RawCue:
    """A cue as its file has it, without markup; `voice` is what a tag names. Its text has lines."""

    start_ms: int
    end_ms: int
    voice: str
    text: str


@dataclass(slots=True)
class _Block:
    """The lines below a time, while they are gathered."""

    start_ms: int
    end_ms: int
    lines: list[str] = field(default_factory=list)


def read_cues(text: str, *, is_vtt: bool) -> tuple[list[RawCue], list[int]]:
    """Return the cues of a file, and the numbers of the lines whose times make no sense."""
    unread: list[int] = []
    is_vtt = is_vtt or text.lstrip().startswith("WEBVTT")
    blocks = list(_blocks(text.split("\n"), unread, is_vtt=is_vtt))
    if _WORD_BY_WORD.search(text):
        blocks = list(_unrolled(blocks))
    return [_cue(block, is_vtt=is_vtt) for block in blocks], unread


def _blocks(lines: list[str], unread: list[int], *, is_vtt: bool) -> Iterator[_Block]:
    """Yield each time with its lines; add to `unread` the numbers of times that make no sense."""
    block: _Block | None = None
    for number, line in enumerate(lines, 1):
        times = _times(line)
        if times or _is_meant_as_time(line):
            if block:
                _drop_identifier(block.lines, is_vtt=is_vtt)
                yield block
            block = _Block(*times) if times else None
            if not times:
                unread.append(number)
        elif block and is_vtt and _begins_note(line, block):
            yield block
            block = None
        elif block:
            block.lines.append(line)
    if block:
        yield block


def _begins_note(line: str, block: _Block) -> bool:
    """Tell whether a line behind an empty one begins what is no caption, such as a NOTE."""
    return bool(_BLOCK.match(line) and block.lines and not block.lines[-1].strip())


def _unrolled(blocks: list[_Block]) -> Iterator[_Block]:
    """Yield captions that roll up without what each repeats of the one before: whole lines only.

    What grows word by word is new. The others stand still for a moment, to be read.
    """
    shown: list[str] = []
    for block in blocks:
        lines = [(line, _TAG.sub("", line).strip()) for line in block.lines if line.strip()]
        kept = [own for own, bare in lines if bare not in shown or _WORD_BY_WORD.search(own)]
        shown = [bare for _, bare in lines]
        if kept:
            yield _Block(block.start_ms, block.end_ms, kept)


def _times(line: str) -> tuple[int, int] | None:
    """Return begin and end in milliseconds; None for a line that tells no time."""
    arrow = _ARROW.search(line)
    if not arrow:
        return None
    line = _APART.sub("", line.translate(_WIDE))
    before, after = _ARROW.split(line, maxsplit=1)
    # What follows the end is where on the picture it is to stand.
    stamps = before.strip(), (after.split(maxsplit=1) or [""])[0]
    begin, end = (_STAMP.fullmatch(one) for one in stamps)
    # «de 10:30 → 11:30» is said.
    is_told = arrow[0].isascii() or all(map(_WHOLE_STAMP.fullmatch, stamps))
    return (_ms(*begin.groups()), _ms(*end.groups())) if begin and end and is_told else None


def _is_meant_as_time(line: str) -> bool:
    """Tell whether a line that is no time was meant as one."""
    before, arrow, after = line.translate(_WIDE).partition("-->")
    return bool(arrow) and before.strip().lstrip("-")[:1].isdigit() and ":" in before + after


def _drop_identifier(lines: list[str], *, is_vtt: bool) -> None:
    """Take off what only names the cue that follows: a number, or in WebVTT any line of its own."""
    if not lines or not lines[-1].strip():
        return
    is_apart = len(lines) > 1 and not lines[-2].strip()
    is_number = lines[-1].strip().isdigit()
    if (is_apart and (is_vtt or is_number)) or (is_number and len(lines) > 1):
        lines.pop()


def _cue(block: _Block, *, is_vtt: bool) -> RawCue:
    """Return a cue without its markup."""
    text = "\n".join(line for line in block.lines if line.strip())
    named = _VOICE.search(text)
    plain = _TAG.sub("", _VOICE.sub("", text))
    if not is_vtt:
        plain = _OVERRIDE.sub("", plain)
    voice = _unescaped(named[1]).strip() if named else ""
    return RawCue(block.start_ms, block.end_ms, voice, _unescaped(plain))


def _unescaped(text: str) -> str:
    """Return a text with the signs that stand for others put back."""
    return _ESCAPE.sub(lambda found: html.unescape(found[0]), text)


def _ms(
    sign: str, hours: str | None, minutes: str | None, seconds: str, fraction: str | None
) -> int:
    """Return a time in milliseconds; one before the beginning is the beginning."""
    if sign:
        return 0
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + round(float(f"0.{fraction or 0}") * 1000)
