"""What people send of a plate."""

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from vc.branding import labels
from vc.branding.models import Corner, Plate
from vc.branding.pictures import MOST_BYTES, as_card, as_logo
from vc.branding.service import NewPlate
from vc.forms import (
    DecimalField,
    Form,
    IntegerField,
    Rows,
    SelectField,
    among,
    at_most,
    given,
    needed,
    one_line,
    row_id,
)

LIST = "Elija una de las opciones."


class PlateForm(Form):
    """A plate; the pictures of the version before stay where none is handed in."""

    version = HiddenField()
    """The newest version of its name when the page was opened; empty for a new plate."""
    name = StringField("Nombre", validators=[needed("Escriba un nombre."), one_line, at_most(120)])
    campaign_id = SelectField("Campaña", coerce=row_id, **among(LIST))
    logo = FileField("Logotipo")
    corner = SelectField(
        "Dónde va el logotipo",
        choices=[SelectChoice(one.value, label) for one, label in labels.CORNERS.items()],
        default=Corner.TOP_RIGHT.value,
        **among(LIST),
    )
    logo_width_pct = IntegerField(
        "Ancho del logotipo",
        default=14,
        validators=[needed("Escriba un número."), NumberRange(5, 40, "De 5 a 40.")],
    )
    card = FileField("Imagen de cierre")
    card_s = DecimalField(
        "Cuánto dura el cierre",
        default=2.5,
        places=1,
        validators=[needed("Escriba un número."), NumberRange(1, 6, "De 1 a 6 segundos.")],
    )

    def offer(self, campaigns: Rows) -> None:
        """Let a campaign be chosen, or none."""
        self.campaign_id.offer(campaigns, "ya no se ofrece", SelectChoice("0", "Cualquiera"))

    def new_plate(self) -> NewPlate:
        """Return the new plate; call it after `validate`. Raises RuleError."""
        logo, card = _content(self.logo), _content(self.card)
        card_png, ground = as_card(card) if card else (None, "")
        return NewPlate(
            name=self.name.data,
            campaign_id=self.campaign_id.data or None,
            logo=as_logo(logo) if logo else None,
            corner=Corner(self.corner.data),
            logo_width_pct=given(self.logo_width_pct.data),
            card=card_png,
            ground=ground,
            card_ms=round(float(given(self.card_s.data)) * 1000),
        )


def next_of(plate: Plate, newest: Plate) -> PlateForm:
    """Return the form that makes the next version out of one; `newest` is the last of its name."""
    form = filled(plate, formdata=None)
    form.version.data = str(newest.id)
    return form


def filled(plate: Plate | None, **more: object) -> PlateForm:
    """Return the form with what a plate is; without one, with a new plate."""
    if plate is None:
        return PlateForm(**more)
    told = {
        "name": plate.name,
        "campaign_id": plate.campaign_id or 0,
        "corner": plate.corner.value,
        "logo_width_pct": plate.logo_width_pct,
        "card_s": plate.card_ms / 1000,
    }
    return PlateForm(data=told, **more)


def _content(field: FileField) -> bytes:
    """Return what was handed in, at most one byte more than may be; empty without a file."""
    return field.data.read(MOST_BYTES + 1) if field.data else b""
