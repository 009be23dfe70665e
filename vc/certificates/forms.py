"""The forms of certificates: what it takes, by hand, corrected, revoked, verified."""

from typing import Self

from wtforms import StringField
from wtforms.fields.choices import SelectChoice

from vc.booking.labels import KINDS
from vc.booking.models import EventKind
from vc.certificates.labels import MINIMUMS, minimum
from vc.config import Settings
from vc.forms import Form, RowForm, SelectField, among, at_most, needed, one_line
from vc.office.forms import SettingsForm

CHOOSE = "Elija una opción de la lista."


def _offered(*first: SelectChoice) -> list[SelectChoice]:
    """Return what can be asked for."""
    return [*first, *(SelectChoice(code, words) for code, words in MINIMUMS.items())]


class CertificateSettingsForm(SettingsForm):
    """Who gets a certificate where nothing else is said, and who signs it."""

    certificate_minimum = SelectField(
        "Quién recibe constancia", choices=_offered(), **among(CHOOSE)
    )
    certificate_signer = StringField("Quién firma", validators=[one_line, at_most(120)])
    certificate_signer_title = StringField("Su cargo", validators=[one_line, at_most(160)])

    @classmethod
    def shown(cls, settings: Settings, **arguments: object) -> Self:
        """Return the form with the settings as they are; another minimum is offered too."""
        form = super().shown(settings, **arguments)
        code = settings.certificate_minimum
        if "certificate_minimum" in form and code not in MINIMUMS:
            form["certificate_minimum"].choices = _offered(SelectChoice(code, minimum(code)))
        return form


class RuleForm(RowForm):
    """What one session asks for."""

    minimum = SelectField(
        "Quién recibe constancia en esta sesión",
        choices=_offered(SelectChoice("", "Lo que diga su tipo")),
        **among(CHOOSE),
    )


class KindsForm(RowForm):
    """What the sessions of each kind ask for."""


for _kind in EventKind:
    setattr(
        KindsForm,
        _kind.value,
        SelectField(
            KINDS[_kind], choices=_offered(SelectChoice("", "Lo de la oficina")), **among(CHOOSE)
        ),
    )


class WhyForm(RowForm):
    """Asks for a reason."""

    why = StringField("Motivo", validators=[needed("Escriba el motivo."), one_line, at_most(300)])


class CorrectForm(WhyForm):
    """Corrects the name on a certificate."""

    name = StringField(
        "Nombre correcto",
        validators=[needed("Escriba el nombre."), one_line, at_most(200)],
    )


class FolioForm(Form):
    """Asks for a folio."""

    folio = StringField(
        "Folio",
        validators=[
            needed("Escriba el folio, como VC-2026-0012-7K3M9-QXA2B."),
            one_line,
            at_most(60),
        ],
    )


class NameForm(Form):
    """Asks for the name that stands on the paper."""

    name = StringField(
        "Nombre que dice el papel",
        validators=[needed("Escriba el nombre que dice el papel."), one_line, at_most(200)],
    )
