"""What holds for every connection: meetings, lives, and each network that posts go to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from integrations.emulator.zoom.seeds import SCOPES
from integrations.errors import CredentialsError
from tests.approvals.conftest import waiting  # noqa: F401
from tests.booking.sessions import book, make_licence
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.conftest import make_settings
from tests.live.working import work
from tests.publishing.conftest import all_channels, approved, context, facebook  # noqa: F401
from tests.publishing.networks import SEAS
from tests.publishing.test_by_api import row  # noqa: F401
from tests.publishing.test_simulation import DEAD_TOKEN, PLENTY
from tests.publishing.working import HOUR, approve_as_is, only, plan
from tests.vendor import Vendor, networks_at, zoom_at
from vc.accounts.models import Person
from vc.audit import AuditLine
from vc.booking.models import Meeting
from vc.booking.states import MeetingStatus
from vc.channels.models import Mode
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db, read_only
from vc.live.models import Broadcast, BroadcastStatus
from vc.mail.models import Kind as MessageKind
from vc.mail.models import Message
from vc.networks.facts import Network
from vc.publishing.models import Publication, PublicationStatus
from vc.services import services_of
from vc.shapes import Shape

TASKS = (
    *("settle_meeting", "settle_broadcast", "settle_publication", "look_at_room"),
    "check_connection",
)
DONE = (MeetingStatus.OPEN, BroadcastStatus.SCHEDULED, PublicationStatus.PUBLISHED)
OTHERWISE = "Espera otra cosa."


@dataclass(frozen=True)
class Kind:
    """A use of a vendor, in what words it refuses us, and which one operation it may refuse."""

    use: Use
    vendor: str
    refusal: dict[str, object]
    once: tuple[str, dict[str, object]]

    @property
    def network(self) -> Network:
        """Return the network that posts go to."""
        return Network(self.vendor)


OF_META = {"code": 200, "message": "(#200) Requires pages_manage_posts permission"}
REFUSAL = DEAD_TOKEN | {Network.YOUTUBE: {"kind": "refuse", "status": 401, "reason": "authError"}}
ONCE = {
    Network.FACEBOOK: ("create_reel", OF_META),
    Network.INSTAGRAM: ("publish_container", OF_META),
    Network.YOUTUBE: ("update_video", {"status": 403, "reason": "insufficientPermissions"}),
    Network.TIKTOK: ("begin_video", {"status": 401, "code": "scope_not_authorized"}),
    Network.X: ("create_post", {"status": 401}),
}
UNPERMITTED = {"status": 400, "code": 4711, "message": "does not contain scopes:[a:b:c]."}
UNPERMITTED |= {"times": 2}  # With a fresh token too.
KINDS = (
    Kind(
        *(Use.MEETINGS, "zoom", {"kind": "refuse", "status": 401, "code": 124}),
        ("create_meeting", UNPERMITTED),
    ),
    Kind(Use.LIVES, "facebook", REFUSAL[Network.FACEBOOK], ("create_live", OF_META)),
    *(Kind(Use.POSTS, sea.network.value, REFUSAL[sea.network], ONCE[sea.network]) for sea in SEAS),
)


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings with every emulated vendor."""
    everybody = zoom_at(vendor) | networks_at(vendor)
    return make_settings(tmp_path, media_reserve_mb=1, **everybody)


@pytest.fixture(params=KINDS, ids=lambda one: f"{one.use.value}-{one.vendor}")
def kind(request) -> Kind:
    """One kind of connection after the other."""
    return request.param


