"""/healthz answers for the process, /readyz for all of it; neither tells strangers more."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.conftest import browser_at
from vc.db import db
from vc.diagnosis.installation import installation
from vc.diagnosis.service import STARTING, Readiness
from vc.services import services_of
from vc.store import LocalStore


def missing(app) -> list[str]:
    """Return what a probe is told that lacks."""
    db.session.rollback()
    answer = browser_at(app).get("/readyz", status="*")
    if answer.status_int == 200:
        assert answer.json == {"status": "ready"}
        return []
    assert (answer.status_int, answer.json["status"]) == (503, "not ready")
    assert set(answer.json) == {"status", "missing"}
    return answer.json["missing"]


def run(statement: str) -> None:
    """Change the database behind the application's back."""
    db.session.execute(text(statement))
    db.session.commit()


def test_with_everything_there_it_is_ready(app, worker):
    assert missing(app) == []


def test_without_a_worker_it_is_not(app, worker, clock):
    clock.advance(minutes=2)

    assert missing(app) == ["workers"]


def test_a_worker_that_ends_in_order_is_missed_at_once(app, worker):
    run("DELETE FROM worker")

    assert missing(app) == ["workers"]


def test_with_an_old_schema_it_is_not(app, worker):
    run("UPDATE alembic_version SET version_num = 'ea8b3936791e'")

    assert missing(app) == ["schema", "workers"]


def test_with_a_full_disk_it_is_not(app, worker, tmp_path):
    services_of(app).store = LocalStore(tmp_path / "media", 10**9)

    assert missing(app) == ["disk"]


def test_when_files_cannot_be_kept_it_is_not(app, worker, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")

    assert "store" in missing(app)


def test_with_a_damaged_database_it_is_not_and_the_process_still_answers(app, worker, tmp_path):
    db.session.remove()
    db.engine.dispose()
    for name in ("vc.sqlite3-wal", "vc.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "vc.sqlite3").write_bytes(b"no database at all" * 100)

    assert missing(app) == ["database", "schema", "workers"]
    assert browser_at(app).get("/healthz").json == {"status": "ok"}


# Load balancers send the address of the machine as Host, or none, and cannot be told otherwise.
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.5.23:8000", "", "[::1]"])
def test_a_probe_is_answered_whatever_host_it_names_and_kept_by_nobody(app, worker, path, host):
    browser = browser_at(app)
    browser.reset()

    answer = browser.get(path, extra_environ={"HTTP_HOST": host})

    assert answer.status_int == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert browser.head(path).status_int == 200


def test_probes_that_come_often_look_once(app, worker, clock):
    before = missing(app)
    run("DELETE FROM worker")

    soon = missing(app)
    clock.advance(seconds=6)

    assert (before, soon, missing(app)) == ([], [], ["workers"])


def test_a_clock_that_was_put_back_keeps_no_old_answer(app, worker, clock):
    missing(app)
    run("DELETE FROM worker")
    clock.advance(hours=-1)

    assert missing(app) == ["workers"]


def test_a_look_that_hangs_holds_one_request_and_no_other(app, worker, clock):
    readiness, begun, may_end = Readiness(), threading.Event(), threading.Event()

    def hanging():
        begun.set()
        may_end.wait(20)
        return replace(installation(), now=clock())

    def ask() -> None:
        with app.app_context():
            answers.append(readiness.missing(hanging, clock()))

    answers: list[tuple[str, ...]] = []
    first = threading.Thread(target=ask)
    first.start()
    begun.wait(20)
    meanwhile = readiness.missing(hanging, clock())
    may_end.set()
    first.join()

    assert meanwhile == STARTING
    assert answers == [()]
