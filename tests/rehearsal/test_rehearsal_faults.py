"""What goes wrong on purpose, and what is never half understood."""

from __future__ import annotations

import json
import re
import secrets
import socket
import time
from collections.abc import Callable
from hashlib import md5
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Rehearsal
from smmgen.rehearsal.engine.faults import FaultPlan

Faults = Callable[..., None]
NewPosts = Callable[[], list[dict[str, Any]]]

VK_FORM = {"access_token": "user-token", "v": "5.199", "owner_id": "-230000001", "message": "Кофе"}
OK_CALL = {
    "method": "mediatopic.post", "application_key": "KEY", "format": "json", "type": "GROUP_THEME",
    "gid": "70000000000001", "attachment": '{"media":[{"type":"text","text":"Кофе"}]}',
}  # fmt: skip
RECORD = {"$type": "app.bsky.feed.post", "text": "Кофе", "createdAt": "2026-11-27T10:00:00Z"}


def send(networks: Rehearsal, http: httpx2.Client, platform: str) -> httpx2.Response:
    """Make one post on a network."""
    base = networks.base_url(platform)
    if platform == "telegram":
        message = {"chat_id": "@teplo", "text": "Кофе"}
        return http.post(f"{base}/bot110:telegram-token/sendMessage", json=message)
    if platform == "vk":
        return http.post(f"{base}/method/wall.post", data=VK_FORM)
    if platform in META:
        return send_to_meta(base, http, platform)
    if platform == "max":
        return http.post(
            f"{base}/messages", params={"chat_id": -70000000001}, json={"text": "Кофе"},
            headers={"Authorization": "max-token"},
        )  # fmt: skip
    if platform == "ok":
        line = "".join("=".join(pair) for pair in sorted(OK_CALL.items()))
        sig = md5(f"{line}ok-secret".encode()).hexdigest()
        return http.post(f"{base}/fb.do", data={**OK_CALL, "sig": sig, "access_token": "ok-token"})
    if platform == "mastodon":
        headers = {"Authorization": "Bearer mastodon-token"}
        return http.post(f"{base}/api/v1/statuses", json={"status": "Кофе"}, headers=headers)
    login = {"identifier": "teplo.example.com", "password": "app-password"}
    session = http.post(f"{base}/xrpc/com.atproto.server.createSession", json=login).json()
    headers = {"Authorization": f"Bearer {session['accessJwt']}"}
    value = {"repo": session["did"], "collection": "app.bsky.feed.post", "record": RECORD}
    return http.post(f"{base}/xrpc/com.atproto.repo.createRecord", json=value, headers=headers)


def send_to_meta(base: str, http: httpx2.Client, platform: str) -> httpx2.Response:
    """Make a post on a network of the Graph API, of its container where it has those."""
    token, content = META[platform]
    headers = {"Authorization": f"Bearer {token}"}
    if platform == "facebook":
        return http.post(f"{base}/me/feed", data={"message": secrets.token_hex(8)}, headers=headers)
    edge = {"threads": "threads", "instagram": "media"}[platform]
    given = {name: value.format(url=base.rpartition("/")[0]) for name, value in content.items()}
    container = http.post(f"{base}/me/{edge}", data=given, headers=headers).json()["id"]
    return http.post(f"{base}/me/{edge}_publish", data={"creation_id": container}, headers=headers)


META: dict[str, tuple[str, dict[str, str]]] = {
    "threads": ("threads-token", {"media_type": "TEXT", "text": "Кофе"}),
    "facebook": ("page-token", {}),
    "instagram": ("ig-token", {"image_url": "{url}/media/photo.jpg", "caption": "Кофе"}),
}
CREATING = {
    "telegram": "sendMessage",
    "vk": "wall.post",
    "mastodon": "/api/v1/statuses",
    "bluesky": "createRecord",
    "max": "/messages",
    "ok": "/fb.do",
    "threads": "threads_publish",
    "facebook": "/me/feed",
    "instagram": "media_publish",
}
platforms = pytest.mark.parametrize("platform", list(CREATING))


@platforms
@pytest.mark.parametrize(("effect", "posted"), [("refuse", 0), ("reset-before", 0), ("reset-after", 1)])
def test_a_reset_gives_no_answer(
    networks: Rehearsal,
    http: httpx2.Client,
    faults: Faults,
    new_posts: NewPosts,
    platform: str,
    effect: str,
    posted: int,
) -> None:
    faults(effect, platform, match=CREATING[platform])
    with pytest.raises((httpx2.NetworkError, httpx2.RemoteProtocolError)):
        send(networks, http, platform)
    assert len(new_posts()) == posted
    assert networks.requests()[-1]["fault"] == effect
    assert networks.requests()[-1]["status"] is None
    assert send(networks, http, platform).status_code == 200, "a fault befalls one request unless told otherwise"
    assert len(new_posts()) == posted + 1


