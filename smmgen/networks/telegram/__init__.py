"""Telegram channels and groups through the Bot API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.networks.base import Deleting, Editing, Network, Problem
from smmgen.networks.telegram import edit, facts, problems, publish, render
from smmgen.networks.telegram.preview import TelegramPreview
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Variant


class Telegram(TelegramPreview, Network, Editing, Deleting):
    """The network. Its limits of text are counted in code points (TDLib, MessageContent.cpp)."""

    def length(self, text: str) -> int:
        return len(text)

    def url(self, target: str, base_url: str) -> str:
        """`https://t.me/channel`; "" for numeric ids, whose pages have no public address."""
        return f"https://t.me/{target[1:]}" if target.startswith("@") else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return problems.problems(variant)

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        return render.render(variant)

    def publish(self, delivery: Delivery) -> Flow:
        return publish.publish(delivery)

    def find(self, delivery: Delivery) -> Search:
        return publish.find(delivery)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        return publish.probe(delivery)


NETWORK = Telegram(facts.FACTS)
