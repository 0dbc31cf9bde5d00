from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from contexts import publish_given
from stage import (
    BLIND,
    KEYED,
    NETWORKS,
    NOON,
    READABLE,
    TOKEN,
    Clock,
    FakeServer,
    config,
    find_network,
    free_port,
    ledger_of,
    payload,
)
from written_build import write_build

from smmgen.errors import Rejected, UserError
from smmgen.ledger.model import State
from smmgen.ledger.store import Ledger, LedgerError
from smmgen.publishing.context import Context
from smmgen.publishing.journal import words
from smmgen.publishing.leases import Waits
from smmgen.publishing.publish import publish
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.results import Report
from smmgen.transport.redaction import remember


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger_of(tmp_path)
    yield opened
    opened.close()


class Run:
    """Publishes a build of a project whose accounts are named after their platforms."""

    def __init__(self, project: Path, net: FakeServer, ledger: Ledger, clock: Clock) -> None:
        self.project, self.net, self.ledger, self.clock = project, net, ledger, clock
        self.config = config({name: (name, net.url) for name in NETWORKS})
        self.environ = {f"{name.upper()}_TOKEN": TOKEN for name in NETWORKS}
        self.told: list[str] = []

    def build(self, *payloads: dict[str, Any]) -> None:
        write_build(self.project, payloads)

    def __call__(self, **more: Any) -> Report:
        given = {"clock": self.clock, "sleep": self.clock.sleep, "find_network": find_network, **more}
        return publish_given(
            self.project,
            self.config,
            self.ledger,
            given.pop("now", self.clock.now),
            self.environ,
            tell=lambda row: self.told.append(f"{row.account} {row.state}"),
            **given,
        )

    def state(self, key: str) -> str:
        entry = self.ledger.get(key)
        return entry.state if entry else "none"


@pytest.fixture
def run(tmp_path: Path, net: FakeServer, ledger: Ledger, clock: Clock) -> Run:
    return Run(tmp_path, net, ledger, clock)


def test_what_is_due_goes_out_once(run: Run) -> None:
    later = payload("later", "blind", "blind", NOON + timedelta(hours=1))
    run.build(payload("bf", "blind", "blind"), payload("bf", "keyed", "keyed", texts=("one", "two")), later)
    report = run()
    assert [(row.account, row.part, row.state) for row in report.rows] == [
        ("blind", "1", "published"), ("keyed", "1", "published"), ("keyed", "2", "published"),
    ]  # fmt: skip
    assert report.exit_code == 0
    assert run.net.texts() == ["hi", "one", "two"]
    assert run.net.posts[2]["reply"] == ["2"]
    assert run.told == ["blind published", "keyed published", "keyed published"]
    assert (
        report.rows[0].as_json() | {"url": "https://example.com/1", "key": "bf:blind:1:1"} == report.rows[0].as_json()
    )
    assert run().rows == []
    assert len(run.net.posts) == 3


def test_an_edit_is_told_and_never_posted(run: Run) -> None:
    run.build(payload("bf", "keyed", "keyed", texts=("teh",)))
    run()
    run.build(payload("bf", "keyed", "keyed", texts=("the",)))
    report = run()
    assert run.net.texts() == ["teh"]
    assert [notice for notice in report.notices if "SMM901" in notice]
    assert report.exit_code == 0


def test_one_accounts_failure_stops_no_other(run: Run) -> None:
    run.config = config({"keyed": ("keyed", f"http://127.0.0.1:{free_port()}"), "readable": ("readable", run.net.url)})
    run.build(payload("bf", "keyed", "keyed"), payload("bf", "readable", "readable"))
    report = run()
    assert [row.state for row in report.rows] == ["failed", "published"]
    assert report.exit_code == 3
    assert "no connection" in report.rows[0].reason
    assert "tries it again" in report.rows[0].hint


