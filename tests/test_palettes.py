"""The colours that an office can choose keep their contrast on every ground, light and dark."""

import re
from pathlib import Path

import pytest

from vc.page_settings import PALETTES

CSS = (Path(__file__).parent.parent / "vc/static/app.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
TEXT, WHITE = 4.5, "#ffffff"
GROUNDS = ("paper", "surface", "raised", "tint")


def tokens(palette: str, scheme: int) -> dict[str, str]:
    """Return the colours of a palette; `scheme` is 0 for light, 1 for dark."""
    usual = CSS[: CSS.index("data-palette=")]
    own = re.search(rf'data-palette="{palette}"\] {{([^}}]*)}}', CSS)
    found = {one[0]: one[1 + scheme] for one in TOKEN.findall(usual)}
    return found | {one[0]: one[1 + scheme] for one in TOKEN.findall(own[1] if own else "")}


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_palette_but_the_usual_one_has_its_colours():
    assert set(re.findall(r'data-palette="(\w+)"\] {', CSS)) == set(PALETTES) - {"vino"}


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("palette", list(PALETTES))
def test_links_buttons_and_the_shell_can_be_read(palette, scheme):
    found = tokens(palette, scheme)

    too_low = {
        f"{name} on {ground}": round(contrast(found[name], found[ground]), 2)
        for name, ground in [*(("accent", one) for one in GROUNDS), ("ink", "tint")]
        if contrast(found[name], found[ground]) < TEXT
    }
    for name in ("fill", "fill-2", "shell"):
        if contrast(WHITE, found[name]) < TEXT:
            too_low[f"white on {name}"] = round(contrast(WHITE, found[name]), 2)
    assert too_low == {}
