"""The person as a broadcaster: which links are taken, and that nothing else is pretended."""

import pytest

from integrations.errors import RejectedError
from integrations.manual.broadcaster import ManualBroadcast
from integrations.meta.live import FacebookLive
from tests.integrations.page import ask_live, facebook


@pytest.fixture(params=["by hand", "by itself"])
def broadcaster(request: pytest.FixtureRequest) -> ManualBroadcast | FacebookLive:
    """Whoever looks at a link; nothing is ever sent for it."""
    return ManualBroadcast() if request.param == "by hand" else facebook("http://127.0.0.1:9")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/secesp/videos/1234567890/",
        "https://facebook.com/watch/live/?v=1234567890",
        "https://m.facebook.com/secesp/videos/1234567890",
        "https://web.facebook.com/secesp/videos/1234567890",
        "https://www.facebook.com/events/1234567890",
        "https://fb.watch/aBcD123/",
        "https://fb.me/e/aBcD123",
    ],
)
def test_a_link_to_facebook_is_taken(broadcaster: ManualBroadcast | FacebookLive, url: str):
    assert broadcaster.check_link(url) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Pegue el enlace de la transmisión en Facebook"),
        ("http://www.facebook.com/secesp/videos/1", "Eso no es un enlace."),
        ("javascript:alert(1)//facebook.com", "Eso no es un enlace."),
        ("https://ana:1@www.facebook.com/x", "Eso no es un enlace."),
        ("https://www.facebook.com", "Ese enlace no lleva a una transmisión"),
        ("https://www.facebook.com/l.php?u=https://evil.example", "Ese enlace no lleva"),
        ("https://l.facebook.com/l.php?u=https://evil.example", "El enlace no es de Facebook"),
        ("https://facebook.com.evil.example/x", "El enlace no es de Facebook"),
        ("https://evilfacebook.com/x", "El enlace no es de Facebook"),
        ("https://fb.watch.evil.example/x", "El enlace no es de Facebook"),
        ("https://youtu.be/x", "El enlace no es de Facebook"),
        ("https://127.0.0.1/facebook.com", "El enlace debe llevar a una dirección pública"),
    ],
)
def test_any_other_link_is_refused_in_words(
    broadcaster: ManualBroadcast | FacebookLive, url: str, words: str
):
    with pytest.raises(RejectedError) as caught:
        broadcaster.check_link(url)

    assert caught.value.message.startswith(words)
    assert (caught.value.vendor, caught.value.operation) == ("facebook", "check_link")


def test_the_refusal_names_where_a_link_may_lead():
    with pytest.raises(RejectedError) as caught:
        ManualBroadcast().check_link("https://youtu.be/x")

    assert caught.value.message == (
        "El enlace no es de Facebook: debe llevar a facebook.com, fb.watch, fb.me."
    )


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("create", [ask_live()]),
        ("find", [ask_live()]),
        ("read", ["1"]),
        ("update", ["1", ask_live()]),
        ("cancel", ["1"]),
        ("go_live", ["1"]),
        ("end", ["1"]),
        ("copy", ["1"]),
    ],
)
def test_nothing_is_done_by_itself(verb: str, arguments: list[object]):
    with pytest.raises(RejectedError) as caught:
        getattr(ManualBroadcast(), verb)(*arguments)

    assert caught.value.message == (
        "Sin conexión automática con Facebook: la transmisión se programa a mano y se pega "
        "su enlace."
    )
    assert caught.value.operation == verb


def test_by_hand_is_no_fault():
    found = ManualBroadcast().check()

    assert (found.is_working, found.mode, found.missing_scopes) == (True, "manual", ())


def test_both_broadcasters_go_by_the_same_days():
    by_hand = ManualBroadcast

    assert (by_hand.channel, by_hand.furthest_ahead, by_hand.least_ahead, by_hand.kept_for) == (
        FacebookLive.channel,
        FacebookLive.furthest_ahead,
        FacebookLive.least_ahead,
        FacebookLive.kept_for,
    )
    assert (by_hand.works_by_itself, FacebookLive.works_by_itself) == (False, True)
