"""What every ledger promises, asked of each in the same words."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from ledger_stage import CLAIMED, Store, python, row, said, walk

from smmgen.errors import UserError
from smmgen.ledger.model import LEGAL, Entry, State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import Ledger, LostRace, steps_to

Open = Callable[[], Ledger]


def test_only_the_steps_of_the_table_are_taken(ledger: Ledger) -> None:
    cases = [
        (row(f"p{number}", state=was) if was else None, row(f"p{number}", state=becomes))
        for number, (was, becomes) in enumerate(itertools.product((None, *State), State))
    ]
    ledger.move_all([step for before, _ in cases if before for step in steps_to(before)])
    with ledger.lock():
        for before, after in cases:
            if after.state in LEGAL[before.state if before else None]:
                assert ledger.move(before, after) == after == ledger.get(after.key)
            else:
                with pytest.raises(ValueError, match="cannot go from"):
                    ledger.move(before, after)
                assert ledger.get(after.key) == before


def test_a_row_that_was_never_written_is_none(ledger: Ledger) -> None:
    assert ledger.get("x:tg:1:1") is None
    assert ledger.entries() == []
    assert ledger.notes() == {}


def test_who_comes_second_loses(opened: Open) -> None:
    mine, theirs = opened(), opened()
    first = mine.move(None, CLAIMED)
    with pytest.raises(LostRace):
        theirs.move(None, replace(CLAIMED, run="other"))
    second = theirs.move(theirs.get(first.key), replace(first, state=State.SENDING))
    with pytest.raises(LostRace):
        mine.move(first, replace(first, state=State.SENDING))
    assert mine.get(first.key) == second


def test_the_same_step_twice_is_taken_once(opened: Open) -> None:
    """Two runs that would write the very same row are two runs all the same."""
    mine, theirs = opened(), opened()
    mine.move(None, CLAIMED)
    with pytest.raises(LostRace):
        theirs.move(None, CLAIMED)


def test_a_row_that_is_gone_or_never_was_cannot_be_moved_on(ledger: Ledger) -> None:
    with pytest.raises(LostRace):
        ledger.move(CLAIMED, replace(CLAIMED, state=State.SENDING))


def test_one_sees_at_once_what_the_other_wrote(opened: Open) -> None:
    mine, theirs = opened(), opened()
    assert theirs.get(CLAIMED.key) is None
    mine.move(None, CLAIMED)
    assert theirs.get(CLAIMED.key) == CLAIMED
    assert theirs.entries() == [CLAIMED]


STRANGE = {
    "uid in Cyrillic": row("чёрная-пятница"),
    "emoji and spaces": row("☕ кофе 🎉"),
    "like a path": row("../../etc/passwd"),
    "very long": row("x" * 3000),
    "case": row("BF"),
    "quotes": row("o'brien\"; drop table entries"),
}


@pytest.mark.parametrize("entry", STRANGE.values(), ids=STRANGE.keys())
def test_keys_of_every_kind(opened: Open, entry: Entry) -> None:
    ledger = opened()
    ledger.move(None, row("bf"))
    assert walk(ledger, State.CLAIMED, State.SENDING, entry=entry) == opened().get(entry.key)
    assert len(opened().entries()) == 2


def test_keys_that_look_alike_are_not_taken_for_each_other(ledger: Ledger) -> None:
    alike = [row(post) for post in ("a-b", "a_b", "a b", "A-B", "а-b", "é", "e\u0301")]  # the fifth begins in Cyrillic
    for entry in alike:
        ledger.move(None, entry)
    assert {entry.key for entry in ledger.entries()} == {entry.key for entry in alike}


def test_everything_in_a_row_comes_back(opened: Open) -> None:
    rich = replace(
        CLAIMED, reference={"uri": "at://x", "n": [1, 2.5, {"ж": None}], "nul": "\0", "half": "\ud83d"},
        retryable=True, native=True, attempt=3, reason="строка\nещё одна\t\"\\", url="https://t.me/x/1", run="r",
        claimed_at="2026-11-27T07:00:00.000001Z", asked_at="2026-11-27T07:00:00Z", remote_id="1" * 400,
    )  # fmt: skip
    opened().move(None, rich)
    assert opened().get(rich.key) == rich


def test_what_no_database_takes_is_replaced_and_the_row_moves_on(opened: Open) -> None:
    ledger = opened()
    moved = ledger.move(None, replace(CLAIMED, reason="half \ud83d and nul \0."))
    assert moved.reason == "half \ufffd and nul \ufffd."
    assert opened().get(CLAIMED.key) == moved
    assert ledger.move(moved, replace(moved, state=State.SENDING)).state is State.SENDING


def test_rows_come_by_time_then_by_key(ledger: Ledger) -> None:
    for post, at in (("b", "2026-11-28"), ("я", ""), ("a", "2026-11-28"), ("c", "2026-01-01"), ("B", "2026-11-28")):
        ledger.move(None, row(post, at=f"{at}T07:00:00Z" if at else ""))
    missed = ledger.move(None, row("d", State.MISSED, at="2026-05-05T00:00:00Z"))
    assert [entry.post for entry in ledger.entries()] == ["я", "c", "d", "B", "a", "b"]
    assert ledger.entries([State.MISSED]) == [missed]
    assert [entry.post for entry in ledger.entries([State.CLAIMED])] == ["я", "c", "B", "a", "b"]


def test_a_batch_is_taken_whole_or_not_at_all(opened: Open) -> None:
    ledger = opened()
    ledger.move(None, row("b"))
    with pytest.raises(LostRace):
        ledger.move_all([(None, row("a")), (None, row("b")), (None, row("c"))])
    assert [entry.post for entry in opened().entries()] == ["b"]
    with pytest.raises(ValueError, match="cannot go from"):
        ledger.move_all([(None, row("a")), (None, row("c", State.PUBLISHED))])
    assert [entry.post for entry in opened().entries()] == ["b"]
    moved = ledger.move_all([(None, row("a")), (row("b"), row("b", State.SENDING)), (None, row("c"))])
    assert moved == [row("a"), row("b", State.SENDING), row("c")] == opened().entries()
    assert ledger.move_all([]) == []


def test_a_batch_may_lead_one_row_through_several_states(opened: Open) -> None:
    way = [row("a"), row("a", State.SENDING), row("a", State.PUBLISHED, url="https://t.me/x/1")]
    opened().move_all(list(zip([None, *way], way, strict=False)))
    assert opened().entries() == [way[-1]]
    with pytest.raises(LostRace):
        opened().move_all([(None, row("b")), (row("b"), row("b", State.SENDING)), (row("b"), row("b", State.SENDING))])
    assert opened().get("b:tg:1:1") is None


def test_what_is_put_off_is_seen_at_once_and_written_when_the_lock_goes(opened: Open) -> None:
    ledger = opened()
    with ledger.lock():
        sending = walk(ledger, State.CLAIMED, State.SENDING)
        out = ledger.move_later(sending, replace(sending, state=State.PUBLISHED))
        assert ledger.get(out.key) == out
        assert ledger.entries() == [out]
        other = ledger.move(None, row("cd"))
        with pytest.raises(LostRace):
            ledger.move_later(sending, replace(sending, state=State.FAILED))
        last = ledger.move_later(other, replace(other, state=State.SENDING))
    assert opened().entries() == [out, last]


def test_what_is_put_off_without_a_lock_is_written_at_once(opened: Open) -> None:
    opened().move_later(None, CLAIMED)
    assert opened().get(CLAIMED.key) == CLAIMED


def test_notes(opened: Open) -> None:
    ledger = opened()
    ledger.move(None, CLAIMED)
    ledger.set_note("paused", "пожар")
    assert opened().note("paused") == "пожар"
    opened().set_note("paused", "потоп")
    ledger.set_note("other", "x")
    assert ledger.notes() == {"paused": "потоп", "other": "x"}
    ledger.set_note("paused", "")
    ledger.set_note("never there", "")
    assert opened().notes() == {"other": "x"}
    assert opened().entries() == [CLAIMED]


LOCKER = """
from pathlib import Path
from smmgen.errors import UserError
from smmgen.ledger.open import open_ledger
ledger = open_ledger(sys.argv[1], Path(sys.argv[2]))
try:
    with ledger.lock():
        print("got it", flush=True)
        sys.stdin.read() if "wait" in sys.argv else None
