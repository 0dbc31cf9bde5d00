"""The brand's own feed: `feed.json` (JSON Feed 1.1, https://jsonfeed.org/version/1.1) and `feed.xml` (Atom, RFC 4287).

Both are files of the project, and so are the copies of the media beside them; any web server can serve the folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from smmgen.markup.style import Style
from smmgen.networks.base import NoSettings, Problem, Safety
from smmgen.networks.feed import edit, facts, problems, publish, render
from smmgen.networks.feed.preview import FeedPreview
from smmgen.networks.limits import Limits
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Feed(FeedPreview):
    """The platform that needs no network."""

    name: ClassVar[str] = "feed"
    title: ClassVar[str] = "Feed"
    docs: ClassVar[str] = facts.DOCS
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = None
    marked: ClassVar[bool] = True
    limits: ClassVar[Limits] = facts.LIMITS
    unit: ClassVar[str] = "characters"
    style: ClassVar[Style] = facts.STYLE
    types: ClassVar[frozenset[str]] = facts.TYPES
    moving: ClassVar[frozenset[str]] = facts.MOVING
    options: ClassVar[type[BaseModel]] = NoSettings
    settings: ClassVar[type[BaseModel]] = facts.Settings
    needs: ClassVar[tuple[str, ...]] = ()
    secrets: ClassVar[tuple[str, ...]] = facts.SECRETS
    native_schedule: ClassVar[bool] = False
    threads: ClassVar[bool] = False
    first_comment: ClassVar[bool] = False
    edits: ClassVar[frozenset[str]] = frozenset({"entry", "feed"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset()

    def length(self, text: str) -> int:
        return len(text)

    def url(self, target: str, base_url: str) -> str:
        return ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def card_keys(self, variant: Variant) -> frozenset[str]:
        return render.card_keys(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Feed()
