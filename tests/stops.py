"""Stops the whole product two hundred times: `python -m tests.stops FOLDER`.

The application is made once and forked, so that a stop costs a tenth of a second instead of three.
Each is brought into a state by a process of its own, is told to stop, and has to be gone soon, with
its port free and its ffmpeg ended. Prints a line for each that was not; ends with their number.
"""

import gc
import os
import random
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path
from urllib.request import urlopen

from flask import Flask

from app import create_app
from tests.conftest import make_settings
from tests.people import make_person
from tests.processes import ROOT, wait_until
from vc.access import anybody
from vc.accounts.models import Role
from vc.cli import begin, run_everything, serve, start_emulator
from vc.config import Settings
from vc.db import db
from vc.licences.feature import name_what_is_missing
from vc.media import ffmpeg, ffmpeg_choice
from vc.migrations_cli import upgrade
from vc.scheduler import run_sweep
from vc.services import services_of
from vc.stopping import SIGNALS, Stopping

OWN = Path("/proc/self/cwd")
"""The folder that each process is in: so each has an instance of its own with one application."""
TIMES = {"starting": 1, "idle": 9, "answering": 2, "taking an upload": 4, "rendering": 1}
VENDORS_EACH = 4
"""In so many of them the vendors' emulator runs as well, once."""
WAYS = ("once", "twice at once", "again and again", "to the group and to us")
AT_ONCE = 16
LONGEST_S = 30
"""Ten seconds for tasks and five for answers, on a machine that does sixteen of these at once."""
ENDLESS = ("-re", "-f", "lavfi", "-i", "color=size=16x16:rate=1", "-t", "99", "-f", "null", "-")
HALF_AN_UPLOAD = (
    b"PATCH /grabaciones/subidas/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\nhalf"
)


def make_app(settings: Settings) -> Flask:
    """Return the product with two more addresses: a slow one, and one that has ffmpeg run."""
    app = create_app(settings)
    upgrade(app)

    @services_of(app).queue.task()
    def render() -> None:
        ffmpeg.run(ffmpeg_choice.executable(settings), ENDLESS)

    @anybody
    def slow() -> str:
        time.sleep(LONGEST_S)
        return ""

    @anybody
    def rendering() -> str:
        render()
        wait_until(lambda: ffmpeg._RUNNING, "ffmpeg runs")
        return str(next(iter(ffmpeg._RUNNING)).pid)

    app.add_url_rule("/slow", "slow", slow)
    app.add_url_rule("/rendering", "rendering", rendering)
    with app.app_context():
        make_person(db.session, Role.ADMINISTRATOR)
        db.session.commit()
    warm_up(app, settings)
    return app


def warm_up(app: Flask, settings: Settings) -> None:
    """Do once what every process would do at first, and leave no thread and no connection."""
    emulator = start_emulator(settings)
    with app.app_context():
        name_what_is_missing(db.session(), services_of(app))
        run_sweep(app)
    emulator.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    services_of(app).queue.storage.close()


def bring_into(state: str, port: int) -> tuple[Callable[[], object], int | None]:
    """Bring what listens at a port into a state; return what ends it here, and ffmpeg's number."""
    if state == "starting":
        time.sleep(random.uniform(0, 0.3))
        return (lambda: None), None
    wait_until(lambda: is_open(port), "it listens")
    if state == "idle":
        time.sleep(random.uniform(0, 0.2))
        return (lambda: None), None
    if state == "rendering":
        with urlopen(f"http://127.0.0.1:{port}/rendering", timeout=LONGEST_S) as answer:
            return (lambda: None), int(answer.read())
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" if "answer" in state else HALF_AN_UPLOAD)
    return line.close, None


def tell(pid: int, number: int, way: str) -> None:
    """Send a signal in one of the ways in which it comes."""
    os.kill(pid, number)
    with suppress(ProcessLookupError):
        if way == "twice at once":
            os.kill(pid, number)
        elif way == "again and again":
            for _ in range(60):
                time.sleep(random.uniform(0, 0.0004))
                os.kill(pid, number)
        elif way == "to the group and to us":
            os.killpg(pid, number)


