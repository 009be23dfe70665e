"""A database with one of everything that has a door, and who it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests.booking.sessions import ZONE, book, context_of, make_licence, new_event
from tests.checklists.working import made_file
from tests.clips.working import SAID, prepared, spoken
from tests.everything_promised import Made, make_promised
from tests.media.working import store_file
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.approvals.models import Decision, Review, Takedown
from vc.approvals.service import files_sha256
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.booking.models import Event, Frequency, Visibility
from vc.booking.states import EventStatus, MeetingStatus
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.calendars import service as calendars
from vc.channels import service as channels
from vc.channels.models import Channel
from vc.checklists import appearances, versions
from vc.checklists import service as checklists
from vc.checklists.models import Evidence, Reply, TemplateItem
from vc.checklists.service import NewAnswer
from vc.clips import service as clips
from vc.clips.edit import Length, Piece
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.clips.service import NewClip
from vc.consents import service as consents
from vc.consents.models import Consent, Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.evidence import KeptFile
from vc.licences.models import LicenceBlock
from vc.mail.models import Kind, Message, MessageStatus
from vc.player import service as player
from vc.privacy import refusals
from vc.privacy.models import Source
from vc.publishing.models import Pause, Publication, PublicationStatus
from vc.publishing_bans import service as publishing_bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan, NewException
from vc.reconciliation.models import Delivery, DeliveryStatus, Watch
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import (
    FileKind,
    FileStatus,
    MaterialKind,
    Recording,
    RecordingFile,
    RecordingStatus,
)
from vc.retention import service as retention
from vc.series import changes as series_changes
from vc.series import service as series
from vc.series.service import Slot
from vc.services import services_of
from vc.shapes import Shape

PDF = b"%PDF-1.7\n% firmado"
S = PublicationStatus


@dataclass(frozen=True, slots=True)
class People:
    """Somebody of each role, a host whose rows these are, and another host with few."""

    administrator: Person
    coordinator: Person
    ana: Person
    bea: Person
    production: Person
    viewer: Person

    def __iter__(self) -> Iterator[Person]:
        """Yield all of them."""
        return iter(getattr(self, name) for name in self.__slots__)


def make_everything(app: Flask, folder: Path) -> People:
    """Fill the database, as if the office had worked for a while; nearly all of it is Ana's."""
    people = People(
        make_person(db.session, Role.ADMINISTRATOR, name="Alma Administra"),
        make_person(db.session, Role.COORDINATOR, name="Coral Coordina"),
        make_person(db.session, Role.HOST, name="Ana Anfitriona"),
        make_person(db.session, Role.HOST, name="Bea Anfitriona"),
        make_person(db.session, Role.PRODUCTION, name="Pía Produce"),
        make_person(db.session, Role.VIEWER, name="Vera Ve"),
    )
    services_of(app).registry.added[FILE_STORED] = ()
    make_licence(has_streaming=True)
    spare = make_licence("sala2@secesp.example")
    now = services_of(app).clock()
    block = {"starts_at": now, "ends_at": now + timedelta(days=1), "reason": "Mantenimiento"}
    db.session.add(LicenceBlock(licence_id=spare.id, **block))
    coming = _sessions(app, people)
    past = _past(app, people.ana)
    file = _recordings(app, people, past, folder)
    clip = _clips(app, people, file)
    _publications(app, people, clip)
    _around(app, people, coming, past, clip)
    _promised(app, people, past, clip)
    db.session.commit()
    return people


def _sessions(app: Flask, people: People) -> Event:
    """Book Ana's sessions, one of Bea's, and a series of Ana's that is suspended in part."""
    now, ana = services_of(app).clock(), people.ana
    day = timedelta(days=1)
    shown = {"visibility": Visibility.PUBLIC, "takes_registrations": True, "streams": True}
    coming = book(app, ana, now + day, records=True, **shown)
    coming.meeting.status, coming.meeting.join_url = MeetingStatus.OPEN, "https://zoom.us/j/1"
    coming.meeting.external_id, coming.meeting.due_at = "881", None
    coming.status = EventStatus.CONFIRMED
    failed = book(app, ana, now + 2 * day)
    failed.meeting.status, failed.meeting.due_at = MeetingStatus.FAILED, None
    book(app, people.bea, now + 3 * day)
    slots = [Slot(now + days * day) for days in (7, 14, 21)]
    asked = new_event(ana, slots[0].starts_at)
    made = series.book_series(context_of(app, ana), asked, Frequency.WEEKLY, slots)
    last = slots[-1].starts_at.date()
    series_changes.suspend(context_of(app, ana), made, last, last, "Vacaciones")
    db.session.commit()
    return coming


