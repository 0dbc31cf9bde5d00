"""What people are told of a post that waits for somebody's yes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from smmgen.approvals.made_from import Made
from smmgen.approvals.policy import Need, Standing, Subject, Vote
from smmgen.phrases import Phrase, separated
from smmgen.variants.approvable import differing

ASPECTS = {
    "target": "the page it goes to",
    "format": "the format",
    "title": "the title",
    "text": "the text",
    "hashtags": "the hashtags",
    "comment": "the first comment",
    "poll": "the poll",
    "media": "the pictures or files",
    "alt": "the descriptions of its files",
    "time": "the time",
    "deadline": "`not_after`",
    "delivery": "who publishes on time",
    "other": "other parameters",
}


class Unapproved(NamedTuple):
    """Why it is not sent, and what to do. `before`: what of the reason is about approvals that do not count."""

    reason: str
    hint: str
    before: tuple[str, ...] = ()


def unapproved(subject: Subject, standing: Standing, made: Made) -> Unapproved:
    """Of a standing that is open. `made`: what the post is made of now."""
    if standing.unknown:
        return Unapproved("it may need an approval, and the build does not say of which kind it is", "run `smm build`")
    before = history(subject, standing, made)
    said = [f"it waits for approval by {joined(map(need_of, standing.needs))}", *before]
    return Unapproved("; ".join(said), how(subject, standing.needs), tuple(before))


def history(subject: Subject, standing: Standing, made: Made) -> list[str]:
    """Approvals that do not count, and why."""
    return [
        *(stale(vote, subject, made) for vote in standing.stale),
        *(
            Phrase("the approval of {person} does not count: {why}", person=one.person, why=one.why)
            for one in standing.refused
        ),
    ]


def how(subject: Subject, needs: Sequence[Need]) -> str:
    """The command that approves it."""
    people = [*dict.fromkeys(name for need in needs for name in need.people)]
    if not people:
        return "nobody else can approve it: see [people] and [[review]] in smm.toml"
    command = f"`smm approve {shlex.quote(subject.identity.post)} --account {shlex.quote(subject.identity.account)}`"
    return f"{joined(people, 'or')}: {command}"


def need_of(need: Need) -> str:
    """`1 client (maria)`, `2 editors (ivan, olga)`."""
    people = f" ({', '.join(need.people)})" if need.people else ""
    return f"{need.number} × {need.role}{people}" if need.number > 1 else f"{need.role}{people}"


def changed(vote: Vote, subject: Subject) -> list[str]:
    """What has changed since the vote, in words."""
    return [Phrase(ASPECTS[name]) for name in differing(vote.item.aspects, subject.now)]


def stale(vote: Vote, subject: Subject, made: Made) -> str:
    """`maria approved it before the hashtags changed (the hashtag sets in smm.toml)`."""
    what, causes = joined(changed(vote, subject)), made.since(vote.item.made_from)
    if not causes:
        return Phrase("{person} approved it before {what} changed", person=vote.person, what=what)
    why = joined(causes)
    return Phrase("{person} approved it before {what} changed ({why})", person=vote.person, what=what, why=why)


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    *first, end = words
    if not first:
        return end
    return Phrase(f"{{one}} {last} {{other}}", one=separated(first, ", "), other=end)
