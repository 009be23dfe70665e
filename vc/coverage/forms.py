"""What people send of coverages, photographs, zones, municipalities and turns."""

from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from vc.address_field import AddressField
from vc.coverage import labels, months
from vc.coverage.models import Coverage, Municipality, Photograph, Shown
from vc.coverage.photographs import MOST_AT_ONCE, NONE_CHOSEN, TOO_MANY, About
from vc.coverage.service import NO_DAY, NewCoverage
from vc.forms import (
    DateField,
    Form,
    RadioField,
    RowForm,
    Rows,
    SelectField,
    among,
    at_most,
    given,
    needed,
    one_line,
    plain_text,
    row_id,
)

PLACES = tuple(f"place_{number}" for number in range(1, 7))
GONE = "ya no se ofrece"
ONE_OF_LIST = among("Elija uno de la lista.")
A_ZONE = among("Elija una zona de la lista.")


class CoverageForm(RowForm):
    """Plans or changes a coverage."""

    municipality_id = SelectField("Municipio", coerce=row_id, **ONE_OF_LIST)
    on_day = DateField("Día", validators=[Optional()])
    event_id = SelectField("Sesión de la agenda", coerce=row_id, **ONE_OF_LIST)
    goes_id = SelectField("Quién va", coerce=row_id, **ONE_OF_LIST)
    note = TextAreaField("Nota", validators=[plain_text, at_most(1000)])

    def offer(self, towns: Rows, sessions: Rows, people: Rows) -> "CoverageForm":
        """Give the selects their choices; return the form."""
        self.municipality_id.offer(towns, GONE, SelectChoice("", "Elija un municipio"))
        self.event_id.offer(sessions, "la que tiene", SelectChoice("", "Ninguna"))
        self.goes_id.offer(people, GONE)
        return self

    def validate_municipality_id(self, field: Field) -> None:
        """Ask for one."""
        if field.data is None:
            raise StopValidation("Elija un municipio.")

    def validate_goes_id(self, field: Field) -> None:
        """Ask for one."""
        if field.data is None:
            raise StopValidation("Elija quién va.")

    def validate_event_id(self, field: Field) -> None:
        """Ask for a day where no session gives it."""
        if field.data is None and self.on_day.data is None and not self.on_day.errors:
            self.on_day.errors = [NO_DAY]
            raise StopValidation()

    def new_coverage(self) -> NewCoverage:
        """Return the answers; only after the form validated."""
        return NewCoverage(
            municipality_id=given(self.municipality_id.data),
            on_day=self.on_day.data,
            goes_id=given(self.goes_id.data),
            event_id=self.event_id.data,
            note=self.note.data or "",
        )


class ProofForm(RowForm):
    """The address of what shows that a coverage took place."""

    url = AddressField("Enlace que la comprueba")


class _AboutForm(RowForm):
    """What is said of photographs."""

    caption = TextAreaField("Pie de foto", validators=[plain_text, at_most(500)])
    shown = RadioField(
        "Quién aparece",
        choices=[SelectChoice(one.value, words) for one, words in labels.SHOWN.items()],
        **among("Elija quién aparece."),
    )
    folio = StringField("Folio del consentimiento", validators=[one_line, at_most(20)])

    def about(self) -> About:
        """Return the answers; only after the form validated."""
        return About(self.caption.data or "", Shown(self.shown.data), self.folio.data or "")


class BringForm(_AboutForm):
    """Hands photographs in: one as it is taken, or several that are in the telephone."""

    camera = FileField("Tomar una fotografía")
    photographs = MultipleFileField("Elegir fotografías")

    @property
    def files(self) -> list[FileStorage]:
        """Return the files that were chosen."""
        sent = [self.camera.data, *(self.photographs.data or ())]
        return [one for one in sent if isinstance(one, FileStorage) and one.filename]

    def validate_photographs(self, field: Field) -> None:
        """Ask for some."""
        if not self.files:
            raise StopValidation(NONE_CHOSEN)
        if len(self.files) > MOST_AT_ONCE:
            raise StopValidation(TOO_MANY)


class DescribeForm(_AboutForm):
    """Says anew what is on a photograph."""

    @classmethod
    def of(cls, one: Photograph) -> "DescribeForm":
        """Return the form of a photograph as it was sent, or as it is."""
        return cls(data=_about_of(one))

    @classmethod
    def kept(cls, one: Photograph) -> "DescribeForm":
        """Return the form of a photograph as it is, whatever was sent."""
        return cls(formdata=None, data=_about_of(one))


class ZoneForm(RowForm):
    """Adds or renames a zone."""

    name = StringField(
        "Nombre de la zona", validators=[needed("Escriba el nombre."), one_line, at_most(80)]
    )


class MunicipalityForm(RowForm):
    """Adds or changes a municipality."""

    name = StringField(
        "Nombre del municipio", validators=[needed("Escriba el nombre."), one_line, at_most(120)]
    )
    zone_id = SelectField("Zona", coerce=row_id, **A_ZONE)

    def offer(self, zones: Rows) -> "MunicipalityForm":
        """Give the select its choices; return the form."""
        self.zone_id.offer(zones, GONE)
        return self

    def validate_zone_id(self, field: Field) -> None:
        """Ask for one."""
        if field.data is None:
            raise StopValidation("Elija una zona.")


class SwapForm(RowForm):
    """Gives a month to another zone."""

    zone_id = SelectField("Zona de ese mes", coerce=row_id, **A_ZONE)
    reason = StringField(
        "Motivo", validators=[needed("Escriba por qué cambia."), one_line, at_most(300)]
    )

    def validate_zone_id(self, field: Field) -> None:
        """Ask for one."""
        if field.data is None:
            raise StopValidation("Elija una zona.")


class OrderForm(Form):
    """Sets the order of zones from a month on."""

    since = SelectField("Desde el mes", **among("Elija un mes de la lista."))
    place_1 = SelectField("1.er turno", coerce=row_id, **A_ZONE)
    place_2 = SelectField("2.º turno", coerce=row_id, **A_ZONE)
    place_3 = SelectField("3.er turno", coerce=row_id, **A_ZONE)
    place_4 = SelectField("4.º turno", coerce=row_id, **A_ZONE)
    place_5 = SelectField("5.º turno", coerce=row_id, **A_ZONE)
    place_6 = SelectField("6.º turno", coerce=row_id, **A_ZONE)

    def offer(self, zones: Rows, coming: list[tuple[str, str]]) -> "OrderForm":
        """Give the selects their choices; return the form."""
        self.since.choices = [SelectChoice(value, words) for value, words in coming]
        for name in PLACES:
            self[name].offer(zones, GONE, SelectChoice("", "Ninguna"))
        return self

    @property
    def zone_ids(self) -> list[int]:
        """Return the zones in their order; places left empty are none."""
        return [self[name].data for name in PLACES if self[name].data is not None]

    @property
    def month(self) -> int:
        """Return the first month; only after the form validated."""
        return given(months.month_of(self.since.data))


def values_of(row: Coverage) -> dict[str, object]:
    """Return a coverage's row as its form has it."""
    names = ("municipality_id", "on_day", "event_id", "goes_id", "note")
    return {name: getattr(row, name) for name in names}


def municipality_values(row: Municipality) -> dict[str, object]:
    """Return a municipality's row as its form has it."""
    return {"name": row.name, "zone_id": row.zone_id}


def _about_of(one: Photograph) -> dict[str, object]:
    """Return a photograph's row as its form has it."""
    folio = one.consent.folio if one.consent is not None else ""
    return {"caption": one.caption, "shown": one.shown.value, "folio": folio}
