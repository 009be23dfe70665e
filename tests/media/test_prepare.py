"""What is made of a stored file, and what is said of one of which nothing can be made."""

from dataclasses import replace
from functools import partial

from PIL import Image
from sqlalchemy import select

from tests.ffmpegs import PACKAGED, made_of, program_of
from tests.media.clips import cut_short, film, part_of
from tests.media.working import content_of, names_in, prepare, put
from tests.people import somebody_else
from tests.turns import take_turn_at
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.db import db
from vc.jobs import claim, due_rows
from vc.media import prepare as prepare_module
from vc.media import service
from vc.media.faults import SENTENCES, Fault
from vc.media.ffmpeg import Film, Limits
from vc.media.models import Preparation, PreparationStatus, Step
from vc.media.pictures import read_poster, read_storyboard
from vc.media.prepare import try_ffmpeg
from vc.media.queries import preparation_of
from vc.recordings.models import FileKind, FileStatus, RecordingFile
from vc.services import services_of
from vc.states import advance

S = PreparationStatus


def test_a_talk_gets_its_facts_peaks_storyboard_and_poster(app, stored, talk):
    preparation = prepare(app, stored(talk))

    assert (preparation.status, preparation.percent, preparation.last_error) == (S.READY, 100, "")
    assert (preparation.duration_ms, preparation.frame_rate) == (20_000, 25)
    assert (preparation.width, preparation.height) == (320, 180)
    codecs = (preparation.video_codec, preparation.audio_codec, preparation.has_audio)
    assert codecs == ("h264", "aac", True)
    assert preparation.bit_rate == talk.stat().st_size * 8 // 20
    assert preparation.sha256 == preparation.file.sha256
    assert preparation.due_at is None
    assert preparation.file.recording.duration_s == 20
    stem = preparation.file.name.removesuffix(".mp4").rpartition("/")[2]
    kinds = ["mp4", "peaks", "poster.jpg", "sheet-0.jpg"]
    assert names_in(app) == [f"{stem}.{kind}" for kind in kinds]


def test_its_pictures_are_of_the_size_that_pages_expect(app, stored, talk):
    preparation = prepare(app, stored(talk))

    store, sizes = services_of(app).store, []
    for key in (preparation.poster_key, *preparation.sheet_keys):
        with store.open(key) as file, Image.open(file) as picture:
            sizes.append((picture.format, picture.size))
    assert sizes == [("JPEG", (640, 360)), ("JPEG", (1600, 900))]
    assert preparation.tile_times_ms == list(range(0, 20_000, 2000))


def test_a_video_without_sound_gets_pictures_only(app, stored, talk, program):
    preparation = prepare(app, stored(part_of(program, talk, "-an", name="mute.mp4")))

    assert (preparation.status, preparation.has_audio) == (S.READY, False)
    assert (preparation.peaks_key, len(preparation.sheet_keys)) == ("", 1)


def test_a_sound_alone_gets_peaks_only(app, stored, talk, program):
    sound = part_of(program, talk, "-vn", name="sound.m4a")

    preparation = prepare(app, stored(sound, kind=FileKind.AUDIO))

    assert (preparation.status, preparation.duration_ms) == (S.READY, 20_000)
    assert (preparation.width, preparation.poster_key, preparation.sheet_keys) == (None, "", [])
    assert len(content_of(app, preparation.peaks_key)) == 200


def test_a_transcript_is_not_prepared(app, stored, talk):
    assert stored(talk, kind=FileKind.TRANSCRIPT) is None


def test_a_cut_video_fails_and_its_file_stays_as_it_is(app, stored, talk):
    preparation = stored(cut_short(talk, 0.6))
    digest = preparation.file.sha256

    prepare(app, preparation)

    assert preparation.status is S.FAILED
    assert preparation.last_error == "El archivo está cortado: dura 0:11 de 0:20."
    assert (preparation.due_at, preparation.lease_until) == (None, None)
    assert (preparation.file.status, preparation.file.sha256) == (FileStatus.STORED, digest)
    query = select(AuditLine.reason).where(AuditLine.action == "recording.prepare_failed")
    assert db.session.scalars(query).all() == [preparation.last_error]


def test_a_file_that_is_not_in_its_place_fails(app, stored, talk):
    preparation = stored(talk)
    services_of(app).store.remove(preparation.file.name)

    prepare(app, preparation)

    assert (preparation.status, preparation.last_error) == (S.FAILED, prepare_module.NOT_HERE)


def test_without_room_it_fails_and_says_so(app, stored, talk):
    preparation = stored(talk)
    services_of(app).store._reserve_mb = 10**9

    prepare(app, preparation)

    assert (preparation.status, preparation.last_error) == (S.FAILED, SENTENCES[Fault.NO_ROOM])


