"""A network's limits and what it carries, with an account's own: those its server gave, and `limits` in smm.toml."""

from __future__ import annotations

from functools import lru_cache

from smmgen.config import Account, Bounds, ReadLimit
from smmgen.content.model import Format
from smmgen.errors import UserError
from smmgen.networks.base import Network
from smmgen.networks.carries import Carried
from smmgen.networks.limits import MEASURES, Limit, Limits
from smmgen.suggest import nearest

FORMER = {
    "text": "text.length",
    "text_bytes": "text.bytes",
    "caption": "caption.length",
    "marks": "text.marks",
    "hashtags": "hashtags.count",
    "alt": "alt.length",
    "media": "media.count",
    **{f"{kind}s": f"{kind}.count" for kind in ("image", "video", "audio", "document")},
    **{f"{kind}_bytes": f"{kind}.bytes" for kind in ("image", "video", "audio", "document")},
    "image_pixels": "image.pixels",
    "image_side_sum": "image.side_sum",
    "image_ratio": "image.stretch",
    "poll_options": "poll.options",
    "poll_question": "poll.question",
    "poll_option": "poll.option",
    "poll_explanation": "poll.explanation",
    "poll_text": "poll.text",
    "poll_seconds_max": "poll.seconds",
}
"""Names from before there were measures, which go on working -> the measure whose most they say."""
FORMER_LEAST = {
    "poll_options_min": "poll.options",
    "poll_seconds_min": "poll.seconds",
    "schedule_ahead": "schedule.seconds",
}
"""The same -> the measure whose least they say."""
FORMER_CARRIED: dict[str, Carried] = {
    "links": "first-link",
    "cards": "link",
    "cards_beside_media": "link-beside-media",
    "places": "place",
    "poll_options": "poll",
    "poll_text": "poll-message",
}
"""The same -> what 0 says is not carried, and anything else that it is."""
NAMES = (*MEASURES, *FORMER, *FORMER_LEAST, *FORMER_CARRIED)


def limits_for(network: Network, account: Account, format: Format = "post") -> Limits:
    """The limits that hold for this account and format. Raises `UserError` for a limit that does not exist."""
    own, read = tuple(account.limits.items()), account.read_limits
    limits = network.limits(account.settings)
    if special := network.facts.format_limits.get(format):
        limits = limits.replaced(special)
    return _corrected(limits, account.name, read, own) if own or read else limits


def carries_for(network: Network, account: Account) -> frozenset[Carried]:
    """What a post of this account carries as data."""
    carries = network.carries(account.settings)
    if not account.limits:
        return carries
    own = {FORMER_CARRIED[name]: value for name, value in account.limits.items() if name in FORMER_CARRIED}
    return frozenset({*carries, *own} - {what for what, most in own.items() if most == 0})


@lru_cache(maxsize=64)
def _corrected(
    limits: Limits, account: str, read: tuple[ReadLimit, ...], own: tuple[tuple[str, float | Bounds], ...]
) -> Limits:
    for one in read:
        limit = Limit(one.at_least, one.at_most, source=one.source, checked=one.read, own=True)
        limits = limits.corrected(one.measure, limit)
    for name, value in own:
        if name not in NAMES:
            raise _unknown(account, name)
        if measure := name if name in MEASURES else FORMER.get(name) or FORMER_LEAST.get(name):
            limits = limits.corrected(measure, _limit(account, name, value))
    return limits


def _limit(account: str, name: str, value: float | Bounds) -> Limit:
    source = f"smm.toml, accounts.{account}.limits"
    if isinstance(value, Bounds):
        return Limit(value.at_least, value.at_most, source=source, own=True)
    if name in FORMER_LEAST:
        return Limit(at_least=value, source=source, own=True)
    return Limit(at_most=value, source=source, own=True)


def _unknown(account: str, name: str) -> UserError:
    close = nearest(name, NAMES)
    hint = f"did you mean `{close}`?" if close else f"limits are: {', '.join(MEASURES)}"
    return UserError(f"account `{account}` sets a limit that does not exist: `{name}`", hint)
