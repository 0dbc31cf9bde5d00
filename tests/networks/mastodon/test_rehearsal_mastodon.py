"""Mastodon's API of the rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, start

NewPosts = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def fedi(networks: Rehearsal) -> Any:
    headers = {"Authorization": "Bearer mastodon-token"}
    with httpx2.Client(
        base_url=networks.base_url("mastodon"), headers=headers, trust_env=False, verify=False
    ) as client:
        yield client


def ahead(**time: int) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


def test_a_status_is_posted_and_read_back(fedi: httpx2.Client, new_posts: NewPosts) -> None:
    sent = {"status": "Кофе & <b>", "language": "ru", "visibility": "unlisted", "sensitive": False}
    status = fedi.post("/api/v1/statuses", json=sent).json()
    assert status["content"] == "<p>Кофе &amp; &lt;b&gt;</p>"
    assert int(status["id"]) > 2**53, "ids are strings: they do not fit a float"
    assert fedi.get(f"/api/v1/statuses/{status['id']}/source").json()["text"] == "Кофе & <b>"
    assert fedi.get(f"/api/v1/statuses/{status['id']}").json() == status
    assert new_posts()[0]["params"] == sent
    me = fedi.get("/api/v1/accounts/verify_credentials").json()
    assert status["id"] in [one["id"] for one in fedi.get(f"/api/v1/accounts/{me['id']}/statuses").json()]


def test_forms_are_taken_as_well(fedi: httpx2.Client) -> None:
    form = {
        "status": "Что варим?",
        "poll[options][]": ["Раф", "Латте"],
        "poll[expires_in]": "600",
        "poll[multiple]": "true",
    }
    poll = fedi.post("/api/v1/statuses", data=form).json()["poll"]
    assert [option["title"] for option in poll["options"]] == ["Раф", "Латте"]
    assert poll["multiple"] is True


LINK = "https://example.com/" + "a" * 100
TAKEN = [
    "a" * 500,
    "👨‍👩‍👧‍👦" * 500,
    "a" * 476 + " " + LINK,
    "a" * 475 + " " + LINK + ".",
    "a" * 493 + " @latte@coffee.example.com",
]
TOO_LONG = [
    "a" * 501,
    "a" * 477 + " " + LINK,
    "a" * 476 + " " + LINK + ".",
    "a" * 400 + " " + LINK.removeprefix("https://"),
    "a" * 494 + " @latte@coffee.example.com",
]


@pytest.mark.parametrize("text", TAKEN, ids=range(len(TAKEN)))
def test_lengths_at_the_limit(fedi: httpx2.Client, text: str) -> None:
    assert fedi.post("/api/v1/statuses", json={"status": text}).status_code == 200


@pytest.mark.parametrize("text", TOO_LONG, ids=range(len(TOO_LONG)))
def test_lengths_over_the_limit(fedi: httpx2.Client, new_posts: NewPosts, text: str) -> None:
    answer = fedi.post("/api/v1/statuses", json={"status": text})
    assert answer.status_code == 422
    assert answer.json() == {"error": "Validation failed: Text character limit of 500 exceeded"}
    assert new_posts() == []


def poll(*options: str, **more: Any) -> dict[str, Any]:
    return {"status": "Что варим?", "poll": {"options": list(options), "expires_in": 600, **more}}


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({}, 422, "can't be blank"),
    ({"status": " "}, 422, "can't be blank"),
    ({"status": "a", "text": "a"}, 422, "text is not a parameter"),
    ({"status": 5}, 422, "status is not of type str"),
    ({"status": "a", "spoiler_text": "b" * 500}, 422, "limit of 500"),
    ({"status": "a", "visibility": "secret"}, 422, "visibility is not one of"),
    ({"status": "a", "language": "Russian"}, 422, "language"),
    ({"status": "a", "sensitive": "true"}, 422, "sensitive is not of type bool"),
    ({"status": "a", "in_reply_to_id": "1"}, 404, "reply to does not"),
    ({"status": "a", "media_ids": ["1"]}, 422, "not found"),
    ({"status": "a", "media_ids": [1]}, 422, "media_ids is not of type"),
    ({"status": "a", "scheduled_at": ahead(minutes=4)}, 422, "must be in the future"),
    ({"status": "a", "scheduled_at": "2036-11-27T10:00:00"}, 422, "no time zone"),
    ({"status": "a", "scheduled_at": "tomorrow"}, 422, "not an ISO 8601 time"),
    (poll("one"), 422, "Options must be"),
    (poll(*"abcde"), 422, "Options must be"),
    (poll("a", "a"), 422, "duplicate"),
    (poll("a", "b" * 51), 422, "longer than 50"),
    (poll("a", " "), 422, "blank"),
    (poll("a", "b", expires_in=299), 422, "too soon"),
    (poll("a", "b", expires_in="600"), 422, "expires_in is not of type int"),
    (poll("a", "b", anonymous=True), 422, "anonymous is not a parameter"),
]


@pytest.mark.parametrize(("params", "code", "reason"), REFUSED)
def test_a_wrong_status_is_refused(
    fedi: httpx2.Client, new_posts: NewPosts, params: dict[str, Any], code: int, reason: str
) -> None:
    answer = fedi.post("/api/v1/statuses", json=params)
    assert answer.status_code == code
    assert reason in answer.json()["error"]
    assert new_posts() == []


def test_tokens_and_addresses(fedi: httpx2.Client, networks: Rehearsal, http: httpx2.Client) -> None:
    url = f"{networks.base_url('mastodon')}/api/v1/statuses"
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "mastodon-token"}):
        assert http.post(url, json={"status": "a"}, headers=headers).status_code == 401
    assert fedi.get("/api/v1/statuses/1").json() == {"error": "Record not found"}
    assert fedi.get("/api/v3/statuses").status_code == 404
    limits = http.get(f"{networks.base_url('mastodon')}/api/v2/instance").json()["configuration"]
    assert limits["statuses"] == {
        "max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23,
    }  # fmt: skip


def test_the_same_idempotency_key_posts_once(fedi: httpx2.Client, new_posts: NewPosts) -> None:
    def post(key: str) -> Any:
        return fedi.post("/api/v1/statuses", json={"status": "a"}, headers={"Idempotency-Key": key}).json()["id"]

    assert post("one") == post("one") != post("two")
    later = {"status": "a", "scheduled_at": ahead(hours=2)}
    key = {"Idempotency-Key": "three"}
    ids = {fedi.post("/api/v1/statuses", json=later, headers=key).json()["id"] for _ in range(2)}
    assert len(ids) == 1
    assert len(new_posts()) == 3


def test_the_key_is_forgotten_after_its_time(
    tmp_path: Path, http: httpx2.Client, accounts: tuple[Account, ...]
) -> None:
    running = start(tmp_path, accounts, limits={"mastodon": {"idempotency_seconds": -1}})
    try:
        headers = {"Authorization": "Bearer mastodon-token", "Idempotency-Key": "one"}
        url = f"{running.base_url('mastodon')}/api/v1/statuses"
        assert len({http.post(url, json={"status": "a"}, headers=headers).json()["id"] for _ in range(2)}) == 2
    finally:
        running.stop()


def test_pictures_are_ready_at_once(fedi: httpx2.Client, picture: Callable[..., bytes], new_posts: NewPosts) -> None:
    form = {"description": "Латте с пенкой", "focus": "-0.5,0.25"}
    made = [fedi.post("/api/v2/media", data=form, files={"file": ("a.png", picture())}) for _ in range(5)]
    assert {answer.status_code for answer in made} == {200}
    ids = [answer.json()["id"] for answer in made]
    status = fedi.post("/api/v1/statuses", json={"status": "", "media_ids": ids[:4]}).json()
    assert [item["description"] for item in status["media_attachments"]] == ["Латте с пенкой"] * 4
    assert len(new_posts()[0]["media"]) == 4
    assert fedi.post("/api/v1/statuses", json={"media_ids": ids[:1]}).status_code == 422, "attached already"
    assert fedi.post("/api/v1/statuses", json={"media_ids": ids}).status_code == 422, "more than four"
    assert fedi.post("/api/v1/statuses", json={**poll("a", "b"), "media_ids": ids[4:]}).status_code == 422


def test_a_video_takes_its_time(fedi: httpx2.Client, picture: Callable[..., bytes], video: Callable[[], bytes]) -> None:
    answer = fedi.post("/api/v2/media", files={"file": ("a.mp4", video())})
    number = answer.json()["id"]
    assert (answer.status_code, answer.json()["url"]) == (202, None)
    assert "finished processing" in fedi.post("/api/v1/statuses", json={"media_ids": [number]}).json()["error"]
    assert [fedi.get(f"/api/v1/media/{number}").status_code for _ in range(3)] == [206, 200, 200]
    image = fedi.post("/api/v2/media", files={"file": ("a.png", picture())}).json()["id"]
    assert "video" in fedi.post("/api/v1/statuses", json={"media_ids": [number, image]}).json()["error"]
    assert fedi.post("/api/v1/statuses", json={"media_ids": [number]}).status_code == 200


def test_wrong_files_are_refused(
    fedi: httpx2.Client, picture: Callable[..., bytes], video: Callable[[], bytes]
) -> None:
    file = {"file": ("a.png", picture())}
    wrong: list[tuple[dict[str, str], dict[str, Any]]] = [
        ({"description": "a" * 1501}, file),
        ({"focus": "2,0"}, file),
        ({"alt": "a"}, file),
        ({}, {"file": ("a.png", picture()[:-20])}),
        ({}, {"file": ("a.pdf", b"%PDF-1.7")}),
        ({}, {"file": ("a.mp4", video()[:-1])}),
        ({}, {"image": ("a.png", picture())}),
    ]
    for form, files in wrong:
        assert fedi.post("/api/v2/media", data=form, files=files).status_code == 422


def test_scheduled_statuses_are_listed_and_cancelled(fedi: httpx2.Client, new_posts: NewPosts) -> None:
    sent = {"status": "Завтра", "scheduled_at": ahead(hours=1)}
    waiting = fedi.post("/api/v1/statuses", json=sent).json()
    assert "url" not in waiting
    assert waiting["params"]["text"] == "Завтра"
    assert waiting["id"] in [item["id"] for item in fedi.get("/api/v1/scheduled_statuses").json()]
    assert fedi.get(f"/api/v1/statuses/{waiting['id']}").status_code == 404
    assert fedi.delete(f"/api/v1/scheduled_statuses/{waiting['id']}").json() == {}
    assert new_posts()[0]["state"] == "deleted"


def test_lists_come_in_pages_and_take_no_other_parameters(fedi: httpx2.Client) -> None:
    me = fedi.get("/api/v1/accounts/verify_credentials").json()["id"]
    later = {"scheduled_at": ahead(minutes=30)}
    for path, more in ((f"/api/v1/accounts/{me}/statuses", {}), ("/api/v1/scheduled_statuses", later)):
        made = [fedi.post("/api/v1/statuses", json={"status": text, **more}).json()["id"] for text in "abc"]
        first = [one["id"] for one in fedi.get(path, params={"limit": "2"}).json()]
        assert first == [made[2], made[1]]
        assert fedi.get(path, params={"limit": "1", "max_id": made[1]}).json()[0]["id"] == made[0]
        assert [one["id"] for one in fedi.get(path, params={"since_id": made[1]}).json()] == [made[2]]
        assert fedi.get(path, params={"limit": "41"}).status_code == 422
        assert fedi.get(path, params={"offset": "1"}).status_code == 422
    page = {"limit": "1", "exclude_reblogs": "true", "exclude_replies": "true"}
    assert len(fedi.get(f"/api/v1/accounts/{me}/statuses", params=page).json()) == 1


def test_a_scheduled_status_goes_out_when_its_time_comes(tmp_path: Path, accounts: tuple[Account, ...]) -> None:
    headers = {"Authorization": "Bearer mastodon-token"}
    noon = datetime(2026, 12, 5, 12, tzinfo=UTC)
    running = start(tmp_path, accounts, now=noon.timestamp())
    with httpx2.Client(headers=headers, trust_env=False, verify=False) as client:
        sent = {"status": "Позже", "scheduled_at": (noon + timedelta(hours=1)).isoformat()}
        client.post(f"{running.base_url('mastodon')}/api/v1/statuses", json=sent)
        assert running.posts()[0]["state"] == "scheduled"
        running = start(tmp_path, accounts, now=(noon + timedelta(hours=2)).timestamp())
        assert client.get(f"{running.base_url('mastodon')}/api/v1/scheduled_statuses").json() == []
    running.stop()
    [post] = running.posts()
    assert post["state"] == "published"
    assert post["url"].endswith(post["remote_id"])


def test_threads_edits_and_deletion(fedi: httpx2.Client, new_posts: NewPosts) -> None:
    ids: list[str] = []
    for text in ("раз", "два", "три"):
        reply = {"in_reply_to_id": ids[-1]} if ids else {}
        ids.append(fedi.post("/api/v1/statuses", json={"status": text, **reply}).json()["id"])
    context = fedi.get(f"/api/v1/statuses/{ids[1]}/context").json()
    assert [item["id"] for item in context["ancestors"]] == ids[:1]
    assert [item["id"] for item in context["descendants"]] == ids[2:]
    edited = fedi.put(f"/api/v1/statuses/{ids[0]}", json={"status": "РАЗ"}).json()
    assert (edited["content"], edited["id"]) == ("<p>РАЗ</p>", ids[0])
    assert fedi.put(f"/api/v1/statuses/{ids[0]}", json={"status": "a", "visibility": "public"}).status_code == 422
    assert fedi.delete(f"/api/v1/statuses/{ids[2]}").json()["text"] == "три"
    assert fedi.get(f"/api/v1/statuses/{ids[2]}").status_code == 404
    assert [post["state"] for post in new_posts()] == ["published", "published", "deleted"]
