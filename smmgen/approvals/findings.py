"""What is wrong with people, keys and approvals, for `smm check`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from smmgen.approvals import codes
from smmgen.approvals.codeowners import owners_of
from smmgen.approvals.gate import Gate
from smmgen.approvals.keys import keys_of
from smmgen.approvals.model import path_of
from smmgen.approvals.policy import Standing, Subject, may_approve
from smmgen.approvals.store import Broken, everything
from smmgen.approvals.words import how, joined, need_of, stale
from smmgen.config import Config
from smmgen.content.layout import CONFIG
from smmgen.content.toml_positions import Key, place, places
from smmgen.diagnostics import Code, Diagnostic, Severity, Span, diagnose
from smmgen.durations import in_words
from smmgen.keys import Identity
from smmgen.suggest import did_you_mean
from smmgen.variants.rows import PlanRow

SOON = timedelta(hours=24)


class Look(NamedTuple):
    """What is looked at. `rows`: every post on every account; `attempted`: what the ledger knows of. Posts that are due
    between `now` and `until` and a day later are due soon; None: the time does not matter."""

    project: Path
    config: Config
    rows: Sequence[PlanRow]
    gate: Gate
    attempted: Collection[Identity] = ()
    now: datetime | None = None
    until: datetime | None = None


def findings(look: Look, settings: str) -> list[Diagnostic]:
    """`settings`: the text of smm.toml."""
    config = look.config
    if not config.review:
        return []
    at = places(settings)
    found = [*_roles(config, at), *_keys(look, at), *_owners(look, at), *_files(look), *_posts(look)]
    return [one for diagnostic in dict.fromkeys(found) for one in _as_set(diagnostic, config.rules.severity)]


# smm.toml


def _roles(config: Config, at: dict[Key, tuple[int, int]]) -> Iterator[Diagnostic]:
    for name, person in config.people.items():
        if person.role not in config.roles:
            message = f"{name} has the role `{person.role}`, which is not in [roles]"
            yield _in_config(codes.UNKNOWN_PERSON, at, ("people", name, "role"), message, _known(person.role, config))
    for number, rule in enumerate(config.review):
        for role in dict.fromkeys(rule.needs):
            field = ("review", str(number), "needs")
            if role not in config.roles:
                message = f"the review needs the role `{role}`, which is not in [roles]"
                yield _in_config(codes.UNKNOWN_PERSON, at, field, message, _known(role, config))
            elif len(able := _able(role, config)) < rule.count:
                few = f"only {joined(able)}" if able else "nobody"
                message = f"the review needs {rule.count} × {role}, and {few} of that role may approve"
                hint = 'add people to [people], or give the role "approve" in [roles]'
                yield _in_config(codes.NOBODY_CAN, at, field, message, hint)


def _able(role: str, config: Config) -> list[str]:
    return [name for name, person in config.people.items() if person.role == role and may_approve(person, config)]


def _known(role: str, config: Config) -> str:
    return did_you_mean(role, config.roles) or f'write `{role} = ["approve"]` under [roles]'


def _keys(look: Look, at: dict[Key, tuple[int, int]]) -> Iterator[Diagnostic]:
    owners: dict[str, str] = {}
    config = look.config
    needed = {role for rule in config.review for role in rule.needs}
    for name, person in config.people.items():
        field = ("people", name, "key")
        if person.role not in needed or not may_approve(person, config):
            continue
        if person.key is None:
            if person.forge is None:
                message = f"{name} may approve, and has neither a key nor a login on a forge"
                yield _in_config(codes.BAD_KEY, at, field, message, 'such as key = "keys/maria.pub"')
            continue
        keys = keys_of(look.project, person)
        if person.expires and person.expires <= look.gate.today:
            message = f"the key of {name} expired on {person.expires}"
            yield _in_config(codes.BAD_KEY, at, ("people", name, "expires"), message, _NEW_KEY)
        if keys.problem:
            yield _in_config(codes.BAD_KEY, at, field, f"the key of {name}: {keys.problem}", _NEW_KEY)
        for line in keys.lines:
            if other := owners.get(line):
                message = f"{name} and {other} have the same key"
                yield _in_config(codes.BAD_KEY, at, field, message, "a key says who signs: each person needs their own")
            owners[line] = name


_NEW_KEY = "`ssh-keygen -t ed25519` makes a key; add its `.pub` file to the project"


def _owners(look: Look, at: dict[Key, tuple[int, int]]) -> Iterator[Diagnostic]:
    """Where CODEOWNERS does not ask those who matter."""
    owners = owners_of(look.project)
    if owners is None:
        return
    config = look.config
    keys = [one.key for one in config.people.values() if one.key and " " not in one.key]
    if bare := [path for path in dict.fromkeys([CONFIG, *keys, *config.hooks.files]) if not owners.of(path)]:
        message = f"{owners.path} asks nobody about {joined(f'`{path}`' for path in bare)}"
        yield _in_config(codes.CODEOWNERS_DRIFT, at, ("review",), message, "they decide what an approval is worth")
    for number, rule in enumerate(config.review):
        for glob in rule.when.paths:
            asked = {name.casefold() for name in owners.of(glob.replace("**", "x").replace("*", "x").replace("?", "x"))}
            logins = {
                f"@{one.forge}".casefold() for one in config.people.values() if one.role in rule.needs and one.forge
            }
            if logins and not logins & asked and not any("/" in name for name in asked):
                message = f"{owners.path} does not ask {joined(sorted(logins), 'or')} about `{glob}`"
                field = ("review", str(number), "when")
                yield _in_config(codes.CODEOWNERS_DRIFT, at, field, message, "name those who have to approve there")


def _in_config(code: Code, at: dict[Key, tuple[int, int]], field: Key, message: str, hint: str) -> Diagnostic:
    line, column = place(at, field)
    return diagnose(code, CONFIG, Span(line, column, line, column + 1), message, hint)


# approvals/


def _files(look: Look) -> Iterator[Diagnostic]:
    for one in everything(look.project):
        if isinstance(one, Broken):
            yield diagnose(codes.UNKNOWN_PERSON, one.path, Span(), f"this is no approval: {one.why}", _AGAIN)
        elif one.statement.person not in look.config.people:
            message = f"`{one.statement.person}` is not in [people]"
            hint = did_you_mean(one.statement.person, look.config.people, "delete the file, or add the person")
            yield diagnose(codes.UNKNOWN_PERSON, one.path, Span(), message, hint)


_AGAIN = "delete it, and approve again"
_ELSE = "somebody else has to approve the post"


# Posts


def _posts(look: Look) -> Iterator[Diagnostic]:
    open_rows = [row for row in look.rows if row.status == "ready" and row.identity not in look.attempted]
    for row, subject, standing in look.gate.of_rows(open_rows):
        yield from _of_post(look, row, subject, standing)
    yield from _written(look, open_rows)


def _of_post(look: Look, row: PlanRow, subject: Subject, standing: Standing) -> Iterator[Diagnostic]:
    for one in standing.refused:
        if one.person not in look.config.people:
            continue  # which `_files` says
        code = codes.OWN_APPROVAL if one.own else codes.BAD_KEY
        message = f"the approval of `{subject.identity.post}` by {one.person} does not count: {one.why}"
        yield diagnose(code, path_of(subject.identity.post, one.person), Span(), message, _ELSE if one.own else _AGAIN)
    if not standing.is_open:
        return
    for vote in standing.stale:
        message = stale(vote, subject, look.gate.made(subject))
        yield diagnose(codes.STALE_APPROVAL, row.path, Span(), message, how(subject, standing.needs), row.account)
    if not standing.stale and (left := _left(look, row)) is not None:
        who = joined(map(need_of, standing.needs))
        message = f"it goes out in {in_words(left)}, and waits for approval by {who}"
        yield diagnose(
            codes.APPROVAL_MISSING, row.path, row.schedule_span, message, how(subject, standing.needs), row.account
        )


def _left(look: Look, row: PlanRow) -> timedelta | None:
    """How long it is until the post is due; None where that is not soon, or past."""
    if look.now is None or row.at is None:
        return None
    left = timedelta(seconds=row.at - look.now.timestamp())
    ahead = (look.until or look.now) - look.now + SOON
    return left if timedelta() <= left <= ahead else None


def _written(look: Look, rows: Iterable[PlanRow]) -> Iterator[Diagnostic]:
    """Posts whose author may not write, where some role may."""
    config = look.config
    mute = [name for name, person in config.people.items() if "write" not in config.roles.get(person.role, ())]
    if not mute or not any("write" in acts for acts in config.roles.values()):
        return
    paths = [*dict.fromkeys(row.path for row in rows)]
    look.gate.ask_for_authors(paths)
    for path in paths:
        author = look.gate.author(path)
        for name in mute:
            if author.is_by(config.people[name]):
                message = f"its last change is by {name}, whose role `{config.people[name].role}` may not write"
                hint = 'somebody who may has to change it, or the role gets "write" in [roles]'
                yield diagnose(codes.NOT_ALLOWED, path, Span(), message, hint)


def _as_set(found: Diagnostic, wanted: Mapping[str, Severity]) -> list[Diagnostic]:
    """The diagnostic with the severity set in smm.toml; nothing if it is off."""
    severity = wanted.get(found.code) or wanted.get(found.name)
    if severity is None:
        return [found]
    return [] if severity is Severity.OFF else [replace(found, severity=severity)]
