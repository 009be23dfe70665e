"""How far goals are: versions, adjustments and pieces make what is proven and what lacks. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from vc.programme.deliverables import Piece
from vc.programme.promise import Promise, Span, Terms


class Outlook(StrEnum):
    """What may still become of a goal in one period."""

    COUNTED = "counted"
    """No number was set: it is counted all the same."""
    MET = "met"
    OPEN = "open"
    """It can still be met."""
    EASED = "eased"
    """Not met; what an adjustment left of it is there."""
    LOST = "lost"
    """Its time is over, and it can no longer be met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One period of one goal: what was promised, and what came of it."""

    span: Span
    terms: Terms
    least: int | None
    """What it is measured against: what was promised, or what an adjustment made of it."""
    proven: tuple[Piece, ...]
    planned: tuple[Piece, ...]
    is_over: bool

    @property
    def count(self) -> int:
        """Return how many pieces count."""
        return len(self.proven)

    @property
    def is_eased(self) -> bool:
        """Tell whether an adjustment made it less."""
        return self.least != self.terms.least

    @property
    def lacking(self) -> int:
        """Return how many proven pieces lack; what is planned lacks too."""
        return max(0, (self.least or 0) - self.count)

    @property
    def outlook(self) -> Outlook:
        """Return what may still become of it.

        An adjustment explains: a promise that was not kept does not become one that was.
        """
        if self.terms.least is None:
            return Outlook.COUNTED
        if self.count >= self.terms.least:
            return Outlook.MET
        if not self.lacking:
            return Outlook.EASED
        return Outlook.LOST if self.is_over else Outlook.OPEN


def measured(
    promise: Promise, spans: Iterable[Span], pieces: Iterable[Piece], *, today: date, zone: ZoneInfo
) -> list[Measured]:
    """Return how a goal stands in each of some periods in which it asks something.

    `pieces` are those of its kind. What has one key counts once, where it was proven.
    """
    once = _once(pieces)
    found = []
    for span in spans:
        terms = promise.terms_at(span)
        if terms is None:
            continue
        inside = [
            one
            for one in once
            if span.begin <= one.at.astimezone(zone).date() < span.end
            and terms.campaign_id in (None, one.campaign_id)
        ]
        found.append(
            Measured(
                span=span,
                terms=terms,
                least=_least(promise, span, terms),
                proven=tuple(one for one in inside if one.is_proven),
                planned=tuple(one for one in inside if not one.is_proven),
                is_over=span.end <= today,
            )
        )
    return found


def outlook_of(parts: Sequence[Measured]) -> Outlook:
    """Return what may become of several periods together: the worst of them tells."""
    outlooks = {one.outlook for one in parts}
    order = (Outlook.LOST, Outlook.OPEN, Outlook.EASED, Outlook.MET)
    return next((one for one in order if one in outlooks), Outlook.COUNTED)


def _least(promise: Promise, span: Span, terms: Terms) -> int | None:
    """Return what a period asks; an adjustment only ever makes it less."""
    if terms.least is None:
        return None
    eased = [one.least for one in promise.easings if one.begins_on == span.begin]
    return min([terms.least, *eased])


def _once(pieces: Iterable[Piece]) -> list[Piece]:
    """Return each piece once, in the order of time; what is proven outweighs what was planned."""
    found: dict[str, Piece] = {}
    for one in sorted(pieces, key=lambda one: (not one.is_proven, one.at, one.key)):
        found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.at, one.key))
