"""What a post asks for that Bluesky refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smmgen.networks.base import Problem
from smmgen.networks.bluesky.render import TAG_GRAPHEMES, fits_tag
from smmgen.variants.types import Variant

LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
THUMB_BYTES = 1_000_000


def problems(variant: Variant) -> Sequence[Problem]:
    return [*_media_problems(variant), *_card_problems(variant), *_text_problems(variant)]


def _media_problems(variant: Variant) -> Iterator[Problem]:
    for part in variant.parts:
        kinds = {file.kind for file in part.media}
        if "video" in kinds and len(part.media) > 1:
            hint = "choose for this account: `bluesky: {media: [...]}`"
            yield Problem("Bluesky allows one video or up to four pictures, not both", hint, ("media",))


def _card_problems(variant: Variant) -> Iterator[Problem]:
    image = variant.card.image if variant.card else None
    if image and image.size > THUMB_BYTES:
        message = f"the link card's picture is {image.size} bytes, but Bluesky allows {THUMB_BYTES}"
        yield Problem(message, "save it smaller", ("link", "image"))


def _text_problems(variant: Variant) -> Iterator[Problem]:
    languages = variant.fields.targeting.language
    if len(languages) > 3:
        yield Problem("Bluesky allows three languages", "keep the main ones", ("targeting", "language"))
    for index, code in enumerate(languages):
        if not LANGUAGE.fullmatch(code):
            yield Problem(
                f"`{code}` is not a language code", "write it as in `ru` or `en-GB`", ("targeting", "language", index)
            )
    for tag in variant.hashtags:
        if not fits_tag(tag):
            message = f"the hashtag `{tag}` is too long for Bluesky to link"
            yield Problem(message, f"keep it to {TAG_GRAPHEMES} characters", ("hashtags",), fact=False)
