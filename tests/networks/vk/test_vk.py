from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flows import PLANNED, answer, delivery, drive, picture, receipt, text, variant, video
from vk_schema import errors

from smmgen.errors import Ambiguous, NotSent, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks.vk import NETWORK, api
from smmgen.networks.vk.api import owner_id
from smmgen.networks.vk.facts import Options, Settings
from smmgen.networks.vk.render import guid
from smmgen.networks.wire import File, Receipt
from smmgen.variants.types import LinkCard

ACCOUNT = {"target": -230000001, "token_env": "VK", "user_token_env": "VK_USER"}
NATIVE = ACCOUNT | {"delivery": "native"}
GUID = guid("bf-latte:acc:1:1")
AT = int(PLANNED.timestamp())
GIF = picture("content/media/steam.gif", mime="image/gif")
PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf", alt="", title="Menu")
CARD = LinkCard("https://teplo.example/bf", title="Black Friday")
POLL = {"question": "Какой?", "options": ["Латте", "Раф"]}
PLACE = {"name": "Teplo", "lat": 55.7658, "lon": 0, "address": "Pushkin street 5"}


def made(*parts: Any, options: Any = None, fields: Any = None, account: Any = None, **more: Any) -> Any:
    fields = dict(fields or {})
    if options:
        fields["targeting"] = {**fields.get("targeting", {}), "vk": options}
    return variant("vk", *parts, account=account or ACCOUNT, fields=fields, **more)


CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "text": (made(text("Привет")), {"message": "Привет"}),
    "photos": (
        made(text("Hi", media=[picture(), picture()])),
        {"message": "Hi", "attachments": [{"$media": 0}, {"$media": 1}]},
    ),
    "photo without words": (made(text("", media=[picture()])), {"attachments": [{"$media": 0}]}),
    "link card beside a photo": (
        made(text("Hi", media=[picture()]), card=CARD),
        {
            "message": "Hi",
            "attachments": [{"$media": 0}, "https://teplo.example/bf"],
            "link_title": "Black Friday",
        },
    ),
    "card switched off": (
        made(text("https://a.example"), card=LinkCard("https://a.example", preview="none")),
        {"message": "https://a.example"},
    ),
    "poll": (made(text("Hi"), fields={"poll": POLL}), {"message": "Hi", "attachments": [{"$poll": 0}]}),
    "place": (
        made(text("Hi"), fields={"targeting": {"place": PLACE}}),
        {"message": "Hi", "lat": 55.7658, "long": 0.0},
    ),
    "place of VK's own": (
        made(text("Hi"), fields={"targeting": {"place": PLACE}}, options={"place_id": 12}),
        {"message": "Hi", "place_id": 12},
    ),
    "advertising": (
        made(text("Hi"), fields={"ads": {"erid": "2Vtz", "advertiser": "Teplo"}}),
        {"message": "Hi", "mark_as_ads": True},
    ),
    "closed comments": (
        made(text("Hi"), fields={"targeting": {"replies": "nobody"}}),
        {"message": "Hi", "close_comments": True},
    ),
    "options": (
        made(
            text("Hi", media=[picture(), picture()]),
            options={
                "signed": True,
                "mute_notifications": True,
                "copyright": "https://a.example",
                "donut": 604800,
            },
        ),
        {
            "message": "Hi",
            "attachments": [{"$media": 0}, {"$media": 1}],
            "signed": True,
            "mute_notifications": True,
            "copyright": "https://a.example",
            "donut_paid_duration": 604800,
        },
    ),
    "VK Donut for good": (made(text("Hi"), options={"donut": -1}), {"message": "Hi", "donut_paid_duration": -1}),
    "carousel": (
        made(text("Hi", media=[picture(), picture()]), fields={"format": "carousel"}),
        {"message": "Hi", "attachments": [{"$media": 0}, {"$media": 1}], "primary_attachments_mode": "carousel"},
    ),
    "an item of the shop after the files, before the link": (
        made(text("Hi", media=[picture()]), card=CARD, options={"attach": ["market-230000001_17"]}),
        {
            "message": "Hi",
            "attachments": [{"$media": 0}, "market-230000001_17", "https://teplo.example/bf"],
            "link_title": "Black Friday",
        },
    ),
    "VK's own scheduler": (made(text("Hi"), account=NATIVE), {"message": "Hi", "publish_date": 1795762800}),
    "VK's own scheduler needs a time": (made(text("Hi"), account=NATIVE, at=None), {"message": "Hi"}),
}


