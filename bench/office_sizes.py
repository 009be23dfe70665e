"""How much such an office has: all that ten years leave, or the last of it."""

from dataclasses import dataclass

PRESENT = 30
"""How many of the people still work there; everybody else has left."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of the last rows there are of each kind."""

    sessions: int = 10_000
    recordings: int = 3_000
    lines: int = 300_000
    clips: int = 4_000
    publications: int = 12_000
    mails: int = 60_000
    registrations: int = 30_000
    audit: int = 500_000
    people: int = 300

    def part(self, share: float) -> "Sizes":
        """Return a part of it, with as many people as still work there at the least."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        made = {name: max(1, round(count * share)) for name, count in counts.items()}
        return Sizes(**made | {"people": max(made["people"], PRESENT)})


TEN_YEARS = Sizes()
"""All there is; a row's number says how many follow it here."""
ONE_MONTH = TEN_YEARS.part(1 / 120)
"""So many rows are written in a month."""
FEW_MONTHS = Sizes(
    sessions=400,
    recordings=100,
    lines=10_000,
    clips=100,
    publications=200,
    mails=2_000,
    registrations=1_000,
    audit=20_000,
    people=100,
)
"""The same last months: two pages of every list, and the last of them as long as in ten years."""


def last(kind: str, sizes: Sizes) -> range:
    """Return the numbers of the last rows of a kind, which are their ids."""
    count: int = getattr(TEN_YEARS, kind)
    return range(count - getattr(sizes, kind) + 1, count + 1)
