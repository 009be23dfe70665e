"""One text for all networks: what each gets of it, and what others' composers got wrong.

Reported elsewhere and tried here: own words lost when the text changed, addresses and emoji counted
as letters (gitroomhq/postiz-app 1871), hours moved by the time zone on saving (coollabsio/shoutrrr
61), a button pressed twice that posts twice (forem/forem 1770; gitroomhq/postiz-app 1779), lines
that a preview joins (wordpress-mobile/WordPress-Android 8787).
"""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.test_pages import opened, rows  # noqa: F401
from tests.publishing.working import ZONE, only
from tests.reconciliation.working import form_to
from vc.channels.models import Mode
from vc.db import db
from vc.networks.counting import count
from vc.networks.facts import Network
from vc.networks.fitting import difference, fitted, fitted_title
from vc.office.models import Holiday
from vc.publishing import hours

LONG = "Cuide su contraseña y la de su familia. " * 9


@pytest.fixture
def composing(opened, approved, all_channels, author):  # noqa: F811
    """The composer's form, with X on; and the ids of the channels by network."""
    only(all_channels, Network.X).is_on = True
    db.session.commit()
    ids = {one.network: one.id for one in all_channels}
    number = approved.id
    browser = opened(author)
    return browser, form_to(browser.get(f"/clips/{number}/publicar"), "/publicar"), ids


def shown(browser, form, channel: int):
    """Return what is shown live beside the text for a channel."""
    return browser.post(f"{form.action}/{channel}/vista", form.submit_fields()).html


def test_a_long_text_is_shortened_where_it_must_be_and_nowhere_else(composing):
    browser, form, ids = composing
    form["text"] = LONG
    for network in (Network.X, Network.FACEBOOK):
        form[f"{ids[network]}-is_wanted"] = True

    on_x = shown(browser, form, ids[Network.X])
    on_facebook = shown(browser, form, ids[Network.FACEBOOK])
    form.submit().follow()

    assert "Cuide su contraseña" in on_x.select_one("del").text
    assert on_facebook.select_one("del") is None
    assert "Igual que el texto" in on_facebook.text
    texts = {one.channel.network: one.text for one in rows()}
    assert texts[Network.FACEBOOK] == LONG.strip()
    assert texts[Network.X] == on_x.select_one("[data-text]")["data-text"]
    assert texts[Network.X].endswith("…")


def test_words_of_one_network_stay_when_the_text_for_all_changes_and_are_given_back(composing):
    browser, form, ids = composing
    own = ids[Network.FACEBOOK]
    form[f"{own}-is_own"] = True
    form[f"{own}-text"] = "Solo para Facebook"
    form["text"] = "Otro texto para todas"

    assert shown(browser, form, own).select_one("[data-text]")["data-text"] == "Solo para Facebook"
    page = form.submit("ver")
    form = form_to(page, "/publicar")
    assert form[f"{own}-text"].value == "Solo para Facebook"
    form[f"{own}-is_own"] = False
    back = shown(browser, form, own).select_one("[data-text]")["data-text"]
    assert back == "Otro texto para todas"
    assert rows() == []


def test_addresses_and_emoji_count_as_the_network_counts_them(composing):
    browser, form, ids = composing
    form["text"] = "Vea https://www.gob.mx/" + "a" * 300 + " 👨‍👩‍👧"

    page = shown(browser, form, ids[Network.X])

    assert "30 de 280" in page.text
    assert page.select_one("del") is None


def test_lines_and_hours_go_out_as_they_were_shown(composing):
    browser, form, ids = composing
    own = ids[Network.FACEBOOK]
    form[f"{own}-is_wanted"] = True
    form["text"] = "Primera línea\r\n\r\nSegunda línea"
    form[f"{own}-day"], form[f"{own}-clock"] = "2031-03-10", "18:30"

    page = shown(browser, form, own)
    form.submit().follow()

    row = next(one for one in rows() if one.channel_id == own)
    assert row.text == page.select_one("[data-text]")["data-text"]
    assert "18:30" in page.select_one(".channel__said").text
    assert f"{row.publish_after.astimezone(ZONE):%Y-%m-%d %H:%M}" == "2031-03-10 18:30"


def test_the_same_form_sent_twice_plans_nothing_twice(composing):
    _, form, ids = composing
    form[f"{ids[Network.FACEBOOK]}-is_wanted"] = True

    form.submit().follow()
    planned = len(rows())
    form.submit(status=422)

    assert len(rows()) == planned == 2


def test_hours_lie_apart_and_not_on_a_day_off(approved, all_channels, context, clock):
    for one in all_channels:
        one.mode = Mode.BY_HAND
    today = clock().astimezone(ZONE).date()
    db.session.add(Holiday(observed_on=today, name="Aniversario", is_off=True))
    db.session.flush()

    found = sorted(hours.proposed(context(), approved, all_channels).values())

    assert len(found) == len(all_channels)
    assert all(later - one >= timedelta(hours=1) for one, later in pairwise(found))
    assert today not in [one.astimezone(ZONE).date() for one in found]


def test_what_does_not_fit_is_cut_between_words():
    text = "palabra " * 60 + "#a #b"
    short = fitted(Network.X, text)
    assert count(Network.X, short).problems == ()
    assert short.removesuffix("…").endswith("palabra")
    assert fitted(Network.INSTAGRAM, "Va #a #b #c #d #e #f") == "Va #a #b #c #d #e"
    assert len(fitted_title(Network.YOUTUBE, "título " * 30)) <= 100
    differs = difference("uno dos tres", "uno cuatro tres")
    assert (differs.gone.strip(), differs.put_in.strip()) == ("dos", "cuatro")
    assert not difference("uno", "uno")
