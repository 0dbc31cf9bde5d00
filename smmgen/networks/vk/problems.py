"""What a post asks for that this account cannot have on VK."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from smmgen.networks.base import Problem
from smmgen.networks.stories import missing_file, story_problems
from smmgen.networks.vk import api
from smmgen.networks.vk.facts import SITE
from smmgen.networks.vk.render import is_native, options_of, route_of
from smmgen.variants.types import Variant

WALL_ONLY = ("signed", "mute_notifications", "copyright", "place_id", "donut", "attach")
"""Options that only a post of the wall has."""
LINK = 2048
"""Characters of a story's link: VK API 5.199, stories.getPhotoUploadServer, link_url, maxLength."""
MOST = {"photos and videos": 10, "tracks": 10, "playlist": 1, "document": 1}
KINDS = {
    "photo": "photos and videos",
    "video": "photos and videos",
    "audio": "tracks",
    "audio_playlist": "playlist",
    "doc": "document",
    "document": "document",
}
"""Of what wall.post attaches only so many (dev.vk.com, wall.post)."""


def problems(variant: Variant) -> Sequence[Problem]:
    if variant.format == "story":
        return [*_user_problems(variant), *_story_problems(variant), *_link_problems(variant)]
    return [
        *_token_problems(variant),
        *_poll_problems(variant),
        *_attach_problems(variant),
        *_wish_problems(variant),
        *_link_text_problems(variant),
    ]


def _user_problems(variant: Variant) -> list[Problem]:
    if variant.account.settings.get("post_with") != "user" or variant.account.has_secret("user_token"):
        return []
    return [Problem(f"`{variant.account.name}` posts with a user token, but has none", api.USER_TOKEN)]


def _token_problems(variant: Variant) -> list[Problem]:
    if variant.account.has_secret("user_token"):
        return []
    if found := _user_problems(variant):
        return found
    what = [
        *(("media", "photos") for part in variant.parts if any(route_of(item) == "photo" for item in part.media)),
        *(("media", "videos") for part in variant.parts if any(route_of(item) == "video" for item in part.media)),
        *([("poll", "polls")] if variant.fields.poll else []),
    ]
    return [
        Problem(
            f"VK accepts {words} only with a user token, but `{variant.account.name}` has none",
            f"in smm.toml, {api.USER_TOKEN}: VK answers error 27 to the community's",
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
        found.append(Problem("VK does not allow a poll on its own", "write a text above it", ("poll",)))
    if poll.answer:
        found.append(Problem("VK has no quizzes: everyone sees a plain poll", "", ("poll", "answer"), fact=False))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    found = []
    if variant.fields.targeting.replies in ("followers", "mentioned"):
        found.append(
            Problem(
                "on VK either everyone or nobody can comment",
                f"under `{variant.account.name}:`, a `targeting` with `replies: nobody` closes them",
                ("targeting", "replies"),
                fact=False,
            )
        )
    if variant.fields.first_comment and is_native(variant):
        found.append(
            Problem(
                "a post in VK's scheduler cannot have a comment yet",
                'drop `first_comment`, or `delivery = "native"`',
                ("first_comment",),
            )
        )
    return found


def _attach_problems(variant: Variant) -> Iterator[Problem]:
    attached, where = options_of(variant).attach, ("targeting", "vk", "attach")
    names = [re.split(r"-?\d", one, maxsplit=1)[0] for one in attached]
    count = Counter(KINDS[name] for name in (*names, *map(route_of, variant.parts[0].media)) if name in KINDS)
    for what, most in MOST.items() if attached else ():
        if count[what] > most:
            message = f"VK attaches at most {most} {what}, but there are {count[what]}"
            yield Problem(message, "leave some out; the post's own files count, too", where)
    if not variant.account.has_secret("user_token") and (rest := [name for name in names if name not in OPEN]):
        hint = f"{api.USER_TOKEN}, or try it: VK documents only user tokens"
        yield Problem(f"whether a community's token attaches `{rest[0]}` is not known", hint, where, fact=False)


OPEN = ("photo", "doc")
"""What a community's token is known to attach."""


def _story_problems(variant: Variant) -> Iterator[Problem]:
    yield from missing_file(variant)
    yield from story_problems(variant)
    options, fields = options_of(variant), variant.fields
    for name in WALL_ONLY:
        if getattr(options, name):
            yield Problem(f"a story takes no `{name}`", "leave it out here", ("targeting", "vk", name))
    if fields.poll:
        yield Problem("a story cannot have a poll", "leave it out here, or write `format: post`", ("poll",))
    if fields.targeting.place:
        yield Problem("a story shows no place", "", ("targeting", "place"), fact=False)
    if fields.targeting.replies not in (None, "everyone"):
        yield Problem("who may answer a story is a setting of the community", "", ("targeting", "replies"), fact=False)


def _link_problems(variant: Variant) -> Iterator[Problem]:
    link = variant.card.url if variant.fields.link and variant.card else ""
    if len(link) > LINK:
        yield Problem(f"a story's link has at most {LINK} characters on VK", "shorten it", ("link",))
    elif link and not re.match(SITE, link):
        hint = "other addresses have been seen to work: look at the story once it is out"
        yield Problem("VK's schema allows a story only links to vk.com", hint, ("link",), fact=False)
    if options_of(variant).link_text and not link:
        yield Problem("the button has nowhere to lead", "add a `link`", ("targeting", "vk", "link_text"))


def _link_text_problems(variant: Variant) -> Iterator[Problem]:
    if options_of(variant).link_text:
        where = ("targeting", "vk", "link_text")
        yield Problem("`link_text` is the button of a story", "leave it out, or write `format: story`", where)
