"""Odnoklassniki groups: topics through the REST API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.markup.counting import utf16_units
from smmgen.networks.base import Deleting, Editing, Network, Problem, Scheduling
from smmgen.networks.ok import edit, facts, problems, publish, render
from smmgen.networks.ok.preview import OkPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Ok(OkPreview, Network, Scheduling, Editing, Deleting):
    """The network. How it counts a text is not documented; UTF-16 units are the careful guess."""

    def length(self, text: str) -> int:
        return utf16_units(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://ok.ru/group/{target}" if target else ""

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


NETWORK = Ok(facts.FACTS)
