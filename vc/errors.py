"""The domain's errors: each carries a sentence for the person at the screen.

AppError(message, http_status)
├── RuleError                  a rule of the office says no; `field` tells which answer is wrong
│   ├── InputError             what was typed is no number, date, text… that can be kept
│   ├── LicenceBusyError       no licence is free at every instant that was asked for
│   └── NotAllowedError        this person may not do this
├── TooManyTriesError          it was tried too often; it may be tried again at an instant
├── NotFoundError              there is no such thing
├── IllegalTransitionError     a status cannot become that one
└── ConcurrentChangeError      somebody else changed it first
"""

from datetime import datetime
from http import HTTPStatus


class AppError(Exception):
    """Something a person asked for cannot be done; `message` says why, in Spanish."""

    http_status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleError(AppError):
    """A rule refused what was asked; `field` names the form's field, empty for the whole form."""

    http_status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class InputError(RuleError):
    """What was typed or sent is not of the kind that is asked for, or beyond its bounds."""


class LicenceBusyError(RuleError):
    """No licence that satisfies the request is free at every instant of it.

    `reasons` says, licence by licence, why each was passed over. `field` is what to change: the
    time, or what no licence has.
    """

    def __init__(self, message: str, *, reasons: tuple[str, ...] = (), field: str = "time") -> None:
        super().__init__(message, field=field)
        self.reasons = reasons


class AlreadyBookedError(RuleError):
    """This very form booked the session `event_id` before, in other words than those it has now."""

    def __init__(self, message: str, *, event_id: int) -> None:
        super().__init__(message)
        self.event_id = event_id


class NotAllowedError(RuleError):
    """The person is known but may not do this."""

    http_status = HTTPStatus.FORBIDDEN


class TooManyTriesError(AppError):
    """It was tried too often; nothing is tried before `until`, an aware instant."""

    http_status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, until: datetime) -> None:
        super().__init__("Hubo demasiados intentos seguidos.")
        self.until = until


class NotFoundError(AppError):
    """What was asked for does not exist, or not for this person."""

    http_status = HTTPStatus.NOT_FOUND


class IllegalTransitionError(AppError):
    """A status was asked to become one that its TRANSITIONS table does not allow."""

    http_status = HTTPStatus.CONFLICT


class ConcurrentChangeError(AppError):
    """The row changed between reading and writing; nothing was written."""

    http_status = HTTPStatus.CONFLICT