def _past(app: Flask, ana: Person) -> Event:
    """Book a session of Ana's that is over by now."""
    now = services_of(app).clock()
    past = book(app, ana, now + timedelta(hours=5), records=True)
    past.starts_at, past.ends_at = now - timedelta(hours=30), now - timedelta(hours=29)
    past.status, past.meeting.due_at = EventStatus.CONFIRMED, None
    db.session.commit()
    return past


def _recordings(app: Flask, people: People, past: Event, folder: Path) -> RecordingFile:
    """Keep what was recorded of the session, an orphan, material, and what is in the bin."""
    now, ana = services_of(app).clock(), people.ana
    film = folder / "talk.mp4"
    film.write_bytes(b"a film that nobody looks at")
    file = prepared(app, store_file(app, past, film), duration_ms=600_000).file
    binned = store_file(app, past, film, external_id="882").file
    spoken(file, SAID)
    player.mark_in(db.session(), file, 61.0, note="La pregunta", now=now, by=ana)
    retention.throw_away(db.session(), binned.recording, reason="Está repetida", now=now, by=ana)
    lost = RecordingFile(
        recording=file.recording, external_id="lost", name="lost.mp4", status=FileStatus.FAILED
    )
    db.session.add_all((lost, _recording(now, source="zoom", external_id="orphan")))
    for who in (ana, people.production):
        material = {"material_kind": MaterialKind.INTERVIEW, "handed_in_by_id": who.id}
        kept = _recording(now, source="upload", external_id=f"m{who.id}", **material)
        begun = RecordingFile(
            recording=kept,
            external_id="begun",
            name=f"{who.id}.mp4",
            kind=FileKind.VIDEO,
            status=FileStatus.DOWNLOADING,
            size_bytes=9,
        )
        db.session.add_all((kept, begun))
    db.session.commit()
    return file


def _recording(now: datetime, **values: object) -> Recording:
    """Return a recording of no session."""
    known = {"topic": "Grabación suelta", "recorded_at": now, "created_at": now}
    return Recording(status=RecordingStatus.FOUND, **(known | values))


def _clips(app: Flask, people: People, file: RecordingFile) -> Clip:
    """Cut clips that are in work, in review, withdrawn, and one that is approved: the last."""
    now, ana, session = services_of(app).clock(), people.ana, db.session()
    for status in (None, ClipStatus.IN_REVIEW, ClipStatus.WITHDRAWN, ClipStatus.APPROVED):
        new = NewClip(ClipKind.FRAGMENT, (Piece(60_000, 120_000),), "Contraseñas seguras")
        clip = clips.create(session, file, new, now=now, by=ana)
        if status is not None:
            made_file(clip, now, sha256=f"{clip.id:064}")
            clip.status = status
    session.add(
        Review(
            clip=clip,
            decision=Decision.APPROVED,
            files_sha256=files_sha256(clip),
            text_sha256=clip.text_sha256,
            by=people.coordinator,
            at=now,
        )
    )
    task = {"why": "Se revocó un consentimiento.", "created_at": now, "due_at": now}
    session.add(Takedown(clip=clip, **task))
    session.commit()
    return clip


def _publications(app: Flask, people: People, clip: Clip) -> None:
    """Plan the approved clip in every state, and hold a channel back."""
    now, session = services_of(app).clock(), db.session()
    made: list[Channel] = channels.add_first(session, now=now, by=people.administrator)
    for number, status in enumerate((*S, S.PUBLISHED)):
        row = Publication(
            clip=clip,
            channel=made[0],
            repetition=number + 1,
            status=status,
            length=Length.FULL,
            shape=Shape.WIDE,
            file_sha256=clip.current_renders[0].sha256,
            publish_after=now + timedelta(days=2, hours=5 * number),
            by=people.ana,
            created_at=now,
            text="Otro texto",
            text_by_id=people.ana.id,
            last_error="No hubo respuesta." if status in (S.FAILED, S.MISSED) else "",
        )
        if status in (S.PUBLISHED, S.RETRACTED, S.PROCESSING):
            row.permalink_url, row.published_at = "https://www.facebook.com/reel/1", now
            row.look_count = 1
        session.add(row)
    row.retract_due_at, row.retract_why = now + timedelta(hours=3), "Se pidió"
    pause = Pause(channel=made[1], reason="Luto", begins_at=now, by=people.coordinator)
    session.add(pause)
    session.commit()


