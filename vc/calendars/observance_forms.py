"""The forms of observances and of their rules."""

from datetime import date

from wtforms import BooleanField, Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, StopValidation

from vc import dates
from vc.calendars.models import COOLDOWN_DAYS, LEAD_DAYS, Recurrence
from vc.calendars.observances import Days, RuleAnswers
from vc.forms import (
    DateField,
    IntegerField,
    RowForm,
    Rows,
    SelectField,
    among,
    at_most,
    given,
    needed,
    one_line,
    row_id,
)
from vc.labels import counted
from vc.page_settings import WEEKDAYS

RECURRENCES = {
    Recurrence.DATE: "El mismo día del mes",
    Recurrence.WEEKDAY: "El mismo día de la semana (por ejemplo, el tercer lunes)",
    Recurrence.EASTER: "Según el Domingo de Pascua",
}
NTHS = {1: "Primer", 2: "Segundo", 3: "Tercer", 4: "Cuarto", -1: "Último"}
LONGEST_DAYS = 92
MOST_LEAD, MOST_COOLDOWN = 90, 730
LIST = "Elija uno de la lista."


class ObservanceForm(RowForm):
    """Enters or changes an observance."""

    name = StringField("Nombre", validators=[needed("Escriba el nombre."), one_line, at_most(200)])
    observed_on = DateField("Día", validators=[needed("Elija el día.")])
    ends_on = DateField("Último día", validators=[Optional()])
    action = StringField("Qué se hace ese día", validators=[one_line, at_most(300)])

    def validate_ends_on(self, field: Field) -> None:
        """Refuse days that end before they begin, or last a season."""
        first = self.observed_on.data
        if not (field.data and first):
            return
        if field.data < first:
            raise StopValidation("El último día no puede ser anterior al primero.")
        if (field.data - first).days >= LONGEST_DAYS:
            raise StopValidation(f"Puede durar hasta {counted(LONGEST_DAYS, 'día', 'días')}.")

    def days(self) -> Days:
        """Return the answers; only after the form validated."""
        first = given(self.observed_on.data)
        return Days(self.name.data, first, self.ends_on.data or first, self.action.data)


class RuleForm(RowForm):
    """Enters or changes a rule."""

    name = StringField("Nombre", validators=[needed("Escriba el nombre."), one_line, at_most(200)])
    action = StringField("Qué se hace ese día", validators=[one_line, at_most(300)])
    recurrence = SelectField(
        "Se repite",
        choices=[SelectChoice(one.value, words) for one, words in RECURRENCES.items()],
        default=Recurrence.DATE.value,
        **among("Elija cómo se repite."),
    )
    month = SelectField(
        "Mes",
        coerce=int,
        choices=[SelectChoice(0, "Todos los meses")]
        + [
            SelectChoice(one, dates.month(date(2027, one, 1)).partition(" ")[0].capitalize())
            for one in range(1, 13)
        ],
        **among("Elija un mes de la lista."),
    )
    day = IntegerField("Día", default=1, validators=[Optional()])
    nth = SelectField(
        "Cuál",
        coerce=int,
        choices=[SelectChoice(number, words) for number, words in NTHS.items()],
        **among("Elija uno de la lista."),
    )
    weekday = SelectField(
        "Día de la semana",
        coerce=int,
        choices=[SelectChoice(number, name.capitalize()) for number, name in enumerate(WEEKDAYS)],
        **among("Elija un día de la lista."),
    )
    length = IntegerField(
        "Cuántos días dura",
        default=1,
        validators=[
            needed("Escriba cuántos días; suele ser 1."),
            NumberRange(1, LONGEST_DAYS, message=f"Escriba un número de 1 a {LONGEST_DAYS}."),
        ],
    )
    is_active = BooleanField("Sigue cada año", default=True)
    lead_days = IntegerField(
        "Días antes para prepararla",
        default=LEAD_DAYS,
        validators=[
            needed("Escriba cuántos días antes."),
            NumberRange(1, MOST_LEAD, message=f"Escriba un número de 1 a {MOST_LEAD}."),
        ],
    )
    cooldown_days = IntegerField(
        "Días de descanso de un clip",
        default=COOLDOWN_DAYS,
        validators=[
            needed("Escriba cuántos días; 0 para ninguno."),
            NumberRange(0, MOST_COOLDOWN, message=f"Escriba un número de 0 a {MOST_COOLDOWN}."),
        ],
    )
    campaign_id = SelectField("Campaña", coerce=row_id, **among(LIST))
    responsible_id = SelectField("Responsable", coerce=row_id, **among(LIST))

    def offer(self, campaigns: Rows, people: Rows) -> None:
        """Fill the selects."""
        self.campaign_id.offer(campaigns, "terminó", SelectChoice("", "Ninguna"))
        self.responsible_id.offer(people, "ya no está", SelectChoice("", "Quien pueda"))

    def validate_day(self, field: Field) -> None:
        """Ask for a day of a month, or for days around Easter."""
        if self.recurrence.data == Recurrence.EASTER.value:
            if field.data is None or not -70 <= field.data <= 70:
                raise StopValidation("Escriba de -70 a 70 días; -7 es el Domingo de Ramos.")
        elif self.recurrence.data == Recurrence.DATE.value and not 1 <= (field.data or 0) <= 31:
            raise StopValidation("Escriba un día del 1 al 31.")

    def answers(self) -> RuleAnswers:
        """Return the answers; only after the form validated."""
        return RuleAnswers(
            name=self.name.data,
            action=self.action.data,
            recurrence=Recurrence(self.recurrence.data),
            month=self.month.data,
            day=self.day.data or 0,
            nth=self.nth.data,
            weekday=self.weekday.data,
            length=given(self.length.data),
            is_active=self.is_active.data,
            lead_days=given(self.lead_days.data),
            cooldown_days=given(self.cooldown_days.data),
            campaign_id=self.campaign_id.data,
            responsible_id=self.responsible_id.data,
        )
