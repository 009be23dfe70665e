"""How a coordinator makes a new version of a list. A version in use never changes.

A new version begins as a copy of the newest one, is a draft while it is written, and takes the
place of the one in use when it is published. Clips keep the version that they began with.
"""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.checklists import queries
from vc.checklists.evaluation import APPROVAL
from vc.checklists.models import (
    DependsOn,
    Evidence,
    Level,
    Mode,
    Template,
    TemplateItem,
    TemplateStatus,
)
from vc.clips.models import ClipKind
from vc.errors import RuleError
from vc.inputs import is_blank
from vc.states import advance

MOST_ITEMS = 60
IN_USE = "Una versión publicada no cambia. Haga una nueva versión."
HAS_DRAFT = "Ya hay un borrador de esta lista. Termínelo o publíquelo."
KEEPS_APPROVAL = "La aprobación de una segunda persona no se puede quitar ni hacer opcional."
TOO_MANY = f"Una lista admite {MOST_ITEMS} puntos cuando mucho."
NO_LABEL = "Escriba qué se pide."
NO_ITEMS = "Una lista sin puntos no se puede publicar."
COPIED = (
    *("position", "key", "label", "help", "level", "mode", "check_key", "evidence", "rule"),
    *("depends_on", "needs_two"),
)
COMPARED = ("label", "help", "level", "evidence", "rule", "depends_on", "needs_two")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """What a coordinator says of a point."""

    label: str
    help: str = ""
    level: Level = Level.BLOCKING
    evidence: Evidence = Evidence.NONE
    rule: dict[str, object] = field(default_factory=dict)
    depends_on: DependsOn = DependsOn.BOTH
    needs_two: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A point that is in both versions and not the same; `names` are the columns that differ."""

    old: TemplateItem
    new: TemplateItem
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version has that another one has not."""

    added: tuple[TemplateItem, ...]
    dropped: tuple[TemplateItem, ...]
    changed: tuple[Change, ...]


def begin_version(session: Session, kind: ClipKind, *, now: datetime, by: Person) -> Template:
    """Begin a draft as a copy of the newest version. Raises RuleError. The caller commits."""
    newest = queries.newest(session, kind)
    if newest.status is TemplateStatus.DRAFT:
        raise RuleError(HAS_DRAFT)
    draft = Template(kind=kind, version=newest.version + 1, name=newest.name)
    draft.items = [
        TemplateItem(**{name: getattr(one, name) for name in COPIED}) for one in newest.items
    ]
    session.add(draft)
    session.flush()
    audit.record(session, draft, "template.begin", now=now, by=by, before={}, after={})
    return draft


def add_item(
    session: Session, template: Template, new: NewItem, *, now: datetime, by: Person
) -> TemplateItem:
    """Add a point that people answer, at the end. Raises RuleError. The caller commits."""
    check_draft(template)
    _check_label(new)
    if len(template.items) >= MOST_ITEMS:
        raise RuleError(TOO_MANY)
    item = TemplateItem(
        template=template,
        position=max((one.position for one in template.items), default=0) + 1,
        key=f"own_{secrets.token_hex(6)}",
        mode=Mode.PERSON,
        **asdict(new),
    )
    session.add(item)
    session.flush()
    _note(session, item, "add", now=now, by=by)
    return item


def change_item(
    session: Session, item: TemplateItem, new: NewItem, *, now: datetime, by: Person
) -> None:
    """Change a point of a draft. Raises RuleError. The caller commits."""
    check_draft(item.template)
    _check_label(new)
    if item.key == APPROVAL and new.level is not Level.BLOCKING:
        raise RuleError(KEEPS_APPROVAL, field="level")
    for name, value in asdict(new).items():
        setattr(item, name, value)
    audit.record_changes(session, item, "templateitem.change", now=now, by=by)


def move_item(
    session: Session, item: TemplateItem, by_how_many: int, *, now: datetime, by: Person
) -> None:
    """Let a point change places with its neighbour above (-1) or below (1). The caller commits."""
    check_draft(item.template)
    items = item.template.items
    at = items.index(item)
    to = at + by_how_many
    if not 0 <= to < len(items):
        return
    item.position, items[to].position = items[to].position, item.position
    _note(session, item, "move", now=now, by=by)
    session.flush()
    session.refresh(item.template, ["items"])


def drop_item(session: Session, item: TemplateItem, *, now: datetime, by: Person) -> None:
    """Leave a point out of a draft. Raises RuleError. The caller commits."""
    check_draft(item.template)
    if item.key == APPROVAL:
        raise RuleError(KEEPS_APPROVAL)
    _note(session, item, "drop", now=now, by=by)
    item.template.items.remove(item)
    session.flush()


def publish(session: Session, template: Template, *, now: datetime, by: Person) -> None:
    """Let clips begin with a draft from now on. Raises RuleError. The caller commits."""
    check_draft(template)
    if not template.items:
        raise RuleError(NO_ITEMS)
    in_use = queries.published(session, template.kind)
    advance(in_use, TemplateStatus.REPLACED, now=now, by=by)
    to, whose = TemplateStatus.PUBLISHED, by.id
    advance(template, to, now=now, by=by, published_at=now, published_by_id=whose)


def compared(old: Template, new: Template) -> Comparison:
    """Return the changes from one version to another, in the order of the lists."""
    before = {one.key: one for one in old.items}
    after = {one.key: one for one in new.items}
    changes = [
        Change(before[key], one, _differing(before[key], one))
        for key, one in after.items()
        if key in before
    ]
    return Comparison(
        added=tuple(one for key, one in after.items() if key not in before),
        dropped=tuple(one for key, one in before.items() if key not in after),
        changed=tuple(one for one in changes if one.names),
    )


def _differing(old: TemplateItem, new: TemplateItem) -> tuple[str, ...]:
    """Return the columns in which two versions of a point differ."""
    return tuple(name for name in COMPARED if getattr(old, name) != getattr(new, name))


def check_draft(template: Template) -> None:
    """Raise RuleError for a version that is or was in use."""
    if template.status is not TemplateStatus.DRAFT:
        raise RuleError(IN_USE)


def _check_label(new: NewItem) -> None:
    """Raise RuleError for a point that asks nothing."""
    if is_blank(new.label):
        raise RuleError(NO_LABEL, field="label")


def _note(session: Session, item: TemplateItem, verb: str, *, now: datetime, by: Person) -> None:
    """Write the line of a change that is more than its columns."""
    audit.record(session, item, f"templateitem.{verb}", now=now, by=by, before={}, after={})
