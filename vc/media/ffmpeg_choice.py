"""Which ffmpeg is used: the first of the setting's, the system's and the package's that can do all.

Each is tried with everything that `needs.py` names, in real runs of two tenths of a second: what a
program lists of itself changes its form between versions, and does not tell which values an option
takes. What was found holds for this process as long as the file is the same.
"""

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vc.config import Settings
from vc.media import ffmpeg
from vc.media.colours import is_brighter, to_bt709
from vc.media.faults import Fault
from vc.media.ffmpeg import FfmpegError, Limits
from vc.media.models import FfmpegReportMixin
from vc.media.needs import (
    CHAINS,
    COMMANDS,
    FILM,
    FOLDER,
    GIVEN,
    NOWHERE,
    PICTURE,
    READS,
    SOUND,
    TONES,
    Chain,
    Command,
)

LIMITS = Limits(wall_s=20, cpu_s=20, file_bytes=10_000_000, beat_s=0.2)
"""For each of some ten short runs."""
MOST_NAMED = 4
"""So much of what one lacks is told; one thing is enough to pass it over."""
ADVICE = (
    "Instale ffmpeg 5.1 o más nuevo, con x264, AAC y libass (en Debian: apt install ffmpeg), o "
    "instale el paquete imageio-ffmpeg, y reinicie."
)
REFUSALS = frozenset(
    {
        *(Fault.NOT_TAKEN, Fault.CRASHED, Fault.UNKNOWN),
        *(Fault.NOTHING, Fault.UNREADABLE, Fault.INCOMPLETE),
    }
)
"""How one fails that cannot; any other failure says nothing of what it can."""
SAID_NOTHING = dict.fromkeys(REFUSALS, "no dijo por qué") | {Fault.CRASHED: "se cae"}
ABSENT = "no está ahí o no se puede ejecutar"
NO_FFMPEG = "no es un ffmpeg"
UNTRIED = "no se pudo probar: {why}"
LACKS = "no puede {what} ({said})"

logger = logging.getLogger(__name__)
_LOCK = threading.Lock()
_FOUND: dict[tuple[str, int, int], "Tried"] = {}


class Origin(StrEnum):
    """Where an ffmpeg comes from, in the order in which they are asked."""

    SETTING = "setting"
    SYSTEM = "system"
    PACKAGE = "package"


