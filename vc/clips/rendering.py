"""The worker's half: one file of a clip is made, verified and kept, under a lease, one at a time.

No transaction is open while ffmpeg runs. At every beat the lease is renewed and the progress told,
and a file that was cancelled meanwhile, or whose cut was changed, ends ffmpeg. What is written
stands in a folder of its own until it is verified; a worker that dies leaves nothing else, and the
next one begins anew.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from vc.clips import ffmpeg_cut, ffmpeg_graph, render_outcome
from vc.clips.encoding import SILENT, encode
from vc.clips.models import ClipRender, RenderStatus
from vc.clips.render_order import MOST_TRIES, RenderOrder, order_of, with_files
from vc.jobs import Job, LeaseLostError, backoff_until, others_at_work
from vc.media import ffmpeg
from vc.media.facts import zero_ms
from vc.media.faults import Fault
from vc.media.ffmpeg import FfmpegError, Limits, failed
from vc.media.ffmpeg_choice import note, tone_for
from vc.media.queries import preparation_of
from vc.recordings.models import FileStatus
from vc.states import advance
from vc.store import Store, is_full

R = RenderStatus
SOON = timedelta(seconds=10)
MOST_AT_ONCE = 1
SILENT_LUFS = -60.0
"""What is quieter than this in the whole is no speech; digital silence reads -70."""
PIECE = 1_000_000

NO_SPACE = "No queda espacio en el servidor. Libere espacio y vuelva a pedir los archivos."
NO_DISK = "El servidor no pudo leer o guardar un archivo ({kind}). Revise el disco y reintente."
NOT_HERE = "La grabación ya no está aquí. Descárguela o súbala de nuevo y reintente."
NOT_PREPARED = "La grabación no se pudo preparar, así que no se puede cortar: {why}"
NEVER_ENDED = "Se intentó varias veces y nunca llegó a su fin."
GONE = "Ya no se necesita."


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it, as the columns of its row."""

    columns: dict[str, object]


@dataclass(frozen=True, slots=True)
class Work:
    """One turn: its claimed row, and what it is to make."""

    job: Job[ClipRender]
    order: RenderOrder
    limits: Limits

    def report(self, share: float) -> None:
        """Keep the lease and tell how far it is, 0 to 1.

        Raises LeaseLostError, which ends the work, when it is no longer wanted.
        """
        with self.job.inside() as row:
            # Somebody stopped it, or cut the clip again.
            if row.status is not R.RUNNING:
                raise LeaseLostError(GONE)
            row.percent = round(min(max(share, 0), 1) * 99)


def render(job: Job[ClipRender], *, limits: Limits = ffmpeg.NORMAL) -> None:
    """Begin, make the file unless somebody else makes any, and write down what came of it."""
    order = _begin(job)
    if order is None:
        return
    work = Work(job, order, limits)
    with job.outside():
        came = _make(work)
    _finish(work, came)


def _begin(job: Job[ClipRender]) -> RenderOrder | None:
    """Write down that the work begins and return what it is; None when it does not."""
    session, row, now = job.session, job.row, job.now()
    if not row.is_under_way:
        job.done()
        return None
    # The clip was cut again while this waited: nobody wants this file any more.
    if row.picture_sha256 != row.clip.picture_sha256:
        advance(row, R.CANCELLED, now=now)
        job.done()
        return None
    if _is_crowded(session, row, now):
        job.uncounted()
        job.again_at(now + SOON, row.last_error)
        return None
    if row.status is R.WAITING:
        advance(row, R.RUNNING, now=now, percent=0)
    # A film on which the process dies each time comes back without any error of its own.
    if row.attempts > MOST_TRIES:
        _fail(job, NEVER_ENDED)
        return None
    made = preparation_of(session, [row.clip.file_id]).get(row.clip.file_id)
    if row.clip.file.status is not FileStatus.STORED:
        _fail(job, NOT_HERE)
    elif made is None or made.duration_ms is None:
        _fail(job, NOT_PREPARED.format(why=made.last_error if made else ""))
    else:
        return order_of(session, row)
    return None


def _is_crowded(session: Session, row: ClipRender, now: datetime) -> bool:
    """Tell whether another file is being made at this moment."""
    is_running = ClipRender.status == R.RUNNING
    return others_at_work(session, row, is_running, now) >= MOST_AT_ONCE


