"""The rules of plates: a new version for every change, so that what was used stays as it was."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.branding.models import Corner, Plate
from vc.branding.queries import latest
from vc.errors import RuleError

NOTHING = "Suba al menos un logotipo o una imagen de cierre."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlate:
    """What a plate is to be. A picture that is None is taken over from the version before."""

    name: str
    campaign_id: int | None = None
    logo: bytes | None = None
    corner: Corner = Corner.TOP_RIGHT
    logo_width_pct: int = 14
    card: bytes | None = None
    ground: str = ""
    card_ms: int = 2500


def keep(session: Session, new: NewPlate, *, now: datetime, by: Person) -> Plate:
    """Keep a plate as the next version of its name, or return the last one where it says the same.

    Raises RuleError. The caller commits.
    """
    before = latest(session, new.name)
    if before is not None and _says_the_same(before, new):
        return before
    logo, card = _pictures(before, new)
    if not logo and not card:
        raise RuleError(NOTHING, field="logo")
    plate = Plate(
        name=new.name,
        version=before.version + 1 if before else 1,
        campaign_id=new.campaign_id,
        logo=logo,
        has_logo=bool(logo),
        corner=new.corner,
        logo_width_pct=new.logo_width_pct,
        card=card,
        has_card=bool(card),
        card_ms=new.card_ms,
        ground=new.ground or (before.ground if before else "0x35081b"),
        by=by,
        at=now,
    )
    session.add(plate)
    session.flush()
    audit.record(session, plate, "plate.keep", now=now, by=by, before={}, after={})
    return plate


def _pictures(before: Plate | None, new: NewPlate) -> tuple[bytes | None, bytes | None]:
    """Return logo and card: what was handed in, else those of the version before."""
    kept_logo, kept_card = (before.logo, before.card) if before else (None, None)
    return (
        kept_logo if new.logo is None else new.logo,
        kept_card if new.card is None else new.card,
    )


def _says_the_same(plate: Plate, new: NewPlate) -> bool:
    """Tell whether a version is what is asked for."""
    names = ("campaign_id", "corner", "logo_width_pct", "card_ms")
    has_pictures = new.logo is not None or new.card is not None
    is_same = all(getattr(plate, name) == getattr(new, name) for name in names)
    return is_same and not has_pictures and plate.retired_at is None


def retire(session: Session, plate: Plate, *, now: datetime, by: Person) -> None:
    """Offer a plate no more; clips that have it keep it. The caller commits."""
    if plate.retired_at is None:
        plate.retired_at = now
        audit.record(session, plate, "plate.retire", now=now, by=by, before={}, after={})


def bring_back(session: Session, plate: Plate, *, now: datetime, by: Person) -> None:
    """Offer a plate again. The caller commits."""
    if plate.retired_at is not None:
        plate.retired_at = None
        audit.record(session, plate, "plate.bring_back", now=now, by=by, before={}, after={})


def is_current(session: Session, plate: Plate) -> bool:
    """Tell whether a plate is offered, and none of its name is newer."""
    newest = session.scalar(select(func.max(Plate.version)).where(Plate.name == plate.name))
    return plate.retired_at is None and plate.version == newest
