"""What Meta refuses in the parameters of a call: unknown names, wrong types, values of enums.

Parameters come in the address, as a form or as JSON; whatever is not text may come as JSON inside
of a text. What is returned has the types that `meta_params` names.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from flask import request

from integrations.emulator.meta.operation import GraphError
from integrations.emulator.meta.parameters import EVERYWHERE, ON_LISTS, TAKEN, Parameter
from integrations.emulator.state import JsonObject

LISTS = (
    *("list_media", "list_lives", "read_accounts", "list_subscribed_apps", "video_insights"),
    *("list_videos", "list_reels", "list_comments", "list_reactions", "list_likes"),
    *("media_insights", "read_quota", "live_errors"),
)


class _WrongError(ValueError):
    """A value that is not of its type."""


def taken(operation: str) -> JsonObject:
    """Return the parameters of this call that are its own, or refuse it."""
    known = TAKEN[operation]
    passing = EVERYWHERE + (ON_LISTS if operation in LISTS else ())
    given = {name: value for name, value in _given().items() if name not in passing}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise GraphError(100, f"(#100) Unexpected parameter: {', '.join(unknown)}")
    return {name: _read(name, value, known[name]) for name, value in given.items()}


def seconds_of(value: object) -> float:
    """Return an instant as seconds since 1970; it comes as such, or as ISO text with an offset."""
    if isinstance(value, str | int | float):
        with suppress(ValueError):
            return float(value)
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise GraphError(100, "(#100) Invalid time") from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _given() -> JsonObject:
    """Return every parameter of this call; what the body says goes before the address."""
    given: JsonObject = dict(request.values.items()) | dict(request.files.items())
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise GraphError(100, "(#100) The body must be a JSON object")
        given |= body
    return given


def _read(name: str, value: object, parameter: Parameter) -> object:
    """Return a value in its type, or refuse it."""
    try:
        read = READERS[parameter.kind](value)
    except (_WrongError, json.JSONDecodeError) as error:
        message = f"(#100) Param {name} must be of type {parameter.kind}"
        raise GraphError(100, message) from error
    values = read if isinstance(read, list) else [read]
    if parameter.choices and not set(map(str, values)) <= set(parameter.choices):
        choices = ", ".join(parameter.choices)
        raise GraphError(100, f"(#100) Param {name} must be one of {{{choices}}}")
    return read


def _text(value: object) -> str:
    """Read text; a number is text too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _WrongError
    return str(value)


def _truth(value: object) -> bool:
    """Read true or false, also as the words and digits that forms hold."""
    words = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in words:
        raise _WrongError
    return words[str(value).lower()]


def _number(value: object) -> float:
    """Read a number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _WrongError
    try:
        return float(value)
    except ValueError as error:
        raise _WrongError from error


def _whole(value: object) -> int:
    """Read a whole number, of as many digits as an id may have."""
    if str(value).isdecimal():
        return int(str(value))
    if not _number(value).is_integer():
        raise _WrongError
    return int(_number(value))


def _object(value: object) -> object:
    """Read an object; a bare number passes, as a time stands for an event in Meta's own guide."""
    read = json.loads(value) if isinstance(value, str) else value
    if isinstance(read, bool) or not isinstance(read, dict | int):
        raise _WrongError
    return read


def _list(value: object) -> list[object]:
    """Read a list: JSON, or words between commas."""
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else value.split(",")
    if not isinstance(value, list):
        raise _WrongError
    return value


def _file(value: object) -> object:
    """Take a file that was uploaded; text is none."""
    if isinstance(value, str | int | float | list | dict):
        raise _WrongError
    return value


READERS: dict[str, Callable[[object], object]] = {
    "string": _text,
    "enum": _text,
    "bool": _truth,
    "float": _number,
    "unsigned int": _whole,
    "Object": _object,
    "map": _object,
    "datetime": seconds_of,
    "file": _file,
    **{f"list<{kind}>": _list for kind in ("string", "enum", "map", "int", "Object")},
}
