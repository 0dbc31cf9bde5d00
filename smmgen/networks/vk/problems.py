"""What a post asks for that this account cannot have on VK."""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.networks.base import Problem
from smmgen.networks.vk import api
from smmgen.networks.vk.render import is_native, route_of
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [*_token_problems(variant), *_poll_problems(variant), *_wish_problems(variant)]


def _token_problems(variant: Variant) -> list[Problem]:
    if variant.account.has_secret("user_token"):
        return []
    if variant.account.settings.get("post_with") == "user":
        return [Problem(f"`{variant.account.name}` posts with a user token, but has none", api.USER_TOKEN)]
    what = [
        *(("media", "photos") for part in variant.parts if any(route_of(item) == "photo" for item in part.media)),
        *(("media", "videos") for part in variant.parts if any(route_of(item) == "video" for item in part.media)),
        *([("poll", "polls")] if variant.fields.poll else []),
    ]
    return [
        Problem(
            f"vk accepts {words} only with a user token, but `{variant.account.name}` has none",
            f"in smm.toml, {api.USER_TOKEN}: vk answers error 27 to the community's",
            (field,),
        )
        for field, words in what
    ]


def _poll_problems(variant: Variant) -> list[Problem]:
    poll, part = variant.fields.poll, variant.parts[0]
    if not poll:
        return []
    found = []
    if not (part.rich.text or part.media or variant.card):
        found.append(Problem("vk does not allow a poll on its own", "write a text above it", ("poll",)))
    if poll.answer:
        found.append(Problem("vk has no quizzes: everyone sees a plain poll", "", ("poll", "answer"), fact=False))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    found = []
    if variant.fields.targeting.replies in ("followers", "mentioned"):
        found.append(
            Problem(
                "on vk either everyone or nobody can comment",
                f"under `{variant.account.name}:`, a `targeting` with `replies: nobody` closes them",
                ("targeting", "replies"),
                fact=False,
            )
        )
    if variant.fields.first_comment and is_native(variant):
        found.append(
            Problem(
                "a post in vk's scheduler cannot have a comment yet",
                'drop `first_comment`, or `delivery = "native"`',
                ("first_comment",),
            )
        )
    return found
