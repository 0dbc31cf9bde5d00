from __future__ import annotations

import json
from hashlib import md5
from typing import Any

import pytest
from flows import PLANNED, answer, delivery, drive, drive_kept, picture, text, variant, video

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
from smmgen.markup.text import RichText
from smmgen.networks.ok import NETWORK
from smmgen.networks.ok.api import group_id, session_key, signature
from smmgen.networks.ok.publish import topic_of
from smmgen.networks.shown import Message, ShownCard, ShownPoll
from smmgen.networks.wire import File, Receipt
from smmgen.secret import Secret, Secrets
from smmgen.variants.types import LinkCard, Variant

GROUP = "70000000000001"
KEY = "ABCDEFGHIGKLMNOPK"
ACCOUNT = {"target": int(GROUP), "application_key": KEY}
NATIVE = {**ACCOUNT, "delivery": "native"}
SECRETS = Secrets({"token": Secret("s3cret"), "session_secret": Secret("session-key")})
POSTED = answer(200, "70102413183763")
UPLOAD = "https://up.ok.example/photo?id=7"
SERVER = answer(200, {"upload_url": UPLOAD, "photo_ids": ["7"], "expires": "2026-11-28 10:00:00"})
PHOTO = answer(200, {"photos": {"7": {"token": "photo-token"}}})
MP3 = picture("content/media/radio.mp3", kind="audio", mime="audio/mpeg", width=0, height=0)
POLL = {"question": "Что варим?", "options": ["Латте", "Раф"]}
TIME = int(PLANNED.timestamp() * 1000)


def made(*parts: Any, options: Any = None, fields: Any = None, account: Any = ACCOUNT, **more: Any) -> Variant:
    targeting = {**(fields or {}).get("targeting", {}), **({"ok": options} if options else {})}
    chosen = {**(fields or {}), **({"targeting": targeting} if targeting else {})}
    return variant("ok", *(parts or [text("Привет")]), account=account, fields=chosen, **more)


def given(of: Variant | None = None, **more: Any) -> Any:
    from dataclasses import replace

    secrets = more.pop("secrets", SECRETS)
    return replace(delivery(of or made(), NETWORK, **more), secrets=secrets)


def publish(*answers: Any, of: Variant | None = None, **more: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.publish(given(of, **more)), *answers)


def topic_in(request: Any) -> Any:
    return json.loads(request.form["attachment"])


# Signatures: the vectors that konstantintogoi/aiookru publishes (docs/api.md)

VECTOR = {"application_key": KEY, "method": "events.get", "format": "json"}
TOKEN = Secret("-s-84W-s3egarWUsbkq-IWTucuedzTKT8VUXIA.s4Xx8IW7")


def test_a_signature_with_the_applications_key() -> None:
    key = session_key(TOKEN, Secret("ABC123DEF456GHI789JKL123"))
    assert key == Secret("b1a2b89707a94624c43afae67d59274c")
    assert signature(VECTOR, key) == "232c8eb921951c4dba9b72606f9ddb4c"


def test_a_signature_with_the_sessions_key() -> None:
    assert signature(VECTOR, Secret("ae5362b5b588cc7294c2414d71b74d5d")) == "03a41413523ea8092507949d6e711963"


def test_the_token_is_not_signed() -> None:
    more = {**VECTOR, "access_token": "x", "session_key": "y", "sig": "z"}
    assert signature(more, Secret("k")) == signature(VECTOR, Secret("k"))


def test_values_are_signed_as_they_are_in_utf_8() -> None:
    assert signature({"b": "ж=&", "a": "1"}, Secret("k")) == md5("a=1b=ж=&k".encode()).hexdigest()


@pytest.mark.parametrize(
    ("secrets", "key"),
    [
        ({"token": "t0ken", "session_secret": "session"}, "session"),
        ({"token": "t0ken", "application_secret": "app"}, md5(b"t0kenapp").hexdigest()),
        ({"token": "t0ken", "application_secret": "app", "session_secret": "session"}, "session"),
    ],
)
def test_every_call_is_signed(secrets: dict[str, str], key: str) -> None:
    known = Secrets({name: Secret(word) for name, word in secrets.items()})
    (request,), _ = publish(POSTED, secrets=known)
    form = dict(request.form)
    assert form.pop("access_token") == "t0ken"
    assert form.pop("sig") == signature(form, Secret(key))
    assert "t0ken" not in request.url
    assert "app" not in form.values()


