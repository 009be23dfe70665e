"""What every publisher holds, whatever its network: one contract over all of the adapters.

Only what a network alone has stands in its own tests (`tests/integrations`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.contracts.publishing import Draft, Post, Publisher, Stage
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.permalink_check import PostCheck, check_post_link, look
from integrations.publishers import connect_publishers
from tests.conftest import make_settings
from tests.connections.test_every_connection import REFUSAL
from tests.grants.tiktok import tiktok_at
from tests.integrations.test_facebook_posts import FILM, UPRIGHT, WIDE, alive, post_of
from tests.processes import ROOT
from tests.publishing.networks import SEAS, Sea
from tests.vendor import Vendor, networks_at
from vc.config import Settings
from vc.networks.facts import Network
from vc.networks.known import NETWORKS

NOBODY = "http://127.0.0.1:9"
"""Nobody listens there: what is sent is refused before its first byte."""
PUBLISHES = "    def publish(self, draft: Draft, post: Post) -> str:"
BASES = ("graph_api_base", "youtube_api_base", "google_token_uri", "x_api_base")
JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


@dataclass(frozen=True, kw_only=True)
class Side:
    """What differs at a network, and how it is brought about at its emulated side."""

    begins: str
    """The first operation of a post."""
    kept: Callable[[dict], list[dict]]
    """Its films by the emulator's state, public or not."""
    words: str
    """Where the emulator keeps a post's words."""
    breaks: tuple[str, dict[str, object]]
    """The operation and the fault that break an upload; without an operation it is conduct."""
    trouble: dict[str, object]
    """How it says that it could not do a film, and why."""
    why: str
    connects: Callable[[Vendor], Publisher] | None = None
    """Has the account consent; None where the settings say who we are."""
    size: tuple[int, int] = UPRIGHT
    film: bytes = FILM
    """As many bytes as it takes to break an upload of them."""
    too_long_ms: int | None = None
    """What it refuses before anything is sent; None where only the gates know."""
    most: dict[str, object] | None = None
    """How it takes one post a day and no more; None where it has no such limit."""
    refusal: type[IntegrationError] = RejectedError
    """What becomes of a post that it refuses to publish: a failure in any case."""
    publishes_by_token: bool = True
    """Whether a consent that ended is met when a post is made public, too."""
    retracts: bool = True
    tells_figures: bool = True
    works_before: bool = True
    """Whether it works on the bytes before a post is public, not after."""


BROKEN = {"cut_uploads_at": [300_000]}
SIDES = {
    Network.FACEBOOK: Side(
        begins="create_reel",
        kept=lambda state: state["films"],
        words="description",
        breaks=("", BROKEN),
        trouble={"processing_trouble": "Video too blurry"},
        why="Video too blurry",
        too_long_ms=90_001,
        most={"most_reels": 1},
        works_before=False,
    ),
    Network.INSTAGRAM: Side(
        begins="create_container",
        kept=lambda state: state["reels"],
        words="caption",
        breaks=("", BROKEN),
        trouble={"processing_trouble": "Unsupported format"},
        why="Unsupported format",
        most={"most_reels": 1},
        retracts=False,
    ),
    Network.YOUTUBE: Side(
        begins="insert_video",
        kept=lambda state: [one | one["snippet"] for one in state["videos"]],
        words="description",
        breaks=("", BROKEN),
        trouble={"rejection": "copyright"},
        why="derechos",
        size=WIDE,
        most={"most_inserts": 1},
    ),
    Network.TIKTOK: Side(
        begins="begin_video",
        kept=lambda state: [one | one["about"] for one in state["tiktoks"]],
        words="title",
        breaks=("put_video", {"kind": "500"}),
        trouble={"failure": "spam_risk_text"},
        why="es spam",
        connects=tiktok_at,
        film=FILM * 8,
        most={"most_posts": 1},
        refusal=UnavailableError,
        publishes_by_token=False,
        retracts=False,
        tells_figures=False,
        works_before=False,
    ),
    Network.X: Side(
        begins="begin_media",
        kept=lambda state: state["posts"],
        words="text",
        breaks=("append_media", {"kind": "lost_request"}),
        trouble={"trouble": "Unsupported video"},
        why="Unsupported video",
        too_long_ms=140_001,
    ),
}


