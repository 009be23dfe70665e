"""Clips: what a file costs beside bare ffmpeg, and the editor of a two-hour recording."""

import os
import resource
import shutil
import statistics
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from tests.clips.working import prepared, spoken
from tests.media.working import store_file
from tests.processes import wait_until
from vc.accounts.models import Person
from vc.booking.models import Event
from vc.clips import ffmpeg_cut, ffmpeg_graph, render_order, rendering, renders, service
from vc.clips.edit import Framing, Piece
from vc.clips.models import ClipKind, ClipRender
from vc.clips.service import NewClip
from vc.config import Settings
from vc.db import db, read_only
from vc.jobs import run
from vc.media import ffmpeg_choice
from vc.media.queries import preparation_of
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import RecordingFile
from vc.services import Services, services_of
from vc.shapes import Shape

ROUNDS = 3
HOURS_MS = 2 * 3_600_000
LINES = 2400
SAID = "nunca compartan su contraseña ni el código que llega por mensaje con nadie"
TALK = "testsrc2=s=1280x720:r=25,noise=alls=6"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
FIRST_FRAME = """() => performance.getEntriesByName("first-frame")[0].startTime"""
MEASURING = (",silencedetect=noise=-50dB:duration=1,ebur128=framelog=quiet", "")


def add_recording(app: Flask, folder: Path, seconds: int, *, copies: int = 1) -> RecordingFile:
    """Add a recording of synthetic pictures, repeated without another encoding."""
    read_only(False)
    program = ffmpeg_choice.executable(services_of(app).settings)
    part, film = folder / "part.mp4", folder / "film.mp4"
    encoding = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-pix_fmt", "yuv420p")
    sound = ("-f", "lavfi", "-i", f"anoisesrc=a=0.1:d={seconds}:r=32000")
    length = ("-t", str(seconds), *encoding, "-g", "250", "-c:a", "aac", "-b:a", "64k")
    subprocess.run(
        [program, "-y", "-loglevel", "error", "-f", "lavfi", "-i", TALK, *sound, *length, part],
        check=True,
    )
    loop = ("-stream_loop", str(copies - 1), "-i", part, "-c", "copy", "-movflags", "+faststart")
    subprocess.run([program, "-y", "-loglevel", "error", *loop, film], check=True)
    event = db.session.scalars(select(Event).order_by(Event.id).limit(1)).unique().one()
    services_of(app).registry.added[FILE_STORED] = ()
    length_ms = seconds * copies * 1000
    made = prepared(
        app, store_file(app, event, film), duration_ms=length_ms, width=1280, height=720
    )
    db.session.commit()
    return made.file


def measure_render(rows: list[tuple[str, str, str]], app: Flask, folder: Path) -> None:
    """Compare the worker's CPU time for a file of 30 s with that of its bare ffmpeg command."""
    file = add_recording(app, folder, 60)
    spoken(file, _lines(60_000))
    own = services_of(app)
    for shape in (Shape.WIDE, Shape.TALL):
        ratios, ours = [], []
        for number in range(ROUNDS):
            render = _ask(file, shape, number)
            bare = _cpu_s(lambda render=render: _bare(own, render, folder))
            mine = _cpu_s(
                lambda render=render: run(
                    db.session(), ClipRender, render.id, rendering.render, own
                )
            )
            db.session.expire_all()
            assert render.status == "DONE", render.last_error
            ratios.append(mine / bare)
            ours.append(mine)
        rows.append(
            (
                f"CPU of a file of 30 s, {shape}, with captions ÷ the bare ffmpeg command",
                f"{statistics.median(ratios):.3f} × ({statistics.median(ours):.1f} s)",
                "≤ 1.05 ×",
            )
        )


def _ask(file: RecordingFile, shape: Shape, number: int) -> ClipRender:
    """Ask for a file that nobody asked for before."""
    now, by = datetime.now(UTC), db.session.scalars(select(Person).limit(1)).one()
    begin = 10_000 + 40 * number
    new = NewClip(ClipKind.FRAGMENT, (Piece(begin, begin + 30_000),))
    clip = service.create(db.session(), file, new, now=now, by=by)
    edit = service.queries.edit_of(db.session(), clip)
    framed = service.replace(edit, framings=(Framing(shape),))
    service.save(
        db.session(), clip, framed, token="bench-bench", base=clip.edit_version, now=now, by=by
    )
    renders.ask_for_files(db.session(), clip, now=now, by=by)
    db.session.commit()
    return clip.current_renders[0]