@pytest.mark.parametrize(
    ("secrets", "account", "message"),
    [
        ({}, ACCOUNT, "no access token"),
        ({"token": "t0ken"}, ACCOUNT, "no key to sign calls with"),
        ({"token": "t0ken", "session_secret": "s"}, {"target": 7}, "no `application_key`"),
    ],
)
def test_without_keys_nothing_is_sent(secrets: dict[str, str], account: Any, message: str) -> None:
    known = Secrets({name: Secret(word) for name, word in secrets.items()})
    with pytest.raises(Unauthorised, match=message):
        publish(secrets=known, of=made(account=account))


# What is sent

TOPIC = {"media": [{"type": "text", "text": "Привет"}], "onBehalfOfGroup": "true", "disableComments": "false"}
PREVIEW = {"text_link_preview": True}
PHOTOS = {"type": "photo", "list": [{"id": {"$media": 0}}]}
TEXT = {"type": "text", "text": "Привет"}
LINK = {"type": "link", "url": "https://teplo.example/menu"}
CARD = LinkCard("https://teplo.example/menu")
POLL_BLOCK = {
    "type": "poll", "question": "Что варим?", "answers": [{"text": "Латте"}, {"text": "Раф"}],
    "options": "SingleChoice,AnonymousVoting",
}  # fmt: skip
CASES: dict[str, tuple[Variant, dict[str, Any], dict[str, Any]]] = {
    "text": (made(), PREVIEW, {}),
    "English": (made(text("Hi")), PREVIEW, {"media": [{"type": "text", "text": "Hi"}]}),
    "emoji": (made(text("☕️ 👩‍🍳")), PREVIEW, {"media": [{"type": "text", "text": "☕️ 👩‍🍳"}]}),
    "a long text": (made(text("я" * 30_000)), PREVIEW, {"media": [{"type": "text", "text": "я" * 30_000}]}),
    "a photo": (made(text("Привет", media=[picture()])), {}, {"media": [TEXT, PHOTOS]}),
    "a photo without words": (made(text("", media=[picture()])), {}, {"media": [PHOTOS]}),
    "several photos": (
        made(text("Привет", media=[picture(), picture()])),
        {},
        {"media": [TEXT, {"type": "photo", "list": [{"id": {"$media": 0}}, {"id": {"$media": 1}}]}]},
    ),
    "a video": (
        made(text("Привет", media=[video()])),
        {},
        {"media": [TEXT, {"type": "movie", "list": [{"id": {"$media": 0}}]}]},
    ),
    "photos and a video in turn": (
        made(text("Привет", media=[picture(), video(), picture()])),
        {},
        {
            "media": [
                TEXT,
                {"type": "photo", "list": [{"id": {"$media": 0}}, {"id": {"$media": 2}}]},
                {"type": "movie", "list": [{"id": {"$media": 1}}]},
            ]
        },
    ),
    "a link": (made(card=CARD), {}, {"media": [TEXT, LINK]}),
    "a link beside a photo": (made(text("Привет", media=[picture()]), card=CARD), {}, {"media": [TEXT, PHOTOS, LINK]}),
    "a link without a card": (made(card=LinkCard("https://teplo.example", preview="none")), {}, {}),
    "a text whose link stays one": (made(options={"no_preview": True}), {}, {}),
    "a poll": (made(fields={"poll": POLL}), {}, {"media": [TEXT, POLL_BLOCK]}),
    "a poll with several answers": (
        made(fields={"poll": POLL | {"multiple": True}}),
        {},
        {"media": [TEXT, POLL_BLOCK | {"options": "AnonymousVoting"}]},
    ),
    "a public poll alone": (
        made(text(""), fields={"poll": POLL | {"anonymous": False}}),
        {},
        {"media": [POLL_BLOCK | {"options": "SingleChoice"}]},
    ),
    "closed comments": (
        made(fields={"targeting": {"replies": "nobody"}}),
        PREVIEW,
        {"disableComments": "true"},
    ),
    "in the author's name": (made(options={"as_user": True}), PREVIEW, {"onBehalfOfGroup": "false"}),
    "a hidden topic": (made(options={"hidden": True}), PREVIEW | {"hidden_post": True}, {}),
    "planned": (made(account=NATIVE), PREVIEW, {"publishAt": "2026-11-27 10:00:00"}),
}


