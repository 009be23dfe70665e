"""Recordings under load: a large download beside curl, a thousand messages, a long list."""

import json
import os
import random
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench import client
from integrations.contracts.common import FileLink
from integrations.zoom import webhooks
from tests.processes import environment
from vc.booking.models import Event
from vc.config import Settings
from vc.db import db, read_only
from vc.jobs import run
from vc.reconciliation import deliveries
from vc.reconciliation.models import Delivery
from vc.recordings import download, service
from vc.recordings.models import FileStatus, Recording, RecordingFile, RecordingStatus, VendorCopy
from vc.services import services_of
from vc.transcripts import fulltext
from vc.transcripts import service as transcripts
from vc.transcripts.models import Transcript
from vc.transcripts.stemming import normalised

MESSAGES = 1000
HEAD = b"\0\0\0\x18ftypmp42"


class _Door(BaseHTTPRequestHandler):
    """Gives one file, whole or from a byte on, as quickly as the kernel can send it."""

    protocol_version = "HTTP/1.1"
    path_of_file: Path

    def do_GET(self) -> None:
        """Send it."""
        size = self.path_of_file.stat().st_size
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(found[1]) if found else 0
        self.send_response(206 if found else 200)
        if found:
            self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
        self.send_header("Content-Length", str(size - first))
        self.send_header("Content-Type", "video/mp4")
        self.send_header("ETag", '"one"')
        self.end_headers()
        with self.path_of_file.open("rb") as file:
            self.connection.sendfile(file, first)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def giving(path: Path) -> Iterator[str]:
    """Give a file by HTTP from a process of its own; yield its address."""
    command = [sys.executable, "-m", "bench.recordings", "give", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=10)


def give(path: Path) -> None:
    """Serve until somebody ends this process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"path_of_file": path}))
    print(f"http://127.0.0.1:{server.server_port}/file.mp4", flush=True)
    server.serve_forever()


def make_file(path: Path, size: int) -> None:
    """Write a file of that many bytes that no disk can make smaller."""
    piece = os.urandom(1 << 20)
    with path.open("wb") as file:
        file.write(HEAD)
        for _ in range(size // len(piece)):
            file.write(piece)


def curl_s(address: str, target: Path) -> float:
    """Return how long curl takes to fetch a file and make it durable."""
    os.sync()
    begin = time.perf_counter()
    subprocess.run(["curl", "-s", "-o", str(target), address], check=True)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    taken = time.perf_counter() - begin
    target.unlink()
    return taken


def fetched(settings: Settings, address: str) -> tuple[float, float, float]:
    """Fetch by our worker in a process of its own.

    Return the seconds until all of it was here and durable, the seconds until it was verified too,
    and by how many MB its memory grew.
    """
    command = [sys.executable, "-m", "bench.recordings", "fetch", address]
    done = subprocess.run(
        command, env=environment(settings), check=True, capture_output=True, text=True
    )
    came, whole, growth = done.stdout.split()
    return float(came), float(whole), float(growth)


def fetch(address: str) -> None:
    """Take one turn at a file, as the worker does; print what it took."""
    from app import create_app

    app = create_app()
    with app.app_context():
        read_only(False)
        before = _memory_mb()
        # A worker has fetched before: what is imported at the first file is not timed.
        _turn(app, address)
        came, whole = _turn(app, address)
        print(came, whole, max(0.0, _memory_mb() - before))


def _turn(app: Flask, address: str) -> tuple[float, float]:
    """Fetch a file; return the seconds until it was durable, and until it was verified."""
    file_id, marks = _expect(app), []
    own = replace(
        services_of(app),
        file_sources={"bench": lambda key: FileLink(address)},
        store=_Watched(services_of(app).store, marks),
        clock=lambda: datetime.now(UTC),
    )
    os.sync()
    begin = time.perf_counter()
    run(db.session, RecordingFile, file_id, download.fetch, own)
    whole = time.perf_counter() - begin
    file = db.session.get_one(RecordingFile, file_id)
    assert file.status is FileStatus.STORED, file.last_error
    services_of(app).store.remove(file.name)
    return marks[0] - begin, whole


class _Watched:
    """A store that notes when the last byte of a file was durable."""

    def __init__(self, store: object, marks: list[float]) -> None:
        self._store, self._marks = store, marks

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def part_size(self, key: str) -> int:
        """Return the size of what is here; asked after the last byte was written."""
        size = self._store.part_size(key)
        if size:
            self._marks.append(time.perf_counter())
        return size


def _memory_mb() -> float:
    """Return the most memory that this process ever held, in MB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _expect(app: Flask) -> int:
    """Expect a file of the first session; return its id."""
    event = db.session.scalars(select(Event).limit(1)).unique().one()
    now = datetime.now(UTC)
    number = db.session.query(RecordingFile).count()
    recording = service.expect(
        db.session(),
        event,
        source="bench",
        external_id=f"f-{number}",
        recorded_at=event.starts_at,
        expires_at=now + timedelta(days=9),
        now=now,
    )
    db.session.commit()
    return recording.files[0].id


