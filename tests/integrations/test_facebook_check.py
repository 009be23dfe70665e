"""What the connections' page is told of our access to the Page."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.emulator.meta.state import SCOPES, USER_TOKEN
from tests.integrations.conftest import Vendor
from tests.integrations.graph import Graph
from tests.integrations.page import facebook, telling

NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
PAGE = {"id": "104000000000001", "name": "Prevención", "followers_count": 1200}
MAY = ["pages_manage_posts", "pages_read_engagement"]


def token(**changes: object) -> dict[str, object]:
    """Return what Meta says of a token."""
    known = {"app_id": "emulator", "is_valid": True, "expires_at": 0, "scopes": MAY}
    return {"data": known | {"profile_id": "104000000000001"} | changes}


def test_a_good_token_works_and_the_facts_are_told(vendor: Vendor):
    found = facebook(vendor.url).check()

    assert (found.is_working, found.mode, found.missing_scopes) == (True, "emulator", ())
    assert found.message == "La conexión con Facebook funciona."
    assert dict(found.facts) == {
        "Página": "Prevención en tu comunidad",
        "Seguidores": "1200",
        "Vence": "No vence",
        "Acceso a datos hasta": "No vence",
        "Permisos": ", ".join(SCOPES),
        "Dirección": f"{vendor.url}/v26.0",
    }
    assert vendor.calls() == ["debug_token", "read_page"]


def test_all_missing_permissions_are_named(vendor: Vendor):
    vendor.control("meta/conduct", scopes=["pages_show_list"])

    found = facebook(vendor.url).check()

    assert (found.is_working, found.is_refused) == (False, True)
    assert found.missing_scopes == (
        "pages_manage_posts",
        "pages_read_engagement",
        "pages_manage_metadata",
    )
    assert found.message == (
        "A la aplicación de Meta le faltan permisos. No se podrá anunciar ni transmitir en vivo. "
        "Otórguelos y dé el permiso otra vez."
    )
    assert found.facts["Permisos"] == "pages_show_list"


@pytest.mark.parametrize(
    ("subcode", "words"),
    [
        (458, "La aplicación se quitó de la página."),
        (460, "Cambió la contraseña de quien dio el acceso."),
        (463, "El permiso de la página venció."),
        (467, "El permiso de la página ya no es válido."),
    ],
)
def test_a_dead_token_says_why(vendor: Vendor, subcode: int, words: str):
    vendor.control("meta/token", subcode=subcode)

    found = facebook(vendor.url).check()

    assert (found.is_working, found.is_refused, found.missing_scopes) == (False, True, ())
    assert found.message.startswith(words)


def test_a_token_that_meta_never_gave_is_refused(vendor: Vendor):
    found = facebook(vendor.url, page_token="EAAotro").check()

    assert (found.is_working, found.is_refused) == (False, True)
    assert found.message.startswith("Facebook no aceptó el permiso de la página.")


def test_a_wrong_secret_of_the_application_is_refused(vendor: Vendor):
    found = facebook(vendor.url, app_secret="otro").check()

    assert (found.is_working, found.is_refused) == (False, True)


def test_the_token_of_a_person_is_not_the_pages(vendor: Vendor):
    found = facebook(vendor.url, page_token=USER_TOKEN).check()

    assert (found.is_working, found.is_refused) == (False, True)
    assert found.message == (
        "El token no es de la página que dice META_PAGE_ID: genere el de esa página."
    )
    assert vendor.calls() == ["debug_token", "read_me"]


def test_the_token_of_another_application_is_refused():
    with telling(token(app_id="77")) as told:
        found = facebook(told.url).check()

    assert found.message == (
        "El token es de otra aplicación: revise META_APP_ID y META_PAGE_TOKEN."
    )
    assert (found.is_working, found.is_refused) == (False, True)


@pytest.mark.parametrize(
    ("conduct", "words"),
    [
        ({"followers": 99}, "Facebook pide al menos 100 seguidores"),
        ({"is_published": False}, "La página no está publicada"),
    ],
)
def test_a_page_that_cannot_stream_is_told_of_though_the_token_works(
    vendor: Vendor, conduct: dict[str, object], words: str
):
    vendor.control("meta/conduct", **conduct)

    found = facebook(vendor.url).check()

    assert found.is_working is True
    assert found.message.startswith(f"La conexión con Facebook funciona. {words}")


def test_a_hundred_followers_are_enough(vendor: Vendor):
    vendor.control("meta/conduct", followers=100)

    assert facebook(vendor.url).check().message == "La conexión con Facebook funciona."


@pytest.mark.parametrize(("days", "is_told"), [(6, True), (8, False)])
def test_a_token_that_ends_soon_is_told_of(days: int, is_told: bool):
    ends_at = NOW + timedelta(days=days)
    with telling(token(expires_at=int(ends_at.timestamp())), PAGE) as told:
        found = facebook(told.url, now=lambda: NOW).check()

    day = f"{ends_at:%Y-%m-%d}"
    assert (found.is_working, found.facts["Vence"]) == (True, day)
    assert (f"El permiso vence el {day}." in found.message) is is_told


@pytest.mark.parametrize("fault", ["500", "429", "html"])
def test_an_outage_is_no_refusal(vendor: Vendor, fault: str):
    vendor.fail("debug_token", fault)

    found = facebook(vendor.url).check()

    assert (found.is_working, found.is_refused) == (False, False)


def test_a_block_is_a_refusal(vendor: Vendor):
    vendor.control("meta/conduct", is_blocked=True)

    found = facebook(vendor.url).check()

    assert (found.is_working, found.is_refused) == (False, True)
    assert found.message.startswith("Facebook bloqueó temporalmente a la página")


@pytest.mark.parametrize(
    "answer", [None, [], {"data": 7}, {"data": {"scopes": "x", "expires_at": "y", "error": []}}]
)
def test_answers_of_any_shape_are_read_without_an_error(answer: object):
    with telling(answer) as told:
        found = facebook(told.url).check()

    assert set(found.facts) <= {"Dirección"}


def test_no_secret_shows(vendor: Vendor):
    secret = {"app_secret": "un-secreto", "page_token": "EAAGm0PX4ZCpsBAKZCu123456789"}
    with telling({"error": {"code": 100, "message": f"bad input_token={secret}"}}) as told:
        found = facebook(told.url, **secret).check()

    assert [word for word in secret.values() if word in repr(found)] == []


def subscribed(vendor: Vendor) -> list[str]:
    """Return the fields of the Page that the application is told of."""
    answer = Graph(vendor).get("104000000000001/subscribed_apps")
    return [name for app in answer["data"] for name in app["subscribed_fields"]]


def test_the_page_s_messages_are_subscribed_to_once_there_is_a_door_for_them(vendor: Vendor):
    assert "Mensajes de Facebook" not in facebook(vendor.url).check().facts
    assert subscribed(vendor) == []

    found = facebook(vendor.url, listens=True).check()

    assert found.facts["Mensajes de Facebook"].startswith("Facebook avisa al momento")
    assert subscribed(vendor) == ["live_videos"]
    facebook(vendor.url, listens=True).check()
    assert vendor.calls().count("subscribe_app") == 1


def test_what_somebody_subscribed_to_by_hand_stays(vendor: Vendor):
    by_hand = {"subscribed_fields": ["feed"]}
    Graph(vendor).call("POST", "104000000000001/subscribed_apps", json=by_hand)

    facebook(vendor.url, listens=True).check()

    assert subscribed(vendor) == ["feed", "live_videos"]


def test_a_subscription_that_fails_is_told_and_the_connection_works(vendor: Vendor):
    vendor.fail("subscribe_app", "refuse", code=100)

    found = facebook(vendor.url, listens=True).check()

    assert found.is_working
    assert "Facebook" in found.facts["Mensajes de Facebook"]
    assert subscribed(vendor) == []
