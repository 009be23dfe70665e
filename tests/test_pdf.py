"""Papers: the office's look, and the same bytes for the same words."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import make_settings
from vc import pdf
from vc.page_settings import PALETTES

AT = datetime(2030, 1, 1, tzinfo=UTC)
STYLES = (Path(__file__).parent.parent / "vc" / "static" / "app.css").read_text()


@pytest.mark.parametrize("palette", PALETTES)
def test_a_paper_has_the_colour_of_the_pages(palette: str, tmp_path: Path):
    own = "" if palette == "vino" else f'[data-palette="{palette}"]'
    tokens = STYLES[STYLES.index(own) :]
    (light,) = re.findall(r"--accent: light-dark\((#\w+)", tokens)[:1]

    assert pdf.accent_of(replace(make_settings(tmp_path), office_palette=palette)) == pdf.rgb(light)


def test_the_same_words_at_the_same_time_are_the_same_bytes(tmp_path: Path):
    def made() -> bytes:
        paper = pdf.paper("Constancia", make_settings(tmp_path), at=AT)
        paper.add_page()
        paper.cell(0, 8, "«Ñandú», güero")
        return pdf.content(paper)

    assert made() == made()
    assert made().startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_seen_as_such(tmp_path: Path):
    paper = pdf.paper("Constancia", make_settings(tmp_path), at=AT)

    assert pdf.shown(paper, "Íñigo 🎉 Ωλ\n«x»") == "Íñigo · ··\n«x»"
