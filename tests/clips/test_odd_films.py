"""Films as telephones, meetings and old cameras make them: cut to the frame, upright, in time."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from tests.clips.films import HIGH, LOW, SMALL, heard_in, numbers_of, run, strength_in
from tests.clips.working import source_of
from tests.media.clips import turned_by_a_quarter
from vc.clips import ffmpeg_cut, ffmpeg_sound
from vc.clips.edit import Film, Piece
from vc.clips.encoding import encode
from vc.media import facts, ffmpeg
from vc.shapes import Shape

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16")
AAC = ("-c:a", "aac", "-b:a", "96k")
HLG = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
MADE = (*X264, "-pix_fmt", "yuv420p", "-g", "100")


@dataclass(frozen=True)
class Odd:
    """How the numbered film of 25 frames is made odd, and what is found out about it then."""

    arguments: tuple[str, ...]
    ending: str = "mp4"
    size: tuple[int, int] = (160, 90)
    """As people see it."""
    region: str = ""
    """Which part of a wide clip shows it; without one, all of it."""
    first: int = 75
    """The frame that is shown first."""
    last: int = 174
    turns_at: float = 2
    """When the clip's tone turns."""
    is_turned: bool = False
    """Whether players are told to turn it by a quarter."""
    before: tuple[str, ...] = ()
    """How the film is read."""
    count: int | None = None
    """How many frames there are; None where that is not what it is about."""


def video(*filters: str) -> tuple[str, ...]:
    """Return what draws the film anew through filters."""
    return ("-vf", ",".join(filters), *MADE, "-c:a", "copy")


NARROW = "crop=240:180:40:0,"
STRIP = "crop=100:180:110:0,"
ODD = {
    "four to three": Odd(video("scale=320:240,setsar=1"), size=(320, 240), region=NARROW),
    "portrait": Odd(video("scale=90:160,setsar=1"), size=(90, 160), region=STRIP),
    "odd sides": Odd(
        (
            *("-vf", "scale=321:181,setsar=1", *X264, "-pix_fmt", "yuv444p", "-g", "100"),
            *("-c:a", "copy"),
        ),
        size=(321, 181),
    ),
    "pixels that are no squares": Odd(video("scale=120:90,setsar=4/3")),
    "ten bits": Odd(("-vf", "format=yuv420p10le", *X264, "-c:a", "copy")),
    "full range": Odd(
        ("-vf", "scale=out_range=full,format=yuvj420p", *X264, "-color_range", "pc", "-c:a", "copy")
    ),
    "44.1 kHz mono": Odd(("-c:v", "copy", *AAC, "-ar", "44100", "-ac", "1")),
    "5.1": Odd(("-c:v", "copy", *AAC, "-af", "pan=5.1|FC=c0|FL=c0|FR=c0", "-b:a", "192k")),
    "8 kHz": Odd(("-c:v", "copy", *AAC, "-ar", "8000")),
    "50 frames": Odd(video("fps=50")),
    "100 frames": Odd(video("fps=100")),
    "12.5 frames": Odd(video("fps=12.5"), first=74),
    "a slide every four seconds, otherwise nothing": Odd(
        video("select='not(mod(n,100))'", "setpts=PTS"), first=0, last=100
    ),
    "QuickTime": Odd(("-c", "copy"), ending="mov"),
    # With AAC its sound begins 21 ms before its picture, of which only ffmpeg 9 makes nothing.
    "Matroska": Odd(("-c:v", "copy", "-c:a", "flac"), ending="mkv"),
    "transport stream that begins at ten hours": Odd(
        # Its sound begins 21 ms before its picture, so that is how long the frame before stands.
        ("-c", "copy", "-output_ts_offset", "36000"),
        ending="ts",
        first=74,
        last=173,
    ),
    # Its clock has 33 bits: after 26 hours and a half it begins anew, here at 5.7 s.
    "a transport stream whose clock begins anew": Odd(
        ("-c:v", "copy", "-c:a", "mp2", "-output_ts_offset", "95438"), ending="ts"
    ),
    "pictures before the key frame that they need": Odd(
        (
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-c:a", "mp2"),
            *("-x264-params", "open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0"),
        ),
        ending="ts",
    ),
    "a hole in the sound": Odd(
        ("-af", "aselect='not(between(t,3.2,4.2))'", "-c:v", "copy", "-c:a", "flac"), ending="mkv"
    ),
    "a telephone that was held upright": Odd(video("transpose=clock"), is_turned=True),
    "frames at uneven times": Odd(
        ("-vf", "setpts=PTS+0.012*sin(N*1.7)/TB", "-fps_mode", "vfr", *MADE, "-c:a", "copy")
    ),
    "a picture that begins a second late": Odd(
        ("-vf", "setpts=PTS+1/TB", "-fps_mode", "passthrough", *MADE, "-c:a", "copy"),
        first=50,
        last=149,
    ),
    "a sound that begins a second late": Odd(
        ("-af", "asetpts=PTS+1/TB", "-c:v", "copy", *AAC), turns_at=3
    ),
    "a sound that ends early": Odd(("-af", "atrim=end=6", "-c:v", "copy", *AAC)),
    "VP8 and Opus": Odd(
        (
            *("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-b:v", "1M"),
            *("-g", "100", "-c:a", "libopus"),
        ),
        ending="webm",
    ),
    "a picture that ends long before the sound": Odd(
        video("select='lt(n,40)'", "setpts=PTS"), first=39, last=39
    ),
    "a picture that stands for longer than any key frame is near": Odd(
        video("select='eq(n,0)+eq(n,9)+eq(n,280)'", "setpts=PTS"), first=9, last=9
    ),
    # Browsers show the file's own instants (Chromium: currentTime begins at 1, not at 0).
    "a WebM that begins at one second": Odd(
        (
            *("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-b:v", "1M"),
            *("-g", "100", "-c:a", "libopus", "-output_ts_offset", "1"),
        ),
        ending="webm",
        first=50,
        last=149,
        turns_at=3,
    ),
    "an MP4 that begins at one second": Odd(
        ("-c", "copy", "-output_ts_offset", "1"), first=50, last=149, turns_at=3
    ),
    "a film written piece by piece": Odd(
        (*MADE, "-c:a", "libopus", "-movflags", "frag_keyframe+empty_moov+default_base_moof"),
        count=100,
    ),
    "a WebM that a browser recorded, without a length": Odd(
        (
            *("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-b:v", "1M"),
            *("-g", "100", "-c:a", "libopus", "-f", "webm", "-live", "1"),
        ),
        ending="webm",
    ),
    # What was cut away is still in the file, and no player shows it.
    "an MP4 that was trimmed on a telephone": Odd(
        ("-c", "copy"), before=("-ss", "1.52"), first=113, last=212, turns_at=0.48
    ),
    "a timecode track": Odd(("-c", "copy", "-timecode", "01:00:00:00"), ending="mov"),
    "high dynamic range": Odd(
        (
            *("-vf", "format=yuv420p10le", *X264, "-x264-params", HLG, "-g", "100"),
            *("-c:a", "copy"),
        )
    ),
    "MPEG-4 with pictures that wait for later ones": Odd(
        ("-c:v", "mpeg4", "-bf", "2", "-q:v", "3", "-c:a", "copy"), ending="mp4"
    ),
}