def _make(work: Work) -> Made | FfmpegError:
    """Make the file and keep it; return what came of it, or what made that impossible."""
    try:
        with (
            _room(work) as folder,
            work.job.services.store.local_path(work.order.source_key) as path,
        ):
            return _steps(work, folder, path)
    except FfmpegError as error:
        return error
    except FileNotFoundError:
        return FfmpegError(NOT_HERE)
    except OSError as error:
        kind = type(error).__name__
        if is_full(error):
            return failed(Fault.NO_ROOM).told_as(NO_SPACE)
        return FfmpegError(NO_DISK.format(kind=kind))


@contextmanager
def _room(work: Work) -> Iterator[Path]:
    """Lend an empty folder for what is unfinished; whatever happens, it is gone afterwards."""
    folder = work.job.services.settings.instance / "work" / f"clip-{work.order.number}"
    # What a worker left that was killed here.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _steps(work: Work, folder: Path, path: Path) -> Made:
    """Make the film and its picture, look at both, and put them in their places."""
    order, services = work.order, work.job.services
    work.report(0)
    program = services.ffmpeg()
    source = replace(
        order.source,
        arguments=ffmpeg.source(path, keeps_clock=order.keeps_clock),
        tone=tone_for(program, order.color_transfer),
        zero_ms=zero_ms(ffmpeg.Film(program, path, work.limits)),
    )
    cut, film = with_files(order, folder), folder / "clip.part.mp4"
    try:
        facts, ears = encode(program, source, cut, film, limits=work.limits, beat=work.report)
    except FfmpegError as error:
        raise (error.told_as(NO_SPACE) if error.fault is Fault.NO_ROOM else error) from error
    # Made without a fault, and useless all the same: a person chooses another track.
    if source.has_audio and ears.loudness_lufs is not None and ears.loudness_lufs < SILENT_LUFS:
        raise FfmpegError(SILENT)
    picture = _picture(work, program, source, cut, folder)
    work.report(1)
    # The film before its picture: without the film the picture would stand for nothing.
    digest = _keep(services.store, film, order.render_key)
    thumbnail = ""
    if picture is not None:
        thumbnail = order.render_key.removesuffix("mp4") + "jpg"
        _keep(services.store, picture, thumbnail)
    width, height = cut.canvas
    measured = {
        "loudness_lufs": ears.loudness_lufs,
        "longest_silence_ms": ears.longest_silence_ms,
    }
    kept = {"key": order.render_key, "thumbnail_key": thumbnail, "sha256": digest}
    return Made(facts | measured | kept | {"width": width, "height": height})


def _picture(
    work: Work, program: str, source: ffmpeg_cut.Source, cut: ffmpeg_cut.Cut, folder: Path
) -> Path | None:
    """Make the picture that stands for the film; None where there is nothing to see."""
    if not source.rate:
        return None
    target = folder / "clip.jpg"
    wanted = ffmpeg_graph.picture_arguments(source, cut, work.order.thumbnail_ms, target)
    ffmpeg.run(program, wanted, limits=work.limits)
    return target if target.exists() and target.stat().st_size else None


def _keep(store: Store, path: Path, key: str) -> str:
    """Put a file into the store, in one step; return its SHA-256. Raises OSError."""
    digest = hashlib.sha256()
    # The digest is of what was read for the store, so that it names exactly what is kept.
    with path.open("rb") as file, store.part(key, 0) as part:
        while piece := file.read(PIECE):
            digest.update(piece)
            part.write(piece)
    store.finish(key)
    return digest.hexdigest()


def _finish(work: Work, came: Made | FfmpegError) -> None:
    """Write down what came of it."""
    job, row, now = work.job, work.job.row, work.job.now()
    if row.status is not R.RUNNING:
        raise LeaseLostError(GONE)
    note(row, came if isinstance(came, FfmpegError) else None)
    if isinstance(came, Made):
        advance(row, R.DONE, now=now, by=None, reason="", percent=100, made_at=now, **came.columns)
        job.done()
        render_outcome.note_rendered(job.session, row.clip, now)
    elif came.is_final or work.order.is_last_try:
        _fail(job, came.reason)
    else:
        job.again_at(backoff_until(row.attempts, now), came.reason)


def _fail(job: Job[ClipRender], reason: str) -> None:
    """Ask a person."""
    advance(job.row, R.FAILED, now=job.now())
    job.done(reason)
    # Whether a clip has failed is asked of the database, for all of its files together.
    job.session.flush()
    render_outcome.note_rendered(job.session, job.row.clip, job.now())
