"""What a post asks for that Facebook refuses or cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.networks.base import Problem
from smmgen.networks.facebook.render import edge_of, is_native, options_of
from smmgen.networks.stories import missing_file, story_problems
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [
        *_media_problems(variant),
        *_targeting_problems(variant),
        *_story_problems(variant),
        *_other_problems(variant),
    ]


def _media_problems(variant: Variant) -> Iterator[Problem]:
    kinds = {file.kind for file in variant.parts[0].media}
    name = variant.account.name
    if variant.format == "reel":
        if kinds != {"video"}:
            yield Problem("a reel is a video", "choose a video, or `format: post`", ("format",))
    elif len(kinds) > 1:
        hint = f"choose for this account: `{name}: {{media: [...]}}`"
        yield Problem("Facebook does not mix photos and videos in a post", hint, ("media",))


def _targeting_problems(variant: Variant) -> Iterator[Problem]:
    options = options_of(variant)
    if variant.format in ("reel", "story") and (options.gating or options.feed_targeting):
        which = "gating" if options.gating else "feed_targeting"
        yield Problem(
            f"a {variant.format} is shown to everybody", "leave the targeting out", ("targeting", "facebook", which)
        )
    if options.place_id and edge_of(variant) == "videos":
        yield Problem("a video on Facebook takes no place", "leave it out here", ("targeting", "facebook", "place_id"))
    wanted = options.feed_targeting
    if wanted and wanted.age_min and wanted.age_max and wanted.age_max < wanted.age_min:
        where = ("targeting", "facebook", "feed_targeting", "age_max")
        yield Problem("`age_max` is below `age_min`", "exchange them", where)


def _story_problems(variant: Variant) -> Iterator[Problem]:
    yield from missing_file(variant)
    yield from story_problems(variant)
    if variant.format != "story":
        return
    if options_of(variant).place_id:
        where = ("targeting", "facebook", "place_id")
        yield Problem("a story takes no place", "leave it out here", where)
    if variant.fields.link:
        yield Problem("a story shows no link", "leave it out here", ("link",), fact=False)


def _other_problems(variant: Variant) -> Iterator[Problem]:
    if variant.fields.targeting.replies not in (None, "everyone"):
        yield Problem(
            "who may comment on a Page's posts is a setting of the Page",
            "",
            ("targeting", "replies"),
            fact=False,
        )
    if variant.fields.first_comment and is_native(variant) and variant.format != "story":
        yield Problem(
            "a post in Facebook's scheduler cannot have a comment yet",
            'drop `first_comment`, or `delivery = "native"`',
            ("first_comment",),
        )
