"""Cut lists of people who cut in a program of their own: CSV, and LosslessCut's project (`.llc`).

CSV as LosslessCut writes it: begin, end and name, in seconds; an empty begin is the film's, an
empty end its end. What a Spanish spreadsheet makes of that is read too: semicolons with decimal
commas, a line of headings. The project is JSON5 of version 1 to 3 (`src/common/types.ts` of
mifi/lossless-cut): since version 2 a segment without an end is a mark, and `selected` may be false.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vc import inputs
from vc.decoding import UNREAD, text_of
from vc.errors import RuleError

MOST_BYTES = 2_000_000
MOST_PROJECT_BYTES = 500_000
"""A project of LosslessCut; json5 takes some forty microseconds for each."""
LOOKED_AT = 65_536
"""Of a file that is handed in, before anybody reads it."""
MOST_SEGMENTS = 500
MOST_NAME = 200
MOST_MS = 2**31 - 1
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that a spreadsheet would run, or that was written by us so that it does not."""
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,40})?)")
SECONDS = re.compile(r"\d{1,40}(?:\.\d{0,40})?(?:[eE][-+]?\d{1,3})?")
"""As programs write numbers: 2.6333333333333333, 5e-07."""
DIRECTIVE = re.compile(r"sep=(.)?", re.IGNORECASE)
SEPARATORS = "\t;,"

TOO_LARGE = "La lista pasa de 2 MB. Divídala."
PROJECT_TOO_LARGE = "El proyecto pesa más de 500 kB. Guarde la lista como CSV."
TOO_MANY = f"La lista tiene más de {MOST_SEGMENTS} partes. Divídala."
NOT_TEXT = "La lista no es un texto que se pueda leer. Expórtela de nuevo."
NOT_CUTS = "El archivo no es una lista de LosslessCut (.llc)."
NO_CELLS = "La línea {line} tiene comillas que no se entienden."
NO_CUTS = "La lista no tiene ninguna parte."
NO_TIME = "La línea {line} no tiene tiempos que se entiendan: escriba segundos o h:mm:ss."
NO_LENGTH = "La parte {line} termina antes de empezar."
NO_SECONDS = "La parte {line} no tiene tiempos que se entiendan."
LONG_NAME = f"El nombre de la parte {{line}} pasa de {MOST_NAME} caracteres. Acórtelo."
UNFIT_NAME = "El nombre de la parte {line} tiene caracteres que no se pueden usar."


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. `out_ms` is None where it reaches to the film's end."""

    in_ms: int
    out_ms: int | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CutList:
    """The stretches, in their order, and the name of the film they were cut out of."""

    segments: tuple[Segment, ...]
    media_name: str = ""


def as_rows(content: bytes, *, is_project: bool) -> list[list[object]]:
    """Return the stretches of a list as plain values: begin and end in milliseconds, and name.

    What runs apart: see `vc.sandbox`. Raises RuleError.
    """
    found = read_llc(content) if is_project else read_csv(content)
    return [[one.in_ms, one.out_ms, one.name] for one in found.segments]


def check_look(content: bytes) -> None:
    """Refuse what cannot be a list by its size and its beginning alone. Raises RuleError."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    beginning = text_of(content[:LOOKED_AT])
    if not beginning.strip() or "\x00" in beginning:
        raise RuleError(NOT_TEXT)


def write_csv(cuts: CutList) -> str:
    """Return the list as CSV; no name begins with what a spreadsheet would run."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    for one in cuts.segments:
        name = f"'{one.name}" if one.name.startswith(FORMULA) else one.name
        rows.writerow([_seconds(one.in_ms), _seconds(one.out_ms), name])
    return target.getvalue()


def read_csv(content: bytes) -> CutList:
    """Return the list of a CSV. Raises RuleError, which names the line that is wrong."""
    text = _text(content)
    separator = _separator(text)
    segments: list[Segment] = []
    is_first = True
    for number, row in _rows(text, separator):
        times = _times(row)
        if not (is_first and _is_heading(times)):
            segments.append(_row_segment(number, times, row[2] if len(row) > 2 else ""))
            _check_count(segments)
        is_first = False
    return _list(segments)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that says something, with its number. Raises RuleError."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, row in enumerate(rows, 1):
            # Excel reads of a first line of its own which sign separates.
            is_directive = number == 1 and DIRECTIVE.match(row[0] if row else "") is not None
            if not is_directive and any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        raise RuleError(NO_CELLS.format(line=rows.line_num)) from error


