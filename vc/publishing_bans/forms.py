"""What people send of a ban."""

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from vc.address_field import AddressField
from vc.forms import DateField, Form, SelectField, among, at_most, needed, one_line, plain_text
from vc.publishing_bans import labels
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan


class DocumentForm(Form):
    """Where something is written: an https address, or a file."""

    document = AddressField("Dirección del documento", most=500)
    file = FileField("O el archivo del documento")


class BanForm(DocumentForm):
    """A ban as the official calendar has it."""

    name = StringField("Nombre", validators=[needed("Escriba un nombre."), one_line, at_most(200)])
    starts_on = DateField("Primer día", validators=[needed("Elija el primer día.")])
    ends_on = DateField("Último día", validators=[needed("Elija el último día.")])
    scope = SelectField(
        "Ámbito",
        choices=[SelectChoice(one.value, label) for one, label in labels.SCOPES.items()],
        default=BanScope.STATE.value,
        **among("Elija de la lista."),
    )
    scope_note = StringField("Detalle del ámbito", validators=[one_line, at_most(200)])
    source_note = TextAreaField("De dónde se tomó", validators=[plain_text, at_most(500)])

    def new_ban(self, document: str) -> NewBan:
        """Return the new ban, with the place of its document."""
        assert self.starts_on.data
        assert self.ends_on.data
        return NewBan(
            name=self.name.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            scope=BanScope(self.scope.data),
            document=document,
            scope_note=self.scope_note.data or "",
            source_note=self.source_note.data or "",
        )


class WithdrawForm(Form):
    """Why a ban does not hold after all."""

    why = TextAreaField(
        "Motivo", validators=[needed("Escriba por qué se anula."), plain_text, at_most(500)]
    )


class ExceptionForm(DocumentForm):
    """What may be published in spite of a ban."""

    clip = StringField("Número del clip", validators=[one_line, at_most(20)])
    reason = TextAreaField(
        "Motivo", validators=[needed("Escriba el motivo."), plain_text, at_most(500)]
    )
