"""Migrations, loaded when they are run: Alembic takes longer to import than the app to start."""

import click
from flask import Flask

from vc.db import db, migration_lock

DIRECTORY = "vc/migrations"


class Migrations:
    """Stands in for Flask-Migrate until one of its commands asks for something."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        app.extensions["migrate"] = self
        app.cli.add_command(MigrationCommands("db", help="Make and apply migrations."))

    def __getattr__(self, name: str) -> object:
        """Load Flask-Migrate, let it take this place, and return what was asked for."""
        from flask_migrate import Migrate

        Migrate(self._app, db, directory=DIRECTORY, render_as_batch=True)
        return getattr(self._app.extensions["migrate"], name)


class MigrationCommands(click.Group):
    """`flask db …`: the commands of Flask-Migrate, loaded when one of them is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return _commands().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return one of them."""
        return _commands().get_command(ctx, name)


def upgrade(app: Flask) -> None:
    """Bring the database to the present schema; two starts at once take turns."""
    from flask_migrate import upgrade as upgrade_database

    with app.app_context(), migration_lock():
        upgrade_database()


def _commands() -> click.Group:
    """Return Flask-Migrate's own group."""
    from flask_migrate.cli import db as group

    return group
