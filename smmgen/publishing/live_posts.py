"""Differences between the content and live posts: SMM901 to SMM905, for `smm check`."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from smmgen.config import Config
from smmgen.content.layout import CONTENT
from smmgen.diagnostics import Diagnostic, Severity, Span, diagnose
from smmgen.keys import ONCE, Identity
from smmgen.ledger.model import DOUBTFUL, OUT, RETRACTING, Entry, State, instant
from smmgen.publishing.ledger_codes import (
    ACCOUNT_RENAMED,
    ANOTHER_TIME,
    EDITED,
    LEFT_BEHIND,
    PARTS_MOVED,
    RENAMED,
    changed,
    its_status,
    left_behind,
    update,
    withdraw,
)
from smmgen.publishing.resemblance import (
    Candidate,
    Look,
    Question,
    Suspects,
    is_open,
    last_wish,
    leads_to,
    questions,
)
from smmgen.publishing.strays import ALONE, reaches
from smmgen.variants.likeness import Likeness
from smmgen.variants.rows import PlanRow

Asked = tuple[Candidate, Question]
CONFIG = "smm.toml"
"""Where a post without a file is reported."""


def findings(
    rows: Iterable[PlanRow],
    entries: Iterable[Entry],
    config: Config,
    unreadable: Collection[str] = (),
    asked: Sequence[Asked] | None = None,
    now: datetime | None = None,
) -> list[Diagnostic]:
    """One for each post and account. `rows`: every post on every account as it would be sent now. `unreadable`: files
    that make no post at present; as long as there are any, no post is taken for gone that might be one of them.
    `asked`: what `in_question` has found, where it was called already. `now`: to tell what waits in a network's
    scheduler from what was there."""
    known, entries = {row.identity: row for row in rows}, list(entries)
    posts = {row.uid: row for row in known.values()}
    meant = {(row.uid, row.account) for row in known.values()}
    asked = in_question(known.values(), entries, config, now=now) if asked is None else asked
    named = {identity for candidate, question in asked for identity in _identities(candidate, question)}
    found = [*_accounts(entries, asked, config), *_renamed(known, asked, config), *_moved(known, asked)]
    gone: dict[tuple[str, str], list[Entry]] = {}
    for identity, parts in _live(entries, config).items():
        row = known.get(identity)
        if identity in named:
            continue
        if row:
            found += _about(row, parts)
        elif (identity.post, identity.account) in meant:
            found += _at_no_time(parts, posts[identity.post], now)
        elif identity.post in posts and all(entry.is_history for entry in parts):
            continue  # the account is to have no more of them
        elif identity.post in posts or not _may_be_there(identity.post, unreadable):
            gone.setdefault((identity.post, identity.account), []).extend(parts)
    found += [_gone(uid, account, parts, posts.get(uid)) for (uid, account), parts in gone.items()]
    return [one for diagnostic in found for one in _as_set(diagnostic, config.rules.severity)]


def _live(entries: Iterable[Entry], config: Config) -> dict[Identity, list[Entry]]:
    out: dict[Identity, list[Entry]] = {}
    for entry in entries:
        if entry.state in OUT and entry.account in config.accounts:
            out.setdefault(entry.identity, []).append(entry)
    return out


# What a person will be asked


def in_question(
    rows: Iterable[PlanRow],
    entries: Collection[Entry],
    config: Config,
    with_parts: Callable[[Sequence[PlanRow]], Sequence[PlanRow]] = lambda rows: rows,
    now: datetime | None = None,
) -> list[Asked]:
    """The posts that `publish` would hold. `with_parts`: gives rows their `parts`; only what may resemble something is
    asked for them. `now`: of a post that repeats, what the next time has replaced by then is not asked about."""
    if not entries:
        return []
    known, ledger = {row.identity: row for row in rows}, {entry.key: entry for entry in entries}
    suspects = Suspects.of(known.keys(), entries)
    ready = (row for row in known.values() if row.status == "ready")
    passed = _passed(known.values(), now) if now else frozenset()
    concerned = [row for row in ready if row.identity not in passed and suspects.concern(row.identity, row.platform)]
    reach = reaches((row.identity, _at(row)) for row in known.values() if row.post.occurrence != ONCE)
    candidates = (_candidate(row, ledger, reach.get(row.identity, ALONE)) for row in with_parts(concerned))
    late = now - timedelta(seconds=config.longest_grace) if now else None
    found = questions(filter(None, candidates), suspects, config.accounts)
    return [one for one in found if not (one[1].own and late and one[0].at and one[0].at < late)]


def _passed(rows: Iterable[PlanRow], now: datetime) -> frozenset[Identity]:
    """Times of posts that repeat of which the next one has come."""
    times: dict[tuple[str, str], list[tuple[int, Identity]]] = {}
    for row in rows:
        if row.post.occurrence != ONCE and row.at is not None and row.at <= now.timestamp():
            times.setdefault((row.uid, row.account), []).append((row.at, row.identity))
    return frozenset(identity for found in times.values() for _, identity in sorted(found)[:-1])


def _at(row: PlanRow) -> datetime | None:
    return datetime.fromtimestamp(row.at, UTC) if row.at is not None else None


def _candidate(row: PlanRow, ledger: Mapping[str, Entry], reach: timedelta) -> Candidate | None:
    """None: all of it went out, or a person has decided."""
    known = {name: ledger.get(row.key(name)) for name, *_ in row.parts}
    unsent = tuple([name for name, entry in known.items() if is_open(entry)])
    if not unsent:
        return None
    looks = [Look(Likeness(*part), {}) for part in row.parts]
    wish = last_wish(known[name] for name in unsent)
    return Candidate(row.identity, row.platform, row.path, _at(row), unsent, wish, lambda: looks, reach)


def _identities(candidate: Candidate, question: Question) -> tuple[Identity, ...]:
    """The posts that this question covers: no other diagnostic is needed for them."""
    return (candidate.identity, question.other.identity)


def _renamed(known: Mapping[Identity, PlanRow], asked: Iterable[Asked], config: Config) -> Iterator[Diagnostic]:
    """One for a post and the one that it looks like, whatever the number of accounts."""
    alike: dict[tuple[str, str], list[Identity]] = {}
    for candidate, question in asked:
        was = question.other
        if not (question.moved or question.own or question.is_same) and was.account in config.accounts:
            alike.setdefault((candidate.identity.post, was.post), []).append(candidate.identity)
    for (post, other), identities in alike.items():
        row = known[identities[0]]
        where = ", ".join(dict.fromkeys(f"`{one.account}`" for one in identities))
        message = f"it looks like `{other}`, which is out on {where}, and no file produces that post any more"
        new, old = shlex.quote(post), shlex.quote(other)
        hint = (
            f"if it is the same post: `smm resolve {new} --same-as {old}`; if it is a different post: "
            f"`smm resolve {new} --resend`; until then `smm publish` holds it"
        )
        yield diagnose(RENAMED, row.path, row.post.uid_span, message, hint)


def _moved(known: Mapping[Identity, PlanRow], asked: Iterable[Asked]) -> Iterator[Diagnostic]:
    for candidate, question in asked:
        if question.moved:
            row = known[candidate.identity]
            yield diagnose(PARTS_MOVED, row.path, Span(), question.reason, question.hint, row.account)
        elif question.own:
            row = known[candidate.identity]
            message = f"{row.wall.replace('T', ' ')}: {question.reason}"
            yield diagnose(ANOTHER_TIME, row.path, row.schedule_span, message, question.hint, row.account)


def _accounts(entries: Sequence[Entry], asked: Iterable[Asked], config: Config) -> Iterator[Diagnostic]:
    """One for each account that smm.toml has no more and that may be another one by now."""
    alike: dict[str, set[str]] = {}
    for candidate, question in asked:
        if question.other.account not in config.accounts:
            alike.setdefault(question.other.account, set()).add(candidate.identity.account)
    fresh = _new_names(entries, config)
    for old in sorted({*alike, *fresh}):
        names = sorted({*alike.get(old, ()), *fresh.get(old, ())})
        live = len({entry.post for entry in entries if entry.account == old and entry.state in OUT | DOUBTFUL})
        posts = f"{live} post{'s are' if live > 1 else ' is'}"
        why = "posts on it look like these" if old in alike else "nothing is out on it yet"
        message = f"{posts} live on `{old}`, which smm.toml has no more; it may be `{'`, `'.join(names)}`: {why}"
        ways = (f"if it is `{name}` now: `smm ledger rename-account {shlex.quote(old)} {name}`" for name in names)
        no = "`smm resolve POST --resend` sends what is held" if old in alike else "leave it"
        yield diagnose(ACCOUNT_RENAMED, CONFIG, Span(), message, f"{'; '.join(ways)}; if it is not: {no}")


def _new_names(entries: Sequence[Entry], config: Config) -> dict[str, list[str]]:
    """Account that smm.toml has no more -> those of its network on which nothing is out yet."""
    used = {entry.account for entry in entries}
    last = {entry.account: entry for entry in entries if entry.state in OUT and entry.account not in config.accounts}
    fresh = {name: account for name, account in config.accounts.items() if name not in used}
    found = {old: [name for name, new in fresh.items() if leads_to(entry, new)] for old, entry in last.items()}
    return {old: names for old, names in found.items() if names}


# What is live


def _may_be_there(uid: str, unreadable: Collection[str]) -> bool:
    """A path is an identity that says where its file is; any other may stand in a file that cannot be read."""
    return uid in unreadable if uid.startswith(f"{CONTENT}/") else bool(unreadable)


def _about(row: PlanRow, parts: Sequence[Entry]) -> Iterator[Diagnostic]:
    if all(entry.is_history for entry in parts):
        return
    where = _where(parts)
    if row.status != "ready" or any(entry.updating == RETRACTING for entry in parts):
        why = its_status(row.status) if row.status != "ready" else "its withdrawal is not confirmed"
        message, hint = left_behind(f"live{where}", why), withdraw(row.uid, row.account)
        yield diagnose(LEFT_BEHIND, row.path, row.post.status_span, message, hint, row.account)
    elif any(entry.updating or _short(entry.digest) != row.digest for entry in parts):
        doubt = next((f": {entry.reason}" for entry in parts if entry.updating), "")
        message, hint = f"{changed(where)}{doubt}", f"{update(row.path, parts[0])}; or take the change back"
        yield diagnose(EDITED, row.path, Span(), message, hint, row.account)


def _at_no_time(parts: Sequence[Entry], row: PlanRow, now: datetime | None) -> Iterator[Diagnostic]:
    """What waits in a network's scheduler for a time that its post has no longer. What went out then is history."""
    for entry in parts:
        if entry.state is State.SCHEDULED and entry.at and (now is None or now < instant(entry.at)):
            when = f"in the network's scheduler for {entry.at[:16].replace('T', ' ')} UTC{_where(parts)}"
            message = left_behind(when, "the post has no such time any more")
            yield diagnose(
                LEFT_BEHIND, row.path, Span(), message, withdraw(entry.sent_name, entry.account), entry.account
            )


