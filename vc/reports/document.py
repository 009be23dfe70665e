"""A report as a letter-size paper in the office's look, with its charts drawn as shapes."""

from typing import TYPE_CHECKING

from vc.pdf import INK, QUIET, RULE, TEXT, TITLE, content, paper
from vc.reports.content import Content, Headline
from vc.reports.labels import changes, number
from vc.reports.look import Look, standing_of, title_of
from vc.reports.parts import Figure, Line, Part

if TYPE_CHECKING:
    from fpdf import FPDF

COLUMNS = 3
"""Of the big numbers."""
CHART_HEIGHT, BAR_HEIGHT, LINE_HEIGHT = 30.0, 2.6, 6.0
MOST_NAMES = 12
"""So many columns of a chart have room for their names."""


def as_pdf(report: Content, look: Look) -> bytes:
    """Return a report as the bytes of a paper."""
    made = paper(title_of(report), look.settings, at=report.frozen_at or report.counted_at)
    # Text begins where rules and bars do.
    made.c_margin = 0
    made.add_page()
    _title(made, report, look)
    _headlines(made, report)
    _comment(made, report.comments.get("", ""))
    for part in report.parts:
        _part(made, part, report)
    if look.sha256:
        _small(made, f"Código de control de esta versión: {look.sha256}")
    return content(made)


def _title(made: "FPDF", report: Content, look: Look) -> None:
    """Write what it is and how it stands."""
    made.set_font(TITLE, "B", 20)
    made.multi_cell(0, 9, title_of(report), align="L", new_x="LMARGIN", new_y="NEXT")
    _small(made, standing_of(report, look.zone))
    if report.reason:
        _small(made, f"Qué corrige: {report.reason}")
    made.ln(3)


def _small(made: "FPDF", text: str) -> None:
    """Write a line in the second ink."""
    made.set_font(TEXT, size=9)
    made.set_text_color(*QUIET)
    made.multi_cell(0, 4.6, text, align="L", new_x="LMARGIN", new_y="NEXT")
    made.set_text_color(*INK)
    made.set_font(TEXT, size=10.5)


def _headlines(made: "FPDF", report: Content) -> None:
    """Write the few big numbers, three beside each other."""
    width, top = made.epw / COLUMNS, made.get_y()
    for place, one in enumerate(report.headlines):
        if place and place % COLUMNS == 0:
            top += 26
        _headline(made, one, report, made.l_margin + place % COLUMNS * width, top, width - 4)
    made.set_xy(made.l_margin, top + 26)


def _headline(
    made: "FPDF", one: Headline, report: Content, left: float, top: float, width: float
) -> None:
    """Write one big number, what it is, and how it compares."""
    made.set_xy(left, top)
    made.set_font(TITLE, "B", 18)
    made.cell(width, 8, number(one.figure.value, one.figure.unit))
    made.set_xy(left, top + 8)
    made.set_font(TEXT, "B", 9.5)
    made.cell(width, 4.6, one.figure.title)
    made.set_font(TEXT, size=8.5)
    made.set_text_color(*QUIET)
    for place, (shape, said) in enumerate(changes(one.figure, report.period)):
        down = top + 13 + place * 4
        _shape(made, shape, left, down)
        made.set_xy(left + 3.4, down)
        made.cell(width, 4, said)
    made.set_text_color(*INK)


def _shape(made: "FPDF", shape: str, left: float, top: float) -> None:
    """Draw which way a number went, as the page writes it: up, down or the same."""
    made.set_fill_color(*QUIET)
    low, high, middle = top + 3, top + 1, left + 1.1
    if shape == "▲":
        made.polygon([(left, low), (left + 2.2, low), (middle, high)], style="F")
    elif shape == "▼":
        made.polygon([(left, high), (left + 2.2, high), (middle, low)], style="F")
    else:
        made.rect(left, top + 1.2, 2.2, 0.5, style="F")
        made.rect(left, top + 2.4, 2.2, 0.5, style="F")


def _part(made: "FPDF", part: Part, report: Content) -> None:
    """Write one part: its figures, its chart, its table."""
    if made.will_page_break(40):
        made.add_page()
    made.ln(5)
    made.set_font(TITLE, "B", 13)
    made.cell(0, 7, part.title, new_x="LMARGIN", new_y="NEXT")
    made.set_draw_color(*RULE)
    made.line(made.l_margin, made.get_y(), made.l_margin + made.epw, made.get_y())
    made.ln(1.5)
    if part.note:
        _small(made, part.note)
    for figure in part.figures:
        _figure(made, figure, report)
    if part.series and any(value for _, value in part.series):
        _chart(made, part)
    if part.lines:
        _table(made, part)
    for line in part.lines:
        if line.takes_comment and report.comments.get(line.key):
            _comment(made, f"{line.title}: {report.comments[line.key]}")


