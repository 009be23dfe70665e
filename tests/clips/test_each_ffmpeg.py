"""Every graph, made by Debian's ffmpeg, an older packaged one and the present one."""

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.clips.films import HIGH, LOW, heard_in, make_numbered, numbers_of, run, strength_in
from tests.clips.working import source_of as made_source
from tests.ffmpegs import EACH, OLDER, PACKAGED, program_of
from tests.media.clips import turned_by_a_quarter
from vc.clips import ffmpeg_cut, ffmpeg_graph
from vc.clips.edit import Blur, Box, Caption, Film, Piece
from vc.clips.encoding import encode
from vc.clips.loudness import Ears
from vc.clips.mp4 import outline
from vc.clips.render_order import FONTS
from vc.clips.subtitles import ass_text
from vc.media import facts, ffmpeg
from vc.media.peaks import read_peaks
from vc.media.pictures import read_storyboard
from vc.shapes import Shape

pytestmark = pytest.mark.xdist_group("each_ffmpeg")

RATE = Fraction(25)


@pytest.fixture(scope="session")
def program() -> str:
    """The ffmpeg that makes the films, and looks at the clips: always the same."""
    return program_of(PACKAGED)


@pytest.fixture(scope="module", params=EACH)
def maker(request) -> str:
    """The ffmpeg that makes the clips."""
    return program_of(request.param)


