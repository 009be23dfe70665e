"""The rules of forums: their programme, what the public may ask and see, their conclusions.

ask → take → answer      discard: whatever a moderator does not want; nothing is shown before
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.errors import NotFoundError, RuleError
from vc.folding import folded
from vc.forums.models import Forum, Question, QuestionStatus, Speaker
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.services import Services
from vc.states import advance, can_advance

FREE_PER_ORIGIN, SLOWED_ORIGIN = 20, timedelta(minutes=1)
"""Questions from one origin, then one a minute: a whole class may ask by one."""
FREE_PER_FORUM, SLOWED_FORUM = 120, timedelta(seconds=2)
"""Questions to one forum, then one in two seconds: a moderator reads each of them."""
MOST_WAITING = 300
"""So many wait for a moderator at once; then no more are taken."""
MOST_SPEAKERS = 30
KEPT_FOR = timedelta(days=30)
"""So long after a forum what was asked and not shown is kept."""

NOT_OPEN = "Este foro no recibe preguntas ahora."
TOO_MANY = "Hay muchas preguntas por revisar. Espere unos minutos y envíela otra vez."
FULL = "El programa ya tiene 30 participaciones. Quite una antes de agregar otra."
NO_FORUM = "Esa sesión no es un foro."
DECIDED = "Alguien más ya decidió sobre esa pregunta; vea cómo quedó."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSpeaker:
    """Somebody who is to speak."""

    name: str
    minutes: int
    institution: str = ""
    topic: str = ""


def check_forum(event: Event) -> Event:
    """Return a session that is a forum. Raises NotFoundError."""
    if event.kind is not EventKind.FORUM:
        raise NotFoundError(NO_FORUM)
    return event


def forum_of(session: Session, event: Event) -> Forum:
    """Return what a forum has beside its session, as it is before anybody changes it too."""
    known = session.scalar(select(Forum).where(Forum.event_id == event.id))
    return known or Forum(event_id=event.id, takes_questions=True, conclusions="")


def speakers(session: Session, event: Event) -> Sequence[Speaker]:
    """Return who speaks, in their order."""
    query = select(Speaker).where(Speaker.event_id == event.id)
    return session.scalars(query.order_by(Speaker.place, Speaker.id)).all()


def speaker_by_id(session: Session, event: Event, speaker_id: int) -> Speaker:
    """Return somebody who speaks at this forum. Raises NotFoundError."""
    found = session.get(Speaker, speaker_id)
    if found is None or found.event_id != event.id:
        raise NotFoundError("Esa participación no existe.")
    return found


def add_speaker(
    session: Session, event: Event, new: NewSpeaker, *, by: Person, now: datetime
) -> Speaker:
    """Add somebody at the end; the caller commits. Raises RuleError when there are too many."""
    known = speakers(session, event)
    if len(known) >= MOST_SPEAKERS:
        raise RuleError(FULL)
    place = known[-1].place + 1 if known else 1
    row = Speaker(event_id=event.id, place=place)
    _write(row, new)
    session.add(row)
    session.flush()
    audit.record(session, row, "speaker.add", now=now, by=by, before={}, after={"name": row.name})
    return row


def change_speaker(
    session: Session, row: Speaker, new: NewSpeaker, *, by: Person, now: datetime
) -> None:
    """Correct what is said of somebody; the caller commits."""
    _write(row, new)
    audit.record_changes(session, row, "speaker.change", now=now, by=by)


def remove_speaker(session: Session, row: Speaker, *, by: Person, now: datetime) -> None:
    """Take somebody from the programme; the caller commits."""
    before = {"name": row.name}
    audit.record(session, row, "speaker.remove", now=now, by=by, before=before, after={})
    session.delete(row)


def let_speak_sooner(session: Session, row: Speaker) -> None:
    """Let somebody change places with whoever speaks before; the first one stays."""
    query = select(Speaker).where(Speaker.event_id == row.event_id, Speaker.place < row.place)
    before = session.scalars(query.order_by(Speaker.place.desc()).limit(1)).first()
    if before is not None:
        before.place, row.place = row.place, before.place


def set_forum(
    session: Session,
    event: Event,
    *,
    takes_questions: bool,
    conclusions: str,
    by: Person,
    now: datetime,
) -> None:
    """Keep whether questions are taken, and the conclusions; the caller commits."""
    row = forum_of(session, event)
    if row.id is None:
        session.add(row)
        session.flush()
    row.takes_questions, row.conclusions = takes_questions, conclusions
    audit.record_changes(session, row, "forum.change", now=now, by=by)


def is_open(session: Session, event: Event, now: datetime) -> bool:
    """Tell whether the public can ask: before a forum and during it."""
    is_to_be = event.kind is EventKind.FORUM and event.status is EventStatus.CONFIRMED
    return is_to_be and not event.is_over(now) and forum_of(session, event).takes_questions


def count_question(session: Session, event: Event, *, address: str, now: datetime) -> None:
    """Count that somebody asks, before anything is done for it. It commits.

    Raises TooManyTriesError when there were too many from the address, or to the forum.
    """
    limits = (
        Limit(f"question-from:{origin_of(address)}", FREE_PER_ORIGIN, SLOWED_ORIGIN),
        Limit(f"question-to:{event.id}", FREE_PER_FORUM, SLOWED_FORUM),
    )
    count_attempt(session, limits, now)


def ask(session: Session, event: Event, text: str, now: datetime) -> None:
    """Keep what the public asks for a moderator; the caller commits.

    Raises RuleError where none is taken, or too many wait.
    """
    _hold(session, event.id)
    if not is_open(session, event, now):
        raise RuleError(NOT_OPEN)
    waiting = select(func.count(Question.id)).where(
        Question.event_id == event.id, Question.status == QuestionStatus.WAITING
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise RuleError(TOO_MANY, field="text")
    add_question(session, event, text, now)


def add_question(session: Session, event: Event, text: str, now: datetime) -> None:
    """Add a question, or count that somebody else asks the same."""
    key = _fold_key(text)
    again = update(Question).where(Question.event_id == event.id, Question.fold_key == key)
    known = session.execute(again.values(times=Question.times + 1).returning(Question.id)).first()
    if known is None:
        session.add(Question(event_id=event.id, text=text, fold_key=key, asked_at=now))
        session.flush()


def questions(
    session: Session, event: Event, *statuses: QuestionStatus
) -> dict[QuestionStatus, list[Question]]:
    """Return the questions of some states: those that were taken in their order, then by age."""
    query = select(Question).where(Question.event_id == event.id, Question.status.in_(statuses))
    found: dict[QuestionStatus, list[Question]] = {status: [] for status in statuses}
    for one in session.scalars(query.order_by(Question.place, Question.id)):
        found[one.status].append(one)
    return found


def question_by_id(session: Session, event: Event, question_id: int) -> Question:
    """Return a question of this forum. Raises NotFoundError."""
    found = session.get(Question, question_id)
    if found is None or found.event_id != event.id:
        raise NotFoundError("Esa pregunta no existe.")
    return found


def decide(
    session: Session, question: Question, to: QuestionStatus, *, by: Person, now: datetime
) -> None:
    """Take, answer or discard a question; the caller commits. Raises RuleError where it cannot."""
    if question.status is to:
        return
    _hold(session, question.event_id)
    if not can_advance(question, to):
        raise RuleError(DECIDED)
    last = select(func.max(Question.place)).where(Question.event_id == question.event_id)
    place = (session.scalar(last) or 0) + 1 if to is QuestionStatus.TAKEN else question.place
    advance(question, to, now=now, by=by, decided_by_id=by.id, place=place)


def put_sooner(session: Session, question: Question) -> None:
    """Let a question that was taken change places with the one before it; the first one stays."""
    query = select(Question).where(
        Question.event_id == question.event_id,
        Question.status == QuestionStatus.TAKEN,
        Question.place < question.place,
    )
    before = session.scalars(query.order_by(Question.place.desc()).limit(1)).first()
    if before is not None and question.status is QuestionStatus.TAKEN:
        before.place, question.place = question.place, before.place


def forget_unshown(session: Session, services: Services) -> None:
    """Delete what was asked and never shown, a month after its forum. It commits."""
    over = select(Event.id).where(Event.ended_by(services.clock() - KEPT_FOR))
    unshown = (QuestionStatus.WAITING, QuestionStatus.DISCARDED)
    gone = delete(Question).where(Question.status.in_(unshown), Question.event_id.in_(over))
    session.execute(gone.execution_options(synchronize_session=False))
    session.commit()


def _hold(session: Session, event_id: int) -> None:
    """Hold off everybody else who asks or sorts: the session's row stands for its questions.

    Of two who ask the same at once one is counted; of two that are taken each has its own place.
    """
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


def _write(row: Speaker, new: NewSpeaker) -> None:
    """Copy what was entered into the row."""
    row.name, row.institution = new.name, new.institution
    row.topic, row.minutes = new.topic, new.minutes


def _fold_key(text: str) -> str:
    """Return the digest by which the same question is known again, however it is typed."""
    words = "".join(one if one.isalnum() else " " for one in folded(text)).split()
    return hashlib.sha256(" ".join(words or [text]).encode()).hexdigest()
