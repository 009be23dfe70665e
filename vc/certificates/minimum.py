"""How long somebody has to have been there for a certificate. Pure."""

from dataclasses import dataclass

from vc.page_settings import NO_CERTIFICATE, is_minimum


@dataclass(frozen=True, slots=True)
class Minimum:
    """A part of the session or minutes of it, as it is kept: «80%», «45m», or «no» for none."""

    code: str

    def __post_init__(self) -> None:
        """Refuse what says nothing."""
        if not is_minimum(self.code):
            raise ValueError(self.code)

    @property
    def gives(self) -> bool:
        """Tell whether certificates are given at all."""
        return self.code != NO_CERTIFICATE

    def minutes_of(self, length: int) -> int:
        """Return the minutes that it takes in a session of a length; never more than all of it."""
        number = int(self.code[:-1])
        wanted = -(-number * length // 100) if self.code.endswith("%") else number
        # Somebody who was there all the time has been there long enough.
        return max(min(wanted, length), 1)

    def is_reached(self, minutes: int | None, length: int) -> bool:
        """Tell whether so many minutes are enough; of whom nobody knows, they are not."""
        return self.gives and minutes is not None and minutes >= self.minutes_of(length)
