"""The permissions that are asked for are those of the vendors' own documents, all and no more."""

import json
import re
from pathlib import Path

import pytest
from googleapiclient.discovery_cache import get_static_doc

from integrations.emulator.meta.state import SCOPES as GIVEN_BY_META
from integrations.emulator.zoom.seeds import SCOPES as GIVEN_BY_ZOOM
from integrations.google import scopes as google_scopes
from integrations.google.scopes import CALENDAR_SCOPE, READS_DRIVE, READS_MEET, SETS_MEET
from integrations.google.transport import APIS
from integrations.meta.facebook_publisher import FacebookPosts
from integrations.meta.instagram_publisher import InstagramReels, InstagramSettings
from integrations.meta.scopes import FOR_BROADCASTS, FOR_POSTS, FOR_REELS, Part, scopes_of
from integrations.meta.session import FacebookSettings
from integrations.zoom import scopes as zoom_scopes
from integrations.zoom.scopes import MESSAGES, OPERATIONS, SCOPES
from integrations.zoom.webhooks import _KINDS
from tests.integrations.conftest import Client, Vendor
from tests.integrations.page import facebook
from vc.networks.facts import Network
from vc.networks.known import NETWORKS

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"


def document(name: str) -> dict:
    """Return a vendor's document, where it is there."""
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"Zoom's document is not beside this project ({name})")
    return json.loads(path.read_text(encoding="utf-8"))


def for_applications(scopes: list[str]) -> set[str]:
    """Return those that an application for a whole account may have."""
    return {name for name in scopes if name.endswith(":admin")}


def test_what_zooms_operations_need_is_what_its_document_says():
    operations = {
        one["operationId"]: for_applications(one.get("x-zoom-scopes", []))
        for path in document("zoom.openapi.json")["paths"].values()
        for method, one in path.items()
        if isinstance(one, dict) and "operationId" in one
    }

    known = {name: {need.scope, *need.older} for name, need in OPERATIONS.items()}
    assert known == {name: operations[name] for name in OPERATIONS}


def test_what_zooms_messages_need_is_what_its_document_says():
    told = document("zoom-webhooks.schemas.json")["x-scopes"]

    for event, scopes in told.items():
        known = [need.scope for begins, need in MESSAGES.items() if event.startswith(begins)]
        part, _, what = event.partition(".")
        if part == "recording" or what.startswith(("live_streaming", "started", "ended")):
            assert for_applications(scopes) & set(known), event
    heeded = {f"{part}.{what}" for part in ("meeting", "webinar") for what in _KINDS}
    assert {event for event in told if event.split(".")[0] != "recording"} & heeded


@pytest.mark.parametrize("name", list(google_scopes.OPERATIONS))
def test_what_googles_operations_need_is_among_what_its_document_says(name):
    api, *folders, method = name.split(".")
    at = json.loads(get_static_doc(api, APIS[api]))
    for folder in folders:
        at = at["resources"][folder]

    assert google_scopes.OPERATIONS[name] in at["methods"][method]["scopes"]


def test_the_emulated_zoom_gives_all_that_is_asked_for():
    assert set(SCOPES) <= set(GIVEN_BY_ZOOM)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_check_names_the_one_scope_of_zoom_that_lacks_and_what_cannot_be_done(
    vendor: Vendor, scope
):
    vendor.control("scopes", scopes=[name for name in GIVEN_BY_ZOOM if name != scope])

    found = vendor.zoom().check()

    needs = [need for need in zoom_scopes.NEEDS if need.scope == scope]
    if any(need.older & set(SCOPES) for need in needs):
        # The document lets another one stand in that is asked for as well.
        assert found.lacks == ()
        return
    parts = {need.part for need in needs}
    assert found.missing_scopes == (scope,)
    assert {lack.without for lack in found.lacks} == parts
    assert found.is_working is not bool(parts & zoom_scopes.NEEDED)
    assert all(part in found.message for part in parts & zoom_scopes.NEEDED or parts)


@pytest.mark.parametrize("scope", [CALENDAR_SCOPE, READS_MEET, SETS_MEET, READS_DRIVE])
def test_the_check_names_the_one_scope_of_google_that_lacks(vendor: Vendor, scope):
    meet = vendor.google()
    vendor.control(
        "google/conduct", delegated=[one for one in google_scopes.SCOPES if one != scope]
    )
    meet._session.tokens.proven_subject = "meet1@secesp.example"

    found = meet.check()

    assert found.missing_scopes == (scope,)
    assert found.is_working is (scope != CALENDAR_SCOPE)


def meta(vendor: Vendor) -> dict[tuple[Part, ...], object]:
    """Return who works at Meta, by what they need."""
    page = FacebookSettings("emulator", "emulator", "104000000000001", "emulator", vendor.url)
    return {
        FOR_BROADCASTS: facebook(vendor.url),
        FOR_POSTS: FacebookPosts(page),
        FOR_REELS: InstagramReels(InstagramSettings("178400000000001", page)),
    }


@pytest.mark.parametrize("parts", [FOR_BROADCASTS, FOR_POSTS, FOR_REELS])
def test_the_check_names_the_one_scope_of_meta_that_lacks_and_what_cannot_be_done(
    vendor: Vendor, parts
):
    for part in parts:
        for scope in part.scopes:
            vendor.meta(scopes=[one for one in GIVEN_BY_META if one != scope])

            found = meta(vendor)[parts].check()

            assert (found.missing_scopes, found.lacks[0].without) == ((scope,), part.words)
            assert found.is_working is not part.is_needed
            assert part.words in found.message


def test_the_emulated_meta_gives_all_that_is_asked_for(vendor: Vendor):
    wanted = {name for parts in meta(vendor) for part in parts for name in part.scopes}

    assert wanted <= set(GIVEN_BY_META)
    assert all(one.check().lacks == () for one in meta(vendor).values())


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_the_emulated_zoom_lets_nobody_do_what_was_not_granted(vendor: Vendor, name):
    method, path = next(
        (method.upper(), path)
        for path, one in document("zoom.openapi.json")["paths"].items()
        for method in one
        if isinstance(one[method], dict) and one[method].get("operationId") == name
    )
    where = re.sub(r"{\w+}", "1", path).lstrip("/")
    need = OPERATIONS[name]

    def refused(*scopes: str) -> bool:
        vendor.control("scopes", scopes=scopes)
        answer = Client(vendor.url).call(method, where, json={})
        return bool(answer.content) and answer.json().get("code") == 4711

    others = {one for one in GIVEN_BY_ZOOM if one not in (need.scope, *need.older)}
    assert refused(*others)
    assert not any(refused(one) for one in (need.scope, *need.older))


def test_the_guides_name_what_the_adapters_need():
    needed = {
        Network.FACEBOOK: scopes_of(FOR_POSTS),
        Network.INSTAGRAM: scopes_of(FOR_REELS),
        Network.YOUTUBE: (google_scopes.PUBLISHES,),
    }

    assert {network: set(NETWORKS[network].permissions) for network in needed} == {
        network: set(scopes) for network, scopes in needed.items()
    }
