"""What every form shares: Spanish messages, and how text from people is cleaned and refused.

The fields that read numbers, dates and times are the library's, except that `vc.inputs` reads what
was typed: within bounds, and with a sentence beside the field for what is none.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self, TypeVar

import wtforms
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.fields.choices import Choice, SelectChoice, SelectFieldBase
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from vc import inputs
from vc.errors import AppError, ConcurrentChangeError, InputError

Value = TypeVar("Value")

LINE_BREAK = re.compile(r"[\r\n\u2028\u2029\t]")
NOTHING = "(vacío)"
CHANGED_MEANWHILE = "Alguien más cambió esto mientras usted lo tenía abierto. No se guardó nada."
BOTH_ARE_SHOWN = (
    "Lo que escribió sigue aquí, y junto a cada dato distinto está lo que hay guardado. Corrija lo "
    "que haga falta y guarde otra vez: queda lo que usted deje escrito."
)
SEEN = ("version", "seen", "about")
"""The hidden fields that say which state of its row a form showed, and of what that is about."""
SOFT_BREAK = re.compile(r"[\x0b\x0c\x85]")
"""How slides, pages and old hosts break a line; it is pasted along, and nobody sees it."""


def _is_fit(sent: Iterable[object]) -> bool:
    """Tell whether every text that was sent for a field can be kept."""
    texts = (one for one in sent if isinstance(one, str))
    return all(inputs.is_fit(SOFT_BREAK.sub("", one)) for one in texts)


class Form(FlaskForm):
    """A form whose library messages are in Spanish; ours are given field by field."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        """Settings of the library."""

        locales = ("es",)

    def process(self, *args: object, **values: object) -> None:
        """Take what was sent; a text with characters that cannot be kept is wrong in any field."""
        super().process(*args, **values)
        for field in self:
            if isinstance(field, wtforms.StringField) and isinstance(field.data, str):
                is_long = isinstance(field, wtforms.TextAreaField)
                field.data = SOFT_BREAK.sub("\n" if is_long else " ", field.data)
            if not _is_fit(field.raw_data or ()):
                field.process_errors = [inputs.UNFIT_TEXT]
            if field.short_name in SEEN and field.raw_data == []:
                # A form that was sent without it has not seen what it was made with here.
                field.data = ""

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows it: something in it may have to be corrected."""
        if self._is_beside:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    _is_beside = False

    def set_beside(self, stored: "Form", error: ConcurrentChangeError) -> None:
        """Show what is kept by now beside what was typed; sent again, what was typed is kept.

        `stored` is the same form, as the row has it now.
        """
        self._is_beside = True
        for field in self._answers():
            kept, typed = _told(stored[field.short_name]), _told(field)
            field.beside = (kept or NOTHING) if kept != typed else ""
        for name in SEEN:
            if name in self and name in stored:
                self[name].data = stored[name].data
        self.form_errors = [*self.form_errors, error.message, BOTH_ARE_SHOWN]

    def _answers(self) -> Iterator[Field]:
        """Yield what a person answers: not the tokens, nor files."""
        for field in self:
            if not isinstance(field, HiddenField | wtforms.FileField | wtforms.SubmitField):
                yield field

    def blame(self, error: AppError) -> None:
        """Put a rule's message beside the field that it names, or above the form."""
        name = getattr(error, "field", "")
        if name and name in self:
            self[name].errors = [*self[name].errors, error.message]
        else:
            self.form_errors = [*self.form_errors, error.message]


