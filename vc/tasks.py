"""Every background task: an id in, one service call. Rows are the truth; a task may run twice."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from huey import Huey, crontab
from sqlalchemy.orm import Session

from integrations.contracts.recordings import RecordingSource
from vc import rate_limit, workers
from vc.attending import counting
from vc.attending import service as attending
from vc.attending.models import Attendance
from vc.booking import rooms
from vc.booking.models import Meeting
from vc.calendars import renaming
from vc.calendars.models import Renaming
from vc.channels import checking
from vc.channels.models import Channel
from vc.clips import imports, outcome, rendering
from vc.clips import service as clips
from vc.clips.models import ClipRender, CutListImport
from vc.connections import checking as grants
from vc.connections import pages as connection_pages
from vc.connections.models import AccountGrant
from vc.db import db, read_only
from vc.errors import ConcurrentChangeError
from vc.footage import ffmpeg_choice, making
from vc.footage import service as footage
from vc.footage.models import Preparation
from vc.jobs import Task, due_rows
from vc.keeping import leaving, records
from vc.keeping import service as keeping
from vc.keeping.models import Disposal, VendorDeletion
from vc.licences.models import VendorState
from vc.live import channels
from vc.live import pages as live_pages
from vc.live import working as live_working
from vc.live.models import Broadcast, ChannelState
from vc.mailing import delivery, fanout
from vc.mailing import pages as mailing_pages
from vc.mailing.models import Message, Notification
from vc.publishing import pages as publishing_pages
from vc.publishing import sending
from vc.publishing.models import Publication
from vc.recordings import awaiting, fetching, surveying, verifying
from vc.recordings.models import RecordingFile, Survey
from vc.transcripts import service as transcripts
from vc.transcripts.models import Transcript
from vc.upkeep import deliveries, looking, probing
from vc.upkeep import service as upkeep
from vc.upkeep.models import Delivery, Watch
from vc.uploads import pages as uploads_pages


def plan_keeping(session: Session, now: datetime) -> None:
    """Put into the bin what is due, unless another feature still needs it."""
    keeping.plan(session, now, needs=current_app.extensions["recording_needed"])


def plan_seats(session: Session, now: datetime) -> None:
    """Give out the seats that became free."""
    attending.plan(session, now, mailing_pages.office(current_app._get_current_object()))


# What the clock alone makes due, such as a reminder: asked before the sweep looks for rows.
PLANNERS = (
    plan_seats,
    fanout.plan,
    counting.plan,
    live_pages.plan,
    awaiting.plan,
    transcripts.plan,
    uploads_pages.plan,
    plan_keeping,
    publishing_pages.plan,
    connection_pages.plan,
    upkeep.plan,
    rate_limit.forget_old,
)
# Which rows the sweep looks through, by the task that works on them.
KINDS = {
    "settle_meeting": Meeting,
    renaming.TASK: Renaming,
    "send_message": Message,
    "notify_people": Notification,
    "count_attendance": Attendance,
    "take_delivery": Delivery,
    "look_at_room": Watch,
    "probe_vendor": VendorState,
    "settle_broadcast": Broadcast,
    "check_channel": ChannelState,
    "fetch_file": RecordingFile,
    "prepare_file": Preparation,
    "render_clip": ClipRender,
    "read_cut_list": CutListImport,
    "settle_publication": Publication,
    "check_publisher": Channel,
    "check_grant": AccountGrant,
    "survey_account": Survey,
    "read_transcript": Transcript,
    "purge_recording": Disposal,
    "delete_at_vendor": VendorDeletion,
}
# What is done once a day, however many workers there are, and at which time of day (UTC).
DAILY = {
    "read_again": time(9, 17),
    "forget_older_cuts": time(9, 47),
    "let_go_of_records": time(10, 17),
    # Before the office opens.
    "look_at_accounts": time(12, 17),
}
EACH_DAY = timedelta(days=1)


def register(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks on the app's engine and return them by name."""

    @queue.task()
    def settle_meeting(meeting_id: int) -> None:
        with app.app_context():
            rooms.settle(
                db.session,
                meeting_id,
                providers=app.extensions["providers"],
                clock=app.config["CLOCK"],
                zone=ZoneInfo(app.config["SETTINGS"].tzid),
            )

    @queue.task()
    def send_message(message_id: int) -> None:
        with app.app_context():
            delivery.send(
                db.session, message_id, office=mailing_pages.office(app), clock=app.config["CLOCK"]
            )

    @queue.task()
    def notify_people(notification_id: int) -> None:
        with app.app_context():
            office = mailing_pages.office(app)
            fanout.carry_on(db.session, notification_id, office=office, clock=app.config["CLOCK"])

    @queue.task()
    def count_attendance(attendance_id: int) -> None:
        with app.app_context():
            counting.count(
                db.session,
                attendance_id,
                providers=app.extensions["providers"],
                clock=app.config["CLOCK"],
            )

    @queue.task()
    def show_new_name(renaming_id: int) -> None:
        with app.app_context():
            renaming.work(db.session(), renaming_id, now=app.config["CLOCK"]())

    @queue.task()
    def sweep() -> None:
        with app.app_context():
            sweep_in_turn(app)

    @queue.periodic_task(crontab(minute="*"))
    def each_minute() -> None:
        spread_sweeps(app)

    app.extensions["sweep"] = sweep
    app.extensions["kinds"] = KINDS
    app.extensions["daily"] = _daily_tasks(queue, app)
    own = {
        "settle_meeting": settle_meeting,
        renaming.TASK: show_new_name,
        "send_message": send_message,
        "notify_people": notify_people,
        "count_attendance": count_attendance,
    }
    groups = (_upkeep_tasks, _live_tasks, _recording_tasks)
    groups += (_footage_tasks, _transcript_tasks, _clip_tasks, _publishing_tasks)
    return own | {name: task for group in groups for name, task in group(queue, app).items()}


