"""Observances: days that are entered one by one, and rules of which each year's are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.easter import easter
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.calendars.models import COOLDOWN_DAYS, LEAD_DAYS, Observance, ObservanceRule, Recurrence
from vc.calendars.service import PLAN, STAFF, raise_versions
from vc.errors import NotFoundError, RuleError
from vc.office.holidays import nth_weekday

OF_A_RULE = "Ese día sale de una regla anual: cambie la regla, o quite «Sigue cada año»."
SHOWN_IN = frozenset({STAFF, PLAN})
"""The feeds that have observances."""
YEARS_AHEAD = 1
"""The days of this year and of so many more are in the calendars."""


@dataclass(frozen=True, slots=True)
class Days:
    """An observance as it is entered; both days are included."""

    name: str
    first: date
    last: date
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswers:
    """A rule as it is entered; the fields are those of `ObservanceRule`."""

    name: str
    action: str
    recurrence: Recurrence
    month: int
    day: int
    nth: int
    weekday: int
    length: int
    is_active: bool
    lead_days: int = LEAD_DAYS
    cooldown_days: int = COOLDOWN_DAYS
    campaign_id: int | None = None
    responsible_id: int | None = None


def days_of(rule: ObservanceRule, year: int) -> list[tuple[date, date]]:
    """Return the first and last days that a rule gives in a year, in order."""
    length = timedelta(days=rule.length - 1)
    return [(first, first + length) for first in _firsts(rule, year)]


def of_year(session: Session, year: int) -> list[Observance]:
    """Return the observances that begin in a year, in order."""
    query = select(Observance).where(
        Observance.observed_on.between(date(year, 1, 1), date(year, 12, 31))
    )
    return list(session.scalars(query.order_by(Observance.observed_on, Observance.id)))


def rules(session: Session) -> list[ObservanceRule]:
    """Return every rule, those that hold first, by name."""
    order = (ObservanceRule.is_active.desc(), ObservanceRule.name)
    return list(session.scalars(select(ObservanceRule).order_by(*order)))


def observance_by_id(session: Session, observance_id: int) -> Observance:
    """Return an observance. Raises NotFoundError."""
    found = session.get(Observance, observance_id)
    if found is None:
        raise NotFoundError("Esa efeméride no existe.")
    return found


def rule_by_id(session: Session, rule_id: int) -> ObservanceRule:
    """Return a rule. Raises NotFoundError."""
    found = session.get(ObservanceRule, rule_id)
    if found is None:
        raise NotFoundError("Esa regla no existe.")
    return found


def add(session: Session, days: Days, *, by: audit.Actor, now: datetime) -> Observance:
    """Enter an observance; calendars show it. The caller commits."""
    row = Observance(modified_at=now)
    _write(row, days)
    session.add(row)
    session.flush()
    after = {"name": row.name, "observed_on": row.observed_on.isoformat()}
    audit.record(session, row, "observance.add", now=now, by=by, before={}, after=after)
    raise_versions(session, SHOWN_IN, now)
    return row


def change(
    session: Session, row: Observance, days: Days, *, by: audit.Actor, now: datetime
) -> None:
    """Change an observance; calendars follow. The caller commits."""
    _write(row, days)
    if not audit.record_changes(session, row, "observance.change", now=now, by=by):
        return
    row.sequence, row.modified_at = row.sequence + 1, now
    raise_versions(session, SHOWN_IN, now)


def remove(session: Session, row: Observance, *, by: audit.Actor, now: datetime) -> None:
    """Take an observance out of the calendars; not one of a rule. The caller commits."""
    if row.rule_id is not None:
        raise RuleError(OF_A_RULE)
    before = {"name": row.name, "observed_on": row.observed_on.isoformat()}
    audit.record(session, row, "observance.remove", now=now, by=by, before=before, after={})
    session.delete(row)
    raise_versions(session, SHOWN_IN, now)


def add_rule(
    session: Session, answers: RuleAnswers, *, by: audit.Actor, now: datetime, today: date
) -> ObservanceRule:
    """Enter a rule, and this year's and the next's days of it. The caller commits."""
    rule = ObservanceRule()
    _write_rule(rule, answers)
    session.add(rule)
    session.flush()
    after = {"name": rule.name}
    audit.record(session, rule, "observancerule.add", now=now, by=by, before={}, after=after)
    _lay(session, rule, today, now)
    raise_versions(session, SHOWN_IN, now)
    return rule


def change_rule(
    session: Session,
    rule: ObservanceRule,
    answers: RuleAnswers,
    *,
    by: audit.Actor,
    now: datetime,
    today: date,
) -> None:
    """Change a rule; days to come follow, those that are over stay. The caller commits."""
    _write_rule(rule, answers)
    if not audit.record_changes(session, rule, "observancerule.change", now=now, by=by):
        return
    _lay(session, rule, today, now)
    raise_versions(session, SHOWN_IN, now)


def lay_coming_years(session: Session, now: datetime, today: date) -> None:
    """Make the days of rules for each of this year and the next that has none of them yet."""
    made = False
    for rule in session.scalars(select(ObservanceRule).where(ObservanceRule.is_active.is_(True))):
        # A year that was laid once stays as people left it.
        laid = {one.observed_on.year for one in _made_of(session, rule, date(today.year, 1, 1))}
        for first, last in _wanted(rule, today):
            if first.year not in laid:
                _add_of(session, rule, first, last, now)
                made = True
    if made:
        raise_versions(session, SHOWN_IN, now)


def _firsts(rule: ObservanceRule, year: int) -> Iterator[date]:
    """Yield the first days that a rule gives in a year."""
    if rule.recurrence is Recurrence.EASTER:
        yield easter(year) + timedelta(days=rule.day)
        return
    for month in (rule.month,) if rule.month else range(1, 13):
        if rule.recurrence is Recurrence.WEEKDAY:
            yield nth_weekday(year, month, rule.nth, weekday=rule.weekday)
        elif (found := _date(year, month, rule.day)) is not None:
            yield found


def _date(year: int, month: int, day: int) -> date | None:
    """Return a date, None where a month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _wanted(rule: ObservanceRule, today: date) -> list[tuple[date, date]]:
    """Return the days to come of a rule that holds, of this year and the next."""
    years = range(today.year, today.year + YEARS_AHEAD + 1) if rule.is_active else ()
    return [one for year in years for one in days_of(rule, year) if one[0] >= today]


