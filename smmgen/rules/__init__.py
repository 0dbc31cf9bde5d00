"""The written-out list of rules. A rule is a module with `CODE`, a docstring that is its page, and one check."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from smmgen.content.codes import ALL as CONTENT_CODES
from smmgen.content.renamed_keys import RENAMED_SETTING
from smmgen.diagnostics import Code
from smmgen.rules import (
    account_outside_campaign,
    ads_contested,
    alt_too_long,
    audience_declared_twice,
    blank_text,
    broken_link,
    caption_too_long,
    card_not_sent,
    contest_terms,
    cut_by_comment,
    dangling_reference,
    digit_hashtag,
    disputed_turn,
    dropped_markup,
    duplicate_hashtag,
    duplicate_uid,
    empty_post,
    first_comment_unsupported,
    foreign_word,
    format_unsupported,
    hashtags_too_long,
    hook_finding,
    html_in_text,
    ignored_fact,
    inadvisable,
    incomplete_ad_mark,
    insecure_link,
    invisible_character,
    link_to_banned,
    link_without_scheme,
    lost_motion,
    malformed_hashtag,
    max_channel_open,
    media_broken,
    media_missing,
    media_outside,
    media_too_large,
    media_type,
    meta_mention,
    missing_ad_mark,
    missing_age_mark,
    missing_alt,
    missing_uid,
    names_alike,
    native_unsupported,
    no_ads_here,
    not_scheduled,
    outside_limits,
    outside_posting_hours,
    picture_dimensions,
    placeholder,
    poll_limits,
    poll_unsupported,
    post_outside_campaign,
    refused,
    relative_link,
    repeated_text,
    schedule_in_past,
    several_links,
    stale_law,
    stray_file,
    swallowed_sign,
    ten_thousand,
    text_too_long,
    thread_unsupported,
    token_expires,
    too_close,
    too_many_a_day,
    too_many_hashtags,
    too_many_media,
    too_many_pixels,
    too_much_formatting,
    unknown_mention,
    unread_markup,
    unsupported_type,
    unused_ignore,
    unused_media,
    utm_nowhere,
    vk_mention,
)

POST_RULES: tuple[ModuleType, ...] = (
    cut_by_comment,
    invisible_character,
    blank_text,
    malformed_hashtag,
    digit_hashtag,
    duplicate_hashtag,
    missing_ad_mark,
    missing_age_mark,
    incomplete_ad_mark,
    placeholder,
    link_without_scheme,
    insecure_link,
    relative_link,
    broken_link,
    html_in_text,
    unread_markup,
    not_scheduled,
    missing_uid,
    dangling_reference,
    post_outside_campaign,
    account_outside_campaign,
    link_to_banned,
)

FILE_RULES: tuple[ModuleType, ...] = (
    media_missing,
    media_outside,
    media_broken,
    too_many_pixels,
    media_type,
    disputed_turn,
)

VARIANT_RULES: tuple[ModuleType, ...] = (
    empty_post,
    unknown_mention,
    dropped_markup,
    missing_alt,
    text_too_long,
    caption_too_long,
    too_many_hashtags,
    hashtags_too_long,
    too_many_media,
    media_too_large,
    picture_dimensions,
    unsupported_type,
    lost_motion,
    format_unsupported,
    poll_unsupported,
    poll_limits,
    alt_too_long,
    thread_unsupported,
    first_comment_unsupported,
    too_much_formatting,
    outside_limits,
    native_unsupported,
    several_links,
    vk_mention,
    swallowed_sign,
    outside_posting_hours,
    refused,
    inadvisable,
    card_not_sent,
    no_ads_here,
    ads_contested,
    meta_mention,
    foreign_word,
    contest_terms,
)

DOCUMENT_RULES: tuple[ModuleType, ...] = (
    audience_declared_twice,
    utm_nowhere,
)

PLAN_RULES: tuple[ModuleType, ...] = (
    duplicate_uid,
    unused_media,
    stray_file,
    names_alike,
    schedule_in_past,
    too_close,
    too_many_a_day,
    repeated_text,
    token_expires,
    ten_thousand,
    max_channel_open,
    stale_law,
)

ENGINE_RULES: tuple[ModuleType, ...] = (unused_ignore, ignored_fact, hook_finding)
"""Reported by the engine itself."""


@cache
def codes() -> dict[str, Code]:
    """Every diagnostic there is, by code, in order."""
    modules = (*POST_RULES, *FILE_RULES, *VARIANT_RULES, *DOCUMENT_RULES, *PLAN_RULES, *ENGINE_RULES)
    every = [*CONTENT_CODES, RENAMED_SETTING, *(module.CODE for module in modules)]
    return {code.code: code for code in sorted(every, key=lambda code: int(code.code[3:]))}
