"""The rehearsal of MAX: what dev.max.ru says of its bot API, over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from published import unpackaged

from smmgen.rehearsal import Account, Rehearsal, start
from smmgen.rehearsal.networks.max import ENDPOINTS, attachments
from smmgen.rehearsal.networks.max.params import BODY
from smmgen.rehearsal.networks.max.text import read

CHAT = -70000000001
BRAND = Account("brand", "max", CHAT, {"token": "max-token"})
OTHER = Account("other", "max", -70000000002, {"token": "other-token"})

Posts = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    running = start(tmp_path_factory.mktemp("rehearsal"), [BRAND, OTHER], idle=60)
    yield running
    running.stop()


def client(networks: Rehearsal, token: str = "max-token") -> httpx2.Client:
    headers = {"Authorization": token} if token else {}
    return httpx2.Client(base_url=networks.base_url("max"), headers=headers, trust_env=False, verify=False)


@pytest.fixture
def bot(networks: Rehearsal) -> Iterator[httpx2.Client]:
    with client(networks) as opened:
        yield opened


def send(bot: httpx2.Client, **body: Any) -> httpx2.Response:
    return bot.post("/messages", params={"chat_id": str(CHAT)}, json=body)


def upload(bot: httpx2.Client, kind: str, name: str, data: bytes) -> tuple[dict[str, Any], httpx2.Response]:
    opened = bot.post("/uploads", params={"type": kind}).json()
    return opened, httpx2.post(opened["url"], files={"data": (name, data)}, trust_env=False, verify=False)


def code(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_message_is_answered_kept_and_read_back(bot: httpx2.Client, new_posts: Posts) -> None:
    made = send(bot, text="<b>Кофе</b> &amp; чай", format="html").json()["message"]
    assert made["body"]["text"] == "Кофе & чай"
    assert made["body"]["markup"] == [{"type": "strong", "from": 0, "length": 4}]
    assert made["recipient"] == {"chat_id": CHAT, "chat_type": "channel", "user_id": None}
    assert made["stat"] == {"views": 0}
    mid = made["body"]["mid"]
    assert bot.get(f"/messages/{mid}").json() == made
    assert bot.get("/messages", params={"message_ids": mid}).json() == {"messages": [made]}
    assert bot.get("/messages", params={"chat_id": CHAT, "count": 1}).json() == {"messages": [made]}
    [post] = new_posts()
    assert (post["account"], post["remote_id"], post["url"]) == ("brand", mid, made["url"])


def test_messages_are_read_backwards(bot: httpx2.Client) -> None:
    first, second = (send(bot, text=text).json()["message"] for text in ("раз", "два"))
    between = {"chat_id": CHAT, "from": second["timestamp"], "to": first["timestamp"]}
    found = bot.get("/messages", params=between).json()["messages"]
    assert [one["body"]["text"] for one in found[:2]] == ["два", "раз"]
    later = {"chat_id": CHAT, "from": int(time.time() * 1000) + 9000, "to": int(time.time() * 1000) + 5000}
    assert bot.get("/messages", params=later).json() == {"messages": []}
    assert code(bot.get("/messages", params={"chat_id": CHAT, "from": 1, "to": 2})) == (400, "proto.payload")
    assert code(bot.get("/messages", params={"chat_id": CHAT, "count": 101})) == (400, "proto.payload")
    assert code(bot.get("/messages")) == (400, "proto.payload")


def test_a_token_goes_into_the_header_without_a_scheme(networks: Rehearsal, new_posts: Posts) -> None:
    for token in ("", "Bearer max-token", "another"):
        with client(networks, token) as caller:
            assert code(caller.get("/me")) == (401, "verify.token")
    with client(networks, "") as caller:
        assert code(caller.get("/me", params={"access_token": "max-token"})) == (401, "verify.token")
    with client(networks) as caller:
        assert caller.get("/me").json()["is_bot"] is True
        assert code(caller.get("/me", params={"access_token": "max-token"})) == (401, "verify.token")
        assert code(caller.get("/chats")) == (404, "not.found")
        assert code(caller.post("/me")) == (405, "method.not.allowed")
    assert new_posts() == []


PICTURE = {"type": "image", "payload": {"token": "no"}}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "Must have text or attachments"),
    ({"text": ""}, "Must have text or attachments"),
    ({"text": "a" * 4001}, "Field 'text' size (4001) must be at most 4000"),
    ({"text": "😀" * 2001}, "Field 'text' size (4002) must be at most 4000"),
    ({"text": 5}, "text is not of type str"),
    ({"text": "a", "format": "bbcode"}, "format is not of type format"),
    ({"text": "a", "notify": "no"}, "notify is not of type bool"),
    ({"text": "a", "title": "b"}, "title is not a parameter"),
    ({"text": "a", "chat_id": CHAT}, "chat_id is not a parameter of this place"),
    ({"text": "a", "attachments": [PICTURE]}, "Invalid photo token provided: no"),
    ({"text": "a", "attachments": [{"type": "image", "payload": {}}]}, "No `photos`, `url` or `token` provided"),
    ({"text": "a", "attachments": [{"type": "image", "payload": {"url": "https://a.example/a.jpg"}}]}, "upload it"),
    ({"text": "a", "attachments": [{"type": "poll", "payload": {}}]}, "Unknown attachment type: poll"),
    ({"text": "a", "attachments": [{"type": "location", "latitude": 91, "longitude": 0}]}, "latitude is -90..90"),
    ({"text": "a", "attachments": [{"type": "location", "latitude": "1", "longitude": 0}]}, "latitude and longitude"),
    ({"text": "a", "attachments": [{"type": "share", "payload": {"url": "https://a.example"}}] * 13}, "at most 12"),
    ({"text": "a", "attachments": [{"type": "sticker", "payload": {"code": "a"}}] * 2}, "only one sticker"),
    ({"text": "a", "link": {"type": "reply"}}, "a link has a type"),
    ({"text": "a", "attachments": [{"type": "inline_keyboard", "payload": {"buttons": []}}]}, "a list of rows"),
]


@pytest.mark.parametrize(("body", "words"), REFUSED, ids=[f"{n} {words}" for n, (_, words) in enumerate(REFUSED)])
def test_what_is_refused(bot: httpx2.Client, new_posts: Posts, body: dict[str, Any], words: str) -> None:
    answer = send(bot, **body)
    assert code(answer) == (400, "proto.payload")
    assert words in answer.json()["message"]
    assert new_posts() == []


@pytest.mark.parametrize("row", [7, 8])
def test_rows_of_a_keyboard(bot: httpx2.Client, row: int) -> None:
    def keyboard(kind: dict[str, Any], number: int) -> dict[str, Any]:
        return {"type": "inline_keyboard", "payload": {"buttons": [[{"text": "Меню", **kind}] * number]}}

    plain = send(bot, text="a", attachments=[keyboard({"type": "callback", "payload": "1"}, row)])
    assert plain.status_code == (200 if row == 7 else 400)
    link = {"type": "link", "url": "https://teplo.example"}
    assert send(bot, text="a", attachments=[keyboard(link, row - 4)]).status_code == (200 if row == 7 else 400)
    assert send(bot, text="a", attachments=[keyboard({**link, "url": "tel:1"}, 1)]).status_code == 400


def test_another_chat_and_what_is_not_there(bot: httpx2.Client) -> None:
    assert code(bot.post("/messages", params={"chat_id": "-1"}, json={"text": "a"})) == (403, "chat.denied")
    assert code(bot.post("/messages", params={"user_id": "1"}, json={"text": "a"})) == (404, "dialog.not.found")
    assert code(bot.post("/messages", json={"text": "a"})) == (400, "proto.payload")
    for call in ("PUT /messages", "DELETE /messages"):
        method, path = call.split()
        body: dict[str, Any] = {"json": {"text": "a"}} if method == "PUT" else {}
        assert code(bot.request(method, path, params={"message_id": "mid.0"}, **body)) == (404, "not.found")
        assert code(bot.request(method, path, **body)) == (400, "proto.payload")
    assert code(bot.get("/messages/mid.0")) == (404, "not.found")
    assert send(bot, text="a", link={"type": "reply", "mid": "mid.0"}).status_code == 404


def test_pictures(bot: httpx2.Client, picture: Callable[..., bytes], new_posts: Posts) -> None:
    opened, answer = upload(bot, "image", "a.png", picture())
    assert set(opened) == {"url"}
    [photo] = answer.json()["photos"].values()
    assert send(bot, text="a", attachments=[{"type": "video", "payload": photo}]).status_code == 400
    both = [{"type": "image", "payload": photo}, {"type": "image", "payload": {"photos": answer.json()["photos"]}}]
    made = send(bot, attachments=both).json()["message"]
    assert [one["payload"]["token"] for one in made["body"]["attachments"]] == [photo["token"]] * 2
    assert len(new_posts()[0]["media"]) == 2
    for data, words in ((picture(40, 30, "WEBP"), "forbidden"), (picture()[:-20], "cut short"), (b"", "empty")):
        _, answer = upload(bot, "image", "a.png", data)
        assert answer.status_code == 400
        assert words in answer.json()["message"]


@pytest.mark.parametrize("kind", ["video", "file"])
def test_a_file_is_not_ready_at_once(
    bot: httpx2.Client, video: Callable[[], bytes], new_posts: Posts, kind: str
) -> None:
    opened, answer = upload(bot, kind, "a.mp4", video())
    assert ("token" in opened) is (kind == "video")
    token = opened.get("token") or answer.json()["token"]
    body = {"text": "Видео", "attachments": [{"type": kind, "payload": {"token": token}}]}
    early = send(bot, **body)
    assert code(early) == (400, "attachment.not.ready")
    assert early.json()["message"] == "Key: errors.process.attachment.file.not.processed"
    assert new_posts() == []
    assert send(bot, **body).status_code == 200
    assert send(bot, **body).status_code == 200, "it stays ready"
    assert len(new_posts()) == 2


def test_what_was_never_uploaded_is_never_ready(bot: httpx2.Client, new_posts: Posts) -> None:
    token = bot.post("/uploads", params={"type": "audio"}).json()["token"]
    for _ in range(3):
        answer = send(bot, attachments=[{"type": "audio", "payload": {"token": token}}])
        assert code(answer) == (400, "attachment.not.ready")
    assert code(bot.post("/uploads", params={"type": "photo"})) == (400, "proto.payload")
    assert bot.post("/uploads").json() == {"code": "proto.payload", "message": "Missing required parameter: type"}
    assert new_posts() == []


def test_pieces_of_a_file(bot: httpx2.Client, video: Callable[[], bytes]) -> None:
    data, opened = video(), bot.post("/uploads", params={"type": "video"}).json()

    def put(first: int, last: int) -> httpx2.Response:
        about = {"Content-Disposition": 'attachment; filename="a.mp4"', "Content-Type": "application/octet-stream",
                 "Content-Range": f"bytes {first}-{last}/{len(data)}"}  # fmt: skip
        return httpx2.post(opened["url"], content=data[first : last + 1], headers=about, trust_env=False, verify=False)

    assert put(0, 9).status_code == 200
    assert put(20, len(data) - 1).status_code == 416
    assert put(10, len(data) - 1).status_code == 200
    body = {"attachments": [{"type": "video", "payload": {"token": opened["token"]}}]}
    assert [send(bot, **body).status_code for _ in range(2)] == [400, 200]


def test_edits_pins_and_deletion(bot: httpx2.Client, picture: Callable[..., bytes], new_posts: Posts) -> None:
    _, answer = upload(bot, "image", "a.png", picture())
    photo = {"type": "image", "payload": {"photos": answer.json()["photos"]}}
    mid = send(bot, text="Кофе", attachments=[photo]).json()["message"]["body"]["mid"]
    named = {"message_id": mid}
    assert bot.put("/messages", params=named, json={"text": "Чай", "attachments": None}).json() == {"success": True}
    body = bot.get(f"/messages/{mid}").json()["body"]
    assert (body["text"], len(body["attachments"])) == ("Чай", 1)
    assert bot.put("/messages", params=named, json={"attachments": []}).status_code == 200
    assert bot.get(f"/messages/{mid}").json()["body"]["attachments"] is None
    assert bot.put("/messages", params=named, json={"text": ""}).status_code == 400
    place = f"/chats/{CHAT}/pin"
    assert bot.get(place).json() == {"message": None}
    assert bot.put(place, json={"message_id": mid, "notify": False}).json() == {"success": True}
    assert bot.get(place).json()["message"]["body"]["mid"] == mid
    assert bot.put(place, params=named, json={}).status_code == 400, "it goes into the body"
    assert bot.delete("/messages", params=named).json() == {"success": True}
    assert bot.get(place).json() == {"message": None}
    assert bot.delete("/messages", params=named).status_code == 404
    [post] = new_posts()
    assert (post["state"], [*post["edits"][0]]) == ("deleted", ["text"])


def test_who_the_bot_is(bot: httpx2.Client) -> None:
    assert bot.get(f"/chats/{CHAT}").json()["type"] == "channel"
    me = bot.get(f"/chats/{CHAT}/members/me").json()
    assert me["is_admin"] is True
    assert {"write", "pin_message"} <= {*me["permissions"]}
    assert code(bot.get("/chats/-5")) == (403, "chat.denied")


def test_errors_before_november_2026(tmp_path: Path) -> None:
    running = start(tmp_path, [BRAND], limits={"max": {"old_errors": 1}}, idle=60)
    try:
        with client(running) as bot:
            refused = send(bot, text="a" * 4001)
            assert code(refused) == (400, "")
            assert "must be at most 4000" in refused.json()["message"]
            answer = bot.delete("/messages", params={"message_id": "mid.0"})
            assert (answer.status_code, answer.json()["success"]) == (200, False)
    finally:
        running.stop()


def test_messages_a_second(tmp_path: Path) -> None:
    running = start(tmp_path, [BRAND], limits={"max": {"messages_a_second": 2}}, now=1_800_000_000, idle=60)
    try:
        with client(running) as bot:
            answers = [send(bot, text=str(number)) for number in range(30)]
        assert code(next(one for one in answers if one.status_code != 200)) == (429, "too.many.requests")
    finally:
        running.stop()


MARKUP = [
    # source, form, plain, kinds
    ("a **b** *c* _d_ ~~e~~ ++f++ `g` ^^h^^", "markdown", "a b c d e f g h",
     ["strong", "emphasized", "emphasized", "strikethrough", "underline", "monospaced", "highlighted"]),
    ("# Меню\n> цитата", "markdown", "Меню\nцитата", ["heading", "quote"]),
    ("[меню](https://a.example/a_(b))", "markdown", "меню", ["link"]),
    ("snake_case_name 2 * 3 * 4", "markdown", "snake_case_name 2 * 3 * 4", []),
    ("<h1>Меню</h1>\n<a href='https://a.example'>тут</a> &lt;3 <span>x</span>", "html", "Меню\nтут <3 x",
     ["heading", "link"]),
    ("<b>a <i>b</i></b>", "html", "a b", ["emphasized", "strong"]),
    ("<b>a</b>", None, "<b>a</b>", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "form", "plain", "kinds"), MARKUP)
def test_markup(source: str, form: str | None, plain: str, kinds: list[str]) -> None:
    text, elements = read(source, form)
    assert text == plain
    assert [one["type"] for one in elements] == kinds
    assert all(0 <= one["from"] <= one["from"] + one["length"] <= len(plain) for one in elements)


# what MAX publishes


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpackaged("max/schema_2026_07_01.json").read_text(encoding="utf-8"))
    return found


PATHS = {"/messages/{id}": "/messages/{messageId}"}


PUBLISHED = [one for one in ENDPOINTS if not one.host and "/comments" not in one.path]
"""Comments came after the schema."""


@pytest.mark.parametrize("endpoint", PUBLISHED, ids=lambda one: one.method + one.path)
def test_calls_are_those_of_the_schema(endpoint: Any) -> None:
    published, schemas = schema()["paths"], schema()["components"]["schemas"]
    path = endpoint.path.replace(r"{chat:-?\d+}", "{chatId}")
    call = published[PATHS.get(path, path)][endpoint.method.lower()]
    query = {one["name"]: bool(one.get("required")) for one in call.get("parameters", []) if one["in"] == "query"}
    content = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = schemas[content["$ref"].rpartition("/")[2]]["properties"] if content else {}
    assert set(endpoint.params) == {*query, *body}
    assert {name for name, needed in query.items() if needed} <= {*endpoint.required}


def test_attachments_are_those_of_the_schema() -> None:
    schemas = schema()["components"]["schemas"]
    kinds = schemas["AttachmentRequest"]["discriminator"]["mapping"]
    assert set(attachments.FIELDS) == set(kinds)
    payloads = {"image": "PhotoAttachmentRequestPayload", "video": "UploadedInfo", "share": "ShareAttachmentPayload",
                "sticker": "StickerAttachmentRequestPayload", "contact": "ContactAttachmentRequestPayload",
                "inline_keyboard": "InlineKeyboardAttachmentRequestPayload"}  # fmt: skip
    for kind, name in payloads.items():
        assert set(attachments.FIELDS[kind]) == set(schemas[name]["properties"]), kind
    assert set(BODY) == set(schemas["NewMessageBody"]["properties"])
    elements = schemas["MarkupElement"]["discriminator"]["mapping"]
    _, found = read("**a** *b* ~~c~~ ++d++ `e` ^^f^^ [g](h)\n# i\n> j", "markdown")
    assert {one["type"] for one in found} == set(elements) - {"user_mention"}


def test_answers_are_those_of_the_schema(bot: httpx2.Client) -> None:
    schemas = schema()["components"]["schemas"]
    made = send(bot, text="Кофе").json()["message"]
    mid = made["body"]["mid"]
    assert set(made) <= set(schemas["Message"]["properties"])
    assert set(made["body"]) == set(schemas["MessageBody"]["properties"])
    assert {*bot.get(f"/chats/{CHAT}").json()} <= set(schemas["Chat"]["properties"])
    deleted = bot.delete("/messages", params={"message_id": mid}).json()
    assert set(deleted) <= set(schemas["SimpleQueryResult"]["properties"])
    assert set(bot.post("/uploads", params={"type": "video"}).json()) == set(schemas["UploadEndpoint"]["properties"])
    permissions = bot.get(f"/chats/{CHAT}/members/me").json()["permissions"]
    assert set(permissions) <= set(schemas["ChatAdminPermission"]["enum"])
