"""The fields that Meta's nodes have, and how an answer is cut to those that were asked for.

The names are those of Meta's own SDK (facebook_business 26.0.3), as of Graph v26.0. A field that a
node has and the emulator does not know is left out of the answer, as Graph leaves out an empty one.
"""

import re
from collections.abc import Sequence

from integrations.emulator.meta.operation import GraphError
from integrations.emulator.meta.parameters import words
from integrations.emulator.state import JsonObject

LIVE = words(
    """
    ad_break_config ad_break_failure_reason broadcast_start_time copyright creation_time
    dash_ingest_url dash_preview_url description embed_html from id ingest_streams is_manual_mode
    is_reference_only live_views permalink_url planned_start_time recommended_encoder_settings
    seconds_left secure_stream_url status stream_url targeting title total_views video
    """
)
VIDEO = words(
    """
    ad_breaks ad_placements_validation_only admin_creator application_id asked_fun_fact_prompt_id
    audio_isrc audio_story_wave_animation_handle backdated_time backdated_time_granularity
    boost_eligibility_info chunk_session_id composer_entry_picker composer_entry_point
    composer_entry_time composer_session_events_log composer_session_id composer_source_surface
    composer_type container_type content_category content_tags copyright
    copyright_check_information copyright_monitoring_status created_time creative_folder_id
    creative_tools custom_labels description edit_description_spec embed_html embeddable
    end_offset event expiration fbuploader_video_file_chunk file_size file_url filename filepath
    fisheye_video_cropped format formatting fov from front_z_rotation fun_fact_prompt_id
    fun_fact_toastee_id guide guide_enabled icon id initial_heading initial_pitch
    instant_game_entry_point_data is_ai_generated is_boost_intended is_crosspost_video
    is_crossposting_eligible is_episode is_group_linking_post is_instagram_eligible
    is_partnership_ad is_reference_only is_voice_clip length live_audience_count live_status
    location_source_id music_video_copyright name og_action_type_id og_icon_id og_object_id
    og_phrase og_suggestion_mechanism original_fov original_projection_type partnership_ad_ad_code
    permalink_url picture place post_id post_views premiere_living_room_status privacy
    publish_event_id published referenced_sticker_id replace_audio_status replace_video_id
    scheduled_publish_time selected_audio_spec slideshow_spec source source_instagram_media_id
    spherical start_offset status swap_mode text_format_metadata thumb time_since_original_post
    title transcode_setting_properties universal_video_id unpublished_content_type updated_time
    upload_phase upload_session_id upload_setting_properties validation_ad_placements
    video_file_chunk video_id video_id_original video_start_time_ms video_state views waterfall_id
    """
)
PAGE = words(
    """
    about access_token ad_campaign affiliation app_id artists_we_like attire
    available_promo_offer_ids awards band_interests band_members best_page bio birthday
    booking_agent breaking_news_usage built business can_checkin can_post category category_list
    checkins company_overview connected_instagram_account connected_page_backed_instagram_account
    contact_address copyright_attribution_insights copyright_whitelisted_ig_partners
    country_page_likes cover culinary_team current_location delivery_and_pickup_option_info
    description description_html differently_open_offerings directed_by display_subtext
    displayed_message_response_time does_viewer_have_page_permission_link_ig emails engagement
    fan_count featured_video features followers_count food_styles founded general_info
    general_manager genre global_brand_page_name global_brand_root_id has_added_app
    has_lead_access has_transitioned_to_new_page_experience has_whatsapp_business_number
    has_whatsapp_number hometown hours id impressum influences instagram_business_account
    is_always_open is_calling_eligible is_chain is_community_page is_eligible_for_branded_content
    is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web
    is_messenger_bot_get_started_enabled is_messenger_platform_bot is_owned is_permanently_closed
    is_published is_unclaimed is_verified is_webhooks_subscribed keywords
    leadgen_tos_acceptance_time leadgen_tos_accepted leadgen_tos_accepting_user link location
    members merchant_id merchant_review_status messaging_feature_status
    messenger_ads_default_icebreakers messenger_ads_default_quick_replies
    messenger_ads_quick_replies_type mini_shop_storefront mission mpg name
    name_with_location_descriptor network new_like_count offer_eligible overall_star_rating
    owner_business page_backed_threads_account_id page_token parent_page parking payment_options
    personal_info personal_interests pharma_safety_info phone pickup_options place_type
    plot_outline preferred_audience press_contact price_range priority_hours privacy_info_url
    produced_by products promotion_eligible promotion_ineligible_reason public_transit
    rating_count recipient record_label release_date restaurant_services restaurant_specialties
    schedule screenplay_by season single_line_address starring start_info store_code
    store_location_descriptor store_number studio supports_donate_button_in_live_video
    talking_about_count temporary_status unread_message_count unread_notif_count
    unseen_message_count user_access_expire_time username verification_status voip_info website
    were_here_count whatsapp_number written_by
    """
)
COMMENT = words(
    """
    admin_creator application attachment can_comment can_hide can_like can_remove
    can_reply_privately comment_count created_time from id is_hidden is_private like_count
    live_broadcast_timestamp message message_tags object parent permalink_url
    private_reply_conversation user_likes
    """
)
REACTION = words(
    """
    can_post id link name pic pic_crop pic_large pic_small pic_square profile_type type username
    """
)
MEDIA = words(
    """
    alt_text audio_id boost_eligibility_info caption comments_count copyright_check_information
    current_live_viewer_count has_poll has_slider id ig_id ingest_first_video_received_time
    ingest_is_ready_to_start ingest_key ingest_last_heartbeat_time ingest_state ingest_url
    ingest_video_height ingest_video_width is_ai_generated is_comment_enabled
    is_shared_to_feed legacy_instagram_media_id like_count live_reactions live_status
    media_audio_type media_product_type media_type media_url owner permalink reposts_count
    saved_count shares_count shortcode thumbnail_url timestamp total_comments_count
    total_like_count total_views_count username video_title view_count
    """
)
CONTAINER = words("copyright_check_status id status status_code")
ACCOUNT = words(
    """
    biography business_discovery collaborative_media_search followers_count follows_count
    has_profile_pic id ig_id is_published legacy_instagram_user_id media_count mentioned_comment
    mentioned_media mini_shop_storefront name owner_business profile_picture_url
    shopping_product_tag_eligibility shopping_review_status username website
    """
)
NODES = {
    "LiveVideo": LIVE,
    "Video": VIDEO,
    "Page": PAGE,
    "Comment": COMMENT,
    "Reaction": REACTION,
    "IGMedia": MEDIA,
    "IGContainer": CONTAINER,
    "IGUser": ACCOUNT,
}
PIECE = re.compile(r"([a-z_0-9]+)(?:\.[a-z_]+\([^)]*\))*(\{.*\})?")


