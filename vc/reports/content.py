"""All of a report at one instant: which parts it has, and how they are counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from vc.reports import clips, facts, goals, incidents, lives, publications, sessions, times
from vc.reports.facts import Detail, Facts
from vc.reports.parts import Figure, Part, beside
from vc.reports.periods import Period, Span
from vc.services import Services

Build = Callable[[Facts], Part]
PARTS: Mapping[str, Build] = {
    "sessions": sessions.sessions,
    "attendance": sessions.attendance,
    "municipalities": sessions.municipalities,
    "lives": lives.lives,
    "recordings": lives.recordings,
    "clips": clips.clips,
    "publications": publications.publications,
    "times": times.times,
    "incidents": incidents.incidents,
    "emergencies": clips.emergencies,
    "licences": sessions.licences,
}
"""Every part that is counted from rows, in the order of the report. Reports stand right of all
other features, so whoever adds a part adds a line here."""
HEADLINES = (
    ("sessions", "held"),
    ("attendance", "people"),
    ("municipalities", "reached"),
    ("lives", "held"),
    ("clips", "published"),
    ("publications", "views"),
)
"""The few numbers that stand on top."""


class Headline(NamedTuple):
    """One of the numbers on top, and where its rows are."""

    part: Part
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A report: what is frozen, and what page, workbook, paper and table show."""

    period: Period
    span: Span
    zone: str
    office: str
    counted_at: datetime
    version: int
    reason: str = ""
    """Why there is this version; empty for the first one."""
    parts: tuple[Part, ...]
    comments: Mapping[str, str] = field(default_factory=dict)
    """By the key of a goal; the one about everything by the empty one."""
    frozen_at: datetime | None = None
    frozen_by: str = ""
    """Who of the office froze it."""

    @property
    def headlines(self) -> list[Headline]:
        """Return the numbers on top."""
        known = {one.key: one for one in self.parts}
        return [
            Headline(known[part], known[part].figure(figure))
            for part, figure in HEADLINES
            if part in known
        ]

    def part(self, key: str) -> Part | None:
        """Return a part by its key; None where there is none."""
        return next((one for one in self.parts if one.key == key), None)


def parts_of(
    session: Session, period: Period, services: Services, detail: Detail
) -> tuple[Part, ...]:
    """Return the parts of a period as they are now, beside the period before and a year ago."""
    zone, now = services.zone, services.clock()
    spans = [one.span(zone) for one in (period, period.moved(-1), period.year_ago)]
    found = facts.read(session, list(dict.fromkeys(spans)), now, zone)
    others = {one: found.within(one, Detail.FIGURES) for one in spans[1:]}
    made = {one: [build(others[one]) for build in PARTS.values()] for one in others}
    current = found.within(spans[0], detail)
    promised = goals.goals(session, period, services)
    counted = tuple(
        beside(build(current), before, year_ago)
        for build, before, year_ago in zip(
            PARTS.values(), made[spans[1]], made[spans[2]], strict=True
        )
    )
    return counted if promised is None else (promised, *counted)


def rows_part(session: Session, period: Period, services: Services, key: str) -> Part | None:
    """Return one part of a period alone, for the page of its rows; None where it has no such."""
    if key == goals.KEY:
        return goals.goals(session, period, services)
    span, zone = period.span(services.zone), services.zone
    build = PARTS.get(key)
    return build(facts.read(session, [span], services.clock(), zone)) if build else None
