"""The office in a year: what its people do through its forms, and what happens at the vendors.

Each act is noted in the diary, by which the year is counted again.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from flask import Flask
from sqlalchemy import select
from webtest import Form, TestApp, TestResponse

from tests.approvals.working import approve, settle
from tests.booking.sessions import ZONE
from tests.checklists.working import made_file
from tests.clips.working import prepared
from tests.conftest import Clock
from tests.people import may_write
from tests.publishing.pages import Pages
from tests.vendor import Vendor
from tests.year.diary import CANCELLED, CLIP, HANDED, HELD, LIVE, OUT, SILENT, Diary
from vc.accounts.models import Person
from vc.approvals import service as approvals
from vc.booking.models import Event
from vc.channels.models import Channel
from vc.clips import queries as clip_queries
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.clips.service import NewClip
from vc.db import db
from vc.jobs import due_rows
from vc.live.models import Broadcast
from vc.media.models import Preparation
from vc.publishing.models import Publication
from vc.recordings.models import FileKind, RecordingFile
from vc.services import services_of

FILM = base64.b64encode(b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8).decode()
LEFT_OUT = {"prepare_file", "send_message"}
"""ffmpeg and the mail server have tests of their own; what they would do is in their rows."""
MOST_ROUNDS = 30
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Office:
    """The product at the emulated vendors, its people, and what they did so far."""

    app: Flask
    vendor: Vendor
    clock: Clock
    pages: Pages
    boss: Person
    author: Person
    relief: Person
    boss_at: TestApp
    admin_at: TestApp
    goals: dict[str, str] = field(default_factory=dict)
    """The ids of the programme's goals, by kind."""
    diary: Diary = field(default_factory=Diary)

    def move_to(self, moment: datetime) -> None:
        """Let time pass, and let the worker do what is due by then."""
        self.vendor.wait_for_messages()
        self.clock.now = max(self.clock.now, moment)
        self.vendor.set_clock(self.clock.now)
        self.work()

    def work(self) -> None:
        """Plan, and do what is due until nothing is."""
        registry, now = services_of(self.app).registry, self.clock()
        with may_write():
            db.session.rollback()
            for plan in registry.planners:
                plan(db.session, now)
                db.session.commit()
            wanted = {one.name: one.model for one in registry.jobs if one.name not in LEFT_OUT}
            for _ in range(MOST_ROUNDS):
                due = [
                    (name, row)
                    for name, model in wanted.items()
                    for row in due_rows(db.session, model, now)
                ]
                db.session.rollback()
                if not due:
                    break
                for name, row in due:
                    registry.tasks[name].call_local(row)
            else:
                raise AssertionError(f"never quiet: {due}")
        db.session.rollback()
        db.session.expire_all()

    def daily(self, name: str) -> None:
        """Do what is done once a day."""
        with may_write():
            db.session.rollback()
            services_of(self.app).registry.tasks[name].call_local()
        db.session.rollback()
        db.session.expire_all()

    def book(self, summary: str, starts_at: datetime, **answers: object) -> int:
        """Book a session through the form; return its id."""
        page = self.boss_at.get("/sesiones/nueva")
        form = form_with(page, "summary")
        local = starts_at.astimezone(ZONE)
        usual = {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "platform": "zoom"}
        for name, value in ({"summary": summary} | usual | answers).items():
            form[name] = value
        sent = self.boss_at.post(form.action, form.submit_fields("action", submit_value="book"))
        assert sent.status_int == 303, sent.html.find("main").text
        number = int(sent.location.rsplit("/", 1)[-1].split("?")[0])
        self.work()
        return number

    def event(self, number: int) -> Event:
        """Return a session as it stands now."""
        db.session.rollback()
        return db.session.get_one(Event, number)

    def hold(self, number: int, came: int, *, minutes: int = 55) -> None:
        """Let a session take place: its room opens, people come, it ends, it was recorded."""
        event = self.event(number)
        room, starts_at, streams = event.meeting.external_id, event.starts_at, event.streams
        ends_at, place, kind = event.ends_at, event.municipality, event.kind.value
        self.move_to(starts_at - HOUR)
        self.move_to(starts_at - 4 * MINUTE)
        self.vendor.stage(room, "start")
        if streams:
            self._air(number)
        self.move_to(starts_at)
        for one in range(came):
            self.vendor.stage(room, "join", name=f"Persona {one}", email=f"p{one}@example.org")
        self.move_to(starts_at + minutes * MINUTE)
        self.vendor.stage(room, "end")
        if streams:
            self._off_air(number)
        self.vendor.stage(room, "recordings", files=[{"type": "MP4", "content": FILM}], times=0)
        self.move_to(starts_at + 2 * HOUR)
        self.move_to(starts_at + 4 * HOUR)
        self.diary.write(
            HELD,
            starts_at,
            hours=(ends_at - starts_at) / HOUR,
            came=came,
            municipality=place,
            kind=kind,
        )

    def leave_empty(self, number: int) -> None:
        """Let a session's time pass: nobody opens its room, and nothing shows that it was held."""
        starts_at = self.event(number).starts_at
        self.move_to(starts_at + 4 * HOUR)
        self.diary.write(SILENT, starts_at)

    def cancel(self, number: int, reason: str) -> None:
        """Cancel a session through its form."""
        starts_at = self.event(number).starts_at
        form = form_with(self.boss_at.get(f"/sesiones/{number}/cancelar"), "reason")
        form["reason"] = reason
        assert form.submit().status_int == 303
        self.work()
        self.diary.write(CANCELLED, starts_at)

    def hand_in(self, kind: str, title: str, day: date) -> None:
        """Enter something that was delivered, with its address."""
        form = form_with(self.boss_at.get("/programa/entregables/nuevo"), "title")
        form["kind"], form["title"], form["day"] = kind, title, day.isoformat()
        form["url"] = "https://secesp.example/boletines"
        assert form.submit().status_int == 303
        self.diary.write(HANDED, datetime.combine(day, time(12), ZONE), kind=kind)

    def promise(self, year: int, goals: Mapping[str, tuple[int | None, int | None]]) -> None:
        """Begin a year's programme, with goals of the month by their kinds: least and most."""
        form_with(self.boss_at.get(f"/programa?mes={year}-01"), "like").submit()
        for kind, (least, most) in goals.items():
            form = form_with(self.boss_at.get(f"/programa/{year}/metas/nueva"), "kind")
            form["name"], form["kind"] = f"Meta de {kind}", kind
            form["least"], form["most"] = str(least or ""), str(most or "")
            sent = form.submit()
            assert sent.status_int == 303, sent.html.find("main").text
            self.goals[kind] = sent.location.rsplit("/", 1)[-1]

    def ease(self, kind: str, month: date, reason: str, words: str) -> None:
        """Let a month ask nothing of a goal."""
        page = self.boss_at.get(f"/programa/metas/{self.goals[kind]}/ajuste")
        form = form_with(page, "begins_on")
        form["begins_on"], form["least"], form["reason"] = month.isoformat(), "0", reason
        form["words"], form["authorised_by"] = words, "Secretario Ejecutivo"
        assert form.submit().status_int == 303

    def forbid(self, name: str, first: date, last: date) -> None:
        """Enter an electoral ban; somebody else confirms it."""
        form = form_with(self.boss_at.get("/vedas/nueva"), "starts_on")
        form["name"], form["document"] = name, "https://www.ine.mx/calendario"
        form["starts_on"], form["ends_on"] = first.isoformat(), last.isoformat()
        sent = form.submit()
        assert sent.status_int == 303, sent.html.find("main").text
        self.admin_at.post(
            f"{sent.location}/confirmar", {"csrf_token": token_of(self.admin_at)}, status=303
        )

    def is_refused(self, clip_id: int, channel: Channel, day: datetime) -> bool:
        """Tell whether a clip can be planned for no instant of a day."""
        form = self._queue_form(clip_id, channel, day)
        return form.submit(expect_errors=True).status_int == 422

    def close_account(self, person: Person, heir: Person) -> None:
        """Close the account of somebody who leaves; somebody else takes over what is to come."""
        form = form_with(self.admin_at.get(f"/personas/{person.id}"), "is_active")
        form["is_active"] = False
        page = form.submit(expect_errors=True)
        if page.status_int == 422:
            form = form_with(page, "heir_id")
            form["heir_id"] = str(heir.id)
            page = form.submit()
        assert page.status_int == 303, page.html.find("main").text

    def freeze(self, key: str) -> None:
        """Freeze the report of a period through its page."""
        self.daily("begin_reports")
        page = self.boss_at.get(f"/informes/{key}")
        form = next(one for one in page.forms.values() if one.action.endswith("/congelar"))
        assert form.submit().status_int == 303
        db.session.rollback()

    def _air(self, number: int) -> None:
        """Wait until a session is on air."""
        for _ in range(20):
            if self.broadcast(number).live_at is not None:
                return
            self.move_to(self.clock() + MINUTE / 2)
        raise AssertionError(self.broadcast(number).last_error)

    def _off_air(self, number: int) -> None:
        """Wait until a broadcast is over."""
        self.vendor.stage_live(self.broadcast(number).external_id, "change", viewers=40)
        for _ in range(20):
            if self.broadcast(number).ended_at is not None:
                self.diary.write(LIVE, self.event(number).starts_at)
                return
            self.move_to(self.clock() + MINUTE / 2)
        raise AssertionError(self.broadcast(number).last_error)

    def broadcast(self, number: int) -> Broadcast:
        """Return a session's broadcast as it stands now."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalars(select(Broadcast).where(Broadcast.event_id == number)).one()

    def cut(self, number: int, kind: ClipKind, title: str) -> int:
        """Cut a clip out of a session's recording, settle its list and approve it."""
        session, now = db.session(), self.clock()
        with may_write():
            session.rollback()
            file = self._film_of(number)
            new = NewClip(kind, (Piece(60_000, 120_000),), title)
            clip = clips.create(session, file, new, now=now, by=self.author)
            made_file(clip, now)
            edit = replace(
                clip_queries.edit_of(session, clip),
                text=f"{title}. #PrevenimosJuntos",
                alt_text="Una pantalla con un candado",
            )
            clips.save(
                *(session, clip, edit),
                token="page",
                base=clip.revision,
                now=now,
                by=self.author,
            )
            for render in clip.renders:
                render.picture_sha256 = clip.picture_sha256
            clip.status = ClipStatus.READY
            session.flush()
            approvals.submit(session, clip, now=now, by=self.author)
            session.commit()
            settle(clip, now, by=self.author, reviewer=self.boss)
            approve(clip, now, self.boss)
            found = clip.id
        session.rollback()
        self.diary.write(CLIP, now, kind=kind.value)
        return found

    def _film_of(self, number: int) -> RecordingFile:
        """Return a session's film, as ffmpeg would have found it."""
        query = select(RecordingFile).where(
            RecordingFile.recording.has(event_id=number), RecordingFile.kind == FileKind.VIDEO
        )
        file = db.session.scalars(query.order_by(RecordingFile.id)).first()
        assert file is not None, "its recording never came"
        found = select(Preparation).where(Preparation.file_id == file.id)
        prepared(self.app, db.session.scalars(found).one(), duration_ms=600_000)
        return file

    def publish(self, clip_id: int, channel: Channel, day: datetime) -> int:
        """Queue a clip on a channel through the form, and publish it by hand when asked."""
        form = self._queue_form(clip_id, channel, day)
        sent = form.submit()
        assert sent.status_int == 303, sent.html.find("main").text
        db.session.rollback()
        query = select(Publication.id).where(Publication.clip_id == clip_id)
        number = db.session.scalars(query.order_by(Publication.id.desc())).first()
        assert number is not None
        return number

    def _queue_form(self, clip_id: int, channel: Channel, day: datetime) -> Form:
        """Return the form that queues a clip, filled in for one channel."""
        page = self.boss_at.get(f"/clips/{clip_id}/publicar")
        form = form_with(page, f"{channel.id}-is_wanted")
        for name in list(form.fields):
            if name and name.endswith("-is_wanted"):
                form[name] = name == f"{channel.id}-is_wanted"
        local = day.astimezone(ZONE)
        form[f"{channel.id}-day"] = f"{local:%Y-%m-%d}"
        form[f"{channel.id}-clock"] = f"{local:%H:%M}"
        return form

    def bring(self, number: int) -> None:
        """Bring the address of a publication that a person made at its network."""
        post = f"/reel/{10**9 + number}"
        self.pages.answers[post] = 200
        page = self.boss_at.get(f"/publicaciones/{number}")
        form = form_with(page, "permalink_url")
        form["permalink_url"] = f"https://www.facebook.com{post}"
        assert form.submit().status_int == 303
        self.work()
        db.session.rollback()
        row = db.session.get_one(Publication, number)
        assert row.published_at is not None, row.last_error
        self.diary.write(OUT, row.published_at, clip=row.clip_id, kind=row.clip.kind.value)


def form_with(page: TestResponse, name: str) -> Form:
    """Return the form of a page that has a field."""
    found = next((form for form in page.forms.values() if name in form.fields), None)
    assert found is not None, page.html.find("main").text[:600]
    return found


def token_of(browser: TestApp) -> str:
    """Return the token by which a browser's forms are known."""
    return browser.get("/hoy").html.select_one("[name=csrf_token]")["value"]


def clip_of(number: int) -> Clip:
    """Return a clip as it stands now."""
    db.session.rollback()
    return db.session.get_one(Clip, number)
