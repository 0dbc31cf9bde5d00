"""How a part in doubt is settled: how long a network's memory of a key is trusted, and what no key and no reading can
settle."""

from __future__ import annotations

import pytest
from brand import Brand
from stage import KEYED, Network, payload

from smmgen.ledger.model import State
from smmgen.networks.base import Safety
from smmgen.publishing.leases import NO_WAITS

MEMORY = KEYED.facts.key_seconds or 0
AGES = [
    # title, seconds since the call was let out, what the network is asked
    ("just now", 0, "POST"),
    ("a minute before it forgets, and a second", MEMORY - 61, "POST"),
    ("a minute before it forgets", MEMORY - 60, "GET"),
    ("its very last second", MEMORY - 1, "GET"),
    ("forgotten", MEMORY, "GET"),
    ("long forgotten", 10 * MEMORY, "GET"),
    ("the clock went back a second since", -1, "GET"),
    ("the clock went back two hours", -7200, "GET"),
]


@pytest.mark.parametrize(("age", "method"), [one[1:] for one in AGES], ids=[one[0] for one in AGES])
def test_a_key_is_trusted_for_as_long_as_it_is_surely_known(brand: Brand, age: float, method: str) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    brand.put("bf:keyed:1:1", State.CLAIMED, State.SENDING, State.UNKNOWN, ago=age)
    brand.publish(only_doubts=True, waits=NO_WAITS)
    assert [asked for asked, _ in brand.net.requests] == [method]


def test_a_run_that_was_killed_is_told_in_words_for_people(brand: Brand) -> None:
    brand.build(payload("bf", "blind", "blind"))
    brand.put("bf:blind:1:1", State.CLAIMED, State.SENDING)
    [row] = brand.publish(waits=NO_WAITS).rows
    assert row.state == State.UNKNOWN
    assert ": smm was stopped while it was sending the post; since then: blind cannot be asked" in row.reason


STORIES = Network(
    Safety.KEYED, formats=frozenset({"post", "story"}), format_safety={"story": Safety.BLIND}, finds_by_key=False
)
"""Its posts have a key, its stories have none and cannot be told from others."""


def asked(brand: Brand, **wrong: str) -> list[str]:
    """What the network is asked about a part in doubt."""
    brand.put("bf:keyed:1:1", State.CLAIMED, State.SENDING, State.UNKNOWN, **wrong)
    brand.publish(only_doubts=True, waits=NO_WAITS, find_network={"keyed": STORIES}.get)
    assert brand.state("bf:keyed:1:1") == "unknown" or brand.net.posts
    return [method for method, _ in brand.net.requests]


@pytest.mark.parametrize(("format", "calls"), [("post", ["POST"]), ("story", [])])
def test_a_format_may_be_promised_less(brand: Brand, format: str, calls: list[str]) -> None:
    brand.build(payload("bf", "keyed", "keyed", format=format))
    assert asked(brand) == calls


def test_what_was_a_story_when_it_was_sent_is_not_sent_as_a_post(brand: Brand) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    assert asked(brand, digest="sha256:" + "0" * 64) == []
