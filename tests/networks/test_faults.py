"""Flows against the networks of the rehearsal while something goes wrong: each class of error, and what reading back
says afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flows import MOMENT, delivery, picture, text, variant
from PIL import Image

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.base import Network
from smmgen.networks.registry import get
from smmgen.networks.wire import Delivery, Receipt
from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.secret import Secret, Secrets
from smmgen.transport.driver import Driver

TARGETS: dict[str, dict[str, Any]] = {
    "max": {"target": -70000000000001},
    "ok": {"target": 70000000000001, "application_key": "CBAJLGEGEBABABABA", "list_is_complete": True},
}
CREATING = {"max": "/messages", "ok": "/fb.do"}
"""The first call of a part without files."""
UPLOADING = {"max": "/uploads", "ok": "/fb.do"}
SECRETS = {"token": "a-long-token", "session_secret": "a-long-session-key"}
each = pytest.mark.parametrize("name", TARGETS)


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "brown").save(out, "PNG")
    return out.getvalue()


PICTURE = picture("a.png", mime="image/png", sha256=sha256(png()).hexdigest())


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    accounts = [Account(name, name, about["target"], SECRETS) for name, about in TARGETS.items()]
    running = start(tmp_path_factory.mktemp("faults"), accounts, idle=60, now=MOMENT.instant.timestamp())
    yield running
    running.stop()


@pytest.fixture
def driver(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[Driver]:
    """With a picture in its project, and no faults left behind."""
    (tmp_path / "a.png").write_bytes(png())
    with Driver(tmp_path, sleep=lambda seconds: None) as made:
        yield made
    rehearsal.order_faults([])


Given = Callable[..., Delivery]


@pytest.fixture
def given(rehearsal: Rehearsal, request: pytest.FixtureRequest) -> Given:
    """A part with words of its own."""

    def make(name: str, words: str = "", secrets: Any = SECRETS, media: Any = ()) -> Delivery:
        account = TARGETS[name] | {"base_url": rehearsal.base_url(name)}
        made = variant(name, text(words or f"{request.node.name} is said once", media=media), account=account)
        known = Secrets({key: Secret(word) for key, word in secrets.items()})
        return replace(delivery(made, get(name)), secrets=known)

    return make


def publish(driver: Driver, network: Network, part: Delivery) -> Receipt:
    return driver.run(network.publish(part), before_create=lambda: None)


@each
@pytest.mark.parametrize(
    ("effect", "is_there"),
    [
        ("refuse", False),
        ("reset-before", False),
        ("reset-after", True),
        ("error-500-after", True),
        ("truncate", True),
    ],
)
def test_a_lost_answer_is_looked_for(
    rehearsal: Rehearsal, driver: Driver, given: Given, name: str, effect: str, is_there: bool
) -> None:
    network, part = get(name), given(name)
    rehearsal.order_faults([{"platform": name, "effect": effect, "match": CREATING[name]}])
    with pytest.raises(Ambiguous):
        publish(driver, network, part)
    found = driver.run(network.find(part))
    assert (found is not None) is is_there
    there = [post for post in rehearsal.posts() if part.part["text"] in str(post["params"])]
    assert [post["remote_id"] for post in there] == ([found.id] if found else [])
    if found is None:
        assert publish(driver, network, part).id


@each
def test_too_many_calls(rehearsal: Rehearsal, driver: Driver, given: Given, name: str) -> None:
    rehearsal.order_faults([{"platform": name, "effect": "rate-limit", "match": CREATING[name]}])
    with pytest.raises(RateLimited):
        publish(driver, get(name), given(name))


@each
def test_a_call_that_is_not_known(rehearsal: Rehearsal, driver: Driver, given: Given, name: str) -> None:
    rehearsal.order_faults([{"platform": name, "effect": "not-found", "match": CREATING[name]}])
    with pytest.raises((Rejected, Ambiguous)):
        publish(driver, get(name), given(name))


@each
def test_an_upload_that_fails_leaves_nothing(rehearsal: Rehearsal, driver: Driver, given: Given, name: str) -> None:
    fault = {"platform": name, "effect": "error-500-after", "match": UPLOADING[name], "count": None}
    rehearsal.order_faults([fault])
    with pytest.raises(Unavailable):
        publish(driver, get(name), given(name, media=[PICTURE]))


@each
def test_a_picture(driver: Driver, given: Given, name: str) -> None:
    receipt = publish(driver, get(name), given(name, media=[PICTURE]))
    assert receipt.url


@each
def test_a_wrong_token(driver: Driver, given: Given, name: str) -> None:
    with pytest.raises(Unauthorised):
        publish(driver, get(name), given(name, secrets=SECRETS | {"token": "another-token"}))


@each
def test_content_that_is_refused(driver: Driver, given: Given, name: str) -> None:
    with pytest.raises(Rejected):
        publish(driver, get(name), given(name, "я" * 50_000))


@each
def test_no_connection(driver: Driver, given: Given, name: str) -> None:
    part = replace(given(name), base_url="http://127.0.0.1:9")
    with pytest.raises(NotSent):
        publish(driver, get(name), part)


@each
def test_the_token_is_proved(driver: Driver, given: Given, name: str) -> None:
    assert driver.run(get(name).probe(given(name)))
    with pytest.raises(PublishError):
        driver.run(get(name).probe(given(name, secrets=SECRETS | {"token": "another-token"})))
