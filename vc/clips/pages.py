"""What the pages of clips share: what each shows, and the editor's answers."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, render_template

from vc import dates
from vc.access import clock, signed_in
from vc.booking.pages import office_zone
from vc.branding import queries as branding
from vc.branding.models import Plate
from vc.clips import labels, locking, networks, queries, serialization, service
from vc.clips.cutlists import CutList, Segment
from vc.clips.edit import Edit, length_of
from vc.clips.forms import CutListForm, NewClipForm, WithdrawForm, described
from vc.clips.hooks import PANELS_LEFT, PANELS_RIGHT
from vc.clips.lettering import left_out
from vc.clips.locking import ClipLockedError
from vc.clips.models import Clip, ClipRender, ClipStatus
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.media import queries as media_queries
from vc.player import queries as player
from vc.privacy import refusals
from vc.recordings.models import RecordingFile
from vc.services import services

A_DAY = timedelta(days=1)
S = ClipStatus
TONES = {
    S.DRAFT: "info",
    S.RENDERING: "wait",
    S.READY: "ok",
    S.IN_REVIEW: "wait",
    S.CHANGES_REQUESTED: "problem",
    S.APPROVED: "ok",
    S.FAILED: "problem",
    S.WITHDRAWN: "off",
}


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
    """Return what is known of a file. Raises RuleError while it is being prepared."""
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


def as_file(text: str, name: str) -> Response:
    """Answer with a text that is downloaded under a name."""
    answer = Response(text, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def cuts_of(clip: Clip, edit: Edit) -> CutList:
    """Return the parts of a clip as a list of cuts."""
    names = [edit.title or clip.folio] * len(edit.pieces)
    segments = zip(edit.pieces, names, strict=True)
    media = clip.file.name.rpartition("/")[2]
    return CutList(tuple(Segment(one.in_ms, one.out_ms, name) for one, name in segments), media)


def new_page(
    file: RecordingFile,
    form: NewClipForm,
    message: str = "",
    *,
    cut_form: CutListForm | None = None,
) -> str:
    """Return the page on which a clip of a file is begun."""
    event = file.recording.event
    try:
        screen, waits = screen_of(file), ""
    except RuleError as error:
        screen, waits = None, error.message
    return render_template(
        "clips/new.html",
        file=file,
        recording=file.recording,
        event=event,
        form=form,
        cut_form=cut_form or CutListForm(formdata=None),
        message=message,
        screen=screen,
        waits=waits,
        suggestions=queries.suggestions_of(db.session(), file) if screen else [],
        written=written_time,
        clips=queries.clips_of_file(db.session(), file),
        imports=queries.imports_of(db.session(), file, clock() - A_DAY),
        tones=TONES,
        zone=office_zone(),
    )


def written_time(ms: int) -> str:
    """Return a time as people write it, which the form reads: 1:02:05.5."""
    minutes, seconds = divmod(ms / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{seconds:04.1f}" if hours else f"{minutes}:{seconds:04.1f}"


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


def show_page(clip: Clip, *, withdraw_form: WithdrawForm | None = None) -> str:
    """Return the page of one clip: its files, its words, and what is still to be done."""
    edit = queries.edit_of(db.session(), clip)
    now = clock()
    # What the features to the right know of a clip; they add to its page.
    hooks = {"left": PANELS_LEFT, "right": PANELS_RIGHT}
    return render_template(
        "clips/show.html",
        clip=clip,
        edit=edit,
        length_ms=length_of(edit.pieces),
        renders=clip.current_renders,
        is_moving=clip.status is S.RENDERING,
        holder=locking.holder(clip, now),
        form=described(clip),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        history=queries.lines_of(db.session(), clip),
        panels={
            side: [panel(clip) for panel in services().registry.added_to(hook)]
            for side, hook in hooks.items()
        },
        tones=TONES,
    )


def state_of(clip: Clip, edit: Edit) -> dict[str, object]:
    """Return what the editor is told after every change."""
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
    """Return what the editor is told when it lost the clip or the clip changed, with its state."""
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
    is_today = error.since.astimezone(zone).date() == clock().astimezone(zone).date()
    when = f"las {at}" if is_today else f"el {dates.short_day(error.since, zone)}, {at}"
    return f"{error.who} desde {when}."


def is_mine(clip: Clip) -> bool:
    """Tell whether the present person has a hand in this clip."""
    return signed_in().id in service.people_who_cut(db.session(), clip)


def shown_renders(clip: Clip) -> list[ClipRender]:
    """Return the files of the cut as it stands, those that are ready first."""
    return sorted(clip.current_renders, key=lambda one: (one.key == "", one.id))
