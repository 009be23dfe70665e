"""What every form shares: Spanish messages, and how text from people is cleaned and refused.

The fields that read numbers, dates and times are the library's, except that `vc.inputs` reads what
was typed: within bounds, and with a sentence beside the field for what is none.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TypeVar

import wtforms
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from vc import inputs
from vc.errors import AppError, InputError

Value = TypeVar("Value")

LINE_BREAK = re.compile(r"[\r\n\u2028\u2029\t]")
SOFT_BREAK = re.compile(r"[\x0b\x0c]")
"""How slides and pages break a line within a paragraph; it is pasted along, and nobody sees it."""


class Form(FlaskForm):
    """A form whose library messages are in Spanish; ours are given field by field."""

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
            sent = [one for one in field.raw_data or () if isinstance(one, str)]
            if not all(inputs.is_fit(SOFT_BREAK.sub("", one)) for one in sent):
                field.process_errors = [inputs.UNFIT_TEXT]

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows it: something in it may have to be corrected."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    def blame(self, error: AppError) -> None:
        """Put a rule's message beside the field that it names, or above the form."""
        name = getattr(error, "field", "")
        if name and name in self:
            self[name].errors = [*self[name].errors, error.message]
        else:
            self.form_errors = [*self.form_errors, error.message]


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


def _read(read: Callable[..., Value], typed: str, **bounds: int) -> Value | None:
    """Return what was typed, None for nothing. Raises ValueError, as the library wants."""
    try:
        return read(typed, **bounds) if typed.strip() else None
    except InputError as error:
        raise ValueError(error.message) from error


def row_id(value: object) -> int | None:
    """Return the id that a select of rows sent, None for nothing; ValueError for what is none."""
    return None if value in (None, "") else _read(inputs.whole_number, str(value))


def version_of(form: Form) -> int:
    """Return the version of the row that the person saw; 0 when the form carries none."""
    return inputs.number_of(form.version.data) or 0


def one_line(form: FlaskForm, field: Field) -> None:
    """Refuse line breaks; spaces at the ends are dropped."""
    field.data = unicodedata.normalize("NFC", (field.data or "").strip())
    if LINE_BREAK.search(field.data) and not field.process_errors:
        raise StopValidation(inputs.UNFIT_TEXT)


def plain_text(form: FlaskForm, field: Field) -> None:
    """Make line breaks one kind; spaces at the ends are dropped."""
    text = (field.data or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    field.data = unicodedata.normalize("NFC", text)


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


def at_most(limit: int) -> Length:
    """Refuse a text longer than `limit` characters, saying the limit."""
    return Length(max=limit, message=f"Es demasiado largo: el máximo son {limit:,} caracteres.")


class Needed(InputRequired):
    """Refuses an empty answer; blanks, and signs that nobody sees, are none."""

    def __call__(self, form: wtforms.Form, field: Field) -> None:
        """Look at what was sent."""
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


def choices_of(rows: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    """Return (id, name) rows as what a select offers."""
    return [SelectChoice(str(value), label) for value, label in rows]
