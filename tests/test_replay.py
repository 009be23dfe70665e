"""Every form that somebody is offered is sent by everybody else: only what the table says happens.

What a page offers, its door opens; what a door refuses, no page offers.
"""

import pytest

from tests.town import NAMES, TOGETHER
from vc.access import ANYBODY

pytestmark = TOGETHER
NOT_ALONE = {
    # They need what only their script, a vendor or a person knows.
    *("approvals.approve", "approvals.request_changes", "booking.change", "booking.create"),
    *("checklists.answer",),
    *("booking.link", "booking.reschedule", "channels.change", "channels.create"),
    *("checklists.name_person", "checklists.note_watched", "clips.bring_cuts", "clips.create"),
    *("clips.describe", "clips.lock", "clips.save", "clips.step", "consents.create"),
    # These are saved as they were offered, which changes nothing, or only ask.
    *(
        "licences.edit",
        "checklists.change_item",
        "live.proposal",
        "booking.availability",
    ),
    *("booking.weigh", "booking.new_titled", "office.keep_days_off"),
    *("search.find", "search.results"),
    *("attendance.find_registrations", "checklists.find_person", "consents.search"),
    *("retention.save_rules", "licences.check", "live.edit", "live.link", "live.preview"),
    *(
        "branding.create",
        "privacy.publish",
        "publishing.preview",
        "publishing.change",
        "publishing.queue",
    ),
    *("publishing_buttons.keep_figures", "publishing_buttons.move", "recordings.look_now"),
    *("series.change", "series.move", "series.create", "series.resume", "series.suspend"),
    *("transcripts.hand_in", "reconciliation.compare", "uploads.create", "publishing_bans.grant"),
    # Without other words it changes nothing.
    *("player.rename", "municipalities.edit", "municipalities.edit_zone", "certificates.kinds"),
    *("photographs.describe", "talk_requests.settings", "zone_turns.order"),
    *("zone_turns.swap", "forums.conclude", "forums.speaker", "reports.comment"),
    "editorial_plan.give",
    # Nothing is chosen in them, and a file changes nothing.
    *(
        "booking.export",
        "booking.put_into_campaign",
        "recordings.export",
        "clips.export",
        "publishing.export",
        "mail.export",
    ),
    *("mail.retry_chosen", "publishing_buttons.put_back_chosen", "lists.edit", "lists.keep"),
    # They need a reason, a proof, a picture, or what only a person of another house knows.
    *("editorial_plan.skip", "reposts.prove", "photographs.bring", "talk_requests.create"),
    *("attendance.register", "forums.ask", "programme.adjust"),
}


@pytest.mark.parametrize("name", NAMES)
def test_no_page_leads_to_one_that_is_refused(town, name):
    assert town.found[name].refused == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_offers_its_door_opens(town, name):
    offers = town.offers_of(name)

    assert offers
    closed = [one.path for view, one in offers if not town.opens(name, view, dict(one.fields))]
    assert closed == []


@pytest.mark.parametrize("name", NAMES)
def test_what_others_are_offered_is_refused_where_the_table_says_no(town, name):
    wrong = []

    for view, offer in town.offers_of(*NAMES):
        if not town.opens(name, view, dict(offer.fields)):
            answer, changed = town.send(name, offer)
            is_told = any(who in answer.text for who in ("Lo puede hacer", "Pídaselo"))
            if answer.status_int != 403 or changed or not is_told:
                wrong.append((offer.path, answer.status, changed))

    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_what_others_open_is_refused_where_the_table_says_no(town, name):
    opened = {view: path for one in town.found.values() for view, path in one.opened.items()}
    alike = {town.kind_of(view): (view, path) for view, path in opened.items()}

    closed = [path for view, path in alike.values() if not town.opens(name, view)]

    assert [path for path in closed if town.get(name, path) != 403] == []


def test_nobody_sends_anything_that_takes_somebody(town):
    wrong = []

    for view, offer in town.offers_of(*NAMES):
        if town.app.view_functions[view[0]].access is not ANYBODY:
            answer, changed = town.send("nobody", offer)
            if changed or answer.status_int != 303 or "/entrar" not in answer.location:
                wrong.append(offer.path)

    assert wrong == []


def test_what_somebody_is_offered_happens(town):
    done, offered, wrong = set(), set(), []

    for name in ("ana", "production", "coordinator"):
        for view, offer in town.offers_of(name):
            if view[0] in done:
                continue
            answer, changed = town.send(name, offer)
            offered.add(view[0])
            done |= {view[0]} if changed else set()
            if answer.status_int == 403 or answer.status_int >= 500:
                wrong.append((name, offer.path, answer.status))

    assert wrong == []
    assert sorted(offered - done - NOT_ALONE) == []
