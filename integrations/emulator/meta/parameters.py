"""The parameters that each of Meta's calls takes, by type, and the values of its enums.

The names are those of Meta's own SDK (facebook_business 26.0.3), as of Graph v26.0. The emulator
refuses any other, where Meta itself would often pass over it without a word.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter may be: a type in Meta's words, and the values where they are limited."""

    kind: str
    choices: tuple[str, ...] = ()


def words(text: str) -> tuple[str, ...]:
    """Return the names in a text."""
    return tuple(text.split())


def _of(kind: str, names: str) -> dict[str, Parameter]:
    """Return parameters of one type."""
    return {name: Parameter(kind) for name in words(names)}


STATUSES = words(
    """
    LIVE_NOW SCHEDULED_CANCELED SCHEDULED_LIVE SCHEDULED_UNPUBLISHED UNPUBLISHED
    """
)
BROADCAST_STATUSES = words(
    """
    LIVE LIVE_STOPPED PROCESSING SCHEDULED_CANCELED SCHEDULED_EXPIRED SCHEDULED_LIVE
    SCHEDULED_UNPUBLISHED UNPUBLISHED VOD
    """
)
MODERATIONS = words(
    """
    DEFAULT DISCUSSION FOLLOWED FOLLOWER NO_HYPERLINK PROTECTED_MODE RESTRICTED SLOW SUPPORTER
    TAGGED
    """
)
PERIODS = words(
    """
    day days_28 lifetime month total_over_range week
    """
)
PAGE_FIELDS = words(
    """
    affiliation agent_messages agent_questions attire awards bio birthday business_integrity
    call_permission_reply call_settings_update calls category checkins comment_poll_response
    company_overview conversations culinary_team current_location description email
    feature_access_list feed follow founded general_info general_manager group_feed hometown
    hours inbox_labels invalid_topic_placeholder invoice_access_bank_slip_events
    invoice_access_invoice_change invoice_access_invoice_draft_change
    invoice_access_onboarding_status_active leadgen leadgen_fat leadgen_update live_videos
    local_delivery location marketing_message_clicks marketing_message_deliveries
    marketing_message_delivery_failed marketing_message_echoes marketing_message_reads
    marketing_messages_subscriber_upload_status mcom_invoice_change members mention
    merchant_review message_context message_deliveries message_echoes message_edits
    message_mention message_reactions message_reads message_template_status_update messages
    messaging_account_linking messaging_appointments messaging_checkout_updates
    messaging_customer_information messaging_direct_sends messaging_fblogin_account_linking
    messaging_feedback messaging_game_plays messaging_handovers
    messaging_in_thread_lead_form_submit messaging_integrity messaging_optins
    messaging_optouts messaging_payments messaging_policy_enforcement messaging_postbacks
    messaging_pre_checkouts messaging_referrals mission name page_about_story
    page_change_proposal page_upcoming_change parking payment_options payment_request_update
    personal_info personal_interests phone picture price_range product_review products
    public_transit publisher_subscriptions ratings registration response_feedback send_cart
    standby story_poll_response story_share user_action video_text_question_responses videos
    website
    """
)
REACTIONS = words("ANGRY CARE FIRE HAHA HUNDRED LIKE LOVE NONE PRIDE SAD THANKFUL WOW")
PHASES = ("cancel", "finish", "start", "transfer")
TAKEN: dict[str, dict[str, Parameter]] = {
    "create_live": _of("list<string>", "content_tags custom_labels")
    | _of("list<map>", "crossposting_actions")
    | _of("string", "description encoding_settings privacy title")
    | _of(
        "bool",
        "enable_backup_ingest fisheye_video_cropped is_audio_only is_spherical published "
        "stop_on_delete_stream",
    )
    | _of("Object", "event_params targeting")
    | _of("float", "front_z_rotation")
    | _of("map", "game_show")
    | _of("unsigned int", "original_fov")
    | _of("file", "schedule_custom_profile_image")
    | {
        "projection": Parameter("enum", ("CUBEMAP", "EQUIRECTANGULAR", "HALF_EQUIRECTANGULAR")),
        "spatial_audio_format": Parameter("enum", ("ambiX_4",)),
        "status": Parameter("enum", STATUSES),
        "stereoscopic_mode": Parameter("enum", ("LEFT_RIGHT", "MONO", "MULTI_VIEW", "TOP_BOTTOM")),
        "stream_type": Parameter("enum", ("AMBIENT", "REGULAR")),
    },
    "list_lives": {
        "broadcast_status": Parameter("list<enum>", BROADCAST_STATUSES),
        "source": Parameter("enum", ("owner", "target")),
    },
    "list_videos": {"type": Parameter("enum", ("tagged", "uploaded"))},
    "list_reels": _of("datetime", "since until"),
    "list_comments": {
        "filter": Parameter("enum", ("stream", "toplevel")),
        "live_filter": Parameter("enum", ("filter_low_quality", "no_filter")),
        "order": Parameter("enum", ("chronological", "reverse_chronological")),
        "since": Parameter("datetime"),
    },
    "list_reactions": {"type": Parameter("enum", REACTIONS)},
    "list_likes": {},
    "read_live": _of("string", "target_token"),
    "update_live": _of(
        "bool",
        "allow_bm_crossposting embeddable end_live_video is_audio_only is_manual_mode published",
    )
    | _of("list<string>", "content_tags cross_share_to_group_ids custom_labels")
    | _of("list<map>", "crossposting_actions")
    | _of(
        "string",
        "description master_ingest_stream_id og_icon_id og_phrase privacy sponsor_id title",
    )
    | _of("unsigned int", "direct_share_status sponsor_relationship")
    | _of("Object", "event_params place targeting")
    | _of("datetime", "planned_start_time")
    | _of("file", "schedule_custom_profile_image schedule_feed_background_image")
    | _of("list<int>", "tags")
    | {
        "live_comment_moderation_setting": Parameter("list<enum>", MODERATIONS),
        "persistent_stream_key_status": Parameter("enum", ("DISABLE", "ENABLE", "REGENERATE")),
        "status": Parameter("enum", STATUSES),
        "stream_type": Parameter("enum", ("AMBIENT", "REGULAR")),
    },
    "delete_live": {},
    "read_video": {},
    "video_insights": _of("list<Object>", "metric")
    | _of("datetime", "since until")
    | {"period": Parameter("enum", PERIODS)},
    "create_reel": _of("Object", "feed_targeting targeting")
    | _of("bool", "is_ai_generated")
    | _of("datetime", "scheduled_publish_time")
    | _of("string", "description place title video_id")
    | {
        "upload_phase": Parameter("enum", PHASES),
        "video_state": Parameter("enum", ("DRAFT", "PUBLISHED", "SCHEDULED")),
    },
    # What the emulator does something with; the call itself takes many more.
    "create_video": _of("bool", "no_story published")
    | _of("string", "description file_url title upload_session_id")
    | _of("unsigned int", "end_offset file_size scheduled_publish_time start_offset")
    | _of("file", "source thumb video_file_chunk")
    | {"upload_phase": Parameter("enum", PHASES)},
    "create_thumbnail": _of("bool", "is_preferred") | _of("file", "source"),
    # Not in the SDK: of it Meta's guide speaks.
    "create_captions": _of("string", "default_locale locales_to_delete")
    | _of("file", "captions_file"),
    # What the emulator does something with; the call itself takes more.
    "create_container": _of("bool", "is_ai_generated share_to_feed")
    | _of("string", "caption cover_url media_type thumb_offset upload_type video_url"),
    "publish_container": _of("unsigned int", "creation_id"),
    "read_container": {},
    "list_media": _of("datetime", "since until"),
    "read_quota": _of("datetime", "since"),
    "media_insights": {
        "metric": Parameter("list<enum>", ("reach", "views", "likes", "comments", "shares")),
    },
    "read_film": {},
    "delete_film": {},
    "subscribe_app": {"subscribed_fields": Parameter("list<enum>", PAGE_FIELDS)},
    "read_page": {},
    "read_me": {},
    "read_accounts": {},
    "debug_token": _of("string", "input_token"),
    "list_subscribed_apps": {},
    "live_errors": {},
}
"""What each operation takes; of the last ones Meta's guides speak, and not its SDK."""
EVERYWHERE = ("access_token", "appsecret_proof", "fields", "locale")
ON_LISTS = ("limit", "after", "before", "summary")
