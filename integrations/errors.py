"""Errors of the vendors, named by what the caller must do next.

IntegrationError(vendor, operation, status, code)
├── RejectedError            the vendor said no        show the reason, do not repeat
│   ├── HostUnusableError    that account cannot host  use another account
│   └── NotFoundError        it is not there (any more)
├── UnavailableError         nothing happened          repeat later (retry_after)
│   ├── RateLimitedError     too many calls            repeat at `retry_after`, not before
│   └── TooEarlyError        not possible yet          repeat in a few seconds
├── OutcomeUnknownError      sent, no answer           ask the vendor before repeating
├── CredentialsError         token or scope            a person must reconnect
├── BlockedError             the vendor forbids it     stop everything there, a person decides
└── BadSignatureError        not from the vendor       401, log
"""

from datetime import datetime
from typing import NotRequired, TypedDict


class Where(TypedDict):
    """At whom, and in doing what, something went wrong."""

    vendor: str
    operation: str


class Answered(Where):
    """The same with what the vendor answered."""

    status: int | None
    code: NotRequired[str | None]


class IntegrationError(Exception):
    """Something went wrong at, or on the way to, a vendor.

    `status` is the HTTP status and `code` the vendor's own code, both None when there was no
    answer. `message` is the vendor's text with every secret taken out; it may be shown to staff.
    """

    subcode: str | None = None
    """What the vendor's code means in particular, where it tells."""

    def __init__(
        self,
        message: str,
        *,
        vendor: str,
        operation: str,
        status: int | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.vendor = vendor
        self.operation = operation
        self.status = status
        self.code = code

    def __str__(self) -> str:
        where = f"{self.vendor} {self.operation}"
        facts = " ".join(str(fact) for fact in (self.status, self.code) if fact is not None)
        return f"{where}: {facts + ': ' if facts else ''}{self.message}"


class RejectedError(IntegrationError):
    """The vendor understood and said no; the same request will get the same answer."""


class HostUnusableError(RejectedError):
    """The account that was to host does not exist, is not licensed or lost the right to host."""


class NotFoundError(RejectedError):
    """The thing that was asked for is not at the vendor (any more)."""


class UnavailableError(IntegrationError):
    """Nothing happened at the vendor; the same request may be repeated.

    `retry_after` is an aware instant before which it is pointless, or None when unknown.
    """

    retry_after: datetime | None = None


class RateLimitedError(UnavailableError):
    """The vendor refused because of too many calls; `is_daily` tells a day's cap from a burst."""

    is_daily: bool = False


class TooEarlyError(UnavailableError):
    """What was asked for is only possible once something else has happened; nothing was done."""


class BlockedError(IntegrationError):
    """The vendor has blocked us for a breach of its policies: nothing more may be sent."""


class OutcomeUnknownError(IntegrationError):
    """The request was sent and its answer was lost: it may or may not have been carried out."""


class CredentialsError(IntegrationError):
    """The vendor does not accept our credentials, or they lack a permission.

    `missing_scopes` names the permissions that are missing, empty when the credentials as such
    were refused.
    """

    missing_scopes: tuple[str, ...] = ()


class BadSignatureError(IntegrationError):
    """A message that says it is from the vendor is not."""
