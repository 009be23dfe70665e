"""What a bundle says of a publication: everything on the way from the talk to its figures.

Of people outside the office nothing is told but seals, which only the office can open.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vc.approvals.labels import DECISIONS, REASONS
from vc.approvals.models import Review
from vc.attendance.models import Attendance, Registration
from vc.booking.labels import KINDS as SESSION_KINDS
from vc.booking.models import Event
from vc.checklists import queries as checklists
from vc.checklists.labels import REPLIES
from vc.checklists.models import Answer, Appearance
from vc.clips.labels import KINDS
from vc.consents.labels import CHANNELS, SCOPES
from vc.consents.models import Consent, Scope
from vc.networks.known import METRICS
from vc.privacy import refusals
from vc.privacy.models import PrivacyNotice
from vc.publishing import metrics, queries
from vc.publishing.labels import MOMENTS, STATUSES
from vc.publishing.models import Publication

Value = str | int | bool | date | datetime | None
Entry = Mapping[str, Value]
"""A thing by the names of its facts, in Spanish; a fact without a value is left out on paper."""
SYSTEM = "El sistema"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the bundle."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    nothing: str = "Nada que informar."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a bundle's facts come from."""

    session: Session
    publication: Publication
    zone: ZoneInfo
    salt: str
    paper_sha256: Callable[[str], str]
    """The digest of a signed paper, by its key in the store."""
    words_of: Callable[[str], str]
    """The words of an audit line's action."""

    def stamp(self, moment: datetime | None) -> datetime | None:
        """Return an instant on the office's clock."""
        return moment.astimezone(self.zone).replace(microsecond=0) if moment else None

    def seal(self, name: str) -> str:
        """Return the seal of a name."""
        return seal_of(self.salt, name)


def seal_of(salt: str, name: str) -> str:
    """Return the seal of a name: who has the salt and the name can make it again, nobody else."""
    return hmac.new(salt.encode(), " ".join(name.split()).encode(), hashlib.sha256).hexdigest()


def sections(source: Source) -> list[Section]:
    """Return every part, in the order of what happened."""
    publication = source.publication
    return [
        Section("sesion", "La sesión", tuple(_session(source)), "El clip no es de una sesión."),
        Section("avisos", "Avisos de privacidad", tuple(_notices(source))),
        Section(
            "consentimientos",
            "Consentimientos de quienes aparecen",
            tuple(_consents(source)),
            "No se anotó a nadie que se pueda identificar.",
        ),
        Section("clip", "El clip", (_clip(source),)),
        Section("verificacion", "Lista de verificación", tuple(_checklist(source))),
        Section("aprobacion", "Aprobación", tuple(_reviews(source)), "Nadie lo ha revisado."),
        Section("publicacion", "La publicación", (_publication(source),)),
        Section("cifras", "Cifras", tuple(_figures(publication, source)), "Todavía no hay cifras."),
        Section("historia", "Historia de la publicación", tuple(_history(source))),
    ]


def notices_of(source: Source) -> Sequence[PrivacyNotice]:
    """Return the versions of the notice that people of the session accepted, or met at its door."""
    event = source.publication.clip.event
    if event is None:
        return []
    accepted = select(Registration.notice_id).where(Registration.event_id == event.id)
    in_force = select(func.max(PrivacyNotice.version)).where(PrivacyNotice.at <= event.starts_at)
    query = select(PrivacyNotice).where(
        PrivacyNotice.id.in_(accepted) | (PrivacyNotice.version == in_force.scalar_subquery())
    )
    return source.session.scalars(query.order_by(PrivacyNotice.version)).all()


def _session(source: Source) -> Iterator[Entry]:
    """Yield what the session was."""
    event = source.publication.clip.event
    if event is None:
        return
    came = source.session.scalar(select(Attendance).where(Attendance.event_id == event.id))
    yield {
        "Folio": event.folio,
        "Título": event.summary,
        "Tipo": SESSION_KINDS[event.kind],
        "Campaña": event.campaign.name if event.campaign else None,
        "Empezó": source.stamp(event.starts_at),
        "Terminó": source.stamp(event.ends_at),
        "Anfitrión": event.host.name,
        "Institución": event.institution,
        "Municipio": event.municipality,
        "Asisten niñas, niños o adolescentes": event.has_minors,
        "Se grabó": event.records,
        "Se transmitió": event.streams,
        "Asistentes": came.total if came and (came.counted_at or came.corrected_at) else None,
        "Personas que pidieron no aparecer": _refused(source.session, event),
    }


def _refused(session: Session, event: Event) -> int:
    """Return how many people asked not to appear."""
    return len(refusals.of_event(session, event.id))


def _notices(source: Source) -> Iterator[Entry]:
    """Yield the notices, each with how many accepted it."""
    event = source.publication.clip.event
    accepted = dict(
        source.session.execute(
            select(Registration.notice_id, func.count())
            .where(Registration.event_id == (event.id if event else None))
            .group_by(Registration.notice_id)
        ).all()
    )
    for one in notices_of(source):
        yield {
            "Versión": one.version,
            "Vigente desde": source.stamp(one.at),
            "Registros que la aceptaron": accepted.get(one.id, 0),
            "Archivo": notice_name(one),
        }


