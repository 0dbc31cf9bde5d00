"""What is PostgreSQL's own: a real server that restarts, refuses, or is not there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from ledger_stage import CLAIMED, Server, Store, row, walk, with_option

from smmgen.errors import UserError
from smmgen.ledger import postgres
from smmgen.ledger.addresses import wrong_ports
from smmgen.ledger.model import State
from smmgen.ledger.open import open_ledger
from smmgen.ledger.postgres import MIGRATIONS, PostgresLedger
from smmgen.ledger.store import LedgerError, LostRace
from smmgen.transport.redaction import redacted


@pytest.fixture
def store(server: Server, tmp_path: Path) -> Store:
    return server.store(tmp_path)


@pytest.fixture
def ledger(store: Store) -> Iterator[PostgresLedger]:
    opened = PostgresLedger(store.url)
    yield opened
    opened.close()


def sql(store: Store, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(store.url, autocommit=True) as db:
        done = db.execute(text)  # type: ignore[call-overload]
        found: list[tuple[object, ...]] = done.fetchall() if done.description else []
        return found


def ours(server: Server) -> None:
    if server.pg is None:
        pytest.skip("the server that SMM_TEST_POSTGRES names is not ours to restart")


def test_a_restart_in_the_middle_of_a_run_loses_nothing(server: Server, ledger: PostgresLedger) -> None:
    ours(server)
    with ledger.lock():
        sending = walk(ledger, State.CLAIMED, State.SENDING)
        server.restart()
        out = ledger.move(sending, replace(sending, state=State.PUBLISHED))
        assert ledger.get(out.key) == out
        server.restart()
    with ledger.lock():
        assert ledger.verify() == []


def test_a_server_that_is_away_for_a_moment_is_waited_for(server: Server, store: Store) -> None:
    ours(server)
    ledger = PostgresLedger(store.url)
    server.pg.stop()
    back = threading.Timer(0.5, server.pg.ensure_postgres_running)
    back.start()
    assert ledger.move(None, CLAIMED) == CLAIMED
    back.join()
    ledger.close()


def test_a_server_that_stays_away_stops_everything(server: Server, store: Store) -> None:
    ours(server)
    slept: list[float] = []
    ledger = PostgresLedger(store.url, sleep=slept.append)
    server.pg.stop()
    try:
        with pytest.raises(LedgerError, match="cannot be used") as error:
            ledger.move(None, CLAIMED)
    finally:
        server.pg.ensure_postgres_running()
    assert "nothing is sent without a ledger" in error.value.hint
    assert slept == list(postgres.PAUSES)
    assert ledger.get(CLAIMED.key) is None
    ledger.close()


def test_a_connection_that_is_cut_is_made_anew(store: Store, ledger: PostgresLedger) -> None:
    claimed = ledger.move(None, CLAIMED)
    assert ledger._kept is not None
    sql(store, f"select pg_terminate_backend({ledger._kept.info.backend_pid})")
    assert ledger.move(claimed, replace(claimed, state=State.SENDING)).state is State.SENDING


def test_a_commit_whose_answer_got_lost_counts_once(
    store: Store, ledger: PostgresLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, cuts = PostgresLedger._once, [1, 1]

    def cut_off(self: PostgresLedger, transaction: object) -> object:
        done = real(self, transaction)  # type: ignore[arg-type, var-annotated]
        if cuts and cuts.pop():
            raise psycopg.OperationalError("the connection broke after the commit")
        return done

    monkeypatch.setattr(PostgresLedger, "_once", cut_off)
    monkeypatch.setattr(ledger, "_sleep", lambda seconds: None)
    sending = replace(CLAIMED, state=State.SENDING)
    assert ledger.move_all([(None, CLAIMED), (CLAIMED, sending)]) == [CLAIMED, sending]
    assert sql(store, "select state, version from smm_entries") == [("sending", 2)]
    with pytest.raises(LostRace):
        ledger.move(None, CLAIMED)


def test_nothing_is_kept_in_the_session(store: Store, ledger: PostgresLedger) -> None:
    """What a pooler in transaction mode asks of a client: no locks, no statements, no settings, no open transaction."""
    with ledger.lock():
        for n in range(10):
            ledger.move(None, row(f"p{n}"))
        kept = ledger._kept
        assert kept is not None
        assert kept.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        assert kept.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)
        held = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
        assert kept.execute(held).fetchone() == (0,)
        changed = kept.execute("select name from pg_settings where source = 'session'").fetchall()
        assert changed == []


def test_another_connection_may_serve_every_transaction(ledger: PostgresLedger) -> None:
    """As behind a pooler: the lock, the rows and the notes do not care."""
    with ledger.lock():
        ledger.close()
        claimed = ledger.move(None, CLAIMED)
        ledger.close()
        ledger.move(claimed, replace(claimed, state=State.SENDING))
        ledger.close()
    assert len(ledger.entries()) == 1


def test_who_is_taken_for_dead_writes_no_more(store: Store) -> None:
    slow, next_one = PostgresLedger(store.url, lease=0.2), PostgresLedger(store.url)
    with slow.lock():
        claimed = slow.move(None, CLAIMED)
        with pytest.raises(UserError, match="another `smm`") as error, next_one.lock():
            pass
        assert "UTC" in error.value.hint
        time.sleep(0.3)
        with next_one.lock():
            with pytest.raises(LedgerError, match="lease expired"):
                slow.move(claimed, replace(claimed, state=State.SENDING))
            assert next_one.get(CLAIMED.key) == claimed
    slow.close()
    next_one.close()


def test_every_change_keeps_the_lock(store: Store) -> None:
    ledger, other = PostgresLedger(store.url, lease=0.6), PostgresLedger(store.url)
    with ledger.lock():
        for n in range(4):
            time.sleep(0.25)
            ledger.move(None, row(f"p{n}"))
        with pytest.raises(UserError, match="another `smm`"), other.lock():
            pass
    ledger.close()
    other.close()


def test_a_read_only_server_is_told(store: Store, ledger: PostgresLedger) -> None:
    again = PostgresLedger(with_option(store.url, "default_transaction_read_only=on"))
    with pytest.raises(LedgerError, match="read-only"):
        again.move(None, CLAIMED)
    assert "read-only" in again.faults()[0]
    assert again.entries() == []
    again.close()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda url: url.replace("/postgres?", "/smm_not_there?"), "does not exist"),
        (lambda url: url.replace("postgres:@", "nobody:canary-secret@"), "nobody"),
        (lambda url: "postgresql://u:canary-secret@127.0.0.1:1/x", "refused"),
    ],
    ids=["no such database", "no such role", "nobody listens"],
)
def test_a_server_that_does_not_let_us_in(store: Store, change: object, says: str) -> None:
    url = change(store.url)  # type: ignore[operator]
    if url == store.url:
        pytest.skip("the server that SMM_TEST_POSTGRES names has another role")
    with pytest.raises(LedgerError, match=says) as error:
        PostgresLedger(url, sleep=lambda seconds: None)
    assert "canary" not in f"{error.value.message}{error.value.hint}"


@pytest.mark.parametrize("password", ["canary/hidden", "canary/canary:canary", "ca?canary", "canary#1", "[canary]"])
def test_a_password_that_was_not_encoded_is_not_told(password: str) -> None:
    with pytest.raises(LedgerError) as error:
        PostgresLedger(f"postgresql://u:{password}@127.0.0.1:1/x", sleep=lambda seconds: None)
    assert "canary" not in f"{error.value.message}{error.value.hint}"


def test_a_newer_ledger_is_left_alone(store: Store, ledger: PostgresLedger) -> None:
    sql(store, f"update smm_ledger set version = {len(MIGRATIONS) + 1}")
    with pytest.raises(LedgerError, match="newer smmgen"):
        PostgresLedger(store.url)


def test_eight_may_make_the_tables_at_once(store: Store) -> None:
    failed: list[BaseException] = []

    def make() -> None:
        try:
            PostgresLedger(store.url).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_role_that_may_only_read_and_write_rows_is_enough(store: Store, ledger: PostgresLedger) -> None:
    name = f"smm_writer_{id(ledger):x}"
    sql(store, f"create role {name} login")
    [(schema,)] = sql(store, "select current_schema()")
    sql(store, f"grant usage on schema {schema} to {name}")
    sql(store, f"grant select, insert, update, delete on all tables in schema {schema} to {name}")
    try:
        writer = PostgresLedger(store.url.replace("postgres:@", f"{name}:@"))
        with writer.lock():
            writer.move(None, CLAIMED)
        writer.set_note("paused", "x")
        assert writer.faults() == []
        writer.close()
    finally:
        sql(store, f"drop owned by {name}")
        sql(store, f"drop role {name}")


def test_a_row_that_somebody_edited_is_found(store: Store, ledger: PostgresLedger) -> None:
    ledger.move(None, CLAIMED)
    sql(store, "update smm_entries set state = 'published'")
    assert "columns say otherwise" in ledger.verify()[0]
    sql(store, "update smm_entries set entry = '{}'")
    assert "not a row" in ledger.verify()[0]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://db.example:hunter22-words/teplo", ["hunter22-words"]),
        ("postgresql://smm@db.example:p%40ss-words/teplo", ["p%40ss-words", "p@ss-words"]),
        ("postgresql://one.example:5432,two.example:hunter22/teplo", ["hunter22", "hunter22"]),
        ("postgresql://db.example:1234567890/teplo", ["1234567890", "1234567890"]),
        ("postgresql://smm@[::1]:5432/teplo", []),
        ("postgresql://db.example/teplo?port=5432", []),
    ],
)
def test_a_password_where_the_port_should_be(address: str, words: list[str]) -> None:
    assert list(dict.fromkeys(wrong_ports(address))) == list(dict.fromkeys(words))
    if words:
        with pytest.raises(UserError, match="holds a password"):
            open_ledger(address, Path())
        with pytest.raises(LedgerError) as caught:
            PostgresLedger(address, sleep=lambda seconds: None)
        assert not any(word in redacted(f"{caught.value} {caught.value.hint}") for word in words)
        assert not any(word in redacted(word) for word in words)
