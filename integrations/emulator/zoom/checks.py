"""What Zoom refuses in the body of a meeting or webinar: unknown fields, wrong types, limits.

The names are Zoom's (OpenAPI document of 2026-03-10). Fields that need a plan or another product
are left out on purpose: sending one here is a mistake to be noticed.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from integrations.emulator.operation import RequestContext, VendorError
from integrations.emulator.state import JsonObject
from integrations.emulator.zoom import state
from integrations.emulator.zoom.seeds import STAFF_DOMAIN

Check = Callable[[object], bool]
START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")


def _text(most: int = 100_000) -> Check:
    """Return a check for text of at most so many characters."""
    return lambda value: isinstance(value, str) and len(value) <= most


def _whole(least: int, most: int) -> Check:
    """Return a check for a whole number within bounds, both included."""
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    )


def _one_of(*choices: object) -> Check:
    """Return a check for one of some values; True is not 1 here."""
    return lambda value: any(value == one and type(value) is type(one) for one in choices)


def _truth(value: object) -> bool:
    """Tell whether a value is true or false."""
    return isinstance(value, bool)


def _start(value: object) -> bool:
    """Tell whether a value is a start in UTC or local time; an offset is neither."""
    return isinstance(value, str) and START.fullmatch(value) is not None


COMMON: dict[str, Check] = {
    "agenda": _text(2000),
    "duration": _whole(1, 1440),
    "password": _text(10),
    "schedule_for": _text(),
    "start_time": _start,
    "timezone": _text(),
    "topic": _text(200),
}
COMMON_SETTINGS: dict[str, Check] = {
    "allow_multiple_devices": _truth,
    "alternative_hosts": _text(),
    "approval_type": _one_of(0, 1, 2),
    "audio": _one_of("both", "telephony", "voip", "thirdParty"),
    "authentication_domains": _text(),
    "authentication_option": _text(),
    "auto_recording": _one_of("local", "cloud", "none"),
    "close_registration": _truth,
    "contact_email": _text(),
    "contact_name": _text(),
    "email_in_attendee_report": _truth,
    "host_video": _truth,
    "meeting_authentication": _truth,
    "registrants_confirmation_email": _truth,
    "registrants_email_notification": _truth,
    "registration_type": _one_of(1, 2, 3),
    "show_share_button": _truth,
}
FIELDS: dict[str, dict[str, Check]] = {
    "meetings": COMMON | {"type": _one_of(1, 2, 3, 8, 10), "pre_schedule": _truth},
    "webinars": COMMON | {"type": _one_of(5, 6, 9)},
}
ONLY_NEW: dict[str, dict[str, Check]] = {
    "meetings": {"default_password": _truth},
    "webinars": {"default_passcode": _truth},
}
SETTINGS: dict[str, dict[str, Check]] = {
    "meetings": COMMON_SETTINGS
    | {
        "alternative_hosts_email_notification": _truth,
        "email_notification": _truth,
        "encryption_type": _one_of("enhanced_encryption", "e2ee"),
        "focus_mode": _truth,
        "jbh_time": _one_of(0, 5, 10, 15),
        "join_before_host": _truth,
        "mute_upon_entry": _truth,
        "participant_video": _truth,
        "private_meeting": _truth,
        "use_pmi": _truth,
        "waiting_room": _truth,
        "watermark": _truth,
    },
    "webinars": COMMON_SETTINGS
    | {
        "hd_video": _truth,
        "on_demand": _truth,
        "panelists_invitation_email_notification": _truth,
        "panelists_video": _truth,
        "practice_session": _truth,
    },
}


def check_body(context: RequestContext, body: object, *, kind: str, is_new: bool) -> JsonObject:
    """Return the body of a POST or PATCH; raise the vendor's refusal of what it does not take."""
    if not isinstance(body, dict):
        raise VendorError(400, 300, "Request Body should be a valid JSON object.")
    fields = FIELDS[kind] | (ONLY_NEW[kind] if is_new else {}) | {"settings": _is_object}
    errors = list(_wrong(body, fields, ""))
    settings = body.get("settings")
    if isinstance(settings, dict):
        errors += _wrong(settings, SETTINGS[kind], "settings.")
        errors += _unknown_hosts(context, settings.get("alternative_hosts"))
    if errors:
        raise VendorError(400, 300, "Validation Failed.", errors=errors)
    return body


def _is_object(value: object) -> bool:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def _wrong(
    values: JsonObject, checks: Mapping[str, Check], prefix: str
) -> Iterator[dict[str, str]]:
    """Yield an error for each member that is unknown or does not pass its check."""
    for name, value in values.items():
        if name not in checks:
            yield {"field": prefix + name, "message": "Unrecognized field."}
        elif not checks[name](value):
            yield {"field": prefix + name, "message": "Invalid field."}


def _unknown_hosts(context: RequestContext, listed: object) -> Iterator[dict[str, str]]:
    """Yield an error for each alternative host who is no member of the account."""
    for email in listed.split(";") if isinstance(listed, str) and listed else ():
        is_staff = email.endswith("@" + STAFF_DOMAIN)
        if not is_staff and state.user(context.tx, email) is None:
            message = f"Invalid alternative host: {email}."
            yield {"field": "settings.alternative_hosts", "message": message}
