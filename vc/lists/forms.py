"""The forms of kept filters."""

from wtforms import StringField

from vc.forms import Form, RowForm, at_most, needed, one_line

LONGEST_NAME = 60


def _name() -> StringField:
    """Return the field of a filter's name."""
    rules = [needed("Escriba un nombre."), one_line, at_most(LONGEST_NAME)]
    return StringField("Nombre del filtro", validators=rules)


class KeepForm(Form):
    """What a filter is called that is to be kept."""

    name = _name()


class RenameForm(RowForm):
    """What a kept filter is called."""

    name = _name()