def _daily_tasks(queue: Huey, app: Flask) -> dict[str, Callable[[], object]]:
    """Define what is done once a day, by name."""

    @queue.task()
    def read_again() -> None:
        with app.app_context():
            read_some_again(app)

    @queue.task()
    def forget_older_cuts() -> None:
        with app.app_context():
            let_go_of_older(app)

    @queue.task()
    def look_at_accounts() -> None:
        with app.app_context():
            read_only(False)
            probing.look_through_accounts(
                db.session, providers=app.extensions["providers"], clock=app.config["CLOCK"]
            )

    @queue.task()
    def let_go_of_records() -> None:
        with app.app_context():
            read_only(False)
            records.let_go(db.session(), app.config["CLOCK"]())

    return {
        "read_again": read_again,
        "forget_older_cuts": forget_older_cuts,
        "let_go_of_records": let_go_of_records,
        "look_at_accounts": look_at_accounts,
    }


def _upkeep_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks that keep our copy and the vendors' together."""

    @queue.task()
    def take_delivery(delivery_id: int) -> None:
        with app.app_context():
            deliveries.take(
                db.session,
                delivery_id,
                now=app.config["CLOCK"](),
                recorders=_recorders(app),
            )

    @queue.task()
    def look_at_room(watch_id: int) -> None:
        with app.app_context():
            looking.look(
                db.session,
                watch_id,
                providers=app.extensions["providers"],
                clock=app.config["CLOCK"],
            )

    @queue.task()
    def check_grant(grant_id: int) -> None:
        with app.app_context():
            grants.check(
                db.session, grant_id, kept=app.extensions["kept"], clock=app.config["CLOCK"]
            )

    @queue.task()
    def probe_vendor(state_id: int) -> None:
        with app.app_context():
            probing.probe(
                db.session,
                state_id,
                providers=app.extensions["providers"],
                clock=app.config["CLOCK"],
            )

    return {
        "take_delivery": take_delivery,
        "look_at_room": look_at_room,
        "check_grant": check_grant,
        "probe_vendor": probe_vendor,
    }


