"""The worker's half: what is made of a file, under a lease, by one worker at a time.

No transaction is open while ffmpeg runs. The lease is renewed meanwhile, and the progress told, so
a worker that dies is replaced when it ends; the next one begins anew, which costs seconds. Whatever
is made is kept in the store beside the file, under the same names however often it is made.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.footage.colours import is_brighter
from vc.footage.facts import Facts, look
from vc.footage.faults import Fault
from vc.footage.ffmpeg import FfmpegError, Film, failed
from vc.footage.ffmpeg_choice import note, tone_for
from vc.footage.models import Preparation, PreparationStatus, Step
from vc.footage.peaks import is_heard, read_peaks
from vc.footage.pictures import read_poster, read_storyboard
from vc.footage.shift import GONE, Kit, Made, Order, Shift, keep, lent, tell_length
from vc.jobs import LeaseLostError, claim, hold, next_try, release
from vc.media import is_full
from vc.recordings.models import FileStatus
from vc.states import advance

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
LACKING = {
    Step.SOUND: "Sin onda de sonido: {reason}",
    Step.STORYBOARD: "Sin tira de imágenes: {reason}",
    Step.POSTER: "Sin portada: {reason}",
}


def make(session: Session, preparation_id: int, *, kit: Kit) -> None:
    """Make what is wanted of a file, if that is due and nobody else is at any file."""
    token = claim(session, Preparation, preparation_id, now=kit.clock())
    session.commit()
    if token is None:
        return
    order = _begin(session, session.get_one(Preparation, preparation_id), kit)
    session.commit()
    if order is None:
        return
    shift, made = Shift(session, kit, token, order), Made()
    try:
        reason = _make(shift, made)
        _finish(shift, made, reason)
        session.commit()
    except LeaseLostError:
        session.rollback()
        _tidy_up(shift, made)


def _begin(session: Session, row: Preparation, kit: Kit) -> Order | None:
    """Write down that the work begins and return what it is on; None when it does not."""
    file, now = row.file, kit.clock()
    if not row.is_under_way or file.status is not FileStatus.STORED:
        # Whoever stores the file again asks for it again.
        release(row, due_at=None)
        return None
    if _is_crowded(session, row, now):
        row.attempts -= 1
        release(row, due_at=now + SOON, error=row.last_error)
        return None
    if row.status is S.WAITING:
        advance(row, S.RUNNING, now=now, step=Step.CHECK, percent=0)
    if row.attempts > MOST_TRIES:
        _fail(session, row, NEVER_ENDED, now)
        return None
    is_last_try = row.attempts >= MOST_TRIES
    sound = row.sound if row.is_sound_chosen else None
    return Order(row.id, file.name, file.sha256, file.stored_bytes, is_last_try, sound)


def _is_crowded(session: Session, row: Preparation, now: datetime) -> bool:
    """Tell whether enough others are being prepared at this moment."""
    others = select(func.count()).where(
        Preparation.status == S.RUNNING, Preparation.lease_until > now, Preparation.id != row.id
    )
    return (session.scalar(others) or 0) >= MOST_AT_ONCE


def _make(shift: Shift, made: Made) -> FfmpegError | None:
    """Make everything that can be made of the file; return what made that impossible."""
    try:
        program = shift.kit.program()
        with lent(shift) as path:
            _take_steps(shift, made, Film(program, path, shift.kit.limits))
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


def _take_steps(shift: Shift, made: Made, film: Film) -> None:
    """Take the steps that the file has something for."""
    facts = _check(shift, film)
    film = replace(film, keeps_clock=bool(facts.starts_ms))
    if is_brighter(facts.color_transfer) and not tone_for(film.program, facts.color_transfer):
        made.lacking.append(PALE)
    sound = {Step.SOUND: _sound} if facts.sounds else {}
    pictures = {Step.STORYBOARD: _storyboard, Step.POSTER: _poster} if facts.video_codec else {}
    for step, draw in (sound | pictures).items():
        _try(shift, made, step, partial(draw, shift, made, film, facts))


def _try(shift: Shift, made: Made, step: Step, draw: Callable[[], None]) -> None:
    """Do one of the steps that can be done without; note when it fails for good."""
    shift.tell(step, 0)
    try:
        draw()
    except FfmpegError as error:
        if not error.is_final and not shift.order.is_last_try:
            raise
        made.lacking.append(LACKING[step].format(reason=error.reason))
        made.trouble = made.trouble or error


def _check(shift: Shift, film: Film) -> Facts:
    """Find out what the file is, and write it down at once. Raises FfmpegError for a cut one."""
    shift.tell(Step.CHECK, 0)

    def beat(done_ms: int, announced_ms: int | None) -> None:
        shift.tell(Step.CHECK, done_ms / announced_ms if announced_ms else 0)

    facts = look(film, beat=beat)
    bit_rate = shift.order.size_bytes * 8000 // max(facts.duration_ms, 1)
    known = {name: getattr(facts, name) for name in Facts.__slots__ if name != "sounds_begin_ms"}
    known["sounds"] = [asdict(one) for one in facts.sounds]
    known |= {"audio_codec": facts.audio_codec, "has_audio": bool(facts.sounds)}
    shift.tell(Step.CHECK, 1, **known, bit_rate=bit_rate)
    tell_length(shift, facts.duration_ms)
    return facts


def _sound(shift: Shift, made: Made, film: Film, facts: Facts) -> None:
    """Keep how loud it is: the chosen track, else the first that is not silent."""
    beat = _progress(shift, Step.SOUND, facts)
    chosen = shift.order.sound if shift.order.sound in range(len(facts.sounds)) else None
    tracks = range(len(facts.sounds)) if chosen is None else [chosen]
    first = b""
    for track in tracks:
        begins_ms = facts.sounds_begin_ms[track] if track < len(facts.sounds_begin_ms) else 0
        peaks = read_peaks(film, beat=beat, sound=track, begins_ms=begins_ms)
        first = first or peaks
        if is_heard(peaks):
            break
    else:
        track, peaks = tracks[0], first
    made.columns["sound"] = track
    made.columns["peaks_key"] = keep(shift, made, "peaks", peaks)


def _storyboard(shift: Shift, made: Made, film: Film, facts: Facts) -> None:
    """Keep the sheets of small pictures and their times."""
    beat = _progress(shift, Step.STORYBOARD, facts)
    tone = tone_for(film.program, facts.color_transfer)
    board = read_storyboard(
        film, facts.duration_ms, beat=beat, tone=tone, is_turned=facts.is_turned
    )
    made.columns["sheet_keys"] = [
        keep(shift, made, f"sheet-{number}.jpg", sheet) for number, sheet in enumerate(board.sheets)
    ]
    made.columns["tile_times_ms"] = list(board.times_ms)


def _poster(shift: Shift, made: Made, film: Film, facts: Facts) -> None:
    """Keep one picture."""
    beat = _progress(shift, Step.POSTER, facts)
    tone = tone_for(film.program, facts.color_transfer)
    poster = read_poster(film, facts.duration_ms, beat=beat, tone=tone)
    made.columns["poster_key"] = keep(shift, made, "poster.jpg", poster)


def _progress(shift: Shift, step: Step, facts: Facts) -> Callable[[int], None]:
    """Return what tells how far a step is, given the milliseconds it has been through."""
    return lambda done_ms: shift.tell(step, done_ms / max(facts.duration_ms, 1))


def _finish(shift: Shift, made: Made, error: FfmpegError | None) -> None:
    """Write down what came of it."""
    session, now = shift.session, shift.kit.clock()
    row = session.get(Preparation, shift.order.number)
    if row is None:
        raise LeaseLostError(GONE)
    hold(session, row, shift.token)
    session.refresh(row)
    _replace(shift, row, made)
    note(row, error or made.trouble)
    if row.file.sha256 != shift.order.sha256 or row.file.status is not FileStatus.STORED:
        _begin_anew(row, now)
    elif error is None:
        advance(row, S.READY, now=now, percent=100, sha256=shift.order.sha256)
        release(row, due_at=None, error=" ".join(made.lacking))
    elif error.is_final or shift.order.is_last_try:
        _fail(session, row, error.reason, now)
    else:
        release(row, due_at=next_try(row.attempts, now), error=error.reason)


def _replace(shift: Shift, row: Preparation, made: Made) -> None:
    """Write down what was made, and delete what an earlier time had made and this one did not."""
    old = set(row.keys) - set(made.keys)
    nothing: dict[str, object] = {
        "peaks_key": "",
        "poster_key": "",
        "sheet_keys": [],
        "tile_times_ms": [],
    }
    for name, value in (nothing | made.columns).items():
        setattr(row, name, value)
    for key in old:
        shift.kit.store.remove(key)


def _begin_anew(row: Preparation, now: datetime) -> None:
    """Make it of the file that is there now: it was replaced meanwhile."""
    is_stored = row.file.status is FileStatus.STORED
    advance(row, S.WAITING, now=now, percent=0)
    release(row, due_at=now if is_stored else None)


def _fail(session: Session, row: Preparation, reason: str, now: datetime) -> None:
    """Ask a person; the history of the recording tells why."""
    advance(row, S.FAILED, now=now, sha256=row.file.sha256)
    release(row, due_at=None, error=reason)
    recording, action = row.file.recording, "recording.prepare_failed"
    audit.record(session, recording, action, now=now, by=None, before={}, after={}, reason=reason)


def _tidy_up(shift: Shift, made: Made) -> None:
    """Remove what was made of a recording that is gone meanwhile."""
    is_gone = shift.session.get(Preparation, shift.order.number) is None
    shift.session.rollback()
    for key in made.keys if is_gone else ():
        shift.kit.store.remove(key)
