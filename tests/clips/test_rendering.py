"""The worker makes the files of clips: whole, verified, one at a time; each failure in words."""

import hashlib
import os
import signal
import subprocess
import threading
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.branding.test_plates import picture
from tests.clips.films import numbers_of, run
from tests.clips.working import change, edit_of, render, work
from tests.ffmpegs import PACKAGED, falling_asleep, made_of, program_of
from tests.media.clips import cut_short
from tests.media.working import content_of, names_in
from tests.processes import forked, wait_until
from vc.accounts.models import Role
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.clips import queries, rendering, renders, service
from vc.clips.edit import Film, Framing, Piece
from vc.clips.models import Clip, ClipRender, ClipStatus, RenderStatus
from vc.clips.render_order import order_of
from vc.db import db
from vc.media.faults import SENTENCES, Fault
from vc.media.prepare import try_ffmpeg
from vc.media.queries import preparation_of
from vc.services import services_of
from vc.shapes import Shape

S, R = ClipStatus, RenderStatus


def only(clip: Clip) -> ClipRender:
    """Return the one file of the clip's present cut."""
    (one,) = clip.current_renders
    return one


def unfinished(app) -> list[str]:
    """Return whatever stands half-made anywhere."""
    folder = services_of(app).settings.instance / "work"
    half = [one.name for one in folder.rglob("*")] if folder.exists() else []
    return half + [name for name in names_in(app) if name.endswith(".part")]


def test_a_file_is_made_verified_and_kept(app, clip, program, tmp_path):
    render(app, clip)

    one = only(clip)
    assert (clip.status, one.status, one.percent) == (S.READY, R.DONE, 100)
    film = content_of(app, one.key)
    assert one.sha256 == hashlib.sha256(film).hexdigest()
    assert (one.size_bytes, one.width, one.height) == (len(film), 1280, 720)
    assert (one.frame_count, abs(one.duration_ms - 2000) <= 100) == (50, True)
    assert -18 <= one.loudness_lufs <= -14
    assert content_of(app, one.thumbnail_key)[:2] == b"\xff\xd8"
    copy = tmp_path / "clip.mp4"
    copy.write_bytes(film)
    # Captions cover the lower part of the bars, not their middle.
    assert numbers_of(program, copy) == list(range(50, 100))
    assert unfinished(app) == []


def test_what_was_found_out_about_the_film_decides_how_its_clip_is_made(app, clip, clock):
    made = preparation_of(db.session(), [clip.file_id])[clip.file_id]
    made.sound, made.is_turned, made.is_interlaced = 1, True, True
    made.color_transfer, made.starts_ms = "smpte2084", 900
    renders.ask_for_files(db.session(), clip, now=clock(), by=clip.author)

    order = order_of(db.session(), only(clip))

    source = order.source
    assert (source.sound, source.is_turned, source.is_interlaced) == (1, True, True)
    assert (order.color_transfer, order.keeps_clock) == ("smpte2084", True)


@pytest.mark.usefixtures("good_day")
def test_every_length_and_shape_is_made_one_after_the_other(app, clip, clock, author):
    change(
        clip,
        clock,
        author,
        short=(Piece(2000, 3000),),
        framings=(Framing(Shape.WIDE), Framing(Shape.TALL)),
    )

    render(app, clip)

    made = {(one.length.value, one.shape.value, one.frame_count) for one in clip.current_renders}
    wide, tall = "16:9", "9:16"
    assert made == {
        ("full", wide, 50),
        ("full", tall, 50),
        ("short", wide, 25),
        ("short", tall, 25),
    }
    assert clip.status is S.READY


def test_while_one_is_made_the_others_wait(app, clip, clock, author):
    change(clip, clock, author, framings=(Framing(Shape.WIDE), Framing(Shape.TALL)))
    renders.ask_for_files(db.session(), clip, now=clock(), by=author)
    first, second = clip.current_renders
    first.status, first.lease_until = R.RUNNING, clock() + rendering.SOON * 9
    number = second.id
    db.session.commit()

    services_of(app).registry.tasks["render_clip"].call_local(number)

    db.session.expire_all()
    assert (second.status, second.attempts) == (R.WAITING, 0)
    assert second.due_at == clock() + rendering.SOON


