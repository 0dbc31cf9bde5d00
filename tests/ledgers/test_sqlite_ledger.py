"""What is SQLite's own: older files, disks that are full or may not be written to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from ledger_stage import CLAIMED, python, row, said, walk

from smmgen.ledger.model import Entry, State
from smmgen.ledger.sqlite import MIGRATIONS, SqliteLedger
from smmgen.ledger.store import LedgerError

FIXTURES = Path(__file__).parent / "sqlite"
"""vN.sql: a ledger as smmgen wrote it when its version was N, with one row of every state there was."""
EARLIER = range(1, len(MIGRATIONS))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def test_there_is_a_ledger_of_every_earlier_version() -> None:
    """Before a migration is added, write_sqlite_fixture.py writes that of the version that is left."""
    assert sorted(path.stem for path in FIXTURES.glob("*.sql")) == [f"v{n}" for n in EARLIER]


@pytest.mark.parametrize("version", EARLIER)
def test_a_ledger_of_an_earlier_version_is_brought_up_and_keeps_its_rows(tmp_path: Path, version: int) -> None:
    old = sqlite3.connect(tmp_path / "ledger.db")
    old.executescript((FIXTURES / f"v{version}.sql").read_text("utf-8"))
    rows = dict(old.execute("select key, state from entries").fetchall())
    old.close()
    ledger = SqliteLedger(tmp_path / "ledger.db")
    assert {entry.key: entry.state for entry in ledger.entries()} == rows
    assert len(set(rows.values())) == len(rows) >= 8
    assert ledger.verify() == []
    [published] = ledger.entries([State.PUBLISHED])
    assert published.url == "https://t.me/teplo_coffee/17"
    assert published.reference == {"message_id": 17, "chat": "чат"}
    [claimed] = ledger.entries([State.CLAIMED])
    assert ledger.move(claimed, replace(claimed, state=State.SENDING)).state is State.SENDING
    ledger.set_note("paused", "x")
    assert ledger.note("paused") == "x"
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db")
    assert len(again.entries()) == len(rows)
    again.close()


def test_a_migration_that_breaks_off_is_as_if_it_never_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteLedger(tmp_path / "ledger.db").close()
    broken = (*MIGRATIONS, "create table more (x); create table entries (x)")
    monkeypatch.setattr("smmgen.ledger.sqlite.MIGRATIONS", broken)
    with pytest.raises(LedgerError, match="already exists"):
        SqliteLedger(tmp_path / "ledger.db")
    monkeypatch.undo()
    ledger = SqliteLedger(tmp_path / "ledger.db")
    assert ledger._db.execute("select name from sqlite_master where name = 'more'").fetchall() == []
    assert ledger.move(None, CLAIMED) == CLAIMED
    ledger.close()


def test_every_field_of_a_row_has_a_column(ledger: SqliteLedger) -> None:
    columns = [name for (_, name, *_) in ledger._db.execute("pragma table_info(entries)")]
    assert columns == [one.name for one in fields(Entry)]


LIMITED = """
import resource
from dataclasses import replace
from pathlib import Path
from ledger_stage import row
from smmgen.ledger.store import LedgerError
from smmgen.ledger.sqlite import SqliteLedger
path = Path(sys.argv[1])
ledger = SqliteLedger(path)
ledger._db.execute("pragma wal_autocheckpoint=0")
wal = path.with_name(path.name + "-wal")
kept = 0
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    for number in range(1000):
        ledger.move(None, row(f"p{number}", reason="x" * 500))
        kept += 1
except LedgerError as error:
    print(kept, error.message)
assert len(ledger.entries()) == kept
"""


def test_a_disk_that_fills_up_stops_the_move_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """The system refuses to let any file grow beyond a size, as a full disk would."""
    pytest.importorskip("resource")
    kept, message = said(python(LIMITED, str(tmp_path / "ledger.db"))).split(" ", 1)
    assert "ledger.db cannot be used" in message
    assert 5 < int(kept) < 1000
    ledger = SqliteLedger(tmp_path / "ledger.db")
    assert {entry.post for entry in ledger.entries()} == {f"p{n}" for n in range(int(kept))}
    assert ledger.faults() == []
    ledger.move(None, CLAIMED)
    ledger.close()


READ_ONLY = """
import os
from pathlib import Path
from dataclasses import replace
from ledger_stage import CLAIMED
from smmgen.ledger.model import State
from smmgen.ledger.store import LedgerError
from smmgen.ledger import sqlite
if os.getuid() == 0:
    os.setuid(65534)
try:
    ledger = sqlite.SqliteLedger(Path(sys.argv[1]))
    ledger.move(CLAIMED, replace(CLAIMED, state=State.SENDING))
except LedgerError as error:
    print(error.message)
"""


@pytest.mark.parametrize("mode", [0o444, 0o000], ids=["read-only", "not even to be read"])
def test_a_file_that_may_not_be_written_to(mode: int) -> None:
    """As somebody who is not root, whom no mode keeps out."""
    pytest.importorskip("resource")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = SqliteLedger(folder / "ledger.db")
        ledger.move(None, CLAIMED)
        ledger.close()
        for path in folder.iterdir():
            path.chmod(mode)
        folder.chmod(0o555)
        told = said(python(READ_ONLY, str(folder / "ledger.db")))
        folder.chmod(0o755)
        assert "ledger.db cannot be used" in told
        (folder / "ledger.db").chmod(0o644)
        again = SqliteLedger(folder / "ledger.db")
        assert again.entries() == [CLAIMED]
        again.close()


def test_a_row_in_a_state_that_does_not_exist_is_found(ledger: SqliteLedger) -> None:
    walk(ledger, State.CLAIMED, State.SENDING)
    ledger.move(None, row("cd"))
    ledger._db.execute("update entries set state = 'posted' where post = 'cd'")
    assert ledger.verify() == ["`cd:tg:1:1`: 'posted' is not a valid State"]


def test_every_commit_is_synced_to_the_disk(ledger: SqliteLedger) -> None:
    assert ledger._db.execute("pragma synchronous").fetchone() == (2,)  # 2 is FULL
    assert ledger._db.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_newer_ledger_is_left_alone(ledger: SqliteLedger) -> None:
    ledger._db.execute(f"pragma user_version={len(MIGRATIONS) + 1}")
    with pytest.raises(LedgerError, match="newer smmgen"):
        SqliteLedger(ledger.path)


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("not a database, but long enough to be taken for the header of one" * 20)
    with pytest.raises(LedgerError, match=r"ledger\.db cannot be used"):
        SqliteLedger(tmp_path / "ledger.db")


def test_a_database_that_is_full_stops_the_move(ledger: SqliteLedger) -> None:
    pages = ledger._db.execute("pragma page_count").fetchone()[0]
    ledger._db.execute(f"pragma max_page_count={pages}")
    with pytest.raises(LedgerError, match="full"):
        ledger.move(None, replace(CLAIMED, reason="x" * 100_000))
    assert ledger.get(CLAIMED.key) is None
    assert ledger.move(None, CLAIMED) == CLAIMED


def test_a_torn_page_is_told(ledger: SqliteLedger) -> None:
    for n in range(200):
        ledger.move(None, row(f"k{n}", reason="y" * 300))
    ledger.close()
    with ledger.path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 8192)
    broken = SqliteLedger(ledger.path)
    assert broken.faults()
    assert broken.verify()
    broken.close()
