"""Which parts of a talk are worth a clip, and why: a sum that anybody can follow, no model.

A part is some lines in a row of 45 to 100 seconds. It gains by what somebody marked while it was
said, by the office's words, by one voice, by beginning after a pause and by ending with a sentence;
it loses by names of people (contract of clips, 2.6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vc.clips.edit import LEAD_MS, SHORT_MS, TRAIL_MS
from vc.transcripts.stemming import normalised
from vc.transcripts.tracks import Cue

LEAST_MS, MOST_MS = 45_000, 100_000
FOR_EVER_MS = 7 * 86_400_000
REEL_MS = SHORT_MS - LEAD_MS - TRAIL_MS
PAUSE_MS = 800
MARK, WORD, VOICE, PAUSE, SENTENCE, FITS, NAMED = 12, 3, 4, 2, 3, 2, -6
MOST_WORDS = 5
"""So many different words count; beyond that a part is a list, not a story."""
ENDINGS = (".", "!", "?", "…", ".»", "?»", "!»")


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant that somebody marked, in the film's time."""

    at_ms: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A part of the film, how much it is worth, and why, in words."""

    in_ms: int
    out_ms: int
    score: int
    reasons: tuple[str, ...]
    begins_with: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what is asked of it, found once."""

    cue: Cue
    words: frozenset[str]
    has_name: bool
    follows_pause: bool


