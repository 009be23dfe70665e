"""The forms of privacy: the next version of the notices, and that somebody refuses."""

from wtforms import HiddenField, StringField, TextAreaField

from vc.forms import Form, at_most, needed, one_line, plain_text


class PrivacyNoticeForm(Form):
    """Writes the next version of both notices."""

    version = HiddenField()
    simple = TextAreaField(
        "Aviso simplificado",
        validators=[needed("Escriba el aviso simplificado."), plain_text, at_most(20_000)],
    )
    full = TextAreaField(
        "Aviso integral",
        validators=[needed("Escriba el aviso integral."), plain_text, at_most(60_000)],
    )
    reason = StringField(
        "Qué cambia",
        validators=[needed("Escriba qué cambia en esta versión."), one_line, at_most(300)],
    )


class RefusalForm(Form):
    """Says that somebody does not want to appear in what is published."""

    name = StringField(
        "Nombre con que entra",
        validators=[needed("Escriba el nombre con que entra."), one_line, at_most(200)],
    )
    hint = StringField("Cómo se le reconoce", validators=[one_line, at_most(500)])
