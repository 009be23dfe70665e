"""What people send about checklists: an answer with its evidence, and the points of a version."""

import hashlib
from collections.abc import Mapping
from typing import Self

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from vc.address_field import AddressField
from vc.checklists import evaluation, labels
from vc.checklists.evaluation import Digests
from vc.checklists.models import Answer, DependsOn, Evidence, Level, Reply, TemplateItem
from vc.checklists.service import NewAnswer
from vc.checklists.versions import NewItem
from vc.clips.forms import NO_TIME, ms_of
from vc.errors import ConcurrentChangeError, InputError
from vc.evidence import KeptFile
from vc.forms import (
    Form,
    RadioField,
    RowForm,
    SelectField,
    among,
    at_most,
    choices_of,
    needed,
    one_line,
    plain_text,
)
from vc.inputs import NO_JSON, number_of

TYPED = ("reply", "note", "link")
MOST_SPANS = 200
LATEST_MS = 24 * 3_600_000
CLIP_CHANGED = (
    "El clip cambió mientras usted tenía abierta la lista. No se guardó nada: mírelo como está "
    "ahora."
)
LOOK_AGAIN = (
    "Alguien más cambió el clip o esta respuesta mientras usted tenía abierta la lista. No se "
    "confirmó nada: mírelo como está ahora."
)
RULES: dict[str, dict[str, object]] = {
    "": {},
    "minors": {"minors": True},
    "refusals": {"refusals": True},
    "ban": {"ban": True},
    "orange": {"day": 25},
    "blocks_in_ban": {"blocking_when": {"ban": True}},
}
LEVELS = {
    Level.BLOCKING: "No se puede aprobar (obligatorio)",
    Level.ADVISORY: "Solo se avisa (recomendado)",
}


def a_time_or_nothing(form: Form, field: StringField) -> None:
    """Refuse what is no time; nothing is fine."""
    if (field.data or "").strip() and ms_of(field.data) is None:
        raise StopValidation(NO_TIME)


class ListForm(Form):
    """What is asked of the whole list; the answers of its points come along."""

    confirm = HiddenField()
    """The id of a point whose older answer still holds."""
    evident = HiddenField()
    """The ids of the points that are confirmed together."""
    send = HiddenField()
    """Whether the clip's review is asked for, once the answers are kept."""

    def evident_ids(self) -> list[int]:
        """Return the ids of the points that are confirmed together."""
        return [number_of(one) or 0 for one in (self.evident.data or "").split()]


class AnswerForm(RowForm):
    """The answer to one point; each of the list has a prefix of its own, and all are one form."""

    class Meta(RowForm.Meta):
        """The list has one token for all of its points."""

        csrf = False

    about = HiddenField()
    """Which picture and which words the page showed."""
    shown = HiddenField()
    """What the page showed in its fields, in short."""
    kept_file = ""
    """The digest of the file with the answer that is kept."""

    reply = RadioField(
        "Respuesta",
        choices=choices_of(labels.REPLIES.items()),
        validators=[needed("Elija Sí, No o No aplica.")],
        **among("Elija Sí, No o No aplica."),
    )
    note = TextAreaField("Nota", validators=[plain_text, at_most(1000)])
    link = AddressField("Enlace", most=500)
    file = FileField("Archivo (PDF, JPG o PNG, hasta 10 MB)")

    def note_shown(self) -> Self:
        """Note what the page shows in it, so that what is sent back as it was is left alone."""
        self.shown.data = self._typed()
        return self

    @property
    def was_sent(self) -> bool:
        """Tell whether its fields came along: a page sends one point, or all of them."""
        return any(self[one].raw_data for one in TYPED)

    @property
    def is_touched(self) -> bool:
        """Tell whether somebody answered the point, or wrote something, since it was shown."""
        return self._typed() != self.shown.data or bool(self.file.data and self.file.data.filename)

    def _typed(self) -> str:
        """Return a digest of what a person types; browsers break lines in their own way."""
        typed = [str(self[one].data or "") for one in TYPED]
        plain = [" ".join(one.split()) for one in typed]
        return hashlib.sha256("\0".join(plain).encode()).hexdigest()[:16]

    def check_seen(self, stored: RowForm) -> None:
        """Raise ConcurrentChangeError also where the clip is another than the one that was seen."""
        if self.about.data != stored.about.data:
            error = ConcurrentChangeError(CLIP_CHANGED)
            self.set_beside(stored.note_seen(), error)
            raise error
        super().check_seen(stored)

    def _digest(self) -> str:
        """Return a digest of the answers, the file that proves one included."""
        return super()._digest() + self.kept_file

    def check_unchanged(self, stored: RowForm) -> None:
        """Raise ConcurrentChangeError unless answer and clip are those that were seen."""
        stored.note_seen()
        for name in ("about", "seen"):
            if self[name].data != stored[name].data:
                raise ConcurrentChangeError(LOOK_AGAIN)

    def answer(self, file: KeptFile) -> NewAnswer:
        """Return the answer, with the file as it was kept; call it after `validate`."""
        return NewAnswer(
            reply=Reply(self.reply.data),
            note=self.note.data or "",
            link=self.link.data or "",
            file=file,
        )


