"""Editing and deleting what is out, flow by flow, with canned answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from botapi_schema import errors as api_errors
from flows import PLANNED, answer, delivery, drive, picture, text, variant
from vk_schema import errors as vk_errors

from smmgen.errors import NotSent, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks import registry
from smmgen.networks.base import Deleting, Editing
from smmgen.networks.wire import File, Receipt
from smmgen.variants.types import LinkCard

TELEGRAM, VK, FEDI = registry.get("telegram"), registry.get("vk"), registry.get("mastodon")
BLUESKY, FEED = registry.get("bluesky"), registry.get("feed")
POLL = {"question": "Which one?", "options": ["Latte", "Raf"]}
PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf", width=0, height=0)
ACCOUNTS: dict[str, dict[str, Any]] = {
    "telegram": {"target": "@teplo"},
    "vk": {"target": -230000001, "token_env": "VK", "user_token_env": "USER"},
    "mastodon": {"base_url": "https://mastodon.example", "target": "@teplo"},
    "bluesky": {"target": "teplo.bsky.social"},
    "feed": {},
}


def made(platform: Any, *parts: Any, options: Any = None, fields: Any = None, account: Any = None, **more: Any) -> Any:
    targeting = {"targeting": {platform.name: options}} if options else {}
    chosen = {"title": "Latte", **(fields or {}), **targeting}
    account = ACCOUNTS[platform.name] | (account or {})
    return variant(platform.name, *parts, account=account, fields=chosen, **more)


def given(platform: Any, *parts: Any, live: Any = None, index: int = 0, changed: Any = ("text",), **more: Any) -> Any:
    about = {name: more.pop(name) for name in ("token", "user_token", "native", "previous") if name in more}
    known = {"live": live, "changed": frozenset(changed)}
    return delivery(made(platform, *parts, **more), platform, index, **(known | about))


def edit(platform: Any, *parts: Any, answers: Any, **more: Any) -> tuple[list[Any], Any]:
    return drive(platform.edit(given(platform, *parts, **more)), *answers)


def delete(platform: Any, live: Receipt, *answers: Any, part: Any = None, **more: Any) -> list[Any]:
    known = given(platform, *(part or [text("x")]), live=live, **more)
    requests, nothing = drive(platform.delete(known if part else replace(known, part={})), *answers)
    assert nothing is None
    return requests


# What each network says of itself


def test_who_edits_and_who_deletes() -> None:
    known = registry.all_networks()
    built_in = {name: known[name] for name in registry.names()}
    assert [name for name, one in built_in.items() if not isinstance(one, Editing)] == ["bluesky"]
    assert [name for name, one in built_in.items() if not isinstance(one, Deleting)] == []


@pytest.mark.parametrize("name", ["telegram", "vk", "mastodon", "feed"])
def test_what_an_edit_may_change_is_among_the_aspects(name: str) -> None:
    platform: Any = registry.get(name)
    native = {"delivery": "native"} if platform.facts.native_schedule else {}
    rich = made(
        platform,
        text("x", media=[picture()]),
        account=native,
        card=LinkCard("https://a.example"),
        fields={
            "poll": None,
            "targeting": {
                "language": ["en"],
                "place": {"name": "Teplo", "lat": 55.7, "lon": 37.6},
                "replies": "nobody",
                "mastodon": {"spoiler": "Coffee"},
            },
        },
    )
    found = set(platform.aspects(delivery(rich, platform).part))
    assert platform.facts.edits | platform.facts.edits_waiting <= found


def differing(platform: Any, one: Any, other: Any) -> set[str]:
    before, after = (platform.aspects(delivery(it, platform).part) for it in (one, other))
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def poll(**more: Any) -> dict[str, Any]:
    return {"poll": POLL | more}


CHANGES: dict[str, tuple[Any, Any, Any, set[str]]] = {
    "telegram: a text": (TELEGRAM, made(TELEGRAM, text("a")), made(TELEGRAM, text("b")), {"text"}),
    "telegram: silence": (
        TELEGRAM,
        made(TELEGRAM, text("a")),
        made(TELEGRAM, text("a"), options={"silent": True}),
        set(),
    ),
    "telegram: a file": (
        TELEGRAM,
        made(TELEGRAM, text("a", media=[picture()])),
        made(TELEGRAM, text("a", media=[picture(sha256="c" * 64)])),
        {"media"},
    ),
    "telegram: alternative text, which it does not show": (
        TELEGRAM,
        made(TELEGRAM, text("a", media=[picture()])),
        made(TELEGRAM, text("a", media=[picture(alt="b")])),
        set(),
    ),
    "telegram: one picture more": (
        TELEGRAM,
        made(TELEGRAM, text("a", media=[picture()])),
        made(TELEGRAM, text("a", media=[picture(), picture()])),
        {"form", "media", "album", "text"},
    ),
    "telegram: a caption of an album": (
        TELEGRAM,
        made(TELEGRAM, text("a", media=[picture()] * 2)),
        made(TELEGRAM, text("b", media=[picture()] * 2)),
        {"text"},
    ),
    "telegram: a file of an album": (
        TELEGRAM,
        made(TELEGRAM, text("a", media=[picture()] * 2)),
        made(TELEGRAM, text("a", media=[picture(), picture(sha256="c" * 64)])),
        {"album"},
    ),
    "telegram: a poll": (
        TELEGRAM,
        made(TELEGRAM, text("a", role="poll"), fields=poll()),
        made(TELEGRAM, text("a", role="poll"), fields=poll(question="Tea?")),
        {"poll"},
    ),
    "telegram: a topic": (
        TELEGRAM,
        made(TELEGRAM, text("a")),
        made(TELEGRAM, text("a"), options={"topic": 7}),
        {"topic"},
    ),
    "vk: alternative text, which is the caption": (
        VK,
        made(VK, text("a", media=[picture()])),
        made(VK, text("a", media=[picture(alt="b")])),
        {"media"},
    ),
    "vk: a poll": (VK, made(VK, text("a"), fields=poll()), made(VK, text("a"), fields=poll(multiple=True)), {"poll"}),
    "vk: a signature": (VK, made(VK, text("a")), made(VK, text("a"), options={"signed": True}), {"options"}),
    "vk: VK Donut": (VK, made(VK, text("a")), made(VK, text("a"), options={"donut": 604800}), {"VK Donut"}),
    "mastodon: alternative text": (
        FEDI,
        made(FEDI, text("a", media=[picture()])),
        made(FEDI, text("a", media=[picture(alt="b")])),
        {"alt text"},
    ),
    "mastodon: a poll": (
        FEDI,
        made(FEDI, text("Which one?"), fields=poll()),
        made(FEDI, text("Which one?"), fields=poll(multiple=True)),
        {"poll"},
    ),
    "mastodon: visibility": (
        FEDI,
        made(FEDI, text("a")),
        made(FEDI, text("a"), options={"visibility": "unlisted"}),
        {"visibility"},
    ),
    "mastodon: a warning": (
        FEDI,
        made(FEDI, text("a")),
        made(FEDI, text("a"), options={"spoiler": "b"}),
        {"content warning"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs(name: str) -> None:
    platform, one, other, aspects = CHANGES[name]
    assert differing(platform, one, one) == set()
    assert differing(platform, one, other) == aspects


@pytest.mark.parametrize("platform", [TELEGRAM, VK, FEDI, FEED, BLUESKY])
def test_nothing_is_asked_about_a_post_that_is_not_out(platform: Any) -> None:
    flows = [platform.delete] if platform is BLUESKY else [platform.delete, platform.edit]
    for flow in flows:
        with pytest.raises(NotSent):
            drive(flow(given(platform, text("x"))))


# Telegram

MESSAGE = Receipt("5", "https://t.me/teplo/5", False, {"chat_id": -1001, "message_id": 5, "message_ids": [5]})
ALBUM = MESSAGE._replace(reference={"chat_id": -1001, "message_id": 5, "message_ids": [5, 6]})
OK = answer(200, {"ok": True, "result": True})


def said(code: int, words: str) -> Any:
    return answer(code, {"ok": False, "error_code": code, "description": words})


def method(request: Any) -> str:
    return str(request.url.rsplit("/", 1)[-1])


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
    [request], receipt = edit(TELEGRAM, *parts, live=live, answers=[OK])
    assert (method(request), request.json) == (called, {"chat_id": -1001, **params})
    assert not request.creates
    assert receipt == live


@pytest.mark.parametrize("name", TELEGRAM_EDITS)
def test_telegram_takes_the_edits(name: str) -> None:
    parts, live, *_ = TELEGRAM_EDITS[name]
    [request], _ = edit(TELEGRAM, *parts, live=live, answers=[OK])
    assert api_errors({"method": method(request), "params": request.json}) == []


def test_telegram_gets_a_new_file_with_its_caption() -> None:
    parts = [text("New", media=[picture()])]
    [request], _ = edit(TELEGRAM, *parts, live=MESSAGE, changed=["media"], options={"spoiler": True}, answers=[OK])
    assert method(request) == "editMessageMedia"
    media = json.loads(request.form["media"])
    assert media == {"type": "photo", "media": "attach://file0", "caption": "New", "has_spoiler": True}
    assert (request.form["chat_id"], request.form["message_id"]) == ("-1001", "5")
    assert request.files == {"file0": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}


def test_telegram_takes_the_new_file() -> None:
    [request], _ = edit(TELEGRAM, text("New", media=[picture()]), live=MESSAGE, changed=["media"], answers=[OK])
    params = {"chat_id": -1001, "message_id": 5, "media": json.loads(request.form["media"])}
    assert api_errors({"method": "editMessageMedia", "params": params}) == []


def test_telegram_that_has_it_already_says_yes() -> None:
    same = said(400, "Bad Request: message is not modified: specified new message content is exactly the same")
    assert edit(TELEGRAM, text("New"), live=MESSAGE, answers=[same])[1] == MESSAGE


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
        edit(TELEGRAM, text("New"), live=MESSAGE, answers=[answered])


def test_telegram_never_edits_a_poll() -> None:
    with pytest.raises(Rejected, match="poll"):
        edit(TELEGRAM, text("", role="poll"), fields=poll(), live=MESSAGE, answers=[])


def test_telegram_deletes() -> None:
    [request] = delete(TELEGRAM, MESSAGE, OK)
    assert (method(request), request.json) == ("deleteMessage", {"chat_id": -1001, "message_id": 5})
    [request] = delete(TELEGRAM, ALBUM, OK)
    assert (method(request), request.json) == ("deleteMessages", {"chat_id": -1001, "message_ids": [5, 6]})


def test_telegram_knows_a_message_by_the_address_that_a_person_gave() -> None:
    reported = Receipt("17", "https://t.me/teplo/17", False, {"id": "17"})
    [request] = delete(TELEGRAM, reported, OK)
    assert request.json == {"chat_id": "@teplo", "message_id": 17}


def test_telegram_what_is_gone_is_gone() -> None:
    assert len(delete(TELEGRAM, MESSAGE, said(400, "Bad Request: message to delete not found"))) == 1


def test_telegram_after_48_hours() -> None:
    with pytest.raises(Rejected) as caught:
        delete(TELEGRAM, MESSAGE, said(400, "Bad Request: message can't be deleted"))
    assert "48 hours" in caught.value.hint


# VK

POST = Receipt("-230000001_7", "https://vk.com/wall-230000001_7", False, {"owner_id": -230000001, "post_id": 7})
COMMENT = Receipt(
    "-230000001_7_r9",
    "https://vk.com/wall-230000001_7?reply=9",
    False,
    {"owner_id": -230000001, "post_id": 7, "comment_id": 9},
)
PHOTO = "photo-230000001_11_key"
DONE = answer(200, {"response": {"post_id": 7}})
YES = answer(200, {"response": 1})
OFF = {"signed": "0", "mark_as_ads": "0", "close_comments": "0"}
WHERE = {"owner_id": "-230000001", "post_id": "7"}
DENIED = answer(200, {"error": {"error_code": 210, "error_msg": "Access to wall's post denied"}})
UPLOADED = [
    answer(200, {"response": {"upload_url": "https://up.vk.example"}}),
    answer(200, {"server": 1, "photo": "[{}]", "hash": "h"}),
    answer(200, {"response": [{"owner_id": -230000001, "id": 12}]}),
]


def sent(request: Any) -> dict[str, Any]:
    return {name: value for name, value in request.form.items() if name != "v"}


VK_EDITS: dict[str, tuple[Any, dict[str, Any], dict[str, Any], dict[str, str]]] = {
    "a text": ([text("New")], {}, {}, {"message": "New"}),
    "photos stay": (
        [text("New", media=[picture()])],
        {"media": [PHOTO]},
        {},
        {"message": "New", "attachments": PHOTO},
    ),
    "photos and link stay": (
        [text("New", media=[picture()])],
        {"media": [PHOTO]},
        {"card": LinkCard("https://a.example")},
        {"message": "New", "attachments": f"{PHOTO},https://a.example"},
    ),
    "the poll stays": (
        [text("New")],
        {"poll": "poll-230000001_3"},
        {"fields": poll()},
        {"message": "New", "attachments": "poll-230000001_3"},
    ),
    "the last photo goes": (
        [text("New")],
        {"media": [PHOTO]},
        {"changed": ["media"]},
        {"message": "New", "attachments": ""},
    ),
    "signed from now on": ([text("New")], {}, {"options": {"signed": True}}, {"message": "New", "signed": "1"}),
    "a place": (
        [text("New")],
        {},
        {"options": {"place_id": 12}},
        {"message": "New", "place_id": "12"},
    ),
    "waiting in VK's scheduler": (
        [text("New")],
        {},
        {"account": {"delivery": "native"}, "native": True},
        {"message": "New", "publish_date": str(int(PLANNED.timestamp()))},
    ),
    "out of VK's scheduler": ([text("New")], {}, {"account": {"delivery": "native"}}, {"message": "New"}),
}


def vk_edit(name: str) -> tuple[list[Any], Any, dict[str, str]]:
    parts, reference, more, params = VK_EDITS[name]
    live = POST._replace(reference={**POST.reference, **reference})
    requests, receipt = edit(VK, *parts, live=live, user_token="user", answers=[DONE], **more)
    return requests, receipt, params


@pytest.mark.parametrize("name", VK_EDITS)
def test_vk_edits(name: str) -> None:
    [request], receipt, params = vk_edit(name)
    assert method(request) == "wall.edit"
    assert sent(request) == {**WHERE, **OFF, **params}
    assert request.headers["Authorization"] == "Bearer user"
    assert not request.creates
    assert receipt.id == POST.id


@pytest.mark.parametrize("name", VK_EDITS)
def test_vk_knows_the_parameters(name: str) -> None:
    [request], *_ = vk_edit(name)
    assert [
        found for found in vk_errors("wall.edit", dict(sent(request))) if "unknown" in found or "missing" in found
    ] == []


def test_vk_uploads_changed_photos_and_remembers_them() -> None:
    live = POST._replace(reference={**POST.reference, "media": [PHOTO]})
    requests, receipt = edit(
        VK, text("New", media=[picture()]), live=live, changed=["media"], user_token="user", answers=[*UPLOADED, DONE]
    )
    assert sent(requests[-1])["attachments"] == "photo-230000001_12"
    assert receipt.reference["media"] == ["photo-230000001_12"]


def test_vk_uploads_again_what_the_ledger_does_not_know() -> None:
    more = {"live": POST, "user_token": "user", "answers": [*UPLOADED, DONE]}
    requests, _ = edit(VK, text("New", media=[picture()]), **more)
    assert sent(requests[-1])["attachments"] == "photo-230000001_12"


def test_vk_without_the_polls_id_would_drop_the_poll() -> None:
    with pytest.raises(Rejected, match="poll"):
        edit(VK, text("New"), fields=poll(), live=POST, answers=[])


def test_vk_without_a_users_token_takes_no_new_photo() -> None:
    with pytest.raises(Unauthorised):
        edit(VK, text("New", media=[picture()]), live=POST, changed=["media"], answers=[])


def test_vk_what_is_attached_is_kept_in_the_receipt() -> None:
    given_ = given(VK, text("Hi", media=[picture()]), fields=poll(), user_token="user", changed=())
    made_poll = answer(200, {"response": {"owner_id": -230000001, "id": 3}})
    _, receipt = drive(VK.publish(given_), *UPLOADED, made_poll, DONE)
    assert receipt.reference == {**POST.reference, "media": ["photo-230000001_12"], "poll": "poll-230000001_3"}


COMMENTED = [text("Hi"), text("New", role="comment")]


def test_vk_edits_and_deletes_a_comment() -> None:
    [request], receipt = edit(VK, *COMMENTED, index=1, live=COMMENT, user_token="user", answers=[YES])
    assert (method(request), sent(request)) == (
        "wall.editComment",
        {"owner_id": "-230000001", "comment_id": "9", "message": "New"},
    )
    assert receipt == COMMENT
    for live in (COMMENT, Receipt("x", COMMENT.url, False, {"id": "x"})):
        [request] = delete(VK, live, YES, user_token="user")
        assert (method(request), sent(request)) == ("wall.deleteComment", {"owner_id": "-230000001", "comment_id": "9"})


def test_vk_deletes() -> None:
    for live in (POST, Receipt("x", POST.url, False, {"id": "x"})):
        [request] = delete(VK, live, YES)
        assert (method(request), sent(request)) == ("wall.delete", WHERE)


def test_vk_what_is_gone_is_gone() -> None:
    assert len(delete(VK, POST, answer(200, {"error": {"error_code": 104, "error_msg": "Not found"}}))) == 1


@pytest.mark.parametrize("items", [[], [{"id": 7, "is_deleted": True}]])
@pytest.mark.parametrize("shape", [lambda items: items, lambda items: {"items": items}], ids=["list", "items"])
def test_vk_denies_access_to_what_is_gone(items: list[Any], shape: Any) -> None:
    requests = delete(VK, POST, DENIED, answer(200, {"response": shape(items)}))
    assert [method(request) for request in requests] == ["wall.delete", "wall.getById"]
    assert sent(requests[1]) == {"posts": "-230000001_7"}


def test_vk_denies_access_to_what_is_there() -> None:
    with pytest.raises(Rejected, match="210"):
        delete(VK, POST, DENIED, answer(200, {"response": {"items": [{"id": 7}]}}))
    with pytest.raises(Rejected, match="210"):
        delete(VK, COMMENT, DENIED, user_token="user")


WAITED = POST._replace(scheduled=True)
OUT_AS_9 = answer(200, {"response": {"items": [{"id": 9, "postponed_id": 7}]}})
NOTHING = answer(200, {"response": {"items": []}})
GONE = answer(200, {"error": {"error_code": 104, "error_msg": "Not found"}})


def test_vk_deletes_what_its_scheduler_has_posted_under_another_id() -> None:
    requests = delete(VK, WAITED, NOTHING, OUT_AS_9, YES, user_token="user")
    assert [method(request) for request in requests] == ["wall.get", "wall.get", "wall.delete"]
    assert [sent(request).get("filter") for request in requests[:2]] == ["postponed", "owner"]
    assert sent(requests[2]) == {"owner_id": "-230000001", "post_id": "9"}


def test_vk_deletes_what_its_scheduler_is_late_with() -> None:
    still = answer(200, {"response": {"items": [{"id": 7, "post_type": "postpone"}]}})
    assert sent(delete(VK, WAITED, still, YES, user_token="user")[1]) == WHERE


def test_vk_deletes_what_was_posted_in_this_very_moment() -> None:
    requests = delete(VK, WAITED, GONE, NOTHING, OUT_AS_9, YES, native=True, user_token="user")
    assert [method(request) for request in requests] == ["wall.delete", "wall.get", "wall.get", "wall.delete"]
    assert sent(requests[3])["post_id"] == "9"
    assert len(delete(VK, WAITED, GONE, NOTHING, NOTHING, native=True, user_token="user")) == 3


def test_vk_does_not_guess_what_its_scheduler_made_of_a_post() -> None:
    with pytest.raises(Rejected, match="not among the latest posts"):
        delete(VK, WAITED, NOTHING, NOTHING, user_token="user")
    with pytest.raises(Rejected, match="without a user token"):
        delete(VK, WAITED)


def test_vk_says_no() -> None:
    no = answer(200, {"error": {"error_code": 27, "error_msg": "Group authorization failed"}})
    with pytest.raises(Unauthorised):
        delete(VK, POST, no)
    with pytest.raises(Unauthorised):
        edit(VK, text("New"), live=POST, answers=[no])


# Mastodon

STATUS = Receipt("1", "https://mastodon.example/@teplo/1", False, {"id": "1"})
ANSWERED = answer(200, {"id": "1", "url": "https://mastodon.example/@teplo/1", "content": "<p>x</p>"})


def there(media: Any = (), **more: Any) -> Any:
    attachments = [{"id": identity} for identity in media]
    return answer(200, {"id": "1", "media_attachments": attachments, **more}, date="Fri, 27 Nov 2026 07:00:00 GMT")


def test_mastodon_edits_a_text() -> None:
    [request], receipt = edit(FEDI, text("New"), live=STATUS, answers=[ANSWERED])
    assert (request.method, request.url) == ("PUT", "https://mastodon.example/api/v1/statuses/1")
    assert request.json == {"status": "New", "spoiler_text": "", "sensitive": False, "media_ids": []}
    assert not request.creates
    assert "Idempotency-Key" not in request.headers
    assert receipt == STATUS


def test_mastodon_keeps_the_media_and_describes_them_anew() -> None:
    parts = [text("New", media=[picture(alt="Latte", focus=(0.5, 0.0)), picture()])]
    (look, put), _ = edit(FEDI, *parts, live=STATUS, changed=["alt text"], answers=[there(["8", "9"]), ANSWERED])
    assert (look.method, look.url) == ("GET", "https://mastodon.example/api/v1/statuses/1")
    assert put.json["media_ids"] == ["8", "9"]
    assert put.json["media_attributes"] == [
        {"id": "8", "description": "Latte", "focus": "0.5,0"},
        {"id": "9", "description": "A latte"},
    ]


def test_mastodon_gets_new_media() -> None:
    parts, uploaded = [text("New", media=[picture()])], answer(200, {"id": "10"})
    requests, _ = edit(FEDI, *parts, live=STATUS, changed=["media"], answers=[there(["8"]), uploaded, ANSWERED])
    assert requests[1].url.endswith("/api/v2/media")
    assert requests[-1].json["media_ids"] == ["10"]
    assert "media_attributes" not in requests[-1].json


def test_mastodon_keeps_a_poll_and_its_end() -> None:
    asked = there(poll={"expires_at": "2026-11-27T08:30:00.000Z"})
    (_, put), _ = edit(FEDI, text("Which one?"), fields=poll(), live=STATUS, answers=[asked, ANSWERED])
    assert put.json["poll"] == {
        "options": ["Latte", "Raf"],
        "multiple": False,
        "hide_totals": False,
        "expires_in": 5400,
    }


def test_mastodon_never_opens_a_poll_again() -> None:
    asked = there(poll={"expires_at": "2026-11-27T06:59:59.000Z"})
    with pytest.raises(Rejected, match="ended"):
        edit(FEDI, text("Which one?"), fields=poll(), live=STATUS, answers=[asked])
    with pytest.raises(Unavailable):
        edit(FEDI, text("Which one?"), fields=poll(), live=STATUS, answers=[there()])


WAITING = Receipt("77", "", True, {"id": "77"})
NATIVE = {"delivery": "native"}


def test_mastodon_plans_anew_what_waits() -> None:
    more = {"account": NATIVE, "native": True, "changed": ["time"]}
    [request], receipt = edit(FEDI, text("x"), live=WAITING, answers=[answer(200, {"id": "77"})], **more)
    assert (request.method, request.url) == ("PUT", "https://mastodon.example/api/v1/scheduled_statuses/77")
    assert request.json == {"scheduled_at": "2026-11-27T07:00:00.000Z"}
    assert receipt == WAITING


def test_mastodon_what_its_scheduler_posted_has_another_id() -> None:
    with pytest.raises(Rejected) as caught:
        edit(FEDI, text("x"), account=NATIVE, live=WAITING, answers=[])
    assert "smm resolve KEY --sent URL" in caught.value.hint


def test_mastodon_deletes() -> None:
    [request] = delete(FEDI, STATUS, ANSWERED)
    assert (request.method, request.url) == ("DELETE", "https://mastodon.example/api/v1/statuses/1")
    [request] = delete(FEDI, WAITING, answer(200), native=True)
    assert request.url == "https://mastodon.example/api/v1/scheduled_statuses/77"
    assert len(delete(FEDI, STATUS, answer(404, {"error": "Record not found"}))) == 1
    with pytest.raises(RateLimited):
        delete(FEDI, STATUS, answer(429))


def test_mastodon_finds_what_its_scheduler_posted_by_its_exact_text() -> None:
    me, listed = answer(200, {"id": "7"}), answer(200, [{"id": "5", "media_attachments": [], "in_reply_to_id": None}])
    source = answer(200, {"text": "x", "spoiler_text": ""})
    requests = delete(FEDI, WAITING, me, listed, source, ANSWERED, part=[text("x")])
    assert (requests[-1].method, requests[-1].url) == ("DELETE", "https://mastodon.example/api/v1/statuses/5")
    older = answer(200, [{**listed.data[0], "created_at": "2026-11-20T07:00:00.000Z"}])
    with pytest.raises(Rejected):
        delete(FEDI, WAITING, me, older, source, part=[text("x")])
    with pytest.raises(Rejected):
        delete(FEDI, WAITING, me, answer(200, []), part=[text("x")])
    with pytest.raises(Rejected):
        delete(FEDI, WAITING)


def test_mastodon_what_its_scheduler_posted_a_moment_ago_is_not_taken_for_gone() -> None:
    me, listed = answer(200, {"id": "7"}), answer(200, [{"id": "5", "media_attachments": [], "in_reply_to_id": None}])
    source, missing = answer(200, {"text": "x", "spoiler_text": ""}), {"error": "Record not found"}
    late = answer(404, missing, date="Fri, 27 Nov 2026 07:00:01 GMT")
    requests = delete(FEDI, WAITING, late, me, listed, source, ANSWERED, part=[text("x")], native=True)
    assert (requests[-1].method, requests[-1].url) == ("DELETE", "https://mastodon.example/api/v1/statuses/5")
    with pytest.raises(Rejected):
        delete(FEDI, WAITING, late, native=True)
    early = answer(404, missing, date="Fri, 27 Nov 2026 06:00:00 GMT")
    assert len(delete(FEDI, WAITING, early, native=True)) == 1


# Bluesky

RECORD = Receipt("at://did:plc:x/app.bsky.feed.post/3abc", "https://bsky.app/profile/t/post/3abc")
SESSION = answer(200, {"did": "did:plc:x", "handle": "teplo.bsky.social", "accessJwt": "jwt"})


def test_bluesky_deletes_the_post_and_who_may_reply() -> None:
    for live in (RECORD, Receipt("3abc", RECORD.url)):
        _, post, gate = delete(BLUESKY, live, SESSION, answer(200), answer(200))
        assert post.url == "https://bsky.social/xrpc/com.atproto.repo.deleteRecord"
        assert post.json == {"repo": "did:plc:x", "collection": "app.bsky.feed.post", "rkey": "3abc"}
        assert gate.json == {"repo": "did:plc:x", "collection": "app.bsky.feed.threadgate", "rkey": "3abc"}
    assert len(delete(BLUESKY, RECORD, SESSION, answer(200), part=[text("x")])) == 2


# The feed


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
    one, other = made(FEED, text("a", media=[old])), made(FEED, text("b", media=[new]))
    before = delivery(one, FEED).part["request"]
    live = Receipt(before["item"]["id"], "file:public/feed.json")
    ask = delivery(other, FEED, live=live)
    requests, receipt = drive(FEED.edit(ask), *[feed_of(before)] * 2, *[answer(204)] * 4)
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
    first = delivery(made(FEED, text("a", media=[shared, own]), uid="first"), FEED).part["request"]
    second = delivery(made(FEED, text("b", media=[shared]), uid="second"), FEED).part["request"]
    live = Receipt(first["item"]["id"])
    requests = delete(FEED, live, feed_of(first, second), *[answer(204)] * 3, uid="first")
    assert b"<id>" + first["feed"]["id"].encode() in requests[1].content
    left = json.loads(requests[2].content)
    assert [item["id"] for item in left["items"]] == [second["item"]["id"]]
    assert left["title"] == first["feed"]["title"]
    assert [request.url for request in requests[3:]] == [f"file:public/media/{'1' * 16}.jpg"]


def test_feed_may_become_empty_and_stays_a_feed() -> None:
    only = delivery(made(FEED, text("a")), FEED).part["request"]
    requests = delete(FEED, Receipt(only["item"]["id"]), feed_of(only), answer(204), answer(204))
    assert json.loads(requests[2].content)["items"] == []
    assert f"<updated>{only['item']['date_published']}</updated>".encode() in requests[1].content


def test_feed_what_is_gone_is_gone() -> None:
    other = delivery(made(FEED, text("a")), FEED).part["request"]
    assert len(delete(FEED, Receipt("urn:uuid:gone"), feed_of(other))) == 1
    assert len(delete(FEED, Receipt("urn:uuid:gone"), answer(404))) == 1
