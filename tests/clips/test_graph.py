"""What ffmpeg makes of a cut: exactly its frames, nothing from before it, nothing told of it."""

import io
from fractions import Fraction
from pathlib import Path

import pytest

from tests.clips.films import HIGH, LOW, SMALL, numbers_of, run, strength
from vc.clips import ffmpeg_cut, ffmpeg_graph
from vc.clips.edit import Blur, Box, Caption, Film, Piece
from vc.clips.encoding import encode
from vc.clips.loudness import Ears
from vc.clips.mp4 import outline
from vc.clips.render_order import FONTS
from vc.clips.subtitles import ass_text
from vc.media import ffmpeg
from vc.shapes import Shape

NTSC = Fraction(30000, 1001)


def made(
    program: str, source: ffmpeg_cut.Source, cut: ffmpeg_cut.Cut, folder: Path
) -> tuple[Path, Ears]:
    """Make the file of a cut."""
    path = folder / "clip.mp4"
    return path, encode(program, source, cut, path)[1]


def source_of(path: Path, rate: Fraction = Fraction(25), **changes: object) -> ffmpeg_cut.Source:
    """Return a numbered film as the source of a cut."""
    return ffmpeg_cut.Source(
        ffmpeg.source(path), 160, 90, ffmpeg_cut.rate_of(float(rate)), **changes
    )


def on_frames(rate: Fraction, *frames: tuple[int, int]) -> tuple[Piece, ...]:
    """Return pieces from one frame to another, as an editor that snaps to frames has them."""
    film = Film(12_000, float(ffmpeg_cut.rate_of(float(rate))))
    return tuple(
        Piece(*(film.snapped(round(number * 1000 / rate)) for number in pair)) for pair in frames
    )


@pytest.mark.parametrize("rate", [Fraction(25), NTSC])
@pytest.mark.parametrize("pair", [(0, 30), (37, 99), (101, 151), (133, 134 + 20), (275, 300)])
def test_the_first_and_the_last_frame_are_those_of_the_cut(program, films, tmp_path, rate, pair):
    cut = ffmpeg_cut.Cut(on_frames(rate, pair), Shape.WIDE, size=SMALL)

    path, _ = made(program, source_of(films[rate], rate), cut, tmp_path)

    assert numbers_of(program, path) == list(range(*pair))


def test_pieces_follow_each_other_without_what_lies_between(program, films, tmp_path):
    pieces = on_frames(Fraction(25), (10, 40), (41, 60), (200, 240))

    cut = ffmpeg_cut.Cut(pieces, Shape.WIDE, size=SMALL)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    assert numbers_of(program, path) == [*range(10, 40), *range(41, 60), *range(200, 240)]


def test_a_film_of_few_frames_gets_as_many_as_networks_take(program, films, tmp_path):
    cut = ffmpeg_cut.Cut((Piece(2000, 4000),), Shape.WIDE, size=SMALL)

    path, _ = made(program, source_of(films[Fraction(15)], Fraction(15)), cut, tmp_path)

    assert numbers_of(program, path) == [number for one in range(30, 60) for number in (one, one)]


def test_nothing_from_before_the_cut_is_in_the_file(program, films, tmp_path):
    # The film's tone turns at 5 s: of the lower one nothing may be left.
    cut = ffmpeg_cut.Cut((Piece(5000, 8000),), Shape.WIDE, size=SMALL)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    assert min(numbers_of(program, path)) == 125
    assert strength(program, path, LOW, 0, 0.2) < 0.02
    assert strength(program, path, HIGH, 0.05, 0.2) > 0.1


def test_sound_and_picture_stay_together(program, films, tmp_path):
    cut = ffmpeg_cut.Cut((Piece(4000, 6000),), Shape.WIDE, size=SMALL)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    assert strength(program, path, LOW, 0.5, 0.45) > 0.1 > strength(program, path, HIGH, 0.5, 0.45)
    assert (
        strength(program, path, HIGH, 1.05, 0.45) > 0.1 > strength(program, path, LOW, 1.05, 0.45)
    )


def test_the_file_has_no_edit_list_and_tells_nothing_of_its_source(program, films, tmp_path):
    path, _ = made(
        program,
        source_of(films[Fraction(25)]),
        ffmpeg_cut.Cut((Piece(3360, 6360),), Shape.WIDE, size=SMALL),
        tmp_path,
    )

    found = outline(io.BytesIO(path.read_bytes()))
    assert (found.has_edit_list, found.has_metadata, found.is_fast_start) == (False, False, True)
    assert found.track("vide").sample_count == 75
    assert abs(found.duration_ms - 3000) <= 100
    assert b"Ana" not in path.read_bytes()


def test_the_source_does_have_what_the_clip_must_not(films):
    found = outline(io.BytesIO(films[Fraction(25)].read_bytes()))

    assert found.has_metadata
    assert found.has_edit_list


def test_the_loudness_is_brought_to_sixteen_below(program, films, tmp_path):
    _, ears = made(
        program,
        source_of(films[Fraction(25)]),
        ffmpeg_cut.Cut((Piece(0, 11_000),), Shape.WIDE, size=SMALL),
        tmp_path,
    )

    assert -18 <= ears.loudness_lufs <= -14
    assert ears.longest_silence_ms == 0


def test_a_film_without_sound_gets_silence(program, films, tmp_path):
    mute = tmp_path / "mute.mp4"
    run(program, "-i", str(films[Fraction(25)]), "-an", "-c", "copy", str(mute))
    cut = ffmpeg_cut.Cut((Piece(1000, 3000),), Shape.WIDE, size=SMALL)

    path, ears = made(program, source_of(mute, has_audio=False), cut, tmp_path)

    assert outline(io.BytesIO(path.read_bytes())).track("soun").sample_count > 0
    assert ears.loudness_lufs == -70


