"""What people send of evidence bundles: the request that one answers, and one to be checked."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField

from vc.forms import Form, at_most, needed, one_line


class BundleForm(Form):
    """Asks for the bundle of a publication."""

    request_number = StringField(
        "Número de la solicitud",
        validators=[needed("Escriba el número de la solicitud."), one_line, at_most(80)],
    )


class CheckForm(Form):
    """Brings a bundle that somebody wants to be sure of."""

    file = FileField("Expediente (archivo ZIP)", validators=[FileRequired("Elija el archivo ZIP.")])
