"""Where the content and what is live have come apart: SMM901 and SMM902, for `smm check`."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from smmgen.config import Config
from smmgen.diagnostics import Diagnostic, Severity, Span, diagnose
from smmgen.publishing.codes import EDITED, LEFT_BEHIND
from smmgen.publishing.ledger import OUT, RETRACTING, Entry
from smmgen.rules.base import PlanRow

CONFIG = "smm.toml"
"""Where a post without a file is reported."""


def findings(
    rows: Iterable[PlanRow],
    entries: Iterable[Entry],
    config: Config,
    unreadable: Collection[str] = (),
) -> list[Diagnostic]:
    """One for each post and account. `rows`: every post on every account as it would be sent now. `unreadable`: files
    that make no post at present; as long as there are any, no post is taken for gone that might be one of them."""
    out: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.state in OUT and entry.account in config.accounts:
            out.setdefault((entry.post, entry.account), []).append(entry)
    known = {(row.uid, row.account): row for row in rows}
    posts = {row.uid: row for row in known.values()}
    found: list[Diagnostic] = []
    for (uid, account), parts in out.items():
        row = known.get((uid, account))
        if row:
            found += _about(row, parts)
        elif uid in posts or not _may_be_there(uid, unreadable):
            found.append(_gone(uid, account, parts, posts.get(uid)))
    return [one for diagnostic in found for one in _as_set(diagnostic, config.rules.severity)]


def _may_be_there(uid: str, unreadable: Collection[str]) -> bool:
    """A path is an identity that says where its file is; any other may stand in a file that cannot be read."""
    return uid in unreadable if "/" in uid else bool(unreadable)


def _about(row: PlanRow, parts: Sequence[Entry]) -> Iterator[Diagnostic]:
    where = _where(parts)
    if row.status != "ready" or any(entry.updating == RETRACTING for entry in parts):
        why = f"its status is `{row.status}`" if row.status != "ready" else "its withdrawal is not confirmed"
        message, hint = f"it is live{where}, and {why}", _withdraw(row.uid, row.account)
        yield diagnose(LEFT_BEHIND, row.path, Span(*row.status_span), message, hint, row.account)
    elif any(entry.updating or _short(entry.digest) != row.digest for entry in parts):
        doubt = next((f": {entry.reason}" for entry in parts if entry.updating), "")
        message = f"changed after it was published{where}{doubt}"
        hint = f"`smm publish --update {shlex.quote(row.path)}` edits the live post; or take the change back"
        yield diagnose(EDITED, row.path, Span(), message, hint, row.account)


def _short(digest: str) -> str:
    """As `PlanRow.digest` has it."""
    return digest.removeprefix("sha256:")[:16]


def _gone(uid: str, account: str, parts: Sequence[Entry], post: PlanRow | None) -> Diagnostic:
    where = _where(parts)
    if post:
        message = f"it is live{where}, and no longer meant for `{account}`"
        return diagnose(LEFT_BEHIND, post.path, Span(), message, _withdraw(uid, account), account)
    message = f"the post `{uid}` is live on `{account}`{where}, and its file is gone"
    return diagnose(LEFT_BEHIND, CONFIG, Span(), message, _withdraw(uid, account), account)


def _where(parts: Sequence[Entry]) -> str:
    urls = [entry.url for entry in parts if entry.url]
    return f" ({urls[0]})" if urls else ""


def _withdraw(uid: str, account: str) -> str:
    return f"`smm retract {shlex.quote(uid)} --account {shlex.quote(account)}` withdraws it"


def _as_set(found: Diagnostic, wanted: Mapping[str, Severity]) -> list[Diagnostic]:
    """What smm.toml makes of an opinion."""
    severity = wanted.get(found.code) or wanted.get(found.name)
    if severity is None or found.code == EDITED.code:
        return [found]
    return [] if severity is Severity.OFF else [replace(found, severity=severity)]
