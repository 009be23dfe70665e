"""A session's page as search engines read it, and as it looks where its address is pasted."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from tests.mail.conftest import cancel, move
from tests.people import may_write
from tests.strangers import facts_of, is_kept_from_search, path_of, preview_of
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.db import db
from vc.services import services_of

WHATSAPP_BYTES = 300_000
BREAKS_OUT = "Foro </script><!--<script>alert('x')</script> & «amigos»"


def changed(event: Event, **values: object) -> None:
    """Write values into a session's row."""
    with may_write():
        row = db.session.get_one(Event, event.id)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()
        db.session.rollback()


def test_a_stranger_reads_when_where_and_for_how_much_a_session_is(anyone, forum):
    facts = facts_of(anyone.get(f"/s/{forum.slug}"))

    assert facts["@type"] == "Event"
    assert facts["name"] == "Foro de ciberseguridad"
    assert facts["startDate"] == "2031-03-07T10:00:00-06:00"
    assert facts["endDate"] == "2031-03-07T11:00:00-06:00"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert facts["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert facts["location"] == {"@type": "VirtualLocation", "url": facts["url"]}
    assert facts["organizer"]["name"] == "SECESP"
    assert (facts["offers"]["price"], facts["offers"]["priceCurrency"]) == ("0", "MXN")
    assert facts["offers"]["availability"] == "https://schema.org/InStock"


def test_its_offset_is_that_of_its_own_day(anyone, forum, app):
    # The summer of Madrid begins between now and then: the offset of now would be an hour off.
    begins, ends = (one.replace(month=7) for one in (forum.starts_at, forum.ends_at))
    changed(forum, starts_at=begins, ends_at=ends)
    services_of(app).settings = replace(services_of(app).settings, tzid="Europe/Madrid")

    facts = facts_of(anyone.get(f"/s/{forum.slug}"))

    assert facts["startDate"] == "2031-07-07T18:00:00+02:00"


def test_a_session_that_was_moved_says_from_when(app, anyone, forum):
    move(app, db.session.get_one(Event, forum.id), days=2)

    facts = facts_of(anyone.get(f"/s/{forum.slug}"))

    assert facts["eventStatus"] == "https://schema.org/EventRescheduled"
    assert facts["previousStartDate"] == "2031-03-07T10:00:00-06:00"
    assert facts["startDate"] == "2031-03-09T10:00:00-06:00"


def test_a_session_that_was_cancelled_says_so_everywhere(app, anyone, forum):
    cancel(app, db.session.get_one(Event, forum.id))

    page = anyone.get(f"/s/{forum.slug}")

    assert facts_of(page)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in facts_of(page)
    assert preview_of(page)["og:title"] == "Cancelada: Foro de ciberseguridad"


def test_the_room_is_nowhere_in_what_is_told(anyone, forum):
    page = anyone.get(f"/s/{forum.slug}")

    assert forum.meeting.join_url not in page.text
    assert forum.invitation_key not in page.text


def test_a_title_that_looks_like_a_script_stays_a_title(anyone, forum):
    changed(forum, summary=BREAKS_OUT)

    page = anyone.get(f"/s/{forum.slug}")

    assert facts_of(page)["name"] == BREAKS_OUT
    assert preview_of(page)["og:title"] == BREAKS_OUT
    assert page.text.count("alert('x')") == 0


def test_an_address_that_is_pasted_shows_title_date_and_a_picture_that_whatsapp_takes(
    anyone, forum
):
    preview = preview_of(anyone.get(f"/s/{forum.slug}"))

    assert preview["og:title"] == "Foro de ciberseguridad"
    assert preview["og:description"].startswith("Viernes 7 de marzo de 2031, 10:00 a 11:00 h.")
    assert preview["og:url"] == f"https://vc.example/s/{forum.slug}"
    picture = anyone.get(path_of(preview["og:image"]))
    size = (int(preview["og:image:width"]), int(preview["og:image:height"]))
    assert Image.open(BytesIO(picture.body)).size == size == (1200, 630)
    assert len(picture.body) < WHATSAPP_BYTES
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert picture.headers["Cache-Control"] == "public, max-age=86400"


def test_the_address_of_its_picture_changes_with_what_it_shows(app, anyone, forum):
    before = preview_of(anyone.get(f"/s/{forum.slug}"))["og:image"]

    move(app, db.session.get_one(Event, forum.id), days=2)

    after = preview_of(anyone.get(f"/s/{forum.slug}"))["og:image"]
    assert after != before
    assert anyone.get(path_of(after)).body != b""


def test_addresses_are_ours_whatever_host_a_request_names(anyone, forum):
    page = anyone.get(f"/s/{forum.slug}", headers={"Host": "evil.example"})

    assert "evil.example" not in page.text
    assert (
        page.html.select_one("link[rel=canonical]")["href"] == f"https://vc.example/s/{forum.slug}"
    )


def test_what_is_not_certain_is_told_to_nobody(anyone, forum):
    changed(forum, status=EventStatus.TENTATIVE)

    page = anyone.get(f"/s/{forum.slug}")

    assert is_kept_from_search(page)
    assert "ld+json" not in page.text
    assert anyone.get(f"/s/{forum.slug}.png", status=404)


def test_a_group_s_own_page_asks_not_to_be_found(anyone, meeting):
    page = anyone.get(f"/s/{meeting.slug}")

    assert is_kept_from_search(page)
    assert "og:title" not in page.text
    assert anyone.get(f"/s/{meeting.slug}.png", status=404)
