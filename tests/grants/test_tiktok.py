"""TikTok's account: connected on the page, off until then, and renewed before its tokens end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, text

from integrations.contracts.authorization import AuthorizationGrant, OAuthClient, RenewingAuthorizer
from tests.grants.google import connected
from tests.grants.test_connecting import grants
from tests.grants.tiktok import ACCOUNT, BACK, connect_tiktok
from tests.people import may_write, somebody_else
from tests.reconciliation.working import alarm_mails, form_to
from tests.turns import take_turn_at
from vc.channels import service as channels
from vc.channels.models import Channel
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.grants.feature import plan
from vc.grants.models import AccountGrant
from vc.jobs import due_rows
from vc.networks.facts import Network
from vc.services import services_of

PAGE = "/integraciones/tiktok/conexion"
JOB = "renew_grant"


@pytest.fixture
def settings(settings, vendor):
    """The same, with TikTok's addresses and the application that was made there."""
    vendor.tiktok(redirect_uris=[BACK], processing_s=0)
    return replace(
        settings,
        tiktok_api_base=vendor.url,
        tiktok_auth_uri=f"{vendor.url}/v2/auth/authorize/",
        tiktok_client_key="emulator",
        tiktok_client_secret="emulator",
    )


@pytest.fixture
def row(app, office, vendor, clock) -> AccountGrant:
    """An account that is connected now by both clocks, for two hours at a time."""
    connect_tiktok(app, vendor)
    (found,) = grants()
    return found


@dataclass
class Meanwhile:
    """Who leads through the consent; as a renewal arrives, somebody else does something first."""

    real: RenewingAuthorizer
    act: Callable[[], object]

    def request(self, client: OAuthClient, redirect_uri: str) -> object:
        """Ask as the other one does."""
        return self.real.request(client, redirect_uri)

    def redeem(self, client: OAuthClient, code: str, **how: str) -> AuthorizationGrant:
        """Redeem as the other one does."""
        return self.real.redeem(client, code, **how)

    def revoke(self, token: str, *, client: OAuthClient) -> None:
        """Withdraw as the other one does."""
        self.real.revoke(token, client=client)

    def renew(self, client: OAuthClient, refresh_token: str) -> AuthorizationGrant:
        """Let somebody else act, and then renew."""
        thread = Thread(target=self.act)
        thread.start()
        thread.join()
        return self.real.renew(client, refresh_token)


def turn(app: Flask, row_id: int, **changes: object) -> AccountGrant:
    """Take a worker's turn; return the row as it is then."""
    with may_write():
        db.session.rollback()
        take_turn_at(app, JOB, row_id, **changes)
        db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(AccountGrant, row_id)


def pass_time(vendor, clock, **delta: float) -> None:
    """Move the clocks of all on."""
    clock.advance(**delta)
    vendor.set_clock(clock())


def told() -> list[str]:
    """Return the subjects of what the office was told."""
    return [one.about["subject"] for one in alarm_mails()]


def test_it_is_off_until_the_account_is_connected_on_the_page(app, office):
    assert "tiktok" not in services_of(app).publishers
    before = office.get("/integraciones")
    assert "Conectar con TikTok" in before.text

    page = connected(office, "tiktok", ACCOUNT)

    assert "@secesp_slp quedó conectada." in page.text
    assert "La conexión con TikTok funciona" in page.text
    # It is renewed long before: nobody has to do anything.
    assert "Termina el" not in page.text
    assert services_of(app).publishers["tiktok"].check().facts["Cuenta"] == "@secesp_slp"
    assert "@secesp_slp" in office.get("/integraciones").text


def test_its_channel_s_page_leads_to_the_button_and_says_what_the_audit_is(app, office, clock):
    with may_write():
        made = channels.add_first(db.session(), now=clock(), by=None)
        db.session.commit()
        number = next(one.id for one in made if one.network is Network.TIKTOK)

    page = office.get(f"/canales/{number}/conexion")

    assert page.html.find("a", href=PAGE).text == "Conectar con TikTok"
    assert "Pida la auditoría de TikTok" in page.text
    assert "solo lo ve ella misma" in page.text
    assert db.session.get_one(Channel, number).is_on is False


def test_a_consent_without_the_permission_to_publish_is_not_kept(office):
    page = connected(office, "tiktok", ACCOUNT, without=["video.publish"])

    assert "sin ese permiso no se podrá publicar en TikTok" in page.text
    assert grants() == []


def test_a_consent_that_was_denied_changes_nothing(office):
    page = connected(office, "tiktok", ACCOUNT, decision="deny")

    assert "en la página de TikTok se eligió «Cancelar»" in page.text