@pytest.mark.parametrize(("post", "params", "topic"), CASES.values(), ids=CASES)
def test_what_is_sent(post: Variant, params: dict[str, Any], topic: dict[str, Any]) -> None:
    assert NETWORK.render(post) == [
        {
            "method": "mediatopic.post",
            "params": {"type": "GROUP_THEME", "gid": GROUP, **params},
            "attachment": TOPIC | topic,
        }
    ]


@pytest.mark.parametrize("target", ["-7", "@teplo", "", "0", None, "²"])
def test_a_target_is_a_number(target: Any) -> None:
    with pytest.raises(UserError, match="not the number of an Odnoklassniki group"):
        group_id(target)


def test_the_page() -> None:
    assert NETWORK.url(GROUP, "") == f"https://ok.ru/group/{GROUP}"
    assert NETWORK.url("", "") == ""


# Publishing


def test_one_call() -> None:
    (request,), result = publish(POSTED)
    assert (request.method, request.url) == ("POST", "https://api.ok.ru/fb.do")
    assert {name: request.form[name] for name in ("method", "application_key", "format", "type", "gid")} == {
        "method": "mediatopic.post",
        "application_key": KEY,
        "format": "json",
        "type": "GROUP_THEME",
        "gid": GROUP,
    }
    assert request.form["text_link_preview"] == "true"
    assert topic_in(request) == TOPIC
    assert request.creates
    url = f"https://ok.ru/group/{GROUP}/topic/70102413183763"
    assert result == ("70102413183763", url, False, {"topic_id": "70102413183763"})


def test_another_host() -> None:
    (request,), _ = publish(POSTED, of=made(account=ACCOUNT | {"base_url": "https://proxy.example/"}))
    assert request.url == "https://proxy.example/fb.do"


def test_the_schedulers_answer() -> None:
    (request,), result = publish(POSTED, of=made(account=NATIVE), native=True)
    assert topic_in(request)["publishAt"] == "2026-11-27 10:00:00"
    assert result.scheduled


def test_what_is_late_goes_out_at_once() -> None:
    (request,), result = publish(POSTED, of=made(account=NATIVE))
    assert "publishAt" not in topic_in(request)
    assert not result.scheduled


def test_a_photo_in_two_steps_and_no_commit() -> None:
    post = made(text("x", media=[picture()]))
    requests, kept, _ = drive_kept(NETWORK.publish(given(post)), SERVER, PHOTO, POSTED)
    server, upload, topic = requests
    assert (server.form["method"], server.form["gid"], server.form["count"]) == ("photosV2.getUploadUrl", GROUP, "1")
    assert (upload.url, upload.headers) == (UPLOAD, {})
    assert upload.files == {"pic1": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}
    assert topic_in(topic)["media"][1] == {"type": "photo", "list": [{"id": "photo-token"}]}
    assert kept == {"media 0": "photo-token"}


def test_a_video_in_three_steps() -> None:
    post = made(text("x", media=[video(title="Пролив")]))
    where = answer(200, {"upload_url": UPLOAD, "video_id": 17})
    requests, kept, _ = drive_kept(
        NETWORK.publish(given(post)), where, answer(200, b"<retval>1</retval>"), answer(200, {}), POSTED
    )
    server, upload, update, topic = requests
    asked = {name: server.form[name] for name in ("method", "gid", "file_name", "file_size", "post_form")}
    assert asked == {
        "method": "video.getUploadUrl", "gid": GROUP, "file_name": "pour.mp4", "file_size": "0", "post_form": "true",
    }  # fmt: skip
    assert upload.files == {"data": File("content/media/pour.mp4", "video/mp4", "b" * 64)}
    assert (update.form["method"], update.form["vid"], update.form["title"]) == ("video.update", "17", "Пролив")
    assert topic_in(topic)["media"][1] == {"type": "movie", "list": [{"id": "17"}]}
    assert kept == {"media 0": "17"}


