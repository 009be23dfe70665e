"""The booking form's page: what it offers and proposes, and a refusal beside its field."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from sqlalchemy.orm import InstrumentedAttribute, Session
from werkzeug.datastructures import MultiDict

from vc.access import current_person, office_zone
from vc.accounts.models import Person
from vc.booking import labels, queries, session_templates
from vc.booking.forms import LONGEST_MIN, TEMPLATES, EventForm, form_values
from vc.booking.hindrance import WITHOUT
from vc.booking.hooks import BOOKING_FIELDS, MUNICIPALITIES
from vc.booking.models import Campaign, Event, EventKind, SessionTemplate, Visibility
from vc.booking.times_page import ANSWERS, LENGTHS, When, first_start, when_of
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import Form, Rows
from vc.inputs import day_of, hour_of, instant_of, is_fit, number_of
from vc.licences.models import Licence
from vc.permissions import Capability, may
from vc.services import services

UNPROCESSABLE, MOST_TITLE = 422, 200
CHOSEN_ALONE = ("date", "time", "duration", "platform")
"""The fields that a button beside them can fill."""


def offered(form: EventForm) -> EventForm:
    """Return the form with the people, campaigns and licences that can be chosen."""
    licences = rows_of(queries.licences, Licence.label)
    form.offer(hosts_to_choose(), campaigns_to_choose(), licences, services().settings.tzid)
    return form


def hosts_to_choose() -> Rows:
    """Return the people who can host, for a select."""
    return rows_of(queries.hosts, Person.name)


def campaigns_to_choose() -> Rows:
    """Return the campaigns, for a select."""
    return rows_of(queries.campaigns, Campaign.name)


def municipalities_to_propose() -> list[str]:
    """Return the names that are proposed where somebody types a municipality."""
    listed = services().registry.added_to(MUNICIPALITIES)
    return [name for each in listed for name in each(db.session())]


def rows_of(
    offered: Callable[[Session], list[tuple[int, str]]], name: InstrumentedAttribute[str]
) -> Rows:
    """Return rows for a select: which are offered, and where any of them has its name."""
    return Rows(lambda: offered(db.session()), lambda ids: queries.named(db.session(), name, ids))


def sent_form(event: Event) -> EventForm:
    """Return the form of a session as somebody sent it; what the session holds can stay."""
    return offered(EventForm(data=form_values(event)))


def first_values() -> dict[str, object]:
    """Return an empty form's values: the kind's template, the next working hour, who is asking."""
    person = current_person()
    start = first_start()
    first = {
        "tzid": services().settings.tzid,
        "host_id": person.id if person else None,
        "area": person.area if person else "",
        "date": start.date(),
        "time": time(start.hour),
    }
    chosen = _of_type(request.args.get("tipo"), request.args.get("plantilla"))
    return first | chosen | times_from(request.args)


def _of_type(asked: str | None, number: str | None) -> dict[str, object]:
    """Return what a kind of session usually is, or a type of the office's own."""
    own = _own_template(number)
    kind = EventKind(asked) if asked in list(EventKind) else EventKind.TALK
    kind, template = (own.kind, _proposed(own)) if own else (kind, dict(TEMPLATES[kind]))
    visibility = template.pop("visibility", Visibility.INTERNAL)
    return {"kind": kind.value, "visibility": str(visibility)} | template


def _own_type_id() -> str:
    """Return the number of the office's own type that was chosen; empty for none."""
    name, _, answer = request.form.get("look", "").partition("=")
    return answer if name == "template" else request.args.get("plantilla", "")


def _proposed(own: SessionTemplate) -> dict[str, object]:
    """Return what a type proposes now: a campaign that is given up is proposed no longer."""
    answers = dict(own.answers)
    if answers.get("campaign_id") not in dict(queries.campaigns(db.session())):
        answers.pop("campaign_id", None)
    return answers


def _own_template(asked: str | None) -> SessionTemplate | None:
    """Return the office's own type of session of a number that was sent, if it is offered."""
    number = number_of(asked)
    own = db.session.get(SessionTemplate, number) if number else None
    return own if own is not None and own.is_active else None


def times_from(args: MultiDict[str, str]) -> dict[str, object]:
    """Return the date, time and duration that a calendar's link carries, when they are good."""
    found: dict[str, object] = {}
    if (day := day_of(args.get("fecha"))) is not None:
        found["date"] = day
    if (minutes := number_of(args.get("minutos"))) is not None and 0 < minutes <= LONGEST_MIN:
        found["duration"] = minutes
    if (hour := hour_of(args.get("hora"))) is not None:
        found["time"] = hour
    return found


def typed_title(sent: MultiDict[str, str]) -> str:
    """Return the title that somebody typed into the search; empty where none can be kept."""
    title = " ".join(sent.get("titulo", "").split())
    return title[:MOST_TITLE] if is_fit(title) else ""