def test_asking_twice_makes_each_file_once(app, clip, clock, author):
    render(app, clip)
    made_at = only(clip).made_at
    clock.advance(seconds=60)

    renders.ask_for_files(db.session(), clip, now=clock(), by=author)
    work(app)

    assert db.session.query(ClipRender).count() == 1
    assert only(clip).made_at == made_at


def test_a_source_that_ends_before_the_cut_is_told_and_nothing_is_left(
    app, file_of, films, clock, author
):
    # Its index says 12 s; what it says is believed until the cut is made.
    file = file_of(cut_short(films[Fraction(25)], 0.45))
    new = service.NewClip("fragment", (Piece(9000, 11_000),))
    clip = service.create(db.session(), file, new, now=clock(), by=author)

    render(app, clip)

    assert (clip.status, only(clip).status, only(clip).key) == (S.FAILED, R.FAILED, "")
    assert "se acaba antes que el clip" in only(clip).last_error
    assert unfinished(app) == []


def test_a_stretch_without_sound_is_told(app, file_of, films, program, tmp_path, clock, author):
    silent = tmp_path / "silent.mp4"
    film = str(films[Fraction(25)])
    run(program, "-i", film, "-c:v", "copy", "-af", "volume=0", "-c:a", "aac", str(silent))
    new = service.NewClip("fragment", (Piece(1000, 3000),))
    clip = service.create(db.session(), file_of(silent), new, now=clock(), by=author)

    render(app, clip)

    assert clip.status is S.FAILED
    assert only(clip).last_error == rendering.SILENT
    assert unfinished(app) == []


def test_a_film_without_any_sound_is_made_all_the_same(
    app, file_of, films, program, tmp_path, clock, author
):
    mute = tmp_path / "mute.mp4"
    run(program, "-i", str(films[Fraction(25)]), "-an", "-c", "copy", str(mute))
    file = file_of(mute, audio_codec="", has_audio=False)
    new = service.NewClip("promo", (Piece(1000, 3000),))
    clip = service.create(db.session(), file, new, now=clock(), by=author)

    render(app, clip)

    assert clip.status is S.READY


def test_a_sound_without_picture_becomes_a_film(
    app, file_of, films, program, tmp_path, clock, author
):
    sound = tmp_path / "sound.m4a"
    run(program, "-i", str(films[Fraction(25)]), "-vn", "-c", "copy", str(sound))
    file = file_of(sound, video_codec="", frame_rate=None, width=None, height=None)
    new = service.NewClip("fragment", (Piece(1000, 3000),))
    clip = service.create(db.session(), file, new, now=clock(), by=author)

    render(app, clip)

    assert (clip.status, only(clip).frame_count, only(clip).thumbnail_key) == (S.READY, 60, "")


def test_a_recording_that_is_gone_is_told(app, clip):
    services_of(app).store.remove(clip.file.name)

    render(app, clip)

    assert clip.status is S.FAILED
    assert only(clip).last_error == rendering.NOT_HERE


def test_a_server_without_any_ffmpeg_that_can_is_told(app, clip, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/bin/true")
    services_of(app).settings = replace(services_of(app).settings, ffmpeg="")

    render(app, clip)

    assert clip.status is S.FAILED
    assert only(clip).last_error == SENTENCES[Fault.MISSING]
    assert only(clip).ffmpeg_said == "El del paquete imageio-ffmpeg: no es un ffmpeg."


@pytest.fixture
def picky(app, program, tmp_path):
    """An ffmpeg that passes the trial and then does not take the command for a clip."""
    said = f"[error] Unrecognized option 'x' near {tmp_path}/clip.part.mp4"
    path = made_of(
        program_of(PACKAGED),
        tmp_path / "picky",
        without="clip.part.mp4",
        said=said,
        version="8.0-x",
    )
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=path)
    return path


def test_a_command_that_is_not_taken_is_told_as_our_failure(app, clip, picky):
    render(app, clip)

    one = only(clip)
    assert (clip.status, one.status, one.last_error) == (
        *(S.FAILED, R.FAILED),
        SENTENCES[Fault.NOT_TAKEN],
    )
    assert (one.ffmpeg_fault, one.ffmpeg_version) == (Fault.NOT_TAKEN, "8.0-x")
    assert one.ffmpeg_said == "Unrecognized option 'x' near clip.part.mp4"