def _bare(services: Services, render: ClipRender, folder: Path) -> None:
    """Run what makes the same film, without a worker around it and without measuring its sound."""
    order = render_order.order_of(db.session(), render)
    with services.store.local_path(order.source_key) as path:
        source = ffmpeg_cut.Source(
            ("-threads", "2", "-i", str(path)), 1280, 720, order.source.rate, has_audio=True
        )
        cut = render_order.with_files(order, folder)
        arguments = ffmpeg_graph.arguments(source, cut, folder / "bare.mp4")
        arguments = [argument.replace(*MEASURING) for argument in arguments]
        command = [services.ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]
        subprocess.run(command, check=True)
    db.session.rollback()


def _cpu_s(work: Callable[[], object]) -> float:
    """Return the seconds of CPU that a piece of work took, its children's included."""

    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(one.ru_utime + one.ru_stime for one in both)

    before = used()
    work()
    return used() - before


def add_two_hours(app: Flask, folder: Path) -> int:
    """Add a recording of two hours with 2,400 lines, and a clip of it; return the clip's number."""
    file = add_recording(app, folder, 60, copies=120)
    spoken(file, _lines(HOURS_MS))
    preparation = preparation_of(db.session(), [file.id])[file.id]
    preparation.peaks_key = f"{file.name}.peaks"
    store = services_of(app).store
    with store.part(preparation.peaks_key, 0) as part:
        part.write(os.urandom(HOURS_MS // 100))
    store.finish(preparation.peaks_key)
    now, by = datetime.now(UTC), db.session.scalars(select(Person).limit(1)).one()
    new = NewClip(ClipKind.FRAGMENT, (Piece(3_600_000, 3_680_000),), "Contraseñas seguras")
    clip = service.create(db.session(), file, new, now=now, by=by)
    db.session.commit()
    return clip.id


def measure_editor(
    rows: list[tuple[str, str, str]], settings: Settings, cookie: str, clip_id: int
) -> None:
    """Time the editor in Chromium with an empty cache: bytes, first frame, selecting words."""
    address = f"http://127.0.0.1:{settings.port}"
    sent, frames, picks = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(ROUNDS):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": "vc", "value": cookie, "url": address}])
            page = context.new_page()
            session, asked, taken = context.new_cdp_session(page), {}, {}
            session.send("Network.enable")
            session.on("Network.requestWillBeSent", partial(_note_address, asked))
            session.on("Network.loadingFinished", partial(_note_size, taken))
            page.goto(f"{address}/clips/{clip_id}/editar")
            page.locator("#words li").nth(LINES - 1).wait_for(state="attached")
            _wait(page, "document.getElementById('player').readyState >= 2")
            frames.append(page.evaluate(FIRST_FRAME))
            page.wait_for_timeout(300)
            sent.append(sum(size for one, size in taken.items() if "contenido" not in asked[one]))
            picks += _picks(page)
            context.close()
        browser.close()
    rows.append(
        (
            "editor of two hours before the video, cold",
            f"{statistics.median(sent) / 1000:.0f} kB",
            "< 300 kB",
        )
    )
    first = f"{statistics.median(frames):.0f} ms"
    rows.append(("its first frame at minute 60, after the address was asked", first, "< 1000 ms"))
    slowest = f"{max(picks):.1f} ms (median {statistics.median(picks):.1f} ms)"
    rows.append(("words selected → in and out on the page, slowest of 60", slowest, "< 50 ms"))


def _note_address(asked: dict[str, str], event: dict[str, object]) -> None:
    """Note what a request asks for."""
    asked[event["requestId"]] = event["request"]["url"]


def _note_size(taken: dict[str, float], event: dict[str, object]) -> None:
    """Note how many bytes an answer took."""
    taken[event["requestId"]] = event["encodedDataLength"]


def _wait(page: Page, condition: str) -> None:
    """Wait until the page says yes."""
    wait_until(lambda: page.evaluate(condition), condition)


def _picks(page: Page) -> list[float]:
    """Select words all over the transcript; return how many milliseconds each took to be drawn."""
    return page.evaluate(
        """async () => {
          const taken = [];
          for (let index = 100; index < 2300; index += 110) {
            const [first, last] = [index, index + 12].map(
              (line) => document.querySelector(`[data-line="${line}"]`).firstChild);
            const [from, to] = [first, last].map((node) => node.firstChild ?? node);
            getSelection().setBaseAndExtent(from, 6, to, 20);
            const start = performance.now();
            document.querySelector('[data-do="only"]').click();
            await new Promise((done) => setTimeout(done));
            taken.push(performance.now() - start);
            await new Promise((done) => requestAnimationFrame(done));
          }
          return taken;
        }"""
    )


def _lines(length_ms: int) -> tuple[tuple[int, int, str, str], ...]:
    """Return something to say for every three seconds."""
    return tuple(
        (at, at + 2800, "Rosa Pérez" if at % 9000 else "Luis Ortiz", SAID)
        for at in range(0, length_ms, HOURS_MS // LINES)
    )
