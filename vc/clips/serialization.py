"""An edit as JSON and back: how it is stored, and how the page sends it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar

from vc import inputs
from vc.clips.edit import Blur, Box, Caption, Edit, Framing, Piece
from vc.decoding import UNREAD
from vc.errors import RuleError
from vc.shapes import Shape

Part = TypeVar("Part")

MOST_BYTES = 2_000_000
LONGEST = {"title": 200, "text": 5000, "alt_text": 500, "caption": 500}
MOST_CAPTIONS = 3000
TOO_MUCH = "El texto es demasiado largo: {what} admite {most} caracteres."
UNFIT = "Hay caracteres que no se pueden usar en {what}; escríbalo de nuevo."
WORDS = {
    "title": "el título",
    "text": "el texto de la publicación",
    "alt_text": "el texto alternativo",
    "caption": "un subtítulo",
}


def write(edit: Edit) -> dict[str, object]:
    """Return the edit as plain values that JSON can hold."""
    return asdict(edit)


def read(body: object) -> Edit:
    """Return the edit of plain values. Raises RuleError for what makes no sense as one."""
    try:
        return _edit(_row(body))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _senseless() from error


def _edit(body: dict[str, object]) -> Edit:
    """Return the edit of a body whose mistakes raise whatever they raise."""
    captions = _several(body.get("captions", ()), _caption)
    if len(captions) > MOST_CAPTIONS:
        raise RuleError("El clip tiene demasiados subtítulos.", field="captions")
    plate, thumbnail = body.get("plate_id"), body.get("thumbnail_ms")
    return Edit(
        pieces=_several(body["pieces"], _piece),
        title=_words(body.get("title", ""), "title"),
        text=_words(body.get("text", ""), "text"),
        short=_several(body.get("short", ()), _piece),
        framings=_several(body.get("framings", ()), _framing),
        captions=captions,
        burns_captions=_flag(body.get("burns_captions", True)),
        blurs=_several(body.get("blurs", ()), _blur),
        plate_id=None if plate is None else _whole(plate),
        thumbnail_ms=None if thumbnail is None else _whole(thumbnail),
        alt_text=_words(body.get("alt_text", ""), "alt_text"),
    )


def _several(rows: object, of: Callable[[dict[str, object]], Part]) -> tuple[Part, ...]:
    """Return each row as what it is. Raises ValueError for what is no list of rows."""
    if not isinstance(rows, list | tuple):
        raise ValueError(rows)
    return tuple(of(_row(row)) for row in rows)


def _row(value: object) -> dict[str, object]:
    """Return an object's values by name. Raises ValueError for anything else."""
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def _piece(row: dict[str, object]) -> Piece:
    return Piece(_whole(row["in_ms"]), _whole(row["out_ms"]))


def _box(row: dict[str, object]) -> Box:
    return Box(*(_whole(row[name]) for name in ("x", "y", "width", "height")))


def _framing(row: dict[str, object]) -> Framing:
    crop = row.get("crop")
    return Framing(Shape(str(row["shape"])), None if crop is None else _box(_row(crop)))


def _blur(row: dict[str, object]) -> Blur:
    return Blur(_box(_row(row["box"])), _whole(row["in_ms"]), _whole(row["out_ms"]))


def _caption(row: dict[str, object]) -> Caption:
    text = _words(row["text"], "caption")
    original = _words(row.get("original", ""), "caption")
    return Caption(_whole(row["in_ms"]), _whole(row["out_ms"]), text, original)


def _whole(value: object) -> int:
    """Return a whole number that a column can hold. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)
    if not abs(value) <= inputs.LARGEST_NUMBER:
        raise ValueError(value)
    return round(value)


def _flag(value: object) -> bool:
    """Return yes or no. Raises ValueError for anything else."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _words(value: object, name: str) -> str:
    """Return a text as it was typed. Raises RuleError for one that is too long or cannot be kept.

    Non-breaking spaces, joiners of emojis and the like are what somebody meant.
    """
    if not isinstance(value, str):
        raise ValueError(value)
    # What an older transcript could not read stands in clips that were cut out of it.
    if not inputs.is_fit(value.replace(UNREAD, "")):
        raise RuleError(UNFIT.format(what=WORDS[name]), field=name)
    if len(value) > LONGEST[name]:
        raise RuleError(TOO_MUCH.format(what=WORDS[name], most=LONGEST[name]), field=name)
    return value


def _senseless() -> RuleError:
    return RuleError("No se guardó el último cambio. Vuelva a cargar la página y repítalo.")
