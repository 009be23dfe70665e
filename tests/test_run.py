"""run.py makes the environment once, repairs it, and never reduces it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import run
from run import DEV_LOCK, RUN_LOCK, UNFINISHED, Place

ROOT = Path(__file__).parent.parent
LOCKS = {RUN_LOCK: "flask==1.0 \\\n    --hash=sha256:00\n", DEV_LOCK: "pytest==2.0\n"}


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 0), (3, 10, 13), (3, 10)])
def test_old_python_is_refused_in_spanish(version: tuple[int, ...]) -> None:
    told = run.refusal(version)

    assert told == f"Se necesita Python 3.11 o posterior; este es {version[0]}.{version[1]}."


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_python_from_3_11_on_is_accepted(version: tuple[int, ...]) -> None:
    assert run.refusal(version) == ""


def test_python_3_6_can_read_the_file_to_its_end() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 6))

    kinds = [
        type(node).__name__
        for node in tree.body
        if not isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert kinds[:3] == ["Expr", "FunctionDef", "If"]


def test_empty_folder_is_broken_and_not_ready(place: Place) -> None:
    assert run.is_broken(place)
    assert not run.is_ready(place, RUN_LOCK)


def test_environment_with_its_stamp_is_ready(place: Place) -> None:
    pretend_venv(place)

    run.write_stamp(place, run.stamp_for(place, RUN_LOCK))

    assert not run.is_broken(place)
    assert run.is_ready(place, RUN_LOCK)


def test_environment_made_by_hand_is_kept_but_not_ready(place: Place) -> None:
    pretend_venv(place)

    assert not run.is_broken(place)
    assert not run.is_ready(place, RUN_LOCK)


def test_changed_lock_is_installed_again(place: Place) -> None:
    pretend_venv(place)
    run.write_stamp(place, run.stamp_for(place, RUN_LOCK))

    (place.root / RUN_LOCK).write_text("flask==1.1\n")

    assert not run.is_broken(place)
    assert not run.is_ready(place, RUN_LOCK)


def test_environment_of_the_tests_satisfies_running(place: Place) -> None:
    pretend_venv(place)

    run.write_stamp(place, run.stamp_for(place, DEV_LOCK))

    assert run.is_ready(place, RUN_LOCK)
    assert run.is_ready(place, DEV_LOCK)


def test_environment_of_running_does_not_satisfy_the_tests(place: Place) -> None:
    pretend_venv(place)

    run.write_stamp(place, run.stamp_for(place, RUN_LOCK))

    assert not run.is_ready(place, DEV_LOCK)


def test_commands_that_check_need_the_lock_of_the_tests() -> None:
    locks = {command: lock for command, (lock, _) in run.COMMANDS.items()}

    assert locks == {
        "run": RUN_LOCK,
        "test": DEV_LOCK,
        "lint": DEV_LOCK,
        "bench": DEV_LOCK,
        "setup": RUN_LOCK,
    }


def test_interrupted_installation_makes_the_environment_broken(place: Place) -> None:
    pretend_venv(place)

    run.write_stamp(place, UNFINISHED)

    assert run.is_broken(place)


def test_environment_whose_python_is_gone_is_broken(place: Place) -> None:
    pretend_venv(place)
    run.write_stamp(place, run.stamp_for(place, RUN_LOCK))

    place.python.unlink()

    assert run.is_broken(place)
    assert not run.is_ready(place, RUN_LOCK)


def test_environment_whose_base_python_was_removed_is_broken(place: Place) -> None:
    pretend_venv(place, home=str(place.root / "removed"))

    assert run.is_broken(place)


@pytest.mark.parametrize("version", ["3.1.5", f"{run.python_name()}0.1"])
def test_environment_of_another_python_is_broken(place: Place, version: str) -> None:
    pretend_venv(place, version=version)

    assert run.is_broken(place)


def test_environment_of_a_moved_folder_is_broken(place: Place) -> None:
    pretend_venv(place)
    run.write_stamp(place, run.stamp_for(place, RUN_LOCK))

    moved = Place(place.root.rename(place.root.with_name("another name")))

    assert run.is_broken(moved)
    assert not run.is_ready(moved, RUN_LOCK)


def test_uv_writes_the_version_under_another_name_and_is_understood(place: Place) -> None:
    pretend_venv(place)
    settings = place.venv / "pyvenv.cfg"

    settings.write_text(settings.read_text().replace("version =", "version_info ="))

    assert not run.is_broken(place)


def test_failed_installation_keeps_what_worked_and_says_why(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    pretend_venv(place, script="echo No matching distribution; exit 1")
    before = run.stamp_for(place, RUN_LOCK)
    run.write_stamp(place, before)

    with pytest.raises(run.SetupError) as error:
        run.prepare(place, DEV_LOCK)

    assert str(error.value).splitlines()[-3:] == [
        "    No matching distribution",
        "",
        f"El registro completo está en {place.log}",
    ]
    assert run.read_stamp(place) == before


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Temporary failure in name resolution", "No se alcanza el registro de paquetes"),
        (
            "error sending request for url (https://example.org/simple/)",
            "No se alcanza el registro",
        ),
        ("ProxyError: Tunnel connection failed: 407", "El proxy no deja llegar"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED", "revise la hora del equipo"),
        ("OSError: [Errno 28] No space left on device", "No queda espacio en el disco de"),
    ],
)
def test_why_nothing_could_be_installed_is_said_in_words(place, monkeypatch, said, words):
    monkeypatch.setenv("PATH", "")
    pretend_venv(place, script=f"echo '{said}'; echo No matching distribution; exit 1")

    with pytest.raises(run.SetupError, match=words):
        run.prepare(place, DEV_LOCK)


def test_setup_adds_what_postgresql_needs_by_the_same_installer(place, monkeypatch):
    monkeypatch.setenv("PATH", "")
    pretend_venv(place, script=f'echo "$@" >> {place.root}/calls')

    run.add_extras(place, ["postgres", "s3"])

    calls = (place.root / "calls").read_text().splitlines()
    assert [call.rpartition("/")[2] for call in calls] == list(run.EXTRAS.values())


def test_an_extra_that_is_none_shows_the_usage(capsys):
    assert run.main(["setup", "mysql"]) == 2
    assert capsys.readouterr().err == run.USAGE + "\n"


def test_installation_is_called_once_with_hashes_and_leaves_its_stamp(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    pretend_venv(place, script=f'echo "$@" >> {place.root}/calls')

    run.prepare(place, RUN_LOCK)
    run.prepare(place, RUN_LOCK)

    (call,) = (place.root / "calls").read_text().splitlines()
    assert call.split()[:3] == ["-m", "pip", "install"]
    assert call.endswith(f"--require-hashes --no-deps -r {place.root / RUN_LOCK}")
    assert run.read_stamp(place) == run.stamp_for(place, RUN_LOCK)


def test_second_run_waits_for_the_first(place: Place) -> None:
    with run.alone(place), (place.root / "run.py").open("rb") as second:
        meanwhile = run.try_lock(second)

    with (place.root / "run.py").open("rb") as third:
        afterwards = run.try_lock(third)

    assert (meanwhile, afterwards) == (False, True)


@pytest.mark.parametrize("fails", ["first.py", "app.py"])
def test_every_step_is_called_and_one_failure_is_enough(place: Place, fails: str) -> None:
    pretend_venv(place, script=f'echo "$@"; [ "$1" != {fails} ] || exit 7')
    start = f"run.start(run.{place!r}, [['first.py'], ['app.py']], ['--port', '1'])"

    done = subprocess.run(
        [sys.executable, "-c", f"import sys, run; from pathlib import *; sys.exit({start})"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines() == ["first.py", "app.py --port 1"]
    assert done.returncode == 7


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["sing"], 2)])
def test_unknown_command_shows_the_usage(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(words) == code
    assert capsys.readouterr().err == run.USAGE + "\n"


def test_lock_of_the_tests_holds_every_pin_of_running() -> None:
    running, testing = (pins_of(ROOT / lock) for lock in (RUN_LOCK, DEV_LOCK))

    assert running - testing == set()


def test_every_pin_has_a_hash() -> None:
    for lock in (RUN_LOCK, DEV_LOCK):
        text = (ROOT / lock).read_text(encoding="utf-8")

        bare = re.findall(r"^[\w.-]+==.*(?<!\\)\n", text, re.MULTILINE)

        assert bare == []
        assert run.count_packages(ROOT / lock) > 40


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project's folder with two locks and no environment."""
    root = tmp_path / "project"
    root.mkdir()
    for name, text in LOCKS.items():
        (root / name).write_text(text)
    (root / "run.py").touch()
    return Place(root)


def pretend_venv(
    place: Place, *, version: str = "", home: str = sys.prefix, script: str = ""
) -> None:
    """Write what run.py looks at: a Python that is a script, its pip, and pyvenv.cfg."""
    version = version or ".".join(str(part) for part in sys.version_info[:3])
    (place.venv / "lib/python3/site-packages/pip").mkdir(parents=True)
    place.python.parent.mkdir(parents=True)
    place.python.write_text(f"#!/bin/sh\n{script}\n")
    place.python.chmod(0o755)
    (place.venv / "pyvenv.cfg").write_text(f"home = {home}\nversion = {version}\n")


def pins_of(lock: Path) -> set[str]:
    """Return the lines of a lock that name a package and its version."""
    return set(re.findall(r"^[\w.-]+==[^\\]+", lock.read_text(encoding="utf-8"), re.MULTILINE))