def notice_name(notice: PrivacyNotice) -> str:
    """Return the name of the file with a notice's text."""
    return f"aviso-de-privacidad-v{notice.version}.txt"


def _consents(source: Source) -> Iterator[Entry]:
    """Yield the consents of those who appear, their names sealed."""
    appearing = select(Appearance.consent_id).where(
        Appearance.clip_id == source.publication.clip_id, Appearance.removed_at.is_(None)
    )
    query = select(Consent).where(Consent.id.in_(appearing)).order_by(Consent.id)
    for one in source.session.scalars(query):
        yield {
            "Folio": one.folio,
            "Nombre sellado": source.seal(one.person_name),
            "Es niña, niño o adolescente": one.is_minor,
            "Tutela sellada": source.seal(one.guardian_name) if one.guardian_name else None,
            "Consta la opinión de la niña, niño o adolescente": one.has_child_opinion or None,
            "Autoriza": ", ".join(SCOPES[Scope(scope)] for scope in one.scope),
            "Dónde": ", ".join(CHANNELS.get(key, key) for key in one.channels),
            "Vale desde": one.valid_from,
            "Último día": one.valid_until,
            "Revocado": source.stamp(one.revoked_at),
            "Código de integridad del documento firmado": source.paper_sha256(one.evidence_key),
        }


def _clip(source: Source) -> Entry:
    """Return what went out."""
    publication, clip = source.publication, source.publication.clip
    film = publication.film
    return {
        "Folio": clip.folio,
        "Título": clip.title,
        "Tipo": KINDS[clip.kind],
        "Revisión": clip.revision,
        "Autor": clip.author.name,
        "Aparecen niñas, niños o adolescentes": clip.has_minors,
        "Código de integridad del archivo": publication.file_sha256,
        "Bytes": film.size_bytes if film else None,
        "Duración en milisegundos": film.duration_ms if film else None,
        "Código de integridad de la edición": clip.picture_sha256,
        "Código de integridad de los textos": clip.text_sha256,
        "Código de integridad de los subtítulos": clip.captions_sha256,
    }


def _checklist(source: Source) -> Iterator[Entry]:
    """Yield the last answer to each point."""
    checklist = checklists.checklist_of(source.session, source.publication.clip)
    last: dict[int, Answer] = {
        one.item_id: one for one in checklists.answers_of(source.session, checklist)
    }
    for one in sorted(last.values(), key=lambda answer: answer.item.position):
        yield {
            "Punto": one.item.label,
            "Respuesta": REPLIES[one.reply],
            "Nota": one.note,
            "Enlace": one.link,
            "Código de integridad de la evidencia": one.file_sha256,
            "Respondió": one.by.name,
            "Fecha": source.stamp(one.at),
        }


def _reviews(source: Source) -> Iterator[Entry]:
    """Yield what was decided about the clip, and about the words of this channel."""
    publication = source.publication
    query = select(Review).where(Review.clip_id == publication.clip_id).order_by(Review.id)
    for one in source.session.scalars(query):
        yield {
            "Decisión": DECISIONS[one.decision],
            "Motivo": REASONS[one.reason] if one.reason else None,
            "Comentario": one.comment,
            "De emergencia": one.is_emergency,
            "Decidió": one.by.name,
            "Fecha": source.stamp(one.at),
            "Código de integridad de los archivos vistos": one.files_sha256,
            "Código de integridad de los textos vistos": one.text_sha256,
        }
    if publication.text_approved_by is not None:
        yield {
            "Decisión": "Aprobó el texto de este canal",
            "Decidió": publication.text_approved_by.name,
            "Código de integridad del texto": publication.approved_text_sha256,
        }


def _publication(source: Source) -> Entry:
    """Return where and when it went out."""
    one = source.publication
    return {
        "Canal": one.channel.name,
        "Estado": STATUSES[one.status],
        "Dirección": one.permalink_url,
        "Salió": source.stamp(one.published_at),
        "La publicó": (one.published_by.name if one.published_by else SYSTEM)
        if one.published_at
        else None,
        "La planeó": one.by.name,
        "Título": one.title,
        "Texto": one.text,
        "Código de integridad del título y el texto": one.words_sha256,
        "Se pidió retirarla": source.stamp(one.retract_asked_at),
        "Por qué se retira": one.retract_why,
        "Retirada": source.stamp(one.retracted_at),
        "Cómo consta que se retiró": one.retract_proof,
    }


def _figures(publication: Publication, source: Source) -> Iterator[Entry]:
    """Yield its figures by their moments."""
    for one in metrics.in_order(publication):
        yield {
            "Momento": MOMENTS[one.moment],
            **{METRICS[key].heading: count for key, count in one.counts.items() if key in METRICS},
            "Las dio": "La red" if one.by_id is None else "Una persona de la oficina",
            "Fecha": source.stamp(one.at),
        }


def _history(source: Source) -> Iterator[Entry]:
    """Yield the publication's own history, the oldest first."""
    for one in reversed(queries.lines_of(source.session, source.publication)):
        yield {
            "Fecha": source.stamp(one.at),
            "Quién": one.person_name or SYSTEM,
            "Qué": source.words_of(one.action),
            "Motivo": one.reason,
        }
