"""Editing and deleting what is out on VK, flow by flow, with canned answers."""

from __future__ import annotations

from typing import Any

import pytest
from editing import delete, differing, edit, given, made, method, poll
from flows import PLANNED, answer, drive, picture, text
from vk_schema import errors as vk_errors

from smmgen.errors import Rejected, Unauthorised
from smmgen.networks.vk import NETWORK
from smmgen.networks.wire import Receipt
from smmgen.variants.types import LinkCard

CHANGES: dict[str, tuple[Any, Any, set[str]]] = {
    "alternative text, which is the caption": (
        made(NETWORK, text("a", media=[picture()])),
        made(NETWORK, text("a", media=[picture(alt="b")])),
        {"media"},
    ),
    "a poll": (made(NETWORK, text("a"), fields=poll()), made(NETWORK, text("a"), fields=poll(multiple=True)), {"poll"}),
    "a signature": (made(NETWORK, text("a")), made(NETWORK, text("a"), options={"signed": True}), {"options"}),
    "closed comments": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), fields={"targeting": {"replies": "nobody"}}),
        {"comments"},
    ),
    "an item of the shop": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), options={"attach": ["market-230000001_17"]}),
        {"attached"},
    ),
    "carousel": (
        made(NETWORK, text("a", media=[picture()] * 2)),
        made(NETWORK, text("a", media=[picture()] * 2), fields={"format": "carousel"}),
        {"layout"},
    ),
    "a story's picture": (
        made(NETWORK, text("a", media=[picture()]), fields={"format": "story"}),
        made(NETWORK, text("b", media=[picture(sha256="c" * 64)]), fields={"format": "story"}),
        {"story"},
    ),
    "VK Donut": (made(NETWORK, text("a")), made(NETWORK, text("a"), options={"donut": 604800}), {"VK Donut"}),
}
"""Title -> one post, another, and the aspects in which they differ."""


@pytest.mark.parametrize("title", CHANGES)
def test_what_differs(title: str) -> None:
    one, other, aspects = CHANGES[title]
    assert differing(NETWORK, one, other) == aspects
    assert differing(NETWORK, one, one) == set()


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
    "waiting in NETWORK's scheduler": (
        [text("New")],
        {},
        {"account": {"delivery": "native"}, "native": True},
        {"message": "New", "publish_date": str(int(PLANNED.timestamp()))},
    ),
    "out of NETWORK's scheduler": ([text("New")], {}, {"account": {"delivery": "native"}}, {"message": "New"}),
}


def vk_edit(name: str) -> tuple[list[Any], Any, dict[str, str]]:
    parts, reference, more, params = VK_EDITS[name]
    live = POST._replace(reference={**POST.reference, **reference})
    requests, receipt = edit(NETWORK, *parts, live=live, user_token="user", answers=[DONE], **more)
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
        NETWORK,
        text("New", media=[picture()]),
        live=live,
        changed=["media"],
        user_token="user",
        answers=[*UPLOADED, DONE],
    )
    assert sent(requests[-1])["attachments"] == "photo-230000001_12"
    assert receipt.reference["media"] == ["photo-230000001_12"]


def test_vk_uploads_again_what_the_ledger_does_not_know() -> None:
    more = {"live": POST, "user_token": "user", "answers": [*UPLOADED, DONE]}
    requests, _ = edit(NETWORK, text("New", media=[picture()]), **more)
    assert sent(requests[-1])["attachments"] == "photo-230000001_12"


def test_vk_without_the_polls_id_would_drop_the_poll() -> None:
    with pytest.raises(Rejected, match="poll"):
        edit(NETWORK, text("New"), fields=poll(), live=POST, answers=[])


def test_vk_without_a_users_token_takes_no_new_photo() -> None:
    with pytest.raises(Unauthorised):
        edit(NETWORK, text("New", media=[picture()]), live=POST, changed=["media"], answers=[])


def test_vk_what_is_attached_is_kept_in_the_receipt() -> None:
    given_ = given(NETWORK, text("Hi", media=[picture()]), fields=poll(), user_token="user", changed=())
    made_poll = answer(200, {"response": {"owner_id": -230000001, "id": 3}})
    _, receipt = drive(NETWORK.publish(given_), *UPLOADED, made_poll, DONE)
    assert receipt.reference == {**POST.reference, "media": ["photo-230000001_12"], "poll": "poll-230000001_3"}


COMMENTED = [text("Hi"), text("New", role="comment")]


def test_vk_edits_and_deletes_a_comment() -> None:
    [request], receipt = edit(NETWORK, *COMMENTED, index=1, live=COMMENT, user_token="user", answers=[YES])
    assert (method(request), sent(request)) == (
        "wall.editComment",
        {"owner_id": "-230000001", "comment_id": "9", "message": "New"},
    )
    assert receipt == COMMENT
    for live in (COMMENT, Receipt("x", COMMENT.url, False, {"id": "x"})):
        [request] = delete(NETWORK, live, YES, user_token="user")
        assert (method(request), sent(request)) == ("wall.deleteComment", {"owner_id": "-230000001", "comment_id": "9"})


