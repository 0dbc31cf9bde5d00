from __future__ import annotations

import json
from typing import Any

import pytest
from botapi_schema import errors
from flows import answer, delivery, drive, picture, receipt, text, variant, video

from smmgen.errors import Ambiguous, NotSent, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.markup.text import Mark, RichText
from smmgen.networks.telegram import NETWORK
from smmgen.networks.telegram.api import chat_id
from smmgen.networks.telegram.facts import Options
from smmgen.networks.telegram.render import entities
from smmgen.networks.wire import File, Receipt
from smmgen.variants.types import LinkCard

ACCOUNT = {"target": "@teplo_coffee"}
GIF = picture("content/media/steam.gif", mime="image/gif")
MP3 = picture("content/media/radio.mp3", kind="audio", mime="audio/mpeg", width=0, height=0, title="Radio")
PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf", width=0, height=0)
CARD = LinkCard("https://teplo.example/bf")
POLL = {"question": "Which one?", "options": ["Latte", "Raf"]}


def made(*parts: Any, options: Any = None, fields: Any = None, **more: Any) -> Any:
    targeting = {"targeting": {"telegram": options}} if options else {}
    return variant("telegram", *parts, account=ACCOUNT, fields={**(fields or {}), **targeting}, **more)


CASES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "text": (made(text("Hi")), "sendMessage", {"text": "Hi"}),
    "text with a link card": (
        made(text("Hi"), card=CARD),
        "sendMessage",
        {"text": "Hi", "link_preview_options": {"url": "https://teplo.example/bf"}},
    ),
    "large card above the text": (
        made(text("Hi"), card=LinkCard("https://a.example", preview="large"), options={"preview_above": True}),
        "sendMessage",
        {
            "text": "Hi",
            "link_preview_options": {"url": "https://a.example", "prefer_large_media": True, "show_above_text": True},
        },
    ),
    "card switched off": (
        made(text("https://a.example"), card=LinkCard("https://a.example", preview="none")),
        "sendMessage",
        {"text": "https://a.example", "link_preview_options": {"is_disabled": True}},
    ),
    "silent, protected, in a topic": (
        made(text("Hi"), options={"silent": True, "protect": True, "topic": 7}),
        "sendMessage",
        {"text": "Hi", "disable_notification": True, "protect_content": True, "message_thread_id": 7},
    ),
    "photo": (
        made(text("Hi", Mark(0, 2, "bold"), media=[picture()], role="caption")),
        "sendPhoto",
        {
            "photo": {"$media": 0},
            "caption": "Hi",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 2}],
        },
    ),
    "photo without words": (made(text("", media=[picture()])), "sendPhoto", {"photo": {"$media": 0}}),
    "covered photo under its text": (
        made(text("Hi", media=[picture()]), options={"spoiler": True, "caption_above": True}),
        "sendPhoto",
        {"photo": {"$media": 0}, "caption": "Hi", "has_spoiler": True, "show_caption_above_media": True},
    ),
    "video": (
        made(text("Hi", media=[video()])),
        "sendVideo",
        {"video": {"$media": 0}, "caption": "Hi", "width": 1280, "height": 720, "supports_streaming": True},
    ),
    "gif": (made(text("Hi", media=[GIF])), "sendAnimation", {"animation": {"$media": 0}, "caption": "Hi"}),
    "audio": (
        made(text("Hi", media=[MP3])),
        "sendAudio",
        {"audio": {"$media": 0}, "caption": "Hi", "title": "Radio"},
    ),
    "document": (made(text("Hi", media=[PDF])), "sendDocument", {"document": {"$media": 0}, "caption": "Hi"}),
    "document cannot be covered": (
        made(text("Hi", media=[PDF]), options={"spoiler": True, "caption_above": True}),
        "sendDocument",
        {"document": {"$media": 0}, "caption": "Hi"},
    ),
    "album": (
        made(text("Hi", Mark(0, 2, "italic"), media=[picture(), video()])),
        "sendMediaGroup",
        {
            "media": [
                {
                    "type": "photo",
                    "media": {"$media": 0},
                    "caption": "Hi",
                    "caption_entities": [{"type": "italic", "offset": 0, "length": 2}],
                },
                {"type": "video", "media": {"$media": 1}, "width": 1280, "height": 720, "supports_streaming": True},
            ]
        },
    ),
    "documents carry the caption last": (
        made(text("Hi", media=[PDF, PDF])),
        "sendMediaGroup",
        {
            "media": [
                {"type": "document", "media": {"$media": 0}},
                {"type": "document", "media": {"$media": 1}, "caption": "Hi"},
            ]
        },
    ),
    "poll": (
        made(text("", role="poll"), fields={"poll": POLL}),
        "sendPoll",
        {"question": "Which one?", "options": [{"text": "Latte"}, {"text": "Raf"}], "type": "regular"},
    ),
    "open poll with several answers and an end": (
        made(text("", role="poll"), fields={"poll": POLL | {"anonymous": False, "multiple": True, "closes": "3d"}}),
        "sendPoll",
        {
            "question": "Which one?",
            "options": [{"text": "Latte"}, {"text": "Raf"}],
            "type": "regular",
            "is_anonymous": False,
            "allows_multiple_answers": True,
            "open_period": 259200,
        },
    ),
    "quiz": (
        made(text("", role="poll"), fields={"poll": POLL | {"answer": "Latte", "explanation": "It is"}}),
        "sendPoll",
        {
            "question": "Which one?",
            "options": [{"text": "Latte"}, {"text": "Raf"}],
            "type": "quiz",
            "correct_option_ids": [0],
            "explanation": "It is",
        },
    ),
    "poll with text, picture and voters": (
        made(
            text("Vote", Mark(0, 4, "bold"), media=[picture()], role="poll"),
            fields={"poll": POLL},
            options={"members_only": True, "countries": ["ru"], "shuffle": True, "hide_results": True},
        ),
        "sendPoll",
        {
            "question": "Which one?",
            "options": [{"text": "Latte"}, {"text": "Raf"}],
            "type": "regular",
            "members_only": True,
            "country_codes": ["RU"],
            "shuffle_options": True,
            "hide_results_until_closes": True,
            "description": "Vote",
            "description_entities": [{"type": "bold", "offset": 0, "length": 4}],
            "media": {"type": "photo", "media": {"$media": 0}},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_request(name: str) -> None:
    made, method, params = CASES[name]
    assert NETWORK.render(made) == [{"method": method, "params": {"chat_id": "@teplo_coffee", **params}}]


@pytest.mark.parametrize("name", CASES)
def test_request_is_what_the_bot_api_takes(name: str) -> None:
    assert [problem for request in NETWORK.render(CASES[name][0]) for problem in errors(request)] == []


def test_the_schema_check_can_fail() -> None:
    wrong = {"chat_id": [1], "media": [{"type": "gif", "media": "x"}], "parse": "HTML"}
    found = errors({"method": "sendMediaGroup", "params": wrong})
    assert len(found) == 3
    assert errors({"method": "sendPoll", "params": {"chat_id": 1}})[:1] == ["sendPoll: missing question"]


def test_thread_answers_the_message_before_and_a_poll_just_follows() -> None:
    parts = [text("One"), text("Two"), text("", role="poll")]
    first, second, poll = NETWORK.render(made(*parts, fields={"poll": POLL}))
    assert "reply_parameters" not in first["params"]
    assert second["params"]["reply_parameters"] == {
        "message_id": {"$previous": "message_id"},
        "allow_sending_without_reply": True,
    }
    assert "reply_parameters" not in poll["params"]


def test_thread_request_is_what_the_bot_api_takes() -> None:
    assert [errors(request) for request in NETWORK.render(made(text("One"), text("Two")))] == [[], []]


ENTITY_CASES = [
    ("plain", "abc", Mark(0, 3, "bold"), [{"type": "bold", "offset": 0, "length": 3}]),
    ("cyrillic", "да нет", Mark(3, 6, "strike"), [{"type": "strikethrough", "offset": 3, "length": 3}]),
    ("after an emoji", "😀 ok", Mark(2, 4, "italic"), [{"type": "italic", "offset": 3, "length": 2}]),
    ("over a flag", "🇷🇺!", Mark(0, 2, "spoiler"), [{"type": "spoiler", "offset": 0, "length": 4}]),
    ("family", "👨‍👩‍👧 x", Mark(0, 5, "underline"), [{"type": "underline", "offset": 0, "length": 8}]),
    ("code", "a b", Mark(2, 3, "code"), [{"type": "code", "offset": 2, "length": 1}]),
    ("pre", "x=1", Mark(0, 3, "pre", "python"), [{"type": "pre", "offset": 0, "length": 3, "language": "python"}]),
    ("pre without language", "x=1", Mark(0, 3, "pre"), [{"type": "pre", "offset": 0, "length": 3}]),
    ("quote", "x", Mark(0, 1, "quote"), [{"type": "blockquote", "offset": 0, "length": 1}]),
    (
        "link",
        "menu",
        Mark(0, 4, "link", "https://a.example"),
        [{"type": "text_link", "offset": 0, "length": 4, "url": "https://a.example"}],
    ),
    ("bare link is found by itself", "https://a.example", Mark(0, 17, "link", "https://a.example"), []),
    ("hashtag is found by itself", "#a", Mark(0, 2, "hashtag", "a"), []),
]


@pytest.mark.parametrize(("name", "plain", "mark", "expected"), ENTITY_CASES, ids=[case[0] for case in ENTITY_CASES])
def test_entities(name: str, plain: str, mark: Mark, expected: list[dict[str, Any]]) -> None:
    assert entities(RichText(plain, (mark,))) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [("@teplo_coffee", "@teplo_coffee"), (-1001234567890, -1001234567890), ("-100123", -100123), (" @abc ", "@abc")],
)
def test_chat_id(target: str | int, expected: str | int) -> None:
    assert chat_id(target) == expected


@pytest.mark.parametrize("target", [None, "", "teplo", "https://t.me/teplo", "@", "@a b"])
def test_chat_id_refused(target: str | None) -> None:
    with pytest.raises(UserError, match="is not a Telegram channel"):
        chat_id(target)


def test_url() -> None:
    assert NETWORK.url("@teplo_coffee", "") == "https://t.me/teplo_coffee"
    assert NETWORK.url("-1001234567890", "") == ""


# Problems


def problems(*parts: Any, **more: Any) -> list[tuple[tuple[str | int, ...], bool]]:
    return [(problem.field, problem.fact) for problem in NETWORK.problems(made(*parts, **more))]


@pytest.mark.parametrize(
    ("media", "refused"),
    [
        ([picture(), video()], False),
        ([PDF, PDF], False),
        ([MP3, MP3], False),
        ([GIF], False),
        ([picture(), PDF], True),
        ([MP3, PDF], True),
        ([picture(), GIF], True),
        ([GIF, GIF], True),
    ],
)
def test_albums(media: list[Any], refused: bool) -> None:
    assert problems(text("Hi", media=media)) == ([(("media",), True)] if refused else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"poll": POLL | {"answer": "Tea"}}, [(("poll", "answer"), True)]),
        ({"poll": POLL | {"answer": "Raf", "explanation": "a\nb\nc"}}, []),
        ({"poll": POLL | {"answer": "Raf", "explanation": "a\nb\nc\nd"}}, [(("poll", "explanation"), True)]),
        ({"poll": POLL | {"explanation": "Why"}}, [(("poll", "explanation"), False)]),
        ({"targeting": {"replies": "nobody"}}, [(("targeting", "replies"), False)]),
        ({"targeting": {"replies": "everyone"}}, []),
        ({"first_comment": "Hello"}, [(("first_comment",), False)]),
    ],
)
def test_wishes_the_bot_api_cannot_grant(fields: dict[str, Any], expected: list[Any]) -> None:
    assert problems(text("Hi"), fields=fields) == expected


