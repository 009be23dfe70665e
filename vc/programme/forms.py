"""What people send of the programme: its year, goals, adjustments, deliverables by hand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from vc import dates
from vc.address_field import AddressField
from vc.evidence import KeptFile
from vc.forms import (
    DateField,
    Form,
    IntegerField,
    RowForm,
    Rows,
    SelectField,
    among,
    at_most,
    choices_of,
    given,
    needed,
    one_line,
    plain_text,
    row_id,
)
from vc.inputs import a_date
from vc.programme import labels
from vc.programme.deliverables import DeliverableKind
from vc.programme.deliveries import NewDeliverable
from vc.programme.models import Deliverable, EasingReason, Goal, HandKind
from vc.programme.promise import Period, Span
from vc.programme.service import NewAdjustment, NewGoal, NewTerms

MOST = 1000
FROM_LIST = among("Elija de la lista.")
NUMBER = NumberRange(1, MOST, message="Escriba de 1 a 1,000, o deje el campo vacío.")
NO_CAMPAIGN = "ya no se ofrece"
NOBODY = SelectChoice("", "Nadie todavía")
ANY_CAMPAIGN = SelectChoice("", "Cualquiera")
NONE = SelectChoice("", "Ninguna")


class BeginForm(Form):
    """The year's programme, with another year's goals or without."""

    like = SelectField("Empezar con", coerce=row_id, **FROM_LIST)

    def offer(self, years: Iterable[tuple[int, int]]) -> Self:
        """Give the programmes that can be copied, as (id, year); return the form."""
        copies = [SelectChoice(str(number), f"Las metas de {year}") for number, year in years]
        self.like.choices = [*copies, SelectChoice("", "Sin metas")]
        return self


class TermsForm(RowForm):
    """What a goal asks, and who looks after it."""

    name = StringField(
        "Nombre", validators=[needed("Escriba qué se promete."), one_line, at_most(200)]
    )
    least = IntegerField("Mínimo", validators=[Optional(), NUMBER])
    most = IntegerField("Máximo", validators=[Optional(), NUMBER])
    campaign_id = SelectField("Solo de la campaña", coerce=row_id, **FROM_LIST)
    responsible_id = SelectField("Responsable", coerce=row_id, **FROM_LIST)

    def offer(self, campaigns: Rows, people: Rows) -> Self:
        """Give what can be chosen; return the form."""
        self.campaign_id.offer(campaigns, NO_CAMPAIGN, ANY_CAMPAIGN)
        self.responsible_id.offer(people, "ya no puede", NOBODY)
        return self

    @property
    def terms(self) -> NewTerms:
        """Return what the goal is to ask."""
        return NewTerms(
            name=self.name.data,
            least=self.least.data,
            most=self.most.data,
            campaign_id=self.campaign_id.data,
        )


class GoalForm(TermsForm):
    """A new goal."""

    kind = SelectField("Qué se entrega", **FROM_LIST)
    period = SelectField(
        "Periodo",
        choices=[SelectChoice(one.value, word) for one, word in labels.PERIODS.items()],
        default=Period.MONTH.value,
        **FROM_LIST,
    )
    since = SelectField("Cuenta desde", **FROM_LIST)

    def offer_of(self, year: int, kinds: Iterable[DeliverableKind]) -> Self:
        """Give the kinds and months that can be chosen; return the form."""
        self.kind.choices = choices_of((one.key, dates.sentence(one.many)) for one in kinds)
        months = [date(year, month, 1) for month in range(1, 13)]
        self.since.choices = choices_of((one.isoformat(), dates.month(one)) for one in months)
        return self

    @property
    def goal(self) -> NewGoal:
        """Return the new goal."""
        return NewGoal(
            kind=self.kind.data,
            period=Period(self.period.data),
            since=a_date(self.since.data),
            terms=self.terms,
            responsible_id=self.responsible_id.data,
        )


class AdjustmentForm(Form):
    """One period that is to ask less."""

    begins_on = SelectField("Periodo", **FROM_LIST)
    least = IntegerField(
        "Nuevo mínimo",
        validators=[
            needed("Escriba el nuevo mínimo; 0 si no se pide nada."),
            NumberRange(0, MOST, message="Escriba de 0 a 1,000."),
        ],
    )
    reason = SelectField(
        "Motivo",
        choices=[
            SelectChoice(one.value, dates.sentence(word)) for one, word in labels.REASONS.items()
        ],
        **FROM_LIST,
    )
    words = TextAreaField(
        "Qué pasó", validators=[needed("Escriba qué pasó."), plain_text, at_most(500)]
    )
    authorised_by = StringField(
        "Lo autorizó", validators=[needed("Escriba quién lo autorizó."), one_line, at_most(200)]
    )

    def offer(self, goal: Goal, spans: Sequence[Span]) -> Self:
        """Give the periods that can be adjusted; return the form."""
        self.begins_on.choices = choices_of(
            (one.begin.isoformat(), dates.sentence(labels.span_name(one, goal.period)))
            for one in spans
        )
        return self

    @property
    def adjustment(self) -> NewAdjustment:
        """Return the adjustment."""
        return NewAdjustment(
            begins_on=a_date(self.begins_on.data),
            least=given(self.least.data),
            reason=EasingReason(self.reason.data),
            words=self.words.data,
            authorised_by=self.authorised_by.data,
        )


class DeliverableForm(RowForm):
    """What was delivered, and what shows it."""

    title = StringField("Título", validators=[needed("Escriba un título."), one_line, at_most(200)])
    day = DateField("Día", validators=[needed("Elija el día.")])
    campaign_id = SelectField("Campaña", coerce=row_id, **FROM_LIST)
    municipality = StringField("Municipio", validators=[one_line, at_most(120)])
    url = AddressField("Dirección donde se ve")
    file = FileField("O el archivo que lo muestra")

    def offer(self, campaigns: Rows) -> Self:
        """Give the campaigns that can be chosen; return the form."""
        self.campaign_id.offer(campaigns, NO_CAMPAIGN, NONE)
        return self

    @classmethod
    def of(cls, row: Deliverable, **more: object) -> Self:
        """Return the form of a row."""
        return cls(obj=row, **more)

    def deliverable(self, evidence: KeptFile) -> NewDeliverable:
        """Return the deliverable, with the file that shows it."""
        return NewDeliverable(
            title=self.title.data,
            day=given(self.day.data),
            campaign_id=self.campaign_id.data,
            municipality=self.municipality.data or "",
            url=self.url.data or "",
            evidence=evidence,
        )


class AnyDeliverableForm(DeliverableForm):
    """The same, of any kind."""

    kind = SelectField(
        "Qué es",
        choices=[
            SelectChoice(one.value, dates.sentence(words[0]))
            for one, words in labels.HAND_KINDS.items()
        ],
        default=HandKind.BULLETIN.value,
        **FROM_LIST,
    )


class WithdrawForm(Form):
    """Why a deliverable counts no more."""

    why = TextAreaField(
        "Motivo", validators=[needed("Escriba por qué se retira."), plain_text, at_most(500)]
    )
