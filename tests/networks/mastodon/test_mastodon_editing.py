"""Editing and deleting what is out on Mastodon, flow by flow, with canned answers."""

from __future__ import annotations

from typing import Any

import pytest
from editing import delete, differing, edit, made, poll
from flows import answer, picture, text

from smmgen.errors import RateLimited, Rejected, Unavailable
from smmgen.networks.mastodon import NETWORK
from smmgen.networks.wire import Receipt

CHANGES: dict[str, tuple[Any, Any, set[str]]] = {
    "alternative text": (
        made(NETWORK, text("a", media=[picture()])),
        made(NETWORK, text("a", media=[picture(alt="b")])),
        {"alt text"},
    ),
    "a poll": (
        made(NETWORK, text("Which one?"), fields=poll()),
        made(NETWORK, text("Which one?"), fields=poll(multiple=True)),
        {"poll"},
    ),
    "visibility": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), options={"visibility": "unlisted"}),
        {"visibility"},
    ),
    "a warning": (
        made(NETWORK, text("a")),
        made(NETWORK, text("a"), options={"spoiler": "b"}),
        {"content warning"},
    ),
}
"""Title -> one post, another, and the aspects in which they differ."""


@pytest.mark.parametrize("title", CHANGES)
def test_what_differs(title: str) -> None:
    one, other, aspects = CHANGES[title]
    assert differing(NETWORK, one, other) == aspects
    assert differing(NETWORK, one, one) == set()


STATUS = Receipt("1", "https://mastodon.example/@teplo/1", False, {"id": "1"})
ANSWERED = answer(200, {"id": "1", "url": "https://mastodon.example/@teplo/1", "content": "<p>x</p>"})


def there(media: Any = (), **more: Any) -> Any:
    attachments = [{"id": identity} for identity in media]
    return answer(200, {"id": "1", "media_attachments": attachments, **more}, date="Fri, 27 Nov 2026 07:00:00 GMT")


def test_mastodon_edits_a_text() -> None:
    [request], receipt = edit(NETWORK, text("New"), live=STATUS, answers=[ANSWERED])
    assert (request.method, request.url) == ("PUT", "https://mastodon.example/api/v1/statuses/1")
    assert request.json == {"status": "New", "spoiler_text": "", "sensitive": False, "media_ids": []}
    assert not request.creates
    assert "Idempotency-Key" not in request.headers
    assert receipt == STATUS


def test_mastodon_keeps_the_media_and_describes_them_anew() -> None:
    parts = [text("New", media=[picture(alt="Latte", focus=(0.5, 0.0)), picture()])]
    (look, put), _ = edit(NETWORK, *parts, live=STATUS, changed=["alt text"], answers=[there(["8", "9"]), ANSWERED])
    assert (look.method, look.url) == ("GET", "https://mastodon.example/api/v1/statuses/1")
    assert put.json["media_ids"] == ["8", "9"]
    assert put.json["media_attributes"] == [
        {"id": "8", "description": "Latte", "focus": "0.5,0"},
        {"id": "9", "description": "A latte"},
    ]


def test_mastodon_gets_new_media() -> None:
    parts, uploaded = [text("New", media=[picture()])], answer(200, {"id": "10"})
    requests, _ = edit(NETWORK, *parts, live=STATUS, changed=["media"], answers=[there(["8"]), uploaded, ANSWERED])
    assert requests[1].url.endswith("/api/v2/media")
    assert requests[-1].json["media_ids"] == ["10"]
    assert "media_attributes" not in requests[-1].json


def test_mastodon_keeps_a_poll_and_its_end() -> None:
    asked = there(poll={"expires_at": "2026-11-27T08:30:00.000Z"})
    (_, put), _ = edit(NETWORK, text("Which one?"), fields=poll(), live=STATUS, answers=[asked, ANSWERED])
    assert put.json["poll"] == {
        "options": ["Latte", "Raf"],
        "multiple": False,
        "hide_totals": False,
        "expires_in": 5400,
    }


