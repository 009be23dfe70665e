"""An office's own colour: the tokens of the style sheet that follow from it. Pure.

Whatever colour it is, words on it or in it reach 4.5:1 and shapes 3:1, light and dark: it is mixed
with black or white until they do. Contrast is that of WCAG 2.2.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from vc.page_settings import OWN_PALETTE

HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
TEXT = 4.5
ON_SHELL, DEEP = "#f7ecf0", 11.0
"""What is written on the shell, and how far it stands out: some of it is set back."""
WHITE, BLACK = "#ffffff", "#000000"
LIGHT = ("#faf7f1", "#f3ede3", "#fffefb", "#ffffff")
DARK = ("#161013", "#251b20", "#1e161a", "#281e23")
"""The grounds `paper`, `paper-2`, `surface` and `raised` of app.css; a test compares them."""
STEPS = 64
RULE = (
    "@layer tokens{{@supports (color:light-dark(#fff,#000))"
    '{{:root[data-palette="{name}"]{{{tokens}}}}}}}'
)


def parse(text: str) -> str:
    """Return a colour as «#7a1f3d». Raises ValueError."""
    found = HEX.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(one * 2 for one in digits))


def tokens(colour: str) -> dict[str, tuple[str, str]]:
    """Return each token in light and in dark."""
    tint, dark_tint = mixed(colour, WHITE, 0.93), mixed(colour, DARK[2], 0.85)
    accent = _towards(BLACK, colour, _stands_out((*LIGHT, tint)))
    dark_accent = _towards(WHITE, colour, _stands_out((*DARK, dark_tint)))
    # White is read on both, and both are seen on every dark ground.
    fill, hover = _of_luminance(colour, 0.148, 0.158), _of_luminance(colour, 0.168, 0.18)
    shell = _towards(BLACK, mixed(accent, BLACK, 0.2), lambda one: contrast(ON_SHELL, one) >= DEEP)
    dark_shell = mixed(shell, BLACK, 0.5)
    return {
        "accent": (accent, dark_accent),
        "tint": (tint, dark_tint),
        "fill": (accent, fill),
        "fill-2": (mixed(accent, BLACK, 0.25), hover),
        "focus": (accent, "#f2c879"),
        "shell": (shell, dark_shell),
    }


@lru_cache(maxsize=8)
def rule(colour: str) -> str:
    """Return the style sheet of a colour."""
    said = "".join(
        f"--{name}:light-dark({light},{dark});" for name, (light, dark) in tokens(colour).items()
    )
    return RULE.format(name=OWN_PALETTE, tokens=said)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1."""
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (part / 255 for part in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with so much of another in it, 0 to 1."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> list[int]:
    """Return red, green and blue, 0 to 255."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _stands_out(grounds: Iterable[str]) -> Callable[[str], bool]:
    """Return whether words of a colour can be read on all of these grounds."""
    return lambda one: all(contrast(one, ground) >= TEXT for ground in grounds)


def _towards(other: str, colour: str, is_good: Callable[[str], bool]) -> str:
    """Return the colour that is least mixed with another, and good."""
    ways = (mixed(colour, other, step / STEPS) for step in range(STEPS + 1))
    return next((one for one in ways if is_good(one)), other)


def _of_luminance(colour: str, least: float, most: float) -> str:
    """Return a colour that is as light as that: white is read on it, and dark grounds show it."""
    is_dark = luminance(colour) < least
    other, low, high = WHITE if is_dark else BLACK, 0.0, 1.0
    made = colour
    while not least <= luminance(made) <= most and high - low > 1e-4:
        share = (low + high) / 2
        made = mixed(colour, other, share)
        # Light grows with white, and shrinks with black.
        if (luminance(made) < least) == is_dark:
            low = share
        else:
            high = share
    return made
