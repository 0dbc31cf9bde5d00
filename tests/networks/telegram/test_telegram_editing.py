"""Editing and deleting what is out on Telegram, flow by flow, with canned answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botapi_schema import errors as api_errors
from editing import PDF, delete, differing, edit, made, method, poll
from flows import answer, picture, text

from smmgen.errors import RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.telegram import NETWORK
from smmgen.networks.wire import File, Receipt

CHANGES: dict[str, tuple[Any, Any, set[str]]] = {
    "a text": (made(NETWORK, text("a")), made(NETWORK, text("b")), {"text"}),
    "silence": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), options={"silent": True}),
        set(),
    ),
    "a file": (
        made(NETWORK, text("a", media=[picture()])),
        made(NETWORK, text("a", media=[picture(sha256="c" * 64)])),
        {"media"},
    ),
    "alternative text, which it does not show": (
        made(NETWORK, text("a", media=[picture()])),
        made(NETWORK, text("a", media=[picture(alt="b")])),
        set(),
    ),
    "one picture more": (
        made(NETWORK, text("a", media=[picture()])),
        made(NETWORK, text("a", media=[picture(), picture()])),
        {"form", "media", "album", "text"},
    ),
    "a caption of an album": (
        made(NETWORK, text("a", media=[picture()] * 2)),
        made(NETWORK, text("b", media=[picture()] * 2)),
        {"text"},
    ),
    "a file of an album": (
        made(NETWORK, text("a", media=[picture()] * 2)),
        made(NETWORK, text("a", media=[picture(), picture(sha256="c" * 64)])),
        {"album"},
    ),
    "a poll": (
        made(NETWORK, text("a", role="poll"), fields=poll()),
        made(NETWORK, text("a", role="poll"), fields=poll(question="Tea?")),
        {"poll"},
    ),
    "a topic": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), options={"topic": 7}),
        {"topic"},
    ),
}
"""Title -> one post, another, and the aspects in which they differ."""


@pytest.mark.parametrize("title", CHANGES)
def test_what_differs(title: str) -> None:
    one, other, aspects = CHANGES[title]
    assert differing(NETWORK, one, other) == aspects
    assert differing(NETWORK, one, one) == set()


MESSAGE = Receipt("5", "https://t.me/teplo/5", False, {"chat_id": -1001, "message_id": 5, "message_ids": [5]})
ALBUM = MESSAGE._replace(reference={"chat_id": -1001, "message_id": 5, "message_ids": [5, 6]})
OK = answer(200, {"ok": True, "result": True})


def said(code: int, words: str) -> Any:
    return answer(code, {"ok": False, "error_code": code, "description": words})


TELEGRAM_EDITS: dict[str, tuple[Any, Receipt, str, dict[str, Any]]] = {
    "a text": ([text("New")], MESSAGE, "editMessageText", {"message_id": 5, "text": "New"}),
    "a caption": ([text("New", media=[picture()])], MESSAGE, "editMessageCaption", {"message_id": 5, "caption": "New"}),
    "a caption taken away": ([text("", media=[picture()])], MESSAGE, "editMessageCaption", {"message_id": 5}),
    "an album's caption, under the first": (
        [text("New", media=[picture(), picture()])],
        ALBUM,
        "editMessageCaption",
        {"message_id": 5, "caption": "New"},
    ),
    "an album's caption taken away": (
        [text("", media=[picture(), picture()])],
        ALBUM,
        "editMessageCaption",
        {"message_id": 5},
    ),
    "documents' caption, under the last": (
        [text("New", media=[PDF, PDF])],
        ALBUM,
        "editMessageCaption",
        {"message_id": 6, "caption": "New"},
    ),
}


@pytest.mark.parametrize("name", TELEGRAM_EDITS)
def test_telegram_edits(name: str) -> None:
    parts, live, called, params = TELEGRAM_EDITS[name]
    [request], receipt = edit(NETWORK, *parts, live=live, answers=[OK])
    assert (method(request), request.json) == (called, {"chat_id": -1001, **params})
    assert not request.creates
    assert receipt == live


@pytest.mark.parametrize("name", TELEGRAM_EDITS)
def test_telegram_takes_the_edits(name: str) -> None:
    parts, live, *_ = TELEGRAM_EDITS[name]
    [request], _ = edit(NETWORK, *parts, live=live, answers=[OK])
    assert api_errors({"method": method(request), "params": request.json}) == []


def test_telegram_gets_a_new_file_with_its_caption() -> None:
    parts = [text("New", media=[picture()])]
    [request], _ = edit(NETWORK, *parts, live=MESSAGE, changed=["media"], options={"spoiler": True}, answers=[OK])
    assert method(request) == "editMessageMedia"
    media = json.loads(request.form["media"])
    assert media == {"type": "photo", "media": "attach://file0", "caption": "New", "has_spoiler": True}
    assert (request.form["chat_id"], request.form["message_id"]) == ("-1001", "5")
    assert request.files == {"file0": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}


def test_telegram_takes_the_new_file() -> None:
    [request], _ = edit(NETWORK, text("New", media=[picture()]), live=MESSAGE, changed=["media"], answers=[OK])
    params = {"chat_id": -1001, "message_id": 5, "media": json.loads(request.form["media"])}
    assert api_errors({"method": "editMessageMedia", "params": params}) == []


def test_telegram_that_has_it_already_says_yes() -> None:
    same = said(400, "Bad Request: message is not modified: specified new message content is exactly the same")
    assert edit(NETWORK, text("New"), live=MESSAGE, answers=[same])[1] == MESSAGE


@pytest.mark.parametrize(
    ("answered", "error"),
    [
        (said(400, "Bad Request: message to edit not found"), Rejected),
        (said(400, "Bad Request: message can't be edited"), Rejected),
        (said(401, "Unauthorized"), Unauthorised),
        (answer(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 5}}), RateLimited),
        (answer(500, b"<html>"), Unavailable),
    ],
)
def test_telegram_says_no_to_an_edit(answered: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        edit(NETWORK, text("New"), live=MESSAGE, answers=[answered])


def test_telegram_never_edits_a_poll() -> None:
    with pytest.raises(Rejected, match="poll"):
        edit(NETWORK, text("", role="poll"), fields=poll(), live=MESSAGE, answers=[])


def test_telegram_deletes() -> None:
    [request] = delete(NETWORK, MESSAGE, OK)
    assert (method(request), request.json) == ("deleteMessage", {"chat_id": -1001, "message_id": 5})
    [request] = delete(NETWORK, ALBUM, OK)
    assert (method(request), request.json) == ("deleteMessages", {"chat_id": -1001, "message_ids": [5, 6]})


def test_telegram_knows_a_message_by_the_address_that_a_person_gave() -> None:
    reported = Receipt("17", "https://t.me/teplo/17", False, {"id": "17"})
    [request] = delete(NETWORK, reported, OK)
    assert request.json == {"chat_id": "@teplo", "message_id": 17}


def test_telegram_what_is_gone_is_gone() -> None:
    assert len(delete(NETWORK, MESSAGE, said(400, "Bad Request: message to delete not found"))) == 1


def test_telegram_after_48_hours() -> None:
    with pytest.raises(Rejected) as caught:
        delete(NETWORK, MESSAGE, said(400, "Bad Request: message can't be deleted"))
    assert "48 hours" in caught.value.hint
