"""MAX channels and chats through the bot API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.markup.counting import utf16_units
from smmgen.networks.base import Deleting, Editing, Finishing, Network, Problem
from smmgen.networks.max import edit, facts, problems, publish, render
from smmgen.networks.max.preview import MaxPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Max(MaxPreview, Network, Finishing, Editing, Deleting):
    """The network. How it counts a text is not documented; UTF-16 units are never fewer than code points."""

    def length(self, text: str) -> int:
        return utf16_units(text)

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def finish(self, delivery: Delivery) -> Flow:
        return publish.finish(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Max(facts.FACTS)