@pytest.mark.parametrize("name", CASES)
def test_request(name: str) -> None:
    made, params = CASES[name]
    (request,) = NETWORK.render(made)
    assert request["method"] == "wall.post"
    assert request["params"] == {"owner_id": -230000001, "from_group": True, "guid": GUID, **params}


@pytest.mark.parametrize("name", CASES)
def test_request_is_what_vk_takes(name: str) -> None:
    (request,) = NETWORK.render(CASES[name][0])
    assert errors(request["method"], request["params"]) == []
    assert errors("polls.create", request.get("poll", {})) == []


def test_the_schema_check_can_fail() -> None:
    assert errors("wall.psot", {}) == ["no method wall.psot"]
    found = errors("wall.createComment", {"msg": "x", "guid": 5})
    assert found == [
        "wall.createComment: unknown msg",
        "wall.createComment: missing post_id",
        "wall.createComment.guid: 5 is no string",
    ]


def test_poll() -> None:
    fields = {"poll": POLL | {"multiple": True, "anonymous": False, "closes": "2d"}}
    (request,) = NETWORK.render(made(text("Hi"), fields=fields))
    assert request["poll"] == {
        "owner_id": -230000001,
        "question": "Какой?",
        "add_answers": '["Латте", "Раф"]',
        "is_multiple": True,
        "is_anonymous": False,
        "end_date": AT + 172800,
    }


def test_poll_is_what_vk_takes() -> None:
    (request,) = NETWORK.render(made(text("Hi"), fields={"poll": POLL | {"multiple": True, "closes": "2d"}}))
    assert errors("polls.create", request["poll"]) == []


COMMENTED = made(text("Hi"), text("Menu", role="comment"))


def test_first_comment() -> None:
    _, comment = NETWORK.render(COMMENTED)
    assert comment == {
        "method": "wall.createComment",
        "params": {
            "owner_id": -230000001,
            "post_id": {"$previous": "post_id"},
            "from_group": 230000001,
            "message": "Menu",
            "guid": guid("bf-latte:acc:1:comment"),
        },
    }


def test_first_comment_is_what_vk_takes() -> None:
    _, comment = NETWORK.render(COMMENTED)
    assert errors(comment["method"], comment["params"]) == []


def test_guid_is_the_key_and_nothing_else() -> None:
    assert guid("a:b:1:1") == guid("a:b:1:1") != guid("a:b:1:2")
    assert len(guid("a:b:1:1")) == 32
    changed = made(text("Other words"), fields={"ads": {"erid": "2Vtz", "advertiser": "Teplo"}})
    assert NETWORK.render(changed)[0]["params"]["guid"] == GUID


@pytest.mark.parametrize(
    ("parts", "fields", "needed"),
    [
        ([text("Hi")], {}, False),
        ([text("Hi", media=[picture()])], {}, True),
        ([text("Hi", media=[video()])], {}, True),
        ([text("Hi", media=[PDF])], {}, False),
        ([text("Hi", media=[GIF])], {}, False),
        ([text("Hi")], {"poll": POLL}, True),
    ],
)
def test_who_needs_a_users_token(parts: Any, fields: Any, needed: bool) -> None:
    (request,) = NETWORK.render(made(*parts, fields=fields))
    assert request.get("needs_user_token", False) is needed
    alone = ACCOUNT | {"user_token_env": None}
    problems = NETWORK.problems(made(*parts, fields=fields, account=alone))
    assert bool(problems) is needed
    assert all(problem.fact and "user_token_env" in problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("parts", "more", "expected"),
    [
        ([text("")], {"fields": {"poll": POLL}}, [(("poll",), True)]),
        ([text("Hi")], {"fields": {"poll": POLL | {"answer": "Раф"}}}, [(("poll", "answer"), False)]),
        ([text("Hi")], {"fields": {"targeting": {"replies": "followers"}}}, [(("targeting", "replies"), False)]),
        ([text("Hi")], {"fields": {"targeting": {"replies": "nobody"}}}, []),
        ([text("Hi")], {"fields": {"first_comment": "Menu"}}, []),
        ([text("Hi")], {"fields": {"first_comment": "Menu"}, "account": NATIVE}, [(("first_comment",), True)]),
        ([text("Hi")], {"account": {"target": -1, "post_with": "user"}}, [((), True)]),
    ],
)
def test_problems(parts: Any, more: Any, expected: Any) -> None:
    assert [(problem.field, problem.fact) for problem in NETWORK.problems(made(*parts, **more))] == expected


