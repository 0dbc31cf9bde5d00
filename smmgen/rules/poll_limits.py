"""A poll has too many or too few options, a text that is too long, or a time the network does not take.

Wrong: an option of 60 characters on Mastodon, which takes 50.

Right: shorten it, or write another poll for that account: `mastodon: {poll: {...}}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.platforms.base import Limit
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM409", "poll-limits", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    poll = subject.variant.fields.poll
    if poll and subject.limits.poll_options and subject.limits.poll_options.value:
        for finding in [*_options(poll, subject), *_texts(poll, subject), *_time(poll, subject)]:
            yield finding._replace(account=subject.variant.account.name)


def _options(poll: Poll, subject: Subject) -> Iterator[Finding]:
    title, count = subject.platform.title, len(poll.options)
    most, least = subject.limits.poll_options, subject.limits.poll_options_min
    if most and count > most.value:
        message = f"{title} takes {most.value:g} poll options, and here are {count}"
        yield Finding(message, "leave some out", ("poll", "options"))
    if least and count < least.value:
        yield Finding(f"{title} wants at least {least.value:g} poll options", "add one", ("poll", "options"))
    for index, option in enumerate(poll.options):
        if option in poll.options[:index]:
            yield Finding(f"the option `{option}` stands twice", "remove one of them", ("poll", "options", index))
    if poll.answer is not None and poll.answer not in poll.options:
        yield Finding(
            "`answer` is none of the options", "repeat the right option letter for letter", ("poll", "answer")
        )


def _texts(poll: Poll, subject: Subject) -> Iterator[Finding]:
    limits = subject.limits
    texts: list[tuple[str, str, Limit | None, Field]] = [
        ("question", poll.question, limits.poll_question, ("poll", "question")),
        ("explanation", poll.explanation or "", limits.poll_explanation, ("poll", "explanation")),
        *(("option", text, limits.poll_option, ("poll", "options", n)) for n, text in enumerate(poll.options)),
    ]
    for what, text, limit, field in texts:
        length = subject.platform.length(text)
        if limit and length > limit.value:
            yield Finding(
                f"the poll's {what} is {length - int(limit.value)} {subject.platform.unit} too long for "
                f"{subject.platform.title} ({length} of {limit.value:g})",
                "shorten it",
                field,
                severity=None if limit.sure else Severity.WARNING,
            )
        if what != "explanation" and not text.strip():
            yield Finding(f"the poll's {what} is empty", "write it", field)


def _time(poll: Poll, subject: Subject) -> Iterator[Finding]:
    least, most = subject.limits.poll_seconds_min, subject.limits.poll_seconds_max
    open_for = seconds(poll.closes) if poll.closes else None
    if open_for and ((least and open_for < least.value) or (most and open_for > most.value)):
        yield Finding(
            f"{subject.platform.title} does not keep a poll open for {poll.closes}",
            f"choose between {least.value if least else 1:g} and {most.value if most else 0:g} seconds",
            ("poll", "closes"),
        )