def _separator(text: str) -> str:
    """Return the sign that separates the cells: the one with times on its sides, else the most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    directive = DIRECTIVE.match(first)
    if directive and directive[1]:
        return directive[1]
    # Between semicolons the commas are decimal ones, and there may be as many of them.
    for sign in SEPARATORS:
        cells = first.split(sign)
        if len(cells) > 1 and any(cells[:2]) and None not in map(_ms, _times(cells)):
            return sign
    return max(SEPARATORS, key=first.count)


def _times(row: list[str]) -> tuple[str, str]:
    """Return the cells of begin and end; the comma within a number is a decimal one."""
    begin, end = (cell.strip() for cell in [*row, "", ""][:2])
    return begin.replace(",", "."), end.replace(",", ".")


def _is_heading(times: tuple[str, str]) -> bool:
    """Tell whether a first line names its columns: it has words there, and no number."""
    return any(times) and not any(char.isdigit() for cell in times for char in cell)


def _row_segment(number: int, times: tuple[str, str], name: str) -> Segment:
    """Return the segment of a line. Raises RuleError."""
    in_ms, out_ms = (_ms(cell) for cell in times)
    if in_ms is None or out_ms is None:
        raise RuleError(NO_TIME.format(line=number))
    return _segment(number, in_ms, out_ms if times[1] else None, _named(number, name))


def write_llc(cuts: CutList) -> str:
    """Return the list as a project of LosslessCut, version 1: every release reads it."""
    segments = [
        {"start": one.in_ms / 1000, "name": one.name}
        | ({} if one.out_ms is None else {"end": one.out_ms / 1000})
        for one in cuts.segments
    ]
    project = {"version": 1, "mediaFileName": cuts.media_name, "cutSegments": segments}
    return json.dumps(project, ensure_ascii=False, indent=2) + "\n"


def read_llc(content: bytes) -> CutList:
    """Return the list of a project of LosslessCut. Raises RuleError."""
    # Only who brings such a file needs it.
    import json5

    if len(content) > MOST_PROJECT_BYTES:
        raise RuleError(PROJECT_TOO_LARGE)
    text = _text(content)
    try:
        project = json5.loads(text)
        rows, version = project["cutSegments"], project.get("version", 1)
        media = str(project.get("mediaFileName") or "")[:MOST_NAME]
        return _list(_project_segments(rows, version), media)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RuleError(NOT_CUTS) from error


def _project_segments(rows: list[dict[str, object]], version: object) -> list[Segment]:
    """Return the segments of a project; its marks are no segments."""
    segments: list[Segment] = []
    for number, row in enumerate(rows, 1):
        is_mark = row.get("end") is None and version != 1
        if is_mark or row.get("selected") is False:
            continue
        begin, end = row.get("start"), row.get("end")
        in_ms = 0 if begin is None else _whole(number, begin)
        out_ms = None if end is None else _whole(number, end)
        name = _fit(number, str(row.get("name") or ""))
        segments.append(_segment(number, in_ms, out_ms, name))
        _check_count(segments)
    return segments


def _segment(number: int, in_ms: int, out_ms: int | None, name: str) -> Segment:
    """Return a segment. Raises RuleError for one without length."""
    if out_ms is not None and out_ms <= in_ms:
        raise RuleError(NO_LENGTH.format(line=number))
    return Segment(in_ms, out_ms, name)


def _check_count(segments: list[Segment]) -> None:
    """Raise RuleError for a list that is too long."""
    if len(segments) > MOST_SEGMENTS:
        raise RuleError(TOO_MANY)


def _list(segments: list[Segment], media_name: str = "") -> CutList:
    """Return the list. Raises RuleError for an empty one."""
    if not segments:
        raise RuleError(NO_CUTS)
    return CutList(tuple(segments), media_name)


def _text(content: bytes) -> str:
    """Return what a file says. Raises RuleError."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    return text_of(content)


def _ms(cell: str) -> int | None:
    """Return the milliseconds of a cell, 0 for an empty one, None for what is no time of a film."""
    if not cell:
        return 0
    clock = CLOCK.fullmatch(cell)
    if clock:
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
    elif SECONDS.fullmatch(cell):
        seconds = float(cell)
    else:
        return None
    ms = round(seconds * 1000)
    return ms if ms <= MOST_MS else None


def _whole(number: int, value: object) -> int:
    """Return seconds as milliseconds. Raises RuleError for what no film has."""
    ms = value * 1000 if isinstance(value, int | float) and not isinstance(value, bool) else -1
    if not 0 <= ms <= MOST_MS:
        raise RuleError(NO_SECONDS.format(line=number))
    return round(ms)


def _seconds(ms: int | None) -> str:
    """Return milliseconds as seconds, empty for none."""
    return "" if ms is None else f"{ms / 1000:.3f}"


def _named(number: int, cell: str) -> str:
    """Return a name as it was before it was made harmless. Raises RuleError."""
    is_ours = cell.startswith("'") and cell[1:].startswith(FORMULA)
    return _fit(number, cell[1:] if is_ours else cell)


def _fit(number: int, name: str) -> str:
    """Return a name as it is, on one line. Raises RuleError for one that cannot be kept so."""
    name = " ".join(re.split(r"[\r\n\t]+", name)).strip()
    if not inputs.is_fit(name.replace(UNREAD, "")):
        raise RuleError(UNFIT_NAME.format(line=number))
    if len(name) > MOST_NAME:
        raise RuleError(LONG_NAME.format(line=number))
    return name
