"""When a form was opened, signed: a program fills one in faster than anybody reads it."""

from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

LEAST = timedelta(seconds=4)
SALT = "talk request opened"


def stamp(secret_key: str, now: datetime) -> str:
    """Return what a form carries of the instant in which it was shown."""
    return URLSafeSerializer(secret_key, salt=SALT).dumps(int(now.timestamp()))


def opened_at(secret_key: str, sent: str) -> datetime | None:
    """Return when a form was shown; None where it does not say so in our hand."""
    try:
        found = URLSafeSerializer(secret_key, salt=SALT).loads(sent)
        return datetime.fromtimestamp(found, UTC)
    except (BadData, TypeError, ValueError, OverflowError, OSError):
        return None


def is_too_quick(secret_key: str, sent: str, now: datetime) -> bool:
    """Tell whether a form was sent sooner than a person can, or says nothing true of it."""
    since = opened_at(secret_key, sent)
    return since is None or now - since < LEAST
