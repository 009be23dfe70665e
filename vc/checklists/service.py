"""The rules of a clip's list: begin it, answer its points, and tell what is missing.

Answers are only added. One that is about an older cut or text no longer counts; whoever finds that
nothing changed for the point confirms it, and that is an answer of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.checklists import checks, evaluation, queries
from vc.checklists.evaluation import Digests, ItemState, State
from vc.checklists.facts import facts_of
from vc.checklists.models import Answer, Checklist, Evidence, Level, Mode, Reply, TemplateItem
from vc.clips.models import Clip, ClipStatus
from vc.clips.renders import IS_WITHDRAWN
from vc.db import insert_once
from vc.errors import NotFoundError, RuleError
from vc.evidence import KeptFile

MISSING = "{count} de la lista de verificación: {labels}."
NOT_ASKED = "Ese punto no se pide para este clip."
ONLY_SYSTEM = "Ese punto lo revisa el sistema; no se responde a mano."
SAY_WHY = "Escriba por qué no aplica: es un punto obligatorio."
NOT_EVIDENT = "Alguno de esos puntos cambió. Respóndalos uno por uno."
NOTHING_OLD = "Ese punto no tiene una respuesta que confirmar."
NEEDED = {
    Evidence.NOTE: ("Escriba la nota que lo comprueba.", "note"),
    Evidence.LINK: ("Pegue el enlace que lo comprueba.", "link"),
    Evidence.FILE: ("Adjunte el archivo que lo comprueba.", "file"),
}


class ChecklistIncompleteError(RuleError):
    """Points that block are open; `labels` names them."""

    def __init__(self, labels: tuple[str, ...]) -> None:
        count = "Falta 1 punto" if len(labels) == 1 else f"Faltan {len(labels)} puntos"
        super().__init__(MISSING.format(count=count, labels="; ".join(labels)))
        self.labels = labels


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """What a person answers to a point, with its evidence."""

    reply: Reply
    note: str = ""
    link: str = ""
    file: KeptFile = field(default_factory=KeptFile)


def ensure(session: Session, clip: Clip, now: datetime) -> Checklist:
    """Return the clip's list, begun with the version in use if it was not. The caller commits."""
    found = queries.checklist_of(session, clip)
    if found is not None:
        return found
    template = queries.published(session, clip.kind)
    where = {"clip_id": clip.id, "kind": clip.kind}
    insert_once(session, Checklist, tuple(where), **where, template_id=template.id, made_at=now)
    return session.scalars(select(Checklist).filter_by(**where)).one()


def state(
    session: Session, clip: Clip, *, now: datetime, zone: ZoneInfo, reviewer: Person | None = None
) -> State:
    """Return the state of a clip's list, as `reviewer` would find it; writes nothing."""
    checklist = queries.checklist_of(session, clip)
    template = checklist.template if checklist else queries.published(session, clip.kind)
    facts = facts_of(session, clip, now=now, zone=zone, reviewer=reviewer)
    answers = queries.answers_of(session, checklist)
    return State(
        name=template.name,
        version=template.version,
        items=evaluation.state_of(template.items, answers, facts, _digests(clip)),
        left_out=tuple(one for one in template.items if not checks.applies(one.rule, facts)),
        is_watched=facts.watched_percent >= checks.ENOUGH_PERCENT,
    )


def check_complete(
    session: Session, clip: Clip, *, now: datetime, zone: ZoneInfo, reviewer: Person | None = None
) -> None:
    """Let a clip pass whose every blocking point is settled, but for the approval itself.

    Raises ChecklistIncompleteError.
    """
    missing = state(session, clip, now=now, zone=zone, reviewer=reviewer).missing
    if missing:
        raise ChecklistIncompleteError(missing)


def answer(
    session: Session,
    clip: Clip,
    item_id: int,
    new: NewAnswer,
    *,
    now: datetime,
    zone: ZoneInfo,
    by: Person,
) -> Answer:
    """Add a person's answer to a point. Raises RuleError. The caller commits."""
    return answer_all(session, clip, {item_id: new}, now=now, zone=zone, by=by)[0]


def answer_all(
    session: Session,
    clip: Clip,
    answers: Mapping[int, NewAnswer],
    *,
    now: datetime,
    zone: ZoneInfo,
    by: Person,
) -> list[Answer]:
    """Add a person's answers to several points, by the point's id. Raises RuleError.

    Each is checked against the list as it stood before the first. The caller commits.
    """
    points = _asked(session, clip, answers, now=now, zone=zone)
    for found in points:
        _check(found, answers[found.item.id])
    return [
        _add(session, clip, found.item, answers[found.item.id], now=now, by=by) for found in points
    ]


