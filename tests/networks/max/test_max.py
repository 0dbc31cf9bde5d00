from __future__ import annotations

from typing import Any

import pytest
from flows import PLANNED, answer, delivery, drive, drive_kept, picture, receipt, text, variant, video
from hypothesis import given
from hypothesis import strategies as st
from max_schema import call_errors

from smmgen.errors import (
    Ambiguous,
    NotSent,
    PublishError,
    RateLimited,
    Rejected,
    Unauthorised,
    Unavailable,
    UserError,
)
from smmgen.markup.text import Mark, RichText
from smmgen.networks.max import NETWORK, html
from smmgen.networks.max.api import chat_id
from smmgen.networks.shown import Message, ShownCard
from smmgen.networks.wire import File
from smmgen.variants.types import LinkCard, Variant

CHAT = -70000000000001
ACCOUNT = {"target": CHAT}
POSTED = answer(
    200,
    {"message": {"body": {"mid": "mid.1", "seq": 1, "text": "x"}, "timestamp": 1, "url": "https://max.ru/teplo/AZ1"}},
)
MP3 = picture("content/media/radio.mp3", kind="audio", mime="audio/mpeg", width=0, height=0)
PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf", width=0, height=0)
PLACE = {"name": "Тепло", "lat": 55.76, "lon": 37.61}
UPLOAD = "https://iu.oneme.example/upload?id=7"
ENDPOINT = answer(200, {"url": UPLOAD})
PHOTO = answer(200, {"photos": {"7": {"token": "photo-token"}}})
TIME = int(PLANNED.timestamp() * 1000)


def made(*parts: Any, options: Any = None, fields: Any = None, account: Any = ACCOUNT, **more: Any) -> Variant:
    targeting = {**(fields or {}).get("targeting", {}), **({"max": options} if options else {})}
    chosen = {**(fields or {}), **({"targeting": targeting} if targeting else {})}
    return variant("max", *(parts or [text("Hi")]), account=account, fields=chosen, **more)


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(made(*parts, **more))


def publish(*answers: Any, of: Variant | None = None, index: int = 0, **more: Any) -> tuple[list[Any], Any]:
    requests, result = drive(NETWORK.publish(delivery(of or made(), NETWORK, index, **more)), *answers)
    for request in requests:
        if not request.url.startswith(UPLOAD):
            assert call_errors(request) == []
    return requests, result


# What is sent

BODY = {"text": "Hi", "attachments": None, "link": None, "notify": True}
CASES: dict[str, tuple[Variant, dict[str, Any], dict[str, Any]]] = {
    "text": (made(), {}, {}),
    "Cyrillic": (made(text("Привет")), {}, {"text": "Привет"}),
    "emoji": (made(text("☕️ 👩‍🍳")), {}, {"text": "☕️ 👩‍🍳"}),
    "a long text": (made(text("я" * 4000)), {}, {"text": "я" * 4000}),
    "bold": (made(text("Hi", Mark(0, 2, "bold"))), {}, {"text": "<b>Hi</b>", "format": "html"}),
    "signs of HTML without marks": (made(text("a < b & c")), {}, {"text": "a < b & c"}),
    "signs of HTML beside marks": (
        made(text("a < b & c", Mark(4, 5, "italic"))),
        {},
        {"text": "a &lt; <i>b</i> &amp; c", "format": "html"},
    ),
    "a link behind a word": (
        made(text("menu", Mark(0, 4, "link", 'https://t.example/?a="1"&b=2'))),
        {},
        {"text": '<a href="https://t.example/?a=&quot;1&quot;&amp;b=2">menu</a>', "format": "html"},
    ),
    "a bare address": (
        made(text("https://t.example/", Mark(0, 18, "link", "https://t.example/"))),
        {},
        {"text": "https://t.example/"},
    ),
    "marks inside marks": (
        made(text("abc", Mark(0, 3, "bold"), Mark(0, 3, "link", "https://t.example"), Mark(1, 2, "strike"))),
        {},
        {"text": '<b><a href="https://t.example">a<s>b</s>c</a></b>', "format": "html"},
    ),
    "silent": (made(options={"silent": True}), {}, {"notify": False}),
    "no preview": (made(options={"no_preview": True}), {"disable_link_preview": True}, {}),
    "the link's preview switched off": (
        made(card=LinkCard("https://t.example", preview="none")),
        {"disable_link_preview": True},
        {},
    ),
    "a picture": (
        made(text("Hi", media=[picture()])),
        {},
        {"attachments": [{"type": "image", "payload": {"$media": 0}}]},
    ),
    "a picture without words": (
        made(text("", media=[picture()])),
        {},
        {"text": None, "attachments": [{"type": "image", "payload": {"$media": 0}}]},
    ),
    "pictures and a video": (
        made(text("Hi", media=[picture(), video(), picture()])),
        {},
        {
            "attachments": [
                {"type": "image", "payload": {"$media": 0}},
                {"type": "video", "payload": {"$media": 1}},
                {"type": "image", "payload": {"$media": 2}},
            ]
        },
    ),
    "audio": (made(text("Hi", media=[MP3])), {}, {"attachments": [{"type": "audio", "payload": {"$media": 0}}]}),
    "a document": (made(text("Hi", media=[PDF])), {}, {"attachments": [{"type": "file", "payload": {"$media": 0}}]}),
    "a place": (
        made(fields={"targeting": {"place": PLACE}}),
        {},
        {"attachments": [{"type": "location", "latitude": 55.76, "longitude": 37.61}]},
    ),
}


