"""The permissions that each of Google's operations needs, and what they are for.

Facts: `scopes` of each method in Google's discovery documents, of which each takes any one; a test
looks there that ours is among them.
"""

from collections.abc import Mapping

from integrations.contracts.common import Lack

ROOT = "https://www.googleapis.com/auth/"
CALENDAR_SCOPE = ROOT + "calendar.events"
READS_MEET = ROOT + "meetings.space.readonly"
SETS_MEET = ROOT + "meetings.space.settings"
READS_DRIVE = ROOT + "drive.meet.readonly"
"""The least that lets Drive hand over what Meet recorded: no other file, and no deletion."""
PUBLISHES = ROOT + "youtube.force-ssl"

ROOMS = "crear, cambiar ni cancelar salas de Meet"
PARTS: Mapping[str, str] = {
    CALENDAR_SCOPE: ROOMS,
    SETS_MEET: "dejar lista la entrada, la grabación y la transcripción de cada sala de Meet",
    READS_MEET: "saber quién asistió ni qué se grabó en Meet",
    READS_DRIVE: "guardar las grabaciones de Meet",
}
"""What each is for, in words that go on after «no se podrá»; without the first nothing works."""
SCOPES = (CALENDAR_SCOPE, READS_MEET, SETS_MEET, READS_DRIVE)
"""All that is asked for, for rooms and what comes of them."""

OPERATIONS: Mapping[str, str] = {
    "calendar.events.insert": CALENDAR_SCOPE,
    "calendar.events.get": CALENDAR_SCOPE,
    "calendar.events.list": CALENDAR_SCOPE,
    "calendar.events.patch": CALENDAR_SCOPE,
    "calendar.events.delete": CALENDAR_SCOPE,
    "meet.spaces.get": SETS_MEET,
    "meet.spaces.patch": SETS_MEET,
    "meet.conferenceRecords.list": READS_MEET,
    "meet.conferenceRecords.participants.list": READS_MEET,
    "meet.conferenceRecords.recordings.list": READS_MEET,
    "meet.conferenceRecords.recordings.get": READS_MEET,
    "meet.conferenceRecords.transcripts.list": READS_MEET,
    "meet.conferenceRecords.transcripts.get": READS_MEET,
    "meet.conferenceRecords.transcripts.entries.list": READS_MEET,
    "drive.files.get": READS_DRIVE,
    "youtube.videos.list": PUBLISHES,
    "youtube.videos.insert": PUBLISHES,
    "youtube.videos.update": PUBLISHES,
    "youtube.videos.delete": PUBLISHES,
    "youtube.captions.insert": PUBLISHES,
    "youtube.thumbnails.set": PUBLISHES,
    "youtube.channels.list": PUBLISHES,
}
"""What each operation that is used needs, by API, resource and method."""


def by_part() -> dict[str, tuple[str, ...]]:
    """Return every scope to register for rooms and what comes of them, by what it is for."""
    return {words: (scope,) for scope, words in PARTS.items()}


def lacks_of(granted: frozenset[str] | None) -> tuple[Lack, ...]:
    """Return the parts that are not granted; nothing where Google does not tell what is."""
    if granted is None:
        return ()
    return tuple(
        Lack((scope,), words, is_needed=scope == CALENDAR_SCOPE)
        for scope, words in PARTS.items()
        if scope not in granted
    )