def answer_evident(
    session: Session,
    clip: Clip,
    proofs: Mapping[int, str],
    *,
    now: datetime,
    zone: ZoneInfo,
    by: Person,
) -> list[Answer]:
    """Add a person's yes to each of several evident points; `proofs` are their links by id.

    Raises RuleError where one of them is not evident (any more), and then none is answered. The
    caller commits.
    """
    stands = state(session, clip, now=now, zone=zone, reviewer=by)
    evident = {one.item.id for one in stands.evident([key for key, link in proofs.items() if link])}
    if not proofs or not evident.issuperset(proofs):
        raise RuleError(NOT_EVIDENT)
    yes = {key: NewAnswer(reply=Reply.YES, link=link) for key, link in proofs.items()}
    return answer_all(session, clip, yes, now=now, zone=zone, by=by)


def confirm(
    session: Session, clip: Clip, item_id: int, *, now: datetime, zone: ZoneInfo, by: Person
) -> Answer:
    """Confirm for the clip as it is now an answer to an older one, as one's own answer.

    Raises RuleError. The caller commits.
    """
    (found,) = _asked(session, clip, [item_id], now=now, zone=zone)
    old = [one for one in found.given if evaluation.is_stale(found.item, one, _digests(clip))]
    if not old:
        raise RuleError(NOTHING_OLD)
    # Where two have to agree, each confirms what they said themselves, if they said something.
    said = next((one for one in old if one.by_id == by.id), old[0])
    new = NewAnswer(
        reply=said.reply,
        note=said.note,
        link=said.link,
        file=KeptFile(said.file_key, said.file_name, said.file_sha256),
    )
    return _add(session, clip, found.item, new, now=now, by=by)


def _asked(
    session: Session, clip: Clip, item_ids: Iterable[int], *, now: datetime, zone: ZoneInfo
) -> list[ItemState]:
    """Return how the points stand that somebody answers. Raises RuleError, NotFoundError."""
    if clip.status is ClipStatus.WITHDRAWN:
        raise RuleError(IS_WITHDRAWN)
    ensure(session, clip, now)
    stands = state(session, clip, now=now, zone=zone)
    points = {one.item.id: one for one in stands.items}
    left_out = {one.id for one in stands.left_out}
    for item_id in item_ids:
        if item_id not in points:
            is_left_out = item_id in left_out
            raise RuleError(NOT_ASKED) if is_left_out else NotFoundError("Ese punto no existe.")
    return [points[item_id] for item_id in item_ids]


def _check(found: ItemState, new: NewAnswer) -> None:
    """Raise RuleError for an answer that the point does not take."""
    item = found.item
    if not found.is_answerable:
        raise RuleError(ONLY_SYSTEM)
    if item.mode is Mode.SYSTEM and new.reply is not Reply.NOT_APPLICABLE:
        raise RuleError(ONLY_SYSTEM, field="reply")
    is_hard = found.blocks or item.level is Level.BLOCKING
    if new.reply is Reply.NOT_APPLICABLE and is_hard and not new.note:
        raise RuleError(SAY_WHY, field="note")
    brought = {
        Evidence.NOTE: new.note,
        Evidence.LINK: new.link,
        Evidence.FILE: new.file.key,
    }
    if new.reply is Reply.YES and not brought.get(item.evidence, "none is asked"):
        message, name = NEEDED[item.evidence]
        raise RuleError(message, field=name)


def _add(
    session: Session, clip: Clip, item: TemplateItem, new: NewAnswer, *, now: datetime, by: Person
) -> Answer:
    """Add an answer about the clip as it is now, with its line in the clip's history."""
    row = Answer(
        checklist=ensure(session, clip, now),
        item=item,
        reply=new.reply,
        note=new.note,
        link=new.link,
        file_key=new.file.key,
        file_name=new.file.name,
        file_sha256=new.file.sha256,
        picture_sha256=clip.picture_sha256,
        text_sha256=clip.text_sha256,
        by=by,
        at=now,
    )
    session.add(row)
    session.flush()
    after = {"item": item.label, "reply": new.reply.value}
    audit.record(session, clip, "clip.answer", now=now, by=by, before={}, after=after)
    return row


def _digests(clip: Clip) -> Digests:
    """Return which picture and which words a clip has."""
    return Digests(clip.picture_sha256, clip.text_sha256)
