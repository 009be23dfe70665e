"""Which ffmpeg is used: the first that can do all; each one passed over says why."""

import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import make_settings
from tests.ffmpegs import EACH, OLDER, PACKAGED, TOO_OLD, made_of, program_of
from vc.media import ffmpeg_choice
from vc.media.faults import SENTENCES, Fault
from vc.media.ffmpeg import FfmpegError
from vc.media.ffmpeg_choice import Choice, Origin, choose, executable
from vc.setting_rules import SettingsError


@pytest.fixture(scope="module")
def packaged() -> str:
    """The ffmpeg of the package, which is the last to be asked."""
    return program_of(PACKAGED)


@pytest.fixture
def old() -> str:
    """One that lacks something; it is fetched while PATH still leads to who fetches."""
    return program_of(TOO_OLD)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A system whose PATH has nothing but a shell's folder, and settings without an ffmpeg."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return make_settings(tmp_path, ffmpeg="")


@pytest.mark.parametrize("name", EACH)
def test_each_version_that_is_promised_can_do_all(name):
    tried = ffmpeg_choice.try_out(program_of(name))

    # On some machines the older one falls over at a transport stream (gradio, issue 13848).
    assert set(tried.lacks) <= ({"no puede leer mpegts (se cae)"} if name == OLDER else set())
    assert tried.version


def test_the_one_of_the_settings_goes_before_every_other(tmp_path, packaged, bare):
    own = made_of(packaged, tmp_path / "own" / "ffmpeg")
    made_of(packaged, tmp_path / "bin" / "ffmpeg")

    choice = choose(replace(bare, ffmpeg=own))

    assert (choice.program, choice.origin, choice.passed_over) == (own, Origin.SETTING, ())
    assert choice.version.removeprefix("n").startswith("9.")


def test_the_one_on_the_path_goes_before_the_package_s(tmp_path, packaged, bare):
    own = made_of(packaged, tmp_path / "bin" / "ffmpeg")

    assert (choose(bare).program, choose(bare).origin) == (own, Origin.SYSTEM)


def test_without_one_on_the_path_the_package_s_is_used(packaged, bare):
    assert (executable(bare), choose(bare).origin) == (packaged, Origin.PACKAGE)


def test_a_real_one_that_is_too_old_is_passed_over_by_name_of_what_lacks(old, bare, packaged):
    choice = choose(replace(bare, ffmpeg=old))

    assert (choice.program, choice.origin) == (packaged, Origin.PACKAGE)
    ((path, why),) = choice.passed_over
    assert path == old
    assert why.startswith("El del ajuste FFMPEG, 4.2.2-static: no puede ")
    assert "caber en el formato (Option 'force_divisible_by' not found)" in why
    assert "leer las imágenes clave (Unrecognized option 'fps_mode')" in why


def test_what_lacks_captions_alone_is_passed_over_although_its_words_name_no_filter(
    tmp_path, packaged, bare, caplog
):
    # Homebrew's ffmpeg 8 has no libass, and says only this of it (video-use, issue 118).
    said = "[AVFilterGraph @ 0x1] [error] No option name near 'clip.ass'"
    own = made_of(packaged, tmp_path / "bin" / "ffmpeg", without="ass=filename", said=said)
    caplog.set_level(logging.WARNING, "vc.media.ffmpeg_choice")

    choice = choose(bare)
    choose(bare)

    why = "El del sistema (PATH), {}: no puede subtítulos (No option name near 'clip.ass')."
    assert choice.program == packaged
    assert choice.passed_over == ((own, why.format(choice.version)),)
    # It is logged once, however often it is asked for.
    assert len([one for one in caplog.records if "subtítulos" in one.message]) == 1


def test_an_ffmpeg_without_x264_is_passed_over(tmp_path, packaged, bare):
    said = "[error] Unknown encoder 'libx264'"
    made_of(packaged, tmp_path / "bin" / "ffmpeg", without="libx264", said=said)

    ((_, why),) = choose(bare).passed_over

    assert "no puede escribir el MP4 de un clip (Unknown encoder 'libx264')" in why


@pytest.mark.parametrize("program", ["/bin/true", "/bin/cat"])
def test_what_is_no_ffmpeg_is_passed_over(program, packaged, bare):
    choice = choose(replace(bare, ffmpeg=program))

    assert choice.program == packaged
    assert choice.passed_over[0][1].startswith("El del ajuste FFMPEG: no ")


def test_one_that_is_gone_since_the_start_is_passed_over(tmp_path, packaged, bare):
    choice = choose(_with_gone(bare, tmp_path))

    assert choice.program == packaged
    assert ffmpeg_choice.ABSENT in choice.passed_over[0][1]


def test_one_that_is_replaced_is_tried_anew(tmp_path, packaged, bare):
    path = tmp_path / "bin" / "ffmpeg"
    made_of(packaged, path, without="ebur128", said="[error] No such filter: 'ebur128'")
    before = choose(bare).origin

    made_of(packaged, path)
    os.utime(path, (1, 1))

    assert (before, choose(bare).origin) == (Origin.PACKAGE, Origin.SYSTEM)


def test_where_none_can_it_is_our_failure_and_says_whom_to_tell(tmp_path, bare, monkeypatch):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/bin/true")

    with pytest.raises(FfmpegError) as caught:
        executable(bare)

    assert choose(bare) == Choice(passed_over=choose(bare).passed_over)
    assert caught.value.reason == SENTENCES[Fault.MISSING]
    assert "Avise a quien administra" in caught.value.reason
    assert "no es un ffmpeg" in caught.value.said


def test_a_setting_that_is_no_file_stops_the_start(tmp_path):
    with pytest.raises(SettingsError, match="FFMPEG"):
        make_settings(tmp_path, ffmpeg=str(tmp_path / "none"))


def _with_gone(settings, folder: Path):
    """Return settings whose ffmpeg was there when they were read."""
    path = folder / "gone"
    path.touch()
    found = replace(settings, ffmpeg=str(path))
    path.unlink()
    return found
