"""A text is counted as its network counts it."""

import pytest

from vc.networks.counting import count, shown_first, title_problems
from vc.networks.facts import Network
from vc.networks.known import NETWORKS
from vc.networks.weighted_length import has_address, weight


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", 0),
        ("Cuide su contraseña", 19),
        ("cafe\u0301", 4),  # composed before it is counted
        ("😀", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇲🇽🇲🇽", 4),
        ("❤️", 2),
        ("安全", 4),
        ("1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ©️", 2 + 1 + 2 + 1 + 2),
        ("Vea https://example.org/una/direccion/muy/larga?con=todo hoy", 4 + 23 + 4),
    ],
)
def test_x_weighs_what_is_seen(text, counted):
    assert weight(text) == counted


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        # The published conformance cases of twitter-text (validate, lengths).
        ("http://test.com", 23),
        ("test.com", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        # What its program of version 3.1.0 answers.
        ("a" * 265 + " gob.mx/x", 289),
        ("GOB.MX", 23),
        ("(gob.mx), «gob.mx» ¿gob.mx?", 23 * 3 + 9),
        ("ver (https://slp.gob.mx/a_(b)). Y", 32),
        ("https://slp.gob.mx/x?a=1&b=2.", 24),
        ("slp.gob.mx/x?", 24),
        ("slp.gob.mx?q=1", 27),
        ("gob.mx:8080/x", 23),
        ("www.ñandú.mx/ñ", 23),
        ("Llegó al fin.Es tarde", 38),
        ("https://medium.com/@a/bc", 23),
        ("gob.mx/#f", 23),
        ("😀gob.mx", 25),
        # None of these is an address.
        ("ana@slp.gob.mx", 14),
        ("juan.mx@slp.gob.mx", 18),
        ("@gob.mx #gob.mx $gob.mx", 23),
        ("1.5 kg, v2.0, Sr.Juan", 21),
        ("-gob.mx", 7),
        ("gob.mx-hola", 11),
        ("a_b.com", 7),
        ("http://localhost/x", 18),
        ("https://x.invalidtld/x", 22),
    ],
)
def test_x_counts_a_bare_domain_as_an_address(text, counted):
    assert weight(text) == counted
    # What somebody wrote out as an address is asked about, whatever X makes of it.
    assert has_address(text) == (counted != len(text) or "://" in text)


@pytest.mark.parametrize("network", list(Network))
def test_what_just_fits_is_taken_and_one_more_is_not(network):
    most = NETWORKS[network].text.most

    assert count(network, "a" * most).problems == ()
    (problem,) = count(network, "a" * (most + 1)).problems
    assert str(most) in problem


def test_tiktok_counts_what_is_no_common_letter_twice():
    assert count(Network.TIKTOK, "ñ" * 2_200).problems == ()
    assert count(Network.TIKTOK, "🙂" * 1_101).problems != ()


def test_youtube_counts_bytes_and_takes_no_angles():
    assert count(Network.YOUTUBE, "ñ").used == 2
    assert count(Network.YOUTUBE, "a <b>").problems == ("No admite estos caracteres: < >.",)


def test_youtube_takes_a_title_of_a_hundred_without_angles():
    assert title_problems(Network.YOUTUBE, "a" * 100) == []
    assert title_problems(Network.YOUTUBE, "a" * 101) == ["El título pasa de 100: lleva 101."]
    assert title_problems(Network.YOUTUBE, "1 < 2") == [
        "El título no admite estos caracteres: < >."
    ]
    assert title_problems(Network.FACEBOOK, "<" * 200) == []


def test_instagram_counts_hashtags_and_mentions():
    five = "#uno #dos #tres #cuatro #cinco"

    assert count(Network.INSTAGRAM, f"{five} @secesp").problems == ()
    assert count(Network.INSTAGRAM, f"{five} #seis @a @b @c @d").problems == (
        "Admite 5 etiquetas cuando mucho.",
        "Admite 3 menciones cuando mucho.",
    )
    assert count(Network.INSTAGRAM, "correo@example.org a#b &#39;").problems == ()


def test_the_first_characters_are_told_from_the_rest():
    assert shown_first("a" * 130) == ("a" * 125, "a" * 5)


def test_every_limit_has_its_source():
    assert all(one.text.source for one in NETWORKS.values())