def test_options_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValueError, match="extra"):
        Options.model_validate({"sound": False})


# Publishing

CHANNEL = {"id": -1001234567890, "type": "channel", "title": "Teplo", "username": "teplo_coffee"}
SENT = answer(200, {"ok": True, "result": {"message_id": 17, "chat": CHANNEL, "date": 1}})


def publish(variant: Any, *answers: Any, index: int = 0, **more: Any) -> tuple[list[Any], Receipt]:
    return drive(NETWORK.publish(delivery(variant, NETWORK, index, **more)), *answers)


def test_text_goes_out_as_json_in_one_creating_call() -> None:
    (request,), given = publish(made(text("Привет")), SENT)
    assert (request.method, request.url) == ("POST", "https://api.telegram.org/bots3cret/sendMessage")
    assert request.json == {"chat_id": "@teplo_coffee", "text": "Привет"}
    assert request.creates
    assert given.id == "17"
    assert given.url == "https://t.me/teplo_coffee/17"
    assert given.reference == {"chat_id": -1001234567890, "message_id": 17, "message_ids": [17]}
    assert not given.scheduled


def test_photo_goes_out_as_a_form_with_the_file() -> None:
    (request,), _ = publish(made(text("Hi", Mark(0, 2, "bold"), media=[picture()])), SENT)
    assert request.files == {"photo": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}
    assert request.form is not None
    assert request.form["caption"] == "Hi"
    assert json.loads(request.form["caption_entities"]) == [{"type": "bold", "offset": 0, "length": 2}]
    assert "photo" not in request.form
    assert request.json is None


