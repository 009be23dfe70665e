"""What was done in a year, noted down as it was done, and counted again: nothing of the product.

An entry says what, when, and the facts that some figure is made of. `counted` adds up a month.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.booking.sessions import ZONE

HELD, SILENT, CANCELLED = "held", "silent", "cancelled"
LIVE, CLIP, OUT, HANDED = "live", "clip", "out", "handed"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done at an instant."""

    what: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def month(self) -> int:
        """Return the month that it lies in, on the office's clock."""
        return self.at.astimezone(ZONE).month


@dataclass
class Diary:
    """The entries of a year, as they were written."""

    entries: list[Entry] = field(default_factory=list)

    def write(self, what: str, at: datetime, **facts: object) -> None:
        """Note something down."""
        self.entries.append(Entry(what, at, facts))

    def of(self, what: str, month: int) -> list[Entry]:
        """Return what was done of a kind in a month."""
        return [one for one in self.entries if (one.what, one.month) == (what, month)]

    def counted(self, month: int) -> dict[tuple[str, str], float]:
        """Return what a report of a month has to say, by part and figure."""
        held, lives, out = (self.of(one, month) for one in (HELD, LIVE, OUT))
        return {
            ("sessions", "held"): len(held),
            ("sessions", "hours"): sum(one.facts["hours"] for one in held),
            ("sessions", "unproven"): len(self.of(SILENT, month)),
            ("sessions", "cancelled"): len(self.of(CANCELLED, month)),
            ("attendance", "people"): sum(one.facts["came"] for one in held),
            ("attendance", "counted"): len(held),
            ("municipalities", "reached"): len({one.facts["municipality"] for one in held}),
            ("lives", "held"): len(lives),
            ("recordings", "safe"): len(held) + len(lives),
            ("clips", "made"): len(self.of(CLIP, month)),
            ("clips", "approved"): len(self.of(CLIP, month)),
            ("clips", "published"): len({one.facts["clip"] for one in out}),
            ("publications", "out"): len(out),
            ("emergencies", "approved"): 0,
        }

    def delivered(self, month: int) -> Counter[str]:
        """Return what counts for the programme in a month, by kind of deliverable."""
        found = Counter(
            {"live": len(self.of(LIVE, month)), "publication": len(self.of(OUT, month))}
        )
        found.update(f"event.{one.facts['kind']}" for one in self.of(HELD, month))
        found.update(f"clip.{one.facts['kind']}" for one in self.of(OUT, month))
        found.update(one.facts["kind"] for one in self.of(HANDED, month))
        return found
