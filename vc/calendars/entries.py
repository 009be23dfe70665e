"""Sessions as calendar entries: what feeds and letters show of them. Pure.

Both begin with the same entry, and add what only their readers see.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vc.booking import exposure
from vc.booking import labels as booking_labels
from vc.booking.models import Event, Visibility
from vc.booking.states import EventStatus
from vc.calendars.ical import Entry, Organizer
from vc.calendars.models import Audience
from vc.licences import labels as licences_labels
from vc.licences.models import Platform
from vc.services import Services


@dataclass(frozen=True, slots=True)
class Office:
    """What entries say of the office."""

    name: str
    email: str
    public_url: str
    tzid: str


def office_of(services: Services) -> Office:
    """Return the office of entries, by the settings."""
    settings = services.settings
    return Office(settings.office_name, settings.reply_email, settings.public_url, settings.tzid)


def entry_of(
    event: Event, organizer: Organizer, more: Iterable[str], *, link: str, shows_passcode: bool
) -> Entry:
    """Return a session as anybody may see it who has the link; `more` are lines of its text."""
    meeting = event.meeting
    place = ", ".join(part for part in (event.institution, event.municipality) if part)
    lines = [event.description, place, exposure.paragraph(event), *more]
    if shows_passcode and meeting.passcode and meeting.external_id:
        lines.append(f"Código de acceso: {meeting.passcode}")
    return Entry(
        uid=event.uid,
        summary=event.summary,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        status=event.status.value,
        categories=(booking_labels.KINDS[event.kind],),
        description="\n".join(line for line in lines if line),
        location="En línea",
        organizer=organizer.email,
        organizer_name=organizer.name,
        join_url=link,
        platform=licences_labels.PLATFORMS[meeting.platform],
        related_to=event.series_first_uid,
    )


def feed_entries(event: Event, office: Office, *, was_public: bool) -> dict[Audience, Entry]:
    """Return what each audience sees of a session. The public sees it once it is certain."""
    entries = {Audience.STAFF: _feed_entry(event, office, is_staff=True)}
    is_certain = event.status is EventStatus.CONFIRMED or (
        event.status is EventStatus.CANCELLED and was_public
    )
    if event.visibility is Visibility.PUBLIC and is_certain:
        entries[Audience.PUBLIC] = _feed_entry(event, office, is_staff=False)
    return entries


def _feed_entry(event: Event, office: Office, *, is_staff: bool) -> Entry:
    """Return a session as the calendar shows it to staff, or to anybody."""
    meeting, is_cancelled = event.meeting, event.status is EventStatus.CANCELLED
    shows_link = is_staff and meeting.is_ready and not is_cancelled
    entry = entry_of(
        event,
        Organizer(office.email, office.name),
        _for_staff(event) if is_staff else (),
        link=meeting.join_url if shows_link else "",
        # A pasted link carries its own passcode, or none: ours was never set there.
        shows_passcode=shows_link and meeting.platform is not Platform.OTHER,
    )
    campaign = (event.campaign.name,) if event.campaign else ()
    return replace(
        entry,
        categories=(*entry.categories, *campaign),
        location=entry.platform if is_staff else entry.location,
        live_url="" if is_cancelled else event.live_url,
        url=_page(event, office, is_staff=is_staff),
    )


def _page(event: Event, office: Office, *, is_staff: bool) -> str:
    """Return the address of the session's page; empty where nobody set a public address."""
    if not office.public_url:
        return ""
    path = f"sesiones/{event.id}" if is_staff else f"s/{event.slug}"
    return f"{office.public_url}/{path}"


def _for_staff(event: Event) -> list[str]:
    """Return the lines that only staff read."""
    # Sorted here: what was just changed is in another order than what is read anew.
    cohosts = ", ".join(sorted(person.name for person in event.cohosts))
    is_cancelled = event.status is EventStatus.CANCELLED
    return [
        f"Anfitrión: {event.host.name}",
        f"Coanfitriones: {cohosts}" if cohosts else "",
        f"Folio: {event.folio}",
        f"Motivo de la cancelación: {event.cancel_reason}" if is_cancelled else "",
    ]
