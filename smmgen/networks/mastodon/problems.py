"""What a post asks for that Mastodon refuses or cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.networks.base import Problem, only_here
from smmgen.networks.mastodon.render import shared
from smmgen.variants.types import Variant

MIXED_HINT = "choose for this account: `mastodon: {media: [...]}`"


def problems(variant: Variant) -> Sequence[Problem]:
    return [*_media_problems(variant), *_poll_problems(variant), *_other_problems(variant)]


def _media_problems(variant: Variant) -> Iterator[Problem]:
    for part in variant.parts:
        kinds = [file.kind for file in part.media]
        if len(kinds) > 1 and set(kinds) - {"image"}:
            yield Problem("Mastodon allows up to four pictures, or one video or audio file", MIXED_HINT, ("media",))


def _poll_problems(variant: Variant) -> Iterator[Problem]:
    poll = variant.fields.poll
    if poll is None:
        return
    if any(part.media for part in variant.parts[:1]):
        yield Problem("Mastodon does not allow media together with a poll", MIXED_HINT, ("media",))
    if not poll.anonymous:
        hint = only_here(variant.account.name, "poll", "anonymous")
        yield Problem("polls on Mastodon are anonymous", hint, ("poll", "anonymous"), fact=False)
    if poll.answer is not None:
        yield Problem("Mastodon has no quizzes: this becomes a plain poll", "", ("poll", "answer"), fact=False)


def _other_problems(variant: Variant) -> Iterator[Problem]:
    if variant.account.delivery == "native" and len(variant.parts) > 1:
        hint = 'remove `delivery = "native"` from the account, or make it one post'
        what = "first_comment" if variant.parts[1].role == "comment" else "thread"
        yield Problem("Mastodon's scheduler supports neither threads nor comments", hint, (what,))
    if variant.fields.targeting.replies not in (None, "everyone"):
        field = ("targeting", "replies")
        hint = only_here(variant.account.name, "targeting", "replies")
        yield Problem("on Mastodon everyone who sees a post can reply", hint, field, fact=False)
    yield from _length_problems(variant)


def _length_problems(variant: Variant) -> Iterator[Problem]:
    """The content warning and the poll's question count too; the text alone is the text rule's business."""
    for index, part in enumerate(variant.parts):
        length = part.length + shared(variant.fields, part.rich.text, index)
        if part.limit is not None and part.length <= part.limit < length:
            is_comment = part.role == "comment"
            what, field = ("first comment", ("first_comment",)) if is_comment else ("text", ())
            message = f"with content warning and poll question the {what} has {length} characters of {part.limit}"
            yield Problem(message, "shorten one of them", field)