def test_what_cannot_be_made_of_a_video_does_not_lose_the_rest(app, stored, talk):
    # A picture that no decoder knows, beside a sound that is fine.
    services_of(app).settings = replace(services_of(app).settings, ffmpeg="")
    strange = talk.with_name("strange.mp4")
    strange.write_bytes(talk.read_bytes().replace(b"avc1", b"zzz1"))

    preparation = prepare(app, stored(strange))

    assert preparation.status is S.READY
    reason = "El archivo no se puede leer como audio o video."
    assert preparation.last_error == f"Sin tira de imágenes: {reason} Sin portada: {reason}"
    assert len(content_of(app, preparation.peaks_key)) == 200


def test_only_one_is_prepared_at_a_time(app, stored, talk, clock):
    first, second = stored(talk), stored(talk, external_id="882")
    claim(db.session(), Preparation, first.id, now=clock())
    advance(first, S.RUNNING, now=clock())
    db.session.commit()

    prepare(app, second)

    assert (second.status, second.attempts) == (S.WAITING, 0)
    assert second.due_at == clock() + prepare_module.SOON


def test_the_next_worker_makes_it_whole_when_one_died(app, stored, talk, clock):
    preparation = stored(talk)
    claim(db.session(), Preparation, preparation.id, now=clock())
    advance(preparation, S.RUNNING, now=clock(), step=Step.SOUND, percent=40)
    db.session.commit()
    prepare(app, preparation)
    before = preparation.status

    clock.advance(seconds=services_of(app).settings.lease_s + 1)
    prepare(app, preparation)

    assert (before, preparation.status, preparation.percent) == (S.RUNNING, S.READY, 100)


def test_a_file_at_which_workers_die_is_given_up(app, stored, talk, clock):
    preparation = stored(talk)
    for _ in range(prepare_module.MOST_TRIES):
        claim(db.session(), Preparation, preparation.id, now=clock())
        db.session.commit()
        clock.advance(seconds=services_of(app).settings.lease_s + 1)

    prepare(app, preparation)

    assert (preparation.status, preparation.last_error) == (S.FAILED, prepare_module.NEVER_ENDED)


def test_its_progress_moves_and_its_lease_is_renewed(app, stored, talk, clock):
    preparation, seen, held = stored(talk), [], []
    number = preparation.id

    def tick() -> object:
        row = db.session.get(Preparation, number)
        seen.append((row.step, row.percent))
        held.append(row.lease_until is None or row.lease_until > clock.now)
        clock.advance(seconds=10)
        return clock.now

    step = partial(prepare_module.make, limits=Limits(beat_s=0.001))
    take_turn_at(app, "prepare_file", number, step=step, clock=tick)

    percents = [percent for _, percent in seen]
    assert percents == sorted(percents)
    assert {step for step, _ in seen} == set(Step)
    # It took longer than a lease, which never ran out.
    assert len(seen) * 10 > services_of(app).settings.lease_s
    assert all(held)
    assert preparation.status is S.READY


def test_who_lost_the_lease_writes_nothing(app, stored, talk, clock):
    preparation = stored(talk)
    number, turns = preparation.id, []

    def tick() -> object:
        turns.append(1)
        if len(turns) == 4:
            row = db.session.get(Preparation, number)
            row.lease_token = "another"
            db.session.commit()
        return clock.now

    take_turn_at(app, "prepare_file", number, clock=tick)

    assert (preparation.status, preparation.lease_token) == (S.RUNNING, "another")


def test_a_file_that_was_replaced_meanwhile_is_made_anew(app, stored, talk, program):
    preparation = stored(talk)
    mute = part_of(program, talk, "-an", name="mute.mp4")

    number = preparation.id

    def late() -> str:
        with somebody_else(app) as session:
            file = session.get_one(Preparation, number).file
            for name, value in put(app, file, mute).items():
                setattr(file, name, value)
        return program

    take_turn_at(app, "prepare_file", number, ffmpeg=late)
    before = preparation.status
    prepare(app, preparation)

    assert (before, preparation.status, preparation.has_audio) == (S.WAITING, S.READY, False)
    assert preparation.peaks_key == ""


def test_what_only_an_earlier_file_had_is_deleted(app, stored, talk, program, clock):
    preparation = prepare(app, stored(talk))
    mute = part_of(program, talk, "-an", name="mute.mp4")
    for name, value in put(app, preparation.file, mute).items():
        setattr(preparation.file, name, value)

    service.want(db.session(), preparation.file, clock())
    prepare(app, preparation)

    kinds = [name.partition(".")[2] for name in names_in(app)]
    assert (preparation.status, preparation.peaks_key) == (S.READY, "")
    assert kinds == ["mp4", "poster.jpg", "sheet-0.jpg"]


