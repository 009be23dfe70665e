"""What people send about a moment."""

from wtforms import HiddenField, StringField
from wtforms.validators import NumberRange, Optional

from vc.forms import DecimalField, Form, RowForm, at_most, one_line
from vc.player.models import Moment
from vc.player.service import MOST_NOTE

A_DAY_S = 86_400


class MomentForm(Form):
    """A mark: its note and, in a recording, its second."""

    note = StringField("Qué pasa aquí", validators=[one_line, at_most(MOST_NOTE)])
    second = DecimalField(
        "Segundo",
        validators=[Optional(), NumberRange(0, A_DAY_S, message="Escriba el segundo del video.")],
    )
    file = HiddenField()


class NoteForm(RowForm):
    """What a moment is, corrected."""

    note = StringField("Qué pasa aquí", validators=[one_line, at_most(MOST_NOTE)])
    file = HiddenField()


def noted(moment: Moment) -> NoteForm:
    """Return the form as it stands for a moment."""
    return NoteForm(formdata=None, data={"note": moment.note}).note_seen()
