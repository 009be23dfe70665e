"""An S3-compatible service keeps files as a folder does: a real server, in a process of its own."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import boto3
import pytest
import requests

from tests.conftest import make_settings
from tests.processes import wait_until
from tests.recordings.working import content_of, fetch
from tests.test_startup import start
from tests.trips.conftest import free_ports
from vc.accounts.models import Role
from vc.db import db
from vc.diagnosis.checks import State
from vc.diagnosis.installation import installation
from vc.diagnosis.rows import check_store
from vc.recordings.integrity import verify
from vc.recordings.models import FileStatus, VendorCopy
from vc.recordings.service import retry
from vc.recordings.serving import Kept, serve
from vc.services import services_of
from vc.setting_rules import SettingsError
from vc.store_s3 import PIECE_BYTES, S3Error
from vc.wiring import make_store

pytestmark = pytest.mark.xdist_group("s3")

KEY = "2031/03/VC-2031-0001/zoom-7.mp4"
KEYS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "a-secret-that-shows-nowhere",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


class Service:
    """A server that speaks S3, and can be killed and started again (it then forgets all)."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it, and make the bucket."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=os.environ | KEYS, **quiet)
        wait_until(self._answers, "the S3 server")
        client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=KEYS["AWS_REGION"],
        )
        client.create_bucket(Bucket="recordings")

    def stop(self) -> None:
        """Kill it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            return requests.get(self.url, timeout=60).status_code > 0
        except requests.RequestException:
            return False


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One server for these tests."""
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def settings(tmp_path, service, monkeypatch):
    """The app, keeping its files there."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    known = {"media_store": "s3://recordings/vc", "media_endpoint": service.url}
    return make_settings(tmp_path, media_reserve_mb=1, **known)


@pytest.fixture
def store(settings):
    """The store."""
    return make_store(settings)


def put(store, content, key=KEY):
    """Keep a file."""
    with store.part(key, 0) as part:
        part.write(content)
    return store.finish(key)


def test_a_large_file_goes_there_in_pieces_and_comes_back_unaltered(store, tmp_path):
    content = os.urandom(PIECE_BYTES + 12_345)

    size = put(store, content)

    with store.open(KEY) as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()
    assert (size, store.part_size(KEY)) == (len(content), 0)
    assert not list((tmp_path / "media").rglob("*.mp4*"))


def test_any_part_of_it_can_be_read(store):
    content = os.urandom(100_000)
    put(store, content)

    with store.open(KEY) as file:
        file.seek(50_000)
        middle = file.read(10)
        file.seek(-5, 2)
        end = file.read()

    assert (middle, end) == (content[50_000:50_010], content[-5:])


def test_a_program_that_reads_paths_gets_a_copy_that_is_gone_afterwards(store):
    put(store, b"film")

    with store.local_path(KEY) as path:
        assert path.read_bytes() == b"film"

    assert not path.exists()


def test_what_is_removed_is_gone_and_may_be_gone_before(store):
    put(store, b"film")

    for _ in range(2):
        store.remove(KEY)

    with pytest.raises(FileNotFoundError), store.open(KEY) as file:
        file.read()


def test_a_browser_fetches_it_by_a_signed_address_in_parts(store):
    put(store, b"0123456789")

    answer = requests.get(store.address(KEY), headers={"Range": "bytes=2-4"}, timeout=60)

    assert (answer.status_code, answer.content) == (206, b"234")
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in store.address(KEY)


TITLE = 'Prevención: «¿Qué "haría" usted?» (1ª parte); 50 % más\r\nSet-Cookie: a=b'
TOLD = "VC-2031-0001 Prevención «¿Qué haría usted » (1ª parte); 50 % más Set-Cookie a=b.mp4"
"""What of it may stand in the name of a file."""


@pytest.mark.parametrize(("asked", "way"), [("", "inline"), ("?descargar=1", "attachment")])
def test_a_browser_is_told_what_a_recording_is_and_how_it_is_called(
    app, depot, file, browser_of, asked, way
):
    file.recording.event.summary = TITLE
    db.session.commit()
    fetch(app, file)
    db.session.rollback()

    led = browser_of(Role.VIEWER).get(f"/grabaciones/archivos/{file.id}{asked}", status=302)
    answer = requests.get(led.location, timeout=60)

    told = answer.headers["Content-Disposition"]
    assert (answer.status_code, answer.content) == (200, depot.content)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert told.partition(";")[0] == way
    assert unquote(told.partition("filename*=UTF-8''")[2]) == TOLD
    assert told.isascii()
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a/film.mp4", "video/mp4"),
        ("a/sound.m4a", "audio/mp4"),
        ("a/words.vtt", "text/vtt; charset=utf-8"),
        ("a/picture.jpg", "image/jpeg"),
        ("a/paper.pdf", "application/pdf"),
        ("a/peaks.bin", "application/octet-stream"),
    ],
)
def test_each_kind_of_file_lies_there_as_what_it_is(store, name, kind):
    put(store, b"content", name)

    answer = requests.get(store.address(name), timeout=60)

    assert answer.headers["Content-Type"] == kind


def test_what_a_script_asks_for_comes_from_us(app, store):
    put(store, b"0123456789", "a/peaks.bin")

    with app.test_request_context(headers={"Range": "bytes=2-4"}):
        answer = serve(Kept("a/peaks.bin", "bin", "1"))

    assert (answer.status_code, b"".join(answer.response)) == (206, b"234")


def test_a_network_that_fetches_a_film_is_led_nowhere(app, store):
    # What signs an address there for GET refuses HEAD.
    put(store, b"0123456789")

    with app.test_request_context(method="HEAD"):
        head = serve(Kept(KEY, "mp4", "1"), may_redirect=False)
    with app.test_request_context(headers={"Range": "bytes=2-4"}):
        part = serve(Kept(KEY, "mp4", "1"), may_redirect=False)

    assert (head.status_code, head.headers["Content-Length"]) == (200, "10")
    assert (part.status_code, b"".join(part.response)) == (206, b"234")


def test_a_key_that_leads_elsewhere_is_refused(store):
    with pytest.raises(ValueError, match="no key"):
        store.open("../x")


def test_a_download_that_was_cut_ends_there_verified(app, depot, file):
    depot.cuts.append(200_000)

    for _ in range(3):
        fetch(app, file)

    assert file.status is FileStatus.STORED
    assert content_of(app, file) == depot.content


def test_a_service_that_dies_while_a_file_is_sent_loses_nothing(app, depot, file, service):
    service.stop()
    fetch(app, file)
    assert file.status is FileStatus.FAILED
    assert "reintente" in file.last_error
    assert services_of(app).store.part_size(file.name) == len(depot.content)
    service.start()

    retry(db.session(), file, now=services_of(app).clock())
    db.session.commit()
    fetch(app, file)

    assert file.status is FileStatus.STORED
    assert content_of(app, file) == depot.content


def test_what_was_altered_there_is_put_aside_and_fetched_again(app, depot, file, clock):
    fetch(app, file)
    store = services_of(app).store
    spoilt = bytearray(depot.content)
    spoilt[99] ^= 1
    put(store, bytes(spoilt), file.name)
    file.recording.vendor_copy = VendorCopy.PRESENT
    db.session.commit()

    report = verify(db.session(), [file.id], replace(services_of(app), store=store, clock=clock))
    fetch(app, file)

    assert not report.is_good
    assert file.status is FileStatus.STORED
    assert content_of(app, file) == depot.content


def test_errors_show_no_credentials(store, service):
    service.stop()
    try:
        with pytest.raises(S3Error) as error:
            put(store, b"film")
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in f"{error.value!r} {error.value}"
    finally:
        service.start()


def test_the_diagnosis_tries_the_bucket_when_asked_and_says_when_it_does_not_answer(
    app, context, service
):
    def look(**options: bool) -> tuple[State, str]:
        check = check_store(installation(**options))
        return check.state, check.found.removeprefix("s3://recordings/vc: ")

    known, asked = look(), look(tries=True)
    service.stop()
    gone = look(tries=True)
    service.start()

    assert known == (State.OK, "sin probar. «Revisar ahora» lo prueba.")
    assert asked == (State.OK, "se escribió, se leyó y se borró un archivo de prueba.")
    assert gone[0] is State.FAILURE
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in gone[1]


def test_pages_let_recordings_come_from_there(anyone, service):
    policy = anyone.get("/entrar").headers["Content-Security-Policy"]

    assert f"media-src 'self' {service.url}" in policy


def test_a_service_without_credentials_stops_the_start(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(SettingsError, match="AWS_ACCESS_KEY_ID"):
        make_store(settings)


@pytest.mark.parametrize("value", ["bucket", "s3://", "https://x", "s3://UPPER"])
def test_a_setting_that_cannot_work_stops_the_start(tmp_path, value):
    with pytest.raises(SettingsError, match="MEDIA_STORE"):
        make_settings(tmp_path, media_store=value)


def test_a_bucket_that_is_not_there_is_told_at_the_start(tmp_path, service):
    known = {"MEDIA_STORE": "s3://nobody-made-it/vc", "MEDIA_ENDPOINT": service.url, "DEMO": "1"}

    said = start(["app"], tmp_path, PORT=str(free_ports()[0]), **known, **KEYS)

    assert said.returncode == 3
    assert "El depósito de MEDIA_STORE no hizo lo que se le pidió (NoSuchBucket" in said.stderr
    assert "Traceback" not in said.stdout + said.stderr