def test_the_same_file_is_not_prepared_twice(app, stored, talk, clock):
    preparation = prepare(app, stored(talk))

    service.want(db.session(), preparation.file, clock())

    assert (preparation.status, preparation.due_at) == (S.READY, None)


def test_a_person_can_have_it_made_again(app, stored, talk, host, clock):
    preparation = prepare(app, stored(cut_short(talk, 0.6)))
    for name, value in put(app, preparation.file, talk).items():
        setattr(preparation.file, name, value)

    service.again(db.session(), preparation, now=clock(), by=host)
    db.session.commit()
    prepare(app, preparation)

    assert (preparation.status, preparation.last_error) == (S.READY, "")
    query = select(AuditLine.person_name).where(AuditLine.action == "recording.prepare_again")
    assert db.session.scalars(query).all() == [host.name]


def test_what_was_made_goes_with_its_recording(app, stored, talk):
    preparation = prepare(app, stored(talk))
    recording = preparation.file.recording

    service.forget(db.session(), recording, services_of(app).store)
    db.session.commit()

    assert db.session.scalars(select(Preparation)).all() == []
    assert names_in(app) == [recording.files[0].name.rpartition("/")[2]]


def test_a_recording_that_goes_while_it_is_prepared_leaves_nothing(app, stored, talk, clock):
    preparation = stored(talk)
    recording, turns = preparation.file.recording, []

    def tick() -> object:
        turns.append(1)
        if len(turns) == 8:
            service.forget(db.session(), recording, services_of(app).store)
            db.session.commit()
        return clock.now

    take_turn_at(app, "prepare_file", preparation.id, clock=tick)

    assert names_in(app) == [recording.files[0].name.rpartition("/")[2]]


def test_preparations_are_read_by_their_files(app, stored, talk):
    first, second = stored(talk), stored(talk, external_id="882")
    ids = [file.id for file in db.session.scalars(select(RecordingFile))]

    found = preparation_of(db.session(), ids)

    assert found == {first.file_id: first, second.file_id: second}


def test_the_sweep_finds_what_no_hint_told_of(app, stored, talk, clock):
    preparation = stored(talk)

    found = due_rows(db.session(), Preparation, clock())

    assert found == [preparation.id]


def test_a_step_that_is_not_taken_is_told_as_our_failure_and_tried_by_another(
    app, stored, talk, program, tmp_path, browser_of
):
    # The storyboard and both tries for a poster are refused; facts and sound are not.
    said = "[error] Option 'x' not found"
    path = made_of(
        program_of(PACKAGED), tmp_path / "picky", without="[0-9].mp4 -map 0:V:0", said=said
    )
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=path)
    preparation = prepare(app, stored(talk))
    told = (preparation.status, preparation.ffmpeg_fault, preparation.ffmpeg_said)
    address = f"/grabaciones/{preparation.file.recording_id}"
    lacking, number = preparation.last_error, preparation.id
    db.session.rollback()
    seen = {role: browser_of(role).get(address).text for role in (Role.HOST, Role.ADMINISTRATOR)}
    other = made_of(program_of(PACKAGED), tmp_path / "other", version="8.0-y")
    services_of(app).settings = replace(services_of(app).settings, ffmpeg=other)
    try_ffmpeg(db.session(), services_of(app))
    services_of(app).registry.tasks["prepare_file"].call_local(number)
    db.session.expire_all()

    assert told == (S.READY, Fault.NOT_TAKEN, "Option 'x' not found")
    assert lacking.count(SENTENCES[Fault.NOT_TAKEN]) == 2
    assert ["Option &#39;x&#39; not found" in seen[role] for role in seen] == [False, True]
    assert (preparation.last_error, preparation.ffmpeg_fault) == ("", None)
    assert preparation.poster_key


def test_what_is_no_video_fails_without_a_word_of_this_machine(app, stored, tmp_path):
    path = tmp_path / "page.mp4"
    path.write_bytes(b"<html>Inicie su sesi\xc3\xb3n</html>" * 50)

    preparation = prepare(app, stored(path))

    assert preparation.last_error == SENTENCES[Fault.UNREADABLE]
    assert (preparation.status, preparation.ffmpeg_fault) == (S.FAILED, Fault.UNREADABLE)
    assert "Invalid data found" in preparation.ffmpeg_said
    assert str(services_of(app).settings.instance) not in preparation.ffmpeg_said


def two_tracks(program, talk):
    """Make a talk whose first track of sound is silent."""
    path = talk.with_name("two-tracks.mkv")
    hush = ("-f", "lavfi", "-t", "20", "-i", "anullsrc=r=32000:cl=mono")
    coded = ("-map", "0:v", "-map", "1:a", "-map", "0:a", "-c:v", "copy", "-c:a", "flac")
    film(program, "-i", str(talk), *hush, *coded, "-metadata:s:a:1", "title=Voz", str(path))
    return path


