"""What the page of a month's figures shows of rooms: who came to each session, hours by account."""

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from vc.access import clock, office_zone
from vc.db import db
from vc.reports import facts, sessions
from vc.reports.periods import Period, PeriodKind, Span

MOST_SESSIONS = 12


def panel(start: datetime, end: datetime) -> Markup:
    """Return who came to the sessions of a month, the fullest first, and the hours by account."""
    found = facts.read(db.session(), [Span(start, end)], clock(), office_zone())
    came = [(one, sessions.came(one)) for one in sessions.held(found)]
    counted = sorted(((one, count) for one, count in came if count), key=lambda pair: -pair[1])
    shown = render_template(
        "reports/_figure_panels.html",
        period=Period(PeriodKind.MONTH, start.astimezone(office_zone()).date()),
        attended=counted[:MOST_SESSIONS],
        most=counted[0][1] if counted else 0,
        people=sum(count for _, count in counted),
        licences=sessions.licences(found),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
