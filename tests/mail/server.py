"""A real mail server for the tests: it keeps what it takes, and fails when it is told to."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SLOW_S = 3


class MailServer:
    """Takes mail on 127.0.0.1. `faults` are what it answers next instead of taking it.

    `lost` drops the connection after the message was taken, `slow` answers long after that.
    """

    def __init__(self, **options: object) -> None:
        """Listen; what else is said goes to the library's controller."""
        self.taken: list[EmailMessage] = []
        self.faults: list[str] = []
        # The library cannot be told to take any port that is free.
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        self._controller.start()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or fail before the message is on its way."""
        if self.faults and self.faults[0].startswith("rcpt "):
            return self.faults.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, and answer."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault and fault not in ("lost", "slow"):
            return fault
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if fault == "lost":
            server.transport.abort()
        if fault == "slow":
            await asyncio.sleep(SLOW_S)
        return "250 OK"

    def close(self) -> None:
        """Stop listening."""
        with suppress(RuntimeError):
            self._controller.stop(no_assert=True)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    server = MailServer()
    yield server
    server.close()


def mail_at(server: MailServer) -> dict[str, object]:
    """Return the settings that send mail there."""
    return {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}


def calendar_of(message: EmailMessage) -> bytes:
    """Return the iCalendar part that mail programs read."""
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    return part.get_payload(decode=True)
