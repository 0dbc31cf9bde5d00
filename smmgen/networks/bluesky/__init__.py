"""Bluesky: a post is a record that we put, under a key of our own, into the account's repository."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smmgen.markup import counting
from smmgen.networks.base import Deleting, Finishing, Network, Problem
from smmgen.networks.bluesky import api, edit, facts, problems, publish, render
from smmgen.networks.bluesky.preview import BlueskyPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Bluesky(BlueskyPreview, Network, Finishing, Deleting):
    """The network."""

    def length(self, text: str) -> int:
        return counting.graphemes(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://bsky.app/profile/{api.handle_of(target)}" if target else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def finish(self, delivery: Delivery) -> Flow:
        return publish.finish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Bluesky(facts.FACTS)
