"""What people decide of a recording, and the table of how long each kind is kept."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from vc.booking import labels as booking_labels
from vc.booking.models import Visibility
from vc.forms import (
    DateField,
    Form,
    RadioField,
    RowForm,
    SelectField,
    among,
    at_most,
    given,
    needed,
    one_line,
)
from vc.inputs import number_of
from vc.recordings.labels import CONSENTS
from vc.recordings.models import Consent, Recording
from vc.retention import records
from vc.retention.queries import Line
from vc.retention.service import Decision, Wanted

FOR_GOOD = datetime(2999, 12, 31, tzinfo=ZoneInfo("UTC"))
"""What "for good" is written as: a date that no rule reaches."""
LONGEST_DAYS = 36_500
MEANWHILE = (
    "{kind}: alguien más lo cambió mientras usted lo tenía abierto (ahora: {now}). Lo que escribió "
    "sigue aquí; guarde otra vez si así debe quedar."
)


class DecisionForm(RowForm):
    """Who may see a recording, whether those in it agreed, and how long it is kept."""

    visibility = RadioField(
        "Quién puede verla",
        choices=[
            SelectChoice("internal", "Interna: solo quien entra al sistema"),
            SelectChoice("public", "Pública: cualquiera puede verla en la página de la sesión"),
        ],
        **among("Elija quién puede verla."),
    )
    consent = SelectField(
        "Consentimiento de quienes aparecen",
        choices=[SelectChoice(one.value, CONSENTS[one]) for one in Consent],
        **among("Elija cómo está el consentimiento."),
    )
    consent_note = StringField(
        "Dónde está, o por qué no hace falta", validators=[one_line, at_most(500)]
    )
    keep = RadioField(
        "Hasta cuándo se conserva",
        choices=[
            SelectChoice("rule", "Lo que diga la regla de su tipo"),
            SelectChoice("date", "Hasta una fecha"),
            SelectChoice("good", "Para siempre"),
        ],
        **among("Elija hasta cuándo se conserva."),
    )
    keep_on = DateField("Fecha", validators=[Optional()])
    keep_reason = StringField("Motivo", validators=[one_line, at_most(500)])

    def validate_consent_note(self, field: Field) -> None:
        """Ask for the place of the paper, or the reason."""
        if self.consent.data in (Consent.ON_FILE, Consent.NOT_NEEDED) and not field.data:
            raise StopValidation("Escriba dónde está el consentimiento, o por qué no hace falta.")

    def validate_keep_on(self, field: Field) -> None:
        """Ask for the date where one was chosen."""
        if self.keep.data == "date" and field.data is None:
            raise StopValidation("Escriba hasta qué fecha se conserva.")

    def validate_keep_reason(self, field: Field) -> None:
        """Ask why the rule does not apply."""
        if self.keep.data != "rule" and not field.data:
            raise StopValidation("Escriba por qué no se aplica la regla.")

    def decision(self, zone: ZoneInfo) -> Decision:
        """Return the decision."""
        until = None
        if self.keep.data == "good":
            until = FOR_GOOD
        elif self.keep.data == "date":
            until = datetime.combine(given(self.keep_on.data) + timedelta(days=1), time(), zone)
        return Decision(
            visibility=Visibility(self.visibility.data),
            consent=Consent(self.consent.data),
            consent_note=self.consent_note.data,
            keep_until=until,
            keep_reason=self.keep_reason.data,
        )


def decided(recording: Recording, zone: ZoneInfo) -> DecisionForm:
    """Return the form as it stands for a recording."""
    until = recording.keep_until
    keep, on = ("rule", None) if until is None else ("date", until.astimezone(zone).date())
    if until == FOR_GOOD:
        keep, on = "good", None
    form = DecisionForm(
        formdata=None,
        data={
            "visibility": recording.visibility.value,
            "consent": recording.consent.value,
            "consent_note": recording.consent_note,
            "keep": keep,
            "keep_on": on - timedelta(days=1) if on else None,
            "keep_reason": recording.keep_reason,
        },
    )
    form.note_seen()
    return form


class BinForm(Form):
    """Why a recording goes into the bin."""

    reason = StringField(
        "Motivo",
        validators=[needed("Escriba por qué se manda a la papelera."), one_line, at_most(500)],
    )


def wanted_records(
    lines: Iterable[records.Line], sent: MultiDict[str, str]
) -> tuple[list[records.Wanted], dict[str, str]]:
    """Return the rules sent for mails and audit, and their faults by name."""
    wanted, errors = [], {}
    for line in lines:
        name, least = line.kind.key, line.kind.least_days
        text = sent.get(f"dias-{name}", "").strip()
        days = number_of(text) if text else None
        if text and (days is None or not least <= days <= LONGEST_DAYS):
            errors[name] = f"Escriba los días como número, de {least} a {LONGEST_DAYS:,}."
            continue
        is_automatic = sent.get(f"sola-{name}") == "y" and days is not None
        kept, typed = shown_of(line.keep_days, line.is_automatic), shown_of(days, is_automatic)
        if (shown := sent.get(f"vistos-{name}")) in (None, kept):
            wanted.append(records.Wanted(line.kind.key, days, is_automatic))
        elif typed not in (shown, kept):
            errors[name] = meanwhile(line.kind.label, line.keep_days)
    return wanted, errors


def meanwhile(kind: str, keep_days: int | None) -> str:
    """Return the values by now of a line that somebody else changed while it was open."""
    return MEANWHILE.format(kind=kind, now=f"{keep_days:,} días" if keep_days else "siempre")


def name_of(line: Line) -> str:
    """Return the name under which a line of the table is sent."""
    return f"{line.kind.value}-{line.visibility.value}" if line.kind else "material"


def shown_of(days: int | None, is_automatic: bool) -> str:
    """Return a line's values, as its page sends them along: nobody's change goes unseen."""
    return f"{days or ''}{'*' if is_automatic else ''}"


def typed_in(line: Line | records.Line, sent: MultiDict[str, str]) -> tuple[str, bool]:
    """Return a line's values: as typed in it, else as kept by now."""
    name = line.kind.key if isinstance(line, records.Line) else name_of(line)
    days, is_automatic = sent.get(f"dias-{name}", ""), f"sola-{name}" in sent
    shown = sent.get(f"vistos-{name}")
    if shown is None or shown == f"{days}{'*' if is_automatic else ''}":
        return str(line.keep_days or ""), line.is_automatic
    return days, is_automatic


