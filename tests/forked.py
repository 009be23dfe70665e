"""What processes are forked from in tests: all is imported here, and the application was made once.

Each that begins anew would take seconds for that; see `tests.processes.forked_pool`.
"""

import tempfile
from pathlib import Path

from app import create_app
from tests.conftest import make_settings

with tempfile.TemporaryDirectory() as folder:
    create_app(make_settings(Path(folder)))
