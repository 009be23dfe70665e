"""Feeds over HTTP: what they hold, when their bytes change, and how they are answered."""

import gzip
import re
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime as parsedate

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from sqlalchemy import select

from tests.booking.sessions import ZONE, book, context_of, make_licence, new_event, work
from tests.calendars.readers import days_around, entries_of, entry_of, read_by_ical_js
from tests.conftest import make_settings
from tests.people import make_person, may_write
from tests.vendor import zoom_at
from vc.accounts.models import Person, Role
from vc.booking import event_row
from vc.booking import service as booking
from vc.booking.models import Event, EventKind, Visibility
from vc.calendars import service, subscriptions
from vc.calendars.feeds import FeedCache, Source, Variant, version_of
from vc.calendars.ical import Organizer
from vc.calendars.models import Feed, Fragment, Observance
from vc.db import db
from vc.services import services_of


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture(autouse=True)
def ready(vendor, clock, reading):
    """The vendor lives in the app's time, and there are licences."""
    vendor.set_clock(clock())
    for number in (1, 2, 3):
        make_licence(f"sala{number}@secesp.example")


@pytest.fixture
def ana() -> Person:
    """Somebody who hosts."""
    return make_person(db.session, Role.COORDINATOR, name="Ana Torres", email="ana@secesp.example")


@pytest.fixture
def talk(app, clock, ana) -> Event:
    """A public talk of tomorrow, its room open."""
    event = book(
        app,
        ana,
        clock() + timedelta(days=1),
        visibility=Visibility.PUBLIC,
        institution="Secundaria Técnica 12",
    )
    work(app)
    return event


def feed_of(app, ana: Person, scope: str = "staff") -> str:
    """Make a private feed and return its path."""
    with may_write():
        db.session.rollback()
        _, token = service.add_feed(db.session(), scope, by=ana, now=services_of(app).clock())
        db.session.commit()
        db.session.rollback()
    return f"/feeds/{token}.ics"


def change(app, ana: Person, event: Event, **values: object) -> None:
    """Change a session by the real service, as its form would."""
    with may_write():
        db.session.rollback()
        known = {name: getattr(event, name) for name in event_row.SAME_NAMES if name != "version"}
        known["submission_key"] = event.submission_key
        asked = replace(new_event(ana, event.starts_at), **known)
        booking.change(context_of(app, ana), event, replace(asked, **values), event.version)
        db.session.commit()
        db.session.rollback()


def rebuild(app) -> None:
    """Run `flask rebuild-feeds`, apart from the test's own context."""
    db.session.rollback()
    done = Context().run(app.test_cli_runner().invoke, args=["rebuild-feeds"])
    assert done.exit_code == 0


def get(app, path: str, **headers: str):
    """Fetch a path as a program does: no cookie, nothing decoded."""
    with app.test_client(use_cookies=False) as client:
        return client.get(path, headers={n.replace("_", "-"): v for n, v in headers.items()})


def test_the_public_feed_shows_a_public_talk_without_its_link(app, anyone, talk):
    feed = anyone.get("/feeds/publico.ics").body

    one = entry_of(feed, talk.uid)
    assert str(one["SUMMARY"]) == talk.summary
    assert str(one["STATUS"]) == "CONFIRMED"
    assert b"zoom" not in feed.lower()
    assert talk.meeting.join_url.encode() not in feed
    assert talk.meeting.passcode.encode() not in feed
    assert b"Ana Torres" not in feed


def test_the_staff_feed_shows_the_link_and_the_passcode(app, anyone, talk, ana):
    one = entry_of(anyone.get(feed_of(app, ana)).body, talk.uid)

    assert talk.meeting.join_url in str(one["DESCRIPTION"])
    assert talk.meeting.passcode in str(one["DESCRIPTION"])
    assert str(one["CONFERENCE"]) == talk.meeting.join_url


def test_an_internal_session_is_in_no_public_feed(app, anyone, clock, ana):
    event = book(app, ana, clock() + timedelta(days=1), visibility=Visibility.INTERNAL)
    work(app)

    assert entry_of(anyone.get("/feeds/publico.ics").body, event.uid) is None
    assert entry_of(anyone.get(feed_of(app, ana)).body, event.uid) is not None


