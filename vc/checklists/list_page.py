"""The page of a clip's list: the film, and its points in a row, all of them one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import render_template, request

from vc.access import clock, current_person, office_date, office_zone, signed_in
from vc.addresses import absolute_url
from vc.checklists import appearances, evaluation, queries, service
from vc.checklists.checks import Found
from vc.checklists.evaluation import Digests, ItemState, Outcome, State
from vc.checklists.forms import AnswerForm, ListForm, answered
from vc.checklists.hooks import REVIEWING
from vc.checklists.labels import OUTCOMES, PHRASES, WAIVERS
from vc.checklists.models import Answer, Appearance, Mode, TemplateItem
from vc.clips import labels as clip_labels
from vc.clips import queries as clips
from vc.clips.edit import length_of
from vc.clips.models import Clip, RenderStatus
from vc.consents.panels import opens
from vc.db import db
from vc.privacy import refusals
from vc.services import services
from vc.shapes import Shape

MOST_TEXT = 100
PRIVACY = "privacy_notice"
"""The key of the check whose proof the system has: the session's own page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came in and was not kept: the forms of points by their ids, and what is to be said."""

    forms: Mapping[int, AnswerForm] = field(default_factory=dict)
    whole: ListForm | None = None
    said: str = ""
    """What was kept nevertheless."""


def list_page(clip: Clip, sent: Sent | None = None, *, removed: Appearance | None = None) -> str:
    """Return the page of a clip's list; what was typed and not kept stays."""
    return render_template("checklists/show.html", **_of_list(clip, sent or Sent(), removed))


def list_part(clip: Clip, sent: Sent | None = None) -> str:
    """Return the part of the page that changes with an answer."""
    return render_template("checklists/_list.html", **_of_list(clip, sent or Sent()))


def state_for(clip: Clip) -> State:
    """Return how a clip's list stands for whoever reads it."""
    person = current_person()
    return service.state(db.session(), clip, now=clock(), zone=office_zone(), reviewer=person)


def proofs_of(clip: Clip, state: State) -> dict[int, str]:
    """Return the links that prove points and that the system knows, by the points' ids."""
    if clip.event is None:
        return {}
    page = absolute_url("attendance.join", slug=clip.event.slug)
    return {
        one.item.id: page
        for one in state.items
        if one.item.check_key == PRIVACY and one.found is Found.OK and page.startswith("https:")
    }


def form_of(one: ItemState, clip: Clip, proof: str = "") -> AnswerForm:
    """Return the form of a point as it was answered, with a prefix that no other one has.

    An answer of an older cut or text stands beside the form, not in it: whoever answers, looks.
    """
    mine = [given for given in one.given if given.by_id == signed_in().id]
    kept = next(iter(mine if one.item.needs_two else one.given), None)
    stored = answered(one.item, kept, digests_of(clip))
    is_new = kept is None or one.outcome is Outcome.STALE
    is_new = is_new or (kept is not None and evaluation.is_stale(one.item, kept, digests_of(clip)))
    if is_new:
        stored.reply.data, stored.note.data, stored.link.data = None, "", proof
    return stored.note_shown()


def kept_answer(clip: Clip, item: TemplateItem) -> Answer | None:
    """Return the answer that the current person's next one replaces."""
    return queries.latest_answer(db.session(), clip, item, signed_in().id)


def digests_of(clip: Clip) -> Digests:
    """Return the digests of a clip's picture and words."""
    return Digests(clip.picture_sha256, clip.text_sha256)


def is_settled(one: ItemState) -> bool:
    """Tell whether the system found a point in order by itself."""
    return one.item.mode is Mode.SYSTEM and one.outcome is Outcome.DONE


def film_of(clip: Clip) -> dict[str, object]:
    """Return what the film beside a list, or beside a review, is shown with."""
    made = [one for one in clip.current_renders if one.status is RenderStatus.DONE]
    edit, shapes = clips.edit_of(db.session(), clip), list(Shape)
    return {
        "clip": clip,
        "films": sorted(made, key=lambda one: (-(one.duration_ms or 0), shapes.index(one.shape))),
        "length_ms": length_of(edit.pieces),
        "appearances": queries.appearances_of(db.session(), clip),
        "refused": refusals.of_event(db.session(), clip.event_id),
        "clip_labels": clip_labels,
        "zone": office_zone(),
    }


def _of_list(clip: Clip, sent: Sent, removed: Appearance | None = None) -> dict[str, object]:
    """Return what the list's templates are given."""
    state, digests = state_for(clip), digests_of(clip)
    proofs = proofs_of(clip, state)

    def form(one: ItemState) -> AnswerForm:
        found = sent.forms.get(one.item.id)
        return found or form_of(one, clip, proofs.get(one.item.id, ""))

    def old(item: TemplateItem, answers: Sequence[Answer]) -> list[Answer]:
        return [one for one in answers if evaluation.is_stale(item, one, digests)]

    (reviewing,) = services().registry.added_to(REVIEWING)
    wanted = request.form.get("quien", "").strip()[:MOST_TEXT]
    today = office_date()
    first = next(iter(sent.forms), 0) or next((one.item.id for one in state.waiting), 0)
    return film_of(clip) | {
        "removed": removed,
        "offered": appearances.offered(db.session(), clip, wanted, today, opens=opens),
        "problems_of": lambda consent: queries.problems_of(consent, today),
        "wanted": wanted,
        "state": state,
        "settled": [one for one in state.items if is_settled(one)],
        "evident": state.evident(proofs),
        "form_of": form,
        "list_form": sent.whole or ListForm(formdata=None),
        "said": sent.said,
        "here_id": first,
        "old": old,
        "outcomes": OUTCOMES,
        "waivers": WAIVERS,
        "phrases": PHRASES,
        "reviewing": reviewing,
        "now": clock(),
    }
