"""As long as a clip is cut from a recording, the recording stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.clips import service
from vc.clips.edit import Piece
from vc.clips.models import ClipKind
from vc.clips.service import NewClip
from vc.db import db
from vc.errors import RuleError
from vc.recordings.hooks import RECORDING_NEEDED
from vc.retention import service as retention
from vc.retention.feature import plan as plan_keeping
from vc.retention.models import Disposal
from vc.retention.queries import due
from vc.services import services_of


def withdraw(clip, clock):
    """Let nobody cut the clip any more."""
    service.withdraw(db.session(), clip, why="Ya no hace falta", now=clock(), by=clip.author)
    db.session.commit()


def throw_away(app, clip, clock):
    """Put the clip's recording into the bin."""
    retention.throw_away(
        db.session(),
        clip.file.recording,
        reason="Prueba",
        now=clock(),
        by=clip.author,
        needs=services_of(app).registry.added_to(RECORDING_NEEDED),
    )
    db.session.commit()


def test_the_page_of_a_recording_says_which_clips_need_it(clip, browse):
    number, folio = clip.file.recording_id, clip.folio
    db.session.rollback()
    browser = browse(clip.author)

    page = browser.get(f"/grabaciones/{number}")

    assert f"Se está cortando de ella: {folio}." in page.text
    assert f"/grabaciones/{number}/papelera" not in page.text


def test_a_recording_that_is_needed_goes_neither_here_nor_at_its_platform(app, clip, clock):
    recording, needs = clip.file.recording, services_of(app).registry.added_to(RECORDING_NEEDED)

    with pytest.raises(RuleError, match=clip.folio):
        throw_away(app, clip, clock)
    db.session.rollback()
    with pytest.raises(RuleError):
        retention.ask_for_deletion(
            db.session(), recording, now=clock(), by=clip.author, needs=needs
        )
    db.session.rollback()

    withdraw(clip, clock)
    throw_away(app, clip, clock)
    assert recording.trashed_at == clock()


def test_a_rule_waits_for_what_is_needed(app, clip, clock):
    event, later = clip.event, clock() + timedelta(days=40)
    rule = retention.Wanted(event.kind, event.visibility, 30, is_automatic=True)
    retention.set_rules(db.session(), [rule], now=clock(), by=clip.author)
    db.session.commit()
    assert len(due(db.session(), later, automatic_only=True)) == 1

    plan_keeping(db.session(), later)
    assert clip.file.recording.trashed_at is None

    withdraw(clip, clock)
    plan_keeping(db.session(), later)
    assert clip.file.recording.trashed_at == later


def test_a_clip_that_comes_back_keeps_its_recording_from_leaving_the_bin_for_good(app, clip, clock):
    withdraw(clip, clock)
    throw_away(app, clip, clock)
    service.restore(db.session(), clip, now=clock(), by=clip.author)
    db.session.commit()
    disposal = db.session.scalars(select(Disposal)).one()
    number, name = disposal.id, clip.file.name
    db.session.rollback()
    clock.advance(days=31)

    services_of(app).registry.tasks["purge_recording"].call_local(number)

    db.session.expire_all()
    assert services_of(app).store.open(name).read(4) != b""
    assert "Se está cortando" in disposal.last_error
    db.session.rollback()
    withdraw(clip, clock)
    db.session.rollback()
    clock.advance(days=1)
    services_of(app).registry.tasks["purge_recording"].call_local(number)
    with pytest.raises(FileNotFoundError):
        services_of(app).store.open(name)


def test_nothing_is_cut_from_what_is_in_the_bin(app, clip, clock):
    withdraw(clip, clock)
    throw_away(app, clip, clock)
    new = NewClip(ClipKind.FRAGMENT, (Piece(2000, 4000),))

    with pytest.raises(RuleError, match="papelera"):
        service.create(db.session(), clip.file, new, now=clock(), by=clip.author)


def test_of_what_is_due_only_what_nobody_needs_is_thrown_away(clip, clock, browse):
    event = clip.event
    with may_write():
        rule = retention.Wanted(event.kind, event.visibility, 1, is_automatic=False)
        retention.set_rules(db.session(), [rule], now=clock(), by=clip.author)
        db.session.commit()
    clock.advance(days=30)
    folio, boss = clip.folio, make_person(db.session, Role.COORDINATOR)
    db.session.rollback()
    boss = browse(boss)

    form = form_to(boss.get("/grabaciones/conservacion"), "/papelera")
    form["grabacion"] = True

    page = form.submit().follow()

    assert folio in page.text
    assert "0 a la papelera" in page.text
