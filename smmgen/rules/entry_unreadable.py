"""Who took part in the contest cannot be read there: the network does not tell, or not with this account's tokens.

A draw needs a list of all who took part. What a network tells of its users is in smmgen's table
`contest_networks.toml`, with sources and dates. Where a person copies the list by hand, silence the rule with
`ignore`.

Wrong: `entry: {account: insta, do: like}`

Right: `entry: {account: insta, do: comment}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Account
from smmgen.content.documents.contest import Contest
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code
from smmgen.rules.contest_networks import Row, rows

CODE = code("SMM1405", "entry-unreadable", Severity.ERROR, fact=False, docs=__doc__)
_DONE = {
    "comment": "comments", "like": "likes a post", "share": "shares a post", "vote": "votes in a poll",
    "tag": "names friends", "photo": "posts a picture", "message": "writes a message", "member": "follows the account",
}  # fmt: skip


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest) or contest.front.entry is None:
        return
    entry = contest.front.entry
    asked: list[tuple[str, Field]] = [(act, ("entry", "do", index)) for index, act in enumerate(entry.do)]
    asked += [(act, ("points", act)) for act in contest.front.points if act not in entry.do]
    asked += [("member", ("entry", "member"))] if entry.member else []
    accounts = [subject.config.accounts[name] for name in contest.accounts]
    for act, field in asked:
        for account in accounts:
            if (row := rows().get(account.platform)) and (finding := _finding(row, account, act, field)):
                yield finding


def _finding(row: Row, account: Account, act: str, field: Field) -> Finding | None:
    if act not in row.reads:
        others = ", ".join(f"`{name}`" for name in row.reads if name != "member")
        hint = f"what can be read there: {others or 'nothing'}"
        return Finding(f"the network of `{account.name}` does not tell who {_DONE[act]}", hint, field)
    if act in row.needs and not account.has_secret(row.token):
        hint = f"say where it is: `{row.token}_env` in [accounts.{account.name}]"
        message = f"who {_DONE[act]} can only be read with a `{row.token}`, which `{account.name}` does not have"
        return Finding(message, hint, field)
    return None
