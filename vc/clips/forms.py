"""What people send about a clip, beside its edit, which the editor sends as JSON (`written`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import StopValidation

from vc.clips import labels
from vc.clips.edit import Piece
from vc.clips.models import Clip, ClipKind
from vc.clips.service import NewClip
from vc.forms import Form, RadioField, RowForm, among, at_most, needed, one_line, plain_text
from vc.inputs import LARGEST_NUMBER, is_fit

TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,3})?)|(\d{1,6}(?:[.,]\d{1,3})?)")
NO_TIME = "Escriba el tiempo como minutos y segundos, por ejemplo 12:05 o 1:02:05.5."


def ms_of(text: str) -> int | None:
    """Return the milliseconds of a time as people write it; None for what is none.

    Hours, minutes and seconds with their decimals (1:02:05.5), or seconds alone (75.2).
    """
    found = TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, alone = found.groups()
    if alone is not None:
        return round(float(alone.replace(",", ".")) * 1000)
    if float(seconds.replace(",", ".")) >= 60:
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60
    return round((whole + float(seconds.replace(",", "."))) * 1000)


def a_time(form: Form, field: StringField) -> None:
    """Refuse what is no time."""
    if ms_of(field.data or "") is None:
        raise StopValidation(NO_TIME)


class ClipForm(RowForm):
    """What a clip is, and whether minors can be recognised in it."""

    kind = RadioField(
        "Qué es",
        choices=[(kind.value, label) for kind, label in labels.KINDS.items()],
        default=ClipKind.FRAGMENT.value,
        validators=[needed("Elija qué es.")],
        **among("Elija una de las opciones."),
    )
    has_minors = BooleanField("Se reconoce a niñas, niños o adolescentes")


def described(clip: Clip) -> ClipForm:
    """Return the form as it stands for a clip."""
    told = {"kind": clip.kind.value, "has_minors": clip.has_minors}
    return ClipForm(formdata=None, data=told).note_seen()


class NewClipForm(ClipForm):
    """A clip that is to be begun."""

    title = StringField("Título", validators=[one_line, at_most(200)])
    begins = StringField("Empieza en", validators=[a_time], default="0:00")
    ends = StringField("Termina en", validators=[a_time], default="1:00")

    def new_clip(self) -> NewClip:
        """Return the new clip; call it after `validate`."""
        piece = Piece(ms_of(self.begins.data) or 0, ms_of(self.ends.data) or 0)
        kind = ClipKind(self.kind.data)
        return NewClip(kind, (piece,), self.title.data or "", self.has_minors.data)


class CutListForm(Form):
    """A list of cuts that another program made."""

    cut_list = FileField("Lista de partes", validators=[FileRequired("Elija un archivo.")])
    how = RadioField(
        "Qué se hace con ellos",
        choices=[("many", "Un clip por cada parte"), ("one", "Un solo clip con todas las partes")],
        default="many",
        **among("Elija una de las opciones."),
    )


class WithdrawForm(Form):
    """Why a clip is not to be published (any more)."""

    why = TextAreaField(
        "Motivo", validators=[needed("Escriba por qué se descarta."), plain_text, at_most(500)]
    )


@dataclass(frozen=True, slots=True)
class Save:
    """What the editor sends with every change: its page's token, the version it began from."""

    token: str
    base: int


def save_of(body: Mapping[str, object]) -> Save | None:
    """Return the editor's token and base version; None when the page sent neither."""
    token, base = body.get("token"), body.get("base", 0)
    if not (isinstance(token, str) and 8 <= len(token) <= 32 and is_fit(token)):
        return None
    return Save(token, base) if type(base) is int and 0 <= base <= LARGEST_NUMBER else None
