"""What the pages of divergences and of messages read."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integrations.contracts.webhooks import NoticeKind
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.errors import NotFoundError
from vc.folding import holds
from vc.jobs import due_rows
from vc.paging import Page, page_of
from vc.reconciliation.models import Delivery, DeliveryStatus, Watch

PAGE_SIZE = 50
COMES_IN = "%participant_joined"


def diverged(session: Session, now: datetime) -> list[Watch]:
    """Return the coming sessions whose room differs at the vendor, the nearest first."""
    return _in_state(session, MeetingStatus.DIVERGED, now)


def gone(session: Session, now: datetime) -> list[Watch]:
    """Return the coming sessions whose room was deleted at the vendor, the nearest first."""
    return _in_state(session, MeetingStatus.GONE, now)


def alarmed(session: Session, now: datetime) -> list[Event]:
    """Return the sessions to come with an alarm, the nearest first."""
    query = (
        select(Event)
        .join(Meeting)
        .where(Event.ends_after(now), Event.status != EventStatus.CANCELLED, Meeting.alarm != "")
    )
    return list(session.scalars(query.order_by(Event.starts_at, Event.id)).unique())


def last_look(session: Session) -> datetime | None:
    """Return the instant when a vendor was last asked how a room stands."""
    return session.scalar(select(Watch.looked_at).order_by(Watch.looked_at.desc().nulls_last()))


def watch_of(session: Session, meeting: Meeting) -> Watch | None:
    """Return the watch over a meeting's room, None where there is none yet."""
    return session.scalar(select(Watch).where(Watch.meeting_id == meeting.id))


def watch_by_id(session: Session, watch_id: int) -> Watch:
    """Return a watch. Raises NotFoundError."""
    watch = session.get(Watch, watch_id)
    if watch is None:
        raise NotFoundError("Esa sala ya no se compara.")
    return watch


def due_watches(session: Session, now: datetime) -> list[int]:
    """Return the watches that are due and that nobody holds."""
    found = due_rows(session, Watch, now)
    session.rollback()
    return found


def entries_of(session: Session, meeting: Meeting) -> int:
    """Return the number of entries into the room, as the vendor told them while it was open."""
    if not meeting.external_id:
        return 0
    query = select(func.count()).where(
        Delivery.external_id == meeting.external_id,
        Delivery.kind == NoticeKind.ATTENDANCE.value,
        Delivery.event.like(COMES_IN),
    )
    return session.scalar(query) or 0


def deliveries(
    session: Session, *, status: DeliveryStatus | None, text: str, page: int
) -> Page[Delivery]:
    """Return one page of the messages that came, the newest first."""
    query = select(Delivery)
    if status is not None:
        query = query.where(Delivery.status == status)
    if text:
        query = query.where(holds(text, Delivery.folded))
    return page_of(session, query.order_by(Delivery.id.desc()), page, PAGE_SIZE)


def delivery_by_id(session: Session, delivery_id: int) -> Delivery:
    """Return a message. Raises NotFoundError."""
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFoundError("Ese aviso ya no se guarda.")
    return delivery


def _in_state(session: Session, status: MeetingStatus, now: datetime) -> list[Watch]:
    """Return the watches over coming sessions whose room stands so."""
    query = (
        select(Watch)
        .join(Meeting, Meeting.id == Watch.meeting_id)
        .join(Event, Event.id == Meeting.event_id)
        .where(
            Meeting.status == status, Event.ends_after(now), Event.status != EventStatus.CANCELLED
        )
        .order_by(Event.starts_at, Event.id)
    )
    return list(session.scalars(query).unique())
