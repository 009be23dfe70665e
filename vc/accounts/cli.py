"""`flask create-admin`: the first administrator, from the server's terminal."""

import sys

import click

from vc.accounts import service
from vc.db import db, read_only
from vc.errors import RuleError
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
