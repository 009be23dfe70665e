"""The editor's page, and what the editor is told of the clip after every change."""

import secrets
from dataclasses import dataclass

from flask import render_template

from vc import dates
from vc.access import office_date, office_zone
from vc.branding import queries as branding
from vc.branding.models import Plate
from vc.clips import labels, networks, queries, serialization
from vc.clips.edit import Edit
from vc.clips.edit_lock import ClipLockedError
from vc.clips.glyphs import left_out
from vc.clips.labels import TONES
from vc.clips.models import Clip
from vc.db import db
from vc.errors import ConcurrentChangeError
from vc.media import queries as media_queries
from vc.player import queries as player
from vc.privacy import refusals
from vc.recordings.models import RecordingFile


@dataclass(frozen=True, slots=True)
class Screen:
    """What the editor is told of a film: addresses, and what a cut must know."""

    file: RecordingFile
    length_ms: int
    frame_rate: float | None
    has_video: bool
    width: int | None
    height: int | None
    tile_times_ms: list[int]
    sheet_count: int
    has_peaks: bool


def screen_of(file: RecordingFile) -> Screen:
    """Return a file's facts for the editor. Raises RuleError while it is being prepared."""
    film = queries.film_of(db.session(), file)
    made = media_queries.preparation_of(db.session(), [file.id])[file.id]
    return Screen(
        file=file,
        length_ms=film.length_ms,
        frame_rate=film.frame_rate,
        has_video=bool(made.video_codec),
        width=made.width,
        height=made.height,
        tile_times_ms=made.tile_times_ms,
        sheet_count=len(made.sheet_keys),
        has_peaks=bool(made.peaks_key),
    )


def editor_page(clip: Clip) -> str:
    """Return the page on which a clip is cut."""
    edit = queries.edit_of(db.session(), clip)
    return render_template(
        "clips/edit.html",
        clip=clip,
        state=state_of(clip, edit),
        screen=screen_of(clip.file),
        token=secrets.token_hex(12),
        plates=offered_plates(edit),
        refused=refusals.of_event(db.session(), clip.event_id),
        moments=player.moments_of(db.session(), clip.event, clip.file.recording),
        tones=TONES,
    )


def offered_plates(edit: Edit) -> list[Plate]:
    """Return the plates to choose from, and the clip's own even where it is offered no more."""
    offered = branding.offered(db.session())
    if edit.plate_id is not None and edit.plate_id not in [one.id for one in offered]:
        offered.append(branding.plate_by_id(db.session(), edit.plate_id))
    return offered


def state_of(clip: Clip, edit: Edit) -> dict[str, object]:
    """Return the clip's state for the editor, after every change."""
    return {
        "edit": serialization.write(edit),
        "revision": clip.revision,
        "version": clip.edit_version,
        "canUndo": queries.has_revision(db.session(), clip, clip.revision - 1),
        "canRedo": queries.has_revision(db.session(), clip, clip.revision + 1),
        "status": labels.STATUSES[clip.status],
        "captionsReviewed": clip.are_captions_reviewed,
        "captionsSha256": clip.captions_sha256,
        "undrawn": left_out(one.text for one in edit.captions) if edit.burns_captions else [],
        "warnings": networks.warnings_for(edit),
    }


def conflict_of(clip: Clip, error: ConcurrentChangeError) -> dict[str, object]:
    """Return the editor's conflict: it lost the clip or the clip changed, with the kept state."""
    stored = state_of(clip, queries.edit_of(db.session(), clip))
    said: dict[str, object] = {"message": error.message, "stored": stored}
    if isinstance(error, ClipLockedError):
        said |= {"isLocked": True, "isMine": error.is_mine, "message": _who_has_it(error)}
    return said


def _who_has_it(error: ClipLockedError) -> str:
    """Return who has a clip open and since when, as a sentence."""
    if error.since is None:
        return error.message
    zone = office_zone()
    at = f"{dates.clock_time(error.since, zone)} h"
    is_today = error.since.astimezone(zone).date() == office_date()
    when = f"las {at}" if is_today else f"el {dates.short_day(error.since, zone)}, {at}"
    return f"{error.who} desde {when}."