@pytest.fixture(scope="module")
def film(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A numbered film of five seconds."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return make_numbered(program, path, seconds=5, turns_at=2)


def source_of(path: Path, **changes: object) -> ffmpeg_cut.Source:
    """Return a numbered film as the source of a cut."""
    return replace(ffmpeg_cut.Source(ffmpeg.source(path), 160, 90, RATE), **changes)


def made(
    maker: str, source: ffmpeg_cut.Source, cut: ffmpeg_cut.Cut, folder: Path
) -> tuple[Path, Ears]:
    """Make the file of a cut, and make sure that it is what was asked for."""
    path = folder / "clip.mp4"
    return path, encode(maker, source, cut, path)[1]


def test_pieces_covers_and_card_are_all_in_their_places(maker, program, film, tmp_path):
    logo, card, said = (tmp_path / name for name in ("logo.png", "card.png", "clip.ass"))
    run(program, "-f", "lavfi", "-i", "color=c=white:s=20x10", "-frames:v", "1", str(logo))
    run(program, "-f", "lavfi", "-i", "color=c=white:s=30x30", "-frames:v", "1", str(card))
    said.write_text(ass_text([Caption(0, 300, "¡Contraseñas!")], Shape.WIDE), "utf-8")
    cut = ffmpeg_cut.Cut(
        (Piece(480, 880), Piece(3000, 3400)),
        Shape.WIDE,
        blurs=(Blur(Box(0, 0, 1000, 300), 480, 880),),
        captions=said,
        fonts=FONTS,
        plate=ffmpeg_cut.Plate(logo, "top-right", 10, card, 200),
    )

    path, ears = made(maker, source_of(film), cut, tmp_path)

    # The bars are read in the middle, which nothing covers but the card.
    assert numbers_of(program, path)[:20] == [*range(12, 22), *range(75, 85)]
    assert ears.longest_silence_ms == 0


@pytest.mark.parametrize(
    ("shape", "crop"), [(Shape.TALL, Box(200, 0, 563, 1000)), (Shape.SQUARE, None)]
)
def test_the_other_shapes_are_filled(maker, program, film, tmp_path, shape, crop):
    cut = ffmpeg_cut.Cut((Piece(1000, 1120),), shape, crop)

    path, _ = made(maker, source_of(film), cut, tmp_path)

    assert outline(io.BytesIO(path.read_bytes())).track("vide").sample_count == 3


def test_the_loudness_is_brought_to_where_it_is_to_be_and_read(maker, film, tmp_path):
    _, ears = made(maker, source_of(film), ffmpeg_cut.Cut((Piece(0, 3000),), Shape.WIDE), tmp_path)

    assert -18 <= ears.loudness_lufs <= -14


def test_a_film_without_sound_and_a_sound_without_film_are_made(maker, program, film, tmp_path):
    sound, cut = tmp_path / "sound.m4a", ffmpeg_cut.Cut((Piece(1000, 1200),), Shape.WIDE)
    run(program, "-i", str(film), "-vn", "-c", "copy", str(sound))

    _, mute = made(maker, source_of(film, has_audio=False), cut, tmp_path)
    path, _ = made(maker, ffmpeg_cut.Source(ffmpeg.source(sound)), cut, tmp_path)

    assert mute.loudness_lufs == -70
    assert outline(io.BytesIO(path.read_bytes())).track("vide").sample_count == 6


@pytest.mark.parametrize(("at_ms", "number"), [(1480, 37), (4990, 124)])
def test_the_picture_shows_the_chosen_frame(maker, program, film, tmp_path, at_ms, number):
    cut, target = ffmpeg_cut.Cut((Piece(1000, 2000),), Shape.WIDE), tmp_path / "picture.jpg"

    ffmpeg.run(maker, ffmpeg_graph.picture_arguments(source_of(film), cut, at_ms, target))

    assert numbers_of(program, target) == [number]


ODD = {
    "turned": lambda program, film: turned_by_a_quarter(
        program, _anew(program, film, "-vf", "transpose=clock")
    ),
    "Matroska": lambda program, film: _anew(program, film, "-c:a", "aac", ending="mkv"),
    "uneven": lambda program, film: _anew(
        *(program, film, "-vf", "setpts=PTS+0.012*sin(N*1.7)/TB", "-fps_mode", "vfr")
    ),
    "VP8": lambda program, film: _anew(
        *(program, film, "-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M"),
        *("-c:a", "libopus"),
        ending="webm",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_film_is_cut_to_the_frame(maker, program, film, tmp_path, name):
    odd = ODD[name](program, film)
    found = facts.read_facts(ffmpeg.Film(maker, odd), beat=lambda *_: None)
    rate = ffmpeg_cut.rate_of(found.frame_rate)
    snapped = Film(found.duration_ms, float(rate)).snapped
    source = ffmpeg_cut.Source(
        ffmpeg.source(odd), found.width, found.height, rate, bool(found.audio_codec)
    )
    cut = ffmpeg_cut.Cut((Piece(snapped(3000), snapped(3400)),), Shape.WIDE)

    path, _ = made(maker, source, cut, tmp_path)

    assert numbers_of(program, path) == list(range(75, 85))


def _anew(program: str, film: Path, *arguments: str, ending: str = "mp4") -> Path:
    """Make the film in another way, once."""
    path = film.with_name(f"odd-{'-'.join(arguments).replace('/', '')}.{ending}")
    video = () if "-c:v" in arguments else ("-c:v", "libx264", "-preset", "ultrafast")
    audio = () if "-c:a" in arguments else ("-c:a", "aac")
    if not path.exists():
        run(program, "-i", str(film), *arguments, *video, *audio, "-g", "100", str(path))
    return path


def test_lines_of_two_instants_become_whole_frames(maker, program, tmp_path):
    path = tmp_path / "camera.mp4"
    fields = ("-f", "lavfi", "-t", "1.2", "-i", "testsrc2=s=320x180:r=50", "-vf", "interlace")
    coded = ("-c:v", "libx264", "-flags", "+ilme+ildct", "-x264-params", "tff=1")
    run(program, *fields, *coded, str(path))
    found = facts.read_facts(ffmpeg.Film(maker, path), beat=lambda *_: None)

    clip, _ = made(
        maker,
        made_source(maker, path, found),
        ffmpeg_cut.Cut((Piece(0, 1000),), Shape.WIDE),
        tmp_path,
    )

    told: list[str] = []
    looked = ("-vf", "scale=320:180:flags=neighbor,idet", "-f", "null", "-")
    ffmpeg.run(program, [*ffmpeg.source(clip), *looked], hear=told.append)
    *_, line = (one for one in told if "Multi frame detection" in one)
    assert (found.is_interlaced, int(line.split("Progressive:")[1].split()[0]) >= 20) == (
        *(True, True),
    )


@pytest.mark.parametrize(("ending", "later"), [("ts", "0:v"), ("mpg", "0:a")])
def test_a_stream_whose_picture_or_sound_begins_later_stays_in_step(
    maker, program, film, tmp_path, ending, later
):
    if ending == "ts" and maker == program_of(OLDER):
        pytest.skip("as a static program, 7.0.2 falls over at mpegts (gradio, issue 13848)")
    path = _apart(program, film, later, ending)
    found = facts.read_facts(ffmpeg.Film(maker, path), beat=lambda *_: None)
    source = made_source(maker, path, found)
    cut, target = (
        ffmpeg_cut.Cut((Piece(400, 800), Piece(1800, 2800)), Shape.WIDE),
        tmp_path / "p.jpg",
    )

    clip, _ = made(maker, source, cut, tmp_path)
    ffmpeg.run(maker, ffmpeg_graph.picture_arguments(source, cut, 1000, target))
    board = read_storyboard(
        ffmpeg.Film(maker, path), 5600, beat=lambda _: None, zero_ms=found.zero_ms
    )

    is_late = later == "0:v"
    late = 15 if is_late else 0
    shown = [max(0, number - late) for number in (*range(10, 20), *range(45, 70))]
    assert (numbers_of(program, clip), numbers_of(program, target)) == (shown, [25 - late])
    assert board.times_ms[0] == pytest.approx(615 if is_late else 0, abs=2)
    heard, turns_at = heard_in(program, clip), 0.6 if is_late else 1.2
    for hertz, other, begins in ((LOW, HIGH, turns_at - 0.15), (HIGH, LOW, turns_at + 0.05)):
        assert strength_in(heard, hertz, begins, 0.1) > 0.1
        assert strength_in(heard, other, begins, 0.1) < 0.05


def _apart(program: str, film: Path, later: str, ending: str) -> Path:
    """Make a stream of packets whose picture begins 600 ms after its sound, or before it."""
    path = film.with_name(f"later-{later[-1]}.{ending}")
    maps = ("-map", "1:v", "-map", "0:a") if later == "0:v" else ("-map", "0:v", "-map", "1:a")
    coded = ("-c:v", "mpeg2video", "-q:v", "3", "-g", "25", "-bf", "0", "-c:a", "mp2")
    if not path.exists():
        twice = ("-i", str(film), "-itsoffset", "0.6", "-i", str(film))
        run(program, *twice, *maps, *coded, "-fps_mode", "passthrough", str(path))
    return path


def changing(program: str, film: Path, *second: str) -> Path:
    """Make a film whose second half is coded otherwise, as cameras and meetings do in mid-film."""
    path = film.with_name(f"changing{len(second)}{second[-1][-3:]}.mkv")
    whole = film.with_name("halves.txt")
    halves = [film.with_name("first.mkv"), path.with_suffix(".second.mkv")]
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "flac")
    for half, begins, more in zip(halves, ("0", "2"), ((), second), strict=True):
        cut = ("-ss", begins, "-i", str(film), "-t", "2", *coded)
        run(program, *cut, "-ac", "1", "-ar", "32000", *more, str(half))
    whole.write_text("".join(f"file '{half}'\n" for half in halves))
    run(program, "-f", "concat", "-safe", "0", "-i", str(whole), "-c", "copy", str(path))
    return path


@pytest.mark.parametrize("second", [("-s", "320x180"), ("-pix_fmt", "yuv444p")])
def test_a_change_in_mid_film_costs_neither_picture_nor_sound(
    maker, program, film, tmp_path, second
):
    path = changing(program, film, *second)
    found = facts.read_facts(ffmpeg.Film(maker, path), beat=lambda *_: None)

    clip, _ = made(
        maker,
        made_source(maker, path, found),
        ffmpeg_cut.Cut((Piece(0, 4000),), Shape.WIDE),
        tmp_path,
    )

    assert numbers_of(program, clip) == list(range(100))
    peaks = read_peaks(ffmpeg.Film(program, clip), beat=lambda _: None)
    assert min(peaks[1:39]) > 20


def test_sound_that_changes_its_channels_is_heard_throughout(maker, program, tmp_path):
    tone = ("-f", "lavfi", "-i", "sine=440:d=2:r=48000", "-c:a", "mp2", "-f", "mp2")
    halves = [tmp_path / name for name in ("one.mp2", "two.mp2")]
    for half, channels in zip(halves, ("1", "2"), strict=True):
        run(program, *tone, "-ac", channels, str(half))
    joined, path = tmp_path / "joined.mp2", tmp_path / "film.mkv"
    joined.write_bytes(b"".join(half.read_bytes() for half in halves))
    run(program, "-f", "mp3", "-i", str(joined), "-c", "copy", str(path))
    found = facts.read_facts(ffmpeg.Film(maker, path), beat=lambda *_: None)

    clip, _ = made(
        maker,
        made_source(maker, path, found),
        ffmpeg_cut.Cut((Piece(0, 4000),), Shape.WIDE),
        tmp_path,
    )

    for looked_at in (clip, path):
        peaks = read_peaks(ffmpeg.Film(maker, looked_at), beat=lambda _: None)
        assert len(peaks) in range(39, 43)
        assert min(peaks[1:38]) > 10
