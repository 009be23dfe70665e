"""What was made of a stored video or sound: what it is, its peaks, its pictures."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.db import Base, text_enum
from vc.jobs import DueMixin
from vc.media.faults import SERVERS, Fault
from vc.recordings.models import RecordingFile
from vc.states import Transitions


class PreparationStatus(StrEnum):
    """How far the preparation of a file is."""

    WAITING = "WAITING"
    """Its turn comes: one is prepared at a time."""
    RUNNING = "RUNNING"
    """A worker is at it."""
    READY = "READY"
    """Done; `last_error` names what could not be made of it, which is not much."""
    FAILED = "FAILED"
    """The file is cut or cannot be read; a person decides."""


class Step(StrEnum):
    """What a worker is doing with it."""

    CHECK = "check"
    """Goes through all of the file: what it is, and whether it is whole."""
    SOUND = "sound"
    """Reads how loud it is."""
    STORYBOARD = "storyboard"
    POSTER = "poster"


class FfmpegReportMixin:
    """Why ffmpeg did not do what a row needs, the last time; administrators read it.

    `ffmpeg_choice.note` writes it. It names no folder of this machine.
    """

    ffmpeg_fault: Mapped[Fault | None] = mapped_column(text_enum(Fault))
    ffmpeg_version: Mapped[str] = mapped_column(String(80), default="")
    """Of the one that failed; empty when there was none."""
    ffmpeg_said: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_the_servers_fault(self) -> bool:
        """Tell whether the server is at fault, and nothing wrong with the film or its cut."""
        return self.ffmpeg_fault in SERVERS


class Preparation(FfmpegReportMixin, DueMixin, Base):
    """What was made of one file, and how far that is. It is due while something is to be made."""

    __tablename__ = "preparation"
    LEAVES_LINES: ClassVar = False
    """Its recording's lines tell of what failed, and of who asked for it again."""
    SECRET: ClassVar = frozenset({"lease_token"})
    TRANSITIONS: ClassVar[Transitions] = {
        PreparationStatus.WAITING: frozenset({PreparationStatus.RUNNING}),
        # To WAITING: its file was replaced meanwhile.
        PreparationStatus.RUNNING: frozenset(
            {PreparationStatus.READY, PreparationStatus.FAILED, PreparationStatus.WAITING}
        ),
        PreparationStatus.READY: frozenset({PreparationStatus.WAITING}),
        PreparationStatus.FAILED: frozenset({PreparationStatus.WAITING}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("recording_file.id"), unique=True)
    status: Mapped[PreparationStatus] = mapped_column(
        text_enum(PreparationStatus), default=PreparationStatus.WAITING
    )
    step: Mapped[Step] = mapped_column(text_enum(Step), default=Step.CHECK)
    percent: Mapped[int] = mapped_column(default=0)
    """How much of the work is done, by its worker's last word."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the file that all of this was made from."""
    duration_ms: Mapped[int | None]
    width: Mapped[int | None]
    """As people see it: upright."""
    height: Mapped[int | None]
    frame_rate: Mapped[float | None]
    video_codec: Mapped[str] = mapped_column(String(40), default="")
    """By ffmpeg's word, such as `h264`; empty when there is no picture."""
    audio_codec: Mapped[str] = mapped_column(String(40), default="")
    """By ffmpeg's word, such as `aac`; empty when there is no sound."""
    color_transfer: Mapped[str] = mapped_column(String(40), default="")
    """By ffmpeg's word, such as `bt709`; empty where the file does not say."""
    is_turned: Mapped[bool] = mapped_column(default=False)
    """ffmpeg turns or crops its picture before our filters get it."""
    is_interlaced: Mapped[bool] = mapped_column(default=False)
    """Every other line of a frame is of another instant."""
    starts_ms: Mapped[int] = mapped_column(default=0)
    """The instant that a player shows when ffmpeg calls it 0. All times kept are a player's."""
    sounds: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Its tracks of sound in order: `codec`, `language` and `title`."""
    sound: Mapped[int] = mapped_column(default=0)
    """Which of them is heard, from 0: the first that is not silent, or the chosen one."""
    is_sound_chosen: Mapped[bool] = mapped_column(default=False)
    """A person chose it."""
    has_audio: Mapped[bool | None]
    """None until that is known."""
    bit_rate: Mapped[int | None]
    """Bits a second, all in all."""
    peaks_key: Mapped[str] = mapped_column(String(320), default="")
    """One byte for every tenth of a second, in the store; empty where there is none."""
    poster_key: Mapped[str] = mapped_column(String(320), default="")
    """A JPEG 640 points wide, in the store."""
    sheet_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    """JPEG sheets of 10 × 10 tiles of 160 × 90 points, in the store."""
    tile_times_ms: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The time of each tile: row by row, sheet by sheet."""

    file: Mapped[RecordingFile] = relationship()

    def __str__(self) -> str:
        """Return the recording it belongs to."""
        return str(self.file)

    @property
    def event_id(self) -> int | None:
        """Return the session it belongs to."""
        return self.file.event_id

    @property
    def is_under_way(self) -> bool:
        """Tell whether something is still to come of it."""
        return self.status in (PreparationStatus.WAITING, PreparationStatus.RUNNING)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of everything that was made."""
        return tuple(key for key in (self.peaks_key, self.poster_key, *self.sheet_keys) if key)
