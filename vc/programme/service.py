"""The rules of a programme: begun, its goals promised, changed from the next period on, adjusted.

What a period that has begun is measured against never changes; a goal that was entered today may
still be put right.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.request_context import RequestContext
from vc.db import flush_unique, lock_address
from vc.errors import ConcurrentChangeError, RuleError
from vc.permissions import Capability, check
from vc.programme.models import Adjustment, EasingReason, Goal, GoalVersion, Programme
from vc.programme.promise import Period, Span, span_at, spans_of

THERE_IS_ONE = "Ya hay un programa de {year}."
NO_NEXT = "A {year} ya no le queda otro periodo. Haga el cambio en el programa de {next}."
WITHOUT_NUMBER = "Una meta permanente no lleva número: déjelo vacío, o elija un periodo."
LESS_THAN_LEAST = "El máximo no puede ser menos que el mínimo."
NO_NUMBER = "Esta meta no tiene número en ese periodo: no hay nada que ajustar."
NO_SUCH_PERIOD = "Elija un periodo de la lista."
NOT_LESS = "Un ajuste baja el mínimo: escriba menos de {least}."
ADJUSTED = "Ese periodo ya tiene un ajuste. Anúlelo antes de registrar otro."
WITHDRAWN = "Este ajuste ya estaba anulado."
OVER = "Esta meta ya estaba terminada."
CHANGED = "Alguien más cambió esta meta al mismo tiempo; revise y repita."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """What a goal asks, as somebody enters it."""

    name: str
    least: int | None = None
    most: int | None = None
    campaign_id: int | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGoal:
    """A goal as somebody enters it; it counts from the period of the day `since` on."""

    kind: str
    period: Period
    since: date
    terms: NewTerms
    responsible_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAdjustment:
    """What one period is to ask instead, why, and who authorised it."""

    begins_on: date
    least: int
    reason: EasingReason
    words: str
    authorised_by: str


def begin(context: RequestContext, year: int, *, like: Programme | None = None) -> Programme:
    """Add a year's programme, with the goals of another one; the caller commits.

    Raises RuleError where the year has one.
    """
    check(context.by, Capability.SET_PROGRAMME)
    programme = Programme(year=year, by_id=context.by.id, at=context.now)
    context.session.add(programme)
    flush_unique(context.session, THERE_IS_ONE.format(year=year), field="like")
    after = {"year": year} | ({"like": like.year} if like else {})
    audit.record(
        context.session,
        programme,
        "programme.begin",
        now=context.now,
        by=context.by,
        before={},
        after=after,
    )
    for goal in like.goals if like else ():
        _copy(context, programme, goal)
    return programme


def add_goal(context: RequestContext, programme: Programme, new: NewGoal) -> Goal:
    """Add a goal with the next number; the caller commits. Raises RuleError."""
    check(context.by, Capability.SET_PROGRAMME)
    _check_terms(new.period, new.terms)
    last = select(func.max(Goal.number)).where(Goal.programme_id == programme.id)
    number = (context.session.scalar(last) or 0) + 1
    return _add(context, programme, number, new)


def changes_from(goal: Goal, now: datetime, zone: ZoneInfo) -> date | None:
    """Return the day from which a change holds; None where the year has no such period left.

    That is the next period; what has not begun, or was entered today, is put right from its start.
    """
    today, first = now.astimezone(zone).date(), goal.versions[0].begins_on
    is_new = len(goal.versions) == 1 and goal.at.astimezone(zone).date() == today
    if is_new or first > today:
        return first
    spans = spans_of(goal.programme.year, goal.period)
    return next((one.begin for one in spans if one.begin > today), None)


def change_goal(
    context: RequestContext, goal: Goal, terms: NewTerms, responsible_id: int | None
) -> date | None:
    """Let a goal ask something else from the next period on; the caller commits.

    Return since when, or None where only who looks after it changed. Raises RuleError, and
    ConcurrentChangeError where somebody else changed what it asks since it was read.
    """
    check(context.by, Capability.SET_PROGRAMME)
    _hold(context, goal)
    _check_terms(goal.period, terms)
    goal.responsible_id = responsible_id
    audit.record_changes(context.session, goal, "goal.change", now=context.now, by=context.by)
    last = goal.versions[-1]
    if _told(terms) == _told_of(last):
        return None
    since = changes_from(goal, context.now, context.zone)
    if since is None:
        year = goal.programme.year
        raise RuleError(NO_NEXT.format(year=year, next=year + 1))
    _put(context, goal, since, terms)
    return since


def end_goal(context: RequestContext, goal: Goal) -> date | None:
    """Let a goal ask nothing from the next period on; the caller commits. Raises RuleError."""
    last = goal.versions[-1]
    if last.is_over:
        raise RuleError(OVER)
    terms = NewTerms(
        name=last.name,
        least=last.least,
        most=last.most,
        campaign_id=last.campaign_id,
        is_over=True,
    )
    return change_goal(context, goal, terms, goal.responsible_id)


def adjust(context: RequestContext, goal: Goal, new: NewAdjustment) -> Adjustment:
    """Let one period ask less, and say why; the caller commits. Raises RuleError."""
    check(context.by, Capability.SET_PROGRAMME)
    span = span_at(goal.programme.year, goal.period, new.begins_on)
    if span is None or span.begin != new.begins_on:
        raise RuleError(NO_SUCH_PERIOD, field="begins_on")
    terms = goal.promise.terms_at(span)
    if terms is None or terms.least is None:
        raise RuleError(NO_NUMBER, field="begins_on")
    if new.least >= terms.least:
        raise RuleError(NOT_LESS.format(least=terms.least), field="least")
    if any(one.begins_on == span.begin and one.withdrawn_at is None for one in goal.adjustments):
        raise RuleError(ADJUSTED, field="begins_on")
    adjustment = Adjustment(
        goal_id=goal.id,
        begins_on=span.begin,
        least=new.least,
        reason=new.reason,
        words=new.words,
        authorised_by=new.authorised_by,
        by_id=context.by.id,
        at=context.now,
    )
    goal.adjustments.append(adjustment)
    audit.record(
        context.session,
        adjustment,
        "adjustment.add",
        now=context.now,
        by=context.by,
        reason=new.words,
    )
    return adjustment


def withdraw_adjustment(context: RequestContext, adjustment: Adjustment) -> None:
    """Let an adjustment hold no more; it stays in sight. Raises RuleError."""
    check(context.by, Capability.SET_PROGRAMME)
    if adjustment.withdrawn_at is not None:
        raise RuleError(WITHDRAWN)
    adjustment.withdrawn_at = context.now
    audit.record(context.session, adjustment, "adjustment.withdraw", now=context.now, by=context.by)


def adjustable(goal: Goal) -> list[Span]:
    """Return the periods of a goal that ask a number and have no adjustment."""
    promise = goal.promise
    taken = {one.begins_on for one in promise.easings}
    return [
        span
        for span in spans_of(goal.programme.year, goal.period)
        if span.begin not in taken and (terms := promise.terms_at(span)) is not None and terms.least
    ]


def _add(context: RequestContext, programme: Programme, number: int, new: NewGoal) -> Goal:
    """Add a goal under a number, with its first version."""
    goal = Goal(
        programme=programme,
        number=number,
        kind=new.kind,
        period=new.period,
        responsible_id=new.responsible_id,
        at=context.now,
    )
    context.session.add(goal)
    span = span_at(programme.year, new.period, new.since)
    since = span.begin if span else spans_of(programme.year, new.period)[0].begin
    goal.versions.append(_version(context, since, new.terms))
    context.session.flush()
    audit.record(
        context.session,
        goal,
        "goal.add",
        now=context.now,
        by=context.by,
        before={},
        after=_told(new.terms) | {"since": since.isoformat()},
    )
    return goal


def _copy(context: RequestContext, programme: Programme, goal: Goal) -> None:
    """Add a goal of another year under its number, as it was asked last."""
    last = goal.versions[-1]
    if last.is_over:
        return
    person = goal.responsible
    new = NewGoal(
        kind=goal.kind,
        period=goal.period,
        since=spans_of(programme.year, goal.period)[0].begin,
        terms=NewTerms(
            name=last.name, least=last.least, most=last.most, campaign_id=last.campaign_id
        ),
        responsible_id=person.id if person is not None and person.is_active else None,
    )
    _add(context, programme, goal.number, new)


def _put(context: RequestContext, goal: Goal, since: date, terms: NewTerms) -> None:
    """Let a version hold since a day, in place of one that was to begin there."""
    there = next((one for one in goal.versions if one.begins_on == since), None)
    before = _told_of(goal.versions[-1])
    if there is None:
        goal.versions.append(_version(context, since, terms))
    else:
        there.name, there.least, there.most = terms.name, terms.least, terms.most
        there.campaign_id, there.is_over = terms.campaign_id, terms.is_over
        there.by_id, there.at = context.by.id, context.now
    context.session.flush()
    after = _told(terms) | {"since": since.isoformat()}
    action = "goal.end" if terms.is_over else "goal.promise"
    audit.record(
        context.session, goal, action, now=context.now, by=context.by, before=before, after=after
    )


def _version(context: RequestContext, since: date, terms: NewTerms) -> GoalVersion:
    """Return a version that holds since a day."""
    return GoalVersion(
        begins_on=since,
        name=terms.name,
        least=terms.least,
        most=terms.most,
        campaign_id=terms.campaign_id,
        is_over=terms.is_over,
        by_id=context.by.id,
        at=context.now,
    )


def _told(terms: NewTerms) -> dict[str, object]:
    """Return what a version says, for the history and to compare."""
    return {
        "name": terms.name,
        "least": terms.least,
        "most": terms.most,
        "campaign_id": terms.campaign_id,
        "is_over": terms.is_over,
    }


def _told_of(version: GoalVersion) -> dict[str, object]:
    """Return the same of a version that is kept."""
    return {name: getattr(version, name) for name in ("name", "least", "most", "campaign_id")} | {
        "is_over": version.is_over
    }


def _hold(context: RequestContext, goal: Goal) -> None:
    """Hold off everybody else who changes what a goal asks, by whichever page.

    Raises ConcurrentChangeError where it is not what was read any more.
    """
    seen = [(one.begins_on, one.at) for one in goal.versions]
    lock_address(context.session, f"goal:{goal.id}")
    context.session.refresh(goal, ["versions"])
    if [(one.begins_on, one.at) for one in goal.versions] != seen:
        raise ConcurrentChangeError(CHANGED)


def _check_terms(period: Period, terms: NewTerms) -> None:
    """Refuse numbers that ask nothing sensible."""
    if period is Period.PERMANENT and (terms.least, terms.most) != (None, None):
        raise RuleError(WITHOUT_NUMBER, field="least")
    if None not in (terms.least, terms.most) and (terms.most or 0) < (terms.least or 0):
        raise RuleError(LESS_THAN_LEAST, field="most")


def hand_over(ending: Ending) -> None:
    """Let the heir of a closed account look after its goals; nobody, where there is none."""
    goals = select(Goal).where(Goal.responsible_id == ending.person.id)
    for goal in ending.session.scalars(goals):
        goal.responsible_id = ending.heir.id if ending.heir else None
        audit.record(ending.session, goal, "goal.hand_over", now=ending.now, by=ending.by)
