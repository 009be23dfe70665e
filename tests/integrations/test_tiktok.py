"""Posts of an account through the adapter, as the emulated TikTok keeps them."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.contracts.authorization import AuthorizationGrant, OAuthClient
from integrations.contracts.publishing import Draft, Post, Stage
from integrations.errors import (
    BlockedError,
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.permalink_check import PostCheck, look
from integrations.tiktok import session
from integrations.tiktok.consent import TikTokConsent
from integrations.tiktok.publisher import PIECE_BYTES, TikTokVideos
from tests.integrations.conftest import Vendor
from tests.integrations.test_facebook_posts import FILM, alive, film, post_of  # noqa: F401

CLIENT = OAuthClient("emulator", "emulator")
BACK = "https://vc.secesp.example/integraciones/tiktok/regreso"
DESK = "http://127.0.0.1:8765/"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def now() -> datetime:
    """Return the instant of the tests that move no clock."""
    return NOW


@pytest.fixture
def consents(vendor: Vendor) -> TikTokConsent:
    """Whoever leads through the consent, where our ways back are registered."""
    vendor.control("clock", now=NOW.isoformat())
    vendor.control("tiktok/conduct", redirect_uris=[BACK, DESK], processing_s=0)
    return TikTokConsent(f"{vendor.url}/v2/auth/authorize/", vendor.url, now=now)


def allowed(url: str, *scopes: str, decision: str = "allow") -> dict[str, str]:
    """Answer TikTok's page, and return what comes back."""
    wanted = scopes or ("user.info.basic", "video.publish")
    form = {"query": urlsplit(url).query, "decision": decision, "scope": list(wanted)}
    answer = requests.post(url.partition("?")[0], form, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    query = urlsplit(answer.headers["Location"]).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def given(consents: TikTokConsent, *scopes: str, back: str = BACK) -> AuthorizationGrant:
    """Have a consent from the button to the end."""
    asked = consents.request(CLIENT, back)
    code = allowed(asked.url, *scopes)["code"]
    return consents.redeem(CLIENT, code, verifier=asked.verifier, redirect_uri=back)


def by(grant: AuthorizationGrant, vendor: Vendor, **how: object) -> TikTokVideos:
    """Return the adapter of a consent."""
    return TikTokVideos(by_consent(grant), api_base=vendor.url, **({"now": now} | how))


def by_consent(grant: AuthorizationGrant) -> str:
    """Return a consent as the adapter takes it."""
    assert grant.access is not None
    ends_at = grant.access.ends_at.isoformat()
    return json.dumps({"access_token": grant.access.value, "ends_at": ends_at})


@pytest.fixture
def videos(vendor: Vendor, consents: TikTokConsent) -> TikTokVideos:
    """The adapter of an account that consented, where the work on a video takes no time."""
    return by(given(consents), vendor)


@pytest.fixture
def post(film: Path) -> Post:  # noqa: F811
    """A clip that is to be published."""
    return post_of(film)


@pytest.fixture
def large(tmp_path: Path, post: Post) -> Post:
    """A clip of three pieces and a bit."""
    content = bytes(range(251)) * (3 * PIECE_BYTES // 251 + 10)
    (tmp_path / "large.mp4").write_bytes(content)
    return replace(post, film=tmp_path / "large.mp4", size_bytes=len(content))


def ready(videos: TikTokVideos, post: Post) -> Draft:
    """Bring a clip so far that it can be published."""
    draft = videos.upload(videos.begin(post), post, alive)
    assert videos.is_ready(draft)
    return draft


def kept(vendor: Vendor) -> list[dict]:
    """Return the posts at TikTok."""
    return vendor.state()["tiktoks"]


def behave(vendor: Vendor, **conduct: object) -> None:
    """Let TikTok behave in another way; see `TikTokConduct`."""
    vendor.control("tiktok/conduct", **conduct)


def later(vendor: Vendor, **time: float) -> None:
    """Let time pass at TikTok."""
    vendor.control("clock", advance_s=timedelta(**time).total_seconds())


def test_a_post_is_made_by_its_last_piece_and_seen(vendor, videos, post):
    draft = ready(videos, post)
    assert (videos.look(draft, post).stage, kept(vendor)) == (Stage.DRAFT, [])

    number = videos.publish(draft, post)

    (one,) = kept(vendor)
    assert (one["about"]["title"], one["sha256"]) == (post.text, hashlib.sha256(FILM).hexdigest())
    seen = videos.look(Draft(number, draft.upload_url), post)
    address = f"https://www.tiktok.com/@secesp_slp/video/{one['number']}"
    assert (seen.stage, seen.permalink_url) == (Stage.PUBLISHED, address)
    assert look(address, "tiktok", base_url=vendor.url) is PostCheck.ANSWERS


def test_a_large_film_goes_in_pieces_and_nobody_sees_it_before_the_last(vendor, videos, large):
    told = []
    draft = videos.upload(videos.begin(large), large, lambda: told.append(1))
    assert len(told) >= 2
    assert (vendor.calls().count("put_video"), kept(vendor)) == (2, [])

    videos.publish(draft, large)

    assert kept(vendor)[0]["sha256"] == hashlib.sha256(large.film.read_bytes()).hexdigest()
    assert vendor.calls().count("put_video") == 3


def test_an_upload_goes_on_where_it_broke_off(vendor, videos, large):
    draft = videos.begin(large)
    vendor.fail("put_video", "500_after", times=1)
    with pytest.raises(UnavailableError):
        videos.upload(draft, large, alive)

    videos.upload(draft, large, alive)

    assert vendor.calls().count("put_video") == 2


def test_what_the_account_allows_is_asked_before_each_post_and_kept_to(vendor, videos, post):
    behave(vendor, disabled=["duet", "stitch"])
    videos.publish(ready(videos, replace(post, picture_ms=1500)), post)

    about = kept(vendor)[0]["about"]

    assert vendor.calls().count("read_creator") == 1
    assert about["privacy_level"] == "PUBLIC_TO_EVERYONE"
    assert [about[f"disable_{one}"] for one in ("comment", "duet", "stitch")] == [False, True, True]
    assert not about["brand_content_toggle"]
    assert not about["brand_organic_toggle"]
    assert about["video_cover_timestamp_ms"] == 1500


def test_a_film_longer_than_the_account_may_post_is_refused_before_anything(vendor, videos, post):
    behave(vendor, most_seconds=20)

    with pytest.raises(RejectedError, match="hasta 20 segundos"):
        videos.begin(replace(post, duration_ms=20_001))

    assert "begin_video" not in vendor.calls()


def test_an_app_that_is_not_audited_is_told_of_as_such(vendor, videos, post):
    behave(vendor, is_audited=False)

    with pytest.raises(RejectedError, match="todavía no audita la aplicación"):
        videos.begin(post)


def test_a_private_account_s_post_is_for_nobody_else_and_the_office_is_told(vendor, videos, post):
    behave(vendor, is_audited=False, is_private=True)
    draft = ready(videos, post)
    videos.publish(draft, post)

    seen = videos.look(draft, post)

    assert kept(vendor)[0]["about"]["privacy_level"] == "SELF_ONLY"
    assert (seen.stage, seen.permalink_url) == (Stage.FAILED, "")
    assert "solo la propia cuenta la ve" in seen.reason
    assert draft.remote_id in seen.reason
    found = videos.check()
    assert found.is_working
    assert "La cuenta es privada" in found.message


def test_a_public_post_has_an_address_once_it_was_looked_through(vendor, videos, post):
    behave(vendor, moderation_s=600)
    draft = ready(videos, post)
    videos.publish(draft, post)
    assert videos.look(draft, post).stage is Stage.PROCESSING

    later(vendor, minutes=11)

    assert videos.look(draft, post).stage is Stage.PUBLISHED


def test_why_tiktok_could_not_do_it_is_told(vendor, videos, post):
    behave(vendor, failure="frame_rate_check_failed")
    draft = ready(videos, post)
    videos.publish(draft, post)

    seen = videos.look(draft, post)

    assert (seen.stage, seen.reason) == (
        Stage.FAILED,
        "TikTok no aceptó el video: no admite sus cuadros por segundo.",
    )


def test_what_cannot_be_done_from_outside_stays_with_a_person(videos, post):
    draft = ready(videos, post)

    with pytest.raises(RejectedError, match="bórrela en su aplicación"):
        videos.retract(draft.remote_id)

    assert videos.figures(draft.remote_id) == {}
    videos.add_captions(draft.remote_id, post)


@pytest.mark.parametrize("kind", ["lost_answer", "500_after"])
def test_a_lost_answer_to_the_last_piece_is_asked_for_and_never_sent_again(
    vendor, videos, post, kind
):
    draft = ready(videos, post)
    vendor.fail("put_video", kind)

    with pytest.raises(OutcomeUnknownError):
        videos.publish(draft, post)

    assert videos.look(draft, post).stage is Stage.PUBLISHED
    assert vendor.calls().count("put_video") == 1


def test_a_last_piece_that_nobody_listens_for_is_a_failure_and_not_unknown(
    vendor, consents, videos, post
):
    draft, nobody = ready(videos, post), "http://127.0.0.1:9"
    away = TikTokVideos(by_consent(given(consents)), api_base=nobody, now=now)

    with pytest.raises(UnavailableError) as failed:
        away.publish(replace(draft, upload_url=draft.upload_url.replace(vendor.url, nobody)), post)

    assert not isinstance(failed.value, OutcomeUnknownError)
    assert "put_video" not in vendor.calls()


def test_a_last_piece_that_never_came_is_known_to_be_missing(vendor, videos, post):
    draft = ready(videos, post)
    vendor.fail("put_video", "lost_request")
    with pytest.raises(OutcomeUnknownError):
        videos.publish(draft, post)
    assert videos.look(draft, post).stage is Stage.DRAFT

    videos.publish(draft, post)

    assert len(kept(vendor)) == 1


def test_a_lost_answer_at_the_beginning_only_means_to_begin_again(vendor, videos, post):
    vendor.fail("begin_video", "lost_answer")
    with pytest.raises(UnavailableError):
        videos.begin(post)

    videos.publish(ready(videos, post), post)

    assert len(kept(vendor)) == 1


def test_an_upload_that_is_too_old_is_begun_anew(vendor, videos, post, consents):
    draft = videos.begin(post)
    later(vendor, minutes=61)
    for act in (videos.is_ready, lambda one: videos.upload(one, post, alive)):
        with pytest.raises(NotFoundError):
            act(draft)

    assert videos.look(draft, post).stage is Stage.GONE
    with pytest.raises(UnavailableError):
        videos.publish(draft, post)


def test_by_our_own_clock_too_an_upload_is_over_in_time(vendor, consents, post):
    grant = given(consents)
    draft = by(grant, vendor).begin(post)
    late = by(grant, vendor, now=lambda: NOW + timedelta(minutes=55))

    with pytest.raises(NotFoundError):
        late.is_ready(draft)

    assert "read_status" not in vendor.calls()


def test_a_draft_that_is_not_ours_leads_nowhere(videos, post):
    for draft in (Draft("v_pub_file~v2-1.1", ""), Draft("x", "https://example.org/#until=x")):
        with pytest.raises(NotFoundError):
            videos.is_ready(draft)


def test_bytes_go_to_no_address_but_tiktok_s(videos, post):
    draft = videos.begin(post)
    _, _, facts = draft.upload_url.partition("#")

    with pytest.raises(RejectedError, match="no es de tiktok"):
        videos.publish(Draft(draft.remote_id, f"https://example.org/video#{facts}"), post)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("spam_risk_user_banned_from_posting", BlockedError, "no deja publicar a esta cuenta"),
        ("spam_risk_too_many_posts", RateLimitedError, "por hoy"),
        ("reached_active_user_cap", RateLimitedError, "por hoy"),
        ("rate_limit_exceeded", RateLimitedError, "pidió esperar"),
        ("access_token_invalid", CredentialsError, "conéctela otra vez"),
        ("scope_not_authorized", CredentialsError, "no dio el permiso para publicar"),
        ("invalid_params", RejectedError, "rechazó la solicitud. (Bad.)"),
    ],
)
def test_each_refusal_says_what_to_do(vendor, videos, post, code, kind, words):
    status = 429 if code == "rate_limit_exceeded" else 403
    vendor.fail("begin_video", "refuse", status=status, code=code, message="Bad.")

    with pytest.raises(kind) as found:
        videos.begin(post)

    assert words in found.value.message
    assert type(found.value) is kind


