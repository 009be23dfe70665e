"""What a vendor answers in another shape than it documents is an error of ours, and never another.

Each adapter does its whole work once; each answer that it took is then given again, odd in one
thing. What is odd where nobody looks may well go unnoticed. A run takes a quarter of the oddities;
with ODD_ANSWERS=all it takes every one.
"""

import json
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zlib import crc32

import pytest
import requests

from integrations.contracts.authorization import OAuthClient
from integrations.contracts.broadcasting import StreamTarget
from integrations.contracts.meetings import RoomRequest
from integrations.contracts.publishing import Post, Publisher, Seen, Stage
from integrations.contracts.recordings import FileKey
from integrations.emulator import create_emulator
from integrations.emulator.google.keys import KEY_FILE, YOUTUBE_CONSENT, ensure_key
from integrations.errors import IntegrationError
from integrations.google.auth import IDENTITY, GoogleSettings, Purpose
from integrations.google.consent import ConsentAddresses, GoogleConsent
from integrations.google.meetings import GoogleMeet
from integrations.google.youtube import PURPOSE, YouTubeVideos
from integrations.http import session
from integrations.meta.facebook_publisher import FacebookPosts
from integrations.meta.instagram_publisher import InstagramReels, InstagramSettings
from integrations.meta.session import FacebookSettings
from integrations.permalink_check import look
from integrations.tiktok.consent import TikTokConsent
from integrations.tiktok.publisher import TikTokVideos
from integrations.x.publisher import XPosts, XSettings
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings
from tests.grants.google import answered, asked_of
from tests.integrations.distorting import ODD_BODIES, Given, Impostor, unlike_its_type
from tests.integrations.page import ask_live, facebook
from tests.integrations.recording import served_by

Ask = Callable[[], object]
Work = Generator[Ask, object, None]
HOUR = timedelta(hours=1)
NOW = datetime.now(UTC).replace(microsecond=0)
FILM = bytes(range(256)) * 40
EVERY_ONE = os.environ.get("ODD_ANSWERS") == "all"
BACK, CLIENT = "https://vc.example/regreso", OAuthClient("emulator", "emulator")
TARGET = StreamTarget("rtmps://example.com:443/rtmp/", "FB-1-0-key", "https://www.facebook.com/1")


def control(url: str, path: str, **body: object) -> dict:
    """Do at the emulator what people do there."""
    answer = requests.post(f"{url}/_emulator/{path}", json=body, timeout=60)
    answer.raise_for_status()
    return answer.json()


def room_request(host_email: str) -> RoomRequest:
    """Return a request for a room, an hour long."""
    return RoomRequest(
        folio="VC-2031-0001",
        host_email=host_email,
        topic="Plática",
        agenda="",
        starts_at=NOW + HOUR,
        duration_min=60,
        tzid="America/Mexico_City",
    )


def post_of(folder: Path, width: int, height: int) -> Post:
    """Return a clip that is to be published."""
    film = folder / "film.mp4"
    film.write_bytes(FILM)
    return Post(
        mark="P-1",
        title="Contraseñas seguras",
        text="Cuide su contraseña.",
        film=film,
        size_bytes=len(FILM),
        duration_ms=60_000,
        width=width,
        height=height,
        captions="1\n00:00:01,000 --> 00:00:02,000\nHola\n",
        picture=b"\xff\xd8\xff\xe0" + bytes(200),
    )


