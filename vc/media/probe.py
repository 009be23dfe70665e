"""What ffprobe says of a file, as JSON: where it stands beside the ffmpeg that is used."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

from vc.media import ffmpeg
from vc.media.description import Description, Picture, Sound, steady_rate, upright
from vc.media.ffmpeg import FfmpegError, Film

COMMON = ("-hide_banner", "-loglevel", "level+info")
ASKED = (
    "format=format_name,duration,start_time:"
    "stream=codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,color_transfer,"
    "field_order:"
    "stream_disposition=attached_pic:stream_tags=language,title:"
    "stream_side_data=side_data_type,rotation"
)
MOST_BYTES = 1_000_000
PROBE_S = 60
"""A description takes a moment; what takes longer is read in the other way."""
NO_CODEC = "none"
"""What ffmpeg calls one that nobody knows."""
INTERLACED = ("tt", "bb", "tb", "bt")
"""Whose lines come first: the top ones or the bottom ones."""
UNKNOWN = ("", "und", "unknown", "N/A")

Told = Mapping[str, object]
"""One of JSON's objects."""


def beside(program: str) -> str:
    """Return the ffprobe that belongs to an ffmpeg; empty where there is none."""
    path = Path(program)
    probe = path.with_name("ffprobe.exe" if sys.platform == "win32" else "ffprobe")
    return str(probe) if path.stem == "ffmpeg" and probe.is_file() else ""


def describe(film: Film) -> Description | None:
    """Return ffprobe's description of a file; None where there is none, or it does not say it."""
    program = beside(film.program)
    if not program:
        return None
    said = bytearray()
    shown = ("-of", "json", "-show_format", "-show_streams", "-show_entries", ASKED)
    limits = replace(film.limits, wall_s=PROBE_S, cpu_s=PROBE_S)
    try:
        ffmpeg.run(
            program,
            [*ffmpeg.SHUT, *shown, "-i", f"file:{film.path}"],
            limits=limits,
            take=lambda piece: said.extend(piece[: MOST_BYTES - len(said)]),
            common=COMMON,
        )
        return read(said)
    except (FfmpegError, ValueError, TypeError, LookupError, AttributeError):
        # Whatever is wrong with the file, ffmpeg itself finds it out.
        return None


def read(content: bytes | bytearray) -> Description:
    """Return the description in ffprobe's JSON. Raises ValueError for what is none."""
    told = json.loads(content)
    form, streams = told["format"], [one for one in told.get("streams", ()) if _is_told(one)]
    pictures = [one for one in streams if one.get("codec_type") == "video" and not _is_cover(one)]
    return Description(
        formats=frozenset(_word(form, "format_name").split(",")),
        announced_ms=_ms(form, "duration"),
        starts_ms=_ms(form, "start_time") or 0,
        picture=_picture(pictures[0]) if pictures else None,
        sounds=tuple(_sound(one) for one in streams if one.get("codec_type") == "audio"),
    )


def _picture(told: Told) -> Picture:
    """Return a video track."""
    side_data = told.get("side_data_list")
    rows = [one for one in side_data if _is_told(one)] if isinstance(side_data, list) else []
    turns = [one["rotation"] for one in rows if isinstance(one.get("rotation"), int | float)]
    is_on_its_side = any(round(abs(float(str(turn)))) % 180 == 90 for turn in turns)
    kinds = {_word(one, "side_data_type") for one in rows}
    width, height = upright(
        _size(told), _pair(told, "sample_aspect_ratio", ":"), is_on_its_side=is_on_its_side
    )
    return Picture(
        codec=_word(told, "codec_name") or NO_CODEC,
        width=width,
        height=height,
        frame_rate=steady_rate(_rate(told, "avg_frame_rate"), _rate(told, "r_frame_rate")),
        color_transfer=_word(told, "color_transfer"),
        is_turned=bool(kinds & {"Display Matrix", "Frame Cropping"}),
        is_interlaced=_word(told, "field_order") in INTERLACED,
    )


def _rate(told: Told, name: str) -> float | None:
    """Return a rate; None where it is not said."""
    over, under = _pair(told, name, "/")
    return round(over / under, 2) if over and under else None


def _sound(told: Told) -> Sound:
    """Return a track of sound."""
    tags = told.get("tags")
    named = tags if _is_told(tags) else {}
    return Sound(
        codec=_word(told, "codec_name") or NO_CODEC,
        language=_word(named, "language"),
        title=_word(named, "title"),
    )


def _is_told(value: object) -> TypeGuard[Told]:
    """Tell whether a value is one of JSON's objects."""
    return isinstance(value, dict)


def _is_cover(told: Told) -> bool:
    """Tell whether a video track is a cover picture."""
    disposition = told.get("disposition")
    return _is_told(disposition) and disposition.get("attached_pic") == 1


def _word(told: Told, name: str) -> str:
    """Return a word; empty for one that says nothing."""
    value = told.get(name)
    return value if isinstance(value, str) and value not in UNKNOWN else ""


def _ms(told: Told, name: str) -> int | None:
    """Return a time; None where it is not said."""
    value = _word(told, name)
    return round(float(value) * 1000) if value else None


def _size(told: Told) -> tuple[int, int] | None:
    """Return width and height as they are stored."""
    width, height = told.get("width"), told.get("height")
    if isinstance(width, int) and isinstance(height, int) and width and height:
        return width, height
    return None


def _pair(told: Told, name: str, between: str) -> tuple[int, int]:
    """Return two numbers, such as those of `30000/1001`; zeros where they are not said."""
    first, _, second = _word(told, name).partition(between)
    return (int(first), int(second)) if first.isdigit() and second.isdigit() else (0, 0)
