#!/usr/bin/env python3
"""Run the application, its tests or its checks, and make first whatever they need.

    python3 run.py                 run everything: web, worker and, for a demonstration, vendors
    python3 run.py test [...]      every test; further words go to pytest
    python3 run.py lint            the format, the rules of ruff, the scripts and the types
    python3 run.py bench           the measurements of docs/benchmarks.md
    python3 run.py setup           only make .venv and install what `run` needs
    python3 run.py setup postgres  the same with what PostgreSQL and gunicorn need; or s3

Only the standard library is used. Everything above `refusal` and that function itself has to run
on any Python 3.6, so that an old one is told what is missing instead of showing a SyntaxError;
for the same reason nothing below it may use syntax that is younger than 3.6.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple


def refusal(version: tuple) -> str:
    """Return why a Python of this version cannot run the project, or an empty text."""
    if tuple(version[:2]) >= (3, 11):
        return ""
    return "Se necesita Python 3.11 o posterior; este es {}.{}.".format(*version[:2])


if refusal(sys.version_info):
    sys.exit(refusal(sys.version_info))

RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
# An environment made for the tests holds everything that running needs, so it is never reduced.
SATISFIED_BY = {RUN_LOCK: (RUN_LOCK, DEV_LOCK), DEV_LOCK: (DEV_LOCK,)}
# Half as many again as there are cores: tests wait for browsers, databases and ffmpeg.
TEST_PROCESSES = str(max(2, (os.cpu_count() or 1) * 3 // 2))
COMMANDS = {
    "run": (RUN_LOCK, [["app.py"]]),
    "test": (
        DEV_LOCK,
        [["-m", "tests.browser"], ["-m", "pytest", "-n", TEST_PROCESSES, "--dist", "loadgroup"]],
    ),
    "lint": (
        DEV_LOCK,
        [
            ["-m", "ruff", "format", "--check", "."],
            ["-m", "ruff", "check", "."],
            ["-m", "tests.javascript"],
            ["-m", "mypy"],
        ],
    ),
    "bench": (DEV_LOCK, [["-m", "bench"]]),
    "setup": (RUN_LOCK, []),
}
EXTRAS = {"postgres": "requirements-postgres.txt", "s3": "requirements-s3.txt"}
USAGE = """Uso: python3 run.py [orden] [más argumentos]

  run      pone todo en marcha (es lo que hace si no se escribe ninguna orden)
  test     corre todas las pruebas; lo que siga se entrega a pytest
  lint     revisa el formato y las reglas del código
  bench    mide la velocidad
  setup    solo prepara el entorno; con «postgres» o «s3», también lo que esos usan"""
NO_INSTALLER = """Falta con qué preparar el entorno de Python. En Debian o Ubuntu:
    sudo apt install python3-venv
