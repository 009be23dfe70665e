"""A database with something of everything, so that every form is offered somewhere."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from flask import Flask
from sqlalchemy import select

from integrations.contracts.webhooks import Notice, NoticeKind
from tests.approvals.working import approve, settle
from tests.attendance.conftest import own_link
from tests.booking.sessions import book, make_licence
from tests.checklists.working import made_file
from tests.clips.working import SAID, prepared, spoken
from tests.conftest import browser_at
from tests.everything_promised import Made, Told, make_promised
from tests.media.working import store_file
from tests.publishing.working import ZONE, plan
from vc.accounts.models import Person, Role
from vc.accounts.request_context import RequestContext
from vc.approvals import service as approvals
from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.calendars import service as calendars
from vc.channels import service as channels
from vc.checklists import versions
from vc.clips import queries as edits
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind, ClipStatus
from vc.clips.service import NewClip
from vc.consents import service as consents
from vc.consents.models import Consent, Scope
from vc.db import db, read_only
from vc.live.models import BroadcastStatus
from vc.live.sync import broadcast_of
from vc.player import service as player
from vc.publishing import pauses
from vc.publishing.models import Publication, PublicationStatus
from vc.publishing.pauses import NewPause
from vc.publishing_bans import service as publishing_bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan
from vc.reconciliation import deliveries
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of


def tell(app: Flask, people: dict[Role, Person], folder: Path) -> dict[str, tuple[object, ...]]:
    """Fill the database; return what stands in addresses, by the name of their arguments."""
    read_only(False)
    services_of(app).registry.added[FILE_STORED] = ()
    stage = SimpleNamespace(
        app=app,
        session=db.session(),
        now=services_of(app).clock(),
        boss=people[Role.ADMINISTRATOR],
        host=people[Role.HOST],
        folder=folder,
    )
    make_licence(has_streaming=True)
    make_licence("sala2@secesp.example", has_webinar=True)
    talk, live = _sessions(stage)
    over = _session_that_is_over(stage)
    clip = _clip(stage, talk)
    publication, out = _published(stage, clip)
    token = _papers(stage, talk)
    told = _promised(stage, talk, over, clip, publication, out)
    db.session.commit()
    return {
        "event_id": (talk.id, live.id, over.id),
        "slug": (talk.slug,),
        "clip_id": (clip.id,),
        "render_id": tuple(one.id for one in clip.renders),
        "file_id": (clip.file_id,),
        "recording_id": (clip.file.recording_id,),
        "publication_id": (publication.id, out.id),
        "token": (token,),
        "kind": (ClipKind.FRAGMENT.value,),
        "platform": ("zoom",),
        "vendor": ("zoom",),
        "filename": ("app.css",),
        "item": ("cover",),
        "year": (2031,),
        "key": (told.report,),
        "mes": ("2031-08",),
        "folio": (told.folio,),
        "request_id": told.requests,
        "registration_id": told.registrations[2:],
        "certificate_id": told.certificates,
        # What these name is of a session that is over, or has a way in of its own.
        "certificates.event_id": (over.id,),
        "certificates_public.slug": (over.slug,),
        "certificates_public.token": ("vino-2",),
        "interviews.event_id": (over.id,),
        "interviews.token": ("entrevista-1", "entrevista-0"),
        "surveys.event_id": (over.id,),
        "surveys.answer_id": told.answers,
        "surveys_public.slug": (over.slug,),
        "surveys_public.token": ("vino-3",),
        "talk_requests.token": ("solicitud-0", "solicitud-3"),
    }


def _sessions(stage: SimpleNamespace) -> tuple[Event, Event]:
    """Book a public talk that takes registrations, and one that goes out live."""
    public = {"visibility": Visibility.PUBLIC, "takes_registrations": True, "records": True}
    talk = book(stage.app, stage.boss, stage.now + timedelta(days=2), **public)
    live = book(stage.app, stage.host, stage.now + timedelta(days=3), streams=True)
    read_only(False)
    # As the worker leaves them, whose vendors are not needed here.
    talk.status = live.status = EventStatus.CONFIRMED
    calendars.add_feed(stage.session, calendars.STAFF, by=stage.boss, now=stage.now)
    return talk, live


def _session_that_is_over(stage: SimpleNamespace) -> Event:
    """Book a session and let it be over, and what went out of it: what came of it is typed."""
    stage.session.commit()
    over = book(stage.app, stage.host, stage.now + timedelta(days=4), streams=True)
    read_only(False)
    over.status = EventStatus.CONFIRMED
    over.starts_at, over.ends_at = (at - timedelta(days=5) for at in (over.starts_at, over.ends_at))
    broadcast = broadcast_of(stage.session, over)
    broadcast.status = BroadcastStatus.ENDED
    broadcast.due_at = None
    return over


def _clip(stage: SimpleNamespace, event: Event) -> Clip:
    """Cut a clip of the talk's recording, with one file, and mark a moment of it."""
    film = stage.folder / "talk.mp4"
    film.write_bytes(b"a film that nobody looks at")
    file = prepared(stage.app, store_file(stage.app, event, film), duration_ms=600_000).file
    spoken(file, SAID)
    player.mark_in(stage.session, file, 3.0, note="Aquí", now=stage.now, by=stage.boss)
    new = NewClip(ClipKind.FRAGMENT, (Piece(60_000, 120_000),), "Contraseñas seguras")
    clip = clips.create(stage.session, file, new, now=stage.now, by=stage.host)
    made_file(clip, stage.now)
    versions.begin_version(stage.session, ClipKind.FRAGMENT, now=stage.now, by=stage.boss)
    stage.session.commit()
    return clip