def test_album_names_its_files() -> None:
    group = {"ok": True, "result": [{"message_id": 20, "chat": CHANNEL}, {"message_id": 21, "chat": CHANNEL}]}
    (request,), given = publish(made(text("Hi", media=[picture(), video()])), answer(200, group))
    assert request.url.endswith("/sendMediaGroup")
    assert request.form is not None
    assert request.files is not None
    media = json.loads(request.form["media"])
    assert [item["media"] for item in media] == ["attach://file0", "attach://file1"]
    assert {name: file.path for name, file in request.files.items()} == {
        "file0": "content/media/latte.jpg",
        "file1": "content/media/pour.mp4",
    }
    assert given.id == "20"
    assert given.reference["message_ids"] == [20, 21]


def test_poll_with_a_picture() -> None:
    (request,), _ = publish(made(text("Vote", media=[picture()], role="poll"), fields={"poll": POLL}), SENT)
    assert request.form is not None
    assert json.loads(request.form["media"]) == {"type": "photo", "media": "attach://file0"}
    assert request.files is not None
    assert list(request.files) == ["file0"]


@pytest.mark.parametrize(
    "before",
    [
        receipt(message_id=17, chat_id=-1001234567890),
        Receipt("", "https://t.me/teplo_coffee/17"),
        Receipt("", "https://t.me/c/1234567890/17/"),
    ],
)
def test_thread_goes_on_after_the_message_before(before: Receipt) -> None:
    (request,), _ = publish(made(text("One"), text("Two")), SENT, index=1, previous=[before])
    assert request.json["reply_parameters"] == {"message_id": 17, "allow_sending_without_reply": True}


