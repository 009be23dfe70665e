"""The ffmpegs that renders and readings are tried with: Debian's, an older packaged one, ours.

Earlier releases of imageio-ffmpeg bring earlier ones. They are fetched once, into the environment
that runs the tests. Where that cannot be, their tests are skipped and say so; with `EVERY_FFMPEG`
set, as `.ci/run` does, that is a failure.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import imageio_ffmpeg
import pytest

SYSTEM, OLDER, PACKAGED = "system's", "older package's", "package's"
EACH = (SYSTEM, OLDER, PACKAGED)
RELEASES = {OLDER: "0.6.0", "too old": "0.5.1"}
"""Which release brings it on Linux: 7.0.2, and 4.2.2, which lacks some of what we ask for."""
TOO_OLD = "too old"
PLACE = Path(sys.prefix) / "ffmpegs"


@cache
def found(name: str) -> str:
    """Return the path of one; empty where it cannot be had."""
    if name == SYSTEM:
        return shutil.which("ffmpeg") or ""
    if name == PACKAGED:
        return imageio_ffmpeg.get_ffmpeg_exe()
    folder = PLACE / RELEASES[name]
    return _binary(folder) or _fetched(RELEASES[name], folder)


def program_of(name: str) -> str:
    """Return the path of one, or skip the test that wants it."""
    path = found(name)
    if not path:
        why = f"the {name} ffmpeg is not here" + ("" if name == SYSTEM else " and not to be had")
        (pytest.fail if os.environ.get("EVERY_FFMPEG") else pytest.skip)(why)
    return path


def made_of(
    program: str, path: Path, *, without: str = "", said: str = "", version: str = ""
) -> str:
    """Make an ffmpeg of another one: it refuses commands with a word, or has another version."""
    path.parent.mkdir(exist_ok=True)
    cases = (
        [f'*{without.replace(" ", chr(92) + " ")}*) echo "{said}" >&2; exit 8;;'] if without else []
    )
    cases += [f"*-version*) echo ffmpeg version {version}; exit 0;;"] if version else []
    case = f'case "$*" in {" ".join(cases)} esac\n' if cases else ""
    path.write_text(f'#!/bin/sh\n{case}exec {program} "$@"\n')
    path.chmod(0o755)
    return str(path)


def _fetched(release: str, folder: Path) -> str:
    """Install a release beside the others; return its program, empty where that failed."""
    commands = []
    if importlib.util.find_spec("pip"):
        commands.append([sys.executable, "-m", "pip", "install", "--no-input", "--no-compile"])
    if shutil.which("uv"):
        commands.append(["uv", "pip", "install", "--python", sys.executable])
    for command in commands:
        folder.parent.mkdir(exist_ok=True)
        # Another process may fetch it at the same time: each brings it into a place of its own.
        fresh = Path(mkdtemp(dir=folder.parent))
        wanted = ("-q", "--no-deps", "--target", str(fresh), f"imageio-ffmpeg=={release}")
        done = subprocess.run([*command, *wanted], capture_output=True, check=False, timeout=300)
        if not done.returncode and not folder.exists():
            fresh.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
        if _binary(folder):
            return _binary(folder)
    return ""


def _binary(folder: Path) -> str:
    """Return the program in a release's folder; empty where there is none."""
    paths = list(folder.glob("imageio_ffmpeg/binaries/ffmpeg-*"))
    if not paths:
        return ""
    paths[0].chmod(0o755)
    return str(paths[0])


def falling_asleep(program: str, path: Path, cases: str, note: Path) -> Iterator[tuple[Path, Path]]:
    """Yield an ffmpeg that falls asleep in some cases, and where its process is noted; end it."""
    path.write_text(f'#!/bin/sh\ncase "$*" in {cases} esac\nexec {program} "$@"\n')
    path.chmod(0o755)
    yield path, note
    if note.exists():
        with suppress(ProcessLookupError):
            os.kill(int(note.read_text()), signal.SIGKILL)
