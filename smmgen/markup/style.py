"""How a network writes what Markdown means: data each network fills in, one walker obeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smmgen.markup.hashtags import TAG


@dataclass(frozen=True, slots=True)
class Style:
    """A network's own way with text.

    `marks`: the kinds it can carry (see `smmgen.markup.text.Mark`); other emphasis is written as plain text.
    `links`: `mark` = the text carries the link; `text-url` = "text: url"; `shorten` = as mark, and a bare long URL is
    shown shortened.
    `bare_hosts`: an address without scheme, `teplo.example/menu`, is clickable on this network as it stands.
    `schemes`: other schemes than http and https that a link's mark may have here.
    `mentions`: `plain` leaves them; `mark` marks them.
    `hashtags`: True marks hashtags (networks where the text alone does not make them clickable).
    `tag`: regular expression of a hashtag's inside, as the network itself finds them; "" where they are data.
    `reports`: kinds whose loss a writer should hear of (reported as `Dropped`), such as code or spoiler.
    """

    marks: frozenset[str] = frozenset()
    links: Literal["mark", "text-url", "shorten"] = "text-url"
    bare_hosts: bool = True
    schemes: frozenset[str] = frozenset()
    swallows: str = ""
    """Regular expression of signs that, right behind the path of an address, are taken for a part of it here."""
    mentions: Literal["plain", "mark"] = "plain"
    pages: str = ""
    """Regular expression of addresses of people and communities whose links are written `[id|text]` here; its group is
    the id. "" where there is no such thing."""
    site: str = ""
    """Regular expression of what the network's own addresses begin with: a name in the words of such a link is one on
    this network."""
    hashtags: bool = False
    tag: str = TAG
    bullet: str = "• "
    quote: str = "> "
    heading: Literal["bold", "plain"] = "plain"
    rule: str = "———"
    reports: frozenset[str] = frozenset({"spoiler", "table", "image"})
    mention: str = ""
    """Regular expression of a handle that works as a mention here, sign included; "" where none is checked."""
    mention_example: str = ""
