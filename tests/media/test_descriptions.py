"""What a container says of itself: the same by each version's printed words and by ffprobe.

`printed/` has what each version prints of the same films. 5.1, 7.0 and 9.0 are those that tests run
with; 6.0, 6.1 and 7.1 were printed by the programs in releases of Remotion's compositor, 8.0 and
8.1 by the libraries in releases of PyAV, whose lines were given the words that ffmpeg puts before.
"""

import shutil
from pathlib import Path

import pytest

from vc.media import ffmpeg, probe
from vc.media.description import Description, Picture, Sound, steady_rate
from vc.media.ffmpeg import Film
from vc.media.packets import Packets
from vc.media.printed import Reader

VERSIONS = ("5.1", "6.0", "6.1", "7.0", "7.1", "8.0", "8.1", "9.0")
AAC = Sound(codec="aac")
FULL = Picture(codec="h264", width=640, height=360, frame_rate=25.0)
TOLD = {
    "a timecode track": (12_000, FULL, (AAC,)),
    "high dynamic range": (
        4000,
        Picture(
            codec="hevc",
            width=640,
            height=360,
            frame_rate=30.0,
            color_transfer="arib-std-b67",
        ),
        (AAC,),
    ),
    "two tracks of sound": (
        6140,
        FULL,
        (AAC, Sound(codec="aac", language="spa", title="Voz de Ana")),
    ),
    "a late beginning": (
        8900,
        Picture(codec="vp8", width=640, height=360, frame_rate=25.0),
        (Sound(codec="opus"),),
    ),
    "a guessed length": (None, None, (Sound(codec="mp3"),)),
    "a cover picture": (8100, None, (Sound(codec="mp3"),)),
    "a film that is turned": (
        8000,
        Picture(codec="h264", width=90, height=160, frame_rate=25.0, is_turned=True),
        (AAC,),
    ),
    "pixels that are no squares": (
        1000,
        Picture(codec="h264", width=160, height=90, frame_rate=25.0),
        (AAC,),
    ),
    "PQ, turned the other way": (
        1000,
        Picture(
            codec="hevc",
            width=90,
            height=160,
            frame_rate=29.97,
            color_transfer="smpte2084",
            is_turned=True,
        ),
        (AAC,),
    ),
    "an old camera": (
        1000,
        Picture(codec="mjpeg", width=160, height=90, frame_rate=29.97),
        (Sound(codec="pcm_s16le"),),
    ),
    "lines of two instants": (
        1100,
        Picture(codec="h264", width=320, height=180, frame_rate=25.0, is_interlaced=True),
        (AAC,),
    ),
    "frames at uneven times": (
        2010,
        Picture(codec="h264", width=160, height=90, frame_rate=25.0, color_transfer="bt709"),
        (Sound(codec="opus", title="Stream #0:1: Audio: mp3, 8 fps"),),
    ),
}


def printed(version: str, name: str) -> list[str]:
    """Return what a version printed of a film."""
    text = (Path(__file__).parent / f"printed/{version}.txt").read_text("utf-8")
    parts = (part.splitlines() for part in text.split("## ")[1:])
    return next(lines for head, *lines in parts if head.startswith(f"{name}: "))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", TOLD)
def test_every_version_s_words_are_understood_alike(version, name):
    reader = Reader()
    for line in printed(version, name):
        reader.hear(line)

    told = reader.description()

    announced_ms, picture, sounds = TOLD[name]
    assert told.announced_ms == (
        announced_ms if announced_ms is None else pytest.approx(announced_ms, abs=60)
    )
    assert (told.picture, told.sounds) == (picture, sounds)


@pytest.mark.parametrize("kept", [(), ("-metadata:s:a:0", "language=spa"), ("-an",), ("-vn",)])
def test_ffprobe_says_what_is_printed(talk, tmp_path, kept):
    program = shutil.which("ffmpeg") or ""
    if not probe.beside(program):
        pytest.skip("no ffprobe is here")
    path, reader = tmp_path / "film.mkv", Reader()
    ffmpeg.run(program, [*ffmpeg.source(talk), *kept, "-c", "copy", str(path)])
    ffmpeg.run(
        program,
        [*ffmpeg.source(path), "-c", "copy", "-f", "framecrc", "pipe:1"],
        hear=reader.hear,
        take=lambda _: None,
    )

    told, heard = probe.describe(Film(program, path)), reader.description()

    assert abs((told.announced_ms or 0) - (heard.announced_ms or 0)) <= 10
    assert (told.picture, told.sounds, told.formats, told.starts_ms) == (
        *(heard.picture, heard.sounds, heard.formats, heard.starts_ms),
    )


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"format": 3}', b'{"format": {"duration":'])
def test_what_is_no_description_is_left_to_ffmpeg(said):
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        probe.read(said)


@pytest.mark.parametrize(
    ("average", "base", "rate"),
    [
        (24.87, 25.0, 25.0),
        (29.64, 29.97, 29.97),
        (29.97, 30.0, 29.97),
        (24.97, 50.0, 24.97),
        (17.3, 30.0, 17.3),
        (14.99, 1000.0, 14.99),
        (25.0, None, 25.0),
        (None, 25.0, None),
    ],
)
def test_an_odd_average_near_a_usual_rate_is_that_rate(average, base, rate):
    assert steady_rate(average, base) == rate


def test_a_late_asf_announces_when_it_ends_and_not_how_long_it_lasts():
    told = [
        Description(formats=frozenset({one}), announced_ms=7200, starts_ms=1200).length_ms
        for one in ("asf", "mpegts")
    ]

    assert told == [6000, 7200]


def test_browsers_show_a_late_film_by_its_own_clock_and_others_from_zero():
    formats = ("mov", "matroska", "mpegts")
    late = [Description(formats=frozenset({one}), starts_ms=900) for one in formats]
    early = Description(formats=frozenset({"mov"}), starts_ms=-21)
    primed = Description(formats=frozenset({"matroska", "webm"}), starts_ms=-21)

    assert [one.offset_ms for one in (*late, early, primed)] == [900, 900, 0, 0, -21]
    assert [one.zero_ms for one in (*late, early, primed)] == [0, 0, 900, -21, 0]


def test_packets_take_pieces_of_any_length():
    text = (
        b"#software: Lavf59\n#tb 0: 1/1000\n#media_type 0: video\n#tb 1: 1/8000\n"
        b"#media_type 1: audio\n0,   -40,    0,  40,  99, 0x1\n0,  0,  80,  40, 9, 0x1\n"
        b"1,  NOPTS,  4000,  800,  9, 0x1\n1, 4800, NOPTS, 800, 9, 0x1\n"
    )
    for length in (1, 7, 1000):
        packets = Packets()
        for at in range(0, len(text), length):
            packets.add(text[at : at + length])

        assert (packets.begins_ms("video"), packets.begins_ms("audio")) == ([0], [500])
        assert packets.end_ms == 700
