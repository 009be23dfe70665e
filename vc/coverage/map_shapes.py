"""The shapes of the state's municipalities: read once from `data/map.toml`, with their source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "map.toml"


@dataclass(frozen=True, slots=True)
class Shape:
    """One municipality: its border as an SVG path, empty where none is published, and its mark."""

    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shapes:
    """All of them, by INEGI's keys."""

    width: int
    height: int
    by_key: dict[str, Shape]


@cache
def shapes() -> Shapes:
    """Return the shapes; nobody may change what it returns."""
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    by_key = {key: Shape(**one) for key, one in told["shapes"].items()}
    return Shapes(told["width"], told["height"], by_key)
