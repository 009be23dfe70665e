"""An office that has set no mailbox shows citizens none: never the example of the settings."""

from dataclasses import replace

from tests.attendance.conftest import registered
from vc.services import services_of


def seen_by(anyone, forum, meeting) -> dict[str, str]:
    """Return what a citizen reads wherever the office may be written to, by address."""
    paths = ("/agenda", f"/s/{forum.slug}", f"/s/{meeting.slug}", "/privacidad")
    paths += ("/privacidad/integral", f"/s/{forum.slug}/registro")
    pages = {path: anyone.get(path, status="*").text for path in paths}
    return pages | {"registered": registered(anyone, forum, "ana@correo.mx").text}


def test_no_page_shows_an_address_that_nobody_reads(anyone, forum, meeting):
    pages = seen_by(anyone, forum, meeting)

    assert [path for path, text in pages.items() if "comunicacion@secesp.example" in text] == []
    assert '<a href="/solicitar-platica">Solicitar una plática</a>' in pages["/agenda"]


def test_without_requests_and_a_mailbox_a_talk_is_asked_of_the_office_by_name(app, anyone):
    own = services_of(app)
    own.settings = replace(own.settings, takes_requests=False)

    assert "Pida una plática a SECESP" in anyone.get("/agenda").text


def test_the_address_that_the_office_set_is_shown(app, anyone, forum, meeting):
    own = services_of(app)
    own.settings = replace(own.settings, office_email="prensa@slp.gob.mx")

    pages = seen_by(anyone, forum, meeting)

    assert 'href="mailto:prensa@slp.gob.mx"' in pages["/agenda"]
    assert "prensa@slp.gob.mx" in pages["/privacidad/integral"]