@dataclass
class Office:
    """An office with two jobs for a vendor, and a third one that waits for something else."""

    app: object
    vendor: Vendor
    clock: object
    kind: Kind
    ids: list[int]
    model: type

    @property
    def rows(self) -> list[Meeting | Broadcast | Publication]:
        """Return the two jobs as they are now."""
        db.session.rollback()
        db.session.expire_all()
        return [db.session.get_one(self.model, number) for number in self.ids[:2]]

    @property
    def third(self) -> Meeting | Broadcast | Publication:
        """Return the job that waits for something else."""
        return db.session.get_one(self.model, self.ids[2])

    @property
    def connection(self) -> VendorConnection:
        """Return how the office stands with the vendor."""
        db.session.rollback()
        db.session.expire_all()
        found = connections.state_of(db.session, self.kind.use, self.kind.vendor)
        assert found is not None
        return found

    def work(self) -> None:
        """Do what is due."""
        work(self.app, *TASKS)
        read_only(False)

    def pass_time(self, **delta: float) -> None:
        """Move the clocks of all on."""
        self.clock.advance(**delta)
        self.vendor.set_clock(self.clock())

    def refuse(self) -> None:
        """Let the vendor refuse whatever we ask."""
        self.vendor.weather(self.kind.refusal | {"share": 1.0})

    def accept(self) -> None:
        """Let it take us as before."""
        self.vendor.weather()

    def told(self) -> list[str]:
        """Return the addresses of those who were told that the vendor refuses us."""
        words = "dejó de aceptar" if self.kind.use is Use.POSTS else "ya no acepta la conexión"
        rows = db.session.scalars(select(Message).where(Message.kind == MessageKind.ALARM))
        subjects = ((one.address, str(one.about["subject"])) for one in rows)
        name = self.kind.vendor[1:]
        return [who for who, said in subjects if words in said and name in said.lower()]

    def lines(self) -> list[str]:
        """Return what the log says of the connection."""
        query = select(AuditLine.action).where(AuditLine.action.like("connection%"))
        about = AuditLine.subject_label == str(self.connection)
        return list(db.session.scalars(query.where(about).order_by(AuditLine.id)))


@pytest.fixture
def office(
    app,
    vendor,
    clock,
    kind: Kind,
    row,  # noqa: F811
    context,  # noqa: F811
    approved,  # noqa: F811
    all_channels,  # noqa: F811
    author: Person,  # noqa: F811
    reviewer: Person,  # noqa: F811
) -> Office:
    """The office on the day when the jobs are due."""
    vendor.set_clock(clock())
    row.status = PublicationStatus.CANCELLED
    db.session.commit()
    if kind.use is Use.POSTS:
        model = Publication
        ids = _posts(app, kind, context, approved, all_channels, vendor, clock())
        clock.advance(hours=1)
        vendor.set_clock(clock())
    else:
        make_licence("otra@secesp.example", capacity=9, has_streaming=True)
        is_live = kind.use is Use.LIVES
        model = Broadcast if is_live else Meeting
        days = (timedelta(days=day) for day in (3, 4, 5))
        events = [book(app, author, clock() + one, streams=is_live) for one in days]
        if is_live:
            work(app, "settle_meeting")
        query = select(Broadcast.id).order_by(Broadcast.id)
        ids = list(db.session.scalars(query)) if is_live else [one.meeting.id for one in events]
    read_only(False)
    db.session.rollback()
    third = db.session.get_one(model, ids[2])
    third.due_at, third.last_error = clock() + timedelta(hours=20), OTHERWISE
    db.session.commit()
    return Office(app, vendor, clock, kind, ids, model)


def _posts(app, kind, context, clip, channels, vendor, now: datetime) -> list[int]:  # noqa: F811
    """Plan three publications on a network, in an hour."""
    (sea,) = (one for one in SEAS if one.network is kind.network)
    sea.connect(app, vendor)
    sea.conduct(vendor, processing_s=0, **PLENTY[sea.network])
    channel = only(channels, sea.network)
    channel.mode, channel.is_on = Mode.API, True
    channel.most_per_day, channel.gap_min, channel.window_min = 99, 0, 30 * 24 * 60
    clip.current_renders[0].shape = Shape.TALL
    approve_as_is(clip)
    made = []
    for number in range(3):
        at = now + HOUR - timedelta(minutes=number)
        one = plan(context(), clip, channel, at, shape=Shape.TALL, insists=True)
        # X refuses the same words twice, and the list of Instagram tells posts by them.
        one.text = f"{one.text} · {number}"
        one.approved_text_sha256 = one.words_sha256
        made.append(one.id)
    db.session.commit()
    return made