except UserError as error:
    print(error.message)
ledger.close()
"""


def locker(store: Store, *more: str, **options: object) -> str:
    return said(python(LOCKER, store.url, str(store.project), *more, **options))


def test_one_publisher_at_a_time_and_the_other_is_told_who(store: Store, ledger: Ledger) -> None:
    with ledger.lock():
        ledger.move(None, CLAIMED)
        told = locker(store)
        assert "another `smm` is publishing from this ledger" in told
        assert f"process {os.getpid()}" in told
    assert locker(store) == "got it\n"
    with ledger.lock():
        pass


def test_the_lock_is_let_go_of_after_a_failure(store: Store, ledger: Ledger) -> None:
    ledger.move(None, CLAIMED)
    with pytest.raises(LostRace), ledger.lock():
        ledger.move(None, CLAIMED)
    assert locker(store) == "got it\n"


WRITER = """
import os, signal
from pathlib import Path
from dataclasses import replace
from ledger_stage import CLAIMED
from smmgen.ledger.model import State
from smmgen.ledger.open import open_ledger
ledger = open_ledger(sys.argv[1], Path(sys.argv[2]))
claimed = ledger.move(None, CLAIMED)
ledger.move(claimed, replace(claimed, state=State.SENDING, run="died"))
print("acknowledged", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_acknowledged_outlives_a_kill(store: Store) -> None:
    process = python(WRITER, store.url, str(store.project))
    told, _ = process.communicate(timeout=60)
    assert (told, process.returncode) == ("acknowledged\n", -9)
    ledger = store.open()
    assert ledger.get(CLAIMED.key) == replace(CLAIMED, state=State.SENDING, run="died")
    assert ledger.verify() == []
    ledger.close()


RACER = """
import os, random
from pathlib import Path
from ledger_stage import row
from smmgen.ledger.open import open_ledger
from smmgen.ledger.store import LostRace
url, project, keys, racer = sys.argv[1:]
ledger = open_ledger(url, Path(project))
print("ready", flush=True)
sys.stdin.readline()
numbers = list(range(int(keys)))
random.Random(int(racer)).shuffle(numbers)
for number in numbers:
    try:
        ledger.move(None, row(f"p{number}", run=racer))
    except LostRace:
        continue
    print(number, flush=True)
ledger.close()
"""


def race(store: Store, keys: int, racers: int = 8) -> None:
    """Every key is claimed by every process; each has one winner, who is the one the ledger names."""
    processes = [
        python(RACER, store.url, str(store.project), str(keys), str(racer), stdin=subprocess.PIPE)
        for racer in range(racers)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=3600) for process in processes]
    assert [process.returncode for process in processes] == [0] * racers, [error for _, error in ended if error]
    won = {str(racer): told.split() for racer, (told, _) in enumerate(ended)}
    assert Counter(itertools.chain(*won.values())) == {str(number): 1 for number in range(keys)}
    ledger = store.open()
    owners = {entry.post: entry.run for entry in ledger.entries()}
    assert owners == {f"p{number}": racer for racer, numbers in won.items() for number in numbers}
    assert ledger.verify() == []
    ledger.close()


