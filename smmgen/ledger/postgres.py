"""The ledger in PostgreSQL: for agencies with many runners.

Every change is one short transaction of its own and nothing is kept in the session (no advisory lock that outlives the
transaction, no prepared statement, no setting), so that a pooler such as PgBouncer in transaction mode may stand
between. A connection that breaks is made anew, and what it was asked is asked again: each row knows by a random word
who wrote it last, so that an answer that got lost is told from a race that was.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, LiteralString, TypeVar
from urllib.parse import parse_qs, unquote
from uuid import uuid4

import psycopg
from psycopg.rows import TupleRow

from smmgen.errors import UserError
from smmgen.ledger.addresses import wrong_ports
from smmgen.ledger.model import Entry, State, as_json, find_corruption, from_json, storable
from smmgen.ledger.store import (
    LEASE_SECONDS,
    MOVED,
    LedgerError,
    Step,
    check_move,
    lost_race,
    newer,
    require_here,
    unreadable,
)
from smmgen.transport.redaction import redacted, remember

Result = TypeVar("Result")
Connection = psycopg.Connection[TupleRow]

MIGRATIONS: tuple[LiteralString, ...] = (
    """create table smm_entries (
  key text primary key, state text not null, at text not null, entry text not null, version integer not null,
  written_by text not null, written_at timestamptz not null default clock_timestamp()
);
create index smm_entries_by_state on smm_entries (state);
create table smm_notes (name text primary key, body text not null);
create table smm_lock (name text primary key, holder text not null, who text not null, until timestamptz not null);""",
    "select 1",  # the rows, which are JSON, say what kind their document is of: an older smmgen must not read them
)
"""Script n brings a ledger of version n to version n + 1; `smm_ledger.version` holds the version."""

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new try to connect: a server that is started anew is back by then."""
_ONE_AT_A_TIME = 0x736D6D6C
"""Held within the transaction that makes the tables, and let go of with it."""


