"""The demonstration's month: every state that lasts, every page with something to show."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

import pytest
from flask import Flask
from sqlalchemy import func, select

from integrations.pretended_mail import PretendedMail
from tests.booking.sessions import ZONE
from tests.logs import unwarned
from tests.reconciliation.working import form_to
from tests.vendor import Vendor
from vc.accounts.models import Role
from vc.approvals import service as approvals
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.clips.models import Clip, ClipRender, ClipStatus, RenderStatus
from vc.db import Base, db, read_only
from vc.demonstration import films
from vc.jobs import due_rows
from vc.live.models import Broadcast, BroadcastStatus
from vc.mail.models import Message, MessageStatus
from vc.media.models import Preparation, PreparationStatus
from vc.networks.facts import VIEWS, Network
from vc.publishing import metrics
from vc.publishing.models import Publication, PublicationStatus
from vc.reconciliation.models import Watch
from vc.recordings.models import (
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
)
from vc.retention.models import Disposal, DisposalStatus
from vc.scheduler import run_sweep
from vc.services import services_of
from vc.store import Store
from vc.transcripts import fulltext
from vc.transcripts.models import Transcript, TranscriptStatus

pytestmark = pytest.mark.usefixtures("demonstration_story", "reading")

NOT_SHOWN: dict[type[Base], dict[StrEnum, str]] = {
    Event: {},
    Meeting: {
        MeetingStatus.OPENING: "a worker holds it for a second",
        MeetingStatus.OPEN: "the worker opens the rooms of what is to come within seconds",
        MeetingStatus.UNKNOWN: "only where an answer of the vendor was lost",
        MeetingStatus.FAILED: "the emulator refuses nothing",
        MeetingStatus.DIVERGED: "only where somebody changed a room at the vendor",
        MeetingStatus.GONE: "only where somebody deleted a room at the vendor",
    },
    Recording: {RecordingStatus.FOUND: "it is fetched within seconds"},
    RecordingFile: {
        FileStatus.FOUND: "it is fetched within seconds",
        FileStatus.MISSING: "what was awaited in vain has no file",
    },
    Preparation: {
        PreparationStatus.WAITING: "a worker takes it within seconds",
        PreparationStatus.RUNNING: "a worker is at it for seconds",
        PreparationStatus.FAILED: "the films are whole",
    },
    Transcript: {
        TranscriptStatus.WAITING: "a worker takes it within seconds",
        TranscriptStatus.FAILED: "the words are whole",
    },
    Disposal: {DisposalStatus.RESTORED: "it leaves no more than a line"},
    Clip: {ClipStatus.RENDERING: "a worker is at it for seconds"},
    ClipRender: {
        RenderStatus.WAITING: "a worker takes it within seconds",
        RenderStatus.RUNNING: "a worker is at it for seconds",
        RenderStatus.CANCELLED: "nobody cut a clip anew",
    },
    Publication: {},
    Broadcast: {
        BroadcastStatus.SCHEDULING: "a worker holds it for a second",
        BroadcastStatus.SCHEDULED: "the worker announces the next live within seconds",
        BroadcastStatus.UNKNOWN: "only where an answer of the vendor was lost",
        BroadcastStatus.MANUAL: "only shortly before a live that could not be announced",
        BroadcastStatus.FAILED: "the emulator refuses nothing",
        BroadcastStatus.ENDED: "our copy of each was kept within the hour",
        BroadcastStatus.EXPIRED: "our copy of each was kept within the hour",
        BroadcastStatus.CANCELLED: "no live was called off",
    },
    Registration: {RegistrationStatus.CANCELLED: "nobody gave a seat back"},
    Message: {
        MessageStatus.SENDING: "a worker holds it for a second",
        MessageStatus.BY_HAND: "the demonstration's mail server takes every letter",
        MessageStatus.UNKNOWN: "only where the mail server's answer was lost",
        MessageStatus.DROPPED: "only of what is not true any more",
    },
}
"""The states that the demonstration does not have, and why."""

EMPTY = {
    "Escriba qué busca": "it is a search",
    "Todo coincide": "nobody changed a room at the vendor",
    "No hay cuentas nuevas": "every account of the vendor is there",
    "Todavía no llega ningún mensaje": "the vendor tells of what happens from now on",
    "Ninguna en este mes": "every clip was approved by somebody else",
    "No hay nada vencido": "no recording is as old as its rule",
    "Todavía no hay sesiones públicas": "the worker opens the rooms of these within seconds",
}
"""What a page may say that it has nothing of, and why."""


@pytest.mark.parametrize("model", NOT_SHOWN, ids=lambda model: model.__name__)
def test_every_state_that_lasts_is_there(model):
    there = set(db.session.scalars(select(model.status)))

    assert {*there, *NOT_SHOWN[model]} == {*model.TRANSITIONS}
    assert there & {*NOT_SHOWN[model]} == set()


def test_every_film_has_its_picture_its_words_and_its_wave(app: Flask):
    store = services_of(app).store
    ready = list(db.session.scalars(select(Preparation)))

    assert len(ready) == len(films.talks()) + 1
    for one in ready:
        assert {size_of(store, key) > 0 for key in one.keys} == {True}
        assert len(one.keys) == 3
        assert one.sha256 == one.file.sha256
    lines = db.session.scalars(select(Transcript.line_count))
    assert min(lines) >= 4
    assert len(fulltext.search(db.session(), "denunciar").rows) >= 2


def test_every_clip_that_was_made_has_its_film_and_its_picture(app: Flask):
    store = services_of(app).store
    made = list(db.session.scalars(select(ClipRender).where(ClipRender.status == "DONE")))

    for one in made:
        assert size_of(store, one.key) == one.size_bytes
        assert size_of(store, one.thumbnail_key) > 0
    assert {one.shape for one in made} == set(films.SHAPES.values())


def test_what_was_approved_may_go_out_now(app: Flask, clock):
    approved = db.session.scalars(select(Clip).where(Clip.status == ClipStatus.APPROVED)).all()

    against = [
        approvals.why_not_publishable(db.session(), one, clock(), zone=ZONE) for one in approved
    ]
    assert against == [[]] * 6
    asked = {one.is_submitted for one in approved}
    assert asked == {False}


def test_two_clips_wait_for_another_pair_of_eyes(browser_of: Callable):
    inbox = browser_of(Role.COORDINATOR).get("/pendientes")

    assert "Pregunte sin regañar" in inbox.text


def test_four_networks_have_figures_of_28_days_with_one_exception():
    rows = list(db.session.scalars(select(Publication).where(Publication.figures.any())).unique())
    views = {(one.channel.network, one.clip.title): metrics.latest(one)[VIEWS.key] for one in rows}

    networks = {network for network, _ in views}
    assert networks == {*Network} - {Network.TIKTOK}
    (best, second, *_) = sorted(views, key=lambda one: -views[one])
    assert best == (Network.FACEBOOK, "Antes de pagar, revise la página")
    assert views[best] > 3 * views[second]
    order = [*metrics.AFTER]
    for one in rows:
        counted = [figure.counts[VIEWS.key] for figure in metrics.in_order(one)]
        assert counted == sorted(counted)
        assert [figure.moment for figure in metrics.in_order(one)] == order[: len(counted)]
    oldest = min(one.published_at for one in rows)
    assert timedelta(days=20) < max(one.published_at for one in rows) - oldest < timedelta(days=28)


@pytest.mark.usefixtures("vendor")
def test_a_worker_s_first_rounds_change_nothing_that_is_over_and_warn_of_nothing(
    app: Flask, vendor: Vendor, clock
):
    vendor.set_clock(clock())
    before = states()

    with unwarned():
        work_through(app)

    after = states()
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert set(changed.values()) == {
        (EventStatus.TENTATIVE, EventStatus.CONFIRMED),
        (MeetingStatus.PENDING, MeetingStatus.OPEN),
        (MessageStatus.PENDING, MessageStatus.SENT),
    }
    found = db.session.scalars(select(Watch.differences))
    assert [differences for differences in found if differences] == []
    wrong = select(func.count(Meeting.id)).where(
        Meeting.status.in_((MeetingStatus.DIVERGED, MeetingStatus.GONE))
    )
    assert db.session.scalar(wrong) == 0


@pytest.mark.usefixtures("vendor")
def test_the_recording_that_is_on_its_way_arrives_and_can_be_watched(
    app: Flask, vendor: Vendor, clock, browser_of: Callable
):
    coming = select(Recording).where(Recording.status == RecordingStatus.DOWNLOADING)
    recording = db.session.scalars(coming).one()
    clock.advance(minutes=41)
    vendor.set_clock(clock())

    work_through(app)

    assert recording.status is RecordingStatus.STORED
    assert [file.status for file in recording.files] == [FileStatus.STORED]
    page = browser_of(Role.ADMINISTRATOR).get(f"/grabaciones/{recording.id}")
    assert page.html.find("video") is not None


def test_of_a_post_whose_outcome_nobody_knows_a_person_says_whether_it_is_there(
    browser_of: Callable,
):
    unknown = select(Publication).where(Publication.status == PublicationStatus.UNKNOWN)
    row = db.session.scalars(unknown).one()
    browser = browser_of(Role.COORDINATOR)
    page = browser.get(f"/publicaciones/{row.id}")
    assert "Se envió a Instagram y no contestó" in page.html.find("main").get_text(" ")

    after = form_to(page, "/no-esta").submit().follow()

    assert "Reintentar" in after.html.find("main").get_text(" ")


def test_its_letters_are_kept_as_sent_and_nothing_leaves(app: Flask, browser_of: Callable):
    browser = browser_of(Role.ADMINISTRATOR)

    assert isinstance(services_of(app).mail, PretendedMail)
    assert "no salen de este equipo" in browser.get("/correos").text
    assert "los correos no salen de este equipo" in browser.get("/diagnostico").text


def test_every_page_has_something_to_show(app: Flask, browser_of: Callable):
    browser = browser_of(Role.ADMINISTRATOR)
    pages = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.arguments
        # How parts look, among them one that is empty, stands on the one page.
        and not rule.rule.startswith(("/feeds", "/oficina/partes"))
    )

    said = {}
    for page in pages:
        answer = browser.get(page, status="*", expect_errors=True)
        if answer.content_type == "text/html":
            empty = answer.html.find_all(class_="empty")
            said |= {" ".join(one.get_text().split()): page for one in empty}
    assert len(pages) > 40
    named = {title for title in said for known in EMPTY if title.startswith(known)}
    assert {title: page for title, page in said.items() if title not in named} == {}
    # A page that is made otherwise would say so in no way that is seen here.
    assert named


def size_of(store: Store, key: str) -> int:
    """Return how much of a file is in the store."""
    with store.open(key) as file:
        return len(file.read())


def states() -> dict[tuple[str, int], StrEnum]:
    """Return how each row stands that has a status."""
    db.session.rollback()
    return {
        (model.__name__, number): status
        for model in NOT_SHOWN
        for number, status in db.session.execute(select(model.id, model.status))
    }


def work_through(app: Flask) -> None:
    """Let the worker do whatever is due, until nothing is."""
    own = services_of(app)
    db.session.rollback()
    for _ in range(6):
        run_sweep(app)
        now = own.clock()
        due = [
            (job, number)
            for job in own.registry.jobs
            for number in due_rows(db.session(), job.model, now)
        ]
        db.session.rollback()
        if not due:
            break
        for job, number in due:
            job.run(db.session(), number, own)
    read_only(True)
    db.session.rollback()
    db.session.expire_all()
