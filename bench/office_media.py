"""What such an office has recorded, cut and published."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from flask import Flask

from bench.office_sizes import TEN_YEARS, Sizes, last
from vc.approvals.models import Decision, Review
from vc.clips import serialization
from vc.clips.edit import Edit, Length, Piece, captions_sha256, picture_sha256, text_sha256
from vc.clips.models import (
    Clip,
    ClipKind,
    ClipRender,
    ClipRevision,
    ClipStatus,
    RenderStatus,
)
from vc.media.models import Preparation, PreparationStatus
from vc.publishing.models import Figure, Moment, Publication, PublicationStatus
from vc.recordings.models import (
    FileKind,
    FileStatus,
    Recording,
    RecordingFile,
    RecordingStatus,
    VendorCopy,
)
from vc.shapes import Shape
from vc.transcripts.models import Transcript, TranscriptLine, TranscriptStatus
from vc.transcripts.stemming import normalised

Put = Callable[[type, Iterator[dict[str, object]]], None]
EventOf = Callable[[int], tuple[int, int]]
REVISIONS = 5
IN_WORK = (
    ClipStatus.DRAFT,
    ClipStatus.READY,
    ClipStatus.IN_REVIEW,
    ClipStatus.CHANGES_REQUESTED,
    ClipStatus.FAILED,
)
LAST_IN_WORK = 15
"""So many of the last clips are still worked on; all others are approved."""
CHANNELS = (1, 2, 3, 5)
"""Facebook, Instagram, YouTube and our own page, as an office begins."""
LAST_PLANNED = 12
"""So many of the last publications are still to come."""
SAID = (
    "Cuelguen y llamen al 089 para denunciar la extorsión",
    "Nunca den sus contraseñas por mensaje ni por teléfono",
    "La policía no pide depósitos en ninguna cuenta de banco",
    "Avisen a su familia y a la escuela si reciben amenazas",
    "Sus datos personales valen más de lo que imaginan",
)


def fill(app: Flask, sizes: Sizes, now: datetime, *, event_of: EventOf, put: Put) -> None:
    """Write recordings with their lines, clips with their states, and publications."""
    counts = last("recordings", sizes)
    put(Recording, (_recording(n, event_of, now) for n in counts))
    put(RecordingFile, (_file(n, now) for n in counts))
    put(Preparation, (_preparation(n) for n in counts))
    put(Transcript, (_transcript(n, sizes, now) for n in counts))
    put(TranscriptLine, _lines(sizes))
    clips = [_Cut(number, sizes, event_of, now) for number in last("clips", sizes)]
    put(Clip, (one.clip() for one in clips))
    put(ClipRevision, (row for one in clips for row in one.revisions()))
    put(ClipRender, (one.render() for one in clips))
    put(Review, (one.review() for one in clips if one.status is ClipStatus.APPROVED))
    posts = [_Post(number, sizes, now) for number in last("publications", sizes)]
    put(Publication, (one.publication() for one in posts))
    put(Figure, (row for one in posts if one.is_out for row in one.figures()))


def _at(back: int, a_month: float, now: datetime) -> datetime:
    """Return when what so many others follow happened."""
    return now - (back + 1) * timedelta(days=30) / a_month


def _recording(number: int, event_of: EventOf, now: datetime) -> dict[str, object]:
    """Return a recording of a session, which was fetched whole."""
    back = TEN_YEARS.recordings - number
    recorded_at = _at(back, 25, now)
    return {
        "id": number,
        "event_id": event_of(back * 10 // 3)[0],
        "source": "zoom",
        "external_id": f"bench-{number}",
        "topic": f"Plática {back}",
        "status": RecordingStatus.STORED,
        "recorded_at": recorded_at,
        "duration_s": 3600,
        "vendor_copy": VendorCopy.DELETED,
        "created_at": recorded_at,
    }


def _file(number: int, now: datetime) -> dict[str, object]:
    """Return a recording's film."""
    return {
        "id": number,
        "recording_id": number,
        "external_id": "video",
        "kind": FileKind.VIDEO,
        "status": FileStatus.STORED,
        "name": f"bench/{number}.mp4",
        "size_bytes": 400_000_000,
        "stored_bytes": 400_000_000,
        "sha256": f"{number:064}",
        "stored_at": now,
        "verified_at": now,
    }


def _preparation(number: int) -> dict[str, object]:
    """Return what is known of a film."""
    return {
        "file_id": number,
        "status": PreparationStatus.READY,
        "percent": 100,
        "sha256": f"{number:064}",
        "duration_ms": 3_600_000,
        "width": 1280,
        "height": 720,
        "frame_rate": 25.0,
        "video_codec": "h264",
        "audio_codec": "aac",
        "has_audio": True,
    }


def _transcript(number: int, sizes: Sizes, now: datetime) -> dict[str, object]:
    """Return a recording's transcript."""
    return {
        "id": number,
        "file_id": number,
        "recording_id": number,
        "status": TranscriptStatus.READY,
        "began_at": now,
        "line_count": sizes.lines // sizes.recordings,
    }


