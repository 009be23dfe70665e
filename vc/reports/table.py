"""A report as one table in CSV: spreadsheets open its accents and take no formula from it."""

import csv
import io

from vc.reports.content import Content
from vc.reports.look import Look, compared
from vc.reports.parts import Number, Part, Unit
from vc.spreadsheet import EXCEL_MARK, harmless

UNITS = {Unit.COUNT: "", Unit.HOURS: "horas", Unit.SHARE: "proporción"}


def as_csv(content: Content, look: Look) -> bytes:
    """Return each number of a report on a line of its own."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(("Parte", "Renglón", "Cifra", "Valor", "Unidad", *compared(content)))
    for part in content.parts:
        for line in _lines(part):
            writer.writerow([harmless(one) if isinstance(one, str) else one for one in line])
    for about, text in sorted(content.comments.items()):
        writer.writerow(("Comentarios", harmless(_goal(content, about)), harmless(text)))
    return EXCEL_MARK + made.getvalue().encode()


def _lines(part: Part) -> list[tuple[str | Number, ...]]:
    """Return the lines of a part: its figures, then its table."""
    figures = [
        (part.title, "", one.title, _cell(one.value), UNITS[one.unit], _cell(one.before),
         _cell(one.year_ago))
        for one in part.figures
    ]  # fmt: skip
    cells = [
        (part.title, line.title, column.title, _cell(value), UNITS[column.unit], "", "")
        for line in part.lines
        for column, value in zip(part.columns, line.values, strict=True)
    ]
    return [*figures, *cells]


def _cell(value: Number) -> Number:
    """Return a number as a spreadsheet reads it."""
    return round(value, 4) if isinstance(value, float) else value


def _goal(content: Content, about: str) -> str:
    """Return what a comment is about."""
    lines = (line for part in content.parts for line in part.lines if line.takes_comment)
    return next((line.title for line in lines if about and line.key == about), "")
