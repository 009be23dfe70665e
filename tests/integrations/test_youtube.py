"""Videos of a channel through the adapter, as the emulated YouTube keeps them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from integrations.contracts.publishing import Draft, Post, Stage
from integrations.emulator.google.keys import YOUTUBE_CONSENT
from integrations.emulator.youtube.state import CHANNEL
from integrations.emulator.youtube.videos import CAPTION, SNIPPET, STATUS
from integrations.errors import (
    CredentialsError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.google.auth import GoogleSettings
from integrations.google.youtube import ENDS, PURPOSE, YouTubeVideos
from integrations.permalink_check import PostCheck, look
from tests.integrations.conftest import Vendor
from tests.integrations.discovery import Referee
from tests.integrations.recording import Recorder, listened_to
from tests.integrations.test_facebook_posts import FILM, WIDE, alive, film, post_of  # noqa: F401

JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


def videos_at(url: str, **changes: str) -> YouTubeVideos:
    """Return the adapter on an emulator."""
    consent = json.dumps(YOUTUBE_CONSENT | changes)
    settings = GoogleSettings(
        authorized_user=consent, token_uri=f"{url}/token", api_base=url, purpose=PURPOSE
    )
    return YouTubeVideos(settings, sleep=lambda _: None)


@pytest.fixture
def videos(vendor: Vendor) -> YouTubeVideos:
    """The adapter on the emulator, where the work on a video takes no time."""
    vendor.control("youtube/conduct", processing_s=0)
    return videos_at(vendor.url)


@pytest.fixture
def post(film: Path) -> Post:  # noqa: F811
    """A clip that is to be published."""
    return post_of(film, WIDE, picture=JPEG)


def kept(vendor: Vendor) -> list[dict]:
    """Return the videos at YouTube."""
    return vendor.state()["videos"]


def uploaded(videos: YouTubeVideos, post: Post) -> Draft:
    """Bring a clip so far that it can be made public."""
    draft = videos.upload(videos.begin(post), post, alive)
    assert videos.is_ready(draft)
    return draft


def test_a_video_is_private_until_it_is_made_public_under_its_title(vendor, videos, post):
    draft = uploaded(videos, post)
    (video,) = kept(vendor)
    assert video["status"]["privacyStatus"] == "private"
    assert video["status"]["selfDeclaredMadeForKids"] is False

    assert videos.publish(draft, post) == draft.remote_id

    (video,) = kept(vendor)
    assert (video["public_times"], video["snippet"]["title"]) == (1, post.title)


def test_bytes_go_on_where_the_line_broke(vendor, videos, post):
    vendor.control("youtube/conduct", cut_uploads_at=[300_000, 500_000])
    draft = videos.begin(post)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            videos.upload(draft, post, alive)
    draft = videos.upload(draft, post, alive)

    (video,) = kept(vendor)
    assert (video["id"], video["received"]) == (draft.remote_id, len(FILM))
    assert video["sha256"] == hashlib.sha256(FILM).hexdigest()


@pytest.mark.parametrize("fault", ["lost_answer", "500_after"])
def test_the_address_of_the_upload_tells_which_video_it_became(vendor, videos, post, fault):
    draft = videos.begin(post)
    # The first call only asks how much there is.
    vendor.fail("put_video", "slow_before", seconds=0)
    vendor.fail("put_video", fault)
    with pytest.raises(UnavailableError):
        videos.upload(draft, post, alive)

    again = videos.upload(draft, post, alive)

    (video,) = kept(vendor)
    assert video["id"] == again.remote_id


@pytest.mark.parametrize(
    ("conduct", "words"),
    [({"failure": "codec"}, "no conoce su formato")],
)
def test_a_video_that_youtube_does_not_want_is_told_in_words(vendor, videos, post, conduct, words):
    vendor.control("youtube/conduct", **conduct)
    draft = videos.upload(videos.begin(post), post, alive)
    with pytest.raises(RejectedError, match=words):
        videos.is_ready(draft)
    assert videos.look(draft, post).stage is Stage.FAILED


def test_captions_and_picture_are_added_once_and_may_be_again(vendor, videos, post):
    draft = uploaded(videos, post)
    for _ in range(2):
        videos.add_captions(draft.remote_id, post)
    (video,) = kept(vendor)
    (captions,) = video["captions"]
    assert captions["sha256"] == hashlib.sha256(post.captions.encode()).hexdigest()
    assert (captions["language"], video["thumbnail_bytes"]) == ("es-MX", len(JPEG))


def test_it_is_counted_and_once_taken_down_only_what_embeds_it_tells(vendor, videos, post):
    draft = uploaded(videos, post)
    videos.publish(draft, post)
    vendor.control(f"youtube/videos/{draft.remote_id}/change", views=41)
    assert videos.figures(draft.remote_id) == {"views": 41}

    videos.retract(draft.remote_id)

    # Its page still answers 200.
    address = f"https://www.youtube.com/watch?v={draft.remote_id}"
    assert requests.get(f"{vendor.url}/watch?v={draft.remote_id}", timeout=60).ok
    assert look(address, "youtube", base_url=vendor.url) is PostCheck.GONE


def test_an_upload_that_is_over_is_begun_anew(videos, vendor, post):
    draft = videos.begin(post)
    gone = replace(draft, upload_url=draft.upload_url[:-4] + "none")
    with pytest.raises(NotFoundError):
        videos.upload(gone, post, alive)


def test_nothing_is_sent_to_an_address_that_is_not_youtubes(videos, post):
    for url in ("https://youtube.example/x", "http://youtube.googleapis.com/x"):
        with pytest.raises(RejectedError, match="no se envió nada"):
            videos.upload(Draft("", url), post, alive)


def test_no_more_a_day_than_the_channel_may(vendor, videos, post):
    vendor.fail("insert_video", "refuse", status=400, code="uploadLimitExceeded")
    with pytest.raises(RateLimitedError) as refused:
        videos.begin(post)
    assert (refused.value.is_daily, refused.value.vendor) == (True, "youtube")


@pytest.mark.parametrize(
    ("reason", "words"),
    [("invalidTitle", "100 caracteres"), ("forbiddenPrivacySetting", "Studio")],
)
def test_a_refusal_says_what_to_do(vendor, videos, post, reason, words):
    draft = uploaded(videos, post)
    vendor.fail("update_video", "refuse", status=403, code=reason)
    with pytest.raises(RejectedError, match=words):
        videos.publish(draft, post)


def test_an_account_without_a_channel_is_told(vendor, videos, post):
    draft = uploaded(videos, post)
    vendor.fail("update_video", "refuse", times=2, status=401, code="youtubeSignupRequired")
    with pytest.raises(CredentialsError, match="no tiene un canal"):
        videos.publish(draft, post)


@pytest.mark.parametrize(
    ("part", "member"), [("", "tags"), ("snippet", "titel"), ("status", "privacy")]
)
def test_the_emulator_refuses_members_that_it_does_not_know(vendor, videos, part, member):
    body = {"snippet": {"title": "Uno"}, "status": {"privacyStatus": "private"}}
    (body[part] if part else body)[member] = "x"
    answer = requests.post(
        f"{vendor.url}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status",
        json=body,
        headers={
            "Authorization": f"Bearer {videos._session.tokens.get('').value}",
            "X-Upload-Content-Length": "9",
        },
        timeout=60,
    )
    assert (answer.status_code, kept(vendor)) == (400, [])


def test_a_video_whose_privacy_is_not_told_is_public_as_at_youtube(vendor, videos):
    answer = requests.post(
        f"{vendor.url}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status",
        json={"snippet": {"title": "Uno"}},
        headers={
            "Authorization": f"Bearer {videos._session.tokens.get('').value}",
            "X-Upload-Content-Length": "9",
        },
        timeout=60,
    )
    assert answer.status_code == 200
    assert kept(vendor)[0]["status"]["privacyStatus"] == "public"


def test_a_token_that_ended_is_renewed_and_a_consent_that_ended_is_told(vendor, videos, post):
    vendor.fail("put_video", "revoked_token")
    videos.upload(videos.begin(post), post, alive)
    ended = videos_at(vendor.url, refresh_token="old")

    found = ended.check()

    assert (found.is_working, found.is_refused) == (False, True)
    assert "YOUTUBE_AUTHORIZED_USER" in found.message
    with pytest.raises(CredentialsError):
        ended.begin(post)


def test_the_connection_names_the_channel_or_says_that_there_is_none(vendor, videos):
    found = videos.check()
    channel = {"Canal": "Prevención en tu comunidad", "Identificador del canal": CHANNEL}
    assert (found.is_working, found.facts) == (True, channel | {"Vence": ENDS})
    vendor.control("youtube/conduct", has_channel=False)
    assert videos.check().is_refused
    vendor.control("youtube/conduct", has_channel=True)
    vendor.fail("list_channels", "500", times=2)
    found = videos.check()
    assert (found.is_working, found.is_refused) == (False, False)


def test_a_consent_that_only_lets_us_read_is_told(vendor):
    only_reads = "https://www.googleapis.com/auth/youtube.readonly"
    vendor.control("youtube/conduct", scope=only_reads)
    found = videos_at(vendor.url).check()
    assert (found.is_working, found.is_refused) == (False, True)
    assert found.missing_scopes == PURPOSE.scopes


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[tuple[str, Recorder]]:
    """An emulator that is listened to."""
    with listened_to(tmp_path) as heard:
        yield heard


def test_all_that_is_said_and_heard_is_in_youtubes_document(recorder, post):
    url, heard = recorder
    requests.post(f"{url}/_emulator/youtube/conduct", json={"processing_s": 0}, timeout=60)
    videos = videos_at(url)
    draft = uploaded(videos, post)
    videos.publish(draft, post)
    videos.figures(draft.remote_id)
    videos.retract(draft.remote_id)
    videos.check()

    referee = Referee()
    said = [one for one in heard.exchanges if one.path.startswith("/youtube/")]
    assert [fault for one in said for fault in referee.faults_of(one)] == []
    names = {referee.name_of(one) for one in said}
    assert names == {f"youtube.videos.{verb}" for verb in ("list", "update", "delete")} | {
        "youtube.channels.list"
    }


def test_the_emulator_takes_nothing_that_youtubes_document_does_not_list():
    known = Referee()._schemas["youtube"]
    assert set(known["VideoSnippet"]["properties"]) >= SNIPPET
    assert set(known["VideoStatus"]["properties"]) >= STATUS
    assert set(known["CaptionSnippet"]["properties"]) >= CAPTION