def editorial_words() -> dict[str, str]:
    """Return the office's words by their stems."""
    text = (Path(__file__).parent / "editorial.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    return {normalised(line): line for line in lines}


def suggest(
    said: Sequence[Cue],
    marks: Sequence[Mark],
    *,
    words: dict[str, str],
    names: Sequence[str] = (),
    limit: int = 6,
    length_ms: int | None = None,
) -> list[Suggestion]:
    """Return the best parts that do not overlap, in the order in which they are said.

    `words` are the office's by their stems, `names` those of people. Without a transcript each mark
    is a part of its own, but for those that another one's part holds. None lies beyond the film's
    length, where that is known.
    """
    most = length_ms or FOR_EVER_MS
    marks = [mark for mark in marks if mark.at_ms < most]
    said = [cue for cue in said if cue.end_ms <= most]
    if not said:
        return _apart(marks, most)[:limit]
    lines = _read(said, words, names)
    found = [_weighed(lines, first, last, marks) for first, last in _windows(lines)]
    # What follows the last word may be less than a clip likes to have there.
    return [_within(one, most) for one in _best(found, limit)]


def _best(found: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """Return so many of the parts that are worth most and lie apart, in their order."""
    chosen: list[Suggestion] = []
    for one in sorted(found, key=lambda one: (-one.score, one.in_ms)):
        is_apart = all(one.out_ms <= had.in_ms or had.out_ms <= one.in_ms for had in chosen)
        if is_apart and one.score > 0:
            chosen.append(one)
        if len(chosen) == limit:
            break
    return sorted(chosen, key=lambda one: one.in_ms)


def _within(one: Suggestion, length_ms: int) -> Suggestion:
    """Return a part that ends with its film."""
    return replace(one, out_ms=min(one.out_ms, length_ms))


def _apart(marks: Sequence[Mark], length_ms: int) -> list[Suggestion]:
    """Return the minutes of marks, without those that begin before another one ends."""
    found: list[Suggestion] = []
    for mark in sorted(marks, key=lambda one: one.at_ms):
        one = _within(_around(mark), length_ms)
        lasts = f"dura {(one.out_ms - one.in_ms) // 1000} s"
        one = replace(one, reasons=(*one.reasons, lasts))
        if not found or found[-1].out_ms <= one.in_ms:
            found.append(one)
    return found


def _read(said: Sequence[Cue], words: dict[str, str], names: Sequence[str]) -> list[_Line]:
    """Return the lines with what is asked of them."""
    people = [f" {normalised(name)} " for name in names if len(name) > 3]
    lines, before = [], None
    for cue in sorted(said, key=lambda one: (one.start_ms, one.end_ms)):
        follows_pause = before is None or cue.start_ms - before >= PAUSE_MS
        lines.append(_line_of(cue, words, people, follows_pause=follows_pause))
        before = cue.end_ms
    return lines


def _line_of(
    cue: Cue, words: dict[str, str], people: Sequence[str], *, follows_pause: bool
) -> _Line:
    """Return a line with the words and names that are said in it."""
    text = f" {normalised(cue.text)} "
    found = frozenset(label for stem, label in words.items() if f" {stem} " in text)
    return _Line(cue, found, any(name in text for name in people), follows_pause)


def _windows(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """Return, for each line that may begin a part, up to three that may end it.

    Only beginnings after a pause, a change of voice or a full stop are tried. Of the lines that end
    a sentence, or of all that fit where none does, the first, the last and the last that still
    makes a reel are: more would not make the choice better, but the page slower.
    """
    windows, last = [], 0
    for first, line in enumerate(lines):
        if not _may_begin(lines, first):
            continue
        begin, last = line.cue.start_ms, max(last, first)
        while last + 1 < len(lines) and lines[last + 1].cue.end_ms - begin <= MOST_MS:
            last += 1
        windows += [(first, one) for one in _ends_of(lines, first, last)]
    return windows


def _ends_of(lines: Sequence[_Line], first: int, last: int) -> list[int]:
    """Return the lines up to `last` that may end a part which begins with `first`."""
    begin = lines[first].cue.start_ms
    lengths = {index: lines[index].cue.end_ms - begin for index in range(first, last + 1)}
    fitting = [index for index, ms in lengths.items() if LEAST_MS <= ms <= MOST_MS]
    may_end = [index for index in fitting if _ends(lines[index])] or fitting
    reels = [index for index in may_end if lengths[index] <= REEL_MS]
    return sorted({*may_end[:1], *may_end[-1:], *reels[-1:]})


def _may_begin(lines: Sequence[_Line], index: int) -> bool:
    """Tell whether a part may begin with this line."""
    if lines[index].follows_pause:
        return True
    before = lines[index - 1]
    return before.cue.speaker != lines[index].cue.speaker or _ends(before)


def _ends(line: _Line) -> bool:
    """Tell whether a line ends a sentence."""
    return line.cue.text.rstrip().endswith(ENDINGS)


def _weighed(lines: Sequence[_Line], first: int, last: int, marks: Sequence[Mark]) -> Suggestion:
    """Return a part with its score and the reasons for it."""
    part = lines[first : last + 1]
    begin, end = part[0].cue.start_ms, part[-1].cue.end_ms
    reasons = _reasons(part, [mark for mark in marks if begin <= mark.at_ms < end])
    before = lines[first - 1].cue.end_ms if first else 0
    after = lines[last + 1].cue.start_ms if last + 1 < len(lines) else end + TRAIL_MS
    return Suggestion(
        max(begin - LEAD_MS, min(before, begin), 0),
        min(end + TRAIL_MS, max(after, end)),
        sum(points for points, _ in reasons),
        tuple(reason for _, reason in reasons),
        part[0].cue.text,
    )


def _reasons(part: Sequence[_Line], marks: Sequence[Mark]) -> list[tuple[int, str]]:
    """Return what speaks for a part and against it: points and words."""
    length_ms = part[-1].cue.end_ms - part[0].cue.start_ms
    found = sorted(set().union(*(line.words for line in part)), key=str.casefold)
    speakers = {line.cue.speaker for line in part if line.cue.speaker}
    asked = (
        (bool(marks), MARK, _marked(marks)),
        (bool(found), WORD * min(len(found), MOST_WORDS), _found(found)),
        (len(speakers) == 1, VOICE, "habla una sola persona"),
        (part[0].follows_pause, PAUSE, "empieza después de una pausa"),
        (_ends(part[-1]), SENTENCE, "termina con la frase"),
        (length_ms <= REEL_MS, FITS, "cabe en un reel"),
        (any(one.has_name for one in part), NAMED, "menciona a una persona por su nombre"),
        (True, 0, f"dura {round(length_ms / 1000)} s"),
    )
    return [(points, words) for is_so, points, words in asked if is_so]


def _marked(marks: Sequence[Mark]) -> str:
    """Return that somebody marked it, with what they noted."""
    notes = ", ".join(f"«{mark.note}»" for mark in marks if mark.note)
    return f"alguien lo marcó: {notes}" if notes else "alguien lo marcó"


def _found(words: Sequence[str]) -> str:
    """Return which of the office's words are said."""
    count = "1 palabra clave" if len(words) == 1 else f"{len(words)} palabras clave"
    return f"{count}: {', '.join(words)}"


def _around(mark: Mark) -> Suggestion:
    """Return the minute that a mark stands in: what was marked was mostly just said."""
    begin = max(0, mark.at_ms - 40_000)
    return Suggestion(begin, begin + 60_000, MARK, (_marked([mark]),))
