"""What Graph's refusals mean, by code and not by status, and what people read about them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import VendorResponse
from integrations.meta.errors import NoEventError, error_for
from tests.integrations.conftest import Vendor
from tests.integrations.page import ask_live, facebook, telling

NOW = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
TABLE = [
    ({"code": 1}, UnavailableError, OutcomeUnknownError),
    ({"code": 2}, UnavailableError, OutcomeUnknownError),
    ({"code": 99999, "is_transient": True}, UnavailableError, OutcomeUnknownError),
    *(
        ({"code": code}, RateLimitedError, RateLimitedError)
        for code in (4, 17, 32, 341, 613, 80000, 80001, 80014)
    ),
    *(({"code": code}, CredentialsError, CredentialsError) for code in (10, 200, 299)),
    *(({"code": code}, CredentialsError, CredentialsError) for code in (102, 104, 190)),
    ({"code": 368}, BlockedError, BlockedError),
    ({"code": 506}, OutcomeUnknownError, OutcomeUnknownError),
    ({"code": 100}, RejectedError, RejectedError),
    ({"code": 100, "error_subcode": 33}, NotFoundError, NotFoundError),
    ({"code": 100, "error_subcode": 1363144}, RejectedError, RejectedError),
    ({"code": 200, "error_subcode": 1363120}, RejectedError, RejectedError),
    ({"code": 10, "error_subcode": 1969070}, RejectedError, RejectedError),
    ({"code": 80015}, RejectedError, RejectedError),
    ({"code": 300}, RejectedError, RejectedError),
    ({"code": 2500}, RejectedError, RejectedError),
]


def error(
    said: Mapping[str, object], status: int = 400, *, is_write: bool = True
) -> IntegrationError:
    """Return our error for one of Graph's."""
    answer = VendorResponse(status, {}, {"error": said})
    return error_for(answer, "create_live", NOW, is_write=is_write)


@pytest.mark.parametrize("status", [200, 400, 403, 500])
@pytest.mark.parametrize(("said", "on_read", "on_write"), TABLE)
def test_the_code_decides_whatever_the_status(
    said: dict[str, object], on_read: type, on_write: type, status: int
):
    if status == 500 and on_read is RejectedError and said["code"] not in (100, 200, 10):
        on_read, on_write = UnavailableError, OutcomeUnknownError

    kinds = [type(error(said, status, is_write=is_write)) for is_write in (False, True)]

    assert kinds == [on_read, on_write]


@pytest.mark.parametrize(
    ("status", "on_read", "on_write"),
    [
        (429, RateLimitedError, RateLimitedError),
        (404, RejectedError, RejectedError),
        (500, UnavailableError, OutcomeUnknownError),
    ],
)
def test_without_a_code_the_status_decides(status: int, on_read: type, on_write: type):
    found = [
        type(error_for(VendorResponse(status, {}, None), "x", NOW, is_write=is_write))
        for is_write in (False, True)
    ]

    assert found == [on_read, on_write]


@pytest.mark.parametrize(
    ("subcode", "words"),
    [
        (458, "La aplicación se quitó de la página."),
        (459, "La cuenta que dio el acceso debe confirmar su identidad en Facebook."),
        (460, "Cambió la contraseña de quien dio el acceso."),
        (463, "El permiso de la página venció."),
        (464, "La cuenta que dio el acceso no está confirmada."),
        (467, "El permiso de la página ya no es válido."),
        (492, "Quien dio el acceso ya no tiene un rol en la página."),
        (1, "Facebook no aceptó el permiso de la página."),
    ],
)
def test_a_dead_token_says_why_and_what_to_do(subcode: int, words: str):
    assert error({"code": 190, "error_subcode": subcode}, 401).message == (
        f"{words} Quien administra la página debe dar el permiso otra vez; "
        "«Integraciones» dice cómo."
    )


@pytest.mark.parametrize(
    ("subcode", "words"),
    [
        (1363120, "la cuenta debe tener al menos 60 días"),
        (1363144, "la página necesita al menos 100 seguidores"),
        (1969070, "Calidad de la página"),
    ],
)
def test_a_page_that_may_not_stream_is_told_what_to_do(subcode: int, words: str):
    assert words in error({"code": 200, "error_subcode": subcode}).message


def test_missing_permissions_are_named():
    text = (
        "(#200) App needs permission scopes (PAGES_READ_ENGAGEMENT, PAGES_MANAGE_POSTS) to create "
        "live video on behalf of a page user"
    )

    found = error({"code": 200, "message": text})

    assert found.missing_scopes == ("pages_read_engagement", "pages_manage_posts")
    assert found.message.startswith("A la aplicación de Meta le falta un permiso")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"code": 100, "message": "Invalid appsecret_proof provided in the API argument"},
            "Facebook no aceptó la clave secreta de la aplicación. "
            "Avise a quien administra el servidor.",
        ),
        (
            {"code": 1, "message": "Error validating client secret."},
            "Facebook no reconoce la aplicación. Avise a quien administra el servidor.",
        ),
        (
            {"code": 101, "message": "Error validating application. Cannot get application info."},
            "Facebook no reconoce la aplicación. Avise a quien administra el servidor.",
        ),
    ],
)
def test_what_is_wrong_with_the_application_is_a_persons_business(
    said: dict[str, object], words: str
):
    found = error(said)

    assert type(found) is CredentialsError
    assert found.message.startswith(words)


