"""Our Mastodon flows against mastodon-mock, a server that somebody else wrote."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from adapted import adapted
from flows import delivery, text, variant

from smmgen.content.schedule import Moment
from smmgen.errors import Ambiguous, RateLimited, Rejected, Unauthorised
from smmgen.media.types import MediaFile
from smmgen.networks.mastodon import NETWORK
from smmgen.networks.wire import Delivery
from smmgen.variants.types import Variant

pytestmark = pytest.mark.oracle

TOKEN = "mock_token"
numbers = itertools.count(1)


class Server:
    """The server and the one account we have there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
        self.me = self.get("/api/v1/accounts/verify_credentials")["id"]

    def get(self, path: str, **query: str) -> Any:
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def texts(self) -> list[str]:
        """The sources of our statuses, newest first."""
        statuses = self.get(f"/api/v1/accounts/{self.me}/statuses", limit="40")
        return [self.get(f"/api/v1/statuses/{status['id']}/source")["text"] for status in statuses]

    def fail(self, path: str, **effect: Any) -> None:
        """Let the next call of this path fail."""
        rule = {"match": {"methods": ["POST"], "path": path}, "effect": effect, "count": 1}
        answer = self.client.post("/api/v1/_mock/faults", json=rule)
        assert answer.status_code < 300, answer.text

    def variant(self, *parts: Any, **more: Any) -> Variant:
        account = {"base_url": self.url, "target": "@me"} | more.pop("account", {})
        usual = {"uid": f"post-{next(numbers)}", "at": moment(datetime.now(UTC))}
        return variant("mastodon", *parts, account=account, **(usual | more))

    def delivery(self, made: Variant, index: int = 0, **more: Any) -> Delivery:
        return delivery(made, NETWORK, index, **({"token": TOKEN} | more))


def moment(instant: datetime) -> Moment:
    return Moment(instant, instant.strftime("%Y-%m-%dT%H:%M:%S"), "UTC")


@pytest.fixture
def server(mastodon: str) -> Iterator[Server]:
    found = Server(mastodon)
    yield found
    found.client.delete("/api/v1/_mock/faults")
    found.client.close()


def test_a_status(server: Server, run: Any) -> None:
    body = "Тёплый **латте** ☕\n\n* раз\n* два\n\n[Меню](https://teplo.example/menu)"
    account = {"base_url": server.url}
    made = adapted(NETWORK, body, account=account, fields={"hashtags": ["кофе"], "targeting": {"language": "ru"}})
    given = server.delivery(made)
    receipt = run(NETWORK.publish(given))
    status = server.get(f"/api/v1/statuses/{receipt.id}")
    assert server.get(f"/api/v1/statuses/{receipt.id}/source")["text"] == given.part["request"]["status"]
    assert "https://teplo.example/menu" in given.part["request"]["status"]
    assert given.part["request"]["status"].endswith("#кофе")
    assert (status["visibility"], status["language"]) == ("public", "ru")
    assert receipt.url == status["url"]


def test_sent_twice_it_is_there_once(server: Server, run: Any) -> None:
    given = server.delivery(server.variant(text("Only once")))
    assert run(NETWORK.publish(given)) == run(NETWORK.publish(given))
    assert server.texts().count("Only once") == 1


def test_options(server: Server, run: Any) -> None:
    chosen = {"visibility": "unlisted", "sensitive": True, "spoiler": "Coffee"}
    made = server.variant(text("Behind a warning"), fields={"targeting": {"mastodon": chosen}})
    status = server.get(f"/api/v1/statuses/{run(NETWORK.publish(server.delivery(made))).id}")
    assert (status["visibility"], status["sensitive"], status["spoiler_text"]) == ("unlisted", True, "Coffee")


