"""What our rows say to a vendor: the room as it is wanted, and the key that leads to it."""

import hashlib

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import RoomRequest
from vc.booking import exposure
from vc.booking.models import Event, Meeting


def request_for(meeting: Meeting) -> RoomRequest:
    """Return the room as our rows want it to be at the vendor."""
    event = meeting.event
    return RoomRequest(
        folio=event.folio,
        host_email=meeting.licence.account_email if meeting.licence else "",
        topic=event.summary,
        # First: vendors cut what is too long, and this is to be read there too.
        agenda="\n\n".join(filter(None, (exposure.paragraph(event), event.description))),
        starts_at=event.starts_at,
        duration_min=event.duration_min,
        tzid=event.tzid,
        passcode=meeting.passcode,
        has_waiting_room=event.has_waiting_room,
        records=event.records,
        is_webinar=event.is_webinar,
        alternative_hosts=_alternative_hosts(event, meeting),
        pasted_url=meeting.pasted_url,
        key=_key_of(event),
    )


def _key_of(event: Event) -> str:
    """Return a key that no other installation has, even where its folios are the same."""
    return hashlib.sha256(f"{event.folio}:{event.submission_key}".encode()).hexdigest()[:32]


def key_of(meeting: Meeting) -> RoomKey:
    """Return the key of the meeting's room at the vendor."""
    return RoomKey(
        external_id=meeting.external_id,
        host_email=meeting.licence.account_email if meeting.licence else "",
        is_webinar=meeting.event.is_webinar,
        external_uuid=meeting.external_uuid,
    )


def _alternative_hosts(event: Event, meeting: Meeting) -> tuple[str, ...]:
    """Return the e-mails of those who may start it besides the licence's own account."""
    emails = dict.fromkeys([event.host.email, *(person.email for person in event.cohosts)])
    own = meeting.licence.account_email if meeting.licence else ""
    return tuple(email for email in emails if email != own)