class PostgresLedger:
    """`smmgen.ledger.model.Ledger` in a database. Raises LedgerError when the server cannot be used.

    `lease` is how many seconds a publisher that fell silent keeps others out; the server's clock counts.
    """

    slow = False

    def __init__(self, url: str, *, sleep: Callable[[float], None] = time.sleep, lease: float = LEASE_SECONDS) -> None:
        self._url, self._sleep, self._lease = url, sleep, lease
        self._name = _name(url)
        self._own = uuid4().hex
        self._locked = False
        self._kept: Connection | None = None
        remember(*_passwords(url))
        try:
            self._act(_migrate)
        except BaseException:
            self.close()
            raise

    def get(self, key: str) -> Entry | None:
        row = self._act(lambda db: db.execute("select entry from smm_entries where key = %s", (key,)).fetchone())
        return _entry(row[0]) if row else None

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        chosen = [str(state) for state in states]
        asked: LiteralString = (
            "select entry from smm_entries where state = any(%s) or not %s "  # a state of nobody's is an error
            'order by at collate "C", key collate "C"'
        )
        given = (chosen, bool(chosen))
        return [_entry(row[0]) for row in self._act(lambda db: db.execute(asked, given).fetchall())]

    def move(self, before: Entry | None, after: Entry) -> Entry:
        return self.move_all([(before, after)])[0]

    def move_all(self, steps: Sequence[Step]) -> list[Entry]:
        for before, after in steps:
            check_move(before, after)
        stored = [(before, storable(after)) for before, after in steps]
        write = uuid4().hex
        self._act(lambda db: self._take(db, stored, write))
        return [_entry(_dump(after)) for _, after in stored]

    move_later = move

    @contextmanager
    def lock(self) -> Iterator[None]:
        """A row that says who publishes and until when; every change made under it moves the end on."""
        self._act(self._hold)
        self._locked = True
        try:
            require_here(self.note(MOVED))
            yield
        finally:
            self._locked = False
            with suppress(LedgerError):  # all is recorded; what we hold ends by itself
                self._act(lambda db: db.execute("delete from smm_lock where holder = %s", (self._own,)))

    def note(self, name: str) -> str:
        return self.notes().get(name, "")

    def set_note(self, name: str, text: str) -> None:
        def write(db: Connection) -> None:
            db.execute("delete from smm_notes where name = %s", (name,))
            if text:
                db.execute("insert into smm_notes values (%s, %s)", (name, text))

        self._act(write)

    def notes(self) -> dict[str, str]:
        return dict(self._act(lambda db: db.execute("select name, body from smm_notes order by name").fetchall()))

    def faults(self) -> list[str]:
        """Whether it is writable, and whether the server's commits are durable."""

        def look(db: Connection) -> list[str]:
            db.execute("update smm_ledger set version = version")
            row = db.execute("show fsync").fetchone()
            return ["the server's `fsync` is off: a power cut may lose rows"] if row == ("off",) else []

        try:
            return self._act(look)
        except LedgerError as error:
            return [error.message]

    def verify(self) -> list[str]:
        """Also: rows that no smm writes, or whose columns disagree."""
        if faults := self.faults():
            return faults
        rows = self._act(lambda db: db.execute("select key, state, at, entry from smm_entries order by key").fetchall())
        return [problem for row in rows if (problem := _unsound(*row))]

    def close(self) -> None:
        if self._kept:
            self._kept.close()
            self._kept = None

    def _take(self, db: Connection, steps: Sequence[Step], write: str) -> None:
        if self._locked:
            self._still_held(db)
        if not _is_done(db, steps, write):
            for before, after in steps:
                _put(db, before, after, write)

    def _still_held(self, db: Connection) -> None:
        held = db.execute(
            "update smm_lock set until = clock_timestamp() + make_interval(secs => %s) where holder = %s",
            (self._lease, self._own),
        )
        if not held.rowcount:
            raise LedgerError("this run's lease expired, and another run took over", "run the command again")

    def _hold(self, db: Connection) -> None:
        who = f"{socket.gethostname()}, process {os.getpid()}"
        taken = db.execute(
            "insert into smm_lock values ('publisher', %s, %s, clock_timestamp() + make_interval(secs => %s)) "
            "on conflict (name) do update set holder = excluded.holder, who = excluded.who, until = excluded.until "
            "where smm_lock.until < clock_timestamp() or smm_lock.holder = excluded.holder",
            (self._own, who, self._lease),
        )
        if not taken.rowcount:
            row = db.execute("select who, until at time zone 'UTC' from smm_lock").fetchone()
            who, until = (row[0], f"{row[1]:%Y-%m-%d %H:%M} UTC") if row else ("unknown", "now")
            raise UserError(
                f"another `smm` is publishing from this ledger ({who})",
                f"wait until it is done; if it died, its claim to the ledger ends at {until}",
            )

    def _act(self, transaction: Callable[[Connection], Result]) -> Result:
        """Run it in a transaction that is durable when this returns; retry after a broken connection."""
        for pause in (*PAUSES, None):
            try:
                return self._once(transaction)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self.close()
                if pause is None or not _may_pass(error):
                    raise self._worded(error) from error
                self._sleep(pause)
            except psycopg.Error as error:
                raise self._worded(error) from error
        raise AssertionError("the last try either returns or raises")

    def _once(self, transaction: Callable[[Connection], Result]) -> Result:
        if self._kept is None:
            self._kept = psycopg.connect(
                self._url, autocommit=True, prepare_threshold=None, connect_timeout=10, application_name="smm"
            )
        with self._kept.transaction():
            self._kept.execute("set local synchronous_commit = on")
            self._kept.execute("set local statement_timeout = '30s'")
            return transaction(self._kept)

    def _worded(self, error: psycopg.Error) -> LedgerError:
        said = redacted(" ".join(str(error).split())) or type(error).__name__
        return LedgerError(
            f"the ledger {self._name} cannot be used: {said}",
            "nothing is sent without a ledger; look at the server, then `smm doctor`",
        )


