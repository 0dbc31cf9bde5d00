"""Facts about networks that age: limits to be read again, versions of APIs that end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from smmgen.networks.base import Network
from smmgen.networks.limits import Limit
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.checks import Check

NEAR = timedelta(days=90)
"""An API version is mentioned so long before its end."""
_NAMED = 3
"""Limits that one line names."""


def reviews(sessions: Mapping[str, AccountSession], today: date) -> Iterator[Check]:
    """One line for each network whose limits are past their review, and for each version of an API whose end is
    near."""
    networks = {session.network.name: session.network for session in sessions.values()}
    for network in networks.values():
        yield from _network(network, [one for one in sessions.values() if one.network is network], today)
    for line in dict.fromkeys(_sunset(session, today) for session in sessions.values()):
        if line:
            yield line


def _network(network: Network, sessions: Iterable[AccountSession], today: date) -> Iterator[Check]:
    limits = dict.fromkeys(
        (measure, limit)
        for session in sessions
        for measure, given in network.limits(session.account.settings).items()
        for limit in given
    )
    if due := _due(limits, today):
        hint = "a newer smmgen may have read them again; where one is wrong, set `limits` of the account in smm.toml"
        yield Check(f"limits of {network.title}", "warn", due, hint)


def _due(limits: Iterable[tuple[str, Limit]], today: date) -> str:
    """`3 limits were to be read again by 2027-05-21: ...`; "" where none is past its review."""
    past = [(limit.review, measure) for measure, limit in limits if limit.review and limit.review < today.isoformat()]
    if not past:
        return ""
    names = list(dict.fromkeys(measure for _, measure in sorted(past)))
    shown = ", ".join(f"`{name}`" for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    were = "1 limit was" if len(names) == 1 else f"{len(names)} limits were"
    return f"{were} to be read again by {min(past)[0]}: {shown}{more}"


def _sunset(session: AccountSession, today: date) -> Check | None:
    known = session.network.facts.api_versions
    called = session.account.settings.get("api_version") or (known[0].name if known else "")
    found = next((one for one in known if one.name == called), None)
    if found is None or not found.sunset or date.fromisoformat(found.sunset) > today + NEAR:
        return None
    ended = date.fromisoformat(found.sunset) <= today
    message = f"version {called} {'ended' if ended else 'ends'} on {found.sunset} ({found.source})"
    hint = "update smmgen, or set a newer `api_version` of the account in smm.toml"
    return Check(f"API of {session.network.title}", "warn", message, hint)
