"""What ffmpeg's exit status and words mean, by what 5.1, 7.0 and 9.0 really said.

`said/` has each one's output, of commands that failed in known ways, without this machine's places.
"""

import re
import signal
from pathlib import Path

import pytest

from vc.clips.loudness import Ears
from vc.media.faults import FINAL, MOST_SAID, OURS, SENTENCES, Fault, bounded, fault_of
from vc.media.faults import without_folders as without
from vc.media.printed import Reader

VERSIONS = ("5.1", "7.0", "9.0")
MEANS = {
    "no media": Fault.INCOMPLETE,  # `facts.look` knows better: it looks at how the file begins.
    "empty file": Fault.INCOMPLETE,
    "MP4 without its index": Fault.INCOMPLETE,
    "half an MP4": None,
    "full disk": Fault.NO_ROOM,
    "no folder to write into": Fault.UNKNOWN,
    "unknown option": Fault.NOT_TAKEN,
    "unknown filter": Fault.NOT_TAKEN,
    "unknown value": Fault.NOT_TAKEN,
    "unknown option of a filter": Fault.NOT_TAKEN,
    "unknown encoder": Fault.NOT_TAKEN,
    "unknown preset": Fault.NOT_TAKEN,
    "unknown format": Fault.NOT_TAKEN,
    "no such stream": Fault.NOT_TAKEN,
}
DIFFER = {
    ("5.1", "playlist"): Fault.UNREADABLE,
    ("5.1", "clip beyond the end"): None,
    ("7.0", "clip beyond the end"): Fault.INCOMPLETE,
    ("9.0", "clip beyond the end"): Fault.INCOMPLETE,
    # Immich, issue 16154: what a telephone says of its colours is refused by 7 alone.
    ("5.1", "colour space that is reserved"): None,
    ("7.0", "colour space that is reserved"): Fault.NOT_TAKEN,
    ("9.0", "colour space that is reserved"): None,
}
CASES = {(version, name): fault for version in VERSIONS for name, fault in MEANS.items()} | DIFFER


def outputs(version: str) -> dict[str, tuple[int, list[str]]]:
    """Return the exit status and the lines of each command, by its name."""
    text = (Path(__file__).parent / f"said/{version}.txt").read_text("utf-8")
    found = {}
    for part in text.split("## ")[1:]:
        head, *lines = part.splitlines()
        name, _, code = head.rpartition(": ")
        found[name] = (int(code), lines)
    return found


def complaints(lines: list[str]) -> str:
    """Return what the door keeps of them."""
    found = (re.search(r"\[(?:error|fatal|panic)\] (.*)", line) for line in lines)
    return bounded(one[1] for one in found if one)


@pytest.mark.parametrize(("version", "name"), CASES)
def test_every_version_s_words_mean_the_same(version, name):
    code, lines = outputs(version)[name]

    assert fault_of(code, complaints(lines)) is CASES[version, name]


def test_a_full_disk_is_one_although_5_1_ends_as_if_all_were_well():
    code, lines = outputs("5.1")["full disk"]

    assert code == 0
    assert fault_of(code, complaints(lines)) is Fault.NO_ROOM


@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (-signal.SIGKILL, "", Fault.KILLED),
        (-signal.SIGTERM, "Invalid data found", Fault.KILLED),
        (-signal.SIGSEGV, "", Fault.CRASHED),
        (-signal.SIGXCPU, "", Fault.TOO_LONG),
        (-signal.SIGXFSZ, "", Fault.TOO_LARGE),
        (255, "", Fault.KILLED),
        (1, "x.mp4: Cannot allocate memory", Fault.TOO_LARGE),
        (8, "No option name near 'clip.ass'", Fault.NOT_TAKEN),
        (1, "Decoder (codec av1) not found for input stream #0:0", Fault.NOT_TAKEN),
        (1, "something that nobody has seen yet", Fault.UNKNOWN),
        (1, "", Fault.UNKNOWN),
        (0, "Invalid data found when processing input", None),
    ],
)
def test_an_exit_status_has_its_meaning_too(code, said, fault):
    assert fault_of(code, said) is fault


def test_only_a_file_that_is_bad_is_called_bad():
    blamed = {Fault.UNREADABLE, Fault.INCOMPLETE, Fault.NOTHING}

    for fault in Fault:
        says_ours = "avise a quien administra" in SENTENCES[fault].casefold()
        assert says_ours == (fault in OURS | {Fault.UNKNOWN})
        assert not (says_ours and fault in blamed)
    assert {fault for fault in Fault if fault not in FINAL} == {Fault.KILLED, Fault.CRASHED}


def test_a_file_without_its_end_is_told_so_in_words_that_say_what_to_do():
    sentence = SENTENCES[Fault.INCOMPLETE]

    assert "falta el final del archivo" in sentence
    assert "súbalo de nuevo" in sentence


@pytest.mark.parametrize("version", VERSIONS)
def test_the_facts_are_read_from_what_each_version_prints(version):
    reader = Reader()
    for line in outputs(version)["facts of a film that is turned"][1]:
        reader.hear(line)

    told = reader.description()

    assert (told.announced_ms, told.picture.frame_rate) == (12_000, 25.0)
    assert (told.picture.width, told.picture.height) == (90, 160)
    assert (told.picture.codec, told.sounds[0].codec) == ("h264", "aac")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_loudness_is_read_from_what_each_version_prints(version):
    ears = Ears()
    for line in outputs(version)["loudness with a silence"][1]:
        ears.hear(line)

    assert ears.loudness_lufs == -12.0
    assert ears.longest_silence_ms == pytest.approx(2000, abs=60)


def test_no_place_of_this_machine_is_kept():
    arguments = ["-i", "file:/srv/the films/a.mp4", "-vf", "ass=filename=/srv/x\\:y/c.ass"]

    said = without(
        "file:/srv/the films/a.mp4: bad; /srv/the films/logo.png; 'ass=filename=/srv/x\\:y/c.ass:"
        "fontsdir=/opt/vc/clips/fonts' crop=iw*5/1000:ih*5/1000 C:\\Users\\ana\\b.mp4",
        arguments,
    )

    assert said == (
        "a.mp4: bad; logo.png; 'ass=filename=c.ass:fontsdir=fonts' crop=iw*5/1000:ih*5/1000 b.mp4"
    )


def test_what_is_kept_is_bounded():
    assert len(bounded(["x" * 300] * 100)) == MOST_SAID
