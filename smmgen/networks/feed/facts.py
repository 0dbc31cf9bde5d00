"""The feed's facts: text style and account settings.

Source: JSON Feed 1.1, https://jsonfeed.org/version/1.1.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from smmgen.markup.html import SCHEMES
from smmgen.markup.style import Style
from smmgen.networks.base import Facts, Safety
from smmgen.networks.carries import Carried

VERSION = "https://jsonfeed.org/version/1.1"


class Settings(BaseModel):
    """Keys of a feed account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    url: str | None = Field(None, pattern=r"^https?://", description="Public address of the folder")
    description: str | None = Field(None, description="Description of the feed")


DOCS = (
    "Writes an Atom file and a JSON Feed file to a folder of the project (`target`, by default `public`), with "
    "copies of the media next to them, and keeps the newest 200 entries. It needs no token. Every entry needs a "
    "`title`. Set `url` to the public address of the folder, so that readers find the media. The id of an entry "
    "is made from the post's identity: publishing the post again replaces the entry, so all of it can be edited. "
    "Deleting an entry deletes its copies of the media. A feed has no polls, threads or comments."
)
CARRIES: frozenset[Carried] = frozenset({"link", "link-beside-media", "card-title", "title"})
"""Hashtags go out as data, too, but payloads keep them in the text as well: without them every live entry that has some
would look edited."""
STYLE = Style(
    marks=frozenset({"bold", "italic", "strike", "code", "pre", "quote", "link"}),
    links="mark",
    schemes=SCHEMES,
    heading="bold",
    tag="",
    reports=frozenset({"spoiler", "image"}),
)
TYPES: frozenset[str] = frozenset()
MOVING = frozenset({"image/gif", "image/png", "image/webp"})
"""What browsers move."""

FACTS = Facts(
    name="feed",
    title="Feed",
    docs=DOCS,
    safety=Safety.KEYED,
    finds_by_key=True,
    carries=CARRIES,
    style=STYLE,
    types=TYPES,
    moving=MOVING,
    settings=Settings,
    edits=frozenset({"entry", "feed"}),
)
