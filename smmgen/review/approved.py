"""What the reviews of a pull request approve: the posts that its commit sends otherwise than its base does. What a
branch leaves as it was, its reviewers have not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from smmgen.approvals.forge import ForgeReview, person_of
from smmgen.approvals.imported import pull_of
from smmgen.approvals.made_from import made_from
from smmgen.approvals.model import Item, Statement
from smmgen.approvals.policy import Subject, rules_for
from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.ledger.git.repository import GitError
from smmgen.review.causes import causes
from smmgen.review.compare import Compared, prepared
from smmgen.review.diff import sides_of
from smmgen.review.objects import Objects
from smmgen.review.side import Side, hooks_of
from smmgen.variants.approvable import Approvable
from smmgen.variants.rows import PlanRow

_STRANGE = (
    "the review of `{login}` approves nothing: hooks of {commit} are not those of this branch, and are not run: {hooks}"
)
_NO_COMMIT = "GitLab does not say which commit was approved: name it with --commit"


class Reviewed(NamedTuple):
    """What a commit sends otherwise, and the side of the comparison that it is on."""

    rows: Sequence[PlanRow]
    side: Side


class Taken(NamedTuple):
    """`statements`: what people approved. `withdrawn`: person and pull request of those who take an approval back.
    `notices`: sentences about reviews that approve nothing here."""

    statements: list[Statement]
    withdrawn: list[tuple[str, str]]
    notices: list[str]


def taken(
    project: Path,
    config: Config,
    reviews: Sequence[ForgeReview],
    *,
    base: str,
    commit: str,
    folder: Path,
    with_code: bool,
    now: datetime,
) -> Taken:
    """`config`: smm.toml of the branch that is published: it says who is who. `base`: where the pull request began;
    `commit`: what was reviewed, where the forge does not say it. `folder`: an empty one of ours. `with_code`: with the
    project's hooks, which change what is sent. Raises UserError."""
    found = Taken([], [], [])
    looks: dict[str, Reviewed] = {}
    for review in reviews:
        name, reviewed = person_of(review, config), review.commit or commit
        if not name:
            found.notices.append(f"`{review.login}` is nobody's `forge` in [people]: this review approves nothing")
        elif not review.approves:
            found.withdrawn.append((name, pull_of(review.url)))
        elif not reviewed:
            raise UserError("the reviews do not say which commit they are of", _NO_COMMIT)
        else:
            if with_code and (strange := strange_hooks(project, reviewed, folder)):
                found.notices.append(
                    _STRANGE.format(login=review.login, commit=reviewed[:10], hooks=", ".join(strange))
                )
                continue
            if reviewed not in looks:
                place = folder / str(len(looks))
                place.mkdir()
                looks[reviewed] = look(project, base, reviewed, place, with_code)
            found.statements.extend(_statements(review, name, looks[reviewed], config, now))
    return found


def strange_hooks(project: Path, commit: str, folder: Path) -> list[str]:
    """Hooks that the commit has otherwise than the branch that is published.

    Who approves posts has not agreed to run code, and a commit may have had a hook that was taken out before the merge.
    Raises UserError.
    """
    objects = Objects(project)
    try:
        here, there = (
            hooks_of(objects, objects.commit_named(name), Path(mkdtemp(dir=folder))) for name in ("HEAD", commit)
        )
    except GitError as error:
        raise UserError(f"git: {error}") from None
    return sorted(path for path, oid in there.items() if not oid or here.get(path) != oid)


def look(project: Path, base: str, commit: str, folder: Path, with_code: bool) -> Reviewed:
    """Raises UserError."""
    try:
        sides = sides_of(project, base, commit, folder, with_code)
        comparison = prepared(sides.old, sides.new, causes(sides.old, sides.new, with_code))
        rows = [row for one in comparison.run() for row in _changed(one)]
    except GitError as error:
        raise UserError(f"git: {error}", "if this is a partial clone, fetch all of its files first") from None
    return Reviewed(rows, sides.new)


def _changed(found: Compared) -> Iterator[PlanRow]:
    names = {(change.post, change.account) for change in found.changes if change.after}
    yield from (row for post in found.new for row in post.plan if row.review and (row.uid, row.account) in names)


def _statements(
    review: ForgeReview, name: str, reviewed: Reviewed, config: Config, now: datetime
) -> Iterator[Statement]:
    """One for each post of which an account needs this person's role."""
    role = config.people[name].role
    items: dict[str, list[Item]] = {}
    for row in reviewed.rows:
        subject = Subject(row.identity, row.path, row.platform, Approvable.load(row.review))
        if any(role in rule.needs for rule in rules_for(subject, config)):
            made = made_from(reviewed.side.folder, reviewed.side.config, row.path, row.account)
            item = Item(row.account, subject.now.digest, subject.now.aspects, made.of, row.identity.occurrence)
            items.setdefault(row.uid, []).append(item)
    for post, of_post in sorted(items.items()):
        yield Statement(post, name, _utc(review.at, now), tuple(of_post), review.url or "forge")


def _utc(at: str, now: datetime) -> str:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = now
    return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
