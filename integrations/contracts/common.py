"""What goes in and out of several vendors: connections, keys, links to files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RoomKey:
    """What leads to one room at a vendor.

    `host_email` is the account it was made on: some vendors keep rooms per account. `external_uuid`
    is the vendor's lasting name for what took place in it, where that differs from its id.
    """

    external_id: str
    host_email: str = ""
    is_webinar: bool = False
    external_uuid: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Permissions that the credentials do not have, and what cannot be done without them.

    `scopes` are named as the vendor's console does; `without` goes on after «no se podrá». Where it
    `is_needed`, nothing can be done at all.
    """

    scopes: tuple[str, ...]
    without: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """How the connection to a vendor stands.

    `message` is a sentence in Spanish for staff. `lacks` is everything that the credentials do not
    permit; the connection is working without what is not needed. `mode` is "live", "manual" or
    "emulator". `is_refused` tells a refusal of our credentials from an outage.
    """

    is_working: bool
    mode: str
    message: str
    lacks: tuple[Lack, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """Return every permission that the credentials lack."""
        return tuple(dict.fromkeys(name for one in self.lacks for name in one.scopes))


def without(lacks: Iterable[Lack], *, needed_only: bool = False) -> str:
    """Return the abilities that are lost by what lacks, to stand after «no se podrá»."""
    return "; ".join(one.without for one in lacks if one.is_needed or not needed_only)


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a file can be fetched for a while. The address and the headers may hold secrets.

    `hosts` are the only hosts to which `headers` may be sent. `size_bytes` is None when unknown.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    hosts: frozenset[str] = frozenset()
    size_bytes: int | None = None
