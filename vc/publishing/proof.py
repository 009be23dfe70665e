"""What shows that a publication is there, or is not: its address, and what people saw of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.errors import RejectedError
from integrations.permalink_check import plain_post_link
from vc.accounts.request_context import RequestContext
from vc.errors import RuleError
from vc.jobs import release, wake
from vc.publishing import gates
from vc.publishing.models import Publication, PublicationStatus
from vc.publishing.service import TASK, not_now
from vc.states import advance, can_advance

S = PublicationStatus
DENIED = "Una persona vio en la red que no está publicada."


def report(context: RequestContext, publication: Publication, url: str) -> None:
    """Keep the address of a post that a person made; whether it answers is looked at next.

    It is kept in its plain form. What happened is taken down even where it should not have
    happened. The caller commits; raises RuleError for what cannot be one of the network's posts.
    """
    is_being_sent = publication.status is S.PUBLISHING and publication.asked_at is None
    if is_being_sent or not can_advance(publication, S.PROCESSING):
        raise RuleError(not_now(publication), field="permalink_url")
    try:
        url = plain_post_link(url, publication.channel.network.value)
    except RejectedError as error:
        raise RuleError(error.message, field="permalink_url") from error
    _check_other_post(context.session, publication, url)
    against = gates.reasons_against(context.session, publication, context.now, zone=context.zone)
    publication.version += 1
    advance(
        publication,
        S.PROCESSING,
        now=context.now,
        by=context.by,
        reason=" ".join(against),
        permalink_url=url,
        published_by_id=context.by.id,
        look_count=0,
    )
    release(publication, due_at=context.now)
    wake(context.session, TASK, publication.id)


def take_back_link(context: RequestContext, publication: Publication) -> None:
    """Forget an address that was not that of the post. The caller commits."""
    if publication.status is not S.PROCESSING or not publication.channel.is_by_hand:
        raise RuleError(not_now(publication))
    publication.version += 1
    advance(publication, S.PUBLISHING, now=context.now, by=context.by, permalink_url="")
    release(publication, due_at=context.now)
    wake(context.session, TASK, publication.id)


def confirm_seen(context: RequestContext, publication: Publication) -> None:
    """Note that a person saw the post where the network hides it from us. The caller commits."""
    if publication.status is not S.PROCESSING or not publication.permalink_url:
        raise RuleError(not_now(publication))
    publication.version += 1
    now, by = context.now, context.by
    advance(publication, S.PUBLISHED, now=now, by=by, published_at=now, seen_by_id=by.id)
    release(publication, due_at=None)


def deny(context: RequestContext, publication: Publication) -> None:
    """Note that a person looked, and the post is not there. The caller commits."""
    if publication.status is not S.UNKNOWN:
        raise RuleError(not_now(publication))
    publication.version += 1
    advance(publication, S.FAILED, now=context.now, by=context.by, reason=DENIED)
    release(publication, due_at=None, error=DENIED)


def look_again(context: RequestContext, publication: Publication) -> None:
    """Let the worker look at its address now. The caller commits."""
    if publication.status is not S.PROCESSING:
        raise RuleError(not_now(publication))
    publication.due_at = context.now
    wake(context.session, TASK, publication.id)


def _check_other_post(session: Session, publication: Publication, url: str) -> None:
    """Refuse an address that another publication has: two posts are never one."""
    query = select(Publication).where(
        Publication.permalink_url == url, Publication.id != publication.id
    )
    other = session.scalars(query.limit(1)).unique().one_or_none()
    if other is not None:
        text = f"Ese enlace ya es de otra publicación ({other}). Copie el de esta."
        raise RuleError(text, field="permalink_url")
