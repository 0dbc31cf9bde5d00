"""What is sent: each part of a post as the body of `POST /pins`."""

from __future__ import annotations

from typing import Any

from smm_pinboard.facts import Options
from smmgen.variants.types import Part, Variant


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"text": ..., "board": ..., "colour": ..., "files": [{"$media": 0}]}` for each part."""
    options = Options.model_validate(variant.fields.targeting.options("pinboard"))
    return [_pin(variant, part, options) for part in variant.parts]


def _pin(variant: Variant, part: Part, options: Options) -> dict[str, Any]:
    return {
        "text": part.rich.text,
        "board": variant.account.settings.get("board", "main"),
        "colour": options.colour,
        "files": [{"$media": index} for index in range(len(part.media))],
    }
