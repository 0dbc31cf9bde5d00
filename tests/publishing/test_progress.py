"""What is uploaded is kept at once; what was to follow a post may fail without touching it."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from brand import Brand, told
from stage import BLIND, NOON, READABLE, Clock, Network, payload, read

from smmgen.ledger.model import State
from smmgen.networks.base import Finishing, Safety
from smmgen.networks.wire import Delivery, Flow, Receipt, Request, Response
from smmgen.publishing.payloads import read_build
from smmgen.publishing.resolve import Answer, resolve

FIRST = "bf:readable:1:1"


def with_media(brand: Brand, *names: str, text: str = "hi") -> None:
    """A build of one post with these files on the readable account."""
    media = []
    for name in names:
        (brand.project / name).write_bytes(name.encode())
        digest = sha256(name.encode()).hexdigest()
        media.append(
            {"path": name, "sha256": digest, "type": "image/png", "alt": "", "size": 1, "width": 0, "height": 0}
        )
    brand.build(payload("bf", "readable", "readable", media=media, texts=(text,)))


def second_upload_fails(brand: Brand) -> None:
    brand.net.effects["/upload"] = ["", *["reset-before"] * 4]


def test_an_upload_is_not_done_again(brand: Brand) -> None:
    with_media(brand, "a.png", "b.png")
    second_upload_fails(brand)
    assert told(brand.publish()) == [("readable", "bf", "failed")]
    assert brand.net.count("/upload") == 5
    entry = brand.ledger.get(FIRST)
    assert entry is not None
    assert list(entry.reference["known"]) == ["media 0"]
    assert told(brand.publish()) == [("readable", "bf", "published")]
    assert brand.net.count("/upload") == 6
    done = brand.ledger.get(FIRST)
    assert done is not None
    assert done.reference == {"id": "1"}


def test_a_run_that_died_while_uploading_left_its_uploads(brand: Brand) -> None:
    with_media(brand, "a.png", "b.png")
    kept = {"since": "2026-12-05T11:50:00Z", "known": {"media 0": "x", "media 1": "y"}}
    digest = read_build(brand.project)[0].digest
    brand.put(FIRST, State.CLAIMED, ago=2000, reference=kept, digest=digest)
    assert told(brand.publish()) == [("readable", "bf", "published")]
    assert brand.net.count("/upload") == 0


def test_an_interruption_while_uploading_frees_the_part(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(response: Any, creates: bool = False) -> Any:
        raise KeyboardInterrupt

    with_media(brand, "a.png")
    with monkeypatch.context() as patched:
        patched.setattr("stage.read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            brand.publish()
    entry = brand.ledger.get(FIRST)
    assert entry is not None
    assert (entry.state, entry.reason) == ("failed", "the run was interrupted before it was sent")
    assert told(brand.publish()) == [("readable", "bf", "published")]


@pytest.mark.parametrize(
    "why", ["the file was changed", "an hour has passed", "the clock went back", "a person sends it again"]
)
def test_old_uploads_are_not_trusted(brand: Brand, why: str) -> None:
    with_media(brand, "a.png", "b.png")
    second_upload_fails(brand)
    brand.publish()
    before = brand.net.count("/upload")
    if why == "the file was changed":
        with_media(brand, "a.png", "b.png", text="hi!")
    elif why == "an hour has passed":
        brand.clock.sleep(3600)
    elif why == "the clock went back":
        brand.clock.now -= timedelta(minutes=10)
    else:
        resolve(brand.ledger, FIRST, Answer.RESEND, brand.clock)
    assert told(brand.publish(now=max(NOON, brand.clock.now))) == [("readable", "bf", "published")]
    assert brand.net.count("/upload") == before + 2


def test_a_refused_post_gets_new_uploads(brand: Brand) -> None:
    with_media(brand, "a.png")
    brand.net.effects["/posts"] = ["400"]
    brand.publish()
    entry = brand.ledger.get(FIRST)
    assert entry is not None
    assert entry.reference == {}


class Gated(Network, Finishing):
    """Its posts are followed by a call of their own."""

    def publish(self, delivery: Delivery) -> Flow:
        receipt = yield from super().publish(delivery)
        return receipt._replace(reference={**receipt.reference, "follow_up": "who may reply is not limited"})

    def finish(self, delivery: Delivery) -> Generator[Request, Response, Receipt]:
        assert delivery.live is not None
        read((yield self._request(delivery, "PUT", "/gate", json={"post": delivery.live.id})))
        return delivery.live._replace(reference={"id": delivery.live.id})


@pytest.fixture
def gated() -> Any:
    return {"keyed": Gated(Safety.KEYED), "readable": READABLE, "blind": BLIND}.__getitem__


def test_what_follows_is_done_in_the_same_run(brand: Brand, gated: Any) -> None:
    brand.build(payload("bf", "keyed", "keyed"))
    report = brand.publish(find_network=gated)
    assert (told(report), report.exit_code) == ([("keyed", "bf", "published")], 0)
    assert brand.net.count("/gate") == 1
    assert brand.publish(find_network=gated).rows == []
    assert brand.net.count("/gate") == 1


def test_what_follows_is_tried_again_and_the_post_stays_one(brand: Brand, gated: Any) -> None:
    brand.net.effects["/gate"] = ["500"] * 4
    brand.build(payload("bf", "keyed", "keyed"))
    report = brand.publish(find_network=gated)
    [row] = report.rows
    assert (row.state, row.unfinished, report.exit_code) == ("published", True, 3)
    assert report.went_out == {"bf:keyed:1:1"}
    assert row.reason.startswith("who may reply is not limited: answered 500")
    assert "tries again what is to follow" in row.hint
    later = brand.publish(find_network=gated)
    assert (later.exit_code, told(later), later.went_out) == (0, [("keyed", "bf", "published")], set())
    assert brand.publish(find_network=gated).rows == []
    assert len(brand.net.posts) == brand.net.count("/posts") == 1


def test_what_follows_is_given_up_after_a_day(brand: Brand, gated: Any, clock: Clock) -> None:
    brand.net.effects["/gate"] = ["400"]
    brand.build(payload("bf", "keyed", "keyed"))
    brand.publish(find_network=gated)
    clock.sleep(86400)
    assert brand.publish(find_network=gated).rows == []
    assert brand.net.count("/gate") == 1
