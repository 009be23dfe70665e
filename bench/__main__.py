"""`make bench`: the figures of docs/benchmarks.md, each a ratio measured within one run.

`python -m bench booking feed` measures only those parts: start, booking, feed, month, webhooks,
download, recordings, clips, publishing, search, day, reports, growth (`bench/growth.py` tells of
its settings), pages.

Servers listen on 127.0.0.1 only and every load is bounded. Run it on a quiet machine; the ratios
hold on a noisy one too, the absolute times do not.
"""

import os
import platform
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench import (
    client,
    clips,
    day,
    growth,
    pages,
    publishing,
    recordings,
    reports,
    search,
    seed,
    webhooks,
)
from integrations.emulator import serve_in_thread
from tests.processes import environment
from tests.trips.conftest import free_ports
from tests.vendor import Vendor, networks_at
from vc.config import Settings

ROUNDS = 5
SECONDS = 1.2
MANY = 10_000


def main() -> None:
    """Measure everything and print the table."""
    rows: list[tuple[str, str, str]] = []
    parts = {
        "start": measure_cold_start,
        "booking": measure_booking,
        "feed": measure_feed,
        "month": measure_month,
        "webhooks": measure_webhooks,
        "download": measure_download,
        "recordings": measure_recordings,
        "clips": measure_clips,
        "publishing": measure_publishing,
        "search": search.measure,
        "day": day.measure,
        "reports": reports.measure,
        "growth": growth.measure,
        "pages": pages.measure,
    }
    for name in sys.argv[1:] or parts:
        before = len(rows)
        with tempfile.TemporaryDirectory() as folder:
            parts[name](rows, Path(folder) / name)
        # What took minutes is not lost when a later part fails.
        for row in rows[before:]:
            print(" | ".join(row), flush=True)
    print(f"\n{machine()}\n")
    print("| what | measured | at most / at least |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def machine() -> str:
    """Describe the machine in one line."""
    names = re.findall(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo")) or [platform.processor()]
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    size = f"{int(memory[1]) // 1024 // 1024} GiB" if memory else "?"
    python = platform.python_version()
    return f"{os.cpu_count()} cores {names[0]}, {size}, {platform.platform()}, Python {python}"


def measure_cold_start(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Time create_app() in processes of its own."""
    code = (
        "import time; t = time.perf_counter(); from app import create_app; create_app(); "
        "print(time.perf_counter() - t)"
    )
    taken = [
        float(
            subprocess.run(
                [sys.executable, "-c", code],
                env=quick_start(instance),
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for _ in range(ROUNDS)
    ]
    rows.append(("cold start of create_app()", f"{statistics.median(taken):.2f} s", "< 1 s"))


def quick_start(instance: Path) -> dict[str, str]:
    """Return an environment in which Python keeps its compiled files, as it does by default."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"INSTANCE": str(instance)}


def measure_booking(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare booking, with 5,000 sessions in the database, with a form that writes one row."""
    settings, cookie = prepare(instance, 5000)
    with serving(settings) as port:
        fresh, token = cookie_of(port, cookie)
        headers = {"Cookie": f"vc={fresh}"}
        book = [_booking(token, headers, number) for number in range(60)]
        row = [
            client.post(
                "/bench/row", urlencode({"csrf_token": token, "summary": "x"}).encode(), **headers
            )
            for _ in range(60)
        ]
        client.times(port, row[:5], 303)
        client.times(port, book[:5], 303)
        pairs = []
        bookings: list[float] = []
        for begin in range(5, 60, 11):
            one = client.times(port, row[begin : begin + 11], 303)
            many = client.times(port, book[begin : begin + 11], 303)
            bookings += many
            pairs.append(statistics.median(many) / statistics.median(one))
    rows.append(
        (
            "POST /sesiones ÷ a form that writes one row",
            f"{statistics.median(pairs):.2f} ×",
            "≤ 3 ×",
        )
    )
    rows.append(("POST /sesiones, median", f"{client.median_ms(bookings):.1f} ms", "< 10 ms"))


def measure_feed(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare a feed of 10,000 sessions with stored bytes and with a bare answer."""
    settings, cookie = prepare(instance, MANY)
    stored = instance / "stored.ics"
    path = "/feeds/publico.ics"
    with serving(settings) as port:
        stored.write_bytes(client.Connection(port).ask(client.get(path)).body)
    with serving(settings, BENCH_BODY=str(stored)) as port:
        one = client.Connection(port)
        cold = [_once(port, client.get(path))]
        warm = [_once(port, client.get(path)) for _ in range(9)]
        extra = (cold[0] - statistics.median(warm)) * 1000
        rows.append(
            ("the feed after a restart, more than unchanged", f"{extra:.0f} ms", "≤ 300 ms")
        )
        etag = one.ask(client.get(path)).headers["etag"]
        for name, ours, theirs, status in (
            ("feed, identity ÷ stored bytes", client.get(path), client.get("/bench/bytes"), 200),
            (
                "feed, gzip ÷ stored bytes",
                client.get(path, Accept_Encoding="gzip"),
                client.get("/bench/bytes", Accept_Encoding="gzip"),
                200,
            ),
            ("304 ÷ bare ok", client.get(path, If_None_Match=etag), client.get("/bench/ok"), 304),
        ):
            ratio, ours_rate = compare(port, ours, theirs, status)
            rows.append((name, f"{ratio:.2f} ({ours_rate:.0f} requests/s)", "≥ 0.85"))
        for name, headers in (("identity", {}), ("gzip", {"Accept_Encoding": "gzip"})):
            changed = after_a_change(port, settings, cookie, client.get(path, **headers))
            rows.append(
                (
                    f"the feed after one change, {name}, more than unchanged",
                    f"{changed:.0f} ms",
                    "≤ 200 ms",
                )
            )


def measure_month(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare the page of a month, a session a day, with 10,000 in the database and with 100."""
    few_settings, few_cookie = prepare(instance / "few", 100, every_h=24)
    many_settings, many_cookie = prepare(instance / "many", MANY, every_h=24)
    # The next month is whole in both, whatever day it is.
    month = (datetime.now(UTC).replace(day=28) + timedelta(days=6)).strftime("%Y-%m-01")
    path = f"/calendario?vista=mes&fecha={month}"
    with serving(few_settings) as few, serving(many_settings) as many:
        ratios = []
        for _ in range(ROUNDS):
            short = client.times(few, [client.get(path, Cookie=f"vc={few_cookie}")] * 12, 200)
            long = client.times(many, [client.get(path, Cookie=f"vc={many_cookie}")] * 12, 200)
            ratios.append(statistics.median(long) / statistics.median(short))
        rows.append(
            ("month page, 10,000 sessions ÷ 100", f"{statistics.median(ratios):.2f} ×", "≤ 1.3 ×")
        )
        rows.append(browse(many, many_cookie, path))


def measure_webhooks(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Time the vendor's door, alone and under a storm, beside a form that writes one row."""
    settings, cookie = prepare(instance, 100)
    settings = replace(settings, zoom_webhook_secret=webhooks.SECRET)
    with serving(settings) as port:
        fresh, token = cookie_of(port, cookie)
        form = urlencode({"csrf_token": token, "summary": "x"}).encode()
        row = [client.post("/bench/row", form, Cookie=f"vc={fresh}")] * 50
        client.times(port, row[:5], 303)
        plain = client.times(port, row, 303)
        alone = client.times(port, webhooks.storm(200), 200)
        median_s, slow_s = webhooks.send(port, webhooks.storm())
    ratio = statistics.median(alone) / statistics.median(plain)
    what = "POST /webhooks/zoom"
    rows.append((f"{what} ÷ a form that writes one row", f"{ratio:.2f} ×", "≤ 1.5 ×"))
    storm = f"{slow_s * 1000:.1f} ms (median {median_s * 1000:.1f} ms)"
    rows.append((f"{what}, 95 of 100, 1,000 on four connections", storm, "≤ 100 ms"))


def measure_download(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare the download of a large recording with curl's."""
    settings, _ = prepare(instance, 1)
    recordings.measure_download(rows, settings, instance)


def measure_recordings(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare the list of 5,000 recordings with that of 100."""
    few_settings, few_cookie = prepare(instance / "few", 100)
    many_settings, many_cookie = prepare(instance / "many", 5000)
    for settings in (few_settings, many_settings):
        with product(settings):
            recordings.add_recordings()
    messages_settings, _ = prepare(instance / "messages", 1)
    with product(messages_settings) as app:
        recordings.measure_messages(rows, app)
    with product(many_settings):
        recordings.measure_search(rows)
    path = "/grabaciones"
    with serving(few_settings) as few, serving(many_settings) as many:
        ratios, taken = [], []
        for _ in range(ROUNDS):
            short = client.times(few, [client.get(path, Cookie=f"vc={few_cookie}")] * 12, 200)
            long = client.times(many, [client.get(path, Cookie=f"vc={many_cookie}")] * 12, 200)
            ratios.append(statistics.median(long) / statistics.median(short))
            taken += long
    with product(many_settings) as app:
        address = recordings.put_file(app, 200_000_000)
    recordings.measure_viewers(rows, many_settings, many_cookie, address)
    shown = f"{statistics.median(ratios):.2f} × ({statistics.median(taken) * 1000:.1f} ms)"
    rows.append(("list of recordings, 5,000 ÷ 100", shown, "≤ 1.3 ×"))


def measure_clips(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Compare the making of clips with bare ffmpeg, and open the editor of a long recording."""
    settings, cookie = prepare(instance, 1)
    with product(settings) as app:
        clips.measure_render(rows, app, instance)
    long_settings, cookie = prepare(instance / "long", 1)
    with product(long_settings) as app:
        clip_id = clips.add_two_hours(app, instance / "long")
    with serving(long_settings):
        clips.measure_editor(rows, long_settings, cookie, clip_id)


def measure_publishing(rows: list[tuple[str, str, str]], instance: Path) -> None:
    """Plan publications at odd instants, and see how late a worker of its own sends them."""
    settings, _ = prepare(instance, 1)
    vendor = serve_in_thread(instance / "vendor.sqlite3")
    try:
        networks = networks_at(Vendor(vendor.url))
        settings = replace(settings, demo=False, media_reserve_mb=1, **networks)
        with product(settings) as app:
            publishing.measure_delay(rows, app, instance)
    finally:
        vendor.close()


def browse(port: int, cookie: str, path: str) -> tuple[str, str, str]:
    """Open the month's page in a browser without a cache: requests, bytes sent, time to quiet."""
    from playwright.sync_api import sync_playwright

    from tests.browser import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        quiet = []
        for _ in range(3):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies(
                [{"name": "vc", "value": cookie, "url": f"http://127.0.0.1:{port}"}]
            )
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            done: list[tuple[float, float]] = []
            _watch(session, done)
            start = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}{path}")
            page.wait_for_load_state("networkidle")
            page.locator(".ec-event").first.wait_for()
            quiet.append((max(at for at, _ in done) - start) * 1000)
            sent = [size for _, size in done]
            context.close()
        browser.close()
    return (
        "month page, cold, in the browser",
        f"{len(sent)} requests, {sum(sent) / 1024:.0f} KiB, {statistics.median(quiet):.0f} ms",
        "≤ 10, ≤ 250 KiB, ≤ 600 ms",
    )


def _watch(session: object, done: list[tuple[float, float]]) -> None:
    """Note when each request of a page was finished, and how many bytes it took."""
    session.on(
        "Network.loadingFinished",
        lambda event: done.append((time.perf_counter(), event["encodedDataLength"])),
    )


def compare(port: int, ours: bytes, theirs: bytes, status: int) -> tuple[float, float]:
    """Return the ratio of two rates and ours, measured in turn, each the median of the rounds."""
    mine, other = [], []
    for _ in range(ROUNDS):
        other.append(client.rate(port, theirs, 200, SECONDS))
        mine.append(client.rate(port, ours, status, SECONDS))
    pairs = [a / b for a, b in zip(mine, other, strict=True)]
    return statistics.median(pairs), statistics.median(mine)


def after_a_change(port: int, settings: Settings, cookie: str, ask: bytes) -> float:
    """Return how many milliseconds more the feed takes right after one session changed."""
    more = []
    for number in range(ROUNDS):
        warm = statistics.median(_once(port, ask) for _ in range(3))
        with product(settings) as app:
            _retitle(app, f"Otro título {secrets.token_hex(3)} {number}")
        more.append((_once(port, ask) - warm) * 1000)
    return statistics.median(more)


def _retitle(app: object, title: str) -> None:
    """Change one session in the middle of the feed."""
    from sqlalchemy import select

    from vc.booking.models import Event
    from vc.db import db, read_only

    read_only(False)
    event = (
        db.session.scalars(select(Event).order_by(Event.id).offset(4000).limit(1)).unique().one()
    )
    event.summary = title
    db.session.commit()


def prepare(instance: Path, count: int, *, every_h: int = 6) -> tuple[Settings, str]:
    """Make a database with `count` sessions; return its settings and a signed-in cookie."""
    instance.mkdir(parents=True)
    port, emulator_port = free_ports()
    settings = Settings(
        instance=instance,
        port=port,
        emulator_port=emulator_port,
        demo=True,
        secret_key="bench",
        seal_key="bench",
    ).with_emulator()
    with product(settings) as app:
        from flask_migrate import upgrade

        upgrade()
        person_id, cookie = seed.make_people(app)
        seed.make_events(person_id, seed.make_licences(), count, every_h=every_h)
    return settings, cookie


@contextmanager
def product(settings: Settings) -> Iterator[object]:
    """Open the app's context in this process."""
    from app import create_app
    from vc.db import db

    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def serving(settings: Settings, **more: str) -> Iterator[int]:
    """Serve the app by gunicorn, one process of four threads; yield its port."""
    command = [
        sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4", "--keep-alive", "60",
        "--bind", f"127.0.0.1:{settings.port}", "--log-level", "error", "bench.server:create()",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment(settings) | more)
    try:
        for _ in range(200):
            try:
                client.Connection(settings.port)
                break
            except ConnectionError:
                time.sleep(0.05)
        client.Connection(settings.port).ask(client.get("/bench/ok"))
        yield settings.port
    finally:
        process.terminate()
        process.wait(timeout=20)


def cookie_of(port: int, cookie: str) -> tuple[str, str]:
    """Return the cookie with its CSRF secret, and a token that goes with it."""
    answer = client.Connection(port).ask(client.get("/sesiones/nueva", Cookie=f"vc={cookie}"))
    fresh = re.search(r"vc=([^;]+)", answer.headers.get("set-cookie", ""))
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', answer.body)
    assert token is not None
    return (fresh[1] if fresh else cookie), token[1].decode()


def _booking(token: str, headers: dict[str, str], number: int) -> bytes:
    """Return the POST that books a session far from all others, so that a licence is free."""
    day = (datetime.now(UTC) + timedelta(days=4000 + number)).strftime("%Y-%m-%d")
    answers = {
        "csrf_token": token,
        "submission_key": secrets.token_urlsafe(24),
        "summary": f"Plática {number}",
        "kind": "talk",
        "host_id": "1",
        "date": day,
        "time": "10:00",
        "duration": "60",
        "tzid": "America/Mexico_City",
        "platform": "auto",
        "visibility": "public",
        "records": "y",
        "has_waiting_room": "y",
        "description": "Para madres, padres y docentes.",
    }
    return client.post("/sesiones", urlencode(answers).encode(), **headers)


def _once(port: int, ask: bytes) -> float:
    """Return the seconds of one request on a connection of its own."""
    return client.times(port, [ask], 200)[0]


def _read(path: str) -> str:
    """Return a file's text, nothing where there is no such file."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


if __name__ == "__main__":
    main()