def test_more_than_six_beginnings_in_a_minute_wait(vendor, videos, post):
    for _ in range(6):
        videos.begin(post)

    with pytest.raises(RateLimitedError) as found:
        videos.begin(post)

    assert found.value.retry_after == NOW + session.MINUTE
    later(vendor, minutes=1, seconds=1)
    videos.begin(post)


def test_a_page_of_a_gateway_is_no_answer(vendor, videos, post):
    vendor.fail("read_creator", "html")

    with pytest.raises(UnavailableError):
        videos.begin(post)


def test_the_emulator_takes_pieces_only_as_tiktok_does(vendor, videos, large):
    url = videos.begin(large).upload_url.partition("#")[0]
    content, size = large.film.read_bytes(), large.size_bytes

    def put(begin: int, end: int) -> int:
        headers = {"Content-Range": f"bytes {begin}-{end - 1}/{size}", "Content-Type": "video/mp4"}
        return requests.put(url, content[begin:end], headers=headers, timeout=60).status_code

    assert put(PIECE_BYTES, 2 * PIECE_BYTES) == 416
    assert put(0, 100) == 416
    assert put(0, PIECE_BYTES) == 206
    assert put(0, PIECE_BYTES) == 416
    assert put(PIECE_BYTES, 2 * PIECE_BYTES) == 206
    assert put(2 * PIECE_BYTES, 3 * PIECE_BYTES) == 416
    assert put(2 * PIECE_BYTES, size) == 201


