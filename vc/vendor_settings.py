"""What a vendor's setting is: said where the setting is, with all that follows from it.

Which ones hold addresses, which belong together, which make an installation a real one, and what
the demonstration's emulator takes in their place: all of it is read from the fields of `Vendors`.
What the emulator takes opens nothing but the emulator, which listens on this machine only.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field
from pathlib import Path

WORD = "emulator"
"""Account, client and secret that the emulator takes."""
PAGE, ACCOUNT = "104000000000001", "178400000000001"
"""The Facebook Page and the Instagram account that it holds."""
CONSENT = (
    '{"client_id": "emulator", "client_secret": "emulator", "refresh_token": "emulator-youtube"}'
)
"""The consent of its YouTube channel."""
KEY_FILE = "emulator_google.json"
"""Its service account of Google, in the instance folder; made at the first need."""
OF_VENDOR = "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSetting:
    """What follows from one setting."""

    is_address: bool = False
    """Whether credentials are sent there."""
    together: str = ""
    """The group without whose others it opens nothing."""
    sent_to: str = ""
    """The setting with the address it is sent to: set, and not this machine's, it is no demo."""
    is_kept: bool = False
    """Whether `flask set-credential` keeps it."""
    marks_emulator: bool = False
    """Whether another value than the emulator's says that this vendor is another one."""
    emulated: str | None = None
    """What the emulator takes; `{url}` is where it listens, `{key}` its service account."""
    is_shared_word: bool = False
    """Whether the demonstration makes a new one for the emulator, where none is set."""


def address(default: str = "", *, emulated: str = "{url}") -> str:
    """Return the field of an address; empty means the vendor's own."""
    known = VendorSetting(is_address=True, emulated=emulated)
    return field(default=default, metadata={OF_VENDOR: known})


def credential(
    together: str = "",
    *,
    emulated: str | None = WORD,
    sent_to: str = "",
    is_secret: bool = True,
    is_kept: bool = True,
    marks_emulator: bool = False,
) -> str:
    """Return the field of a credential. A secret one is never shown."""
    known = VendorSetting(
        together=together,
        sent_to=sent_to,
        is_kept=is_kept,
        marks_emulator=marks_emulator,
        emulated=emulated,
    )
    return field(default="", repr=not is_secret, metadata={OF_VENDOR: known})


def shared_word() -> str:
    """Return the field of a secret that a vendor and we share, for its messages to us."""
    known = VendorSetting(is_kept=True, is_shared_word=True)
    return field(default="", repr=False, metadata={OF_VENDOR: known})


@dataclass(frozen=True, slots=True)
class VendorTable:
    """The vendors' settings, by name, and what follows from all of them."""

    known: Mapping[str, VendorSetting]

    @classmethod
    def of(cls, settings: Iterable["Field[object]"]) -> "VendorTable":
        """Return the table of a dataclass's fields."""
        found = {one.name: one.metadata.get(OF_VENDOR) for one in settings}
        return cls({name: one for name, one in found.items() if one is not None})

    @property
    def addresses(self) -> tuple[str, ...]:
        """The settings that hold an address to which credentials are sent."""
        return tuple(name for name, one in self.known.items() if one.is_address)

    @property
    def kept(self) -> tuple[str, ...]:
        """What `flask set-credential` keeps."""
        return tuple(name for name, one in self.known.items() if one.is_kept)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Credentials of which one without the others opens nothing."""
        names = dict.fromkeys(one.together for one in self.known.values() if one.together)
        return tuple(
            tuple(name for name, one in self.known.items() if one.together == group)
            for group in names
        )

    @property
    def reached_by(self) -> tuple[tuple[str, str], ...]:
        """The credentials of each vendor, and the address that they are sent to."""
        return tuple((name, one.sent_to) for name, one in self.known.items() if one.sent_to)

    @property
    def marks(self) -> Mapping[str, str]:
        """By which of its settings a vendor is known to be the emulator."""
        marking = ((name, one) for name, one in self.known.items() if one.marks_emulator)
        return {name: one.emulated or "" for name, one in marking}

    @property
    def shared_words(self) -> tuple[str, ...]:
        """The secrets that a vendor and we share."""
        return tuple(name for name, one in self.known.items() if one.is_shared_word)

    def emulated(self, url: str, instance: Path) -> dict[str, str]:
        """Return the settings that point every vendor at the emulator at `url`."""
        filled = {"{url}": url, "{key}": key_path(instance)}
        found = {}
        for name, one in self.known.items():
            if one.emulated is not None:
                value = one.emulated
                for mark, text in filled.items():
                    value = value.replace(mark, text)
                found[name] = value
        return found


def key_path(instance: Path) -> str:
    """Return the path of the emulator's service account."""
    return str(instance / KEY_FILE)


def new_word() -> str:
    """Return a secret that only the emulator and we know."""
    return secrets.token_urlsafe(24)