def picked(node: str, whole: JsonObject, wanted: str, usual: Sequence[str]) -> JsonObject:
    """Return what was asked for of a node (`id,video{id,source}`), or what Graph gives unasked.

    The id is always there. Raises GraphError for a field that the node does not have.
    """
    if not wanted.strip():
        return {name: whole[name] for name in ("id", *usual) if name in whole}
    answer: JsonObject = {}
    for piece in split_fields(wanted):
        name, inner = _name_and_inner(piece)
        if name not in NODES[node]:
            message = f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})"
            raise GraphError(100, message)
        if name in whole:
            answer[name] = _inner(whole[name], inner)
    return answer | {"id": whole["id"]}


def split_fields(text: str) -> list[str]:
    """Return the fields of a list, each with what is asked for inside of it."""
    pieces, depth = [""], 0
    for letter in text:
        depth += (letter in "{(") - (letter in "})")
        if letter == "," and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if piece.strip()]


def _name_and_inner(piece: str) -> tuple[str, str]:
    """Return a field's name and what is asked for inside of it."""
    found = PIECE.fullmatch(piece)
    if found is None:
        message = "Syntax error: Expected end of string instead of a field in the fields parameter."
        raise GraphError(2500, message)
    return found[1], (found[2] or "{}")[1:-1]


def _inner(value: object, wanted: str) -> object:
    """Return what was asked for inside of a value: of an object, or of each in a list."""
    if isinstance(value, list):
        return [_inner(one, wanted) for one in value]
    if not wanted or not isinstance(value, dict):
        return value
    names = [_name_and_inner(piece)[0] for piece in split_fields(wanted)]
    return {name: value[name] for name in ("id", *names) if name in value}
