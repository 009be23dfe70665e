"""The rows of privacy notices on the page «Oficina»."""

from sqlalchemy import func, select

from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.privacy.models import PrivacyNotice


def version(look: Look) -> Value:
    """Return the version in force."""
    return Value(f"Versión {look.session.scalar(select(func.max(PrivacyNotice.version)))}")


ROWS = (
    OfficeRow(
        *(Group.MAIL, "privacy.index", "Avisos de privacidad", version),
        words="datos personales integral simplificado",
    ),
)
