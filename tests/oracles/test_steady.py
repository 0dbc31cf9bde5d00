"""MAX's calls against `steady`, a mock server that checks them against the official schema of July 2026."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from flows import answer, delivery, drive, picture, receipt, text, variant, video
from max_schema import LATER, SCHEMA
from published import unpackaged

from smmgen.markup.text import Mark
from smmgen.networks.max import NETWORK
from smmgen.networks.wire import Receipt, Request

pytestmark = pytest.mark.oracle

PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf")
MP3 = picture("content/media/radio.mp3", kind="audio", mime="audio/mpeg")
PLACE = {"place": {"name": "Teplo", "lat": 55.7, "lon": 37.6}}
ALL = {"silent": True, "no_preview": True, "pin": True}
LIVE = Receipt("mid.1", "", False, {"mid": "mid.1", "follow_up": "pin"})
DONE = answer(200, {"success": True})
POSTED = answer(200, {"message": {"body": {"mid": "mid.1"}}})
ENDPOINT = answer(200, {"url": "https://upload.example/1", "token": "t"})
PHOTO = answer(200, {"photos": {"7": {"token": "photo"}}})


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest) -> str:
    document = json.loads(unpackaged(SCHEMA).read_text("utf-8"))
    del document["paths"]["/chats/{chatLink}"]  # steady takes every number of a chat for such a link
    return str(request.getfixturevalue("steady")(without_patterns_of_numbers(document)))


def without_patterns_of_numbers(node: Any) -> Any:
    """A slip of the schema: a number cannot have a pattern, and every call that has one would count as an error."""
    if isinstance(node, list):
        return [without_patterns_of_numbers(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = "pattern" if node.get("type") == "integer" else None
    return {key: without_patterns_of_numbers(value) for key, value in node.items() if key != dropped}


def made(*parts: Any, options: Any = None, **fields: Any) -> Any:
    targeting = {**fields, **({"max": options} if options else {})}
    return variant("max", *parts, account={"target": -70000000000001}, fields={"targeting": targeting})


def of(flow: Any, post: Any, *answers: Any, index: int = 0, **more: Any) -> list[Request]:
    return drive(flow(delivery(post, NETWORK, index, **more)), *answers)[0]


PLAIN = made(text("Привет, 👩‍🍳"))
RICH = made(text("a < b menu", Mark(0, 1, "bold"), Mark(6, 10, "link", "https://teplo.example/?a=1&b=2")), options=ALL)
TWO = made(text("1"), text("2"))
FILES = made(text("x", media=[picture(), video()]))
CALLS: dict[str, list[Request]] = {
    "text": of(NETWORK.publish, PLAIN, POSTED),
    "formatted, silent, without a preview": of(NETWORK.publish, RICH, POSTED),
    "a reply": of(NETWORK.publish, TWO, POSTED, index=1, previous=[receipt(mid="mid.0")]),
    "pictures and a video": of(NETWORK.publish, FILES, ENDPOINT, PHOTO, ENDPOINT, answer(200, b"<retval/>"), POSTED),
    "audio": of(NETWORK.publish, made(text("x", media=[MP3])), ENDPOINT, answer(200, b""), POSTED),
    "a document": of(NETWORK.publish, made(text("x", media=[PDF])), ENDPOINT, answer(200, {"token": "f"}), POSTED),
    "a place": of(NETWORK.publish, made(text("x"), **PLACE), POSTED),
    "pinning": of(NETWORK.finish, RICH, DONE, live=LIVE),
    "an edit": of(NETWORK.edit, PLAIN, DONE, live=LIVE),
    "an edit without files": of(NETWORK.edit, PLAIN, DONE, live=LIVE, changed=frozenset({"media"})),
    "a deletion": of(NETWORK.delete, PLAIN, DONE, live=LIVE),
    "reading back": of(NETWORK.find, PLAIN, answer(200, {"messages": []})),
    "the token": of(NETWORK.probe, PLAIN, answer(200, {}), answer(200, {"type": "chat"}), answer(200, {})),
}


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_the_schema_takes_every_call(url: str, calls: list[Request]) -> None:
    for call in calls:
        path = urlsplit(call.url).path
        if "upload.example" in call.url or LATER.fullmatch(path):
            continue
        sent: Any = {"params": dict(call.query), "headers": dict(call.headers), "json": call.json}
        said = httpx2.request(call.method, url + path, **sent, trust_env=False)
        assert said.headers["x-steady-error-count"] == "0", said.text
        assert said.status_code == 200


def test_steady_is_not_blind(url: str) -> None:
    said = httpx2.post(f"{url}/messages", params={"chat_id": 1}, json={"text": 5}, trust_env=False)
    assert said.headers["x-steady-error-count"] == "3"
