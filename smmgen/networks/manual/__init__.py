"""Places without an interface for programs: smmgen prepares and checks the post, a person posts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.markup.addresses import is_web
from smmgen.networks.base import Network
from smmgen.networks.carries import Carried
from smmgen.networks.limits import Limits
from smmgen.networks.manual import facts, publish, render
from smmgen.networks.manual.outlets import outlet_of
from smmgen.networks.manual.preview import ManualPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Search
from smmgen.variants.types import Variant


class Manual(ManualPreview, Network):
    """Every such place; the account's `outlet` says which."""

    def limits(self, settings: Mapping[str, Any]) -> Limits:
        return outlet_of(settings.get("outlet")).limits

    def carries(self, settings: Mapping[str, Any]) -> frozenset[Carried]:
        return outlet_of(settings.get("outlet")).carries

    def url(self, target: str, base_url: str) -> str:
        return target if is_web(target) else ""

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Manual(facts.FACTS)