def test_another_run_goes_on_with_what_is_uploaded() -> None:
    post = made(text("x", media=[picture(), picture("content/media/raf.jpg")]))
    requests, _ = publish(SERVER, PHOTO, POSTED, of=post, known={"media 0": "first"})
    assert topic_in(requests[-1])["media"][1]["list"] == [{"id": "first"}, {"id": "photo-token"}]


@pytest.mark.parametrize(
    ("server", "said", "error"),
    [
        (answer(500), None, Unavailable),
        (answer(200, {}), None, Unavailable),
        (answer(200, {"upload_url": "javascript:1"}), None, Unavailable),
        (answer(200, {"error_code": 10, "error_msg": "PERMISSION_DENIED"}), None, Unauthorised),
        (SERVER, answer(200, {}), Unavailable),
        (SERVER, answer(200, {"photos": {"7": {}}}), Unavailable),
        (SERVER, answer(502, b"<html>"), Unavailable),
        (SERVER, answer(200, {"error_code": 11, "error_msg": "limit reached"}), RateLimited),
        (SERVER, answer(200, {"error_code": 2, "error_msg": "service"}), Unavailable),
        (SERVER, answer(429), RateLimited),
    ],
)
def test_an_upload_that_fails(server: Any, said: Any, error: type[PublishError]) -> None:
    with pytest.raises(error):
        publish(server, *([said] if said else []), of=made(text("x", media=[picture()])))


@pytest.mark.parametrize("refusal", [answer(200, {"error_code": 4, "error_msg": "no picture"}), answer(413)])
def test_a_refused_file_is_sent_to_another_address_once(refusal: Any) -> None:
    """The first address may have taken the file, and its answer been lost."""
    other = answer(200, {"upload_url": f"{UPLOAD}8", "photo_ids": ["8"], "expires": "2026-11-28 10:00:00"})
    post = made(text("x", media=[picture()]))
    requests, _ = publish(SERVER, refusal, other, PHOTO, POSTED, of=post)
    assert [call.url for call in requests if call.files] == [UPLOAD, f"{UPLOAD}8"]
    assert topic_in(requests[-1])["media"][1]["list"] == [{"id": "photo-token"}]
    with pytest.raises(Rejected, match="upload host rejected the file"):
        publish(SERVER, refusal, other, refusal, of=post)


# What answers mean


def refused(code: int, message: str = "SOMETHING : said", **headers: str) -> Any:
    return answer(200, {"error_code": code, "error_msg": message, "error_data": None}, **headers)


@pytest.mark.parametrize(
    ("reply", "error", "hint"),
    [
        (refused(1), Ambiguous, "look at the group"),
        (refused(2), Ambiguous, "look at the group"),
        (refused(31), Ambiguous, "look at the group"),
        (refused(8), RateLimited, "post less often"),
        (refused(11), RateLimited, "tried again later"),
        (refused(10), Unauthorised, "GROUP_CONTENT"),
        (refused(50), Unauthorised, "administrator"),
        (refused(101), Unauthorised, "application_key"),
        (refused(102), Unauthorised, "new access token"),
        (refused(103), Unauthorised, "new access token"),
        (refused(104), Unauthorised, "secret key"),
        (refused(3), Rejected, "report it"),
        (refused(100), Rejected, "check `target`"),
        (refused(160), Rejected, "number of the group"),
        (refused(300), Rejected, "still there"),
        (refused(454), Rejected, "censor"),
        (refused(9999), Rejected, ""),
        (answer(200, b"", invocation_error="104"), Unauthorised, "secret key"),
        (answer(500, {"error_code": 100, "error_msg": "x"}), Rejected, "check `target`"),
        (answer(500, b"<html>"), Ambiguous, "look at the group"),
        (answer(400, b"<html>"), Ambiguous, "look at the group"),
        (answer(302, b""), Ambiguous, "look at the group"),
        (answer(200, b"{"), Ambiguous, "look at the group"),
        (answer(200, {"id": "7"}), Ambiguous, "look at the group"),
        (answer(200, "not a number"), Ambiguous, "look at the group"),
        (answer(200, b"70102413183763"), Ambiguous, "look at the group"),
    ],
)
def test_what_an_answer_to_the_topic_means(reply: Any, error: type[PublishError], hint: str) -> None:
    with pytest.raises(error) as caught:
        publish(reply)
    assert hint in caught.value.hint