@dataclass
class Office:
    """A publisher at its emulated network, and the clip that it is to publish."""

    sea: Sea
    side: Side
    publisher: Publisher
    vendor: Vendor
    post: Post

    @property
    def digest(self) -> str:
        """Return the digest of the film."""
        return hashlib.sha256(self.side.film).hexdigest()

    def conduct(self, **how: object) -> None:
        """Let the network behave otherwise."""
        self.sea.conduct(self.vendor, **how)

    def public(self) -> list[str]:
        """Return the ids of what everybody sees."""
        return self.sea.public(self.vendor.state())

    def calls(self) -> list[str]:
        """Return what was asked of the network, in its order."""
        return [one["operation"] for one in self.vendor.state()["calls"]]

    def ready(self) -> Draft:
        """Bring the clip so far that it can be published."""
        draft = self.publisher.upload(self.publisher.begin(self.post), self.post, alive)
        assert self.publisher.is_ready(draft)
        return draft

    def published(self) -> Draft:
        """Publish the clip; return what leads to it, as its caller keeps it."""
        draft = self.ready()
        return replace(draft, remote_id=self.publisher.publish(draft, self.post))


def publishers(tmp_path: Path, **settings: object) -> dict[str, Publisher]:
    """Return every publisher that there is, by the settings."""
    return connect_publishers(make_settings(tmp_path, **settings))


@pytest.fixture(params=SEAS, ids=lambda sea: sea.network.value)
def office(request, vendor, tmp_path) -> Office:
    """An office with a clip for one network after the other; no work takes it any time."""
    sea, film = request.param, tmp_path / "film.mp4"
    side = SIDES[sea.network]
    film.write_bytes(side.film)
    sea.conduct(vendor, processing_s=0)
    if side.connects is None:
        publisher = publishers(tmp_path, **networks_at(vendor))[sea.network.value]
    else:
        publisher = side.connects(vendor)
    post = post_of(film, side.size, picture=JPEG, size_bytes=len(side.film))
    return Office(sea, side, publisher, vendor, post)


def test_every_publisher_is_held_to_the_contract():
    files = (ROOT / "integrations").rglob("*.py")
    adapters = [path for path in files if PUBLISHES in path.read_text(encoding="utf-8")]

    assert len(adapters) == len(SIDES) + 1  # The contract's own Protocol has it, too.
    assert {sea.network for sea in SEAS} == set(SIDES)


def test_before_it_is_published_nobody_sees_it(office):
    draft = office.ready()

    assert office.publisher.look(draft, office.post).stage is Stage.DRAFT
    assert office.public() == []


def test_it_is_published_with_its_bytes_and_words_and_its_address_answers(office):
    draft = office.ready()
    number = office.publisher.publish(draft, office.post)

    (kept,) = office.side.kept(office.vendor.state())
    assert office.public() == [number]
    assert kept["sha256"] == office.digest
    assert kept[office.side.words] == office.post.text
    seen = office.publisher.look(replace(draft, remote_id=number), office.post)
    assert seen.stage is Stage.PUBLISHED
    assert seen.remote_id in ("", number)
    check_post_link(seen.permalink_url, office.sea.network.value)
    answer = look(seen.permalink_url, office.sea.network.value, base_url=office.vendor.url)
    assert answer is PostCheck.ANSWERS


@pytest.mark.parametrize("fault", ["lost_answer", "500_after", "html_after"])
def test_a_lost_answer_is_unknown_and_a_look_finds_the_post(office, fault):
    draft = office.ready()
    sent = office.calls().count(office.sea.publishes)
    office.vendor.fail(office.sea.publishes, fault)

    with pytest.raises(OutcomeUnknownError):
        office.publisher.publish(draft, office.post)

    seen = office.publisher.look(draft, office.post)
    assert seen.stage is Stage.PUBLISHED
    assert office.public() == [seen.remote_id or draft.remote_id]
    assert office.calls().count(office.sea.publishes) == sent + 1


