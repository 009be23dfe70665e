"""The agenda for everybody: what can be joined next, what comes, and what there was."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request
from werkzeug.wrappers import Response

from vc.access import anybody, clock, office_zone
from vc.addresses import absolute_url
from vc.booking.models import Event
from vc.calendars import labels, queries
from vc.calendars.hooks import BELOW_AGENDA, SEATS_LEFT
from vc.calendars.views import bp
from vc.card_picture import Drawing, answer, drawing
from vc.db import db
from vc.inputs import number_of
from vc.page_card import PageCard, Picture
from vc.services import services

YEAR, MONTH = timedelta(days=365), timedelta(days=30)
SHOWN = 12
"""So many sessions, and the rest of their last day, stand on the page; later ones are folded."""
Day = tuple[date, list[Event]]


@bp.get("/agenda")
@anybody
def public() -> str:
    """Show anybody the public sessions, without links to join; a topic has its own address."""
    now, topic = clock(), number_of(request.args.get("tema"))
    coming = queries.public_events(db.session(), now, now + YEAR, is_over=False)
    past = queries.public_events(db.session(), now - MONTH, now, is_over=True)
    topics = {one.campaign.id: one.campaign for one in (*coming, *past) if one.campaign}
    if topic in topics:
        coming, past = (
            [one for one in some if one.campaign_id == topic] for some in (coming, past)
        )
    seats = _seats_left(coming)
    near, later = _split(_by_day(coming))
    return render_template(
        "calendars/public.html",
        first=_first(coming, seats),
        seats=seats,
        coming=near,
        later=later,
        past=_by_day(past),
        past_count=len(past),
        topics=sorted(topics.values(), key=lambda one: one.name),
        topic=topic,
        below=[panel() for panel in services().registry.added_to(BELOW_AGENDA)],
        card=_card(),
    )


@bp.get("/agenda.png")
@anybody
def card_picture() -> Response:
    """Give the picture of the agenda where its address is pasted."""
    return answer(_drawn())


def _first(coming: Iterable[Event], seats: Mapping[int, int]) -> Event | None:
    """Return the next session that anybody can join: with a seat where there is one."""
    takes = [one for one in coming if one.takes_registrations]
    return next((one for one in takes if seats.get(one.id) != 0), takes[0] if takes else None)


def _seats_left(events: Sequence[Event]) -> Mapping[int, int]:
    """Return how many seats are left, where they are counted."""
    found: dict[int, int] = {}
    for count in services().registry.added_to(SEATS_LEFT):
        found |= count(db.session(), events)
    return found


def _by_day(events: Sequence[Event]) -> list[Day]:
    """Return the sessions grouped by the office's day on which they begin, in their order."""
    return [
        (day, list(group))
        for day, group in groupby(
            events, key=lambda event: event.starts_at.astimezone(office_zone()).date()
        )
    ]


def _split(days: Sequence[Day]) -> tuple[list[Day], list[tuple[date, int, list[Day]]]]:
    """Return the days that are shown, and the others by month, with how many sessions it has."""
    near: list[Day] = []
    while len(near) < len(days) and sum(len(group) for _, group in near) < SHOWN:
        near.append(days[len(near)])
    months = groupby(days[len(near) :], key=lambda one: one[0].replace(day=1))
    folded = [(month, list(group)) for month, group in months]
    return near, [(month, sum(len(on) for _, on in group), group) for month, group in folded]


def _card() -> PageCard:
    """Return what the agenda tells of itself; a topic's page is the same agenda, narrowed."""
    picture = absolute_url("calendars.card_picture", v=_drawn().version)
    return PageCard(
        title=labels.AGENDA,
        description=labels.AGENDA_SAYS,
        url=absolute_url("calendars.public"),
        picture=Picture(url=picture, alt=f"{labels.AGENDA}, {services().settings.office_name}"),
    )


def _drawn() -> Drawing:
    """Return what is drawn for the agenda."""
    return drawing(labels.AGENDA, labels.FREE)
