"""What people will see of a status, read from the body of POST /api/v1/statuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview, at_name, host_of
from smmgen.networks.shown import (
    Message,
    Shown,
    ShownFile,
    ShownPoll,
    file,
    first_address,
    lasting,
    listed,
    made_card,
    within,
)


class MastodonPreview(Preview):
    """As the pages of a server show it."""

    def handle(self, account: Account, site: str) -> str:
        """`@teplo@mastodon.example`"""
        name, host = at_name(account), host_of(account.base_url or "")
        return f"{name}@{host}" if name.startswith("@") and host and "@" not in name[1:] else name

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """One status. Where it has files, its pages show them in the place of a card."""
    request = message.request
    rich, media, poll = RichText(text(request.get("status"))), tuple(_files(message)), mapping(request.get("poll"))
    return Shown(
        rich=rich,
        media=media,
        link=None if media else made_card(first_address(rich)),
        poll=_poll(poll) if poll else None,
        warning=text(request.get("spoiler_text")),
        sensitive=request.get("sensitive") is True,
        visibility=text(request.get("visibility")),
    )


def _files(message: Message) -> Iterator[ShownFile]:
    for marker in listed(message.request.get("media_ids")):
        if item := message.media_of(marker):
            yield file(item, described=True)._replace(focus=_focus(text(within(marker, "focus"))))


def _focus(written: str) -> tuple[float, float] | None:
    """Of `0.5,-1`."""
    try:
        x, y = (max(-1.0, min(1.0, float(number))) for number in written.split(","))
    except ValueError:
        return None
    return x, y


def _poll(poll: Mapping[str, Any]) -> ShownPoll:
    """Without a question: that is part of the text."""
    options = tuple(map(text, listed(poll.get("options"))))
    return ShownPoll("", options, poll.get("multiple") is True, closes=lasting(poll.get("expires_in")))
