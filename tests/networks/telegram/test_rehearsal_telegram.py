"""The Bot API of the rehearsal: Telegram Bot API 10.1."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from smmgen.rehearsal import Rehearsal

Call = Callable[..., dict[str, Any]]
NewPosts = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def bot(networks: Rehearsal, http: httpx2.Client) -> Call:
    """Call a method with JSON, or with a form where `files` are given; returns the parsed answer."""

    def call(
        method: str, params: dict[str, Any], files: dict[str, Any] | None = None, token: str = "110:telegram-token"
    ) -> dict[str, Any]:
        url = f"{networks.base_url('telegram')}/bot{token}/{method}"
        answer = http.post(url, data=params, files=files) if files else http.post(url, json=params)
        found: dict[str, Any] = answer.json()
        assert answer.status_code == (200 if found["ok"] else found["error_code"])
        return found

    return call


def say(text: str, *entities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"chat_id": "@teplo", "text": text, "entities": list(entities), **more}


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def test_a_message_is_posted_and_kept_as_it_was_sent(bot: Call, new_posts: NewPosts) -> None:
    sent = say("Кофе ☕", entity("bold", 0, 4), link_preview_options={"is_disabled": True})
    message = bot("sendMessage", sent)["result"]
    assert message["text"] == "Кофе ☕"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    [post] = new_posts()
    assert post["params"] == sent
    assert post["url"] == f"https://t.me/teplo/{message['message_id']}"
    assert (post["account"], post["state"], post["kind"]) == ("tg", "published", "post")


def test_forms_carry_json_texts(networks: Rehearsal, http: httpx2.Client) -> None:
    url = f"{networks.base_url('telegram')}/bot110:telegram-token/sendMessage"
    form = {"chat_id": "@teplo", "text": "ab", "entities": '[{"type":"bold","offset":0,"length":2}]'}
    answer = http.post(url, data={**form, "disable_notification": "true"}).json()
    assert answer["result"]["entities"][0]["type"] == "bold"


REFUSED_MESSAGES = [
    (say(""), "message text is empty"),
    (say(" \n "), "message text is empty"),
    (say("a" * 4097), "message is too long"),
    (say("👍" * 4097), "message is too long"),
    ({"chat_id": "@other", "text": "a"}, "chat not found"),
    ({"text": "a"}, "'chat_id' is required"),
    (say("a", parse_mode="HTML"), "'parse_mode' is not known"),
    (say("a", disable_web_page_preview=True), "'disable_web_page_preview' is not known"),
    (say("a", protect_content="yes, please"), "'protect_content' is not of type bool"),
    (say("a", message_thread_id=True), "'message_thread_id' is not of type int"),
    (say("a", link_preview_options={"disabled": True}), "can't parse link_preview_options"),
    (say("a", reply_parameters={"message_id": 999_999}), "message to be replied not found"),
    (say("abc", entity("bold", 0, 4)), "not inside the text"),
    (say("abc", entity("bold", -1, 2)), "not inside the text"),
    (say("abc", entity("bold", 1, 0)), "not inside the text"),
    (say("a👍b", entity("bold", 0, 2)), "splits a character"),
    (say("a👍b", entity("bold", 2, 2)), "splits a character"),
    (say("a b", entity("bold", 1, 1)), "covers no visible text"),
    (say("abc", entity("strong", 0, 1)), "unknown type 'strong'"),
    (say("abc", entity("text_link", 0, 1)), "needs 'url'"),
    (say("abc", entity("text_link", 0, 1, url="example.com")), "would be dropped"),
    (say("abc", entity("bold", 0, 1, url="https://example.com")), "has no field 'url'"),
    (say("abc", entity("hashtag", 0, 3)), "covers 'abc'"),
    (say("abcd", entity("bold", 0, 3), entity("italic", 2, 2)), "overlap"),
    (say("abcd", entity("code", 0, 4), entity("bold", 1, 2)), "cannot be inside"),
    (say("abcd", entity("blockquote", 0, 4), entity("expandable_blockquote", 1, 2)), "cannot be inside"),
    (say("abcd", entity("text_link", 0, 4, url="https://a.example"), entity("code", 0, 2)), "cannot be inside"),
    (say("a" * 101, *(entity("bold", n, 1) for n in range(101))), "more than 100"),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED_MESSAGES, ids=[reason for _, reason in REFUSED_MESSAGES])
def test_a_wrong_message_is_refused_and_nothing_is_posted(
    bot: Call, new_posts: NewPosts, params: dict[str, Any], reason: str
) -> None:
    answer = bot("sendMessage", params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert reason in answer["description"]
    assert new_posts() == []


TAKEN_MESSAGES = [
    say("👍" * 4096),
    say("a👍b", entity("bold", 1, 2)),
    say("#кофе @teplo", entity("hashtag", 0, 5), entity("mention", 6, 6)),
    say("abcd", entity("bold", 0, 4), entity("italic", 1, 2), entity("underline", 1, 2)),
    say("abcd", entity("blockquote", 0, 4), entity("text_link", 1, 2, url="https://a.example/b?c=d")),
    say("abcd", entity("blockquote", 0, 4), entity("code", 0, 4)),
    say("abcd", entity("pre", 0, 4, language="python")),
]


@pytest.mark.parametrize("params", TAKEN_MESSAGES, ids=range(len(TAKEN_MESSAGES)))
def test_a_message_at_the_limit_is_taken(bot: Call, params: dict[str, Any]) -> None:
    assert bot("sendMessage", params)["ok"]


@pytest.mark.parametrize(("token", "code"), [("110:wrong", 401), ("", 404), ("vk1.a.community", 401)])
def test_a_wrong_token_is_refused(bot: Call, new_posts: NewPosts, token: str, code: int) -> None:
    assert bot("sendMessage", say("a"), token=token)["error_code"] == code
    assert new_posts() == []


def test_an_unknown_method_and_a_get_that_creates(bot: Call, networks: Rehearsal, http: httpx2.Client) -> None:
    assert bot("sendSticker", {})["error_code"] == 404
    url = f"{networks.base_url('telegram')}/bot110:telegram-token"
    assert http.get(f"{url}/sendMessage", params={"chat_id": "@teplo", "text": "a"}).status_code == 400
    assert http.get(f"{url}/getMe").json()["result"]["is_bot"]
    assert http.get(f"{url}/getChat", params={"chat_id": "@TEPLO"}).json()["result"]["username"] == "teplo"


def test_a_photo_is_decoded_and_its_digest_kept(bot: Call, new_posts: NewPosts, picture: Callable[..., bytes]) -> None:
    data = picture(64, 48, "JPEG")
    caption = {"chat_id": "@teplo", "caption": "Латте", "caption_entities": '[{"type":"bold","offset":0,"length":5}]'}
    message = bot("sendPhoto", caption, {"photo": ("latte.jpg", data, "image/jpeg")})["result"]
    assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (64, 48)
    assert new_posts()[0]["media"] == [hashlib.sha256(data).hexdigest()]
    again = bot("sendPhoto", {"chat_id": "@teplo", "photo": message["photo"][0]["file_id"]})
    assert again["result"]["photo"] == message["photo"]


def test_wrong_files_are_refused(bot: Call, new_posts: NewPosts, picture: Callable[..., bytes], video: Any) -> None:
    chat = {"chat_id": "@teplo"}
    wrong: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
        ("sendPhoto", chat, {"photo": ("a.png", picture()[:-20], "image/png")}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", chat, {"photo": ("a.png", picture(410, 20), "image/png")}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", chat, {"photo": ("a.png", picture(9999, 1000), "image/png")}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", chat, {"photo": ("a.jpg", video(), "image/jpeg")}, "wrong type of the file"),
        ("sendPhoto", chat, {"photo": ("a.jpg", b"", "image/jpeg")}, "file must be non-empty"),
        ("sendPhoto", {**chat, "caption": "a" * 1025}, {"photo": ("a.png", picture())}, "caption is too long"),
        ("sendPhoto", chat, {"photo": ("a.png", picture()), "more": ("b.png", picture())}, "nobody asked for: more"),
        ("sendVideo", chat, {"video": ("a.mp4", video()[:-3], "video/mp4")}, "cut short"),
        ("sendAudio", chat, {"audio": ("a.mp3", picture(), "audio/mpeg")}, "wrong type of the file"),
    ]
    for method, params, files, reason in wrong:
        assert reason in bot(method, params, files)["description"]
    assert "'photo' is required" in bot("sendPhoto", chat)["description"]
    assert "no such file" in bot("sendPhoto", {**chat, "photo": "AgACAgIAAx"})["description"]
    assert "HTTP URL" in bot("sendPhoto", {**chat, "photo": "https://example.com/a.jpg"})["description"]
    assert new_posts() == []


def group(*items: dict[str, Any]) -> dict[str, str]:
    return {"chat_id": "@teplo", "media": json.dumps(items)}


def test_an_album_is_one_post(
    bot: Call, new_posts: NewPosts, picture: Callable[..., bytes], video: Callable[[], bytes]
) -> None:
    items = {"type": "photo", "media": "attach://a", "caption": "Вместе"}, {"type": "video", "media": "attach://b"}
    files = {"a": ("a.png", picture(), "image/png"), "b": ("b.mp4", video(), "video/mp4")}
    messages = bot("sendMediaGroup", group(*items), files)["result"]
    assert [set(message) & {"photo", "video", "caption"} for message in messages] == [{"photo", "caption"}, {"video"}]
    assert messages[0]["media_group_id"] == messages[1]["media_group_id"]
    [post] = new_posts()
    assert len(post["media"]) == 2


def test_a_wrong_album_is_refused(bot: Call, new_posts: NewPosts, picture: Callable[..., bytes]) -> None:
    photo, document = {"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://b"}
    files = {"a": ("a.png", picture(), "image/png"), "b": ("b.png", picture(), "image/png")}
    wrong = [
        ((photo,), "2-10"),
        ((photo,) * 11, "2-10"),
        ((photo, document), "can't be mixed"),
        ((photo, {"type": "photo", "media": "attach://c"}), "no file 'c'"),
        ((photo, {"type": "photo"}), "media not found"),
        ((photo, {"type": "photo", "media": "attach://b", "alt": "a"}), "field 'alt'"),
        ((photo, {"type": "sticker", "media": "attach://b"}), "can't be mixed"),
    ]
    for items, reason in wrong:
        assert reason in bot("sendMediaGroup", group(*items), files)["description"]
    assert new_posts() == []


def poll(**more: Any) -> dict[str, Any]:
    return {"chat_id": "@teplo", "question": "Что варим?", "options": [{"text": "Раф"}, {"text": "Латте"}], **more}


REFUSED_POLLS = [
    (poll(question="q" * 301), "poll question is too long"),
    (poll(question=" "), "poll question must be non-empty"),
    (poll(options=[]), "1-12 options"),
    (poll(options=[{"text": str(n)} for n in range(13)]), "1-12 options"),
    (poll(options=[{"text": "o" * 101}]), "poll option is too long"),
    (poll(options=["Раф", "Латте"]), "an option is an object"),
    (poll(type="quiz"), "wrong correct option IDs"),
    (poll(type="quiz", correct_option_ids=[2]), "wrong correct option IDs"),
    (poll(explanation="потому"), "for quizzes only"),
    (poll(open_period=4), "5-2628000 seconds"),
    (poll(close_date=1_700_000_000), "5-2628000 seconds"),
    (poll(open_period=600, close_date=4_000_000_000), "can't be used together"),
    (poll(country_codes=["RUS"]), "wrong country codes"),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED_POLLS)
def test_a_wrong_poll_is_refused(bot: Call, new_posts: NewPosts, params: dict[str, Any], reason: str) -> None:
    assert reason in bot("sendPoll", params)["description"]
    assert new_posts() == []


def test_polls_and_places_are_posted(bot: Call, new_posts: NewPosts) -> None:
    assert bot("sendPoll", poll(is_anonymous=False, open_period=600))["result"]["poll"]["question"] == "Что варим?"
    quiz = poll(type="quiz", correct_option_ids=[0], explanation="так")
    assert bot("sendPoll", quiz)["result"]["poll"]["type"] == "quiz"
    venue = {
        "chat_id": "@teplo",
        "latitude": 55.7658,
        "longitude": 37.6055,
        "title": "Тепло",
        "address": "Пушкинская, 5",
    }
    assert bot("sendVenue", venue)["result"]["venue"]["title"] == "Тепло"
    assert bot("sendLocation", {"chat_id": "@teplo", "latitude": 55, "longitude": 37})["ok"]
    assert "wrong latitude" in bot("sendVenue", {**venue, "latitude": 90.1})["description"]
    assert len(new_posts()) == 4


def test_messages_are_edited_pinned_and_deleted(bot: Call, new_posts: NewPosts) -> None:
    number = bot("sendMessage", say("Первая"))["result"]["message_id"]
    there = {"chat_id": "@teplo", "message_id": number}
    assert bot("editMessageText", {**there, "text": "Вторая"})["result"]["text"] == "Вторая"
    assert "not modified" in bot("editMessageText", {**there, "text": "Вторая"})["description"]
    assert bot("sendMessage", say("Ответ", reply_parameters={"message_id": number, "quote": "Вторая"}))["ok"]
    assert bot("pinChatMessage", there)["result"] is True
    assert bot("deleteMessage", there)["result"] is True
    assert "not found" in bot("deleteMessage", there)["description"]
    assert "not found" in bot("editMessageText", {**there, "text": "Третья"})["description"]
    first = new_posts()[0]
    assert first["state"] == "deleted"
    assert [edit["text"] for edit in first["edits"]] == ["Вторая"]
