"""What a search of everything finds of sessions: them, who holds them, their campaigns."""

import re

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking import queries
from vc.booking.models import Campaign, Event
from vc.booking.states import EventStatus
from vc.folding import folded, found_in
from vc.fulltext import matches, words_in
from vc.paging import Page, page_in_turn
from vc.search.hooks import MOST_TOLD, Asked, Finder, Hit, Offer
from vc.search.service import page_of_list

ON = ("En curso", "live")
BOOK = Offer(
    endpoint="booking.new_titled",
    said="Agendar una sesión «{words}»",
    icon="plus",
    asked=re.compile(
        r"(?:agendar|programar|reservar)\s+(?:una\b\s*)?+(?:sesi[oó]n\b\s*)?+(?P<words>\S.*)",
        re.IGNORECASE,
    ),
)
CANCELLED = ("Cancelada", "off")


def about(session: Session, words: str) -> ColumnElement[bool]:
    """Return the condition that each word is a session's, its host's or its campaign's.

    People and campaigns are few, and their names change: they are looked through, and no session
    keeps them.
    """
    people, campaigns = _names(session)
    asked, of_nobody = [], []
    for word in words_in(words):
        hosts, named = _having(people, word), _having(campaigns, word)
        if not hosts and not named:
            of_nobody.append(word)
            continue
        is_of = or_(Event.host_id.in_(hosts), Event.campaign_id.in_(named))
        asked.append(or_(is_of, matches(session, Event, word)))
    if of_nobody or not asked:
        asked.append(matches(session, Event, " ".join(of_nobody)))
    return and_(*asked)


def _names(session: Session) -> tuple[list[tuple[int, str]], ...]:
    """Return the names of all people and of all campaigns, as they are compared, with their ids."""
    people = select(literal(0), Person.id, Person.name)
    rows = session.execute(people.union_all(select(literal(1), Campaign.id, Campaign.name))).all()
    names = [(kind, number, f" {folded(name)}") for kind, number, name in rows]
    return tuple([(number, name) for of, number, name in names if of == kind] for kind in (0, 1))


def _having(names: list[tuple[int, str]], word: str) -> list[int]:
    """Return the keys of the names in which a word begins so."""
    return [number for number, name in names if f" {word}" in name]


def _find_sessions(session: Session, asked: Asked) -> Page[Hit]:
    """Return the sessions: on air and to come, the nearest first, then the past, the last first."""
    query = select(Event).where(about(session, asked.words))
    coming = query.where(Event.ends_after(asked.now)).order_by(Event.starts_at, Event.id)
    past = query.where(Event.ended_by(asked.now)).order_by(Event.starts_at.desc(), Event.id.desc())
    page = page_in_turn(session, coming, past, asked.page, asked.size, most=MOST_TOLD)
    return page.of([_session(one, asked) for one in page.rows])


def _session(event: Event, asked: Asked) -> Hit:
    """Return a session as it was found."""
    state = CANCELLED if event.status is EventStatus.CANCELLED else None
    return Hit(
        title=event.summary,
        args={"event_id": event.id},
        row=event,
        about=" · ".join(filter(None, (event.host.name, event.institution, event.folio))),
        at=event.starts_at,
        state=ON if event.takes_place(asked.now) else state,
        names=(event.folio,),
    )


def _find_hosts(session: Session, asked: Asked) -> Page[Hit]:
    """Return the people who can hold sessions; their names lead to what they hold."""
    hits = [
        Hit(title=f"Sesiones de {name}", args={"anfitrion": number}, names=(name,))
        for number, name in queries.hosts(session)
        if found_in(asked.words, name)
    ]
    return page_of_list(hits, asked)


def _find_campaigns(session: Session, asked: Asked) -> Page[Hit]:
    """Return the campaigns; their names lead to their sessions."""
    hits = [
        Hit(
            title=one.name,
            args={"campana": one.id, "periodo": "all"},
            about="" if one.is_active else "Ya no se ofrece",
            names=(one.name,),
        )
        for one in session.scalars(select(Campaign).order_by(Campaign.name))
        if found_in(asked.words, one.name)
    ]
    return page_of_list(hits, asked)


SESSIONS = Finder(
    key="sesiones",
    title="Sesiones",
    endpoint="booking.show",
    icon="calendar",
    find=_find_sessions,
)
HOSTS = Finder(
    key="anfitriones",
    title="Anfitriones",
    endpoint="booking.index",
    icon="user",
    find=_find_hosts,
)
CAMPAIGNS = Finder(
    key="campanas",
    title="Campañas",
    endpoint="booking.index",
    icon="list",
    find=_find_campaigns,
)