@pytest.mark.parametrize(("post", "query", "body"), CASES.values(), ids=CASES)
def test_what_is_sent(post: Variant, query: dict[str, Any], body: dict[str, Any]) -> None:
    assert NETWORK.render(post) == [{"call": "message", "query": {"chat_id": CHAT, **query}, "body": BODY | body}]


def test_a_post_to_pin() -> None:
    assert rendered(options={"pin": True})[0]["pin"] is True


def test_a_thread_and_its_comment() -> None:
    first, second, comment = rendered(
        text("1"), text("2"), text("menu", Mark(0, 4, "link", "https://t.example"), role="comment"),
        options={"pin": True},
    )  # fmt: skip
    assert first["body"]["link"] is None
    assert second["body"]["link"] == {"type": "reply", "mid": {"$previous": "mid"}}
    assert "pin" not in second
    assert comment == {"call": "comment", "body": {"text": "menu", "link": None}}


@pytest.mark.parametrize("target", ["@teplo", "", "0", None, "12a", "²"])
def test_a_target_is_a_number(target: Any) -> None:
    with pytest.raises(UserError, match="not the id of a MAX channel"):
        chat_id(target)


def test_length_is_never_below_what_max_may_count() -> None:
    assert NETWORK.length("👋 привет") == 9
    assert len("👋 привет") == 8


KINDS = st.sampled_from(["bold", "italic", "underline", "strike", "code", "pre"])


@st.composite
def rich_texts(draw: st.DrawFn) -> RichText:
    """Marks that are apart or inside each other, the outer one first."""
    words = draw(st.text(alphabet="ab <>&\"'ж👋\n;#", min_size=4, max_size=30))
    ends = sorted(draw(st.lists(st.integers(0, len(words)), min_size=4, max_size=4)))
    one, two, three, four = ends
    marks = [Mark(one, four, draw(KINDS)), Mark(two, three, "link", 'https://t.example/?a=<">&b')]
    return RichText(words, tuple(mark for mark in marks if mark.start < mark.end))


@given(rich_texts())
def test_html_reads_back(rich: RichText) -> None:
    words, form = html.sent(rich)
    assert (html.read(words) if form else RichText(words)) == rich


# Publishing


def test_one_call() -> None:
    (request,), result = publish(POSTED)
    assert (request.method, request.url) == ("POST", "https://platform-api2.max.ru/messages")
    assert request.headers == {"Authorization": "s3cret"}
    assert request.query == {"chat_id": str(CHAT)}
    assert request.json == BODY
    assert request.creates
    assert result == ("mid.1", "https://max.ru/teplo/AZ1", False, {"mid": "mid.1"})


def test_another_host_and_another_root() -> None:
    account = {**ACCOUNT, "base_url": "https://proxy.example/", "ca_file": "certs/root.pem"}
    requests, _ = publish(ENDPOINT, PHOTO, POSTED, of=made(text("x", media=[picture()]), account=account))
    assert requests[0].url == "https://proxy.example/uploads"
    assert {request.ca_file for request in requests} == {"certs/root.pem"}


