"""What smm.toml asks for and what people have said, weighed: a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from smmgen.approvals.authors import Author
from smmgen.approvals.model import Item
from smmgen.config import Config
from smmgen.keys import Identity
from smmgen.people import Person, Review, pattern
from smmgen.phrases import Phrase
from smmgen.variants.approvable import UNKNOWN, Approvable, Facts


class Subject(NamedTuple):
    """A post on an account, as it is sent now. `path`: its file; `platform`: the account's network."""

    identity: Identity
    path: str
    platform: str
    now: Approvable


class Vote(NamedTuple):
    """What a person said of the subject. `problem` is asked only where the answer matters: why the vote is not this
    person's; "" where it is."""

    person: str
    at: str
    item: Item
    problem: Callable[[], str]


class Need(NamedTuple):
    """So many people of a role have yet to say yes; `people`: who can."""

    role: str
    number: int
    people: tuple[str, ...]


class Refused(NamedTuple):
    """An approval of what is sent now that does not count, and why. `own`: it is the author's."""

    person: str
    why: str
    own: bool = False


class Standing(NamedTuple):
    """Where the subject stands. `approved`: whose yes counts; `stale`: who said yes to something else, the latest
    first. `unknown`: the build says too little of the post."""

    needs: tuple[Need, ...] = ()
    approved: tuple[str, ...] = ()
    stale: tuple[Vote, ...] = ()
    refused: tuple[Refused, ...] = ()
    unknown: bool = False

    @property
    def is_open(self) -> bool:
        """It must not be sent."""
        return bool(self.needs) or self.unknown


def rules_for(subject: Subject, config: Config) -> list[Review]:
    """The reviews that it needs. Where the build says too little of it, those that it might need."""
    return [rule for rule in config.review if _concerns(rule, subject)]


def _concerns(rule: Review, subject: Subject) -> bool:
    when, places = rule.when, {subject.identity.account, subject.platform}
    return (
        (not when.accounts or bool(places & {*when.accounts}))
        and (not when.paths or any(pattern(glob).match(subject.path) for glob in when.paths))
        and (subject.now.facts is None or _meets(rule, subject.now.facts))
    )


def _meets(rule: Review, facts: Facts) -> bool:
    when = rule.when
    return (
        (not when.kind or facts.rubric in when.kind)
        and (not when.campaign or facts.campaign in when.campaign)
        and when.ads in (None, facts.is_ad)
        and (when.amount is None or _is_over(facts.cost, when.amount))
    )


def _is_over(cost: str, amount: float) -> bool:
    """What cannot be compared counts as more."""
    return cost == UNKNOWN or Decimal(cost or 0) > Decimal(str(amount))


def weigh(
    subject: Subject, votes: Sequence[Vote], config: Config, today: date, author: Callable[[], Author]
) -> Standing | None:
    """None where nobody's yes is needed. `author` is only asked where somebody's yes may be their own."""
    rules = rules_for(subject, config)
    if not rules:
        return None
    yes = [vote for vote in votes if vote.item.digest == subject.now.digest]
    flaws = [(vote.person, _flaw(vote, subject, config, today)) for vote in yes]
    good = [*dict.fromkeys(name for name, why in flaws if not why)]
    own = _own(good, config, author)
    needs = [need for rule in rules for need in _missing(rule, good, own, subject, config, today)]
    stale = [vote for vote in votes if vote not in yes and vote.person not in good]
    return Standing(
        tuple(_joined(needs)),
        tuple(name for name in good if name not in own or any(rule.own for rule in rules)),
        tuple(sorted(stale, key=lambda vote: vote.at, reverse=True)),
        (
            *(Refused(name, why) for name, why in dict(flaws).items() if name not in good),
            *(Refused(name, why, own=True) for name, why in own.items() if not all(rule.own for rule in rules)),
        ),
        unknown=subject.now.facts is None,
    )


def _flaw(vote: Vote, subject: Subject, config: Config, today: date) -> str:
    """Why a yes to what is sent now does not count, its author aside."""
    person = config.people.get(vote.person)
    if person is None:
        return Phrase("nobody of that name is in [people]")
    if not may_approve(person, config):
        return Phrase("the role `{role}` may not approve", role=person.role)
    if not _is_for(person, subject):
        return Phrase("`{account}` is not among this person's accounts", account=subject.identity.account)
    if person.expires and person.expires <= today:
        return Phrase("the key expired on {day}", day=person.expires)
    return vote.problem()


def may_approve(person: Person, config: Config) -> bool:
    """By role."""
    return "approve" in config.roles.get(person.role, ())


def _is_for(person: Person, subject: Subject) -> bool:
    return person.accounts is None or bool({subject.identity.account, subject.platform} & {*person.accounts})


def _own(names: Iterable[str], config: Config, author: Callable[[], Author]) -> dict[str, str]:
    """Whose yes is, or may be, to their own change."""
    names = list(names)
    if not names:
        return {}
    last = author()
    if last.unknown:
        return dict.fromkeys(names, Phrase("nobody can tell who changed the post last: {why}", why=last.unknown))
    return {name: Phrase("it is the author of the last change") for name in names if last.is_by(config.people[name])}


def _missing(
    rule: Review, good: Sequence[str], own: Mapping[str, str], subject: Subject, config: Config, today: date
) -> Iterable[Need]:
    counted = [name for name in good if rule.own or name not in own]
    for role in rule.needs:
        left = rule.count - len({name for name in counted if config.people[name].role == role})
        if left > 0:
            could = able(role, subject, config, today)
            people = tuple(name for name in could if name not in counted and (rule.own or name not in own))
            yield Need(role, left, people)


def able(role: str, subject: Subject, config: Config, today: date) -> list[str]:
    """Who of this role may approve it."""
    return [
        name
        for name, person in config.people.items()
        if person.role == role
        and may_approve(person, config)
        and _is_for(person, subject)
        and not (person.expires and person.expires <= today)
    ]


def _joined(needs: Iterable[Need]) -> Iterable[Need]:
    """Two rules that need the same role are met by the same people."""
    found: dict[str, Need] = {}
    for need in needs:
        known = found.get(need.role)
        if known is None or need.number > known.number:
            found[need.role] = need
    return found.values()