def test_a_race_has_one_winner_a_key(store: Store) -> None:
    race(store, {"git": 25, "git-local": 12}.get(store.kind, 1000))


@pytest.mark.soak
def test_a_long_race_has_one_winner_a_key(store: Store) -> None:
    race(store, 1000)


def test_a_sound_ledger_has_no_faults(ledger: Ledger) -> None:
    assert ledger.faults() == []
    assert ledger.verify() == []
    walk(ledger, State.CLAIMED, State.SENDING, State.UNKNOWN, State.FAILED, State.CLAIMED)
    assert ledger.faults() == []
    assert ledger.verify() == []


def test_a_row_that_no_smm_writes_is_found(ledger: Ledger) -> None:
    ledger.move(None, replace(CLAIMED, account="vk"))
    [problem] = ledger.verify()
    assert "its key does not fit" in problem


def test_a_ledger_that_was_moved_is_left_alone(store: Store, ledger: Ledger) -> None:
    ledger.set_note("moved", "sqlite:elsewhere.db")
    with pytest.raises(UserError, match=r"was moved to `sqlite:elsewhere\.db`"):
        store.open()
    with pytest.raises(UserError, match="was moved to"), ledger.lock():
        pass


def test_addresses_come_from_a_variable(store: Store, ledger: Ledger) -> None:
    ledger.move(None, CLAIMED)
    again = open_ledger("env:LEDGER", store.project, {"LEDGER": f" {store.url}\n"})
    assert json.dumps([entry.key for entry in again.entries()]) == '["bf:tg:1:1"]'
    again.close()


@pytest.mark.parametrize("there", [None, State.MISSED, State.FAILED, State.RENAMED])
def test_a_row_goes_on_under_another_key_in_one_act(opened: Open, there: State | None) -> None:
    """Old and new change together: at no moment is the post known by neither."""
    ledger = opened()
    old = walk(ledger, State.CLAIMED, State.SENDING, State.PUBLISHED)
    before = row("new", state=there) if there else None
    if before:
        ledger.move_all(steps_to(before))
    likeness = {"whole": "0123456789abcdef", "sketch": "00 01", "parts": "1", "target": "@x"}
    new = replace(old, key="new:tg:1:1", post="new", likeness=likeness)
    left = replace(old, state=State.RENAMED, reason="it goes by `new:tg:1:1` now")
    with pytest.raises(LostRace):
        ledger.move_all([*steps_to(new, before), (replace(old, run="somebody else"), left)])
    assert (ledger.get(old.key), ledger.get(new.key)) == (old, before)
    with ledger.lock():
        ledger.move_all([*steps_to(new, before), (old, left)])
    again = opened()
    assert (again.get(old.key), again.get(new.key)) == (left, new)
    assert again.verify() == []
