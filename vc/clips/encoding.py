"""One file of a clip as ffmpeg makes it: the sounds of its pieces first, the film, and a look.

What a film does in its middle, as to change its size or its channels, must not cost a word: the
finished sound is held against the source's, stretch by stretch.
"""

from collections.abc import Callable
from pathlib import Path

from vc.clips import ffmpeg_cut, ffmpeg_graph, ffmpeg_sound
from vc.clips.edit import Piece
from vc.clips.loudness import Ears
from vc.clips.render_check import SHORT, verified
from vc.media import ffmpeg
from vc.media.faults import Fault
from vc.media.ffmpeg import NORMAL, FfmpegError, Film, Limits
from vc.media.peaks import lost, read_peaks

SILENT = "La grabación no tiene sonido en esa parte: elija otra o use otro archivo."
LOST = (
    "Al archivo que salió le falta sonido a los {at:.1f} s. No es culpa del clip: avise a quien "
    "administra el servidor."
)
SHARE_OF_FILM = 0.9
"""Of the whole work; before it the sounds are read, and after it the film is looked at."""

Beat = Callable[[float], object]


def _ignore(share: float) -> None:
    """Do nothing at a beat."""


def encode(
    program: str,
    source: ffmpeg_cut.Source,
    cut: ffmpeg_cut.Cut,
    film: Path,
    *,
    limits: Limits = NORMAL,
    beat: Beat = _ignore,
) -> tuple[dict[str, object], Ears]:
    """Make the file; return what it is, and what was heard of it.

    `beat` gets how far it is, 0 to 1. Raises FfmpegError unless it is what was asked for.
    """
    early, ears = Ears(), Ears()
    try:
        sounds = _sounds(program, source, cut, film, limits=limits, beat=beat, ears=early)
        ffmpeg.run(
            program,
            ffmpeg_graph.arguments(source, cut, film, sounds),
            limits=limits,
            beat=lambda done_ms: beat(SHARE_OF_FILM * done_ms / max(cut.length_ms, 1)),
            hear=ears.hear,
        )
    except FfmpegError as error:
        raise _explained(error, ears, cut) from error
    if early.is_torn or ears.is_torn:
        raise _short(cut)
    found = verified(film, source, cut)
    _check_sound(Film(program, film, limits), cut, sounds, beat=lambda _: beat(SHARE_OF_FILM))
    return found, ears


def _sounds(
    program: str,
    source: ffmpeg_cut.Source,
    cut: ffmpeg_cut.Cut,
    film: Path,
    *,
    limits: Limits,
    beat: Beat,
    ears: Ears,
) -> list[Path | None]:
    """Write the sound of each piece beside the film; None for one in which there is none."""
    found: list[Path | None] = []
    for number, piece in enumerate(cut.pieces if source.has_audio else ()):
        path, ears.is_empty = film.with_name(f"sound-{number}.mka"), False
        wanted = ffmpeg_sound.sound_arguments(source, piece, path)
        try:
            ffmpeg.run(program, wanted, limits=limits, beat=lambda _: beat(0), hear=ears.hear)
        except FfmpegError as error:
            # The sound may end before the picture does; newer versions call that a failure.
            if error.fault is not Fault.NOTHING:
                raise
            ears.is_empty = True
        found.append(None if ears.is_empty else path)
    return found


def _check_sound(
    film: Film, cut: ffmpeg_cut.Cut, sounds: list[Path | None], *, beat: Callable[[int], object]
) -> None:
    """Raise FfmpegError for a film that is silent where its source is not."""
    if not any(sounds):
        return
    made, begins_ms = read_peaks(film, beat=beat), 0
    for piece, path in zip(cut.pieces, sounds, strict=True):
        if path is not None:
            source = Film(film.program, path, film.limits, keeps_clock=True)
            at = lost(read_peaks(source, beat=beat), _part(made, begins_ms, piece))
            if at is not None:
                raise FfmpegError(LOST.format(at=begins_ms / 1000 + at / 10))
        begins_ms += piece.length_ms


def _part(peaks: bytes, begins_ms: int, piece: Piece) -> bytes:
    """Return the peaks of one piece of the finished film."""
    return peaks[begins_ms // 100 : (begins_ms + piece.length_ms) // 100 + 1]


def _explained(error: FfmpegError, ears: Ears, cut: ffmpeg_cut.Cut) -> FfmpegError:
    """Return what ffmpeg could not do in words that tell what to do."""
    if ears.is_torn or ears.is_empty or error.fault is Fault.INCOMPLETE:
        short = _short(cut)
        return error.told_as(short.reason, short.fault)
    # The loudness of digital silence is minus infinity, from which the filter makes no numbers.
    if "NaN" in error.said:
        return error.told_as(SILENT)
    return error


def _short(cut: ffmpeg_cut.Cut) -> FfmpegError:
    """Return the error of a source that ends before its cut."""
    text = SHORT.format(found=0, wanted=cut.length_ms / 1000)
    return FfmpegError(text, fault=Fault.INCOMPLETE)