class RowForm(Form):
    """A form of what a row holds, which somebody else may save while it is open.

    `seen` is a digest of what it showed: a row needs no number of its own for that, and only what
    this form shows counts. One that is for several rows has a digest of each.
    """

    seen = HiddenField()

    def note_seen(self) -> Self:
        """Note what the form shows, as the row has it; return the form."""
        self.seen.data = self._digest()
        return self

    def check_seen(self, stored: "RowForm") -> None:
        """Raise ConcurrentChangeError when the row is not what this form showed, nor what it says.

        `stored` is the form as the row has it now, and is noted as seen.
        """
        stored.note_seen()
        if stored.seen.data not in (*(self.seen.data or "").split(), self._digest()):
            error = ConcurrentChangeError(CHANGED_MEANWHILE)
            self.set_beside(stored, error)
            raise error

    def is_sent_as_seen(self, stored: "RowForm") -> bool:
        """Tell whether it was sent, is good, and is of the row as it stands: `stored`.

        Where it was not sent, it is noted as seen.
        """
        if not self.is_submitted():
            self.note_seen()
            return False
        if not self.validate():
            return False
        try:
            self.check_seen(stored)
        except ConcurrentChangeError:
            return False
        return True

    def _digest(self) -> str:
        """Return a digest of the answers."""
        told = [
            [field.short_name, "" if field.data is None else str(field.data)]
            for field in self._answers()
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


class IntegerField(wtforms.IntegerField):
    """A whole number that a column can hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            least = -inputs.LARGEST_NUMBER
            self.data = _read(inputs.whole_number, valuelist[0], least=least)


class DecimalField(wtforms.DecimalField):
    """A number with decimals, after a point or a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            self.data = _read(inputs.decimal_number, valuelist[0])


class DateField(wtforms.DateField):
    """A date of this office's years; `first_year` for what is older, such as an old tape."""

    def __init__(self, *args: object, first_year: int = inputs.EARLIEST, **more: object) -> None:
        super().__init__(*args, **more)
        self._first_year = first_year

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            self.data = _read(inputs.a_date, valuelist[0], first=self._first_year)


class TimeField(wtforms.TimeField):
    """A time of the day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            self.data = _read(inputs.a_time, valuelist[0])


@dataclass(frozen=True, slots=True)
class Rows:
    """What a select of rows offers, as (id, name), and what any rows are called by their ids."""

    offered: Callable[[], list[tuple[int, str]]]
    named: Callable[[Collection[object]], list[tuple[int, str]]]


class _Keeping(SelectFieldBase):
    """A choice that always has what is stored, marked where that is no longer offered.

    What is stored is what its form was made with: a view gives the row's values to the form that
    it takes in, too, and what stays as it was is then not refused.
    """

    gone = "ya no se ofrece"
    choices: Callable[[], list[SelectChoice]] | list[SelectChoice]
    named: Callable[[Collection[object]], Iterable[tuple[object, str]]] | None = None

    def offer(self, rows: Rows, gone: str, *first: SelectChoice) -> None:
        """Give the source of the rows, and the mark of one that is no longer among them.

        They are asked for when the choice is shown.
        """
        self.choices = lambda: [*first, *choices_of(rows.offered())]
        self.named, self.gone = rows.named, gone

    def iter_choices(self) -> list[Choice]:
        """Return the choices, and what is stored besides."""
        offered = super().iter_choices()
        known = {self.coerce(one.value) for one in offered}
        missing = [one for one in self._stored() if one is not None and one not in known]
        if not missing:
            return offered
        names: dict[object, str] = dict(self.named(missing)) if self.named else {}
        chosen = self.data if isinstance(self.data, list) else [self.data]
        return [
            *offered,
            *(
                Choice(str(one), f"{names.get(one, one)} ({self.gone})", one in chosen, {})
                for one in missing
            ),
        ]

    def _stored(self) -> list[object]:
        """Return what the form was made with."""
        had = self.object_data if isinstance(self.object_data, list) else [self.object_data]
        try:
            return [self.coerce(one) for one in had if one is not None]
        except (ValueError, TypeError):
            return []


class SelectField(_Keeping, wtforms.SelectField):
    """A choice of one, from a list that opens."""


class RadioField(_Keeping, wtforms.RadioField):
    """A choice of one, from a few that are all shown."""


class CheckboxesField(_Keeping, wtforms.SelectMultipleField):
    """A choice of several, as a list of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _read(read: Callable[..., Value], typed: str, **bounds: int) -> Value | None:
    """Return what was typed, None for nothing. Raises ValueError, as the library wants."""
    try:
        return read(typed, **bounds) if typed.strip() else None
    except InputError as error:
        raise ValueError(error.message) from error


def _told(field: Field) -> str:
    """Return an answer in words: the label of what was chosen, else as it is typed."""
    if isinstance(field, wtforms.BooleanField):
        return "Sí" if field.data else "No"
    if isinstance(field, wtforms.SelectField | wtforms.SelectMultipleField):
        chosen = field.data if isinstance(field.data, list | tuple) else [field.data]
        wanted = {str(one) for one in chosen}
        labels = [str(one[1]) for one in field.iter_choices() if str(one[0]) in wanted]
        return ", ".join(labels)
    # What the field shows, were it not what was sent.
    sent, field.raw_data = field.raw_data, None
    try:
        return str(field._value()) if hasattr(field, "_value") else str(field.data or "")
    finally:
        field.raw_data = sent


def row_id(value: object) -> int | None:
    """Return the id that a select of rows sent, None for nothing; ValueError for what is none."""
    return None if value in (None, "") else _read(inputs.whole_number, str(value))


def given(data: Value | None) -> Value:
    """Return the value of a field that is needed, once its form validated."""
    assert data is not None
    return data


def version_of(form: Form) -> int:
    """Return the version of the row that the person saw; 0 when the form carries none."""
    return inputs.number_of(form.version.data) or 0


def one_line(form: FlaskForm, field: Field) -> None:
    """Refuse line breaks; spaces at the ends are dropped."""
    field.data = inputs.balanced(unicodedata.normalize("NFC", (field.data or "").strip()))
    if LINE_BREAK.search(field.data) and not field.process_errors:
        raise StopValidation(inputs.UNFIT_TEXT)


def plain_text(form: FlaskForm, field: Field) -> None:
    """Make line breaks one kind; spaces at the ends are dropped."""
    text = (field.data or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    field.data = inputs.balanced(unicodedata.normalize("NFC", text))


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address; whether anybody reads it is not asked."""
    # The library takes a while to import, and most requests need no address.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(
            text, check_deliverability=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError:
        return False
    return len(text) <= 254


class AtMost(Length):
    """Refuses a text that is too long, saying how long it may be and how long it is."""

    def __call__(self, form: wtforms.Form, field: Field) -> None:
        """Check the field."""
        length = len(field.data or "")
        self.message = f"Acórtelo a {self.max:,} caracteres; ahora tiene {length:,}."
        super().__call__(form, field)


def at_most(limit: int) -> Length:
    """Refuse a text longer than `limit` characters, saying the limit."""
    return AtMost(max=limit)


class Needed(InputRequired):
    """Refuses an empty answer; blanks, and signs that nobody sees, are none."""

    def __call__(self, form: wtforms.Form, field: Field) -> None:
        """Check what was sent."""
        sent = field.raw_data[0] if field.raw_data else ""
        if isinstance(sent, str) and inputs.is_blank(sent):
            field.errors[:] = []
            raise StopValidation(self.message)
        super().__call__(form, field)


def needed(message: str) -> Needed:
    """Refuse an empty answer with `message`."""
    return Needed(message=message)


def among(message: str) -> dict[str, str]:
    """Return the arguments of a select whose refusal of anything else reads `message`."""
    return {"invalid_choice_message": message, "invalid_value_message": message}


def choices_of(rows: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Return (id, name) rows as what a select offers."""
    return [SelectChoice(str(value), label) for value, label in rows]