def test_the_token_goes_nowhere_else() -> None:
    requests, _ = publish(ENDPOINT, PHOTO, POSTED, of=made(text("x", media=[picture()])))
    uploads, upload, post = requests
    assert "s3cret" not in f"{[(one.url, one.query, one.json, one.form) for one in requests]}"
    assert upload.headers == {}
    assert uploads.headers == post.headers == {"Authorization": "s3cret"}


def test_a_flag_is_a_word() -> None:
    (request,), _ = publish(POSTED, of=made(options={"no_preview": True}))
    assert request.query["disable_link_preview"] == "true"


def test_without_a_token_nothing_is_sent() -> None:
    with pytest.raises(Unauthorised, match="no bot token"):
        publish(token="")


UPLOADS: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
    "a picture's token comes after the upload": (picture(), {}, PHOTO, {"photos": {"7": {"token": "photo-token"}}}),
    "a picture's token alone": (picture(), {}, answer(200, {"token": "t"}), {"token": "t"}),
    "a video's comes before it": (video(), {"token": "v"}, answer(200, b"<retval>1</retval>"), {"token": "v"}),
    "audio's comes before it": (MP3, {"token": "a"}, answer(200, b"<retval>1</retval>"), {"token": "a"}),
    "a file's comes after it": (PDF, {}, answer(200, {"fileId": 1, "token": "f"}), {"token": "f"}),
}


@pytest.mark.parametrize(("item", "endpoint", "said", "payload"), UPLOADS.values(), ids=UPLOADS)
def test_uploads(item: Any, endpoint: Any, said: Any, payload: Any) -> None:
    post = made(text("x", media=[item]))
    requests, kept, _ = drive_kept(
        NETWORK.publish(delivery(post, NETWORK)), answer(200, {"url": UPLOAD, **endpoint}), said, POSTED
    )
    where, upload, message = requests
    kind = {"image": "image", "video": "video", "audio": "audio", "document": "file"}[item.kind]
    assert where.query == {"type": kind}
    assert (upload.url, upload.files) == (UPLOAD, {"data": File(item.path, item.mime, item.sha256)})
    assert message.json["attachments"] == [{"type": kind, "payload": payload}]
    assert kept == {"media 0": payload, "tries": 1}
    assert [call_errors(one) for one in (where, message)] == [[], []]


def test_another_run_goes_on_with_what_is_uploaded() -> None:
    post = made(text("x", media=[picture(), picture("content/media/raf.jpg")]))
    known = {"media 0": {"token": "first"}}
    requests, _ = publish(ENDPOINT, PHOTO, POSTED, of=post, known=known)
    payloads = [one["payload"] for one in requests[-1].json["attachments"]]
    assert payloads == [{"token": "first"}, {"photos": {"7": {"token": "photo-token"}}}]


@pytest.mark.parametrize(
    ("endpoint", "said", "error"),
    [
        (answer(500), None, Unavailable),
        (answer(200, {}), None, Unavailable),
        (answer(200, {"url": "javascript:1"}), None, Unavailable),
        (answer(400, {"code": "x", "message": "File extension is forbidden"}), None, Rejected),
        (ENDPOINT, answer(200, {}), Unavailable),
        (ENDPOINT, answer(200, {"photos": {"7": {}}}), Unavailable),
        (ENDPOINT, answer(200, {"error_code": 4, "error_msg": "no picture"}), Rejected),
        (ENDPOINT, answer(413), Rejected),
        (ENDPOINT, answer(429), RateLimited),
        (ENDPOINT, answer(400, {"code": "too.many.requests", "message": "later"}), RateLimited),
        (ENDPOINT, answer(502, b"<html>"), Unavailable),
    ],
)
def test_an_upload_that_fails(endpoint: Any, said: Any, error: type[PublishError]) -> None:
    with pytest.raises(error):
        publish(endpoint, *([said] if said else []), of=made(text("x", media=[picture()])))


NOT_READY = answer(
    400, {"code": "attachment.not.ready", "message": "Key: errors.process.attachment.file.not.processed"}
)


@pytest.mark.parametrize(("tries", "pause"), [(0, 1), (1, 2), (3, 8), (9, 16)])
def test_files_that_are_still_processed_are_waited_for(tries: int, pause: float) -> None:
    known = {"media 0": {"token": "t"}, "tries": tries}
    with pytest.raises(RateLimited, match="still busy with the files") as caught:
        publish(NOT_READY, of=made(text("x", media=[picture()])), known=known)
    assert caught.value.retry_after == pause


