"""What a reviewer sends."""

from wtforms import HiddenField, TextAreaField

from vc.approvals import labels
from vc.approvals.service import MOST_COMMENT
from vc.forms import Form, SelectField, among, at_most, needed, plain_text


class ApproveForm(Form):
    """The digests of what the reviewer saw."""

    files = HiddenField()
    text = HiddenField()


class EmergencyForm(ApproveForm):
    """Why nobody else approves it."""

    comment = TextAreaField(
        "Por qué no hay otra persona",
        validators=[
            needed("Escriba por qué no hay otra persona que lo apruebe."),
            plain_text,
            at_most(400),
        ],
    )


class ChangesForm(Form):
    """What is to be changed."""

    reason = SelectField(
        "Qué hay que cambiar",
        choices=[(reason.value, label) for reason, label in labels.REASONS.items()],
        **among("Elija una de las opciones."),
    )
    comment = TextAreaField(
        "Comentario",
        validators=[needed("Escriba qué hay que cambiar."), plain_text, at_most(MOST_COMMENT)],
    )


class TakedownForm(Form):
    """Where a clip was taken down."""

    proof = TextAreaField(
        "Dónde se retiró y cómo se comprobó",
        validators=[
            needed("Escriba dónde se retiró y cómo lo comprobó."),
            plain_text,
            at_most(1000),
        ],
    )
