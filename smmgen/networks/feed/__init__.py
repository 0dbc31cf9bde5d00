"""The brand's own feed: `feed.json` (JSON Feed 1.1, https://jsonfeed.org/version/1.1) and `feed.xml` (Atom, RFC 4287).

Both are files of the project, and so are the copies of the media beside them; any web server can serve the folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.networks.base import Deleting, Editing, Network, Problem
from smmgen.networks.feed import edit, facts, problems, publish, render
from smmgen.networks.feed.preview import FeedPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Feed(FeedPreview, Network, Editing, Deleting):
    """The feed, which needs no network."""

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


NETWORK = Feed(facts.FACTS)
