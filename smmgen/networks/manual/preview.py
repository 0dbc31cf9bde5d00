"""What a person who posts by hand will see: the text, the files and the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.manual.outlets import outlet_of
from smmgen.networks.preview import Preview, host_of
from smmgen.networks.shown import Message, Note, Shown, ShownPoll, file, listed

_ENTERED = {"title": "headline", "place": "place", "age": "age"}
"""Key of the request -> what the step is called."""


class ManualPreview(Preview):
    """As a sheet to work from."""

    def handle(self, account: Account, site: str) -> str:
        """The page's host, or the outlet's name."""
        return host_of(str(account.target or "")) or outlet_of(account.settings.get("outlet")).title

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """One message, which may be the first comment."""
    request, poll = message.request, mapping(message.request.get("poll"))
    return Shown(
        rich=RichText(text(request.get("text"))),
        linked=False,
        title=text(request.get("title")),
        media=tuple(file(item) for item in map(message.media_of, listed(request.get("files"))) if item),
        poll=_poll(poll) if poll else None,
        place=text(request.get("place")),
        notes=tuple(_steps(request)),
    )


def _poll(poll: Mapping[str, object]) -> ShownPoll:
    options = tuple(map(text, listed(poll.get("options"))))
    return ShownPoll(text(poll.get("question")), options, poll.get("multiple") is True, closes=text(poll.get("closes")))


def _steps(request: Mapping[str, object]) -> Iterator[Note]:
    """What is to be done, in order."""
    outlet, files = outlet_of(request.get("outlet")), listed(request.get("files"))
    if outlet.start:
        yield "open", outlet.start
    if request.get("text"):
        yield "copy"
    if files:
        yield "attach"
    if any(mapping(one).get("alt") for one in files):
        yield "describe"
    for key, step in _ENTERED.items():
        if value := text(request.get(key)):
            yield step, value
    if request.get("poll"):
        yield "poll"
    yield from outlet.steps