def _around(app: Flask, people: People, coming: Event, past: Event, clip: Clip) -> None:
    """Add what surrounds all that: people who come, mail, papers, lists, bans, feeds, notices."""
    now, ana, boss, session = services_of(app).clock(), people.ana, people.coordinator, db.session()
    key = "consentimientos/firmado.pdf"
    with services_of(app).store.part(key, 0) as part:
        part.write(PDF)
    services_of(app).store.finish(key)
    session.add_all(
        (
            Registration(
                event=coming,
                email="rosa@example.org",
                name="Rosa Pérez",
                status=RegistrationStatus.CONFIRMED,
                token="t",
                token_hash="t",
                consented_at=now,
                created_at=now,
            ),
            Attendance(event=past, counted_at=now, people=12),
            Watch(
                meeting=coming.meeting,
                looked_at=now,
                differences=[{"name": "summary", "ours": "Plática", "theirs": "Otra"}],
            ),
            Delivery(
                vendor="zoom",
                body_hash="1",
                status=DeliveryStatus.FAILED,
                kind="other",
                happened_at=now,
                received_at=now,
                body={},
            ),
        )
    )
    for number, status in enumerate((MessageStatus.BY_HAND, MessageStatus.FAILED)):
        address = f"rosa{number}@example.org"
        told = {"key": address, "kind": Kind.REGISTRATION, "address": address, "created_at": now}
        session.add(Message(event=coming, status=status, **told))
    new = NewConsent(
        person_name="Rosa Pérez",
        scope=frozenset({Scope.IMAGE}),
        channels=frozenset({"any"}),
        valid_from=date(2031, 1, 1),
        evidence_key=key,
        event_id=past.id,
    )
    consent = consents.register(session, new, now=now, by=ana)
    refusals.note(session, past, "Eva Soto", source=Source.OFFICE, now=now, by=ana)
    appearances.name_person(session, clip, consent, (None, None), now=now, by=ana)
    letter = NewAnswer(reply=Reply.YES, note="Visto", file=KeptFile(key, "oficio.pdf", "1" * 64))
    checklists.answer(session, clip, _file_point(clip).id, letter, now=now, zone=ZONE, by=ana)
    versions.begin_version(session, ClipKind.FRAGMENT, now=now, by=boss)
    ban = NewBan("Veda", date(2031, 5, 1), date(2031, 5, 9), BanScope.STATE, "https://ine.mx/1")
    kept = publishing_bans.enter(session, ban, now=now, by=people.administrator)
    excepted = NewException("Clip", None, "Protección civil", "https://ine.mx/2")
    publishing_bans.grant_exception(session, kept, excepted, now=now, by=boss)
    branding.keep(session, NewPlate(name="Prevenimos", logo=b"a logo"), now=now, by=boss)
    for who in people:
        calendars.add_feed(session, "staff", by=who, now=now)


def _promised(app: Flask, people: People, past: Event, clip: Clip) -> None:
    """Add what the office promised, and what came of it."""
    session = db.session()
    kept = {
        status: session.scalars(select(Publication).filter_by(status=status)).unique().first()
        for status in (S.PUBLISHED, S.QUEUED)
    }
    made = Made(
        app=app,
        ana=people.ana,
        boss=people.coordinator,
        over=past,
        clip=clip,
        out=kept[S.PUBLISHED],
        queued=kept[S.QUEUED],
        consent=session.scalars(select(Consent)).first(),
    )
    make_promised(made)


def _file_point(clip: Clip) -> TemplateItem:
    """Return a point of the clip's list that a file proves."""
    template = checklists.ensure(db.session(), clip, clip.created_at).template
    return next(one for one in template.items if one.evidence is Evidence.FILE)