def test_a_session_without_a_room_yet_is_tentative_for_staff_and_unknown_to_the_public(
    app, anyone, clock, ana
):
    event = book(app, ana, clock() + timedelta(days=1), visibility=Visibility.PUBLIC)

    one = entry_of(anyone.get(feed_of(app, ana)).body, event.uid)

    assert str(one["STATUS"]) == "TENTATIVE"
    assert entry_of(anyone.get("/feeds/publico.ics").body, event.uid) is None


def test_a_session_that_becomes_internal_leaves_the_public_feed(app, anyone, talk, ana):
    change(app, ana, talk, visibility=Visibility.INTERNAL)

    assert entry_of(anyone.get("/feeds/publico.ics").body, talk.uid) is None


def test_completing_a_booking_is_revision_0_and_the_first_move_is_revision_1(
    app, anyone, clock, talk, ana
):
    feed = "/feeds/publico.ics"
    first = entry_of(anyone.get(feed).body, talk.uid)
    clock.advance(minutes=5)

    later = talk.starts_at + timedelta(hours=2)
    change(app, ana, talk, starts_at=later, ends_at=later + timedelta(hours=1))

    moved = entry_of(anyone.get(feed).body, talk.uid)
    assert first["SEQUENCE"] == 0
    assert moved["SEQUENCE"] == 1
    assert moved["LAST-MODIFIED"].dt > first["LAST-MODIFIED"].dt
    assert moved["DTSTAMP"].dt == moved["LAST-MODIFIED"].dt
    assert moved["DTSTART"].dt == later


def test_a_cancelled_session_is_announced_and_forgotten_thirty_days_after_its_date(
    app, anyone, clock, talk, ana
):
    with may_write():
        booking.cancel(context_of(app, ana), talk, "Se pospone")
        db.session.commit()
        db.session.rollback()

    one = entry_of(anyone.get("/feeds/publico.ics").body, talk.uid)
    left_out = anyone.get("/feeds/publico.ics?cancelled=0").body
    assert str(one["STATUS"]) == "CANCELLED"
    assert str(one["SUMMARY"]).startswith("CANCELADA: ")
    assert one["SEQUENCE"] == 1
    assert entry_of(left_out, talk.uid) is None
    clock.advance(days=30)
    assert entry_of(anyone.get("/feeds/publico.ics").body, talk.uid) is not None
    clock.advance(days=3)
    assert entry_of(anyone.get("/feeds/publico.ics").body, talk.uid) is None


def test_the_past_ninety_days_stay_and_the_archive_can_be_asked_for(app, anyone, clock, talk):
    began_on = talk.starts_at.date()
    clock.advance(days=89)
    kept = anyone.get("/feeds/publico.ics").body
    clock.advance(days=5)
    over = anyone.get("/feeds/publico.ics").body
    archive = anyone.get(f"/feeds/publico.ics?desde={began_on - timedelta(days=1)}").body

    assert entry_of(kept, talk.uid) is not None
    assert entry_of(over, talk.uid) is None
    assert entry_of(archive, talk.uid) is not None


def test_the_same_rows_give_the_same_bytes(app, anyone, clock, talk):
    first = anyone.get("/feeds/publico.ics").body
    clock.advance(seconds=90)
    rebuild(app)
    services_of(app).memory(FeedCache).__init__()  # as after a restart

    assert anyone.get("/feeds/publico.ics").body == first


WORDS = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=40)
RENDERED = st.one_of(
    st.tuples(st.sampled_from(["summary", "description", "institution", "municipality"]), WORDS),
    st.tuples(st.just("kind"), st.sampled_from(EventKind)),
)


@limits(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=RENDERED)
def test_any_edit_of_what_is_shown_raises_the_revision_and_changes_the_etag(
    app, clock, talk, ana, edit
):
    name, value = edit
    db.session.rollback()
    db.session.expire_all()
    is_change = getattr(talk, name) != value
    before, etag = talk.sequence, get(app, "/feeds/publico.ics").headers["ETag"]
    clock.advance(seconds=1)

    change(app, ana, talk, **{name: value})

    after = get(app, "/feeds/publico.ics").headers["ETag"]
    assert talk.sequence == before + is_change
    assert (after != etag) == is_change
    assert (talk.last_modified == clock()) == is_change


