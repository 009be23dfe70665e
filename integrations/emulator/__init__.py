"""The vendors, pretended: the same addresses over real HTTP, on this machine only.

It is a vendor with a state of its own, not a mock: it keeps what it is told in a file, refuses what
the vendor refuses with the vendor's own bodies, and fails on request (`control`).

    app.py       create_emulator(): the Flask application
    serving.py   serve_in_thread(): the server that can also drop an answer
    state.py     its SQLite file, its clock        seeds.py   the users it begins with
    zoom.py      Zoom's operations                 checks.py  what Zoom refuses in a body
    recordings.py  Zoom's recordings: _state, _told (its words), _door (downloads), _stage
    google.py    Google's operations: google_tokens, _calendar, _rooms (Meet), _recordings, _drive;
                 google_recorded are the doors for what Meet keeps of a meeting
    meta.py      Graph's operations: meta_broadcasts, _pages, _cdn; meta_course is what time does
    gate.py      around each operation: journal, faults, token, scopes
    control.py   /_emulator: faults, clock, users, what has been called
    stage.py     /_emulator/rooms: what people do at the vendor; google_stage, meta_stage for theirs
    pages.py     where the links it gives lead; meta_watch for Meta's
"""

from integrations.emulator.app import create_emulator
from integrations.emulator.serving import RunningEmulator, serve_in_thread
from integrations.emulator.state import Credentials

__all__ = ["Credentials", "RunningEmulator", "create_emulator", "serve_in_thread"]