def test_pictures(server: Server, run: Any, drawn: Callable[..., MediaFile]) -> None:
    pair = [drawn("one.png", alt="Латте", focus=(-0.5, 0.25)), drawn("two.jpg")]
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Two pictures", media=pair)))))
    first, second = server.get(f"/api/v1/statuses/{receipt.id}")["media_attachments"]
    assert (first["type"], first["description"], first["meta"]["focus"]) == ("image", "Латте", {"x": -0.5, "y": 0.25})
    assert not second["description"]
    assert httpx2.get(first["url"]).content.startswith(b"\x89PNG")


def test_a_poll(server: Server, run: Any) -> None:
    asked = {"question": "Tea or coffee?", "options": ["Tea", "Coffee"], "closes": "3d", "multiple": True}
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Say:"), fields={"poll": asked}))))
    poll = server.get(f"/api/v1/statuses/{receipt.id}")["poll"]
    assert ([option["title"] for option in poll["options"]], poll["multiple"]) == (["Tea", "Coffee"], True)
    left = datetime.fromisoformat(poll["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    assert server.texts()[0] == "Say:\n\nTea or coffee?"


def test_a_thread_with_a_comment(server: Server, run: Any) -> None:
    made = server.variant(text("1 of 2"), text("2 of 2"), text("Comment", role="comment"))
    receipts: list[Any] = []
    for index in range(3):
        receipts.append(run(NETWORK.publish(server.delivery(made, index, previous=tuple(receipts)))))
    thread = server.get(f"/api/v1/statuses/{receipts[0].id}/context")["descendants"]
    assert [(one["id"], one["in_reply_to_id"]) for one in thread] == [
        (receipts[1].id, receipts[0].id),
        (receipts[2].id, receipts[1].id),
    ]
    assert run(NETWORK.find(server.delivery(made, 2, previous=tuple(receipts[:2])))) == receipts[2]


def live(receipt: Any, *changed: str) -> dict[str, Any]:
    return {"live": receipt, "changed": frozenset(changed)}


def test_an_edit(server: Server, run: Any) -> None:
    given = server.delivery(server.variant(text("Before"), fields={"targeting": {"mastodon": {"spoiler": "Coffee"}}}))
    receipt = run(NETWORK.publish(given))
    mended = server.delivery(server.variant(text("After")), **live(receipt, "text", "content warning"))
    for _ in range(2):
        assert run(NETWORK.edit(mended)).id == receipt.id
    source = server.get(f"/api/v1/statuses/{receipt.id}/source")
    assert (source["text"], source["spoiler_text"]) == ("After", "")
    assert server.texts().count("After") == 1
    assert "Before" not in server.texts()


def test_an_edit_beside_pictures(server: Server, run: Any, drawn: Callable[..., MediaFile]) -> None:
    """The mock leaves pictures alone, whatever an edit says of them; that ours names them is tested by hand."""
    pair = [drawn("one.png", alt="Latte"), drawn("two.png", 50, 50)]
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Plain", media=pair)))))
    before = server.get(f"/api/v1/statuses/{receipt.id}")["media_attachments"]
    described = server.variant(text("Mended", media=[replace(pair[0], alt="Raf"), pair[1]]))
    run(NETWORK.edit(server.delivery(described, **live(receipt, "text", "alt text"))))
    assert server.get(f"/api/v1/statuses/{receipt.id}")["media_attachments"] == before
    assert server.texts()[0] == "Mended"


def test_an_edit_beside_a_poll(server: Server, run: Any) -> None:
    asked = {"poll": {"question": "Tea?", "options": ["Yes", "No"], "closes": "3d"}}
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Sya:"), fields=asked))))
    run(NETWORK.edit(server.delivery(server.variant(text("Say:"), fields=asked), **live(receipt, "text"))))
    assert server.texts()[0] == "Say:\n\nTea?"
    assert len(server.get(f"/api/v1/statuses/{receipt.id}")["poll"]["options"]) == 2


def test_a_deletion(server: Server, run: Any) -> None:
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Short-lived")))))
    for _ in range(2):
        run(NETWORK.delete(server.delivery(server.variant(text("Short-lived")), **live(receipt))))
    assert "Short-lived" not in server.texts()
    assert server.client.get(f"/api/v1/statuses/{receipt.id}").status_code == 404


def test_what_waits_is_planned_anew_and_taken_away(server: Server, run: Any) -> None:
    instant = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    later = moment(instant)
    given = server.delivery(server.variant(text("Later"), at=later, account={"delivery": "native"}), native=True)
    receipt = run(NETWORK.publish(given))
    waits = replace(given, at=instant + timedelta(hours=1), **live(receipt, "time"))
    run(NETWORK.edit(waits))
    found = server.get(f"/api/v1/scheduled_statuses/{receipt.id}")
    assert datetime.fromisoformat(found["scheduled_at"]) == instant + timedelta(hours=1)
    for _ in range(2):
        run(NETWORK.delete(waits))
    assert server.client.get(f"/api/v1/scheduled_statuses/{receipt.id}").status_code == 404


def test_the_servers_own_scheduler(server: Server, run: Any) -> None:
    instant = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    later = moment(instant)
    made = server.variant(text("Three hours later"), at=later, account={"delivery": "native"})
    given = server.delivery(made, native=True)
    assert run(NETWORK.find(given)) is None
    receipt = run(NETWORK.publish(given))
    assert receipt.scheduled
    waiting = server.get(f"/api/v1/scheduled_statuses/{receipt.id}")
    assert datetime.fromisoformat(waiting["scheduled_at"]) == instant
    assert waiting["params"]["text"] == "Three hours later"
    assert run(NETWORK.find(given)) == receipt
    assert "Three hours later" not in server.texts()


def test_find(server: Server, run: Any) -> None:
    given = server.delivery(server.variant(text("Where am I?")))
    assert run(NETWORK.find(given)) is None
    receipt = run(NETWORK.publish(given))
    run(NETWORK.publish(server.delivery(server.variant(text("Where am I")))))
    assert run(NETWORK.find(given)) == receipt


def test_too_long(server: Server, run: Any) -> None:
    with pytest.raises(Rejected, match="too long"):
        run(NETWORK.publish(server.delivery(server.variant(text("x" * 501)))))


def test_a_wrong_token(server: Server, run: Any) -> None:
    given = server.delivery(server.variant(text("x")), token="wrong")
    for flow in (NETWORK.publish(given), NETWORK.probe(given)):
        with pytest.raises(Unauthorised):
            run(flow)


def test_probe(server: Server, run: Any) -> None:
    name = server.get("/api/v1/accounts/verify_credentials")["acct"]
    said = run(NETWORK.probe(server.delivery(server.variant(text("x")))))
    assert said == f"@{name} on {server.url.removeprefix('http://')}"


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"type": "status", "status": 500}, Ambiguous),
        ({"type": "status", "status": 503}, Ambiguous),
        ({"type": "status", "status": 422, "body": {"error": "Validation failed"}}, Rejected),
        ({"type": "ratelimit"}, RateLimited),
        ({"type": "malformed"}, Ambiguous),
    ],
)
def test_faults_of_the_creating_call(server: Server, run: Any, effect: dict[str, Any], error: type[Exception]) -> None:
    given = server.delivery(server.variant(text(f"Through {effect}")))
    server.fail("/api/v1/statuses", **effect)
    with pytest.raises(error):
        run(NETWORK.publish(given))
    receipt = run(NETWORK.publish(given))
    assert server.texts().count(f"Through {effect}") == 1
    assert run(NETWORK.find(given)) == receipt


def test_a_fault_of_an_upload_is_asked_again(server: Server, run: Any, drawn: Callable[..., MediaFile]) -> None:
    server.fail("/api/v2/media", type="status", status=503)
    receipt = run(NETWORK.publish(server.delivery(server.variant(text("Again", media=[drawn("a.png")])))))
    assert len(server.get(f"/api/v1/statuses/{receipt.id}")["media_attachments"]) == 1
