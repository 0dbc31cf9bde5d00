"""Publishers of a series die and its file is edited meanwhile; the networks' own records show each time once."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from promise_harness import BLIND, KEYED, LEDGER, ROOT, START, Campaign, Cast, campaign, word

from smmgen.ledger.model import DOUBTFUL, State
from smmgen.ledger.open import open_ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

DAYS, KILLS = 5, 3
"""Times of the series, and kills at each of them."""
EDITS = {  # day -> what the front matter says from then on, beside the variants
    0: {"hour": "07:00", "repeat": "every: day, times: 5, cooldown: 1d"},
    2: {"hour": "06:30", "repeat": "every: week, on: [mon, tue, wed, thu, fri, sat, sun], times: 5, cooldown: 1d"},
}


def write(project: Path, cast: Cast, hour: str, repeat: str) -> None:
    """The series with a text of its own each day, built."""
    lines = [f"schedule: 2026-12-01 {hour}", f"platforms: [{', '.join(cast.accounts)}]", f"repeat: {{{repeat}}}"]
    front = "\n".join(["title: Tip", "uid: tip", *lines])
    variants = "\n".join(f"::: variant\n{word(number)} is a text of its own.\n:::\n" for number in range(DAYS))
    (project / "content/posts/tip.md").write_text(f"---\n{front}\n---\n{variants}", "utf-8")
    command = [sys.executable, "-m", "smmgen", "-C", str(project), "build"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, capture_output=True, check=True, env=environment)


def prepared(folder: Path, cast: Cast) -> Path:
    (folder / "content/posts").mkdir(parents=True)
    head = '[project]\nname = "Kill"\ntimezone = "UTC"\n[publish]\ngrace = "2w"\nmax_posts_per_run = 1000\n'
    (folder / "smm.toml").write_text(head + cast.toml)
    write(folder, cast, **EDITS[0])
    return folder


def states(made: Campaign) -> dict[tuple[str, str], State]:
    """Account and day's word -> its row's state."""
    with contextlib.closing(open_ledger(LEDGER, made.project)) as ledger:
        return {(one.account, word(int(one.occurrence[-2:]) - 1)): one.state for one in ledger.entries()}


def days(made: Campaign, cast: Cast, chance: random.Random) -> Iterator[int]:
    """The days on which no run came to its end."""
    for day in range(DAYS):
        if day in EDITS:
            write(made.project, cast, **EDITS[day])
        now = START + timedelta(days=day, minutes=5)
        for _ in range(KILLS):
            made._order_faults()
            made._run_and_kill(now, chance.uniform(0.01, 0.25))
        made.networks.order_faults([])
        if chance.random() < 0.6:
            made._run_in_peace(now)
        else:
            yield day


@pytest.mark.slow
def test_each_time_of_a_series_goes_out_once_or_is_noted_as_missed(tmp_path: Path) -> None:
    wage(KEYED, tmp_path, seeds=1)


@pytest.mark.soak
@pytest.mark.parametrize("cast", [KEYED, BLIND], ids=["A", "C"])
def test_series_killed_over_and_over(cast: Cast, tmp_path: Path) -> None:
    wage(cast, tmp_path, seeds=60)


def wage(cast: Cast, tmp_path: Path, seeds: int) -> None:
    made_from = prepared(tmp_path / "brand", replace(cast, name=f"series-{cast.name}"))
    for seed in range(seeds):
        with campaign(made_from, tmp_path / str(seed), cast, seed) as made:
            left = {*days(made, cast, random.Random(seed))}
            for _ in range(2):
                made._run_in_peace(START + timedelta(days=DAYS - 1, minutes=10))
            posted, rows = made.posted(), states(made)
            assert max(posted.values()) == 1, "posted twice"
            for account in cast.accounts:
                for day in range(DAYS):
                    mark = (account, word(day))
                    state = rows.get(mark)
                    assert mark in posted or state in DOUBTFUL or (state is State.MISSED and day in left), (mark, state)
                    assert not (mark in posted and state is State.MISSED), mark
