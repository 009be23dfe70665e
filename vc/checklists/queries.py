"""What the services and the pages read of checklists."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vc.checklists.models import (
    Answer,
    Appearance,
    Checklist,
    Template,
    TemplateItem,
    TemplateStatus,
)
from vc.clips.models import Clip, ClipKind
from vc.consents import service as consents
from vc.consents.models import Consent, Scope
from vc.errors import NotFoundError

NOT_SHOWN = "No incluye imagen ni voz."
GAP = "Consentimiento {folio}: {text}"
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


def latest_answer(
    session: Session, clip: Clip, item: TemplateItem, person_id: int
) -> Answer | None:
    """Return the answer that a person's next one replaces; None for none.

    It is their own where two have to agree, else anybody's.
    """
    replaced = [
        one
        for one in answers_of(session, checklist_of(session, clip))
        if one.item_id == item.id and (one.by_id == person_id or not item.needs_two)
    ]
    return replaced[-1] if replaced else None


def answer_by_id(session: Session, clip: Clip, answer_id: int) -> Answer:
    """Return an answer of a clip that has a file. Raises NotFoundError."""
    answer = session.get(Answer, answer_id)
    if answer is None or answer.checklist.clip_id != clip.id or not answer.file_key:
        raise NotFoundError("Ese archivo no existe.")
    return answer


def appearances_of(session: Session, clip: Clip) -> Sequence[Appearance]:
    """Return the people in a clip, in the order in which they were named."""
    query = (
        select(Appearance)
        .where(Appearance.clip_id == clip.id, Appearance.removed_at.is_(None))
        .options(selectinload(Appearance.consent))
    )
    return session.scalars(query.order_by(Appearance.id)).all()


def appearance_by_id(session: Session, clip: Clip, appearance_id: int) -> Appearance:
    """Return one who appears, or did. Raises NotFoundError."""
    found = session.get(Appearance, appearance_id)
    if found is None or found.clip_id != clip.id:
        raise NotFoundError("Esa aparición no existe.")
    return found


def clips_naming(session: Session, consent: Consent) -> list[Clip]:
    """Return the clips in which the person of a consent appears, the oldest first."""
    named = select(Appearance.clip_id).where(
        Appearance.consent_id == consent.id, Appearance.removed_at.is_(None)
    )
    return list(session.scalars(select(Clip).where(Clip.id.in_(named)).order_by(Clip.id)))


def problems_of(consent: Consent, on: date, *, channel: str | None = None) -> tuple[str, ...]:
    """Return a consent's gaps for its person's appearance on a day; empty for none.

    Without a channel it is not asked for which ones it was given.
    """
    found = consents.gaps(consent, (channel,) if channel else (), frozenset(), on)
    is_shown = {Scope.IMAGE.value, Scope.VOICE.value} & set(consent.scope)
    return found if is_shown else (*found, NOT_SHOWN)


def consent_gaps(
    session: Session, clip: Clip, on: date, *, channel: str | None = None
) -> list[str]:
    """Return the gaps of consent of the people in a clip on a day, by folio; empty for none."""
    return [
        GAP.format(folio=one.consent.folio, text=text)
        for one in appearances_of(session, clip)
        for text in problems_of(one.consent, on, channel=channel)
    ]
