"""How a consent ends, who is told before and after, and what leads back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from integrations.emulator.google.keys import CONSENT
from integrations.errors import CredentialsError
from tests.grants.google import CHANNEL, MEET1, behave, connected, withdraw
from tests.grants.test_connecting import grants, lines
from tests.people import may_write
from tests.reconciliation.working import alarm_mails, form_to
from tests.turns import take_turn_at
from vc.channels import service as channels
from vc.channels.models import Channel, Mode
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.diagnosis.checks import State
from vc.diagnosis.installation import installation
from vc.diagnosis.service import examine
from vc.grants import feature
from vc.grants.models import AccountGrant
from vc.jobs import due_rows
from vc.networks.facts import Network
from vc.services import services_of


@pytest.fixture
def week(office, vendor, clock):
    """An account of an application that is «Testing», connected now by both clocks."""
    vendor.set_clock(clock())
    behave(vendor, is_testing=True)
    return connected(office)


def work(app) -> None:
    """Plan, and try what is due."""
    clock = services_of(app).clock
    with may_write():
        db.session.rollback()
        feature.plan(db.session, clock())
        db.session.commit()
        for row_id in due_rows(db.session, VendorConnection, clock()):
            take_turn_at(app, "check_connection", row_id)
        db.session.rollback()
    db.session.expire_all()


def diagnosed(purpose: str = "google_meet") -> State | None:
    """Return how the diagnosis finds an account, None where it says nothing of it."""
    found = {one.key: one.state for one in examine(installation())}
    return found.get(f"account-{purpose}")


def told() -> list[str]:
    """Return the subjects of what the office was told."""
    return [one.about["subject"] for one in alarm_mails()]


def test_a_consent_of_seven_days_says_when_it_ends_and_why(week, office, clock):
    """As in simonrob/email-oauth2-proxy#17: a week later nobody knows why nothing works."""
    assert grants()[0].ends_at == clock() + timedelta(days=7)
    for page in (week, office.get("/integraciones")):
        assert "Termina el martes" in page.text
        assert "«En prueba»: el permiso dura siete días" in page.text
    assert diagnosed() is State.OK


def test_the_worker_looks_by_itself(app):
    assert feature.plan in services_of(app).registry.planners
    assert VendorConnection in [one.model for one in services_of(app).registry.jobs]


def test_the_office_is_told_once_two_days_before(week, app, clock):
    clock.advance(days=4, hours=23)
    work(app)
    assert told() == []
    clock.advance(hours=2)

    work(app)
    clock.advance(hours=2)
    work(app)

    assert told() == ["Atención: el permiso de Google Meet está por terminar"]
    assert MEET1 in alarm_mails()[0].about["text"]
    assert diagnosed() is State.WARNING


def test_once_over_the_page_says_so_and_the_button_mends_it(week, app, office, vendor, clock):
    clock.advance(days=7, minutes=1)
    vendor.set_clock(clock())
    work(app)

    page = office.get("/integraciones").text
    assert "El permiso terminó" in page
    assert "Póngala «En producción» y conecte otra vez; lo pendiente espera" in page
    assert diagnosed() is State.FAILURE
    assert told()[-1] == "Atención: Google Meet ya no acepta la conexión"

    behave(vendor, is_testing=False)
    assert "quedó conectada" in connected(office).text
    work(app)
    db.session.rollback()
    assert connections.stops(db.session, Use.MEETINGS) == {}
    assert grants()[0].ends_at is None
    assert diagnosed() is State.OK


def test_one_that_was_withdrawn_at_google_is_seen_within_a_day(app, office, vendor, clock):
    connected(office)
    withdraw(vendor)
    clock.advance(hours=24, minutes=1)

    work(app)
    clock.advance(minutes=31)
    work(app)

    assert told() == ["Atención: Google Meet ya no acepta la conexión"]
    (line,) = lines("connection.stop")
    assert "venció, se retiró o pasó seis meses sin uso" in line.reason
    assert "Conecte la cuenta otra vez en «Integraciones»" in line.reason
    page = office.get("/integraciones").text
    assert "Google no la acepta" in page
    assert "Conectar con Google" in page


def test_a_channel_s_account_that_is_refused_is_told_too(app, office, vendor, clock):
    connected(office, "youtube", CHANNEL)
    withdraw(vendor)
    clock.advance(hours=24, minutes=1)

    work(app)
    clock.advance(minutes=31)
    work(app)

    assert told() == ["Atención: Google no acepta la cuenta de YouTube"]
    assert diagnosed("youtube") is State.FAILURE


def test_an_outage_ends_nothing(app, office, vendor, clock):
    connected(office)
    clock.advance(hours=24, minutes=1)
    vendor.fail("google_token", "500", times=5)

    work(app)

    (found,) = db.session.scalars(select(VendorConnection))
    assert (found.stopped_at, told()) == (None, [])
    assert "falla interna" in found.message


