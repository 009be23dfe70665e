"""The one thing to do next with a session, for whoever looks at its page. Pure.

How the room stands comes as a fact; what broadcasts, recordings, clips and publications ask for
comes as `Offer`s, which those features add at `vc.booking.hooks.NEXT_OFFERS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from vc.booking import next_words as words

OPENS_BEFORE = timedelta(minutes=15)
"""How long before a session its room is to be opened."""
TESTED_BEFORE = timedelta(days=1)
"""From so long before a session on somebody should try its room."""


class Room(StrEnum):
    """How the room stands for whoever wants to hold the session."""

    BEING_MADE = "being made"
    """A worker is at it."""
    WAITING = "waiting"
    """On the waiting list."""
    LACKS_LINK = "lacks link"
    """Somebody has to make it at the vendor and paste its link."""
    FAILED = "failed"
    """The vendor said no."""
    GONE = "gone"
    """It was deleted at the vendor."""
    UNSENT = "unsent"
    """It is there, and the vendor did not take our last change."""
    READY = "ready"
    """People can join, also where the vendor's copy says something else than ours."""
    CLOSED = "closed"


class Urgency(IntEnum):
    """What comes first when several things wait; the lower the sooner."""

    BROKEN = 1
    """As it stands it cannot take place, or nobody can watch it."""
    EXPIRING = 2
    """It is lost if nobody does it in time."""
    PRESENT = 3
    """It belongs to this very moment."""
    WORK = 4
    """The chain does not go on before it is done."""
    FIGURES = 5
    """The session is not fully told before it is done."""
    PREPARING = 6
    """There is time for it."""
    BY_ITSELF = 7
    """Nobody has to do anything: the system is at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button does: it leads to a page, sends a form, or copies a text."""

    label: str
    endpoint: str = ""
    values: tuple[tuple[str, object], ...] = ()
    anchor: str = ""
    is_post: bool = False
    copies: str = ""
    """The id of the text on the page that is copied."""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do next, why, how, and until when."""

    what: str
    why: str = ""
    action: Action | None = None
    form: str = ""
    """The part of the page with the form that does it; empty where a button does."""
    until: datetime | None = None
    whose: str = ""
    """Who does it, where whoever looks may not; empty otherwise."""
    works_by_itself: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a feature says could be next, while it holds."""

    urgency: Urgency
    what: str
    why: str = ""
    action: Action | None = None
    until: datetime | None = None
    begins_at: datetime | None = None
    """From when on it is worth being told; None: at once."""
    is_for_hosts: bool = False
    """The host does it sooner than the coordination does."""
    is_allowed: bool = True
    """Whether whoever looks may do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What there is to know of a session."""

    starts_at: datetime
    ends_at: datetime
    room: Room
    host: str
    platform: str
    is_cancelled: bool = False
    takes_place: bool = False
    """It has begun and is not over, by the plan or because its room is open."""
    is_over: bool = False
    was_opened: bool = False
    """Somebody opened the room for the session."""
    is_shared: bool = True
    """Somebody outside the office was invited, registered, or came by its address."""
    room_note: str = ""
    """Why the room is not as it should be, in Spanish."""
    account: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever looks."""

    may_change: bool = False
    is_host: bool = False
    may_book: bool = False


def next_step(session: SessionFacts, person: Viewer, now: datetime) -> Step:
    """Return the one thing to do next.

    Somebody who may not do it is told who does; a host hears first of what only a host does.
    """
    if session.is_cancelled:
        return _of_cancelled(person)
    offers = [one for one in (*_own(session, person), *session.offers) if _holds(one, now)]
    if not offers:
        return _nothing(session)
    first = min(offers, key=lambda one: _rank(one, person))
    return _as_step(first, session)


def _holds(offer: Offer, now: datetime) -> bool:
    """Tell whether an offer is worth being told now."""
    return offer.begins_at is None or offer.begins_at <= now


def _rank(offer: Offer, person: Viewer) -> tuple[int, bool, bool, bool, float]:
    """Return the place of an offer: the urgent, then what this person can do, then the sooner."""
    is_urgent = offer.urgency <= Urgency.EXPIRING
    until = offer.until.timestamp() if offer.until else float("inf")
    return (
        offer.urgency,
        not is_urgent and not offer.is_allowed,
        person.is_host and not offer.is_for_hosts,
        offer.until is None,
        until,
    )


def _as_step(offer: Offer, session: SessionFacts) -> Step:
    """Return an offer as what is next; without its button where somebody else does it."""
    is_link = offer.action is not None and not offer.action.endpoint and not offer.action.copies
    form = offer.action.anchor if offer.action and is_link and offer.is_allowed else ""
    needs_somebody = offer.urgency is not Urgency.BY_ITSELF and not offer.is_allowed
    return Step(
        what=offer.what,
        why=offer.why,
        action=offer.action if offer.is_allowed and not form else None,
        form=form,
        until=offer.until,
        whose=words.WHOSE.format(host=session.host) if needs_somebody else "",
        works_by_itself=offer.urgency is Urgency.BY_ITSELF,
    )


def _own(session: SessionFacts, person: Viewer) -> Iterable[Offer]:
    """Yield what booking itself asks for: all of it is about the room."""
    if session.is_over:
        return
    if session.room is Room.READY:
        yield from _of_ready_room(session, person)
    elif session.room in _PROBLEMS:
        yield _problem(session, person)


def _problem(session: SessionFacts, person: Viewer) -> Offer:
    """Return what is to be done about a room that is not there, or not as it should be."""
    urgency, what, action = _PROBLEMS[session.room]
    return Offer(
        urgency=urgency,
        what=what.format(platform=session.platform),
        why=session.room_note or words.WHY[session.room].format(account=session.account),
        action=action,
        until=session.starts_at if urgency is Urgency.BROKEN else None,
        is_allowed=person.may_change,
    )


_RETRY = Action(label=words.RETRY, endpoint="booking.retry", is_post=True, icon="refresh")
_AGAIN = Action(label=words.MAKE_AGAIN, endpoint="booking.retry", is_post=True, icon="refresh")
_MOVE = Action(label=words.MOVE, endpoint="booking.move", icon="clock")
_PASTE = Action(label=words.PASTE, anchor="link")
_OPEN = Action(label=words.OPEN, endpoint="booking.start", is_post=True, icon="video")
_TEST = Action(label=words.TEST, endpoint="booking.start", is_post=True, icon="video")
_SHARE = Action(label=words.SHARE, copies="invitation", icon="copy")
_BOOK_ALIKE = Action(label=words.BOOK_ALIKE, endpoint="booking.again", icon="plus")

_PROBLEMS: dict[Room, tuple[Urgency, str, Action | None]] = {
    Room.FAILED: (Urgency.BROKEN, words.FAILED, _RETRY),
    Room.GONE: (Urgency.BROKEN, words.GONE, _AGAIN),
    Room.LACKS_LINK: (Urgency.BROKEN, words.LACKS_LINK, _PASTE),
    Room.WAITING: (Urgency.BROKEN, words.WAITING, _MOVE),
    Room.UNSENT: (Urgency.BROKEN, words.UNSENT, _RETRY),
    Room.BEING_MADE: (Urgency.BY_ITSELF, words.BEING_MADE, None),
}


def _of_ready_room(session: SessionFacts, person: Viewer) -> Iterable[Offer]:
    """Yield what there is to do with a room that people can join."""
    if not session.was_opened:
        yield Offer(
            urgency=Urgency.PRESENT,
            what=words.OPEN_NOW if session.takes_place else words.OPEN_SOON,
            action=_OPEN,
            begins_at=session.starts_at - OPENS_BEFORE,
            until=session.starts_at if not session.takes_place else None,
            is_for_hosts=True,
            is_allowed=person.may_change,
        )
    if session.takes_place:
        return
    if not session.is_shared:
        yield Offer(
            urgency=Urgency.PREPARING,
            what=words.NOT_SHARED,
            why=words.WHY_SHARE,
            action=_SHARE,
            until=session.starts_at,
        )
    elif person.may_change:
        yield Offer(
            urgency=Urgency.PREPARING,
            what=words.NOT_TESTED,
            why=words.WHY_TEST,
            action=_TEST,
            begins_at=session.starts_at - TESTED_BEFORE,
            until=session.starts_at,
            is_for_hosts=True,
        )
    yield _nothing_before(session)


def _nothing_before(session: SessionFacts) -> Offer:
    """Return that all is ready."""
    return Offer(
        urgency=Urgency.BY_ITSELF, what=words.ALL_READY, until=session.starts_at - OPENS_BEFORE
    )


def _of_cancelled(person: Viewer) -> Step:
    """Return what can follow a session that will not take place."""
    return Step(what=words.CANCELLED, action=_BOOK_ALIKE if person.may_book else None)


def _nothing(session: SessionFacts) -> Step:
    """Return that nothing waits for anybody."""
    what = words.ON_AIR if session.takes_place else words.ALL_DONE
    return Step(what=what, works_by_itself=True)