def dropped_on(event: Event, args: MultiDict[str, str]) -> dict[str, object]:
    """Return the date and time of a drag in the calendar, on the session's own clocks.

    The calendar shows the office's, and the form that moves it is read in the session's.
    """
    found = times_from(args)
    day, hour = found.get("date"), found.get("time")
    if isinstance(day, date) and isinstance(hour, time):
        shown = datetime.combine(day, hour, office_zone())
        own = shown.astimezone(ZoneInfo(event.tzid))
        found |= {"date": own.date(), "time": own.time()}
    return found


def values_again(event: Event) -> dict[str, object]:
    """Return the form's values for another session like one that exists; its day is to be chosen.

    Whom it invites is not told to who may not see it.
    """
    values = form_values(event) | {"version": "", "date": None, "pasted_url": ""}
    if not may(current_person(), Capability.CHANGE_SESSION, event):
        values |= {"guests": "", "notes": ""}
    return values


def take_offer(form: Form, zone: ZoneInfo | None = None) -> None:
    """Take over what a button offered: a free time, given as an instant, or to go on without."""
    for name in set(request.form.get("without", "").split()) & set(WITHOUT):
        if name in form:
            form[name].process_data(False)
    picked = instant_of(request.form.get("pick"))
    if picked is None:
        return
    zone = form.zone() if isinstance(form, EventForm) else zone
    local = picked.astimezone(zone or office_zone())
    form.date.process_data(local.date())
    form.time.process_data(local.time().replace(tzinfo=None))
    form.date.raw_data = form.time.raw_data = ["picked"]


def take_choice(form: EventForm) -> bool:
    """Take over what a button chose without booking, as «field=answer»; tell whether one did.

    A type brings what its sessions usually are; all else stays as it was typed.
    """
    name, _, answer = request.form.get("look", "").partition("=")
    if name in ("kind", "template"):
        chosen = _of_type(answer, None) if name == "kind" else _of_type(None, answer)
        for each, value in chosen.items():
            form[each].process_data(value)
            form[each].raw_data = [str(value)]
    elif name in CHOSEN_ALONE:
        form[name].process(MultiDict({name: answer}))
    else:
        return False
    form.validate()
    for field in form:
        if field.name not in ANSWERS:
            field.errors = ()
    return True


def event_asked_about() -> Event | None:
    """Return the session that is being changed, whose own licence is not in its way."""
    event_id = number_of(request.args.get("sesion"))
    event = db.session.get(Event, event_id) if event_id else None
    is_own = event is not None and may(current_person(), Capability.CHANGE_SESSION, event)
    return event if is_own else None


def show_form(form: EventForm, *, event: Event | None = None, when: When | None = None) -> str:
    """Return the booking form's page, for a new session or for one that exists.

    `when` is what was said of its time before it was refused.
    """
    action = url_for("booking.change", event_id=event.id) if event else url_for("booking.create")
    asked = services().registry.added_to(BOOKING_FIELDS)
    return render_template(
        "booking/form.html",
        form=form,
        event=event,
        action=action,
        when=when or when_of(form, event),
        lengths=LENGTHS,
        areas=queries.offered_areas(db.session()),
        municipalities=municipalities_to_propose(),
        kinds=[(kind, labels.KINDS[kind]) for kind in EventKind],
        own_templates=session_templates.offered(db.session()),
        own_id=_own_type_id(),
        notes=[more.shown(form, event) for more in asked if more.IS_NOTE],
        more_fields=[more.shown(form, event) for more in asked if not more.IS_NOTE],
    )


def is_good(form: EventForm) -> bool:
    """Tell whether the form and what others ask in it are good; the page says what is not."""
    asked = services().registry.added_to(BOOKING_FIELDS)
    problems = [problem for more in asked if (problem := more.problem(form))]
    is_valid = form.validate()
    form.form_errors = [*form.form_errors, *problems]
    return is_valid and not problems


def refuse(
    form: Form,
    error: RuleError | ConcurrentChangeError,
    event_id: int | None = None,
    template: str = "",
) -> tuple[str, int]:
    """Show the form again with the refusal beside its field and all that was typed."""
    db.session.rollback()
    event = queries.event_by_id(db.session(), event_id) if event_id else None
    if not isinstance(form, EventForm):
        form.blame(error)
        return render_template(template, form=form, event=event), form.status
    if isinstance(error, ConcurrentChangeError) and event is not None:
        return set_beside(form, error, event), form.status
    offered(form)
    when = when_of(form, event)
    form.blame(error)
    return show_form(form, event=event, when=when), UNPROCESSABLE


def set_beside(form: EventForm, error: ConcurrentChangeError, event: Event) -> str:
    """Return the page of a form again, with the session as it is by now beside what was typed."""
    stored = EventForm(formdata=None, data=form_values(event))
    offered(form).set_beside(offered(stored), error)
    return show_form(form, event=event)
