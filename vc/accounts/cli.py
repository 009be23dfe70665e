"""`flask first-admin` and `flask create-admin`: an administrator, from the server's terminal."""

import sys

import click

from vc.accounts import first_entry, service
from vc.db import db, read_only
from vc.errors import RuleError
from vc.hosts import opens_at
from vc.services import services
from vc.startup import with_database


@click.command("create-admin")
@click.option("--email", prompt="Correo", help="Correo con el que entrará.")
@click.option("--name", prompt="Nombre y apellidos", help="Nombre y apellidos.")
@click.option("--password-stdin", is_flag=True, help="Leer la contraseña de la entrada estándar.")
@with_database
def create_admin_command(email: str, name: str, password_stdin: bool) -> None:
    """Añade a una persona que administra."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Contraseña", hide_input=True, confirmation_prompt="Otra vez")
    read_only(False)
    try:
        now = services().clock()
        service.create_admin(db.session(), email, name, password, now=now)
    except RuleError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    click.echo(f"Listo: {email} ya puede entrar y administrar.")


@click.command("first-admin")
@with_database
def first_admin_command() -> None:
    """Imprime la dirección de un solo uso con la que se crea la primera cuenta."""
    read_only(False)
    if services().settings.is_demo:
        raise click.ClickException("Es una demostración, que ya tiene cuentas: ponga DEMO=0.")
    if not first_entry.is_open(db.session()):
        raise click.ClickException("Ya hay cuentas. Para agregar otra: «flask create-admin».")
    click.echo(first_address())
    click.echo("Sirve una vez y durante 24 horas; la que se imprimió antes ya no sirve.")


def first_address() -> str:
    """Return a new address by which the first administrator is made. It commits.

    The code stands behind a #, so that neither a log nor a proxy sees it.
    """
    settings = services().settings
    code = first_entry.print_code(db.session(), services().clock())
    db.session.commit()
    base = settings.public_url.rstrip("/") or opens_at(settings.host, settings.port)
    return f"{base}/primera-cuenta#{code}"
