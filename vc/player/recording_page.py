"""The page of one recording: the player, the marks of its session, what is to become of it."""

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from vc.access import clock, office_zone
from vc.booking.models import Event
from vc.db import db
from vc.media import queries as media
from vc.player import queries, service
from vc.player.forms import MomentForm, NoteForm, noted
from vc.player.hooks import PANELS_BESIDE_PLAYER
from vc.player.models import Moment
from vc.recordings import ingest, status
from vc.recordings import queries as recordings
from vc.recordings.hooks import RECORDING_NEEDED
from vc.recordings.models import Recording, RecordingFile
from vc.recordings.schedule import HOPE
from vc.retention import forms as retention_forms
from vc.retention import queries as retention
from vc.retention import service as retention_service
from vc.services import services
from vc.transcripts import queries as transcripts
from vc.transcripts.forms import TranscriptForm
from vc.uploads.forms import described


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, and its second in the file that is shown; None where it lies outside."""

    moment: Moment
    second: float | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A mark that was not kept as it was sent, and why; `moment` is the one to be renamed."""

    form: MomentForm | NoteForm
    message: str
    moment: Moment | None = None


def chosen_file(recording: Recording, number: int | None = None) -> RecordingFile | None:
    """Return the file that is asked for, else the first that can be played, if any."""
    files = recordings.playable(recording)
    return next((one for one in files if one.id == number), files[0] if files else None)


def show_page(recording: Recording, file: RecordingFile | None = None, **refused: object) -> str:
    """Return the page of one recording with one of its files in the player, else the first.

    A form that was refused is shown as it was sent: `decision_form`, `bin_form`, `material_form`,
    or a mark as `refused`.
    """
    event, zone = recording.event, office_zone()
    file = file or chosen_file(recording)
    recorder = services().providers.get(recording.source)
    source = recorder.recorder if recorder is not None else None
    files = recordings.playable(recording)
    prepared = media.preparation_of(db.session(), [one.id for one in files])
    needs = services().registry.added_to(RECORDING_NEEDED)
    needed = retention_service.why_needed(db.session(), recording, needs)
    forms = {
        "decision_form": retention_forms.decided(recording, zone),
        "bin_form": retention_forms.BinForm(formdata=None),
        "material_form": described(recording) if recording.material_kind else None,
    }
    return render_template(
        "player/show.html",
        recording=recording,
        event=event,
        file=file,
        files=files,
        preparation=prepared.get(file.id) if file is not None else None,
        state=status.state_of(recording, clock()),
        waits=status.is_moving(recording) or any(one.is_under_way for one in prepared.values()),
        marks=marks(event, file),
        panels=panels_beside(file),
        noted=noted,
        history=queries.lines_of(db.session(), recording),
        spoken=queries.spoken_of(db.session(), recording, file),
        transcript_form=TranscriptForm(formdata=None),
        transcripts=transcripts.transcripts_of(db.session(), recording),
        searched_until=event.ends_at + HOPE if event else None,
        is_running=False,
        disposal=retention.in_bin(db.session(), recording),
        deletion=retention.deletion_of(db.session(), recording),
        can_delete_there=source is not None and source.can_delete,
        why_not_deletable=retention_service.why_not_deletable(recording) or needed,
        why_needed=needed,
        kept_until=retention.kept_until(db.session(), recording),
        for_good=retention_forms.FOR_GOOD,
        may_assign=ingest.can_be_assigned(recording),
        **(forms | refused),
    )


def panels_beside(file: RecordingFile | None) -> list[Markup]:
    """Return what features further right know of the file that is played."""
    hook = services().registry.added_to(PANELS_BESIDE_PLAYER)
    return [panel(file) for panel in hook] if file is not None else []


def marks(event: Event | None, file: RecordingFile | None) -> list[Mark]:
    """Return the moments of a session, or of material, with their seconds in a file."""
    found, recording = [], file.recording if file is not None else None
    for moment in queries.moments_of(db.session(), event, recording):
        second = service.second_in(file, moment.at) if file is not None else None
        is_inside = second is not None and second >= 0
        found.append(Mark(moment, second if is_inside else None))
    return found


def marks_part(
    event: Event | None,
    file: RecordingFile | None,
    *,
    removed: Moment | None = None,
    refused: Refused | None = None,
) -> Markup:
    """Return the list of a session's moments, as it is put back into the page."""
    shown = render_template(
        "player/_moments.html",
        event=event,
        file=file,
        recording=file.recording if file is not None else None,
        marks=marks(event, file),
        noted=noted,
        removed=removed,
        refused=refused,
        is_running=event is not None and service.is_running(event, clock()),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
