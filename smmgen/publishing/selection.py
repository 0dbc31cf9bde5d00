"""Which part of the plan and of the ledger the user asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from smmgen.content import front_matter
from smmgen.content.composed import composed
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import kind_of
from smmgen.content.names import slug_of
from smmgen.errors import UserError
from smmgen.keys import name_of, named_time
from smmgen.ledger.model import Entry
from smmgen.publishing.accounts import require_accounts
from smmgen.publishing.context import Context
from smmgen.publishing.payloads import Planned, broken, read_build_if_any


def in_scope(build: Sequence[Planned], context: Context) -> list[Planned]:
    """What the user asked for. Raises UserError for an account or a post that does not exist."""
    accounts, posts = context.accounts, context.posts
    require_accounts(context.config, accounts)
    for post in posts:
        if not any(is_post(planned, post) for planned in build):
            raise not_built(context.project, post)
    return [
        planned
        for planned in build
        if (not accounts or planned.account in accounts)
        and (not posts or any(is_post(planned, post) for post in posts))
    ]


def in_filter(context: Context, parts: Sequence[Planned]) -> Callable[[Entry], bool]:
    """Whether a ledger row belongs to what the user asked for, its post built or not. `parts`: what is in scope."""
    accounts, posts = context.accounts, context.posts
    whole = [post for post in posts if not named_time(post)[0]]
    uids = {planned.post for planned in parts if any(is_post(planned, post) for post in whole)} | set(
        map(composed, whole)
    )
    times = {(planned.post, planned.occurrence) for planned in parts} | {_named(post) for post in posts}
    return lambda entry: (
        (not accounts or entry.account in accounts)
        and (not posts or entry.post in uids or (entry.post, entry.occurrence) in times)
    )


def _named(post: str) -> tuple[str, str]:
    occurrence, name = named_time(post)
    return composed(name), occurrence


def key_named(project: Path, name: str, account: str) -> str:
    """The beginning of the keys of a post, named by uid, path or slug, on an account; a key stays as it is."""
    found = [planned for planned in read_build_if_any(project) if is_post(planned, name)]
    occurrence, rest = named_time(name)
    uid = found[0].post if found else rest
    accounts = {account} if account else {planned.account for planned in found} if occurrence else set()
    if occurrence and len(accounts) == 1:
        return f"{uid}:{accounts.pop()}:{occurrence}:"
    return f"{uid}:{account}:" if account else name if uid == name else f"{uid}:"


def not_built(project: Path, name: str) -> UserError:
    """Why the build has no post of that name: errors keep it back, or there is none."""
    for path, errors in _broken(project).items():
        if composed(name) in map(composed, _names(project, path)):
            count = f"{errors} error{'s' * (errors != 1)}"
            return UserError(f"`{name}` has {count} and was not built", "`smm check` shows them; then `smm build`")
    return UserError(f"there is no post `{name}` in the build", "`smm list` shows the posts; `smm build` first")


def _broken(project: Path) -> Mapping[str, int]:
    try:
        return broken(project)
    except UserError:
        return {}


def _names(project: Path, path: str) -> Iterator[str]:
    """What a post that is not built goes by."""
    kind, (source, _) = kind_of(path) or POST, front_matter.read(project, path)
    yield from (path, name_of(kind.name, slug_of(path)))
    if source and isinstance(uid := source.data.get("uid"), str):
        yield name_of(kind.name, uid)


def is_post(planned: Planned, name: str) -> bool:
    """By uid, path or slug, however it is spelt; of another kind than a post `contest/UID` or `contest/SLUG`. One time
    of a post that repeats is `2026-12-14@UID`, or of its path or slug."""
    names = [*map(composed, (planned.post, planned.path, name_of(planned.kind, planned.slug)))]
    if composed(name) in names:
        return True
    occurrence, rest = named_time(name)
    return occurrence == planned.occurrence and composed(rest) in names
