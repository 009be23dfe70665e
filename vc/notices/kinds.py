"""What each kind of notice says, what may be done about it, and where it leads."""

from dataclasses import dataclass

from vc.notices.models import NoticeKind
from vc.permissions import Capability

K = NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFacts:
    """How a kind of notice is told."""

    said: str
    """The sentence; `{title}` is what it is about, `{count}` how often."""
    many: str
    """How several of them are told in one line."""
    capability: Capability
    """Whoever has it no more on the session of a notice is not shown it."""
    endpoint: str
    argument: str
    anchor: str | None = None
    ends_with: tuple[str, ...] = ()
    """The actions of the same row after which it is no longer true: unseen, it goes."""


OTHER_CLIP_STATES = ("clip.approved", "clip.changes_requested", "clip.draft", "clip.withdrawn")
SENT_ANEW = ("publication.queued", "publication.published", "publication.cancelled")
ROOM_IS_THERE = ("meeting.open", "meeting.closed", "meeting.pending")

KINDS = {
    K.CLIP_TO_APPROVE: KindFacts(
        said="«{title}» espera su aprobación",
        many="clips esperan su aprobación",
        capability=Capability.APPROVE,
        endpoint="clips.show",
        argument="clip_id",
        anchor="revision",
        ends_with=OTHER_CLIP_STATES,
    ),
    K.CHANGES_ASKED: KindFacts(
        said="Le pidieron cambios en «{title}»",
        many="clips suyos tienen cambios pedidos",
        capability=Capability.CUT,
        endpoint="clips.show",
        argument="clip_id",
        anchor="revision",
        ends_with=("clip.in_review", "clip.withdrawn"),
    ),
    K.SESSION_GIVEN: KindFacts(
        said="Usted imparte «{title}»",
        many="sesiones quedaron a su cargo",
        capability=Capability.CHANGE_SESSION,
        endpoint="booking.show",
        argument="event_id",
        ends_with=("event.cancelled",),
    ),
    K.SESSION_MOVED: KindFacts(
        said="Cambió la hora de «{title}»",
        many="sesiones suyas cambiaron de hora",
        capability=Capability.READ,
        endpoint="booking.show",
        argument="event_id",
        ends_with=("event.cancelled",),
    ),
    K.SESSION_CANCELLED: KindFacts(
        said="Se canceló «{title}»",
        many="sesiones suyas se cancelaron",
        capability=Capability.READ,
        endpoint="booking.show",
        argument="event_id",
    ),
    K.ROOM_FAILED: KindFacts(
        said="«{title}» no tiene sala",
        many="sesiones suyas no tienen sala",
        capability=Capability.CHANGE_SESSION,
        endpoint="booking.show",
        argument="event_id",
        ends_with=ROOM_IS_THERE,
    ),
    K.ROOM_LATE: KindFacts(
        said="La sala de «{title}» quedó lista apenas ahora",
        many="salas quedaron listas a última hora",
        capability=Capability.READ,
        endpoint="booking.show",
        argument="event_id",
    ),
    K.RECORDING_READY: KindFacts(
        said="Llegó la grabación de «{title}»",
        many="grabaciones de sus sesiones llegaron",
        capability=Capability.READ,
        endpoint="player.show",
        argument="recording_id",
        ends_with=("recording.purged",),
    ),
    K.RECORDING_EXPIRES: KindFacts(
        said="Se va a borrar la grabación de «{title}»; aquí no hay copia",
        many="grabaciones se van a borrar; aquí no hay copia",
        capability=Capability.DECIDE_RECORDING,
        endpoint="player.show",
        argument="recording_id",
        ends_with=("recording.stored", "recording.purged", "recording.dismiss"),
    ),
    K.PUBLICATION_FAILED: KindFacts(
        said="No salió «{title}»",
        many="publicaciones no salieron",
        capability=Capability.PUBLISH,
        endpoint="publishing.show",
        argument="publication_id",
        ends_with=SENT_ANEW,
    ),
    K.PUBLICATION_BY_HAND: KindFacts(
        said="Publique «{title}»",
        many="publicaciones esperan que alguien las haga",
        capability=Capability.PUBLISH,
        endpoint="publishing.show",
        argument="publication_id",
        ends_with=(*SENT_ANEW, "publication.processing"),
    ),
    K.CONSENT_REVOKED: KindFacts(
        said="Se revocó el consentimiento {title}",
        many="consentimientos se revocaron",
        capability=Capability.REVOKE_CONSENT,
        endpoint="consents.show",
        argument="consent_id",
    ),
    K.BEYOND_SEATS: KindFacts(
        said="Hay personas en lista de espera para «{title}» ({count})",
        many="sesiones tienen personas en lista de espera",
        capability=Capability.READ_ATTENDANCE,
        endpoint="attendance.registrations",
        argument="event_id",
        ends_with=("event.cancelled",),
    ),
}