@pytest.mark.parametrize("target", [None, "", 230000001, "teplo", "-", "-12a", "https://vk.com/teplo"])
def test_target_is_a_community(target: Any) -> None:
    with pytest.raises(UserError, match="is not a VK community id"):
        owner_id(target)


def test_target() -> None:
    assert owner_id(-230000001) == owner_id("-230000001") == -230000001
    assert NETWORK.url("-230000001", "") == "https://vk.com/club230000001"


def test_length_is_utf16() -> None:
    assert NETWORK.length("кофе") == 4
    assert NETWORK.length("😀!") == 3


def test_unknown_keys_are_refused() -> None:
    for model in (Options, Settings):
        with pytest.raises(ValueError, match="extra"):
            model.model_validate({"colour": "red"})


# Publishing

TOKENS = {"token": "c0mmunity", "user_token": "us3r"}


def yes(response: Any) -> Any:
    return answer(200, {"response": response})


def no(code: int, words: str = "no", status: int = 200) -> Any:
    return answer(status, {"error": {"error_code": code, "error_msg": words, "request_params": []}})


POSTED = yes({"post_id": 17})
SERVER = yes({"upload_url": "https://pu.vk.example/upload", "album_id": -14, "user_id": 5})
UPLOADED = answer(200, {"server": 626, "photo": '[{"photo":"1"}]', "hash": "h4sh"})
SAVED = yes([{"id": 45, "owner_id": -230000001, "access_key": "k3y"}])


def publish(variant: Any, *answers: Any, index: int = 0, **more: Any) -> tuple[list[Any], Receipt]:
    return drive(NETWORK.publish(delivery(variant, NETWORK, index, **(TOKENS | more))), *answers)


def called(requests: list[Any]) -> list[str]:
    return [request.url.rpartition("/")[2] for request in requests]


def token_of(request: Any) -> str:
    return request.headers["Authorization"].removeprefix("Bearer ")


def test_text_is_one_form_with_the_communitys_token() -> None:
    (request,), given = publish(made(text("Привет")), POSTED)
    assert request.url == "https://api.vk.com/method/wall.post"
    assert request.form == {
        "owner_id": "-230000001",
        "from_group": "1",
        "message": "Привет",
        "guid": GUID,
        "v": "5.199",
    }
    assert token_of(request) == "c0mmunity"
    assert request.creates
    assert given == Receipt(
        "-230000001_17",
        "https://vk.com/wall-230000001_17",
        False,
        {"owner_id": -230000001, "post_id": 17},
    )


def test_no_url_and_no_form_holds_a_token() -> None:
    requests, _ = publish(made(text("Hi", media=[picture()])), SERVER, UPLOADED, SAVED, POSTED)
    for request in requests:
        shown = f"{request.url} {request.form} {request.query}"
        assert "c0mmunity" not in shown
        assert "us3r" not in shown


def test_photo_is_uploaded_by_the_user_and_posted_by_the_community() -> None:
    requests, _ = publish(made(text("Hi", media=[picture()])), SERVER, UPLOADED, SAVED, POSTED)
    server, upload, save, post = requests
    assert called([server, save, post]) == ["photos.getWallUploadServer", "photos.saveWallPhoto", "wall.post"]
    assert server.form == {"group_id": "230000001", "v": "5.199"}
    assert upload.url == "https://pu.vk.example/upload"
    assert upload.files == {"photo": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}
    assert upload.headers == {}
    assert save.form == {
        "group_id": "230000001",
        "server": "626",
        "photo": '[{"photo":"1"}]',
        "hash": "h4sh",
        "caption": "A latte",
        "v": "5.199",
    }
    assert post.form["attachments"] == "photo-230000001_45_k3y"
    assert [token_of(server), token_of(save), token_of(post)] == ["us3r", "us3r", "c0mmunity"]
    assert [request.creates for request in requests] == [False, False, False, True]


def test_user_posts_where_the_account_says_so() -> None:
    account = ACCOUNT | {"post_with": "user", "api_version": "5.251"}
    (request,), _ = publish(made(text("Hi"), account=account), POSTED)
    assert token_of(request) == "us3r"
    assert request.form["v"] == "5.251"


