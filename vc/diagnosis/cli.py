"""`flask doctor`: works whatever is wrong, because it stands beside the application."""

import logging
import os
import sys

import click
from flask import Flask

from vc.config import Settings, instance_folder, read_settings
from vc.db import read_only
from vc.diagnosis.checks import Check, State, failure, ok
from vc.diagnosis.installation import installation
from vc.diagnosis.service import TITLES, examine
from vc.startup import folder_fault, sentence_of

WORDS = {State.OK: "bien", State.WARNING: "AVISO", State.UNKNOWN: "?", State.FAILURE: "FALLA"}
READ = "Se leyó completa."
DEMO = "Demostración: datos de ejemplo y conexiones simuladas."
REST = "Lo demás se revisa cuando esto esté corregido."
CANNOT = "Con esta configuración el programa no empieza ({kind})."
ALL_WELL = "Todo está bien."
NAME = "doctor"


@click.command(NAME)
def doctor_command() -> None:
    """Print every check of this installation with what to do; exit with 1 when one fails."""
    logging.basicConfig(level=logging.CRITICAL)
    found = diagnose()
    for check in found:
        click.echo(_written(check))
    click.echo()
    click.echo(_summary(found))
    if any(check.state is State.FAILURE for check in found):
        raise SystemExit(1)


def is_called() -> bool:
    """Tell whether this process was started for `flask doctor`."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true" and NAME in sys.argv[1:]


def bare_app() -> Flask:
    """Return an application that has nothing but this command."""
    app = Flask(__name__)
    app.cli.add_command(doctor_command)
    return app


def diagnose() -> list[Check]:
    """Return everything that can be found out, whatever is wrong."""
    folder = instance_folder(os.environ)
    fault = folder_fault(folder)
    if fault:
        return [_titled(failure("folder", fault, REST))]
    try:
        settings = read_settings()
        app = _application(settings)
    except Exception as error:
        # What an unknown error says may hold a password.
        sentence = sentence_of(error) or CANNOT.format(kind=type(error).__name__)
        return [_titled(failure("settings", sentence, REST))]
    with app.app_context():
        read_only(False)
        place = installation(tries=True)
        return [_titled(ok("settings", DEMO if settings.is_demo else READ)), *examine(place)]


def _application(settings: Settings) -> Flask:
    """Return the application of these settings, with everything."""
    # It makes these very commands.
    from app import create_app

    return create_app(settings)


def _titled(check: Check) -> Check:
    """Return a check with its title."""
    return Check(check.key, check.state, check.found, check.todo, TITLES[check.key])


def _written(check: Check) -> str:
    """Return the lines of a check, not wrapped: paths and commands are copied from them."""
    line = f"{WORDS[check.state]:<6} {check.title}: {check.found}"
    return f"{line}\n{'':7}→ {check.todo}" if check.todo else line


def _summary(found: list[Check]) -> str:
    """Return the last line."""
    bad = sum(check.state is State.FAILURE for check in found)
    known = sum(check.state is State.WARNING for check in found)
    words = [
        f"{bad} {'falla' if bad == 1 else 'fallas'}" if bad else "",
        f"{known} {'aviso' if known == 1 else 'avisos'}" if known else "",
    ]
    return ", ".join(filter(None, words)) + "." if bad or known else ALL_WELL
