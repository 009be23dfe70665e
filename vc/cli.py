"""Commands: `flask worker`, `flask demo`, `flask create-admin` …, and all of it in one process."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click
from flask import Flask
from flask.cli import with_appcontext
from flask.globals import app_ctx
from huey.consumer import Consumer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vc import kept_settings, permissions
from vc.accounts import first_entry
from vc.accounts.cli import first_address
from vc.backup import backup_command
from vc.config import Settings, read_settings
from vc.credentials import keep_credentials, kept_credentials, seal_keys
from vc.db import db, read_only
from vc.demonstration.demo import DEMO_ACCOUNTS, PASSWORD, load_demo
from vc.encrypted_text import UnreadableValueError, rotate_key
from vc.grants.cli import redirect_uris
from vc.hosts import opens_at
from vc.listening import listening_fault, numeric
from vc.media import ffmpeg
from vc.migrations_cli import upgrade
from vc.scheduler import run_sweep, spread_sweeps
from vc.schema import Schema, schema_of
from vc.secret_files import FileTakenError
from vc.services import Services, services, services_of
from vc.serving import Serving
from vc.setting_rules import SettingsError
from vc.startup import (
    StartError,
    database_fault,
    folder_fault,
    in_one_sentence,
    queue_fault,
    schema_fault,
    with_database,
)
from vc.stopping import Stopping
from vc.vendors import VENDORS
from vc.workers import Process, be_seen, leave, this_process

if TYPE_CHECKING:
    from integrations.emulator import RunningEmulator

WEB_THREADS = 8
ANOTHER_PORT = "PORT=8080 make run"
HEALTH_CHECK_S = 10


def init_commands(app: Flask) -> None:
    """Give `flask` its commands."""
    own = (
        *(worker_command, sweep_command, permissions_command),
        *(rotate_key_command, set_credential_command, backup_command),
    )
    features = services_of(app).registry.features
    for command in (*own, *(one for feature in features for one in feature.commands)):
        app.cli.add_command(command)


@click.command("worker")
@click.option("--workers", default=2, show_default=True, help="Threads that carry out tasks.")
@with_database
def worker_command(workers: int) -> None:
    """Carry out what is due: rooms to open, change and delete. Stop it with Ctrl-C."""
    stopping = Stopping()
    show_log()
    run_worker(app_ctx.app, workers, stopping=stopping)
    exit_now()


@click.command("sweep")
@with_database
def sweep_command() -> None:
    """Wake whatever is due once, and say how many rows that were."""
    click.echo(f"{run_sweep(app_ctx.app)} filas pendientes")


@click.command("permissions")
def permissions_command() -> None:
    """Print the table of who may do what, as docs/permissions.md holds it."""
    click.echo(permissions.as_markdown(), nl=False)


@click.command("rotate-key")
@with_database
def rotate_key_command() -> None:
    """Encrypt every secret of the database with a new key; everything may go on running.

    A key of the instance folder is made anew. One that is set as SEAL_KEY is changed there: put the
    old one into SEAL_KEY_PREVIOUS first.
    """
    read_only(False)
    cipher = services().cipher
    if not cipher.is_kept_here and not services().settings.seal_key_previous:
        raise click.ClickException(
            "La clave está en SEAL_KEY: ponga ahí la nueva y la anterior en SEAL_KEY_PREVIOUS."
        )
    try:
        count = rotate_key(db.session(), cipher)
    except UnreadableValueError as error:
        db.session.rollback()
        raise click.ClickException(
            f"Un valor de {error} no se abre con ninguna de las claves; no se cambió nada."
        ) from error
    except FileTakenError as error:
        raise click.ClickException("Ya se está cambiando la clave; no se cambió nada.") from error
    click.echo(f"Se cifraron de nuevo {count} valores.")


@click.command("set-credential")
@click.argument("names", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Forget them instead.")
@with_appcontext
def set_credential_command(names: tuple[str, ...], remove: bool) -> None:
    """Keep credentials encrypted in the instance folder, such as X_ACCESS_TOKEN; asks for each.

    One alone is also read from a pipe. What the environment says goes before.
    """
    known = [name for name in names if name.lower() in VENDORS.kept]
    if len(known) < len(names):
        raise click.ClickException(f"Se guardan: {', '.join(VENDORS.kept).upper()}.")
    settings: Settings = services().settings
    keys = seal_keys(settings.instance, settings.seal_key, settings.seal_key_previous)
    kept = kept_credentials(settings.instance, keys)
    for name in map(str.lower, names):
        kept.pop(name, None)
        if not remove:
            kept[name] = _asked(name.upper(), is_alone=len(names) == 1)
    try:
        read_settings({**os.environ, "INSTANCE": str(settings.instance)}, kept)
    except SettingsError as error:
        raise click.ClickException(f"No se guardó nada: {error}") from error
    keep_credentials(settings.instance, keys, kept)
    click.echo("Listo. Reinicie el servicio para que lo use.")
    for name in names:
        if os.environ.get(name.upper()):
            click.echo(
                f"{name.upper()} también está en el entorno, y ese vale más: quítelo de ahí."
            )


def _asked(name: str, *, is_alone: bool) -> str:
    """Return a value that is typed without being shown, or that comes by a pipe."""
    if is_alone and not sys.stdin.isatty():
        return sys.stdin.read().strip()
    return str(click.prompt(name, hide_input=True)).strip()


class Workers(Consumer):
    """The task engine's threads; the signals are heard by whoever runs them."""

    def _set_signal_handlers(self) -> None:
        """Leave the handlers as they are: the engine's own would note a stop that nobody reads."""


