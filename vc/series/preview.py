"""The preview of a change of many sessions: what it does to each, and who is told."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import render_template, request

from vc.booking import preview as session_preview
from vc.booking.hooks import OTHERS_TOLD
from vc.booking.models import Event
from vc.booking.preview import typed_again
from vc.db import db
from vc.inputs import number_of
from vc.series.changes import Outcome, Scope
from vc.services import services


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told of a change, and of how many sessions."""

    name: str
    count: int


def scope_wanted() -> Scope:
    """Return the scope of the request; only this session when it does not say."""
    text = request.form.get("scope", "")
    return Scope(text) if text in list(Scope) else Scope.THIS


def left_out() -> set[int]:
    """Return the sessions that the preview was told to leave as they are."""
    return {number for text in request.form.getlist("leave") if (number := number_of(text))}


def apply_or_preview(act: Callable[[], list[Outcome]], **names: object) -> str | None:
    """Carry out what was previewed and return None, or return the preview's page.

    The preview is the change itself, rolled back. It is carried out when the person saw exactly
    this, and nothing of it is refused; the caller commits then.
    """
    outcomes = act()
    seen = hashlib.sha256(repr(outcomes).encode()).hexdigest()
    problems = [outcome for outcome in outcomes if outcome.problem]
    if request.form.get("seen") == seen and not problems:
        return None
    db.session.rollback()
    return render_template(
        "series/preview.html",
        outcomes=outcomes,
        problems=problems,
        told=told_of(outcomes),
        seen=seen,
        was_seen="seen" in request.form,
        left_out=sorted(left_out()),
        hidden=typed_again(),
        **names,
    )


def told_of(outcomes: Sequence[Outcome]) -> list[Told]:
    """Return the people who are told of the changes, by name, and of how many sessions each."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.problem or not (outcome.changed or outcome.is_cancelled):
            continue
        for name in _audience(db.session.get_one(Event, outcome.event_id)):
            counts[name] = counts.get(name, 0) + 1
    return [Told(name, count) for name, count in sorted(counts.items())]


def _audience(event: Event) -> set[str]:
    """Return who is told of a session, by name or address."""
    people = {event.host.name, *(person.name for person in event.cohosts), *event.guest_emails}
    for names in services().registry.added_to(OTHERS_TOLD):
        people |= set(names(db.session(), event))
    # And whoever is no longer among them: guests who were removed, who registered before.
    return people | set(session_preview.told_of(event).cancelled)
