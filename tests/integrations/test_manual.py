"""The person as a provider: what links are taken, and that nothing more is promised."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from integrations import connect
from integrations.contracts.common import Connection, RoomKey
from integrations.contracts.meetings import RoomRequest
from integrations.errors import RejectedError
from integrations.join_links import ANY_HOST, MEET_HOSTS, ZOOM_HOSTS, masked_link
from integrations.manual.meetings import ManualRooms

Ask = Callable[..., RoomRequest]
LINK = "https://us02web.zoom.us/j/85746065000?pwd=abc"


def test_create_returns_the_pasted_link_as_the_room(ask: Ask):
    rooms = ManualRooms("zoom", ZOOM_HOSTS)

    room = rooms.create(ask(pasted_url=LINK))

    assert (room.join_url, room.passcode) == (LINK, "48291377")
    assert rooms.start_url(room.key) == LINK


def test_the_id_is_short_stable_and_tells_nothing_of_the_link(ask: Ask):
    one = ManualRooms("zoom", ZOOM_HOSTS).create(ask(pasted_url=LINK))
    two = ManualRooms("zoom", ZOOM_HOSTS).create(ask(pasted_url="https://zoom.us/j/1"))

    assert one.external_id == two.external_id
    assert len(one.external_id) == 16


def test_create_without_a_link_asks_for_it(ask: Ask):
    with pytest.raises(RejectedError) as caught:
        ManualRooms("other", ANY_HOST).create(ask(pasted_url=" "))

    assert caught.value.message == "Pegue el enlace de la sala (empieza con https://)."


def test_update_takes_the_new_link_and_keeps_the_id(ask: Ask):
    rooms = ManualRooms("google_meet", MEET_HOSTS)
    room = rooms.create(ask(pasted_url="https://meet.google.com/abc-defg-hij"))

    changed = rooms.update(room.key, ask(pasted_url="https://meet.google.com/new-room-xyz"))

    assert changed.external_id == room.external_id
    assert rooms.read(room.key).join_url == "https://meet.google.com/new-room-xyz"


@pytest.mark.parametrize(
    ("hosts", "link"),
    [
        (ZOOM_HOSTS, "https://zoom.us/j/1"),
        (ZOOM_HOSTS, "https://secesp.zoom.us/j/1?pwd=x#success"),
        (MEET_HOSTS, "https://meet.google.com/abc-defg-hij"),
        (ANY_HOST, "https://meet.jit.si/Sala"),
        (ANY_HOST, "https://videoconferencia.slp.gob.mx:8443/b/sala"),
    ],
)
def test_links_to_the_platform_are_taken(hosts: tuple[str, ...], link: str):
    assert ManualRooms("other", hosts).check_link(link) is None


@pytest.mark.parametrize(
    ("hosts", "link"),
    [
        (ZOOM_HOSTS, "http://zoom.us/j/1"),
        (ZOOM_HOSTS, "https://zoom.us.example.org/j/1"),
        (ZOOM_HOSTS, "https://evilzoom.us/j/1"),
        (ZOOM_HOSTS, "https://zoom.us@example.org/j/1"),
        (ZOOM_HOSTS, "https://meet.google.com/abc-defg-hij"),
        (MEET_HOSTS, "https://a.meet.google.com/abc"),
        (ANY_HOST, "javascript:alert(1)"),
        (ANY_HOST, "https://zoom.us@example.org/j/1"),
        (ANY_HOST, "https://zoom.us:443@example.org/j/1"),
        (ANY_HOST, "https://"),
        (ANY_HOST, "https://localhost/sala"),
        (ANY_HOST, "https://127.0.0.1/sala"),
        (ANY_HOST, "https://192.168.1.5/sala"),
        (ANY_HOST, "https://[::1]/sala"),
        (ANY_HOST, "https://2130706433/sala"),
        (ANY_HOST, "https://sala.local/1"),
        (ANY_HOST, "https://example.org/a\nSet-Cookie: x"),
        (ANY_HOST, "https://example.org/<script>"),
        (ANY_HOST, "https://example.org:99999/"),
        (ANY_HOST, "https://example.org/" + "a" * 1000),
    ],
)
def test_links_elsewhere_are_refused(hosts: tuple[str, ...], link: str):
    with pytest.raises(RejectedError):
        ManualRooms("other", hosts).check_link(link)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://zoom.us/s/98765432101?zak=eyJ0", "el del anfitrión"),
        ("https://us02web.zoom.us/s/98765432101", "el del anfitrión"),
        ("https://zoom.us/j/98765432101?pwd=x&zak=", "el del anfitrión"),
        ("https://zoom.us/w/98765432101?tk=abc", "de una sola persona"),
        ("https://zoom.us/j/987\u200b65432101", "un signo que no se ve"),
        ("https://meet.jit.si/Sala\u2060", "un signo que no se ve"),
        ("https://meet.jit.si/Sa\u00a0la", "un signo que no se ve"),
    ],
)
def test_a_link_that_is_not_for_everybody_is_refused_with_its_reason(link: str, why: str):
    with pytest.raises(RejectedError) as refused:
        ManualRooms("other", ANY_HOST).check_link(link)

    assert why in refused.value.message


def test_a_link_to_another_platform_is_refused_by_name():
    with pytest.raises(RejectedError) as caught:
        ManualRooms("google_meet", MEET_HOSTS).check_link(LINK)

    assert caught.value.message == (
        "El enlace no es de Google Meet: debe llevar a meet.google.com."
    )


def test_read_of_a_room_of_an_earlier_run_says_where_its_link_is():
    with pytest.raises(RejectedError) as caught:
        ManualRooms("zoom", ZOOM_HOSTS).read(RoomKey("0123456789abcdef"))

    assert caught.value.message == (
        "La sala se creó a mano: su enlace está en la página de la sesión."
    )


def test_it_lists_no_accounts_and_says_that_it_works_by_hand():
    rooms = ManualRooms("google_meet", MEET_HOSTS)

    assert rooms.hosts() == []
    assert rooms.check() == Connection(
        True,
        "manual",
        "Sin conexión automática con Google Meet: la sala se crea a mano y se pega su enlace.",
    )


def test_a_masked_link_shows_neither_query_nor_fragment():
    assert masked_link(LINK + "#x") == "https://us02web.zoom.us/j/85746065000"


class Unset:
    """Settings without any vendor."""

    zoom_api_base = "https://api.zoom.us/v2"
    zoom_oauth_url = "https://zoom.us/oauth/token"
    zoom_account_id = zoom_client_id = zoom_client_secret = ""
    google_service_account_file = google_authorized_user_file = google_api_base = ""
    google_token_uri = "https://oauth2.googleapis.com/token"


class WithGoogle(Unset):
    """Settings with a service account of Google's."""

    google_service_account_file = "llave.json"


class Complete(Unset):
    """Settings with Zoom's credentials."""

    zoom_account_id = zoom_client_id = zoom_client_secret = "x"


class Incomplete(Complete):
    """Settings that lack one of the three."""

    zoom_client_secret = ""


@pytest.mark.parametrize(
    ("settings", "connected"),
    [(Unset, []), (Incomplete, []), (Complete, ["zoom"]), (WithGoogle, ["google_meet"])],
)
def test_connect_uses_a_vendor_only_with_all_its_credentials(settings: type, connected: list[str]):
    providers = connect(settings())

    assert [name for name, one in providers.items() if one.makes_rooms_itself] == connected
    assert [one.platform for one in providers.values()] == list(providers)


def test_connecting_imports_no_library_that_talks_to_a_vendor():
    script = (
        "import sys; from integrations import connect;"
        "from tests.integrations.test_manual import WithGoogle; connect(WithGoogle());"
        "print([name for name in ('googleapiclient', 'google.auth', 'httplib2')"
        " if name in sys.modules])"
    )

    command, root = [sys.executable, "-c", script], Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
