"""What the demonstration has recorded: the films of the talks, what was said, how others stand."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.demonstration import demo_states, films, queries
from vc.demonstration.demo_source import OWN
from vc.demonstration.films import Talk
from vc.demonstration.stage import Stage
from vc.jobs import release, run
from vc.media.models import Preparation, PreparationStatus
from vc.media.prepare_job import PrepareOrder
from vc.media.queries import preparation_of
from vc.player import service as player
from vc.recordings import download
from vc.recordings import service as recordings
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import MaterialKind, Recording, RecordingFile
from vc.recordings.service import UPLOAD
from vc.states import advance
from vc.transcripts import service as transcripts
from vc.uploads import material
from vc.uploads import service as uploads

KEPT_AFTER = timedelta(minutes=40)
"""How long after its end a session's film was handed in."""
MARKS = ("Se puede usar como cápsula", "Línea de denuncia anónima")
"""Why somebody marked the second line of a talk, and its last."""
BY = "produccion"
MATERIAL = "entrevista"
MATERIAL_NOTE = "De demostración: la voz y la imagen son sintéticas."
MATERIAL_AGO = timedelta(days=16)


def add(stage: Stage) -> int:
    """Hand in the films of what was held; return how many. It commits.

    What was handed in by a start that broke off stays.
    """
    there = set(stage.session.scalars(select(Recording.event_id)))
    events = [event for event in held(stage) if event.id not in there]
    filmed = [event for event in events if queries.told_of(event.summary).film]
    for event in filmed:
        _hand_in(stage, event, films.talks()[queries.told_of(event.summary).film])
        stage.session.commit()
    for event in events:
        if event not in filmed:
            demo_states.add(stage, event, queries.told_of(event.summary).recording, name_of(event))
    stage.session.commit()
    _hand_in_material(stage)
    return len(filmed)


def held(stage: Stage) -> list[Event]:
    """Return the sessions that took place, of which there is anything to be told, oldest first."""
    query = select(Event).where(
        Event.ended_by(stage.now),
        Event.status == EventStatus.CONFIRMED,
        Event.summary.in_(queries.told_summaries()),
    )
    return list(stage.session.scalars(query.order_by(Event.starts_at)).unique())


def name_of(event: Event) -> str:
    """Return what a session's recording is known by."""
    return f"{OWN}{event.id}"


def video_of(stage: Stage, talk: str) -> RecordingFile:
    """Return the film of a talk that was kept."""
    topics = [one for one in queries.told_summaries() if queries.told_of(one).film == talk]
    query = select(RecordingFile).join(Recording).join(Preparation)
    wanted = Recording.topic.in_([*topics, films.talks()[talk].title])
    found = stage.session.scalars(query.where(wanted, Recording.trashed_at.is_(None)))
    return found.first() or _missing(talk)


def _missing(talk: str) -> RecordingFile:
    raise LookupError(f"no film of {talk}")


def _hand_in(stage: Stage, event: Event, talk: Talk) -> None:
    """Hand in a talk's film and transcript for one session, as somebody did after its end."""
    session, by = stage.session, stage.people[BY]
    at = min(event.ends_at + KEPT_AFTER, stage.now)
    with talk.film.open("rb") as video:
        file = recordings.receive_upload(
            session,
            event,
            source=UPLOAD,
            external_id=name_of(event),
            stream=video,
            store=stage.store,
            now=at,
            by=by,
        )
    file.recording.recorded_at = event.starts_at + timedelta(minutes=2)
    file.recording.topic = event.summary
    _prepared(stage, file, talk, at)
    _words(stage, file, talk, at)
    if queries.told_of(event.summary).recording:
        demo_states.throw_away(stage, file.recording)


def _words(stage: Stage, file: RecordingFile, talk: Talk, at: datetime) -> None:
    """Hand in what was said in a film, and mark some moments in it."""
    session, by = stage.session, stage.people[BY]
    content = talk.words.read_bytes()
    transcript = transcripts.hand_in(
        session, file.recording, talk.words.name, content, store=stage.store, now=at, by=by
    )
    transcripts.read_own(session, transcript, content, now=at)
    for at_ms, note in zip((talk.tile_times_ms[1], talk.tile_times_ms[-1]), MARKS, strict=True):
        player.mark_in(session, file, at_ms / 1000, note=note, now=at, by=by)


def _prepared(stage: Stage, file: RecordingFile, talk: Talk, at: datetime) -> None:
    """Write down of a film what a worker would find out, with the pictures that lie beside it."""
    session = stage.session
    for hear in stage.services.registry.added_to(FILE_STORED):
        hear(session, file, at)
    session.flush()
    row = preparation_of(session, [file.id])[file.id]
    order = PrepareOrder(row.id, file.name, file.sha256, file.stored_bytes, is_last_try=False)
    made = {
        "peaks": talk.peaks,
        "poster.jpg": talk.poster.read_bytes(),
        "sheet-0.jpg": talk.sheet.read_bytes(),
    }
    for what, content in made.items():
        stage.keep(content, order.key_of(what))
    row.duration_ms, row.frame_rate = talk.length_ms, films.FRAME_RATE
    row.width, row.height = films.WIDTH, films.HEIGHT
    row.video_codec, row.audio_codec, row.has_audio = "h264", "aac", True
    row.sounds = [{"codec": "aac", "language": "", "title": ""}]
    row.bit_rate = file.stored_bytes * 8000 // talk.length_ms
    row.peaks_key, row.poster_key, *row.sheet_keys = (order.key_of(what) for what in made)
    row.tile_times_ms = list(talk.tile_times_ms)
    advance(row, PreparationStatus.RUNNING, now=at)
    advance(row, PreparationStatus.READY, now=at, percent=100, sha256=file.sha256)
    release(row, due_at=None)
    file.recording.duration_s = round(talk.length_ms / 1000)


def _hand_in_material(stage: Stage) -> None:
    """Hand in an interview that was no session, as from a telephone, and mark a moment in it."""
    talk, at = films.talks()[MATERIAL], stage.now - MATERIAL_AGO
    file = _begun(stage, talk) or _taken(stage, talk, at)
    if file.recording.duration_s:
        return
    # What a worker does with it otherwise: nobody has to wait for one here.
    services = replace(stage.services, clock=lambda: at)
    run(stage.session, RecordingFile, file.id, download.fetch, services)
    _prepared(stage, file, talk, at)
    _words(stage, file, talk, at)
    stage.session.commit()


def _begun(stage: Stage, talk: Talk) -> RecordingFile | None:
    """Return the interview that a start before this one left, if its file is whole."""
    left = select(RecordingFile).join(Recording).where(Recording.topic == talk.title)
    file = stage.session.scalars(left).first()
    if file is not None:
        now, by = stage.now, stage.people[BY]
        uploads.cancel(stage.session, file, store=stage.store, now=now, by=by)
    return stage.session.scalars(left).first()


def _taken(stage: Stage, talk: Talk, at: datetime) -> RecordingFile:
    """Take in the interview's file; return its row. It commits."""
    told = material.Description(talk.title, MaterialKind.INTERVIEW, note=MATERIAL_NOTE)
    new = material.NewMaterial(told, recorded_at=at - timedelta(days=1))
    offered = uploads.Offered(talk.film.name, talk.film.stat().st_size)
    session, store, by = stage.session, stage.store, stage.people[BY]
    file = material.begin(session, new, offered, store=store, now=at, by=by)
    session.commit()
    with talk.film.open("rb") as video:
        uploads.take(session, file, 0, video, store=store, now=at)
    return file
