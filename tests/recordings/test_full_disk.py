"""A disk that is really full: what came stays, a person is asked, and it is whole afterwards."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recordings.working import content_of, fetch
from vc.db import db
from vc.recordings import service
from vc.recordings.models import FileStatus
from vc.services import services_of
from vc.store import LocalStore


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB of its own; only root may make one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system could be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


class _Hopeful(LocalStore):
    """A store that believes that there is room: the disk itself has to say no."""

    def free_bytes(self) -> int:
        """Return more than there is."""
        return 10**12


def test_a_download_that_fills_the_disk_asks_a_person_and_is_whole_afterwards(
    app, depot, file, small_disk, tmp_path
):
    services_of(app).store = _Hopeful(small_disk / "media", 0)

    fetch(app, file)

    assert file.status is FileStatus.FAILED
    assert "No queda espacio" in file.last_error
    assert 0 < services_of(app).store.part_size(file.name) < len(depot.content)
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    service.retry(db.session(), file, now=services_of(app).clock())
    fetch(app, file)
    assert file.status is FileStatus.STORED
    assert content_of(app, file) == depot.content


def test_the_reserve_is_asked_before_a_byte_is_written(app, depot, file, small_disk):
    services_of(app).store = LocalStore(small_disk / "media", 0)

    fetch(app, file)

    assert file.status is FileStatus.FAILED
    assert "No queda espacio" in file.last_error
    assert services_of(app).store.part_size(file.name) == 0
