"""Whatever a network answers, a flow ends in a receipt or in an error that says what is to be done, never in a bug."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from flows import PLANNED, answer, delivery, picture, receipt, text, variant, video
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited
from smmgen.networks import answers
from smmgen.networks.base import Grant, Safety
from smmgen.networks.registry import get, names
from smmgen.networks.wire import Delivery, Progress, Receipt, Request, Response
from smmgen.secret import Secret

ACCOUNTS: dict[str, dict[str, Any]] = {
    "telegram": {"target": "@teplo_coffee"},
    "vk": {"target": -230000001},
    "mastodon": {"base_url": "https://m.example"},
    "bluesky": {"target": "teplo.example"},
    "facebook": {"target": "100200", "api_version": "v26.0"},
    "instagram": {"media_base_url": "https://files.example", "api_version": "v26.0", "login": "instagram"},
    "threads": {"media_base_url": "https://files.example", "api_version": "v1.0"},
    "max": {"target": -70000000000001},
    "ok": {"target": 70000000000001, "application_key": "ABCDEFGHIGKLMNOPK"},
    "feed": {},
}
LIVE: dict[str, Receipt] = {
    "telegram": Receipt("5", "https://t.me/teplo_coffee/5", False, {"chat_id": -1, "message_id": 5}),
    "vk": Receipt("-230000001_5", "https://vk.com/wall-230000001_5", False, {"owner_id": -230000001, "post_id": 5}),
    "mastodon": Receipt("5", "https://m.example/5", False, {"id": "5"}),
    "bluesky": Receipt("at://d/c/5", "https://b.example/5", False, {"post": {"uri": "at://d/c/5", "cid": "c"}}),
    "facebook": Receipt("1_5", "https://f.example/1_5", False, {"id": "1_5"}),
    "instagram": Receipt("5", "https://i.example/5", False, {"id": "5"}),
    "threads": Receipt("5", "https://t.example/5", False, {"id": "5"}),
    "max": Receipt("mid.5", "https://max.ru/teplo/5", False, {"mid": "mid.5", "follow_up": "pin"}),
    "ok": Receipt("5", "https://ok.ru/group/7/topic/5", False, {"topic_id": "5"}),
    "feed": Receipt("urn:uuid:5", "", False, {}),
}


def test_no_network_that_is_called_is_forgotten() -> None:
    called = {name for name in names() if get(name).facts.safety is not Safety.BY_HAND}
    assert set(ACCOUNTS) == set(LIVE) == called
    assert set(GOOD) == called - {"feed"}


FILMS = ("vk", "bluesky", "facebook", "threads", "instagram", "max", "ok")
POLL = {"question": "Tea or coffee?", "options": ["Tea", "Coffee"], "closes": "3d"}
Flow = Generator[Any, Any, Any]


def deliveries(name: str) -> Iterator[Delivery]:
    """Parts of several kinds, alone, after another and with what is live."""
    network = get(name)
    secrets = {spec.name: f"a-{spec.name}" for spec in network.facts.secrets}
    parts = [[text("Latte")], [text("Latte", media=[picture()])], [text("one"), text("two", role="comment")]]
    parts += [[text("Latte", media=[video()])]] if name in FILMS else []
    parts += [[text("Latte", media=[picture(), video()])]] if name in ("threads", "instagram") else []
    fields: list[dict[str, Any]] = [{}] * len(parts)
    if name in ("vk", "mastodon", "telegram", "threads", "ok"):
        parts.append([text("Latte")])
        fields.append({"poll": POLL})
    if name == "max":
        parts.append([text("Latte")])
        fields.append({"targeting": {"max": {"pin": True}}})
    if name == "facebook":
        parts.append([text("Latte", media=[video()])])
        fields.append({"format": "reel"})
    if name == "instagram":
        parts.append([text("", media=[picture()])])
        fields.append({"format": "story"})
    if name in ("bluesky", "instagram"):
        parts.append([text("Latte")])
        fields.append({"targeting": {"replies": "nobody"}})
    for chosen, more in zip(parts, fields, strict=True):
        for native in (False, True) if name in ("vk", "mastodon", "facebook", "ok") else (False,):
            account = {**ACCOUNTS[name], **({"delivery": "native"} if native else {})}
            made = variant(name, *chosen, account=account, fields=more)
            for index in range(len(chosen)):
                known = receipt(post={"uri": "u", "cid": "c"}, root={})
                before = [known if name == "bluesky" else LIVE[name]] * index
                yield delivery(
                    made, network, index, **secrets, native=native, previous=before,
                    media_base_url="https://files.example",
                    live=LIVE[name]._replace(scheduled=native), changed=frozenset({"media", "text"}),
                )  # fmt: skip


def flows() -> Iterator[tuple[str, Callable[[], Flow]]]:
    for name in ACCOUNTS:
        network: Any = get(name)
        for number, one in enumerate(deliveries(name)):
            for act in ("publish", "find", "probe", "edit", "delete", "released", "finish"):
                if flow := getattr(network, act, None):
                    yield f"{name}-{act}-{number}", lambda flow=flow, one=one: flow(one)
    vk: Any = get("vk")
    one = replace(next(deliveries("vk")), settings={"vk_id_app": "1"})
    grant = Grant(Secret("old"), Secret("refresh"), {"device_id": "d"})
    yield "vk-renew", lambda: vk.renew(one, grant)
    for name in ("instagram", "threads"):
        meta: Any = get(name)
        given_to = next(deliveries(name))
        yield f"{name}-renew", lambda meta=meta, given_to=given_to: meta.renew(given_to, grant)


FLOWS = dict(flows())

ODD = ["", "x", 0, 1, -1, True, False, None, 1.5, 2**63, 10**19, 1e308, [], {}, [None], [[]], [{}], "é", "\0", "🜁", "5",
       "2026-11-27T07:00:00Z", "2026-11-27T07:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
       "https://[",
       "at://x/y/z", "JOB_STATE_FAILED", "RecordNotFound"]  # fmt: skip
NAMES = ["id", "ok", "result", "response", "error", "error_code", "error_msg", "message", "message_id", "chat",
         "username",
         "items", "count", "date", "post_id", "comment_id", "upload_url", "photo", "hash", "server", "file", "doc",
         "owner_id", "video_id", "access_key", "did", "accessJwt", "handle", "didDoc", "service", "serviceEndpoint",
         "blob", "jobId", "jobStatus", "state", "token", "uri", "cid", "text", "spoiler_text", "content", "created_at",
         "scheduled_at", "params", "media_attachments", "in_reply_to_id", "poll", "expires_at", "parameters",
         "retry_after", "migrate_to_chat_id", "description", "access_token", "refresh_token", "expires_in", "version",
         "title", "content_html", "date_published", "attachments", "tags", "url", "groups", "name", "postponed_id",
         "is_deleted", "from_id", "acct", "type", "data", "status", "permalink", "paging", "cursors", "after", "next",
         "replied_to", "timestamp", "error_subcode", "code", "status_code", "caption", "video_id",
         "upload_session_id", "start_offset", "end_offset", "success", "is_published", "scheduled_publish_time",
         "media_type",
         "quota_usage", "config",
         "body", "mid", "messages", "timestamp", "photos", "success", "code",
         "permissions", "sender", "is_bot", "topics", "media_topics", "media", "topicId", "anchor"]  # fmt: skip


def odd_value(chance: Random, leaves: int = 14) -> Any:
    """One of `ODD`, or lists and objects of them, with at most so many leaves."""
    form = chance.choice(("leaf", "leaf", "list", "object")) if leaves > 1 else "leaf"
    if form == "leaf":
        return chance.choice(ODD)
    count = chance.randint(0, 3 if form == "list" else 6)
    inner = [odd_value(chance, leaves // count) for _ in range(count)]
    return inner if form == "list" else dict(zip(chance.sample(NAMES, count), inner, strict=True))


PLAIN: list[Any] = [
    {"ok": True, "result": {"message_id": 5, "chat": {"id": -1}}},
    {"response": {"upload_url": "https://u.example/1", "post_id": 5, "owner_id": 1, "id": 2, "video_id": 3,
    "items": []}},
    {"response": [{"owner_id": 1, "id": 2}], "photo": "p", "hash": "h", "server": 1, "file": "f"},
    {"id": "5", "url": "https://m.example/5", "content": "Latte", "media_attachments": [{"id": "1"}]},
    [{"id": "5", "content": "<p>Latte</p>", "created_at": "2026-11-27T07:00:00Z"}],
    {"did": "did:plc:x", "accessJwt": "jwt-of-a-session", "handle": "teplo.example", "uri": "at://x/y/z", "cid": "c",
     "blob": {"$type": "blob"}, "token": "service-token", "jobId": "1"},
    {"text": "Latte"},
    {"url": "https://u.example/1", "photos": {"1": {"token": "t"}}, "success": True,
     "message": {"body": {"mid": "mid.5"}}, "messages": [{"body": {"mid": "mid.5", "text": "Latte"}, "timestamp": 1}]},
    {"upload_url": "https://u.example/1", "photos": {"7": {"token": "t"}}, "video_id": "7", "topics": [{"id": "5"}],
     "media_topics": [{"id": "5", "media": [{"type": "text", "text": "Latte"}]}], "success": True},
    "5",
]  # fmt: skip
HEADERS = ["retry-after", "date", "x-ratelimit-reset", "ratelimit-reset", "link", "content-type"]
HEADS = ["", "nan", "inf", "-inf", "-5", "1e400", "9" * 5000, "²", "soon", "Fri, 27 Nov 2026 07:00:00 GMT",
         "Fri, 27 Nov 2026 07:00:00 -0000", "Fri, 01 Jan 0001 00:00:00 +1400", "2026-11-27T07:00:00Z",
         "99999999999999999999", "1795000000", 'rel="next"']  # fmt: skip
BODIES = [
    b"", b"{", b"[", b"NaN", b'{"ok": NaN}', b"Infinity", b'{"id": 1e999}', b"[" * 100_000, b'{"a":' * 100_000,
    b"\xff\xfe",
    b'{"id": ' + b"9" * 5000 + b"}", b'{"ok": true, "result": ' + b"[" * 5000 + b"]" * 5000 + b"}", b"null", b'"x"',
    b"\x00", b"<html>", b'{"id": "\\ud800"}', '{"id": "é"}'.encode("latin-1"), b"[" * 500 + b"]" * 500,
]  # fmt: skip
STATUSES = [200, 200, 200, 201, 202, 204, 206, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503]


def odd_answer(chance: Random) -> Response:
    bodies: tuple[Callable[[], bytes], ...] = (
        lambda: chance.choice(BODIES),
        lambda: json.dumps(odd_value(chance)).encode(),
        lambda: json.dumps(chance.choice(PLAIN)).encode(),
    )
    headers = {name: chance.choice(HEADS) for name in chance.sample(HEADERS, chance.randint(0, 3))}
    return Response(chance.choice(STATUSES), headers, chance.choice(bodies)())


def odd_answers(seed: int) -> list[Response]:
    """One to four; drawn with a `Random` of their own, as Hypothesis takes ten times as long to draw them."""
    chance = Random(seed)
    return [odd_answer(chance) for _ in range(chance.randint(1, 4))]


LONGEST = 40


def ended(flow: Flow, given_answers: list[Response]) -> tuple[Any, list[Request]]:
    """What the flow returned or raised, and its requests; the answers come in turn, over and over."""
    requests: list[Request] = []
    try:
        step = next(flow)
        while len(requests) < LONGEST:
            if isinstance(step, Progress):
                json.dumps(step.known)
                step = next(flow)
                continue
            requests.append(step)
            step = flow.send(given_answers[(len(requests) - 1) % len(given_answers)])
    except StopIteration as end:
        return end.value, requests
    except PublishError as error:
        return error, requests
    finally:
        flow.close()
    return None, requests


@pytest.mark.parametrize("name", FLOWS)
@given(st.integers(0, 2**64).map(odd_answers))
@example([answer(200, b"[" * 100_000)])
@example([answer(200, b'{"ok": NaN, "id": NaN, "response": NaN}')])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_is_a_bug(name: str, given_answers: list[Response]) -> None:
    came_of, requests = ended(FLOWS[name](), given_answers)
    if isinstance(came_of, Receipt):
        json.dumps(came_of.reference)
        assert isinstance(came_of.id, str)
        assert isinstance(came_of.url, str)
    if isinstance(came_of, RateLimited):
        assert 0 <= came_of.retry_after <= answers.LONGEST
    if requests and requests[-1].creates and isinstance(came_of, PublishError):
        assert not isinstance(came_of, NotSent)


CREATING = [name for name in FLOWS if "-publish-" in name and not name.startswith("feed")]
GOOD = {
    "telegram": [],
    "vk": [
        {"response": {"upload_url": "https://u.example/1", "owner_id": 1, "id": 2, "video_id": 3}},
        {"photo": "p", "hash": "h", "server": 1, "file": "f"},
        {"response": [{"owner_id": 1, "id": 2}]},
    ],
    "mastodon": [{"id": "11"}],
    "facebook": [{"id": "11", "video_id": "12", "upload_session_id": "s", "upload_url": "https://u.example/1"}],
    "instagram": [{"id": "11", "status_code": "FINISHED"}],
    "threads": [{"id": "11", "status": "FINISHED"}],
    "bluesky": [
        {"did": "did:plc:x", "accessJwt": "jwt-of-a-session", "blob": {"$type": "blob"}, "token": "for-a-video",
         "jobId": "1"},
    ],
    "max": [{"url": "https://up.example/1", "token": "t"}],
    "ok": [{"upload_url": "https://up.example/1", "photos": {"7": {"token": "t"}}, "video_id": "7"}],
}  # fmt: skip
SAYS_NOTHING = [
    b"", b"{", b"NaN", b'{"ok": NaN}', b'{"response": NaN}', b'{"id": NaN}', b"[" * 100_000, b'{"a":' * 100_000,
    b'{"id": ' + b"9" * 5000 + b"}", b'{"ok": true, "result": ' + b"9" * 5000 + b"}", b"null", b"[]", b"{}", b'"x"',
    b"7",
    b"\xff\xfe\x00", b'{"ok": true}', b'{"ok": true, "result": []}', b'{"ok": true, "result": {"message_id": {}}}',
    b'{"ok": true, "result": {"message_id": 1, "chat": []}}', b'{"response": 1}', b'{"response": {"post_id": []}}',
    b'{"uri": {}, "cid": []}', b'{"id": {}}', b'{"id": true}', b'{"error": 5}', b'{"ok": "true"}',
]  # fmt: skip


@pytest.mark.parametrize("name", CREATING)
def test_a_creating_call_whose_answer_says_nothing_is_in_doubt(name: str) -> None:
    for body in SAYS_NOTHING:
        flow = before_its_creating_call(name)
        try:
            flow.send(Response(200, {}, body))
        except Ambiguous:
            continue
        pytest.fail(f"{body[:60]!r} was taken for an answer")


def before_its_creating_call(name: str) -> Flow:
    flow, step = FLOWS[name](), None
    helpful = [json.dumps(one).encode() for one in GOOD[name.partition("-")[0]]]
    merged = json.dumps({key: value for one in GOOD[name.partition("-")[0]] for key, value in one.items()}).encode()
    step = next(flow)
    for _ in range(LONGEST):
        if isinstance(step, Progress):
            step = next(flow)
            continue
        if step.creates:
            break
        saved = "saveWallPhoto" in step.url
        step = flow.send(Response(200, {}, helpful[2] if saved else with_doc(step, merged)))
    assert step.creates
    return flow


def with_doc(step: Request, merged: bytes) -> bytes:
    """VK's answers are of many forms: one that fits all but docs.save and the photo."""
    if "u.example" in step.url:
        return b'{"photo": "p", "hash": "h", "server": 1, "file": "f"}'
    if "/method/" in step.url:
        return b'{"response": {"upload_url": "https://u.example/1", "owner_id": 1, "id": 2, "video_id": 3}}'
    return merged


