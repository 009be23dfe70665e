"""What others read of plates."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.branding.models import Plate
from vc.errors import NotFoundError


def plate_by_id(session: Session, plate_id: int) -> Plate:
    """Return a plate. Raises NotFoundError."""
    plate = session.get(Plate, plate_id)
    if plate is None:
        raise NotFoundError("Esa plantilla no existe.")
    return plate


def latest(session: Session, name: str) -> Plate | None:
    """Return the newest version of the plate of a name; None where there is none."""
    query = select(Plate).where(Plate.name == name).order_by(Plate.version.desc()).limit(1)
    return session.scalars(query).one_or_none()


def newest(session: Session) -> list[Plate]:
    """Return the newest version of each plate, those that are offered first, by name."""
    last = select(Plate.name, func.max(Plate.version).label("version")).group_by(Plate.name)
    of_name = last.subquery()
    query = select(Plate).join(
        of_name, (Plate.name == of_name.c.name) & (Plate.version == of_name.c.version)
    )
    return list(session.scalars(query.order_by(Plate.retired_at.is_not(None), Plate.name)))


def offered(session: Session) -> list[Plate]:
    """Return the plates that a clip can be given."""
    return [plate for plate in newest(session) if plate.retired_at is None]


def versions_of(session: Session, plate: Plate) -> list[Plate]:
    """Return every version of a plate, the newest first."""
    query = select(Plate).where(Plate.name == plate.name).order_by(Plate.version.desc())
    return list(session.scalars(query))
