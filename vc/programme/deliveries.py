"""The rules of what is entered by hand: with evidence it counts, withdrawn it stays in sight."""

from dataclasses import dataclass, field
from datetime import date

from vc import audit
from vc.accounts.request_context import RequestContext
from vc.errors import RuleError
from vc.evidence import KeptFile
from vc.permissions import Capability, check
from vc.programme.models import Deliverable, Goal, HandKind

WITHDRAWN = "Este entregable está retirado: ya no cambia."
TO_COME = "Ese día todavía no llega. Quite la evidencia, o corrija el día."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeliverable:
    """What was delivered, as somebody enters it."""

    title: str
    day: date
    campaign_id: int | None = None
    municipality: str = ""
    url: str = ""
    evidence: KeptFile = field(default_factory=KeptFile)


def enter(
    context: RequestContext, kind: HandKind, new: NewDeliverable, *, goal: Goal | None = None
) -> Deliverable:
    """Add a deliverable; without evidence it is planned. The caller commits. Raises RuleError.

    Whoever looks after a goal enters what is of its kind; whoever may do so for all, anything.
    """
    check(context.by, Capability.DELIVER, goal)
    _check(context, new, has_file=bool(new.evidence.key))
    deliverable = Deliverable(kind=kind, by_id=context.by.id, at=context.now)
    _fill(deliverable, new)
    context.session.add(deliverable)
    audit.record(context.session, deliverable, "deliverable.add", now=context.now, by=context.by)
    return deliverable


def change(context: RequestContext, deliverable: Deliverable, new: NewDeliverable) -> None:
    """Put a deliverable right; a file that is not sent anew stays. The caller commits.

    Raises RuleError.
    """
    check(context.by, Capability.DELIVER, deliverable)
    if deliverable.withdrawn_at is not None:
        raise RuleError(WITHDRAWN)
    _check(context, new, has_file=bool(new.evidence.key or deliverable.evidence_key))
    _fill(deliverable, new)
    audit.record_changes(
        context.session, deliverable, "deliverable.change", now=context.now, by=context.by
    )


def withdraw(context: RequestContext, deliverable: Deliverable, why: str) -> None:
    """Let a deliverable count no more; it stays in sight with the reason. Raises RuleError."""
    check(context.by, Capability.DELIVER, deliverable)
    if deliverable.withdrawn_at is not None:
        raise RuleError(WITHDRAWN)
    deliverable.withdrawn_at, deliverable.withdrawn_why = context.now, why
    audit.record(
        context.session,
        deliverable,
        "deliverable.withdraw",
        now=context.now,
        by=context.by,
        reason=why,
    )


def _fill(deliverable: Deliverable, new: NewDeliverable) -> None:
    """Write what was entered into its row."""
    deliverable.title, deliverable.day = new.title, new.day
    deliverable.campaign_id, deliverable.municipality = new.campaign_id, new.municipality
    deliverable.url = new.url
    if new.evidence.key:
        deliverable.evidence_key = new.evidence.key
        deliverable.evidence_name = new.evidence.name
        deliverable.evidence_sha256 = new.evidence.sha256


def _check(context: RequestContext, new: NewDeliverable, *, has_file: bool) -> None:
    """Refuse evidence of what is still to come."""
    today = context.now.astimezone(context.zone).date()
    if new.day > today and (new.url or has_file):
        raise RuleError(TO_COME, field="day")
