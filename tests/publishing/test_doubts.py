"""How long a network's memory of a key is trusted: a part in doubt is sent again under its key, or looked for."""

from __future__ import annotations

import pytest
from brand import Brand
from stage import KEYED, payload

from smmgen.ledger.model import State
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
