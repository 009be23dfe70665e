"""An approved clip is planned on channels: at a time that suits, in words that were approved."""

from datetime import datetime, timedelta

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.working import HOUR, ZONE, plan, wanted
from vc.channels import service as channels
from vc.db import db
from vc.errors import ConcurrentChangeError, NotAllowedError, RuleError
from vc.publishing import gates, service, steps
from vc.publishing.models import Publication, PublicationStatus
from vc.publishing_bans import service as publishing_bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan
from vc.shapes import Shape

S = PublicationStatus


def tomorrow(clock, hour: int = 12) -> datetime:
    """Return an hour of the next day, by the office's clock."""
    day = clock().astimezone(ZONE) + timedelta(days=1)
    return day.replace(hour=hour, minute=0)


def test_a_clip_is_planned_on_several_channels_at_once(context, approved, facebook, site, clock):
    wishes = [
        wanted(approved, facebook, tomorrow(clock)),
        wanted(approved, site, tomorrow(clock, 13), title="Otra cosa"),
    ]

    made = service.queue(context(), approved, wishes)

    assert [(one.channel, one.status, one.repetition) for one in made] == [
        (facebook, S.QUEUED, 1),
        (site, S.QUEUED, 1),
    ]
    assert [one.due_at for one in made] == [one.publish_after for one in made]
    assert gates.is_text_approved(db.session(), made[0])
    assert not gates.is_text_approved(db.session(), made[1])


def test_all_of_them_or_none(context, approved, facebook, site, clock):
    wishes = [wanted(approved, site, tomorrow(clock)), wanted(approved, facebook, clock() - HOUR)]

    with pytest.raises(RuleError) as refused:
        service.queue(context(), approved, wishes)
    db.session.rollback()

    assert refused.value.field == f"{facebook.id}-publish_after"
    assert db.session.query(Publication).count() == 0


def test_what_nobody_approved_is_not_planned(context, waiting, reviewer, clock):  # noqa: F811
    channel = channels.add_first(db.session(), now=clock(), by=reviewer)[0]
    db.session.commit()

    with pytest.raises(RuleError, match="Nadie ha aprobado"):
        plan(context(), waiting, channel, tomorrow(clock))


def test_nothing_is_planned_into_the_days_of_a_ban(context, approved, facebook, reviewer, clock):
    day = tomorrow(clock).date()
    new = NewBan("Campañas", day, day, BanScope.STATE, "https://elecciones.example/a")
    publishing_bans.enter(db.session(), new, now=clock(), by=reviewer)

    with pytest.raises(RuleError, match="Campañas"):
        plan(context(), approved, facebook, tomorrow(clock))

    assert plan(context(), approved, facebook, tomorrow(clock) + timedelta(days=1)).id


def test_a_file_that_the_clip_does_not_have_is_not_planned(context, approved, facebook, clock):
    with pytest.raises(RuleError, match="no tiene un archivo 9:16"):
        plan(context(), approved, facebook, tomorrow(clock), shape=Shape.TALL)


@pytest.mark.parametrize(
    ("hour", "words"), [(13, "demasiado cerca"), (14, "demasiado cerca"), (23, "silencio")]
)
def test_a_time_that_does_not_suit_is_refused_with_the_next_free_one(
    context, approved, facebook, clock, hour, words
):
    plan(context(), approved, facebook, tomorrow(clock))

    with pytest.raises(RuleError, match=words) as refused:
        plan(context(), approved, facebook, tomorrow(clock, hour))

    assert ("15:00" in str(refused.value.message)) is (hour < 15)


def test_whoever_insists_gets_a_time_that_is_too_near_but_never_more_than_a_day_takes(
    context, approved, facebook, clock
):
    for hour in (9, 12, 15):
        plan(context(), approved, facebook, tomorrow(clock, hour))

    with pytest.raises(RuleError, match="todas las publicaciones"):
        plan(context(), approved, facebook, tomorrow(clock, 18), insists=True)
    db.session.rollback()
    facebook.most_per_day = 4
    near = plan(context(), approved, facebook, tomorrow(clock, 16), insists=True)
    assert near.repetition == 4


def test_a_text_that_the_network_does_not_take_is_refused(context, approved, all_channels, clock):
    x = all_channels[3]
    x.is_on = True

    with pytest.raises(RuleError, match="pasa de 280") as refused:
        plan(context(), approved, x, tomorrow(clock), text="a" * 281)
    assert refused.value.field == f"{x.id}-text"
    db.session.rollback()
    x.is_on = True
    for address in ("https://example.org", "slp.gob.mx/x"):
        with pytest.raises(RuleError, match="cuesta más"):
            plan(context(), approved, x, tomorrow(clock), text=f"Vea {address}")
        db.session.rollback()
        x.is_on = True
    text = "Vea https://example.org"
    plan(context(), approved, x, tomorrow(clock), text=text, confirms_link=True)


def test_a_channel_that_is_off_takes_nothing(context, approved, all_channels, clock):
    with pytest.raises(RuleError, match="está apagado"):
        plan(context(), approved, all_channels[3], tomorrow(clock))


def test_words_of_ones_own_are_approved_by_somebody_else(
    context, approved, facebook, clock, reviewer, author
):
    row = plan(context(reviewer), approved, facebook, tomorrow(clock), text="Otro texto")
    digest = row.words_sha256

    with pytest.raises(NotAllowedError, match="Usted escribió"):
        service.approve_text(context(reviewer), row, digest)
    with pytest.raises(NotAllowedError, match="hacer Comunicación Social"):
        service.approve_text(context(author), row, digest)
    row.text_by_id = author.id
    with pytest.raises(ConcurrentChangeError):
        service.approve_text(context(reviewer), row, "0" * 64)
    service.approve_text(context(reviewer), row, digest)

    assert gates.is_text_approved(db.session(), row)
    row.text += "."
    assert not gates.is_text_approved(db.session(), row)


def test_it_is_changed_moved_taken_out_and_put_back(context, approved, facebook, clock):
    row = plan(context(), approved, facebook, tomorrow(clock))

    service.change(context(), row, wanted(approved, facebook, tomorrow(clock, 10)), row.version)
    assert row.due_at == tomorrow(clock, 10)
    with pytest.raises(ConcurrentChangeError):
        service.change(context(), row, wanted(approved, facebook, tomorrow(clock, 11)), 1)
    service.move(context(), row, tomorrow(clock, 17))
    assert row.due_at == tomorrow(clock, 17)
    service.cancel(context(), row)
    assert (row.status, row.due_at) == (S.CANCELLED, None)
    service.put_back(context(), row)
    assert (row.status, row.due_at) == (S.QUEUED, tomorrow(clock, 17))


def test_it_waits_until_its_session_is_over_wherever_that_is_moved(
    app, context, approved, facebook, clock
):
    event = approved.event
    row = plan(context(), approved, facebook, clock() + HOUR, waits_for_event=True, insists=True)

    assert row.due_at == event.ends_at
    event.starts_at, event.ends_at = event.starts_at + 5 * HOUR, event.ends_at + 5 * HOUR
    db.session.commit()
    steps.plan(db.session(), clock(), zone=ZONE)
    assert row.due_at == event.ends_at
