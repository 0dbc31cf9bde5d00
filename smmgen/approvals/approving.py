"""What `smm approve` does: a person says yes to posts as they are built, or takes it back."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from smmgen.approvals import signing, store
from smmgen.approvals.authors import person_here
from smmgen.approvals.gate import Gate, subject_of
from smmgen.approvals.keys import keys_of
from smmgen.approvals.made_from import made_from
from smmgen.approvals.model import Approval, Item, Statement
from smmgen.approvals.policy import Subject, may_approve, rules_for
from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.people import Person
from smmgen.suggest import did_you_mean


class Line(NamedTuple):
    """One post on one account: `approved`, or why not. `needs`: who else is missing."""

    subject: Subject
    title: str
    at: str | None
    state: str
    reason: str = ""


def who(project: Path, config: Config, name: str | None) -> tuple[str, Person]:
    """The person that is meant: by name, or whoever works here. Raises UserError."""
    if not config.people:
        raise UserError("smm.toml names no people", "add them under [people]: docs/how-to/approvals.md")
    if name is None:
        name = person_here(project, config.people)
        if not name:
            known = ", ".join(config.people)
            raise UserError("git's `user.email` is nobody's in [people]", f"say who you are with --as: {known}")
    if name not in config.people:
        raise UserError(f"there is no `{name}` in [people]", did_you_mean(name, config.people))
    person = config.people[name]
    if not may_approve(person, config):
        raise UserError(f"the role `{person.role}` of {name} may not approve", "[roles] in smm.toml says who may")
    return name, person


def lines(payloads: Iterable[Mapping[str, Any]], name: str, person: Person, gate: Gate, config: Config) -> list[Line]:
    """What this person has to say yes to, and what of these needs no yes of theirs."""
    found = []
    for payload in payloads:
        subject = subject_of(payload, config)
        state, reason = _state(subject, name, person, gate, config)
        found.append(Line(subject, payload["title"], payload["at"], state, reason))
    return found


WAITS, DONE, NOT_YOURS, FREE, OWN = "waits for you", "approved", "not yours", "needs no approval", "your own"
REFUSED = (NOT_YOURS, OWN)
"""States of what this person cannot approve."""


def _state(subject: Subject, name: str, person: Person, gate: Gate, config: Config) -> tuple[str, str]:
    rules = [rule for rule in rules_for(subject, config) if person.role in rule.needs]
    standing = gate.standing(subject)
    if standing is None:
        return FREE, ""
    if standing.unknown:
        raise UserError("the build does not say which posts need an approval", "run `smm build`")
    if name in standing.approved:
        return DONE, ""
    if not standing.is_open:
        return DONE, "by others"
    if not rules:
        return NOT_YOURS, f"it is for {', '.join(dict.fromkeys(need.role for need in standing.needs))} to approve"
    if not any(rule.own for rule in rules) and gate.author(subject.path).is_by(person):
        return OWN, "you made its last change; somebody else has to approve it"
    if all(name not in need.people for need in standing.needs):
        return NOT_YOURS, "it is not for you to approve"
    return WAITS, ""


def approve(
    project: Path, config: Config, name: str, chosen: Sequence[Line], key: str | None, now: datetime
) -> list[str]:
    """Sign, one file for each post, and return their paths. What the same person said of other accounts of the post
    stays. Raises UserError where the key is missing or another one than the project knows."""
    paths = []
    keys = keys_of(project, config.people[name])
    if keys.problem:
        raise UserError(
            f"{name} has no key in smm.toml: {keys.problem}", "write `key` under [people]: a path of a .pub"
        )
    with tempfile.TemporaryDirectory(prefix="smm-") as folder:
        signer = key or _own_key(keys.lines, Path(folder))
        for post, subjects in _by_post([line.subject for line in chosen]).items():
            items = [_item(project, config, subject) for subject in subjects]
            statement = _statement(project, post, name, keys.lines, items, now)
            approval = Approval(statement, signing.sign(statement.canonical(), signer))
            if why := signing.problem_of(name, keys.lines, statement.canonical(), approval.signature):
                raise UserError(f"`{signer}` is not a key that [people] has for {name}: {why}", "give another --key")
            paths.append(store.put(project, approval))
    return paths


def revoke(project: Path, posts: Iterable[str], name: str) -> list[str]:
    """Take back what this person said of these posts; returns the names of those that there was anything of."""
    return [post for post in posts if store.remove(project, post, name)]


def _by_post(subjects: Iterable[Subject]) -> dict[str, list[Subject]]:
    found: dict[str, list[Subject]] = {}
    for subject in subjects:
        found.setdefault(subject.identity.post, []).append(subject)
    return found


def _item(project: Path, config: Config, subject: Subject) -> Item:
    _, account, occurrence = subject.identity
    made = made_from(project, config, subject.path, account)
    return Item(account, subject.now.digest, subject.now.aspects, made.of, occurrence)


def _statement(
    project: Path, post: str, name: str, keys: tuple[str, ...], items: Sequence[Item], now: datetime
) -> Statement:
    """With what the person has signed before: what somebody else wrote into the file is not signed along."""
    new = {(item.account, item.occurrence) for item in items}
    before = [one for one in store.approvals_of(project, post) if one.statement.person == name]
    own = [one for one in before if not signing.problem_of(name, keys, one.statement.canonical(), one.signature)]
    kept = [item for one in own for item in one.statement.items if (item.account, item.occurrence) not in new]
    return Statement(post, name, f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", (*items, *kept))


def _own_key(known: Collection[str], folder: Path) -> str:
    """A private key in ~/.ssh whose public half [people] has; else the public half, for an agent to sign with."""
    for public in _public_keys():
        if " ".join(public.read_text("utf-8", "replace").split()[:2]) in known and public.with_suffix("").is_file():
            return str(public.with_suffix(""))
    public = folder / "key.pub"
    public.write_text(f"{next(iter(known))}\n")
    return str(public)


def _public_keys() -> Iterator[Path]:
    try:
        yield from sorted((Path.home() / ".ssh").glob("*.pub"))
    except (OSError, RuntimeError):
        return