def _live_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks that carry out broadcasts."""

    @queue.task()
    def settle_broadcast(broadcast_id: int) -> None:
        with app.app_context():
            live_working.settle(db.session, broadcast_id, tools=live_pages.tools())

    @queue.task()
    def check_channel(state_id: int) -> None:
        with app.app_context():
            channels.check(
                db.session,
                state_id,
                broadcaster=app.extensions["broadcaster"],
                clock=app.config["CLOCK"],
            )

    return {"settle_broadcast": settle_broadcast, "check_channel": check_channel}


def _recording_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks that fetch what was recorded."""

    @queue.task()
    def fetch_file(file_id: int) -> None:
        with app.app_context():
            kit = fetching.Kit(
                sources=app.extensions["file_sources"],
                store=app.extensions["store"],
                clock=app.config["CLOCK"],
                hearers=app.extensions["file_stored"],
            )
            fetching.fetch(db.session, file_id, kit=kit)

    @queue.task()
    def survey_account(survey_id: int) -> None:
        with app.app_context():
            surveying.survey(
                db.session, survey_id, recorders=_recorders(app), clock=app.config["CLOCK"]
            )

    @queue.task()
    def purge_recording(disposal_id: int) -> None:
        with app.app_context():
            leaving.purge(db.session, disposal_id, kit=_leaving_kit(app))

    @queue.task()
    def delete_at_vendor(deletion_id: int) -> None:
        with app.app_context():
            leaving.delete_at_vendor(db.session, deletion_id, kit=_leaving_kit(app))

    return {
        "fetch_file": fetch_file,
        "survey_account": survey_account,
        "purge_recording": purge_recording,
        "delete_at_vendor": delete_at_vendor,
    }


def _transcript_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the task that reads what was said."""

    @queue.task()
    def read_transcript(transcript_id: int) -> None:
        with app.app_context():
            transcripts.work(
                db.session(),
                transcript_id,
                store=app.extensions["store"],
                clock=app.config["CLOCK"],
            )

    return {"read_transcript": read_transcript}


def _footage_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the task that makes what people watch and cut with."""

    @queue.task()
    def prepare_file(preparation_id: int) -> None:
        with app.app_context():
            kit = making.Kit(
                store=app.extensions["store"],
                clock=app.config["CLOCK"],
                program=partial(ffmpeg_choice.executable, app.config["SETTINGS"]),
            )
            making.make(db.session, preparation_id, kit=kit)

    return {"prepare_file": prepare_file}


def _clip_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks that make the files of clips and read lists of cuts."""

    @queue.task()
    def render_clip(render_id: int) -> None:
        with app.app_context():
            kit = rendering.Kit(
                store=app.extensions["store"],
                clock=app.config["CLOCK"],
                program=partial(ffmpeg_choice.executable, app.config["SETTINGS"]),
                folder=app.config["SETTINGS"].instance / "work",
            )
            rendering.render(db.session, render_id, kit=kit)

    @queue.task()
    def read_cut_list(import_id: int) -> None:
        with app.app_context():
            imports.work(db.session(), import_id, clock=app.config["CLOCK"])

    return {"render_clip": render_clip, "read_cut_list": read_cut_list}


def _publishing_tasks(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks that let out what is due, and look whether networks let us."""

    @queue.task()
    def settle_publication(publication_id: int) -> None:
        with app.app_context():
            sending.settle(db.session(), publication_id, tools=publishing_pages.tools())

    @queue.task()
    def check_publisher(channel_id: int) -> None:
        with app.app_context():
            checking.check(
                db.session(),
                channel_id,
                publishers=app.extensions["publishers"],
                clock=app.config["CLOCK"],
            )

    return {"settle_publication": settle_publication, "check_publisher": check_publisher}


