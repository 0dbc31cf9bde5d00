"""What a post asks for that Instagram refuses or cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.networks import graph
from smmgen.networks.base import Problem
from smmgen.networks.instagram.render import kind_of, options_of
from smmgen.networks.stories import story_problems
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [
        *graph.public_problems(variant, "Instagram"),
        *graph.carousel_problems(variant, "Instagram"),
        *_media_problems(variant),
        *_story_problems(variant),
        *_tag_problems(variant),
        *_other_problems(variant),
    ]


def _media_problems(variant: Variant) -> Iterator[Problem]:
    files = variant.parts[0].media
    if not files and not variant.fields.media:  # of files that cannot be sent, each has its own message
        hint = f"add one under `media`, or leave `{variant.account.name}` out of `platforms`"
        yield Problem("Instagram has no posts without a picture or video", hint)
    elif files and variant.format == "reel" and files[0].kind != "video":
        yield Problem("a reel is a video", "choose a video, or `format: post`", ("media",))


def _story_problems(variant: Variant) -> Iterator[Problem]:
    if variant.format != "story":
        return
    options = options_of(variant)
    yield from story_problems(variant)
    if options.collaborators or options.location_id:
        name = "collaborators" if options.collaborators else "location_id"
        where = ("targeting", "instagram", name)
        yield Problem(f"a story takes no `{name}`", "tag people with `user_tags`", where)


def _tag_problems(variant: Variant) -> Iterator[Problem]:
    files, is_story = variant.parts[0].media, variant.format == "story"
    for index, tag in enumerate(options_of(variant).user_tags):
        where = ("targeting", "instagram", "user_tags", index)
        if tag.file > len(files):
            yield Problem(f"there is no file {tag.file} for `{tag.username}` to be in", "count from 1", where)
        elif files[tag.file - 1].kind == "image" and not is_story and (tag.x is None or tag.y is None):
            yield Problem(f"it is not said where in the picture `{tag.username}` is", "add `x` and `y`, 0 to 1", where)


def _other_problems(variant: Variant) -> Iterator[Problem]:
    if variant.fields.targeting.replies in ("followers", "mentioned"):
        yield Problem(
            "who may comment on Instagram is a setting of the account",
            "`replies: nobody` closes the comments of the post",
            ("targeting", "replies"),
            fact=False,
        )
    if variant.fields.link and kind_of(variant) != "STORIES":
        hint = f"point to the link of the profile, and drop it here: `{variant.account.name}: {{link: null}}`"
        yield Problem("a link in a caption cannot be tapped", hint, ("link",), fact=False)
