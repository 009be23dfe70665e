"""`flask connect google` and others: an account's consent, from a terminal."""

import secrets
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click

from integrations.contracts.authorization import OAuthClient
from integrations.errors import IntegrationError
from vc import inputs
from vc.config import Settings
from vc.db import db, read_only
from vc.errors import InputError, RuleError
from vc.grants import authorization, labels, service
from vc.grants.known import PURPOSES as KNOWN
from vc.grants.known import Purpose
from vc.services import services
from vc.startup import with_database

PURPOSES = {known.command: one for one, known in KNOWN.items()}
PORT = 8765
"""Where a vendor leads back to on this machine; to be registered unless the client is a desk's."""
WAITS_S = 600.0
DONE = "Listo. Puede cerrar esta ventana y volver a la terminal."
OPEN = "Abra esta dirección en un navegador y dé el permiso con {who}:"
COMES_BACK = "Se espera a que {vendor} regrese a {uri} …"
PASTE = (
    "Al terminar, el navegador muestra que no se puede abrir la página: es normal. Pegue aquí "
    "la dirección completa que quedó en su barra"
)
NOT_A_RETURN = "Eso no es la dirección a la que {vendor} regresó: cópiela completa, desde http://."
NO_RETURN = "Pasaron diez minutos y {vendor} no regresó. Inténtelo otra vez, o con --paste."
PORT_TAKEN = "El puerto {port} está ocupado: elija otro con --port, o use --paste."
BAD_FILE = (
    "{path} no es el archivo de un cliente de OAuth: descárguelo de Google Cloud, en «Clientes»."
)


def redirect_uris(settings: Settings) -> tuple[str, ...]:
    """Return every way back of an installation on this machine, as they are registered."""
    here = (f"http://{host}:{settings.port}" for host in ("127.0.0.1", "localhost"))
    shown = (
        f"{url}/integraciones/{purpose.value}/regreso"
        for url in ([settings.public_url] if settings.public_url else here)
        for purpose in Purpose
    )
    return (*shown, redirect_uri(PORT))


def redirect_uri(port: int) -> str:
    """Return the way back to this terminal."""
    return f"http://127.0.0.1:{port}/"


@click.command("connect")
@click.argument("what", type=click.Choice(tuple(PURPOSES)))
@click.option("--client-file", type=click.Path(path_type=Path), help="client_secret_….json")
@click.option("--port", default=PORT, show_default=True, help="Port that is led back to.")
@click.option("--paste", is_flag=True, help="Paste the address instead: for a distant server.")
@with_database
def connect_command(what: str, client_file: Path | None, port: int, paste: bool) -> None:
    """Connect an account by its consent, and keep it sealed.

    The client is that of --client-file, else the settings' or the page's own, else it is asked for.
    """
    purpose = PURPOSES[what]
    read_only(False)
    if authorization.is_set_elsewhere(purpose):
        names = " / ".join(labels.SETTINGS[purpose])
        raise click.ClickException(labels.SET_ELSEWHERE.format(names=names))
    client = _client(purpose, client_file)
    # Whoever looks for it at the vendor or types it takes minutes.
    db.session.rollback()
    back, context = redirect_uri(port), authorization.authorizer(purpose)
    asked = context.request(client, back)
    click.echo(f"{OPEN.format(who=labels.FOR_WHOM[purpose])}\n\n{asked.url}\n")
    try:
        sent = _pasted(purpose) if paste else _received(purpose, port)
        code = _code_in(purpose, sent, asked.state)
        given = context.redeem(client, code, verifier=asked.verifier, redirect_uri=back)
        said = authorization.take(db.session(), purpose, given, by=None)
    except (RuleError, IntegrationError) as error:
        db.session.rollback()
        raise click.ClickException(error.message) from error
    click.echo(said)


def _client(purpose: Purpose, client_file: Path | None) -> OAuthClient:
    """Return the client to ask by."""
    if client_file is not None:
        return _client_in(client_file)
    known = service.client_for(db.session(), purpose, services().settings)
    if known is not None:
        return known
    name = str(click.prompt("ID de cliente")).strip()
    return OAuthClient(name, str(click.prompt("Secreto del cliente", hide_input=True)).strip())


def _client_in(path: Path) -> OAuthClient:
    """Return the client of the file that Google Cloud offers."""
    try:
        found = inputs.object_of(path.read_bytes())
        client = found.get("installed") or found["web"]
        if not isinstance(client, dict):
            raise TypeError(client)
        return OAuthClient(str(client["client_id"]), str(client["client_secret"]))
    except (OSError, InputError, KeyError, TypeError) as error:
        raise click.ClickException(BAD_FILE.format(path=path)) from error


def _code_in(purpose: Purpose, sent: Mapping[str, str], state: str) -> str:
    """Return the code that came back. Raises RuleError for a refusal, and for another's answer."""
    if not secrets.compare_digest(sent.get("state", "").encode(), state.encode()):
        raise RuleError(labels.NOT_ASKED.format(vendor=KNOWN[purpose].vendor))
    return service.code_in(purpose, sent)


def _pasted(purpose: Purpose) -> Mapping[str, str]:
    """Return what a vendor brought back to a browser elsewhere, as somebody pastes it."""
    # Hidden, for the code in it would stay on the screen and in its history.
    sent = _query_of(str(click.prompt(PASTE, hide_input=True)).strip())
    if "state" not in sent:
        raise RuleError(NOT_A_RETURN.format(vendor=KNOWN[purpose].vendor))
    return sent


def _received(purpose: Purpose, port: int) -> Mapping[str, str]:
    """Wait until a browser of this machine is led back, and return what it brought."""
    vendor = KNOWN[purpose].vendor
    try:
        server = _Return(("127.0.0.1", port), _Answer)
    except OSError as error:
        raise RuleError(PORT_TAKEN.format(port=port)) from error
    click.echo(COMES_BACK.format(vendor=vendor, uri=redirect_uri(port)))
    ends_at = time.monotonic() + WAITS_S
    with server:
        # A browser also asks for an icon, and may open connections that it never uses.
        while not server.sent:
            server.timeout = ends_at - time.monotonic()
            if server.timeout <= 0:
                raise RuleError(NO_RETURN.format(vendor=vendor))
            server.handle_request()
    return server.sent


def _query_of(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    try:
        return {name: found[0] for name, found in parse_qs(urlsplit(url).query).items()}
    except ValueError:
        return {}


class _Return(HTTPServer):
    """Listens on this machine only, for one return."""

    sent: Mapping[str, str] = {}


class _Answer(BaseHTTPRequestHandler):
    """Takes a return, and tells the browser that all is done."""

    server: _Return
    timeout = 5

    def do_GET(self) -> None:
        """Keep what a vendor brought back."""
        sent = _query_of(self.path)
        if "state" in sent:
            self.server.sent = sent
        self.send_response(200 if "state" in sent else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(DONE.encode() if "state" in sent else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: the address holds a code."""