@platforms
def test_500_after_it_was_done(
    networks: Rehearsal, http: httpx2.Client, faults: Faults, new_posts: NewPosts, platform: str
) -> None:
    faults("error-500-after", platform, match=CREATING[platform])
    assert send(networks, http, platform).status_code == 500
    assert len(new_posts()) == 1


@platforms
def test_half_an_answer(
    networks: Rehearsal, http: httpx2.Client, faults: Faults, new_posts: NewPosts, platform: str
) -> None:
    faults("truncate", platform, match=CREATING[platform])
    with pytest.raises(httpx2.RemoteProtocolError):
        send(networks, http, platform)
    assert len(new_posts()) == 1


@platforms
def test_too_many_calls_in_the_networks_own_words(
    networks: Rehearsal, http: httpx2.Client, faults: Faults, new_posts: NewPosts, platform: str
) -> None:
    faults("rate-limit", platform, match=CREATING[platform], retry_after=7)
    answer = send(networks, http, platform)
    assert new_posts() == []
    if platform == "telegram":
        assert answer.status_code == 429
        assert answer.json()["parameters"] == {"retry_after": 7}
    elif platform == "vk":
        assert (answer.status_code, answer.json()["error"]["error_code"]) == (200, 6)
    elif platform == "mastodon":
        assert answer.status_code == 429
        assert "retry-after" not in answer.headers
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", answer.headers["x-ratelimit-reset"])
    elif platform == "max":
        assert (answer.status_code, answer.json()["code"]) == (429, "too.many.requests")
    elif platform == "ok":
        assert (answer.status_code, answer.json()["error_code"]) == (200, 8)
        assert answer.headers["invocation-error"] == "8"
    elif platform in META:
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, 4)
        [usage] = json.loads(answer.headers["x-business-use-case-usage"])["rehearsal"]
        assert usage["estimated_time_to_regain_access"] == 1, "in minutes"
    else:
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "7"
        assert abs(int(answer.headers["ratelimit-reset"]) - time.time() - 7) < 3


REFUSED_TOKENS: dict[str, tuple[int, str]] = {
    "telegram": (401, "Unauthorized"),
    "vk": (200, "User authorization failed"),
    "mastodon": (401, "access token is invalid"),
    "bluesky": (400, "InvalidToken"),
    "max": (401, "verify.token"),
    "ok": (200, "PARAM_SESSION_KEY"),
    "threads": (400, "Invalid OAuth access token"),
    "facebook": (400, "Invalid OAuth access token"),
    "instagram": (400, "Invalid OAuth access token"),
}


@platforms
def test_a_token_is_no_longer_valid(
    networks: Rehearsal, http: httpx2.Client, faults: Faults, new_posts: NewPosts, platform: str
) -> None:
    faults("token-refused", platform, match=CREATING[platform])
    answer, (status, words) = send(networks, http, platform), REFUSED_TOKENS[platform]
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert new_posts() == []


def test_a_slow_network_acts_late(
    networks: Rehearsal, http: httpx2.Client, faults: Faults, new_posts: NewPosts
) -> None:
    faults("slow", "telegram", seconds=0.4)
    with pytest.raises(httpx2.ReadTimeout):
        http.post(
            f"{networks.base_url('telegram')}/bot110:telegram-token/sendMessage",
            json={"chat_id": "@teplo", "text": "Кофе"}, timeout=0.1,
        )  # fmt: skip
    assert new_posts() == []
    time.sleep(0.5)
    assert len(new_posts()) == 1


def test_a_fault_keeps_to_its_platform_and_path(networks: Rehearsal, http: httpx2.Client, faults: Faults) -> None:
    faults("error-500-after", "telegram", match="sendPoll", count=None)
    assert send(networks, http, "telegram").status_code == 200
    faults("error-500-after", "*", match="/wall.post", count=2)
    assert [send(networks, http, "vk").status_code for _ in range(3)] == [500, 500, 200]
    assert http.get(f"{networks.url}/faults").json()[0]["count"] == 0
    faults("error-500-after", count=None)
    assert http.delete(f"{networks.url}/faults").status_code == 200
    assert send(networks, http, "vk").status_code == 200


@pytest.mark.parametrize(
    "fault",
    [{"platform": "vk"}, {"platform": "vk", "effect": "explode"}, {"platform": "vk", "effect": "slow", "often": 3}, 5],
)
def test_a_fault_that_cannot_be_read_is_refused(networks: Rehearsal, http: httpx2.Client, fault: Any) -> None:
    assert http.post(f"{networks.url}/faults", json=[fault]).status_code == 400


def test_chances_are_repeatable() -> None:
    fault = {"platform": "*", "effect": "refuse", "count": None, "probability": 0.5}
    runs = [[plan.take("vk", "/") is None for _ in range(40)] for plan in (FaultPlan([fault]), FaultPlan([fault]))]
    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 35


