"""A session that is written down whole, and what digests tell of it: neither ever changes."""

from datetime import UTC, datetime

from vc.accounts.models import Person, Role
from vc.booking.models import Campaign, Event, EventKind, Meeting, Visibility
from vc.booking.states import EventStatus, MeetingStatus
from vc.calendars.entries import Office
from vc.licences.models import Platform
from vc.mail.wording import Addressee, Letterhead

OFFICE = Office("SECESP", "secesp@slp.example", "https://vc.example", "America/Mexico_City")
HEAD = Letterhead("SECESP", "secesp@slp.example", "", "https://vc.example", "America/Mexico_City")
GUEST = Addressee("ana@fiscalia.example", "Ana")


def session() -> Event:
    """Return a public session in all its words; it is in no database."""
    people = [
        Person(id=number, name=name, email=f"p{number}@secesp.example", role=Role.HOST)
        for number, name in enumerate(("Jorge Medina", "Ulises Mora", "Ángel Ruiz"), 1)
    ]
    return Event(
        id=7,
        folio="VC-2031-0007",
        uid="talk-VC-2031-0007@vc.secesp.example",
        slug="abcdefghijklmnop",
        invitation_key="qrstuvwxyz234567",
        status=EventStatus.CONFIRMED,
        sequence=2,
        last_modified=datetime(2031, 3, 1, 9, tzinfo=UTC),
        summary="Plática: prevención de la extorsión; ¿qué hacer?",
        kind=EventKind.TALK,
        campaign=Campaign(name="Vuelta segura"),
        description="Traer identificación,\nllegar antes.",
        host=people[0],
        cohosts=people[1:],
        starts_at=datetime(2031, 3, 7, 16, tzinfo=UTC),
        ends_at=datetime(2031, 3, 7, 17, 30, tzinfo=UTC),
        tzid="America/Mexico_City",
        institution="Secundaria 12",
        municipality="Soledad",
        visibility=Visibility.PUBLIC,
        records=True,
        streams=True,
        live_url="https://www.facebook.com/1/videos/2",
        series_first_uid="talk-VC-2031-0001@vc.secesp.example",
        meeting=Meeting(
            platform=Platform.ZOOM,
            status=MeetingStatus.OPEN,
            external_id="67211826573",
            join_url="https://zoom.us/j/67211826573?pwd=Njcy",
            passcode="12345678",
            pasted_url="",
        ),
    )
