"""Pinboard: notices with pictures, pinned to a board. The network is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_pinboard import edit, problems, publish, render
from smm_pinboard.facts import FACTS
from smm_pinboard.preview import PinboardPreview
from smmgen.networks.base import Deleting, Editing, Network, Problem
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Pinboard(PinboardPreview, Network, Editing, Deleting):
    """The network."""

    def url(self, target: str, base_url: str) -> str:
        return f"https://pinboard.example/{target}"

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)

    def aspects(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)


NETWORK = Pinboard(FACTS)
