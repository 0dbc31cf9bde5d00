"""When tokens expire, by smm.toml and by the token itself, compared with what is planned.

Tokens of Telegram bots, VK communities and Mastodon applications and app passwords of Bluesky have no date. A date
is told by VK ID (`expires_in` at signing in) and by tokens that are JSON Web Tokens, such as Pixelfed's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo

from smmgen.config import Config
from smmgen.content.schedule import minute, zone_of
from smmgen.networks.secrets import SecretSpec
from smmgen.publishing.accounts import AccountSession
from smmgen.publishing.checks import Check
from smmgen.publishing.payloads import Planned
from smmgen.transport.renewal import can_renew

RENEW = "get a new one; docs/how-to/tokens.md says where"


def deaths(
    sessions: Iterable[AccountSession], plan: Sequence[Planned], config: Config, now: datetime, ahead: timedelta
) -> Iterator[Check]:
    """A check for each token that has expired, expires within `ahead`, or expires before a planned post."""
    zone = zone_of(config.project.timezone)
    for session in sessions:
        own = [planned for planned in plan if planned.account == session.account.name]
        for spec in session.network.facts.secrets:
            if dies := expires(session, spec, zone, now):
                yield from _death(session, spec.name, dies.astimezone(zone), _late(own, dies), now, ahead)


def expires(session: AccountSession, spec: SecretSpec, zone: tzinfo, now: datetime) -> datetime | None:
    """The instant from which the token is dead: the earlier of what smm.toml and the token say; None: nobody knows.

    A token that is renewed by itself has no such instant but the one that smm.toml says.
    """
    source = session.account.secrets.get(spec.name)
    day = source.expires if source else None
    said = [datetime.combine(day, time(), zone)] if day else []
    own = None if can_renew(session, spec, now) else session.tokens.get(spec.name).expires_at
    return min([*said, *([own] if own else [])], default=None)


def _death(
    session: AccountSession, name: str, dies: datetime, late: Sequence[Planned], now: datetime, ahead: timedelta
) -> Iterator[Check]:
    title, when = f"expiry of {session.account.name}", minute(dies, session.zone)
    if dies <= now:
        yield Check(title, "fail", f"its `{name}` died at {when}", RENEW)
    elif late:
        posts = f"{len(late)} planned part{'s' * (len(late) > 1)}"
        yield Check(
            title,
            "warn",
            f"its `{name}` expires at {when}, before {posts} can be published: {_named(late[0], session.zone)}",
            RENEW,
        )
    elif dies <= now + ahead:
        yield Check(title, "warn", f"its `{name}` expires at {when}", RENEW)


def _late(plan: Iterable[Planned], dies: datetime) -> list[Planned]:
    """What is still to go out then, the first one first."""
    timed = [(one.at, one.key, one) for one in plan if one.at and one.at >= dies and one.is_ready]
    return [one for _, _, one in sorted(timed, key=lambda row: row[:2])]


def _named(planned: Planned, zone: tzinfo) -> str:
    return f"{planned.path} first, at {minute(planned.at, zone)}" if planned.at else planned.path