def _migrate(db: Connection) -> None:
    """Looks first: the role that publishes need not be allowed to make tables."""
    if _version(db) < len(MIGRATIONS):
        db.execute("select pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        version = _version(db)
        if version < 0:
            db.execute("create table smm_ledger (version integer not null)")
            db.execute("insert into smm_ledger values (0)")
        for script in MIGRATIONS[max(version, 0) :]:
            db.execute(script)
        db.execute("update smm_ledger set version = %s", (len(MIGRATIONS),))


def _version(db: Connection) -> int:
    """-1 where there is nothing yet. Raises LedgerError for one that we do not know.

    The catalogue is asked as a table: by a name alone the server would answer from memory what was so before the lock.
    """
    there = db.execute(
        "select 1 from pg_catalog.pg_tables where tablename = 'smm_ledger' and schemaname = any(current_schemas(false))"
    ).fetchone()
    if there is None:
        return -1
    row = db.execute("select version from smm_ledger").fetchone()
    if row is None or row[0] > len(MIGRATIONS):
        raise newer("in PostgreSQL")
    return int(row[0])


def _is_done(db: Connection, steps: Sequence[Step], write: str) -> bool:
    """The same write went through before, and only its answer was lost."""
    keys = [after.key for _, after in steps[:1]]
    row = db.execute("select 1 from smm_entries where key = any(%s) and written_by = %s", (keys, write)).fetchone()
    return row is not None


def _put(db: Connection, before: Entry | None, after: Entry, write: str) -> None:
    """One step. Who waits here for another's transaction sees what it left behind."""
    values = (str(after.state), after.at, _dump(after), write)
    if before is None:
        done = db.execute(
            "insert into smm_entries (state, at, entry, written_by, key, version) values (%s, %s, %s, %s, %s, 1) "
            "on conflict (key) do nothing",
            (*values, after.key),
        )
    else:
        row = db.execute("select entry, version from smm_entries where key = %s", (after.key,)).fetchone()
        if row is None or _entry(row[0]) != before:
            raise lost_race(after.key)
        done = db.execute(
            "update smm_entries set state = %s, at = %s, entry = %s, written_by = %s, version = version + 1, "
            "written_at = clock_timestamp() where key = %s and version = %s",
            (*values, after.key, row[1]),
        )
    if done.rowcount != 1:
        raise lost_race(after.key)


def _dump(entry: Entry) -> str:
    """As ASCII: PostgreSQL keeps neither NUL nor half a character, and networks do answer such."""
    return json.dumps(as_json(entry), sort_keys=True)


def _entry(text: str) -> Entry:
    try:
        return _parsed(text)
    except ValueError as error:
        raise unreadable("a row", error) from None


def _parsed(text: str) -> Entry:
    """Raises ValueError for what no smm writes."""
    try:
        values: Mapping[str, Any] = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested without end") from None
    return from_json(values)


def _unsound(key: str, state: str, at: str, text: str) -> str:
    try:
        entry = _parsed(text)
    except ValueError as error:
        return f"`{key}`: {error}"
    if (entry.key, entry.state, entry.at) != (key, state, at):
        return f"`{key}`: its columns say otherwise than the row itself"
    return find_corruption(entry)


def _may_pass(error: psycopg.Error) -> bool:
    """Whether a retry may help: not after a wrong password or name, but while a server starts."""
    said = str(error)
    if "authentication failed" in said or "does not exist" in said or "no password supplied" in said:
        return False
    return not (error.sqlstate or "").startswith(("28", "3D", "42", "53100"))


def _name(url: str) -> str:
    """The address without a password."""
    place = url.partition("//")[2].rpartition("@")[2].partition("?")[0]
    return f"on this machine{place}" if place.startswith("/") else place


def _passwords(url: str) -> Iterator[str]:
    """Where the password holds signs that must be encoded, libpq takes its pieces for a host, a port, a name."""
    password = url.partition("//")[2].rpartition("@")[0].partition(":")[2]
    yield from (password, unquote(password), *re.split(r"[/?#:@\[\]]", password))
    yield from parse_qs(url.partition("?")[2]).get("password", ())
    yield from wrong_ports(url)
