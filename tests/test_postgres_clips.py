"""A clip on PostgreSQL: cut, undone, made, settled, approved by another, taken down again."""

import threading
from contextvars import Context
from datetime import timedelta

import pytest
from flask import Flask

from tests.approvals.test_gate import ban_of, reasons
from tests.approvals.working import approve, pending_of, settle
from tests.booking.sessions import ZONE, book, make_licence
from tests.branding.test_plates import picture
from tests.clips.films import make_numbered
from tests.clips.working import SAID, change, edit_of, prepared, render, spoken, step
from tests.conftest import Clock
from tests.media.working import store_file
from tests.people import make_person
from tests.publishing.working import HOUR, plan, work
from tests.test_postgres import app, server, settings  # noqa: F401
from vc.accounts.models import Person, Role
from vc.accounts.request_context import RequestContext
from vc.approvals import service as approvals
from vc.approvals.models import Takedown
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.channels import service as channels
from vc.checklists import appearances
from vc.clips import edit_lock, service
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind, ClipStatus, RenderStatus
from vc.clips.service import NewClip
from vc.consents import service as consents
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.models import Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.media import ffmpeg_choice
from vc.publishing import metrics, pauses, proof, queries
from vc.publishing.models import Moment, Publication, PublicationStatus
from vc.publishing.pauses import NewPause
from vc.publishing.queries import Search
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("postgresql")

S, P = ClipStatus, PublicationStatus


def clip_of(app: Flask, clock: Clock, author: Person, folder) -> Clip:  # noqa: F811
    """Return a clip from second 2 to second 4 of a recorded session."""
    make_licence(f"{author.email.partition('@')[0]}@salas.example")
    services_of(app).registry.added[FILE_STORED] = ()
    event = book(app, author, clock() + timedelta(days=2))
    program = ffmpeg_choice.executable(services_of(app).settings)
    film = make_numbered(program, folder / "film.mp4")
    made = prepared(app, store_file(app, event, film, external_id=author.email))
    spoken(made.file, SAID)
    new = NewClip(ClipKind.FRAGMENT, (Piece(2000, 4000),), "Contraseñas seguras")
    clip = service.create(db.session(), made.file, new, now=clock(), by=author)
    db.session.commit()
    return clip


def test_a_clip_goes_all_the_way_on_postgresql_too(app, clock, tmp_path):  # noqa: F811
    author = make_person(db.session, Role.HOST, name="Ana Autora")
    reviewer = make_person(db.session, Role.COORDINATOR, name="Rita Revisora")
    session, clip = db.session(), clip_of(app, clock, author, tmp_path)
    plate = branding.keep(
        session, NewPlate(name="Prevenimos Juntos", logo=picture()), now=clock(), by=reviewer
    )
    text = "Cuide su contraseña. #PrevenimosJuntos"
    change(clip, clock, author, text=text, alt_text="Barras", plate_id=plate.id)

    # Undone, done again, made, and sent to its review.
    step(clip, -1, clock, author)
    assert edit_of(clip).text == ""
    step(clip, 1, clock, author)
    assert edit_of(clip).text == text
    render(app, clip)
    assert (clip.status, clip.current_renders[0].status) == (S.READY, RenderStatus.DONE)
    approvals.submit(session, clip, now=clock(), by=author)

    # Somebody appears in it, who signed for that; the list is settled.
    signed = NewConsent(
        "Rosa Pérez Luna",
        frozenset({Scope.IMAGE, Scope.VOICE}),
        frozenset({"facebook"}),
        clock().date() - timedelta(days=1),
        "evidence/1.pdf",
    )
    consent = consents.register(session, signed, now=clock(), by=author)
    appearances.name_person(session, clip, consent, (None, None), now=clock(), by=author)
    session.commit()
    settle(clip, clock(), by=author, reviewer=reviewer)
    approve(clip, clock(), reviewer)
    assert reasons(clip, clock(), "facebook") == []

    # It is queued, held, let go, published by a person, seen and counted.
    row = published(app, clip, clock, author)
    columns = queries.board(session, Search(text="seguras"), clock(), clock() + HOUR)
    assert [one.count for one in columns] == [0, 0, 0, 1]
    assert metrics.total_of(queries.went_out(session, clock() - HOUR, clock() + HOUR)).views == 7

    # A ban that is set later, a revoked consent, and one letter.
    today = clock().astimezone(ZONE).date()
    ban_of(today + timedelta(days=2), today + timedelta(days=4), clock, reviewer)
    assert len(reasons(clip, clock() + timedelta(days=3), "facebook")) == 1
    consents.revoke(
        session,
        consent,
        why="Así lo pidió",
        now=clock(),
        by=reviewer,
        hearers=services_of(app).registry.added_to(CONSENT_REVOKED),
    )
    session.commit()
    assert session.query(Takedown).one().clip is clip
    assert row.is_to_retract
    assert pending_of("publications", reviewer) == [row.id]
    assert clip.status is S.IN_REVIEW
    change(clip, clock, author, text=f"{text}!")
    assert approvals.approval_of(session, clip) is None


def published(app: Flask, clip: Clip, clock: Clock, author: Person) -> Publication:  # noqa: F811
    """Return the clip's publication on Facebook, of an hour ago."""
    channel = channels.add_first(db.session(), now=clock(), by=author)[0]
    context = RequestContext(db.session(), author, clock(), ZONE)
    row = plan(context, clip, channel, clock() + HOUR)
    pause = pauses.pause(context, NewPause(reason="Luto", channel_id=channel.id))
    assert row.status is P.PAUSED
    pauses.lift(db.session(), pause, now=clock(), zone=ZONE, by=author)
    db.session.commit()
    clock.advance(hours=1)
    row = work(app, row)
    assert row.status is P.PUBLISHING
    context = RequestContext(db.session(), author, clock(), ZONE)
    proof.report(context, row, "https://www.facebook.com/reel/1234567890")
    proof.confirm_seen(context, row)
    db.session.commit()
    clock.advance(hours=1)
    context = RequestContext(db.session(), author, clock(), ZONE)
    metrics.keep(context, row, Moment.HOUR, {"views": 7})
    db.session.commit()
    return row


def test_one_of_many_pages_gets_the_clip_on_postgresql(app, clock, tmp_path):  # noqa: F811
    author = make_person(db.session, Role.HOST, name="Beto Editor")
    clip = clip_of(app, clock, author, tmp_path)
    clip_id, person_id = clip.id, author.id
    db.session.remove()
    answers: list[str] = []

    def open_it(number: int) -> None:
        with app.app_context():
            row, who = db.session.get_one(Clip, clip_id), db.session.get_one(Person, person_id)
            try:
                edit_lock.take(db.session(), row, f"page-{number}", now=clock(), by=who)
                db.session.commit()
                answers.append("has it")
            except edit_lock.ClipLockedError:
                db.session.rollback()
                answers.append("waits")
            db.session.remove()

    threads = [threading.Thread(target=Context().run, args=(open_it, one)) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(answers) == ["has it"] + ["waits"] * 7
