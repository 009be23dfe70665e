"""Google Drive, as far as it is needed to know of a file: what it is called and how long it is."""

import json

from integrations.emulator import google_state
from integrations.emulator.gate import Desk, Reply
from integrations.emulator.google_gate import GoogleError, google_operation


@google_operation("get_file", google_state.DRIVE)
def get_file(desk: Desk, file_id: str) -> Reply:
    """Describe a file of the caller's."""
    row = desk.tx.one("SELECT * FROM google_file WHERE id = ?", file_id)
    if row is None or row["owner"] != desk.caller:
        raise GoogleError(404, f"File not found: {file_id}.")
    return Reply(200, {"kind": "drive#file", "id": file_id} | json.loads(row["body"]))
