"""What is read of recordings: facts, loudness, pictures."""

import shutil

import pytest
from PIL import Image

from tests.media.clips import cut_short, film, part_of, turned_by_a_quarter
from vc.media import ffmpeg
from vc.media.description import Description, Picture, Sound
from vc.media.facts import Facts, check_whole, clock_text, read_facts
from vc.media.ffmpeg import FfmpegError, Film
from vc.media.peaks import EACH, Peaks, lost, read_peaks
from vc.media.pictures import read_poster, read_storyboard, split_jpegs
from vc.media.printed import Reader


def ignore(*_: object) -> None:
    """Do nothing at a beat."""


def test_a_telephone_s_video_is_told_as_people_see_it(program, talk):
    turned = turned_by_a_quarter(program, talk)

    facts = read_facts(Film(program, turned), beat=ignore)

    assert (facts.width, facts.height) == (180, 320)


def test_a_file_that_announces_no_length_is_measured(program, talk):
    # As a browser records: its length is not known when its beginning is written.
    live = part_of(program, talk, "-f", "matroska", "-live", "1", name="live.mkv")

    facts = read_facts(Film(program, live), beat=ignore)

    # The last piece of sound may reach a little beyond the last picture.
    assert facts.duration_ms == pytest.approx(20_000, abs=40)
    assert facts == Facts(
        duration_ms=facts.duration_ms,
        width=320,
        height=180,
        frame_rate=25.0,
        video_codec="h264",
        sounds=(Sound(codec="aac"),),
        sounds_begin_ms=facts.sounds_begin_ms,
    )


@pytest.mark.parametrize("share", [0.5, 0.97])
def test_a_cut_file_is_found_out_although_ffmpeg_is_content(program, talk, share):
    cut = cut_short(talk, share)
    ffmpeg.run(program, [*ffmpeg.source(cut), "-c", "copy", "-f", "null", "-"])

    with pytest.raises(FfmpegError, match="El archivo está cortado"):
        read_facts(Film(program, cut), beat=ignore)


@pytest.mark.parametrize("begins", ["0", "3600"])
def test_a_stream_that_was_joined_of_two_says_so_and_what_to_do(program, talk, begins):
    halves = [
        part_of(program, talk, "-t", "4", "-output_ts_offset", offset, name=f"{offset}.ts")
        for offset in ("0", begins)
    ]
    joined = talk.with_name("joined.ts")
    joined.write_bytes(b"".join(half.read_bytes() for half in halves))

    facts = read_facts(Film(program, halves[0]), beat=ignore)
    with pytest.raises(FfmpegError, match="varias grabaciones en una") as refusal:
        read_facts(Film(program, joined), beat=ignore)

    assert (facts.duration_ms, refusal.value.is_final) == (pytest.approx(4000, abs=60), True)


@pytest.mark.parametrize(
    ("end_ms", "announced_ms", "is_whole"),
    [
        (19_000, 20_000, True),
        (18_999, 20_000, False),
        (3_564_000, 3_600_000, True),
        (3_563_999, 3_600_000, False),
        (21_000, 20_000, True),
        (5_000, None, True),
    ],
)
def test_a_file_may_end_one_second_or_one_percent_early(end_ms, announced_ms, is_whole):
    found = True
    try:
        check_whole(end_ms, announced_ms)
    except FfmpegError:
        found = False

    assert found is is_whole


def test_a_length_is_written_as_people_do():
    assert [clock_text(ms) for ms in (245_000, 3_845_400)] == ["4:05", "1:04:05"]


def test_what_a_file_says_of_itself_is_not_taken_for_a_fact():
    reader = Reader()
    for line in (
        "[info]     title           : Stream #0:0: Video: evil, 9x9, 9 fps",
        "                    :   Duration: 99:00:00.00",
        "[info]   Duration: 00:00:20.00, start: 0.000000, bitrate: 299 kb/s",
        "[info]   Stream #0:0: Video: mjpeg (Baseline), yuvj420p, 600x600 (attached pic)",
        "[info]   Stream #0:1(spa): Video: vp9, yuv420p, 1280x720, 29.97 fps, 30 tbr",
        "[info] Stream mapping:",
        "[info]   Stream #0:0: Audio: aac",
    ):
        reader.hear(line)

    assert reader.announced_ms == 20_000
    assert reader.description() == Description(
        announced_ms=20_000,
        picture=Picture(codec="vp9", width=1280, height=720, frame_rate=29.97),
    )


def test_peaks_are_ten_a_second_and_tell_loud_from_silent(program, talk):
    peaks = read_peaks(Film(program, talk), beat=ignore)

    assert len(peaks) == pytest.approx(200, abs=1)
    assert min(peaks[2:98]) > 200
    assert max(peaks[102:]) < 5


@pytest.mark.parametrize("channels", ["stereo|c0=c0|c1=-1*c0", "5.1|c2=c0", "stereo|c1=c0"])
def test_a_voice_is_heard_in_whichever_channels_it_is(program, talk, channels):
    path = talk.with_name("channels.mka")
    film(program, "-i", str(talk), "-vn", "-af", f"pan={channels}", "-c:a", "flac", str(path))

    peaks = read_peaks(Film(program, path), beat=ignore)

    assert (min(peaks[2:98]) > 200, max(peaks[102:]) < 5) == (True, True)


