"""Whatever signal comes, whenever and however often: the process stops, and never hangs."""

import subprocess
import sys

import pytest

from tests.conftest import make_settings
from tests.processes import ROOT, environment, running
from vc.config import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks into /proc")

AT_EVERY_LINE = """
import os, signal, sys
from vc.stopping import Stopping

def tell(*_):
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    return tell

# As in a terminal, not as below `nohup`.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
stopping = Stopping()
assert not stopping.wait(0)
sys.settrace(tell)
came = stopping.wait(5)
sys.settrace(None)
sys.exit(not (came and stopping.wait(0)))
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_may_come_at_any_line_of_the_wait(tmp_path, name):
    with running("-c", AT_EVERY_LINE, name, settings=make_settings(tmp_path)) as process:
        assert process.wait(timeout=60) == 0


def test_two_hundred_stops_by_every_signal_in_every_state_end(tmp_path):
    done = stop_it_all(make_settings(tmp_path))

    assert done.stdout.splitlines()[-1] == "204 stops, 0 wrong", done.stdout[-3000:]


def stop_it_all(settings: Settings) -> subprocess.CompletedProcess[str]:
    """Run `tests.stops` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tests.stops", str(settings.instance)],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