def is_open(port: int) -> bool:
    """Tell whether anybody listens at a port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def is_alive(pid: int | None) -> bool:
    """Tell whether a process is there and no mere remnant."""
    if pid is None:
        return False
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def start(app: Flask, state: str, settings: Settings) -> int:
    """Start the product; return its process's number."""
    ready, told = os.pipe()
    pid = os.fork()
    if pid:
        os.close(told)
        os.read(ready, 1)
        os.close(ready)
        return pid
    os.setpgid(0, 0)
    os.dup2(os.open("said.txt", os.O_CREAT | os.O_WRONLY), 1)
    os.dup2(1, 2)
    stopping = Stopping()
    os.write(told, b".")
    os.close(told)
    services_of(app).settings = settings
    if state == "starting":
        given = {"INSTANCE": str(Path.cwd()), "PORT": str(settings.port), "DEMO": "1"}
        os.environ.update(given)
        run_everything(stopping)
    serve(app, begin(app, stopping), stopping)
    raise AssertionError("it goes on")


def one(app: Flask, case: tuple[str, str, str], settings: Settings, mould: Path) -> str:
    """Stop the product once, in a folder of its own; return what went wrong."""
    state, name, way = case
    folder = mould.parent / str(settings.port)
    shutil.copytree(mould, folder, symlinks=True)
    os.chdir(folder)
    pid = start(app, state, settings)
    let_go, film = bring_into(state, settings.port)
    tell(pid, getattr(signal, name), way)
    is_over = select.select([os.pidfd_open(pid)], [], [], LONGEST_S)[0]
    let_go()
    if not is_over:
        os.kill(pid, signal.SIGKILL)
        return "it goes on"
    status = os.waitpid(pid, 0)[1]
    if status:
        return f"it ended with {status}: {Path('said.txt').read_text()[-600:]}"
    # It was killed; the system may take a moment to carry that out.
    wait_until(lambda: not is_alive(film), "ffmpeg goes on", seconds=5)
    shutil.rmtree(folder)
    return "somebody still listens" if is_open(settings.port) else ""


def main(folder: Path) -> int:
    """Stop it so many times; return how often that went wrong."""
    # Whoever runs the tests with `nohup` has us ignore it, which the product respects.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    mould, first_port = folder / "mould", 20_000 + os.getpid() % 5_000
    mould.mkdir()
    (mould / "vc").symlink_to(ROOT / "vc")
    os.chdir(mould)
    app = make_app(make_settings(OWN, demo=True, port=first_port).with_emulator())
    cases = [
        case
        for state, times in TIMES.items()
        for case in product((state,), SIGNALS, WAYS)
        for _ in range(times)
    ]
    random.shuffle(cases)
    # Those that wait for their time to run out wait beside the others.
    cases.sort(key=lambda case: case[0] not in ("rendering", "answering"))
    running: set[int] = set()
    failed = 0
    # What is not looked through is not copied into each process either.
    gc.freeze()
    for number, case in enumerate(cases):
        if len(running) == AT_ONCE:
            failed += forget_one(running)
        pid = os.fork()
        if not pid:
            port = first_port + 2 * (number + 1)
            settings = make_settings(OWN, demo=not number % VENDORS_EACH, port=port)
            if settings.is_demo:
                settings = settings.with_emulator()
            else:
                services_of(app).providers = {}
            wrong = one(app, case, settings, mould)
            print(f"{', '.join(case)}: {wrong}" if wrong else "", end="\n" if wrong else "")
            sys.stdout.flush()
            os._exit(bool(wrong))
        running.add(pid)
    while running:
        failed += forget_one(running)
    print(f"{len(cases)} stops, {failed} wrong")
    return min(failed, 99)


def forget_one(running: set[int]) -> int:
    """Wait for one to end; tell whether it went wrong."""
    pid, status = os.wait()
    running.discard(pid)
    return int(status != 0)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
