from __future__ import annotations

import json
from typing import Any

import pytest
from flows import PLANNED, answer, delivery, drive, picture, receipt, text, variant, video
from published import unpackaged

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable
from smmgen.networks.mastodon import NETWORK
from smmgen.networks.wire import File
from smmgen.variants.types import Variant

ACCOUNT = {"target": "@teplo", "base_url": "https://mastodon.example"}
NATIVE = {**ACCOUNT, "delivery": "native"}
STATUS = answer(200, {"id": "1", "url": "https://mastodon.example/@teplo/1", "content": "<p>x</p>"})
ME = answer(200, {"id": "7", "acct": "teplo"})
POLL = {"question": "Tea or coffee?", "options": ["Tea", "Coffee"], "closes": "3d"}

# POST /api/v1/statuses as documented (https://docs.joinmastodon.org/methods/statuses/#create).
PARAMETERS = {
    "status": str,
    "media_ids": list,
    "poll": dict,
    "in_reply_to_id": str,
    "sensitive": bool,
    "spoiler_text": str,
    "visibility": str,
    "language": str,
    "scheduled_at": str,
}
POLL_PARAMETERS = {"options": list, "expires_in": int, "multiple": bool, "hide_totals": bool}


def made(*parts: Any, account: Any = ACCOUNT, **more: Any) -> Variant:
    return variant("mastodon", *(parts or [text("x")]), account=account, **more)


def options(**chosen: Any) -> dict[str, Any]:
    return {"targeting": {"mastodon": chosen}}


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(made(*parts, **more))


# What is sent


def test_a_plain_status() -> None:
    assert rendered(text("Hello")) == [{"status": "Hello", "visibility": "public"}]


def test_every_option() -> None:
    fields = {
        "poll": POLL | {"multiple": True},
        "targeting": {
            "language": ["en", "ru"],
            "mastodon": {"visibility": "unlisted", "sensitive": True, "spoiler": "Coffee", "hide_totals": True},
        },
    }
    (body,) = rendered(text("Which?"), fields=fields, account=NATIVE)
    assert body == {
        "status": "Which?\n\nTea or coffee?",
        "visibility": "unlisted",
        "poll": {"options": ["Tea", "Coffee"], "expires_in": 259_200, "multiple": True, "hide_totals": True},
        "sensitive": True,
        "spoiler_text": "Coffee",
        "language": "en",
        "scheduled_at": "2026-11-27T07:00:00.000Z",
    }
    assert all(type(body[name]) is PARAMETERS[name] for name in body)
    assert all(type(body["poll"][name]) is POLL_PARAMETERS[name] for name in body["poll"])


def test_the_question_is_not_written_twice() -> None:
    (body,) = rendered(text("Tea or coffee? Say it."), fields={"poll": POLL})
    assert body["status"] == "Tea or coffee? Say it."


def test_a_poll_without_an_end_stays_open_for_a_day() -> None:
    (body,) = rendered(fields={"poll": POLL | {"closes": None}})
    assert body["poll"]["expires_in"] == 86_400


def test_a_marker_carries_the_focus() -> None:
    (body,) = rendered(text("x", media=[picture(), picture(focus=(-0.5, 1.0))]))
    assert body["media_ids"] == [{"$media": 0}, {"$media": 1, "focus": "-0.5,1"}]


def test_a_thread_replies_to_the_part_before() -> None:
    first, second, comment = rendered(text("1"), text("2"), text("3", role="comment"), fields={"poll": POLL})
    assert "in_reply_to_id" not in first
    assert second == {"status": "2", "visibility": "public", "in_reply_to_id": {"$previous": "id"}}
    assert comment["in_reply_to_id"] == {"$previous": "id"}


def test_limits_are_those_of_an_unchanged_server() -> None:
    known = json.loads(unpackaged("mastodon/defaults.json").read_text("utf-8"))["configuration"]
    assert {name: NETWORK.facts.limits.most(name) for name in ("text.length", "alt.length", "media.count")} == {
        "text.length": known["statuses"]["max_characters"],
        "alt.length": known["media_attachments"]["description_limit"],
        "media.count": known["statuses"]["max_media_attachments"],
    }
    assert NETWORK.facts.limits.most("video.bytes") == known["media_attachments"]["video_size_limit"]
    assert NETWORK.facts.limits.most("video.fps") == known["media_attachments"]["video_frame_rate_limit"]
    assert NETWORK.facts.limits.most("video.pixels") == known["media_attachments"]["video_matrix_limit"]
    assert NETWORK.facts.limits.most("poll.option") == known["polls"]["max_characters_per_option"]