FINDING = [name for name in FLOWS if "-find-" in name and not name.startswith(("telegram", "feed"))]


@pytest.mark.parametrize("name", FINDING)
def test_an_answer_that_says_nothing_is_not_absent(name: str) -> None:
    """After a good sign-in, the listing itself says nothing. An empty list of statuses does say that there are none."""
    sign_in = b'{"id": "7", "did": "did:plc:x", "accessJwt": "jwt-of-a-session"}'
    first = [Response(200, {}, sign_in)] if name.startswith(("mastodon", "bluesky")) else []
    for body in SAYS_NOTHING:
        if not (name.startswith("mastodon") and body == b"[]"):
            came_of, _ = ended(FLOWS[name](), [*first, Response(200, {}, body)])
            assert isinstance(came_of, PublishError), body[:60]


@pytest.mark.parametrize("name", FINDING)
def test_being_refused_is_not_absent(name: str) -> None:
    for error in (401, 403, 429, 500):
        came_of, _ = ended(FLOWS[name](), [Response(error, {}, b"{}")])
        assert isinstance(came_of, PublishError), error


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7), ("nan", None), ("inf", None), ("-5", 0), ("1e400", None), ("9" * 5000, None), ("soon", None), ("²",
    None),
     ("Fri, 27 Nov 2026 07:05:00 GMT", 300), ("Fri, 27 Nov 2026 06:00:00 GMT", 0), ("99999999", 86400), ("", None)],
)  # fmt: skip
def test_how_long_to_wait(value: str, seconds: float | None) -> None:
    assert answers.retry_after({"retry-after": value, "date": f"{PLANNED:%a, %d %b %Y %H:%M:%S} GMT"}) == seconds


@pytest.mark.parametrize(
    "body",
    [b"NaN", b"-Infinity", b"1e999", b"9" * 30, b"[" * 101 + b"]" * 101, b"{", b"\xff", b'{"a": 18446744073709551616}'],
)
def test_what_no_network_means_says_nothing(body: bytes) -> None:
    assert answers.decoded(body) == {}


def test_what_a_network_may_mean() -> None:
    assert answers.decoded(b'{"a": 18446744073709551615, "b": [1.5, "x", null]}') == {
        "a": 2**64 - 1, "b": [1.5, "x", None],
    }  # fmt: skip
    deep = b"[" * 99 + b"]" * 99
    assert answers.decoded(deep) == json.loads(deep)
