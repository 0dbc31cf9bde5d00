"""VK communities: their wall, through a community's token and, for uploads, a user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.markup.counting import utf16_units
from smmgen.networks.base import Deleting, Editing, Grant, Network, Problem, Renewal, Renewing, Scheduling
from smmgen.networks.vk import edit, facts, oauth, problems, publish, render
from smmgen.networks.vk.preview import VkPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Vk(VkPreview, Network, Scheduling, Editing, Deleting, Renewing):
    """The network. How it counts a text is not documented; UTF-16 units are the careful guess."""

    def length(self, text: str) -> int:
        return utf16_units(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://vk.com/club{target.removeprefix('-')}" if target else ""

    def card_keys(self, variant: Variant) -> frozenset[str]:
        return frozenset() if variant.format == "story" else super().card_keys(variant)

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

    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        return oauth.renew(delivery, grant)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Vk(facts.FACTS)
