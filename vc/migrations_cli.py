"""Migrations, loaded when they are run: Alembic takes longer to import than the app to start."""

from typing import Any

import click
from flask import Flask

from vc.db import db
from vc.schema import MIGRATIONS
from vc.startup import in_one_sentence


class Migrations:
    """Stands in for Flask-Migrate until one of its commands asks for something."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        app.extensions["migrate"] = self
        self._commands = MigrationCommands("db", help="Make and apply migrations.")
        app.cli.add_command(self._commands)

    def __getattr__(self, name: str) -> object:
        """Load Flask-Migrate, let it take this place, and return what was asked for."""
        _library().Migrate(self._app, db, directory=str(MIGRATIONS), render_as_batch=True)
        # It puts its own commands in the place of ours.
        self._app.cli.add_command(self._commands)
        return getattr(self._app.extensions["migrate"], name)


class MigrationCommands(click.Group):
    """`flask db …`: Flask-Migrate's own group, its options too, loaded when it is called."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Return the context that Flask-Migrate's own group makes, with us to be invoked."""
        context = _commands().make_context(info_name, args, parent, **extra)
        context.command = self
        return context

    def invoke(self, ctx: click.Context) -> object:
        """Carry out one of its commands; what hinders it is told in one sentence."""
        with in_one_sentence(lambda: db.engine.url):
            return _commands().invoke(ctx)


def upgrade(app: Flask) -> None:
    """Bring the database to the present schema; two starts at once take turns."""
    with app.app_context():
        _library().upgrade()


def _commands() -> click.Group:
    """Return Flask-Migrate's own group."""
    group: click.Group = _library().cli.db
    return group


def _library() -> Any:
    """Return Flask-Migrate with its commands, loaded when the first of them is asked for."""
    # Alembic takes longer to import than the app to start.
    import flask_migrate.cli

    return flask_migrate