def add_recordings() -> None:
    """Give each session in the database a recording of three files that is safe."""
    for event in db.session.scalars(select(Event)).unique():
        recording = Recording(
            event=event,
            source="zoom",
            external_id=f"u-{event.id}",
            host_email="sala1@secesp.example",
            topic=event.summary,
            status=RecordingStatus.STORED,
            recorded_at=event.starts_at,
            duration_s=3600,
            vendor_copy=VendorCopy.PRESENT,
            expires_at_vendor_at=event.starts_at + timedelta(days=30),
            created_at=event.starts_at,
        )
        recording.files = [_file(event, number) for number in range(3)]
        db.session.add(recording)
    db.session.commit()


def _file(event: Event, number: int) -> RecordingFile:
    """Return one file that is safe."""
    return RecordingFile(
        external_id=f"f-{event.id}-{number}",
        name=f"2031/03/{event.folio}/zoom-{number}.mp4",
        status=FileStatus.STORED,
        size_bytes=187_000_000,
        stored_bytes=187_000_000,
        sha256=f"{event.id:064x}",
    )


def measure_download(rows: list[tuple[str, str, str]], settings: Settings, folder: Path) -> None:
    """Compare our worker with curl from the same server, and watch its memory."""
    file, rates, verified, growths = folder / "file.mp4", [], [], []
    make_file(file, 1_000_000_000)
    with giving(file) as address:
        curl_s(address, folder / "warm")
        for _ in range(3):
            theirs = curl_s(address, folder / "theirs")
            came, whole, growth = fetched(settings, address)
            rates.append(theirs / came)
            verified.append(theirs / whole)
            growths.append(growth)
    shutil.rmtree(settings.instance / "media", ignore_errors=True)
    rate = f"{statistics.median(rates):.2f} × ({1000 / came:.0f} MB/s)"
    rows.append(("download of 1 GB ÷ curl, until durable", rate, "≥ 0.9"))
    whole_rate = f"{statistics.median(verified):.2f} ×"
    rows.append(("the same, until its SHA-256 was verified from the disk", whole_rate, "—"))
    rows.append(("memory it takes more", f"{max(growths):.0f} MB", "< 50 MB"))


def measure_messages(rows: list[tuple[str, str, str]], app: Flask) -> None:
    """Time the worker with a thousand messages about recordings, three of four repeated."""
    now = datetime.now(UTC)
    for number, body in enumerate(_messages(now)):
        raw = json.dumps(body).encode()
        deliveries.keep(db.session(), "zoom", raw, webhooks.read(raw), now, number=number)
    db.session.commit()
    waiting = list(db.session.scalars(select(Delivery.id).order_by(Delivery.id)))
    db.session.commit()
    begin = time.perf_counter()
    for number in waiting:
        services_of(app).registry.tasks["take_delivery"].call_local(number)
    taken = time.perf_counter() - begin
    assert db.session.query(RecordingFile).count() == MESSAGES // 4 * 3
    rows.append((f"worker's time for {len(waiting):,} messages", f"{taken:.1f} s", "< 10 s"))


def _messages(now: datetime) -> Iterator[dict[str, object]]:
    """Yield a thousand messages: for each of 250 recordings its files, three times, its words."""
    for number in range(MESSAGES):
        meeting, kind = divmod(number, 4)
        event = "transcript_completed" if kind == 3 else "completed"
        files = [_told(f"{meeting}-t", "TRANSCRIPT", "VTT", now)]
        if kind < 3:
            files = [_told(f"{meeting}-{one}", "MP4", "MP4", now) for one in range(2)]
        about = {
            "id": 90_000_000_000 + meeting,
            "uuid": f"bench{meeting}==",
            "host_email": "sala1@secesp.example",
            "topic": f"Plática {meeting}",
            "start_time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "duration": 58,
            "recording_files": files,
        }
        yield {"event": f"recording.{event}", "event_ts": number, "payload": {"object": about}}


