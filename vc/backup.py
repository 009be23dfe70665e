"""`flask backup`: the database and the keys that open it, copied while everything runs."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from vc.config import Settings
from vc.credentials import FILE, KEY_FILE, PREVIOUS_FILE
from vc.db import db
from vc.services import services
from vc.startup import with_database

KEPT = ("secret_key", KEY_FILE, PREVIOUS_FILE, FILE)
"""The files of the instance folder without which a database alone is worth little."""
DATABASE = "vc.sqlite3"


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_database
def backup_command(folder: Path) -> None:
    """Copia la base de datos y las llaves en una carpeta nueva dentro de FOLDER."""
    settings: Settings = services().settings
    now: datetime = services().clock()
    target = folder / f"vc-{now:%Y%m%d-%H%M%S}"
    target.mkdir(mode=0o700, parents=True)
    has_database = copy_database(db.engine, target / DATABASE)
    copied = copy_keys(settings.instance, target)
    click.echo(f"Respaldo en {target}: {', '.join([DATABASE] * has_database + copied)}.")
    if not has_database:
        click.echo(
            "La base de datos es PostgreSQL: respáldela con pg_dump (vea docs/operations.md)."
        )
    if not settings.media_store:
        click.echo(f"Las grabaciones no se copian: copie {settings.instance / 'media'} aparte.")


def copy_database(engine: Engine, target: Path) -> bool:
    """Copy a SQLite database as it is at one instant; tell whether it is one."""
    if engine.dialect.name != "sqlite":
        return False
    # Before there is anything in it: SQLite would make it readable for everybody.
    target.touch(mode=0o600)
    with (
        closing(sqlite3.connect(str(engine.url.database))) as ours,
        closing(sqlite3.connect(target)) as copy,
    ):
        ours.backup(copy)
        # One file is easier to carry than three.
        copy.execute("PRAGMA journal_mode=DELETE")
    return True


def copy_keys(instance: Path, target: Path) -> list[str]:
    """Copy the keys and credentials that the instance folder keeps; return their names."""
    there = [name for name in KEPT if (instance / name).exists()]
    for name in there:
        shutil.copy2(instance / name, target / name)
    return there
