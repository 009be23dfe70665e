"""The application: `create_app()` puts it together, `python app.py` runs all of it."""

from flask import Flask

from vc.config import Settings, read_settings
from vc.startup import in_one_sentence


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application: settings → database → integrations → features → commands.

    Without settings, as gunicorn and flask call it, those of the environment are taken; where it
    cannot start, the process ends with one sentence, unless `flask doctor` is to tell more.
    """
    if settings is None:
        from vc.diagnosis import cli as doctor

        if doctor.is_called():
            return doctor.bare_app()
        with in_one_sentence():
            return create_app(read_settings())
    from integrations import (
        connect,
        connect_broadcaster,
        connect_mail,
        connect_publishers,
        file_sources,
    )
    from vc import cli, tasks
    from vc.accounts.endings import Holding
    from vc.accounts.views import bp as accounts
    from vc.approving import pages as approving_pages
    from vc.approving import service as approving_service
    from vc.approving.views import bp as approving
    from vc.attending import pages as attending_pages
    from vc.attending.views import bp as attending
    from vc.booking import exposure, placement
    from vc.booking import queries as booking_queries
    from vc.booking import service as booking_service
    from vc.booking.views import bp as booking
    from vc.calendars import keeper  # noqa: F401 - listens to every commit from now on
    from vc.calendars import service as calendars_service
    from vc.calendars.door import FeedDoor
    from vc.calendars.views import bp as calendars
    from vc.channels.networks import Network
    from vc.channels.views import bp as channels
    from vc.checklists import pages as checklist_pages
    from vc.checklists.template_views import bp as checklists
    from vc.clips import queries as clips_queries
    from vc.clips import service as clips_service
    from vc.clips.views import bp as clips
    from vc.connections import pages as connection_pages
    from vc.connections.views import bp as connections
    from vc.consents import pages as consent_pages
    from vc.consents.views import bp as consents
    from vc.db import init_database
    from vc.diagnosis.service import Readiness
    from vc.diagnosis.views import bp as diagnosis
    from vc.footage import service as footage_service
    from vc.health import bp as health
    from vc.jobs import init_jobs
    from vc.keeping.views import bp as keeping
    from vc.licences.views import bp as licences
    from vc.live import annex
    from vc.live import keeper as live_keeper  # noqa: F401 - listens before the calendars' keeper
    from vc.live import pages as live_pages
    from vc.live import queries as live_queries
    from vc.live import service as live_service
    from vc.live.hearing import note_stored
    from vc.live.views import bp as live
    from vc.mailing import keeper as mail_keeper  # noqa: F401 - listens after the calendars' keeper
    from vc.mailing import pages as mailing_pages
    from vc.mailing.views import bp as mailing
    from vc.media import make_store
    from vc.migrating import Migrations
    from vc.plates.views import bp as plates
    from vc.privacy.views import bp as privacy
    from vc.publishing import pages as publishing_pages
    from vc.publishing import retracting
    from vc.publishing.button_views import bp as publishing_buttons
    from vc.publishing.views import bp as publishing
    from vc.recordings import pages as recording_pages
    from vc.recordings.views import bp as recordings
    from vc.sealed import Seal
    from vc.series.pages import panel as series_panel
    from vc.series.views import bp as series
    from vc.showcase.views import bp as showcase
    from vc.transcripts import service as transcripts_service
    from vc.transcripts.views import bp as transcripts
    from vc.upkeep.pages import panel as upkeep_panel
    from vc.upkeep.views import bp as upkeep
    from vc.uploads import service as uploads_service
    from vc.uploads.views import bp as uploads
    from vc.vedas import pages as vedas_pages
    from vc.vedas.views import bp as vedas
    from vc.watching import pages as watching_pages
    from vc.watching.views import bp as watching
    from vc.web import init_web
    from vc.webhooks import bp as webhooks

    app = Flask(__name__, static_folder="vc/static", instance_path=str(settings.instance))
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url)
    app.extensions["seal"] = Seal(settings)
    app.extensions["providers"] = connect(settings)
    broadcaster = connect_broadcaster(settings, now=lambda: app.config["CLOCK"]())
    app.extensions["broadcaster"] = broadcaster
    # Who publishes clips by itself, by network; on every other one a person does.
    publishers = connect_publishers(settings, now=lambda: app.config["CLOCK"]())
    app.extensions["publishers"] = {Network(name): one for name, one in publishers.items()}
    # An account that consented on the page serves without any setting, and without a restart.
    connection_pages.init_connections(app, settings)
    app.extensions["postman"] = connect_mail(settings)
    app.extensions["store"] = make_store(settings)
    app.extensions["readiness"] = Readiness()
    init_database(app)
    Migrations(app)
    app.wsgi_app = FeedDoor(app.wsgi_app, app)
    init_web(app, settings)
    init_jobs(app, tasks.register)
    # Licences lie to the left of booking and do not know of its waiting list.
    app.extensions["licences_changed"] = booking_service.wake_waiting
    # Which sessions a licence could not host if it were another: licences do not know of them.
    app.extensions["licence_taken"] = placement.left_without
    # What people hold in each feature: it ends, or is handed over, with their account.
    app.extensions["holdings"] = (
        Holding(booking_service.hand_over, booking_queries.held_by, "Sesiones por venir"),
        Holding(calendars_service.end_feeds),
        Holding(live_service.hand_over, live_queries.moderated_by, "Transmisiones que modera"),
        Holding(clips_service.hand_over, clips_queries.unfinished_of, "Clips sin terminar"),
    )
    # Every page that shows a session says of it, in the same words, that it is recorded.
    app.jinja_env.globals["exposure"] = exposure
    # What is promised by mail is only promised where there is a server that sends it.
    app.jinja_env.globals["sends_mail"] = lambda: app.extensions["postman"] is not None
    # The features to the right of booking show what they know of a session on its page.
    app.extensions["panels"] = {
        "beside the room": (
            live_pages.panel,
            watching_pages.panel,
            attending_pages.panel,
            mailing_pages.panel,
        ),
        "beside the facts": (series_panel, consent_pages.panel, upkeep_panel),
    }
    # What they show of a session to the public.
    app.extensions["public_panels"] = (watching_pages.public_panel,)
    # What they show beside the day's sessions, and among the connections.
    app.extensions["day_panels"] = (
        mailing_pages.today_panel,
        vedas_pages.today_panel,
        approving_pages.today_panel,
        publishing_pages.today_panel,
        live_pages.today_panel,
        recording_pages.today_panel,
    )
    app.extensions["connection_cards"] = (live_pages.channel_card, connection_pages.youtube_card)
    app.extensions["connection_panels"] = {"google_meet": (connection_pages.panel,)}
    # What lies over days of the staff's calendar: (first, last) → title, days, address.
    app.extensions["bands"] = (vedas_pages.bands,)
    # What the features to the right of clips show on a clip's page, at either side.
    app.extensions["clip_panels"] = {
        "left": (checklist_pages.panel,),
        "right": (approving_pages.panel, publishing_pages.panel),
    }
    # Who hears that somebody's consent was revoked: (session, consent, now), in its transaction.
    app.extensions["appearance_refused"] = (approving_service.note_refused,)
    app.extensions["consent_revoked"] = (approving_service.note_revoked, retracting.note_revoked)
    # What the features to the right ask in the booking form.
    app.extensions["annexes"] = (annex,)
    # Where files of each source are fetched from, and who hears that one is safe.
    app.extensions["file_sources"] = file_sources(app.extensions["providers"], broadcaster)
    app.extensions["file_stored"] = (
        note_stored,
        uploads_service.note_stored,
        footage_service.want,
        transcripts_service.want,
    )
    # Who still needs a recording that is to go, and who forgets what was made of it.
    app.extensions["recording_needed"] = (clips_queries.why_needed,)
    # Who decides of a recording does so on the page that shows it.
    app.extensions["recording_page"] = watching_pages.show_page
    app.extensions["recording_purged"] = (footage_service.forget, transcripts_service.forget)
    # Who else is told of a session: a `mailing.service.Audience`.
    app.extensions["audience"] = (attending_pages.AUDIENCE,)
    # Whom a change of a session tells what, before it is committed.
    app.extensions["telling"] = mailing_pages.telling
    # What writes the kinds of message that features to the right of mailing queue.
    app.extensions["composers"] = attending_pages.COMPOSERS
    for blueprint in (
        *(health, accounts, licences, booking, series, calendars),
        *(privacy, mailing, attending, recordings, live, transcripts, uploads, keeping, watching),
        *(plates, consents, vedas, clips, checklists, approving, channels),
        *(publishing, publishing_buttons, showcase, connections, upkeep, webhooks, diagnosis),
    ):
        app.register_blueprint(blueprint)
    cli.init_commands(app)
    return app


if __name__ == "__main__":
    from vc.stopping import Stopping

    # Before the slow imports: whoever stops us meanwhile is heard too.
    stopping = Stopping()
    from vc.cli import run_everything

    run_everything(stopping)
