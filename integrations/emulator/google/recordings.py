"""Google Meet's recordings and transcripts, and what was said, as Meet tells of them."""

import json

from integrations.emulator.google import meet_spaces
from integrations.emulator.google.meet_spaces import CREATED, READONLY
from integrations.emulator.google.operation import GoogleError, google_operation
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

GENERATED = "FILE_GENERATED"
STATES = ("STARTED", "ENDED", GENERATED)
USUAL, MOST = 10, 100
"""How many rows a page has where nobody says, and at most."""


@google_operation("list_recordings", CREATED, READONLY)
def list_recordings(context: RequestContext, record: str) -> Reply:
    """List the videos of one opening of a space."""
    return _listed(context, record, "recordings")


@google_operation("get_recording", CREATED, READONLY)
def get_recording(context: RequestContext, record: str, part: str) -> Reply:
    """Read one video's row."""
    return Reply(200, _part(context, record, f"recordings/{part}"))


@google_operation("list_transcripts", CREATED, READONLY)
def list_transcripts(context: RequestContext, record: str) -> Reply:
    """List the transcripts of one opening of a space."""
    return _listed(context, record, "transcripts")


@google_operation("get_transcript", CREATED, READONLY)
def get_transcript(context: RequestContext, record: str, part: str) -> Reply:
    """Read one transcript's row."""
    return Reply(200, _part(context, record, f"transcripts/{part}"))


@google_operation("list_entries", CREATED, READONLY)
def list_entries(context: RequestContext, record: str, part: str) -> Reply:
    """List what was said while a transcript lasted, in its order."""
    name = _part(context, record, f"transcripts/{part}")["name"]
    rows = context.tx.all("SELECT body FROM google_entry WHERE part = ? ORDER BY name", name)
    size = meet_spaces.page_size(USUAL, MOST)
    listed, more = meet_spaces.page([json.loads(row["body"]) for row in rows], size)
    return Reply(200, {"transcriptEntries": listed} | more)


def _listed(context: RequestContext, record: str, kind: str) -> Reply:
    """Return a page of the videos or transcripts of one opening of a space."""
    name = meet_spaces.own_record(context, record)
    rows = context.tx.all(
        "SELECT body FROM google_part WHERE record = ? AND kind = ? ORDER BY rowid", name, kind
    )
    bodies = [shown(json.loads(row["body"])) for row in rows]
    listed, more = meet_spaces.page(bodies, meet_spaces.page_size(USUAL, MOST))
    # Like Google: an empty list is not told.
    return Reply(200, ({kind: listed} if listed else {}) | more)


def _part(context: RequestContext, record: str, path: str) -> JsonObject:
    """Return what Meet says of a video or transcript of the caller's."""
    name = f"{meet_spaces.own_record(context, record)}/{path}"
    row = context.tx.one("SELECT body FROM google_part WHERE name = ?", name)
    if row is None:
        raise GoogleError(404, "Requested entity was not found.")
    return shown(json.loads(row["body"]))


def shown(body: JsonObject) -> JsonObject:
    """Return a row without where its file lies, as long as there is none."""
    if body["state"] == GENERATED:
        return body
    return {name: value for name, value in body.items() if not name.endswith("Destination")}
