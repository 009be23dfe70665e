"""Nothing is made by the demonstration alone: what a table holds, a page or the system makes.

Each table is named with the door by which its rows begin, or with what they follow from. A new
table has to be entered here.
"""

from vc.accounts.models import Role
from vc.db import Base
from vc.permissions import Holder

DOORS = {
    "account_grant": "grants.connect",
    "area": "office.areas",
    "ban": "publishing_bans.create",
    "ban_exception": "publishing_bans.grant",
    "broadcast": "live.edit",
    "broadcast_cover": "live.edit",
    "broadcast_tick": "live.tick",
    "campaign": "campaigns.index",
    "certificate": "certificates.give_one",
    "certificate_rule": "certificates.set_rule",
    "certificate_run": "certificates.give_all",
    "channel": "channels.create",
    "checklist_answer": "checklists.answer",
    "checklist_item": "checklists.add_item",
    "checklist_template": "checklists.begin_version",
    "clip": "clips.create",
    "clip_appearance": "checklists.name_person",
    "consent": "consents.create",
    "coverage": "coverage.new",
    "cut_list_import": "clips.bring_cuts",
    "daily_letter": "notices.change_letter",
    "deliverable": "programme.deliver_any",
    "event": "booking.create",
    "evidence_bundle": "evidence_bundles.new",
    "feed": "calendars.add_feed",
    "forum": "forums.conclude",
    "forum_question": "forums.ask",
    "forum_speaker": "forums.arrange",
    "goal": "programme.new_goal",
    "goal_adjustment": "programme.adjust",
    "goal_version": "programme.edit_goal",
    "holiday": "office.add_day_off",
    "interview": "interviews.invite",
    "kept_filter": "lists.keep",
    "kept_setting": "office.identity",
    "licence": "licences.new",
    "licence_block": "licences.block",
    "mail_text": "own_texts.edit",
    "moment": "player.mark_now",
    "municipality": "municipalities.index",
    "observance": "observances.new",
    "observance_rule": "observances.new_rule",
    "office_logo": "office.identity",
    "person": "accounts.new_person",
    "photograph": "photographs.bring",
    "plan_batch": "editorial_plan.propose",
    "plate": "branding.create",
    "postponed": "approvals.postpone",
    "privacy_notice": "privacy.publish",
    "programme": "programme.begin",
    "publication": "publishing.queue",
    "publication_figure": "publishing_buttons.keep_figures",
    "publication_pause": "publishing_buttons.pause",
    "record_rule": "retention.save_record_rules",
    "recording": "uploads.create",
    "refusal": "privacy.refuse",
    "registration": "attendance.register",
    "report_comment": "reports.comment",
    "repost": "reposts.new",
    "retention_rule": "retention.save_rules",
    "review": "approvals.submit",
    "rotation": "zone_turns.order",
    "series": "series.create",
    "session_template": "session_templates.new_type",
    "skipped_step": "first_day.skip",
    "suspension": "series.suspend",
    "survey_answer": "surveys_public.answer",
    "survey_turn": "surveys_public.answer_as",
    "talk_request": "talk_requests.create",
    "topic": "topics.index",
    "transcript": "transcripts.hand_in",
    "zone": "municipalities.new_zone",
    "zone_swap": "zone_turns.swap",
}
"""By the table, the door that makes its rows."""
FOLLOWING = {
    *(
        "attendance",
        "audit_line",
        "observance_task",
        "planned_piece",
        "report",
        "signing_key",
        "rotation_place",
        "checklist",
        "clicks",
        "clip_render",
        "clip_revision",
    ),
    *("clip_viewing", "delivery", "disposal", "event_cohost", "feed_item", "feed_version"),
    *("first_entry", "folio", "fragment", "kept_form", "licence_use", "meeting", "message"),
    *(
        "notice",
        "notification",
        "periodic_task",
        "preparation",
        "rate_limit",
        "recording_file",
        "renaming",
    ),
    *("settings_version", "sign_in", "survey", "takedown", "told", "transcript_line"),
    "unmatched_stay",
    *("vendor_connection", "vendor_deletion", "vendor_storage", "watch", "worker"),
}
"""Tables whose rows follow from those of others, from vendors, or from the clock."""


def test_each_table_is_made_by_a_page_or_follows_from_another(app):
    tables = set(Base.metadata.tables)

    assert tables - set(DOORS) - FOLLOWING == set(), "who makes its rows?"
    assert (set(DOORS) | FOLLOWING) - tables == set()


def test_each_of_those_pages_opens_to_an_administrator_and_takes_a_form(app):
    posts = {one.endpoint for one in app.url_map.iter_rules() if "POST" in one.methods}
    doors = {name: app.view_functions[name].access for name in DOORS.values()}
    boss = Holder(1, Role.ADMINISTRATOR, True)

    assert set(DOORS.values()) - posts == set()
    assert [
        name for name, door in doors.items() if door != "anybody" and not door.opens(boss)
    ] == []