def test_what_ok_says_reaches_the_user() -> None:
    with pytest.raises(Rejected, match=r"Odnoklassniki says: PARAM : bad \(error 100\)"):
        publish(refused(100, "PARAM : bad"))


# Looking it up


def listed(*ids: str, **more: Any) -> Any:
    return answer(200, {"topics": [{"id": identity, "created_ms": TIME} for identity in ids], **more})


def shown(**texts: str) -> Any:
    topics = [
        {"id": name.removeprefix("n"), "media": [{"type": "text", "text": words}, {"type": "photo"}]}
        for name, words in texts.items()
    ]
    return answer(200, {"media_topics": topics})


def find(*replies: Any, of: Variant | None = None, **more: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.find(given(of, **more)), *replies)


def test_an_equal_topic_is_ours() -> None:
    (first, second), found = find(listed("5", "6"), shown(n5="Совсем другие слова", n6="Привет "))
    asked = {name: first.form[name] for name in ("method", "gid", "start_time", "end_time")}
    assert asked == {
        "method": "group.getStatTopics",
        "gid": GROUP,
        "start_time": str(TIME - 300_000),
        "end_time": str(TIME + 86_400_000),
    }
    assert (second.form["method"], second.form["topic_ids"]) == ("mediatopic.getByIds", "5,6")
    assert found == ("6", f"https://ok.ru/group/{GROUP}/topic/6", False, {"topic_id": "6"})


@pytest.mark.parametrize("replies", [[listed()], [listed("5"), shown(n5="Совсем другие слова")]])
def test_what_is_not_there(replies: list[Any]) -> None:
    complete = made(account=ACCOUNT | {"list_is_complete": True})
    assert find(*replies, of=complete)[1] is None
    with pytest.raises(Ambiguous, match="leaves topics without statistics out"):
        find(*replies)


UNCLEAR: dict[str, list[Any]] = {
    "two equal ones": [listed("5", "6"), shown(n5="Привет", n6="Привет")],
    "one that resembles it": [listed("5"), shown(n5="Привет, друзья")],
    "one that is not shown": [listed("5", "6"), shown(n5="Совсем другие слова")],
    "no list": [answer(200, {"topics": 5})],
    "an answer that makes no sense": [answer(200, {"topics": [{}]})],
    "no right to read": [refused(10)],
    "no answer": [answer(500)],
}


@pytest.mark.parametrize("replies", UNCLEAR.values(), ids=UNCLEAR)
def test_what_stays_unclear(replies: list[Any]) -> None:
    with pytest.raises(Ambiguous):
        find(*replies)


def test_what_waits_is_not_listed() -> None:
    with pytest.raises(Ambiguous, match="scheduler"):
        find(listed(), of=made(account=NATIVE), native=True)


def test_pictures_alone_cannot_be_told_apart() -> None:
    photo = made(text("", media=[picture()]))
    complete = made(text("", media=[picture()]), account=ACCOUNT | {"list_is_complete": True})
    assert find(listed("5"), shown(n5="Слова"), of=complete)[1] is None
    with pytest.raises(Ambiguous):
        find(listed("5"), shown(n5=""), of=photo)


def test_more_than_a_page() -> None:
    ids = [str(number) for number in range(1, 102)]
    others = {f"n{number}": f"совсем другие слова {number}" for number in ids[:-1]}
    pages = [shown(**dict(list(others.items())[start : start + 20])) for start in range(0, 100, 20)]
    requests, found = find(listed(*ids[:100], anchor="next"), listed("101"), *pages, shown(n101="Привет"))
    assert requests[1].form["anchor"] == "next"
    assert found.id == "101"


def test_without_a_planned_time_nobody_can_tell() -> None:
    with pytest.raises(Ambiguous, match="without a planned time"):
        find(of=made(at=None))


# Another id

WAITING = Receipt("5", f"https://ok.ru/group/{GROUP}/topic/5", True, {"topic_id": "5"})


def released(*replies: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.released(given(made(account=NATIVE), live=WAITING)), *replies)