# bodies that did not come whole


def exchange(networks: Rehearsal, head: str, body: bytes) -> bytes:
    """Send raw bytes, say that there are no more, and read what comes."""
    port = int(networks.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while data := connection.recv(65_536):
            received += data
        return received


TELEGRAM = "POST /telegram/bot110:telegram-token/sendMessage HTTP/1.1\nHost: {host}"
JSON_BODY = b'{"chat_id":"@teplo","text":"Coffee"}'
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n@teplo\r\n'
    b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nCoffee\r\n--x--\r\n'
)
MULTIPART_HEAD = "\nContent-Type: multipart/form-data; boundary=x"
JSON_HEAD = "\nContent-Type: application/json"
FORM_HEAD = "\nContent-Type: application/x-www-form-urlencoded"
BODIES: list[tuple[str, str, bytes, int | None, int]] = [
    # what, headers, body, the length that is promised (None: as it is), status
    ("whole JSON", JSON_HEAD, JSON_BODY, None, 200),
    ("whole multipart", MULTIPART_HEAD, MULTIPART, None, 200),
    ("whole form", FORM_HEAD, b"chat_id=%40teplo&text=Coffee", None, 200),
    ("fewer bytes than promised", JSON_HEAD, JSON_BODY, len(JSON_BODY) + 1, 400),
    ("a form cut short", FORM_HEAD, b"chat_id=%40teplo&text=Coff", 28, 400),
    ("JSON cut short", JSON_HEAD, JSON_BODY[:-1], None, 400),
    ("JSON with a key twice", JSON_HEAD, b'{"text":"a","text":"b","chat_id":"@teplo"}', None, 400),
    ("JSON that is a list", JSON_HEAD, b"[]", None, 400),
    ("JSON that is not UTF-8", JSON_HEAD, b'{"chat_id":"@teplo","text":"\xff"}', None, 400),
    ("no closing boundary", MULTIPART_HEAD, MULTIPART[:-9], None, 400),
    ("half a closing boundary", MULTIPART_HEAD, MULTIPART[:-5], None, 400),
    ("a boundary of another", MULTIPART_HEAD + "y", MULTIPART, None, 400),
    ("no boundary", MULTIPART_HEAD[:-11], MULTIPART, None, 400),
    ("a form that is none", FORM_HEAD, b"chat_id", None, 400),
    ("another type", "\nContent-Type: text/plain", JSON_BODY, None, 400),
    ("chunks", JSON_HEAD + "\nTransfer-Encoding: chunked", b"0\r\n\r\n", None, 411),
    ("a length that is no number", JSON_HEAD + "\nContent-Length: many", JSON_BODY, -1, 400),
]


@pytest.mark.parametrize(
    ("head", "body", "length", "status"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES]
)
def test_a_body_is_read_whole_or_not_at_all(
    networks: Rehearsal, new_posts: NewPosts, head: str, body: bytes, length: int | None, status: int
) -> None:
    promised = (
        "" if length == -1 or "chunked" in head else f"\nContent-Length: {len(body) if length is None else length}"
    )
    host = networks.url.removeprefix("http://")
    answer = exchange(networks, TELEGRAM.format(host=host) + head + promised + "\nConnection: close", body)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert [post["method"] for post in new_posts()] == (["sendMessage"] if status == 200 else [])


@pytest.mark.parametrize(("path", "shape"), [
    ("/vk/method/wall.post", b'"error_code": 8'),
    ("/mastodon/api/v1/statuses", b'{"error": "'),
    ("/bluesky/xrpc/com.atproto.repo.putRecord", b'"InvalidRequest"'),
    ("/max/messages", b'"code": "proto.payload"'),
    ("/ok/fb.do", b'"error_code": 4'),
    ("/instagram/me/media", b'"fbtrace_id"'),
])  # fmt: skip
def test_each_network_says_it_in_its_own_shape(
    networks: Rehearsal, new_posts: NewPosts, path: str, shape: bytes
) -> None:
    host = networks.url.removeprefix("http://")
    answer = exchange(networks, f"POST {path} HTTP/1.1\nHost: {host}\nContent-Length: 99{JSON_HEAD}", JSON_BODY)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert shape in answer
    assert new_posts() == []


@pytest.mark.parametrize("more", ["Host: evil.example", "Host: {host}\nOrigin: https://evil.example"])
def test_a_page_of_another_site_gets_nothing(networks: Rehearsal, more: str) -> None:
    head = more.format(host=networks.url.removeprefix("http://"))
    for path in ("/posts.json", "/health", "/vk/method/users.get"):
        assert exchange(networks, f"GET {path} HTTP/1.1\n{head}", b"").startswith(b"HTTP/1.1 403 ")
