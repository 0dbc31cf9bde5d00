from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from editing import delete, differing, edit, given, made
from flows import answer, drive, picture, receipt, text
from max_schema import call_errors

from smmgen.errors import NotSent, Rejected, Unavailable
from smmgen.markup.text import Mark
from smmgen.networks.max import NETWORK
from smmgen.networks.wire import Receipt

LIVE = Receipt("mid.1", "https://max.ru/teplo/AZ1", False, {"mid": "mid.1"})
COMMENT = Receipt("mid.c", "", False, {"mid": "mid.c", "post": "mid.1"})
BY_HAND = Receipt("AZ1", "https://max.ru/teplo/AZ1", False, {"id": "AZ1"})
DONE = answer(200, {"success": True})
PLACE = {"targeting": {"place": {"name": "Teplo", "lat": 55.7, "lon": 37.6}}}
REFUSED = answer(200, {"success": False, "message": "Message not found", "code": "not.found"})


def test_the_text_alone() -> None:
    (request,), result = edit(NETWORK, text("Hi", Mark(0, 2, "bold"), media=[picture()]), answers=[DONE], live=LIVE)
    assert (request.method, request.query) == ("PUT", {"message_id": "mid.1"})
    assert request.json == {
        "text": "<b>Hi</b>", "format": "html", "attachments": None, "link": None, "notify": True
    }  # fmt: skip
    assert call_errors(request) == []
    assert not request.creates
    assert result == LIVE


def test_other_files() -> None:
    uploads = [answer(200, {"url": "https://iu.example/1"}), answer(200, {"token": "new"})]
    (_, _, request), _ = edit(
        NETWORK, text("Hi", media=[picture()]), answers=[*uploads, DONE], live=LIVE, changed=["media"]
    )
    assert request.json["attachments"] == [{"type": "image", "payload": {"token": "new"}}]


def test_no_files_any_more() -> None:
    (request,), _ = edit(NETWORK, text("Hi"), answers=[DONE], live=LIVE, changed=["media"])
    assert request.json["attachments"] == []


def test_another_place() -> None:
    (request,), _ = edit(NETWORK, text("Hi"), answers=[DONE], live=LIVE, changed=["place"], fields=PLACE)
    assert request.json["attachments"] == [{"type": "location", "latitude": 55.7, "longitude": 37.6}]


def test_a_comment() -> None:
    parts = [text("1"), text("2", role="comment")]
    (request,), _ = edit(NETWORK, *parts, answers=[DONE], index=1, live=COMMENT, previous=[receipt(mid="mid.1")])
    assert (request.method, request.query) == ("PUT", {"comment_id": "mid.c"})
    assert request.url.endswith("/messages/mid.1/comments")
    assert request.json == {"text": "2", "link": None}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(200, {"success": False, "message": "no"}), Rejected),
        (answer(422, {"code": "comments.timeout_exceeded", "message": "too late"}), Rejected),
        (answer(500), Unavailable),
    ],
)
def test_an_edit_that_is_refused(reply: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        edit(NETWORK, text("Hi"), answers=[reply], live=LIVE)


def test_what_a_person_gave_the_address_of_is_edited_by_hand() -> None:
    with pytest.raises(NotSent, match="does not know the id"):
        edit(NETWORK, text("Hi"), answers=[], live=BY_HAND)


def test_what_differs() -> None:
    plain = made(NETWORK, text("Hi"))
    assert differing(NETWORK, plain, made(NETWORK, text("Hi!"))) == {"text"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi", Mark(0, 2, "bold")))) == {"text"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi", media=[picture()]))) == {"media"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), fields=PLACE)) == {"place"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), options={"no_preview": True})) == {"link preview"}
    assert differing(NETWORK, plain, made(NETWORK, text("Hi"), options={"silent": True, "pin": True})) == set()


def test_deleting() -> None:
    (request,) = delete(NETWORK, LIVE, DONE)
    assert (request.method, request.query) == ("DELETE", {"message_id": "mid.1"})
    assert call_errors(request) == []
    (request,) = delete(NETWORK, COMMENT, DONE)
    assert (request.url.rpartition("/messages/")[2], request.query) == ("mid.1/comments", {"comment_id": "mid.c"})


def test_deleting_what_is_gone() -> None:
    requests = delete(NETWORK, LIVE, REFUSED, answer(404, {"code": "not.found", "message": "x"}))
    assert (requests[1].method, requests[1].url.rpartition("/")[2]) == ("GET", "mid.1")
    requests = delete(NETWORK, COMMENT, REFUSED, answer(400, {"code": "proto.payload", "message": "x"}))
    assert requests[1].url.endswith("/messages/mid.1/comments/mid.c")


@pytest.mark.parametrize("shown", [answer(200, {"body": {"mid": "mid.1"}}), answer(403), answer(500)])
def test_deleting_what_is_still_there(shown: Any) -> None:
    known = replace(given(NETWORK, text("x"), live=LIVE), part={})
    with pytest.raises(Rejected, match="Message not found"):
        drive(NETWORK.delete(known), REFUSED, shown)
