"""Papers as PDF in the office's look: its fonts, its colour, a head and numbered pages.

    made = paper("Constancia", settings, at=now)
    made.add_page()
    made.cell(0, 8, "…")
    content(made)

Sizes are millimetres of a letter-size sheet. The same cells and the same `at` give the same bytes.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vc.colours import parse
from vc.config import Settings
from vc.page_settings import is_own_colour

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).parent / "fonts"
TITLE, TEXT = "Montserrat", "Source Sans"
INK, QUIET, RULE = (38, 30, 34), (104, 90, 97), (222, 210, 200)
MARGIN = 18
ACCENTS = {
    "vino": "#611232",
    "azul": "#123f73",
    "verde": "#14532d",
    "morado": "#4a1d78",
    "grafito": "#2f3a44",
}
"""The token `accent` of each palette, in light; a test compares them with app.css."""
Orientation = Literal["portrait", "landscape"]
Rgb = tuple[int, int, int]


def accent_of(settings: Settings) -> Rgb:
    """Return the office's colour on paper."""
    palette = settings.office_palette
    return rgb(palette if is_own_colour(palette) else ACCENTS[palette])


def rgb(colour: str) -> Rgb:
    """Return a colour «#7a1f3d» as three numbers. Raises ValueError."""
    digits = parse(colour)[1:]
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def paper(
    title: str,
    settings: Settings,
    *,
    at: datetime,
    orientation: Orientation = "portrait",
    is_numbered: bool = True,
) -> "FPDF":
    """Return an empty paper with the office's fonts and head, and page numbers where wanted."""
    made: Any = _paper_class()(orientation, "mm", "letter")
    made.is_numbered = is_numbered
    made.office, made.accent = settings.office_name, accent_of(settings)
    made.set_title(title)
    made.set_author(settings.office_name)
    made.set_lang("es-MX")
    made.set_creation_date(at)
    made.set_margin(MARGIN)
    made.set_auto_page_break(True, margin=MARGIN + 4)
    made.add_font(TITLE, "B", FONTS / "Montserrat-Bold.ttf")
    made.add_font(TEXT, "", FONTS / "SourceSans3-Regular.ttf")
    made.add_font(TEXT, "B", FONTS / "SourceSans3-Bold.ttf")
    made.set_font(TEXT, size=10.5)
    made.set_text_color(*INK)
    return made


@cache
def _paper_class() -> type["FPDF"]:
    """Return the class of papers."""
    # With the first paper: it takes a third of a second.
    from fpdf import FPDF

    class Paper(FPDF):
        """A paper whose pages carry the office's name, a rule in its colour and their number."""

        office: str = ""
        accent: Rgb = INK
        is_numbered: bool = True

        def header(self) -> None:
            """Draw the head of a page."""
            self.set_fill_color(*self.accent)
            self.rect(0, 0, self.w, 3, style="F")
            self.set_y(9)
            self.set_font(TEXT, size=8.5)
            self.set_text_color(*QUIET)
            self.cell(0, 5, self.office, align="L", new_x="LMARGIN", new_y="NEXT")
            self.set_text_color(*INK)
            self.set_font(TEXT, size=10.5)
            self.ln(4)

        def footer(self) -> None:
            """Draw the foot of a page."""
            if not self.is_numbered:
                return
            self.set_y(-14)
            self.set_font(TEXT, size=8.5)
            self.set_text_color(*QUIET)
            self.cell(0, 5, f"Página {self.page_no()} de {{nb}}", align="R")
            self.set_text_color(*INK)

    return Paper


def shown(made: "FPDF", text: str) -> str:
    """Return a text in letters that the present font has; a sign that it lacks is a «·».

    Names come in every script, and a sign without its glyph would be an empty box, or nothing.
    """
    letters: dict[int, int] = getattr(made.current_font, "cmap", {})
    return "".join(one if ord(one) in letters or one.isspace() else "·" for one in text)


def lines_of(made: "FPDF", width: float, text: str) -> int:
    """Return how many lines a text takes in a width, in the present font."""
    lines: Any = made.multi_cell(width, text=text, align="L", dry_run=True, output="LINES")
    return len(lines)


def content(made: "FPDF") -> bytes:
    """Return the finished paper."""
    return bytes(made.output())
