"""Facebook Pages: uploads, then one call that makes the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.networks.base import Deleting, Editing, Network, Problem, Scheduling
from smmgen.networks.facebook import edit, facts, problems, publish, render
from smmgen.networks.facebook.preview import FacebookPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Facebook(FacebookPreview, Network, Scheduling, Editing, Deleting):
    """The network."""

    def url(self, target: str, base_url: str) -> str:
        return f"https://www.facebook.com/{target}" if target else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def released(self, delivery: Delivery) -> Search:
        return publish.released(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Facebook(facts.FACTS)
