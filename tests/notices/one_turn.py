"""A worker that sends one message, for tests that end it: number, instant."""

import sys
from datetime import datetime

from app import create_app
from vc.services import services_of

if __name__ == "__main__":
    app = create_app()
    instant = datetime.fromisoformat(sys.argv[2])
    services_of(app).clock = lambda: instant
    services_of(app).registry.tasks["send_message"].call_local(int(sys.argv[1]))
