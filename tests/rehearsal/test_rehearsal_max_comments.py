"""The rehearsal of comments on MAX: what dev.max.ru says of them, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Account, Rehearsal, start

CHAT = -70000000001


def started(tmp_path_factory: pytest.TempPathFactory, **limits: float) -> Rehearsal:
    account = Account("brand", "max", CHAT, {"token": "max-token"})
    return start(tmp_path_factory.mktemp("max"), [account], idle=60, limits={"max": limits})


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    running = started(tmp_path_factory)
    with client(running) as opened:
        yield opened
    running.stop()


def client(running: Rehearsal) -> httpx2.Client:
    headers = {"Authorization": "max-token"}
    return httpx2.Client(base_url=running.base_url("max"), headers=headers, trust_env=False, verify=False)


def post(bot: httpx2.Client) -> str:
    """A post; the address of its comments."""
    made = bot.post("/messages", params={"chat_id": CHAT}, json={"text": "Кофе"}).json()
    return f"/messages/{made['message']['body']['mid']}/comments"


def code(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_comment_is_kept_read_back_edited_and_deleted(bot: httpx2.Client) -> None:
    comments = post(bot)
    made = bot.post(comments, json={"text": "<b>Первый</b>", "format": "html", "link": None}).json()["message"]
    assert made["body"]["text"] == "Первый"
    assert "attachments" not in made["body"]
    assert "url" not in made
    one = {"comment_id": made["body"]["mid"]}
    assert bot.get(comments).json() == {"messages": [made]}
    assert bot.get(f"{comments}/{one['comment_id']}").json() == made
    answer = bot.post(comments, json={"text": "Ответ", "link": {"type": "reply", "mid": one["comment_id"]}}).json()
    assert [item["body"]["text"] for item in bot.get(comments).json()["messages"]] == ["Ответ", "Первый"]
    assert answer["message"]["link"]["message"] == {"mid": one["comment_id"]}
    assert bot.put(comments, params=one, json={"text": "Иначе"}).json() == {"success": True}
    assert bot.get(f"{comments}/{one['comment_id']}").json()["body"]["text"] == "Иначе"
    assert bot.delete(comments, params=one).json() == {"success": True}
    assert code(bot.delete(comments, params=one)) == (400, "proto.payload")
    assert code(bot.get(f"{comments}/{one['comment_id']}")) == (400, "proto.payload")


REFUSED: list[dict[str, Any]] = [
    {},
    {"text": ""},
    {"text": "а" * 4001},
    {"text": "а", "attachments": []},
    {"text": "а", "notify": False},
    {"text": "а", "link": {"type": "forward", "mid": "mid.1"}},
    {"text": '<a href="https://a.example">а</a>', "format": "html"},
]


@pytest.mark.parametrize("body", REFUSED)
def test_what_a_comment_cannot_be(bot: httpx2.Client, body: dict[str, Any]) -> None:
    comments = post(bot)
    assert code(bot.post(comments, json=body)) == (400, "proto.payload")
    assert bot.get(comments).json() == {"messages": []}


def test_a_post_that_is_not_there(bot: httpx2.Client) -> None:
    assert bot.post("/messages/mid.none/comments", json={"text": "а"}).status_code == 404


def test_comments_that_are_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    running = started(tmp_path_factory, comments_off=1)
    with client(running) as bot:
        assert code(bot.post(post(bot), json={"text": "а"})) == (500, "internal.error")
    running.stop()
