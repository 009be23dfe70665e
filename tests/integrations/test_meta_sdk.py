"""Meta's own SDK as a client of the emulator: what is written against Meta works here too.

It writes a slash at a node's end, asks every list for its summary, sends forms with JSON inside,
and carries its token in the address. Its import takes most of this module's time.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import requests
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.livevideo import LiveVideo
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.profile import Profile
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from integrations.emulator.meta.fields import NODES
from integrations.emulator.meta.instagram import USER_ID
from integrations.emulator.meta.state import APP_ID, APP_SECRET, PAGE_ID, PAGE_TOKEN
from tests.integrations.conftest import Vendor

FILM = bytes(range(256)) * 400


@pytest.fixture
def api(vendor: Vendor) -> Iterator[FacebookAdsApi]:
    """The SDK as its guide makes it, except for the host; its reports of crashes stay off."""
    vendor.meta(processing_s=0)
    session = FacebookSession(APP_ID, APP_SECRET, PAGE_TOKEN, timeout=20)
    session.GRAPH = vendor.url
    session.requests.trust_env = False
    yield FacebookAdsApi(session, api_version="v26.0")
    session.requests.close()


@pytest.fixture
def page(api: FacebookAdsApi) -> Page:
    """The Page."""
    return Page(PAGE_ID, api=api)


def reel(vendor: Vendor, page: Page, words: str) -> str:
    """Publish a reel in its three steps; return its number."""
    begun = page.create_video_reel(params={"upload_phase": "start"})
    headers = {"Authorization": f"OAuth {PAGE_TOKEN}", "offset": "0", "file_size": str(len(FILM))}
    sent = requests.post(begun["upload_url"], FILM, headers=headers, timeout=20)
    assert sent.json() == {"success": True}
    finish = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED"}
    page.create_video_reel(params=finish | {"description": words})
    return str(begun["video_id"])


def video(page: Page, words: str) -> str:
    """Publish a wide video in its three phases; return its number."""
    begun = page.create_video(params={"upload_phase": "start", "file_size": len(FILM)})
    piece = {
        "upload_phase": "transfer",
        "upload_session_id": begun["upload_session_id"],
        "start_offset": 0,
    }
    api = page.get_api()
    files = {"video_file_chunk": ("film.mp4", FILM, "application/octet-stream")}
    api.call("POST", (PAGE_ID, "videos"), params=piece, files=files)
    finish = {"upload_phase": "finish", "upload_session_id": begun["upload_session_id"]}
    page.create_video(params=finish | {"title": "Plática", "description": words})
    return str(begun["video_id"])


def say(vendor: Vendor, node: str, **said: str) -> None:
    """Let somebody write, or react, below a video."""
    vendor.control(f"meta/nodes/{node}/say", **said)


def test_it_reads_the_page_whose_address_ends_with_a_slash(page):
    found = page.api_get(fields=["name", "followers_count", "is_published"])

    assert (found["name"], found["followers_count"]) == ("Prevención en tu comunidad", 1200)


def test_it_publishes_reads_lists_and_deletes_reels_and_videos(vendor, page, api):
    tall, wide = reel(vendor, page, "Un reel"), video(page, "Un video")

    reels = page.get_video_reels(fields=["description", "permalink_url", "status"])
    (one,) = list(reels)
    assert (one["id"], one["description"], one["permalink_url"]) == (
        tall,
        "Un reel",
        f"/reel/{tall}/",
    )
    assert one["status"]["video_status"] == "ready"
    assert [one["id"] for one in page.get_videos(fields=["title"])] == [wide]
    assert AdVideo(wide, api=api).api_get(fields=["title"])["title"] == "Plática"

    for number in (tall, wide):
        AdVideo(number, api=api).api_delete()
    assert list(page.get_video_reels()) == list(page.get_videos()) == []


def test_a_long_list_is_read_page_by_page_by_its_cursors(vendor, page):
    numbers = [reel(vendor, page, f"Reel {number}") for number in range(5)]

    found = [one["id"] for one in page.get_video_reels(params={"limit": 2})]

    assert sorted(found) == sorted(numbers)
    assert vendor.calls().count("list_reels") == 3


def test_comments_and_reactions_are_counted_in_their_summary(vendor, page, api):
    node = reel(vendor, page, "Un reel")
    for number in range(3):
        say(vendor, node, person=f"Vecina {number}", message=f"Gracias {number}")
    for reaction in ("LIKE", "LIKE", "LOVE"):
        say(vendor, node, reaction=reaction)
    film = AdVideo(node, api=api)

    comments = film.get_comments(fields=["message", "from"], params={"limit": 2})
    assert comments.total() == 3
    told = [(one["message"], one["from"]["name"]) for one in comments]
    assert told == [(f"Gracias {number}", f"Vecina {number}") for number in range(3)]
    newest = film.get_comments(params={"order": Comment.Order.reverse_chronological})
    assert newest[0]["message"] == "Gracias 2"
    assert film.get_likes().total() == 2
    # Without asking there is none.
    bare = api.call("GET", (node, "comments"), params={"limit": 1}).json()
    assert "summary" not in bare
    assert set(bare["paging"]) == {"cursors", "next"}


def test_a_live_video_is_announced_changed_watched_and_taken_back(vendor, page, api):
    begins = int(datetime.fromisoformat(str(vendor.state()["now"])).timestamp()) + 3600
    made = page.create_live_video(
        fields=["id", "permalink_url", "planned_start_time"],
        params={
            "status": LiveVideo.Status.scheduled_unpublished,
            "title": "Plática",
            "description": "Folio VC-2031-0001",
            "event_params": {"start_time": begins},
        },
    )
    live = LiveVideo(made["id"], api=api)

    live.api_update(params={"title": "Otra plática", "event_params": {"start_time": begins + 600}})
    say(vendor, live["id"], message="¿A qué hora?")
    say(vendor, live["id"], reaction="LOVE")

    listed = page.get_live_videos(
        fields=["title", "status"], params={"broadcast_status": ["SCHEDULED_UNPUBLISHED"]}
    )
    assert [one["title"] for one in listed] == ["Otra plática"]
    assert live.get_comments().total() == 1
    loves = live.get_reactions(params={"type": Profile.Type.love})
    assert (loves.total(), loves[0]["name"]) == (1, "Vecina")
    assert live.get_reactions(params={"type": Profile.Type.angry}).total() == 0
    live.api_delete()
    assert list(page.get_live_videos()) == []


def test_views_are_told_by_documented_names_and_refused_by_any_other(vendor, page, api):
    tall, wide = reel(vendor, page, "Un reel"), video(page, "Un video")
    names = {tall: "blue_reels_play_count", wide: "total_video_views"}
    for number, name in names.items():
        vendor.control(f"meta/films/{number}/change", views=7)
        (told,) = AdVideo(number, api=api).get_video_insights(params={"metric": [name]})
        assert told["values"] == [{"value": 7}]

    for number, name in ((tall, "total_video_views"), (wide, "views"), (wide, names[tall])):
        with pytest.raises(FacebookRequestError) as refused:
            AdVideo(number, api=api).get_video_insights(params={"metric": [name]})
        assert refused.value.api_error_code() == 100
        assert "valid insights metric" in refused.value.api_error_message()
    # Videos have no `insights` (postiz-app PR#1669).
    with pytest.raises(FacebookRequestError, match=r"nonexisting field \(insights\)"):
        api.call("GET", (tall, "insights"), params={"metric": "views"})


def test_a_reel_of_instagram_is_published_by_its_address_and_counted(vendor, page, api):
    vendor.meta(takes_films="fetched")
    account = IGUser(USER_ID, api=api)
    with pytest.raises(FacebookRequestError) as refused:
        account.create_media(params={"media_type": "REELS", "upload_type": "resumable"})
    assert refused.value.api_error_code() == 3

    body = {"media_type": "REELS", "caption": "Hola", "video_url": "http://127.0.0.1:9/x.mp4"}
    made = account.create_media(params=body)

    container = api.call("GET", (made["id"], ""), params={"fields": "status_code,status"}).json()
    assert container["status_code"] == "ERROR"
    assert "2207052" in container["status"]
    with pytest.raises(FacebookRequestError) as refused:
        account.create_media_publish(params={"creation_id": made["id"]})
    assert refused.value.api_error_subcode() == 2207026
    (quota,) = account.get_content_publishing_limit(fields=["config", "quota_usage"])
    assert quota["quota_usage"] == 0
    assert list(account.get_media(fields=["caption", "permalink"])) == []
    assert account.api_get(fields=["username"])["username"] == "secesp.slp"


def test_what_is_wrong_is_refused_as_meta_does(vendor, page, api):
    wrong = (
        (page.api_get, {"fields": ["name", "nonsense"]}, "nonexisting field (nonsense)"),
        (page.get_video_reels, {"fields": ["nonsense"]}, "nonexisting field (nonsense)"),
        (page.get_videos, {"params": {"nonsense": 1}}, "nonsense"),
        (AdVideo("1", api=api).api_get, {}, "does not exist"),
        (AdVideo("1", api=api).get_comments, {}, "does not exist"),
    )
    reel(vendor, page, "Un reel")
    for call, given, told in wrong:
        with pytest.raises(FacebookRequestError) as refused:
            call(**given)
        assert refused.value.api_error_code() == 100
        assert told in refused.value.api_error_message()

    vendor.meta(scopes=["pages_show_list"])
    with pytest.raises(FacebookRequestError) as refused:
        page.get_video_reels()
    assert refused.value.api_error_code() == 200
    assert "PAGES_READ_ENGAGEMENT" in refused.value.api_error_message()


@pytest.mark.parametrize(
    ("node", "theirs"),
    [
        ("Comment", Comment),
        ("IGMedia", IGMedia),
        ("IGUser", IGUser),
        ("LiveVideo", LiveVideo),
        ("Page", Page),
        ("Video", AdVideo),
    ],
)
def test_the_fields_of_a_node_are_those_of_the_sdk(node, theirs):
    told = {value for name, value in vars(theirs.Field).items() if not name.startswith("_")}

    assert set(NODES[node]) == {name for name in told if isinstance(name, str)}


def test_nothing_else_imports_it():
    root = Path(__file__).parents[2]
    files = (one for part in ("vc", "integrations", "tests") for one in (root / part).rglob("*.py"))

    found = [one.name for one in files if "facebook_" + "business." in one.read_text()]

    assert found == ["test_meta_sdk.py"]