def test_a_lost_question_is_unknown_and_a_look_tells_that_nothing_happened(office):
    draft = office.ready()
    office.vendor.fail(office.sea.publishes, "lost_request")

    with pytest.raises(OutcomeUnknownError):
        office.publisher.publish(draft, office.post)

    assert office.publisher.look(draft, office.post).stage is Stage.DRAFT
    assert office.public() == []


def test_what_is_refused_before_its_first_byte_is_a_failure_and_nothing_unknown(office, tmp_path):
    if office.side.connects is not None:
        pytest.skip("no setting says where it is")
    draft = office.ready()
    away = networks_at(office.vendor) | dict.fromkeys(BASES, NOBODY)
    publisher = publishers(tmp_path, **away)[office.sea.network.value]

    for act in (
        lambda: publisher.begin(office.post),
        lambda: publisher.publish(draft, office.post),
        lambda: publisher.look(draft, office.post),
    ):
        with pytest.raises(UnavailableError) as failed:
            act()
        assert not isinstance(failed.value, OutcomeUnknownError)
    found = publisher.check()
    assert (found.is_working, found.is_refused) == (False, False)


def test_what_was_published_is_never_there_twice(office):
    draft = office.ready()
    office.publisher.publish(draft, office.post)

    try:
        office.publisher.publish(draft, office.post)
    except IntegrationError:
        assert len(office.public()) == 1
    else:
        # It was made what it is already.
        assert {*office.public()} == {draft.remote_id}


def test_a_refusal_is_none_of_the_others_and_leaves_nothing(office):
    draft = office.ready()
    office.vendor.fail(office.sea.publishes, "refuse", status=400, times=3)

    with pytest.raises(office.side.refusal) as refused:
        office.publisher.publish(draft, office.post)

    assert not isinstance(refused.value, OutcomeUnknownError)
    assert office.public() == []


def test_too_many_calls_are_waited_for(office):
    office.vendor.fail(office.side.begins, "429", reset=4_000_000_000, retry_after=60, times=3)

    with pytest.raises(RateLimitedError) as refused:
        office.publisher.begin(office.post)

    assert refused.value.retry_after > datetime.now(UTC)


def test_a_consent_that_is_revoked_is_told_wherever_it_is_met(office):
    draft = office.ready()
    dead = REFUSAL[office.sea.network]
    office.vendor.weather(dead | {"share": 1.0})

    with pytest.raises(CredentialsError):
        office.publisher.begin(office.post)
    with pytest.raises(CredentialsError):
        office.publisher.look(draft, office.post)
    if office.side.publishes_by_token:
        with pytest.raises(CredentialsError):
            office.publisher.publish(draft, office.post)
    assert office.publisher.check().is_refused
    assert office.public() == []


def test_the_connection_names_the_account(office):
    found = office.publisher.check()

    assert (found.is_working, found.is_refused, found.missing_scopes) == (True, False, ())
    assert len(found.facts) >= 2


