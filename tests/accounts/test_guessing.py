"""Guessing is slowed down by target and by origin, and never shuts the owner out."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.accounts.guessing import browser_from, guess, guess_at_once, guess_from_processes
from tests.accounts.test_people import change_password
from tests.people import PASSWORD, make_person, may_write
from vc.accounts import passwords, service
from vc.accounts.devices import COOKIE
from vc.accounts.models import Person, Role
from vc.db import db
from vc.rate_limit import RateLimit
from vc.scheduler import run_sweep

STRANGER, OWNER = "203.0.113.9", "198.51.100.7"
EMAIL = "ana@secesp.example"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def cheap_work(monkeypatch) -> Iterator[None]:
    """Passwords that cost next to nothing: what is tested is how many are tried."""
    for module in (passwords, service):
        monkeypatch.setattr(module, "HASHER", CHEAP)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def few_free(monkeypatch) -> None:
    """Four free guesses from an origin, and four of an e-mail: to be used up in no time."""
    monkeypatch.setattr(service, "FREE_PER_ORIGIN", 4)
    monkeypatch.setattr(service, "FREE_PER_EMAIL", 4)


@pytest.fixture
def ana(reading) -> Person:
    """Somebody with an account."""
    return make_person(db.session, Role.HOST, email=EMAIL, name="Ana Torres")


def test_of_many_guesses_at_once_exactly_the_free_ones_are_tried(app, ana):
    assert guess_at_once(app, EMAIL, 24) == {422: 5, 429: 19}


def test_of_the_guesses_of_many_processes_exactly_the_free_ones_are_tried(
    app, ana, settings, clock
):
    tried = guess_from_processes(settings.instance, clock, EMAIL, processes=6, times=4)

    assert tried == {422: 5, 429: 19}


def test_a_stranger_s_guesses_do_not_keep_the_owner_out(app, ana):
    stranger = browser_from(app, STRANGER)
    for _ in range(6):
        guess(stranger, EMAIL)

    assert guess(stranger, EMAIL, PASSWORD).status_int == 429
    assert guess(browser_from(app, OWNER), EMAIL, PASSWORD).status_int == 303


def test_a_known_browser_gets_in_whatever_strangers_do_even_from_its_address(app, ana, few_free):
    known = browser_from(app, STRANGER)
    guess(known, EMAIL, PASSWORD)
    for number in range(6):
        guess(browser_from(app, f"198.51.100.{number}"), EMAIL)
        guess(browser_from(app, STRANGER), f"p{number}@secesp.example")

    assert guess(browser_from(app, "192.0.2.1"), EMAIL, PASSWORD).status_int == 429
    assert guess(browser_from(app, STRANGER), EMAIL, PASSWORD).status_int == 429
    assert guess(signed_out(app, known), EMAIL, PASSWORD).status_int == 303


def test_a_known_browser_has_no_more_guesses_than_others_and_only_for_its_person(app, ana):
    make_person(db.session, Role.HOST, email="luis@secesp.example")
    known = browser_from(app, OWNER)
    guess(known, EMAIL, PASSWORD)
    known = signed_out(app, known)

    mine = [guess(known, EMAIL).status_int for _ in range(6)]
    theirs = [guess(known, "luis@secesp.example").status_int for _ in range(6)]

    assert mine == theirs == [422] * 5 + [429]


def test_a_cookie_that_is_not_ours_makes_no_browser_known(app, ana):
    known = browser_from(app, OWNER)
    guess(known, EMAIL, PASSWORD)
    forged = browser_from(app, STRANGER)
    forged.set_cookie(COOKIE, known.cookies[COOKIE][:-2] + "xx")
    for _ in range(5):
        guess(forged, EMAIL)

    assert guess(forged, EMAIL, PASSWORD).status_int == 429


def test_the_cookie_of_a_known_browser_opens_nothing(app, ana):
    known = browser_from(app, OWNER)
    guess(known, EMAIL, PASSWORD)

    assert "/entrar" in signed_out(app, known).get("/hoy", status=303).location


def test_each_further_guess_waits_for_twice_as_long(app, ana, clock):
    stranger = browser_from(app, STRANGER)
    for _ in range(5):
        guess(stranger, EMAIL)

    waits = []
    for _ in range(9):
        refused = guess(stranger, EMAIL)
        waits.append(int(refused.headers["Retry-After"]))
        clock.advance(seconds=waits[-1])
        assert guess(stranger, EMAIL).status_int == 422

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]


def test_trying_while_one_has_to_wait_does_not_lengthen_the_wait(app, ana, clock):
    stranger = browser_from(app, STRANGER)
    for _ in range(7):
        guess(stranger, EMAIL)

    clock.advance(seconds=5)

    assert guess(stranger, EMAIL, PASSWORD).status_int == 303


def test_the_page_says_when_to_try_again_and_keeps_the_e_mail(app, ana, clock):
    stranger = browser_from(app, STRANGER)
    for _ in range(5):
        guess(stranger, EMAIL)
    soon = guess(stranger, EMAIL)
    for seconds in (5, 10, 20, 40, 80, 160):
        clock.advance(seconds=seconds)
        guess(stranger, EMAIL)
    later = guess(stranger, EMAIL)

    # 10:05:15 and 320 seconds are 10:10:35: at 10:10 it would still be refused.
    assert "Inténtelo otra vez en 5 segundos." in soon.text
    assert "Inténtelo otra vez a las 10:11 h." in later.text
    assert later.forms[0]["email"].value == EMAIL


def test_one_origin_cannot_try_many_accounts(app, ana, few_free):
    stranger = browser_from(app, STRANGER)

    answers = [guess(stranger, f"p{number}@secesp.example").status_int for number in range(5)]

    assert answers == [422] * 4 + [429]
    assert guess(browser_from(app, OWNER), EMAIL, PASSWORD).status_int == 303


def test_the_addresses_of_one_ipv6_network_are_one_origin(app, ana):
    for number in range(5):
        guess(browser_from(app, f"2001:db8:1:2::{number + 1}"), EMAIL)

    assert guess(browser_from(app, "2001:db8:1:2:ffff::9"), EMAIL).status_int == 429
    assert guess(browser_from(app, "2001:db8:1:3::1"), EMAIL).status_int == 422


def test_an_ipv4_address_is_the_same_origin_in_either_writing(app, ana):
    for _ in range(5):
        guess(browser_from(app, STRANGER), EMAIL)

    assert guess(browser_from(app, f"::ffff:{STRANGER}"), EMAIL).status_int == 429


def test_a_whole_office_behind_one_address_signs_in_at_nine(app, ana, few_free):
    browsers = [browser_from(app, OWNER) for _ in range(8)]

    assert [guess(one, EMAIL, PASSWORD).status_int for one in browsers] == [303] * 8


def test_a_success_takes_back_only_what_is_its_own(app, ana, few_free):
    make_person(db.session, Role.HOST, email="mala@secesp.example")
    stranger = browser_from(app, STRANGER)
    for number in range(3):
        guess(stranger, f"p{number}@secesp.example")

    with_own_account = guess(browser_from(app, STRANGER), "mala@secesp.example", PASSWORD)
    last, refused = guess(stranger, EMAIL), guess(stranger, EMAIL)

    assert with_own_account.status_int == 303
    assert (last.status_int, refused.status_int) == (422, 429)


def test_the_right_password_forgets_the_wrong_ones_of_the_same_hand(app, ana):
    for _ in range(2):
        browser = browser_from(app, OWNER)
        answers = [guess(browser, EMAIL).status_int for _ in range(4)]
        answers.append(guess(browser, EMAIL, PASSWORD).status_int)
        assert answers == [422] * 4 + [303]


def test_what_counts_no_longer_is_forgotten_and_what_is_kept_names_nobody(app, ana, clock):
    guess(browser_from(app, STRANGER), EMAIL)
    keys = list(db.session.scalars(select(RateLimit.key)))
    db.session.rollback()

    clock.advance(minutes=15)
    with may_write():
        run_sweep(app)

    assert [len(key) for key in keys] == [64] * 3
    assert list(db.session.scalars(select(RateLimit.key))) == []


def test_guessing_the_own_password_is_slowed_as_the_sign_in_is(app, browser_of, ana, clock):
    browser = browser_of(ana)
    for _ in range(5):
        change_password(browser, "no es esta", "una frase nueva y larga")

    refused = change_password(browser, PASSWORD, "una frase nueva y larga")

    assert (refused.status_int, refused.headers["Retry-After"]) == (429, "5")
    assert "La contraseña no cambió." in refused.text
    assert guess(browser_from(app, OWNER), EMAIL, PASSWORD).status_int == 303
    clock.advance(seconds=5)
    assert change_password(browser, PASSWORD, "una frase nueva y larga").status_int == 303


def test_a_proxy_that_nobody_named_is_told_of_once(app, ana, caplog):
    behind = browser_from(app, "10.0.0.1")
    behind.extra_environ["HTTP_X_FORWARDED_FOR"] = STRANGER

    for _ in range(2):
        guess(behind, EMAIL)

    assert sum("TRUSTED_PROXIES is 0" in record.message for record in caplog.records) == 1


def signed_out(app, browser):
    """Return the browser as it is once its sign-in is over: only that it is known is left."""
    other = browser_from(app, browser.extra_environ["REMOTE_ADDR"])
    other.set_cookie(COOKIE, browser.cookies[COOKIE])
    return other