def test_a_reply_names_the_message_before() -> None:
    both = made(text("1"), text("2"))
    (request,), _ = publish(POSTED, of=both, index=1, previous=[receipt(mid="mid.0")])
    assert request.json["link"] == {"type": "reply", "mid": "mid.0"}
    for before in ([], [receipt(id="AZ1")]):
        with pytest.raises(NotSent):
            publish(of=both, index=1, previous=before)


def test_a_comment_stands_under_the_post() -> None:
    thread = made(text("1"), text("2"), text("3", role="comment"))
    before = [receipt(mid="mid.0"), receipt(mid="mid.1")]
    (request,), result = publish(
        answer(200, {"message": {"body": {"mid": "mid.c"}}}), of=thread, index=2, previous=before
    )
    assert (request.method, request.url.rpartition("max.ru/")[2]) == ("POST", "messages/mid.0/comments")
    assert request.json == {"text": "3", "link": None}
    assert result == ("mid.c", "", False, {"mid": "mid.c", "post": "mid.0"})
    with pytest.raises(NotSent):
        publish(of=thread, index=2)


def test_comments_that_are_off_are_named_as_a_cause() -> None:
    both = made(text("1"), text("2", role="comment"))
    with pytest.raises(Ambiguous) as caught:
        publish(answer(500, {"code": "internal.error"}), of=both, index=1, previous=[receipt(mid="mid.0")])
    assert "comments are off" in caught.value.hint


def test_pinning_is_a_step_of_its_own() -> None:
    post = made(options={"pin": True})
    _, published = publish(POSTED, of=post)
    assert published.reference == {"mid": "mid.1", "follow_up": "the post has not been pinned"}
    (request,), done = drive(NETWORK.finish(delivery(post, NETWORK, live=published)), answer(200, {"success": True}))
    assert (request.method, request.url.rpartition("/chats/")[2]) == ("PUT", f"{CHAT}/pin")
    assert request.json == {"message_id": "mid.1", "notify": False}
    assert call_errors(request) == []
    assert done.reference == {"mid": "mid.1"}
    assert drive(NETWORK.finish(delivery(made(), NETWORK, live=published)))[1].reference == {"mid": "mid.1"}


# What answers mean


@pytest.mark.parametrize(
    ("reply", "error", "hint"),
    [
        (answer(401, {"code": "verify.token", "message": "Invalid access_token"}), Unauthorised, "copy the bot"),
        (answer(403, {"code": "access.denied", "message": "no"}), Unauthorised, "administrator"),
        (answer(404, {"code": "not.found", "message": "Chat not found"}), Rejected, "check `target`"),
        (answer(400, {"code": "proto.payload", "message": "text too long"}), Rejected, ""),
        (answer(422, {"message": "no"}), Rejected, ""),
        (answer(405, b""), Rejected, ""),
        (answer(200, {"success": False, "message": "no rights"}), Rejected, ""),
        (answer(200, {"success": False, "message": "no", "code": "chat.denied"}), Unauthorised, "administrator"),
        (answer(200, {"success": False, "message": "no", "code": "verify.token"}), Unauthorised, "copy the bot"),
        (answer(429, {"code": "too.many.requests", "message": "slow down"}), RateLimited, ""),
        (answer(500, {"code": "internal", "message": "oops"}), Ambiguous, "look at the channel"),
        (answer(503, b"<html>"), Ambiguous, "look at the channel"),
        (answer(302, b""), Ambiguous, "look at the channel"),
        (answer(200, b"{"), Ambiguous, "look at the channel"),
        (answer(200, {"message": {}}), Ambiguous, "look at the channel"),
        (answer(200, {"message": {"body": {"mid": 5}}}), Ambiguous, "look at the channel"),
    ],
)  # fmt: skip
def test_what_an_answer_to_the_message_means(reply: Any, error: type[PublishError], hint: str) -> None:
    with pytest.raises(error) as caught:
        publish(reply)
    assert hint in caught.value.hint


@pytest.mark.parametrize(("headers", "seconds"), [({}, 2.0), ({"retry_after": "7"}, 7.0)])
def test_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    with pytest.raises(RateLimited) as caught:
        publish(answer(429, {"message": "x"}, **headers))
    assert caught.value.retry_after == seconds


def test_what_max_says_reaches_the_user_with_its_code() -> None:
    with pytest.raises(Rejected, match=r"MAX answered 400: text too long \(proto.payload\)"):
        publish(answer(400, {"code": "proto.payload", "message": "text too long"}))