class AppearanceForm(Form):
    """Somebody who appears in a clip, from when to when; without times, in all of it."""

    consent = HiddenField()
    begins = StringField("Desde", validators=[a_time_or_nothing])
    ends = StringField("Hasta", validators=[a_time_or_nothing])

    def span(self) -> tuple[int | None, int | None]:
        """Return from when to when; call it after `validate`."""
        begins, ends = ms_of(self.begins.data or ""), ms_of(self.ends.data or "")
        return (None, None) if begins is None and ends is None else (begins or 0, ends)


class ItemForm(RowForm):
    """A point of a version that is being written."""

    label = StringField(
        "Qué se pide", validators=[needed("Escriba qué se pide."), one_line, at_most(200)]
    )
    help = TextAreaField("Ayuda: qué mirar y por qué", validators=[plain_text, at_most(600)])
    level = RadioField(
        "Si falta",
        choices=choices_of(LEVELS.items()),
        default=Level.BLOCKING.value,
        **among("Elija una de las opciones."),
    )
    evidence = SelectField(
        "Qué lo comprueba",
        choices=choices_of(labels.EVIDENCES.items()),
        **among("Elija una de las opciones."),
    )
    when = SelectField("Cuándo se pide", **among("Elija una de las opciones."))
    depends_on = SelectField(
        "De qué depende: si eso cambia, se pregunta de nuevo",
        choices=choices_of(labels.DEPENDS.items()),
        **among("Elija una de las opciones."),
    )
    needs_two = BooleanField("Lo confirman dos personas")

    def __init__(self, item: TemplateItem | None = None, **more: object) -> None:
        """Begin with what a point says; without one, with a new point."""
        super().__init__(data=_values_of(item) if item else None, **more)
        self._rule = item.rule if item else {}
        choices = list(labels.WHEN.items())
        if self._rule not in RULES.values():
            choices.append(("as_is", "Como está ahora"))
        self.when.choices = choices_of(choices)

    def new_item(self) -> NewItem:
        """Return the point's new content; call it after `validate`."""
        return NewItem(
            label=self.label.data,
            help=self.help.data or "",
            level=Level(self.level.data),
            evidence=Evidence(self.evidence.data),
            rule=dict(RULES.get(self.when.data, self._rule)),
            depends_on=DependsOn(self.depends_on.data),
            needs_two=self.needs_two.data,
        )


def spans_of(body: Mapping[str, object]) -> list[tuple[int, int]]:
    """Return the spans that a player sent. Raises InputError for what makes no sense as some."""
    sent = body.get("spans")
    if not isinstance(sent, list) or len(sent) > MOST_SPANS:
        raise InputError(NO_JSON)
    spans = []
    for one in sent:
        is_pair = isinstance(one, list) and len(one) == 2
        if not is_pair or not all(type(at) is int and 0 <= at <= LATEST_MS for at in one):
            raise InputError(NO_JSON)
        spans.append((one[0], one[1]))
    return spans


def answered(item: TemplateItem, kept: Answer | None, digests: Digests) -> AnswerForm:
    """Return the form of the answer that is kept of a point, about a clip as it is."""
    told = {"reply": kept.reply.value, "note": kept.note, "link": kept.link} if kept else {}
    told["about"] = evaluation.subject(item, digests)
    form = AnswerForm(formdata=None, data=told, prefix=f"p{item.id}-")
    form.kept_file = kept.file_sha256 if kept else ""
    return form.note_seen()


def _values_of(item: TemplateItem) -> dict[str, object]:
    """Return what the form shows of a point."""
    when = next((name for name, rule in RULES.items() if rule == item.rule), "as_is")
    return {
        "label": item.label,
        "help": item.help,
        "level": item.level.value,
        "evidence": item.evidence.value,
        "when": when,
        "depends_on": item.depends_on.value,
        "needs_two": item.needs_two,
    }