(o instale uv: https://docs.astral.sh/uv/)"""
UNFINISHED = "unfinished"
# What pip and uv say when they fail, in small letters, and what it means.
REASONS = (
    (
        ("no space left",),
        "No queda espacio en el disco de {venv}: libere espacio (hacen falta 1 GB).",
    ),
    (
        ("proxyerror", "tunnel connection failed", "407 proxy"),
        "El proxy no deja llegar al registro de paquetes de Python: revise HTTPS_PROXY.",
    ),
    (
        ("certificate_verify_failed", "invalid peer certificate", "sslerror", "unknownissuer"),
        "No se puede confiar en el registro de paquetes de Python: revise la hora del equipo y, si "
        "hay un proxy que abre el tráfico, su certificado (SSL_CERT_FILE, PIP_CERT).",
    ),
    (
        (
            *("name resolution", "name or service not known", "nodename nor servname"),
            *("failed to establish a new connection", "newconnectionerror", "dns error"),
            *("network is unreachable", "connection refused", "timed out", "connecttimeout"),
            *("are you offline", "error sending request", "failed to lookup address"),
        ),
        "No se alcanza el registro de paquetes de Python: revise la conexión a internet (o "
        "HTTPS_PROXY, si se sale por un proxy) y vuelva a intentarlo.",
    ),
    (("permission denied",), "No se puede escribir en {venv}: déle permiso a su usuario."),
)


class Place(NamedTuple):
    """The project's folder, and where its environment lies in it."""

    root: Path

    @property
    def venv(self) -> Path:
        """Return the folder of the virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Return the environment's own Python."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """Return the file that says what was installed, and for which Python and folder."""
        return self.venv / "installed.txt"

    @property
    def log(self) -> Path:
        """Return the file that keeps what the installers said."""
        return self.venv / "install.log"


class SetupError(Exception):
    """Says in Spanish why the environment could not be made."""


def say(line: str) -> None:
    """Print a line of progress; on the error stream, which no encoding can break."""
    print(line, file=sys.stderr, flush=True)


def python_name() -> str:
    """Return the Python that is running as "3.11": its packages fit every 3.11.x."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def stamp_for(place: Place, lock: str) -> str:
    """Return what the stamp says once this lock is installed, by this Python, in this folder."""
    digest = hashlib.sha256((place.root / lock).read_bytes()).hexdigest()
    return f"{lock} {digest} {python_name()} {place.root}"


def read_stamp(place: Place) -> str:
    """Return the stamp's text, empty when there is none."""
    try:
        return place.stamp.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def write_stamp(place: Place, text: str) -> None:
    """Replace the stamp at once, so that no reader meets half of one."""
    fresh = place.stamp.with_suffix(".new")
    fresh.write_text(text + "\n", encoding="utf-8")
    os.replace(fresh, place.stamp)


def read_venv_settings(place: Place) -> dict[str, str]:
    """Return the lines of pyvenv.cfg by name, none when it cannot be read."""
    try:
        text = (place.venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return {}
    return dict(re.findall(r"^(\S+) *= *(.*?) *$", text, re.MULTILINE))


def is_broken(place: Place) -> bool:
    """Tell whether the environment has to be made anew.

    So it is when its Python is gone or is of another version, when an installation was cut short,
    and when the folder was moved: the scripts in it name the folder they were made in.
    """
    settings = read_venv_settings(place)
    version = settings.get("version") or settings.get("version_info", "")
    if not place.python.exists() or not Path(settings.get("home", "-")).is_dir():
        return True
    if not version.startswith(python_name() + "."):
        return True
    # An unfinished stamp names no folder. A missing one is no fault: the environment was then
    # made by hand.
    return read_stamp(place).split(" ", 3)[-1] not in ("", str(place.root))


def is_ready(place: Place, lock: str) -> bool:
    """Tell whether the environment already holds what this lock lists."""
    wanted = {stamp_for(place, name) for name in SATISFIED_BY[lock]}
    return read_stamp(place) in wanted and not is_broken(place)


def count_packages(lock: Path) -> int:
    """Return how many packages a lock names; one name may have a line per platform."""
    return len(set(re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)))


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Hold off every other run.py of this folder while the environment is changed.

    The lock is taken on this very file, because .venv may be deleted meanwhile. The installers
    inherit it: when only run.py is killed, the next one waits until its orphan has ended.
    """
    with open(place.root / "run.py", "rb") as file:
        os.set_inheritable(file.fileno(), True)
        if not try_lock(file):
            say("Otra ventana está preparando el entorno; se espera a que termine…")
        while not try_lock(file):
            time.sleep(0.2)
        yield


def try_lock(file: BinaryIO) -> bool:
    """Lock an open file for this process if nobody else holds it, and tell whether it is ours."""
    try:
        if os.name == "nt":
            import msvcrt

            # Windows locks bytes, and a locked byte cannot be read: take one beyond the end.
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def succeeds(place: Place, *command: object) -> bool:
    """Run an installer with its words kept in the log, and tell whether it went well."""
    words = [str(word) for word in command]
    with place.log.open("a", encoding="utf-8") as log:
        log.write("$ " + " ".join(words) + "\n")
        log.flush()
        # The descriptors stay open for the sake of the lock, see `alone`.
        code = subprocess.call(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False
        )
    return code == 0


def base_python() -> str:
    """Return the Python outside any environment, for .venv may be the one to be deleted."""
    return getattr(sys, "_base_executable", None) or sys.executable


def make_venv(place: Place) -> None:
    """Make the environment anew, marked as unfinished."""
    if place.venv.exists():
        shutil.rmtree(place.venv)
    place.venv.mkdir()
    write_stamp(place, UNFINISHED)
    base, uv = base_python(), shutil.which("uv")
    if uv and succeeds(place, uv, "venv", "--allow-existing", "--python", base, place.venv):
        return
    if succeeds(place, base, "-m", "venv", place.venv):
        return
    # Debian keeps ensurepip in a package of its own; the system's pip can serve instead.
    if not succeeds(place, base, "-m", "venv", "--without-pip", place.venv):
        raise SetupError(NO_INSTALLER)


def pip_of(place: Place) -> list[str | Path]:
    """Return the words that call a pip for the environment: its own, else the system's."""
    if any(place.venv.glob("lib/*/site-packages/pip")) or (place.venv / "Scripts/pip.exe").exists():
        return [place.python, "-m", "pip"]
    if succeeds(place, base_python(), "-m", "pip", "--version"):
        return [base_python(), "-m", "pip", "--python", place.python]
    if succeeds(place, place.python, "-m", "ensurepip"):
        return [place.python, "-m", "pip"]
    raise SetupError(NO_INSTALLER)


def install_lock(place: Place, lock: str) -> None:
    """Install a lock's packages; a lock is complete, so nothing is resolved again."""
    install(place, "--require-hashes", "--no-deps", "-r", place.root / lock)


def install(place: Place, *wanted: object) -> None:
    """Install what is wanted by uv, else by pip.

    uv does not read pip's settings, so a machine with an index of its own may need pip after all.
    Both compile: where PYTHONDONTWRITEBYTECODE is set, every start would cost a second more.
    """
    uv = [shutil.which("uv"), "pip", "install", "--compile-bytecode", "--python", place.python]
    if uv[0] and succeeds(place, *uv, *wanted):
        return
    options = ["--disable-pip-version-check", "--no-input", "--no-user", "--progress-bar", "off"]
    if not succeeds(place, *pip_of(place), "install", *options, *wanted):
        raise SetupError(why_not_installed(place))


def why_not_installed(place: Place) -> str:
    """Return why the installers failed: in words where their log says it, else its last lines."""
    log = place.log.read_text(encoding="utf-8", errors="replace")
    for signs, sentence in REASONS:
        if any(sign in log.lower() for sign in signs):
            return (
                sentence.format(venv=place.venv) + f"\n\nEl registro completo está en {place.log}"
            )
    return (
        "No se pudieron instalar los paquetes. Lo último que se supo:\n\n"
        + "\n".join("    " + line[:200] for line in log.splitlines()[-8:])
        + f"\n\nEl registro completo está en {place.log}"
    )


def add_extras(place: Place, names: list[str]) -> None:
    """Install what PostgreSQL or an object store need, into whatever kind of environment it is."""
    for name in names:
        say(f"Instalando lo que usa {name}…")
        with alone(place):
            install(place, "-r", place.root / EXTRAS[name])


def prepare(place: Place, lock: str) -> None:
    """Make the environment hold what a lock lists, unless it does already."""
    if is_ready(place, lock):
        return
    with alone(place):
        if is_ready(place, lock):
            return
        started = time.monotonic()
        place.log.unlink(missing_ok=True)
        if is_broken(place):
            say("Preparando el entorno (solo la primera vez)…")
            make_venv(place)
        say(f"Instalando {count_packages(place.root / lock)} paquetes…")
        before = read_stamp(place)
        write_stamp(place, UNFINISHED)
        try:
            install_lock(place, lock)
        except SetupError:
            # Installers fail before they change anything: what worked until now still does.
            write_stamp(place, before or UNFINISHED)
            raise
        write_stamp(place, stamp_for(place, lock))
        say(f"Listo en {time.monotonic() - started:.0f} s.")


def start(place: Place, steps: list[list[str]], words: list[str]) -> int:
    """Call the steps in order and become the last one; the words given go to that one.

    Every step is called even if one before it failed, so that a person sees all there is to mend.
    """
    calls = [[str(place.python), *step] for step in steps]
    failed = max([subprocess.call(call) for call in calls[:-1]], default=0)
    last = calls[-1] + words
    # Windows has no exec that keeps the terminal.
    if not failed and os.name != "nt":
        os.execv(last[0], last)
    return max(subprocess.call(last), failed)


def main(words: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    command = words[0] if words else "run"
    extras = words[1:] if command == "setup" else []
    if command not in COMMANDS or not set(extras) <= set(EXTRAS):
        say(USAGE)
        return 0 if command in ("-h", "--help", "help") else 2
    place = Place(Path(__file__).resolve().parent)
    os.chdir(place.root)
    # A plain end by SIGTERM would leave the installer running behind us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lock, steps = COMMANDS[command]
    try:
        prepare(place, lock)
        add_extras(place, extras)
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"No se puede preparar {error.filename or place.venv}: {error.strerror}.")
        return 1
    if command == "test":
        # Tests start hundreds of processes: each would compile all of it anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return start(place, steps, words[1:]) if steps else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("\nSe interrumpió.")
        sys.exit(130)