@pytest.mark.parametrize(("replies", "called"), [("nobody", "wall.closeComments"), ("everyone", "wall.openComments")])
def test_vk_opens_and_closes_comments_with_the_communitys_token(replies: str, called: str) -> None:
    fields = {"targeting": {"replies": replies}}
    (request,), receipt = edit(NETWORK, text("a"), live=POST, changed=["comments"], fields=fields, answers=[YES])
    assert (method(request), sent(request), receipt) == (called, WHERE, POST)
    assert request.headers["Authorization"] == "Bearer s3cret"
    assert vk_errors(called, {"owner_id": -230000001, "post_id": 7}) == []


def test_vk_donut_is_named_so_that_an_edit_does_not_end_it() -> None:
    (request,), _ = edit(NETWORK, text("New"), live=POST, user_token="user", options={"donut": -1}, answers=[DONE])
    assert request.form["donut_paid_duration"] == "-1"


def test_vk_deletes() -> None:
    for live in (POST, Receipt("x", POST.url, False, {"id": "x"})):
        [request] = delete(NETWORK, live, YES)
        assert (method(request), sent(request)) == ("wall.delete", WHERE)


def test_vk_what_is_gone_is_gone() -> None:
    assert len(delete(NETWORK, POST, answer(200, {"error": {"error_code": 104, "error_msg": "Not found"}}))) == 1


@pytest.mark.parametrize("items", [[], [{"id": 7, "is_deleted": True}]])
@pytest.mark.parametrize("shape", [lambda items: items, lambda items: {"items": items}], ids=["list", "items"])
def test_vk_denies_access_to_what_is_gone(items: list[Any], shape: Any) -> None:
    requests = delete(NETWORK, POST, DENIED, answer(200, {"response": shape(items)}))
    assert [method(request) for request in requests] == ["wall.delete", "wall.getById"]
    assert sent(requests[1]) == {"posts": "-230000001_7"}


def test_vk_denies_access_to_what_is_there() -> None:
    with pytest.raises(Rejected, match="210"):
        delete(NETWORK, POST, DENIED, answer(200, {"response": {"items": [{"id": 7}]}}))
    with pytest.raises(Rejected, match="210"):
        delete(NETWORK, COMMENT, DENIED, user_token="user")


WAITED = POST._replace(scheduled=True)
OUT_AS_9 = answer(200, {"response": {"items": [{"id": 9, "postponed_id": 7}]}})
NOTHING = answer(200, {"response": {"items": []}})
GONE = answer(200, {"error": {"error_code": 104, "error_msg": "Not found"}})


def test_vk_deletes_what_its_scheduler_has_posted_under_another_id() -> None:
    requests = delete(NETWORK, WAITED, NOTHING, OUT_AS_9, YES, user_token="user")
    assert [method(request) for request in requests] == ["wall.get", "wall.get", "wall.delete"]
    assert [sent(request).get("filter") for request in requests[:2]] == ["postponed", "owner"]
    assert sent(requests[2]) == {"owner_id": "-230000001", "post_id": "9"}


def test_vk_deletes_what_its_scheduler_is_late_with() -> None:
    still = answer(200, {"response": {"items": [{"id": 7, "post_type": "postpone"}]}})
    assert sent(delete(NETWORK, WAITED, still, YES, user_token="user")[1]) == WHERE


def test_vk_deletes_what_was_posted_in_this_very_moment() -> None:
    requests = delete(NETWORK, WAITED, GONE, NOTHING, OUT_AS_9, YES, native=True, user_token="user")
    assert [method(request) for request in requests] == ["wall.delete", "wall.get", "wall.get", "wall.delete"]
    assert sent(requests[3])["post_id"] == "9"
    assert len(delete(NETWORK, WAITED, GONE, NOTHING, NOTHING, native=True, user_token="user")) == 3


def test_vk_does_not_guess_what_its_scheduler_made_of_a_post() -> None:
    with pytest.raises(Rejected, match="not among the latest posts"):
        delete(NETWORK, WAITED, NOTHING, NOTHING, user_token="user")
    with pytest.raises(Rejected, match="without a user token"):
        delete(NETWORK, WAITED)


def test_vk_says_no() -> None:
    no = answer(200, {"error": {"error_code": 27, "error_msg": "Group authorization failed"}})
    with pytest.raises(Unauthorised):
        delete(NETWORK, POST, no)
    with pytest.raises(Unauthorised):
        edit(NETWORK, text("New"), live=POST, answers=[no])
