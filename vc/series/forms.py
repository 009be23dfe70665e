"""The forms of series, beside the booking form itself."""

from wtforms import StringField
from wtforms.validators import Optional

from vc.forms import DateField, Form, at_most, needed, one_line


class SuspendForm(Form):
    """Suspends a series for some days, or until further notice."""

    from_on = DateField("Desde el día", validators=[needed("Elija el primer día.")])
    until_on = DateField("Hasta el día", validators=[Optional()])
    reason = StringField(
        "Motivo", validators=[needed("Escriba por qué se suspende."), one_line, at_most(500)]
    )


class ResumeForm(Form):
    """Resumes a series from a day on."""

    from_on = DateField("A partir del día", validators=[needed("Elija el día.")])
