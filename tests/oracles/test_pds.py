"""Our Bluesky flows against the PDS that Bluesky itself runs."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from adapted import adapted
from flows import MOMENT, delivery, text, variant

from smmgen.errors import Rejected, Unauthorised
from smmgen.media.types import MediaFile
from smmgen.networks.bluesky import NETWORK
from smmgen.networks.wire import Delivery
from smmgen.secret import Secret, Secrets
from smmgen.variants.types import LinkCard, Variant

pytestmark = pytest.mark.oracle

numbers = itertools.count(1)


class Account:
    """An account on the PDS, and its records as anybody may read them."""

    def __init__(self, pds: str) -> None:
        self.pds, self.handle, self.password = pds, f"teplo-{next(numbers)}.test", "hunter2-hunter2"
        body = {"handle": self.handle, "email": f"{self.handle}@mail.example", "password": self.password}
        answer = httpx2.post(f"{pds}/xrpc/com.atproto.server.createAccount", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        self.did = answer.json()["did"]

    def records(self, collection: str = "app.bsky.feed.post") -> list[dict[str, Any]]:
        query = {"repo": self.did, "collection": collection}
        answer = httpx2.get(f"{self.pds}/xrpc/com.atproto.repo.listRecords", params=query)
        return list(answer.json()["records"])

    def variant(self, *parts: Any, **more: Any) -> Variant:
        return variant("bluesky", *parts, account={"target": self.handle}, **more)

    def delivery(self, made: Variant, index: int = 0, **more: Any) -> Delivery:
        return delivery(made, NETWORK, index, base_url=self.pds, token=self.password, **more)


@pytest.fixture
def account(pds: str) -> Account:
    return Account(pds)


def test_a_post_is_stored_as_sent(account: Account, run: Any) -> None:
    body = "Тёплый **латте** ☕ 👨‍👩‍👧‍👦\n\n[Меню](https://teplo.example/menu) и #кофе"
    made = adapted(NETWORK, body, account={"target": account.handle}, fields={"targeting": {"language": ["ru", "en"]}})
    given = account.delivery(made)
    receipt = run(NETWORK.publish(given))
    (stored,) = account.records()
    assert stored["value"] == given.part["request"]["record"]
    assert {"uri": stored["uri"], "cid": stored["cid"]} == receipt.reference["post"]
    features = [facet["features"][0] for facet in stored["value"]["facets"]]
    assert [feature.get("uri") or feature.get("tag") for feature in features] == ["https://teplo.example/menu", "кофе"]
    data = stored["value"]["text"].encode()
    spans = [data[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in stored["value"]["facets"]]
    assert spans == ["Меню", "#кофе"]


def test_sent_twice_it_is_there_once(account: Account, run: Any) -> None:
    given = account.delivery(account.variant(text("Once")))
    assert run(NETWORK.publish(given)) == run(NETWORK.publish(given))
    assert len(account.records()) == 1


def test_find(account: Account, run: Any) -> None:
    given = account.delivery(account.variant(text("Where am I?")))
    assert run(NETWORK.find(given)) is None
    receipt = run(NETWORK.publish(given))
    assert run(NETWORK.find(given)) == receipt


def test_pictures(account: Account, run: Any, drawn: Callable[..., MediaFile]) -> None:
    pair = [drawn("one.png", 80, 60, alt="Латте"), drawn("two.jpg", 40, 90)]
    run(NETWORK.publish(account.delivery(account.variant(text("x", media=pair)))))
    (first, second) = account.records()[0]["value"]["embed"]["images"]
    assert (first["alt"], first["aspectRatio"]) == ("Латте", {"width": 80, "height": 60})
    assert (first["image"]["mimeType"], first["image"]["size"]) == ("image/png", pair[0].size)
    assert (second["alt"], second["image"]["mimeType"]) == ("", "image/jpeg")


def test_a_link_card(account: Account, run: Any, drawn: Callable[..., MediaFile]) -> None:
    card = LinkCard("https://teplo.example/bf", "Латте", "Только сегодня", drawn("card.png"))
    run(NETWORK.publish(account.delivery(account.variant(text("x"), card=card))))
    external = account.records()[0]["value"]["embed"]["external"]
    assert (external["uri"], external["title"]) == ("https://teplo.example/bf", "Латте")
    assert external["thumb"]["mimeType"] == "image/png"


def test_a_video_without_a_video_service(account: Account, run: Any, tmp_path: Path) -> None:
    data = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08free" * 100
    (tmp_path / "pour.mp4").write_bytes(data)
    film = MediaFile("pour.mp4", sha256(data).hexdigest(), len(data), "video", "video/mp4", 1280, 720, "Pouring")
    run(NETWORK.publish(account.delivery(account.variant(text("x", media=[film])))))
    embed = account.records()[0]["value"]["embed"]
    assert embed["$type"] == "app.bsky.embed.video"
    assert embed["video"]["size"] == len(data)


def test_a_thread_with_a_comment(account: Account, run: Any) -> None:
    made = account.variant(text("1"), text("2"), text("first comment", role="comment"))
    receipts: list[Any] = []
    for index in range(3):
        receipts.append(run(NETWORK.publish(account.delivery(made, index, previous=tuple(receipts)))))
    replies = {record["value"]["text"]: record["value"].get("reply") for record in account.records()}
    first, second, _ = (receipt.reference["post"] for receipt in receipts)
    assert replies == {
        "1": None,
        "2": {"root": first, "parent": first},
        "first comment": {"root": first, "parent": second},
    }


def test_a_part_whose_address_a_person_gave(account: Account, run: Any) -> None:
    made = account.variant(text("1"), text("2"))
    first = run(NETWORK.publish(account.delivery(made)))
    rkey = first.url.rsplit("/", 1)[-1]
    reported = replace_reference(first, {"id": rkey}, rkey)
    second = run(NETWORK.publish(account.delivery(made, 1, previous=(reported,))))
    assert second.reference["root"] == first.reference["post"]


def replace_reference(receipt: Any, reference: dict[str, Any], identity: str) -> Any:
    return receipt._replace(id=identity, reference=reference)


@pytest.mark.parametrize("replies", ["nobody", "mentioned", "followers"])
def test_who_may_reply(account: Account, run: Any, replies: str) -> None:
    given = account.delivery(account.variant(text("x"), fields={"targeting": {"replies": replies}}))
    receipt = run(NETWORK.publish(given))
    assert run(NETWORK.find(given)) == receipt
    assert "follow_up" in receipt.reference
    receipt = run(NETWORK.finish(replace(given, live=receipt)))
    (gate,) = account.records("app.bsky.feed.threadgate")
    assert gate["value"]["post"] == receipt.id
    assert gate["value"]["allow"] == given.part["request"]["$threadgate"]
    assert gate["uri"].rsplit("/", 1)[-1] == receipt.id.rsplit("/", 1)[-1]
    assert "follow_up" not in receipt.reference
    assert run(NETWORK.find(given)) == receipt


def test_a_deletion_takes_the_gate_along_and_may_be_repeated(account: Account, run: Any) -> None:
    given = account.delivery(account.variant(text("x"), fields={"targeting": {"replies": "nobody"}}))
    receipt = run(NETWORK.publish(given))
    kept = run(NETWORK.publish(account.delivery(account.variant(text("stays"), uid="other"))))
    for part in (given.part, {}):
        run(NETWORK.delete(replace(given, part=part, live=receipt)))
    assert [record["uri"] for record in account.records()] == [kept.id]
    assert account.records("app.bsky.feed.threadgate") == []
    assert run(NETWORK.find(given)) is None


def test_mentions(account: Account, pds: str, run: Any) -> None:
    friend = Account(pds)
    body = f"@{friend.handle} @nobody-{friend.handle}"
    made = adapted(NETWORK, body, account={"target": account.handle})
    run(NETWORK.publish(account.delivery(made)))
    (facet,) = account.records()[0]["value"]["facets"]
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#mention", "did": friend.did}]
    assert facet["index"] == {"byteStart": 0, "byteEnd": len(f"@{friend.handle}")}


def test_labels(account: Account, run: Any) -> None:
    chosen = {"targeting": {"bluesky": {"labels": ["graphic-media"]}}}
    run(NETWORK.publish(account.delivery(account.variant(text("x"), fields=chosen))))
    assert account.records()[0]["value"]["labels"]["values"] == [{"val": "graphic-media"}]


@pytest.mark.parametrize("cluster", ["я", "👨‍👩‍👧‍👦", "🇷🇺", "e\u0301", "각"])
def test_three_hundred_graphemes_are_the_limit(account: Account, run: Any, cluster: str) -> None:
    fits = cluster * (300 if len(cluster.encode()) <= 10 else 3000 // len(cluster.encode()))
    assert NETWORK.length(fits) <= 300
    run(NETWORK.publish(account.delivery(account.variant(text(fits)))))
    longer = fits + cluster
    assert NETWORK.length(longer) > 300 or len(longer.encode()) > 3000
    with pytest.raises(Rejected):
        run(NETWORK.publish(account.delivery(account.variant(text(longer), uid="longer"))))
    assert len(account.records()) == 1


def test_a_post_without_a_schedule_has_a_lawful_date(account: Account, run: Any) -> None:
    run(NETWORK.publish(account.delivery(account.variant(text("x"), at=None))))
    assert account.records()[0]["value"]["createdAt"] == "2000-01-01T00:00:00.000Z"


def test_parts_of_one_second_do_not_meet(account: Account, run: Any) -> None:
    for n in range(8):
        run(NETWORK.publish(account.delivery(account.variant(text(str(n)), uid=f"post-{n}", at=MOMENT))))
    assert len(account.records()) == 8


def test_a_wrong_password(account: Account, run: Any) -> None:
    given = replace(account.delivery(account.variant(text("x"))), secrets=Secrets({"token": Secret("wrong")}))
    for flow in (NETWORK.publish(given), NETWORK.probe(given)):
        with pytest.raises(Unauthorised):
            run(flow)


def test_probe(account: Account, run: Any) -> None:
    said = run(NETWORK.probe(account.delivery(account.variant(text("x")))))
    assert said.startswith(f"@{account.handle} on 127.0.0.1:")
    assert account.did in said
