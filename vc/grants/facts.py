"""What is known of a purpose that an account is connected for, as data: whose page asks, and words.

Who asks for the consent and who works by it is the vendor's side: `integrations.consents`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vc.connections.models import Use
from vc.networks.facts import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeFacts:
    """One purpose. What has a default is what most of them have in common."""

    name: str
    use: Use
    """For what of the vendor's we stand by its account."""
    vendor: str
    """Who asks for the consent; accounts of one vendor are asked for by one client."""
    command: str
    """What `flask connect` is told."""
    button: str
    for_whom: str
    client: tuple[str, str]
    """The settings that hold the client by which it is asked for: id, and secret."""
    client_from: str
    """Where the client is made, and its way back is registered."""
    client_help: str
    """Where its id and its secret are found."""
    page: str
    """The setting that holds the address of the vendor's page."""
    settings: tuple[str, ...] = ()
    """What goes before a consent that was given here."""
    guide: Callable[[bool], tuple[Step, ...]]
    """What is left to be done; whether a client is known already."""
    account: tuple[str, str] = ("", "")
    """Which facts of the connection name the account and its key, where the consent does not."""
    withdrawn_at: str
    """Where whoever consented takes it back."""
    ended: str
    """Why a consent ended, and what to do."""
    ending: str
    """The same of one that is about to end."""
    ends_mail: str
    """The same in a message."""
    lasting: str
    """What keeps it from ending so again."""
    after: str
    """What comes of it once it is disconnected."""
