"""A report as a plain text, ready to be sent to the head of the office."""

from zoneinfo import ZoneInfo

from vc.reports.content import Content
from vc.reports.labels import changes, number
from vc.reports.look import standing_of, title_of
from vc.reports.parts import Figure, Part, Unit

TOLD = (
    ("sessions", ("held", "hours")),
    ("attendance", ("people",)),
    ("municipalities", ("reached",)),
    ("lives", ("held", "reach")),
    ("clips", ("published",)),
    ("publications", ("out", "views")),
    ("times", ("whole",)),
    ("incidents", ("all",)),
)
"""What is told, by part, in its order."""


def text_of(content: Content, zone: ZoneInfo) -> str:
    """Return the text; figures of which nothing is known are left out."""
    lines = [f"{title_of(content)}, {content.office}", ""]
    for key, figures in TOLD:
        part = content.part(key)
        known = [part.figure(one) for one in figures] if part else []
        told = "; ".join(_told(one) for one in known if one.value is not None)
        if known and told:
            compared = _compared(known[0], content)
            lines.append(f"• {told}{compared}.")
    lines += _goals(content)
    general = content.comments.get("")
    if general:
        lines += ["", general]
    return "\n".join([*lines, "", f"{standing_of(content, zone)}."])


def _told(figure: Figure) -> str:
    """Return a figure as a phrase: «Sesiones realizadas: 12»."""
    return f"{figure.title}: {number(figure.value, figure.unit)}"


def _compared(figure: Figure, content: Content) -> str:
    """Return how a part's first figure compares, in parentheses; empty where nothing is known."""
    known = [said for _, said in changes(figure, content.period)]
    return f" ({'; '.join(known)})" if known else ""


def _goals(content: Content) -> list[str]:
    """Return how the goals stand, and why those that were not reached were not."""
    part: Part | None = content.part("goals")
    if part is None or not part.lines:
        return []
    found = [
        "",
        f"Metas del programa: {_shown(part, 'reached')} de {_shown(part, 'asked')} cumplidas.",
    ]
    for line in part.lines:
        said = content.comments.get(line.key, "")
        if said:
            found.append(f"• {line.title}: {said}")
    return found


def _shown(part: Part, key: str) -> str:
    """Return a count of goals."""
    return number(part.figure(key).value, Unit.COUNT)