def _lines(sizes: Sizes) -> Iterator[dict[str, object]]:
    """Yield what was said: the same few sentences, and one word that nearly nobody says."""
    stems = [normalised(one) for one in SAID]
    rare = "Pregunten por la hipoteca"
    each = sizes.lines // sizes.recordings
    for recording in last("recordings", sizes):
        back = TEN_YEARS.recordings - recording
        for number in range(each):
            which = (number * 7 + back) % len(SAID)
            is_rare = back % 40 == 3 and number == 5
            yield {
                "id": (recording - 1) * each + number + 1,
                "transcript_id": recording,
                "recording_id": recording,
                "number": number,
                "start_ms": number * 30_000,
                "end_ms": number * 30_000 + 25_000,
                "text": rare if is_rare else SAID[which],
                "text_norm": normalised(rare) if is_rare else stems[which],
            }


class _Cut:
    """One clip, with the states of its edit and its file."""

    def __init__(self, number: int, sizes: Sizes, event_of: EventOf, now: datetime) -> None:
        self.number, self.back = number, TEN_YEARS.clips - number
        recording_back = self.back * 3 // 4 % sizes.recordings
        self.file_id = TEN_YEARS.recordings - recording_back
        self.event_id = event_of(recording_back * 10 // 3)[0]
        self.at = _at(self.back, 100 / 3, now)
        self.author_id = 2 + self.back % 20
        is_in_work = self.back < LAST_IN_WORK
        self.status = IN_WORK[self.back % len(IN_WORK)] if is_in_work else ClipStatus.APPROVED
        self.edit = Edit((Piece(60_000, 120_000),), title=f"Clip {self.back}: denuncie al 089")
        self.picture = picture_sha256(self.edit, f"{self.file_id:064}")

    def clip(self) -> dict[str, object]:
        """Return its row."""
        return {
            "id": self.number,
            "file_id": self.file_id,
            "event_id": self.event_id,
            "kind": ClipKind.FRAGMENT,
            "title": self.edit.title,
            "status": self.status,
            "revision": REVISIONS,
            "edit_version": REVISIONS,
            "picture_sha256": self.picture,
            "text_sha256": text_sha256(self.edit),
            "captions_sha256": captions_sha256(self.edit),
            "author_id": self.author_id,
            "created_at": self.at,
            "changed_at": self.at,
        }

    def revisions(self) -> Iterator[dict[str, object]]:
        """Yield the states of its edit."""
        body = serialization.write(self.edit)
        for number in range(1, REVISIONS + 1):
            yield {
                "clip_id": self.number,
                "number": number,
                "body": body,
                "by_id": self.author_id,
                "at": self.at,
            }

    def render(self) -> dict[str, object]:
        """Return its file."""
        return {
            "id": self.number,
            "clip_id": self.number,
            "length": Length.FULL,
            "shape": Shape.WIDE,
            "picture_sha256": self.picture,
            "revision": REVISIONS,
            "status": RenderStatus.DONE,
            "percent": 100,
            "key": f"bench/clip-{self.number}.mp4",
            "size_bytes": 9_000_000,
            "sha256": f"{self.number:064}",
            "duration_ms": 60_000,
            "width": 1280,
            "height": 720,
            "made_at": self.at,
        }

    def review(self) -> dict[str, object]:
        """Return the approval of somebody else."""
        return {
            "clip_id": self.number,
            "decision": Decision.APPROVED,
            "files_sha256": f"{self.number:064}",
            "text_sha256": text_sha256(self.edit),
            "by_id": 1,
            "at": self.at,
        }


class _Post:
    """One publication of a clip."""

    def __init__(self, number: int, sizes: Sizes, now: datetime) -> None:
        self.number, self.back = number, TEN_YEARS.publications - number
        # Clips that are still worked on are not published.
        clips = max(1, sizes.clips - LAST_IN_WORK)
        self.clip_id = TEN_YEARS.clips - LAST_IN_WORK - self.back // 3 % clips
        self.repetition = 1 + self.back // 3 // clips
        self.is_out = self.back >= LAST_PLANNED
        ahead = timedelta(hours=12 * (LAST_PLANNED - self.back))
        self.at = _at(self.back - LAST_PLANNED, 100, now) if self.is_out else now + ahead

    def publication(self) -> dict[str, object]:
        """Return its row."""
        status = PublicationStatus.PUBLISHED if self.is_out else PublicationStatus.QUEUED
        return {
            "id": self.number,
            "clip_id": self.clip_id,
            "channel_id": CHANNELS[self.back % len(CHANNELS)],
            "repetition": self.repetition,
            "status": status,
            "length": Length.FULL,
            "shape": Shape.WIDE,
            "file_sha256": f"{self.clip_id:064}",
            "title": f"Denuncie al 089, {self.back}",
            "publish_after": self.at,
            "published_at": self.at if self.is_out else None,
            "permalink_url": f"https://www.facebook.com/reel/{self.number}" if self.is_out else "",
            "send_count": 1 if self.is_out else 0,
            "by_id": 2 + self.back % 20,
            "created_at": self.at - timedelta(days=1),
        }

    def figures(self) -> Iterator[dict[str, object]]:
        """Yield what was counted of it."""
        for moment in (Moment.HOUR, Moment.DAY):
            yield {
                "publication_id": self.number,
                "moment": moment,
                "counts": {"views": 100 + self.back % 900, "reach": 200 + self.back % 900},
                "at": self.at + timedelta(days=1),
            }