def _made_of(session: Session, rule: ObservanceRule, since: date) -> list[Observance]:
    """Return the observances from a day on that were made of a rule."""
    query = select(Observance).where(Observance.rule_id == rule.id, Observance.observed_on >= since)
    return list(session.scalars(query))


def _lay(session: Session, rule: ObservanceRule, today: date, now: datetime) -> None:
    """Let the days to come follow a rule: made, changed, taken away."""
    wanted = dict(_wanted(rule, today))
    for row in _made_of(session, rule, today):
        last = wanted.pop(row.observed_on, None)
        if last is None:
            session.delete(row)
        elif (row.name, row.action, row.ends_on) != (rule.name, rule.action, last):
            row.name, row.action, row.ends_on = rule.name, rule.action, last
            row.sequence, row.modified_at = row.sequence + 1, now
    for first, last in wanted.items():
        _add_of(session, rule, first, last, now)


def _add_of(session: Session, rule: ObservanceRule, first: date, last: date, now: datetime) -> None:
    """Add an observance that a rule gives."""
    row = Observance(modified_at=now, rule_id=rule.id)
    _write(row, Days(rule.name, first, last, rule.action))
    session.add(row)


def _write(row: Observance, days: Days) -> None:
    """Copy what was entered into an observance."""
    row.name, row.action = days.name, days.action
    row.observed_on, row.ends_on = days.first, days.last


def _write_rule(rule: ObservanceRule, answers: RuleAnswers) -> None:
    """Copy what was entered into a rule."""
    for name in RuleAnswers.__dataclass_fields__:
        setattr(rule, name, getattr(answers, name))
