"""What the services and the pages read of checklists."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc.checklists.models import Answer, Checklist, Template, TemplateItem, TemplateStatus
from vc.clips.models import Clip, ClipKind
from vc.errors import NotFoundError

NO_TEMPLATE = "No hay una lista de verificación en uso para este tipo de clip."


def published(session: Session, kind: ClipKind) -> Template:
    """Return the version with which clips of a kind begin. Raises NotFoundError."""
    query = (
        select(Template)
        .where(Template.kind == kind, Template.status == TemplateStatus.PUBLISHED)
        .options(selectinload(Template.items))
    )
    template = session.scalars(query).one_or_none()
    if template is None:
        raise NotFoundError(NO_TEMPLATE)
    return template


def templates(session: Session) -> list[Template]:
    """Return every version, by kind, the newest first."""
    query = select(Template).options(selectinload(Template.items))
    return list(session.scalars(query.order_by(Template.kind, Template.version.desc())))


def template_by_id(session: Session, template_id: int) -> Template:
    """Return a version. Raises NotFoundError."""
    template = session.get(Template, template_id)
    if template is None:
        raise NotFoundError("Esa lista de verificación no existe.")
    return template


def before(session: Session, template: Template) -> Template | None:
    """Return the version before another one; None for the first."""
    query = select(Template).where(
        Template.kind == template.kind, Template.version < template.version
    )
    return session.scalars(query.order_by(Template.version.desc()).limit(1)).one_or_none()


def newest(session: Session, kind: ClipKind) -> Template:
    """Return the newest version of a kind, also a draft. Raises NotFoundError."""
    query = select(Template).where(Template.kind == kind)
    template = session.scalars(query.order_by(Template.version.desc()).limit(1)).one_or_none()
    if template is None:
        raise NotFoundError(NO_TEMPLATE)
    return template


def item_by_id(session: Session, item_id: int) -> TemplateItem:
    """Return a point. Raises NotFoundError."""
    item = session.get(TemplateItem, item_id)
    if item is None:
        raise NotFoundError("Ese punto no existe.")
    return item


def checklist_of(session: Session, clip: Clip) -> Checklist | None:
    """Return the list that a clip began as what it is now; None before it did."""
    query = select(Checklist).filter_by(clip_id=clip.id, kind=clip.kind)
    return session.scalars(query).one_or_none()


def answers_of(session: Session, checklist: Checklist | None) -> Sequence[Answer]:
    """Return every answer of a list, the oldest first."""
    if checklist is None:
        return []
    query = select(Answer).filter_by(checklist_id=checklist.id).options(selectinload(Answer.by))
    return session.scalars(query.order_by(Answer.id)).all()


def answer_by_id(session: Session, clip: Clip, answer_id: int) -> Answer:
    """Return an answer of a clip that has a file. Raises NotFoundError."""
    answer = session.get(Answer, answer_id)
    if answer is None or answer.checklist.clip_id != clip.id or not answer.file_key:
        raise NotFoundError("Ese archivo no existe.")
    return answer