def test_a_sound_without_picture_shows_its_wave(program, films, tmp_path):
    sound = tmp_path / "sound.m4a"
    run(program, "-i", str(films[Fraction(25)]), "-vn", "-c", "copy", str(sound))
    source = ffmpeg_cut.Source(ffmpeg.source(sound))

    path, ears = made(program, source, ffmpeg_cut.Cut((Piece(1000, 3000),), Shape.SQUARE), tmp_path)

    assert outline(io.BytesIO(path.read_bytes())).track("vide").sample_count == 60
    assert ears.loudness_lufs > -18


@pytest.mark.parametrize(
    ("shape", "size"),
    [(Shape.WIDE, (1280, 720)), (Shape.SQUARE, (1080, 1080)), (Shape.TALL, (720, 1280))],
)
@pytest.mark.parametrize("crop", [None, Box(200, 0, 563, 1000)])
def test_each_shape_is_filled(program, films, tmp_path, shape, size, crop):
    cut = ffmpeg_cut.Cut((Piece(1000, 1400),), shape, crop)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    raw = run(program, "-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-")
    assert len(raw) == size[0] * size[1]


def test_a_rectangle_is_blurred_only_while_it_is_asked(program, films, tmp_path):
    # The bars at the left are made one grey; frame 75 begins at 3 s, 100 at 4 s.
    blurs = (Blur(Box(0, 0, 500, 1000), 3000, 4000),)
    cut = ffmpeg_cut.Cut((Piece(2000, 5000),), Shape.WIDE, blurs=blurs, size=SMALL)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    right = [number for number in range(50, 125) if number < 75 or number >= 100]
    numbers = numbers_of(program, path)
    assert [numbers[one - 50] for one in right] == right
    assert numbers[25:50] != list(range(75, 100))


def test_captions_are_drawn_with_the_font_that_is_shipped(program, films, tmp_path):
    captions = tmp_path / "it's [odd]; a, name: 1.ass"
    captions.write_text(ass_text([Caption(0, 400, "Contraseñas: ¡ñandú!")], Shape.WIDE), "utf-8")
    plain = ffmpeg_cut.Cut((Piece(1000, 1400),), Shape.WIDE)
    drawn = ffmpeg_cut.Cut(plain.pieces, Shape.WIDE, captions=captions, fonts=FONTS)
    look = ("-frames:v", "1", "-vf", "crop=1000:140:140:560,format=gray", "-f", "rawvideo", "-")

    without = run(
        program, "-i", str(made(program, source_of(films[Fraction(25)]), plain, tmp_path)[0]), *look
    )
    said = []
    path = tmp_path / "clip.mp4"
    arguments = ffmpeg_graph.arguments(source_of(films[Fraction(25)]), drawn, path)
    ffmpeg.run(program, arguments, hear=said.append)

    assert run(program, "-i", str(path), *look) != without
    assert any("LiberationSans-Bold" in line for line in said)


def test_logo_and_end_card_are_drawn(program, films, tmp_path):
    logo, card = tmp_path / "logo.png", tmp_path / "card.png"
    run(program, "-f", "lavfi", "-i", "color=c=white:s=200x100", "-frames:v", "1", str(logo))
    run(program, "-f", "lavfi", "-i", "color=c=white:s=300x300", "-frames:v", "1", str(card))
    plate = ffmpeg_cut.Plate(logo, "top-right", 20, card, 1000)
    cut = ffmpeg_cut.Cut((Piece(0, 1000),), Shape.WIDE, plate=plate)

    path, _ = made(program, source_of(films[Fraction(25)]), cut, tmp_path)

    found = outline(io.BytesIO(path.read_bytes()))
    assert (
        found.track("vide").sample_count
        == 50
        == ffmpeg_cut.frame_count(source_of(films[Fraction(25)]), cut)
    )
    assert abs(found.duration_ms - 2000) <= 100
    corner = run(
        program,
        "-i",
        str(path),
        "-frames:v",
        "1",
        "-vf",
        "crop=8:8:1200:60,format=gray",
        "-f",
        "rawvideo",
        "-",
    )
    assert min(corner) > 200
    end = ("-vf", "select=eq(n\\,40),crop=8:8:640:360,format=gray", "-frames:v", "1")
    assert min(run(program, "-i", str(path), *end, "-f", "rawvideo", "-")) > 200


def test_the_picture_for_lists_shows_the_chosen_frame_without_what_is_hidden(
    program, films, tmp_path
):
    cut = ffmpeg_cut.Cut((Piece(2000, 5000),), Shape.WIDE)
    target = tmp_path / "picture.jpg"

    ffmpeg.run(
        program, ffmpeg_graph.picture_arguments(source_of(films[Fraction(25)]), cut, 3480, target)
    )
    assert numbers_of(program, target) == [87]

    hidden = ffmpeg_cut.Cut(cut.pieces, cut.shape, blurs=(Blur(Box(0, 0, 1000, 1000), 3000, 4000),))
    ffmpeg.run(
        program,
        ffmpeg_graph.picture_arguments(source_of(films[Fraction(25)]), hidden, 3480, target),
    )
    assert numbers_of(program, target) != [87]


@pytest.mark.parametrize(
    ("told", "exact"),
    [
        (25.0, 25),
        (29.97, NTSC),
        (23.98, Fraction(24000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (15.0, 30),
        (12.5, 30),
        (24.7, 30),
        (90.0, 30),
        (None, 30),
    ],
)
def test_each_rate_becomes_one_that_networks_take(told, exact):
    assert ffmpeg_cut.rate_of(told) == exact