def test_urls_and_remote_servers_count_less() -> None:
    assert NETWORK.length("see https://a.example/" + "x" * 200) == 4 + 23
    assert NETWORK.length("@friend@far.example") == len("@friend")


def test_the_page() -> None:
    assert NETWORK.url("@teplo", "https://mastodon.example/") == "https://mastodon.example/@teplo"
    assert NETWORK.url("", "https://mastodon.example") == "https://mastodon.example"


# Publishing


def publish(*answers: Any, of: Variant | None = None, index: int = 0, **more: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.publish(delivery(of or made(), NETWORK, index, **more)), *answers)


def test_one_call() -> None:
    (request,), result = publish(STATUS)
    assert (request.method, request.url) == ("POST", "https://mastodon.example/api/v1/statuses")
    assert request.headers["Authorization"] == "Bearer s3cret"
    assert request.creates
    assert result == ("1", "https://mastodon.example/@teplo/1", False, {"id": "1"})


def test_the_idempotency_key_lasts_until_a_refusal() -> None:
    first, again, refused = (publish(STATUS, attempt=n)[0][0].headers["Idempotency-Key"] for n in (0, 0, 1))
    assert first == again
    assert first != refused
    assert len(first) == 32


def test_another_part_has_another_key() -> None:
    both = made(text("1"), text("2"))
    first = publish(STATUS, of=both)[0][0]
    second = publish(STATUS, of=both, index=1, previous=[receipt(id="41")])[0][0]
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]
    assert second.json["in_reply_to_id"] == "41"


def test_media_are_waited_for() -> None:
    pair = made(text("x", media=[picture(focus=(0.25, -1)), picture(alt="")]))
    (first, poll, _, second, post), _ = publish(
        answer(202, {"id": "11", "url": None}),
        answer(206, {"id": "11", "url": None}),
        answer(200, {"id": "11", "url": "https://m.example/1"}),
        answer(200, {"id": "12", "url": "https://m.example/2"}),
        STATUS,
        of=pair,
    )
    assert first.url == "https://mastodon.example/api/v2/media"
    assert first.form == {"description": "A latte", "focus": "0.25,-1"}
    assert first.files == {"file": File("content/media/latte.jpg", "image/jpeg", "a" * 64)}
    assert (poll.method, poll.url) == ("GET", "https://mastodon.example/api/v1/media/11")
    assert poll.poll_after > 0
    assert second.form == {}
    assert post.json["media_ids"] == ["11", "12"]


def test_media_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(Rejected, match="Error processing"):
        publish(
            answer(202, {"id": "11"}),
            answer(422, {"error": "Error processing thumbnail for uploaded media"}),
            of=made(text("x", media=[picture()])),
        )


def test_media_that_never_get_ready_leave_the_post_for_later() -> None:
    with pytest.raises(Unavailable, match="still busy"):
        publish(answer(202, {"id": "11"}), *[answer(206, {"id": "11"})] * 1000, of=made(text("x", media=[picture()])))


def test_the_servers_own_scheduler() -> None:
    waiting = answer(200, {"id": "9", "scheduled_at": "2026-11-27T07:00:00.000Z", "params": {"text": "x"}})
    (request,), result = publish(waiting, of=made(account=NATIVE), native=True)
    assert request.json["scheduled_at"] == "2026-11-27T07:00:00.000Z"
    assert result == ("9", "", True, {"id": "9"})


def test_no_schedule_when_smm_delivers() -> None:
    (request,), result = publish(STATUS, of=made(account=NATIVE))
    assert "scheduled_at" not in request.json
    assert not result.scheduled


