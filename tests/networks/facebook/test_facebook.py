"""Facebook Pages driven by hand: uploads, the calls that make posts, edits, and looking a post up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flows import PLANNED, answer, broken_off, delivery, drive, drive_kept, picture, text, variant, video
from published import unpackaged

from smmgen.config import Account
from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks.account_limits import limits_for
from smmgen.networks.facebook import NETWORK
from smmgen.networks.shown import Message
from smmgen.networks.wire import Delivery, Receipt
from smmgen.variants.payload import build
from smmgen.variants.types import LinkCard, Variant

PAGE = "100200"
ACCOUNT = {"target": PAGE, "title": "Тепло", "api_version": "v26.0"}
NATIVE = {**ACCOUNT, "delivery": "native"}
HOST = "https://graph.facebook.com/v26.0"
THEN = int(PLANNED.timestamp())
OUT = answer(200, {"id": f"{PAGE}_9001"})
RECEIPT = Receipt(f"{PAGE}_9001", f"https://www.facebook.com/{PAGE}_9001", False, {"id": f"{PAGE}_9001"})


def made(*parts: Any, account: Any = ACCOUNT, **more: Any) -> Variant:
    return variant("facebook", *(parts or [text("Латте")]), account=account, **more)


def options(**chosen: Any) -> dict[str, Any]:
    return {"targeting": {"facebook": chosen}}


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(made(*parts, **more))


def given(of: Variant | None = None, index: int = 0, **more: Any) -> Delivery:
    return delivery(of or made(), NETWORK, index, **more)


def error(code: int, subcode: int = 0, status: int = 400, **more: Any) -> Any:
    return answer(status, {"error": {"message": "Sorry", "code": code, "error_subcode": subcode, **more}})


# What is sent


def test_a_text() -> None:
    assert rendered() == [{"edge": "feed", "params": {"message": "Латте"}}]


def test_a_link_has_a_card_where_there_are_no_files() -> None:
    card = LinkCard("https://teplo.example/menu")
    assert rendered(card=card)[0]["params"] == {"message": "Латте", "link": "https://teplo.example/menu"}
    assert "link" not in rendered(text("x", media=[picture()]), card=card)[0]["params"]
    assert "link" not in rendered(card=LinkCard("https://teplo.example", preview="none"))[0]["params"]


def test_photos_are_attached() -> None:
    (request,) = rendered(text("Латте", media=[picture(), picture("content/media/b.jpg")]))
    attached = [{"media_fbid": {"$media": 0}}, {"media_fbid": {"$media": 1}}]
    assert request == {"edge": "feed", "params": {"message": "Латте", "attached_media": attached}}


@pytest.mark.parametrize(("format", "edge"), [("post", "videos"), ("reel", "video_reels")])
def test_a_video(format: str, edge: str) -> None:
    (request,) = rendered(text("Латте", media=[video(title="Льём")]), fields={"format": format})
    assert request == {"edge": edge, "params": {"description": "Латте", "title": "Льём"}}


@pytest.mark.parametrize(("file", "edge"), [(picture(), "photo_stories"), (video(), "video_stories")])
def test_a_story(file: Any, edge: str) -> None:
    assert rendered(text("", media=[file]), fields={"format": "story"}) == [{"edge": edge, "params": {}}]


def test_targeting() -> None:
    chosen = options(
        gating={"countries": ["DE", "FR"], "age_min": 18},
        feed_targeting={
            "countries": ["DE"], "age_min": 20, "age_max": 40, "genders": ["female"], "interests": ["6003"],
            "locales": [5],
        },
        place_id="17",
    )  # fmt: skip
    assert rendered(fields=chosen)[0]["params"] == {
        "message": "Латте",
        "place": "17",
        "targeting": {"geo_locations": {"countries": ["DE", "FR"]}, "age_min": 18},
        "feed_targeting": {
            "geo_locations": {"countries": ["DE"]}, "age_min": 20, "age_max": 40, "genders": [2],
            "interests": ["6003"], "locales": [5],
        },
    }  # fmt: skip


def test_the_time_is_for_the_scheduler() -> None:
    assert rendered(account=NATIVE)[0]["params"] == {"message": "Латте", "scheduled_publish_time": THEN}


def test_a_first_comment() -> None:
    _, comment = rendered(text("1"), text("Ссылка", role="comment"))
    assert comment == {"edge": "comments", "object_id": {"$previous": "id"}, "params": {"message": "Ссылка"}}


def test_parameters_are_those_of_metas_own_sdk() -> None:
    known = json.loads(unpackaged("meta/graph_params_v25.json").read_text("utf-8"))["objects"]["Page"]
    chosen = options(gating={"age_min": 18}, feed_targeting={"age_min": 18}, place_id="1")
    card = LinkCard("https://teplo.example")
    names = set(rendered(account=NATIVE, fields=chosen, card=card)[0]["params"])
    names |= set(rendered(text("x", media=[picture()]))[0]["params"])
    assert names - set(known["create_feed"]["params"]) == set()
    film = set(rendered(text("x", media=[video(title="t")]), account=NATIVE, fields=chosen)[0]["params"])
    assert film - set(known["create_video"]["params"]) == set()
    fields = {"format": "reel", **options(place_id="1")}
    reel = set(rendered(text("x", media=[video(title="t")]), fields=fields)[0]["params"])
    assert reel - set(known["create_video_reel"]["params"]) == set()


# Limits and problems


def test_limits_of_a_reel() -> None:
    account = Account(name="acc", platform="facebook")
    assert limits_for(NETWORK, account).most("video.seconds") is None
    assert limits_for(NETWORK, account, "reel").most("video.seconds") == 90
    assert limits_for(NETWORK, account, "reel").most("text.length") == 63_206


def problems(*parts: Any, **more: Any) -> list[str]:
    return [found.message for found in NETWORK.problems(made(*parts, **more))]


def test_nothing_is_wrong_with_ordinary_posts() -> None:
    assert problems() == []
    assert problems(text("x", media=[video()]), fields={"format": "reel"}) == []
    assert problems(text("x", media=[picture(), picture()]), account=NATIVE) == []


@pytest.mark.parametrize(
    ("part", "fields", "message"),
    [
        (text("x", media=[picture(), video()]), {}, "Facebook does not mix photos and videos in a post"),
        (text("x", media=[picture()]), {"format": "reel"}, "a reel is a video"),
        (text("x"), {"format": "reel"}, "a reel is a video"),
        (
            text("x", media=[video()]),
            {"format": "reel", **options(gating={"age_min": 18})},
            "a reel is shown to everybody",
        ),
        (text("x", media=[video()]), options(place_id="1"), "a video on Facebook takes no place"),
        (text("x"), options(feed_targeting={"age_min": 30, "age_max": 20}), "`age_max` is below `age_min`"),
        (
            text("x"),
            {"targeting": {"replies": "nobody"}},
            "who may comment on a Page's posts is a setting of the Page",
        ),
    ],
)
def test_what_facebook_cannot_do(part: Any, fields: Any, message: str) -> None:
    assert problems(part, fields=fields) == [message]


def test_what_waits_has_no_comments() -> None:
    (found,) = problems(account=NATIVE, fields={"first_comment": "x"})
    assert found == "a post in Facebook's scheduler cannot have a comment yet"


# Publishing


def publish(*answers: Any, of: Variant | None = None, **more: Any) -> tuple[list[Any], dict[str, Any], Receipt]:
    return drive_kept(NETWORK.publish(given(of, **more)), *answers)


def test_a_text_is_one_call() -> None:
    (call,), kept, receipt = publish(OUT)
    assert (call.method, call.url, call.creates) == ("POST", f"{HOST}/{PAGE}/feed", True)
    assert call.form == {"message": "Латте"}
    assert call.headers["Authorization"] == "Bearer s3cret"
    assert (kept, receipt) == ({}, RECEIPT)


def test_photos_are_uploaded_before_the_post_is_made() -> None:
    pair = made(text("Латте", media=[picture(), picture("content/media/b.jpg", alt="")]))
    (first, second, call), kept, receipt = publish(answer(200, {"id": "1"}), answer(200, {"id": "2"}), OUT, of=pair)
    assert (first.url, first.creates) == (f"{HOST}/{PAGE}/photos", False)
    assert first.form == {"published": "false", "alt_text_custom": "A latte"}
    assert first.files["source"].path == "content/media/latte.jpg"
    assert second.form == {"published": "false"}
    assert json.loads(call.form["attached_media"]) == [{"media_fbid": "1"}, {"media_fbid": "2"}]
    assert kept == {"media 0": "1", "media 1": "2"}
    assert receipt == RECEIPT


def test_photos_are_not_uploaded_twice() -> None:
    pair = made(text("Латте", media=[picture(), picture("content/media/b.jpg")]))
    assert broken_off(NETWORK.publish(given(pair)), answer(200, {"id": "1"})) == {"media 0": "1"}
    requests, _, _ = publish(answer(200, {"id": "2"}), OUT, of=pair, known={"media 0": "1"})
    assert [one.url.rsplit("/", 1)[1] for one in requests] == ["photos", "feed"]


def test_the_scheduler() -> None:
    photo = made(text("Латте", media=[picture()]), account=NATIVE)
    (upload, call), _, receipt = publish(answer(200, {"id": "1"}), OUT, of=photo, native=True)
    assert upload.form["temporary"] == "true"
    assert call.form["published"] == "false"
    assert call.form["scheduled_publish_time"] == str(THEN)
    assert receipt == RECEIPT._replace(scheduled=True)


def test_what_is_late_goes_out_at_once() -> None:
    (call,), _, receipt = publish(OUT, of=made(account=NATIVE), native=False)
    assert call.form == {"message": "Латте"}
    assert not receipt.scheduled


def test_a_video_is_uploaded_in_slices_as_the_server_asks() -> None:
    film = made(text("Латте", media=[video(size=5000, title="Льём")]))
    begun = {"video_id": "77", "upload_session_id": "s1", "start_offset": "0", "end_offset": "4000"}
    on, done = {"start_offset": "4000", "end_offset": "5000"}, {"start_offset": "5000", "end_offset": "5000"}
    answers = [answer(200, begun), answer(200, on), answer(200, done), answer(200, {"success": True})]
    (start, one, two, finish), kept, receipt = publish(*answers, of=film)
    assert start.form == {"upload_phase": "start", "file_size": "5000"}
    slices = [(call.files["video_file_chunk"].offset, call.files["video_file_chunk"].length) for call in (one, two)]
    assert slices == [(0, 4000), (4000, 1000)]
    assert one.form == {"upload_phase": "transfer", "upload_session_id": "s1", "start_offset": "0"}
    assert finish.form == {
        "upload_phase": "finish", "upload_session_id": "s1", "description": "Латте", "title": "Льём",
    }  # fmt: skip
    assert [call.creates for call in (start, one, two, finish)] == [False, False, False, True]
    assert kept == {"video": "77", "session": "s1"}
    assert receipt == Receipt("77", "https://www.facebook.com/watch/?v=77", False, {"id": "77"})
    assert len(publish(answer(200, {"success": True}), of=film, known=kept)[0]) == 1


def test_a_slice_that_came_in_before_its_answer_was_lost_is_not_sent_again() -> None:
    film = made(text("Латте", media=[video(size=5000)]))
    begun = {"video_id": "77", "upload_session_id": "s1", "start_offset": "0", "end_offset": "4000"}
    said = {"code": 6001, "error_subcode": 1363037, "error_data": {"start_offset": 4000, "end_offset": 5000}}
    done = answer(200, {"start_offset": "5000", "end_offset": "5000"})
    answers = [answer(200, begun), answer(400, {"error": said}), done, answer(200, {"success": True})]
    (_, one, two, finish), kept, _ = publish(*answers, of=film)
    slices = [(call.files["video_file_chunk"].offset, call.files["video_file_chunk"].length) for call in (one, two)]
    assert slices == [(0, 4000), (4000, 1000)]
    assert finish.form["upload_phase"] == "finish"
    assert kept == {"video": "77", "session": "s1"}


def test_a_reel() -> None:
    film = made(text("Латте", media=[video(size=5000)]), fields={"format": "reel"})
    begun = answer(200, {"video_id": "77", "upload_url": "https://rupload.facebook.com/video-upload/v26.0/77"})
    yes = answer(200, {"success": True})
    (start, upload, finish), kept, receipt = publish(begun, yes, yes, of=film)
    assert start.form == {"upload_phase": "start"}
    assert upload.headers == {"Authorization": "OAuth s3cret", "offset": "0", "file_size": "5000"}
    assert upload.upload.path == "content/media/pour.mp4"
    assert finish.form == {
        "upload_phase": "finish", "video_id": "77", "video_state": "PUBLISHED", "description": "Латте",
    }  # fmt: skip
    assert kept == {"video": "77"}
    assert receipt == Receipt("77", "https://www.facebook.com/reel/77", False, {"id": "77"})


def test_a_reel_that_waits() -> None:
    film = made(text("Латте", media=[video()]), fields={"format": "reel"}, account=NATIVE)
    (finish,), _, receipt = publish(answer(200, {"success": True}), of=film, native=True, known={"video": "77"})
    assert finish.form["video_state"] == "SCHEDULED"
    assert finish.form["scheduled_publish_time"] == str(THEN)
    assert "published" not in finish.form
    assert receipt.scheduled


def test_a_comment() -> None:
    both = made(text("1"), text("Ссылка", role="comment"))
    (call,), _, receipt = publish(answer(200, {"id": "9001_5"}), of=both, index=1, previous=[RECEIPT])
    assert (call.url, call.form, call.creates) == (f"{HOST}/{PAGE}_9001/comments", {"message": "Ссылка"}, True)
    assert receipt == Receipt("9001_5", RECEIPT.url, False, {"id": "9001_5"})
    with pytest.raises(Rejected, match="still in Facebook's scheduler"):
        publish(of=both, index=1, previous=[RECEIPT._replace(scheduled=True)])
    with pytest.raises(NotSent):
        publish(of=both, index=1)


@pytest.mark.parametrize(
    ("reply", "raised"),
    [
        (error(190, 460), Unauthorised),
        (error(200), Unauthorised),
        (error(10), Unauthorised),
        (error(4), RateLimited),
        (error(32), RateLimited),
        (error(341), RateLimited),
        (error(80001), RateLimited),
        (error(368), RateLimited),
        (error(368, 1390008), RateLimited),
        (error(100, 1609005), Rejected),
        (error(368, 1346003), Rejected),
        (error(200, 1404078), Rejected),
        (error(324, 1366046), Rejected),
        (error(100), Rejected),
        (error(100, 1609010), Unavailable),
        (error(6000, 1363019), Unavailable),
        (error(6000, 1363030), Unavailable),
        (error(6000, 1363047), Unavailable),
        (error(506), Ambiguous),
        (error(100, 1366051), Ambiguous),
        (error(1), Ambiguous),
        (error(2, status=503), Ambiguous),
        (answer(500, b""), Ambiguous),
        (answer(200, {}), Ambiguous),
    ],
)
def test_answers_to_the_creating_call(reply: Any, raised: type[PublishError]) -> None:
    with pytest.raises(raised):
        publish(reply)


@pytest.mark.parametrize("subcode", [1363040, 1363127, 1363128, 1363129])
def test_reels_that_are_refused(subcode: int) -> None:
    film = made(text("x", media=[video()]), fields={"format": "reel"})
    with pytest.raises(Rejected) as caught:
        publish(error(6000, subcode), of=film, known={"video": "77"})
    assert "9:16" in caught.value.hint


@pytest.mark.parametrize("reply", [{}, {"success": False}])
def test_a_video_of_which_nothing_is_said_is_in_doubt(reply: Any) -> None:
    film = made(text("x", media=[video()]))
    with pytest.raises(Ambiguous):
        publish(answer(200, reply), of=film, known={"video": "77", "session": "s"})


# Editing and deleting


def test_editing() -> None:
    flow = NETWORK.edit(given(live=RECEIPT, changed=frozenset({"text"})))
    (call,), receipt = drive(flow, answer(200, {"success": True}))
    assert (call.method, call.url, call.form) == ("POST", f"{HOST}/{PAGE}_9001", {"message": "Латте"})
    assert not call.creates
    assert receipt == RECEIPT


def test_editing_what_waits() -> None:
    waits = given(made(account=NATIVE), live=RECEIPT._replace(scheduled=True), native=True)
    (call,), _ = drive(NETWORK.edit(waits), answer(200, {"success": True}))
    assert call.form == {"message": "Латте", "scheduled_publish_time": str(THEN)}


def test_editing_the_text_of_a_video() -> None:
    film = given(made(text("Латте", media=[video()])), live=Receipt("77", reference={"id": "77"}))
    (call,), _ = drive(NETWORK.edit(film), answer(200, {"success": True}))
    assert (call.url, call.form) == (f"{HOST}/77", {"description": "Латте"})


def test_aspects() -> None:
    full = made(text("x", media=[picture()]), fields=options(gating={"age_min": 18}, place_id="1"), account=NATIVE)
    assert set(NETWORK.aspects(given(full).part)) == {"text", "media", "place", "targeting", "time"}


@pytest.mark.parametrize("reply", [answer(200, {"success": True}), error(100, 33), error(803)])
def test_deleting(reply: Any) -> None:
    (call,), nothing = drive(NETWORK.delete(given(live=RECEIPT)), reply)
    assert (call.method, call.url, nothing) == ("DELETE", f"{HOST}/{PAGE}_9001", None)


# Looking it up


def page(*found: Mapping[str, Any]) -> Any:
    return answer(200, {"data": list(found)})


def out(**more: Any) -> dict[str, Any]:
    known = {"id": f"{PAGE}_9001", "message": "Латте", "created_time": "2026-11-27T07:00:05+0000"}
    return known | {"permalink_url": RECEIPT.url} | more


def waits(**more: Any) -> dict[str, Any]:
    return {"id": f"{PAGE}_9001", "message": "Латте", "scheduled_publish_time": THEN} | more


def find(*answers: Any, of: Variant | None = None, **more: Any) -> Receipt | None:
    found: Receipt | None = drive(NETWORK.find(given(of, **more)), *answers)[1]
    return found


def test_by_its_text() -> None:
    requests, found = drive(NETWORK.find(given()), page(out(message="?"), out()))
    assert requests[0].url == f"{HOST}/{PAGE}/published_posts"
    assert found == RECEIPT
    assert find(page(out(message="Другое"))) is None
    assert find(page(out(created_time="2026-11-26T07:00:05+0000"))) is None
    with pytest.raises(Ambiguous, match="2 posts"):
        find(page(out(), out(id="2")))


def test_photos_without_a_text_are_in_doubt() -> None:
    bare = made(text("", media=[picture()]))
    with pytest.raises(Ambiguous):
        find(page(out(message="")), of=bare)


def test_in_the_scheduler() -> None:
    native = {"of": made(account=NATIVE), "native": True}
    assert find(page(waits()), **native) == RECEIPT._replace(scheduled=True)
    assert find(page(waits(scheduled_publish_time=THEN + 3600)), page(), **native) is None
    assert find(page(), page(out()), **native) == RECEIPT
    with pytest.raises(Ambiguous):
        find(page(waits(), waits(id="2")), **native)


def test_a_comment_is_found_by_its_text() -> None:
    both = made(text("1"), text("Латте", role="comment"))
    flow = NETWORK.find(given(both, index=1, previous=[RECEIPT]))
    (asked,), found = drive(flow, page(out(id="9001_5")))
    assert asked.query["fields"] == "id,message,created_time", "a comment has no permalink_url"
    assert found == Receipt("9001_5", RECEIPT.url, False, {"id": "9001_5"})
    assert find(page(), of=both, index=1, previous=[RECEIPT]) is None


def test_what_the_scheduler_has_published() -> None:
    live = RECEIPT._replace(scheduled=True)
    waiting = given(made(account=NATIVE), live=live)
    assert drive(NETWORK.released(waiting), answer(200, {"id": live.id, "is_published": False}))[1] is None
    done = answer(200, {"id": live.id, "is_published": True, "permalink_url": "https://f/1"})
    assert drive(NETWORK.released(waiting), done)[1] == RECEIPT._replace(url="https://f/1")
    reel = answer(200, {"id": live.id, "published": True, "permalink_url": "/reel/77/"})
    assert drive(NETWORK.released(waiting), reel)[1] == RECEIPT._replace(url="https://www.facebook.com/reel/77/")
    assert drive(NETWORK.released(waiting), error(100, 33), page(out()))[1] == RECEIPT
    with pytest.raises(Ambiguous):
        drive(NETWORK.released(waiting), error(100, 33), page())


# The account and the preview


def test_the_probe() -> None:
    assert drive(NETWORK.probe(given()), answer(200, {"id": PAGE, "name": "Тепло"}), page())[1] == "the Page «Тепло»"
    with pytest.raises(Unauthorised):
        drive(NETWORK.probe(given()), answer(200, {"id": PAGE, "name": "Тепло"}), error(200))


def test_its_page() -> None:
    assert NETWORK.url(PAGE, "") == f"https://www.facebook.com/{PAGE}"


def shown(*parts: Any, **more: Any) -> Any:
    part = delivery(made(*parts, **more), NETWORK).part
    return NETWORK.shown(Message(part, PLANNED.isoformat()))


def test_what_readers_see() -> None:
    seen = shown(text("Латте", media=[picture(), picture("content/media/b.jpg")]), fields=options(place_id="1"))
    assert (seen.rich.text, seen.format, seen.notes) == ("Латте", "", ("place",))
    assert [one.path for one in seen.media] == ["content/media/latte.jpg", "content/media/b.jpg"]
    assert shown(text("x"), card=LinkCard("https://teplo.example")).link.url == "https://teplo.example"
    assert shown(text("see teplo.example/menu")).link.url == "http://teplo.example/menu"


def test_a_reel_looks_different() -> None:
    seen = shown(text("x", media=[video()]), fields={"format": "reel"})
    assert (seen.format, len(seen.media)) == ("reel", 1)
    assert shown(text("x", media=[video()])).format == ""


# Stories

STORY = made(text("", media=[picture()]), fields={"format": "story"})
FILM = made(text("", media=[video()]), fields={"format": "story"})
TOLD = answer(200, {"success": True, "post_id": 1234})
STORY_RECEIPT = Receipt("1234", "https://www.facebook.com/1234", False, {"id": "1234"})


def test_a_photo_story() -> None:
    (photo, story), kept, receipt = publish(answer(200, {"id": "71"}), TOLD, of=STORY)
    assert photo.url == f"{HOST}/{PAGE}/photos"
    assert photo.form == {"published": "false", "alt_text_custom": "A latte"}
    assert (story.url, story.form, story.creates) == (f"{HOST}/{PAGE}/photo_stories", {"photo_id": "71"}, True)
    assert (kept, receipt) == ({"media 0": "71"}, STORY_RECEIPT)


def test_a_video_story() -> None:
    begun = answer(200, {"video_id": "81", "upload_url": "https://rupload.facebook.com/video-upload/v26.0/81"})
    (start, upload, finish), kept, receipt = publish(begun, answer(200, {"success": True}), TOLD, of=FILM)
    assert (start.url, start.form) == (f"{HOST}/{PAGE}/video_stories", {"upload_phase": "start"})
    assert upload.headers == {"Authorization": "OAuth s3cret", "offset": "0", "file_size": "5000"}
    assert (finish.url, finish.creates) == (start.url, True)
    assert finish.form == {"upload_phase": "finish", "video_id": "81"}
    assert (kept, receipt) == ({"video": "81"}, STORY_RECEIPT)


def test_a_story_goes_on_with_its_upload() -> None:
    (story,), _, _ = publish(TOLD, of=STORY, known={"media 0": "71"})
    assert story.form == {"photo_id": "71"}


@pytest.mark.parametrize("reply", [answer(502, b""), answer(200, {"success": True}), error(100, 1366051)])
def test_a_story_of_which_nothing_is_said_is_in_doubt(reply: Any) -> None:
    """1366051: the photo was published before, perhaps by the try whose answer was lost."""
    with pytest.raises(Ambiguous):
        publish(reply, of=STORY, known={"media 0": "71"})


def listed(*media: str, more: bool = False) -> Any:
    told = [{"post_id": f"90{one}", "media_id": one, "url": f"https://facebook.com/stories/{one}"} for one in media]
    return answer(200, {"data": told, "paging": {"next": "x"} if more else {}})


def search(*answers: Any, of: Variant = STORY, **known: str) -> tuple[list[Any], Any]:
    return drive(NETWORK.find(given(of, known=known)), *answers)


def test_a_story_is_found_by_its_photo() -> None:
    (request,), found = search(listed("70", "71"), **{"media 0": "71"})
    assert request.url == f"{HOST}/{PAGE}/stories"
    assert request.query == {"fields": "post_id,media_id,url", "limit": "100", "since": str(THEN - 300)}
    assert found == Receipt("9071", "https://facebook.com/stories/71", False, {"id": "9071"})
    assert search(listed("70"), **{"media 0": "71"})[1] is None


def status(**phase: str) -> Any:
    return answer(200, {"id": "81", "status": {"publishing_phase": phase}})


def test_a_video_may_be_published_before_its_story_is_listed() -> None:
    (_, asked), found = search(listed(), status(status="not_started"), of=FILM, video="81")
    assert (asked.url, asked.query, found) == (f"{HOST}/81", {"fields": "status"}, None)
    for phase in ({"publish_status": "published"}, {"status": "in_progress"}, {"status": "complete"}):
        with pytest.raises(Ambiguous, match="does not list"):
            search(listed(), status(**phase), of=FILM, video="81")


@pytest.mark.parametrize(
    ("answers", "known"),
    [([], {}), ([listed("70", more=True)], {"media 0": "71"}), ([answer(200, {"data": "?"})], {"media 0": "71"})],
)
def test_a_story_that_cannot_be_found_stays_in_doubt(answers: list[Any], known: dict[str, str]) -> None:
    with pytest.raises(Ambiguous):
        search(*answers, **known)


@pytest.mark.parametrize(
    ("fields", "parts", "message"),
    [
        ({}, [text("")], "a story is a picture or a video"),
        ({}, [text("Hi", media=[picture()])], "a story shows no text but that of its picture"),
        ({}, [text("", media=[picture()]), text("Menu", role="comment")], "a story cannot have a first comment"),
        ({"link": {"url": "https://a.example"}}, [text("", media=[picture()])], "a story shows no link"),
        (options(place_id="17"), [text("", media=[picture()])], "a story takes no place"),
        (options(gating={"countries": ["DE"]}), [text("", media=[picture()])], "a story is shown to everybody"),
    ],
)
def test_what_a_story_cannot_do(fields: Any, parts: Any, message: str) -> None:
    assert problems(*parts, fields={"format": "story", **fields}) == [message]


def test_a_story_is_sent_at_its_time_and_cannot_be_edited() -> None:
    native = build(made(text("", media=[picture()]), account=NATIVE, fields={"format": "story"}), NETWORK)
    assert (native["delivery"], native["parts"][0]["request"]["params"]) == ("smm", {})
    assert set(NETWORK.aspects(native["parts"][0])) == {"story"}
    assert not NETWORK.facts.edits & {"story"}


def test_limits_of_a_story() -> None:
    limits = limits_for(NETWORK, Account(name="acc", platform="facebook", target=PAGE), "story")
    assert (limits.least("media.count"), limits.most("media.count"), limits.most("video.seconds")) == (1, 1, 60)


def test_a_story_is_upright_and_has_no_card() -> None:
    seen = shown(text("https://a.example", media=[picture()]), fields={"format": "story"})
    assert (seen.format, len(seen.media), seen.link, seen.rich.text) == ("story", 1, None, "")


def test_an_address_is_no_target() -> None:
    with pytest.raises(UserError, match="is not the id of a Page"):
        rendered(account={**ACCOUNT, "target": "https://facebook.com/teplo"})