@pytest.mark.parametrize(
    "edit", [{"notes": "Llevar constancias"}, {"has_waiting_room": False}, {"audience_size": 50}]
)
def test_an_edit_of_what_is_not_shown_changes_nothing(app, clock, talk, ana, edit):
    before = get(app, "/feeds/publico.ics").headers["ETag"]
    sequence, modified = talk.sequence, talk.last_modified
    clock.advance(seconds=1)

    change(app, ana, talk, **edit)

    assert get(app, "/feeds/publico.ics").headers["ETag"] == before
    assert (talk.sequence, talk.last_modified) == (sequence, modified)


def test_a_feed_by_kind_and_one_by_host_hold_their_own(app, anyone, clock, talk, ana):
    beto = make_person(db.session, Role.HOST, name="Alberto")
    forum = book(app, beto, clock() + timedelta(days=2), kind=EventKind.FORUM)

    by_kind = entries_of(anyone.get(feed_of(app, ana, "kind:forum")).body)
    by_host = entries_of(anyone.get(feed_of(app, ana, f"host:{ana.id}")).body)

    assert [str(one["UID"]) for one in by_kind] == [forum.uid]
    assert [str(one["UID"]) for one in by_host] == [talk.uid]


def test_a_session_handed_to_another_host_changes_feeds(app, anyone, talk, ana):
    beto = make_person(db.session, Role.HOST, name="Alberto")
    mine, theirs = feed_of(app, ana, f"host:{ana.id}"), feed_of(app, ana, f"host:{beto.id}")
    assert entry_of(anyone.get(mine).body, talk.uid) is not None

    change(app, ana, talk, host_id=beto.id)

    assert entry_of(anyone.get(mine).body, talk.uid) is None
    assert entry_of(anyone.get(theirs).body, talk.uid) is not None


def test_who_does_not_take_gzip_gets_none(app, talk):
    for asked in ("gzip;q=0", "gzip; q=0.0, identity", "*;q=0.5, gzip;q=0"):
        for _ in range(2):  # by the view, and then from memory before Flask
            answer = get(app, "/feeds/publico.ics", Accept_Encoding=asked)
            assert "Content-Encoding" not in answer.headers
            assert answer.data.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("days", [31, 91])
def test_what_leaves_the_feed_by_its_age_changes_its_date_as_its_bytes(
    app, clock, vendor, talk, ana, days
):
    if days == 31:
        with may_write():
            db.session.rollback()
            booking.cancel(context_of(app, ana), db.session.get_one(Event, talk.id), "Contingencia")
            db.session.commit()
            db.session.rollback()
    clock.now = talk.ends_at + timedelta(days=days - 2)
    before = get(app, "/feeds/publico.ics")
    clock.advance(days=2)

    since = before.headers["Last-Modified"]
    after = get(app, "/feeds/publico.ics", If_Modified_Since=since)

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert parsedate(after.headers["Last-Modified"]) > parsedate(since)
    assert entry_of(before.data, talk.uid) is not None
    assert entry_of(after.data, talk.uid) is None
    (head,) = re.findall(rb"\r\nLAST-MODIFIED:(\S+)\r\n", after.data)
    assert parsedate(after.headers["Last-Modified"]).strftime("%Y%m%dT%H%M%SZ") == head.decode()


def test_an_observance_that_leaves_the_feed_by_its_age_changes_its_date(app, clock, ana):
    with may_write():
        day = clock().date()
        db.session.add(Observance(name="Hoy", observed_on=day, ends_on=day, modified_at=clock()))
        db.session.commit()
        db.session.rollback()
    path = feed_of(app, ana)
    clock.advance(days=90)
    before = get(app, path)
    clock.advance(days=1)

    after = get(app, path, If_Modified_Since=before.headers["Last-Modified"])

    assert after.status_code == 200
    assert b"SUMMARY:Hoy" in before.data
    assert b"SUMMARY:Hoy" not in after.data


def test_observances_are_in_the_staff_feed_as_whole_days(app, anyone, clock, ana):
    with may_write():
        day = clock().date() + timedelta(days=3)
        db.session.add(
            Observance(name="Día Naranja", observed_on=day, ends_on=day, modified_at=clock())
        )
        db.session.commit()
        db.session.rollback()

    found = days_around(anyone.get(feed_of(app, ana)).body, day)

    assert [str(one["SUMMARY"]) for one in found] == ["Día Naranja"]
    assert entries_of(anyone.get("/feeds/publico.ics").body) == []