# Looking it up


def message(words: str = "Hi", mid: str = "mid.1", at: int = TIME, kinds: Any = (), **more: Any) -> dict[str, Any]:
    body = {"mid": mid, "seq": 1, "text": words, "attachments": [{"type": kind} for kind in kinds]}
    return {"body": body, "timestamp": at, "recipient": {}, **more}


def find(*pages: Any, of: Variant | None = None, index: int = 0, **more: Any) -> tuple[list[Any], Any]:
    replies = [answer(200, {"messages": page}) if isinstance(page, list) else page for page in pages]
    requests, found = drive(NETWORK.find(delivery(of or made(), NETWORK, index, **more)), *replies)
    assert [call_errors(request) for request in requests] == [[]] * len(requests)
    return requests, found


def test_an_equal_message_is_ours() -> None:
    (request,), found = find([message("Other words here"), message(url="https://max.ru/teplo/AZ1")])
    assert (request.method, request.query) == ("GET", {"chat_id": str(CHAT), "count": "100"})
    assert found == ("mid.1", "https://max.ru/teplo/AZ1", False, {"mid": "mid.1"})


def test_the_text_is_compared_as_readers_see_it() -> None:
    bold = made(text("a < b", Mark(0, 1, "bold")))
    assert find([message("a < b ")], of=bold)[1].id == "mid.1"


def test_a_post_to_pin_is_pinned_after_it_was_found() -> None:
    assert "follow_up" in find([message()], of=made(options={"pin": True}))[1].reference


NOT_OURS = {
    "nothing": [],
    "other words": [message("Something else entirely")],
    "older than the planned time": [message(at=TIME - 301_000)],
    "written by a person": [message(sender={"user_id": 1, "is_bot": False})],
    "with a picture": [message(kinds=["image"])],
    "no text": [message("")],
}


@pytest.mark.parametrize("page", NOT_OURS.values(), ids=NOT_OURS)
def test_what_is_not_ours(page: Any) -> None:
    assert find(page)[1] is None


def test_files_count_and_previews_do_not() -> None:
    assert find([message(kinds=["share", "inline_keyboard"])])[1].id == "mid.1"
    photo = made(text("", media=[picture(), video()]))
    assert find([message("", kinds=["video", "image"])], of=photo)[1].id == "mid.1"
    assert find([message("", kinds=["image"])], of=photo)[1] is None


def test_the_message_before_is_not_taken_for_its_reply() -> None:
    both = made(text("Hi"), text("Hi"))
    _, found = find([message(mid="mid.2"), message()], of=both, index=1, previous=[receipt(mid="mid.1")])
    assert found.id == "mid.2"


UNCLEAR = {
    "two equal ones": ([message(), message(mid="mid.2")],),
    "one that resembles it": ([message("Two cups of fresh coffee, please")],),
    "an answer that makes no sense": (answer(200, {"messages": [{}]}),),
    "no list": (answer(200, {"messages": 5}),),
    "no right to read": (answer(403, {"code": "access.denied", "message": "no"}),),
    "no answer": (answer(500),),
}


@pytest.mark.parametrize("pages", UNCLEAR.values(), ids=UNCLEAR)
def test_what_stays_unclear(pages: Any) -> None:
    coffee = made(text("Two cups of fresh coffee"))
    with pytest.raises(Ambiguous):
        find(*pages, of=coffee if "resembles" in str(pages) or "cups" in str(pages) else None)


def test_more_than_a_page() -> None:
    first = [message(f"{n} other words of its own", f"mid.{n}", TIME + 1000 - n) for n in range(100, 200)]
    last = [message(f"{n} other words of its own", f"mid.{n}", TIME + 1000 - n) for n in range(199, 230)]
    (_, second), found = find(first, [*last, message(mid="mid.ours", at=TIME + 700)])
    assert second.query["from"] == str(TIME + 1000 - 199)
    assert found.id == "mid.ours"
    stuck = [message("other words of its own", f"mid.{n}", TIME + 1000) for n in range(100)]
    with pytest.raises(Ambiguous, match="more than 100 messages since then"):
        find(stuck, stuck)


def test_without_a_planned_time_nobody_can_tell() -> None:
    with pytest.raises(Ambiguous, match="without a planned time"):
        find(of=made(at=None))