# What answers mean


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(401, {"error": "The access token is invalid"}), Unauthorised),
        (answer(403, {"error": "This action is outside the authorized scopes"}), Unauthorised),
        (answer(404, {"error": "Record not found"}), Rejected),
        (answer(422, {"error": "Validation failed: Text character limit of 500 exceeded"}), Rejected),
        (answer(400, {"error": "Bad Request: status must be at most 5000"}), Rejected),
        (answer(400, {"error": "Duplicate idempotency key."}), Ambiguous),
        (answer(409, {"error": "in progress"}), Ambiguous),
        (answer(500, {"error": "Something went wrong"}), Ambiguous),
        (answer(503, b"<html>"), Ambiguous),
        (answer(301, b""), Ambiguous),
        (answer(200, b'{"id": "1'), Ambiguous),
        (answer(200, b"[]"), Ambiguous),
        (answer(200, {}), Ambiguous),
    ],
)
def test_what_an_answer_to_the_post_means(reply: Any, error: type[PublishError]) -> None:
    with pytest.raises(error):
        publish(reply)


def test_the_networks_words_reach_the_user() -> None:
    with pytest.raises(Rejected, match="Mastodon answered 422: Validation failed"):
        publish(answer(422, {"error": "Validation failed"}))


def test_nothing_is_in_doubt_before_the_post() -> None:
    with pytest.raises(Unavailable):
        publish(answer(500, b""), of=made(text("x", media=[picture()])))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x_ratelimit_reset": "2026-11-27T07:05:00.000Z", "date": "Fri, 27 Nov 2026 07:03:20 GMT"}, 100),
        ({"x_ratelimit_reset": "2026-11-27T07:00:00Z", "date": "Fri, 27 Nov 2026 07:03:20 GMT"}, 1),
        ({"x_ratelimit_reset": "soon", "date": "Fri, 27 Nov 2026 07:03:20 GMT"}, 60),
        ({"x_ratelimit_reset": "2026-11-27T07:05:00.000Z"}, 60),
        ({}, 60),
    ],
)
def test_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    with pytest.raises(RateLimited) as caught:
        publish(answer(429, {"error": "Too many requests"}, **headers))
    assert caught.value.retry_after == seconds


# Looking it up


def own(identity: int, reply: str | None = None, files: int = 0, created: str = "2026-11-27T07:00:00.000Z") -> Any:
    return {
        "id": str(identity),
        "url": f"https://mastodon.example/@teplo/{identity}",
        "content": "<p>…</p>",
        "created_at": created,
        "in_reply_to_id": reply,
        "media_attachments": [{}] * files,
    }


def find(*answers: Any, of: Variant | None = None, index: int = 0, **more: Any) -> tuple[list[Any], Any]:
    return drive(NETWORK.find(delivery(of or made(), NETWORK, index, **more)), *answers)


def test_find_compares_the_source() -> None:
    page = answer(200, [own(5), own(4, reply="1"), own(3, files=1), own(2)])
    requests, result = find(ME, page, answer(200, {"text": "y"}), answer(200, {"text": "x\n"}))
    assert requests[1].url == "https://mastodon.example/api/v1/accounts/7/statuses"
    assert requests[1].query == {"exclude_reblogs": "true", "limit": "40"}
    assert [r.url.removeprefix("https://mastodon.example/api/v1/") for r in requests[2:]] == [
        "statuses/5/source",
        "statuses/2/source",
    ]
    assert result.id == "2"


def test_find_minds_the_content_warning() -> None:
    warned = made(fields=options(spoiler="Coffee"))
    page = answer(200, [own(2), own(1)])
    sources = [answer(200, {"text": "x", "spoiler_text": ""}), answer(200, {"text": "x", "spoiler_text": "Coffee"})]
    assert find(ME, page, *sources, of=warned)[1].id == "1"


def test_find_says_none_at_the_end_of_the_list() -> None:
    assert find(ME, answer(200, []))[1] is None
    assert find(ME, answer(200, [own(1)]), answer(200, {"text": "y"}))[1] is None


# Servers without GET /statuses/:id/source: Pixelfed, Mastodon before 3.5

NO_SOURCE = answer(404, {"error": "The route could not be found."})
LINE = "Latte with @friend@far.example: https://a.example/menu #coffee\n\nUntil Sunday"