def run_worker(app: Flask, workers: int = 2, *, stopping: Stopping) -> None:
    """Run the task engine until the process is told to stop, by Ctrl-C or by a supervisor's TERM.

    Either lets the tasks at hand finish, for at most ten seconds; what is cut off is found again by
    its lease.
    """
    consumer = Workers(
        services_of(app).queue,
        workers=workers,
        initial_delay=0.05,
        max_delay=0.2,
        shutdown_timeout=10,
    )
    consumer.start()
    process = this_process(services_of(app).clock())
    for work in [one for feature in services_of(app).registry.features for one in feature.at_start]:
        threading.Thread(target=_begin, args=(app, work), name=work.__name__, daemon=True).start()
    # The periodic task begins with the next minute; what is due must not wait for it.
    spread_sweeps(app)
    note_presence(app, process)
    while not stopping.wait(min(HEALTH_CHECK_S, services_of(app).settings.sweep_s)):
        consumer.check_worker_health()
        note_presence(app, process)
    consumer.stop(graceful=True)
    note_presence(app, process, leaves=True)


def _begin(app: Flask, work: Callable[[Session, Services], object]) -> None:
    """Do what a worker does when it starts."""
    with app.app_context():
        read_only(False)
        work(db.session(), services_of(app))


def note_presence(app: Flask, process: Process, *, leaves: bool = False) -> None:
    """Write down that this process runs, or that it ends; what stands in the way stops no work.

    It is not a task, so that a process is seen however long all of its threads are busy.
    """
    try:
        with app.app_context():
            read_only(False)
            if leaves:
                leave(db.session(), process)
            else:
                be_seen(db.session(), process, services_of(app).clock())
            db.session.commit()
    except SQLAlchemyError as error:
        app.logger.warning("could not write down that this worker runs: %s", type(error).__name__)


def exit_now(status: int = 0) -> NoReturn:
    """End the process at once, with the threads and the ffmpeg that outlasted their time to finish.

    The interpreter's own way out would wait for some of them, for hours where it is a long film.
    """
    ffmpeg.end_all()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def run_everything(stopping: Stopping) -> NoReturn:
    """Run web, worker and, in the demonstration, the vendors' emulator, until told to stop."""
    # It makes these very commands.
    from app import create_app

    show_log()
    with in_one_sentence():
        settings = read_settings()
    with in_one_sentence(lambda: make_url(settings.sqlalchemy_url)):
        app = create_app(settings)
        prepare_database(app)
        with app.app_context():
            kept_settings.follow(app)
        servers = begin(app, stopping)
    serve(app, servers, stopping)


