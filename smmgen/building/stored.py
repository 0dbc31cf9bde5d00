"""What is remembered of every post between builds: enough for all pages that speak of many posts, and for every rule
over the whole plan.

Posts are kept in chunks, each a JSON text with a column a field: ten thousand of them are read in hundredths of a
second, what many have in common is written once, and only the chunks of posts that changed are written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import Any, NamedTuple

import orjson

from smmgen.diagnostics import Diagnostic, Fix, Severity, Span
from smmgen.variants.likeness import likeness
from smmgen.variants.rows import CostRow, DocumentRow, PlanRow, PostId, PostRow

Shown = tuple[str, str, str]
"""A label, a value, and the page that it leads to: what a post's page says of it."""


class StoredPost(NamedTuple):
    """One post, at one of its times. `plan` has a row for each account; `looks`: a digest of each card's HTML, in the
    same order.

    `own` is what was found when it was made, `planned` what rules over the whole plan said when its page was written;
    the row counts both.
    """

    row: PostRow
    plan: tuple[PlanRow, ...] = ()
    looks: tuple[str, ...] = ()
    own: tuple[Diagnostic, ...] = ()
    planned: tuple[Diagnostic, ...] = ()
    slots: tuple[Shown, ...] = ()
    """The slots of content plans that it fills, as its page shows them."""

    @property
    def path(self) -> str:
        return self.row.path

    @property
    def id(self) -> PostId:
        return self.row.id

    def beside(self, planned: tuple[Diagnostic, ...], slots: tuple[Shown, ...]) -> StoredPost:
        """The post with this said of it between posts, and in these slots."""
        row = self.row.counting([*self.own, *planned])
        plan = tuple(one._replace(post=row) for one in self.plan)
        return self._replace(row=row, plan=plan, planned=planned, slots=slots)

    def with_parts(self, payloads: Mapping[str, Mapping[str, Any]]) -> StoredPost:
        """The post with the `parts` of its rows. `payloads`: by account."""
        return self._replace(plan=tuple(with_parts(row, payloads[row.account]) for row in self.plan))


def with_parts(row: PlanRow, payload: Mapping[str, Any]) -> PlanRow:
    """The row with what its payload's parts look like."""
    return row._replace(parts=tuple(map(likeness, payload["parts"])))


Column = tuple[list[Any], list[int]]
"""Every different value once, and which of them each row has."""

_OF_POST = PostRow._fields
_OF_ACCOUNT = tuple(field for field in PlanRow._fields if field not in ("post", "parts"))
"""All but `parts`: only a comparison with the ledger asks for them, and takes them from the payloads."""


def dump(posts: Sequence[StoredPost]) -> bytes:
    """The posts, but for `PlanRow.parts`."""
    plan = [row for post in posts for row in post.plan]
    stored = {
        "posts": {name: _column(getattr(post.row, name) for post in posts) for name in _OF_POST},
        "plan": {name: _column(getattr(row, name) for row in plan) for name in _OF_ACCOUNT},
        "looks": _column(look for post in posts for look in post.looks),
        "accounts": [len(post.plan) for post in posts],
        "own": [(at, dump_diagnostics(post.own)) for at, post in enumerate(posts) if post.own],
        "planned": [(at, dump_diagnostics(post.planned)) for at, post in enumerate(posts) if post.planned],
        "slots": [(at, post.slots) for at, post in enumerate(posts) if post.slots],
    }
    return orjson.dumps(stored, default=list)


def load(stored: bytes) -> list[StoredPost]:
    """The posts of `dump`."""
    found = orjson.loads(stored)
    accounts: list[int] = found["accounts"]
    rows = [*map(PostRow._make, zip(*_columns(PostRow, _OF_POST, found["posts"]), strict=True))]
    owners = chain.from_iterable(map(repeat, rows, accounts))
    of_accounts = _columns(PlanRow, _OF_ACCOUNT, found["plan"])
    plan = map(PlanRow._make, zip(owners, *of_accounts, repeat((), sum(accounts)), strict=True))  # without parts
    looks = _values(found["looks"], str)
    own, planned = (
        {at: load_diagnostics(diagnostics) for at, diagnostics in found[name]} for name in ("own", "planned")
    )
    slots = {at: tuple(tuple(one) for one in shown) for at, shown in found["slots"]}
    return [
        StoredPost(
            row,
            tuple(islice(plan, count)),
            tuple(islice(looks, count)),
            own.get(at, ()),
            planned.get(at, ()),
            slots.get(at, ()),
        )
        for at, (row, count) in enumerate(zip(rows, accounts, strict=True))
    ]


def _column(values: Iterable[Any]) -> Column:
    values = list(values)
    places = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return list(places), [*map(places.__getitem__, values)]


def _columns(row: type[NamedTuple], fields: Iterable[str], columns: Mapping[str, Column]) -> list[Iterator[Any]]:
    return [_values(columns[field], _reader(row, field)) for field in fields]


def _values(column: Column, read: Callable[[Any], Any]) -> Iterator[Any]:
    values, which = column
    return map([*map(read, values)].__getitem__, which)


def _reader(row: type[NamedTuple], field: str) -> Callable[[Any], Any]:
    """What makes a value of what JSON has of it."""
    if field == "costs":
        return _costs
    default = row._field_defaults.get(field)
    if isinstance(default, Span):
        return lambda value: Span(*value)
    return tuple if isinstance(default, tuple) else _same


def _same(value: Any) -> Any:
    return value


def _costs(stored: Iterable[Any]) -> tuple[CostRow, ...]:
    return tuple(CostRow._make([*cost[:-2], *(Span(*span) for span in cost[-2:])]) for cost in stored)


def dump_diagnostics(diagnostics: Sequence[Diagnostic]) -> list[Any]:
    return [
        [d.path, d.span, d.code, d.name, str(d.severity), d.message, d.hint, d.account, d.fixes, d.others]
        for d in diagnostics
    ]


def load_diagnostics(stored: Sequence[Any]) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(path, Span(*span), code, name, Severity(severity), message, hint, account, _fixes(fixes), (*others,))
        for path, span, code, name, severity, message, hint, account, fixes, others in stored
    )


def _fixes(stored: Sequence[Any]) -> tuple[Fix, ...]:
    return tuple(Fix(Span(*span), replacement, safe) for span, replacement, safe in stored)


class StoredDocument(NamedTuple):
    """One document that is no post. `own` is what was found when it was read."""

    row: DocumentRow
    own: tuple[Diagnostic, ...] = ()

    @property
    def path(self) -> str:
        return self.row.path


def dump_documents(documents: Sequence[StoredDocument]) -> bytes:
    """Documents that are no posts. They are few."""
    return orjson.dumps([(document.row, dump_diagnostics(document.own)) for document in documents], default=list)


def load_documents(stored: bytes) -> list[StoredDocument]:
    return [StoredDocument(_document_row(*row), load_diagnostics(own)) for row, own in orjson.loads(stored)]


def _document_row(*fields: Any) -> DocumentRow:
    row = DocumentRow(*fields)
    return row._replace(
        refers=tuple(row.refers),
        posts=tuple((uid, Span(*span)) for uid, span in row.posts),
        costs=_costs(row.costs),
        ignore=tuple(row.ignore),
        uid_span=Span(*row.uid_span),
        ignore_span=Span(*row.ignore_span),
    )
