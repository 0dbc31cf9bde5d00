"""Posts that wait for somebody's yes: nothing sends them, in no way, and what is out stays out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from brand import Brand, told
from stage import NOON, Clock, FakeServer, payload

from smmgen.approvals import store
from smmgen.approvals.imported import put
from smmgen.approvals.model import Approval, Item, Statement
from smmgen.config import Config
from smmgen.ledger.model import State, stamp
from smmgen.people import Person, Review
from smmgen.publishing.dry_run import dry_run
from smmgen.publishing.due import Verdict
from smmgen.publishing.publish import publish
from smmgen.publishing.resolve import Answer, resolve
from smmgen.publishing.status import status
from smmgen.variants.approvable import approvable

WAITING = Verdict.UNAPPROVED
FACTS = {"rubric": "commercial", "campaign": "", "is_ad": False, "cost": ""}


class Reviewed(Brand):
    """A brand whose commercial posts need a client's yes. Her reviews are taken from a forge, so nothing is signed."""

    def __init__(self, project: Path, net: FakeServer, clock: Clock) -> None:
        super().__init__(project, net, clock)
        rules = [Review.model_validate({"needs": "client", "when": {"kind": "commercial"}, "own": True})]
        people = {"maria": Person(role="client")}
        more: dict[str, Any] = {"review": rules, "people": people, "roles": {"client": ["approve"]}}
        self.config: Config = self.config.model_copy(update=more)

    def approve(self, *payloads: Mapping[str, Any], person: str = "maria") -> None:
        said = []
        for one in payloads:
            now = approvable(one, self.config.accounts[one["account"]])
            said.append(Statement(one["post"], person, "2026-12-01T09:00:00Z", (Item(one["account"], *now[:2]),)))
        put(self.ledger, said, self.clock.now)


@pytest.fixture
def reviewed(tmp_path: Path, net: FakeServer, clock: Clock) -> Any:
    made = Reviewed(tmp_path, net, clock)
    yield made
    made.ledger.close()


def commercial(post: str = "offer", account: str = "keyed", **more: Any) -> dict[str, Any]:
    return payload(post, account, account, review=FACTS, **more)


def test_it_goes_out_once_it_is_approved(reviewed: Reviewed) -> None:
    offer, other = commercial(), payload("news", "keyed", "keyed", review={**FACTS, "rubric": "useful"})
    reviewed.build(offer, other)
    report = reviewed.publish()
    assert told(report) == [("keyed", "news", "published"), ("keyed", "offer", WAITING)]
    assert (report.exit_code, reviewed.net.texts()) == (3, ["hi"])
    row = next(row for row in report.rows if row.state == WAITING)
    assert row.reason == "it waits for approval by client (maria)"
    assert row.hint == "maria: `smm approve offer --account keyed`"
    reviewed.approve(offer)
    report = reviewed.publish()
    assert (told(report), report.exit_code) == ([("keyed", "offer", "published")], 0)
    assert told(reviewed.publish()) == []


CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "text": lambda one: commercial(texts=("Hi",)),
    "time": lambda one: commercial(at=NOON - timedelta(minutes=5)),
    "not_after": lambda one: {**one, "not_after": (NOON + timedelta(hours=1)).isoformat()},
    "a part more": lambda one: commercial(texts=("hi", "there")),
    "a parameter": lambda one: {**one, "parts": [{**one["parts"][0], "request": {"text": "hi", "silent": True}}]},
    "another account": lambda one: {**commercial(account="blind")},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_yes_is_for_what_was_seen(reviewed: Reviewed, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    offer = commercial()
    reviewed.approve(offer)
    changed = change(offer)
    reviewed.build(changed)
    report = reviewed.publish()
    assert {row.state for row in report.rows} == {WAITING}
    assert reviewed.net.posts == []
    if changed["account"] == offer["account"]:
        assert "maria approved it before " in report.rows[0].reason
    reviewed.build(offer)
    assert told(reviewed.publish()) == [("keyed", "offer", "published")]


def test_another_page_of_the_account_is_another_thing(reviewed: Reviewed) -> None:
    offer = commercial()
    reviewed.build(offer)
    reviewed.approve(offer)
    account = reviewed.config.accounts["keyed"].model_copy(update={"target": "elsewhere"})
    reviewed.config = reviewed.config.model_copy(update={"accounts": {**reviewed.config.accounts, "keyed": account}})
    report = reviewed.publish()
    assert "before the page it goes to changed" in report.rows[0].reason


def test_a_file_without_a_signature_is_no_approval(reviewed: Reviewed) -> None:
    """Whoever writes to the branch could make one."""
    offer = commercial()
    reviewed.build(offer)
    now = approvable(offer, reviewed.config.accounts["keyed"])
    said = Statement("offer", "maria", "2026-12-01T09:00:00Z", (Item("keyed", *now[:2]),), review="https://x.example/1")
    store.put(reviewed.project, Approval(said))
    [row] = reviewed.publish().rows
    assert (row.state, row.reason) == (
        WAITING,
        "it waits for approval by client (maria); the approval of maria does not count: no `key` is given",
    )


def test_a_build_that_does_not_say_what_it_is(reviewed: Reviewed) -> None:
    reviewed.build(payload("offer", "keyed", "keyed"))
    [row] = reviewed.publish().rows
    assert (row.state, row.hint) == (WAITING, "run `smm build`")


ODD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "facts of another version": lambda one: {**one, "review": {"kind": "commercial"}},
    "a source that is none": lambda one: {**one, "parts": [{**one["parts"][0], "media": [
        {"path": "a", "sha256": "b", "type": "c", "alt": "d", "source": "e"}]}]},
    "parameters that are none": lambda one: {**one, "parts": [{**one["parts"][0], "request": {"params": 7}}]},
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_a_hook_has_made_of_a_payload(reviewed: Reviewed, odd: Callable[[dict[str, Any]], Any]) -> None:
    reviewed.build(odd(commercial()))
    [row] = reviewed.publish().rows
    assert (row.state, row.hint) == (WAITING, "run `smm build`")


def test_too_late_is_missed_all_the_same(reviewed: Reviewed) -> None:
    offer = commercial()
    reviewed.build(offer)
    reviewed.put("other:keyed:1:1", State.CLAIMED, State.SENDING, State.PUBLISHED)
    assert told(reviewed.publish(now=NOON + timedelta(hours=7))) == [("keyed", "offer", "missed")]
    reviewed.approve(offer)
    assert told(reviewed.publish(now=NOON + timedelta(hours=7))) == []
    resolve(reviewed.ledger, "offer:keyed:1:1", Answer.RESEND, reviewed.clock)
    assert told(reviewed.publish(now=NOON + timedelta(hours=7))) == [("keyed", "offer", "published")]


def test_what_a_person_wants_sent_again_still_needs_the_yes(reviewed: Reviewed) -> None:
    reviewed.build(commercial())
    reviewed.put("offer:keyed:1:1", State.MISSED, at=stamp(NOON))
    resolve(reviewed.ledger, "offer:keyed:1:1", Answer.RESEND, reviewed.clock)
    assert told(reviewed.publish(now=NOON + timedelta(days=2))) == [("keyed", "offer", WAITING)]
    assert reviewed.net.posts == []


def test_the_rest_of_a_thread_waits(reviewed: Reviewed) -> None:
    before, after = commercial(texts=("one", "two", "three")), commercial(texts=("one", "two", "THREE"))
    reviewed.build(before)
    reviewed.approve(before)
    reviewed.net.effects["/posts"] = ["", "400"]
    assert [row.state for row in reviewed.publish().rows] == ["published", "failed", "blocked"]
    reviewed.build(after)
    states = {row.part: row.state for row in reviewed.publish().rows}
    assert (states["2"], states["3"]) == (WAITING, WAITING)
    assert reviewed.net.texts() == ["one"]
    reviewed.approve(after)
    reviewed.publish()
    assert reviewed.net.texts() == ["one", "two", "THREE"]


def test_nothing_is_handed_to_a_networks_scheduler(reviewed: Reviewed) -> None:
    """It is not late yet, so nothing is wrong either."""
    offer = commercial(delivery="native", at=NOON + timedelta(days=3))
    reviewed.build(offer)
    report = reviewed.publish()
    assert (told(report), report.exit_code, reviewed.net.posts) == ([], 0, [])
    reviewed.approve(offer)
    assert told(reviewed.publish()) == [("keyed", "offer", "scheduled")]


def test_what_is_in_doubt_is_looked_for_and_not_sent_again(reviewed: Reviewed) -> None:
    reviewed.build(commercial())
    digest = commercial()["digest"]
    reviewed.put("offer:keyed:1:1", State.CLAIMED, State.SENDING, State.UNKNOWN, ago=600, digest=digest)
    assert [row.state for row in reviewed.publish().rows] == ["failed"]
    assert [row.state for row in reviewed.publish().rows] == [WAITING]
    assert reviewed.net.posts == []
    assert [method for method, path in reviewed.net.requests if path.startswith("/posts")] == ["GET"]


def test_what_is_out_stays_out(reviewed: Reviewed) -> None:
    offer = commercial()
    reviewed.build(offer)
    reviewed.approve(offer)
    reviewed.publish()
    reviewed.config = reviewed.config.model_copy(update={"people": {}})
    report = reviewed.publish()
    assert (told(report), report.exit_code) == ([], 0)
    [row] = status(reviewed.context(), reviewed.ledger)
    assert row.state == "published"


def test_every_account_alone(reviewed: Reviewed) -> None:
    both = commercial(), commercial(account="blind")
    reviewed.build(*both)
    reviewed.approve(both[0])
    assert told(reviewed.publish(jobs=2)) == [("blind", "offer", WAITING), ("keyed", "offer", "published")]


def test_a_dry_run_and_the_status_say_so(reviewed: Reviewed) -> None:
    reviewed.build(commercial(), payload("news", "keyed", "keyed", review={**FACTS, "rubric": ""}))
    parts, _ = dry_run(reviewed.context(), reviewed.ledger)
    assert [(part.post, part.state) for part in parts] == [("news", "due"), ("offer", WAITING)]
    assert "maria" in parts[1].reason
    assert {row.post: row.state for row in status(reviewed.context(), reviewed.ledger)} == {
        "news": "due", "offer": WAITING,
    }  # fmt: skip


def test_a_pause_comes_first(reviewed: Reviewed) -> None:
    reviewed.build(commercial())
    paused = reviewed.config.publish.model_copy(update={"paused": "fire"})
    reviewed.config = reviewed.config.model_copy(update={"publish": paused})
    assert [row.state for row in reviewed.publish().rows] == ["later"]


def test_a_rehearsals_addresses_are_not_held_against_it(reviewed: Reviewed) -> None:
    offer = commercial()
    reviewed.build(offer)
    reviewed.approve(offer)
    account = reviewed.config.accounts["keyed"].model_copy(update={"target": "rehearsal"})
    turned = reviewed.config.model_copy(update={"accounts": {**reviewed.config.accounts, "keyed": account}})
    context = replace(reviewed.context(), config=turned, written=reviewed.config, environ=reviewed.environ)
    assert told(publish(context, reviewed.ledger)) == [("keyed", "offer", "published")]