def shown_as(content: Any, of: str = LINE, **more: Any) -> Any:
    """What `find` makes of one status that shows this, where ours is `of`."""
    return find(ME, answer(200, [own(2) | {"content": content} | more]), NO_SOURCE, of=made(text(of)))[1]


@pytest.mark.parametrize(
    "content",
    [
        "<p>Latte with <span class='h-card'><a href='https://far.example/@friend'>@<span>friend</span></a></span>: "
        "<a href='https://a.example/menu'><span class='invisible'>https://</span><span>a.example/menu</span></a> "
        "<a href='/tags/coffee' class='mention hashtag'>#<span>coffee</span></a></p><p>Until Sunday</p>",
        "Latte with @friend@far.example: https://a.example/menu #coffee<br />\n<br />\nUntil Sunday",
    ],
)
def test_without_a_source_the_same_text_is_ours(content: str) -> None:
    assert shown_as(content).id == "2"


@pytest.mark.parametrize(
    "content",
    [
        "<p>Latte with @friend: a.example #coffee</p><p>Until Sunday</p>",  # the server may have changed ours to it
        "<p>…</p>",
        "",
        None,
        {"html": "<p>x</p>"},
    ],
)
def test_what_cannot_be_compared_is_not_absent(content: Any) -> None:
    with pytest.raises(Ambiguous, match="may be this one"):
        shown_as(content)


def test_another_text_is_another_post() -> None:
    assert shown_as("<p>Closed on Monday, see you on Tuesday</p>") is None
    assert shown_as("<p>Closed</p>", of="") is None


def test_the_same_text_under_another_warning_is_in_doubt() -> None:
    with pytest.raises(Ambiguous):
        shown_as("<p>x</p>", of="x", spoiler_text="Coffee")


def test_an_older_status_without_text_is_another_post() -> None:
    assert shown_as("", created_at="2026-11-20T07:00:00.000Z") is None


def test_a_source_that_says_nothing_is_not_another_text() -> None:
    for said in ({}, {"text": None}, [], "x"):
        with pytest.raises(Ambiguous):
            find(ME, answer(200, [own(2)]), answer(200, said))


def test_ids_that_are_numbers_are_ids() -> None:
    both = made(text("1"), text("x"))
    page = answer(200, [own(2) | {"id": 2, "in_reply_to_id": 41, "content": "x"}])
    assert find(ME, page, NO_SOURCE, of=both, index=1, previous=[receipt(id="41")])[1].id == "2"


def test_a_page_that_is_short_by_the_servers_own_rule_is_not_the_last() -> None:
    first = answer(200, [own(100 - n, files=1) for n in range(20)])
    requests, result = find(ME, first, answer(200, [own(2)]), answer(200, {"text": "x"}))
    assert requests[2].query["max_id"] == "81"
    assert result.id == "2"


def test_a_page_that_names_the_next_one_is_not_the_last() -> None:
    first = answer(200, [own(9, files=1)], link='<https://m.example/?max_id=9>; rel="next"')
    assert find(ME, first, answer(200, []))[1] is None
    assert find(ME, first, answer(200, [own(2)]), answer(200, {"text": "x"}))[1].id == "2"


@pytest.mark.parametrize("data", [{}, None, [None], [{}], [{"id": None}], "no"])
def test_a_list_that_says_nothing_is_not_an_empty_one(data: Any) -> None:
    with pytest.raises(PublishError):
        find(ME, answer(200, b"null" if data is None else data))
    with pytest.raises(PublishError):
        find(ME, answer(200, b"null" if data is None else data), of=made(account=NATIVE), native=True)


def test_find_pages_back_and_owns_up_where_it_ends() -> None:
    pages = [answer(200, [own(1000 - 40 * p - n, files=1) for n in range(40)]) for p in range(3)]
    with pytest.raises(Ambiguous, match="latest 120"):
        find(ME, *pages)
    requests, result = find(ME, *pages, at=PLANNED.replace(year=2027))
    assert result is None
    assert [r.query.get("max_id") for r in requests[1:]] == [None, "961", "921"]


