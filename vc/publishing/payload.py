"""A publication as its network gets it: words, the very bytes that were approved, picture."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from integrations.contracts.publishing import Draft, Post
from integrations.errors import RejectedError
from vc.clips import queries as clips
from vc.clips.edit import captions_of
from vc.clips.models import ClipRender
from vc.clips.subtitles import srt_text
from vc.media import ffmpeg
from vc.media.ffmpeg import FfmpegError, Limits
from vc.media.ffmpeg_choice import note
from vc.publishing.film_links import film_url
from vc.publishing.models import Publication
from vc.publishing.publication_job import PublicationJob
from vc.services import Services

OTHER_BYTES = "El archivo guardado no es el que se aprobó: no se envió nada. Prepárelo de nuevo."
LIMITS = Limits(wall_s=30, cpu_s=30)
JPEG = ("-frames:v", "1", "-q:v", "3", "-map_metadata", "-1", "-f", "image2pipe", "-c:v", "mjpeg")


@contextmanager
def lent(job: PublicationJob, film: ClipRender, *, is_checked: bool = True) -> Iterator[Post]:
    """Lend it as the network gets it; no transaction is open meanwhile.

    Raises FileNotFoundError, and RejectedError for a file that is not the approved one.
    """
    publication = job.row
    store = job.services.store
    assert store is not None
    grant, settings = (publication.id, film.sha256), job.services.settings
    url = film_url(settings.mail_url, grant, settings.secret_key, job.now())
    post = replace(bare(publication, film), film_url=url)
    if publication.with_captions:
        edit = clips.edit_of(job.session, publication.clip)
        post = replace(post, captions=srt_text(captions_of(edit, film.length)))
    key, picture_key, wanted = film.key, publication.picture_key, publication.file_sha256
    with ExitStack() as lending:
        with job.outside():
            picture = _read(store.open(picture_key)) if picture_key else None
            path = lending.enter_context(store.local_path(key))
            if is_checked and _digest(path) != wanted:
                raise RejectedError(OTHER_BYTES, vendor="vc", operation="check_file")
        yield replace(post, film=path, picture=picture)


def bare(publication: Publication, film: ClipRender | None) -> Post:
    """Return it without its bytes, for looks."""
    return Post(
        mark=f"{publication.clip.folio}-{publication.id}",
        title=publication.title,
        text=publication.text,
        film=Path(),
        picture_ms=publication.thumbnail_ms,
        size_bytes=film.size_bytes if film else 0,
        duration_ms=film.duration_ms or 0 if film else 0,
        width=film.width or 0 if film else 0,
        height=film.height or 0 if film else 0,
    )


def draft_of(publication: Publication) -> Draft:
    """Return what leads to it at the network."""
    return Draft(publication.remote_id, publication.upload_url)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(file: BinaryIO) -> bytes:
    """Return the whole of a file."""
    with file as opened:
        return opened.read()


def ensure_thumbnail(job: PublicationJob) -> None:
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