def test_only_a_refusal_of_the_content_makes_another_key(run: Run) -> None:
    """An earlier call that was taken for lost may be out: its key would give it back."""
    address = run.net.url
    run.build(payload("bf", "keyed", "keyed"))
    run.config = config({"keyed": ("keyed", f"http://127.0.0.1:{free_port()}")})
    assert [row.state for row in run().rows] == ["failed"]
    run.config = config({"keyed": ("keyed", address)})
    run.net.effects["/posts"] = ["401", "429", "429", "429", "429", "429", "422"]
    for _ in range(4):
        run()
    run.build(payload("bf", "keyed", "keyed", texts=("mended",)))
    run()
    keys = [json.loads(body)["key"].rpartition("#")[2] for body in run.net.bodies]
    assert keys == ["0"] * (len(keys) - 1) + ["1"]
    assert run.net.texts() == ["mended"]


def test_too_many_calls_stop_their_account(run: Run) -> None:
    """Once the patience is used up, whatever else the account has would fare the same."""
    run.net.effects["/posts"] = ["429"] * 5
    run.build(*(payload(name, "blind", "blind") for name in ("a", "b", "c")), payload("a", "keyed", "keyed"))
    report = run()
    assert [(row.account, row.state) for row in report.rows] == [
        ("blind", "failed"), ("blind", "waiting"), ("blind", "waiting"), ("keyed", "published"),
    ]  # fmt: skip
    assert run.net.count("/posts") == 6


def test_a_refused_token_stops_its_account_with_one_message(run: Run) -> None:
    run.net.effects["/posts"] = ["401"]
    run.build(*(payload(name, "blind", "blind") for name in ("a", "b", "c")), payload("a", "keyed", "keyed"))
    report = run()
    assert [(row.account, row.state) for row in report.rows] == [
        ("blind", "failed"), ("blind", "waiting"), ("blind", "waiting"), ("keyed", "published"),
    ]  # fmt: skip
    assert [notice for notice in report.notices if "skipped" in notice] == [
        "account `blind` was skipped after this: answered 401 to [secret]"
    ]
    assert report.rows[1].reason == "account `blind` was skipped for the rest of this run"
    assert run.state("b:blind:1:1") == "none"
    assert [row.state for row in run().rows] == ["published"] * 3


def test_too_many_calls_are_waited_out_shortly(run: Run) -> None:
    run.net.effects["/posts"] = ["429", "429"]
    run.build(payload("bf", "keyed", "keyed"))
    assert [row.state for row in run().rows] == ["published"]
    assert run.clock.slept == [7, 7]
    assert run.net.posts[0]["key"] == "bf:keyed:1:1#0"


def test_too_many_calls_for_too_long_fail_and_may_pass(run: Run) -> None:
    run.net.effects["/posts"] = ["429"] * 9
    run.build(payload("bf", "keyed", "keyed"))
    assert [row.state for row in run().rows] == ["failed"]
    assert sum(run.clock.slept) <= 30
    run.net.effects.clear()
    assert [row.state for row in run().rows] == ["published"]


def test_a_refusal_waits_for_the_content_to_be_mended(run: Run) -> None:
    run.net.effects["/posts"] = ["400"]
    run.build(payload("bf", "readable", "readable", texts=("bad",)))
    assert run().exit_code == 3
    assert [(row.state, row.hint[:4]) for row in run().rows] == [("failed", "fix ")]
    assert run.net.count("/posts") == 1
    run.build(payload("bf", "readable", "readable", texts=("good",)))
    assert run().exit_code == 0
    assert run.net.texts() == ["good"]


DOUBTS = [
    # platform, effect, posts at the end, state at the end
    (KEYED, "reset-after", "published"),
    (KEYED, "reset-before", "published"),
    (KEYED, "500-after", "published"),
    (KEYED, "truncate", "published"),
    (READABLE, "reset-after", "published"),
    (READABLE, "reset-before", "published"),
    (READABLE, "500-after", "published"),
    (BLIND, "reset-after", "unknown"),
    (BLIND, "500-after", "unknown"),
]