def rooms_at_zoom(url: str, folder: Path) -> Work:
    """Everything that is asked of Zoom."""
    account = ZoomSettings("emulator", "emulator", "emulator", f"{url}/v2", f"{url}/oauth/token")
    zoom, host = ZoomMeetings(account), "sala2@secesp.example"
    wanted = room_request(host)
    room = yield lambda: zoom.create(wanted)
    yield lambda: zoom.find(wanted)
    yield lambda: zoom.read(room.key)
    yield lambda: zoom.update(room.key, wanted)
    yield lambda: zoom.start_url(room.key)
    yield lambda: zoom.host(host)
    yield zoom.hosts
    yield zoom.check
    yield lambda: zoom.streams.check(room.key)
    yield lambda: zoom.streams.hand_over(room.key, TARGET)
    control(url, f"rooms/{room.external_id}/start", at=NOW.isoformat())
    control(url, f"rooms/{room.external_id}/join", name="Ana", at=NOW.isoformat())
    yield lambda: zoom.live_rooms(host)
    yield lambda: zoom.streams.start(room.key, "Plática")
    yield lambda: zoom.streams.stop(room.key)
    control(url, f"rooms/{room.external_id}/end", at=(NOW + HOUR).isoformat())
    yield lambda: zoom.attendees(room.key, NOW - HOUR, NOW + 2 * HOUR)
    made = control(url, f"rooms/{room.external_id}/recordings", at=NOW.isoformat())
    yield lambda: zoom.recorder.recordings(host, NOW - HOUR, NOW + HOUR)
    yield lambda: zoom.recorder.link(FileKey(made["files"][0], made["uuid"], host))
    yield lambda: zoom.recorder.delete(made["uuid"], host)
    # Where Zoom does not tell how full it is, nothing is said.
    yield lambda: zoom.recorder.storage() or ""
    yield lambda: zoom.delete(room.key)


def rooms_at_google(url: str, folder: Path) -> Work:
    """Everything that is asked of Google for rooms and their recordings."""
    ensure_key(folder / KEY_FILE)
    account = GoogleSettings(
        service_account_file=str(folder / KEY_FILE), token_uri=f"{url}/token", api_base=url
    )
    meet = GoogleMeet(account, sleep=lambda _: None)
    host = "meet1@secesp.example"
    wanted = room_request(host)
    room = yield lambda: meet.create(wanted)
    yield lambda: meet.find(wanted)
    yield lambda: meet.read(room.key)
    yield lambda: meet.update(room.key, wanted)
    yield lambda: meet.start_url(room.key)
    yield lambda: meet.host(host)
    yield meet.hosts
    yield meet.check
    yield lambda: meet.live_rooms(host)
    times = {"started_at": (NOW - 2 * HOUR).isoformat(), "ended_at": (NOW - HOUR).isoformat()}
    said = [{"speaker": "Ana", "text": "Buenos días.", "at_s": 1, "for_s": 2}]
    code = room.join_url.rpartition("/")[2]
    more = {"recordings": [{}], "transcript": said, "people": [{"name": "Ana"}]}
    control(url, f"google/spaces/{code}/records", **times, **more)
    yield lambda: meet.attendees(room.key, NOW - 3 * HOUR, NOW)
    found = yield lambda: meet.recorder.recordings(host, NOW - 3 * HOUR, NOW)
    (recording,) = found
    for file in recording.files:
        key = FileKey(file.external_id, recording.external_id, host)
        yield lambda key=key: meet.recorder.link(key)
    yield lambda: meet.delete(room.key)


def tokens_at_zoom(url: str, folder: Path) -> Work:
    """What is asked of Zoom before anything else, over and over."""
    account = ZoomSettings("emulator", "emulator", "emulator", f"{url}/v2", f"{url}/oauth/token")
    for _ in range(4):
        yield lambda: ZoomMeetings(account).host("sala2@secesp.example")


def tokens_at_google(url: str, folder: Path) -> Work:
    """What is asked of Google before anything else, over and over."""
    ensure_key(folder / KEY_FILE)
    account = GoogleSettings(
        service_account_file=str(folder / KEY_FILE), token_uri=f"{url}/token", api_base=url
    )
    for _ in range(2):
        yield lambda: GoogleMeet(account, sleep=lambda _: None).live_rooms("meet1@secesp.example")


def consents_at_google(url: str, folder: Path) -> Work:
    """What is asked of Google when an account consents, and when it is disconnected."""
    back, client = BACK, CLIENT
    control(url, "google/conduct", redirect_uris=[back], is_testing=True)
    page = f"{url}/o/oauth2/v2/auth"
    desk = GoogleConsent(
        Purpose(identity=IDENTITY), ConsentAddresses(page, f"{url}/token", f"{url}/revoke")
    )
    asked = desk.request(client, back)
    location = answered(asked.url)
    code = asked_of(location)["code"]
    given = yield lambda: desk.redeem(client, code, verifier=asked.verifier, redirect_uri=back)
    # That it is withdrawn tells nothing more than its status.
    yield lambda: desk.revoke(given.refresh_token) or "withdrawn"