def test_everything_attached_in_order() -> None:
    post = made(text("Hi", media=[picture(), video(title="How we pour"), PDF]), fields={"poll": POLL}, card=CARD)
    video_saved = yes({"upload_url": "https://vu.vk.example/", "video_id": 7, "owner_id": -230000001})
    requests, _ = publish(
        post,
        *(SERVER, UPLOADED, SAVED),
        *(video_saved, answer(200, {"size": 5000, "video_hash": "x"})),
        *(yes({"upload_url": "https://du.vk.example/"}), answer(200, {"file": "f1le"})),
        yes({"type": "doc", "doc": {"id": 8, "owner_id": -230000001}}),
        yes({"id": 9, "owner_id": -230000001}),
        POSTED,
    )
    assert requests[-1].form["attachments"] == (
        "photo-230000001_45_k3y,video-230000001_7,doc-230000001_8,poll-230000001_9,https://teplo.example/bf"
    )
    save_video, send_video, server, send_document, save_document, poll = requests[3:9]
    assert save_video.form == {"name": "How we pour", "group_id": "230000001", "wallpost": "0", "v": "5.199"}
    assert list(send_video.files) == ["video_file"]
    assert list(send_document.files) == ["file"]
    assert save_document.form == {"file": "f1le", "title": "Menu", "v": "5.199"}
    assert [token_of(request) for request in (save_video, server, save_document, poll)] == [
        "us3r",
        "c0mmunity",
        "c0mmunity",
        "us3r",
    ]


@pytest.mark.parametrize(
    ("post", "answers"),
    [
        (made(text("Hi"), fields={"poll": POLL}), [yes({"id": 9, "owner_id": -230000001})]),
        (
            made(text("Hi", media=[video()])),
            [yes({"upload_url": "https://vu.vk.example/", "video_id": 7, "owner_id": -1}), answer(200, {"size": 1})],
        ),
    ],
)
def test_polls_and_videos_are_posted_by_the_user_who_made_them(post: Any, answers: Any) -> None:
    requests, _ = publish(post, *answers, POSTED)
    assert token_of(requests[-1]) == "us3r"


def test_uploads_call_methods_as_vk_describes_them() -> None:
    requests, _ = publish(made(text("Hi", media=[picture()])), SERVER, UPLOADED, SAVED, POSTED)
    for request in (requests[0], requests[2]):
        known = errors(called([request])[0], dict.fromkeys(request.form.keys() - {"v"}, None))
        assert not [problem for problem in known if "unknown" in problem or "missing" in problem]


def test_gif_goes_as_a_document() -> None:
    requests, _ = publish(
        made(text("Hi", media=[GIF])),
        yes({"upload_url": "https://du.vk.example/"}),
        answer(200, {"file": "f1le"}),
        yes({"type": "doc", "doc": {"id": 8, "owner_id": -230000001}}),
        POSTED,
    )
    assert called(requests)[0] == "docs.getWallUploadServer"


@pytest.mark.parametrize(
    ("variant", "more"),
    [
        (made(text("Hi", media=[picture()])), {"user_token": ""}),
        (made(text("Hi"), fields={"poll": POLL}), {"user_token": ""}),
        (made(text("Hi")), {"token": ""}),
        (made(text("Hi"), account=ACCOUNT | {"post_with": "user"}), {"user_token": ""}),
    ],
)
def test_nothing_is_sent_without_the_token_it_takes(variant: Any, more: Any) -> None:
    with pytest.raises(Unauthorised):
        publish(variant, **more)


def test_native_posts_are_scheduled() -> None:
    (request,), given = publish(made(text("Hi"), account=NATIVE), POSTED, native=True)
    assert request.form["publish_date"] == str(AT)
    assert given.scheduled


def test_native_posts_whose_time_has_come_go_out_at_once() -> None:
    (request,), given = publish(made(text("Hi"), account=NATIVE), POSTED, native=False)
    assert "publish_date" not in request.form
    assert not given.scheduled


@pytest.mark.parametrize("post", [receipt(post_id=17), Receipt("", "https://vk.com/wall-230000001_17")])
def test_first_comment_goes_under_the_post(post: Receipt) -> None:
    (request,), given = publish(COMMENTED, yes({"comment_id": 3}), index=1, previous=[post])
    assert called([request]) == ["wall.createComment"]
    assert request.creates
    assert request.form == {
        "owner_id": "-230000001",
        "post_id": "17",
        "from_group": "230000001",
        "message": "Menu",
        "guid": guid("bf-latte:acc:1:comment"),
        "v": "5.199",
    }
    assert given.url == "https://vk.com/wall-230000001_17?reply=3"


