"""Whether a finished file is what was asked for: ffmpeg's exit status proves nothing."""

from pathlib import Path

from vc.clips import ffmpeg_cut
from vc.clips.mp4 import outline
from vc.media.ffmpeg import FfmpegError

SLACK_MS = 100
SHORT = (
    "La grabación se acaba antes que el clip: salieron {found:.1f} s de {wanted:.1f} s. Su "
    "archivo está cortado; descárguelo o súbalo de nuevo."
)
NOT_WHOLE = "El archivo que salió no pasó la revisión ({why}). Vuelva a pedirlo."


def verified(film: Path, source: ffmpeg_cut.Source, cut: ffmpeg_cut.Cut) -> dict[str, object]:
    """Return the finished file's facts. Raises FfmpegError unless it is what was asked for."""
    try:
        with film.open("rb") as file:
            found = outline(file)
    except (ValueError, FileNotFoundError) as error:
        raise FfmpegError(SHORT.format(found=0, wanted=cut.length_ms / 1000)) from error
    picture, sound = found.track("vide"), found.track("soun")
    if picture is None or sound is None or not picture.sample_count or not sound.sample_count:
        raise FfmpegError(SHORT.format(found=0, wanted=cut.length_ms / 1000))
    count = ffmpeg_cut.frame_count(source, cut)
    if abs(found.duration_ms - cut.length_ms) > SLACK_MS or abs(picture.sample_count - count) > 1:
        seconds = picture.duration_ms / 1000
        raise FfmpegError(SHORT.format(found=seconds, wanted=cut.length_ms / 1000))
    wrong = {
        "lista de edición": found.has_edit_list,
        "metadatos": found.has_metadata,
        "orden": not found.is_fast_start,
    }
    if any(wrong.values()):
        why = ", ".join(name for name, is_so in wrong.items() if is_so)
        raise FfmpegError(NOT_WHOLE.format(why=why))
    return {
        "duration_ms": found.duration_ms,
        "frame_count": picture.sample_count,
        "size_bytes": film.stat().st_size,
    }
