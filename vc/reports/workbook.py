"""A report as a workbook: a summary, and a sheet for each part with its table and its rows.

Numbers, percentages and days are native; no text is taken for a formula or an address.
"""

import io
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vc.dates import sentence
from vc.reports.content import Content
from vc.reports.look import Look, compared, standing_of, title_of
from vc.reports.parts import Line, Number, Part, Unit
from vc.spreadsheet import LONGEST_NAME, MOMENT, WORKBOOK, local_time

FORMATS = {Unit.COUNT: "#,##0", Unit.HOURS: "0.0", Unit.SHARE: "0%"}
SUMMARY = "Resumen"
WIDTHS = (44, 12, 14, 14, 14, 40)


class Styles:
    """The formats of a workbook's cells."""

    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.text: Format = book.add_format({"valign": "top"})
        self.wrapped: Format = book.add_format({"valign": "top", "text_wrap": True})
        self.moment: Format = book.add_format({"num_format": MOMENT, "align": "left"})
        self.numbers: dict[Unit, Format] = {
            unit: book.add_format({"num_format": shown}) for unit, shown in FORMATS.items()
        }


def as_xlsx(content: Content, look: Look) -> bytes:
    """Return a report as the bytes of a workbook."""
    made = io.BytesIO()
    book = Workbook(made, WORKBOOK)
    naive = content.counted_at.astimezone(look.zone).replace(tzinfo=None)
    book.set_properties({"title": title_of(content), "author": content.office, "created": naive})
    styles = Styles(book)
    _summary(book.add_worksheet(SUMMARY), content, look, styles)
    for part in content.parts:
        _part(book.add_worksheet(_sheet_name(part)), part, look.zone, styles)
    book.close()
    return made.getvalue()


def _sheet_name(part: Part) -> str:
    """Return what a part's sheet is called."""
    return part.title[:LONGEST_NAME]


def _summary(sheet: Worksheet, content: Content, look: Look, styles: Styles) -> None:
    """Write every figure beside the other periods, then the comments."""
    _widths(sheet, (26, 40, 14, 16, 16))
    _head(sheet, 0, ("Parte", "Cifra", sentence(content.period.name), *compared(content)), styles)
    sheet.freeze_panes(1, 2)
    at = 1
    for part in content.parts:
        for one in part.figures:
            sheet.write_string(at, 0, part.title, styles.text)
            sheet.write_string(at, 1, one.title, styles.text)
            for column, value in enumerate((one.value, one.before, one.year_ago), 2):
                _number(sheet, at, column, value, styles.numbers[one.unit])
            at += 1
    notes = [title_of(content), standing_of(content, look.zone)]
    notes += [content.reason] if content.reason else []
    notes += [text for _, text in sorted(content.comments.items())]
    for number, text in enumerate(notes, at + 1):
        sheet.write_string(number, 0, text, styles.text)


def _part(sheet: Worksheet, part: Part, zone: ZoneInfo, styles: Styles) -> None:
    """Write a part's table, and below it the rows behind its numbers."""
    _widths(sheet, WIDTHS)
    at = 0
    if part.lines:
        _head(sheet, 0, (part.line_title, *(one.title for one in part.columns)), styles)
        at = 1
        for line in part.lines:
            _line(sheet, at, part, line, styles)
            at += 1
        at += 1
    _rows(sheet, part, at, zone, styles)
    sheet.freeze_panes(1, 1)


def _line(sheet: Worksheet, at: int, part: Part, line: Line, styles: Styles) -> None:
    """Write one line of a part's table."""
    sheet.write_string(at, 0, line.title, styles.text)
    cells = zip(part.columns, line.values, strict=True)
    for number, (column, value) in enumerate(cells, 1):
        _number(sheet, at, number, value, styles.numbers[column.unit])
    if line.note:
        sheet.write_string(at, len(line.values) + 1, line.note, styles.wrapped)


def _rows(sheet: Worksheet, part: Part, at: int, zone: ZoneInfo, styles: Styles) -> None:
    """Write the rows behind a part's numbers: what, when, and in which figures it is counted."""
    titles = {one.key: one.title for one in part.figures}
    lines = {one.key: one.title for one in part.lines}
    _head(
        sheet, at, ("Qué", "Cuándo", part.line_title or "Detalle", "Detalle", "Cuenta en"), styles
    )
    for number, one in enumerate(part.rows, at + 1):
        sheet.write_string(number, 0, one.title, styles.text)
        sheet.write_datetime(number, 1, local_time(one.at, zone), styles.moment)
        sheet.write_string(number, 2, lines.get(one.line, one.line), styles.text)
        sheet.write_string(number, 3, one.note, styles.text)
        counted = ", ".join(titles[key] for key in one.counted if key in titles)
        sheet.write_string(number, 4, counted, styles.text)


def _head(sheet: Worksheet, at: int, titles: tuple[str, ...], styles: Styles) -> None:
    """Write a table's head."""
    for number, title in enumerate(titles):
        sheet.write_string(at, number, title, styles.head)


def _widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    """Set how wide columns are."""
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)


def _number(sheet: Worksheet, row: int, column: int, value: Number, style: Any) -> None:
    """Write a number; nothing where nobody knows."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, value, style)