def test_peaks_take_pieces_of_any_length():
    samples = b"".join(
        value.to_bytes(2, "little", signed=True)
        for value in [0] * EACH + [-32768] * EACH + [12_800] * 5
    )
    whole, pieces = Peaks(), Peaks()

    whole.add(samples)
    for start in range(0, len(samples), 7):
        pieces.add(samples[start : start + 7])

    assert (whole.finish(), pieces.finish()) == (bytes([0, 255, 100]),) * 2


def test_a_sound_that_begins_late_has_its_peaks_where_it_is_heard(program, talk):
    late = talk.with_name("late.mp4")
    film(
        program,
        *("-i", str(talk), "-itsoffset", "4", "-i", str(talk)),
        *("-map", "0:v", "-map", "1:a", "-c", "copy", str(late)),
    )

    (begins_ms,) = read_facts(Film(program, late), beat=ignore).sounds_begin_ms
    peaks = read_peaks(Film(program, late), beat=ignore, begins_ms=begins_ms)

    assert (max(peaks[:38]), min(peaks[42:138]) > 200) == (0, True)


def test_every_tile_s_time_is_that_of_a_key_frame(program, talk):
    board = read_storyboard(Film(program, talk), 20_000, beat=ignore)

    assert board.times_ms == key_times(program, talk)
    assert len(board.sheets) == 1


def test_many_key_frames_are_thinned_out_evenly(program, talk):
    dense = talk.with_name("dense.mp4")
    picture = "testsrc2=s=32x18:r=50:d=20"
    film(program, "-f", "lavfi", "-i", picture, "-g", "1", "-c:v", "mpeg4", str(dense))

    board = read_storyboard(Film(program, dense), 20_000, beat=ignore)

    # Fifty a second is more than 600 in all: every second one remains.
    assert board.times_ms == tuple(range(0, 20_000, 40))
    assert len(board.sheets) == 5


def test_the_poster_is_the_first_picture_that_is_not_black(program, talk, tmp_path):
    dark = talk.with_name("dark.mp4")
    graph = "color=black:s=320x180:r=25:d=10[a];color=white:s=320x180:r=25:d=10[b];[a][b]concat"
    film(program, "-filter_complex", graph, "-g", "25", "-c:v", "libx264", str(dark))

    poster = tmp_path / "poster.jpg"
    poster.write_bytes(read_poster(Film(program, dark), 20_000, beat=ignore))

    with Image.open(poster) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 360))
        assert min(picture.convert("L").getextrema()) > 200


def test_a_video_that_is_black_throughout_has_a_black_poster(program, talk, tmp_path):
    black = talk.with_name("black.mp4")
    film(program, "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=3", str(black))

    poster = read_poster(Film(program, black), 3000, beat=ignore)

    assert (poster[:2], poster[-2:]) == (b"\xff\xd8", b"\xff\xd9")


def test_pictures_in_a_row_are_taken_apart():
    one, two = b"\xff\xd8one\xff\xd9", b"\xff\xd8two\xff\xd9"

    assert (split_jpegs(one + two), split_jpegs(one), split_jpegs(b"")) == ((one, two), (one,), ())


def key_times(program: str, path: object) -> tuple[int, ...]:
    """Return the times of a video's key frames, in milliseconds, by another way than ours."""
    lines = []
    packets = ("-map", "0:v", "-c", "copy", "-bsf:v", "noise=drop=not(key)", "-f", "framecrc", "-")
    ffmpeg.run(program, [*ffmpeg.source(path), *packets], take=lines.append)
    rows = b"".join(lines).decode().splitlines()
    base = next(row.split()[-1] for row in rows if row.startswith("#tb 0:"))
    parts, per = map(int, base.split("/"))
    frames = (row for row in rows if not row.startswith("#"))
    return tuple(round(int(row.split(",")[2]) * parts / per * 1000) for row in frames)


@pytest.mark.parametrize(
    ("source", "made", "at"),
    [
        (bytes([200] * 30), bytes([120] * 30), None),
        (bytes([200] * 30), bytes([120] * 12 + [0] * 10 + [120] * 8), 12),
        (bytes([200] * 30), bytes([120] * 22), 22),
        # Pauses between words move a little; what is silent in the source may be so.
        (bytes([200] * 30), bytes([120] * 12 + [0] * 4 + [120] * 14), None),
        (bytes([200] * 10 + [1] * 20), bytes([120] * 10 + [0] * 20), None),
        (b"", b"", None),
    ],
)
def test_sound_that_was_lost_is_found_by_stretches(source, made, at):
    assert lost(source, made) == at


def test_what_ffprobe_says_goes_before_what_is_printed(talk, tmp_path):
    program, probe = shutil.which("ffmpeg") or "", shutil.which("ffprobe") or ""
    if not probe:
        pytest.skip("no ffprobe is here")
    both = {"ffmpeg": program, "ffprobe": probe}
    for name, path in both.items():
        # What it prints for people says something else, in a later version perhaps.
        garbled = " 2> >(sed -u s/Video:/Imagen:/ >&2)" if name == "ffmpeg" else ""
        (tmp_path / name).write_text(f'#!/bin/bash\nexec {path} "$@"{garbled}\n')
        (tmp_path / name).chmod(0o755)

    found = read_facts(Film(str(tmp_path / "ffmpeg"), talk), beat=ignore)

    assert (found.video_codec, found.width, found.height) == ("h264", 320, 180)
