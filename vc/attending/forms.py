"""The forms of those who attend, and of those who count them."""

from wtforms import BooleanField, StringField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, StopValidation

from vc.attending.service import NewRegistration
from vc.forms import Form, IntegerField, at_most, is_address, needed, one_line


class RegistrationForm(Form):
    """Registers somebody for a public session."""

    name = StringField(
        "Nombre y apellidos", validators=[needed("Escriba su nombre."), one_line, at_most(200)]
    )
    email = StringField("Correo", validators=[needed("Escriba su correo."), one_line, at_most(254)])
    institution = StringField("Institución o escuela", validators=[one_line, at_most(200)])
    municipality = StringField("Municipio", validators=[one_line, at_most(120)])
    consent = BooleanField(
        "Leí el aviso de privacidad y acepto el uso de mis datos para esta sesión",
        validators=[InputRequired("Para registrarse debe aceptar el aviso de privacidad.")],
    )
    website = StringField("Deje este campo vacío")
    """Nobody sees it; robots fill it in."""

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        if not is_address(field.data):
            raise StopValidation("Escriba un correo completo, por ejemplo ana@escuela.edu.mx.")

    def new_registration(self) -> NewRegistration:
        """Return who wants to come; only after the form validated."""
        return NewRegistration(
            name=self.name.data,
            email=self.email.data,
            institution=self.institution.data,
            municipality=self.municipality.data,
        )


class AttendanceForm(Form):
    """Corrects how many came."""

    total = IntegerField(
        "Personas que asistieron",
        validators=[
            needed("Escriba cuántas personas asistieron."),
            NumberRange(min=0, max=100_000, message="Escriba un número entre 0 y 100,000."),
        ],
    )
    note = StringField("Cómo se contó", validators=[one_line, at_most(300)])
