"""Writes tests/ledgers/sqlite/vN.sql, a ledger of the present version N: run it before adding a migration."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from ledger_stage import row  # noqa: E402 - the path comes first

from smmgen.ledger.model import State  # noqa: E402
from smmgen.ledger.sqlite import MIGRATIONS, SqliteLedger  # noqa: E402
from smmgen.ledger.store import steps_to  # noqa: E402


def write(version: int = len(MIGRATIONS)) -> Path:
    """One row of every state, the published one with a receipt; a note."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = SqliteLedger(Path(folder) / "ledger.db")
        for number, state in enumerate(State):
            entry = row(f"post-{number}", state, at=f"2026-11-2{number}T07:00:00Z", run="6f1d2c3b4a59")
            if state is State.PUBLISHED:
                reference = {"message_id": 17, "chat": "чат"}
                entry = replace(entry, url="https://t.me/teplo_coffee/17", remote_id="17", reference=reference)
            ledger.move_all(steps_to(entry))
        ledger.set_note("other", "слово")
        ledger.close()
        db = sqlite3.connect(Path(folder) / "ledger.db")
        lines = [*db.iterdump(), f"pragma user_version={version};", ""]
        db.close()
    place = Path(__file__).parent / "sqlite" / f"v{version}.sql"
    place.write_text("\n".join(lines), encoding="utf-8")
    return place


if __name__ == "__main__":
    print(write())