def consents_at_tiktok(url: str, folder: Path) -> Work:
    """What is asked of TikTok when an account consents, is renewed, and is disconnected."""
    control(url, "tiktok/conduct", redirect_uris=[BACK])
    consents = TikTokConsent(f"{url}/v2/auth/authorize/", url)
    code = asked_of(answered(consents.request(CLIENT, BACK).url))["code"]
    first = yield lambda: consents.redeem(CLIENT, code, verifier="", redirect_uri=BACK)
    given = yield lambda: consents.renew(CLIENT, first.refresh_token)
    yield lambda: consents.revoke(given.access.value, client=CLIENT) or "withdrawn"


def lives_at_facebook(url: str, folder: Path) -> Work:
    """Everything that is asked of Facebook for a live video."""
    page, wanted = facebook(url), ask_live()
    live = yield lambda: page.create(wanted)
    yield lambda: page.find(wanted)
    yield lambda: page.read(live.external_id)
    yield lambda: page.update(live.external_id, wanted)
    yield page.check
    control(url, f"meta/lives/{live.external_id}/picture")
    yield lambda: page.go_live(live.external_id)
    yield lambda: page.end(live.external_id)
    control(url, f"meta/lives/{live.external_id}/finish")
    yield lambda: page.copy(live.video_id)
    other = page.create(wanted)
    yield lambda: page.cancel(other.external_id)


def published(publisher: Publisher, post: Post, network: str, url: str) -> Work:
    """Everything that is asked of a network for a clip."""
    draft = yield lambda: publisher.begin(post)
    draft = yield lambda: publisher.upload(draft, post, lambda: None)
    yield lambda: publisher.is_ready(draft)
    yield lambda: publisher.look(draft, post)
    number = yield lambda: publisher.publish(draft, post)
    seen = yield lambda: publisher.look(draft, post)
    remote = seen.remote_id or number or draft.remote_id
    yield lambda: publisher.add_captions(remote, post)
    yield lambda: publisher.figures(remote)
    yield lambda: look(seen.permalink_url, network, base_url=url)
    yield publisher.check
    # Instagram and TikTok let nobody delete from here.
    if network not in ("instagram", "tiktok"):
        yield lambda: publisher.retract(remote)


def page_at(url: str) -> FacebookSettings:
    """Return what connects with a Page at the emulator, where work takes no time."""
    control(url, "meta/conduct", processing_s=0)
    return FacebookSettings("emulator", "emulator", "104000000000001", "emulator", url)


def reels_at_facebook(url: str, folder: Path) -> Work:
    """Everything that is asked of Facebook for an upright clip."""
    posts = FacebookPosts(page_at(url))
    return published(posts, post_of(folder, 1080, 1920), "facebook", url)


def videos_at_facebook(url: str, folder: Path) -> Work:
    """Everything that is asked of Facebook for a wide clip."""
    posts = FacebookPosts(page_at(url))
    return published(posts, post_of(folder, 1920, 1080), "facebook", url)


def reels_at_instagram(url: str, folder: Path) -> Work:
    """Everything that is asked of Instagram."""
    reels = InstagramReels(InstagramSettings("178400000000001", page_at(url)))
    return published(reels, post_of(folder, 1080, 1920), "instagram", url)


def addresses_at_instagram(url: str, folder: Path) -> Work:
    """What is asked of Instagram besides by an app that may only give a film's address."""
    settings = InstagramSettings("178400000000001", page_at(url), "http://127.0.0.1:9")
    control(url, "meta/conduct", takes_films="fetched")
    reels, post = InstagramReels(settings), post_of(folder, 1080, 1920)
    post = replace(post, film_url="http://127.0.0.1:9/entrega/x.mp4")
    draft = yield lambda: reels.begin(post)
    yield lambda: reels.look(draft, post)
    yield reels.check


