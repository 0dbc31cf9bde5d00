"""Mastodon and what speaks its API: one POST of a status under an Idempotency-Key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.content.model import Fields
from smmgen.markup import counting
from smmgen.networks.base import Deleting, Editing, Measurement, Measuring, Network, Problem, Scheduling
from smmgen.networks.limits import Limits
from smmgen.networks.mastodon import api as api
from smmgen.networks.mastodon import edit, facts, measure, problems, publish, render
from smmgen.networks.mastodon.preview import MastodonPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Mastodon(MastodonPreview, Network, Scheduling, Editing, Deleting, Measuring):
    """The network."""

    def length(self, text: str) -> int:
        return counting.mastodon(text)

    def length_within(self, text: str, limits: Limits) -> int:
        most = limits.most("link.length")
        return counting.mastodon(text) if most is None else counting.mastodon(text, int(most))

    def length_beside(self, what: str, text: str) -> int:
        """Addresses are counted in full there; alt texts in code points (MediaAttachment), poll options in graphemes
        (PollOptionsValidator)."""
        return counting.code_points(text) if what == "alt" else counting.graphemes(text)

    def shared(self, fields: Fields, text: str, part: int) -> int:
        return render.shared(fields, text, part)

    def url(self, target: str, base_url: str) -> str:
        name = target.strip().removeprefix("@").partition("@")[0]
        return f"{base_url.rstrip('/')}/@{name}" if name and base_url else base_url

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def released(self, delivery: Delivery) -> Search:
        return api.released(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)

    def measure(self, delivery: Delivery) -> Measurement:
        return measure.measure(delivery)


NETWORK = Mastodon(facts.FACTS)
