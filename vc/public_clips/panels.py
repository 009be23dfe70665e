"""What the public agenda shows of clips, and a clip's page of the agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, render_template
from markupsafe import Markup

from vc.access import clock
from vc.attendance import seats, service
from vc.booking.models import Event
from vc.calendars.queries import public_events
from vc.db import db
from vc.public_clips import queries
from vc.public_clips.page_card import picture_version
from vc.public_clips.queries import Theme
from vc.publishing.models import Publication

AHEAD = timedelta(days=90)
WORTH_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Talk:
    """A session to which whoever watches a clip may come."""

    event: Event
    is_same_theme: bool
    seats_left: int | None
    """None where everybody finds room."""


def lead_of(themes: Sequence[Theme]) -> Theme | None:
    """Return the campaign of the moment: that of the newest clip, where it has a row of its own."""
    is_one_of_many = len(themes) > 1 and themes[0].count >= WORTH_A_ROW
    return themes[0] if is_one_of_many else None


def next_talk(row: Publication) -> Talk | None:
    """Return the next talk for everybody with room, of the clip's campaign where there is one."""
    now = clock()
    coming = public_events(db.session(), now, now + AHEAD, is_over=False)
    open_to_all = [one for one in coming if service.is_open(one, now)]
    campaign_id = row.clip.event.campaign_id if row.clip.event else None
    ordered = sorted(open_to_all, key=lambda one: one.campaign_id != campaign_id)
    left = seats.left(db.session(), ordered)
    for event in ordered:
        if left.get(event.id) != 0:
            is_same = campaign_id is not None and event.campaign_id == campaign_id
            return Talk(event, is_same, left.get(event.id))
    return None


def agenda_panel() -> Markup:
    """Return what already happened, as the newest clips; nothing while there are none."""
    rows = queries.some(db.session())
    if not rows:
        return Markup()
    shown = render_template("public_clips/_agenda_panel.html", rows=rows)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def name_for_templates(app: Flask) -> None:
    """Name what the templates of clips ask for."""
    app.jinja_env.globals.update(film_of=queries.film_of, picture_version=picture_version)
