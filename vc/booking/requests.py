"""What somebody asks for when they book or change a session: one frozen dataclass, pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from vc.booking.models import Event, EventKind, Visibility
from vc.licences.models import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """A session as somebody asks for it. Times are aware; `platform` None leaves the choice to us.

    `licence_id` and `overrule_reason` go together: a coordinator gives out that licence although it
    is not free.
    """

    submission_key: str
    summary: str
    kind: EventKind
    host_id: int
    starts_at: datetime
    ends_at: datetime
    tzid: str
    platform: Platform | None = None
    pasted_url: str = ""
    campaign_id: int | None = None
    description: str = ""
    cohost_ids: tuple[int, ...] = ()
    area: str = ""
    institution: str = ""
    municipality: str = ""
    audience_size: int = 0
    has_minors: bool = False
    visibility: Visibility = Visibility.INTERNAL
    records: bool = False
    streams: bool = False
    is_webinar: bool = False
    has_waiting_room: bool = True
    notes: str = ""
    guests: str = ""
    takes_registrations: bool = False
    seats: int = 0
    waits_for_licence: bool = False
    licence_id: int | None = None
    overrule_reason: str = ""


def same_as(event: Event) -> NewEvent:
    """Return a session that exists as somebody would ask for it."""
    values = {
        name: getattr(event, name)
        for name in NewEvent.__dataclass_fields__
        if name in Event.__table__.columns
    }
    return NewEvent(
        **values,
        cohost_ids=tuple(sorted(person.id for person in event.cohosts)),
        platform=None if event.meeting.is_automatic else event.meeting.platform,
        pasted_url=event.meeting.pasted_url,
    )


TOLD = tuple(
    name
    for name in NewEvent.__dataclass_fields__
    if name
    not in (
        *("submission_key", "waits_for_licence", "licence_id", "overrule_reason"),
        *("platform", "pasted_url"),
    )
)
"""What a form says of a session; where its room is made may have been chosen for it since."""


def differing(event: Event, new: NewEvent) -> list[str]:
    """Return the names of what is asked for otherwise than a session that exists says it."""
    known = same_as(event)
    wanted = replace(new, cohost_ids=tuple(sorted(set(new.cohost_ids) - {new.host_id})))
    return [name for name in TOLD if getattr(known, name) != getattr(wanted, name)]
