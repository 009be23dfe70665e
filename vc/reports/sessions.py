"""The parts about sessions: held, who came, in which municipalities, on which accounts.

A session counts in the period in which it begins, and is *held* when the programme says so
(`programme.held`): it ended by the instant of counting, is not CANCELLED, and something shows that
it took place. One that nothing shows is *unproven*: its own figure, and part of no other. Hours are
the planned ones, from `starts_at` to `ends_at`. A CANCELLED one counts as cancelled.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from vc import dates
from vc.booking.labels import KINDS
from vc.booking.models import EventKind
from vc.booking.states import EventStatus
from vc.folding import folded
from vc.licences.labels import PLATFORMS
from vc.reports.facts import Facts, Plain
from vc.reports.parts import (
    Column,
    Figure,
    Line,
    Number,
    Part,
    Row,
    Unit,
    known_sum,
    ranked,
    with_shares,
)
from vc.reports.rows import session_name

LONG = 62
"""Days: what is longer is drawn by months."""


def held(facts: Facts) -> list[Plain]:
    """Return the sessions that took place."""
    return [one for one in facts.sessions if one.is_held]


def hours(rows: Iterable[Plain]) -> float:
    """Return how long sessions were planned to last together."""
    return sum((one.ends_at - one.starts_at).total_seconds() for one in rows) / 3600


def came(one: Plain) -> int | None:
    """Return how many came to a session: a person's count, else the vendor's; None where nobody
    counted."""
    if one.corrected is not None:
        return int(one.corrected)
    return None if one.counted_at is None else one.people + one.anonymous + one.by_phone


def sessions(facts: Facts) -> Part:
    """Return the sessions that were held, by kind, and those of which nothing shows it."""
    done = held(facts)
    unproven = _unproven(facts)
    cancelled = [one for one in facts.sessions if one.status is EventStatus.CANCELLED]
    kinds = Counter(one.kind for one in done)
    lines = (
        Line(kind.value, KINDS[kind], (count, hours(one for one in done if one.kind is kind)))
        for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    )
    return Part(
        key="sessions",
        title="Sesiones",
        note="Cuentan las que dejaron prueba: sala abierta, asistencia, grabación o transmisión. "
        "Las demás ya terminadas quedan sin comprobar. Horas planeadas.",
        figures=(
            Figure("held", "Sesiones realizadas", len(done), is_good=True),
            Figure("hours", "Horas de sesión", hours(done), Unit.HOURS),
            Figure("unproven", "Sesiones sin comprobar", len(unproven), is_good=False),
            Figure("cancelled", "Sesiones canceladas", len(cancelled), is_good=False),
        ),
        line_title="Tipo",
        columns=(Column("Sesiones", figure="held"), Column("Horas", Unit.HOURS, "held")),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(
            chain(
                (_row(one, ("held", "hours"), one.kind.value, KINDS[one.kind]) for one in done),
                _rows_apart(unproven, "unproven", "Sin comprobar"),
                _rows_apart(cancelled, "cancelled", "Cancelada"),
            )
        ),
        series=_over_time(facts, done),
    )


def _unproven(facts: Facts) -> list[Plain]:
    """Return the sessions that were to be held, and of which nothing shows it."""
    return [one for one in facts.sessions if one.is_over and not one.is_held]


def _rows_apart(rows: Iterable[Plain], figure: str, note: str) -> Iterator[Row]:
    """Yield sessions that were not held as the rows behind a figure of their own."""
    return (_row(one, (figure,), "", note) for one in rows)


def attendance(facts: Facts) -> Part:
    """Return who came to the sessions that were held.

    Total: what each session's attendance says, a person's correction before the vendor's count.
    Peak: the most that were at one instant in one session. Sessions that nobody counted add
    nothing; how many were counted stands beside.
    """
    done = held(facts)
    counted = [(one, came(one)) for one in done if came(one) is not None]
    peaks = [one.peak for one, _ in counted if one.peak]
    kinds = sorted({one.kind for one, _ in counted})
    lines = (_came_by_kind(kind, counted) for kind in kinds)
    return Part(
        key="attendance",
        title="Asistencia",
        note="Personas que entraron, según Zoom o Meet, o según lo que alguien corrigió.",
        figures=(
            Figure("people", "Asistentes", known_sum(count for _, count in counted), is_good=True),
            Figure("peak", "Máximo a la vez", max(peaks, default=None), is_good=True),
            Figure("counted", "Sesiones con asistencia contada", len(counted)),
        ),
        line_title="Tipo",
        columns=(Column("Asistentes", figure="people"), Column("Sesiones", figure="counted")),
        lines=ranked(facts.lines(lines)),
        rows=facts.rows(
            _row(one, _counted_in(one), one.kind.value, _people(count or 0))
            for one, count in counted
        ),
    )


def municipalities(facts: Facts) -> Part:
    """Return the municipalities of the sessions that were held; however they are written, one.

    Two spellings that differ in capitals, accents or blanks are one municipality, called as its
    first session has it.
    """
    done = [one for one in held(facts) if one.municipality.strip()]
    groups = _grouped(done, lambda one: _place(one.municipality))
    lines = (
        Line(
            str(key),
            rows[0].municipality.strip(),
            (len(rows), known_sum(came(one) for one in rows)),
        )
        for key, rows in groups.items()
    )
    return Part(
        key="municipalities",
        title="Municipios",
        note="Los que dice cada sesión realizada.",
        figures=(Figure("reached", "Municipios atendidos", len(groups), is_good=True),),
        line_title="Municipio",
        columns=(Column("Sesiones", figure="reached"), Column("Asistentes", figure="reached")),
        lines=ranked(facts.lines(lines)),
        rows=facts.rows(
            _row(one, ("reached",), str(key), one.municipality)
            for key, rows in groups.items()
            for one in rows
        ),
    )


def licences(facts: Facts) -> Part:
    """Return how long each account hosted the sessions that were held, by its present name."""
    done = [one for one in held(facts) if one.licence_id is not None]
    groups = _grouped(done, lambda one: one.licence_id)
    lines = (
        Line(str(key), f"{PLATFORMS[rows[0].platform]} {rows[0].licence}", (hours(rows), len(rows)))
        for key, rows in groups.items()
    )
    return Part(
        key="licences",
        title="Uso de cuentas de Zoom y Meet",
        note="Horas planeadas de las sesiones realizadas en cada cuenta.",
        figures=(
            Figure("hours", "Horas en cuentas de la oficina", hours(done), Unit.HOURS),
            Figure("accounts", "Cuentas usadas", len(groups)),
        ),
        line_title="Cuenta",
        columns=(Column("Horas", Unit.HOURS, "hours"), Column("Sesiones", figure="hours")),
        lines=ranked(facts.lines(lines)),
        rows=facts.rows(
            _row(one, ("hours", "accounts"), str(key), f"{hours([one]):.1f} h")
            for key, rows in groups.items()
            for one in rows
        ),
    )


def _grouped(
    rows: Iterable[Plain], key_of: Callable[[Plain], Hashable]
) -> dict[object, list[Plain]]:
    """Return rows by a key, in their order."""
    found: dict[object, list[Plain]] = {}
    for one in rows:
        found.setdefault(key_of(one), []).append(one)
    return found


@lru_cache(maxsize=1000)
def _place(municipality: str) -> str:
    """Return the key by which a municipality is known again, however it is written."""
    return " ".join(folded(municipality).split())


def _came_by_kind(kind: EventKind, counted: list[tuple[Plain, int | None]]) -> Line:
    """Return how many came to the sessions of a kind."""
    own: list[Number] = [count for one, count in counted if one.kind is kind]
    return Line(kind.value, KINDS[kind], (known_sum(own), len(own)))


def _counted_in(one: Plain) -> tuple[str, ...]:
    """Return the figures of attendance in which a session is counted."""
    return ("people", "counted", "peak") if one.peak else ("people", "counted")


def _people(count: int) -> str:
    """Return a count of people in words."""
    return "1 persona" if count == 1 else f"{count:,} personas"


def _row(one: Plain, counted: tuple[str, ...], line: str, note: str) -> Row:
    """Return a session as a row behind a number."""
    name = session_name(one.folio, one.kind, one.summary)
    return Row(f"event:{one.id}", name, one.starts_at, counted, line, note)


def _over_time(facts: Facts, rows: Iterable[Plain]) -> tuple[tuple[str, int], ...]:
    """Return how many began on each day of a month, or in each month of what is longer."""
    day = facts.span.start.astimezone(facts.zone).date()
    last = facts.span.end.astimezone(facts.zone).date()
    starts = Counter(one.starts_at.astimezone(facts.zone).date() for one in rows)
    if (last - day).days <= LONG:
        days = (day.replace(day=number) for number in range(1, (last - day).days + 1))
        return tuple((str(one.day), starts[one]) for one in days)
    months = Counter(one.replace(day=1) for one in starts.elements())
    count = (last.year - day.year) * 12 + last.month - day.month
    firsts = (dates.months_from(day, number) for number in range(count))
    return tuple((dates.month(one).partition(" ")[0], months[one]) for one in firsts)