def test_an_application_that_meta_has_not_reviewed_is_held_off_whatever_its_token_permits():
    found = error(
        {"code": 10, "message": "(#10) your use must be reviewed and approved by Facebook."}
    )

    assert type(found) is BlockedError
    assert found.message.startswith("La «Live Video API» de la aplicación sigue en revisión")


def test_one_that_is_no_event_is_known_by_its_words():
    text = "(#100) Broadcast does not associate with a Live Online Event"

    assert type(error({"code": 100, "message": text})) is NoEventError


def test_the_message_says_what_facebook_said_and_ends_with_its_trace():
    said = {
        "code": 100,
        "message": "Invalid parameter",
        "error_user_msg": "El título es muy largo.",
        "fbtrace_id": "A1b2",
    }

    assert error(said).message == (
        "Facebook rechazó un dato de la transmisión. (El título es muy largo.; fbtrace_id A1b2)"
    )


def test_no_secret_of_theirs_gets_into_a_message():
    said = {
        "code": 100,
        "message": "access_token=EAAGm0PX4ZCpsBAKZCu123456789 rtmps://h:443/rtmp/FB-1-0-abc",
    }

    assert error(said).message == (
        "Facebook rechazó un dato de la transmisión. (access_token=••• rtmps://•••)"
    )


@pytest.mark.parametrize(
    "body",
    [None, [], {"error": "no"}, {"error": {"code": "x", "message": 7}}, {"error": {"code": True}}],
)
def test_an_odd_refusal_is_a_refusal(body: object):
    found = error_for(VendorResponse(400, {}, body), "x", NOW, is_write=True)

    assert (type(found), found.code) == (RejectedError, None)


def test_a_limit_without_an_end_lasts_five_minutes():
    assert error({"code": 613}).retry_after == NOW + timedelta(minutes=5)


def test_a_refusal_in_a_500_is_no_outage(vendor: Vendor):
    vendor.fail("create_live", "refuse", status=500, code=190, subcode=463)

    with pytest.raises(CredentialsError) as caught:
        facebook(vendor.url).create(ask_live())

    assert (caught.value.status, caught.value.code) == (500, "190")


def test_a_refusal_in_a_200_is_a_refusal():
    with telling({"error": {"code": 368}}) as told, pytest.raises(BlockedError):
        facebook(told.url).create(ask_live())


@pytest.mark.parametrize(
    "fault", ["500", "500_after", "lost_answer", "lost_request", "html", "html_after"]
)
def test_a_write_without_a_usable_answer_has_an_unknown_outcome(vendor: Vendor, fault: str):
    vendor.fail("create_live", fault)

    with pytest.raises(OutcomeUnknownError):
        facebook(vendor.url).create(ask_live())

    assert vendor.calls() == ["create_live"]


def test_a_write_that_is_answered_too_late_has_an_unknown_outcome(vendor: Vendor):
    vendor.fail("create_live", "slow", seconds=0.4)

    with pytest.raises(OutcomeUnknownError):
        facebook(vendor.url, read_s=0.15).create(ask_live())


@pytest.mark.parametrize("fault", ["500", "html"])
def test_a_read_without_a_usable_answer_may_be_repeated(vendor: Vendor, fault: str):
    page = facebook(vendor.url)
    live = page.create(ask_live())
    vendor.fail("read_live", fault)

    with pytest.raises(UnavailableError):
        page.read(live.external_id)

    assert page.read(live.external_id) == live


def test_a_read_whose_connection_drops_is_tried_again(vendor: Vendor):
    page = facebook(vendor.url)
    live = page.create(ask_live())
    vendor.fail("read_live", "lost_request")

    assert page.read(live.external_id) == live


def test_a_server_that_is_not_there_means_that_nothing_was_sent():
    with pytest.raises(UnavailableError):
        facebook("http://127.0.0.1:9").create(ask_live())


@pytest.mark.parametrize(
    ("conduct", "kind", "words"),
    [
        ({"followers": 20}, RejectedError, "al menos 100 seguidores"),
        ({"is_old_enough": False}, RejectedError, "al menos 60 días"),
        ({"is_published": False}, RejectedError, "Calidad de la página"),
        ({"is_reviewed": False}, BlockedError, "sigue en revisión"),
        ({"scopes": ["pages_read_engagement"]}, CredentialsError, "PAGES_MANAGE_POSTS"),
        ({"is_blocked": True}, BlockedError, "No se enviará nada más"),
    ],
)
def test_a_page_that_may_not_stream_is_refused_in_words(
    vendor: Vendor, conduct: dict[str, object], kind: type, words: str
):
    vendor.control("meta/conduct", **conduct)

    with pytest.raises(IntegrationError) as caught:
        facebook(vendor.url).create(ask_live())

    assert type(caught.value) is kind
    assert words in caught.value.message
    assert vendor.state()["lives"] == []
