"""The page on which somebody else decides about a clip: its changes first, beside the film."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.access import current_person
from vc.approvals import queries, service
from vc.approvals.changes import Change, between, written
from vc.approvals.forms import ApproveForm, ChangesForm, EmergencyForm
from vc.approvals.models import Review
from vc.approvals.panels import sent_form
from vc.checklists import list_page
from vc.checklists import queries as checklists
from vc.checklists.evaluation import APPROVAL, ONE_BY_ONE, ItemState, Outcome
from vc.checklists.labels import OUTCOMES, REPLIES
from vc.checklists.models import Answer, Appearance
from vc.clips import queries as clips
from vc.clips.edit import Edit, text_sha256
from vc.clips.models import Clip, ClipRevision
from vc.db import db
from vc.privacy import refusals

ORDER = (
    *(Outcome.NO, Outcome.FAIL, Outcome.STALE, Outcome.WARN, Outcome.NOT_APPLICABLE, Outcome.DONE),
    Outcome.MISSING,
)
"""What is to be looked at first."""
MOST_STATES = 30
"""So many states of the edit are looked through for the one that was reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The points of a list, by what they ask of a reviewer."""

    missing: list[ItemState]
    """Without them nobody approves."""
    asking: list[ItemState]
    plain: list[ItemState]
    """Nothing is to be said of them."""


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a review."""

    review: Review
    changes: list[Change]


def review_page(clip: Clip) -> str:
    """Return the page of a clip's review; a form that was refused is shown as it was sent."""
    seen = {"files": service.files_sha256(clip), "text": clip.text_sha256}
    points = points_of(clip)
    reviews = queries.reviews_of(db.session(), clip)
    return render_template(
        "approvals/review.html",
        **list_page.film_of(clip),
        since=since(db.session(), clip, reviews[0]) if reviews else None,
        points=points,
        edit=clips.edit_of(db.session(), clip),
        outcomes=OUTCOMES,
        why_not=service.why_not_approvable(db.session(), clip, current_person()),
        approve_form=ApproveForm(formdata=None, **seen),
        changes_form=sent_form(ChangesForm) or ChangesForm(formdata=None),
        emergency_form=sent_form(EmergencyForm) or EmergencyForm(formdata=None, **seen),
        round=1 + queries.times_sent_back(reviews),
        written=written,
    )


def points_of(clip: Clip) -> Points:
    """Return the points of a clip's list, but for the approval, by what they ask of a reviewer."""
    items = [one for one in list_page.state_for(clip).items if one.item.key != APPROVAL]
    asking = [one for one in items if asks_for_a_look(one)]
    asking.sort(key=lambda one: ORDER.index(one.outcome))
    missing = [one for one in asking if one.holds_up]
    return Points(
        missing=missing,
        asking=[one for one in asking if one not in missing],
        plain=[one for one in items if one not in asking],
    )


def asks_for_a_look(one: ItemState) -> bool:
    """Tell whether there is more to a point than a yes: minors, consents, a reason, a paper."""
    said = any(given.note or given.file_key for given in one.given)
    is_special = not ONE_BY_ONE.isdisjoint(one.item.rule) or one.item.check_key == "consents"
    return (
        one.is_open or said or is_special or one.outcome in (Outcome.NOT_APPLICABLE, Outcome.WARN)
    )


def since(session: Session, clip: Clip, review: Review) -> Since:
    """Return what changed since a review: the edit, who appears, and the answers."""
    before = edit_at(session, clip, review)
    edits = between(before, clips.edit_of(session, clip)) if before else []
    others = [*_people(session, clip, review), *_answers(session, clip, review)]
    return Since(review, [*edits, *others])


def edit_at(session: Session, clip: Clip, review: Review) -> Edit | None:
    """Return the state of the edit that was reviewed: the one with its words, else the last then.

    Whoever goes back and cuts on leaves what was ahead, so it may be gone.
    """
    query = select(ClipRevision.number).where(
        ClipRevision.clip_id == clip.id, ClipRevision.at <= review.at
    )
    numbers = session.scalars(query.order_by(ClipRevision.number.desc()).limit(MOST_STATES)).all()
    states = clips.edits_of(session, {(clip.id, one) for one in numbers})
    then = [states[clip.id, one] for one in numbers]
    alike = (one for one in then if text_sha256(one) == review.text_sha256)
    return next(alike, then[0] if then else None)


def _people(session: Session, clip: Clip, review: Review) -> Iterator[Change]:
    """Yield who was named or taken off since, and who takes back that they are shown."""
    query = select(Appearance).where(Appearance.clip_id == clip.id).order_by(Appearance.id)
    for one in session.scalars(query):
        if one.removed_at is None and one.at > review.at:
            yield Change(f"Aparece {one.consent.folio}")
        elif one.removed_at is not None and one.removed_at > review.at >= one.at:
            yield Change(f"Ya no aparece {one.consent.folio}")
        revoked_at = one.consent.revoked_at
        if one.removed_at is None and revoked_at is not None and revoked_at > review.at:
            yield Change(f"Se revocó {one.consent.folio}")
    for refused in refusals.of_event(session, clip.event_id):
        if refused.at > review.at:
            yield Change(f"{refused.folio} pidió no aparecer")


def _answers(session: Session, clip: Clip, review: Review) -> Iterator[Change]:
    """Yield the points that were answered since, each with its newest answer."""
    given = checklists.answers_of(session, checklists.checklist_of(session, clip))
    newest = {one.item_id: one for one in given if one.at > review.at}
    old = {one.item_id: one for one in given if one.at <= review.at}
    same = {key for key, one in newest.items() if _said(old.get(key)) == _said(one)}
    for key, one in newest.items():
        if key not in same:
            yield Change(f"Respuesta: {one.item.label}", _said(old.get(key)), _said(one))
    if same:
        count = "1 respuesta" if len(same) == 1 else f"{len(same)} respuestas"
        yield Change(f"Sin cambios, confirmadas para este clip: {count}")


def _said(answer: Answer | None) -> str:
    """Return an answer with its note."""
    if answer is None:
        return ""
    return ". ".join(filter(None, (REPLIES[answer.reply], answer.note)))
