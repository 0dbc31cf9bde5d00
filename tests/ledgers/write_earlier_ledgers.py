"""Writes tests/ledgers/<FOLDER>/: the same rows in each of the three ledgers, as this version keeps them.

    python tests/ledgers/write_earlier_ledgers.py before-kinds

Run it before the form of a row changes; test_earlier_ledgers.py reads and continues what it wrote. `rows.json` holds
the rows as text: one of every state, and receipts as the networks of a rehearsal gave them (receipts.json).
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from ledger_stage import Store, git, git_store, row, sqlite_store, start_server  # noqa: E402 - the path comes first

from smmgen.ledger.model import Entry, State, as_json, from_json  # noqa: E402
from smmgen.ledger.store import steps_to  # noqa: E402


def rows() -> list[Entry]:
    """What every ledger is to hold."""
    receipts = json.loads((HERE / "receipts.json").read_text("utf-8"))
    states = enumerate(State)
    own = [row(f"post-{n}", state, at=f"2026-11-{10 + n}T07:00:00Z", run="6f1d2c3b4a59") for n, state in states]
    by_path = row("content/posts/2026-11/день.md", State.UNKNOWN, at="2026-11-27T07:00:00Z", reason="no answer came")
    return [*own, by_path, *map(from_json, receipts)]


def fill(store: Store) -> None:
    with closing(store.open()) as ledger, ledger.lock():
        ledger.move_all([step for entry in rows() for step in steps_to(entry)])
        ledger.set_note("paused", "слово")


def sqlite(folder: Path) -> str:
    import sqlite3

    store = sqlite_store(folder)
    fill(store)
    with closing(sqlite3.connect(folder / ".smm/ledger.db")) as db:
        version = db.execute("pragma user_version").fetchone()[0]
        return "\n".join([*db.iterdump(), f"pragma user_version={version};", ""])


def git_branch(folder: Path) -> str:
    store = git_store(folder)
    fill(store)
    return git(folder / "origin.git", "fast-export", "smm-ledger") + "\n"


def postgres(folder: Path) -> str:
    """Tables and rows as statements; the first ones are those that smm itself made the tables with."""
    import psycopg
    from psycopg.sql import SQL, Composed, Identifier, Literal

    from smmgen.ledger.postgres import MIGRATIONS

    server = start_server(folder)
    try:
        store = server.store(folder)
        fill(store)
        with psycopg.connect(store.url) as db:
            made = [*MIGRATIONS, "create table smm_ledger (version integer not null);"]
            for table in ("smm_ledger", "smm_entries", "smm_notes"):
                for found in db.execute(SQL("select * from {} order by 1").format(Identifier(table))).fetchall():
                    values = SQL(", ").join(map(Literal, found))
                    line: Composed = SQL("insert into {} values ({});").format(Identifier(table), values)
                    made.append(line.as_string(db))
        return "\n".join([*made, ""])
    finally:
        server.stop()


def write(name: str) -> Path:
    place = HERE / name
    place.mkdir(exist_ok=True)
    texts = {"sqlite.sql": sqlite, "git.export": git_branch, "postgres.sql": postgres}
    for file, make in texts.items():
        with tempfile.TemporaryDirectory() as folder:
            (place / file).write_text(make(Path(folder)), encoding="utf-8")
    listed = sorted((as_json(entry) for entry in rows()), key=lambda found: (found["at"], found["key"]))
    (place / "rows.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    return place


if __name__ == "__main__":
    print(write(sys.argv[1]))