def test_mastodon_never_opens_a_poll_again() -> None:
    asked = there(poll={"expires_at": "2026-11-27T06:59:59.000Z"})
    with pytest.raises(Rejected, match="ended"):
        edit(NETWORK, text("Which one?"), fields=poll(), live=STATUS, answers=[asked])
    with pytest.raises(Unavailable):
        edit(NETWORK, text("Which one?"), fields=poll(), live=STATUS, answers=[there()])


WAITING = Receipt("77", "", True, {"id": "77"})
NATIVE = {"delivery": "native"}


def test_mastodon_plans_anew_what_waits() -> None:
    more = {"account": NATIVE, "native": True, "changed": ["time"]}
    [request], receipt = edit(NETWORK, text("x"), live=WAITING, answers=[answer(200, {"id": "77"})], **more)
    assert (request.method, request.url) == ("PUT", "https://mastodon.example/api/v1/scheduled_statuses/77")
    assert request.json == {"scheduled_at": "2026-11-27T07:00:00.000Z"}
    assert receipt == WAITING


def test_mastodon_what_its_scheduler_posted_has_another_id() -> None:
    with pytest.raises(Rejected) as caught:
        edit(NETWORK, text("x"), account=NATIVE, live=WAITING, answers=[])
    assert "smm resolve KEY --sent URL" in caught.value.hint


def test_mastodon_deletes() -> None:
    [request] = delete(NETWORK, STATUS, ANSWERED)
    assert (request.method, request.url) == ("DELETE", "https://mastodon.example/api/v1/statuses/1")
    [request] = delete(NETWORK, WAITING, answer(200), native=True)
    assert request.url == "https://mastodon.example/api/v1/scheduled_statuses/77"
    assert len(delete(NETWORK, STATUS, answer(404, {"error": "Record not found"}))) == 1
    with pytest.raises(RateLimited):
        delete(NETWORK, STATUS, answer(429))


def test_mastodon_finds_what_its_scheduler_posted_by_its_exact_text() -> None:
    me, listed = answer(200, {"id": "7"}), answer(200, [{"id": "5", "media_attachments": [], "in_reply_to_id": None}])
    source = answer(200, {"text": "x", "spoiler_text": ""})
    requests = delete(NETWORK, WAITING, me, listed, source, ANSWERED, part=[text("x")])
    assert (requests[-1].method, requests[-1].url) == ("DELETE", "https://mastodon.example/api/v1/statuses/5")
    older = answer(200, [{**listed.data[0], "created_at": "2026-11-20T07:00:00.000Z"}])
    with pytest.raises(Rejected):
        delete(NETWORK, WAITING, me, older, source, part=[text("x")])
    with pytest.raises(Rejected):
        delete(NETWORK, WAITING, me, answer(200, []), part=[text("x")])
    with pytest.raises(Rejected):
        delete(NETWORK, WAITING)


def test_mastodon_what_its_scheduler_posted_a_moment_ago_is_not_taken_for_gone() -> None:
    me, listed = answer(200, {"id": "7"}), answer(200, [{"id": "5", "media_attachments": [], "in_reply_to_id": None}])
    source, missing = answer(200, {"text": "x", "spoiler_text": ""}), {"error": "Record not found"}
    late = answer(404, missing, date="Fri, 27 Nov 2026 07:00:01 GMT")
    requests = delete(NETWORK, WAITING, late, me, listed, source, ANSWERED, part=[text("x")], native=True)
    assert (requests[-1].method, requests[-1].url) == ("DELETE", "https://mastodon.example/api/v1/statuses/5")
    with pytest.raises(Rejected):
        delete(NETWORK, WAITING, late, native=True)
    early = answer(404, missing, date="Fri, 27 Nov 2026 06:00:00 GMT")
    assert len(delete(NETWORK, WAITING, early, native=True)) == 1
