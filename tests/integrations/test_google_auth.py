"""Who we are at Google: one token per account, and what to do when Google does not take us."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.contracts.meetings import RoomRequest
from integrations.emulator.google.keys import ensure_key
from integrations.errors import CredentialsError, HostUnusableError, RejectedError, UnavailableError
from integrations.google.auth import GoogleSettings
from integrations.google.meetings import GoogleMeet
from integrations.google.scopes import CALENDAR_SCOPE, SCOPES
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]
CLIENT_ID = "100000000000000000001"


@pytest.fixture
def consent(tmp_path: Path) -> Path:
    """The file of one account's consent, as the emulator takes it."""
    path = tmp_path / "consent.json"
    given = dict.fromkeys(("client_id", "client_secret", "refresh_token"), "emulator")
    path.write_text(json.dumps(given | {"type": "authorized_user"}))
    return path


def test_each_account_has_a_token_of_its_own(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    for number, name in enumerate(("meet1", "meet2", "meet1")):
        folio = f"VC-2031-{number:04}"
        meet.create(ask_meet(folio=folio, host_email=f"{name}@secesp.example"))

    assert vendor.calls().count("google_token") == 2
    calendars = [event["calendar"] for event in vendor.google_state()["events"]]
    assert sorted(calendars) == [f"meet{number}@secesp.example" for number in (1, 1, 2)]


def test_the_token_is_renewed_at_nine_tenths_of_its_life(vendor: Vendor, ask_meet: Ask):
    clock = [datetime.now(UTC)]
    meet = vendor.google(now=lambda: clock[0])
    meet.find(ask_meet())
    clock[0] += timedelta(seconds=3599 * 0.89)
    meet.find(ask_meet())
    clock[0] += timedelta(seconds=3599 * 0.02)
    vendor.control("clock", now=clock[0].isoformat())

    meet.find(ask_meet())

    assert vendor.calls() == ["google_token", "get_event", "get_event", "google_token", "get_event"]


def test_a_token_that_is_refused_is_replaced_once(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    meet.find(ask_meet())
    vendor.fail("insert_event", "revoked_token")

    meet.create(ask_meet())

    assert vendor.calls()[2:5] == ["insert_event", "google_token", "insert_event"]


def test_a_token_that_is_refused_again_needs_a_person(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.fail("insert_event", "revoked_token", times=2)

    with pytest.raises(CredentialsError) as caught:
        meet.create(ask_meet())

    assert caught.value.status == 401
    assert vendor.calls().count("insert_event") == 2


@pytest.mark.parametrize("fault", ["500", "html", "lost_request"])
def test_a_token_that_cannot_be_had_means_that_nothing_was_sent(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask, fault: str
):
    vendor.fail("google_token", fault)

    with pytest.raises(UnavailableError):
        meet.create(ask_meet())

    assert vendor.calls() == ["google_token"]


def test_threads_that_need_a_token_at_once_make_one_request(vendor: Vendor, meet: GoogleMeet):
    vendor.fail("google_token", "slow", seconds=0.3)
    tokens, values = meet._session.tokens, []

    threads = [
        threading.Thread(target=lambda: values.append(tokens.get("meet1@secesp.example").value))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert (len(values), len(set(values))) == (8, 1)
    assert vendor.calls() == ["google_token"]


def test_missing_delegation_is_one_sentence_with_what_to_do(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", delegated=[])

    with pytest.raises(CredentialsError) as caught:
        meet.create(ask_meet())

    sentence, _, said = caught.value.message.partition(" (unauthorized_client: ")
    assert sentence == (
        "La cuenta de servicio no puede actuar por meet1@secesp.example. Quien administra Google "
        "Workspace debe entrar a la consola de administración (Seguridad → Controles de API → "
        "Delegación en todo el dominio) y registrar el identificador de cliente "
        f"{CLIENT_ID} con exactamente estos permisos: {', '.join(SCOPES)}."
    )
    assert said.startswith("Client is unauthorized to retrieve access tokens")
    assert caught.value.missing_scopes == SCOPES
    assert (caught.value.code, vendor.google_state()["events"]) == ("unauthorized_client", [])


def test_delegation_of_the_calendar_alone_makes_rooms_with_a_warning(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    vendor.control("google/conduct", delegated=[CALENDAR_SCOPE])

    room = meet.create(ask_meet())

    assert room.join_url.startswith(f"{vendor.url}/meet/")
    (warning,) = room.warnings
    assert "meetings.space.settings" in warning
    assert meet.live_rooms("meet1@secesp.example") == ()
    assert vendor.calls() == [*["google_token"] * 6, "insert_event"]


def test_an_account_that_does_not_exist_cannot_host(meet: GoogleMeet, ask_meet: Ask):
    with pytest.raises(HostUnusableError) as caught:
        meet.create(ask_meet(host_email="nadie@secesp.example"))

    assert caught.value.message.startswith("La cuenta nadie@secesp.example no existe")


def test_a_session_without_a_licence_is_refused_before_anything_is_sent(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    with pytest.raises(RejectedError):
        meet.create(ask_meet(host_email=""))

    assert vendor.calls() == []


def test_a_key_that_google_does_not_know_needs_a_person_and_stays_secret(
    vendor: Vendor, ask_meet: Ask, tmp_path: Path
):
    other = tmp_path / "other.json"
    ensure_key(other)
    meet = vendor.google(service_account_file=str(other))

    with pytest.raises(CredentialsError) as caught:
        meet.create(ask_meet())

    shown = f"{caught.value!r} {meet._settings!r} {meet.check()}"
    assert caught.value.message == (
        "Google no aceptó la llave de la cuenta de servicio: hay que crear una nueva en Google "
        "Cloud y poner su archivo en GOOGLE_SERVICE_ACCOUNT_FILE. "
        "(invalid_grant: Invalid JWT Signature.)"
    )
    assert "PRIVATE KEY" not in shown
    assert "eyJ" not in shown


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"client_email": "a", "private_key": "b"}'])
def test_a_file_that_is_no_key_needs_a_person(
    vendor: Vendor, ask_meet: Ask, tmp_path: Path, content: str
):
    path = tmp_path / "key.json"
    path.write_text(content)

    with pytest.raises(CredentialsError) as caught:
        vendor.google(service_account_file=str(path)).create(ask_meet())

    assert caught.value.message.startswith("No se pudo leer el archivo de credenciales de Google")


def test_one_accounts_consent_makes_rooms_in_its_calendar(
    vendor: Vendor, consent: Path, ask_meet: Ask
):
    meet = vendor.google(service_account_file="", authorized_user_file=str(consent))

    room = meet.create(ask_meet())

    assert meet.read(room.key) == room
    assert vendor.google_state()["events"][0]["calendar"] == "meet1@secesp.example"


def test_a_consent_does_not_serve_another_licence(vendor: Vendor, consent: Path, ask_meet: Ask):
    meet = vendor.google(service_account_file="", authorized_user_file=str(consent))

    with pytest.raises(HostUnusableError):
        meet.create(ask_meet(host_email="meet2@secesp.example"))


def test_a_consent_that_was_taken_back_asks_for_a_new_one(
    vendor: Vendor, consent: Path, ask_meet: Ask
):
    consent.write_text(consent.read_text().replace('_token": "emulator', '_token": "old'))
    meet = vendor.google(service_account_file="", authorized_user_file=str(consent))

    with pytest.raises(CredentialsError) as caught:
        meet.create(ask_meet())

    assert caught.value.message.startswith("El permiso de la cuenta de Google venció")
    assert meet.check().is_working is False


def test_the_check_says_what_it_proved(vendor: Vendor, meet: GoogleMeet, ask_meet: Ask):
    before = meet.check()
    meet.find(ask_meet())
    after = meet.check()

    assert before.message.startswith("Google aceptó la llave de la cuenta de servicio.")
    assert after.message == (
        "La conexión con Google funciona: se probó con el calendario de meet1@secesp.example."
    )
    assert before.facts["Identificador de cliente"] == CLIENT_ID
    assert (before.is_working, after.is_working) == (True, True)


def test_the_check_finds_a_delegation_that_was_taken_back(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    meet.find(ask_meet())
    vendor.control("google/conduct", delegated=[])
    vendor.fail("list_events", "revoked_token")

    found = meet.check()

    assert (found.is_working, found.missing_scopes) == (False, SCOPES)
    assert CLIENT_ID in found.message


def test_one_closed_account_does_not_speak_for_the_others(
    vendor: Vendor, meet: GoogleMeet, ask_meet: Ask
):
    meet.find(ask_meet())
    vendor.control("google/accounts", email="meet1@secesp.example", name="", is_active=False)
    vendor.fail("list_events", "revoked_token")

    assert meet.check().is_working is True


def test_the_emulators_key_is_made_at_the_first_need_for_its_owner_only(
    vendor: Vendor, ask_meet: Ask, tmp_path: Path
):
    path = tmp_path / "made.json"
    meet = vendor.google(service_account_file=str(path), make_key=ensure_key)
    assert not path.exists()

    with pytest.raises(CredentialsError):
        meet.create(ask_meet())

    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:9/token"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/token"),
        ("http://127.0.0.1:9/oauth/token", "http://127.0.0.1:9/oauth/token"),
    ],
)
def test_a_token_address_without_a_path_gets_googles(given: str, completed: str):
    assert GoogleSettings("key.json", token_uri=given).token_uri == completed