def label_of(line: Line) -> str:
    """Return the name of a line of the table."""
    if line.kind is None:
        return "Material"
    return (
        f"{booking_labels.KINDS[line.kind]}, {booking_labels.VISIBILITIES[line.visibility].lower()}"
    )


def wanted_rules(
    lines: Iterable[Line], sent: MultiDict[str, str]
) -> tuple[list[Wanted], dict[str, str]]:
    """Return the rules sent for every kind, and their faults by line."""
    wanted, errors = [], {}
    for line in lines:
        name, text = name_of(line), sent.get(f"dias-{name_of(line)}", "").strip()
        days = number_of(text) if text else None
        if text and (days is None or not 1 <= days <= LONGEST_DAYS):
            kind = (booking_labels.KINDS[line.kind] if line.kind else "Material").lower()
            errors[name] = f"Escriba los días como número, de 1 a {LONGEST_DAYS:,} ({kind})."
            continue
        is_automatic = sent.get(f"sola-{name}") == "y" and days is not None
        kept, shown = shown_of(line.keep_days, line.is_automatic), sent.get(f"vistos-{name}")
        if shown is not None and shown != kept:
            typed = shown_of(days, is_automatic)
            if typed not in (shown, kept):
                errors[name] = meanwhile(label_of(line), line.keep_days)
            continue
        wanted.append(Wanted(line.kind, line.visibility, days, is_automatic))
    return wanted, errors
