"""Objects and edges of the Graph API: `fields` chooses what of an object is answered, an edge comes in pages."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import bad, failed, missing
from smmgen.rehearsal.graph.tokens import user_id

Kept = dict[str, Any]

PAGE: Mapping[str, str] = {
    "fields": "str", "limit": "number", "since": "str", "until": "str", "before": "str", "after": "str",
}  # fmt: skip


def own_user(visit: Visit, name: str = "user") -> str:
    """The id of the user of a path, `me` or the account's own. Raises the network's refusal for another's.

    Which id an account has is not known here where its target is a name: then any will do.
    """
    given, own = visit.parts[name], user_id(visit.account)
    if given != "me" and given != own and own == str(visit.account.target):
        raise missing(given)
    return own


def owned(visit: Visit, kind: str, name: str) -> Kept:
    """What the account has of this kind. Raises the network's refusal."""
    kept: Kept | None = visit.state.get(kind, name)
    if kept is None or kept["account"] != visit.account.account:
        raise missing(name)
    return kept


def next_id(visit: Visit, first: int = 17_900_000_000_000_000) -> str:
    """The objects of a network share one sequence of ids."""
    return str(first + visit.state.next("object") * 101)


def stamp(seconds: float) -> str:
    """A time as the Graph API writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def chosen(visit: Visit, node: Kept, kind: str) -> Kept:
    """The fields that are asked for, and always the id. Those that are None are left out."""
    asked = _names(str(visit.params.get("fields", "")))
    if unknown := [name for name in asked if name not in node]:
        raise bad(f"Tried accessing nonexisting field ({unknown[0]}) on node type ({kind})")
    return {name: node[name] for name in dict.fromkeys([*asked, "id"]) if node[name] is not None}


def edge(visit: Visit, nodes: Iterable[Kept], kind: str, most: int = 100) -> Kept:
    """A page of an edge, in the order of the nodes. Each has its time in `at`, which nobody is told."""
    params = visit.params
    if "before" in params and "after" in params:
        raise bad("before and after cannot be sent together")
    first, last = _bound(params.get("since"), 0.0), _bound(params.get("until"), 1e12)
    found = [node for node in nodes if first <= node["at"] <= last]
    limit = params.get("limit", 25)
    if not 1 <= limit <= most:
        raise bad(f"limit is 1 to {most}")
    start = _after(found, params["after"]) if "after" in params else 0
    if "before" in params:
        start = max(0, _after(found, params["before"]) - 1 - limit)
    page = found[start : start + limit]
    shown = [chosen(visit, {name: node[name] for name in node if name != "at"}, kind) for node in page]
    if not page:
        return {"data": []}
    cursors = {"before": _cursor(page[0]["id"]), "after": _cursor(page[-1]["id"])}
    return {"data": shown, "paging": {"cursors": cursors}}


def _names(fields: str) -> list[str]:
    """`id,children{id,media_type}` is `id`, `children`."""
    depth, name, names = 0, "", []
    for sign in f"{fields},":
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 0:
            names.append(name.partition("{")[0].strip())
            name = ""
        else:
            name += sign
    return [one for one in names if one]


def _bound(value: Any, otherwise: float) -> float:
    """`since` or `until`: Unix seconds, a time or a day."""
    if value is None:
        return otherwise
    if str(value).isdecimal():
        return float(value)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise failed(100, f"(#100) {value} is not a time") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _after(nodes: Sequence[Kept], cursor: str) -> int:
    """How many nodes there are up to the one of a cursor, it included."""
    for place, node in enumerate(nodes, 1):
        if _cursor(node["id"]) == cursor:
            return place
    raise bad("the cursor is not valid")


def _cursor(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()
