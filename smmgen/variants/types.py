"""A post as one account will show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from smmgen.config import Account
from smmgen.content.model import Fields, Format, Post
from smmgen.content.schedule import Moment
from smmgen.keys import COMMENT, key_of
from smmgen.markup.document import Document
from smmgen.markup.text import Dropped, RichText
from smmgen.media.types import MediaFile


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a variant. `role`: text, caption (text under media, where that has its own limit), poll (a message
    that is the poll, its text the description) or comment.

    `length` and `limit` are in the network's unit, named by `unit`. `media` belongs to this message.
    """

    role: str
    rich: RichText
    media: tuple[MediaFile, ...] = ()
    length: int = 0
    limit: int | None = None
    unit: str = "characters"


class Added(NamedTuple):
    """Lines added below the writer's text, at the end of the last part, because the text lacks them and the network
    carries them in no other way. `ads`: the mark of advertising."""

    kind: Literal["link", "place", "age", "ads", "hashtags"]
    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A post as one account will show it: one part, or several for a thread; a first comment is the last part."""

    post: Post
    account: Account
    fields: Fields
    at: Moment | None
    not_after: Moment | None
    parts: tuple[Part, ...]
    hashtags: tuple[str, ...] = ()
    """All tags it carries, without #, in order, those in the body included."""
    card: LinkCard | None = None
    dropped: tuple[Dropped, ...] = ()
    document: Document = field(default_factory=Document)
    """What the writer wrote for this account, of which the texts are made: for networks that are sent it in a form of
    their own, such as HTML."""
    added: tuple[Added, ...] = ()
    """In the order in which they stand in the text."""
    links: Callable[[str], str] = field(default=str, compare=False, repr=False)
    """What hooks make of an address; the texts and the card have been through it."""

    @property
    def format(self) -> Format:
        """What it is there: a post, a story, a reel."""
        return self.fields.format


def settled(variant: Variant) -> Variant:
    """The variant as a hook has left it: words that it took out of the texts are no longer `added`."""
    lines = [line for part in variant.parts for line in part.rich.text.splitlines()]
    return replace(variant, added=tuple(one for one in variant.added if one.text in lines))


def as_written(variant: Variant) -> Variant:
    """The variant with the writer's own files in place of what was made of them; the same object where nothing was."""
    image = variant.card.image if variant.card else None
    sent = [*(file for part in variant.parts for file in part.media), *([image] if image else [])]
    if not any(file.source for file in sent):
        return variant
    parts = tuple(replace(part, media=tuple(file.written for file in part.media)) for part in variant.parts)
    card = replace(variant.card, image=image.written) if variant.card and image else variant.card
    return replace(variant, parts=parts, card=card)


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The card under a post. `image` is a probed picture of the project."""

    url: str
    title: str = ""
    description: str = ""
    image: MediaFile | None = None
    preview: str = ""


def part_keys(variant: Variant) -> tuple[str, ...]:
    """The ledger key of each part: `name:account:occurrence:part`, see `smmgen.keys`."""
    post, account = variant.post, variant.account.name
    names = (COMMENT if part.role == "comment" else str(number) for number, part in enumerate(variant.parts, 1))
    return tuple(key_of(post.name, account, name, post.occurrence) for name in names)


def files(variant: Variant, index: int) -> tuple[MediaFile, ...]:
    """What `$media` counts in a part: its own files, and after them, in the first part, the card's picture."""
    image = variant.card.image if variant.card and index == 0 else None
    return (*variant.parts[index].media, *([image] if image else []))
