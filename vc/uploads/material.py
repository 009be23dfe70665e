"""The rules of material that was no session: a phone's interview, a story, a finished capsule."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.errors import RuleError
from vc.permissions import Capability, check
from vc.recordings.models import MaterialKind, Recording, RecordingFile
from vc.recordings.service import UPLOAD
from vc.store import Store
from vc.uploads import service

NOT_YET = "La fecha en que se grabó no puede ser futura."
NOT_MATERIAL = "Esa grabación es de una sesión: sus datos se cambian en la sesión."
KEPT_BY_HAND = "Se fijó al subirlo."


@dataclass(frozen=True, slots=True)
class Description:
    """What a person says of material, and may correct later."""

    title: str
    kind: MaterialKind
    has_minors: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """What is handed in. `keep_until` None leaves it to the rule of material."""

    told: Description
    recorded_at: datetime
    keep_until: datetime | None = None


def begin(
    session: Session,
    new: NewMaterial,
    offered: service.Offered,
    *,
    store: Store,
    now: datetime,
    by: Person,
) -> RecordingFile:
    """Begin to take the file of material; return its row. Raises RuleError, in Spanish."""
    if new.recorded_at > now:
        raise RuleError(NOT_YET, field="recorded_on")
    recording = Recording(
        source=UPLOAD,
        external_id=secrets.token_hex(8),
        recorded_at=new.recorded_at,
        keep_until=new.keep_until,
        keep_reason=KEPT_BY_HAND if new.keep_until else "",
        handed_in_by_id=by.id,
        created_at=now,
    )
    _describe(recording, new.told)
    file = service.begin_for(session, recording, offered, store=store, now=now)
    after = {"name": offered.name, "kind": new.told.kind.value}
    action = "recording.begin_material"
    audit.record(session, recording, action, now=now, by=by, before={}, after=after)
    return file


def describe(
    session: Session, recording: Recording, told: Description, *, now: datetime, by: Person
) -> None:
    """Correct what is said of material. Raises RuleError and NotAllowedError, in Spanish."""
    if recording.material_kind is None:
        raise RuleError(NOT_MATERIAL)
    check(by, Capability.CHANGE_HANDED_IN, recording)
    _describe(recording, told)
    if session.is_modified(recording):
        audit.record(session, recording, "recording.describe", now=now, by=by)


def _describe(recording: Recording, told: Description) -> None:
    """Write what is said of material into its row."""
    recording.topic = told.title
    recording.material_kind = told.kind
    recording.has_minors = told.has_minors
    recording.note = told.note
