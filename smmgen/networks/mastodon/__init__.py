"""Mastodon and what speaks its API: one POST of a status under an Idempotency-Key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from smmgen.content.model import Fields
from smmgen.markup import counting
from smmgen.markup.style import Style
from smmgen.networks.base import NoSettings, Problem, Safety
from smmgen.networks.limits import Limits
from smmgen.networks.mastodon import api as api
from smmgen.networks.mastodon import edit, facts, problems, publish, render
from smmgen.networks.mastodon.preview import MastodonPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Mastodon(MastodonPreview):
    """The network."""

    name: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    docs: ClassVar[str] = facts.DOCS
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = 3600
    limits: ClassVar[Limits] = facts.LIMITS
    unit: ClassVar[str] = "characters"
    style: ClassVar[Style] = facts.STYLE
    types: ClassVar[frozenset[str]] = facts.TYPES
    moving: ClassVar[frozenset[str]] = facts.MOVING
    options: ClassVar[type[BaseModel]] = facts.Options
    settings: ClassVar[type[BaseModel]] = NoSettings
    needs: ClassVar[tuple[str, ...]] = ("base_url", "token")
    secrets: ClassVar[tuple[str, ...]] = facts.SECRETS
    native_schedule: ClassVar[bool] = True
    threads: ClassVar[bool] = True
    first_comment: ClassVar[bool] = True
    edits: ClassVar[frozenset[str]] = frozenset({"text", "content warning", "language", "media", "alt text"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset({"time"})

    def length(self, text: str) -> int:
        return counting.mastodon(text)

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

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """The server makes the card from the page (entities/PreviewCard)."""
        return frozenset()

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


NETWORK = Mastodon()
