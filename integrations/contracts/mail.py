"""What goes in and out of a mail server; its contract as a Protocol."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address. `calendar` is iCalendar text whose METHOD is `method`.

    `message_id` is without angle brackets, and the same however often the message is sent.
    """

    message_id: str
    sender: str
    sender_name: str
    to: str
    to_name: str
    subject: str
    text: str
    sent_at: datetime
    calendar: bytes = b""
    method: str = ""
    reply_to: str = ""
    """Where answers go, when that is not the sender."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as it is handed in, whole; its addresses as mail servers take them."""

    sender: str
    to: str
    content: bytes


class MailSender(Protocol):
    """Hands mail in at a mail server."""

    def send(self, envelope: Envelope) -> None:
        """Hand in one message.

        Raises UnavailableError (try later), RejectedError (it will never be taken),
        CredentialsError, and OutcomeUnknownError when it may have been taken.
        """
        ...

    def check(self) -> None:
        """See whether the server lets us in, within seconds; nothing is sent. Raises the same."""
        ...
