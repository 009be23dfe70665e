"""What people send of topics."""

from wtforms import StringField

from vc.forms import Form, Rows, SelectField, among, at_most, needed, one_line, row_id


class TopicForm(Form):
    """Writes a topic down."""

    title = StringField("Tema", validators=[needed("Escriba el tema."), one_line, at_most(200)])
    source = StringField("De dónde sale", validators=[one_line, at_most(500)])


class DiscardForm(Form):
    """Says why a topic will not be made."""

    why = StringField(
        "Motivo", validators=[needed("Escriba por qué se descarta."), one_line, at_most(300)]
    )


class FinishForm(Form):
    """Chooses the topic of a capsule."""

    topic = SelectField("Tema", coerce=row_id, **among("Elija un tema de la lista."))

    def offering(self, rows: Rows) -> "FinishForm":
        """Offer topics; return the form."""
        self.topic.offer(rows, "ya tiene su cápsula")
        return self