@pytest.mark.parametrize(
    "source",
    [
        {"chunk_size": 1_000_000, "total_chunk_count": 20},
        {"chunk_size": 10_000_000, "total_chunk_count": 3},
        {"chunk_size": 20_000_001, "total_chunk_count": 1},
        {"video_size": "20000000"},
        {"source": "PULL_FROM_URL"},
        {"unknown": 1},
    ],
)
def test_the_emulator_takes_sizes_only_as_tiktok_does(vendor, consents, source):
    grant = given(consents)
    right = {"video_size": 20_000_000, "chunk_size": 10_000_000, "total_chunk_count": 2}
    about = {"title": "Hola", "privacy_level": "PUBLIC_TO_EVERYONE"}

    def begun(**changes: object) -> int:
        body = {"post_info": about, "source_info": {"source": "FILE_UPLOAD"} | right | changes}
        headers = {"Authorization": f"Bearer {grant.access.value}"}
        url = f"{vendor.url}/v2/post/publish/video/init/"
        return requests.post(url, json=body, headers=headers, timeout=60).status_code

    assert (begun(), begun(**source)) == (200, 400)


def test_a_consent_tells_whose_it_is_and_until_when(consents):
    grant = given(consents)

    assert grant.account_key.startswith("_000")
    assert grant.scopes == ("user.info.basic", "video.publish")
    assert grant.access.ends_at == NOW + timedelta(hours=2)
    assert grant.ends_at == NOW + timedelta(days=180)