def begin(app: Flask, stopping: Stopping) -> "list[RunningEmulator | Serving]":
    """Listen, and load the demonstration where there is none yet. Raises StartError."""
    servers = listen(app)
    # Whoever has been told to stop does not begin with what takes long.
    if services_of(app).settings.is_demo and not stopping.wait(0):
        with app.app_context():
            load_demo(db.session(), now=services_of(app).clock(), app=app)
    return servers


def serve(app: Flask, servers: "list[RunningEmulator | Serving]", stopping: Stopping) -> NoReturn:
    """Answer and work until told to stop, then end the process."""
    # Only now: whoever sees the first page finds everything there.
    pages = servers[-1]
    assert isinstance(pages, Serving)
    pages.answer()
    print(welcome(app, services_of(app).settings), flush=True)
    run_worker(app, stopping=stopping)
    for server in servers:
        server.close()
    print("Se detuvo todo. Lo escrito quedó guardado.")
    exit_now()


def prepare_database(app: Flask) -> None:
    """Bring the database to the present schema. Raises StartError where that cannot be done."""
    with app.app_context():
        fault = folder_fault(services_of(app).settings.instance) or database_fault(db.engine)
        if fault is None and schema_of(db.engine) is Schema.UNKNOWN:
            fault = schema_fault(db.engine)
        fault = fault or queue_fault(services_of(app).queue)
    if fault is not None:
        raise StartError(fault)
    upgrade(app)


def listen(app: Flask) -> "list[RunningEmulator | Serving]":
    """Start the emulator, where there is one, and listen for the pages. Raises StartError."""
    settings: Settings = services_of(app).settings
    host, port = numeric(settings.host), settings.port
    servers: list[RunningEmulator | Serving] = []
    if settings.needs_emulator:
        emulated = settings.emulator_port or port + 1
        try:
            servers.append(start_emulator(settings))
        except OSError as error:
            # With another port for the pages the emulator's is another one too.
            other = "EMULATOR_PORT=9001 make run" if settings.emulator_port else ANOTHER_PORT
            raise listening_fault(error, "127.0.0.1", emulated, other=other) from error
    try:
        servers.append(Serving(app, host, port, threads=WEB_THREADS))
    except OSError as error:
        raise listening_fault(error, settings.host, port, other=ANOTHER_PORT) from error
    return servers


def start_emulator(settings: Settings) -> "RunningEmulator":
    """Serve the vendors' emulator, which tells us what happens there; return the server."""
    emulator = import_module("integrations.emulator")
    running = emulator.serve_in_thread(
        settings.instance / "emulator.sqlite3", port=settings.emulator_port or settings.port + 1
    )
    door = f"http://127.0.0.1:{settings.port}/webhooks/zoom"
    running.send_webhooks_to(door, settings.zoom_webhook_secret)
    running.register_redirects(*redirect_uris(settings))
    running.send_meta_webhooks_to(
        f"http://127.0.0.1:{settings.port}/webhooks/meta",
        settings.meta_app_secret,
        settings.meta_verify_token,
    )
    return running


def welcome(app: Flask, settings: Settings) -> str:
    """Return the terminal's welcome once everything runs."""
    lines = ["", f"  Videoconferencias · {settings.office_name}", ""]
    lines.append(f"  Abra  {opens_at(settings.host, settings.port)}")
    if settings.is_demo:
        lines += ["", "  Modo demostración. Cuentas para entrar:"]
        lines += [f"    {one.email:32} {PASSWORD:24} {one.role_name}" for one in DEMO_ACCOUNTS]
        if settings.demo_open:
            lines += [
                "",
                "  DEMO_OPEN=1: entra cualquiera que la alcance. Use solo datos de ejemplo.",
            ]
    elif address := _first_address(app):
        lines += ["", "  Todavía no hay cuentas. Cree la primera aquí (sirve una vez, 24 horas):"]
        lines.append(f"    {address}")
    return "\n".join([*lines, "", "  Para detenerlo: Ctrl-C", ""])


def show_log() -> None:
    """Write the log to the terminal: our own lines, and only the warnings of libraries."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")


def _first_address(app: Flask) -> str:
    """Return where the first account is made; empty where there are accounts."""
    with app.app_context():
        read_only(False)
        return first_address() if first_entry.is_open(db.session()) else ""