@pytest.mark.parametrize("role", Role)
def test_only_administrators_read_what_ffmpeg_said(app, clip, picky, browser_of, role):
    render(app, clip)
    address = f"/clips/{clip.id}"
    db.session.rollback()

    page = browser_of(role).get(address, status="*")

    is_told = "Unrecognized option" in page.text
    assert is_told is (role is Role.ADMINISTRATOR)
    assert page.status_code == 403 or SENTENCES[Fault.NOT_TAKEN] in page.text
    # Nobody is told to mend a cut that nothing is wrong with.
    assert "Corrija el clip" not in page.text


def test_another_ffmpeg_is_let_try_what_one_refused_and_the_same_is_not(
    app, clip, picky, program, tmp_path
):
    render(app, clip)

    try_ffmpeg(db.session(), services_of(app))
    db.session.expire_all()
    same = (clip.status, only(clip).status)
    db.session.rollback()
    other = made_of(program_of(PACKAGED), tmp_path / "other")
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=other)
    try_ffmpeg(db.session(), services_of(app))
    work(app)

    assert same == (S.FAILED, R.FAILED)
    assert (clip.status, only(clip).status, only(clip).ffmpeg_fault) == (S.READY, R.DONE, None)
    assert only(clip).ffmpeg_said == ""


def test_what_a_bad_recording_failed_at_is_not_tried_again_by_itself(
    app, file_of, films, clock, author
):
    file = file_of(cut_short(films[Fraction(25)], 0.45))
    new = service.NewClip("fragment", (Piece(9000, 11_000),))
    clip = service.create(db.session(), file, new, now=clock(), by=author)
    render(app, clip)

    try_ffmpeg(db.session(), services_of(app))

    db.session.expire_all()
    assert (clip.status, only(clip).status) == (S.FAILED, R.FAILED)


def test_a_full_disk_is_told_and_leaves_nothing(app, clip, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = services_of(app).settings.instance / "work"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system could be mounted here")
    try:
        render(app, clip)
        assert clip.status is S.FAILED
        assert only(clip).last_error == rendering.NO_SPACE
        assert unfinished(app) == []
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def sleepy(program, tmp_path, app):
    """An ffmpeg that falls asleep over the clip after a while, and a note of its process."""
    note, path = tmp_path / "pid", tmp_path / "sleepy-ffmpeg"
    asleep = f"*clip.part.mp4*) echo $$ > {note}; exec sleep 60;;"
    yield from falling_asleep(program, path, asleep, note)


def in_the_middle(app, clip, sleepy, do) -> None:
    """Ask for the file, and do something once ffmpeg is at it."""
    path, note = sleepy
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=str(path))
    renders.ask_for_files(db.session(), clip, now=services_of(app).clock(), by=clip.author)
    number, clip_id = only(clip).id, clip.id
    db.session.commit()
    task = services_of(app).registry.tasks["render_clip"]
    worker = threading.Thread(target=task.call_local, args=(number,))
    worker.start()
    wait_until(lambda: note.exists() and note.read_text(), "ffmpeg is at it")
    do(db.session.get_one(Clip, clip_id), int(note.read_text()))
    db.session.commit()
    worker.join(timeout=60)
    assert not worker.is_alive()
    db.session.expire_all()


def test_cancelling_ends_ffmpeg_and_leaves_nothing(app, clip, sleepy, clock, author):
    in_the_middle(
        app,
        clip,
        sleepy,
        lambda clip, pid: renders.stop_files(db.session(), clip, now=clock(), by=author),
    )

    assert (clip.status, only(clip).status, only(clip).key) == (S.DRAFT, R.CANCELLED, "")
    assert unfinished(app) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(sleepy[1].read_text()), 0)


def test_changing_the_cut_meanwhile_ends_it_as_well(app, clip, sleepy, clock, author):
    in_the_middle(
        app,
        clip,
        sleepy,
        lambda clip, pid: change(clip, clock, author, pieces=(Piece(1000, 3000),)),
    )

    assert (clip.status, clip.current_renders) == (S.DRAFT, [])
    assert [one.status for one in clip.renders] == [R.CANCELLED]
    assert unfinished(app) == []


