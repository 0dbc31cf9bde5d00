"""A poll has too many or too few options, a text that is too long, or a time the network does not take.

Wrong: an option of 60 characters on Mastodon, which takes 50.

Right: shorten it, or write another poll for that account:
`mastodon: {poll: {question: Which?, options: [Latte, Raf]}}`
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.networks.limits import Limit
from smmgen.rules.base import Finding, Subject, code, figure

CODE = code("SMM409", "poll-limits", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    poll = subject.variant.fields.poll
    if poll and not (subject.limits.poll_options and subject.limits.poll_options.value == 0):
        yield from _count(poll, subject)
        yield from _sense(poll, subject)
        yield from _lengths(poll, subject)
        yield from _time(poll, subject)


def _count(poll: Poll, subject: Subject) -> Iterator[Finding]:
    title, count = subject.platform.title, len(poll.options)
    most, least = subject.limits.poll_options, subject.limits.poll_options_min
    if most and count > most.value:
        message = f"{title} takes {figure(most.value)} poll options, and here are {count}"
        yield subject.over(most, message, "leave some out", ("poll", "options", int(most.value)))
    if least and count < least.value:
        message = f"{title} wants at least {figure(least.value)} poll options, and here {'is' if count == 1 else 'are'}"
        yield subject.over(least, f"{message} {count}", "add one", ("poll", "options"))


def _sense(poll: Poll, subject: Subject) -> Iterator[Finding]:
    """What no network takes."""
    account = subject.account
    for index, option in enumerate(poll.options):
        field = ("poll", "options", index)
        if is_blank(option):
            yield Finding("an option of the poll is empty", "write it, or remove it", field, account=account)
        elif option.strip() in (other.strip() for other in poll.options[:index]):
            yield Finding(f"the option `{option}` stands twice", "remove one of them", field, account=account)
    if is_blank(poll.question):
        yield Finding("the poll's question is empty", "write it", ("poll", "question"), account=account)
    if poll.answer is not None and poll.answer not in poll.options:
        hint = "repeat the right option letter for letter"
        yield Finding("`answer` is none of the options", hint, ("poll", "answer"), account=account)


def _lengths(poll: Poll, subject: Subject) -> Iterator[Finding]:
    limits = subject.limits
    texts: list[tuple[str, str, Limit | None, Field]] = [
        ("question", poll.question, limits.poll_question, ("poll", "question")),
        ("explanation", poll.explanation or "", limits.poll_explanation, ("poll", "explanation")),
        *(("option", text, limits.poll_option, ("poll", "options", n)) for n, text in enumerate(poll.options)),
    ]
    for what, text, limit, field in texts:
        length = subject.platform.length_beside(what, text)
        if limit and length > limit.value:
            excess = f"the poll's {what} is {length - int(limit.value)} {subject.platform.facts.unit} too long"
            counted = f"({length} of {figure(limit.value)})"
            yield subject.over(limit, f"{excess} for {subject.platform.title} {counted}", "shorten it", field)


def _time(poll: Poll, subject: Subject) -> Iterator[Finding]:
    least, most = subject.limits.poll_seconds_min, subject.limits.poll_seconds_max
    open_for = seconds(poll.closes) if poll.closes else 0
    message = f"{subject.platform.title} does not keep a poll open for {poll.closes}"
    if open_for and least and open_for < least.value:
        yield subject.over(least, message, f"choose {_spoken(math.ceil(least.value))} or more", ("poll", "closes"))
    if open_for and most and open_for > most.value:
        yield subject.over(most, message, f"choose {_spoken(int(most.value), down=True)} or less", ("poll", "closes"))


def _spoken(count: int, *, down: bool = False) -> str:
    """Seconds in the largest unit `closes` takes that comes near, rounded to what is allowed."""
    unit, name = next(((unit, name) for unit, name in ((86400, "d"), (3600, "h")) if count >= unit), (60, "m"))
    return f"`{count // unit if down else -(-count // unit)}{name}`"
