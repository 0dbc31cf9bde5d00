"""Publishers die and networks fail at random; the networks' own records show what was posted twice or lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import promise_wrong
import pytest
from promise_harness import (
    BLIND,
    CASTS,
    KEYED,
    META,
    META_STORIES,
    READABLE,
    RUSSIAN,
    STORIES,
    Cast,
    Publisher,
    Tally,
    waged,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

EACH = 100
"""Kills in one campaign."""
Prepared = Callable[[Cast], Path]


def waged_often(prepared: Prepared, tmp_path: Path, cast: Cast, kills: int) -> Tally:
    """Campaigns until there were so many kills, each of which must end as its doubts say."""
    total = Tally()
    for seed in range(kills // EACH):
        tally, codes = waged(prepared(cast), tmp_path / str(seed), cast, seed, EACH)
        assert codes[-1] == (4 if tally.unknowns else 0), f"seed {seed}"
        total += tally
    return total


def check_kept(tally: Tally) -> None:
    assert tally.duplicates == 0, "posted twice"
    assert tally.losses == 0, "lost without a word"
    assert tally.caught > tally.kills / 50, "the kills hit no call under way"
    assert tally.faults > tally.kills / 20, "hardly any fault befell a request"


def check_class_a(tally: Tally) -> None:
    check_kept(tally)
    assert tally.unknowns == 0, "the network could have been asked"


def check_class_c(tally: Tally) -> None:
    check_kept(tally)
    assert 0 < tally.false_unknowns < tally.unknowns, "both kinds of doubt must have come up"


@pytest.mark.slow
def test_class_a_killed_300_times(prepared: Prepared, tmp_path: Path) -> None:
    check_class_a(waged_often(prepared, tmp_path, KEYED, 300))


@pytest.mark.slow
@pytest.mark.parametrize("cast", [READABLE, META, META_STORIES, RUSSIAN], ids=["board", "meta", "stories", "russian"])
def test_class_b_killed_300_times(prepared: Prepared, tmp_path: Path, cast: Cast) -> None:
    check_class_a(waged_often(prepared, tmp_path, cast, 300))


@pytest.mark.slow
def test_class_c_killed_300_times(prepared: Prepared, tmp_path: Path) -> None:
    check_class_c(waged_often(prepared, tmp_path, BLIND, 300))


@pytest.mark.slow
def test_stories_killed_300_times(prepared: Prepared, tmp_path: Path) -> None:
    """Those of VK have neither a key nor a text, although its posts have."""
    check_class_c(waged_often(prepared, tmp_path, STORIES, 300))


@pytest.mark.soak
@pytest.mark.parametrize("name", CASTS)
def test_killed_10_000_times(prepared: Prepared, tmp_path: Path, name: str) -> None:
    tally = waged_often(prepared, tmp_path, CASTS[name], 10_000)
    (check_class_c if name.startswith("C") else check_class_a)(tally)


# The harness is not blind


def wrong(prepared: Prepared, tmp_path: Path, cast: Cast, publisher: Publisher) -> Tally:
    """Short campaigns of a publisher that is wrong, until it shows. The networks take longer for a call than the next
    run takes to begin, however busy this machine is: most kills leave a call under way."""
    total = Tally()
    for seed in range(10):
        slow: dict[str, Any] = {"effects": ("slow",), "slow": 0.8}
        tally, _ = waged(prepared(cast), tmp_path / str(seed), cast, seed, 20, publisher=publisher, **slow)
        total += tally
        if total.duplicates or total.losses:
            break
    return total


@pytest.mark.parametrize("cast", [READABLE, BLIND], ids=["B", "C"])
def test_recording_after_sending_shows_as_duplicates(prepared: Prepared, tmp_path: Path, cast: Cast) -> None:
    assert wrong(prepared, tmp_path, cast, promise_wrong.records_afterwards).duplicates > 0


def test_keys_of_the_run_show_as_duplicates(prepared: Prepared, tmp_path: Path) -> None:
    assert wrong(prepared, tmp_path, KEYED, promise_wrong.keys_of_the_run).duplicates > 0


def test_a_key_that_stories_do_not_have_shows_as_duplicates(prepared: Prepared, tmp_path: Path) -> None:
    wrongly = promise_wrong.trusts_a_key_that_stories_do_not_have
    assert wrong(prepared, tmp_path, STORIES, wrongly).duplicates > 0


def test_no_quiet_period_shows_as_duplicates(prepared: Prepared, tmp_path: Path) -> None:
    assert wrong(prepared, tmp_path, READABLE, promise_wrong.impatient).duplicates > 0


def test_recording_before_sending_shows_as_losses(prepared: Prepared, tmp_path: Path) -> None:
    assert wrong(prepared, tmp_path, BLIND, promise_wrong.records_beforehand).losses > 0
