"""Instagram driven by hand: containers, the call that publishes them, comments, and looking a post up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flows import PLANNED, answer, broken_off, delivery, drive, drive_kept, picture, text, variant, video
from published import unpackaged
from pydantic import ValidationError

from smmgen.config import Account
from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks.account_limits import limits_for
from smmgen.networks.base import Grant, Renewed
from smmgen.networks.graph_containers import POLLS
from smmgen.networks.instagram import NETWORK
from smmgen.networks.instagram.facts import Options, Settings
from smmgen.networks.shown import Message
from smmgen.networks.wire import Delivery, Receipt
from smmgen.secret import NO_SECRET, Secret
from smmgen.variants.types import Variant

FILES = "https://files.teplo.example/project"
ACCOUNT = {"target": "@teplo.coffee", "media_base_url": FILES, "api_version": "v26.0", "login": "instagram"}
FACEBOOK = {**ACCOUNT, "login": "facebook", "user_id": "1784"}
HOST = "https://graph.instagram.com/v26.0"
PHOTO = text("Латте", media=[picture()])
QUOTA = answer(200, {"data": [{"quota_usage": 4, "config": {"quota_total": 50, "quota_duration": 86400}}]})
MADE = answer(200, {"id": "71"})
OUT = answer(200, {"id": "9001"})
NOWHERE = answer(200, {"data": []})


def state(code: str, status: str = "") -> Any:
    return answer(200, {"id": "71", "status_code": code, "status": status})


READY, BUSY, PUBLISHED = state("FINISHED"), state("IN_PROGRESS"), state("PUBLISHED")


def made(*parts: Any, account: Any = ACCOUNT, **more: Any) -> Variant:
    return variant("instagram", *(parts or [PHOTO]), account=account, **more)


def options(**chosen: Any) -> dict[str, Any]:
    return {"targeting": {"instagram": chosen}}


def rendered(*parts: Any, **more: Any) -> Any:
    return NETWORK.render(made(*parts, **more))


def given(of: Variant | None = None, index: int = 0, **more: Any) -> Delivery:
    return delivery(of or made(), NETWORK, index, media_base_url=FILES, **more)


def error(code: int, subcode: int = 0, status: int = 400, **more: Any) -> Any:
    return answer(status, {"error": {"message": "Sorry", "code": code, "error_subcode": subcode, **more}})


# What is sent


def test_a_photo() -> None:
    assert rendered() == [{"image_url": {"$address": 0}, "alt_text": "A latte", "caption": "Латте"}]


def test_a_photo_with_everything() -> None:
    chosen = {
        "user_tags": [{"username": "@anya", "x": 0.5, "y": 0}],
        "collaborators": ["@roaster", "mill"],
        "location_id": "17",
        "is_ai_generated": True,
    }
    (request,) = rendered(fields=options(**chosen) | {"targeting": {"replies": "nobody", "instagram": chosen}})
    assert request == {
        "image_url": {"$address": 0},
        "alt_text": "A latte",
        "caption": "Латте",
        "user_tags": [{"username": "anya", "x": 0.5, "y": 0}],
        "collaborators": ["roaster", "mill"],
        "location_id": "17",
        "is_ai_generated": True,
        "comment_enabled": False,
    }


def test_a_carousel_of_both() -> None:
    tags = options(user_tags=[{"username": "anya", "file": 2}], is_ai_generated=True)
    (request,) = rendered(text("Латте", media=[picture(), video()]), fields=tags)
    assert request == {
        "media_type": "CAROUSEL",
        "children": [
            {"image_url": {"$address": 0}, "alt_text": "A latte"},
            {"video_url": {"$address": 1}, "media_type": "VIDEO", "user_tags": [{"username": "anya"}]},
        ],
        "caption": "Латте",
        "is_ai_generated": True,
    }


@pytest.mark.parametrize("format", ["post", "reel"])
def test_a_video_is_a_reel(format: str) -> None:
    chosen = options(share_to_feed=False, thumb_offset=0, audio_name="Teplo", trial="performance")
    (request,) = rendered(text("Латте", media=[video()]), fields={"format": format, **chosen})
    assert request == {
        "media_type": "REELS",
        "video_url": {"$address": 0},
        "caption": "Латте",
        "share_to_feed": False,
        "thumb_offset": 0,
        "audio_name": "Teplo",
        "trial_params": {"graduation_strategy": "SS_PERFORMANCE"},
    }


def test_a_story_has_neither_caption_nor_alt_text() -> None:
    tags = options(user_tags=[{"username": "anya"}])
    (request,) = rendered(text("Латте", media=[picture()]), fields={"format": "story", **tags})
    assert request == {
        "media_type": "STORIES",
        "image_url": {"$address": 0},
        "user_tags": [{"username": "anya"}],
    }
    (film,) = rendered(text("", media=[video()]), fields={"format": "story"})
    assert film == {"media_type": "STORIES", "video_url": {"$address": 0}}


def test_a_first_comment() -> None:
    _, comment = rendered(PHOTO, text("Ссылка в профиле", role="comment"))
    assert comment == {"media_id": {"$previous": "id"}, "message": "Ссылка в профиле"}


def test_parameters_are_those_of_metas_own_sdk() -> None:
    known = json.loads(unpackaged("meta/graph_params_v25.json").read_text("utf-8"))["objects"]["IGUser"]
    chosen = options(
        user_tags=[{"username": "a"}], collaborators=["b"], location_id="1", thumb_offset=1, audio_name="x",
        trial="manual",
    )  # fmt: skip
    film = rendered(text("x", media=[video()]), fields=chosen)
    many = rendered(text("x", media=[picture(), picture()]), fields=chosen)
    names = {name for request in (*film, *many, *many[0]["children"]) for name in request}
    assert names - set(known["create_media"]["params"]) == set()


# Limits and problems


def test_limits_of_a_format() -> None:
    account = Account(name="acc", platform="instagram")
    post, story, reel = (limits_for(NETWORK, account, one) for one in ("post", "story", "reel"))  # type: ignore[arg-type]
    assert (post.least("image.ratio"), post.most("image.ratio")) == (0.8, 1.91)
    assert story.most("image.ratio") is None
    assert (post.most("video.seconds"), story.most("video.seconds")) == (900, 60)
    assert (post.most("media.count"), reel.most("media.count"), reel.most("image.count")) == (10, 1, 0)
    own = Account(name="acc", platform="instagram", limits={"video.seconds": 30})
    assert limits_for(NETWORK, own, "story").most("video.seconds") == 30


def problems(*parts: Any, **more: Any) -> list[str]:
    return [found.message for found in NETWORK.problems(made(*parts, **more))]


def test_nothing_is_wrong_with_ordinary_posts() -> None:
    assert problems() == []
    assert problems(text("x", media=[video()]), fields={"format": "reel"}) == []
    assert problems(text("", media=[picture()]), fields={"format": "story"}) == []


def test_a_picture_that_cannot_be_sent_is_not_missed_too() -> None:
    assert problems(text("x"), fields={"media": [{"file": "cap.png"}]}) == []


@pytest.mark.parametrize(
    ("part", "fields", "message"),
    [
        (text("x"), {}, "Instagram has no posts without a picture or video"),
        (PHOTO, {"format": "reel"}, "a reel is a video"),
        (PHOTO, {"format": "carousel"}, "a carousel on Instagram has at least two pictures or videos"),
        (PHOTO, {"format": "story"}, "a story shows no text but that of its picture"),
        (
            text("", media=[picture()]),
            {"format": "story", **options(collaborators=["a"])},
            "a story takes no `collaborators`",
        ),
        (PHOTO, options(user_tags=[{"username": "a"}]), "it is not said where in the picture `a` is"),
        (PHOTO, options(user_tags=[{"username": "a", "file": 2}]), "there is no file 2 for `a` to be in"),
        (PHOTO, {"targeting": {"replies": "followers"}}, "who may comment on Instagram is a setting of the account"),
        (PHOTO, {"link": "https://teplo.example"}, "a link in a caption cannot be tapped"),
    ],
)
def test_what_instagram_cannot_do(part: Any, fields: Any, message: str) -> None:
    assert problems(part, fields=fields) == [message]


def test_a_story_has_no_comments() -> None:
    story = [text("", media=[picture()]), text("x", role="comment")]
    assert problems(*story, fields={"format": "story"}) == ["a story cannot have a first comment"]


def test_files_need_a_public_address() -> None:
    assert problems(account={"target": "@teplo"}) == [
        "Instagram downloads media from a public address, but `acc` has neither `media_base_url` nor `media_upload`"
    ]


def test_facebook_login_needs_the_id_of_the_account() -> None:
    with pytest.raises(ValidationError, match="user_id"):
        Settings(login="facebook")
    with pytest.raises(ValidationError):
        Options(collaborators=["a", "b", "c", "d"])


# Publishing


def publish(*answers: Any, of: Variant | None = None, **more: Any) -> tuple[list[Any], dict[str, Any], Receipt]:
    return drive_kept(NETWORK.publish(given(of, **more)), *answers)


def test_a_photo_takes_the_quota_a_container_a_look_and_a_call() -> None:
    (quota, container, look, call), kept, receipt = publish(QUOTA, MADE, READY, OUT)
    assert (quota.url, quota.query) == (f"{HOST}/me/content_publishing_limit", {"fields": "config,quota_usage"})
    assert (container.method, container.url, container.creates) == ("POST", f"{HOST}/me/media", False)
    assert container.form == {
        "image_url": f"{FILES}/content/media/latte.jpg",
        "alt_text": "A latte",
        "caption": "Латте",
    }
    assert (look.url, look.query) == (f"{HOST}/71", {"fields": "id,status_code,status"})
    assert (call.url, call.form, call.creates) == (f"{HOST}/me/media_publish", {"creation_id": "71"}, True)
    assert {one.headers["Authorization"] for one in (quota, container, look, call)} == {"Bearer s3cret"}
    assert kept == {"container": "71"}
    assert receipt == Receipt("9001", "", False, {"id": "9001", "follow_up": "its address is not known yet"})


def test_facebook_login_goes_elsewhere() -> None:
    requests, _, _ = publish(QUOTA, MADE, READY, OUT, of=made(account=FACEBOOK))
    assert requests[1].url == "https://graph.facebook.com/v26.0/1784/media"
    assert requests[3].url == "https://graph.facebook.com/v26.0/1784/media_publish"


def test_lists_are_json_and_children_are_ids() -> None:
    chosen = options(user_tags=[{"username": "anya", "x": 0.5, "y": 1}], collaborators=["mill"])
    requests, _, _ = publish(QUOTA, MADE, READY, OUT, of=made(fields=chosen))
    assert requests[1].form["user_tags"] == '[{"username":"anya","x":0.5,"y":1.0}]'
    assert requests[1].form["collaborators"] == '["mill"]'
    pair = made(text("x", media=[picture(), video()]))
    answers = [QUOTA, answer(200, {"id": "1"}), answer(200, {"id": "2"}), READY, BUSY, READY, MADE, READY, OUT]
    requests, kept, _ = publish(*answers, of=pair)
    assert requests[1].form["is_carousel_item"] == "true"
    assert requests[2].form == {
        "video_url": f"{FILES}/content/media/pour.mp4",
        "media_type": "VIDEO",
        "is_carousel_item": "true",
    }
    assert requests[6].form == {"media_type": "CAROUSEL", "caption": "x", "children": "1,2"}
    assert kept == {"media 0": "1", "media 1": "2", "container": "71"}


def test_the_container_is_kept_before_it_is_published() -> None:
    assert broken_off(NETWORK.publish(given()), QUOTA, MADE) == {"container": "71"}


def test_another_run_goes_on_from_the_container() -> None:
    requests, kept, _ = publish(READY, QUOTA, OUT, known={"container": "71"})
    assert [one.method for one in requests] == ["GET", "GET", "POST"]
    assert kept == {}


@pytest.mark.parametrize("gone", [error(24), error(100, 33), state("EXPIRED"), state("ERROR", "2207053")])
def test_a_container_that_died_is_made_again(gone: Any) -> None:
    _, kept, _ = publish(gone, QUOTA, answer(200, {"id": "72"}), READY, OUT, known={"container": "71"})
    assert kept == {"container": "72"}


def test_not_for_ever() -> None:
    with pytest.raises(Unavailable, match="still busy"):
        publish(QUOTA, MADE, *[BUSY] * len(POLLS))


def test_a_used_up_quota_waits() -> None:
    full = answer(200, {"data": [{"quota_usage": 50, "config": {"quota_total": 50}}]})
    with pytest.raises(RateLimited, match="50 posts in 24 hours"):
        publish(full)


@pytest.mark.parametrize("said", [{}, {"data": []}, {"data": [{}]}, {"data": [{"quota_usage": 4}]}])
def test_a_quota_that_is_not_said_does_not_stop(said: Any) -> None:
    assert publish(answer(200, said), MADE, READY, OUT)[2].id == "9001"


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        ("2207026", Rejected),
        ("Error: Media upload has failed with error code 2207009", Rejected),
        ("2207053", Unavailable),
        ("2207052", Unavailable),
        ("2207051", Unavailable),
        ("UNKNOWN", Unavailable),
        ("", Unavailable),
    ],
)
def test_files_that_cannot_be_used(status: str, raised: type[PublishError]) -> None:
    with pytest.raises(raised):
        publish(QUOTA, MADE, state("ERROR", status))


SUBCODES = {
    2207001: Ambiguous, 2207003: Unavailable, 2207004: Rejected, 2207005: Rejected, 2207006: Rejected,
    2207008: Unavailable, 2207009: Rejected, 2207010: Rejected, 2207018: Rejected, 2207020: Unavailable,
    2207026: Rejected, 2207027: Unavailable, 2207028: Rejected, 2207032: Unavailable, 2207040: Rejected,
    2207042: RateLimited, 2207050: RateLimited, 2207051: Ambiguous, 2207052: Unavailable, 2207053: Unavailable,
    2207057: Rejected, 2207081: Rejected,
}  # fmt: skip


@pytest.mark.parametrize(("subcode", "raised"), SUBCODES.items(), ids=map(str, SUBCODES))
def test_subcodes_of_the_publishing_call(subcode: int, raised: type[PublishError]) -> None:
    with pytest.raises(raised) as caught:
        publish(READY, QUOTA, error(9, subcode), known={"container": "71"})
    assert str(subcode) in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "raised"),
    [
        (error(190, 463), Unauthorised),
        (error(10), Unauthorised),
        (error(200), Unauthorised),
        (error(4), RateLimited),
        (error(17), RateLimited),
        (error(368), RateLimited),
        (error(100), Rejected),
        (error(2, status=500), Ambiguous),
        (error(1, is_transient=True), Ambiguous),
        (answer(503, b""), Ambiguous),
        (answer(200, {}), Ambiguous),
    ],
)
def test_answers_to_the_publishing_call(reply: Any, raised: type[PublishError]) -> None:
    with pytest.raises(raised):
        publish(READY, QUOTA, reply, known={"container": "71"})


# Comments


BEFORE = Receipt("9001", "https://www.instagram.com/p/DC1/", False, {"id": "9001"})


def commented(**more: Any) -> Delivery:
    return given(made(PHOTO, text("Ссылка", role="comment")), 1, previous=[BEFORE], **more)


def test_the_first_comment() -> None:
    (call,), receipt = drive(NETWORK.publish(commented()), answer(200, {"id": "5001"}))
    assert (call.url, call.form, call.creates) == (f"{HOST}/9001/comments", {"message": "Ссылка"}, True)
    assert receipt == Receipt("5001", BEFORE.url, False, {"id": "5001"})


def test_a_comment_is_found_by_its_text() -> None:
    one = {"id": "5001", "text": "Ссылка", "timestamp": "2026-11-27T07:00:09+0000"}
    (look,), found = drive(NETWORK.find(commented()), answer(200, {"data": [one]}))
    assert look.url == f"{HOST}/9001/comments"
    assert found == Receipt("5001", BEFORE.url, False, {"id": "5001"})
    assert drive(NETWORK.find(commented()), NOWHERE)[1] is None


# Afterwards


LIVE = Receipt("9001", reference={"id": "9001", "follow_up": "its address is not known yet"})
ADDRESS = answer(200, {"id": "9001", "permalink": "https://www.instagram.com/p/DC1/"})


def test_the_address_is_asked_for() -> None:
    _, receipt = drive(NETWORK.finish(given(live=LIVE)), ADDRESS)
    assert receipt == BEFORE


def test_comments_are_closed() -> None:
    quiet = made(fields={"targeting": {"replies": "nobody"}})
    assert publish(QUOTA, MADE, READY, OUT, of=quiet)[2].reference["follow_up"] == "its comments have not been closed"
    (closing, _), receipt = drive(NETWORK.finish(given(quiet, live=LIVE)), answer(200, {"success": True}), ADDRESS)
    assert (closing.method, closing.url, closing.form) == ("POST", f"{HOST}/9001", {"comment_enabled": "false"})
    assert receipt == BEFORE


def test_deleting() -> None:
    (call,), nothing = drive(NETWORK.delete(given(live=LIVE)), answer(200, {"success": True}))
    assert (call.method, call.url, nothing) == ("DELETE", f"{HOST}/9001", None)
    drive(NETWORK.delete(given(live=LIVE)), error(100, 33))
    with pytest.raises(Rejected) as caught:
        drive(NETWORK.delete(given(live=LIVE)), error(100, 1))
    assert caught.value.hint == "delete it in the app: not every token may"


# Looking it up


def page(*found: Mapping[str, Any]) -> Any:
    return answer(200, {"data": list(found)})


def out(**more: Any) -> dict[str, Any]:
    known = {"id": "9001", "caption": "Латте", "permalink": BEFORE.url, "timestamp": "2026-11-27T07:00:05+0000"}
    return known | {"media_type": "IMAGE"} | more


CONTAINER = {"container": "71"}


def find(*answers: Any, of: Variant | None = None, **more: Any) -> Receipt | None:
    found: Receipt | None = drive(NETWORK.find(given(of, **more)), *answers)[1]
    return found


def test_error_2207051_is_looked_into() -> None:
    """It is not believed: where the container was published, the post is there."""
    with pytest.raises(Ambiguous):
        publish(READY, QUOTA, error(4, 2207051), known=CONTAINER)
    assert find(PUBLISHED, page(out()), known=CONTAINER) == BEFORE
    assert find(READY, page(), known=CONTAINER) is None


def test_a_published_container_is_found_in_the_list() -> None:
    assert find(PUBLISHED, page(out()), known=CONTAINER) == BEFORE
    assert publish(PUBLISHED, page(out()), known=CONTAINER)[2] == BEFORE
    with pytest.raises(Ambiguous, match="does not list it yet"):
        find(PUBLISHED, page(out(media_type="VIDEO")), known=CONTAINER)


def test_the_list_is_believed_whatever_the_container_says() -> None:
    assert find(READY, page(out()), known=CONTAINER) == BEFORE


def test_comments_of_what_is_found_are_still_to_be_closed() -> None:
    quiet = made(fields={"targeting": {"replies": "nobody"}})
    found = find(PUBLISHED, page(out()), of=quiet, known=CONTAINER)
    assert found
    assert found.reference["follow_up"] == "its comments have not been closed"


def test_a_story_is_found_among_stories() -> None:
    story = made(text("", media=[picture()]), fields={"format": "story"})
    flow = NETWORK.find(given(story, known=CONTAINER))
    requests, found = drive(flow, PUBLISHED, page({"id": "9001", "timestamp": "2026-11-27T07:00:05+0000"}))
    assert requests[1].url == f"{HOST}/me/stories"
    assert found
    assert find(READY, of=story, known=CONTAINER) is None
    with pytest.raises(Ambiguous, match="2 posts"):
        find(PUBLISHED, page(out(caption=""), out(id="9002", caption="")), of=story, known=CONTAINER)
    with pytest.raises(Ambiguous, match="1 posts"):
        find(page(out(caption="")), of=story)


def test_an_older_post_is_another() -> None:
    assert find(page(out(timestamp="2026-11-26T07:00:00+0000"))) is None


# The account


def test_the_probe_proves_the_right_to_publish() -> None:
    me = answer(200, {"id": "7", "username": "teplo.coffee"})
    assert drive(NETWORK.probe(given()), me, QUOTA)[1] == "@teplo.coffee, 4 of 50 posts in 24 hours"
    with pytest.raises(Unauthorised):
        drive(NETWORK.probe(given()), me, error(10))


def test_renewal() -> None:
    reply = answer(200, {"access_token": "IGnew", "token_type": "bearer", "expires_in": 5183944})
    (call,), renewed = drive(NETWORK.renew(given(), Grant(Secret("IGold"))), reply)
    assert call.url == "https://graph.instagram.com/refresh_access_token"
    assert (call.query, call.headers["Authorization"]) == ({"grant_type": "ig_refresh_token"}, "Bearer IGold")
    assert renewed == Renewed(Secret("IGnew"), NO_SECRET, 5183944)
    with pytest.raises(Unauthorised, match="Facebook Login"):
        NETWORK.renew(given(made(account=FACEBOOK)), Grant(Secret("IGold")))


def test_the_quota_is_measured() -> None:
    quota = answer(200, {"data": [{"quota_usage": 4, "config": {"quota_total": 50}}]})
    assert drive(NETWORK.measure(given()), quota)[1].most("day.posts") == 50
    for said in ({}, {"data": []}, {"data": [{"config": {"quota_total": -1}}]}):
        with pytest.raises(Unavailable):
            drive(NETWORK.measure(given()), answer(200, said))


def test_its_page() -> None:
    assert NETWORK.url("@teplo.coffee", "") == "https://www.instagram.com/teplo.coffee/"
    assert NETWORK.url("", "") == ""


# The preview


def shown(*parts: Any, **more: Any) -> Any:
    part = delivery(made(*parts, **more), NETWORK).part
    return NETWORK.shown(Message(part, PLANNED.isoformat()))


def test_what_readers_see() -> None:
    chosen = {"user_tags": [{"username": "a", "x": 0, "y": 0}], "is_ai_generated": True, "collaborators": ["b"]}
    seen = shown(fields={"targeting": {"replies": "nobody", "instagram": chosen}})
    assert (seen.rich.text, seen.format, seen.replies) == ("Латте", "", "nobody")
    assert seen.notes == ("collaborators", "is_ai_generated", "user_tags")
    assert [(one.path, one.alt) for one in seen.media] == [("content/media/latte.jpg", "A latte")]


@pytest.mark.parametrize(
    ("media", "format", "seen"),
    [([video()], "post", "reel"), ([picture()], "story", "story"), ([picture(), video()], "carousel", "")],
)
def test_formats_look_different(media: Any, format: str, seen: str) -> None:
    found = shown(text("x", media=media), fields={"format": format})
    assert found.format == seen
    assert found.carousel is (format == "carousel")
    assert len(found.media) == len(media)


def test_an_address_is_no_target() -> None:
    with pytest.raises(UserError, match="is not the name of an Instagram profile"):
        rendered(account={**ACCOUNT, "target": "https://instagram.com/teplo"})
