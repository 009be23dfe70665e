"""What a file is, read from what ffmpeg says of it while it goes through all of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from vc.media import ffmpeg, probe
from vc.media.description import PACKETS, Description, Picture, Sound
from vc.media.faults import SENTENCES, Fault
from vc.media.ffmpeg import FfmpegError, Film
from vc.media.packets import Packets
from vc.media.printed import Reader
from vc.recordings.signatures import MP4_BEGINS

LEAST_SLACK_MS = 1000
SLACK = 0.01
"""How much shorter than announced a file may be: containers round, and streams end apart."""

CUT = "El archivo está cortado: dura {found} de {announced}."
TORN = "El archivo está cortado: le faltan datos al final."
JOINED = (
    "Los tiempos del archivo saltan, como cuando se juntan varias grabaciones en una, así que no "
    "se puede cortar bien. Suba cada una por separado, o conviértalo antes a MP4."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file is. Width and height are as people see it, upright."""

    duration_ms: int
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    video_codec: str = ""
    color_transfer: str = ""
    is_turned: bool = False
    """ffmpeg turns or crops its picture before our filters get it."""
    is_interlaced: bool = False
    """Every other line of a frame is of another instant."""
    starts_ms: int = 0
    """The instant that a player shows when ffmpeg would call it 0."""
    zero_ms: int = 0
    """The file's own time of the instant that we call 0."""
    sounds: tuple[Sound, ...] = ()
    sounds_begin_ms: tuple[int, ...] = ()

    @property
    def audio_codec(self) -> str:
        """Return the codec of the first sound; empty where there is none."""
        return self.sounds[0].codec if self.sounds else ""


def read_facts(film: Film, *, beat: Callable[[int, int | None], object]) -> Facts:
    """Go through a whole file without decoding it; return what it is.

    `beat` gets the milliseconds so far, and those announced where the file says. A file that ends
    early leaves ffmpeg content, so its end is held against what it announces.

    Raises FfmpegError for one that cannot be read or is cut.
    """
    reader, packets = Reader(), Packets()
    all_of_it = ("-map", "0:V?", "-map", "0:a?", "-c", "copy", "-f", "framecrc", "pipe:1")
    try:
        ffmpeg.run(
            film.program,
            [*film.source(), *all_of_it],
            limits=film.limits,
            beat=lambda _: beat(packets.end_ms, reader.announced_ms),
            hear=reader.hear,
            take=packets.add,
        )
    except FfmpegError as error:
        if error.fault is Fault.INCOMPLETE and not begins_as_mp4(film.path):
            raise error.told_as(SENTENCES[Fault.UNREADABLE], Fault.UNREADABLE) from error
        raise
    return facts_of(_described(film, reader), packets, is_torn=reader.is_torn)


def zero_ms(film: Film) -> int:
    """Return the file's own time of the instant that we call 0, by the ffmpeg that is to cut it.

    Versions differ in what they call the first thing in a file. Raises FfmpegError.
    """
    reader = Reader()
    first = ("-map", "0:V?", "-map", "0:a?", "-c", "copy", "-t", "0", "-f", "framecrc", "pipe:1")
    arguments = [*film.source(), *first]
    ffmpeg.run(film.program, arguments, limits=film.limits, hear=reader.hear, take=len)
    return reader.description().zero_ms


def _described(film: Film, reader: Reader) -> Description:
    """Return what a file says of itself, by ffprobe's word or else by ffmpeg's."""
    told = probe.describe(film)
    if told is None:
        return reader.description()
    # ffprobe does not tell which length it only guessed.
    return replace(told, announced_ms=None) if reader.is_guessed else told


def facts_of(told: Description, packets: Packets, *, is_torn: bool) -> Facts:
    """Return the facts that follow from a file's own description and from what is in it.

    Raises FfmpegError for one that ends before the end it announces, or whose times jump.
    """
    offset = told.offset_ms
    end_ms, announced_ms = packets.end_ms + offset, told.length_ms
    if told.formats & PACKETS and announced_ms is not None:
        check_joined(end_ms, announced_ms)
    check_whole(end_ms, announced_ms, is_torn=is_torn)
    picture = told.picture or Picture()
    is_as_told = announced_ms is not None and end_ms - announced_ms <= slack_of(announced_ms)
    return Facts(
        duration_ms=announced_ms if is_as_told and announced_ms and not offset else end_ms,
        width=picture.width,
        height=picture.height,
        frame_rate=picture.frame_rate,
        video_codec=picture.codec,
        color_transfer=picture.color_transfer,
        is_turned=picture.is_turned,
        is_interlaced=picture.is_interlaced,
        starts_ms=offset,
        zero_ms=told.zero_ms,
        sounds=told.sounds,
        sounds_begin_ms=tuple(max(0, one + offset) for one in packets.begins_ms("audio")),
    )


def begins_as_mp4(path: Path) -> bool:
    """Tell whether a file's first atom is one of MP4's: ffmpeg looks for an index in any bytes."""
    with path.open("rb") as file:
        return file.read(8)[4:] in MP4_BEGINS


def check_whole(end_ms: int, announced_ms: int | None, *, is_torn: bool = False) -> None:
    """Raise FfmpegError for a file that ends before the end it announces."""
    if announced_ms is not None and announced_ms - end_ms > slack_of(announced_ms):
        text = CUT.format(found=clock_text(end_ms), announced=clock_text(announced_ms))
        raise FfmpegError(text, fault=Fault.INCOMPLETE)
    if is_torn:
        raise FfmpegError(TORN, fault=Fault.INCOMPLETE)


def check_joined(end_ms: int, announced_ms: int) -> None:
    """Raise FfmpegError for a stream of packets whose times begin anew or jump.

    As it goes through, ffmpeg puts its parts one after the other; whoever seeks in it finds either.
    """
    if abs(end_ms - announced_ms) > slack_of(announced_ms):
        raise FfmpegError(JOINED)


def slack_of(announced_ms: int) -> float:
    """Return the tolerance of another length than the announced one, in milliseconds."""
    return max(LEAST_SLACK_MS, announced_ms * SLACK)


def clock_text(ms: int) -> str:
    """Return a length as people write it: 4:05, or 1:04:05."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