def test_an_ffmpeg_that_is_killed_is_started_again(app, clip, sleepy, clock, program):
    in_the_middle(app, clip, sleepy, lambda clip, pid: os.kill(pid, signal.SIGKILL))

    assert (only(clip).status, only(clip).key) == (R.RUNNING, "")
    assert only(clip).due_at > clock()
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=program)
    clock.now = only(clip).due_at
    work(app)
    assert (clip.status, only(clip).status) == (S.READY, R.DONE)


def test_a_worker_that_is_killed_is_followed_by_one_that_makes_the_file(
    app, clip, sleepy, clock, author
):
    path, note = sleepy
    renders.ask_for_files(db.session(), clip, now=clock(), by=author)
    number = only(clip).id
    db.session.commit()
    turn = ("-m", "tests.clips.one_turn", str(number), clock().isoformat())
    settings = replace(services_of(app).settings, ffmpeg=str(path))
    with forked(*turn, settings=settings) as worker:
        wait_until(lambda: note.exists() and note.read_text(), "ffmpeg is at it")
        worker.kill()
        worker.wait(timeout=60)
    db.session.expire_all()
    left = (only(clip).status, only(clip).key)

    clock.advance(seconds=services_of(app).settings.lease_s + 1)
    work(app)

    assert left == (R.RUNNING, "")
    assert (clip.status, only(clip).status, only(clip).attempts) == (S.READY, R.DONE, 0)
    assert unfinished(app) == []


def test_what_never_ends_is_given_to_a_person(app, clip, clock, author):
    renders.ask_for_files(db.session(), clip, now=clock(), by=author)
    only(clip).attempts = rendering.MOST_TRIES
    db.session.commit()

    work(app)

    assert clip.status is S.FAILED
    assert only(clip).last_error == rendering.NEVER_ENDED


def test_the_captions_of_the_cut_are_in_the_picture(app, clip, clock, author):
    render(app, clip)
    with_captions = content_of(app, only(clip).key)

    change(clip, clock, author, burns_captions=False)
    render(app, clip)

    assert edit_of(clip).captions[0].text == "Nunca compartan su contraseña con nadie."
    assert content_of(app, only(clip).key) != with_captions
    assert db.session.query(ClipRender).count() == 2


def test_the_plate_is_drawn_and_its_card_comes_last(app, clip, clock, author, program, tmp_path):
    plate = branding.keep(
        db.session(),
        NewPlate(name="P", logo=picture(), card=picture((400, 400)), card_ms=1000),
        now=clock(),
        by=author,
    )
    change(clip, clock, author, plate_id=plate.id)

    render(app, clip)

    one = only(clip)
    assert (clip.status, one.frame_count, one.duration_ms // 100) == (S.READY, 75, 30)
    # The card covers the frames' bars.
    copy = tmp_path / "clip.mp4"
    copy.write_bytes(content_of(app, one.key))
    assert numbers_of(program, copy)[:50] == list(range(50, 100))
    assert len(set(numbers_of(program, copy)[50:])) == 1


def test_the_frames_of_a_long_film_of_29_97_are_found_by_its_exact_rate(
    app, file_of, films, program, tmp_path, clock, author
):
    # 30000/1001 a second: the 200th frame begins at 6,673.3 ms; by 29.97 it would be later.
    file = file_of(films[Fraction(30000, 1001)], frame_rate=29.97)
    film = queries.film_of(db.session(), file)
    two_hours = Film(7_200_000, film.frame_rate)
    assert film.frame_rate == 30000 / 1001
    assert two_hours.snapped(7_199_000) == round(round(7199 * 30000 / 1001) * 1001 / 30)

    new = service.NewClip("fragment", (Piece(6673, 8008),))
    clip = service.create(db.session(), file, new, now=clock(), by=author)
    render(app, clip)

    copy = tmp_path / "clip.mp4"
    copy.write_bytes(content_of(app, only(clip).key))
    assert numbers_of(program, copy) == list(range(200, 240))