def test_a_refusal_stops_every_job_uncounted_and_what_waited_goes_on_together(office: Office):
    before = [one.status for one in office.rows]
    office.refuse()

    for _ in range(3):
        office.work()
        office.pass_time(minutes=10)
    office.work()
    during, connection = office.rows, office.connection
    assert connection.stopped_at is not None
    assert [one.status for one in during] == before
    assert {(one.attempts, one.last_error) for one in during} == {(0, connection.reason)}
    assert len(office.told()) == len(set(office.told())) > 0
    assert office.lines() == ["connection.stop"]

    office.accept()
    connections.check_soon(db.session(), office.kind.use, office.kind.vendor, office.clock())
    db.session.commit()
    work(office.app, "check_connection")

    assert office.connection.stopped_at is None
    assert {one.due_at for one in office.rows} == {office.clock()}
    assert (office.third.last_error, office.third.due_at > office.clock()) == (OTHERWISE, True)
    office.work()
    assert [one.status in DONE for one in office.rows] == [True, True]
    assert office.lines() == ["connection.stop", "connection.resume"]


def test_a_permission_that_only_one_operation_lacks_stops_only_that_one(office: Office):
    operation, words = office.kind.once
    office.vendor.fail(operation, "refuse", **words)

    office.work()

    assert connections.stops(db.session, office.kind.use) == {}
    assert sorted(one.status in DONE for one in office.rows) == [False, True]
    assert office.told() == []


def test_whoever_comes_later_or_again_tells_nobody_twice(office: Office):
    office.refuse()
    office.work()
    told = office.told()
    number = office.connection.id

    # Another worker met the refusal too; one was killed and started anew; the sweep woke it twice.
    error = CredentialsError("No.", vendor=office.kind.vendor, operation="read")
    connections.stop(db.session(), office.kind.use, office.kind.vendor, error, now=office.clock())
    db.session.get_one(VendorConnection, number).due_at = office.clock()
    db.session.commit()
    for _ in range(2):
        services_of(office.app).registry.tasks["check_connection"].call_local(number)

    assert office.told() == told
    assert office.lines() == ["connection.stop"]


def test_a_refusal_that_a_look_finds_stops_the_jobs_before_one_fails(office: Office):
    connections.schedule_first_check(
        db.session(), office.kind.use, office.kind.vendor, office.clock()
    )
    db.session.commit()
    office.refuse()

    work(office.app, "check_connection")

    assert office.connection.stopped_at == office.clock()
    assert len(office.told()) > 0
    office.work()
    assert {one.attempts for one in office.rows} == {0}


def test_an_outage_is_no_refusal(office: Office):
    connections.schedule_first_check(
        db.session(), office.kind.use, office.kind.vendor, office.clock()
    )
    db.session.commit()
    office.vendor.weather({"kind": "500", "share": 1.0})

    work(office.app, "check_connection")

    assert (office.connection.is_working, office.connection.stopped_at) == (False, None)
    assert office.told() == []


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[-1]], ids=("lives", "posts"))
def test_a_block_that_no_look_shows_is_told_once_however_often_it_is_met(office: Office):
    office.vendor.meta(is_reviewed=False)
    office.vendor.x(may_write=False)

    # The same letter goes out once an hour at most, by whoever asks for it.
    for _ in range(10):
        office.work()
        office.pass_time(minutes=7)

    assert len(office.told()) == len(set(office.told())) > 0
    assert office.lines().count("connection.stop") > 1


def test_permissions_that_others_lack_let_what_was_stopped_go_on(app, vendor, clock, reading):
    lacks = ["meeting:write:meeting:admin"]
    row = VendorConnection(  # noqa: F811
        use=Use.MEETINGS, vendor="zoom", stopped_at=clock(), lacks=lacks, due_at=clock()
    )
    row.alarmed_at = clock()
    read_only(False)
    db.session.rollback()
    db.session.add(row)
    db.session.commit()
    vendor.scopes(*(name for name in SCOPES if name != "meeting:read:meeting:admin"))

    work(app, "check_connection")

    assert (row.stopped_at, row.missing) == (None, ["meeting:read:meeting:admin"])
