"""A person says what became of a post's name: the rows go on under the new one, or the post is another one.

Rows that are carried over are written in one act with the word they leave behind, so that no moment is left in which
the post is known by neither name.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from smmgen.config import Config
from smmgen.content.composed import composed
from smmgen.errors import UserError
from smmgen.keys import Identity
from smmgen.ledger.model import DOUBTFUL, MOVABLE, OUT, Entry, State, stamp
from smmgen.ledger.store import Ledger, Step, steps_to
from smmgen.networks.base import Network
from smmgen.publishing.accounts import require_accounts
from smmgen.publishing.change_digest import aspects
from smmgen.publishing.context import Context
from smmgen.publishing.payloads import Planned, read_build, read_build_if_any
from smmgen.publishing.resemblance import Look, ask, is_open, leads_to, looks_the_same
from smmgen.publishing.selection import is_post, not_built
from smmgen.variants.likeness import likeness

Find = Callable[[str], Network]
_TAKEN = OUT | DOUBTFUL | {State.RETRACTED}
_WISHES: Mapping[State, Mapping[str, Any]] = {
    State.FAILED: {"reason": "another post, to be sent by a person's wish", "retryable": True},
    State.ABANDONED: {"reason": "left unsent, by a person"},
}


def same_as(context: Context, ledger: Ledger, key: str, old: str) -> list[Entry]:
    """Let a post of the build have the rows of `old`, which no file makes any more. Returns them under their new keys.

    `key` is the ledger key of a part of it, or its uid, path or slug; `old` the uid or path of the other, or the key of
    a row. Two folders, with a `/` at their end, mean all posts of the same names in them. Raises UserError when one of
    them is not known, and when a row cannot go on under another name.
    """
    key, old = composed(key), composed(old)
    with ledger.lock():
        plan, rows = read_build(context.project), {entry.key: entry for entry in ledger.entries()}
        folders = key.endswith("/") and old.endswith("/")
        meant = [one for one in plan if one.post.startswith(key)] if folders else _meant(context.project, plan, key)
        identities, built = {one.identity for one in meant}, {one.identity for one in plan}
        names = {one: f"{old}{one.post.removeprefix(key)}" if folders else old for one in identities}
        pairs = [
            (entry, identity)
            for identity in sorted(identities)
            for entry in _rows_of(names[identity], identity, rows.values(), context.config)
        ]
        if not pairs:
            where = ", ".join(f"`{identity.account}`" for identity in sorted(identities))
            raise UserError(f"the ledger has no row of `{old}` on {where}", "`smm status` shows the keys")
        free = _free(pairs, rows)
        for entry, _ in free:
            if entry.identity in built:
                raise UserError(
                    f"`{entry.post}` is still a post of its own on `{entry.account}`", "delete its file first"
                )
        return _carry(context, ledger, free, rows, plan)


def rename_account(context: Context, ledger: Ledger, old: str, new: str) -> list[Entry]:
    """Let all rows of an account that smm.toml no longer has go on under its new name.

    Rows of which the new name has its own already stay where they are. Raises UserError for names that do not fit, and
    when none is left.
    """
    accounts = context.config.accounts
    require_accounts(context.config, [new])
    if old in accounts:
        raise UserError(f"`{old}` is still in smm.toml", "rename it there first, then run `smm build`")
    with ledger.lock():
        rows = {entry.key: entry for entry in ledger.entries()}
        had = [entry for entry in rows.values() if entry.account == old and entry.state is not State.RENAMED]
        if not had:
            raise UserError(f"the ledger has no row of an account `{old}`", "`smm status` shows the keys")
        if other := next((entry for entry in had if entry.platform != accounts[new].platform), None):
            raise UserError(f"`{old}` was an account of {other.platform}, `{new}` is one of another network")
        free = _free([(entry, entry.identity._replace(account=new)) for entry in had], rows)
        return _carry(context, ledger, free, rows, read_build_if_any(context.project))


def decide_held(context: Context, ledger: Ledger, key: str, state: State) -> list[Entry]:
    """Answer for a post about which a person is asked: it is another one, to be sent (`failed`) or not (`abandoned`).

    `key` is that of a part, or the beginning of one, and means all parts on that account that a run might send, or the
    post's uid, path or slug, and means all accounts about which is asked. Nothing is done, and [] returned, where
    nothing is asked.
    """
    key = composed(key)
    with ledger.lock():
        plan, rows = read_build_if_any(context.project), {entry.key: entry for entry in ledger.entries()}
        asked = ask(plan, rows, context.config, context.find_network)
        begins = [one for one in plan if key.endswith(":") and one.key.startswith(key)]
        named = [one for one in plan if one.key == key] or begins or [one for one in plan if is_post(one, key)]
        identities = {one.identity for one in named if one.key in asked}
        free = [one for one in plan if one.identity in identities and is_open(rows.get(one.key))]
        now = stamp(context.clock())
        wish: dict[str, Any] = {**_WISHES[state], "updated_at": now}
        if state is State.FAILED:
            wish["asked_at"] = now
        steps = [step for one in free for step in steps_to(one.row(state, **wish), rows.get(one.key))]
        ledger.move_all(steps)
        return [entry for one in free if (entry := ledger.get(one.key))]


def _meant(project: Path, plan: Sequence[Planned], key: str) -> list[Planned]:
    """One post on one account by a key, on all of them by a name. Raises UserError."""
    by_key = {one.identity for one in plan if one.key == key}
    found = [one for one in plan if (one.identity in by_key if by_key else is_post(one, key))]
    if not found:
        raise not_built(project, key)
    return found


def _rows_of(old: str, identity: Identity, entries: Collection[Entry], config: Config) -> list[Entry]:
    """On the account itself, else on one that smm.toml no longer has; those of the same occurrence."""
    keyed = {entry.identity for entry in entries if entry.key == old}
    named = [
        entry
        for entry in entries
        if (entry.identity in keyed if keyed else entry.post == old)
        and entry.occurrence == identity.occurrence
        and entry.identity != identity
        and entry.state is not State.RENAMED
    ]
    account = config.accounts.get(identity.account)
    here = [entry for entry in named if entry.account == identity.account]
    return here or [one for one in named if account and one.account not in config.accounts and leads_to(one, account)]


def _key(entry: Entry, to: Identity) -> str:
    return to.key(entry.part)


def _free(pairs: Sequence[tuple[Entry, Identity]], rows: Mapping[str, Entry]) -> list[tuple[Entry, Identity]]:
    """Those for which there is room under the new name. Raises UserError when there is none."""
    free = [(entry, to) for entry, to in pairs if not _is_taken(rows.get(_key(entry, to)))]
    if not free:
        key = _key(*pairs[0])
        hint = "two posts that are out stay two; `smm retract` withdraws one"
        raise UserError(f"`{key}` is {rows[key].state} itself", hint)
    return free


def _is_taken(entry: Entry | None) -> bool:
    return entry is not None and entry.state in _TAKEN


def _carry(
    context: Context,
    ledger: Ledger,
    pairs: Sequence[tuple[Entry, Identity]],
    rows: Mapping[str, Entry],
    plan: Sequence[Planned],
) -> list[Entry]:
    for entry, _ in pairs:
        if entry.state in DOUBTFUL:
            raise _doubtful(entry)
    steps: list[Step] = []
    after_all: list[Entry] = []
    now, find = stamp(context.clock()), context.find_network
    known, planned = _live_digests(pairs, plan, find), {one.key: one for one in plan}
    carried = [(entry, to) for entry, to in pairs if entry.state in MOVABLE]
    for entry, to in carried:
        key, there = _key(entry, to), rows.get(_key(entry, to))
        time = planned[key].at if key in planned and entry.state is State.PUBLISHED else None
        after = replace(
            entry,
            key=key,
            post=to.post,
            account=to.account,
            at=stamp(time) if time else entry.at,
            **known.get(key, {}),
        )
        left = replace(entry, state=State.RENAMED, reason=f"it goes by `{key}` now", updated_at=now)
        steps += [*steps_to(after, there), (entry, left)]
        after_all.append(after)
    ledger.move_all(steps)
    return after_all


def _doubtful(entry: Entry) -> UserError:
    name = shlex.quote(entry.key)
    return UserError(
        f"it is unknown whether `{entry.key}` is out",
        f"look at the account; if it is there: `smm resolve {name} --sent URL`, if not: `smm resolve {name} --abandon`",
    )


def _live_digests(
    pairs: Sequence[tuple[Entry, Identity]], plan: Sequence[Planned], find: Find
) -> dict[str, dict[str, Any]]:
    """New key -> what its row says of the content where that is what went out: the digest has the key in it."""
    found: dict[str, dict[str, Any]] = {}
    for identity in {to for _, to in pairs}:
        planned = {one.key: one for one in plan if one.identity == identity}
        out = {_key(entry, to): entry for entry, to in pairs if to == identity and entry.state in OUT}
        if planned and all(key in planned and _is_same(entry, planned[key], find) for key, entry in out.items()):
            for key in out:
                found[key] = {
                    "digest": planned[key].digest,
                    "content": aspects(find(planned[key].platform), planned[key].part),
                }
    return found


def _is_same(entry: Entry, planned: Planned, find: Find) -> bool:
    had = entry.likeness.get("parts", "")
    if entry.updating or (had and had != str(planned.parts)):
        return False
    return looks_the_same(entry, Look(likeness(planned.part), aspects(find(planned.platform), planned.part)))
