"""The part about what went wrong, as the audit has it.

Each figure counts rows, each once, that were so at some instant of the period, whatever became of
them since. The lines of the audit tell: its `action` and `at`. Figures of lines that a rule of
retention let go are lower; the least time that it may keep is a year.
"""

from vc.reports.facts import Facts, Plain
from vc.reports.parts import Column, Figure, Line, Part, Row, with_shares
from vc.reports.rows import session_name

KINDS = {
    "rooms": ("Salas que no se pudieron crear", ("meeting.failed", "meeting.unknown")),
    "divergences": ("Salas distintas de la agenda", ("meeting.diverged", "meeting.gone")),
    "alarms": ("Avisos en salas y transmisiones", ("meeting.alarm", "broadcast.alarm")),
    "lives": ("Transmisiones que no se pudieron", ("broadcast.failed",)),
    "recordings": (
        "Grabaciones que no se guardaron",
        ("recording.failed", "recording.missing"),
    ),
    "failed": (
        "Publicaciones que no salieron a su hora",
        ("publication.failed", "publication.missed"),
    ),
    "unknown": ("Publicaciones de las que no se supo si salieron", ("publication.unknown",)),
}
"""What each figure is called, and the lines that it counts."""
PAGES = {"Meeting": "event", "Broadcast": "live", "Recording": "recording"}
NAMES = {"Recording": "Grabación", "Publication": "Publicación"}


def incidents(facts: Facts) -> Part:
    """Return what went wrong, by what it was."""
    found = {key: _each_once(facts, actions) for key, (_, actions) in KINDS.items()}
    all_of_it = sum(len(rows) for rows in found.values())
    lines = (
        Line(key, title, (len(found[key]),)) for key, (title, _) in KINDS.items() if found[key]
    )
    return Part(
        key="incidents",
        title="Incidencias",
        note="Lo que en algún momento del periodo necesitó a una persona, aunque ya esté resuelto.",
        figures=(Figure("all", "Incidencias", all_of_it, is_good=False),),
        line_title="Qué pasó",
        columns=(Column("Incidencias", figure="all"),),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(_row(one, key) for key, rows in found.items() for one in rows),
    )


def _each_once(facts: Facts, actions: tuple[str, ...]) -> list[Plain]:
    """Return the first line of each row that one of the actions befell."""
    found: dict[tuple[str, int], Plain] = {}
    for one in facts.incidents:
        if one.action in actions:
            found.setdefault((one.subject_kind, one.subject_id), one)
    return list(found.values())


def _row(one: Plain, key: str) -> Row:
    """Return an incident as a row behind a number."""
    page = PAGES.get(one.subject_kind, one.subject_kind.lower())
    number = one.event_id if page in ("event", "live") else one.subject_id
    title = session_name(one.folio, one.kind, one.summary) if one.folio else ""
    name = title or NAMES.get(one.subject_kind, one.subject_kind)
    return Row(f"{page}:{number}", name, one.at, ("all",), key, KINDS[key][0])
