"""The emulated Zoom by itself, over real HTTP: what it takes, refuses, remembers and breaks."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from integrations.emulator import Credentials, RunningEmulator, serve_in_thread
from tests.integrations.conftest import FORM, MEETINGS, PAIR, Client, Vendor


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RunningEmulator]:
    """An emulator with credentials of its own, which a test may stop."""
    running = serve_in_thread(
        tmp_path / "own.sqlite3", credentials=Credentials("account", "client", "secret")
    )
    yield running
    running.close()


def test_token_is_given_for_the_right_credentials(vendor: Vendor):
    answer = requests.post(f"{vendor.url}/oauth/token", FORM, auth=PAIR, timeout=60)

    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "bearer", 3599)
    assert "meeting:write:meeting:admin" in body["scope"].split()


@pytest.mark.parametrize(
    ("form", "pair", "query", "status", "error"),
    [
        (FORM, ("emulator", "x"), "", 401, "invalid_client"),
        (FORM, None, "", 401, "invalid_client"),
        (FORM | {"account_id": "x"}, PAIR, "", 400, "invalid_request"),
        (FORM | {"grant_type": "client_credentials"}, PAIR, "", 400, "unsupported_grant_type"),
        (FORM, PAIR, "?grant_type=account_credentials", 400, "invalid_request"),
    ],
)
def test_token_is_refused_for_anything_else(
    vendor: Vendor,
    form: dict[str, str],
    pair: tuple[str, str] | None,
    query: str,
    status: int,
    error: str,
):
    answer = requests.post(f"{vendor.url}/oauth/token{query}", form, auth=pair, timeout=60)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_credentials_can_be_its_own(own: RunningEmulator):
    form = {"grant_type": "account_credentials", "account_id": "account"}

    answer = requests.post(f"{own.url}/oauth/token", form, auth=("client", "secret"), timeout=60)

    assert answer.status_code == 200
    assert "secret" not in repr(own.credentials)


def test_a_call_without_a_token_is_refused(vendor: Vendor):
    answer = requests.get(f"{vendor.url}/v2/users", timeout=60)

    assert answer.status_code == 401
    assert answer.json() == {"code": 124, "message": "Invalid access token."}


def test_a_token_ends_after_an_hour_of_the_emulators_clock(vendor: Vendor, client: Client):
    vendor.control("clock", advance_s=3600)

    answer = client.call("GET", "users")

    assert answer.json() == {"code": 124, "message": "Access token is expired."}


def test_the_clock_can_be_set(vendor: Vendor):
    vendor.control("clock", now="2041-01-02T03:04:05+00:00")

    now = datetime.fromisoformat(vendor.state()["now"])

    assert now - datetime.fromisoformat("2041-01-02T03:04:05+00:00") < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"topik": "x"}, "topik"),
        ({"topic": "x" * 201}, "topic"),
        ({"topic": 5}, "topic"),
        ({"agenda": "x" * 2001}, "agenda"),
        ({"duration": 0}, "duration"),
        ({"duration": 1441}, "duration"),
        ({"duration": True}, "duration"),
        ({"duration": "60"}, "duration"),
        ({"type": 5}, "type"),
        ({"password": "12345678901"}, "password"),
        ({"start_time": "2041-01-01T10:00:00-06:00"}, "start_time"),
        ({"start_time": "2041-01-01"}, "start_time"),
        ({"settings": {"waiting_rom": True}}, "settings.waiting_rom"),
        ({"settings": {"waiting_room": 1}}, "settings.waiting_room"),
        ({"settings": {"auto_recording": "always"}}, "settings.auto_recording"),
        ({"settings": {"alternative_hosts": "a@x.example"}}, "settings.alternative_hosts"),
        ({"settings": []}, "settings"),
    ],
)
def test_a_body_that_zoom_does_not_take_is_refused(
    vendor: Vendor, client: Client, body: dict[str, object], field: str
):
    answer = client.call("POST", MEETINGS, json=body)

    refusal = answer.json()
    assert (answer.status_code, refusal["code"]) == (400, 300)
    assert [error["field"] for error in refusal["errors"]] == [field]
    assert vendor.state()["meetings"] == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{"])
def test_a_body_that_is_no_object_is_refused(client: Client, content: bytes):
    answer = client.call("POST", MEETINGS, data=content)

    assert (answer.status_code, answer.json()["code"]) == (400, 300)


def test_an_empty_object_makes_a_meeting(client: Client):
    meeting = client.make()

    assert (meeting["topic"], meeting["type"], meeting["duration"]) == ("Zoom Meeting", 2, 60)


def test_a_local_start_is_answered_in_utc(client: Client):
    meeting = client.make(start_time="2041-07-01T20:00:00", timezone="America/Mexico_City")

    assert meeting["start_time"] == "2041-07-02T02:00:00Z"


def test_numbers_have_eleven_digits_and_uuids_hold_slashes(client: Client):
    made = [client.make() for _ in range(20)]

    assert {len(str(one["id"])) for one in made} == {11}
    assert len({one["uuid"] for one in made}) == 20
    assert any(one["uuid"].startswith("/") or "//" in one["uuid"] for one in made)


def test_lists_cut_the_agenda_and_leave_out_what_is_over(client: Client):
    client.make(agenda="x" * 900, start_time="2041-01-01T00:00:00Z", topic="Futura")
    client.make(start_time="2001-01-01T00:00:00Z", topic="Pasada")

    upcoming = client.call("GET", f"{MEETINGS}?type=upcoming").json()["meetings"]
    scheduled = client.call("GET", MEETINGS).json()["meetings"]

    assert [(one["topic"], len(one["agenda"])) for one in upcoming] == [("Futura", 250)]
    assert [one["topic"] for one in scheduled] == ["Pasada", "Futura"]
    assert [name for one in scheduled for name in one if name in ("start_url", "password")] == []


def test_a_page_larger_than_zoom_gives_is_refused(client: Client):
    answer = client.call("GET", f"{MEETINGS}?page_size=301")

    assert answer.json()["code"] == 300


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_webinar_cannot_be_reached_as_a_meeting(client: Client, method: str):
    path = "users/foros@secesp.example/webinars"
    webinar = client.call("POST", path, json={}).json()

    answer = client.call(method, f"meetings/{webinar['id']}", json={})

    assert answer.json() == {"code": 3000, "message": "Cannot access webinar info."}


def test_the_hundred_and_first_write_of_a_day_is_refused(vendor: Vendor, client: Client):
    meeting = client.make()
    with vendor.served.state.transaction() as tx:
        tx.run("UPDATE written SET number = 99")
    path = f"meetings/{meeting['id']}"

    statuses = [client.call("PATCH", path, json={"topic": "x"}).status_code for _ in range(2)]
    refused = client.call("POST", MEETINGS, json={})

    assert statuses == [204, 429]
    assert refused.headers["X-RateLimit-Type"] == "Daily-limit"
    assert refused.headers["Retry-After"][10:] == "T00:00:00Z"
    assert client.call("DELETE", path).status_code == 204


def test_the_days_count_begins_again_at_midnight_of_utc(vendor: Vendor, client: Client):
    client.make()
    with vendor.served.state.transaction() as tx:
        tx.run("UPDATE written SET number = 100")
    vendor.control("clock", advance_s=86400)

    answer = Client(vendor.url).call("POST", MEETINGS, json={})

    assert answer.status_code == 201


def test_an_address_that_zoom_does_not_have_is_not_recognized(client: Client):
    answer = client.call("GET", "nonsense")

    assert (answer.status_code, answer.json()["code"]) == (404, 2300)


def test_links_lead_to_a_page_that_says_that_it_is_simulated(client: Client):
    meeting = client.make(topic="Plática <b>uno</b>", password="48291377")

    pages = [requests.get(meeting[name], timeout=60) for name in ("join_url", "start_url")]

    assert [page.status_code for page in pages] == [200, 200]
    title = "<h1>Sala simulada «Plática &lt;b&gt;uno&lt;/b&gt;»</h1>"
    assert [page.text.count(title) for page in pages] == [1, 1]
    assert pages[0].headers["Content-Security-Policy"].split(";")[0] == "default-src 'none'"


def test_the_link_of_a_deleted_room_leads_nowhere(client: Client):
    meeting = client.make()
    client.call("DELETE", f"meetings/{meeting['id']}")

    assert requests.get(meeting["join_url"], timeout=60).status_code == 404


def test_the_state_outlives_the_server(tmp_path: Path):
    path = tmp_path / "state.sqlite3"
    first = serve_in_thread(path)
    meeting = Client(first.url).make(topic="Duradera")
    first.close()

    second = serve_in_thread(path)
    kept = Client(second.url).call("GET", f"meetings/{meeting['id']}").json()
    second.close()

    assert kept["topic"] == "Duradera"


def test_a_taken_port_is_an_error_and_not_the_end(tmp_path: Path, served: RunningEmulator):
    port = int(served.url.rsplit(":", 1)[1])

    with pytest.raises(OSError, match="in use"):
        serve_in_thread(tmp_path / "other.sqlite3", port=port)


def test_threads_writing_at_once_lose_nothing(vendor: Vendor, client: Client):
    threads = [threading.Thread(target=client.make) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    state = vendor.state()
    assert (len(state["meetings"]), state["writes"][0][2]) == (12, 12)


def test_it_can_be_started_from_the_command_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    state = tmp_path / "state.sqlite3"
    command = [sys.executable, "-m", "integrations.emulator", "--port", str(port)]
    root = Path(__file__).parents[2]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZOOM_")}

    with subprocess.Popen(
        [*command, "--state", str(state), "--reset"],
        cwd=root,
        env=clean,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            said = running.stdout.readline()
            users = Client(f"http://127.0.0.1:{port}").call("GET", "users").json()
        finally:
            running.send_signal(signal.SIGTERM)
        status = running.wait(timeout=60)

    assert said == f"Emulador en http://127.0.0.1:{port}\n"
    assert users["total_records"] == 5
    assert status == 0
