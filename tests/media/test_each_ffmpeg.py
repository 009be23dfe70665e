"""Facts, loudness and pictures, read by Debian's ffmpeg, an older packaged one and the present."""

import io

import pytest
from PIL import Image

from tests.ffmpegs import EACH, PACKAGED, program_of
from tests.media.clips import cut_short, film, part_of, turned_by_a_quarter
from vc.media.description import Sound
from vc.media.facts import Facts, read_facts
from vc.media.faults import Fault
from vc.media.ffmpeg import FfmpegError, Film
from vc.media.peaks import read_peaks
from vc.media.pictures import read_poster, read_storyboard

pytestmark = pytest.mark.xdist_group("each_ffmpeg")


@pytest.fixture(scope="session")
def program() -> str:
    """The ffmpeg that makes the films: always the same."""
    return program_of(PACKAGED)


@pytest.fixture(scope="module", params=EACH)
def reader(request) -> str:
    """The ffmpeg that reads them."""
    return program_of(request.param)


def ignore(*_: object) -> None:
    """Do nothing at a beat."""


def test_its_facts_are_the_same(reader, program, talk):
    turned = turned_by_a_quarter(program, talk)

    facts = read_facts(Film(reader, turned), beat=ignore)

    assert facts == Facts(
        duration_ms=20_000,
        width=180,
        height=320,
        frame_rate=25.0,
        video_codec="h264",
        is_turned=True,
        sounds=(Sound(codec="aac"),),
        sounds_begin_ms=(0,),
    )


def test_a_file_that_announces_no_length_is_measured(reader, program, talk):
    live = part_of(program, talk, "-f", "matroska", "-live", "1", name="live.mkv")

    assert read_facts(Film(reader, live), beat=ignore).duration_ms == pytest.approx(20_000, abs=40)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda talk: cut_short(talk, 0.6, "cut-6.mp4"), Fault.INCOMPLETE),
        (lambda talk: _without_index(talk), Fault.INCOMPLETE),
        (lambda talk: _of_bytes(talk, b"These are words and no film.\n" * 400), Fault.UNREADABLE),
        (lambda talk: _of_bytes(talk, b""), Fault.UNREADABLE),
    ],
)
def test_what_is_wrong_with_a_file_is_told_apart(reader, talk, make, fault):
    with pytest.raises(FfmpegError) as caught:
        read_facts(Film(reader, make(talk)), beat=ignore)

    assert caught.value.fault is fault


def test_its_loudness_storyboard_and_poster_are_the_same(reader, talk):
    one = Film(reader, talk)

    peaks = read_peaks(one, beat=ignore)
    board = read_storyboard(one, 20_000, beat=ignore)
    poster = read_poster(one, 20_000, beat=ignore)

    assert (len(peaks), min(peaks[2:98]) > 200, max(peaks[102:]) < 5) == (200, True, True)
    assert board.times_ms == tuple(range(0, 20_000, 2000))
    with Image.open(io.BytesIO(poster)) as picture:
        assert picture.size == (640, 360)


def test_a_film_of_one_frame_has_a_poster_too(reader, program, talk):
    # Immich, issue 10521: nothing was left of so short a film when it was looked for later on.
    short = talk.with_name("short.mp4")
    source = "color=black:s=320x180:r=25:d=0.04"
    film(program, "-f", "lavfi", "-i", source, "-c:v", "libx264", str(short))

    assert read_poster(Film(reader, short), 40, beat=ignore)[:2] == b"\xff\xd8"


def _without_index(talk):
    """Make what a camera leaves whose battery ran out: its index would have come last."""
    content = talk.read_bytes()
    index, size = (
        content.index(b"moov") - 4,
        int.from_bytes(content[content.index(b"moov") - 4 :][:4]),
    )
    path = talk.with_name("no-index.mp4")
    path.write_bytes(content[:index] + content[index + size :])
    return path


def _of_bytes(talk, content: bytes):
    """Make a file of anything."""
    path = talk.with_name("any.mp4")
    path.write_bytes(content)
    return path
