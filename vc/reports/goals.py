"""The part about the goals of the annual programme: planned, proven, adjusted, and with a bar.

A goal counts as `programme.queries.standing` tells it for the days of the period: what is proven
counts, what is planned stands beside it, and of a goal whose own period is longer (a quarter in one
of its months) all of that longer period. *Met*: what was promised is there. *Eased*: not met, and
what an adjustment left of it is there. *Not met*: its time is over without that. *Under way*: it
can still be met. Goals without a number are counted all the same («sin meta fijada»).
"""

import re
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc import dates
from vc.programme.counting import Outlook
from vc.programme.labels import OUTLOOKS, PERIODS, REASONS
from vc.programme.queries import Standing, looking_of, programme_of, standing
from vc.reports.parts import Column, Figure, Line, Part, Row
from vc.reports.periods import Period
from vc.services import Services

KEY = "goals"
OF_ONE_PERSON = ("interview", "story")
"""Kinds whose pieces may be called by somebody's name: see `rows.py`."""
FOLIO = re.compile(r"[A-Z]+-\d{4}-\d+")


STANDINGS = {Outlook.MET: "reached", Outlook.EASED: "eased", Outlook.LOST: "lost"}
"""The figure that counts goals which stand so."""


def goals(session: Session, period: Period, services: Services) -> Part | None:
    """Return how the goals of a period stand; None where its year has no programme."""
    programme = programme_of(session, period.first.year)
    if programme is None:
        return None
    end = dates.months_from(period.first, period.months)
    found = standing(session, programme, period.first, end, looking_of(services))
    asked = [one for one in found if one.outlook is not Outlook.COUNTED]
    return Part(
        key=KEY,
        title="Metas del programa anual",
        note="Cuenta solo lo comprobado. Lo programado se dice aparte.",
        figures=(
            Figure("asked", "Metas con número", len(asked)),
            _figure("reached", "Metas cumplidas", asked, Outlook.MET, is_good=True),
            _figure("eased", "Metas ajustadas", asked, Outlook.EASED, is_good=None),
            _figure("lost", "Metas no cumplidas", asked, Outlook.LOST, is_good=False),
        ),
        line_title="Meta",
        columns=(
            Column("Comprobado", figure="proven"),
            Column("Meta", figure="proven"),
            Column("Máximo", figure="proven"),
            Column("Programado", figure="planned"),
        ),
        lines=tuple(_line(one) for one in found),
        rows=(
            *(_goal_row(one, services.zone) for one in asked),
            *(row for one in found for row in _rows(one)),
        ),
    )


def _figure(
    key: str, title: str, asked: list[Standing], outlook: Outlook, *, is_good: bool | None
) -> Figure:
    """Return how many goals stand so."""
    return Figure(key, title, sum(one.outlook is outlook for one in asked), is_good=is_good)


def _key(one: Standing) -> str:
    """Return what a goal is known by in its year's reports."""
    return f"meta-{one.goal.number}"


def _line(one: Standing) -> Line:
    """Return a goal as a line, its bar as long as it is far."""
    share = min(1.0, one.count / one.promised) if one.promised else None
    told = [f"{OUTLOOKS[one.outlook]}, {PERIODS[one.goal.period]}"]
    for eased in one.adjustments:
        why = f"{REASONS[eased.reason]}: {eased.words.rstrip('.')}"
        told.append(f"Meta ajustada a {eased.least} por {why} (autorizó {eased.authorised_by})")
    return Line(
        _key(one),
        f"{one.goal.number}. {one.terms.name}",
        (one.count, one.promised, one.most, one.planned),
        note=". ".join(told) + ".",
        share=share,
        takes_comment=True,
    )


def _goal_row(one: Standing, zone: ZoneInfo) -> Row:
    """Return a goal as a row behind the number of goals that stand so."""
    figure = STANDINGS.get(one.outlook)
    due = datetime.combine(one.due_on, time(), zone)
    return Row(
        key=f"goal:{one.goal.id}",
        title=f"{one.goal.number}. {one.terms.name}",
        at=due,
        counted=("asked", figure) if figure else ("asked",),
        note=f"{OUTLOOKS[one.outlook]}: {one.count} de {one.promised}",
        endpoint="programme.goal",
        args={"goal_id": one.goal.id},
    )


def _rows(one: Standing) -> Iterator[Row]:
    """Yield the pieces of a goal, each with the other goals that it serves."""
    for piece in one.pieces:
        others = [str(goal.number) for goal in one.also.get(piece.key, ())]
        also = f"También cuenta en la meta {', '.join(others)}" if others else ""
        state = "" if piece.is_proven else "Programado"
        args = piece.args.items()
        yield Row(
            key=piece.key,
            title=_title(one, piece.title),
            at=piece.at,
            counted=("proven" if piece.is_proven else "planned",),
            line=_key(one),
            note=". ".join(filter(None, (one.terms.name, state, also))),
            endpoint=piece.endpoint,
            args={name: value for name, value in args if isinstance(value, str | int)},
        )


def _title(one: Standing, title: str) -> str:
    """Return what a piece is called, without the name of whoever it is about."""
    if one.goal.kind.rpartition(".")[2] not in OF_ONE_PERSON:
        return title
    folio = FOLIO.match(title)
    kind = one.kind.one if one.kind else "pieza"
    return f"{folio[0] if folio else ''} {kind}".strip()
