"""What people see of a pin, read from the body that creates it."""

from __future__ import annotations

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import text
from smmgen.networks.preview import Preview
from smmgen.networks.shown import Message, Shown, file, listed


class PinboardPreview(Preview):
    """As the board shows it."""

    def handle(self, account: Account, site: str) -> str:
        return f"pinboard.example/{account.target}"

    def shown(self, message: Message) -> Shown:
        colour = text(message.request.get("colour"))
        files = [message.media_of(marker) for marker in listed(message.request.get("files"))]
        return Shown(
            RichText(text(message.request.get("text"))),
            media=tuple(file(item, described=True) for item in files if item),
            notes=({"en": f"{colour} pin", "ru": f"кнопка: {colour}"},) if colour else (),
        )
