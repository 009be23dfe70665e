"""Lint every module of ours: `python -m tests.javascript`, as `make lint` does."""

import subprocess
import sys
import sysconfig
from pathlib import Path

# The wheel holds the program and nothing to import.
OXLINT = Path(sysconfig.get_path("scripts")) / (
    "oxlint.exe" if sys.platform == "win32" else "oxlint"
)

if __name__ == "__main__":
    sys.exit(subprocess.call([OXLINT, "--deny-warnings", *sys.argv[1:]]))