@pytest.mark.parametrize(("network", "effect", "state"), DOUBTS, ids=[f"{p.name}-{e}" for p, e, _ in DOUBTS])
def test_a_doubt_is_settled_where_the_network_lets_us(run: Run, network: Any, effect: str, state: str) -> None:
    run.net.keyed = network is KEYED
    run.net.effects["/posts"] = [effect]
    run.build(payload("bf", network.name, network.name))
    report = run()
    assert [row.state for row in report.rows] == [state]
    assert report.exit_code == (0 if state == "published" else 4)
    assert len(run.net.posts) == 1
    run()
    assert len(run.net.posts) == 1


def test_an_unknown_row_says_all_a_person_needs(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after"]
    run.build(payload("bf", "blind", "blind"))
    [row] = run().rows
    assert row.reason.startswith(
        "unknown since 2026-12-05 15:00 Europe/Moscow: 127.0.0.1 did not send a complete answer"
    )
    assert row.reason.endswith("look at https://example.com/blind")
    for way in ("--sent URL", "--resend", "--abandon"):
        assert f"smm resolve bf:blind:1:1 {way}" in row.hint
    [again] = run().rows
    assert again.state == "unknown"
    assert again.reason.count("cannot be asked") == 1
    assert run().rows[0].reason == again.reason


def test_a_person_ends_it(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after"]
    run.build(payload("bf", "blind", "blind", texts=("a", "b")))
    assert [row.state for row in run().rows] == ["unknown", "blocked"]
    resolve(run.ledger, "bf", Answer.SENT, run.clock, "https://t.me/teplo/1")
    assert [row.state for row in run().rows] == ["published"]
    assert run.net.posts[1]["reply"] == ["1"]


def test_a_key_the_network_has_forgotten_is_not_sent_again(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after"] * 9
    run.build(payload("bf", "keyed", "keyed"))
    assert run().exit_code == 4
    sent = run.net.count("/posts")
    run.net.effects.clear()
    run.clock.now += timedelta(hours=1)
    assert [row.state for row in run().rows] == ["published"]
    assert [command for command, path in run.net.requests[sent:]] == ["GET"]
    assert len(run.net.posts) == 1


def test_what_is_not_there_after_its_time_is_missed_not_sent_late(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-before"] * 2
    run.build(payload("bf", "keyed", "keyed"))
    assert run().exit_code == 4
    run.clock.now += timedelta(days=2)
    report = run()
    assert [row.state for row in report.rows] == ["missed"]
    assert report.exit_code == 3
    assert run.net.posts == []
    assert run().rows == []


def test_the_network_gets_a_quiet_moment_before_it_is_asked(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after"]
    run.build(payload("bf", "readable", "readable"))
    run(waits=Waits(quiet=10))
    assert run.clock.slept == [10]


def test_a_doubt_whose_post_is_gone_stays_a_doubt(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after"] * 9
    run.build(payload("bf", "keyed", "keyed"))
    run()
    run.build()
    [row] = run().rows
    assert (row.state, row.key) == ("unknown", "bf:keyed:1:1")
    assert "no longer built" in row.reason


def test_a_thread_resumes_where_it_broke(run: Run) -> None:
    run.net.effects["/posts"] = ["", "400"]
    run.build(payload("bf", "keyed", "keyed", texts=("one", "two", "three")))
    assert [(row.part, row.state) for row in run().rows] == [("1", "published"), ("2", "failed"), ("3", "blocked")]
    assert run().rows[1].reason == "part 2 is not out"
    run.build(payload("bf", "keyed", "keyed", texts=("one", "mended", "three")))
    run()
    assert run.net.texts() == ["one", "mended", "three"]
    assert run.net.posts[2]["reply"] == ["1", "2"]


def test_missed_is_recorded_once_and_the_first_run_blames_nobody(run: Run) -> None:
    run.build(payload("old", "keyed", "keyed", NOON - timedelta(days=3)), payload("bf", "keyed", "keyed"))
    report = run()
    assert [(row.post, row.state) for row in report.rows] == [("bf", "published")]
    assert report.exit_code == 0
    assert report.notices[0].startswith("the ledger is new: what was planned for earlier was marked as missed")
    assert run.state("old:keyed:1:1") == "missed"
    assert run().rows == []
    run.clock.now += timedelta(days=1)
    run.build(payload("new", "keyed", "keyed", NOON + timedelta(minutes=1)))
    assert run().exit_code == 3


def test_the_first_run_says_once_what_it_leaves_whatever_the_number_of_workers(run: Run) -> None:
    old = NOON - timedelta(days=3)
    run.build(*(payload(post, name, name, old) for post in ("one", "two") for name in ("keyed", "readable")))
    [notice] = [one for one in run(jobs=2).notices if one.startswith("the ledger is new")]
    assert "is not sent (4)" in notice


def test_the_first_post_of_a_project_is_missed_like_any_other(run: Run) -> None:
    """Runs that found nothing to do were there all the same."""
    run.build(payload("first", "keyed", "keyed", NOON))
    assert run(now=NOON - timedelta(days=2)).rows == []
    assert run(now=NOON - timedelta(minutes=5)).rows == []
    report = run(now=NOON + timedelta(hours=7))
    assert [(row.post, row.state) for row in report.rows] == [("first", "missed")]
    assert report.exit_code == 3
    assert not [notice for notice in report.notices if "new" in notice]
    assert run(now=NOON + timedelta(hours=8)).rows == []


def test_a_first_run_that_is_hours_late_has_missed_what_was_planned_since(run: Run) -> None:
    old, fresh = NOON - timedelta(hours=13), NOON - timedelta(hours=11)
    run.build(payload("old", "keyed", "keyed", old), payload("fresh", "keyed", "keyed", fresh))
    report = run()
    assert [(row.post, row.state) for row in report.rows] == [("fresh", "missed")]
    assert report.exit_code == 3
    assert "(1)" in report.notices[0]
    assert run.state("old:keyed:1:1") == "missed"


def test_an_archive_that_comes_after_the_first_run_is_no_alarm(run: Run) -> None:
    run.build()
    run(now=NOON - timedelta(days=30))
    run.build(payload("old", "keyed", "keyed", NOON - timedelta(days=400)), payload("bf", "keyed", "keyed"))
    report = run()
    assert [(row.post, row.state) for row in report.rows] == [("bf", "published")]
    assert report.exit_code == 0


def test_to_end_doubts_is_not_the_first_run(run: Run) -> None:
    run.build(payload("old", "keyed", "keyed", NOON - timedelta(days=2)))
    run(now=NOON - timedelta(days=30), only_doubts=True)
    assert run.ledger.notes() == {}
    assert run().exit_code == 0


def test_native_scheduling(run: Run) -> None:
    run.config = config({"keyed": ("keyed", run.net.url)}, delivery="native")
    run.build(payload("bf", "keyed", "keyed", NOON + timedelta(days=3), delivery="native"))
    assert [row.state for row in run().rows] == ["scheduled"]
    assert run.net.posts[0]["native"] is True
    run.clock.now += timedelta(days=3)
    assert run().rows == []
    assert len(run.net.posts) == 1


def media_of(project: Path, data: bytes) -> list[dict[str, Any]]:
    (project / "latte.jpg").write_bytes(data)
    digest = sha256(data).hexdigest()
    return [
        {"path": "latte.jpg", "sha256": digest, "type": "image/jpeg", "alt": "", "size": 1, "width": 1, "height": 1}
    ]


def test_media_must_be_what_was_built(run: Run) -> None:
    run.build(payload("bf", "keyed", "keyed", media=media_of(run.project, b"old")))
    (run.project / "latte.jpg").write_bytes(b"new")
    [row] = run().rows
    assert (row.state, run.net.requests) == ("failed", [])
    assert "latte.jpg is not the file that was built" in row.reason
    run.build(payload("bf", "keyed", "keyed", media=media_of(run.project, b"new")))
    assert [row.state for row in run().rows] == ["published"]
    assert b"new" in run.net.bodies[0]


def test_missing_tokens_are_all_named_before_anything_is_sent(run: Run) -> None:
    run.environ = {"READABLE_TOKEN": "t" * 9, "KEYED_TOKEN": "  "}
    run.build(*(payload("bf", name, name) for name in NETWORKS))
    with pytest.raises(UserError) as error:
        run()
    assert "`KEYED_TOKEN`" in error.value.message
    assert "`BLIND_TOKEN`" in error.value.message
    assert "READABLE" not in error.value.message
    assert run.net.requests == []
    assert run.ledger.entries() == []


def test_tokens_of_accounts_with_nothing_due_may_be_missing(run: Run) -> None:
    run.environ = {"KEYED_TOKEN": TOKEN}
    run.build(payload("bf", "keyed", "keyed"), payload("bf", "blind", "blind", NOON + timedelta(days=1)))
    assert run().exit_code == 0


def test_an_unencrypted_server_is_refused(run: Run) -> None:
    run.config = config({"keyed": ("keyed", "http://mastodon.example")})
    run.build(payload("bf", "keyed", "keyed"))
    with pytest.raises(UserError, match="unencrypted"):
        run()


def test_scope(run: Run) -> None:
    run.build(*(payload(post, name, name) for post in ("a", "b") for name in ("keyed", "blind")))
    run(accounts=["keyed"], posts=["content/posts/b.md"])
    assert [post["key"] for post in run.net.posts] == ["b:keyed:1:1#0"]
    with pytest.raises(UserError, match="no post `c`"):
        run(posts=["c"])
    with pytest.raises(UserError, match="account `x` is not in"):
        run(accounts=["x"])


BROKEN_BUILDS = [
    ("no build", lambda build: (build / "manifest.json").unlink(), "nothing has been built"),
    ("payload gone", lambda build: (build / "payloads/keyed/bf.json").unlink(), "is missing"),
    ("payload changed", lambda build: (build / "payloads/keyed/bf.json").write_text("{}"), "not what was built"),
    ("unfinished", lambda build: (build / "manifest.json").write_text('{"schema": 1, "complete": false}'),
     "did not finish"),
    ("torn manifest", lambda build: (build / "manifest.json").write_text('{"schema": 1, "outp'), "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "says"), [t[1:] for t in BROKEN_BUILDS], ids=[t[0] for t in BROKEN_BUILDS])
def test_only_a_whole_build_is_published(run: Run, breaks: Any, says: str) -> None:
    run.build(payload("bf", "keyed", "keyed"))
    breaks(run.project / "build")
    with pytest.raises(UserError, match=says) as error:
        run()
    assert "smm build" in error.value.hint


def test_without_a_durable_record_nothing_is_sent(run: Run) -> None:
    class Full:
        """A ledger on a disk that fills up after so many moves."""

        def __init__(self, ledger: Ledger, moves: int) -> None:
            self.ledger, self.moves = ledger, moves

        def __getattr__(self, name: str) -> Any:
            return getattr(self.ledger, name)

        def move(self, *rows: Any) -> Any:
            self.moves -= 1
            if self.moves < 0:
                raise LedgerError("the disk is full")
            return self.ledger.move(*rows)

    run.build(payload("bf", "blind", "blind"))
    real = run.ledger
    for moves, posted in ((0, 0), (1, 0), (2, 1)):
        run.ledger = Full(real, moves)  # type: ignore[assignment]
        with pytest.raises(LedgerError):
            run()
        assert len(run.net.posts) == posted
    run.ledger = real
    assert run.state("bf:blind:1:1") == "sending"
    assert [row.state for row in run().rows] == ["unknown"]


def test_an_interrupt_leaves_no_open_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(response: Any, creates: bool = False) -> Any:
        raise KeyboardInterrupt

    run.build(payload("bf", "blind", "blind"), payload("cd", "blind", "blind"))
    monkeypatch.setattr("stage.read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert run.state("bf:blind:1:1") == "unknown"
    assert run.state("cd:blind:1:1") == "none"


@pytest.mark.parametrize("landed", [False, True])
@pytest.mark.parametrize(("nth", "posted", "states"), [(2, 0, ("failed", "sending")), (3, 1, ("published",) * 2)])
def test_an_interrupt_during_a_record_ends_the_run_too(
    run: Run, landed: bool, nth: int, posted: int, states: tuple[str, str]
) -> None:
    class Interrupted:
        """A ledger whose nth move is interrupted before or after it counts."""

        def __init__(self, ledger: Ledger) -> None:
            self.ledger, self.moves = ledger, 0

        def __getattr__(self, name: str) -> Any:
            return getattr(self.ledger, name)

        def move(self, *rows: Any) -> Any:
            self.moves += 1
            moved = self.ledger.move(*rows) if self.moves != nth or landed else None
            if self.moves == nth:
                raise KeyboardInterrupt
            return moved

    run.build(payload("bf", "blind", "blind"), payload("cd", "blind", "blind"))
    run.ledger = Interrupted(run.ledger)  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        run()
    assert len(run.net.posts) == posted
    assert run.state("bf:blind:1:1") == states[landed]
    assert run.state("cd:blind:1:1") == "none"


def test_a_bug_is_kept_apart_and_stops_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = READABLE.publish
    monkeypatch.setattr(BLIND, "publish", lambda delivery: real(replace(delivery, part={"media": []})))
    run.build(payload("bf", "blind", "blind"), payload("bf", "keyed", "keyed"))
    report = run()
    assert [row.state for row in report.rows] == ["failed", "published"]
    assert report.exit_code == 70
    assert "a bug in smmgen: KeyError" in report.rows[0].reason


def test_a_hook_that_fails_is_told_and_stops_nobody(run: Run) -> None:
    def broken(row: Any) -> None:
        raise UserError("the hook `on_published` failed")

    run.build(payload("bf", "blind", "blind"), payload("bf", "keyed", "keyed"))
    report = publish(
        Context(
            run.project,
            run.config,
            NOON,
            run.environ,
            tell=broken,
            clock=run.clock,
            sleep=run.clock.sleep,
            find_network=find_network,
        ),
        run.ledger,
    )
    assert len(run.net.posts) == 2
    assert len([notice for notice in report.notices if "on_published" in notice]) == 2


def test_no_token_is_written_anywhere(run: Run) -> None:
    run.net.effects["/posts"] = ["401", "400", "500"]
    run.build(*(payload("bf", name, name) for name in NETWORKS))
    report = run()
    told = json.dumps([row.as_json() for row in report.rows]) + repr(report) + "".join(report.notices)
    kept = b"".join(path.read_bytes() for path in (run.project / ".smm").iterdir())
    assert "answered" in told
    assert "canary" not in told
    assert b"canary" not in kept


def test_the_second_publisher_is_turned_away(run: Run, tmp_path: Path) -> None:
    run.build(payload("bf", "blind", "blind"))
    other = ledger_of(tmp_path)
    with other.lock(), pytest.raises(UserError, match="another `smm` is publishing"):
        run()
    other.close()
    assert run.net.requests == []
    assert run().counts[State.PUBLISHED] == 1


def test_reconcile_ends_doubts_and_sends_nothing_else(run: Run) -> None:
    run.net.effects["/posts"] = ["reset-after", "503", "503", "503", "503", "503"]
    run.build(payload("a", "readable", "readable"))
    assert [row.state for row in run().rows] == ["unknown"]
    run.net.effects.clear()
    others = payload("b", "readable", "readable"), payload("c", "blind", "blind")
    run.build(payload("a", "readable", "readable"), *others)
    report = run(only_doubts=True)
    assert [(row.post, row.state) for row in report.rows] == [("a", "published")]
    assert run.state("b:readable:1:1") == run.state("c:blind:1:1") == "none"
    assert len(run.net.posts) == 1
    assert run(only_doubts=True).rows == []


def test_what_a_network_says_at_length_is_cut_after_the_secrets_are_out() -> None:
    remember(TOKEN)
    said = words(Rejected("x " * 490 + TOKEN + " y" * 5_000_000, "do this"))
    assert len(said) < 1100
    assert said.endswith("…; do this")
    assert "canary" not in said
    assert "[secret]" in said
