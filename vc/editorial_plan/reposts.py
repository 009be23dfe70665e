"""The rules of guidelines to repeat: asked on their day, proven by an address or a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.errors import RejectedError
from integrations.permalink_check import plain_post_link
from vc import audit
from vc.accounts.request_context import RequestContext
from vc.db import lock_address
from vc.editorial_plan.models import Repost, RepostStatus
from vc.editorial_plan.service import midnight
from vc.errors import NotFoundError, RuleError
from vc.evidence import KeptFile
from vc.inputs import is_blank
from vc.networks.facts import Network
from vc.states import advance, can_advance

S = RepostStatus
DAY = timedelta(days=1)
PLACE = "reposts.prove"
MOST_DAYS = 14
PAST = "Ese día ya pasó: elija uno que venga."
BACKWARDS = "El último día no puede ser anterior al primero."
TOO_LONG = "Elija hasta 14 días; agregue los demás aparte."
TWICE = "Ese lineamiento ya está registrado para el {day}."
NO_PROOF = "Pegue el enlace de su publicación o suba una imagen."
NOT_YET = "Su día todavía no llega: se comprueba ese día o después."
THE_ORIGINAL = "Ese es el enlace de la publicación original: pegue el de la nuestra."
ANOTHER_S = "Ese enlace ya comprueba otro lineamiento: pegue el de esta vez."
SAY_WHY = "Escriba por qué no se repite."
NOT_NOW = "Este lineamiento ya no admite ese cambio."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepost:
    """A guideline as it is entered; one row is made for each of its days, both included."""

    title: str
    source_url: str
    network: Network
    first: date
    last: date
    note: str = ""
    campaign_id: int | None = None
    observance_id: int | None = None
    responsible_id: int | None = None

    @property
    def days(self) -> list[date]:
        """Return its days."""
        return [self.first + DAY * number for number in range((self.last - self.first).days + 1)]


def enter(context: RequestContext, new: NewRepost) -> list[Repost]:
    """Add a guideline, once for each day. The caller commits; raises RuleError."""
    if new.last < new.first:
        raise RuleError(BACKWARDS, field="last")
    if len(new.days) > MOST_DAYS:
        raise RuleError(TOO_LONG, field="last")
    if new.first < context.now.astimezone(context.zone).date():
        raise RuleError(PAST, field="first")
    url = _plain(new.source_url, new.network, "source_url")
    _check_new(context.session, url, new.days)
    return [_entered(context, new, url, day) for day in new.days]


def prove(context: RequestContext, repost: Repost, url: str, picture: KeptFile) -> None:
    """Keep what shows that it was repeated. The caller commits; raises RuleError."""
    if not can_advance(repost, S.PROVEN):
        raise RuleError(NOT_NOW)
    if context.now < repost.begins_at:
        raise RuleError(NOT_YET, field="proof_url")
    if is_blank(url) and not picture.key:
        raise RuleError(NO_PROOF, field="proof_url")
    plain = "" if is_blank(url) else _own_post(context.session, repost, url)
    _move(
        context,
        repost,
        S.PROVEN,
        proof_url=plain,
        proof_key=picture.key,
        proof_name=picture.name,
        proof_sha256=picture.sha256,
        proven_at=context.now,
        proven_by_id=context.by.id,
    )


def drop(context: RequestContext, repost: Repost, reason: str) -> None:
    """Note that it is not repeated, and why. The caller commits; raises RuleError."""
    if is_blank(reason):
        raise RuleError(SAY_WHY, field="reason")
    if not can_advance(repost, S.DROPPED):
        raise RuleError(NOT_NOW)
    _move(context, repost, S.DROPPED, why=reason.strip())


def take_back(context: RequestContext, repost: Repost) -> str:
    """Let it wait again; return the key of a picture that nothing names any more.

    The caller commits, and removes it then. Raises RuleError.
    """
    if not can_advance(repost, S.WAITING):
        raise RuleError(NOT_NOW)
    key = repost.proof_key
    nothing = dict.fromkeys(("why", "proof_url", "proof_key", "proof_name", "proof_sha256"), "")
    _move(context, repost, S.WAITING, proven_at=None, proven_by_id=None, **nothing)
    return key


def mark_missed(session: Session, now: datetime) -> None:
    """Note what nobody proved on its day. The caller commits."""
    query = select(Repost).where(Repost.status == S.WAITING, Repost.ends_at <= now)
    for repost in session.scalars(query).unique():
        advance(repost, S.MISSED, now=now, modified_at=now)


def repost_by_id(session: Session, repost_id: int) -> Repost:
    """Return a guideline to repeat. Raises NotFoundError."""
    found = session.get(Repost, repost_id)
    if found is None:
        raise NotFoundError("Ese lineamiento no existe.")
    return found


def between(session: Session, first: date, last: date) -> list[Repost]:
    """Return what is to be repeated between two days, both included, in order."""
    query = select(Repost).where(Repost.day >= first, Repost.day <= last)
    return list(session.scalars(query.order_by(Repost.day, Repost.id)).unique())


def _entered(context: RequestContext, new: NewRepost, url: str, day: date) -> Repost:
    """Add one day of a guideline."""
    repost = Repost(
        title=new.title.strip(),
        source_url=url,
        network=new.network,
        day=day,
        begins_at=midnight(day, context.zone),
        ends_at=midnight(day + DAY, context.zone),
        note=new.note.strip(),
        campaign_id=new.campaign_id,
        observance_id=new.observance_id,
        responsible_id=new.responsible_id,
        entered_by_id=context.by.id,
        entered_at=context.now,
        modified_at=context.now,
    )
    context.session.add(repost)
    context.session.flush()
    after = {"title": repost.title, "day": day.isoformat()}
    audit.record(
        context.session,
        repost,
        "repost.add",
        now=context.now,
        by=context.by,
        before={},
        after=after,
    )
    return repost


def _check_new(session: Session, url: str, days: Iterable[date]) -> None:
    """Refuse a guideline that is there for one of the days already."""
    query = select(Repost.day).where(
        Repost.source_url == url, Repost.day.in_(list(days)), Repost.status != S.DROPPED
    )
    day = session.scalar(query.order_by(Repost.day).limit(1))
    if day is not None:
        raise RuleError(TWICE.format(day=f"{day:%d/%m/%Y}"), field="source_url")


def _own_post(session: Session, repost: Repost, url: str) -> str:
    """Return the address of our post in its plain form; refuse the original's, and another's."""
    plain = _plain(url, repost.network, "proof_url")
    if plain == repost.source_url:
        raise RuleError(THE_ORIGINAL, field="proof_url")
    # Of two who prove two guidelines by one post at once, one does.
    lock_address(session, PLACE)
    query = select(Repost.id).where(Repost.proof_url == plain, Repost.id != repost.id)
    if session.scalar(query.limit(1)) is not None:
        raise RuleError(ANOTHER_S, field="proof_url")
    return plain


def _plain(url: str, network: Network, field: str) -> str:
    """Return the address of a post in its plain form. Raises RuleError beside its field."""
    try:
        return plain_post_link(url, network.value)
    except RejectedError as error:
        raise RuleError(error.message, field=field) from error


def _move(context: RequestContext, repost: Repost, to: RepostStatus, **changes: object) -> None:
    """Change its status."""
    now, by, reason = context.now, context.by, str(changes.get("why", ""))
    advance(repost, to, now=now, by=by, reason=reason, modified_at=now, **changes)