@pytest.mark.parametrize("said", [{"topicId": "8"}, {"mid": "8"}, "8", 8])
def test_ok_says_what_became_of_it(said: Any) -> None:
    (request,), found = released(answer(200, said))
    assert (request.form["method"], request.form["topic_id"]) == ("mediatopic.getRepublishedTopic", "5")
    assert found == ("8", f"https://ok.ru/group/{GROUP}/topic/8", False, {"topic_id": "8"})


@pytest.mark.parametrize("said", [refused(300), answer(200, {}), answer(200, {"topicId": "5"})])
def test_it_is_found_by_its_text(said: Any) -> None:
    assert released(said, listed("9"), shown(n9="Привет"))[1].id == "9"


def test_it_still_waits() -> None:
    assert released(answer(200, {}), listed(), shown(n5="Привет"))[1] is None


@pytest.mark.parametrize("said", [refused(300), answer(200, {"media_topics": []})])
def test_it_is_nowhere(said: Any) -> None:
    with pytest.raises(Ambiguous, match="no longer"):
        released(answer(200, {}), listed(), said)


def test_an_address_names_a_topic() -> None:
    assert topic_of(Receipt("x", "https://ok.ru/group/7/topic/17?st=1", False, {"id": "x"})) == "17"
    with pytest.raises(NotSent):
        topic_of(Receipt("x", "https://ok.ru/group/7", False, {"id": "x"}))


# The token


def test_a_token_that_works() -> None:
    requests, said = drive(
        NETWORK.probe(given()), answer(200, {"uid": "1", "name": "Аня"}), answer(200, [{"name": "Тепло"}]), SERVER
    )
    assert said == "Аня posts in the group «Тепло»"
    assert [request.form["method"] for request in requests] == [
        "users.getCurrentUser", "group.getInfo", "photosV2.getUploadUrl",
    ]  # fmt: skip


def test_a_token_without_rights() -> None:
    with pytest.raises(Unauthorised, match="error 10"):
        drive(NETWORK.probe(given()), answer(200, {}), answer(200, []), refused(10))


# What cannot be had


def problems(**more: Any) -> list[tuple[str, bool]]:
    return [(problem.message, problem.fact) for problem in NETWORK.problems(made(**more))]


def test_nothing_is_wrong_with_a_plain_post() -> None:
    assert problems() == []
    assert problems(account=ACCOUNT | {"token_env": "A", "secrets": {"session_secret": {"env": "B"}}}) == []


def test_keys_that_are_missing() -> None:
    found = problems(account={"target": 7, "token_env": "A"})
    assert found == [
        ("`acc` has no application key, without which OK takes no call", True),
        ("`acc` has no key to sign calls with", True),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"poll": POLL | {"answer": "Раф"}},
        {"poll": POLL | {"closes": "3d"}},
        {"targeting": {"replies": "followers"}},
    ],
)
def test_what_ok_does_not_have(fields: Any) -> None:
    assert [fact for _, fact in problems(fields=fields)] == [False]


# What readers see


def seen(*parts: Any, **more: Any) -> Any:
    return NETWORK.shown(Message(given(made(*parts, **more)).part))


def test_a_topic_as_readers_see_it() -> None:
    options = {"as_user": True, "hidden": True}
    found = seen(
        text("Привет", media=[picture(), video()]),
        card=CARD,
        options=options,
        fields={"poll": POLL, "targeting": {"replies": "nobody"}},
    )
    assert found.rich == RichText("Привет")
    assert [one.path for one in found.media] == ["content/media/latte.jpg", "content/media/pour.mp4"]
    assert found.link == ShownCard("https://teplo.example/menu", made=True)
    assert found.poll == ShownPoll("Что варим?", ("Латте", "Раф"))
    assert (found.replies, found.notes) == ("nobody", ("hidden", "as_user"))


def test_the_only_link_of_a_text() -> None:
    assert seen(text("https://teplo.example")).link == ShownCard("https://teplo.example", made=True)
    assert seen(text("https://teplo.example"), options={"no_preview": True}).link is None
    assert seen(text("https://teplo.example", media=[picture()])).link is None


@pytest.mark.parametrize("request_", [{}, {"attachment": 5}, {"attachment": {"media": [5, {"list": [7]}]}}])
def test_a_hook_may_have_broken_it(request_: Any) -> None:
    assert NETWORK.shown(Message({"request": request_})).rich == RichText()