def test_independent_readers_agree_on_what_and_when(app, anyone, talk):
    feed = anyone.get("/feeds/publico.ics").body

    by_js = read_by_ical_js(feed)
    by_python = days_around(feed, talk.starts_at.date())

    assert [one["uid"] for one in by_js] == [str(one["UID"]) for one in by_python] == [talk.uid]
    assert by_js[0]["start"] == talk.starts_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_who_has_the_feed_already_is_told_304(app, talk):
    first = get(app, "/feeds/publico.ics")

    again = get(app, "/feeds/publico.ics", If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_stale_etag_wins_over_a_fresh_date(app, talk):
    date_now = get(app, "/feeds/publico.ics").headers["Last-Modified"]

    answer = get(app, "/feeds/publico.ics", If_None_Match='"old"', If_Modified_Since=date_now)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [("the same", 304), ("Mon, 01 Jan 2001 00:00:00 GMT", 200), ("no date", 200)],
)
def test_the_date_is_parsed_when_it_comes_alone(app, talk, since, status):
    if since == "the same":
        since = get(app, "/feeds/publico.ics").headers["Last-Modified"]

    assert get(app, "/feeds/publico.ics", If_Modified_Since=since).status_code == status


def test_gzip_only_for_who_asks_with_an_etag_of_its_own(app, talk):
    plain = get(app, "/feeds/publico.ics")
    packed = get(app, "/feeds/publico.ics", Accept_Encoding="gzip")
    again = get(
        app,
        "/feeds/publico.ics",
        Accept_Encoding="gzip",
        If_None_Match=packed.headers["ETag"],
    )

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert again.status_code == 304


def test_a_feed_is_answered_as_subscribers_need_it(app, talk, ana):
    public, private = get(app, "/feeds/publico.ics"), get(app, feed_of(app, ana))

    assert public.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert public.headers["Cache-Control"] == "public, max-age=300"
    assert private.headers["Cache-Control"] == "private, max-age=300"
    assert private.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in public.headers
    assert public.headers["Content-Disposition"] == 'inline; filename="charlas.ics"'


def test_head_is_get_without_the_body(app, talk):
    with app.test_client() as client:
        head, whole = client.head("/feeds/publico.ics"), client.get("/feeds/publico.ics")

    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_an_unknown_token_gets_a_plain_404(app):
    answer = get(app, "/feeds/no-such-token.ics")

    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"


def test_a_revoked_feed_answers_404_and_a_renewed_one_only_at_its_new_address(app, talk, ana):
    path = feed_of(app, ana)
    feed = db.session.scalar(select(Feed))
    with may_write():
        db.session.rollback()
        _, token = service.renew_feed(db.session(), feed.id, by=ana, now=feed.created_at)
        db.session.commit()
        db.session.rollback()

    assert get(app, path).status_code == 404
    assert get(app, f"/feeds/{token}.ics").status_code == 200
    with may_write():
        service.revoke_feed(db.session(), feed.id, by=ana, now=feed.created_at)
        db.session.commit()
        db.session.rollback()
    assert get(app, f"/feeds/{token}.ics").status_code == 404


def test_the_token_is_stored_hashed_and_has_256_bits(app, ana):
    token = feed_of(app, ana).removeprefix("/feeds/").removesuffix(".ics")

    stored = db.session.scalar(select(Feed.token_hash))

    assert len(token) >= 43
    assert token not in stored


def test_the_address_of_the_broadcast_comes_changes_and_goes_without_a_new_sequence(
    app, clock, talk
):
    """Only what the organiser changed is a revision: RFC 5546, 2.1.4."""
    said = []
    for url, title in (("a", ""), ("b", ""), ("", ""), ("c", "Otro título"), ("c", "Y otro")):
        before = talk.sequence, talk.last_modified
        clock.advance(minutes=1)
        with may_write():
            db.session.rollback()
            talk.live_url = url and f"https://www.facebook.com/1/videos/{url}"
            talk.summary = title or talk.summary
            db.session.commit()
            db.session.rollback()
        said.append((talk.sequence - before[0], talk.last_modified > before[1]))

    assert said == [(0, True)] * 3 + [(1, True)] * 2