def _figure(made: "FPDF", figure: Figure, report: Content) -> None:
    """Write a figure and how it compares, on one line."""
    made.set_font(TEXT, size=10)
    made.cell(made.epw * 0.36, LINE_HEIGHT, figure.title)
    made.set_font(TEXT, "B", 10)
    made.cell(made.epw * 0.12, LINE_HEIGHT, number(figure.value, figure.unit), align="R")
    made.set_font(TEXT, size=8.5)
    made.set_text_color(*QUIET)
    told = "; ".join(said for _, said in changes(figure, report.period))
    made.cell(4, LINE_HEIGHT, "")
    made.cell(0, LINE_HEIGHT, told, new_x="LMARGIN", new_y="NEXT")
    made.set_text_color(*INK)


def _chart(made: "FPDF", part: Part) -> None:
    """Draw a part's series as columns, the largest named."""
    if made.will_page_break(CHART_HEIGHT + 12):
        made.add_page()
    made.ln(2)
    top, left, width = made.get_y(), made.l_margin + 9, made.epw - 9
    most = max(value for _, value in part.series)
    step, base = width / len(part.series), top + CHART_HEIGHT
    made.set_draw_color(*RULE)
    made.line(left, base, left + width, base)
    made.line(left, top, left + width, top)
    made.set_font(TEXT, size=7.5)
    made.set_text_color(*QUIET)
    made.set_xy(made.l_margin, top - 2)
    made.cell(8, 4, f"{most:,}", align="R")
    made.set_fill_color(*_accent(made))
    skip = -(-len(part.series) // MOST_NAMES)
    for place, (name, value) in enumerate(part.series):
        height = CHART_HEIGHT * value / most
        made.rect(left + place * step + step * 0.15, base - height, step * 0.7, height, style="F")
        if place % skip == 0:
            made.set_xy(left + place * step, base + 0.5)
            made.cell(step * skip, 4, name[:3] if len(part.series) > COLUMNS else name)
    made.set_text_color(*INK)
    made.set_xy(made.l_margin, base + 6)


def _accent(made: "FPDF") -> tuple[int, int, int]:
    """Return the office's colour."""
    found: tuple[int, int, int] = getattr(made, "accent", INK)
    return found


def _table(made: "FPDF", part: Part) -> None:
    """Write a part's lines, each with a bar as long as its share."""
    first, rest = made.epw * 0.46, made.epw * 0.54 / max(1, len(part.columns))
    if made.will_page_break(4 * LINE_HEIGHT):
        made.add_page()
    made.ln(1)
    _table_head(made, part, first, rest)
    for line in part.lines:
        if made.will_page_break(LINE_HEIGHT + BAR_HEIGHT):
            made.add_page()
            _table_head(made, part, first, rest)
        _line(made, part, line, first, rest)


def _table_head(made: "FPDF", part: Part, first: float, rest: float) -> None:
    """Write the head of a part's table."""
    made.set_font(TEXT, "B", 8.5)
    made.set_text_color(*QUIET)
    made.cell(first, 5, part.line_title)
    for column in part.columns:
        made.cell(rest, 5, _fitting(made, column.title, rest), align="R")
    made.ln(5.5)
    made.set_text_color(*INK)


def _line(made: "FPDF", part: Part, line: Line, first: float, rest: float) -> None:
    """Write one line, and its bar below its name."""
    top = made.get_y()
    made.set_font(TEXT, size=9.5)
    made.cell(first, 4.6, _fitting(made, line.title, first - 2))
    for column, value in zip(part.columns, line.values, strict=True):
        made.cell(rest, 4.6, number(value, column.unit), align="R")
    made.ln(4.6)
    if line.share is not None:
        made.set_fill_color(*RULE)
        made.rect(made.l_margin, top + 4.7, first - 4, 1.3, style="F")
        made.set_fill_color(*_accent(made))
        made.rect(made.l_margin, top + 4.7, (first - 4) * min(1.0, line.share), 1.3, style="F")
        made.ln(BAR_HEIGHT)
    if line.note:
        _small(made, line.note)


def _fitting(made: "FPDF", text: str, width: float) -> str:
    """Return a text as far as it fits."""
    if made.get_string_width(text) <= width - 2:
        return text
    while text and made.get_string_width(f"{text}…") > width - 2:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _comment(made: "FPDF", text: str) -> None:
    """Write what somebody wrote."""
    if text:
        made.ln(1)
        made.set_font(TEXT, size=10)
        made.multi_cell(0, 5, text, align="L", new_x="LMARGIN", new_y="NEXT")
