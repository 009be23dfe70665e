"""The rules of the queue: an approved clip on a channel, at a time that suits it, in its own words.

What goes out and when is decided here; that it goes out, in `sending`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from vc import audit, dates
from vc.accounts.request_context import RequestContext
from vc.channels import labels as channel_labels
from vc.channels.queries import channel_by_id
from vc.channels.slots import Clash, clashes, next_free
from vc.clips import queries as clips
from vc.clips.edit import Length
from vc.clips.models import Clip, ClipRender, RenderStatus
from vc.errors import ConcurrentChangeError, NotAllowedError, RuleError
from vc.jobs import release, wake
from vc.permissions import Capability, check
from vc.publishing import gates
from vc.publishing.labels import STATUSES
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.shapes import Shape
from vc.states import advance, can_advance

S = PublicationStatus
STAY = (S.QUEUED, S.PAUSED)
"""Where saving what is there already leaves a publication as it is; elsewhere it queues it anew."""
ASKED = (
    *("length", "shape", "with_captions", "thumbnail_ms", "publish_after"),
    *("embargo_until", "waits_for_event", "confirms_link"),
)
TASK = "settle_publication"
MOST_TITLE = 200

NO_SUCH_FILE = "El clip no tiene un archivo {shape} de esa duración."
IN_THE_PAST = "Esa hora ya pasó. Elija una que venga."
NOT_IN_FILM = "El video no llega hasta ese segundo: elija uno que sí tenga."
NO_SESSION = "Este clip no salió de una sesión: quite «esperar a que termine»."
INSIST = "Elija otra hora (la siguiente libre es {free}) o marque que la quiere de todos modos."
OLD_FORM = "Alguien más cambió esta publicación. Revísela y guarde de nuevo."
NOT_NOW = "Esta publicación ya no se puede cambiar: {status}."
OWN_WORDS = "Usted escribió este texto: lo tiene que aprobar otra persona."
OTHER_WORDS = "El texto cambió mientras lo leía. Léalo de nuevo antes de aprobarlo."
NOT_ALLOWED = "No se puede publicar: {reasons}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRequest:
    """A publication as somebody wants it. `insists` takes a time that does not suit the channel."""

    channel_id: int
    publish_after: datetime
    length: Length = Length.FULL
    shape: Shape = Shape.WIDE
    title: str = ""
    text: str = ""
    with_captions: bool = True
    thumbnail_ms: int | None = None
    embargo_until: datetime | None = None
    waits_for_event: bool = False
    confirms_link: bool = False
    insists: bool = False


def queue(
    context: RequestContext, clip: Clip, wishes: Iterable[PublicationRequest]
) -> list[Publication]:
    """Plan a clip on several channels: all of them, or none. The caller commits.

    Raises RuleError, whose field begins with the channel's number: «3-publish_after».
    """
    planned = []
    for wanted in wishes:
        try:
            planned.append(_queue_one(context, clip, wanted))
        except RuleError as error:
            field = f"{wanted.channel_id}-{error.field or 'publish_after'}"
            raise RuleError(error.message, field=field) from error
    return planned


def change(
    context: RequestContext, publication: Publication, wanted: PublicationRequest, version: int
) -> None:
    """Change what has not gone out. Raises RuleError and ConcurrentChangeError; nothing is kept.

    The caller commits.
    """
    if version != publication.version:
        raise ConcurrentChangeError(OLD_FORM)
    check_open(publication)
    before = _asked_of(publication)
    _write(context, publication, wanted)
    if publication.status in STAY and _asked_of(publication) == before:
        return
    publication.version += 1
    _check(context, publication, wanted)
    _line(context, publication, "change")
    _plan_again(context, publication)


def move(
    context: RequestContext, publication: Publication, to: datetime, *, insists: bool = False
) -> None:
    """Give a publication another time, as with the mouse on the plan. Raises RuleError.

    The caller commits.
    """
    check_open(publication)
    if publication.status in STAY and publication.publish_after == to:
        return
    publication.publish_after = to
    publication.version += 1
    _check_time(context, publication, insists=insists)
    _check_gates(context, publication)
    _line(context, publication, "move")
    _plan_again(context, publication)


def move_back(
    context: RequestContext, publication: Publication, to: datetime, version: int
) -> None:
    """Give a publication the time back that it had before its last move. The caller commits.

    Raises RuleError, and ConcurrentChangeError once anything else was changed.
    """
    if publication.version != version:
        raise ConcurrentChangeError(OLD_FORM)
    move(context, publication, to, insists=True)


def cancel(context: RequestContext, publication: Publication) -> None:
    """Take a publication out of the queue; it can be put back. The caller commits."""
    check_open(publication)
    publication.version += 1
    publication.forget_draft()
    advance(publication, S.CANCELLED, now=context.now, by=context.by)
    release(publication, due_at=None)


def put_back(context: RequestContext, publication: Publication, to: datetime | None = None) -> None:
    """Queue again what was taken out, failed or came too late: at its time, or the next free one.

    The caller commits. Raises RuleError while something is in its way.
    """
    if publication.status is S.UNKNOWN or not can_advance(publication, S.QUEUED):
        raise RuleError(not_now(publication))
    wanted = to or publication.publish_after
    if to is None and wanted <= context.now:
        taken = gates.taken_times(
            context.session, publication.channel, context.now, without=[publication]
        )
        wanted = next_free(context.now, taken, publication.channel.rules(context.zone))
    publication.publish_after = wanted
    publication.version += 1
    _check_gates(context, publication)
    changes: dict[str, object] = {"asked_at": None, "reminded_at": None}
    if publication.status is S.FAILED:
        # A person decides: what there was at the network is left behind.
        changes |= {"phase": Phase.NEW, "remote_id": "", "upload_url": "", "send_count": 0}
    advance(publication, S.QUEUED, now=context.now, by=context.by, reason="", **changes)
    _plan_again(context, publication)


def approve_text(context: RequestContext, publication: Publication, digest: str) -> None:
    """Approve the words of a channel whose digest somebody read. The caller commits.

    Raises NotAllowedError and ConcurrentChangeError.
    """
    check(context.by, Capability.APPROVE)
    if context.by.id == publication.text_by_id:
        raise NotAllowedError(OWN_WORDS)
    if digest != publication.words_sha256:
        raise ConcurrentChangeError(OTHER_WORDS)
    publication.approved_text_sha256 = digest
    publication.text_approved_by = context.by
    _line(context, publication, "approve_text")


def put_back_all(
    context: RequestContext, publications: Iterable[Publication]
) -> tuple[int, list[str]]:
    """Queue several again; return how many, and why the others cannot. The caller commits."""
    done, refused = 0, []
    for publication in publications:
        try:
            with context.session.begin_nested():
                put_back(context, publication)
            done += 1
        except RuleError as error:
            refused.append(f"{publication}: {error.message}")
    return done, refused


def _queue_one(context: RequestContext, clip: Clip, wanted: PublicationRequest) -> Publication:
    """Plan a clip on one channel."""
    channel = channel_by_id(context.session, wanted.channel_id)
    last = select(func.max(Publication.repetition)).where(
        Publication.clip_id == clip.id, Publication.channel_id == channel.id
    )
    publication = Publication(
        clip=clip,
        channel=channel,
        repetition=(context.session.scalar(last) or 0) + 1,
        status=S.QUEUED,
        by=context.by,
        created_at=context.now,
    )
    _write(context, publication, wanted)
    context.session.add(publication)
    context.session.flush()
    _check(context, publication, wanted)
    audit.record(
        context.session,
        publication,
        "publication.queue",
        now=context.now,
        by=context.by,
        before={},
        after={},
    )
    _plan_again(context, publication)
    return publication


def _write(context: RequestContext, publication: Publication, wanted: PublicationRequest) -> None:
    """Write what was asked for."""
    words = wanted.title.strip()[:MOST_TITLE], wanted.text.strip()
    if words != (publication.title, publication.text):
        edit = clips.edit_of(context.session, publication.clip)
        is_own = words != (edit.title, edit.text)
        publication.text_by_id = context.by.id if is_own else None
    publication.title, publication.text = words
    if publication.approved_text_sha256 != publication.words_sha256:
        # Other words were approved: what is counted as waiting asks for none at all.
        publication.approved_text_sha256 = ""
    film = _film(publication.clip, wanted)
    sha256 = film.sha256 if film else ""
    if film is None and (wanted.length, wanted.shape) == (publication.length, publication.shape):
        # That the file is no more is said before it goes out; here only another one is asked for.
        sha256 = publication.file_sha256
    if (publication.thumbnail_ms, publication.file_sha256) != (wanted.thumbnail_ms, sha256):
        # What was made of another instant, or of another film, shows something else.
        publication.thumbnail_key = ""
    for name in ASKED:
        setattr(publication, name, getattr(wanted, name))
    publication.file_sha256 = sha256


def _asked_of(publication: Publication) -> list[object]:
    """Return what is asked of a publication."""
    return [getattr(publication, name) for name in ("title", "text", "file_sha256", *ASKED)]


def _film(clip: Clip, wanted: PublicationRequest) -> ClipRender | None:
    """Return the clip's file of a length and a shape."""
    for one in clip.current_renders:
        is_it = (one.length, one.shape) == (wanted.length, wanted.shape)
        if is_it and one.status is RenderStatus.DONE:
            return one
    return None


