"""What is passed on by WhatsApp fits how a session stands: planned, moved, cancelled, over."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.booking.sessions import book, work
from tests.mail.conftest import cancel, host, move, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from vc.accounts.models import Role
from vc.booking import undo, whatsapp
from vc.booking.models import Event
from vc.db import db


@pytest.fixture
def talk(app, clock, host) -> Event:  # noqa: F811
    """A session on Friday at ten; its room is ready."""
    event = book(app, host, clock() + timedelta(days=3), has_minors=True, records=True)
    work(app)
    return event


def offered(browser_of, event: Event) -> dict[str, str]:
    """Return the texts that the session's page offers, by what they are."""
    db.session.rollback()
    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{event.id}").html
    return {one["id"]: one.get_text() for one in page.find_all("pre", class_="invitation")}


def test_a_session_to_come_is_invited_to_and_reminded_of(browser_of, clock, talk):
    link = f"https://vc.example/s/{talk.slug}"
    help_line = "Si hay peligro, 911 (emergencias). Denuncia anónima, 089."
    clock.now = talk.starts_at - timedelta(hours=2)

    assert offered(browser_of, talk) == {
        "invitation": f"*Viernes 7 de marzo, 10:00 h*\n{talk.summary}\nEntre aquí: {link}\n"
        "Abrimos a las 09:45 h.\nSe graba: puede apagar su cámara.\n"
        f"Dudas: SECESP\n{help_line}",
        "reminder": f"*Hoy a las 10:00 h*\n{talk.summary}\n{link}\n{help_line}",
    }


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ({"hours": 1}, "*Cambió a las 11:00 h*"),
        ({"days": 1}, "*Cambió al sábado 8 de marzo*"),
    ],
)
def test_of_a_session_that_was_moved_people_are_told_when_it_is_now(
    app, browser_of, talk, by, said
):
    move(app, talk, **by)

    texts = offered(browser_of, talk)

    assert list(texts) == ["change", "invitation", "reminder"]
    assert texts["change"].splitlines()[0] == said
    assert f"Mismo enlace: https://vc.example/s/{talk.slug}" in texts["change"]


def test_of_a_session_that_was_cancelled_only_that_is_passed_on(app, browser_of, talk):
    cancel(app, talk)

    (key, text), *others = offered(browser_of, talk).items()

    assert (key, others) == ("cancellation", [])
    assert text.startswith(f"*Se cancela* la sesión del viernes 7 mar, 10:00 h: {talk.summary}\n")
    assert "/s/" not in text


def test_of_a_session_that_is_over_nothing_is_passed_on(browser_of, clock, talk):
    clock.now = talk.ends_at + timedelta(minutes=1)

    assert offered(browser_of, talk) == {}


def line(hour: int, reason: str = "") -> SimpleNamespace:
    """Return a line of a history: a move from that hour."""
    before = {"starts_at": f"2031-03-07T{hour:02}:00:00+00:00"}
    return SimpleNamespace(action=undo.CHANGED, before=before, reason=reason)


@pytest.mark.parametrize(
    ("history", "hour"),
    [
        ([], None),
        ([line(16)], 16),
        ([line(17), line(16)], 17),
        ([line(17, undo.UNDONE), line(16)], None),
        ([line(18, undo.UNDONE), line(17), line(16)], 16),
    ],
)
def test_a_move_that_was_undone_is_none(history, hour):
    found = whatsapp.moved_from(history)

    assert (found and found.hour) == hour