ORIGINS = {
    Origin.SETTING: "el del ajuste FFMPEG",
    Origin.SYSTEM: "el del sistema (PATH)",
    Origin.PACKAGE: "el del paquete imageio-ffmpeg",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying one: its version, and what it lacks, in Spanish."""

    version: str = ""
    lacks: tuple[str, ...] = ()
    is_certain: bool = True
    """The same trial would end the same way."""
    misses: tuple[str, ...] = ()
    """What it lacks that can be done without, in Spanish."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The ffmpeg that is used (`program` is empty where none can), and those passed over.

    `passed_over` has each one's path and why, in Spanish, for administrators.
    """

    program: str = ""
    version: str = ""
    origin: Origin | None = None
    passed_over: tuple[tuple[str, str], ...] = ()
    misses: tuple[str, ...] = ()
    """What it cannot do and can be done without, in Spanish."""


def choose(settings: Settings) -> Choice:
    """Return the first ffmpeg that can do all we ask for; the first time takes about a second."""
    passed_over: list[tuple[str, str]] = []
    for origin, program in _candidates(settings):
        tried = _tried(program)
        if not tried.lacks:
            return Choice(program, tried.version, origin, tuple(passed_over), tried.misses)
        passed_over.append((program, _why(origin, tried)))
    return Choice(passed_over=tuple(passed_over))


def executable(settings: Settings) -> str:
    """Return the program to use. Raises FfmpegError when none can do what is asked for."""
    choice = choose(settings)
    if not choice.program:
        raise ffmpeg.failed(Fault.MISSING, "\n".join(why for _, why in choice.passed_over))
    return choice.program


def version_of(program: str) -> str:
    """Return the version of an ffmpeg that was tried; empty for another."""
    key = _key(program)
    return _FOUND[key].version if key in _FOUND else ""


def tone_for(program: str, color_transfer: str) -> str:
    """Return the filters that bring a film's colours to any screen's, for others to follow.

    Empty where they are so already, and where this ffmpeg has none: then films stay pale.
    """
    is_possible = is_brighter(color_transfer) and not _tried(program).misses
    return f"{to_bt709(color_transfer)}," if is_possible else ""


def note(row: FfmpegReportMixin, error: FfmpegError | None) -> None:
    """Keep with a row why ffmpeg failed it; with None, that it did not."""
    row.ffmpeg_fault = error.fault if error else None
    row.ffmpeg_version = version_of(error.program) if error else ""
    row.ffmpeg_said = error.said if error else ""


def try_out(program: str) -> Tried:
    """Let an ffmpeg do everything once, in a folder that is gone afterwards."""
    version = ""
    try:
        version = _version(program)
        if not version:
            return Tried(lacks=(NO_FFMPEG,))
        with tempfile.TemporaryDirectory(prefix="ffmpeg-") as name:
            lacks = tuple(_lacks(program, Path(name)))
            alone = (Command(TONES.name, tuple(chains_arguments([TONES]))),)
            misses = () if lacks else tuple(_refused(program, alone, Path(name)))
    except FfmpegError as error:
        is_certain = error.fault is Fault.MISSING
        why = ABSENT if is_certain else UNTRIED.format(why=error.reason.rstrip("."))
        return Tried(version, (why,), is_certain=is_certain)
    except OSError as error:
        why = UNTRIED.format(why=type(error).__name__)
        return Tried(version, (why,), is_certain=False)
    return Tried(version, lacks[:MOST_NAMED], misses=misses)


def chains_arguments(chains: Sequence[Chain]) -> list[str]:
    """Return the arguments that run filters, each on a picture and a sound that ffmpeg makes."""
    steps, maps = [], []
    for number, chain in enumerate(chains):
        pads = [f"[in{number}{place}]" for place in range(len(chain.takes))]
        for pad, kind in zip(pads, chain.takes, strict=True):
            steps.append((PICTURE if kind == "v" else SOUND) + pad)
        outs = [f"[out{number}{place}]" for place in range(len(chain.gives))]
        steps.append("".join(pads) + chain.filters + "".join(outs))
        maps += [word for pad in outs for word in ("-map", pad)]
    return ["-filter_complex", ";".join(steps), *maps, "-f", "null", "-"]


def _candidates(settings: Settings) -> Iterator[tuple[Origin, str]]:
    """Yield those there are, in the order of their right."""
    if settings.ffmpeg:
        yield Origin.SETTING, settings.ffmpeg
    system = shutil.which("ffmpeg")
    if system:
        yield Origin.SYSTEM, system
    try:
        # The package may be missing, and is needed only where no other ffmpeg is.
        import imageio_ffmpeg

        yield Origin.PACKAGE, imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        return


def _tried(program: str) -> Tried:
    """Return what is known of one, trying it where nothing is; others wait for it meanwhile."""
    key = _key(program)
    if key is None:
        return Tried(lacks=(ABSENT,))
    with _LOCK:
        if key not in _FOUND:
            tried = try_out(program)
            for lack in tried.lacks:
                logger.warning("ffmpeg %s (%s) passed over: %s", program, tried.version, lack)
            if not tried.is_certain:
                return tried
            _FOUND[key] = tried
        return _FOUND[key]


def _key(program: str) -> tuple[str, int, int] | None:
    """Return what tells whether a program is still the same; None when it is not there."""
    try:
        found = Path(program).stat()
    except OSError:
        return None
    return program, found.st_mtime_ns, found.st_size


def _why(origin: Origin, tried: Tried) -> str:
    """Return why one was passed over, as a sentence."""
    name = f"{ORIGINS[origin]}, {tried.version}" if tried.version else ORIGINS[origin]
    text = f"{name}: {'; '.join(tried.lacks)}."
    return text[0].upper() + text[1:]


def _version(program: str) -> str:
    """Return how a program names its version, such as `5.1.9-0+deb12u1`."""
    pieces: list[bytes] = []
    try:
        ffmpeg.run(program, ["-version"], limits=LIMITS, take=pieces.append)
    except FfmpegError as error:
        if error.fault not in REFUSALS:
            raise
    words = b"".join(pieces).decode(errors="replace").split()
    return words[2][:80] if words[:2] == ["ffmpeg", "version"] else ""


def _lacks(program: str, folder: Path) -> Iterator[str]:
    """Yield what a program cannot do. Raises FfmpegError when it is no fault of its own."""
    for name, content in GIVEN.items():
        Path(name.replace(FOLDER, str(folder))).write_bytes(content)
    if _refuses(program, chains_arguments(CHAINS), folder):
        alone = (Command(one.name, tuple(chains_arguments([one]))) for one in CHAINS)
        yield from _refused(program, alone, folder)
    if _refuses(program, _all_of(READS), folder):
        yield from _refused(program, READS, folder)
    for command in COMMANDS:
        said = _refuses(program, command.arguments, folder)
        if said:
            yield LACKS.format(what=command.name, said=said)
        if not Path(FILM.replace(FOLDER, str(folder))).exists():
            # The first one writes what the others read.
            return


def _refused(program: str, commands: Iterable[Command], folder: Path) -> Iterator[str]:
    """Yield which of what it does not take together it does not take alone."""
    for command in commands:
        said = _refuses(program, command.arguments, folder)
        if said:
            yield LACKS.format(what=command.name, said=said)


def _all_of(reads: Sequence[Command]) -> list[str]:
    """Return the arguments that read all at once."""
    inputs = [word for one in reads for word in one.arguments[: -len(NOWHERE)]]
    maps = [word for number in range(len(reads)) for word in ("-map", str(number))]
    return [*inputs, *maps, *NOWHERE]


def _refuses(program: str, arguments: Sequence[str], folder: Path) -> str:
    """Return what a program says when it does not take a command; nothing when it does."""
    # As a filter's option a path needs the same care as in the graph itself.
    placed = [one.replace(FOLDER, folder.as_posix()) for one in arguments]
    take = (lambda _: None) if "pipe:1" in placed else None
    try:
        ffmpeg.run(program, placed, limits=LIMITS, take=take)
    except FfmpegError as error:
        if error.fault not in REFUSALS:
            raise
        return error.said.partition("\n")[0].rstrip(".") or SAID_NOTHING[error.fault]
    return ""