def _check(context: RequestContext, publication: Publication, wanted: PublicationRequest) -> None:
    """Raise RuleError for what cannot be planned."""
    if not publication.file_sha256:
        raise RuleError(NO_SUCH_FILE.format(shape=wanted.shape.value), field="film")
    film, at_ms = publication.film, publication.thumbnail_ms
    if at_ms is not None and film is not None and not 0 <= at_ms < (film.duration_ms or 0):
        raise RuleError(NOT_IN_FILM, field="thumbnail_s")
    if publication.waits_for_event and publication.clip.event is None:
        raise RuleError(NO_SESSION, field="waits_for_event")
    channel = publication.channel
    problems = gates.words_problems(
        channel,
        publication.title,
        publication.text,
        confirms_link=publication.confirms_link,
    )
    if problems:
        raise RuleError(" ".join(problems), field="text")
    _check_time(context, publication, insists=wanted.insists)
    _check_gates(context, publication)


def _check_time(context: RequestContext, publication: Publication, *, insists: bool) -> None:
    """Raise RuleError for a time that is over, or that does not suit the channel."""
    if publication.publish_after < context.now:
        raise RuleError(IN_THE_PAST, field="publish_after")
    channel, rules = publication.channel, publication.channel.rules(context.zone)
    taken = gates.taken_times(context.session, channel, context.now, without=[publication])
    found = clashes(publication.ready_at, taken, rules)
    if not found or (insists and Clash.FULL not in found):
        return
    free = next_free(publication.ready_at, taken, rules)
    told = " ".join(channel_labels.CLASHES[clash] for clash in found)
    insist = INSIST.format(free=dates.stamp(free, context.zone, context.now))
    raise RuleError(f"{told} {insist}", field="publish_after")


