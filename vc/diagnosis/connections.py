"""Whom we talk to: the mail server, and each vendor."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from integrations.contracts.meetings import MeetingProvider
from integrations.errors import IntegrationError
from vc import dates
from vc.channels.labels import NETWORKS
from vc.channels.service import by_api
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.connections.service import Vendor
from vc.diagnosis.checks import Check, Installation, failure, ok, warning
from vc.grants import labels as grants_labels
from vc.grants import queries as grants
from vc.grants.known import PURPOSES
from vc.grants.models import WARNED_BEFORE, AccountGrant
from vc.grants.service import is_set_elsewhere
from vc.licences.labels import PLATFORMS
from vc.licences.models import Platform

NO_MAIL = "No hay servidor de correo: los mensajes esperan en «Correos» a que alguien los envíe."
SET_MAIL = "Conéctelo en «Oficina», «Servidor de correo», o ponga SMTP_HOST en el servidor."
MAIL_NOT_TRIED = "{host}:{port}, sin probar. «Revisar ahora» se conecta, sin enviar nada."
MAIL = "{host}:{port} contesta."
CHECK_MAIL = "Revise SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER y SMTP_PASSWORD."
BY_HAND = "A mano: no hay datos de acceso."
PRETENDED = "Simulada para la demostración."
PRETENDED_MAIL = "Simulado para la demostración: los correos no salen de este equipo."
SET = "Hay datos de acceso, y no los ha rechazado."
SEE_CONNECTIONS = "Vea qué corregir en «Integraciones»."
SEE_CHANNELS = "Vea qué corregir en «Canales»."
REFUSED = "Rechaza los datos de acceso desde {at}: {reason}"
LACKS = "{message} Faltan permisos: {scopes}."
LAST = "{message} (revisado {at})"
LIVES = "Facebook Live"
POSTS = "Publicación en {network}"
CONSENT = "Cuenta de {name}"
CONNECTED = "{account} está conectada."
ENDS = "El permiso de {account} termina el {at}."
ENDED = "El permiso de {account} terminó el {at}."
REFUSED_GRANT = "{vendor} no acepta la cuenta {account} desde {at}. {reason}"
CONNECT_AGAIN = "Conecte la cuenta otra vez en «Integraciones», o con {command}; {lasting}."
UNCHECKED = "Hay datos de acceso; todavía no se prueban."


def check_mail(place: Installation) -> Check:
    """Check whether the mail server lets us in; no message is sent."""
    settings = place.settings
    names = {"host": settings.smtp_host, "port": settings.smtp_port}
    if place.mail is None:
        return warning("mail", NO_MAIL, SET_MAIL)
    if not settings.smtp_host:
        return ok("mail", PRETENDED_MAIL)
    if not place.tries:
        return ok("mail", MAIL_NOT_TRIED.format(**names))
    try:
        place.mail.check()
    except IntegrationError as error:
        return failure("mail", error.message, CHECK_MAIL)
    return ok("mail", MAIL.format(**names))


def check_vendors(place: Installation) -> list[Check]:
    """Check each vendor's connection: by what is known, or by asking it now."""
    return [*_meetings(place), _lives(place), *_posts(place), *_grants(place)]


def _meetings(place: Installation) -> Iterator[Check]:
    """Look at who makes rooms."""
    with Session(place.engine) as session:
        stops = connections.stops(session, Use.MEETINGS)
    for name, provider in place.providers.items():
        platform = Platform(name)
        if platform is Platform.OTHER:
            continue
        found = _rooms(place, name, provider, stops.get(name))
        yield _titled(found, PLATFORMS[platform])


def _rooms(
    place: Installation, name: str, provider: MeetingProvider, stop: VendorConnection | None
) -> Check:
    """Look at one who makes rooms, and who may be stopped."""
    if not provider.makes_rooms_itself:
        return ok(name, BY_HAND)
    if place.tries:
        return _asked(name, provider)
    if stop and stop.stopped_at:
        return failure(name, _refused(place, stop.stopped_at, stop.reason), SEE_CONNECTIONS)
    return ok(name, PRETENDED if place.settings.is_demo else SET)