def test_the_web_s_way_back_takes_no_pkce_and_a_desk_s_does(consents):
    assert "code_challenge" not in consents.request(CLIENT, BACK).url
    assert given(consents, back=DESK).refresh_token


def test_a_lasting_token_is_taken_once_and_the_next_one_works(vendor, consents):
    first = given(consents)
    second = consents.renew(CLIENT, first.refresh_token)
    assert second.refresh_token != first.refresh_token

    with pytest.raises(CredentialsError, match="conéctela otra vez"):
        consents.renew(CLIENT, first.refresh_token)

    assert by(consents.renew(CLIENT, second.refresh_token), vendor).check().is_working


def test_a_code_is_good_for_once_and_ten_minutes(vendor, consents):
    asked = consents.request(CLIENT, BACK)
    codes = [allowed(asked.url)["code"] for _ in range(2)]
    consents.redeem(CLIENT, codes[0], verifier="", redirect_uri=BACK)
    later(vendor, minutes=10, seconds=1)

    for code in codes:
        with pytest.raises(RejectedError, match="ya no acepta ese código"):
            consents.redeem(CLIENT, code, verifier="", redirect_uri=BACK)


def test_a_client_that_tiktok_does_not_know_is_named(consents):
    with pytest.raises(CredentialsError, match="Client key"):
        consents.renew(OAuthClient("emulator", "other"), "ref.x")


def test_a_consent_is_withdrawn_and_one_that_is_gone_counts_as_such(vendor, consents):
    grant = given(consents)
    for _ in range(2):
        consents.revoke(grant.access.value, client=CLIENT)

    found = by(grant, vendor).check()

    assert (found.is_working, found.is_refused) == (False, True)


def test_whoever_refuses_brings_no_code(consents):
    assert allowed(consents.request(CLIENT, BACK).url, decision="deny")["error"] == "access_denied"


def test_a_way_back_that_is_not_registered_is_not_even_asked_for(consents):
    page = requests.get(consents.request(CLIENT, "https://x.example/").url, timeout=60)

    assert (page.status_code, "redirect_uri" in page.text) == (400, True)


def test_a_connection_names_the_account_and_who_sees_what_it_posts(videos):
    found = videos.check()

    assert (found.is_working, found.mode) == (True, "emulator")
    assert found.facts == {"Cuenta": "@secesp_slp", "Quién ve lo publicado": "Todos"}


def test_a_token_whose_time_is_over_is_being_renewed_and_no_refusal(vendor, consents):
    late = by(given(consents), vendor, now=lambda: NOW + timedelta(hours=2))

    found = late.check()

    assert (found.is_working, found.is_refused) == (False, False)
    assert "se está renovando" in found.message


def test_a_consent_that_is_renewed_no_more_asks_for_another_one(vendor):
    consent = json.dumps({"access_token": "", "ends_at": NOW.isoformat()})

    assert TikTokVideos(consent, api_base=vendor.url, now=now).check().is_refused


def test_an_account_without_the_permission_names_it(vendor, consents, post):
    videos = by(given(consents, "user.info.basic"), vendor)

    with pytest.raises(CredentialsError) as found:
        videos.begin(post)

    assert found.value.missing_scopes == ("video.publish",)


def test_no_error_shows_a_token(vendor, consents, post):
    grant = given(consents)
    vendor.fail("begin_video", "refuse", code="x", message=f"token {grant.access.value} bad")

    with pytest.raises(RejectedError) as found:
        by(grant, vendor).begin(post)

    assert grant.access.value not in str(found.value)
    assert grant.access.value not in repr(grant)