def _check_gates(context: RequestContext, publication: Publication) -> None:
    """Raise RuleError for what stands in the way of its time; words may still be approved."""
    at = publication.ready_at
    reasons = gates.reasons_against(context.session, publication, at, zone=context.zone)
    against = [reason for reason in reasons if reason != gates.TEXT_WAITS]
    if against:
        raise RuleError(NOT_ALLOWED.format(reasons=" ".join(against)), field="publish_after")


def check_open(publication: Publication) -> None:
    """Raise RuleError once a publication went out, or may have."""
    is_asked = publication.status is S.PUBLISHING and publication.channel.is_by_hand
    if publication.status not in (S.QUEUED, S.PAUSED, S.MISSED, S.FAILED) and not is_asked:
        raise RuleError(not_now(publication))


def _plan_again(context: RequestContext, publication: Publication) -> None:
    """Let the worker come when it is time; what somebody was asked for waits anew."""
    if publication.status in (S.MISSED, S.FAILED, S.PUBLISHING):
        now, by = context.now, context.by
        advance(publication, S.QUEUED, now=now, by=by, asked_at=None, reminded_at=None)
    publication.forget_draft()
    if publication.status is S.QUEUED:
        release(publication, due_at=publication.begins_at)
        for at in {publication.begins_at, publication.ready_at}:
            wake(context.session, TASK, publication.id, at=at)


def not_now(publication: Publication) -> str:
    """Return that it cannot be done in the present state."""
    return NOT_NOW.format(status=STATUSES[publication.status].lower())


def _line(context: RequestContext, publication: Publication, action: str) -> None:
    """Add a line of what somebody did."""
    audit.record(
        context.session, publication, f"publication.{action}", now=context.now, by=context.by
    )
