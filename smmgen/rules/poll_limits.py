"""A poll has too many or too few options, a text that is too long, or a duration that the network does not allow.

Wrong: an option of 60 characters on Mastodon, which allows 50.

Right: shorten it, or write another poll for that account:
`mastodon: {poll: {question: Which?, options: [Latte, Raf]}}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Poll
from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, Mend, Subject, code
from smmgen.rules.compare import compared
from smmgen.suggest import only

CODE = code("SMM409", "poll-limits", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    yield from compared(subject, CODE)
    if subject.poll:
        yield from _sense(subject.poll, subject.account)


def _sense(poll: Poll, account: str) -> Iterator[Finding]:
    """What no network takes."""
    for index, option in enumerate(poll.options):
        field = ("poll", "options", index)
        if is_blank(option):
            yield Finding("an option of the poll is empty", "write it, or remove it", field, account=account)
        elif option.strip() in (other.strip() for other in poll.options[:index]):
            yield Finding(f"the option `{option}` occurs twice", "remove one of them", field, account=account)
    if is_blank(poll.question):
        yield Finding("the poll's question is empty", "write it", ("poll", "question"), account=account)
    if poll.answer is not None and poll.answer not in poll.options:
        hint = "copy the right option exactly"
        meant = only(poll.answer, poll.options)
        mend = Mend(poll.answer, meant) if meant else None
        yield Finding("`answer` is not one of the options", hint, ("poll", "answer"), account=account, mend=mend)