def test_a_film_that_is_too_long_is_refused_before_anything_is_sent(office):
    if office.side.too_long_ms is None:
        pytest.skip("only the gates know its limit")
    long = replace(office.post, duration_ms=office.side.too_long_ms)

    with pytest.raises(RejectedError, match=str(office.side.too_long_ms // 1000)):
        office.publisher.begin(long)

    assert office.calls() == []


def test_an_upload_that_breaks_goes_on_or_is_begun_anew_and_arrives_whole(office):
    operation, how = office.side.breaks
    if operation:
        office.vendor.fail(operation, **how)
    else:
        office.conduct(**how)
    draft = office.publisher.begin(office.post)
    with pytest.raises(UnavailableError):
        office.publisher.upload(draft, office.post, alive)

    try:
        draft = office.publisher.upload(draft, office.post, alive)
    except NotFoundError:
        draft = office.publisher.upload(office.publisher.begin(office.post), office.post, alive)

    office.publisher.publish(draft, office.post)
    (number,) = office.public()
    whole = [one["sha256"] for one in office.side.kept(office.vendor.state())]
    assert office.digest in whole
    assert number


def test_a_draft_that_the_network_forgot_is_said_to_be_gone(office):
    draft = office.publisher.begin(office.post)
    office.vendor.reset()

    # A consent that was given there is forgotten, too.
    gone = NotFoundError if office.side.connects is None else CredentialsError
    with pytest.raises(gone):
        office.publisher.upload(draft, office.post, alive)


def test_a_lost_answer_to_its_beginning_is_only_begun_again(office):
    office.vendor.fail(office.side.begins, "lost_answer")
    with pytest.raises(UnavailableError) as failed:
        office.publisher.begin(office.post)

    assert not isinstance(failed.value, OutcomeUnknownError)
    assert office.public() == []
    office.published()
    assert len(office.public()) == 1


def test_work_that_takes_time_is_waited_for(office):
    office.conduct(processing_s=600)
    draft = office.publisher.upload(office.publisher.begin(office.post), office.post, alive)

    if office.side.works_before:
        assert not office.publisher.is_ready(draft)
        assert office.publisher.look(draft, office.post).stage is not Stage.PUBLISHED
        office.vendor.set_clock(datetime.now(UTC) + timedelta(seconds=601))
        assert office.publisher.is_ready(draft)
    else:
        office.publisher.publish(draft, office.post)
        assert office.publisher.look(draft, office.post).stage is Stage.PROCESSING


def test_a_film_that_the_network_could_not_do_is_told_in_its_words(office):
    office.conduct(**office.side.trouble)
    draft = office.publisher.upload(office.publisher.begin(office.post), office.post, alive)

    if office.side.works_before:
        with pytest.raises(RejectedError, match=office.side.why):
            office.publisher.is_ready(draft)
        assert office.publisher.look(draft, office.post).stage in (Stage.FAILED, Stage.DRAFT)
    else:
        office.publisher.publish(draft, office.post)
        seen = office.publisher.look(draft, office.post)
        assert (seen.stage, office.side.why in seen.reason) == (Stage.FAILED, True)


def test_no_more_goes_out_in_a_day_than_the_network_takes(office):
    if office.side.most is None:
        pytest.skip("it has no such limit")
    office.conduct(**office.side.most)
    office.published()

    with pytest.raises(RateLimitedError) as refused:
        office.published()

    assert refused.value.retry_after > datetime.now(UTC)
    assert len(office.public()) == 1


def test_captions_may_be_added_twice_and_without_any_nothing_is_asked(office):
    number = office.published().remote_id
    for _ in range(2):
        office.publisher.add_captions(number, office.post)
    before = len(office.calls())

    office.publisher.add_captions(number, replace(office.post, captions="", picture=None))

    assert len(office.calls()) == before


def test_its_figures_are_those_that_its_record_names(office):
    told = office.publisher.figures(office.published().remote_id)

    assert ("views" in told) == office.side.tells_figures
    assert set(told) <= {one.key for one in NETWORKS[office.sea.network].metrics}
    assert all(type(value) is int for value in told.values())


def test_what_is_taken_down_is_gone_for_good_also_when_asked_twice(office):
    draft = office.published()
    address = office.publisher.look(draft, office.post).permalink_url
    if not office.side.retracts:
        with pytest.raises(RejectedError):
            office.publisher.retract(draft.remote_id)
        return

    for _ in range(2):
        office.publisher.retract(draft.remote_id)

    assert office.public() == []
    assert office.publisher.look(draft, office.post).stage is Stage.GONE
    with pytest.raises(NotFoundError):
        office.publisher.figures(draft.remote_id)
    network = office.sea.network.value
    assert look(address, network, base_url=office.vendor.url) is PostCheck.GONE


def test_no_secret_is_in_what_is_shown_or_told(office, tmp_path):
    if office.side.connects is not None:
        pytest.skip("no setting holds one")
    secret, given = "a-word-that-nobody-may-read", networks_at(office.vendor)
    secrets = {one.name for one in fields(Settings) if not one.repr} & set(given)
    wrong = {name: str(given[name]).replace("emulator", secret) for name in secrets}
    publisher = publishers(tmp_path, **(given | wrong))[office.sea.network.value]

    with pytest.raises(IntegrationError) as refused:
        publisher.begin(office.post)

    held = [vars(one) for one in vars(publisher).values() if hasattr(one, "__dict__")]
    shown = [refused.value, vars(refused.value), vars(publisher), *held, publisher.check()]
    assert [one for one in shown if secret in f"{one!r} {one}"] == []
