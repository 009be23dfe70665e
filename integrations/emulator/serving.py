"""Serves the emulator on this machine, by a server that lets an answer be dropped."""

import socket
import threading
from pathlib import Path

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from integrations.emulator.app import create_emulator
from integrations.emulator.meta import webhooks as meta_hooks
from integrations.emulator.state import Credentials, State
from integrations.emulator.vendors import VENDORS
from integrations.emulator.zoom import webhooks

POLL_S = 0.05
"""How often the server looks whether it is to stop."""


class RunningEmulator:
    """An emulator that is being served. `state` is its memory, `credentials` what it takes."""

    def __init__(self, server: "EmulatorServer", credentials: Credentials) -> None:
        self._server = server
        self.credentials = credentials
        self.url = f"http://127.0.0.1:{server.port}"
        self.state = server.state
        self._thread = threading.Thread(
            target=server.serve_forever, args=(POLL_S,), name="emulator", daemon=True
        )
        self._thread.start()

    def send_webhooks_to(self, url: str, secret: str) -> None:
        """Send webhooks from now on, signed with the secret; the address is on this machine."""
        webhooks.subscribe(self.state, webhooks.Subscription(url, secret))

    def send_meta_webhooks_to(self, url: str, app_secret: str, verify_token: str) -> None:
        """Send Meta's webhooks from now on; before the first one the address is verified."""
        subscription = meta_hooks.PageSubscription(url, app_secret, verify_token)
        meta_hooks.subscribe(self.state, subscription)

    def register_redirects(self, *uris: str) -> None:
        """Let consents lead back there, as the owner of each client registers it."""
        with self.state.transaction() as tx:
            for vendor in VENDORS:
                if vendor.register is not None:
                    vendor.register(tx, uris)

    def close(self) -> None:
        """Stop serving and free the port; the state stays in its file."""
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()
        self.state.close()


def serve_in_thread(
    state_path: Path | str, *, port: int = 0, credentials: Credentials | None = None
) -> RunningEmulator:
    """Serve the emulator on 127.0.0.1 from a thread; port 0 takes a free one.

    Raises OSError when the port is taken.
    """
    credentials = credentials or Credentials()
    return RunningEmulator(make_emulator_server(state_path, port, credentials), credentials)


def make_emulator_server(
    state_path: Path | str, port: int, credentials: Credentials
) -> "EmulatorServer":
    """Return the server, which listens but does not answer yet."""
    app = create_emulator(state_path, credentials=credentials)
    # Werkzeug ends the whole process where a port is taken; a socket of our own raises instead.
    with socket.create_server(("127.0.0.1", port)) as listening:
        return EmulatorServer(app, listening)


class EmulatorServer(ThreadedWSGIServer):
    """The emulator behind a socket that listens already. `state` is the emulator's memory."""

    block_on_close = False
    """A caller may hold its connection open for as long as it likes."""

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        host, port = listening.getsockname()
        super().__init__(host, port, app, QuietHandler, fd=listening.fileno())
        self.state: State = app.config["STATE"]


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open between requests, as the vendor does, and writes no log of them."""

    protocol_version = "HTTP/1.1"

    def make_environ(self) -> dict[str, object]:
        """Keep the one header of Meta's that WSGI would drop for the underscore in its name."""
        environ = super().make_environ()
        environ["meta.file_size"] = self.headers.get("file_size", "")
        return environ

    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing: paths hold passcodes."""