@pytest.mark.parametrize("previous", [[], [Receipt("", "https://teplo.example")]])
def test_thread_does_not_go_on_without_a_beginning(previous: list[Receipt]) -> None:
    with pytest.raises(NotSent):
        publish(made(text("One"), text("Two")), index=1, previous=previous)


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        (CHANNEL, "https://t.me/teplo_coffee/17"),
        ({"id": -1001234567890, "type": "channel"}, "https://t.me/c/1234567890/17"),
        ({"id": -4567, "type": "group"}, ""),
    ],
)
def test_address_of_a_message(chat: dict[str, Any], url: str) -> None:
    _, given = publish(made(text("Hi")), answer(200, {"ok": True, "result": {"message_id": 17, "chat": chat}}))
    assert given.url == url


def test_own_server() -> None:
    own = variant("telegram", text("Hi"), account=ACCOUNT | {"base_url": "http://127.0.0.1:8081/"})
    (request,), _ = publish(own, SENT)
    assert request.url == "http://127.0.0.1:8081/bots3cret/sendMessage"


def test_nothing_is_sent_without_a_token() -> None:
    with pytest.raises(Unauthorised, match="no bot token"):
        publish(made(text("Hi")), token="")


def refused(code: int, description: str, **parameters: Any) -> Any:
    body = {"ok": False, "error_code": code, "description": description}
    return answer(code, body | ({"parameters": parameters} if parameters else {}))


