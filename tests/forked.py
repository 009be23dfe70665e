"""What processes are forked from in tests: all is imported here, and the application was made once.

Each that begins anew would take seconds for that; see `tests.processes.forked`.
"""

import atexit
import os
import runpy
import sys
import tempfile
import threading
from pathlib import Path

from app import create_app
from tests.conftest import make_settings

with tempfile.TemporaryDirectory() as folder:
    create_app(make_settings(Path(folder)))


def become(command: tuple[str, ...], environ: dict[str, str], said: str) -> None:
    """Do in a process that was just forked what `python COMMAND` does, and end as that would."""
    os.environ.clear()
    os.environ.update(environ)
    os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), 1)
    os.dup2(1, 2)
    flag, name, *_ = command
    assert flag == "-m"
    sys.argv = [name, *command[2:]]
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    finally:
        # What an interpreter does at its end, and a fork does not.
        threading._shutdown()
        atexit._run_exitfuncs()