def _published(stage: SimpleNamespace, clip: Clip) -> tuple[Publication, Publication]:
    """Let the clip be approved and planned, be out elsewhere, and hold publications back."""
    session, now, boss, host = stage.session, stage.now, stage.boss, stage.host
    plate = branding.keep(session, NewPlate(name="Prevenimos", logo=b"a logo"), now=now, by=boss)
    said = {"text": "Cuide su contraseña.", "alt_text": "Una pantalla con un candado"}
    edit = replace(edits.edit_of(session, clip), plate_id=plate.id, **said)
    clips.save(session, clip, edit, token="the-page", base=clip.revision, now=now, by=host)
    for render in clip.renders:
        render.picture_sha256 = clip.picture_sha256
    clip.status = ClipStatus.READY
    session.flush()
    approvals.submit(session, clip, now=now, by=host)
    session.commit()
    settle(clip, now, by=host, reviewer=boss)
    approve(clip, now, boss)
    first = channels.add_first(session, now=now, by=boss)
    context = RequestContext(session=session, by=boss, now=now, zone=ZONE)
    publication, out = (
        plan(context, clip, channel, now + timedelta(days=1), insists=True) for channel in first[:2]
    )
    out.status, out.published_at = PublicationStatus.PUBLISHED, now - timedelta(days=2)
    pauses.pause(context, NewPause(reason="Duelo"))
    session.commit()
    return publication, out


def _papers(stage: SimpleNamespace, talk: Event) -> str:
    """Add a consent, a ban, a vendor's message and a registration; return the last's token."""
    paper = consents.NewConsent(
        person_name="Ana López",
        scope=frozenset({Scope.IMAGE, Scope.VOICE}),
        channels=frozenset(consents.CHANNELS),
        valid_from=date(2031, 1, 1),
        evidence_key="c/1.pdf",
    )
    consents.register(stage.session, paper, now=stage.now, by=stage.boss)
    days = (date(2031, 5, 1), date(2031, 6, 1))
    ban = NewBan(
        name="Veda",
        starts_on=days[0],
        ends_on=days[1],
        scope=BanScope.STATE,
        document="https://example.org/acuerdo",
    )
    publishing_bans.enter(stage.session, ban, now=stage.now, by=stage.boss)
    notice = Notice("phone.sung", NoticeKind.UNKNOWN, stage.now, "1", "", "", {})
    deliveries.keep(stage.session, "zoom", b"{}", notice, stage.now)
    slug = talk.slug
    stage.session.commit()
    _register(stage.app, slug, "luis@escuela.example")
    return own_link("luis@escuela.example", slug).rpartition("/")[2]


def _promised(
    stage: SimpleNamespace, talk: Event, over: Event, clip: Clip, *out: Publication
) -> Told:
    """Add what the office promised and what came of it: the talk becomes a forum."""
    read_only(False)
    made = Made(
        app=stage.app,
        ana=stage.host,
        boss=stage.boss,
        over=over,
        clip=clip,
        queued=out[0],
        out=out[1],
        consent=stage.session.scalars(select(Consent)).first(),
        forum=talk,
    )
    return make_promised(made)


def _register(app: Flask, slug: str, email: str) -> None:
    """Register somebody through the public page."""
    page = browser_at(app).get(f"/s/{slug}")
    form = next(one for one in page.forms.values() if "consent" in one.fields)
    form["name"], form["email"], form["consent"] = "Luis", email, True
    if "appears" in form.fields:
        form["appears"] = "si"
    form.submit(status=303)
