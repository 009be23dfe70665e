"""Planning what was proposed, at once, and taking all of it back."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from vc.accounts.request_context import RequestContext
from vc.clips import queries as clips
from vc.editorial_plan.models import PlanBatch, PlannedPiece
from vc.editorial_plan.month import Proposed
from vc.editorial_plan.proposals import Choice
from vc.errors import NotFoundError, RuleError
from vc.publishing import gates
from vc.publishing import service as publishing
from vc.publishing.models import Publication
from vc.publishing.service import PublicationRequest

NOTHING = "Marque al menos una propuesta."
CHANGED = "El plan cambió mientras lo revisaba: esta es la propuesta de ahora. Véala y repita."


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of planning: the batch, what is in the queue, and what was refused, by why."""

    batch: PlanBatch
    publications: list[Publication]
    refused: list[str]


def chosen_of(proposed: Iterable[Proposed], keys: Iterable[str]) -> list[Proposed]:
    """Return what was chosen, if all of it is proposed as it was seen. Raises RuleError."""
    asked = set(keys)
    if not asked:
        raise RuleError(NOTHING, field="chosen")
    found = [one for one in proposed if one.choice and one.key in asked]
    if len(found) != len(asked):
        raise RuleError(CHANGED, field="chosen")
    return found


def plan(context: RequestContext, chosen: Iterable[Proposed]) -> Planned:
    """Put what was chosen into the queue: each piece on all its channels, or not at all.

    The caller commits.
    """
    batch = PlanBatch(by_id=context.by.id, at=context.now)
    context.session.add(batch)
    context.session.flush()
    made, refused = [], []
    for one in chosen:
        assert one.choice is not None
        try:
            with context.session.begin_nested():
                rows = _queue(context, one.choice)
        except RuleError as error:
            refused.append(f"{one.name}: {error.message}")
            continue
        task_id = one.task.id if one.task else None
        pieces = [PlannedPiece(publication=row, task_id=task_id, batch_id=batch.id) for row in rows]
        context.session.add_all(pieces)
        made += rows
    context.session.flush()
    return Planned(batch, made, refused)


def take_back(context: RequestContext, batch: PlanBatch) -> tuple[int, int]:
    """Take a batch out of the queue; return how many went, and how many cannot any more.

    The caller commits.
    """
    query = select(PlannedPiece).where(PlannedPiece.batch_id == batch.id)
    gone = kept = 0
    for piece in context.session.scalars(query).unique():
        try:
            publishing.cancel(context, piece.publication)
            gone += 1
        except RuleError:
            kept += 1
    return gone, kept


def batch_by_id(context: RequestContext, batch_id: int) -> PlanBatch:
    """Return a batch. Raises NotFoundError."""
    found = context.session.get(PlanBatch, batch_id)
    if found is None:
        raise NotFoundError("Ese plan no existe.")
    return found


def _queue(context: RequestContext, choice: Choice) -> list[Publication]:
    """Plan a clip at its hours, in its own words and the file that each network prefers."""
    edit = clips.edit_of(context.session, choice.clip)
    wishes = []
    for channel, at in choice.times:
        film = gates.films_of(choice.clip, channel.network)[0]
        wishes.append(
            PublicationRequest(
                channel_id=channel.id,
                publish_after=at,
                length=film.length,
                shape=film.shape,
                title=edit.title,
                text=edit.text,
            )
        )
    return publishing.queue(context, choice.clip, wishes)
