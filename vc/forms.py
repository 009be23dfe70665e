"""What every form shares: Spanish messages, and how text from people is cleaned and refused."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST_NUMBER = 9
"""Digits of a number in an address; every row's number fits, and SQLite's integers too."""
EARLIEST, LATEST = 2000, 2100
LINE_BREAK = re.compile(r"[\r\n\u2028\u2029\t]")


class Form(FlaskForm):
    """A form whose library messages are in Spanish; ours are given field by field."""

    class Meta(FlaskForm.Meta):
        """Settings of the library."""

        locales = ("es",)


def one_line(form: FlaskForm, field: Field) -> None:
    """Refuse control characters and line breaks; spaces at the ends are dropped."""
    field.data = unicodedata.normalize("NFC", (field.data or "").strip())
    if CONTROL.search(field.data) or LINE_BREAK.search(field.data):
        raise StopValidation("Contiene caracteres que no se pueden usar; escríbalo de nuevo.")


def plain_text(form: FlaskForm, field: Field) -> None:
    """Refuse control characters; line breaks become one kind."""
    text = (field.data or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    field.data = unicodedata.normalize("NFC", text)
    if CONTROL.search(field.data):
        raise StopValidation("Contiene caracteres de control; quítelos o escríbalo de nuevo.")


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


def needed(message: str) -> InputRequired:
    """Refuse an empty answer with `message`."""
    return InputRequired(message=message)


def among(message: str) -> dict[str, str]:
    """Return the arguments of a select whose refusal of anything else reads `message`."""
    return {"invalid_choice_message": message, "invalid_value_message": message}


def choices_of(rows: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    """Return (id, name) rows as what a select offers."""
    return [SelectChoice(str(value), label) for value, label in rows]


def number_of(text: str | None) -> int | None:
    """Return the whole number an address carries, or None for what is none or names no row."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        return None
    return int(text)


def day_of(text: str | None) -> date | None:
    """Return the date an address carries, or None for what is none, or none of this office's."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None
