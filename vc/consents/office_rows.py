"""The rows of consents on the page «Oficina»."""

from datetime import timedelta

from sqlalchemy import func, select

from vc.consents.models import Consent
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value

SOON = timedelta(days=30)


def consents(look: Look) -> Value:
    """Return how many consents end within a month; without any, how many hold."""
    today = look.now.astimezone(look.zone).date()
    holds = Consent.revoked_at.is_(None)
    ends = Consent.valid_until.between(today, today + SOON)
    ending = look.session.scalar(select(func.count()).where(holds, ends)) or 0
    if ending:
        return Value(counted(ending, "vence pronto", "vencen pronto"), "wait")
    is_open = Consent.valid_until.is_(None) | (Consent.valid_until >= today)
    valid = look.session.scalar(select(func.count()).where(holds, is_open)) or 0
    return Value(counted(valid, "vigente", "vigentes") if valid else "Ninguno")


ROWS = (
    OfficeRow(
        *(Group.PEOPLE, "consents.index", "Consentimientos", consents),
        words="autoriza imagen voz niñas niños adolescentes",
    ),
)
