"""The forms of reports: what somebody writes about a goal, and what a new version corrects."""

from wtforms import StringField, TextAreaField

from vc.forms import Form, RowForm, at_most, needed, one_line, plain_text

LONGEST = 2_000


class CommentForm(RowForm):
    """What is written about a goal or about all of it; nothing takes it away."""

    text = TextAreaField("Comentario", validators=[plain_text, at_most(LONGEST)])


class CorrectionForm(Form):
    """Why there is to be another version."""

    reason = StringField(
        "Qué corrige",
        validators=[needed("Escriba qué corrige esta versión."), one_line, at_most(500)],
    )
