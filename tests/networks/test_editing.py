"""What holds for the edits of every network; the flows are in the networks' own folders."""

from __future__ import annotations

from typing import Any

import pytest
from editing import given, made
from flows import delivery, drive, picture, text

from smmgen.errors import NotSent
from smmgen.networks import registry
from smmgen.networks.base import Deleting, Editing, Safety
from smmgen.variants.types import LinkCard


def test_who_edits_and_who_deletes() -> None:
    known = registry.all_networks()
    built_in = {name: known[name] for name in registry.names()}
    editing = [name for name, one in built_in.items() if not isinstance(one, Editing)]
    assert editing == ["bluesky", "instagram", "threads", "manual"]
    assert [name for name, one in built_in.items() if not isinstance(one, Deleting)] == ["manual"]


@pytest.mark.parametrize("name", ["telegram", "vk", "mastodon", "facebook", "max", "ok", "feed"])
def test_what_an_edit_may_change_is_among_the_aspects(name: str) -> None:
    network: Any = registry.get(name)
    native = {"delivery": "native"} if network.facts.native_schedule else {}
    rich = made(
        network,
        text("x", media=[picture()]),
        account=native,
        card=LinkCard("https://a.example"),
        fields={
            "poll": None,
            "targeting": {
                "language": ["en"],
                "place": {"name": "Teplo", "lat": 55.7, "lon": 37.6},
                "replies": "nobody",
                "mastodon": {"spoiler": "Coffee"},
                "vk": {"signed": True, "attach": ["market-230000001_17"]},
            },
        },
    )
    found = set(network.aspects(delivery(rich, network).part))
    assert network.facts.edits | network.facts.edits_waiting <= found


@pytest.mark.parametrize("network", [registry.get(name) for name in registry.names()], ids=registry.names())
def test_nothing_is_asked_about_a_post_that_is_not_out(network: Any) -> None:
    able = [isinstance(network, Deleting) and network.delete, isinstance(network, Editing) and network.edit]
    flows = [flow for flow in able if flow]
    assert flows or network.facts.safety is Safety.BY_HAND
    for flow in flows:
        with pytest.raises(NotSent):
            drive(flow(given(network, text("x"))))