def test_the_page_tells_when_a_feed_was_last_fetched(app, browser_of, ana):
    path, page = feed_of(app, ana), browser_of(ana)
    assert "Todavía nadie lo ha leído" in page.get("/suscribirse").text

    get(app, path)

    assert "Última lectura: mar 4 mar, 10:00 h" in page.get("/suscribirse").text


def test_a_feed_with_an_entry_that_cannot_be_rendered_answers_503_and_never_an_empty_200(
    app, talk, monkeypatch, ana
):
    def fail(*arguments: object) -> bytes:
        raise ValueError("cannot be rendered")

    monkeypatch.setattr(service, "render_entry", fail)
    change(app, ana, talk, summary="Otro título")

    broken = get(app, "/feeds/publico.ics")
    monkeypatch.undo()
    rebuild(app)

    assert broken.status_code == 503
    assert broken.mimetype == "text/plain"
    assert get(app, "/feeds/publico.ics").status_code == 200
    assert talk.summary == "Otro título"


def test_what_is_shown_is_rendered_in_the_transaction_of_the_change(app, clock, ana):
    with may_write():
        db.session.rollback()
        event = booking.book(context_of(app, ana), new_event(ana, clock() + timedelta(days=1)))
        db.session.flush()
        event_id = event.id
        db.session.rollback()

    assert db.session.scalar(select(Fragment).where(Fragment.event_id == event_id)) is None
    assert service.office_of(services_of(app)).name == "SECESP"


def test_a_change_past_the_unit_of_work_is_not_forgotten(app, talk):
    # States are swapped by plain UPDATEs; the commit renders what they touched all the same.
    rows = db.session.scalars(select(Fragment).where(Fragment.event_id == talk.id)).all()

    assert {row.event_status for row in rows} == {"CONFIRMED"}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}])
def test_the_short_way_to_the_public_feed_answers_as_the_long_one(app, talk, scheme, headers):
    def answer() -> tuple[int, dict[str, str], bytes]:
        client = app.test_client(use_cookies=False)
        got = client.get("/feeds/publico.ics", base_url=f"{scheme}://localhost", headers=headers)
        # The framework leaves the date out of a 304, which may hold it or not (RFC 9110, 15.4.5).
        skipped = {"Last-Modified", "Content-Length"} if got.status_code == 304 else set()
        return got.status_code, {n: v for n, v in got.headers if n not in skipped}, got.data

    answer()  # from here on it is in memory
    door = app.wsgi_app
    short = answer()
    app.wsgi_app = door._inner
    long = answer()

    assert short == long


def test_dates_that_strangers_choose_push_no_feed_out_of_memory(app, anyone, clock, talk):
    cache = services_of(app).memory(FeedCache)
    whole = anyone.get("/feeds/publico.ics")
    size = cache.size

    for day in range(120):
        since = clock().date() - timedelta(days=day)
        anyone.get(f"/feeds/publico.ics?desde={since}")

    assert cache.size == size
    version = version_of(db.engine, "public")
    kept = cache.peek("public", version=version, today=clock().astimezone(ZONE).date())
    assert kept is not None
    assert kept.body == whole.body


def test_a_part_that_is_asked_for_again_is_kept(app, anyone, clock, talk):
    cache, path = services_of(app).memory(FeedCache), f"/feeds/publico.ics?desde={clock().date()}"
    anyone.get(path)
    before = cache.size

    body = anyone.get(path).body

    assert cache.size == before + len(body)


def test_parts_take_no_more_than_their_share_and_copies_that_are_compressed_count(app, talk):
    cache = FeedCache(most_bytes=10_000, most_part_bytes=3_000)
    source = Source(
        db.engine, ZONE, "vc.example", subscriptions.head_of, Organizer("x@x.example", "X")
    )
    today = talk.starts_at.date()
    variants = [Variant(today - timedelta(days=day)) for day in range(40)]

    for variant in [*variants, *variants]:
        built = cache.get(source, "public", variant, version=0, today=today)
        cache.packed(built)

    assert 0 < cache.size <= 3_000
