"""The part about how long it takes from the end of a talk to its first published clip.

Counted are sessions whose first publication of any clip (the least `published_at` of all its
clips' publications) lies in the period. The way goes by seven instants: the session's `ends_at`;
the recording found (the first line `recording.found` of the audit); its file safe (`stored_at`);
the clip's files made (the first line `clip.ready` or `clip.in_review`); the last answer to its
checklist before it went out; the last approval before it went out; `published_at`. An instant
before the one it follows counts as that one, so that no stretch is negative and all of them add up
to the whole. A stretch whose end nobody knows is left out, and the next one begins where the last
known one ended. Shown is the median of each, in hours; of all of them, that of the whole.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from statistics import median

from vc.reports.facts import Facts, Plain
from vc.reports.parts import Column, Figure, Line, Number, Part, Row, Unit, with_shares
from vc.reports.rows import session_name

STRETCHES = {
    "found": "La grabación aparece",
    "stored": "Se descarga",
    "cut": "Se corta",
    "checked": "Se completa la lista de verificación",
    "approved": "Se aprueba",
    "published": "Se publica",
}
"""Each stretch of the way by the instant at its end."""


def times(facts: Facts) -> Part:
    """Return the medians of the whole way and of its stretches."""
    ways = [(one, stretches_of(one, facts.steps.get(one.clip_id))) for one in facts.firsts]
    whole = [_hours(one.ends_at, max(one.ends_at, one.published_at)) for one, _ in ways]
    known = {key: [way[key] for _, way in ways if key in way] for key in STRETCHES}
    lines = (
        Line(key, title, (_median(known[key]), len(known[key])))
        for key, title in STRETCHES.items()
        if known[key]
    )
    return Part(
        key="times",
        title="De la plática a su primer clip",
        note="Medianas en horas, de las sesiones cuyo primer clip salió en el periodo.",
        figures=(
            Figure(
                *("whole", "Horas hasta el primer clip publicado", _median(whole), Unit.HOURS),
                is_good=False,
            ),
            Figure("sessions", "Sesiones con su primer clip", len(ways), is_good=True),
        ),
        line_title="Paso",
        columns=(
            Column("Mediana de horas", Unit.HOURS, "stretch"),
            Column("Sesiones", figure="stretch"),
        ),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(
            row
            for (one, way), hours in zip(ways, whole, strict=True)
            for row in _rows(one, way, hours)
        ),
    )


def _rows(one: Plain, way: dict[str, float], hours: float) -> Iterator[Row]:
    """Yield a session as a row behind the whole, and behind each stretch that is known."""
    key, name = f"event:{one.id}", session_name(one.folio, one.kind, one.summary)
    yield Row(key, name, one.published_at, ("whole", "sessions"), note=f"{hours:.1f} h")
    for stretch, taken in way.items():
        yield Row(key, name, one.published_at, ("stretch",), stretch, f"{taken:.1f} h")


def stretches_of(one: Plain, steps: Plain | None) -> dict[str, float]:
    """Return the hours of each stretch of a session's way whose end is known."""
    at, found = one.ends_at, {}
    for key in STRETCHES:
        end = one.published_at if key == "published" else getattr(steps, key, None)
        if end is not None:
            found[key] = _hours(at, max(at, end))
            at = max(at, end)
    return found


def _hours(begin: datetime, end: datetime) -> float:
    """Return the hours between two instants."""
    return (end - begin).total_seconds() / 3600


def _median(values: Iterable[float]) -> Number:
    """Return the median; None of nothing."""
    known = list(values)
    return median(known) if known else None