def _lives(place: Installation) -> Check:
    """Look at who shows sessions live."""
    if not place.broadcaster.works_by_itself:
        return _titled(ok("lives", BY_HAND), LIVES)
    if place.tries:
        return _titled(_asked("lives", place.broadcaster), LIVES)
    with Session(place.engine) as session:
        state = connections.state_of(session, Use.LIVES, place.broadcaster.channel)
    return _titled(_known(place, "lives", state, SEE_CONNECTIONS), LIVES)


def _posts(place: Installation) -> Iterator[Check]:
    """Look at who publishes clips by itself."""
    with Session(place.engine) as session:
        states = {
            network: connections.state_of(session, Use.POSTS, network.value)
            for network in by_api(session)
        }
    for network, state in states.items():
        key, publisher = f"posts-{network.value}", place.publishers.get(network)
        if publisher is None:
            continue
        if place.tries:
            found = _asked(key, publisher, SEE_CHANNELS)
        else:
            found = _known(place, key, state, SEE_CHANNELS)
        yield _titled(found, POSTS.format(network=NETWORKS[network]))


def _known(place: Installation, key: str, state: VendorConnection | None, todo: str) -> Check:
    """Return how a vendor stood at the last look."""
    if state is not None and state.stopped_at is not None:
        return failure(key, _refused(place, state.stopped_at, state.reason), todo)
    if state is None or state.checked_at is None:
        return ok(key, UNCHECKED)
    if state.missing:
        return warning(key, _lacks(state.message, state.missing), todo)
    return ok(key, _last(place, state.message, state.checked_at))


def _grants(place: Installation) -> Iterator[Check]:
    """Look until when the accounts that were connected here let us work."""
    with Session(place.engine) as session:
        rows = [
            (row, grants.connection_by(session, row.purpose))
            for row in grants.given_grants(session)
        ]
    for row, state in rows:
        if is_set_elsewhere(row.purpose, place.settings):
            continue
        title = CONSENT.format(name=PURPOSES[row.purpose].name)
        yield _titled(_grant(place, row, state), title)


def _grant(place: Installation, row: AccountGrant, state: VendorConnection | None) -> Check:
    """Look until when one account lets us work."""
    key, known = f"account-{row.purpose}", PURPOSES[row.purpose]
    command = grants_labels.COMMANDS[row.purpose]
    todo = CONNECT_AGAIN.format(command=command, lasting=known.lasting)
    zone = ZoneInfo(place.settings.tzid)
    ends_at = row.end(place.now)
    if ends_at is not None:
        at = grants_labels.moment(ends_at, zone)
        if ends_at <= place.now:
            return failure(key, ENDED.format(account=row, at=at), todo)
    if state is not None and state.stopped_at is not None:
        at = grants_labels.moment(state.stopped_at, zone)
        words = {"vendor": known.vendor, "at": at, "reason": state.reason}
        found = REFUSED_GRANT.format(account=row, **words)
        return failure(key, found, SEE_CONNECTIONS)
    if ends_at is None:
        return ok(key, CONNECTED.format(account=row))
    found = ENDS.format(account=row, at=at)
    return warning(key, found, todo) if ends_at <= place.now + WARNED_BEFORE else ok(key, found)


def _asked(key: str, vendor: Vendor, todo: str = SEE_CONNECTIONS) -> Check:
    """Ask a vendor now; what it fails with concerns no other one."""
    try:
        found = vendor.check()
    except IntegrationError as error:
        return failure(key, error.message, todo)
    if not found.is_working:
        return failure(key, found.message, todo)
    if found.missing_scopes:
        return warning(key, _lacks(found.message, found.missing_scopes), todo)
    return ok(key, found.message)


def _refused(place: Installation, at: datetime, reason: str) -> str:
    """Return since when a vendor refuses us, and why."""
    return REFUSED.format(at=dates.stamp(at, ZoneInfo(place.settings.tzid)), reason=reason)


def _last(place: Installation, message: str, at: datetime) -> str:
    """Return what was found at the last look, and when that was."""
    return LAST.format(message=message, at=dates.stamp(at, ZoneInfo(place.settings.tzid)))


def _lacks(message: str, scopes: Iterable[str]) -> str:
    """Return what a vendor said, and the permissions that it does not give."""
    return LACKS.format(message=message, scopes=", ".join(scopes))


def _titled(check: Check, title: str) -> Check:
    """Return the check with a vendor's name."""
    return replace(check, title=title)
