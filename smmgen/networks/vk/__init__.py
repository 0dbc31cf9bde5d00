"""VK communities: their wall, through a community's token and, for uploads, a user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from smmgen.markup.counting import utf16_units
from smmgen.markup.style import Style
from smmgen.networks.base import Grant, Problem, Renewal, Safety
from smmgen.networks.limits import Limits
from smmgen.networks.vk import edit, facts, oauth, problems, publish, render
from smmgen.networks.vk.preview import VkPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Vk(VkPreview):
    """The network. How it counts a text is not documented; UTF-16 units are the careful guess."""

    name: ClassVar[str] = "vk"
    title: ClassVar[str] = "VK"
    docs: ClassVar[str] = facts.DOCS
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = 3600
    limits: ClassVar[Limits] = facts.LIMITS
    unit: ClassVar[str] = "UTF-16 units"
    style: ClassVar[Style] = facts.STYLE
    types: ClassVar[frozenset[str]] = facts.TYPES
    moving: ClassVar[frozenset[str]] = facts.MOVING
    options: ClassVar[type[BaseModel]] = facts.Options
    settings: ClassVar[type[BaseModel]] = facts.Settings
    needs: ClassVar[tuple[str, ...]] = ("target", "token")
    secrets: ClassVar[tuple[str, ...]] = facts.SECRETS
    renewable: ClassVar[tuple[str, ...]] = ("user_token",)
    native_schedule: ClassVar[bool] = True
    threads: ClassVar[bool] = False
    first_comment: ClassVar[bool] = True
    edits: ClassVar[frozenset[str]] = frozenset({"text", "media", "link", "place", "options"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset({"text", "media", "link", "place", "options", "time"})

    def length(self, text: str) -> int:
        return utf16_units(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://vk.com/club{target.removeprefix('-')}" if target else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def card_keys(self, variant: Variant) -> frozenset[str]:
        return render.card_keys(variant)

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


NETWORK = Vk()
