"""The application: `create_app()` puts it together, `python app.py` runs all of it."""

from flask import Flask

from vc.config import Settings, read_settings
from vc.startup import in_one_sentence, uncollected


@uncollected()
def create_app(settings: Settings | None = None) -> Flask:
    """Return the application: settings → services → database → features → commands.

    Without settings, as gunicorn and flask call it, those of the environment are taken; where it
    cannot start, the process ends with one sentence, unless `flask doctor` is to tell more.
    """
    if settings is None:
        from vc.diagnosis import cli as doctor

        if doctor.is_called():
            return doctor.bare_app()
        with in_one_sentence():
            return create_app(read_settings())
    from vc import cli, scheduler
    from vc.db import init_database
    from vc.features import FEATURES
    from vc.migrations_cli import Migrations
    from vc.services import KEY
    from vc.web import init_web
    from vc.wiring import make_services

    app = Flask(__name__, static_folder="vc/static", instance_path=str(settings.instance))
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.sqlalchemy_url
    services = app.extensions[KEY] = make_services(settings)
    services.registry.enter(FEATURES)
    init_database(app)
    Migrations(app)
    for feature in FEATURES:
        if feature.set_up is not None:
            feature.set_up(app)
    init_web(app, settings)
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
    scheduler.register(app)
    cli.init_commands(app)
    return app


if __name__ == "__main__":
    from vc.stopping import Stopping

    # Before the slow imports: whoever stops us meanwhile is heard too.
    stopping = Stopping()
    from vc.cli import run_everything

    run_everything(stopping)
