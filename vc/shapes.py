"""The shapes of films."""

from enum import StrEnum


class Shape(StrEnum):
    """The picture's width to its height."""

    WIDE = "16:9"
    SQUARE = "1:1"
    TALL = "9:16"


ALL_SHAPES = (Shape.WIDE, Shape.SQUARE, Shape.TALL)
