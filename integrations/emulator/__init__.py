"""The vendors, pretended: the same addresses over real HTTP, on this machine only.

It is a vendor with a state of its own, not a mock: it keeps what it is told in a file, refuses what
the vendor refuses with the vendor's own bodies, and fails on request (`control`).

    zoom/ google/ youtube/ meta/ x/ tiktok/   each vendor's operations, and the state they keep
    vendors.py    one record of each: what app, state and control go over
    app.py        create_emulator(): the Flask application
    serving.py    serve_in_thread(): the server that can also drop an answer
    state.py      the file that all is kept in, and its clock
    operation.py  around each operation: journal, faults, token, permissions, limits
    control.py    /_emulator: faults, clock, users, what has been called, what people do there
    pages.py      where the links that it gives lead
    embeds.py     what networks tell whoever embeds a post (oEmbed)
"""

from integrations.emulator.app import create_emulator
from integrations.emulator.serving import RunningEmulator, serve_in_thread
from integrations.emulator.state import Credentials

__all__ = ["Credentials", "RunningEmulator", "create_emulator", "serve_in_thread"]
