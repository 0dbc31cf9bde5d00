"""Threads: a container with the whole post, and the call that publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smmgen.content.model import Fields
from smmgen.markup import counting
from smmgen.networks import graph
from smmgen.networks.base import Deleting, Finishing, Grant, Measurement, Measuring, Network, Problem, Renewal, Renewing
from smmgen.networks.threads import api, edit, facts, measure, problems, publish, render
from smmgen.networks.threads.preview import ThreadsPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Threads(ThreadsPreview, Network, Finishing, Deleting, Renewing, Measuring):
    """The network."""

    def length(self, text: str) -> int:
        return counting.threads(text)

    def length_beside(self, what: str, text: str) -> int:
        return counting.code_points(text)

    def shared(self, fields: Fields, text: str, part: int) -> int:
        return render.shared(fields, text, part)

    def url(self, target: str, base_url: str) -> str:
        return f"https://www.threads.com/@{target.removeprefix('@')}" if target else ""

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
        return graph.Renewing(api.HOST, "th_refresh_token", api.DIALECT).renew(delivery, grant)

    def measure(self, delivery: Delivery) -> Measurement:
        return measure.measure(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Threads(facts.FACTS)
