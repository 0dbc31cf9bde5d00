"""What a post asks for that Threads refuses or cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.networks import graph
from smmgen.networks.base import Problem, only_here
from smmgen.networks.threads.facts import LINKS
from smmgen.networks.threads.render import options_of
from smmgen.variants.types import Variant

DAY = "1d"


def problems(variant: Variant) -> Sequence[Problem]:
    return [
        *graph.public_problems(variant, "Threads"),
        *graph.carousel_problems(variant, "Threads"),
        *_poll_problems(variant),
        *_attachment_problems(variant),
        *_link_problems(variant),
        *_reply_problems(variant),
    ]


def _poll_problems(variant: Variant) -> Iterator[Problem]:
    poll, name = variant.fields.poll, variant.account.name
    if poll is None:
        return
    if variant.parts[0].media:
        hint = f"choose for this account: `{name}: {{media: []}}`"
        yield Problem("Threads does not allow media together with a poll", hint, ("media",))
    if variant.fields.link and variant.fields.link.preview != "none":
        hint = "write the address into the text, and `preview: none` under `link`"
        yield Problem("Threads does not allow a link card together with a poll", hint, ("link",))
    if poll.closes not in (None, DAY, "24h"):
        hint = only_here(name, "poll", "closes")
        yield Problem("polls on Threads are open for one day", hint, ("poll", "closes"), fact=False)
    if poll.multiple:
        hint = only_here(name, "poll", "multiple")
        yield Problem("in polls on Threads one answer can be chosen", hint, ("poll", "multiple"), fact=False)
    if not poll.anonymous:
        hint = only_here(name, "poll", "anonymous")
        yield Problem("polls on Threads are anonymous", hint, ("poll", "anonymous"), fact=False)
    if poll.answer is not None:
        yield Problem("Threads has no quizzes: this becomes a plain poll", "", ("poll", "answer"), fact=False)


def _attachment_problems(variant: Variant) -> Iterator[Problem]:
    """Create-posts/text-attachments: only with posts of text, and not with a poll."""
    if options_of(variant).text_attachment is None:
        return
    where = ("targeting", "threads", "text_attachment")
    for what, wrong in (("media", bool(variant.parts[0].media)), ("a poll", variant.fields.poll is not None)):
        if wrong:
            yield Problem(f"Threads does not allow a text attachment together with {what}", "leave one out", where)
    if not variant.parts[0].rich.text:
        yield Problem("a text attachment needs a text above it", "write one", where)


def _link_problems(variant: Variant) -> Iterator[Problem]:
    """The address of the card counts too, unless the text has it; those of the text alone are the limit's business."""
    written = {url for url, _ in variant.document.links()}
    link = variant.fields.link
    if link and link.url not in written and len(written) == LINKS:
        yield Problem(f"with the link card there are {LINKS + 1} links, but threads allows {LINKS}", "", ("link",))


def _reply_problems(variant: Variant) -> Iterator[Problem]:
    if variant.fields.targeting.replies == "nobody":
        yield Problem(
            "on Threads people who are mentioned can always reply",
            "`mentioned` says the same: nobody else can",
            ("targeting", "replies"),
            fact=False,
        )
