"""Editing and deleting what is out on the feed, flow by flow, with canned answers."""

from __future__ import annotations

import json
from typing import Any

from editing import delete, made
from flows import answer, delivery, drive, picture, text

from smmgen.networks.feed import NETWORK
from smmgen.networks.wire import Receipt


def feed_of(*requests: dict[str, Any]) -> Any:
    return answer(
        200,
        {
            "version": "https://jsonfeed.org/version/1.1",
            **{name: value for name, value in requests[0]["feed"].items() if name != "id"},
            "items": [request["item"] for request in requests],
        },
    )


def test_feed_replaces_an_entry_and_its_picture() -> None:
    old, new = picture(sha256="0" * 64), picture(sha256="1" * 64)
    one, other = made(NETWORK, text("a", media=[old])), made(NETWORK, text("b", media=[new]))
    before = delivery(one, NETWORK).part["request"]
    live = Receipt(before["item"]["id"], "file:public/feed.json")
    ask = delivery(other, NETWORK, live=live)
    requests, receipt = drive(NETWORK.edit(ask), *[feed_of(before)] * 2, *[answer(204)] * 4)
    assert [(request.method, request.url) for request in requests[2:]] == [
        ("PUT", f"file:public/media/{'1' * 16}.jpg"),
        ("PUT", "file:public/feed.xml"),
        ("PUT", "file:public/feed.json"),
        ("DELETE", f"file:public/media/{'0' * 16}.jpg"),
    ]
    assert not any(request.creates for request in requests)
    assert [item["id"] for item in json.loads(requests[4].content)["items"]] == [live.id]
    assert receipt == live


def test_feed_takes_an_entry_out_with_what_it_alone_has_used() -> None:
    shared, own = picture(sha256="0" * 64), picture(sha256="1" * 64)
    first = delivery(made(NETWORK, text("a", media=[shared, own]), uid="first"), NETWORK).part["request"]
    second = delivery(made(NETWORK, text("b", media=[shared]), uid="second"), NETWORK).part["request"]
    live = Receipt(first["item"]["id"])
    requests = delete(NETWORK, live, feed_of(first, second), *[answer(204)] * 3, uid="first")
    assert b"<id>" + first["feed"]["id"].encode() in requests[1].content
    left = json.loads(requests[2].content)
    assert [item["id"] for item in left["items"]] == [second["item"]["id"]]
    assert left["title"] == first["feed"]["title"]
    assert [request.url for request in requests[3:]] == [f"file:public/media/{'1' * 16}.jpg"]


def test_feed_may_become_empty_and_stays_a_feed() -> None:
    only = delivery(made(NETWORK, text("a")), NETWORK).part["request"]
    requests = delete(NETWORK, Receipt(only["item"]["id"]), feed_of(only), answer(204), answer(204))
    assert json.loads(requests[2].content)["items"] == []
    assert f"<updated>{only['item']['date_published']}</updated>".encode() in requests[1].content


def test_feed_what_is_gone_is_gone() -> None:
    other = delivery(made(NETWORK, text("a")), NETWORK).part["request"]
    assert len(delete(NETWORK, Receipt("urn:uuid:gone"), feed_of(other))) == 1
    assert len(delete(NETWORK, Receipt("urn:uuid:gone"), answer(404))) == 1
