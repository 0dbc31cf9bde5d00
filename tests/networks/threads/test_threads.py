"""Threads driven by hand: containers, the call that publishes them, and looking a post up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flows import PLANNED, answer, broken_off, delivery, drive, drive_kept, picture, text, variant, video
from published import unpackaged

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.markup.counting import threads as length
from smmgen.networks.base import Grant, Renewed
from smmgen.networks.graph_containers import POLLS
from smmgen.networks.shown import Message
from smmgen.networks.threads import NETWORK
from smmgen.networks.wire import Delivery, Receipt
from smmgen.secret import NO_SECRET, Secret
from smmgen.variants.types import LinkCard, Variant

FILES = "https://files.teplo.example/project"
ACCOUNT = {"target": "@teplo.coffee", "media_base_url": FILES, "api_version": "v1.0"}
POLL = {"question": "Tea or coffee?", "options": ["Tea", "Coffee"]}
MADE, READY, BUSY = answer(200, {"id": "71"}), answer(200, {"id": "71", "status": "FINISHED"}), answer(
    200, {"id": "71", "status": "IN_PROGRESS"}
)  # fmt: skip
OUT = answer(200, {"id": "9001"})
NOWHERE = answer(200, {"data": []})
HOST = "https://graph.threads.net/v1.0"


def made(*parts: Any, account: Any = ACCOUNT, **more: Any) -> Variant:
    return variant("threads", *(parts or [text("Latte")]), account=account, **more)


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(made(*parts, **more))


def given(*parts: Any, index: int = 0, of: Variant | None = None, **more: Any) -> Delivery:
    return delivery(of or made(*parts), NETWORK, index, media_base_url=FILES, **more)


def error(code: int, subcode: int = 0, status: int = 400, **more: Any) -> Any:
    return answer(status, {"error": {"message": "Sorry", "code": code, "error_subcode": subcode, **more}})


# What is sent


def test_a_text() -> None:
    assert rendered(text("Привет ☕")) == [{"media_type": "TEXT", "text": "Привет ☕"}]


LONG = {"targeting": {"threads": {"text_attachment": "The whole story.\n\nIt is long.\n"}}}


def test_a_long_text_is_attached_to_the_post_alone() -> None:
    first, second = rendered(text("Read on"), text("The end"), fields=LONG)
    assert first["text_attachment"] == {"plaintext": "The whole story.\n\nIt is long."}
    assert "text_attachment" not in second
    (seen,) = (NETWORK.shown(Message({"request": first})).notes,)
    assert seen == (("text_attachment", "The whole story.\n\nIt is long."),)


@pytest.mark.parametrize(
    ("part", "more", "messages"),
    [
        (text("Read on"), {}, []),
        (text(""), {}, ["a text attachment needs a text above it"]),
        (text("a", media=[picture()]), {}, ["Threads does not allow a text attachment together with media"]),
        (text("a"), {"poll": POLL}, ["Threads does not allow a text attachment together with a poll"]),
    ],
)
def test_what_a_long_text_goes_with(part: Any, more: Any, messages: list[str]) -> None:
    assert [one.message for one in NETWORK.problems(made(part, fields=LONG | more))] == messages


@pytest.mark.parametrize("wrong", ["", "a" * 10_001])
def test_a_long_text_has_bounds(wrong: str) -> None:
    with pytest.raises(ValueError, match="text_attachment"):
        NETWORK.facts.options.model_validate({"text_attachment": wrong})


def test_a_picture_and_a_video() -> None:
    (photo,) = rendered(text("Latte", media=[picture()]))
    assert photo == {"media_type": "IMAGE", "text": "Latte", "image_url": {"$address": 0}, "alt_text": "A latte"}
    (film,) = rendered(text("", media=[video()]))
    assert film == {"media_type": "VIDEO", "video_url": {"$address": 0}}


def test_a_carousel_of_both() -> None:
    (request,) = rendered(text("Latte", media=[picture(), video(alt="Pouring")]))
    assert request == {
        "media_type": "CAROUSEL",
        "text": "Latte",
        "children": [
            {"media_type": "IMAGE", "image_url": {"$address": 0}, "alt_text": "A latte"},
            {"media_type": "VIDEO", "video_url": {"$address": 1}, "alt_text": "Pouring"},
        ],
    }


def test_a_link_has_a_card_where_there_are_no_files() -> None:
    card = LinkCard("https://teplo.example/menu")
    assert rendered(text("Menu"), card=card)[0]["link_attachment"] == "https://teplo.example/menu"
    assert "link_attachment" not in rendered(text("Menu", media=[picture()]), card=card)[0]
    assert "link_attachment" not in rendered(text("Menu"), card=LinkCard("https://teplo.example", preview="none"))[0]


def test_a_poll_and_its_question() -> None:
    (request,) = rendered(text("Friday."), fields={"poll": POLL})
    assert request["text"] == "Friday.\n\nTea or coffee?"
    assert request["poll_attachment"] == {"option_a": "Tea", "option_b": "Coffee"}
    assert rendered(text("Tea or coffee?"), fields={"poll": POLL})[0]["text"] == "Tea or coffee?"
    assert NETWORK.shared(made(fields={"poll": POLL}).fields, "Friday.", 0) == 2 + len("Tea or coffee?")


def test_options() -> None:
    chosen = {
        "topic_tag": "Coffee Threads", "reply_approvals": True, "quote_post_id": "17", "location_id": "5",
        "countries": ["DE", "FR"], "spoiler": True,
    }  # fmt: skip
    fields = {"targeting": {"threads": chosen, "replies": "followers"}}
    (request,) = rendered(text("Latte", media=[picture()]), fields=fields, hashtags=("кофе",))
    assert request | {"text": "", "image_url": "", "alt_text": ""} == {
        "media_type": "IMAGE", "text": "", "image_url": "", "alt_text": "", "topic_tag": "Coffee Threads",
        "enable_reply_approvals": True, "quote_post_id": "17", "location_id": "5", "is_spoiler_media": True,
        "allowlisted_country_codes": "DE,FR", "reply_control": "followers_only",
    }  # fmt: skip


def test_the_first_hashtag_is_the_topic() -> None:
    assert rendered(hashtags=("кофе", "чай"))[0]["topic_tag"] == "кофе"


@pytest.mark.parametrize(
    ("replies", "control"),
    [
        ("everyone", None),
        ("followers", "followers_only"),
        ("mentioned", "mentioned_only"),
        ("nobody", "mentioned_only"),
    ],
)
def test_who_may_reply(replies: str, control: str | None) -> None:
    assert rendered(fields={"targeting": {"replies": replies}})[0].get("reply_control") == control


def test_a_thread_and_a_first_comment_are_replies() -> None:
    first, second, comment = rendered(text("1"), text("2"), text("3", role="comment"), hashtags=("кофе",))
    assert "reply_to_id" not in first
    assert second == {"media_type": "TEXT", "text": "2", "reply_to_id": {"$previous": "id"}}
    assert comment == {"media_type": "TEXT", "text": "3", "reply_to_id": {"$previous": "id"}}


def test_parameters_are_those_of_metas_own_collection() -> None:
    known = json.dumps(json.loads(unpackaged("meta/threads-api.postman_collection.json").read_text("utf-8")))
    fields = {"poll": POLL, "targeting": {"threads": {"topic_tag": "x", "location_id": "5"}, "replies": "mentioned"}}
    requests = [*rendered(text("x"), text("y"), fields=fields), *rendered(text("x", media=[picture(), video()]))]
    names = {name for request in requests for name in request}
    assert names >= {"poll_attachment", "topic_tag", "location_id", "reply_control", "reply_to_id", "children"}
    assert [name for name in names if f'"{name}"' not in known] == []


# Length


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("Latte", 5),
        ("Привет", 6),
        ("☕", 3),
        ("🔥🔥", 8),
        ("👩‍🍳", 11),  # two emoji of four bytes and a joiner of three
        ("👍🏽", 8),
        ("🇷🇺", 8),
        ("1️⃣", 7),
        ("1 # *", 5),
        ("кофе ❤️", 5 + 6),
        ("日本語", 3),
    ],
)
def test_an_emoji_counts_as_many_as_it_has_bytes(written: str, counted: int) -> None:
    assert length(written) == NETWORK.length(written) == counted


def test_poll_options_and_alt_texts_are_counted_in_code_points() -> None:
    assert NETWORK.length_beside("option", "🔥") == 1


# Problems


def problems(*parts: Any, **more: Any) -> list[str]:
    return [found.message for found in NETWORK.problems(made(*parts, **more))]


def test_nothing_is_wrong_with_an_ordinary_post() -> None:
    assert problems(text("Latte", media=[picture(), video()])) == []
    assert problems(fields={"poll": POLL | {"closes": "1d"}}) == []


def test_files_need_a_public_address() -> None:
    (found,) = problems(text("x", media=[picture()]), account={"target": "@teplo"})
    assert (
        found
        == "Threads downloads media from a public address, but `acc` has neither `media_base_url` nor `media_upload`"
    )
    assert problems(text("x"), account={"target": "@teplo"}) == []


@pytest.mark.parametrize(
    ("fields", "media", "message"),
    [
        ({"poll": POLL}, [picture()], "Threads does not allow media together with a poll"),
        ({"poll": POLL, "link": "https://a.example"}, [], "Threads does not allow a link card together with a poll"),
        ({"poll": POLL | {"closes": "3d"}}, [], "polls on Threads are open for one day"),
        ({"poll": POLL | {"multiple": True}}, [], "in polls on Threads one answer can be chosen"),
        ({"poll": POLL | {"anonymous": False}}, [], "polls on Threads are anonymous"),
        ({"poll": POLL | {"answer": "Tea"}}, [], "Threads has no quizzes: this becomes a plain poll"),
        ({"targeting": {"replies": "nobody"}}, [], "on Threads people who are mentioned can always reply"),
    ],
)
def test_what_threads_cannot_do(fields: Any, media: Any, message: str) -> None:
    assert problems(text("x", media=media), fields=fields) == [message]


def test_a_carousel_takes_two_files() -> None:
    (found,) = problems(text("x", media=[picture()]), fields={"format": "carousel"})
    assert found == "a carousel on Threads has at least two pictures or videos"
    assert problems(text("x", media=[picture(), picture()]), fields={"format": "carousel"}) == []


# Publishing


def publish(*answers: Any, **more: Any) -> tuple[list[Any], dict[str, Any], Receipt]:
    return drive_kept(NETWORK.publish(given(**more)), *answers)


def test_a_text_takes_a_container_a_look_and_a_call() -> None:
    (container, look, call), kept, receipt = publish(MADE, READY, OUT)
    assert (container.method, container.url) == ("POST", f"{HOST}/me/threads")
    assert container.form == {"media_type": "TEXT", "text": "Latte"}
    assert not container.creates
    assert (look.method, look.url, look.query) == ("GET", f"{HOST}/71", {"fields": "id,status,error_message"})
    assert (call.url, call.form, call.creates) == (f"{HOST}/me/threads_publish", {"creation_id": "71"}, True)
    assert {one.headers["Authorization"] for one in (container, look, call)} == {"Bearer s3cret"}
    assert kept == {"container": "71"}
    assert receipt == Receipt("9001", "", False, {"id": "9001", "follow_up": "its address is not known yet"})


def test_the_container_is_kept_before_it_is_published() -> None:
    assert broken_off(NETWORK.publish(given()), MADE) == {"container": "71"}


def test_another_run_goes_on_from_the_container() -> None:
    requests, kept, _ = publish(READY, OUT, known={"container": "71"})
    assert [one.method for one in requests] == ["GET", "POST"]
    assert kept == {}


@pytest.mark.parametrize(
    "gone",
    [
        error(24),
        error(100, 33),
        answer(200, {"id": "71", "status": "EXPIRED"}),
        answer(200, {"id": "71", "status": "ERROR", "error_message": "UNKNOWN"}),
    ],
)
def test_a_container_that_died_is_made_again(gone: Any) -> None:
    _, kept, receipt = publish(gone, answer(200, {"id": "72"}), READY, OUT, known={"container": "71"})
    assert kept == {"container": "72"}
    assert receipt.id == "9001"


def test_media_are_waited_for() -> None:
    requests, _, _ = publish(
        MADE, BUSY, BUSY, READY, OUT, of=made(text("Latte", media=[picture("content/media/ла те.jpg")]))
    )
    assert requests[0].form["image_url"] == f"{FILES}/content/media/%D0%BB%D0%B0%20%D1%82%D0%B5.jpg"
    assert [one.poll_after for one in requests] == [0, 0, 2, 3, 0]


def test_not_for_ever() -> None:
    with pytest.raises(Unavailable, match="still busy"):
        publish(MADE, *[BUSY] * len(POLLS))
    assert sum(POLLS) == 310


def test_a_carousel_has_a_container_for_each_file() -> None:
    pair = made(text("Latte", media=[picture(), video()]))
    answers = [answer(200, {"id": "1"}), answer(200, {"id": "2"}), READY, BUSY, READY, MADE, READY, OUT]
    requests, kept, _ = publish(*answers, of=pair)
    assert requests[0].form["is_carousel_item"] == requests[1].form["is_carousel_item"] == "true"
    assert requests[0].form["alt_text"] == "A latte"
    assert requests[5].form == {"media_type": "CAROUSEL", "text": "Latte", "children": "1,2"}
    assert kept == {"media 0": "1", "media 1": "2", "container": "71"}


def test_items_of_a_carousel_are_not_made_twice() -> None:
    pair = made(text("Latte", media=[picture(), video()]))
    answers = [READY, answer(200, {"id": "2"}), READY, MADE, READY, OUT]
    requests, kept, _ = publish(*answers, of=pair, known={"media 0": "1"})
    assert requests[3].form["children"] == "1,2"
    assert kept == {"media 1": "2", "container": "71"}


@pytest.mark.parametrize(
    ("why", "raised"),
    [
        ("INVALID_DURATION", Rejected),
        ("INVALID_ASPEC_RATIO", Rejected),
        ("FAILED_PROCESSING_VIDEO", Rejected),
        ("FAILED_DOWNLOADING_VIDEO", Unavailable),
        ("UNKNOWN", Unavailable),
    ],
)
def test_files_that_cannot_be_used(why: str, raised: type[PublishError]) -> None:
    with pytest.raises(raised, match=why) as caught:
        publish(MADE, answer(200, {"id": "71", "status": "ERROR", "error_message": why}))
    assert caught.value.hint


def test_a_reply_names_the_post_before() -> None:
    both = made(text("1"), text("2", role="comment"))
    before = [Receipt("9001", reference={"id": "9001"})]
    requests, _, _ = publish(MADE, READY, OUT, of=both, index=1, previous=before)
    assert requests[0].form["reply_to_id"] == "9001"


def test_a_post_that_a_person_has_reported_is_looked_up() -> None:
    both = made(text("1"), text("2"))
    before = [Receipt("DC1", "https://www.threads.com/@teplo/post/DC1", reference={"id": "DC1"})]
    page = answer(200, {"data": [{"id": "9001", "permalink": "https://www.threads.com/@teplo/post/DC1"}]})
    requests, _, _ = publish(page, MADE, READY, OUT, of=both, index=1, previous=before)
    assert requests[1].form["reply_to_id"] == "9001"
    with pytest.raises(Rejected, match="not among the latest"):
        publish(NOWHERE, NOWHERE, of=both, index=1, previous=before)


def test_without_a_public_address_nothing_is_sent() -> None:
    with pytest.raises(Rejected, match="from a public address, and the account has none"):
        drive(NETWORK.publish(delivery(made(text("x", media=[picture()])), NETWORK)))


@pytest.mark.parametrize(
    ("reply", "raised"),
    [
        (error(190), Unauthorised),
        (error(10), Unauthorised),
        (error(200), Unauthorised),
        (error(4), RateLimited),
        (error(32, status=403), RateLimited),
        (error(368), RateLimited),
        (error(9, 5, status=429), RateLimited),
        (error(100, message="THREADS_API__LINK_LIMIT_EXCEEDED"), Rejected),
        (error(24, 4279009), Ambiguous),
        (error(1), Ambiguous),
        (error(2, status=500), Ambiguous),
        (error(100, is_transient=True), Ambiguous),
        (answer(502, b"<html>"), Ambiguous),
        (answer(200, {"success": True}), Ambiguous),
        (answer(401, b""), Unauthorised),
        (answer(404, b""), Rejected),
    ],
)
def test_answers_to_the_publishing_call(reply: Any, raised: type[PublishError]) -> None:
    with pytest.raises(raised):
        publish(READY, reply, known={"container": "71"})


@pytest.mark.parametrize("code", [1, 9004])
def test_a_file_that_cannot_be_downloaded_is_tried_again(code: int) -> None:
    with pytest.raises(Unavailable) as caught:
        drive(NETWORK.publish(given(text("x", media=[picture()]))), error(code, 2207052))
    assert caught.value.hint.endswith("look at its public address")


def test_the_network_says_how_long_to_wait() -> None:
    usage = json.dumps({"17": [{"type": "threads", "estimated_time_to_regain_access": 7}]})
    with pytest.raises(RateLimited) as caught:
        publish(answer(400, {"error": {"code": 80002}}, x_business_use_case_usage=usage))
    assert caught.value.retry_after == 7 * 60


# Afterwards


def live(**more: Any) -> Receipt:
    return Receipt("9001", reference={"id": "9001", "follow_up": "its address is not known yet"}, **more)


def test_the_address_is_asked_for() -> None:
    url = "https://www.threads.com/@teplo.coffee/post/DC1"
    (look,), receipt = drive(NETWORK.finish(given(live=live())), answer(200, {"id": "9001", "permalink": url}))
    assert look.url == f"{HOST}/9001"
    assert receipt == Receipt("9001", url, False, {"id": "9001"})
    with pytest.raises(Unavailable):
        drive(NETWORK.finish(given(live=live())), answer(200, {"id": "9001"}))


@pytest.mark.parametrize("reply", [answer(200, {"success": True, "deleted_id": "9001"}), error(24), error(100, 33)])
def test_deleting(reply: Any) -> None:
    (call,), nothing = drive(NETWORK.delete(given(live=live())), reply)
    assert (call.method, call.url, nothing) == ("DELETE", f"{HOST}/9001", None)


def test_a_deletion_that_is_refused() -> None:
    with pytest.raises(Unauthorised, match="error 10"):
        drive(NETWORK.delete(given(live=live())), error(10))


# Looking it up


def page(*found: Mapping[str, Any], after: str = "") -> Any:
    paging = {"paging": {"cursors": {"after": after}, "next": "https://x"}} if after else {}
    return answer(200, {"data": list(found), **paging})


def out(**more: Any) -> dict[str, Any]:
    known = {"id": "9001", "text": "Latte", "permalink": "https://t/9001", "timestamp": "2026-11-27T07:00:05+0000"}
    return known | more


PUBLISHED = answer(200, {"id": "71", "status": "PUBLISHED"})
CONTAINER = {"container": "71"}


def find(*answers: Any, **more: Any) -> Receipt | None:
    found: Receipt | None = drive(NETWORK.find(given(**more)), *answers)[1]
    return found


def test_a_container_that_was_published_is_found_in_the_list() -> None:
    assert find(PUBLISHED, page(out()), known=CONTAINER) == Receipt("9001", "https://t/9001", False, {"id": "9001"})


def test_publishing_what_is_published_only_looks() -> None:
    requests, _, receipt = publish(PUBLISHED, page(out()), known=CONTAINER)
    assert [one.creates for one in requests] == [False, False]
    assert receipt.id == "9001"


def test_a_published_container_that_is_not_listed_is_in_doubt() -> None:
    with pytest.raises(Ambiguous, match="does not list it yet"):
        find(PUBLISHED, NOWHERE, known=CONTAINER)


@pytest.mark.parametrize("state", [READY, error(24), answer(200, {"id": "71", "status": "EXPIRED"})])
def test_a_container_that_waits_and_no_post_is_absent(state: Any) -> None:
    assert find(state, page(out(text="Another")), known=CONTAINER) is None


def test_the_list_is_believed_whatever_the_container_says() -> None:
    found = find(READY, page(out()), known=CONTAINER)
    assert found
    assert found.id == "9001"


def test_what_the_network_changes_in_a_text_does_not_count() -> None:
    same = made(text("Кофе  #утро\n\nйод"))
    assert find(page(out(text="Кофе утро\nйод")), of=same)


def test_an_older_post_of_this_text_is_another() -> None:
    assert find(page(out(timestamp="2026-11-27T06:00:00+0000"))) is None


def test_two_of_this_text_are_in_doubt() -> None:
    with pytest.raises(Ambiguous, match="2 posts"):
        find(page(out(), out(id="9002")))


def test_a_picture_without_a_text_is_in_doubt_where_there_is_another() -> None:
    bare = made(text("", media=[picture()]))
    assert find(page(out()), of=bare) is None
    with pytest.raises(Ambiguous, match="1 posts"):
        find(page(out(text="")), of=bare)
    assert find(PUBLISHED, page(out(text="")), of=bare, known=CONTAINER)
    assert find(READY, of=bare, known=CONTAINER) is None


def test_replies_are_looked_for_among_replies_to_the_same_post() -> None:
    both = made(text("1"), text("Latte", role="comment"))
    known: dict[str, Any] = {"of": both, "index": 1, "previous": [Receipt("9000", reference={"id": "9000"})]}
    requests, found = drive(NETWORK.find(given(**known)), page(out(replied_to={"id": "9000"})))
    assert requests[0].url == f"{HOST}/me/replies"
    assert found
    assert find(page(out(replied_to={"id": "8000"})), **known) is None


def test_it_goes_on_to_the_next_pages() -> None:
    requests, found = drive(NETWORK.find(given()), page(out(text="?"), after="c1"), page(out()))
    assert requests[1].query["after"] == "c1"
    assert found
    with pytest.raises(Ambiguous, match="not among the latest 150"):
        find(*[page(out(text="?"), after="c")] * 3)


@pytest.mark.parametrize("reply", [answer(200, {}), answer(200, {"data": [5]}), answer(200, {"data": [{}]})])
def test_a_list_that_makes_no_sense(reply: Any) -> None:
    with pytest.raises(Ambiguous):
        find(reply)


# The account


def test_the_probe_proves_the_right_to_publish() -> None:
    quota = answer(200, {"data": [{"quota_usage": 4, "config": {"quota_total": 250, "quota_duration": 86400}}]})
    assert drive(NETWORK.probe(given()), answer(200, {"id": "7", "username": "teplo"}), quota)[1] == (
        "@teplo, 4 of 250 posts in 24 hours"
    )
    with pytest.raises(Unauthorised, match="error 10"):
        drive(NETWORK.probe(given()), answer(200, {"id": "7", "username": "teplo"}), error(10))


def test_renewal() -> None:
    reply = answer(200, {"access_token": "THnew", "token_type": "bearer", "expires_in": 5183944})
    (call,), renewed = drive(NETWORK.renew(given(), Grant(Secret("THold"))), reply)
    assert (call.method, call.url) == ("GET", "https://graph.threads.net/refresh_access_token")
    assert (call.query, call.creates) == ({"grant_type": "th_refresh_token"}, True)
    assert call.headers["Authorization"] == "Bearer THold"
    assert renewed == Renewed(Secret("THnew"), NO_SECRET, 5183944)
    assert NETWORK.facts.secrets[0].renewed_with == "itself"


@pytest.mark.parametrize(
    ("reply", "raised"),
    [
        (error(190, 463), Unauthorised),
        (answer(200, {"access_token": "x"}), Ambiguous),
        (answer(200, {"expires_in": 5}), Ambiguous),
        (answer(500), Ambiguous),
    ],
)
def test_renewal_that_fails(reply: Any, raised: type[PublishError]) -> None:
    with pytest.raises(raised):
        drive(NETWORK.renew(given(), Grant(Secret("THold"))), reply)


def test_the_quota_is_measured() -> None:
    quota = answer(200, {"data": [{"quota_usage": 4, "config": {"quota_total": 50}}]})
    assert drive(NETWORK.measure(given()), quota)[1].most("day.posts") == 50
    for said in ({}, {"data": []}, {"data": [{"config": {"quota_total": -1}}]}):
        with pytest.raises(Unavailable):
            drive(NETWORK.measure(given()), answer(200, said))


def test_its_page() -> None:
    assert NETWORK.url("@teplo.coffee", "") == "https://www.threads.com/@teplo.coffee"
    assert NETWORK.url("", "") == ""


# The preview


def shown(*parts: Any, **more: Any) -> Any:
    part = delivery(made(*parts, **more), NETWORK).part
    return NETWORK.shown(Message(part, PLANNED.isoformat()))


def test_what_readers_see() -> None:
    fields = {"targeting": {"replies": "mentioned", "threads": {"spoiler": True}}}
    seen = shown(text("Latte", media=[picture(), video(alt="Pouring")]), fields=fields, hashtags=("кофе",))
    assert seen.rich.text == "Latte"
    assert [(one.path, one.alt) for one in seen.media] == [
        ("content/media/latte.jpg", "A latte"),
        ("content/media/pour.mp4", "Pouring"),
    ]
    assert (seen.carousel, seen.covered, seen.replies, seen.tags) == (True, True, "mentioned", ("кофе",))


def test_the_card_is_that_of_the_link_or_of_the_first_address() -> None:
    assert shown(text("x"), card=LinkCard("https://teplo.example/menu")).link.url == "https://teplo.example/menu"
    assert shown(text("see https://a.example/b")).link.url == "https://a.example/b"
    assert shown(text("see https://a.example/b", media=[picture()])).link is None


def test_a_poll_is_open_for_a_day() -> None:
    poll = shown(text("Tea or coffee?"), fields={"poll": POLL}).poll
    assert (poll.options, poll.closes) == (("Tea", "Coffee"), "24h")


def test_an_address_is_no_target() -> None:
    with pytest.raises(UserError, match="is not the name of a Threads profile"):
        rendered(account={**ACCOUNT, "target": "https://threads.com/teplo"})