@pytest.mark.parametrize(
    ("previous", "kind"),
    [
        ([], NotSent),
        ([Receipt("", "https://teplo.example")], NotSent),
        ([Receipt("x", "", True, {"post_id": 17})], Rejected),
    ],
)
def test_first_comment_without_a_post(previous: list[Receipt], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        publish(COMMENTED, index=1, previous=previous)


@pytest.mark.parametrize(
    ("response", "kind", "hint"),
    [
        *((no(code), Ambiguous, "look at") for code in (1, 10, 13, 36)),
        *((no(code), Unauthorised, "new token") for code in (4, 5, 1117, 3609)),
        (no(27), Unauthorised, "user_token_env"),
        (no(1051), Unauthorised, "vk1"),
        (no(15), Unauthorised, "administrator"),
        (no(17), Unauthorised, "log in"),
        (no(43), Unavailable, "closed for a while"),
        (no(14), Rejected, "captcha"),
        (no(100), Rejected, "target"),
        (no(214), Rejected, "number of posts"),
        (no(222), Rejected, "link"),
        (no(8), Rejected, "report"),
        (no(77777), Rejected, ""),
        (no(5, status=401), Unauthorised, "new token"),
        (no(100, status=500), Ambiguous, "look at"),
        (answer(502, b"<html>"), Ambiguous, "look at"),
        (answer(200, b'{"respon'), Ambiguous, "look at"),
        (answer(200, b""), Ambiguous, "look at"),
        (answer(200, b"[]"), Ambiguous, "look at"),
        (answer(500, {"response": {"post_id": 17}}), Ambiguous, "look at"),
        (answer(200, {"error": "no"}), Ambiguous, "look at"),
        (yes({}), Ambiguous, "look at"),
        (yes(1), Ambiguous, "look at"),
    ],
)
def test_answers_to_the_creating_call(response: Any, kind: type[Exception], hint: str) -> None:
    with pytest.raises(kind) as caught:
        publish(made(text("Hi")), response)
    assert hint in caught.value.hint  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "wait"), [(6, 1), (9, 3600), (29, 86400), (601, 86400), (224, 86400)])
def test_pauses(code: int, wait: float) -> None:
    with pytest.raises(RateLimited) as caught:
        publish(made(text("Hi")), no(code))
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([no(1)], Unavailable),
        ([no(27)], Unauthorised),
        ([answer(502, b"")], Unavailable),
        ([yes({})], Unavailable),
        ([SERVER, answer(200, {"server": 1, "photo": "[]", "hash": "h"})], Rejected),
        ([SERVER, answer(200, {"error": "bad image"})], Rejected),
        ([SERVER, answer(504, b"")], Unavailable),
        ([SERVER, UPLOADED, no(129)], Rejected),
        ([SERVER, UPLOADED, yes([])], Unavailable),
    ],
)
def test_answers_to_uploads_are_never_ambiguous(answers: list[Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        publish(made(text("Hi", media=[picture()])), *answers)


def test_every_code_of_the_tables_has_one_meaning() -> None:
    tables = [set(api.PAUSES), set(api.TOKENS), set(api.REASONS), set(api.UNCERTAIN), {api.CLOSED_FOR_NOW}]
    assert sum(map(len, tables)) == len(set().union(*tables))


# Finding


def wall(*posts: tuple[int, str], post_type: str = "post") -> Any:
    items = [
        {"id": 17 + number, "owner_id": -230000001, "date": AT + late, "text": words, "post_type": post_type}
        for number, (late, words) in enumerate(posts)
    ]
    return yes({"count": len(items), "items": items})


def find(variant: Any, *answers: Any, index: int = 0, **more: Any) -> tuple[list[Any], Receipt | None]:
    return drive(NETWORK.find(delivery(variant, NETWORK, index, **(TOKENS | more))), *answers)


def test_found_by_its_exact_text() -> None:
    (request,), given = find(made(text("Hi")), wall((500, "Other"), (60, "Hi"), (-90000, "Hi")))
    assert given is not None
    assert given.url == "https://vk.com/wall-230000001_18"
    assert request.form == {"owner_id": "-230000001", "filter": "owner", "count": "100", "v": "5.199"}
    assert token_of(request) == "us3r"
    assert not request.creates


def test_an_older_post_of_the_same_text_is_not_ours() -> None:
    assert find(made(text("Hi")), wall((-4000, "Hi")))[1] is None


@pytest.mark.parametrize("early", [1, 299])
def test_a_post_that_vks_clock_dates_early_is_ours(early: int) -> None:
    """Two clocks may differ, and what goes out on the second may be dated before it."""
    given = find(made(text("Hi")), wall((-early, "Hi")))[1]
    assert given is not None
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), wall((-early, "Hi!")))