def _short(digest: str) -> str:
    """As `PlanRow.digest` has it."""
    return digest.removeprefix("sha256:")[:16]


def _gone(uid: str, account: str, parts: Sequence[Entry], post: PlanRow | None) -> Diagnostic:
    times = len({entry.occurrence for entry in parts})
    where = f"{_where(parts[-1:])}" + (f", {times} times" if times > 1 else "")
    if post:
        message = left_behind(f"live{where}", f"no longer meant for `{account}`")
        return diagnose(LEFT_BEHIND, post.path, Span(), message, withdraw(uid, account), account)
    message = f"the post `{uid}` is live on `{account}`{where}, and its file is gone"
    return diagnose(LEFT_BEHIND, CONFIG, Span(), message, withdraw(uid, account), account)


def _where(parts: Sequence[Entry]) -> str:
    urls = [entry.url for entry in parts if entry.url]
    return f" ({urls[0]})" if urls else ""


def _as_set(found: Diagnostic, wanted: Mapping[str, Severity]) -> list[Diagnostic]:
    """The diagnostic with the severity set in smm.toml; nothing if it is off."""
    severity = wanted.get(found.code) or wanted.get(found.name)
    if severity is None or found.code == EDITED.code:
        return [found]
    return [] if severity is Severity.OFF else [replace(found, severity=severity)]
