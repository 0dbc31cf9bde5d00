"""The written-out list of rules. A rule is a module with `CODE`, a docstring that is its page, and one check."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from smmgen.content.codes import ALL as CONTENT_CODES
from smmgen.diagnostics import Code
from smmgen.rules import (
    alt_too_long,
    caption_too_long,
    digit_hashtag,
    dropped_markup,
    duplicate_hashtag,
    duplicate_uid,
    empty_post,
    first_comment_unsupported,
    ignored_fact,
    inadvisable,
    insecure_link,
    link_without_scheme,
    malformed_hashtag,
    media_missing,
    media_outside,
    media_too_large,
    media_type,
    missing_ad_mark,
    missing_age_mark,
    missing_alt,
    native_unsupported,
    not_scheduled,
    outside_posting_hours,
    picture_too_big,
    poll_limits,
    poll_unsupported,
    refused,
    relative_link,
    repeated_text,
    schedule_in_past,
    several_links,
    text_too_long,
    thread_unsupported,
    too_close,
    too_many_hashtags,
    too_many_marks,
    too_many_media,
    unknown_mention,
    unused_ignore,
    unused_media,
)

POST_RULES: tuple[ModuleType, ...] = (
    malformed_hashtag,
    digit_hashtag,
    duplicate_hashtag,
    missing_ad_mark,
    missing_age_mark,
    link_without_scheme,
    insecure_link,
    relative_link,
    not_scheduled,
)

FILE_RULES: tuple[ModuleType, ...] = (
    media_missing,
    media_outside,
    media_type,
)

VARIANT_RULES: tuple[ModuleType, ...] = (
    empty_post,
    unknown_mention,
    dropped_markup,
    missing_alt,
    text_too_long,
    caption_too_long,
    too_many_hashtags,
    too_many_media,
    media_too_large,
    picture_too_big,
    poll_unsupported,
    poll_limits,
    alt_too_long,
    thread_unsupported,
    first_comment_unsupported,
    too_many_marks,
    refused,
    inadvisable,
    native_unsupported,
    several_links,
    outside_posting_hours,
)

PLAN_RULES: tuple[ModuleType, ...] = (
    duplicate_uid,
    unused_media,
    schedule_in_past,
    too_close,
    repeated_text,
)

ENGINE_RULES: tuple[ModuleType, ...] = (unused_ignore, ignored_fact)
"""Reported by the engine itself."""


@cache
def codes() -> dict[str, Code]:
    """Every diagnostic there is, by code, in order."""
    modules = (*POST_RULES, *FILE_RULES, *VARIANT_RULES, *PLAN_RULES, *ENGINE_RULES)
    return {code.code: code for code in sorted([*CONTENT_CODES, *(module.CODE for module in modules)])}