def test_what_waited_for_the_account_goes_on_at_once(app, office, clock):
    refusal = CredentialsError("no", vendor="google_meet", operation="token")
    connected(office)
    with may_write():
        db.session.rollback()
        connections.stop(db.session, Use.MEETINGS, "google_meet", refusal, now=clock())
        state = db.session.scalars(select(VendorConnection)).one()
        state.due_at = clock() + timedelta(minutes=4)
        db.session.commit()

    connected(office)

    db.session.rollback()
    (state,) = db.session.scalars(select(VendorConnection))
    assert (state.stopped_at, state.checked_at) == (None, clock())


def test_the_channel_is_looked_at_once_its_account_is_connected(office, clock):
    with may_write():
        db.session.rollback()
        channels.add_first(db.session, now=clock(), by=None)
        db.session.commit()
        channel = db.session.scalars(
            select(Channel).where(Channel.network == Network.YOUTUBE)
        ).one()
        channel.mode = Mode.API
        later = clock() + timedelta(days=1)
        db.session.add(VendorConnection(use=Use.POSTS, vendor="youtube", due_at=later))
        db.session.commit()

    connected(office, "youtube", CHANNEL)

    db.session.rollback()
    (state,) = db.session.scalars(select(VendorConnection))
    assert state.checked_at == clock()


def test_disconnecting_asks_first_withdraws_at_google_and_forgets(app, office, vendor):
    connected(office)
    page = office.get("/integraciones/google_meet/conexion").click("Desconectar…")
    assert "Las salas ya creadas siguen abiertas" in page.text
    assert vendor.calls("google_revoke") == 0

    page = form_to(page, "/desconectar").submit(status=303).follow()

    assert f"{MEET1} quedó desconectada, y Google retiró el permiso." in page.text
    assert vendor.calls("google_revoke") == 1
    assert not services_of(app).providers["google_meet"].makes_rooms_itself
    assert grants() == []
    assert db.session.scalars(select(AccountGrant.refresh_token)).all() == [""]
    assert lines("accountgrant.forget")[0].before == {"account": MEET1}
    office.get("/integraciones/google_meet/desconectar", status=404)


def test_what_google_does_not_withdraw_is_forgotten_and_said(office, vendor):
    connected(office)
    vendor.fail("google_revoke", "500", times=3)
    page = office.get("/integraciones/google_meet/desconectar")

    page = form_to(page, "/desconectar").submit(status=303).follow()

    assert "Google no contestó al retirar el permiso" in page.text
    assert "https://myaccount.google.com/permissions" in page.text
    assert grants() == []


def test_one_that_google_knows_no_more_is_disconnected_all_the_same(office, vendor):
    connected(office)
    withdraw(vendor)

    page = form_to(office.get("/integraciones/google_meet/desconectar"), "/desconectar")

    assert "y Google retiró el permiso" in page.submit(status=303).follow().text


def test_the_other_purpose_of_the_same_client_is_named_before(office):
    connected(office)
    connected(office, "youtube", CHANNEL)

    page = office.get("/integraciones/google_meet/desconectar")

    assert "YouTube también está conectado (Prevención en tu comunidad)" in page.text


def test_trying_it_at_once_says_what_was_found(office, vendor):
    connected(office)
    page = office.get("/integraciones/google_meet/conexion")
    assert "funciona" in form_to(page, "/revisar").submit(status=303).follow().text


class TestSettings:
    """What a setting says goes before whatever was connected on the page."""

    @pytest.fixture
    def settings(self, settings, tmp_path):
        """The same, with the consent of the first account in a file."""
        import json
        from dataclasses import replace

        path = tmp_path / "consent.json"
        path.write_text(json.dumps(CONSENT))
        return replace(settings, google_authorized_user_file=str(path))

    def test_the_page_names_it_and_offers_no_button(self, office):
        page = office.get("/integraciones/google_meet/conexion")

        assert "pone GOOGLE_AUTHORIZED_USER_FILE, y eso va antes" in page.text
        assert "/conectar" not in page.text
        assert "Conectar con YouTube" in office.get("/integraciones").text

    def test_the_door_refuses_too_and_the_command(self, app, office):
        token = form_to(office.get("/integraciones"), "/probar")["csrf_token"].value
        address = "/integraciones/google_meet/conectar"

        page = office.post(address, {"csrf_token": token}, status=303).follow()

        assert "eso va antes" in page.text
        said = app.test_cli_runner().invoke(args=["connect", "google"])
        assert (said.exit_code, "GOOGLE_AUTHORIZED_USER_FILE" in said.output) == (1, True)

    def test_a_consent_that_is_kept_all_the_same_changes_nothing(self, app, office):
        usual = services_of(app).providers["google_meet"]
        with may_write():
            db.session.rollback()
            db.session.add(
                AccountGrant(
                    purpose="google_meet", client_id="x", granted_at=services_of(app).clock()
                )
            )
            db.session.commit()

        assert services_of(app).providers["google_meet"] is usual
