"""What the demonstration has recorded: a synthetic talk of 75 seconds, and what was said in it.

`media/platica.mp4` is synthetic speech (espeak-ng) over drawn slides (ffmpeg); nobody is in it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event, EventStatus
from vc.jobs import run
from vc.media.models import Preparation
from vc.player import service as player
from vc.recordings import download
from vc.recordings import service as recordings
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import MaterialKind, Recording, RecordingFile
from vc.recordings.service import UPLOAD
from vc.services import services_of
from vc.store import Store
from vc.transcripts import service as transcripts
from vc.uploads import material
from vc.uploads import service as uploads

MEDIA = Path(__file__).parent / "media"
LENGTH_S = 75
MOST = 3
AFTER_THE_ROOMS = timedelta(minutes=1)
MARKS = ((9.5, "Línea de denuncia anónima"), (38.0, "Se puede usar como cápsula"))
"""Seconds of the talk that somebody marked, and why."""
MATERIAL = "Entrevista: asistente a la plática"
MATERIAL_NOTE = "De demostración: la voz y la imagen son sintéticas."


def add(session: Session, app: Flask, *, now: datetime, by: Person) -> int:
    """Hand in the talk for the last sessions that were recorded; return how many. It commits.

    What was handed in by a start that broke off stays.
    """
    held = (
        select(Event)
        .where(Event.records.is_(True), Event.ended_by(now), Event.status == EventStatus.CONFIRMED)
        .order_by(Event.starts_at.desc())
        .limit(MOST)
    )
    events = list(session.scalars(held).unique())
    there = set(session.scalars(select(Recording.external_id).where(Recording.source == UPLOAD)))
    for event in events:
        if _name_of(event) not in there:
            _hand_in(session, app, event, now=now, by=by)
    session.commit()
    _hand_in_material(session, app, now=now, by=by)
    return len(events)


def _hand_in(session: Session, app: Flask, event: Event, *, now: datetime, by: Person) -> None:
    """Hand in the talk and its transcript for one session, and mark some moments in it."""
    store = services_of(app).store
    with (MEDIA / "platica.mp4").open("rb") as video:
        file = recordings.receive_upload(
            session,
            event,
            source=UPLOAD,
            external_id=_name_of(event),
            stream=video,
            store=store,
            now=now,
            by=by,
        )
    for hear in services_of(app).registry.added_to(FILE_STORED):
        hear(session, file, now)
    _prepare_later(session, file, now)
    recording = session.get_one(Recording, file.recording_id)
    recording.topic, recording.duration_s = event.summary, LENGTH_S
    recording.recorded_at = event.starts_at + timedelta(minutes=2)
    content = (MEDIA / "platica.vtt").read_bytes()
    given = ("platica.vtt", content)
    transcript = transcripts.hand_in(session, recording, *given, store=store, now=now, by=by)
    transcripts.read_own(session, transcript, content, now=now)
    for second, note in MARKS:
        player.mark_in(session, file, second, note=note, now=now, by=by)


def _name_of(event: Event) -> str:
    """Return what a session's recording is known by."""
    return f"demo-{event.id}"


def _hand_in_material(session: Session, app: Flask, *, now: datetime, by: Person) -> None:
    """Hand in an interview that was no session, as from a telephone, and mark a moment in it."""
    store = services_of(app).store
    file = _begun(session, store, now=now, by=by) or _taken(session, store, now=now, by=by)
    if file.recording.duration_s:
        return
    # What a worker does with it otherwise: nobody has to wait for one here.
    run(
        session,
        RecordingFile,
        file.id,
        download.fetch,
        replace(services_of(app), clock=lambda: now),
    )
    _prepare_later(session, file, now)
    file.recording.duration_s = LENGTH_S
    second, note = MARKS[1]
    player.mark_in(session, file, second, note=note, now=now, by=by)
    session.commit()


def _begun(session: Session, store: Store, *, now: datetime, by: Person) -> RecordingFile | None:
    """Return the interview that a start before this one left, if its file is whole."""
    left = select(RecordingFile).join(Recording).where(Recording.topic == MATERIAL)
    file = session.scalars(left).first()
    if file is not None:
        uploads.cancel(session, file, store=store, now=now, by=by)
    return session.scalars(left).first()


def _taken(session: Session, store: Store, *, now: datetime, by: Person) -> RecordingFile:
    """Take in the interview's file; return its row. It commits."""
    film = MEDIA / "platica.mp4"
    told = material.Description(MATERIAL, MaterialKind.INTERVIEW, note=MATERIAL_NOTE)
    new = material.NewMaterial(told, recorded_at=now - timedelta(days=2))
    offered = uploads.Offered(film.name, film.stat().st_size)
    file = material.begin(session, new, offered, store=store, now=now, by=by)
    session.commit()
    with film.open("rb") as video:
        uploads.take(session, file, 0, video, store=store, now=now)
    return file


def _prepare_later(session: Session, file: RecordingFile, now: datetime) -> None:
    """Let the rooms of the coming sessions be made first."""
    waiting = update(Preparation).where(Preparation.file_id == file.id)
    # What a worker will find out about the film: clips can be cut until then.
    known = {"duration_ms": LENGTH_S * 1000, "frame_rate": 25.0, "width": 1280, "height": 720}
    heard = {"video_codec": "h264", "audio_codec": "aac", "has_audio": True}
    session.execute(waiting.values(due_at=now + AFTER_THE_ROOMS, **known, **heard))