def test_a_comment_is_looked_for_under_its_post() -> None:
    both = made(text("1"), text("Hi", role="comment"))
    before = [receipt(mid="mid.0")]
    (request,), found = find([message()], of=both, index=1, previous=before)
    assert request.url.endswith("/messages/mid.0/comments")
    assert found == ("mid.1", "", False, {"mid": "mid.1", "post": "mid.0"})
    assert find([], of=both, index=1, previous=before)[1] is None


# The token


def probe(kind: str = "channel", **member: Any) -> Any:
    replies = [
        answer(200, {"username": "teplo_bot"}),
        answer(200, {"type": kind, "title": "Тепло"}),
        answer(200, member),
    ]
    requests, said = drive(NETWORK.probe(delivery(made(), NETWORK)), *replies)
    assert [call_errors(request) for request in requests] == [[], [], []]
    return said


@pytest.mark.parametrize("right", ["write", "post_edit_delete_message"])
def test_a_token_that_may_post_and_read(right: str) -> None:
    assert probe(permissions=[right, "read_all_messages"]) == "teplo_bot posts in the channel «Тепло»"


def test_a_token_that_may_not() -> None:
    assert "may not read it" in probe("chat")
    with pytest.raises(Unauthorised, match="may not post in the channel"):
        probe(permissions=["read_all_messages"])


# What cannot be had


def problems(*parts: Any, **more: Any) -> list[tuple[str, bool]]:
    return [(problem.message, problem.fact) for problem in NETWORK.problems(made(*parts, **more))]


def test_nothing_is_wrong_with_a_plain_post() -> None:
    assert problems(text("Hi", media=[picture(), video()])) == []


@pytest.mark.parametrize("alone", [MP3, PDF])
def test_a_file_or_audio_is_alone(alone: Any) -> None:
    assert problems(text("Hi", media=[alone])) == []
    assert problems(text("Hi", media=[alone, picture()])) == [
        ("MAX wants an audio file or a document to be the only file", True)
    ]


def test_a_place_beside_files() -> None:
    place = {"targeting": {"place": PLACE}}
    assert problems(fields=place) == []
    assert [fact for _, fact in problems(text("Hi", media=[picture()]), fields=place)] == [False]
    assert [fact for _, fact in problems(text("Hi", media=[PDF]), fields=place)] == [True]


def test_tags_take_room() -> None:
    assert problems(text("я" * 3995, Mark(0, 10, "bold"))) == [
        ("with its formatting the text is 2 signs too long for max (4002 of 4000)", False)
    ]


def test_a_comment_has_no_hidden_links() -> None:
    link = Mark(0, 4, "link", "https://t.example")
    assert [fact for _, fact in problems(text("x"), text("menu", link, role="comment"))] == [False]


def test_nobody_can_be_kept_from_commenting() -> None:
    assert [fact for _, fact in problems(fields={"targeting": {"replies": "nobody"}})] == [False]


# What readers see


def shown(*parts: Any, **more: Any) -> Any:
    post = made(*parts, **more)
    return NETWORK.shown(Message(delivery(post, NETWORK, len(post.parts) - 1, previous=[receipt(mid="m")]).part))


def test_a_message_as_readers_see_it() -> None:
    marks = (Mark(0, 5, "bold"), Mark(6, 10, "link", "https://t.example"))
    seen = shown(text("a < b menu", *marks), options={"silent": True, "pin": True})
    assert seen.rich == RichText("a < b menu", marks)
    assert seen.link == ShownCard("https://t.example", made=True)
    assert (seen.silent, seen.notes) == (True, ("pinned",))


def test_without_a_preview() -> None:
    assert shown(text("https://t.example"), options={"no_preview": True}).link is None
    assert shown(text("https://t.example", media=[picture()])).link is None
    assert shown(text("1"), text("https://t.example", role="comment")).link is None


def test_files_and_place() -> None:
    seen = shown(text("", media=[picture(), MP3]), fields={"targeting": {"place": PLACE}})
    assert [one.path for one in seen.media] == ["content/media/latte.jpg", "content/media/radio.mp3"]
    assert seen.place == "55.76, 37.61"


@pytest.mark.parametrize("request_", [{}, {"body": 5}, {"body": {"text": 5, "attachments": [5, {"payload": 7}]}}])
def test_a_hook_may_have_broken_it(request_: Any) -> None:
    assert NETWORK.shown(Message({"request": request_})).rich == RichText()
