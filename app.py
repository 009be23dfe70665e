"""The application: `create_app()` puts it together, `python app.py` runs all of it."""

from flask import Flask

from vc.config import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application: settings → database → integrations → features → commands."""
    from integrations import connect
    from vc import cli, tasks
    from vc.accounts.views import bp as accounts
    from vc.attending.views import bp as attending
    from vc.booking import service as booking_service
    from vc.booking.views import bp as booking
    from vc.calendars import keeper  # noqa: F401 - listens to every commit from now on
    from vc.calendars.door import FeedDoor
    from vc.calendars.views import bp as calendars
    from vc.db import init_database
    from vc.health import bp as health
    from vc.jobs import init_jobs
    from vc.licences.views import bp as licences
    from vc.mailing.views import bp as mailing
    from vc.migrating import Migrations
    from vc.sealed import make_box
    from vc.series.pages import panel as series_panel
    from vc.series.views import bp as series
    from vc.upkeep.views import bp as upkeep
    from vc.web import init_web

    settings = settings or read_settings()
    app = Flask(__name__, static_folder="vc/static", instance_path=str(settings.instance))
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url)
    app.extensions["seal"] = make_box(settings.seal_key)
    app.extensions["providers"] = connect(settings)
    init_database(app)
    Migrations(app)
    app.wsgi_app = FeedDoor(app.wsgi_app, app)
    init_web(app, settings)
    init_jobs(app, tasks.register)
    # Licences lie to the left of booking and do not know of its waiting list.
    app.extensions["licences_changed"] = booking_service.wake_waiting
    # The features to the right of booking show what they know of a session on its page.
    app.extensions["panels"] = (series_panel,)
    # Who else is told of a session: (session, event) → addresses with names.
    app.extensions["audience"] = ()
    for blueprint in (
        *(health, accounts, licences, booking, series, calendars),
        *(mailing, attending, upkeep),
    ):
        app.register_blueprint(blueprint)
    cli.init_commands(app)
    return app


if __name__ == "__main__":
    from vc.cli import run_everything

    raise SystemExit(run_everything())
