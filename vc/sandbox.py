"""Reading what comes from outside, apart: in a process of its own, within limits of time and room.

A reader is a pure function of a file's bytes. A parser that a file keeps busy cannot be interrupted
in a thread, and one that it makes ask for too much memory takes the whole worker along; a child can
be ended. It is told nothing of our environment, which holds secrets, and its answer is JSON.

    rows = read_apart("vc.transcripts.parser:as_rows", content, extension="vtt")

Workers only: a request looks at the size and the beginning of a file, and leaves the rest to them.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from vc.errors import RuleError

try:
    import resource
except ImportError:  # Not every system has it; limits are held as far as they can be.
    resource = None  # type: ignore[assignment]

KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
NICE = 10

TOO_HARD = (
    "Leer el archivo tardó más de lo permitido y se detuvo. Ábralo en otro programa, guárdelo de "
    "nuevo y vuelva a subirlo."
)
TOO_MUCH = "Leer el archivo pide demasiada memoria. Divídalo y suba las partes."
OUR_FAULT = (
    "El sistema falló al leer el archivo; no es culpa del archivo. Avise a quien administra."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one reading may use; on some systems only the time is held."""

    wall_s: float = 75
    """Less than a lease, so that whoever waits for it still holds the row."""
    cpu_s: int = 60
    memory_bytes: int = 2_000_000_000
    answer_bytes: int = 200_000_000


NORMAL = Limits()


class ReaderError(Exception):
    """A reader did not come to an end, and not because of the file: it may be tried again."""


def read_apart(
    reader: str, content: bytes, *, limits: Limits = NORMAL, **options: object
) -> list[Any]:
    """Return a reader's (`module:function`) result for a file's bytes, of the types it gave JSON.

    Raises RuleError: the reader's own, or that the file is too much for it. Raises ReaderError when
    something else ended it, such as a server that stops.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        # Files and no pipes: nothing that the child says is in our memory before it has ended.
        given.write(json.dumps(options).encode() + b"\n" + content)
        given.seek(0)
        status = _run([*_command(reader), *_written(limits)], given.fileno(), told.fileno(), limits)
        told.seek(0)
        answer = _answer(told.read()) if status == 0 else {}
    if "refused" in answer:
        raise RuleError(str(answer["refused"]), field=str(answer["field"]))
    if "rows" not in answer:
        raise ReaderError(f"{reader} ended with {status}")
    return answer["rows"]


def _command(reader: str) -> list[str]:
    """Return the command that runs this very file."""
    return [sys.executable, "-m", "vc.sandbox", reader]


def _written(limits: Limits) -> list[str]:
    """Return the limits that the child sets for itself, as arguments."""
    return [str(limits.cpu_s), str(limits.memory_bytes), str(limits.answer_bytes)]


def _run(command: list[str], given: int, told: int, limits: Limits) -> int:
    """Run the child to its end; return its exit status. Raises RuleError when it takes too long."""
    # The child parses what strangers made, so it gets none of our secrets.
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    kept["PYTHONPATH"] = str(Path(__file__).parent.parent)
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            command, stdin=given, stdout=told, env=kept, timeout=limits.wall_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RuleError(TOO_HARD) from error
    except OSError as error:
        raise ReaderError(type(error).__name__) from error
    # SIGXCPU, by number: not every system has it.
    if done.returncode == -24:
        raise RuleError(TOO_HARD)
    return done.returncode


def _answer(told: bytes) -> dict[str, list[object]]:
    """Return what the child told; nothing when it is no whole answer."""
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _restrain(cpu_s: int, memory_bytes: int, answer_bytes: int) -> None:
    """Set the child's limits, before it looks at anything; each as far as the system can."""
    with suppress(AttributeError):
        os.nice(NICE)
        for kind, most in (
            (resource.RLIMIT_CPU, cpu_s),
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_FSIZE, answer_bytes),
            # A core file would hold what the file held.
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                # The harder one a little later: it kills, and does not say that time was up.
                resource.setrlimit(kind, (most, most + 1))


def _child(reader: str, *limits: str) -> dict[str, object]:
    """Return the answer of a reader to what comes in: a line of options, then the file."""
    _restrain(*map(int, limits))
    module, _, function = reader.partition(":")
    options = json.loads(sys.stdin.buffer.readline())
    try:
        read = getattr(import_module(module), function)
        return {"rows": read(sys.stdin.buffer.read(), **options)}
    except RuleError as error:
        return {"refused": error.message, "field": error.field}
    # Of the file and not of ours: another one of its kind would do the same again.
    except (MemoryError, RecursionError):
        return {"refused": TOO_MUCH, "field": ""}


if __name__ == "__main__":
    print(json.dumps(_child(*sys.argv[1:])))
