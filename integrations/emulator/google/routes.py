"""Google's addresses: which function answers what."""

from flask import Blueprint

from integrations.emulator.google import calendar_events as calendar
from integrations.emulator.google import drive, recordings, tokens
from integrations.emulator.google import meet_spaces as rooms

bp = Blueprint("google", __name__)

EVENTS = "/calendar/v3/calendars/<calendar_id>/events"
RECORD = "/v2/conferenceRecords/<record>"
ROUTES = (
    ("POST", "/token", tokens.token),
    ("POST", "/revoke", tokens.revoke),
    ("POST", EVENTS, calendar.insert_event),
    ("GET", EVENTS, calendar.list_events),
    ("GET", f"{EVENTS}/<event_id>", calendar.get_event),
    ("PATCH", f"{EVENTS}/<event_id>", calendar.patch_event),
    ("DELETE", f"{EVENTS}/<event_id>", calendar.delete_event),
    ("GET", "/v2/spaces/<name>", rooms.get_space),
    ("PATCH", "/v2/spaces/<name>", rooms.patch_space),
    ("GET", "/v2/conferenceRecords", rooms.list_records),
    ("GET", f"{RECORD}/participants", rooms.list_participants),
    ("GET", f"{RECORD}/recordings", recordings.list_recordings),
    ("GET", f"{RECORD}/recordings/<part>", recordings.get_recording),
    ("GET", f"{RECORD}/transcripts", recordings.list_transcripts),
    ("GET", f"{RECORD}/transcripts/<part>", recordings.get_transcript),
    ("GET", f"{RECORD}/transcripts/<part>/entries", recordings.list_entries),
    ("GET", "/drive/v3/files/<file_id>", drive.file),
)
ROOTS = ("/calendar/", "/drive/", "/v2/spaces", "/v2/conferenceRecords")
"""What begins an address of Google's, to tell it from another vendor's."""

for method, address, view in ROUTES:
    bp.add_url_rule(address, endpoint=view.__name__, view_func=view, methods=[method])
