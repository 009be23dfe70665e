"""What a session's page shows of its clips, and of what is proposed for one."""

from collections.abc import Iterable
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from vc.booking.models import Event
from vc.clips.session_life import (
    clips_of,
    in_the_way,
    proposed,
    proposed_of,
    said_at,
    written_time,
)
from vc.clips.suggestions import Suggestion
from vc.recordings.models import RecordingFile


def proposals_panel(event: Event) -> Markup:
    """Return what is proposed for clips, above all else on the page."""
    found = proposed(event)
    if found is None:
        return Markup()
    shown = render_template(
        "clips/_proposed.html",
        event=event,
        file=found.file,
        parts=_shown(found.file, found.parts),
        written=written_time,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def _shown(
    file: RecordingFile, parts: Iterable[Suggestion]
) -> list[tuple[Suggestion, datetime, list[str]]]:
    """Return each part with when it was said and what stands in its way."""
    return [(one, said_at(file, one), in_the_way(file, one)) for one in parts]


def recording_panel(file: RecordingFile) -> Markup:
    """Return what is proposed for clips of a film, beside its player, while none is cut of it."""
    parts = proposed_of(file)
    if not parts:
        return Markup()
    shown = render_template(
        "clips/_proposed.html",
        file=file,
        parts=_shown(file, parts),
        written=written_time,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def panel(event: Event) -> Markup:
    """Return a session's section of its clips."""
    found = clips_of(event)
    if not found:
        return Markup()
    shown = render_template("clips/_session_panel.html", event=event, clips=found)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
