"""The worker's half: what is made of a file, under a lease, by one worker at a time.

No transaction is open while ffmpeg runs. The lease is renewed meanwhile, and the progress told, so
a worker that dies is replaced when it ends; the next one begins anew, which costs seconds. Whatever
is made is kept in the store beside the file, under the same names however often it is made.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from vc import audit
from vc.errors import ConcurrentChangeError
from vc.jobs import Job, LeaseLostError, backoff_until, others_at_work
from vc.media.colours import is_brighter
from vc.media.facts import Facts, read_facts
from vc.media.faults import Fault
from vc.media.ffmpeg import NORMAL, FfmpegError, Film, Limits, failed
from vc.media.ffmpeg_choice import ADVICE, choose, note, tone_for
from vc.media.hooks import FFMPEG_CHOSEN
from vc.media.models import Preparation, PreparationStatus, Step
from vc.media.peaks import is_heard, read_peaks
from vc.media.pictures import read_poster, read_storyboard
from vc.media.prepare_job import PrepareOrder, Work, keep, lent, note_length
from vc.recordings.models import FileStatus
from vc.services import Services
from vc.states import advance
from vc.store import is_full

S = PreparationStatus
SOON = timedelta(seconds=15)
MOST_AT_ONCE = 1
MOST_TRIES = 3
NO_DISK = "El servidor no pudo leer o guardar un archivo ({kind}). Revise el disco y reintente."
NOT_HERE = "El archivo no está en su lugar. Verifique la grabación y vuelva a descargarla."
NEVER_ENDED = "Se intentó varias veces y nunca llegó a su fin."
PALE = (
    "Es un video HDR y el ffmpeg del servidor no tiene los filtros zscale y tonemap: sus imágenes "
    "y sus clips saldrán pálidos."
)
log = logging.getLogger(__name__)

LACKING = {
    Step.SOUND: "Sin onda de sonido: {reason}",
    Step.STORYBOARD: "Sin tira de imágenes: {reason}",
    Step.POSTER: "Sin portada: {reason}",
}


def try_ffmpeg(session: Session, services: Services) -> None:
    """Try the ffmpeg that is used before anybody waits for it; retry what another one refused."""
    choice = choose(services.settings)
    if not choice.program:
        log.error("no ffmpeg can do what is asked for: %s", ADVICE)
        return
    log.info("ffmpeg %s, %s", choice.version, choice.origin)
    try:
        for retry in services.registry.added_to(FFMPEG_CHOSEN):
            retry(session, choice.version, services.clock())
        session.commit()
    except ConcurrentChangeError:
        # Another worker that starts at this moment does the same.
        session.rollback()


def make(job: Job[Preparation], *, limits: Limits = NORMAL) -> None:
    """Begin, make what can be made unless another file is at it, and write down what came of it."""
    order = _begin(job)
    if order is None:
        return
    work = Work(job, order, limits)
    try:
        with job.outside():
            reason = _make(work)
    except LeaseLostError:
        job.session.rollback()
        # The lease is lost as well where the recording was thrown away meanwhile.
        _tidy_up(work)
        raise
    _finish(work, reason)


def _begin(job: Job[Preparation]) -> PrepareOrder | None:
    """Write down that the work begins and return what it is on; None when it does not."""
    row, file, now = job.row, job.row.file, job.now()
    if not row.is_under_way or file.status is not FileStatus.STORED:
        # Whoever stores the file again asks for it again.
        job.done()
        return None
    if _is_crowded(job.session, row, now):
        job.uncounted()
        job.again_at(now + SOON, row.last_error)
        return None
    if row.status is S.WAITING:
        advance(row, S.RUNNING, now=now, step=Step.CHECK, percent=0)
    # A file on which the process dies each time comes back without any error of its own.
    if row.attempts > MOST_TRIES:
        _fail(job, NEVER_ENDED)
        return None
    # At the last try a wave or a storyboard that fails is left out, rather than all of it.
    is_last_try = row.attempts >= MOST_TRIES
    sound = row.sound if row.is_sound_chosen else None
    return PrepareOrder(row.id, file.name, file.sha256, file.stored_bytes, is_last_try, sound)


def _is_crowded(session: Session, row: Preparation, now: datetime) -> bool:
    """Tell whether enough others are being prepared at this moment."""
    is_running = Preparation.status == S.RUNNING
    return others_at_work(session, row, is_running, now) >= MOST_AT_ONCE


def _make(work: Work) -> FfmpegError | None:
    """Make everything that can be made of the file; return what made that impossible."""
    try:
        program = work.job.services.ffmpeg()
        with lent(work) as path:
            _take_steps(work, Film(program, path, work.limits))
    except FfmpegError as error:
        return error
    except FileNotFoundError:
        return FfmpegError(NOT_HERE)
    except OSError as error:
        kind = type(error).__name__
        if is_full(error):
            return failed(Fault.NO_ROOM)
        return FfmpegError(NO_DISK.format(kind=kind))
    return None


def _take_steps(work: Work, film: Film) -> None:
    """Take the steps that the file has something for."""
    facts = _check(work, film)
    film = replace(film, keeps_clock=bool(facts.starts_ms))
    if is_brighter(facts.color_transfer) and not tone_for(film.program, facts.color_transfer):
        work.lacking.append(PALE)
    sound = {Step.SOUND: _sound} if facts.sounds else {}
    pictures = {Step.STORYBOARD: _storyboard, Step.POSTER: _poster} if facts.video_codec else {}
    for step, draw in (sound | pictures).items():
        _try(work, step, partial(draw, work, film, facts))


def _try(work: Work, step: Step, draw: Callable[[], None]) -> None:
    """Do one of the steps that can be done without; note when it fails for good."""
    work.report(step, 0)
    try:
        draw()
    except FfmpegError as error:
        if not error.is_final and not work.order.is_last_try:
            raise
        work.lacking.append(LACKING[step].format(reason=error.reason))
        work.trouble = work.trouble or error


def _check(work: Work, film: Film) -> Facts:
    """Find out what the file is, and write it down at once. Raises FfmpegError for a cut one."""
    work.report(Step.CHECK, 0)

    def beat(done_ms: int, announced_ms: int | None) -> None:
        work.report(Step.CHECK, done_ms / announced_ms if announced_ms else 0)

    facts = read_facts(film, beat=beat)
    # Reckoned of size and length: not every container tells one.
    bit_rate = work.order.size_bytes * 8000 // max(facts.duration_ms, 1)
    kept = (name for name in Facts.__slots__ if name not in ("sounds_begin_ms", "zero_ms"))
    known = {name: getattr(facts, name) for name in kept}
    known["sounds"] = [asdict(one) for one in facts.sounds]
    known |= {"audio_codec": facts.audio_codec, "has_audio": bool(facts.sounds)}
    work.report(Step.CHECK, 1, **known, bit_rate=bit_rate)
    note_length(work, facts.duration_ms)
    return facts


def _sound(work: Work, film: Film, facts: Facts) -> None:
    """Keep how loud it is: the chosen track, else the first that is not silent."""
    beat = _progress(work, Step.SOUND, facts)
    chosen = work.order.sound if work.order.sound in range(len(facts.sounds)) else None
    tracks = range(len(facts.sounds)) if chosen is None else [chosen]
    first = b""
    # A first track may be silent beside that of the microphone.
    for track in tracks:
        begins_ms = facts.sounds_begin_ms[track] if track < len(facts.sounds_begin_ms) else 0
        peaks = read_peaks(film, beat=beat, sound=track, begins_ms=begins_ms)
        first = first or peaks
        if is_heard(peaks):
            break
    else:
        track, peaks = tracks[0], first
    work.columns["sound"] = track
    work.columns["peaks_key"] = keep(work, "peaks", peaks)


def _storyboard(work: Work, film: Film, facts: Facts) -> None:
    """Keep the sheets of small pictures and their times."""
    beat = _progress(work, Step.STORYBOARD, facts)
    tone = tone_for(film.program, facts.color_transfer)
    board = read_storyboard(
        film,
        facts.duration_ms,
        beat=beat,
        tone=tone,
        is_turned=facts.is_turned,
        zero_ms=facts.zero_ms,
    )
    work.columns["sheet_keys"] = [
        keep(work, f"sheet-{number}.jpg", sheet) for number, sheet in enumerate(board.sheets)
    ]
    work.columns["tile_times_ms"] = list(board.times_ms)


def _poster(work: Work, film: Film, facts: Facts) -> None:
    """Keep one picture."""
    beat = _progress(work, Step.POSTER, facts)
    tone = tone_for(film.program, facts.color_transfer)
    poster = read_poster(film, facts.duration_ms, beat=beat, tone=tone)
    work.columns["poster_key"] = keep(work, "poster.jpg", poster)


def _progress(work: Work, step: Step, facts: Facts) -> Callable[[int], None]:
    """Return what tells how far a step is, given the milliseconds it has been through."""
    return lambda done_ms: work.report(step, done_ms / max(facts.duration_ms, 1))


def _finish(work: Work, error: FfmpegError | None) -> None:
    """Write down what came of it."""
    job, row = work.job, work.job.row
    _replace(work)
    note(row, error or work.trouble)
    if row.file.sha256 != work.order.sha256 or row.file.status is not FileStatus.STORED:
        _begin_anew(job)
    elif error is None:
        advance(row, S.READY, now=job.now(), percent=100, sha256=work.order.sha256)
        job.done(" ".join(work.lacking))
    elif error.is_final or work.order.is_last_try:
        _fail(job, error.reason)
    else:
        job.again_at(backoff_until(row.attempts, job.now()), error.reason)


def _replace(work: Work) -> None:
    """Write down what was made, and delete what an earlier time had made and this one did not."""
    row = work.job.row
    old = set(row.keys) - set(work.keys)
    nothing: dict[str, object] = {
        "peaks_key": "",
        "poster_key": "",
        "sheet_keys": [],
        "tile_times_ms": [],
    }
    for name, value in (nothing | work.columns).items():
        setattr(row, name, value)
    for key in old:
        work.store.remove(key)


def _begin_anew(job: Job[Preparation]) -> None:
    """Make it of the file that is there now: it was replaced meanwhile."""
    is_stored = job.row.file.status is FileStatus.STORED
    advance(job.row, S.WAITING, now=job.now(), percent=0)
    job.again_at(job.now() if is_stored else None)


def _fail(job: Job[Preparation], reason: str) -> None:
    """Ask a person; the history of the recording tells why."""
    row, now = job.row, job.now()
    advance(row, S.FAILED, now=now, sha256=row.file.sha256)
    job.done(reason)
    recording, action = row.file.recording, "recording.prepare_failed"
    audit.record(
        job.session, recording, action, now=now, by=None, before={}, after={}, reason=reason
    )


def _tidy_up(work: Work) -> None:
    """Remove what was made of a recording that is gone meanwhile."""
    is_gone = work.job.session.get(Preparation, work.order.number) is None
    work.job.session.rollback()
    for key in work.keys if is_gone else ():
        work.store.remove(key)
