"""What ffmpeg's exit status and its own words mean: whose fault it is, in one sentence. Pure.

The words are those of ffmpeg 5.1, 7.0 and 9.0 (`tests/media/said/`). What is not recognised is
never told as a fault of the file.
"""

import os
import re
import signal
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

MOST_SAID = 4000
"""How many characters of its words are kept."""


class Fault(StrEnum):
    """Why ffmpeg did not do what it was called for."""

    MISSING = "missing"
    """There is no ffmpeg that can do all of it."""
    NOT_TAKEN = "not_taken"
    """It does not take our command: an option, a filter, an encoder or a format that it lacks."""
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    NO_ROOM = "no_room"
    TOO_LARGE = "too_large"
    """What it wrote, or asked for, went beyond our limits."""
    CRASHED = "crashed"
    """It fell over by itself."""
    KILLED = "killed"
    TOO_LONG = "too_long"
    NOTHING = "nothing"
    """No frame came through; its newer versions call that a failure."""
    UNKNOWN = "unknown"


OURS = frozenset({Fault.MISSING, Fault.NOT_TAKEN, Fault.CRASHED})
"""Another ffmpeg would help, and nothing else does."""
SERVERS = OURS | {Fault.NO_ROOM, Fault.KILLED}
"""Nobody who uses the pages can do anything about it, but to try again later."""
FINAL = frozenset(Fault) - {Fault.KILLED, Fault.CRASHED}
"""The same call would end the same way."""
SENTENCES = {
    Fault.MISSING: (
        "El servidor no tiene un ffmpeg que sirva; el archivo puede estar bien. Avise a quien "
        "administra el servidor."
    ),
    Fault.NOT_TAKEN: (
        "El ffmpeg del servidor no aceptó lo que el sistema le pidió. No es culpa del archivo: "
        "avise a quien administra el servidor."
    ),
    Fault.UNREADABLE: "El archivo no se puede leer como audio o video.",
    Fault.INCOMPLETE: (
        "El archivo está incompleto: falta el final del archivo. Descárguelo o súbalo de nuevo y "
        "reintente."
    ),
    Fault.NO_ROOM: "No queda espacio en el servidor. Libere espacio y reintente.",
    Fault.TOO_LARGE: (
        "Lo que resulta pasa del tamaño o de la memoria que se permite. Pida una parte más corta."
    ),
    Fault.CRASHED: (
        "El ffmpeg del servidor se cayó con este archivo, que puede estar bien. Avise a quien "
        "administra el servidor."
    ),
    Fault.KILLED: "ffmpeg se detuvo a la mitad.",
    Fault.TOO_LONG: "Tardó más de lo permitido y se detuvo.",
    Fault.NOTHING: "No tiene ninguna imagen que mostrar.",
    Fault.UNKNOWN: (
        "ffmpeg no pudo y no dijo una causa que el sistema conozca; el archivo puede estar bien. "
        "Avise a quien administra el servidor."
    ),
}
# It hears the signal that its time is up, and ends as if it had been asked to.
_TIME_IS_UP = rf"received signal {int(getattr(signal, 'SIGXCPU', -1))}\b"
_WORDS = (
    (Fault.TOO_LONG, _TIME_IS_UP),
    (Fault.NO_ROOM, r"No space left on device|Disk quota exceeded"),
    (Fault.TOO_LARGE, r"File too large|Cannot allocate memory"),
    (
        Fault.INCOMPLETE,
        r"partial file|moov atom not found|File ended prematurely",
    ),
    (
        Fault.NOT_TAKEN,
        r"Unrecognized option|Option (?:'\S*' )?not found|Error splitting the argument list|"
        r"No such filter|Filter not found|No option name near|Error parsing a filter|"
        r"Error (?:applying|setting) option|Error initializing (?:filter|complex filters)|"
        r"Unknown encoder|Encoder not found|Unknown decoder|Decoder not found|"
        # What no ffmpeg knows is called "none".
        r"Decoder \(codec (?!none).*not found|no decoder found for: (?!none)|"
        r"Requested output format|Unknown input format|Protocol not found|"
        r"Unable to parse|invalid preset|Error setting preset|Error parsing global options|"
        r"Missing argument for option|Invalid argument for option|Unknown pixel format|"
        # A film whose colours say what 7.0 does not know; earlier and later ones pass it over.
        r"Invalid color (?:range|space)|Error reinitializing filters|"
        # The facts told of a stream that is not there.
        r"Stream specifier '\S*' in filtergraph",
    ),
    (
        Fault.UNREADABLE,
        r"Invalid data found|not on whitelist|could not find codec parameters|"
        r"EBML header parsing failed|does not contain any stream|codec none|for: none",
    ),
    (Fault.NOTHING, r"Nothing was written into output file"),
)
_MEANS = tuple((fault, re.compile(words)) for fault, words in _WORDS)
_SIGNALS = {
    "SIGXCPU": Fault.TOO_LONG,
    "SIGXFSZ": Fault.TOO_LARGE,
    **dict.fromkeys(("SIGSEGV", "SIGABRT", "SIGILL", "SIGBUS", "SIGFPE"), Fault.CRASHED),
}
_TOLD_TO_STOP = 255
"""Its exit status when it was asked to end, as by a system that shuts down."""
# Possessive, and never begun within a row of slashes: it looks at each sign once.
_FOLDERS = re.compile(
    r"""(?<![\w*)/.\\])(?:file:)?(?:[A-Za-z]:)?"""
    r"""[\\/]++(?:(?:\\++[':,;[\]]|[^\\/\s'":,;])++[\\/]++)++"""
)


def fault_of(code: int, said: str) -> Fault | None:
    """Return the fault of an exit status and its last words; None when it did what it was to do.

    A full disk is one even where it says that all went well, as 5.1 does.
    """
    named = {getattr(signal, name, 0): fault for name, fault in _SIGNALS.items()}
    if code < 0:
        return named.get(-code, Fault.KILLED)
    found = next((fault for fault, words in _MEANS if words.search(said)), Fault.UNKNOWN)
    if not code:
        return found if found is Fault.NO_ROOM else None
    if code == _TOLD_TO_STOP and found is Fault.UNKNOWN:
        return Fault.KILLED
    return found


def without_folders(said: str, arguments: Sequence[str]) -> str:
    """Return ffmpeg's words without the places of this machine, however they were written."""
    for argument in arguments:
        path = Path(argument.removeprefix("file:"))
        if path.is_absolute():
            said = said.replace(argument, path.name).replace(str(path), path.name)
            # What stands beside it may be named too.
            said = said.replace(f"{path.parent}{os.sep}", "")
    return _FOLDERS.sub("", said)


def bounded(lines: Iterable[str]) -> str:
    """Return lines as one text that can be kept in a row."""
    return "\n".join(lines)[:MOST_SAID]
