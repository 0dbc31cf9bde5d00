"""Power cuts: whatever of the unsynced writes reached the disk, the ledger opens and has every acknowledged row."""

from __future__ import annotations

import contextlib
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

pytest.importorskip("apsw", reason="apsw is not installed: pip install 'smmgen[test]'")

from ledger_stage import row
from power import Disk, PowerCut, module

from smmgen.ledger import sqlite
from smmgen.ledger.model import LEGAL, Entry
from smmgen.ledger.sqlite import SqliteLedger
from smmgen.ledger.store import LedgerError, Step

BOOTS = 6
"""Cuts that one ledger goes through before a new one is begun."""


@dataclass
class Told:
    """What the ledger acknowledged, and what it was asked last and did not get to answer."""

    rows: dict[str, Entry] = field(default_factory=dict)
    asked: dict[str, Entry] = field(default_factory=dict)

    def problems(self, found: dict[str, Entry]) -> list[str]:
        """Every acknowledged row is there; what was under way is there whole or not at all."""
        whole = {**self.rows, **self.asked}
        if found in (self.rows, whole):
            return []
        wrong = [key for key in whole if found.get(key) not in (self.rows.get(key), whole[key])]
        return [f"{key} is {_state(found, key)}, not {_state(self.rows, key)}" for key in wrong] or ["half of a batch"]


def _state(rows: dict[str, Entry], key: str) -> str:
    return rows[key].state if key in rows else "gone"


@dataclass
class Tally:
    """What came of a campaign."""

    cuts: int = 0
    acknowledged: int = 0
    opening: int = 0
    """Cuts that came while the ledger was still being opened or made."""
    lost: list[str] = field(default_factory=list)


def steps(told: Told, chance: random.Random) -> list[Step]:
    """Something a publisher might do next: claim, move on, or a batch of both."""
    found: list[Step] = []
    for _ in range(chance.choice([1, 1, 1, 3])):
        movable = [one for one in told.rows.values() if LEGAL[one.state] and one.key not in {s[1].key for s in found}]
        if movable and chance.random() < 0.6:
            before = chance.choice(movable)
            state = chance.choice(sorted(LEGAL[before.state]))
            reason = "x" * chance.choice([0, 40, 3000])
            found.append((before, replace(before, state=state, reason=reason, run=str(chance.random()))))
        else:
            found.append((None, row(f"p{chance.getrandbits(60):x}", reason="y" * chance.choice([0, 40, 6000]))))
    return found


def live(ledger: SqliteLedger, told: Told, chance: random.Random, tally: Tally) -> None:
    """Write until the power is cut."""
    while True:
        doing = steps(told, chance)
        told.asked = {after.key: after for _, after in doing}
        ledger.move_all(doing)
        told.rows |= told.asked
        told.asked = {}
        tally.acknowledged += len(doing)


def boot(folder: Path, told: Told, chance: random.Random, careless: bool, tally: Tally) -> Disk:
    """Start on the disk that is there, and end with a cut."""
    disk = Disk(folder)
    disk.fuse = chance.choice([chance.randrange(12), chance.randrange(60), chance.randrange(300)])
    fake = module(disk, careless, pages=chance.choice([4, 20, 1000]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "sqlite3", fake)
        patch.setattr(sys, "unraisablehook", lambda *unheard: None)  # SQLite's last words, when nobody is there to ask
        ledger = None
        try:
            ledger = SqliteLedger(folder / "ledger.db")
            live(ledger, told, chance, tally)
        except (LedgerError, PowerCut):
            tally.opening += ledger is None
        disk.fuse = 0
        if ledger:
            with contextlib.suppress(Exception):
                ledger.close()
    return disk


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """In memory where the system has such a place: nothing here waits for a real disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="smm-power-") as name:
        yield Path(name)


def campaign(cuts: int, seed: int, careless: bool = False, seconds: float = 3600) -> Tally:
    """Cut the power so many times. `careless`: a ledger that does not sync, as a control."""
    chance, tally, ends = random.Random(seed), Tally(), time.monotonic() + seconds
    with scratch() as base:
        while tally.cuts < cuts and time.monotonic() < ends:
            told, folder = Told(), base / "0"
            folder.mkdir()
            for _ in range(BOOTS):
                disk = boot(folder, told, chance, careless, tally)
                tally.cuts += 1
                after = base / f"{tally.cuts}"
                after.mkdir()
                disk.after_cut(chance, after)
                shutil.rmtree(folder)
                folder = after
                if problems := inspect(folder, told):
                    tally.lost += problems
                    break
            shutil.rmtree(folder)
    return tally


def inspect(folder: Path, told: Told) -> list[str]:
    """Open it as the next run would, with the real SQLite, and compare."""
    try:
        ledger = SqliteLedger(folder / "ledger.db")
    except LedgerError as error:
        return [f"it does not open: {error.message}"]
    try:
        found = {entry.key: entry for entry in ledger.entries()}
        problems = ledger.faults() or told.problems(found)
        told.rows, told.asked = found, {}
        return problems
    except LedgerError as error:
        return [error.message]
    finally:
        ledger.close()


def test_no_acknowledged_row_is_lost_to_a_power_cut() -> None:
    tally = campaign(300, seed=1)
    assert tally.lost == []
    assert tally.cuts >= 300
    assert tally.acknowledged > 1000
    assert tally.opening > 10


def test_the_harness_can_see_losses() -> None:
    """A ledger that does not sync loses rows or breaks: the test above is not blind."""
    assert campaign(60, seed=2, careless=True).lost != []


@pytest.mark.soak
def test_no_acknowledged_row_is_lost_to_many_power_cuts() -> None:
    tally = campaign(20_000, seed=3)
    print(tally)
    assert tally.lost == []
    assert tally.cuts >= 20_000