def test_a_wall_that_counts_posts_and_shows_none_says_nothing() -> None:
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), yes({"count": 5, "items": []}))
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), yes({"count": 5}))


def test_a_comment_without_its_post_is_not_absent() -> None:
    with pytest.raises(Ambiguous):
        find(COMMENTED, index=1)


def test_surely_not_there() -> None:
    assert find(made(text("Hi")), wall())[1] is None


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param([(60, "Hi!")], id="nearly the same text"),
        pytest.param([(60, "Hi"), (120, "Hi")], id="twice"),
        pytest.param([(200000, "Hi")], id="two days later"),
    ],
)
def test_never_the_newest_post(posts: list[tuple[int, str]]) -> None:
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), wall(*posts))


def test_pictures_without_words_have_no_marker() -> None:
    with pytest.raises(Ambiguous):
        find(made(text("", media=[picture()])), wall((60, "")))


def test_found_in_the_scheduler() -> None:
    waiting = wall((0, "Hi"), (7200, "Another"), post_type="postpone")
    requests, given = find(made(text("Hi"), account=NATIVE), waiting, wall((-9000, "Old")), native=True)
    assert [request.form["filter"] for request in requests] == ["postponed", "owner"]
    assert given is not None
    assert given.scheduled


def test_not_in_the_scheduler() -> None:
    waiting = wall((7200, "Another"), post_type="postpone")
    assert find(made(text("Hi"), account=NATIVE), waiting, wall(), native=True)[1] is None


def test_a_scheduler_that_is_late_still_has_it() -> None:
    waiting = wall((0, "Hi"), post_type="postpone")
    _, given = find(made(text("Hi"), account=NATIVE), waiting, wall(), native=False)
    assert given is not None
    assert given.scheduled


@pytest.mark.parametrize("response", [no(27), no(6), answer(502, b""), yes({"count": 0})])
def test_a_wall_that_cannot_be_read_settles_nothing(response: Any) -> None:
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), response)


@pytest.mark.parametrize("more", [{"user_token": ""}, {"at": None}])
def test_find_says_when_it_cannot_tell(more: Any) -> None:
    with pytest.raises(Ambiguous):
        find(made(text("Hi")), **more)


def comments(*words: str, author: int = -230000001) -> Any:
    return yes({"count": len(words), "items": [{"id": 3, "from_id": author, "text": word} for word in words]})


def test_comment_found() -> None:
    (request,), given = find(COMMENTED, comments("Menu"), index=1, previous=[receipt(post_id=17)])
    assert called([request]) == ["wall.getComments"]
    assert given is not None
    assert given.reference["comment_id"] == 3


def test_comment_of_another_is_not_ours() -> None:
    assert find(COMMENTED, comments("Menu", author=5), index=1, previous=[receipt(post_id=17)])[1] is None


def test_comment_nearly_the_same() -> None:
    with pytest.raises(Ambiguous):
        find(COMMENTED, comments("Menu!"), index=1, previous=[receipt(post_id=17)])


# Probing


def probe(*answers: Any, **more: Any) -> tuple[list[Any], str]:
    return drive(NETWORK.probe(delivery(made(text("Hi")), NETWORK, **(TOKENS | more))), *answers)


GROUP = {"id": 230000001, "name": "Тепло"}


@pytest.mark.parametrize("groups", [{"groups": [GROUP]}, [GROUP]])
def test_probe_with_both_tokens(groups: Any) -> None:
    requests, sentence = probe(yes(groups), SERVER)
    assert sentence == "community «Тепло», the user's token may upload"
    assert called(requests) == ["groups.getById", "photos.getWallUploadServer"]


def test_probe_with_the_communitys_token_alone() -> None:
    _, sentence = probe(yes({"groups": [GROUP]}), user_token="")
    assert "texts only" in sentence


def test_probe_refused() -> None:
    with pytest.raises(Unauthorised):
        probe(no(5))


def test_planned_end_of_a_poll_follows_the_plan() -> None:
    (request,) = NETWORK.render(made(text("Hi"), fields={"poll": POLL | {"closes": "12h"}}))
    assert request["poll"]["end_date"] == int((PLANNED + timedelta(hours=12)).timestamp())
