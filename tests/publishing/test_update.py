"""Edits and withdrawals: what is asked, what is recorded, and what is never done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
import stage
from contexts import publish_given
from stage import NOON, TOKEN, Clock, FakeServer, config, ledger_of, payload
from written_build import write_build

from smmgen.errors import UserError
from smmgen.ledger.model import RETRACTING, Entry, State, stamp
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Deleting, Editing, Safety
from smmgen.networks.wire import Delivery, Flow, Removal
from smmgen.publishing.context import Context
from smmgen.publishing.pauses import pause
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.results import Report
from smmgen.publishing.retract import live, retract
from smmgen.publishing.status import status
from smmgen.publishing.update import changed, update


class Mending(stage.Network, Editing, Deleting):
    """Takes edits of texts and files at /edit, not of polls, and deletes at /delete."""

    def aspects(self, part: Any) -> dict[str, Any]:
        found = {"text": part["request"]["text"], "poll": part["request"].get("poll")}
        media = [item["sha256"] for item in part["media"]]
        return {name: value for name, value in {**found, "media": media}.items() if value}

    def edit(self, delivery: Delivery) -> Flow:
        assert delivery.live
        asked = {"id": delivery.live.id, "text": delivery.part["request"]["text"], "changed": sorted(delivery.changed)}
        asked |= {"native": delivery.native, "at": str(delivery.at)}
        stage.read((yield self._request(delivery, "PUT", "/edit", json=asked)))
        return delivery.live

    def delete(self, delivery: Delivery) -> Removal:
        assert delivery.live
        asked = {"id": delivery.live.id, "knows": bool(delivery.part), "native": delivery.native}
        stage.read((yield self._request(delivery, "POST", "/delete", json=asked)))


FULL = Mending(
    Safety.KEYED,
    "full",
    edits=frozenset({"text", "media"}),
    edits_waiting=frozenset({"text", "media", "time"}),
)
NETWORKS: dict[str, Any] = {"full": FULL, **stage.NETWORKS}


def find(name: str) -> Any:
    return NETWORKS[name]


class World:
    """A project with the accounts `a` and `b` and what became of it."""

    def __init__(self, project: Path, net: FakeServer, clock: Clock, ledger: Ledger) -> None:
        self.project, self.net, self.clock, self.ledger = project, net, clock, ledger
        self.platforms = {"a": "full", "b": "full"}
        self.config = self.configured()

    def configured(self, **more: Any) -> Any:
        return config({name: (platform, self.net.url) for name, platform in self.platforms.items()}, **more)

    def known(self) -> dict[str, Any]:
        return {"clock": self.clock, "sleep": self.clock.sleep, "find_network": find}

    def write(self, *texts: str, accounts: Any = ("a",), **more: Any) -> None:
        payloads = [
            payload("bf", account, self.platforms.get(account, "full"), texts=texts or ("hi",), **more)
            for account in accounts
        ]
        write_build(self.project, payloads)

    def publish(self, now: Any = NOON) -> Report:
        self.clock.now = now
        tokens = {f"{name.upper()}_TOKEN": TOKEN for name in self.platforms}
        return publish_given(self.project, self.config, self.ledger, now, tokens, **self.known())

    def update(self, now: Any = NOON, **more: Any) -> Report:
        tokens = {f"{name.upper()}_TOKEN": TOKEN for name in self.platforms}
        return update(Context(self.project, self.config, now, tokens, **self.known(), **more), self.ledger, "bf")

    def retract(self, now: Any = NOON, post: str = "bf", **more: Any) -> Report:
        tokens = {f"{name.upper()}_TOKEN": TOKEN for name in self.platforms}
        return retract(Context(self.project, self.config, now, tokens, **self.known(), **more), self.ledger, post)

    def asked(self, path: str) -> list[Any]:
        """The bodies of the calls to one path."""
        sent = [body for (_, called), body in zip(self.net.requests, self.net.bodies, strict=True) if called == path]
        return [json.loads(body) for body in sent]

    def row(self, key: str = "bf:a:1:1") -> Entry:
        entry = self.ledger.get(key)
        assert entry
        return entry


@pytest.fixture
def world(tmp_path: Path, net: FakeServer, clock: Clock) -> Iterator[World]:
    ledger = ledger_of(tmp_path)
    yield World(tmp_path, net, clock, ledger)
    ledger.close()


def states(report: Report) -> list[str]:
    return [row.state for row in report.rows]


# Updates


def test_an_update_edits_once_and_then_there_is_nothing(world: World) -> None:
    world.write("hi")
    world.publish()
    before = world.row()
    world.write("mended")
    [notice] = world.publish(NOON + timedelta(hours=1)).notices
    assert "SMM901" in notice
    assert "`smm publish --update content/posts/bf.md`" in notice

    report = world.update()
    assert (states(report), report.exit_code) == (["updated"], 0)
    assert [(one["id"], one["text"], one["changed"]) for one in world.asked("/edit")] == [("1", "mended", ["text"])]
    after = world.row()
    assert after.state is State.PUBLISHED
    assert (after.updating, after.reason) == ("", "")
    assert after.digest != before.digest
    assert after.updated_at == before.updated_at, "parts still to come count from when it went out"

    assert world.update().rows == []
    assert world.net.count("/edit") == 1
    assert world.publish(NOON + timedelta(hours=2)).notices == []
    assert len(world.net.posts) == 1


def test_the_intent_is_durable_before_the_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("hi")
    world.publish()
    world.write("mended")
    seen = []
    edit = FULL.edit
    monkeypatch.setattr(FULL, "edit", lambda delivery: seen.append(world.row()) or edit(delivery))
    world.update()
    [row] = seen
    assert row.state is State.PUBLISHED
    assert row.updating == world.row().digest
    assert row.digest != row.updating
    assert "begun at 2026-12-05T12:00:00Z" in row.reason


CUT = ["reset-before"] * 4
DOUBTS = {"reset": CUT, "no answer": ["reset-after"] * 4, "half an answer": ["truncate"] * 4, "busy": ["500"] * 4}


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubtful_update_is_unknown_and_done_again(world: World, name: str) -> None:
    world.write("hi")
    world.publish()
    before = world.row().digest
    world.write("mended")
    world.net.effects["/edit"] = list(DOUBTS[name])
    report = world.update()
    assert (states(report), report.exit_code) == (["unknown"], 4)
    assert "smm publish --update" in report.rows[0].hint
    row = world.row()
    assert (row.state, row.digest) == (State.PUBLISHED, before)
    assert row.updating

    world.write("hi")  # the change is taken back, but who knows what is live
    assert "SMM901" in world.publish(NOON + timedelta(hours=1)).notices[0]
    report = world.update()
    assert (states(report), report.exit_code) == (["updated"], 0)
    assert json.loads(world.net.bodies[-1])["text"] == "hi"
    assert (world.row().updating, world.row().digest) == ("", before)


def test_the_same_update_is_done_again_as_it_was(world: World) -> None:
    world.write("hi", media=[photo := {"path": "a.jpg", "sha256": "", "type": "image/jpeg", "alt": ""}])
    (world.project / "a.jpg").write_bytes(b"latte")
    world.publish()
    world.write("mended", media=[photo])
    world.net.effects["/edit"] = list(CUT)
    assert states(world.update()) == ["unknown"]
    world.update()
    assert json.loads(world.net.bodies[-1])["changed"] == ["text"], "the file was never in doubt"


def test_a_short_interruption_heals_by_itself(world: World) -> None:
    world.write("hi")
    world.publish()
    world.write("mended")
    world.net.effects["/edit"] = ["reset-after"]
    assert states(world.update()) == ["updated"]


def test_a_refused_update_leaves_things_as_they_were(world: World) -> None:
    world.write("hi")
    world.publish()
    before = world.row()
    world.write("mended")
    world.net.effects["/edit"] = ["400"]
    report = world.update()
    assert (states(report), report.exit_code) == (["failed"], 3)
    row = world.row()
    assert (row.digest, row.updating) == (before.digest, "")
    assert "update refused" in row.reason
    assert TOKEN not in row.reason
    assert TOKEN not in str(report.rows)


def test_too_many_calls_is_a_plain_no(world: World) -> None:
    world.write("1", "2")
    world.publish()
    world.write("one", "two")
    world.net.effects["/edit"] = ["429"] * 4
    report = world.update()
    assert (states(report), report.exit_code) == (["failed", "waiting"], 3)
    assert world.row().updating == ""
    assert "update refused" in world.row().reason


def test_a_refusal_does_not_end_an_earlier_doubt(world: World) -> None:
    world.write("hi")
    world.publish()
    world.write("mended")
    world.net.effects["/edit"] = [*CUT, "400"]
    world.update()
    assert states(world.update()) == ["failed"]
    assert world.row().updating
    assert "an earlier try is still in doubt" in world.row().reason


def test_an_interrupted_update_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(delivery: Delivery) -> Flow:
        raise KeyboardInterrupt
        yield

    world.write("hi")
    world.publish()
    world.write("mended")
    monkeypatch.setattr(FULL, "edit", stop)
    with pytest.raises(KeyboardInterrupt):
        world.update()
    assert world.row().updating
    assert "no answer yet" in world.publish(NOON + timedelta(hours=1)).notices[0]


def test_a_bug_is_a_doubt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("hi")
    world.publish()
    world.write("mended")
    monkeypatch.setattr(FULL, "edit", lambda delivery: {}["oh"])
    report = world.update()
    assert (states(report), report.exit_code) == (["unknown"], 70)
    assert world.row().updating


def test_one_account_that_refuses_stops_no_other(world: World) -> None:
    world.write("hi", accounts="ab")
    world.publish()
    world.write("mended", accounts="ab")
    world.net.effects["/edit"] = ["401"]
    assert states(world.update()) == ["failed", "updated"]


def test_after_a_revoked_token_the_account_is_left_alone(world: World) -> None:
    world.write("1", "2")
    world.publish()
    world.write("one", "two")
    world.net.effects["/edit"] = ["401"]
    report = world.update()
    assert (states(report), report.exit_code) == (["failed", "waiting"], 3)
    assert world.net.count("/edit") == 1


# What can be seen beforehand


def test_only_changed_parts_are_edited(world: World) -> None:
    world.write("1", "2", "3")
    world.publish()
    world.write("1", "two", "3")
    report = world.update()
    assert [(one["id"], one["text"]) for one in world.asked("/edit")] == [("2", "two")]
    assert states(report) == ["updated"] * 3
    assert len({world.row(f"bf:a:1:{part}").digest for part in "123"}) == 1
    assert world.publish(NOON + timedelta(hours=1)).notices == []


def test_parts_are_neither_added_nor_taken_away(world: World) -> None:
    world.write("1", "2")
    world.publish()
    world.write("one", "2", "3")
    [row, _, added] = world.update().rows
    assert (row.state, added.state) == ("blocked", "blocked")
    assert added.reason == "part 3 is not out, and an update adds no part"
    world.write("one")
    report = world.update()
    assert [one.reason for one in report.rows] == [
        "skipped, because another part cannot be updated",
        "part 2 is live and no longer in the file",
    ]
    assert report.exit_code == 3
    assert world.net.count("/edit") == 0


def test_what_an_edit_cannot_change_is_refused_before_anything_is_sent(world: World) -> None:
    build = payload("bf", "a", "full")
    build["parts"][0]["request"]["poll"] = "tea or coffee"
    write_build(world.project, [build])
    world.publish()
    changed_poll = payload("bf", "a", "full", texts=("mended",))
    changed_poll["parts"][0]["request"]["poll"] = "tea or cocoa"
    write_build(world.project, [changed_poll])
    [row] = world.update().rows
    assert (row.state, row.reason) == ("blocked", "full cannot change the poll of a post once it is out")
    assert "smm retract content/posts/bf.md --account a" in row.hint
    assert world.net.count("/edit") == 0


def test_a_network_without_edits(world: World) -> None:
    world.platforms["a"] = "keyed"
    world.config = world.configured()
    world.write("hi")
    world.publish()
    world.write("mended")
    [row] = world.update().rows
    assert (row.state, row.reason) == ("blocked", "keyed has no edits")
    assert "smm retract" in row.hint


def test_a_draft_is_withdrawn_not_updated(world: World) -> None:
    world.write("hi")
    world.publish()
    world.write("mended", status="draft")
    [row] = world.update().rows
    assert (row.state, row.reason) == ("blocked", "its status is `draft`")
    [notice] = world.publish(NOON + timedelta(hours=1)).notices
    assert "SMM902 left-behind: it is live (https://example.com/1), and its status is `draft`" in notice
    assert "`smm retract bf --account a`" in notice


def test_an_unknown_post_is_not_updated(world: World) -> None:
    world.platforms["a"] = "full"
    world.write("hi")
    world.ledger.move(None, entry := Entry("bf:a:1:1", "bf", "a", "full", "1", "1", "sha256:x", State.CLAIMED))
    world.ledger.move(entry, sending := replace(entry, state=State.SENDING))
    world.ledger.move(sending, replace(sending, state=State.UNKNOWN))
    [row] = world.update().rows
    assert (row.state, row.reason) == ("blocked", "its outcome is unknown")
    assert "`smm reconcile`" in row.hint
    world.write("hi", "2")
    second = Entry("bf:a:1:2", "bf", "a", "full", "1", "2", "sha256:x", State.CLAIMED, remote_id="9")
    world.ledger.move(None, second)
    world.ledger.move(second, replace(second, state=State.PUBLISHED))
    assert world.update().rows[0].reason == "its outcome is unknown"


def test_what_nobody_noted_is_sent_as_a_whole(world: World) -> None:
    world.write("hi")
    world.publish()
    row = world.row()
    world.ledger.move(row, replace(row, content={}))  # as an older smmgen left it
    world.write("mended")
    assert states(world.update()) == ["updated"]
    assert world.row().content.keys() == {"text"}


def test_a_row_without_an_address_gets_one_from_a_person(world: World) -> None:
    world.write("hi")
    world.publish()
    row = world.row()
    world.ledger.move(row, replace(row, url="", remote_id="", reference={}))
    world.write("mended")
    [refused] = world.update().rows
    assert "smm resolve bf:a:1:1 --sent URL" in refused.hint
    resolve(world.ledger, "bf:a:1:1", Answer.SENT, world.clock, "https://example.com/41")
    assert states(world.update()) == ["updated"]
    assert world.asked("/edit")[0]["id"] == "41"


def test_what_the_network_does_not_show_is_only_noted(world: World) -> None:
    world.write("hi")
    world.publish()
    build = payload("bf", "a", "full")
    build["parts"][0]["limit"] = 600
    write_build(world.project, [{**build, "digest": "sha256:other"}])
    assert states(world.update()) == ["updated"]
    assert world.net.count("/edit") == 0
    assert world.row().digest == "sha256:other"


def test_another_time_in_the_networks_scheduler(world: World) -> None:
    later = NOON + timedelta(days=1)
    world.write("hi", at=later, delivery="native")
    world.publish()
    assert world.row().state is State.SCHEDULED
    world.write("hi", at=later + timedelta(hours=1), delivery="native")
    assert "smm publish --update" in world.publish().notices[0]
    assert states(world.update()) == ["updated"]
    [asked] = world.asked("/edit")
    assert (asked["changed"], asked["native"], asked["at"]) == (["time"], True, str(later + timedelta(hours=1)))
    assert world.row().state is State.SCHEDULED
    assert world.row().at == stamp(later + timedelta(hours=1))
    assert world.publish().notices == []


def test_the_time_of_what_is_out_is_no_matter(world: World) -> None:
    later = NOON + timedelta(days=1)
    world.write("hi", at=later, delivery="native")
    world.publish()
    world.write("hi", at=later - timedelta(hours=5), delivery="native")
    after = later + timedelta(hours=1)
    assert world.publish(after).notices == []
    assert world.update(after).rows == []


def test_a_pause_holds_updates_too(world: World) -> None:
    world.write("hi")
    world.publish()
    world.write("mended")
    pause(world.ledger, "a sad day", NOON, UTC)
    with pytest.raises(UserError, match="a sad day"):
        world.update()
    assert world.net.count("/edit") == 0


def test_dry_run_shows_and_sends_nothing(world: World) -> None:
    world.write("hi", "2")
    world.publish()
    requests = len(world.net.requests)
    world.write("mended", "2")
    known = {"find_network": find}
    first, second = changed(Context(world.project, world.config, NOON, **known), world.ledger, "content/posts/bf.md")
    assert first.as_json() == {
        "key": "bf:a:1:1", "post": "bf", "account": "a", "part": "1", "url": "https://example.com/1",
        "changes": ["text"], "text": "mended", "problem": "", "hint": "",
    }  # fmt: skip
    assert first.as_text() == "bf:a:1:1  https://example.com/1\n  would change: text\n  it would say:\n    mended"
    assert second.aspects == frozenset()
    assert len(world.net.requests) == requests
    assert world.row().updating == ""


def test_a_post_that_never_went_out_has_nothing_to_update(world: World) -> None:
    world.write("hi")
    report = world.update()
    assert report.rows == []
    assert report.notices == ["`a` has had nothing of it; `smm publish` sends it in its time"]
    with pytest.raises(UserError, match="no post"):
        update(Context(world.project, world.config, NOON, find_network=find), world.ledger, "other")


def test_a_withdrawn_post_is_not_promised(world: World) -> None:
    world.write("hi", accounts=("a", "b"))
    world.publish()
    world.retract(accounts=("a",))
    assert world.update().notices == ["`a` shows nothing of it: it was withdrawn there, and is never sent again"]


# Withdrawals


def test_a_withdrawn_post_is_deleted_once_and_never_sent_again(world: World) -> None:
    world.write("1", "2")
    world.publish()
    report = world.retract()
    assert (states(report), report.exit_code) == (["retracted"] * 2, 0)
    assert [one["id"] for one in world.asked("/delete")] == ["2", "1"], "a thread is taken away from its end"
    assert world.row().state is State.RETRACTED
    with pytest.raises(UserError, match="already retracted"):
        world.retract()
    later = world.publish(NOON + timedelta(hours=1))
    assert (later.rows, later.notices) == ([], [])
    assert len(world.net.posts) == 2
    world.write("1", "2", "3")
    assert world.publish(NOON + timedelta(hours=1)).rows == [], "a part added later is not sent either"
    shown = status(Context(world.project, world.config, NOON, find_network=find), world.ledger)
    assert [row.state for row in shown][:2] == ["retracted", "retracted"]
    assert world.update().rows == []


def test_withdrawing_takes_no_build(world: World) -> None:
    world.write("hi")
    world.publish()
    write_build(world.project, [])
    with pytest.raises(UserError, match="was never published"):
        world.retract(post="content/posts/bf.md")
    assert states(world.retract()) == ["retracted"]
    assert world.asked("/delete")[0]["knows"] is False


def test_only_on_one_account(world: World) -> None:
    world.write("hi", accounts="ab")
    world.publish()
    assert [
        entry.account for entry in live(Context(world.project, world.config, NOON, accounts=["b"]), world.ledger, "bf")
    ] == ["b"]
    [row] = world.retract(post="content/posts/bf.md", accounts=["b"]).rows
    assert (row.account, row.state) == ("b", "retracted")
    assert world.row().state is State.PUBLISHED
    assert world.asked("/delete")[0]["knows"] is True


def test_a_doubtful_withdrawal_is_unknown_and_done_again(world: World) -> None:
    world.write("hi")
    world.publish()
    world.net.effects["/delete"] = ["reset-after"] * 4
    report = world.retract()
    assert (states(report), report.exit_code) == (["unknown"], 4)
    assert "smm retract bf --account a" in report.rows[0].hint
    assert (world.row().state, world.row().updating) == (State.PUBLISHED, RETRACTING)
    [notice] = world.publish(NOON + timedelta(hours=1)).notices
    assert "SMM902" in notice
    world.write("mended")
    assert world.update().rows[0].reason == "its withdrawal is not confirmed"
    assert states(world.retract()) == ["retracted"]
    assert world.row().updating == ""


def test_a_refused_withdrawal_can_be_tried_again(world: World) -> None:
    world.write("hi")
    world.publish()
    world.net.effects["/delete"] = ["400"]
    report = world.retract()
    assert (states(report), report.exit_code) == (["failed"], 3)
    assert (world.row().state, world.row().updating) == (State.PUBLISHED, "")
    assert states(world.retract()) == ["retracted"]


def test_what_did_not_go_out_is_never_sent_after_a_withdrawal(world: World) -> None:
    world.write("1", "2")
    world.net.effects["/posts"] = ["", "400"]
    world.publish()
    assert world.row("bf:a:1:2").state is State.FAILED
    assert states(world.retract()) == ["abandoned", "retracted"]
    world.write("1", "mended")
    assert world.publish(NOON + timedelta(hours=1)).rows == []
    assert len(world.net.posts) == 1


def test_a_doubtful_post_must_be_found_first(world: World) -> None:
    entry = Entry("bf:a:1:1", "bf", "a", "full", "1", "1", "sha256:x", State.CLAIMED)
    world.ledger.move(None, entry)
    world.ledger.move(entry, replace(entry, state=State.SENDING))
    world.write("hi")
    [row] = world.retract().rows
    assert (row.state, row.reason) == ("blocked", "its outcome is unknown")


def test_a_network_that_deletes_nothing(world: World) -> None:
    world.platforms["a"] = "keyed"
    world.config = world.configured()
    world.write("hi")
    world.publish()
    [row] = world.retract().rows
    assert (row.state, row.hint) == ("blocked", "delete it by hand")


def test_what_waits_in_the_networks_scheduler_is_taken_out_of_it(world: World) -> None:
    world.write("hi", at=NOON + timedelta(days=1), delivery="native")
    world.publish()
    assert states(world.retract()) == ["retracted"]
    assert world.asked("/delete") == [{"id": "1", "knows": True, "native": True}]


def test_accounts_that_will_still_get_it_are_named(world: World) -> None:
    soon = payload("bf", "b", "full", at=NOON + timedelta(hours=1))
    write_build(world.project, [payload("bf", "a", "full"), soon])
    world.publish()
    report = world.retract()
    assert report.notices == ["it is still planned on `b`: set `status: draft` in content/posts/bf.md"]


def test_accounts_that_were_not_named_are_not_spoken_of(world: World) -> None:
    soon = payload("bf", "b", "full", at=NOON + timedelta(hours=1))
    write_build(world.project, [payload("bf", "a", "full"), soon])
    world.publish()
    assert world.retract(accounts=["a"]).notices == []


def test_withdrawing_is_possible_while_everything_is_paused(world: World) -> None:
    world.write("hi")
    world.publish()
    pause(world.ledger, "a sad day", NOON, UTC)
    assert states(world.retract()) == ["retracted"]


def test_an_unknown_account_is_refused(world: World) -> None:
    with pytest.raises(UserError, match="`zz`"):
        world.retract(accounts=["zz"])
    with pytest.raises(UserError, match="was never published"):
        world.retract(post="other")
