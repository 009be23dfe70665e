"""The mail server of a demonstration: it takes every letter, and sends none."""

from integrations.contracts.mail import Envelope


class PretendedMail:
    """Stands in for a mail server as the emulator does for the vendors; nothing leaves."""

    def send(self, envelope: Envelope) -> None:
        """Take a letter; whoever reads the demonstration's pages finds it there."""

    def check(self) -> None:
        """Let everybody in."""
