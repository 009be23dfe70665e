"""The parts about broadcasts and recordings.

A broadcast counts by its session's start. It was *held* when it is ENDED, ARCHIVED or EXPIRED: the
channel said that the public saw it. Reach, views and peak are the row's own figures; broadcasts of
which none is known add nothing.

A recording counts by `recorded_at` (until it is found, its session's start), the bin included and
what somebody set aside (`is_dismissed`) left out. Safe: STORED. Lost: MISSING (neither the vendor
nor the office has it) or FAILED (it could not be fetched). Deleted: PURGED, on purpose. Coming:
EXPECTED, FOUND and DOWNLOADING.
"""

from vc.live.labels import STATUSES as LIVE_STATUSES
from vc.live.models import OVER, BroadcastStatus
from vc.recordings.labels import STATUSES
from vc.recordings.models import RecordingStatus
from vc.reports.facts import Facts, Plain
from vc.reports.parts import Column, Figure, Line, Part, Row, known_sum, with_shares
from vc.reports.rows import session_name

R = RecordingStatus
STANDINGS = {
    "safe": ("Guardadas", (R.STORED,)),
    "lost": ("Perdidas", (R.MISSING, R.FAILED)),
    "coming": ("Todavía por guardar", (R.EXPECTED, R.FOUND, R.DOWNLOADING)),
    "deleted": ("Eliminadas a propósito", (R.PURGED,)),
}
"""How recordings stand, by the figure that counts them."""


def lives(facts: Facts) -> Part:
    """Return the broadcasts that the public saw, each as a line."""
    done = [one for one in facts.sessions if one.live in OVER]
    peaks = [one.peak_viewers for one in done if one.peak_viewers is not None]
    gone = [one for one in done if one.live is BroadcastStatus.EXPIRED]
    lines = (
        Line(str(one.id), _name(one), (one.reach, one.views, one.peak_viewers)) for one in done
    )
    return Part(
        key="lives",
        title="Transmisiones en vivo",
        note="Las que salieron, por el día de su sesión, con lo último que se sabe de cada una.",
        figures=(
            Figure("held", "Transmisiones en vivo", len(done), is_good=True),
            Figure("reach", "Alcance en vivo", known_sum(one.reach for one in done), is_good=True),
            Figure("views", "Vistas en vivo", known_sum(one.views for one in done), is_good=True),
            Figure("peak", "Máximo a la vez", max(peaks, default=None), is_good=True),
            Figure("expired", "Borradas antes de guardarse", len(gone), is_good=False),
        ),
        line_title="Transmisión",
        columns=(
            Column("Alcance", figure="held"),
            Column("Vistas", figure="held"),
            Column("Máximo a la vez", figure="held"),
        ),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(_live_row(one) for one in done),
    )


def recordings(facts: Facts) -> Part:
    """Return what was recorded, by how it stands."""
    found = {
        key: [one for one in facts.recordings if one.status in statuses]
        for key, (_, statuses) in STANDINGS.items()
    }
    lines = (
        Line(key, title, (len(found[key]),)) for key, (title, _) in STANDINGS.items() if found[key]
    )
    good = {"safe": True, "lost": False}
    return Part(
        key="recordings",
        title="Grabaciones",
        note="Por el día en que se grabaron, y cómo estaban al contarlas.",
        figures=tuple(
            Figure(
                key,
                f"Grabaciones {title[0].lower()}{title[1:]}",
                len(found[key]),
                is_good=good[key],
            )
            for key, (title, _) in STANDINGS.items()
            if key in good
        ),
        line_title="Cómo están",
        columns=(Column("Grabaciones"),),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(
            Row(
                f"recording:{one.id}",
                _name(one) if one.folio else "Material",
                one.recorded_at,
                (key,),
                key,
                STATUSES[one.status],
            )
            for key, rows in found.items()
            for one in rows
        ),
    )


def _name(one: Plain) -> str:
    """Return what a session is called."""
    return session_name(one.folio, one.kind, one.summary)


def _live_row(one: Plain) -> Row:
    """Return a broadcast as a row behind a number."""
    known = {"reach": one.reach, "views": one.views, "peak": one.peak_viewers}
    counted = ["held", *(key for key, value in known.items() if value is not None)]
    if one.live is BroadcastStatus.EXPIRED:
        counted.append("expired")
    told = LIVE_STATUSES[one.live]
    return Row(f"live:{one.id}", _name(one), one.starts_at, tuple(counted), str(one.id), told)
