"""What a run says of many posts in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smmgen.publishing.due import Decision
from smmgen.publishing.payloads import Planned


def old_names(decisions: Iterable[Decision]) -> list[str]:
    """Posts of long ago that were moved to another folder, say: nothing is due, but updates do not find them."""
    posts = {one.planned.post for one in decisions if one.too_late}
    many = f"{len(posts)} posts look" if len(posts) > 1 else "1 post looks"
    return [f"{many} like what is out under another name; `smm check` says which"] if posts else []


def passed(parts: Iterable[Planned]) -> Iterator[str]:
    """Times of posts that repeat that were left out: a line for each account."""
    times: dict[tuple[str, str], list[str]] = {}
    for planned in parts:
        times.setdefault((planned.path, planned.account), []).append(planned.occurrence)
    for (path, account), days in times.items():
        what = f"{len(days)} times, the last {max(days)}, were" if len(days) > 1 else f"the time of {days[0]} was"
        yield f"{path} ({account}): {what} left out: the next one had come, or it went out on another day"