def test_find_looks_for_a_reply_under_the_part_before() -> None:
    both = made(text("1"), text("x"))
    page = answer(200, [own(3), own(2, reply="41")])
    result = find(ME, page, answer(200, {"text": "x"}), of=both, index=1, previous=[receipt(id="41")])[1]
    assert result.id == "2"


def test_find_asks_the_scheduler_first() -> None:
    entry = {"id": "9", "scheduled_at": "2026-11-27T07:00:00.000Z", "params": {"text": "x"}}
    other = {"id": "8", "scheduled_at": "2026-11-28T07:00:00.000Z", "params": {"text": "y"}}
    native = made(account=NATIVE)
    assert find(ME, answer(200, [other, entry]), of=native, native=True)[1].scheduled
    assert find(ME, answer(200, [other]), answer(200, []), of=native, native=True)[1] is None


def test_a_scheduler_that_is_late_still_has_it() -> None:
    entry = {"id": "9", "scheduled_at": "2026-11-27T07:00:00.000Z", "params": {"text": "x"}}
    assert find(ME, answer(200, [entry]), of=made(account=NATIVE), native=False)[1].scheduled


def test_what_waits_for_another_day_is_not_ours() -> None:
    last = {"id": "8", "scheduled_at": "2026-11-28T07:00:00.000Z", "params": {"text": "x"}}
    assert find(ME, answer(200, [last]), answer(200, []), of=made(account=NATIVE), native=True)[1] is None


def test_an_older_post_of_the_same_text_is_not_taken_for_ours() -> None:
    page = answer(200, [own(4, created="2026-11-20T07:00:00.000Z")])
    with pytest.raises(Ambiguous, match="exactly this text"):
        find(ME, page, answer(200, {"text": "x"}))


def test_find_never_says_none_when_the_server_is_ill() -> None:
    with pytest.raises(PublishError):
        find(ME, answer(502, b"<html>"))
    with pytest.raises(Ambiguous):
        find(ME, answer(200, b"{"))


def test_probe_says_who() -> None:
    flow = NETWORK.probe(delivery(made(), NETWORK))
    assert drive(flow, ME)[1] == "@teplo on mastodon.example"


def test_probe_with_a_bad_token() -> None:
    with pytest.raises(Unauthorised):
        drive(NETWORK.probe(delivery(made(), NETWORK)), answer(401, {"error": "The access token is invalid"}))


# What the network minds


def minded(*parts: Any, **more: Any) -> list[Any]:
    return [(problem.field, problem.fact) for problem in NETWORK.problems(made(*parts, **more))]


def test_media_do_not_mix() -> None:
    assert minded(text("x", media=[picture(), video()])) == [(("media",), True)]
    assert minded(text("x", media=[video()])) == []
    assert minded(text("x", media=[picture()] * 4)) == []


def test_polls() -> None:
    assert minded(fields={"poll": POLL}) == []
    assert minded(text("x", media=[picture()]), fields={"poll": POLL}) == [(("media",), True)]
    quiz = POLL | {"anonymous": False, "answer": "Tea"}
    assert minded(fields={"poll": quiz}) == [(("poll", "anonymous"), False), (("poll", "answer"), False)]


def test_the_scheduler_holds_no_thread() -> None:
    assert minded(text("1"), text("2"), account=NATIVE) == [(("thread",), True)]
    assert minded(text("1"), text("2", role="comment"), account=NATIVE) == [(("first_comment",), True)]
    assert minded(text("1"), account=NATIVE) == []


def test_nobody_can_be_kept_from_replying() -> None:
    assert minded(fields={"targeting": {"replies": "nobody"}}) == [(("targeting", "replies"), False)]
    assert minded(fields={"targeting": {"replies": "everyone"}}) == []


def test_the_warning_and_the_question_count_too() -> None:
    assert minded(text("x" * 495), fields=options(spoiler="Coffee")) == [((), True)]
    assert minded(text("x" * 494), fields=options(spoiler="Coffee")) == []
    assert minded(text("x" * 485), fields={"poll": POLL}) == [((), True)]
    assert minded(text("x" * 484), fields={"poll": POLL}) == []
    assert minded(text("x" * 501), fields=options(spoiler="Coffee")) == [], "the text rule reports that"