@pytest.fixture(scope="module")
def cut_out(
    program: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., tuple[Path, facts.Facts]]:
    """Return a function: a film → its wide clip from second 3 to second 7, and what it is."""

    def cut_it(film: Path) -> tuple[Path, facts.Facts]:
        found = facts.read_facts(ffmpeg.Film(program, film), beat=lambda *_: None)
        rate = ffmpeg_cut.rate_of(found.frame_rate)
        source = source_of(program, film, found)
        snapped = Film(found.duration_ms, float(rate)).snapped
        cut = ffmpeg_cut.Cut((Piece(snapped(3000), snapped(7000)),), Shape.WIDE, size=SMALL)
        path = tmp_path_factory.mktemp("clip") / "clip.mp4"
        encode(program, source, cut, path)
        return path, found

    return cut_it


@pytest.fixture(scope="module")
def odd_film(program: str, films: dict[Fraction, Path], tmp_path_factory: pytest.TempPathFactory):
    """Return a function: what makes it odd → the film."""

    def make(odd: Odd) -> Path:
        path = tmp_path_factory.mktemp("odd") / f"film.{odd.ending}"
        run(program, *odd.before, "-i", str(films[Fraction(25)]), *odd.arguments, str(path))
        return turned_by_a_quarter(program, path) if odd.is_turned else path

    return make


def turns_at(program: str, path: Path) -> float:
    """Return the second in which a clip's tone turns, by steps of 40 ms."""
    heard = heard_in(program, path)
    steps = (step / 25 for step in range(100))
    return next(
        at for at in steps if strength_in(heard, HIGH, at, 0.04) > strength_in(heard, LOW, at, 0.04)
    )


@pytest.mark.parametrize("name", ODD)
def test_an_odd_film_is_cut_to_the_frame_and_in_time(program, odd_film, cut_out, name):
    odd = ODD[name]

    path, found = cut_out(odd_film(odd))

    assert (found.width, found.height) == odd.size
    shown = numbers_of(program, path, odd.region)
    assert (shown[0], shown[-1], len(shown)) == (odd.first, odd.last, odd.count or len(shown))
    assert turns_at(program, path) == pytest.approx(odd.turns_at, abs=0.05)


def test_a_clip_that_lost_some_of_its_sound_is_no_clip(program, films, tmp_path):
    film, other = films[Fraction(25)], tmp_path / "ffmpeg"
    # What it is asked to make as loud as others it silences for a second.
    hush = "volume=0:enable='between(t,1,2)'"
    other.write_text(
        f'#!/bin/bash\nexec {program} "${{@//{ffmpeg_sound.LOUDNESS}/{hush}}}"\n'.replace(
            "'", "\\'"
        )
    )
    other.chmod(0o755)
    found = facts.read_facts(ffmpeg.Film(program, film), beat=lambda *_: None)
    cut = ffmpeg_cut.Cut((Piece(3000, 7000),), Shape.WIDE, size=SMALL)

    with pytest.raises(ffmpeg.FfmpegError) as refusal:
        encode(str(other), source_of(program, film, found), cut, tmp_path / "clip.mp4")

    assert refusal.value.reason.startswith("Al archivo que salió le falta sonido a los 1.")
