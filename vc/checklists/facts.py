"""Gathering the facts of a clip out of the rows, for the checks and the rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.branding import service as branding
from vc.branding.models import Plate
from vc.checklists import queries, watched
from vc.checklists.checks import AppearanceFacts, Facts, FileFacts, Notice
from vc.clips import handover as clips_service_handover
from vc.clips import labels, networks
from vc.clips import queries as clips
from vc.clips.edit import Edit, captions_of
from vc.clips.models import Clip, ClipRender, ClipStatus, RenderStatus
from vc.privacy import refusals
from vc.publishing_bans import service as publishing_bans


def facts_of(
    session: Session, clip: Clip, *, now: datetime, zone: ZoneInfo, reviewer: Person | None
) -> Facts:
    """Return a clip's facts now, as `reviewer` would find it; days are those of the zone."""
    edit = clips.edit_of(session, clip)
    today = now.astimezone(zone).date()
    renders = clip.current_renders
    made = [one for one in renders if one.status is RenderStatus.DONE]
    cutters = clips_service_handover.people_who_cut(session, clip)
    refused = refusals.of_event(session, clip.event_id)
    return Facts(
        kind=clip.kind.value,
        has_minors=clip.has_minors,
        today=today,
        title=edit.title,
        text=edit.text,
        alt_text=edit.alt_text,
        captions=tuple(one.text for length in edit.lengths for one in captions_of(edit, length)),
        are_captions_reviewed=clip.are_captions_reviewed,
        files=tuple(_file(one) for one in made),
        are_files_ready=_are_ready(edit, renders),
        warnings=tuple(networks.warnings_for(edit, [one.size_bytes for one in made])),
        watched_percent=watched.percent(session, clip, reviewer=reviewer, cutters=cutters),
        is_approved=clip.status is ClipStatus.APPROVED,
        ban=_ban(session, clip, now, zone),
        appearances=tuple(
            AppearanceFacts(
                folio=one.consent.folio,
                is_minor=one.consent.is_minor,
                problems=queries.problems_of(one.consent, today),
            )
            for one in queries.appearances_of(session, clip)
        ),
        refusals=tuple(one.folio for one in refused),
        refused_at=refused[-1].at if refused else None,
        notice=_notice(clip),
        has_plate=edit.plate_id is not None,
        is_plate_current=_is_plate_current(session, edit.plate_id),
    )


def _notice(clip: Clip) -> Notice:
    """Return whether the clip's session told people that it was recorded or broadcast."""
    event = clip.event
    if event is None:
        return Notice.NO_SESSION
    if event.exposed_since is None:
        return Notice.NEVER
    return Notice.IN_TIME if event.exposed_since <= event.starts_at else Notice.LATE


def _ban(session: Session, clip: Clip, now: datetime, zone: ZoneInfo) -> str:
    """Return the name of the ban that keeps the clip back today; empty without one."""
    ban = publishing_bans.blocking(session, now, ("Clip", clip.id), zone=zone)
    return ban.name if ban else ""


def _is_plate_current(session: Session, plate_id: int | None) -> bool:
    """Tell whether a clip has the newest version of a plate that is offered."""
    plate = session.get(Plate, plate_id) if plate_id is not None else None
    return plate is not None and branding.is_current(session, plate)


def _are_ready(edit: Edit, renders: list[ClipRender]) -> bool:
    """Tell whether every file that the edit asks for is made."""
    made = {(one.length, one.shape) for one in renders if one.status is RenderStatus.DONE}
    wanted = {(length, framing.shape) for length in edit.lengths for framing in edit.framings}
    return wanted <= made


def _file(render: ClipRender) -> FileFacts:
    """Return what is known of a file that is made."""
    return FileFacts(
        label=f"{labels.LENGTHS[render.length]}, {labels.SHAPES[render.shape].lower()}",
        duration_ms=render.duration_ms or 0,
        size_bytes=render.size_bytes,
        loudness_lufs=render.loudness_lufs,
        longest_silence_ms=render.longest_silence_ms,
    )
