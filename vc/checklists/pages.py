"""What the pages of checklists show."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask import url_for as to
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from vc.access import can, clock, current_person, signed_in
from vc.booking.pages import office_zone
from vc.checklists import appearances, editing, evaluation, labels, queries, service
from vc.checklists.evaluation import Digests, ItemState, Outcome, State
from vc.checklists.forms import RULES, AnswerForm, ItemForm, answered
from vc.checklists.models import Answer, Appearance, Template, TemplateItem
from vc.clips import labels as clip_labels
from vc.clips.models import Clip, ClipKind, ClipRender
from vc.consents.pages import opens
from vc.db import db
from vc.privacy import refusals

MOST_TEXT = 100
OUTCOMES = {
    Outcome.DONE: ("Listo", "ok"),
    Outcome.MISSING: ("Falta", "wait"),
    Outcome.NO: ("Respondido que no", "problem"),
    Outcome.NOT_APPLICABLE: ("No aplica", "off"),
    Outcome.STALE: ("Confirmar de nuevo", "wait"),
    Outcome.WARN: ("Revise", "info"),
    Outcome.FAIL: ("No se cumple", "problem"),
}
WAIVERS = {"consents": "Nadie se puede identificar"}
"""What the button says that settles a point of the system's, where «No aplica» says too little."""
COLUMN_NAMES = {
    "label": "Qué se pide",
    "help": "Ayuda",
    "level": "Si falta",
    "evidence": "Qué lo comprueba",
    "rule": "Cuándo se pide",
    "depends_on": "De qué depende",
    "needs_two": "Dos personas",
}

GROUPS = {
    "bloquean": ("Bloquean la aprobación", "Corríjalos para seguir."),
    "faltan": ("Faltan", "Sin ellos no se puede aprobar."),
    "avisos": ("Avisos y recomendaciones", "No detienen el clip."),
    "listos": ("Listos", "Ya no piden nada."),
}


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


def panel(clip: Clip) -> Markup:
    """Return what a clip's page shows of its list: how far it is, and what is missing."""
    state = service.state(
        db.session(), clip, now=clock(), zone=office_zone(), reviewer=current_person()
    )
    shown = render_template("checklists/_panel.html", clip=clip, state=state)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def watched(render: ClipRender) -> Markup:
    """Return the attributes of a file's `video` with which `viewing.js` reports what is played.

    Templates of every feature may call it.
    """
    if not can("checklists.note_watched"):
        return Markup()
    address = to("checklists.note_watched", clip_id=render.clip_id, render_id=render.id)
    attributes = ' data-watched-url="{}" data-watched-token="{}"'
    return Markup(attributes).format(address, generate_csrf())  # noqa: S704 - it escapes both


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
    """Return which picture and which words a clip has."""
    return Digests(clip.picture_sha256, clip.text_sha256)


def index_page() -> str:
    """Return the page of all lists, by kind."""
    versions = queries.templates(db.session())
    kinds = [(kind, [one for one in versions if one.kind is kind]) for kind in ClipKind]
    return render_template("checklists/index.html", kinds=kinds)


def template_page(template: Template) -> str:
    """Return the page of one version."""
    return render_template(
        "checklists/template.html",
        template=template,
        before=queries.before(db.session(), template),
        when=when_of,
        approval=evaluation.APPROVAL,
    )


def item_page(template: Template, form: ItemForm, item: TemplateItem | None = None) -> str:
    """Return the page on which a point is written."""
    return render_template("checklists/item.html", template=template, form=form, item=item)


def comparison_page(old: Template, new: Template) -> str:
    """Return the page that compares two versions."""
    return render_template(
        "checklists/compare.html",
        old=old,
        new=new,
        comparison=editing.compared(old, new),
        value=value_of,
        names=COLUMN_NAMES,
    )


def value_of(item: TemplateItem, name: str) -> str:
    """Return a column of a point in words."""
    said = {
        "level": labels.LEVELS[item.level],
        "evidence": labels.EVIDENCES[item.evidence],
        "rule": when_of(item),
        "depends_on": labels.DEPENDS[item.depends_on],
        "needs_two": "Sí" if item.needs_two else "No",
    }
    return said[name] if name in said else getattr(item, name) or "(vacío)"


def when_of(item: TemplateItem) -> str:
    """Return in words when a point is asked."""
    name = next((name for name, rule in RULES.items() if rule == item.rule), None)
    return "Según una regla propia" if name is None else labels.WHEN[name]


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
    today = clock().astimezone(office_zone()).date()
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