def settle_ffmpeg(app: Flask) -> None:
    """Try the ffmpeg that is used before anybody waits for it; retry what another one refused."""
    choice = ffmpeg_choice.choose(app.config["SETTINGS"])
    if not choice.program:
        app.logger.error("no ffmpeg can do what is asked for: %s", ffmpeg_choice.ADVICE)
        return
    app.logger.info("ffmpeg %s, %s", choice.version, choice.origin)
    with app.app_context():
        read_only(False)
        now = app.config["CLOCK"]()
        try:
            footage.retry_refused(db.session(), version=choice.version, now=now)
            clips.retry_refused(db.session(), version=choice.version, now=now)
            db.session.commit()
        except ConcurrentChangeError:
            # Another worker that starts at this moment does the same.
            db.session.rollback()


def let_go_of_older(app: Flask) -> None:
    """Delete the files of cuts that nobody has had for a month."""
    read_only(False)
    store, now = app.extensions["store"], app.config["CLOCK"]()
    outcome.let_go_of_older(db.session(), store=store, now=now)


def read_some_again(app: Flask) -> None:
    """Read again what nobody has read for a month, so much as a night allows."""
    read_only(False)
    clock = app.config["CLOCK"]
    before = clock() - verifying.OFTEN_ENOUGH
    chosen = verifying.longest_unread(
        db.session, before=before, budget_bytes=verifying.A_NIGHT_BYTES
    )
    db.session.commit()
    kit = verifying.Kit(app.extensions["store"], clock, app.extensions["file_sources"])
    verifying.verify(db.session, chosen, kit=kit)


def _leaving_kit(app: Flask) -> leaving.Kit:
    """Return what letting go of recordings works with."""
    return leaving.Kit(
        store=app.extensions["store"],
        clock=app.config["CLOCK"],
        recorders=_recorders(app),
        hearers=app.extensions["recording_purged"],
        needs=app.extensions["recording_needed"],
    )


def _recorders(app: Flask) -> dict[str, RecordingSource]:
    """Return whoever records rooms, by platform."""
    providers = app.extensions["providers"].items()
    return {name: one.recorder for name, one in providers if one.recorder is not None}


def spread_sweeps(app: Flask) -> None:
    """Schedule the looks of the coming minute, so that one happens every few seconds."""
    for delay in range(0, 60, app.config["SETTINGS"].sweep_s):
        app.extensions["sweep"].schedule(delay=delay)


def sweep_in_turn(app: Flask) -> None:
    """Sweep, and begin what is due once a day, unless another process just did."""
    read_only(False)
    now = app.config["CLOCK"]()
    # Half of it: looks that come a little early are no second ones.
    every = timedelta(seconds=app.config["SETTINGS"].sweep_s) / 2
    is_ours = workers.take_turn(db.session, "sweep", now=now, every=every)
    daily = [name for name, at in DAILY.items() if is_ours and _is_turn(name, now, at)]
    db.session.commit()
    # First: a look that fails comes again in seconds, what is due once a day only tomorrow.
    for name in daily:
        app.extensions["daily"][name]()
    if is_ours:
        run_sweep(app)


def _is_turn(name: str, now: datetime, at: time) -> bool:
    """Tell whether a work of every day is to be begun by us now."""
    return workers.take_turn(db.session, name, now=now, every=EACH_DAY, at=at)


def run_sweep(app: Flask) -> int:
    """Wake the task of every row that is due and that nobody holds; return how many."""
    read_only(False)
    now = app.config["CLOCK"]()
    for plan in PLANNERS:
        plan(db.session, now)
        db.session.commit()
    due = [(task, row) for task, model in KINDS.items() for row in due_rows(db.session, model, now)]
    db.session.rollback()
    for task, row_id in due:
        app.extensions["tasks"][task](row_id)
    return len(due)
