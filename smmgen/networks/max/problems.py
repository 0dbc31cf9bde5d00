"""What a post asks for that MAX does not take."""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.markup.counting import utf16_units
from smmgen.markup.text import Mark
from smmgen.networks.base import Problem, only_here
from smmgen.networks.max import html
from smmgen.networks.max.api import kind_of
from smmgen.networks.max.facts import LONGEST
from smmgen.variants.types import Part, Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [
        *(found for part in variant.parts for found in _part_problems(part)),
        *_place_problems(variant),
        *_wish_problems(variant),
    ]


def _part_problems(part: Part) -> list[Problem]:
    found = []
    kinds = [kind_of({"type": item.mime}) for item in part.media]
    if len(kinds) > 1 and {"audio", "file"} & set(kinds):
        hint = "combine pictures and videos only; choose the files for this account with `media`"
        found.append(Problem("MAX wants an audio file or a document to be the only file", hint, ("media",)))
    tagged = utf16_units(html.sent(part.rich)[0])
    if utf16_units(part.rich.text) <= LONGEST < tagged:
        message = f"with its formatting the text is {tagged - LONGEST} signs too long for max ({tagged} of {LONGEST})"
        found.append(Problem(message, "use less bold and fewer links, or split the post", fact=False))
    if part.role == "comment" and any(_is_hidden(part, mark) for mark in part.rich.marks):
        found.append(
            Problem(
                "a comment on MAX has no links behind words",
                "write the address itself into `first_comment`",
                ("first_comment",),
                fact=False,
            )
        )
    return found


def _is_hidden(part: Part, mark: Mark) -> bool:
    return mark.kind == "link" and part.rich.text[mark.start : mark.end] != mark.value


def _place_problems(variant: Variant) -> list[Problem]:
    """A document and an audio file must be alone; whether a place may stand beside pictures is not documented."""
    media = variant.parts[0].media
    if not (variant.fields.targeting.place and media):
        return []
    is_alone = any(kind_of({"type": item.mime}) in ("audio", "file") for item in media)
    message = "MAX does not say whether it takes a place beside files"
    if is_alone:
        message = "MAX does not take a place beside an audio file or a document"
    hint = only_here(variant.account.name, "targeting", "place")
    return [Problem(message, hint, ("targeting", "place"), fact=is_alone)]


def _wish_problems(variant: Variant) -> list[Problem]:
    if variant.fields.targeting.replies in (None, "everyone"):
        return []
    return [
        Problem(
            "MAX's bot API cannot choose who may comment",
            "turn comments off in the channel's settings; " + only_here(variant.account.name, "targeting", "replies"),
            ("targeting", "replies"),
            fact=False,
        )
    ]
