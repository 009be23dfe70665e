"""The rules of reports: a draft begins, is commented, is frozen, and is corrected by another."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit, dates
from vc.accounts.request_context import RequestContext
from vc.booking.models import Event
from vc.db import insert_many_once
from vc.errors import RuleError
from vc.permissions import Capability, check
from vc.reports import content, queries, snapshot
from vc.reports.content import Content
from vc.reports.facts import Detail
from vc.reports.models import Report, ReportComment, ReportStatus
from vc.reports.periods import Period, PeriodKind, around
from vc.services import Services
from vc.states import advance

NOT_OVER = "Todavía no termina: se podrá congelar desde el {day}."
IS_FROZEN = "Este informe ya se congeló y no cambia. Para corregirlo, haga la versión {next}."
IS_DRAFT = "Todavía es un borrador: corrija los datos o sus comentarios."
NO_REASON = "Escriba qué corrige esta versión."


def begin_due(session: Session, services: Services) -> None:
    """Begin the drafts of the month, quarter and year that ended, where something was done then.

    Daily rather than on the first alone: a day on which nobody worked is made up for. It commits.
    """
    now = services.clock()
    today = now.astimezone(services.zone).date()
    for kind in PeriodKind:
        period = around(kind, today).moved(-1)
        span = period.span(services.zone)
        was_busy = select(Event.id).where(Event.starts_at >= span.start, Event.starts_at < span.end)
        if session.scalar(was_busy.limit(1)) is not None:
            begin(session, period, services, now)
    session.commit()


def begin(session: Session, period: Period, services: Services, now: datetime) -> Report:
    """Return the newest version of a report; where there is none its draft is begun."""
    found = queries.newest_of(session, period)
    if found is not None:
        return found
    ends_at = period.span(services.zone).end
    row = {
        "period": period.key,
        "version": 1,
        "status": ReportStatus.DRAFT,
        "reason": "",
        "ends_at": ends_at,
        "began_at": now,
        "content": b"",
        "sha256": "",
    }
    # Two who open it at once begin one.
    insert_many_once(session, Report, ("period", "version"), [row])
    begun = queries.newest_of(session, period)
    assert begun is not None
    audit.record(session, begun, "report.begin", now=now, by=None, before={}, after={})
    return begun


def comment(context: RequestContext, report: Report, about: str, text: str) -> None:
    """Keep what somebody writes about a goal, or about all of it; nothing takes it away.

    Raises RuleError once the report is frozen. The caller commits.
    """
    check(context.by, Capability.REPORT)
    _check_draft(context.session, report)
    found = next((one for one in report.comments if one.about == about), None)
    before = found.text if found else ""
    if text == before:
        return
    if found is not None and not text:
        report.comments.remove(found)
    elif found is not None:
        found.text, found.by_id, found.at = text, context.by.id, context.now
    else:
        made = ReportComment(about=about, text=text, by_id=context.by.id, at=context.now)
        report.comments.append(made)
    audit.record(
        context.session,
        report,
        "report.comment",
        now=context.now,
        by=context.by,
        before={"comment": before},
        after={"comment": text},
    )


def freeze(context: RequestContext, report: Report, services: Services) -> None:
    """Freeze a draft as it is counted now. Raises RuleError while its period lasts, or again.

    The caller commits.
    """
    check(context.by, Capability.REPORT)
    _check_draft(context.session, report)
    if context.now < report.ends_at:
        day = dates.plain_day(report.ends_at.astimezone(context.zone).date(), context.now)
        raise RuleError(NOT_OVER.format(day=day))
    found = draft_content(context.session, report.of, report, services, Detail.ROWS)
    frozen = replace(found, frozen_at=context.now, frozen_by=context.by.name)
    written = snapshot.write(frozen)
    advance(
        report,
        ReportStatus.FROZEN,
        now=context.now,
        by=context.by,
        content=written,
        sha256=snapshot.sha256_of(written),
        frozen_at=context.now,
        frozen_by_id=context.by.id,
    )


def correct(context: RequestContext, report: Report, reason: str) -> Report:
    """Begin the next version of a frozen report, with its comments; the frozen one stays.

    Raises RuleError. The caller commits.
    """
    check(context.by, Capability.REPORT)
    if not report.is_frozen:
        raise RuleError(IS_DRAFT)
    if not reason.strip():
        raise RuleError(NO_REASON, field="reason")
    made = Report(
        period=report.period,
        version=report.version + 1,
        reason=reason.strip(),
        ends_at=report.ends_at,
        began_at=context.now,
    )
    made.comments = [
        ReportComment(about=one.about, text=one.text, by_id=one.by_id, at=one.at)
        for one in report.comments
    ]
    context.session.add(made)
    context.session.flush()
    audit.record(
        context.session,
        made,
        "report.correct",
        now=context.now,
        by=context.by,
        before={},
        after={},
        reason=reason,
    )
    return made


def content_of(
    session: Session,
    period: Period,
    report: Report | None,
    services: Services,
    detail: Detail = Detail.LINES,
) -> Content:
    """Return a report as it is shown: as it was frozen, or as it is counted now."""
    if report is not None and report.is_frozen:
        return snapshot.read(queries.content_of(session, report))
    return draft_content(session, period, report, services, detail)


def draft_content(
    session: Session,
    period: Period,
    report: Report | None,
    services: Services,
    detail: Detail,
) -> Content:
    """Return a report as it is counted now, with its rows where they are wanted."""
    return Content(
        period=period,
        span=period.span(services.zone),
        zone=services.settings.tzid,
        office=services.settings.office_name,
        counted_at=services.clock(),
        version=report.version if report else 1,
        reason=report.reason if report else "",
        parts=content.parts_of(session, period, services, detail),
        comments={one.about: one.text for one in report.comments} if report else {},
    )


def _check_draft(session: Session, report: Report) -> None:
    """Refuse to change what is frozen; hold off everybody else who comments or freezes it."""
    session.refresh(report, ["status"], with_for_update=True)
    session.expire(report, ["comments"])
    if report.is_frozen:
        raise RuleError(IS_FROZEN.format(next=report.version + 1))
