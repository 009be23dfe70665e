"""The page of a clip's list: its points by what is to be done about them, each with its form."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from vc.access import clock, current_person, office_date, office_zone, signed_in
from vc.checklists import appearances, evaluation, queries, service
from vc.checklists.evaluation import Digests, ItemState, Outcome, State
from vc.checklists.forms import AnswerForm, answered
from vc.checklists.labels import GROUPS, OUTCOMES, WAIVERS
from vc.checklists.models import Answer, Appearance, TemplateItem
from vc.clips import labels as clip_labels
from vc.clips.models import Clip
from vc.consents.panels import opens
from vc.db import db
from vc.privacy import refusals

MOST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Group:
    """Points that stand alike, under a heading."""

    key: str
    title: str
    lead: str
    items: tuple[ItemState, ...]


def groups_of(state: State) -> list[Group]:
    """Return the points by what is to be done about them, without empty groups."""
    groups = (
        Group(key, title, lead, tuple(one for one in state.items if _group_of(one) == key))
        for key, (title, lead) in GROUPS.items()
    )
    return [one for one in groups if one.items]


def _group_of(one: ItemState) -> str:
    """Return the key of the group in which a point stands."""
    if one.holds_up and one.outcome in (Outcome.NO, Outcome.FAIL):
        return "bloquean"
    if one.is_open and one.blocks:
        return "faltan"
    return "avisos" if one.is_open or one.outcome is Outcome.WARN else "listos"


def list_page(
    clip: Clip,
    *,
    sent: AnswerForm | None = None,
    sent_id: int = 0,
    removed: Appearance | None = None,
) -> str:
    """Return the page of a clip's list; what was typed of point `sent_id` stays."""
    return render_template("checklists/show.html", **_of_list(clip, sent, sent_id, removed))


def list_part(
    clip: Clip, said: str = "", *, sent: AnswerForm | None = None, sent_id: int = 0
) -> str:
    """Return the part of the page that changes with an answer, with what is to be said of it."""
    return render_template("checklists/_list.html", said=said, **_of_list(clip, sent, sent_id))


def form_of(one: ItemState, clip: Clip) -> AnswerForm:
    """Return the empty form of a point, with a prefix that no other form of the page has."""
    form = AnswerForm(formdata=None, prefix=f"p{one.item.id}-")
    mine = [given for given in one.given if given.by_id == signed_in().id]
    replaced = mine if one.item.needs_two else one.given
    stored = answered(one.item, next(iter(replaced), None), digests_of(clip))
    form.seen.data, form.about.data = stored.seen.data, stored.about.data
    return form


def kept_answer(clip: Clip, item: TemplateItem) -> AnswerForm:
    """Return the form of the answer that the current person's next one replaces."""
    kept = queries.latest_answer(db.session(), clip, item, signed_in().id)
    return answered(item, kept, digests_of(clip))


def digests_of(clip: Clip) -> Digests:
    """Return the digests of a clip's picture and words."""
    return Digests(clip.picture_sha256, clip.text_sha256)


def _of_list(
    clip: Clip, sent: AnswerForm | None, sent_id: int, removed: Appearance | None = None
) -> dict[str, object]:
    """Return what the list's templates are given."""
    state = service.state(
        db.session(), clip, now=clock(), zone=office_zone(), reviewer=current_person()
    )
    digests = digests_of(clip)

    def form(one: ItemState) -> AnswerForm:
        return sent if sent and one.item.id == sent_id else form_of(one, clip)

    def old(item: TemplateItem, answers: Sequence[Answer]) -> list[Answer]:
        return [one for one in answers if evaluation.is_stale(item, one, digests)]

    wanted = request.form.get("quien", "").strip()[:MOST_TEXT]
    today = office_date()
    offered = appearances.offered(db.session(), clip, wanted, today, opens=opens)
    return {
        "appearances": queries.appearances_of(db.session(), clip),
        "removed": removed,
        "refused": refusals.of_event(db.session(), clip.event_id),
        "offered": offered,
        "problems_of": lambda consent: queries.problems_of(consent, today),
        "wanted": wanted,
        "clip": clip,
        "state": state,
        "groups": groups_of(state),
        "form_of": form,
        "sent_id": sent_id,
        "next_id": next((one.item.id for one in state.items if _waits(one)), 0),
        "old": old,
        "outcomes": OUTCOMES,
        "waivers": WAIVERS,
        "clip_labels": clip_labels,
        "zone": office_zone(),
    }


def _waits(one: ItemState) -> bool:
    """Tell whether a point waits for nothing but its first answer: the first such one is open."""
    return one.is_answerable and one.holds_up and not one.given
