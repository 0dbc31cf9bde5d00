"""Whether a post may be sent, as smm.toml and the approvals of the project have it. What is asked once is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from smmgen.approvals import signing
from smmgen.approvals.authors import Author, last_authors
from smmgen.approvals.checked import Checked
from smmgen.approvals.keys import Keys, keys_of
from smmgen.approvals.made_from import Made, made_from
from smmgen.approvals.model import Approval
from smmgen.approvals.policy import Standing, Subject, Vote, rules_for, weigh
from smmgen.approvals.store import approvals_of
from smmgen.approvals.words import Unapproved, unapproved
from smmgen.config import Account, Config
from smmgen.content.composed import composed
from smmgen.content.schedule import zone_of
from smmgen.errors import UserError
from smmgen.keys import ONCE, Identity
from smmgen.variants.approvable import Approvable, approvable
from smmgen.variants.rows import PlanRow


class Gate:
    """`imported`: approvals that were taken from a forge, from the ledger. `checked`: signatures that need not be
    checked again, where nothing is sent."""

    def __init__(
        self,
        project: Path,
        config: Config,
        now: datetime,
        imported: Sequence[Approval] = (),
        checked: Checked | None = None,
    ) -> None:
        self._project, self._config, self.imported, self._checked = project, config, imported, checked
        self.people, self.language = config.people, config.project.language
        self.today = now.astimezone(zone_of(config.project.timezone)).date()
        self._keys: dict[str, Keys] = {}
        self._votes: dict[str, list[Approval]] = {}
        self._authors: dict[str, Author] = {}

    def unapproved(self, payload: Mapping[str, Any]) -> Unapproved | None:
        """Why a payload must not be sent now; None: it may."""
        if not self._config.review:
            return None
        subject = subject_of(payload, self._config)
        return self.words(subject, self.standing(subject))

    def words(self, subject: Subject, standing: Standing | None) -> Unapproved | None:
        """The same of a standing."""
        if standing is None or not standing.is_open:
            return None
        return unapproved(subject, standing, self.made(subject))

    def made(self, subject: Subject) -> Made:
        """What the post is made of now."""
        return made_from(self._project, self._config, subject.path, subject.identity.account)

    def standing(self, subject: Subject) -> Standing | None:
        """None: nobody's yes is needed."""
        return weigh(subject, self._votes_on(subject), self._config, self.today, lambda: self.author(subject.path))

    def of_rows(self, rows: Iterable[PlanRow]) -> list[tuple[PlanRow, Subject, Standing]]:
        """Those that need somebody's yes, in their order."""
        known = [(row, _of_row(row)) for row in rows if row.review]
        needy = [(row, subject) for row, subject in known if rules_for(subject, self._config)]
        approved = [subject.path for _, subject in needy if self._is_approved(subject)]
        self.ask_for_authors(path for path in approved if path not in self._authors)
        found = [(row, subject, self.standing(subject)) for row, subject in needy]
        if self._checked:
            self._checked.save()
        return [(row, subject, standing) for row, subject, standing in found if standing]

    def _is_approved(self, subject: Subject) -> bool:
        """Somebody says that they approved it as it is."""
        return any(vote.item.digest == subject.now.digest for vote in self._votes_on(subject))

    def author(self, path: str) -> Author:
        """Who changed the post last."""
        if path not in self._authors:
            self.ask_for_authors([path])
        return self._authors[path]

    def ask_for_authors(self, paths: Iterable[str]) -> None:
        """Of many at once: for each alone, git walks through the whole history."""
        self._authors |= last_authors(self._project, paths)

    def _votes_on(self, subject: Subject) -> list[Vote]:
        post = subject.identity.post
        if post not in self._votes:
            self._votes[post] = approvals_of(self._project, post)
        known: list[tuple[Approval, Callable[[], str]]] = [(one, _none) for one in self.imported]
        known += [(one, partial(self._problem, one)) for one in self._votes[post]]
        return [
            Vote(one.statement.person, one.statement.at, item, problem)
            for one, problem in known
            if (item := one.statement.item(subject.identity))
        ]

    def _problem(self, approval: Approval) -> str:
        """Why it is not signed by who it says."""
        name = approval.statement.person
        if name not in self._keys:
            self._keys[name] = keys_of(self._project, self._config.people[name])
        keys = self._keys[name]
        if keys.problem:
            return keys.problem
        signed = (name, keys.lines, approval.statement.canonical(), approval.signature)
        return self._checked.problem_of(*signed) if self._checked else signing.problem_of(*signed)


def _none() -> str:
    return ""


def _of_row(row: PlanRow) -> Subject:
    identity = row.identity._replace(post=composed(row.uid))
    return Subject(identity, row.path, row.platform, Approvable.load(row.review))


def subject_of(payload: Mapping[str, Any], config: Config) -> Subject:
    """Of a payload file. Raises UserError for an account that smm.toml does not have."""
    name = payload["account"]
    if name not in config.accounts:
        raise UserError(f"account `{name}` is not in smm.toml", "run `smm build`")
    keys = [part["key"] for part in payload["parts"]]
    occurrence = keys[0].rsplit(":", 2)[1] if keys else ONCE
    identity = Identity(composed(payload["post"]), name, occurrence)
    return Subject(identity, payload["path"], payload["platform"], _approvable(payload, config.accounts[name]))


def _approvable(payload: Mapping[str, Any], account: Account) -> Approvable:
    """What a hook has made of a payload may be of any shape; then nobody can have approved it."""
    try:
        return approvable(payload, account)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return Approvable("", {}, None)
