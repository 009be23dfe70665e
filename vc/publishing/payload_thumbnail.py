"""The picture of a publication: one instant of its film, made by the worker when it goes out.

Only what was approved can be seen in it, so it needs no approval of its own.
"""

from pathlib import Path

from vc.media import ffmpeg
from vc.media.ffmpeg import FfmpegError, Limits
from vc.media.ffmpeg_choice import note
from vc.publishing.publication_job import PublicationJob
from vc.services import Services

LIMITS = Limits(wall_s=30, cpu_s=30)
JPEG = ("-frames:v", "1", "-q:v", "3", "-map_metadata", "-1", "-f", "image2pipe", "-c:v", "mjpeg")


def ensure(job: PublicationJob) -> None:
    """Make its picture where an instant was chosen; without one the clip's own is taken.

    No transaction is open meanwhile.
    """
    publication = job.row
    store, film, at_ms = job.services.store, publication.film, publication.thumbnail_ms
    if at_ms is None or publication.thumbnail_key or film is None or store is None:
        return
    key, source = f"publications/{publication.id}-{at_ms}.jpg", film.key
    with job.outside():
        content, trouble = _taken(job.services, source, at_ms)
        if content:
            with store.part(key, 0) as part:
                part.write(content)
            store.finish(key)
    note(publication, trouble)
    # Somebody may have chosen another instant meanwhile.
    if content and publication.thumbnail_ms == at_ms:
        publication.thumbnail_key = key


def _taken(services: Services, source: str, at_ms: int) -> tuple[bytes, FfmpegError | None]:
    """Return one frame of a stored film, or nothing, and what ffmpeg said where it failed."""
    try:
        with services.store.local_path(source) as path:
            return _frame(services.ffmpeg(), path, at_ms), None
    except FfmpegError as error:
        return b"", error
    except FileNotFoundError:
        return b"", None


def _frame(program: str, path: Path, at_ms: int) -> bytes:
    """Return one frame of a film as a JPEG. Raises FfmpegError."""
    pieces: list[bytes] = []
    source = ffmpeg.source(path, "-ss", f"{at_ms / 1000:.3f}")
    wanted = [*source, "-map", "0:V:0", *JPEG, "pipe:1"]
    ffmpeg.run(program, wanted, limits=LIMITS, take=pieces.append)
    return b"".join(pieces)