def _told(name: str, kind: str, extension: str, now: datetime) -> dict[str, object]:
    """Return one file as Zoom's message tells of it."""
    return {
        "id": name,
        "file_type": kind,
        "file_extension": extension,
        "file_size": 187_000_000,
        "recording_start": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "status": "completed",
    }


def measure_search(rows: list[tuple[str, str, str]]) -> None:
    """Time searches in 100,000 lines, beside reading one row."""
    _say(100_000)
    plain = [_seconds(lambda: db.session.scalar(select(Event.id).limit(1))) for _ in range(50)]
    for words in ("extorsion", "contraseña mensaje", '"línea 089"', "polic"):
        search = partial(fulltext.search, db.session(), words)
        taken = [_seconds(search) for _ in range(15)]
        ratio = statistics.median(taken) / statistics.median(plain)
        shown = f"{statistics.median(taken) * 1000:.1f} ms ({ratio:.0f} × one row)"
        rows.append((f"search in 100,000 lines: {words}", shown, "< 50 ms"))


def _seconds(act: Callable[[], object]) -> float:
    """Return how long something takes in a transaction of its own."""
    begin = time.perf_counter()
    act()
    taken = time.perf_counter() - begin
    db.session.rollback()
    return taken


def _say(count: int) -> None:
    """Add so many lines of talk: each of a few words out of the office's own."""
    words = [
        "extorsión",
        "extorsiones",
        "contraseña",
        "mensaje",
        "línea",
        "089",
        "policía",
        "denuncia",
        "escuela",
        "familia",
        "teléfono",
        "cuenta",
        "banco",
        "no",
        "contesten",
        "cuelguen",
        "avisen",
        "siempre",
        "nunca",
        "datos",
        "personales",
    ]
    recording = db.session.scalars(select(Recording).limit(1)).one()
    transcript = Transcript(
        file_id=recording.files[0].id,
        recording_id=recording.id,
        began_at=recording.recorded_at,
    )
    db.session.add(transcript)
    db.session.flush()
    chosen = random.Random(7)
    said = [" ".join(chosen.choices(words, k=9)) for _ in range(count)]
    rows = [[n * 3000, n * 3000 + 2500, "", one, normalised(one)] for n, one in enumerate(said)]
    transcripts.write(db.session(), transcript, rows)
    db.session.commit()


def measure_viewers(
    rows: list[tuple[str, str, str]], settings: Settings, cookie: str, address: str
) -> None:
    """Time a page while four viewers take nothing of what they asked for, and without them."""
    port = settings.port
    command = [
        sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=4", "--call",
        "app:create_app",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment(settings))
    page = client.get("/grabaciones", Cookie=f"vc={cookie}")
    try:
        _answers(port)
        alone = client.times(port, [page] * 20, 200)
        lines = [_stall(port, address, cookie) for _ in range(4)]
        beside = client.times(port, [page] * 20, 200)
        for line in lines:
            line.close()
    finally:
        process.terminate()
        process.wait(timeout=20)
    ratio = statistics.median(beside) / statistics.median(alone)
    slowest = f"{ratio:.2f} × (slowest {max(beside) * 1000:.0f} ms)"
    what = "a page beside 4 stalled viewers ÷ alone, waitress with 4 threads"
    rows.append((what, slowest, "answers"))


def _answers(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(400):
        try:
            client.Connection(port).ask(client.get("/healthz"))
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server never answered")


def _stall(port: int, address: str, cookie: str) -> socket.socket:
    """Ask for a large file and take no more than the beginning of it."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.sendall(client.get(address, Cookie=f"vc={cookie}", Range="bytes=0-"))
    assert line.recv(12) == b"HTTP/1.1 206"
    return line


def put_file(app: Flask, size: int) -> str:
    """Put a file of that many bytes in the place of a recording's first; return its address."""
    file = db.session.scalars(select(RecordingFile).order_by(RecordingFile.id).limit(1)).one()
    with services_of(app).store.part(file.name, 0) as part:
        part.write(bytes(size))
    services_of(app).store.finish(file.name)
    return f"/grabaciones/archivos/{file.id}"


if __name__ == "__main__":
    {"give": lambda text: give(Path(text)), "fetch": fetch}[sys.argv[1]](sys.argv[2])
