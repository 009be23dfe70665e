"""`python -m integrations.emulator --port N --state FILE [--reset]`."""

import argparse
import os
import signal
from pathlib import Path
from typing import NoReturn

from integrations.emulator.serving import make_emulator_server
from integrations.emulator.state import Credentials


def main() -> None:
    """Serve the emulator until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m integrations.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", type=Path, default=Path("instance/emulator.sqlite3"))
    parser.add_argument("--reset", action="store_true", help="begin with an empty state")
    arguments = parser.parse_args()
    given = {
        name: os.environ[f"ZOOM_{name.upper()}"]
        for name in ("account_id", "client_id", "client_secret")
        if os.environ.get(f"ZOOM_{name.upper()}")
    }
    server = make_emulator_server(arguments.state, arguments.port, Credentials(**given))
    if arguments.reset:
        server.state.reset()
    # A shell that starts it in the background lets it ignore Ctrl-C unless it asks for it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    print(f"Emulador en http://127.0.0.1:{server.port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _stop(*_: object) -> NoReturn:
    """End the serving loop."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
