"""What people say of material that was no session."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from vc.forms import DateField, RowForm, SelectField, TimeField, among, at_most, needed, one_line
from vc.inputs import at_wall_clock
from vc.recordings.labels import MATERIALS
from vc.recordings.models import MaterialKind, Recording
from vc.uploads.material import Description, NewMaterial

MOST_TITLE = 200
EARLIEST_TAPE = 1950
"""The oldest tapes and films that an archive hands in."""


class DescriptionForm(RowForm):
    """What material is; it may be corrected later."""

    title = StringField(
        "Título",
        validators=[needed("Escriba un título, y luego continúe."), one_line, at_most(MOST_TITLE)],
    )
    material_kind = SelectField(
        "Qué es",
        choices=[SelectChoice(one.value, label) for one, label in MATERIALS.items()],
        **among("Elija qué es."),
    )
    has_minors = BooleanField("Aparecen niñas, niños o adolescentes")
    note = StringField("Nota", validators=[one_line, at_most(500)])

    def description(self) -> Description:
        """Return the description."""
        return Description(
            title=self.title.data,
            kind=MaterialKind(self.material_kind.data),
            has_minors=self.has_minors.data,
            note=self.note.data,
        )


class MaterialForm(DescriptionForm):
    """What is said of material as it is handed in."""

    recorded_on = DateField(
        "Cuándo se grabó",
        validators=[needed("Escriba la fecha en que se grabó.")],
        first_year=EARLIEST_TAPE,
    )
    recorded_time = TimeField("Hora", validators=[Optional()])
    keep_on = DateField("Conservar hasta", validators=[Optional()])

    def material(self, zone: ZoneInfo) -> NewMaterial:
        """Return the material; a day without an hour begins at midnight.

        Raises InputError for an hour that the clocks skipped that day.
        """
        assert self.recorded_on.data
        at = datetime.combine(self.recorded_on.data, self.recorded_time.data or time(), zone)
        if self.recorded_time.data:
            at = at_wall_clock(at, field="recorded_time")
        last = self.keep_on.data
        until = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
        return NewMaterial(told=self.description(), recorded_at=at, keep_until=until)

    def first_error(self) -> str:
        """Return the first error to be put right."""
        return next(iter(self.errors.values()))[0]


def described(recording: Recording) -> DescriptionForm:
    """Return the form as it stands for material."""
    kind = recording.material_kind
    told = {
        "title": recording.topic,
        "material_kind": kind.value if kind else None,
        "has_minors": recording.has_minors,
        "note": recording.note,
    }
    return DescriptionForm(formdata=None, data=told).note_seen()