def videos_at_youtube(url: str, folder: Path) -> Work:
    """Everything that is asked of YouTube."""
    control(url, "youtube/conduct", processing_s=0)
    account = GoogleSettings(
        authorized_user=json.dumps(YOUTUBE_CONSENT),
        token_uri=f"{url}/token",
        api_base=url,
        purpose=PURPOSE,
    )
    videos = YouTubeVideos(account, sleep=lambda _: None)
    return published(videos, post_of(folder, 1920, 1080), "youtube", url)


def videos_at_tiktok(url: str, folder: Path) -> Work:
    """Everything that is asked of TikTok."""
    control(url, "tiktok/conduct", redirect_uris=[BACK], processing_s=0)
    consents = TikTokConsent(f"{url}/v2/auth/authorize/", url)
    code = asked_of(answered(consents.request(CLIENT, BACK).url))["code"]
    access = consents.redeem(CLIENT, code, verifier="", redirect_uri=BACK).access
    consent = json.dumps({"access_token": access.value, "ends_at": access.ends_at.isoformat()})
    post = post_of(folder, 1080, 1920)
    return published(TikTokVideos(consent, api_base=url), post, "tiktok", url)


def posts_at_x(url: str, folder: Path) -> Work:
    """Everything that is asked of X."""
    control(url, "x/conduct", processing_s=0)
    posts = XPosts(XSettings(*("emulator",) * 4, url))
    return published(posts, post_of(folder, 1080, 1920), "x", url)


TOKENS = (tokens_at_zoom, tokens_at_google, consents_at_google, consents_at_tiktok)


def tells_of_nothing(read: object) -> bool:
    """Tell whether somebody who looked for something would take it for gone, or for not there."""
    return read is None or (isinstance(read, Seen) and read.stage is Stage.GONE)


def wrong_with(came: object, odd: Given, play: Ask) -> Iterator[str]:
    """Tell what is wrong with what an adapter makes of an odd answer."""
    try:
        read = play()
    except IntegrationError:
        return
    except Exception as error:
        yield repr(error)
        return
    yield from unlike_its_type(read)
    if odd.body in ODD_BODIES and tells_of_nothing(read) and not tells_of_nothing(came):
        yield f"taken for {read}"


@pytest.fixture
def impostor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Impostor]]:
    """The emulator behind who gives its answers again; nobody waits before a second try."""
    monkeypatch.setattr(session, "RETRY_WAIT_S", 0)
    impostor = Impostor(create_emulator(tmp_path / "state.sqlite3"))
    with served_by(impostor) as url:
        yield url, impostor


@pytest.mark.parametrize(
    "work",
    [
        rooms_at_zoom,
        rooms_at_google,
        tokens_at_zoom,
        tokens_at_google,
        consents_at_google,
        lives_at_facebook,
        reels_at_facebook,
        videos_at_facebook,
        reels_at_instagram,
        addresses_at_instagram,
        videos_at_youtube,
        posts_at_x,
        consents_at_tiktok,
        videos_at_tiktok,
    ],
)
def test_an_odd_answer_is_an_error_of_ours(
    work: Callable[[str, Path], Work], impostor: tuple[str, Impostor], tmp_path: Path
):
    url, vendor = impostor
    wrong: list[str] = []
    asked = 0
    at_work = work(url, tmp_path)
    vendor.has_tokens_too = work in TOKENS

    ask: Ask | None = next(at_work)
    while ask:
        asked += 1
        came, answers = vendor.answers_to(ask)
        for nth, answer in enumerate(answers):
            for what, odd in answer.odd():
                where = f"question {asked}, answer {nth}, {what}"
                if EVERY_ONE or crc32(where.encode()) % 4 == 0:
                    said = [*answers[:nth], odd, *answers[nth + 1 :]]
                    found = wrong_with(came, odd, partial(vendor.play, said, ask))
                    wrong += [f"{where}: {one}" for one in found]
        try:
            ask = at_work.send(came)
        except StopIteration:
            ask = None

    assert asked > 1
    assert wrong == []