def test_whoever_disconnects_withdraws_it_at_tiktok(app, office, vendor, row):
    form = form_to(office.get("/integraciones/tiktok/desconectar"), "/desconectar")

    page = form.submit(status=303).follow()

    assert "quedó desconectada, y TikTok retiró el permiso" in page.text
    assert (vendor.calls("tiktok_revoke"), grants()) == (1, [])
    assert "tiktok" not in services_of(app).publishers
    kept = db.session.scalars(select(AccountGrant)).one()
    assert (kept.access_token, kept.refresh_token, kept.due_at) == ("", "", None)


def test_no_token_is_in_the_database_the_log_or_a_page(app, office, row, clock, caplog):
    caplog.set_level(logging.DEBUG)
    clock.advance(minutes=90)
    row = turn(app, row.id)
    stored = db.session.execute(text("SELECT * FROM account_grant")).all()

    for place in (str(stored), caplog.text, office.get(PAGE).text):
        for token in (row.access_token, row.refresh_token):
            assert token
            assert token not in place


def test_it_is_renewed_before_its_end_and_what_works_by_it_goes_on(app, vendor, row, clock):
    first = row.access_token, row.refresh_token
    assert due_rows(db.session, AccountGrant, clock() + timedelta(minutes=89)) == []
    pass_time(vendor, clock, minutes=90)

    row = turn(app, row.id)

    assert not {row.access_token, row.refresh_token} & set(first)
    assert (row.access_ends_at, row.due_at) == (
        clock() + timedelta(hours=2),
        clock() + timedelta(minutes=90),
    )
    assert row.ends_at == clock() + timedelta(days=180)
    pass_time(vendor, clock, minutes=80)
    assert services_of(app).publishers["tiktok"].check().is_working


def test_two_workers_renew_it_once(app, vendor, row, clock):
    pass_time(vendor, clock, minutes=90)
    number, real = row.id, services_of(app).authorizer("tiktok")

    def another() -> None:
        with somebody_else(app):
            take_turn_at(app, JOB, number)

    row = turn(app, number, authorizer=lambda _: Meanwhile(real, another))

    # Once for the code, and once for the lasting token.
    assert vendor.calls("tiktok_token") == 2
    assert services_of(app).publishers["tiktok"].check().is_working


def test_whoever_connects_meanwhile_takes_it_from_the_worker(app, vendor, row, clock):
    pass_time(vendor, clock, minutes=90)
    number, real = row.id, services_of(app).authorizer("tiktok")
    kept: list[str] = []

    def connect() -> None:
        with somebody_else(app):
            kept.append(connect_tiktok(app, vendor).refresh_token)

    row = turn(app, number, authorizer=lambda _: Meanwhile(real, connect))

    assert [row.refresh_token] == kept
    assert services_of(app).publishers["tiktok"].check().is_working


def test_while_tiktok_is_out_the_consent_stays_and_is_renewed_later(app, vendor, row, clock):
    pass_time(vendor, clock, minutes=90)
    vendor.fail("tiktok_token", "500")
    before = row.refresh_token

    row = turn(app, row.id)

    assert (row.refresh_token, row.attempts) == (before, 1)
    assert clock() < row.due_at < clock() + timedelta(minutes=1)
    pass_time(vendor, clock, minutes=1)
    assert turn(app, row.id).refresh_token != before


def test_a_renewal_whose_answer_was_lost_is_for_a_person_and_nothing_else_is(
    app, office, vendor, row, clock
):
    """The token that was sent is spent, and nobody has the next one."""
    pass_time(vendor, clock, minutes=90)
    vendor.fail("tiktok_token", "lost_answer")
    turn(app, row.id)
    pass_time(vendor, clock, minutes=1)

    row = turn(app, row.id)

    assert (row.access_token, row.due_at) == ("", None)
    stop = connections.stopped(db.session, Use.POSTS, "tiktok")
    assert "conéctela otra vez en «Integraciones»" in stop.reason
    assert "TikTok no la acepta" in office.get(PAGE).text
    with may_write():
        db.session.rollback()
        take_turn_at(app, "check_connection", stop.id)
        take_turn_at(app, "check_connection", stop.id)
    assert told() == ["Atención: TikTok no acepta la cuenta de TikTok"]

    connect_tiktok(app, vendor)
    connections.check_now(db.session(), Use.POSTS, "tiktok", services_of(app))

    assert connections.stopped(db.session, Use.POSTS, "tiktok") is None


def test_the_office_is_told_before_a_consent_ends_that_is_not_renewed(
    app, office, vendor, row, clock
):
    vendor.tiktok(refresh_s=86_400)
    pass_time(vendor, clock, minutes=90)
    turn(app, row.id)
    with may_write():
        plan(db.session, clock())
        db.session.commit()

    assert told() == ["Atención: el permiso de TikTok está por terminar"]
    assert "conecte otra vez antes de esa hora" in office.get(PAGE).text
    assert "TikTok lo da por un tiempo" in alarm_mails()[0].about["text"]