@pytest.mark.parametrize(
    ("response", "kind", "hint"),
    [
        (refused(429, "Too Many Requests: retry after 14", retry_after=14), RateLimited, ""),
        (refused(400, "Bad Request: chat not found"), Rejected, "check `target`"),
        (refused(400, "Bad Request: message caption is too long"), Rejected, "fits under media"),
        (refused(400, "Bad Request: need administrator rights in the channel chat"), Rejected, "administrator"),
        (refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), Rejected, "smaller"),
        (refused(400, "group upgraded", migrate_to_chat_id=-1009), Rejected, "-1009"),
        (refused(413, "Request Entity Too Large"), Rejected, "smaller"),
        (refused(401, "Unauthorized"), Unauthorised, "@BotFather"),
        (refused(404, "Not Found"), Unauthorised, "@BotFather"),
        (refused(403, "Forbidden: bot is not a member of the channel chat"), Unauthorised, "administrator"),
        (answer(200, {"ok": False, "error_code": 400, "description": "Bad Request: no"}), Rejected, ""),
        (refused(500, "Internal Server Error"), Ambiguous, "look"),
        (refused(502, "Bad Gateway"), Ambiguous, "look"),
        (answer(500, {"ok": False, "error_code": 400, "description": "Bad Request"}), Ambiguous, "look"),
        (answer(400, {"ok": False}), Ambiguous, "look"),
        (answer(200, b'{"ok":tr'), Ambiguous, "look"),
        (answer(200, b""), Ambiguous, "look"),
        (answer(200, b"[1]"), Ambiguous, "look"),
        (answer(404, b"<html>not here</html>"), Ambiguous, "look"),
        (answer(200, {"ok": True, "result": {}}), Ambiguous, "look"),
        (answer(200, {"ok": True, "result": []}), Ambiguous, "look"),
        (answer(200, {"ok": True}), Ambiguous, "look"),
    ],
)
def test_answers_other_than_yes(response: Any, kind: type[Exception], hint: str) -> None:
    with pytest.raises(kind) as caught:
        publish(made(text("Hi")), response)
    assert hint in caught.value.hint  # type: ignore[attr-defined]


def test_wait_of_a_rate_limit() -> None:
    with pytest.raises(RateLimited) as caught:
        publish(made(text("Hi")), refused(429, "Too Many Requests", retry_after=14))
    assert caught.value.retry_after == 14


def test_find_never_guesses() -> None:
    with pytest.raises(Ambiguous, match="no history"):
        drive(NETWORK.find(delivery(made(text("Hi")), NETWORK)))


def probe(*answers: Any) -> tuple[list[Any], str]:
    return drive(NETWORK.probe(delivery(made(text("Hi")), NETWORK)), *answers)


def test_probe() -> None:
    bot = answer(200, {"ok": True, "result": {"id": 1, "is_bot": True, "username": "teplo_bot"}})
    requests, sentence = probe(bot, answer(200, {"ok": True, "result": CHANNEL}))
    assert sentence == "@teplo_bot sees channel «Teplo»"
    assert [request.url.rpartition("/")[2] for request in requests] == ["getMe", "getChat"]
    assert not any(request.creates for request in requests)


@pytest.mark.parametrize(
    ("response", "kind"),
    [(refused(401, "Unauthorized"), Unauthorised), (answer(502, b"bad"), Unavailable), (answer(200, b""), Unavailable)],
)
def test_probe_refused(response: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        probe(response)
