"""The forms of accounts."""

from wtforms import BooleanField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, EqualTo

from vc.accounts import labels
from vc.accounts.models import Role
from vc.accounts.passwords import SHORTEST_PASSWORD
from vc.accounts.service import PersonAnswers
from vc.forms import Form, RowForm, SelectField, among, at_most, needed, one_line, row_id


class SignInForm(Form):
    """Signs somebody in."""

    email = StringField("Correo", validators=[needed("Escriba su correo."), one_line, at_most(254)])
    password = PasswordField(
        "Contraseña", validators=[needed("Escriba su contraseña."), at_most(1000)]
    )


class PasswordForm(Form):
    """Changes one's own password."""

    current = PasswordField(
        "Contraseña actual", validators=[needed("Escriba la actual."), at_most(1000)]
    )
    new = PasswordField(
        "Contraseña nueva",
        validators=[needed(f"Escriba la nueva: al menos {SHORTEST_PASSWORD} caracteres.")],
    )
    again = PasswordField(
        "La nueva, otra vez",
        validators=[
            needed("Repita la contraseña nueva."),
            EqualTo("new", message="No es igual a la contraseña nueva."),
        ],
    )


def own_email() -> StringField:
    """Return the field of the address by which somebody signs in."""
    return StringField(
        "Correo",
        validators=[
            needed("Escriba el correo con el que entrará."),
            Email("Escriba un correo completo, por ejemplo ana@dependencia.gob.mx."),
            at_most(254),
        ],
    )


class PersonForm(RowForm):
    """Adds or changes a person."""

    name = StringField(
        "Nombre y apellidos", validators=[needed("Escriba el nombre."), one_line, at_most(200)]
    )
    email = own_email()
    area = StringField("Área", validators=[one_line, at_most(120)])
    role = SelectField(
        "Rol",
        choices=[SelectChoice(role.value, labels.ROLES[role]) for role in Role],
        default=Role.HOST.value,
        **among("Elija un rol de la lista."),
    )
    is_active = BooleanField("Puede entrar", default=True)

    def answers(self) -> PersonAnswers:
        """Return the answers; only after the form validated."""
        return PersonAnswers(
            name=self.name.data,
            email=self.email.data,
            area=self.area.data,
            role=Role(self.role.data),
            is_active=self.is_active.data,
        )


class HeirForm(Form):
    """Asks who takes what goes on without an account, where there is any such thing."""

    heir_id = SelectField("¿Quién queda a cargo?", coerce=row_id, validate_choice=False, choices=())


class FirstEntryForm(Form):
    """Makes the first administrator."""

    code = StringField("Código", validators=[needed("Pegue el código."), one_line, at_most(100)])
    name = StringField(
        "Nombre y apellidos", validators=[needed("Escriba su nombre."), one_line, at_most(200)]
    )
    email = own_email()
    password = PasswordField(
        "Contraseña",
        validators=[needed(f"Escriba al menos {SHORTEST_PASSWORD} caracteres."), at_most(1000)],
    )
