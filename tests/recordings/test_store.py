"""Where files are kept: nothing leaves the folder, and what stands at its place is whole."""

import os
import stat

import pytest

from tests.conftest import make_settings
from vc.recordings.labels import ACTIONS, STATUSES, TONES
from vc.recordings.models import Recording, RecordingStatus
from vc.store import LocalStore
from vc.wiring import make_store

KEY = "2031/03/VC-2031-0001/facebook-7.mp4"


@pytest.fixture
def store(tmp_path) -> LocalStore:
    """A store without a reserve."""
    return LocalStore(tmp_path / "media", reserve_mb=0)


@pytest.mark.parametrize(
    "key",
    ["../x", "/etc/passwd", "a/../../x", "a//b", "", "a/.hidden", "a\\b", "a/b\n", "a/\0", "a/é"],
)
def test_a_key_that_leads_elsewhere_is_refused(store, key):
    with pytest.raises(ValueError, match="no key"):
        store.part(key, 0)
    with pytest.raises(ValueError, match="no key"):
        store.open(key)


def test_a_file_is_at_its_place_only_once_it_is_finished(store, tmp_path):
    with store.part(KEY, 0) as part:
        part.write(b"one")
    with pytest.raises(FileNotFoundError):
        store.open(KEY)
    with store.part(KEY, 3) as part:
        part.write(b"two")

    size = store.finish(KEY)

    with store.open(KEY) as file:
        assert (file.read(), size) == (b"onetwo", 6)
    assert store.part_size(KEY) == 0
    assert [one.name for one in (tmp_path / "media").rglob("*.part")] == []


@pytest.mark.parametrize(("folder", "file"), [(0o2750, 0o640), (0o700, 0o600)])
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_what_is_kept_may_be_read_by_whoever_may_look_into_the_folder(
    store, tmp_path, folder, file, umask
):
    media = tmp_path / "media"
    media.mkdir()
    media.chmod(folder)
    before = os.umask(umask)
    try:
        with store.part(KEY, 0) as part:
            part.write(b"one")
        store.finish(KEY)
    finally:
        os.umask(before)

    place = media / KEY
    assert stat.S_IMODE(place.stat().st_mode) == file
    assert {stat.S_IMODE(one.stat().st_mode) for one in place.parents[:4]} == {folder}


def test_who_still_writes_to_a_file_that_was_begun_anew_does_no_harm(store):
    with store.part(KEY, 0) as late:
        late.write(b"old" * 1000)
        with store.part(KEY, 0) as part:
            part.write(b"new")
        late.write(b"old" * 1000)

    store.finish(KEY)

    with store.open(KEY) as file:
        assert file.read() == b"new"


def test_who_still_writes_what_another_took_over_writes_the_same(store):
    with store.part(KEY, 0) as late:
        late.write(b"012")
        late.sync()
        with store.part(KEY, 3) as part:
            part.write(b"3456")
        late.write(b"34")

    store.finish(KEY)

    with store.open(KEY) as file:
        assert file.read() == b"0123456"


def test_what_is_removed_or_discarded_is_gone_and_may_be_gone_before(store):
    with store.part(KEY, 0) as part:
        part.write(b"x")
    store.discard_part(KEY)
    store.discard_part(KEY)
    store.remove(KEY)

    assert store.part_size(KEY) == 0


def test_a_reserve_is_left_on_the_disk(tmp_path):
    room = [
        make_store(make_settings(tmp_path, media_reserve_mb=mb)).free_bytes() / 1e9
        for mb in (0, 1000, None, 10**9)
    ]

    assert room[0] - room[1] == pytest.approx(1, abs=0.2)
    assert room[0] - room[2] >= 1.8
    assert room[3] == 0


def test_every_status_of_a_recording_is_reached_and_has_its_words():
    reached, waiting = {RecordingStatus.EXPECTED}, [RecordingStatus.EXPECTED]
    while waiting:
        fresh = Recording.TRANSITIONS[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(fresh)

    everything = set(RecordingStatus)
    assert (reached, set(Recording.TRANSITIONS)) == (everything, everything)
    assert (set(STATUSES), set(TONES)) == (everything, everything)
    assert {f"recording.{one.value.lower()}" for one in RecordingStatus} <= set(ACTIONS)
