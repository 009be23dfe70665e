"""The forms of what sessions belong to and begin with: campaigns and types of session."""

from wtforms import BooleanField, StringField

from vc.forms import RowForm, at_most, needed, one_line


class CampaignForm(RowForm):
    """Adds or changes a campaign."""

    name = StringField(
        "Nombre de la campaña", validators=[needed("Escriba el nombre."), one_line, at_most(200)]
    )
    is_active = BooleanField("Se ofrece al agendar", default=True)