def actions():
    """Return what was done, and what it changed."""
    told = {one.action: (one.before, one.after) for one in db.session.query(AuditLine)}
    db.session.rollback()
    return told


def test_the_first_track_that_is_not_silent_is_proposed_and_another_may_be_chosen(
    app, stored, program, talk, browser_of
):
    preparation = prepare(app, stored(two_tracks(program, talk)))
    proposed = preparation.sound
    peaks = content_of(app, preparation.peaks_key)
    file_id, recording_id = preparation.file_id, preparation.file.recording_id
    db.session.rollback()

    page, opened = (
        browser_of(Role.ADMINISTRATOR).get(f"/grabaciones/{recording_id}") for _ in "12"
    )
    form, late = (
        next(one for one in each.forms.values() if one.action.endswith("/sonido"))
        for each in (page, opened)
    )
    assert "Voz" in page.html.find(id="pista").text
    assert form["pista"].value == "1"
    form.submit()
    assert "recording.choose_sound" not in actions()
    form["pista"] = "0"
    page = form.submit().follow()
    assert "Se oye la pista 1" in page.html.text
    assert actions()["recording.choose_sound"] == ({"sound": 2}, {"sound": 1})
    assert page.html.find(id="pista") is None

    db.session.expire_all()
    chosen = prepare(app, db.session.query(Preparation).filter_by(file_id=file_id).one())
    assert (proposed, max(peaks) > 200) == (1, True)
    assert (chosen.sound, chosen.is_sound_chosen) == (0, True)
    assert max(content_of(app, chosen.peaks_key)) == 0
    db.session.rollback()
    # Who opened the page before it was chosen is told, and changes nothing.
    late["pista"] = "1"
    assert "Alguien más eligió otra pista" in late.submit().follow().text
    db.session.expire_all()
    assert db.session.query(Preparation).filter_by(file_id=file_id).one().sound == 0


def test_a_length_that_was_only_guessed_is_measured(app, stored, program, talk):
    # Without a header ffmpeg divides the size by the first bit rate: 12 s and more for 8.
    halves = [talk.with_name(f"{rate}.mp3") for rate in ("32k", "160k")]
    for half in halves:
        coded = ("-t", "4", "-vn", "-write_xing", "0", "-id3v2_version", "0", "-b:a", half.stem)
        film(program, "-i", str(talk), *coded, str(half))
    joined = talk.with_name("joined.mp3")
    joined.write_bytes(b"".join(half.read_bytes() for half in halves))

    preparation = prepare(app, stored(joined, kind=FileKind.AUDIO))

    assert (preparation.status, preparation.last_error) == (S.READY, "")
    assert 8000 <= preparation.duration_ms <= 8300


def test_bright_films_stay_pale_where_filters_lack_and_that_is_said(
    app, stored, program, talk, tmp_path
):
    bright = talk.with_name("bright.mp4")
    marked = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    film(
        *(program, "-i", str(talk), "-t", "2", "-vf", "format=yuv420p10le", "-c:v", "libx264"),
        *("-preset", "ultrafast", "-x264-params", marked, str(bright)),
    )
    told = {}
    for name, less in (("whole", {}), ("poorer", {"without": "zscale", "said": "No such filter"})):
        other = made_of(program_of(PACKAGED), tmp_path / name, **less)
        services_of(app).settings = replace(services_of(app).settings, ffmpeg=other)
        external_id = {"external_id": name}
        told[name] = prepare(app, stored(bright, **external_id)).last_error

    assert told == {"whole": "", "poorer": prepare_module.PALE}


def test_peaks_and_pictures_of_a_film_that_begins_late_share_its_player_s_clock(
    app, stored, program, talk
):
    path = talk.with_name("late.mp4")
    film(program, "-i", str(talk), "-t", "4", "-c", "copy", "-output_ts_offset", "1", str(path))

    preparation = prepare(app, stored(path))

    peaks = content_of(app, preparation.peaks_key)
    assert (max(peaks[:9]), min(peaks[12:40]) > 200) == (0, True)
    assert preparation.tile_times_ms[0] == 1000


def test_the_pictures_of_a_bright_film_have_any_screen_s_colours(app, stored, program, talk):
    path = talk.with_name("bright.mp4")
    coded = ("-t", "1", "-an", "-vf", "format=yuv420p10le", "-c:v", "libx264", "-x264-params")
    colours = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
    film(program, "-i", str(talk), *coded, colours, str(path))

    preparation = prepare(app, stored(path))

    one, length_ms = Film(program, path), preparation.duration_ms
    pale = read_poster(one, length_ms, beat=lambda _: None)
    pale_tiles = read_storyboard(one, length_ms, beat=lambda _: None).sheets
    assert content_of(app, preparation.poster_key) != pale
    assert [content_of(app, key) for key in preparation.sheet_keys] != list(pale_tiles)
