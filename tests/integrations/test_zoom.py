"""The Zoom adapter against the emulated Zoom: what it sends, what it makes of each answer."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from integrations.base import Room, RoomRequest
from integrations.errors import (
    CredentialsError,
    HostUnusableError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.zoom import ZoomMeetings, ZoomSettings, masked_join_url
from tests.integrations.conftest import Vendor

Ask = Callable[..., RoomRequest]


def made(vendor: Vendor, kind: str = "meetings") -> dict[str, object]:
    """Return the only room the emulator holds."""
    (room,) = vendor.state()[kind]
    return room


def test_create_makes_the_room_that_was_asked_for(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask(records=True, alternative_hosts=("sala2@secesp.example",)))

    kept = made(vendor)
    assert room == Room(
        external_id=str(kept["id"]),
        external_uuid=kept["uuid"],
        join_url=room.join_url,
        passcode="48291377",
        host_email="sala1@secesp.example",
        topic="Plática: prevención",
        starts_at=tomorrow,
        duration_min=60,
    )
    assert kept["start_time"] == f"{tomorrow:%Y-%m-%dT%H:%M:%SZ}"
    assert kept["agenda"] == "Folio VC-2031-0001\nPara escuelas secundarias."
    assert kept["settings"] == {
        "use_pmi": False,
        "waiting_room": True,
        "join_before_host": False,
        "mute_upon_entry": True,
        "participant_video": False,
        "auto_recording": "cloud",
        "approval_type": 2,
        "email_notification": False,
        "alternative_hosts_email_notification": False,
        "alternative_hosts": "sala2@secesp.example",
    }


def test_create_separates_alternative_hosts_with_semicolons(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    zoom.create(ask(alternative_hosts=("sala2@secesp.example", "sala3@secesp.example")))

    hosts = made(vendor)["settings"]["alternative_hosts"]
    assert hosts == "sala2@secesp.example;sala3@secesp.example"


def test_create_writes_the_start_in_utc(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    start = datetime(2041, 7, 1, 20, 0, tzinfo=ZoneInfo("America/Mexico_City"))

    zoom.create(ask(starts_at=start))

    assert made(vendor)["start_time"] == "2041-07-02T02:00:00Z"


def test_create_cuts_texts_to_what_zoom_takes_and_keeps_the_folio(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    zoom.create(ask(topic="ñ" * 300, agenda="á" * 3000))

    kept = made(vendor)
    assert kept["topic"] == "ñ" * 200
    assert kept["agenda"] == "Folio VC-2031-0001\n" + "á" * (2000 - 19)


def test_create_of_a_webinar_makes_a_webinar(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask(host_email="foros@secesp.example", is_webinar=True, records=True))

    kept = made(vendor, "webinars")
    assert (kept["type"], kept["settings"]["auto_recording"]) == (5, "cloud")
    assert room.is_webinar is True


def test_no_room_carries_the_link_that_starts_it(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    read = zoom.read(room.external_id)

    assert [text for text in (repr(room), repr(read)) if "zak=" in text or "/s/" in text] == []


def test_start_url_is_the_link_with_the_hosts_token(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    link = zoom.start_url(room.external_id)

    assert link.split("=")[0].rsplit("/", 1)[1] == f"{room.external_id}?zak"


def test_update_changes_the_same_room_and_keeps_its_link(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())
    later = tomorrow + timedelta(hours=3)

    changed = zoom.update(room.external_id, ask(topic="Otro título", starts_at=later))

    assert (changed.external_id, changed.join_url) == (room.external_id, room.join_url)
    assert (changed.topic, changed.starts_at) == ("Otro título", later)
    assert vendor.calls()[-2:] == ["update_meeting", "read_meeting"]


def test_update_returns_the_new_link_when_the_passcode_changes(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    changed = zoom.update(room.external_id, ask(passcode="99999999"))

    assert changed.join_url == zoom.read(room.external_id).join_url
    assert changed.join_url != room.join_url


def test_update_takes_away_alternative_hosts_who_are_no_longer_named(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    room = zoom.create(ask(alternative_hosts=("sala2@secesp.example",)))

    zoom.update(room.external_id, ask())

    assert made(vendor)["settings"]["alternative_hosts"] == ""


def test_update_shows_that_a_start_in_the_past_was_ignored(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())

    changed = zoom.update(room.external_id, ask(starts_at=tomorrow - timedelta(days=9)))

    assert changed.starts_at == tomorrow


def test_delete_leaves_no_room_and_may_be_repeated(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    zoom.delete(room.external_id)
    zoom.delete(room.external_id)

    assert vendor.state()["meetings"] == []


def test_read_of_a_room_that_is_gone_says_so(zoom: ZoomMeetings):
    with pytest.raises(NotFoundError) as caught:
        zoom.read("12345678901")

    assert (caught.value.status, caught.value.code) == (404, "3001")
    assert caught.value.message == (
        "La sala no existe en Zoom o ya venció. (Meeting does not exist: 12345678901.)"
    )


def test_masked_join_url_has_no_passcode():
    assert masked_join_url("https://us02web.zoom.us/j/123?pwd=abc#x") == (
        "https://us02web.zoom.us/j/123"
    )


def test_find_returns_the_room_whose_answer_was_lost(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "lost_answer")
    with pytest.raises(OutcomeUnknownError):
        zoom.create(ask())

    found = zoom.find(ask())

    assert found == zoom.read(str(made(vendor)["id"]))


def test_find_returns_nothing_where_nothing_was_made(zoom: ZoomMeetings, ask: Ask):
    assert zoom.find(ask()) is None


@pytest.mark.parametrize("other", ["VC-2031-00010", "VC-2031-000", "AVC-2031-0001"])
def test_find_takes_no_folio_that_only_looks_alike(zoom: ZoomMeetings, ask: Ask, other: str):
    zoom.create(ask(folio=other))

    assert zoom.find(ask(folio="VC-2031-0001")) is None


def test_find_takes_no_room_that_only_mentions_the_folio(zoom: ZoomMeetings, ask: Ask):
    zoom.create(ask(folio="VC-2031-0002", agenda="Sigue a la sesión con Folio VC-2031-0001."))

    assert zoom.find(ask(folio="VC-2031-0001")) is None


def test_find_prefers_the_room_with_the_same_start(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    zoom.create(ask(starts_at=tomorrow - timedelta(hours=2)))
    right = zoom.create(ask())

    assert zoom.find(ask()) == right


def test_find_returns_a_room_of_ours_that_has_another_start(
    zoom: ZoomMeetings, ask: Ask, tomorrow: datetime
):
    room = zoom.create(ask())

    found = zoom.find(ask(starts_at=tomorrow + timedelta(days=1)))

    assert found == room


def test_find_looks_through_every_page(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    with vendor.served.state.transaction() as tx:
        host_id, _ = tx.user("sala1@secesp.example")
        body = '{"start_time": "2041-01-01T00:00:00Z", "duration": 60, "uuid": "x", "type": 2}'
        for number in range(301):
            tx.run("INSERT INTO room VALUES (?, 'meetings', ?, '1', ?)", number + 1, host_id, body)
    room = zoom.create(ask())

    found = zoom.find(ask())

    assert found == room
    assert vendor.calls().count("list_meetings") == 2


def test_find_looks_through_every_page_of_webinars(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    wanted = ask(host_email="foros@secesp.example", is_webinar=True)
    with vendor.served.state.transaction() as tx:
        host_id, _ = tx.user("foros@secesp.example")
        body = '{"start_time": "2041-01-01T00:00:00Z", "duration": 60, "uuid": "x", "type": 5}'
        for number in range(301):
            tx.run("INSERT INTO room VALUES (?, 'webinars', ?, '1', ?)", number + 1, host_id, body)
    room = zoom.create(wanted)

    found = zoom.find(wanted)

    assert found == room
    assert vendor.calls().count("list_webinars") == 2


def test_find_sees_a_room_whose_hour_has_passed(vendor: Vendor, ask: Ask, tomorrow: datetime):
    room = vendor.zoom().create(ask())
    vendor.control("clock", advance_s=3 * 86400)
    late = vendor.zoom(now=lambda: tomorrow + timedelta(days=2))

    assert late.find(ask()) == room


def test_create_leaves_out_an_unknown_alternative_host_with_a_warning(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    room = zoom.create(ask(alternative_hosts=("sala2@secesp.example", "ana@otra.example")))

    assert made(vendor)["settings"]["alternative_hosts"] == "sala2@secesp.example"
    assert room.warnings == (
        "Zoom no aceptó como anfitriones alternos a: ana@otra.example. "
        "Solo pueden serlo quienes tienen cuenta en la misma organización de Zoom.",
    )


def test_update_leaves_out_an_unknown_alternative_host_with_a_warning(zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())

    changed = zoom.update(room.external_id, ask(alternative_hosts=("ana@otra.example",)))

    assert len(changed.warnings) == 1


def test_create_leaves_out_all_alternative_hosts_when_zoom_names_none(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    errors = [{"field": "settings.alternative_hosts", "message": "Invalid field."}]
    vendor.fail("create_meeting", "refuse", errors=errors)

    zoom.create(ask(alternative_hosts=("sala2@secesp.example", "sala3@secesp.example")))

    assert made(vendor)["settings"]["alternative_hosts"] == ""
    assert vendor.calls().count("create_meeting") == 2


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 300, RejectedError),
        (400, 200, RejectedError),
        (400, 3000, RejectedError),
        (400, 3161, HostUnusableError),
        (404, 1001, HostUnusableError),
        (400, 1120, HostUnusableError),
        (404, 3001, NotFoundError),
        (401, 4711, CredentialsError),
        (400, 4700, CredentialsError),
        (400, 4741, CredentialsError),
        (400, 99999, RejectedError),
        (404, 99999, RejectedError),
    ],
)
def test_a_refusal_is_named_by_its_code(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, status: int, code: int, kind: type
):
    vendor.fail("create_meeting", "refuse", status=status, code=code, message="No.")

    with pytest.raises((RejectedError, CredentialsError)) as caught:
        zoom.create(ask())

    error = caught.value
    assert (type(error), error.status, error.code) == (kind, status, str(code))
    assert error.message.endswith(" (No.)")


def test_a_validation_error_names_the_fields(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(RejectedError) as caught:
        zoom.create(ask(duration_min=1441, passcode="12345678901"))

    assert caught.value.message == (
        "Zoom rechazó un dato de la sala. "
        "(Validation Failed.; «duration» Invalid field.; «password» Invalid field.)"
    )


def test_a_webinar_on_a_licence_without_webinars_is_refused(zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(RejectedError) as caught:
        zoom.create(ask(is_webinar=True))

    assert caught.value.code == "200"


def test_an_unknown_host_cannot_be_used(zoom: ZoomMeetings, ask: Ask):
    with pytest.raises(HostUnusableError) as caught:
        zoom.create(ask(host_email="nadie@secesp.example"))

    assert caught.value.code == "1001"


def test_a_host_without_licence_cannot_be_used(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.control("users", email="sala1@secesp.example", name="Sala 1", kind=4)

    with pytest.raises(HostUnusableError) as caught:
        zoom.create(ask())

    assert caught.value.code == "3161"


@pytest.mark.parametrize("verb", ["read", "update", "delete", "start_url"])
def test_a_meeting_that_became_a_webinar_is_found_as_one(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, verb: str
):
    room = zoom.create(ask(host_email="foros@secesp.example", is_webinar=True))
    arguments = {"update": [ask(topic="Ya es webinar")]}.get(verb, [])

    getattr(zoom, verb)(room.external_id, *arguments)

    ends = {"update": "read_webinar", "delete": "delete_webinar"}
    assert vendor.calls()[-1] == ends.get(verb, "read_webinar")


def test_a_missing_scope_is_named(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.control("scopes", scopes=["user:read:list_users:admin"])

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.missing_scopes == ("meeting:write:meeting:admin", "meeting:write:admin")


def test_a_burst_is_over_in_a_moment(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "429_burst")
    before = datetime.now(UTC)

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    wait = caught.value.retry_after - before
    assert caught.value.is_daily is False
    assert timedelta(seconds=1) <= wait <= timedelta(seconds=4)


def test_the_hosts_daily_cap_lasts_until_midnight_of_utc(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    with vendor.served.state.transaction() as tx:
        host_id, _ = tx.user("sala1@secesp.example")
        tx.run("INSERT INTO written VALUES (?, ?, 100)", host_id, tx.now().date().isoformat())
        midnight = tx.now().replace(hour=0, minute=0, second=0, microsecond=0)

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    assert caught.value.is_daily is True
    assert caught.value.retry_after == midnight + timedelta(days=1)


def test_a_distant_retry_after_counts_as_daily(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "429_burst", retry_after="3600")

    with pytest.raises(RateLimitedError) as caught:
        zoom.create(ask())

    assert caught.value.is_daily is True


def test_lists_wait_for_a_burst_to_pass(vendor: Vendor, zoom: ZoomMeetings):
    vendor.fail("user_settings", "429_burst", retry_after="0.01")

    accounts = zoom.hosts()

    assert len(accounts) == 5


@pytest.mark.parametrize("fault", ["lost_answer", "lost_request", "500", "500_after", "html_after"])
def test_a_write_without_a_usable_answer_has_an_unknown_outcome(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    vendor.fail("create_meeting", fault)

    with pytest.raises(OutcomeUnknownError):
        zoom.create(ask())

    assert vendor.calls().count("create_meeting") == 1


def test_a_write_that_is_answered_too_late_has_an_unknown_outcome(vendor: Vendor, ask: Ask):
    vendor.fail("create_meeting", "slow", seconds=0.6)

    with pytest.raises(OutcomeUnknownError):
        vendor.zoom(read_s=0.2).create(ask())


@pytest.mark.parametrize("fault", ["500", "html"])
def test_a_read_without_a_usable_answer_may_be_repeated(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    room = zoom.create(ask())
    vendor.fail("read_meeting", fault)

    with pytest.raises(UnavailableError):
        zoom.read(room.external_id)

    assert zoom.read(room.external_id) == room


def test_a_read_whose_connection_drops_is_tried_again(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())
    vendor.fail("read_meeting", "lost_request")

    assert zoom.read(room.external_id) == room


def test_one_token_serves_many_calls(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    room = zoom.create(ask())
    zoom.read(room.external_id)

    assert vendor.calls() == ["token", "create_meeting", "read_meeting"]


def test_the_token_is_renewed_at_nine_tenths_of_its_life(vendor: Vendor, ask: Ask):
    clock = [datetime.now(UTC)]
    zoom = vendor.zoom(now=lambda: clock[0])
    zoom.find(ask())
    clock[0] += timedelta(seconds=3599 * 0.89)
    zoom.find(ask())
    clock[0] += timedelta(seconds=3599 * 0.02)

    zoom.find(ask())

    assert vendor.calls() == [
        "token",
        "list_meetings",
        "list_meetings",
        "token",
        "list_meetings",
    ]


def test_a_token_that_is_refused_is_replaced_once(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    zoom.find(ask())
    vendor.fail("create_meeting", "revoked_token")

    zoom.create(ask())

    assert vendor.calls() == [
        "token",
        "list_meetings",
        "create_meeting",
        "token",
        "create_meeting",
    ]


def test_a_token_that_is_refused_again_needs_a_person(vendor: Vendor, zoom: ZoomMeetings, ask: Ask):
    vendor.fail("create_meeting", "revoked_token", times=2)

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.code == "124"
    assert vendor.calls().count("create_meeting") == 2


def test_wrong_credentials_need_a_person_and_stay_secret(vendor: Vendor, ask: Ask):
    zoom = vendor.zoom(client_secret="top-secret-value")

    with pytest.raises(CredentialsError) as caught:
        zoom.create(ask())

    assert caught.value.message == (
        "Zoom no aceptó las credenciales de la aplicación. (Invalid client_id or client_secret)"
    )
    assert "top-secret-value" not in f"{caught.value!r} {zoom._settings!r}"


@pytest.mark.parametrize("fault", ["500", "html", "lost_request"])
def test_a_token_that_cannot_be_had_means_that_nothing_was_sent(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask, fault: str
):
    vendor.fail("token", fault)

    with pytest.raises(UnavailableError):
        zoom.create(ask())

    assert vendor.calls() == ["token"]


def test_eight_threads_share_one_token_and_never_mix_their_answers(
    vendor: Vendor, zoom: ZoomMeetings, ask: Ask
):
    start, answers = threading.Barrier(8), {}

    def work(number: int) -> None:
        start.wait()
        room = zoom.create(ask(folio=f"VC-2031-{number:04}", topic=f"Plática {number}"))
        answers[number] = (zoom.read(room.external_id).topic, room.topic)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert answers == {number: (f"Plática {number}", f"Plática {number}") for number in range(8)}
    assert vendor.calls().count("token") == 1


@pytest.mark.parametrize(
    ("given", "completed"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v2"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/v2"),
        ("http://127.0.0.1:9/api/v3", "http://127.0.0.1:9/api/v3"),
    ],
)
def test_an_api_address_without_a_path_gets_zooms(given: str, completed: str):
    assert ZoomSettings("a", "b", "c", api_base=given).api_base == completed


def test_a_token_address_without_a_path_gets_zooms():
    settings = ZoomSettings("a", "b", "c", oauth_url="http://127.0.0.1:9")

    assert settings.oauth_url == "http://127.0.0.1:9/oauth/token"


def test_hosts_lists_accounts_with_what_they_can_do(zoom: ZoomMeetings):
    listed = [
        (one.email, one.label, sorted(one.kinds), one.largest_audience, one.is_licensed)
        for one in zoom.hosts()
    ]

    everything = ["meeting", "recording", "streaming", "webinar"]
    assert listed == [
        ("foros@secesp.example", "Foros", everything, 500, True),
        ("sala1@secesp.example", "Sala 1", ["meeting", "recording"], 100, True),
        ("sala2@secesp.example", "Sala 2", ["meeting", "recording", "streaming"], 300, True),
        ("sala3@secesp.example", "Sala 3", ["meeting", "recording"], 100, True),
        ("basico@secesp.example", "Básico", ["meeting"], 100, False),
    ]


def test_hosts_lists_an_account_whose_settings_are_refused_as_meeting_only(
    vendor: Vendor, zoom: ZoomMeetings
):
    vendor.fail("user_settings", "refuse", status=404, code=1001, times=2)

    kinds = {account.email: account.kinds for account in zoom.hosts()}

    assert [sorted(one) for one in kinds.values()].count(["meeting"]) == 2
    assert len(kinds) == 5


def test_hosts_leaves_out_accounts_that_cannot_host(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("users", email="sala3@secesp.example", name="Sala 3", kind=4)
    vendor.control("users", email="sala2@secesp.example", name="Sala 2", status="inactive")

    emails = [account.email for account in zoom.hosts()]

    assert emails == ["foros@secesp.example", "sala1@secesp.example", "basico@secesp.example"]


def test_hosts_fails_rather_than_show_half_the_truth(vendor: Vendor, zoom: ZoomMeetings):
    vendor.fail("user_settings", "500")

    with pytest.raises(UnavailableError):
        zoom.hosts()


def test_check_says_that_the_connection_works(vendor: Vendor, zoom: ZoomMeetings):
    connection = zoom.check()

    assert (connection.is_working, connection.mode) == (True, "emulator")
    assert connection.message == "La conexión con Zoom funciona."


def test_check_names_the_missing_scopes(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("scopes", scopes=["user:read:admin", "meeting:write:admin"])

    connection = zoom.check()

    missing = ("meeting:read:meeting:admin", "meeting:read:list_meetings:admin")
    assert (connection.is_working, connection.missing_scopes) == (False, missing)
    assert connection.message == (
        "Faltan permisos en la aplicación de Zoom: "
        "meeting:read:meeting:admin, meeting:read:list_meetings:admin."
    )


def test_check_sees_scopes_that_were_added_since(vendor: Vendor, zoom: ZoomMeetings):
    vendor.control("scopes", scopes=["user:read:admin", "meeting:write:admin"])
    zoom.check()
    vendor.control(
        "scopes", scopes=["user:read:admin", "meeting:write:admin", "meeting:read:admin"]
    )

    assert zoom.check().is_working is True


def test_check_says_that_the_credentials_are_wrong(vendor: Vendor):
    connection = vendor.zoom(client_id="otro").check()

    assert connection.is_working is False
    assert connection.message == (
        "Zoom no aceptó las credenciales de la aplicación. (Invalid client_id or client_secret)"
    )


def test_check_says_that_zoom_cannot_be_reached():
    zoom = ZoomMeetings(
        ZoomSettings("a", "b", "c", "http://127.0.0.1:9/v2", "http://127.0.0.1:9/oauth/token")
    )

    connection = zoom.check()

    assert connection.message == "No se pudo conectar con la plataforma. (ConnectionError)"
