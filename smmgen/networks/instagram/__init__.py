"""Instagram: professional accounts; a container with the whole post, and the call that publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smmgen.errors import Unauthorised
from smmgen.markup import counting
from smmgen.networks import graph
from smmgen.networks.base import Deleting, Finishing, Grant, Measurement, Measuring, Network, Problem, Renewal, Renewing
from smmgen.networks.instagram import api, edit, facts, measure, problems, publish, render
from smmgen.networks.instagram.preview import InstagramPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Instagram(InstagramPreview, Network, Finishing, Deleting, Renewing, Measuring):
    """The network. How it counts a text is not documented; UTF-16 units are the careful guess."""

    def length(self, text: str) -> int:
        return counting.utf16_units(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://www.instagram.com/{target.removeprefix('@')}/" if target else ""

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

    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        if delivery.settings.get("login") == "facebook":
            raise Unauthorised(
                "page tokens of Facebook Login do not expire and are not renewed", "drop its store command"
            )
        return graph.Renewing(api.HOSTS["instagram"], "ig_refresh_token", api.DIALECT).renew(delivery, grant)

    def measure(self, delivery: Delivery) -> Measurement:
        return measure.measure(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Instagram(facts.FACTS)
