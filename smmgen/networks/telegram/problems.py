"""What a post asks for that the Bot API lacks."""

from __future__ import annotations

from collections.abc import Sequence

from smmgen.networks.base import Problem, only_here
from smmgen.networks.telegram.render import ALBUMS, forms_of
from smmgen.variants.types import Variant


def problems(variant: Variant) -> Sequence[Problem]:
    return [*_album_problems(variant), *_poll_problems(variant), *_wish_problems(variant)]


def _album_problems(variant: Variant) -> list[Problem]:
    return [
        Problem(
            f"Telegram does not allow an album of {_and(forms_of(part.media))}",
            "combine photos with videos, documents with documents, audio with audio; send a GIF alone",
            ("media",),
        )
        for part in variant.parts
        if len(part.media) > 1 and not _one_album(forms_of(part.media))
    ]


def _one_album(forms: set[str]) -> bool:
    return any(forms <= together for together in ALBUMS)


def _and(words: set[str]) -> str:
    return " and ".join(sorted(words))


def _poll_problems(variant: Variant) -> list[Problem]:
    poll = variant.fields.poll
    if not poll:
        return []
    found = []
    if poll.answer and poll.answer not in poll.options:
        found.append(
            Problem("the correct `answer` is not one of the poll's options", "copy one option", ("poll", "answer"))
        )
    if poll.explanation and not poll.answer:
        found.append(
            Problem(
                "only a quiz shows an `explanation`", "add `answer`, or drop it", ("poll", "explanation"), fact=False
            )
        )
    if (poll.explanation or "").count("\n") > 2:
        found.append(Problem("a quiz's explanation may have at most two line breaks", "", ("poll", "explanation")))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    found = []
    if variant.fields.targeting.replies not in (None, "everyone"):
        found.append(
            Problem(
                "the bot API cannot choose who may comment",
                "turn comments off in the channel's settings; "
                + only_here(variant.account.name, "targeting", "replies"),
                ("targeting", "replies"),
                fact=False,
            )
        )
    if variant.fields.first_comment:
        found.append(
            Problem(
                "a bot cannot write the first comment under a channel's post",
                "put it in the text, or keep it only for other networks",
                ("first_comment",),
                fact=False,
            )
        )
    return found
